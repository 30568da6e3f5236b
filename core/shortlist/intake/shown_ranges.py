"""Numbers that a sheet shows as ranges (`1000+` by the format `0"+"`): they are read as the text that is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.number_grammar import parts
from shortlist.intake.parsing.range_words import says_bound
from shortlist.intake.parsing.ranges import read_ranges
from shortlist.intake.parsing.text import Reading, clean
from shortlist.intake.sources.number_formats import NumberFormat
from shortlist.intake.sources.raw import BOUND, CURRENCY, LOOK, NUMBER, RawList
from shortlist.intake.sources.shown_texts import has_conditions
from shortlist.model.fields import NUMERIC

PLAIN = r"^-?[0-9.,]+$"  # a number that is shown without any text


def take_shown_ranges(raw: RawList, columns: Sequence[Column]) -> None:
    """Write the numbers of numeric columns that their formats show as ranges as these are shown, and say so.

    All numbers of such a format become texts, with what it says of unit and currency; those that it shows without any text stay. What
    may be a range, but is none in the column's field (`+5%`), stays the number.
    """
    for column in columns:
        bounds = raw.bounds.get(column.header)
        if bounds is None or column.field.type not in NUMERIC:
            continue
        taken = [told for told, texts in bounds.texts.items() if _is_taken(told, texts, column)]
        if taken:
            _write_texts(raw, column.header, taken)
    if raw.bounds:
        raw.frame = raw.frame.drop(BOUND + header for header in raw.bounds)


def _is_taken(told: NumberFormat, texts: Collection[str], column: Column) -> bool:
    """Whether some texts are no values of a column, but say ranges; or all are, of a format that shows numbers by their size."""
    cells = pl.Series(sorted(texts), dtype=pl.String)
    named = parts(clean(cells))["currency"].drop_nulls().unique()
    reading = Reading(column.field, column.unit, rates=dict.fromkeys(named, 1.0))  # whatever they are worth
    odd = cells.filter(convert(cells, reading)[1])
    found = read_ranges(odd, reading)
    said = found["read"] | found["why"].is_not_null()
    return bool(said.any()) or any(map(says_bound, odd)) or (not len(odd) and has_conditions(told.code))


def _write_texts(raw: RawList, header: str, taken: Sequence[NumberFormat]) -> None:
    bounds = raw.bounds[header]
    every = sorted({text for told in taken for text in bounds.texts[told]})
    beside = pl.col(BOUND + header)
    theirs = beside.is_in(every).fill_null(False)
    text = theirs & ~beside.str.contains(PLAIN).fill_null(False)
    there = set(raw.frame.collect_schema().names())
    number = pl.col(NUMBER + header) if NUMBER + header in there else pl.col(header).cast(pl.Float64)
    plain = pl.col(header).cast(pl.String).str.replace(r"\.0$", "")
    changed = [
        pl.when(text).then(beside).otherwise(plain).alias(header),
        pl.when(~text).then(number).alias(NUMBER + header),
        *(pl.when(~theirs).then(pl.col(one)).alias(one) for one in (CURRENCY + header, LOOK + header) if one in there),
    ]
    count = raw.frame.select(text.sum()).collect().item()
    example = raw.frame.filter(text).select(beside.first()).collect().item()
    raw.frame = raw.frame.with_columns(changed)
    empty = [
        one
        for one in (NUMBER + header, CURRENCY + header, LOOK + header)
        if one in raw.frame.collect_schema().names() and raw.frame.select(pl.col(one).is_null().all()).collect().item()
    ]
    raw.frame = raw.frame.drop(empty)
    if CURRENCY + header in empty:
        del raw.currencies[header]
    raw.looks.pop(header, None)
    if LOOK + header in empty:
        raw.uneven.discard(header)
    _settle_rest(raw, header, taken)
    raw.notes.append(_note_shown(header, count, example, raw.source))


def _settle_rest(raw: RawList, header: str, taken: Sequence[NumberFormat]) -> None:
    """What the formats of the numbers that are left say of units and percents."""
    bounds = raw.bounds[header]
    plain = pl.Series([text for told in taken for text in bounds.texts[told]], dtype=pl.String).str.contains(PLAIN)
    left = {(told.words, told.scale) for told in bounds.texts if told not in taken}
    left |= bounds.others | ({("", 0)} if plain.any() else set())
    raw.shown.pop(header, None)
    if any(words or scale for words, scale in left):
        raw.shown[header] = frozenset(left)
    percents = dict(raw.percents())
    if header in percents:
        percents[header] = False  # some are shown so, and say it themselves
        raw.percents = lambda: percents


def _note_shown(header: str, count: int, example: str, source: str) -> Problem:
    cells, are = f"{count:,} cell{'s' * (count != 1)}", "is" if count == 1 else "are"
    return Problem.of(
        f"'{header}': {cells} of numbers {are} read as the sheet shows {'it' if count == 1 else 'them'} by number formats with words of ranges, as "
        f"'{example}'; give the cells a format without such words if the numbers are exact",
        f"'{header}'：{count:,} 个数值单元格的数字格式带有表示区间的文字，按工作表的显示读取（如 '{example}'）；若数值本身是确数，请改用不含此类文字的格式",
        Place(source),
    )
