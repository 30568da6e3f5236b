"""Which of the ways to part a cell into ends is meant: the one whose ends are all values of the field's type."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import polars as pl

from shortlist.intake.parsing.chinese_numbers import write_chinese
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.dates import MONTH, THREE, WORDS
from shortlist.intake.parsing.number_grammar import count_words, parts, write_plainly
from shortlist.intake.parsing.numbers import RATED
from shortlist.intake.parsing.range_codes import write_codes
from shortlist.intake.parsing.range_facts import write_facts
from shortlist.intake.parsing.range_phrases import GRADES, write_phrases, write_span
from shortlist.intake.parsing.range_words import HINT, Part, Split, split_cell, take_grade_words, write_dashes
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import agree_on
from shortlist.model.fields import YEAR, Field

_DATED, _THREE = re.compile("[12][0-9]{3}|[0-9].*[0-9].*[0-9]"), re.compile(THREE)
_RATED_LOOK = re.compile(RATED.pattern.replace("5", "1"), re.I)
# What may say about so, or that an amount is in Canada's dollars; only cells that nothing else has read.
CIRCA = r"(?i)(?:^|[^a-z])ca?\.? ?(?:[a-z]{0,2}[$€£¥₹])? ?[0-9]"
LONGEST = 80  # characters of a cell that may be a range
# What spreadsheets make of `1-10` and `11-50`, and how they show it.
_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
DAY = (
    rf"(?i)^(?:[0-9]{{1,2}}[-/. ]?(?:{_NAMES})[a-z]*\.?|(?:{_NAMES})[a-z]*\.?[-/. ]?[0-9]{{1,4}}|[0-9]{{1,2}}月[0-9]{{1,2}}日?"
    r"|[0-9]{4}年[0-9]{1,2}月(?:[0-9]{1,2}日)?|[12][0-9]{3}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:[T ][0-9:.]+)?)$"
)
_PLAN = {
    "look": pl.String,
    "a_at": pl.Int64,
    "a_length": pl.Int64,
    "a_head": pl.String,
    "a_tail": pl.String,
    "other_tail": pl.String,
    "b_at": pl.Int64,
    "b_length": pl.Int64,
    "b_head": pl.String,
    "b_tail": pl.String,
    "open_a": pl.Boolean,
    "open_b": pl.Boolean,
    "about": pl.String,
    "why": pl.String,
}
_ENDS = {
    **dict.fromkeys(("a", "other", "b"), pl.Float64),
    **dict.fromkeys(("has_a", "has_b", "open_a", "open_b"), pl.Boolean),
    "about": pl.String,
    "why": pl.String,
}
# No end of a range: what ends in a sign, or in brackets that say whether it belongs to the range; what begins with noughts.
_NO_END = re.compile(r"-$|^[^0-9]*0[0-9]|\((?:不?含(?:本数)?|不?包括|exclusive|excl\.?|inclusive|incl\.?)\)$", re.I)
_GRADE = re.compile(r"[A-Za-z]{1,4}[1-4]?[+-]?")
_FINER = re.compile(
    r"(?i)[a-z]{1,4}(?:[1-4][+-]?|[+-])|([a-d])\1*"
)  # a notch of a grade, or a grade of the same letter
_MONTH, _YEAR = re.compile(r"([12][0-9]{3}) ?[-/年] ?([0-9]{1,2}) ?月?"), re.compile(r"([12][0-9]{3}) ?年?")
_MONTH_WORD = re.compile(r"[A-Za-z]{3,9}[ .,/-]+[12][0-9]{3}")


@dataclass(frozen=True, slots=True)
class End:
    """A number for one end in a cell: where its digits stand there, and what stands around them."""

    at: int
    length: int
    negative: bool
    currency: str | None
    size: str | None
    pct: str | None
    bare: bool  # nothing stands behind its digits

    def write(self, currency: str | None, size: str | None, pct: str | None) -> tuple[str, str]:
        """What to write before the digits and behind them, for the grammar of numbers."""
        word = currency.upper() if currency in ("c$", "ca$") else currency  # in small letters they may say circa
        head = ("-" if self.negative else "") + (f"{word} " if word else "")
        return head, (f" {size}" if size else "") + (pct or "")


def may_be_ranges(text: pl.Series) -> pl.Series:
    """Which texts are worth a closer look (Boolean; false where null)."""
    short = text.str.len_chars() <= LONGEST
    return (short & text.str.contains(HINT)).fill_null(False)


def may_part(text: pl.Series) -> pl.Series:
    """Which texts of a level are worth a closer look (Boolean; false where null)."""
    text = write_dashes(text)
    return (
        may_be_ranges(text)
        | text.str.starts_with("{").fill_null(False)
        | text.str.contains(GRADES).fill_null(False)
        | (text.str.contains(r"[-—~至到]|\.\.") & (text.str.len_chars() <= LONGEST)).fill_null(False)
    )


def write_for_looks(text: pl.Series, field: Field) -> pl.Series:
    """Clean texts, or `looks` of them, as `plan_looks` takes them; null where they are no ranges of numbers for sure."""
    said = write_chinese(write_facts(text, field.type), money=field.type == "money")
    plain = write_phrases(write_plainly(write_dashes(write_codes(said, field))), field)
    if field.unit == YEAR:  # 2010-13
        plain = plain.str.replace(r"^([12][0-9])([0-9]{2}) ?- ?([0-9]{2})$", "$1$2-$1$3")
    runs = 4 if field.type == "rating" else 2  # 3/5 - 4/5
    worth = may_be_ranges(plain) & plain.str.count_matches("[0-9][0-9.,'’ ]*(?:[eE][-+]?[0-9]+)?").is_between(
        1, runs
    ).fill_null(False)
    return plain.set(~worth, None)


def plan_looks(looks: Sequence[str] | pl.Series, field: Field, rated: re.Pattern[str] = RATED) -> pl.DataFrame:
    """How cells of each look are ranges of numbers: a row for each look that says one. `a` and `b` are the ends, as `at` and `length` of
    their digits in the cell and what to write before and behind them; `other_tail` is for `a` without the magnitude of `b`."""
    ways = {look: list(split_cell(look)) for look in looks}
    ends = _read_parts({part for groups in ways.values() for way in chain(*groups) for part in way.parts}, field, rated)
    percent = field.type == "percent"
    rows = [(look, *row) for look, groups in ways.items() if (row := _choose(groups, ends, percent)) is not None]
    return pl.DataFrame(rows, orient="row", schema=_PLAN)


def write_ends(looks: pl.DataFrame, field: Field) -> tuple[pl.DataFrame, pl.DataFrame] | None:
    """Of looks `t` that are no numbers, with the count `n` of each, those of the ends of ranges: first one of each range, then the others;
    None where there are no ranges."""
    text = write_for_looks(looks["t"], field)
    found = pl.DataFrame({"look": text, "n": looks["n"]}).drop_nulls("look")
    if not found.height:
        return None
    plans = found.join(plan_looks(found["look"].unique(), field, _RATED_LOOK), on="look")
    ends = {
        end: (
            pl.col(f"{end}_head")
            + pl.col("look").str.slice(pl.col(f"{end}_at"), pl.col(f"{end}_length"))
            + pl.col(f"{end}_tail")
        )
        for end in "ab"
    }
    first = plans.select(pl.coalesce(ends["b"], ends["a"]).alias("t"), "n")
    return first, plans.filter(pl.col("b_at").is_not_null()).select(ends["a"].alias("t"), "n").drop_nulls("t")


def _read_parts(found: Iterable[Part], field: Field, rated: re.Pattern[str]) -> dict[Part, End]:
    """The parts that are numbers: no sign behind the digits, no leading zeros, no side of an account but what may be crores."""
    told = [part for part in found if re.search("[0-9]", part.text) and not _NO_END.search(part.text)]
    texts = pl.Series(
        [rated.sub("", part.text) if field.type == "rating" else part.text for part in told], dtype=pl.String
    )
    read = parts(texts, count_words(field)).with_columns(texts.alias("text"))
    ends = {}
    for part, row in zip(told, read.iter_rows(named=True), strict=True):
        crores = row["side"] == "Cr" and row["size"] is None  # or a credit, which the column tells
        if row["digits"] is None or (row["side"] and not crores) or row["before"] or row["about"]:
            continue
        length = len(row["digits"]) + len(row["exp"] or "")
        bare = len(row["text"]) == row["start"] + length
        ends[part] = End(
            part.at + row["start"],
            length,
            row["negative"],
            row["currency"],
            row["side"] or row["size"],
            row["pct"],
            bare,
        )
    return ends


def _choose(groups: Sequence[Sequence[Split]], ends: dict[Part, End], percent: bool) -> tuple[object, ...] | None:
    """The plan of the first ways of which all ends are numbers, unless these are several."""
    for ways in groups:
        plans = {_plan(way, ends, percent) for way in ways if all(part in ends for part in way.parts)}
        if plans:
            return plans.pop() if len(plans) == 1 else None
    return None


def _plan(way: Split, ends: dict[Part, End], percent: bool) -> tuple[object, ...]:
    a, b = (ends[part] if part is not None else None for part in (way.least, way.most))
    flags = (way.open_least, way.open_most, way.about or None)
    nothing = (None, None, None, None)
    if a is None or b is None or way.least == way.most:
        written = [
            (end.at, end.length, *end.write(end.currency, end.size, end.pct)) if end else nothing for end in (a, b)
        ]
        return (*written[0], None, *written[1], *flags, None)
    currency, other = agree_on(a.currency, b.currency)
    shared = a.bare and a.size is None and a.pct is None
    size, pct = (b.size, b.pct) if shared else (a.size, a.pct)
    lacks_size = a.size is not None and b.size is None
    why = "last" if lacks_size else None
    spread = way.about == "spread"
    if spread:
        flags, pct, why = _take_spread(a, b, percent)
    head, tail = a.write(currency, size, pct)
    alone = tail if spread else a.write(currency, a.size, pct)[1]
    if other is not None or agree_on(b.currency, a.currency)[1] is not None:  # 元 after $ is its unit
        why = "currencies"
    return (
        a.at,
        a.length,
        head,
        tail,
        alone if alone != tail else None,
        b.at,
        b.length,
        *(("", "") if flags[2] == "share" else b.write(currency, b.size, b.pct)),
        *flags,
        why,
    )


def _take_spread(a: End, b: End, percent: bool) -> tuple[tuple[bool, bool, str], str | None, str | None]:
    """How a value and what it may differ by are a range: the flags of the plan, the percent of the value, and why they are none for sure."""
    unclear = b.negative or (percent and bool(a.pct or b.pct)) or (not b.pct and (a.size is None) != (b.size is None))
    share = b.pct is not None and a.pct is None and b.size is None
    return (False, False, "share" if share else "spread"), a.pct, "tolerance" if unclear else None


def find_end_texts(text: pl.Series, reading: Reading) -> pl.DataFrame:
    """The ends of dates (days since 1970) and levels (ranks) in clean texts, row by row; null where a text is no range."""
    level = reading.field.type == "level"
    graded = level and all(_GRADE.fullmatch(value) for value in reading.field.values)
    ways = {
        one: [
            *([] if level else [[Split(Part(one), Part(one))]]),  # a month, from its first day to its last
            *split_cell(one, level=level),
            *([list(take_grade_words(one))] if graded else []),
        ]
        for one in text.drop_nulls().unique()
    }
    texts = {part.text for groups in ways.values() for way in chain(*groups) for part in way.parts}
    spans = (_read_levels if level else _read_days)(sorted(texts), reading)
    scale = _find_notches(reading.field) if level else None
    told = {one: row for one, groups in ways.items() if (row := _choose_text(groups, spans, scale)) is not None}
    rows = [told.get(one, (None,) * len(_ENDS)) for one in text]
    return pl.DataFrame(rows, orient="row", schema=_ENDS)


def find_days(texts: pl.DataFrame) -> pl.DataFrame:
    """Of texts `t` in normal form, each `n` times, the days of those that may say a range, as far as they are written with three numbers; none of the texts is
    one such day itself. `t` (null: none is), `n`, and whether it is the `first` of its text."""
    texts = texts.with_columns(write_dashes(write_facts(texts["t"], "date")).alias("t"))
    spans = [(None, count, True) for one, count in texts.select("t", "n").iter_rows() if one and write_span(one)]
    text = texts["t"]
    likely = texts.filter(may_be_ranges(text) & ~(text.str.contains(WORDS) | text.str.contains(MONTH)))
    rows: list[tuple[str | None, int, bool]] = [*spans]
    for one, count in likely.select("t", "n").iter_rows():
        ways = [way for way in chain(*split_cell(one)) if all(_DATED.search(part.text) for part in way.parts)]
        threes = next((way for way in ways if all(_THREE.match(part.text) for part in way.parts)), None)
        days = [part.text for part in threes.parts] if threes else [None] if ways else []
        rows += [(day, count, at == 0) for at, day in enumerate(days)]
    return pl.DataFrame(rows, orient="row", schema={"t": pl.String, "n": pl.UInt32, "first": pl.Boolean})


def _choose_text(
    groups: Sequence[Sequence[Split]], spans: dict[str, tuple[int, int]], scale: _Scale | None
) -> tuple[object, ...] | None:
    for ways in groups:
        rows = {_span(way, spans, scale) for way in ways if all(part.text in spans for part in way.parts)}
        if rows:
            return rows.pop() if len(rows) == 1 else None
    return None


def _span(way: Split, spans: dict[str, tuple[int, int]], scale: _Scale | None) -> tuple[object, ...]:
    """The ends of one way. A month or year begins a range with its first day and ends one with its last. Levels may stand best first."""
    a, b = (spans[part.text] if part is not None else None for part in (way.least, way.most))
    open_a, open_b = (
        left_out
        and not (scale is not None and part is not None and end is not None and scale.goes_on(part.text, end[0], sign))
        for left_out, part, end, sign in ((way.open_least, way.least, a, "+"), (way.open_most, way.most, b, "-"))
    )
    if scale is not None and a is not None and b is not None and a > b:
        a, b = b, a
    least = None if a is None else float(a[open_a])
    most = None if b is None else float(b[not open_b])
    return (
        least,
        None,
        most,
        a is not None,
        b is not None,
        open_a,
        open_b,
        None,
        "about" if way.about else None,
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """Levels of which some stand for several grades: `notches` are the last characters of the grades that are spellings of one, by its rank."""

    last: int
    notches: Mapping[int, frozenset[str]]

    def goes_on(self, text: str, rank: int, sign: str) -> bool:
        """Whether what is beyond a grade (`sign` + above, - below) may still be its level: A+ is above A-, and both are A.

        At the end of the scale the notches must tell: where D is the worst and SD a spelling of it, nothing is below D.
        """
        if rank not in self.notches or rank != (self.last if sign == "+" else 0):
            return rank in self.notches
        return text[-1:] in {"+", "-"} - {sign} or (text[-1:] != sign and sign in self.notches[rank])


def _find_notches(field: Field) -> _Scale:
    """The levels that stand for several grades: of which other grades are declared as spellings."""
    notches: dict[int, frozenset[str]] = {}
    ranks = {value: rank for rank, value in enumerate(field.values)}
    for alias, value in field.value_aliases.items():
        if _FINER.fullmatch(alias) and value in ranks and alias.lower() != value.lower():
            notches[ranks[value]] = notches.get(ranks[value], frozenset()) | {alias[-1]}
    return _Scale(len(field.values) - 1, notches)


def _read_levels(texts: Sequence[str], reading: Reading) -> dict[str, tuple[int, int]]:
    value, _ = convert(pl.Series(texts, dtype=pl.String), reading)
    ranks = {value: rank for rank, value in enumerate(reading.field.values)}
    return {text: (ranks[one], ranks[one]) for text, one in zip(texts, value, strict=True) if one is not None}


def _read_days(texts: Sequence[str], reading: Reading) -> dict[str, tuple[int, int]]:
    """The first and the last day of each text that is a day, a month or a year, as days since 1970."""
    value, _ = convert(pl.Series(texts, dtype=pl.String), reading)
    found = {}
    for text, day in zip(texts, value, strict=True):
        if (year := _YEAR.fullmatch(text)) is not None:
            first, last = date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
        elif day is None:
            continue
        else:
            first = last = day
            if _MONTH.fullmatch(text) or _MONTH_WORD.fullmatch(text):
                last = day.replace(day=monthrange(day.year, day.month)[1])
        found[text] = (_count_days(first), _count_days(last))
    return found


def _count_days(day: date) -> int:
    return day.toordinal() - date(1970, 1, 1).toordinal()
