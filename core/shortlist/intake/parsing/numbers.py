"""Text to numbers: signs, currencies, magnitude words, percent, and separators of both conventions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import polars as pl

from shortlist.intake.parsing.chinese_numbers import write_chinese
from shortlist.intake.parsing.dates import years
from shortlist.intake.parsing.number_grammar import (
    BOOKS,
    COMMA,
    INDIAN,
    POINT,
    RUPEES,
    count_words,
    looks,
    parts,
    write_plainly,
)
from shortlist.intake.parsing.other_marks import have_other_marks
from shortlist.intake.parsing.payment_terms import UNIT as TERMS
from shortlist.intake.parsing.payment_terms import read_terms
from shortlist.intake.parsing.text import Reading, clean, is_marker
from shortlist.intake.parsing.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, currency_codes
from shortlist.model.fields import YEAR, FieldType
from shortlist.model.formatting import HUGE
from shortlist.model.normal import put

# One letter is a magnitude of money; of other numbers only in capitals, for 5 m and 5 t may be metres and tonnes.
_UNSAFE = ("m", "t", "b", "T", "mil", "mil.", "mm")
RATED = re.compile(r"\s*(?:/\s*5(?:\.0)?|out of 5|of 5|stars?|星级?|分)$", re.I)
"""What stands behind a rating."""
_LARGEST = 1e308
PLUS = r"^[^0-9]*\+[^0-9]*[0-9]"
"""A plus before the digits."""
GAP = r"^[^0-9]*[1-9][0-9]{0,2} [1-9][0-9]{2}[^0-9]*$"
"""A space where thousands are parted, or a dash was lost."""
SPACED = (
    r"[1-9][0-9]{0,2} (?:0[0-9]{2}(?:[^0-9]|$)|[0-9]{3}(?: [0-9]{3}|[.,][0-9]|[^0-9]*[^0-9 .,][^0-9]*[0-9]))"
    r"|[0-9][^0-9]*[^0-9 .,'’] ?[1-9][0-9]{0,2} [0-9]{3}(?:[^0-9]|$)"
)
"""Thousands parted by a space where no dash can be lost: 10 000, 1 200 000, 1 500.50, an end of a range. Also of `looks`."""
PLANS, KEPT_LOOKS = "looks", 5_000  # of one column


def convert_numbers(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """`values.convert` for the numeric types."""
    power = _power(reading)
    if cells.dtype.is_numeric():
        value = cells.cast(pl.Float64, strict=False)
        value = value.set(~value.is_finite(), None)
        if cells.dtype.is_float():
            value = drop_noise(value)
        there = value.is_not_null()
        if power:
            value = _scale(value.cast(pl.String), power)
        if reading.rate is None:
            value = pl.repeat(None, len(cells), dtype=pl.Float64, eager=True)
        elif reading.rate != 1.0:
            value = value.alias("v").to_frame().select(convert_money(pl.col("v"), reading.rate)).to_series()
    else:
        text = clean(cells, keep=reading.keep)
        value, there = _numbers(text, reading, power), text.is_not_null()
        if reading.plus:
            value = value.set(text.str.contains(PLUS).fill_null(False), None)
        if reading.gaps:
            value = value.set(text.str.contains(GAP).fill_null(False), None)
    value = _drop_unbounded(value, reading)
    if reading.field.unit == YEAR:
        odd = (there & value.is_null()).arg_true()
        if len(odd):
            value = put(value, odd, _drop_unbounded(years(clean(cells.gather(odd), keep=reading.keep)), reading))
    if reading.field.unit == TERMS:
        odd = (there & value.is_null()).arg_true()
        if len(odd):
            value = put(value, odd, _drop_unbounded(read_terms(clean(cells.gather(odd), keep=reading.keep)), reading))
    value, there = _drop_marked(cells, value, there, reading)
    return value, there & value.is_null()


def convert_money(amount: pl.Expr, rate: float | pl.Expr) -> pl.Expr:
    """Amounts in another currency, as decimals of 15 digits: what multiplying leaves in the digits behind is no part of an amount.

    >>> pl.select(convert_money(pl.lit(50_000_000.0), 0.14)).item()
    7000000.0
    """
    return (amount * rate).round_sig_figs(15)


def convert_row(amount: pl.Expr, worth: pl.Expr) -> pl.Expr:
    """`convert_money` where each row has its own rate, which is 1 in most."""
    return pl.when(worth.abs() == 1.0).then(amount * worth).otherwise(convert_money(amount, worth))


def drop_noise(value: pl.Series) -> pl.Series:
    """Fractions as the decimals of 15 digits that a sheet shows: what a formula left in the digits behind is no part of the number.

    >>> drop_noise(pl.Series([0.1 + 0.2, 2.675, 12345678901234567.0])).to_list()
    [0.3, 2.675, 1.2345678901234568e+16]
    """
    number = pl.col("v")
    rounded = pl.when(number != number.round()).then(number.round_sig_figs(15)).otherwise(number)
    return value.alias("v").to_frame().select(rounded).to_series()


def _scale(text: pl.Series, power: int) -> pl.Series:
    """Digits times 10**power, rounded once: the exponent is written behind the digits."""
    value = (text + f"e{power}").cast(pl.Float64, strict=False)
    if value.null_count() > text.null_count():  # digits with an exponent of their own
        loose = text.cast(pl.Float64, strict=False) * float(f"1e{power}")
        value = pl.DataFrame({"a": value, "b": loose}).select(pl.coalesce("a", "b")).to_series()
    return value


def _numbers(text: pl.Series, reading: Reading, power: int) -> pl.Series:
    """The numbers of clean text: plain digits and percents at once, all other cells by their grammar."""
    cell = pl.col("text")
    frame = text.alias("text").to_frame()
    frame = frame.with_columns(_plain(cell, reading, power).alias("value"))
    odd = frame.select(pl.arg_where(pl.col("value").is_null() & cell.is_not_null())).to_series()
    value = frame["value"]
    return put(value, odd, _odd(text.gather(odd), reading, power)) if len(odd) else value


def _plain(cell: pl.Expr, reading: Reading, power: int) -> pl.Expr:
    """The commonest cells read without a grammar: digits and a point, and the same before a percent sign."""
    if reading.plus:
        cell = pl.when(~cell.str.starts_with("+")).then(cell)
    value = pl.lit(None, pl.Float64)
    if reading.rate is not None and (reading.field.type != "percent" or reading.unit.percent is not None):
        plain = pl.when(~cell.str.contains(".", literal=True)).then(cell) if reading.comma else cell
        value = (plain + f"e{power}" if power else plain).cast(pl.Float64, strict=False)
        if reading.rate != 1.0:
            value = convert_money(value, reading.rate)
    if reading.field.type == "percent" and not reading.comma:
        digits = pl.when(cell.str.ends_with("%")).then(cell.str.strip_suffix("%").str.strip_chars_end(" ") + "e-2")
        value = pl.coalesce(value, digits.cast(pl.Float64, strict=False))
    return value


def _odd(text: pl.Series, reading: Reading, power: int) -> pl.Series:
    """Cells that are more than digits and a point, none of them null: what they look like is parsed once a look."""
    if reading.field.type == "rating":
        text = text.str.replace(f"(?i){RATED.pattern}", "")
    text = write_plainly(write_chinese(text, money=reading.field.type == "money"))
    counted = count_words(reading.field)
    look = looks(text, counted)
    told = _plan_each(look, counted, reading, power)
    marks = "".join(told.filter(pl.col("start").is_not_null())["marks"].unique())
    frame = pl.DataFrame({"text": text, "look": look}).join(told, on="look", how="left", maintain_order="left")
    number = pl.col("text").str.slice(pl.col("start"), pl.col("length"))
    for mark in set(marks) - {"," if reading.comma else "."}:
        number = number.str.replace_all(mark, "", literal=True)
    if reading.comma:
        number = number.str.replace(",", ".", literal=True)
    tail = pl.col("tail")
    if told["exp_length"].count():
        exponent = pl.col("text").str.slice(pl.col("start") + pl.col("length"), pl.col("exp_length"))
        tail = pl.when(pl.col("exp_length").is_null()).then(tail).otherwise(exponent)
    value = (number + tail).cast(pl.Float64, strict=False)
    if power:
        value = pl.when("powered").then(value * float(f"1e{power}")).otherwise(value)
    factor = pl.col("factor")
    foreign = (told["factor"].abs() != 1.0).any() and reading.field.type == "money"
    value = convert_row(value, factor) if foreign else value * factor
    return frame.select(value.alias("value")).to_series()


def _plan_each(look: pl.Series, counted: str, reading: Reading, power: int) -> pl.DataFrame:
    """`_plan_looks` of each distinct look; those of earlier chunks of the column are kept in its reading."""
    kept, distinct = reading.plans.get(PLANS), look.unique()
    fresh = distinct if kept is None else distinct.filter(~distinct.is_in(kept["look"].implode()))
    if not len(fresh) and kept is not None:
        return kept
    told = _plan_looks(parts(fresh, counted), reading, power).with_columns(fresh.alias("look"))
    told = told.with_columns(told["start"].set(have_other_marks(fresh, comma=reading.comma), None))
    told = told if kept is None else pl.concat([kept, told])
    if told.height <= KEPT_LOOKS:
        reading.plans[PLANS] = told
    return told


def _plan_looks(frame: pl.DataFrame, reading: Reading, power: int) -> pl.DataFrame:
    """How cells of each look become numbers: `start` (null: they do not) and `length` of the digits and the `marks` among them,
    `exp_length` of an exponent of their own (null: none), else the `tail` to write behind the digits; whether the column's
    power is still to come (`powered`), and the `factor` of sign and rate."""
    digits, kind = pl.col("digits"), reading.field.type
    frame = _settle_sides(frame, reading)
    if kind == "money" and not reading.takes_lakhs:
        lakhs = pl.col("size").str.to_lowercase().is_in(INDIAN) & pl.col("currency").is_null()
        frame = frame.with_columns(pl.when(~lakhs.fill_null(False)).then("digits").alias("digits"))
        digits = pl.col("digits")
    sizes = list(MAGNITUDES)
    exponent = (
        pl.col("size")
        .str.to_lowercase()
        .replace_strict(sizes, [f"e{MAGNITUDES[size]}" for size in sizes], default=None, return_dtype=pl.String)
    )
    bare = pl.lit(f"e{power}" if power else "")
    if kind == "percent":
        signed = pl.when(pl.col("pct") == "‰").then(pl.lit("e-3")).when(pl.col("pct").is_not_null()).then(pl.lit("e-2"))
        unsaid = (
            pl.when(reading.unit.percent is not None)
            .then(bare)
            .when(digits.str.contains(r"^0*[.,]?0*$"))
            .then(pl.lit(""))
        )
        exponent = pl.coalesce(signed, unsaid)
    else:
        exponent = pl.coalesce(exponent, bare)
    rate = _rate(reading) if kind == "money" else pl.lit(1.0)
    own = pl.col("exp").is_not_null()
    factor = pl.when(pl.col("negative") | (pl.col("side") == "credit").fill_null(False)).then(-rate).otherwise(rate)
    if kind == "percent":  # an exponent of its own takes the place of the tail, which would have said percent
        hundredths = pl.when(pl.col("pct") == "‰").then(1e-3).otherwise(1e-2)
        factor = pl.when(own & pl.col("pct").is_not_null()).then(factor * hundredths).otherwise(factor)
    right = _is_allowed(reading, reading.field.unit or "") & digits.str.contains(COMMA if reading.comma else POINT)
    if (reading.unit.power or 0) > 0:
        right &= ~says_own_unit(kind)
    if kind == "percent" and reading.unit.percent is None:
        right &= ~own | pl.col("pct").is_not_null() | digits.str.contains(r"^0*[.,]?0*$")
    return frame.select(
        pl.when(right).then("start").alias("start"),
        digits.str.len_chars().alias("length"),
        digits.str.replace_all("[0-9]", "").alias("marks"),
        pl.col("exp").str.len_chars().alias("exp_length"),
        exponent.alias("tail"),
        (pl.col("exp").is_not_null() & pl.col("pct").is_null()).alias("powered"),
        factor.alias("factor"),
    )


def says_own_unit(kind: FieldType) -> pl.Expr:
    """Of `parts` whether a number says what it counts and no magnitude, as 300人 and 500元 do: under a header in 万人 or 万元 it is in doubt."""
    said = pl.col("yuan") if kind == "money" else pl.col("counted")
    return said.fill_null(False) & pl.col("size").is_null() & pl.col("exp").is_null()


def _settle_sides(frame: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    """`Cr` of rupees are crores and `CR` behind other money is a credit, which is negative; what may be either has no digits.

    Beside a debit both are credits, but for bare ones and those of rupees where rupees or crores stand too. `1,500.00 Cr` is how books write a
    credit and how reports write crores, so it is neither.
    """
    mixed, capitals = pl.col("side") == "Cr", pl.col("side") == "CR"
    if reading.accounts:
        own = pl.col("currency").is_null() | pl.col("currency").is_in(RUPEES)
        either = own & ~pl.col("digits").str.contains(BOOKS) & (reading.crores or reading.in_rupees)
        credit = (mixed | capitals) & ~either.fill_null(False)
        return frame.with_columns(pl.when(credit).then(pl.lit("credit")).otherwise("side").alias("side"))
    power = reading.unit.power == 7
    rupees = pl.col("currency").is_in(RUPEES).fill_null(False)
    column_has = reading.in_rupees or power
    books = pl.col("digits").str.contains(BOOKS) & (not power)
    crores = (mixed & ~books & (rupees | (pl.col("currency").is_null() & column_has))) | (capitals & power)
    credit = capitals & ~rupees & (not column_has)
    return frame.with_columns(
        pl.when(crores & pl.col("size").is_null()).then(pl.lit("crore")).otherwise("size").alias("size"),
        pl.when(credit).then(pl.lit("credit")).when(~crores.fill_null(False)).then("side").alias("side"),
        pl.when(~(crores & (pl.col("size").is_not_null() | pl.col("exp").is_not_null())).fill_null(False))
        .then("digits")
        .alias("digits"),
    )


def _rate(reading: Reading) -> pl.Expr:
    """The worth of 1 in the currency that a cell names, null where it is unknown or two are named."""
    worth, front = (
        pl.col(name).replace_strict(
            list(reading.rates), list(reading.rates.values()), default=None, return_dtype=pl.Float64
        )
        if reading.rates
        else pl.lit(None, pl.Float64)
        for name in ("currency", "before")
    )
    return (
        pl.when(pl.col("currency").is_null())
        .then(pl.lit(reading.rate, pl.Float64))
        .when(pl.col("before").is_null() | (front == worth))
        .then(worth)
    )


def _is_allowed(reading: Reading, unit: str) -> pl.Expr:
    """Whether a cell says nothing that its field cannot be: no `$` in a head count, no `%` in money."""
    kind = reading.field.type
    allowed = pl.col("digits").is_not_null()
    if reading.takes_ranges:  # about 500 is a range
        allowed &= ~pl.col("about")
    if kind != "money":
        allowed &= pl.col("currency").is_null() & pl.col("side").is_null()
    else:
        allowed &= ~pl.col("side").is_in(["CR", "Cr"]).fill_null(False)
    if kind in ("number", "integer"):
        allowed &= ~pl.col("size").is_in(_UNSAFE).fill_null(False)
    elif kind != "money":
        allowed &= pl.col("size").is_null()
    if kind != "percent" and unit not in ("%", "percent"):
        allowed &= pl.col("pct").is_null()
    return allowed


def _drop_unbounded(value: pl.Series, reading: Reading) -> pl.Series:
    """Null where a value is not finite, outside the field's bounds, no whole number where it must be, or more money than there is."""
    return value.alias("v").to_frame().select(_is_within(pl.col("v"), reading)).to_series()


def _is_within(number: pl.Expr, reading: Reading) -> pl.Expr:
    low, high = reading.field.minimum, reading.field.maximum
    right = number.is_finite()
    if low is not None:
        right = right & (number >= low)
    if high is not None:
        right = right & (number <= high)
    if reading.field.type == "integer":
        right = right & (number == number.round())
    if reading.field.type == "money" and high != _LARGEST:  # no such amount can be shown, and its units are lost
        right = right & (number.abs() < HUGE)
    return pl.when(right).then(number)


def plain_numbers(cell: pl.Expr, reading: Reading) -> pl.Expr:
    """The value of each raw text that is a plain number within the field's bounds; null for every other cell."""
    value = _plain(cell, reading, _power(reading))
    if reading.field.missing:
        markers = pl.Series(find_markers(reading), dtype=pl.Float64)
        if reading.rate not in (None, 1.0):
            markers = pl.select(convert_money(pl.lit(markers), reading.rate)).to_series()
        value = pl.when(~value.is_in(markers.to_list())).then(value)
    value = value if reading.row is None else convert_row(value, reading.row.expression())
    if reading.doubted_from is not None:  # a closer look decides
        value = pl.when(value.abs() < reading.doubted_from).then(value)
    return _is_within(value, reading)


def find_markers(reading: Reading) -> list[float]:
    """The numbers that stand for missing in a field, as its column writes them, before any currency is converted.

    Those written as text are read by the field's own grammar, in the column's convention where it can be read so.
    """
    power, markers = _power(reading), reading.field.missing
    found = [float(f"{marker}e{power}") for marker in markers if not isinstance(marker, str)]
    texts = pl.Series([marker for marker in markers if isinstance(marker, str)], dtype=pl.String)
    bare = _without_bounds(reading)
    if bare.field.type == "percent" and bare.unit.percent is None:
        bare = replace(bare, unit=replace(bare.unit, percent=False))
    for comma in (reading.comma, not reading.comma):
        value, _ = convert_numbers(texts, replace(bare, comma=comma))
        found += value.drop_nulls().to_list()
        texts = texts.filter(value.is_null())
    return found


@cache
def every_currency() -> Mapping[str, float]:
    """Rates that take every currency as one, for amounts of which only the writing matters."""
    return dict.fromkeys((*CURRENCY_WORDS, *AMBIGUOUS, *map(str.lower, currency_codes())), 1.0)


def _without_bounds(reading: Reading) -> Reading:
    """The reading of a column's cells as they are written: with no bounds and markers, and every currency as one."""
    field = replace(
        reading.field, minimum=-_LARGEST, maximum=_LARGEST if reading.field.type != "percent" else None, missing=()
    )
    return replace(reading, field=field, rate=1.0, rates=every_currency() if field.type == "money" else {}, row=None)


def are_marked(cells: pl.Series, reading: Reading) -> pl.Series:
    """Which cells are what the field calls missing, whatever their currency (Boolean; false where null)."""
    written, _ = convert_numbers(cells, _without_bounds(reading))
    told = written.is_in(find_markers(reading)).fill_null(False)
    return told | is_marker(clean(cells, keep=reading.keep), reading.field)


def _drop_marked(cells: pl.Series, value: pl.Series, there: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """What the field calls missing is taken out of the values and of what is there, also where it could not be read."""
    if not reading.field.missing:
        return value, there
    kept = ~value.is_in(find_markers(reading)).fill_null(False)
    if reading.rates or reading.rate != 1.0:  # the values are no longer what is written
        kept = pl.repeat(True, len(cells), eager=True)
        doubtful = there.arg_true()
    else:
        doubtful = (there & value.is_null()).arg_true()
    if len(doubtful):
        kept = put(kept, doubtful, ~are_marked(cells.gather(doubtful), reading))
    return pl.DataFrame({"v": value, "k": kept}).select(pl.when("k").then("v")).to_series(), there & kept


def _power(reading: Reading) -> int:
    return -2 if reading.unit.percent else (reading.unit.power or 0)
