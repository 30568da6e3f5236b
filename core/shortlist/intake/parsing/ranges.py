"""Cells that say a range: between which two values the field's value lies, in a column that is read in one way.

Only cells that are no value of their own are looked at. `range_words` parts a cell into its ends, and the grammar of the field's type
reads each end as it reads a cell of the column: the same units, currencies, decimal mark, order of dates and words.
"""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.dates import is_month
from shortlist.intake.parsing.number_grammar import count_words, looks
from shortlist.intake.parsing.numbers import KEPT_LOOKS, PLUS
from shortlist.intake.parsing.odd_phrases import FAR_YEARS, RECENT, find_odd
from shortlist.intake.parsing.other_marks import have_other_marks
from shortlist.intake.parsing.range_ends import (
    CIRCA,
    DAY,
    find_end_texts,
    may_be_ranges,
    may_part,
    plan_looks,
    write_for_looks,
)
from shortlist.intake.parsing.range_facts import write_facts
from shortlist.intake.parsing.range_phrases import write_decades, write_grades, write_spans
from shortlist.intake.parsing.range_words import BEYOND, write_dashes
from shortlist.intake.parsing.text import Reading, clean, is_marker
from shortlist.model.fields import NUMERIC, YEAR, Field
from shortlist.model.normal import put

TOLERANCE = 0.1
"""How far from a value that is said to be about right the true one may lie, as a share of it."""
APART = 1_000.0  # times the lesser end that the greater one may be where only that one has a magnitude (500,000 to 1 million)
VAGUE, EVERYTHING = 1e6, 1e9  # ends so many times apart, or from nothing up to so much, say nothing
SMALLEST = 1e-12  # a lesser end is as good as nothing: `over $0` begins with the next number there is
PLANS = "ranges"
_TWO = r"^[^0-9]*[0-9][0-9.,]* [0-9][0-9.,]*[^0-9]*$"  # numbers with no more than a space between them
_LARGEST = 1e308
ENDS = ("value", "least", "most")


def convert_ends(cells: pl.Series, reading: Reading, beside: pl.Series | None = None) -> tuple[pl.DataFrame, pl.Series]:
    """`convert` for a column whose cells may be ranges: `value`, `least` and `most` of each, of the field's type, and which cells can
    be read neither so nor so. Where `value` is there, it counts alone.

    >>> cells = pl.Series(["120", "51-200", "1000人以上", "50-50", "200-51", None])
    >>> found, bad = convert_ends(cells, Reading(Field("employees", "integer", minimum=0)))
    >>> found.rows(), bad.to_list()[4]
    ([(120.0, None, None), (None, 51.0, 200.0), (None, 1000.0, None), (50.0, None, None), (None, None, None), (None, None, None)], True)
    """
    value, bad = convert_points(cells, reading, beside)
    dtype = reading.field.dtype
    frame = pl.DataFrame(
        [
            value.alias("value"),
            *(pl.Series(name, [None], dtype=dtype).new_from_index(0, len(cells)) for name in ENDS[1:]),
        ]
    )
    at = bad.arg_true()
    if not reading.takes_ranges or not len(at):
        return frame, bad
    found = read_ranges(cells.gather(at), reading, None if beside is None else beside.gather(at))
    if found["read"].any():
        frame = frame.with_columns(put(frame[name], at, found[name]).alias(name) for name in ENDS)
        bad = put(bad, at, ~found["read"])
    return frame, bad


def convert_points(cells: pl.Series, reading: Reading, beside: pl.Series | None = None) -> tuple[pl.Series, pl.Series]:
    """`convert` for a column whose cells may be ranges: a month of a date is no value there, but many."""
    value, bad = convert(cells, reading, beside)
    if reading.field.type == "date" and reading.takes_ranges and cells.dtype == pl.String:
        months = _find_months(cells, reading) & value.is_not_null()
        value, bad = value.set(months, None), bad | months
    return value, bad


def _find_months(cells: pl.Series, reading: Reading) -> pl.Series:
    """Which cells of dates are months without a day: from their first day to their last."""
    distinct = cells.unique()
    months = distinct.filter(_are_months(clean(distinct, keep=reading.keep)))
    return cells.is_in(months.implode()).fill_null(False) if len(months) else pl.repeat(False, len(cells), eager=True)


def read_ranges(cells: pl.Series, reading: Reading, beside: pl.Series | None = None) -> pl.DataFrame:
    """Of unreadable cells each as a range: `value` (where that holds one value alone), `least`, `most`, whether it was `read`, `why` one that
    says a range was not (a key of UNREAD; null: no reason is known), and whether it is `loose`: about so."""
    frame = pl.DataFrame(
        {
            "cell": cells.cast(pl.String),
            "beside": cells.clear(len(cells)).cast(pl.String) if beside is None else beside.cast(pl.String),
        }
    )
    distinct = frame.unique(maintain_order=True)
    told = pl.concat([distinct, _read_distinct(distinct, reading)], how="horizontal")
    return frame.join(told, on=["cell", "beside"], how="left", nulls_equal=True, maintain_order="left").drop(
        "cell", "beside"
    )


def _read_distinct(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    said = clean(frame["cell"], keep=reading.keep)
    text = write_decades(write_facts(said, reading.field.type), reading.field)
    numeric = reading.field.type in NUMERIC
    ends = (_number_ends if numeric else _date_ends if reading.field.type == "date" else _level_ends)(
        text, frame["beside"], reading
    )
    settled = settle_ends(ends, reading.field)
    strange = said.str.starts_with("{") & ~settled["read"] & settled["why"].is_null()
    settled = settled.with_columns(settled["why"].set(strange.fill_null(False), "object"))
    for name, odd in find_odd(said, reading.field).items():
        settled = settled.with_columns(settled["why"].set(odd & ~settled["read"] & settled["why"].is_null(), name))
    beyond = write_dashes(said).str.contains(BEYOND).fill_null(False) & ~settled["read"] & settled["why"].is_null()
    settled = settled.with_columns(settled["why"].set(beyond, "beyond"))
    if numeric:
        settled = settled.with_columns(_explain_points(frame, said, settled, reading).alias("why"))
        circa = text.str.contains(CIRCA).fill_null(False) & ~settled["read"] & settled["why"].is_null()
        settled = settled.with_columns(settled["why"].set(circa, "circa"))
    if numeric and reading.field.unit != YEAR:
        day = text.str.contains(DAY).fill_null(False)
        why = pl.when(day).then(pl.lit("day")).otherwise("why")
        settled = (
            settled.with_columns(day.alias("day"))
            .with_columns(why.alias("why"), pl.col("read") & ~pl.col("day"))
            .drop("day")
        )
        settled = settled.with_columns(pl.when("read").then(name).alias(name) for name in ENDS)
    if reading.field.missing:  # 0-0 is 0, and missing where that is
        value = settled["value"]
        marked = is_marker(value.cast(pl.String), reading.field)
        if numeric:
            marked |= is_marker(value.cast(pl.Int64, strict=False).cast(pl.String), reading.field) & (
                value == value.floor()
            )
        settled = settled.with_columns(value.set(marked.fill_null(False), None))
    return settled


def _number_ends(text: pl.Series, beside: pl.Series, reading: Reading) -> pl.DataFrame:
    """The ends of numbers, without any bounds: `a` and `b` (Float64), and `other`, which is `a` without the magnitude of `b`."""
    if (reading.unit.power or 0) > 0:  # below a header in 万人, 200人 is in doubt
        text = text.set(_says_own_unit(text, reading), None)
    plain = write_for_looks(text, reading.field)
    if reading.field.unit:  # nearly 30 days, or in the last 30 days
        plain = plain.set(text.str.contains(FAR_YEARS if reading.field.unit == YEAR else RECENT).fill_null(False), None)
    worth = plain.is_not_null()
    rated = reading.field.type == "rating"  # 4/5 is one, 4/1 is none
    look = plain.fill_null("") if rated else looks(plain.fill_null(""), count_words(reading.field))
    plans = _plan_each(look.filter(worth).unique(), reading)
    frame = pl.DataFrame({"text": plain, "look": look}).join(plans, on="look", how="left", maintain_order="left")
    written = [
        frame.select(
            head + pl.col("text").str.slice(pl.col(f"{end}_at"), pl.col(f"{end}_length")) + pl.col(tail)
        ).to_series()
        for end, head, tail in (
            ("a", pl.col("a_head"), "a_tail"),
            ("a", pl.col("a_head"), "other_tail"),
            ("b", pl.col("b_head"), "b_tail"),
        )
    ]
    if reading.accounts:  # Cr is a credit there, and none is at least or at most so
        written = [one.set(one.str.contains("(?i) cr$"), None) for one in written]
    free = replace(reading, field=_unbounded(reading.field))
    values = [convert(one, free, beside)[0] for one in written]
    share = (frame["about"] == "share").fill_null(False)
    if share.any():  # what a value may differ by, in percent of it
        percents = convert(written[2].set(~share, None), Reading(Field("share", "number"), comma=reading.comma))[0]
        values[2] = values[2].set(share, None).fill_null(percents / 100)
    return frame.select(
        "open_a",
        "open_b",
        "about",
        "why",
        pl.col("a_at").is_not_null().alias("has_a"),
        pl.col("b_at").is_not_null().alias("has_b"),
    ).with_columns(value.alias(name) for name, value in zip(("a", "other", "b"), values, strict=True))


def _explain_points(frame: pl.DataFrame, said: pl.Series, settled: pl.DataFrame, reading: Reading) -> pl.Series:
    """Why what would be an amount or range elsewhere is none in this column, beside the reasons that are known (`why`)."""
    why = settled["why"]
    unknown = ~settled["read"] & why.is_null()
    if reading.plus:
        why = why.set(unknown & said.str.contains(PLUS).fill_null(False), "plus")
    why = why.set(unknown & have_other_marks(said, comma=reading.comma), "mark")
    if reading.gaps:
        why = why.set(unknown & said.str.contains(_TWO).fill_null(False), "gap")
    power = reading.unit.power or 0
    at = (unknown & said.is_not_null()).arg_true() if power > 0 else ()
    if len(at):
        free = replace(reading, full=None, far=None, unit=replace(reading.unit, power=None))
        _, bad = convert_ends(frame["cell"].gather(at), free, frame["beside"].gather(at))
        large = pl.lit("full" if reading.full is not None else None)
        reason = pl.when(_says_own_unit(said.gather(at), reading)).then(pl.lit("unit")).otherwise(large)
        why = put(why, at, pl.select(pl.when(~bad).then(reason).otherwise(why.gather(at))).to_series())
    return why


def _says_own_unit(text: pl.Series, reading: Reading) -> pl.Series:
    """Which texts say behind a number what it counts and no magnitude (51-200人, 500元以上); false where null."""
    words = "[元圆圓]" if reading.field.type == "money" else count_words(reading.field)
    if not words:
        return pl.repeat(False, len(text), dtype=pl.Boolean, eager=True)
    return text.str.contains(rf"(?i)[0-9][+ ]*(?:{words})").fill_null(False)


def _plan_each(look: pl.Series, reading: Reading) -> pl.DataFrame:
    kept = reading.plans.get(PLANS)
    fresh = look if kept is None else look.filter(~look.is_in(kept["look"].implode()))
    if not len(fresh) and kept is not None:
        return kept
    told = plan_looks(fresh.filter(~have_other_marks(fresh, comma=reading.comma)), reading.field)
    told = told if kept is None else pl.concat([kept, told])
    if told.height <= KEPT_LOOKS:
        reading.plans[PLANS] = told
    return told


def _unbounded(field: Field) -> Field:
    """The field without bounds and markers: an end may lie outside, and is no word for nothing."""
    far = _LARGEST if field.type == "rating" else None
    return replace(field, minimum=None if far is None else -far, maximum=far, missing=())


def _date_ends(text: pl.Series, _: pl.Series, reading: Reading) -> pl.DataFrame:
    text = write_spans(write_dashes(text))
    return find_end_texts(
        text.set(~(may_be_ranges(text) | _are_months(text)), None),
        replace(reading, field=replace(reading.field, missing=())),
    )


def _are_months(text: pl.Series) -> pl.Series:
    return text.alias("t").to_frame().select(is_month(pl.col("t")).fill_null(False)).to_series()


def _level_ends(text: pl.Series, _: pl.Series, reading: Reading) -> pl.DataFrame:
    text = write_grades(write_dashes(text), reading.field.values)
    worth = may_part(text)
    return find_end_texts(text.set(~worth, None), replace(reading, field=replace(reading.field, missing=())))


def settle_ends(ends: pl.DataFrame, field: Field) -> pl.DataFrame:
    """`value`, `least`, `most`, `read` and `why` from ends on one scale: `a`, `b`, `other` (or null), `has_a`, `has_b`, whether they are
    left out (`open_a`, `open_b`), and `about` (null, `both`, `below`). Dates are days since 1970, levels ranks."""
    low, high = (0.0, len(field.values) - 1.0) if field.type == "level" else field.range
    whole = field.type in ("integer", "date", "level")
    a, b, other = pl.col("a"), pl.col("b"), pl.col("other")
    ends = _spread(ends, whole)
    apart = other.is_not_null() & (other != a) & ~(a < b) & (other <= b) & (b <= other * APART)
    ends = ends.with_columns(
        pl.when(apart).then(other).otherwise(a).alias("a"),
        ((~pl.col("has_a") | a.is_not_null()) & (~pl.col("has_b") | b.is_not_null())).alias("there"),
    )
    equal = pl.col("other").is_not_null() & (pl.col("a") == b) & ~apart & (pl.col("other") != pl.col("a"))
    ends = ends.with_columns(((a > b) | equal).fill_null(False).alias("reversed"))
    step = 1.0 if whole else 0.0  # from an end that is left out to the next value
    first, last = (
        pl.when(f"open_{name}").then(pl.col(name) + way * step).otherwise(name) for name, way in (("a", 1), ("b", -1))
    )
    past = (first < low) | (first > high) | (last > high) | (last < low)
    ends = ends.with_columns(past.fill_null(False).alias("past"))
    ends = _widen(ends, field, whole)
    ends = _leave_out(ends, whole)
    told = (a.is_not_null() | b.is_not_null()) & pl.col("there").fill_null(False)
    covers = (a.is_null() | (a <= low)) & (b.is_null() | (b >= high))
    vague = (
        ((a <= 0) & (b >= EVERYTHING * (1_000 if field.type == "money" else 1))) | ((a > SMALLEST) & (b >= a * VAGUE))
        if field.type in NUMERIC
        else pl.lit(False)
    )
    why = (
        pl.when(pl.col("about").is_not_null() & pl.lit(field.unit == YEAR)).then(pl.lit("about"))
        .when(pl.col("why").is_not_null() & (pl.col("why") != "last")).then("why")
        .when(~told).then(None)
        .when(pl.col("reversed") & (pl.col("why") == "last").fill_null(False)).then(pl.lit("last"))
        .when(pl.col("reversed") & (other < b).fill_null(False)).then(pl.lit("magnitudes"))
        .when(pl.col("reversed") | (a > b).fill_null(False)).then(pl.lit("reversed"))
        .when(pl.col("past") | (a > high).fill_null(False) | (b < low).fill_null(False)).then(pl.lit("outside"))
        .when(covers | vague.fill_null(False)).then(pl.lit("nothing"))
    )  # fmt: skip
    ends = ends.with_columns(why.alias("why"), told.alias("told"))
    read = pl.col("told") & pl.col("why").is_null()
    ends = ends.with_columns(read.alias("read"), a.clip(lower_bound=low) + 0.0, b.clip(upper_bound=high) + 0.0)  # no -0
    alone = a.fill_null(low) == b.fill_null(high)
    return _as_typed(
        ends.select(
            pl.when(pl.col("read") & alone).then(a.fill_null(low)).alias("value"),
            *(pl.when(pl.col("read") & ~alone).then(end).alias(name) for name, end in (("least", a), ("most", b))),
            "read",
            "why",
            (pl.col("read") & pl.col("about").is_not_null()).alias("loose"),
        ),
        field,
    )


def _spread(ends: pl.DataFrame, whole: bool) -> pl.DataFrame:
    """The ends of what is said as a value and what it may differ by: a `spread`, or a `share` of the value."""
    a, b, about = pl.col("a"), pl.col("b"), pl.col("about")
    if not ends["about"].is_in(["spread", "share"]).any():
        return ends
    by = pl.when(about == "share").then(a.abs() * b).otherwise(b)
    low, high = (a - by).round_sig_figs(15), (a + by).round_sig_figs(15)
    said = about.is_in(["spread", "share"])
    return ends.with_columns(
        pl.when(said).then(low.ceil() if whole else low).otherwise(a).alias("a"),
        pl.when(said).then(high.floor() if whole else high).otherwise(b).alias("b"),
        pl.when(~said).then(about).alias("about"),
    )


def _widen(ends: pl.DataFrame, field: Field, whole: bool) -> pl.DataFrame:
    """The ends of what is said to be about so: a tenth further on both sides, or below alone.

    Amounts and counts are a tenth less where a tenth more of that is what is said, so that their geometric middle (docs/semantics.md,
    section 2) is the number that was written.
    """
    a, b, about = pl.col("a"), pl.col("b"), pl.col("about")
    below, above = a - a.abs() * TOLERANCE, b + b.abs() * TOLERANCE
    if field.type in ("money", "integer"):
        below = pl.when(a > 0).then(a * (1 / (1 + TOLERANCE))).otherwise(below)
    below, above = below.round_sig_figs(15), above.round_sig_figs(15)
    return ends.with_columns(
        pl.when(about.is_not_null()).then(below.ceil() if whole else below).otherwise(a).alias("a"),
        pl.when(about == "both").then(above.floor() if whole else above).otherwise(b).alias("b"),
    )


def _leave_out(ends: pl.DataFrame, whole: bool) -> pl.DataFrame:
    """The nearest values inside for ends that do not belong to the range."""
    for name, way in (("a", math.inf), ("b", -math.inf)):
        at = ends.select(pl.arg_where(pl.col(f"open_{name}").fill_null(False) & pl.col(name).is_not_null())).to_series()
        if len(at):
            values = ends[name].gather(at)
            inside = (
                values + math.copysign(1, way)
                if whole
                else pl.Series([math.nextafter(one, way) for one in values], dtype=pl.Float64)
            )
            ends = ends.with_columns(put(ends[name], at, inside).alias(name))
    return ends


def _as_typed(frame: pl.DataFrame, field: Field) -> pl.DataFrame:
    if field.type == "date":
        return frame.with_columns(pl.col(name).cast(pl.Int32).cast(pl.Date) for name in ENDS)
    if field.type == "level":
        words = pl.Series(field.values, dtype=pl.String)
        return frame.with_columns(words.gather(frame[name].cast(pl.UInt32)).alias(name) for name in ENDS)
    return frame
