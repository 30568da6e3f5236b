"""Values that stand in suspiciously many cells: what systems write for a number or day that nobody entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.day_counts import MARKER_DAYS
from shortlist.intake.parsing.numbers import convert_money
from shortlist.intake.parsing.text import Reading
from shortlist.intake.profile import MARKERS, Tally
from shortlist.intake.typed import VALUE, type_columns
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, YEAR
from shortlist.model.people import counts_people

LEAST = 3  # cells
ZEROS, NINES = 0.2, 0.01  # the share of the cells that are there
FAR = 100  # of other numbers zero is odd only where almost all that are not zero lie beyond this


def note_markers(
    frame: pl.LazyFrame,
    columns: Sequence[Column],
    readings: Mapping[str, Reading],
    tallies: Mapping[str, Tally],
    source: str,
) -> list[Problem]:
    """A note for each column in which suspiciously many cells hold one value that may stand for nothing.

    The tallies tell which columns are worth a second look; only these are read again.
    """
    doubtful = [column for column in columns if _is_doubtful(column, tallies.get(column.field.id))]
    if not doubtful:
        return []
    names = [VALUE + column.field.id for column in doubtful]
    typed = type_columns(frame, doubtful, readings, None).select(names)
    looks = [look for column in doubtful for look in _look(column, readings[column.field.id].rate or 1.0)]
    found = typed.select(looks).collect(engine="streaming").row(0, named=True)
    notes = []
    for column in doubtful:
        for marker in _candidates(column):
            if _is_suspicious(column, marker, {key: found[f"{key}:{column.field.id}"] for key in _KEYS}, found):
                notes.append(_describe(column, marker, found, Place(source)))
    return notes


_KEYS = ("there", "low", "negative")


def _is_doubtful(column: Column, tally: Tally | None) -> bool:
    kind = column.field.type
    if tally is None or not (kind == "date" or (kind in NUMERIC and kind not in ("percent", "rating"))):
        return False
    seen = tally.counts
    zeros = seen["cells"] - seen["bare"] if kind != "date" and column.field.unit is None else 0
    marked = seen["markers"] >= 2 and 2 * seen["markers"] >= NINES * seen["cells"]  # one more may stand as `9,999`
    return marked or column.field.unit == YEAR or (zeros >= LEAST and zeros >= ZEROS * seen["cells"])


def _candidates(column: Column) -> tuple[float | str, ...]:
    """The values that are looked for in a column, but for those that its field calls missing already."""
    if column.field.type == "date":
        known: tuple[float | str, ...] = MARKER_DAYS
    elif column.field.unit == YEAR:
        known = (1900.0, 1970.0)
    else:
        # Nothing is left to pay of most invoices: zero is no sign in the rows of a history.
        known = MARKERS if column.field.unit or column.field.history else (0.0, *MARKERS)
    return tuple(marker for marker in known if marker not in column.field.missing)


def _count_name(column: Column, marker: float | str) -> str:
    return f"{marker}:{column.field.id}"


def _scaled(column: Column, marker: float, rate: float) -> pl.Expr:
    number = pl.lit(float(f"{marker}e{column.unit.power or 0}"))
    return number if rate == 1.0 else convert_money(number, rate)


def _look(column: Column, rate: float) -> list[pl.Expr]:
    name = column.field.id
    value = pl.col(VALUE + name)
    if column.field.type == "date":
        text = value.dt.to_string("%Y-%m-%d")
        looks = [(text == marker).sum().alias(_count_name(column, marker)) for marker in _candidates(column)]
        low, negative = pl.lit(None, pl.Float64), pl.lit(0)
    else:
        looks = [
            (value == _scaled(column, float(marker), rate)).sum().alias(_count_name(column, marker))
            for marker in _candidates(column)
        ]
        low = value.filter(value != 0).abs().quantile(0.05)
        negative = (value < 0).sum()
    return [*looks, value.count().alias(f"there:{name}"), low.alias(f"low:{name}"), negative.alias(f"negative:{name}")]


def _is_suspicious(
    column: Column, marker: float | str, seen: Mapping[str, float | None], found: Mapping[str, int]
) -> bool:
    count, there = found[_count_name(column, marker)], seen["there"] or 0
    if count < LEAST:
        return False
    if marker == 0.0:
        odd = counts_people(column.field) or column.field.type == "money" or (seen["low"] or 0) >= FAR
        return count >= ZEROS * there and odd and count < there
    if marker == -1.0:
        return count >= NINES * there and count == seen["negative"]
    return count >= NINES * there


def _describe(column: Column, marker: float | str, found: Mapping[str, int], place: Place) -> Problem:
    name = column.field.id
    count, there = found[_count_name(column, marker)], found[f"there:{name}"]
    shown = marker if isinstance(marker, str) else f"{marker:.0f}"
    remedy = Text.of(column.field.declare(f"missing: [{shown}]"))
    remedy = Text(f"write {remedy.en} in the ruleset", f"请在规则集中写 {remedy.zh}")
    if column.field.history and name == "date":  # it has no declaration of its own
        remedy = Text("empty these cells in the table", "请在表中清空这些单元格")
    return Problem.of(
        f"'{column.header}': {count:,} of {there:,} cells are {shown}; if that stands for a value nobody entered, {remedy.en}",
        f"'{column.header}'：{there:,} 个单元格中有 {count:,} 个为 {shown}；如果这表示未填写，{remedy.zh}",
        place,
    )
