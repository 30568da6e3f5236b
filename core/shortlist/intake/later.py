"""Dates and years that lie after the day of the decision: they are not known on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.sources.sheet_looks import say_count
from shortlist.model.fields import last_known
from shortlist.model.ranges import LEAST, MOST, find_ranged

LATER, CUT = "later:", "cut:"


def count_later(columns: Iterable[Column], as_of: date, ranged: Collection[str]) -> list[pl.Expr]:
    """For each such column, how many of its dates or years lie after the day, as `later:FIELD`; of those that are `ranged` also how many ranges
    lie there wholly, and as `cut:FIELD` how many only end there."""
    lasts = {one.field.id: last for one in columns if (last := last_known(one.field, as_of)) is not None}
    later = [
        pl.sum_horizontal(
            (pl.col(one) > last).sum() for one in ((name, LEAST + name) if name in ranged else (name,))
        ).alias(LATER + name)
        for name, last in lasts.items()
    ]
    cut = [
        ((pl.col(MOST + name) > last) & ~(pl.col(LEAST + name) > last).fill_null(False)).sum().alias(CUT + name)
        for name, last in lasts.items()
        if name in ranged
    ]
    return later + cut


def note_later(columns: Iterable[Column], source: str, counts: Mapping[str, int], as_of: date) -> list[Problem]:
    """What is told of the dates that were counted."""
    told = tuple(columns)
    return _note_wholly(told, source, counts, as_of) + _note_cut(told, source, counts, as_of)


def _note_wholly(columns: Iterable[Column], source: str, counts: Mapping[str, int], as_of: date) -> list[Problem]:
    return [
        Problem.of(
            f"{say_count(count, f'{en} in {shown} is', f'{en}s in {shown} are')} after {last} and "
            f"{'counts' if count == 1 else 'count'} as unknown; {en}s that may lie ahead need `future: true` at the field {column.field.id}",
            f"'{column.header}' 中有 {count:,} 个{zh}晚于 {last}，按未知处理；若允许将来的{zh}，请在字段 {column.field.id} 上写 `future: true`",
            Place(source),
        )
        for column in columns
        if (count := counts.get(LATER + column.field.id, 0))
        for shown in [f"'{column.header}'"]
        for last, en, zh in [(as_of, "date", "日期") if column.field.type == "date" else (as_of.year, "year", "年份")]
    ]


def _note_cut(columns: Iterable[Column], source: str, counts: Mapping[str, int], as_of: date) -> list[Problem]:
    return [
        Problem.of(
            f"{say_count(count, f'range in {shown} ends', f'ranges in {shown} end')} after {last} and "
            f"{'is' if count == 1 else 'are'} taken to end with it; ranges that may reach ahead need `future: true` at the field {column.field.id}",
            f"'{column.header}' 中有 {count:,} 个区间的末端晚于 {last}，按截至 {last} 处理；若允许延伸到将来，请在字段 {column.field.id} 上写 `future: true`",
            Place(source),
        )
        for column in columns
        if (count := counts.get(CUT + column.field.id, 0))
        for shown in [f"'{column.header}'"]
        for last in [as_of if column.field.type == "date" else as_of.year]
    ]


def find_later(frame: pl.LazyFrame, columns: Sequence[Column], source: str, as_of: date) -> list[Problem]:
    """What is told of the dates after the day in a frame of typed fields, which runs once where it has columns of these."""
    counts = count_later(columns, as_of, find_ranged(frame.collect_schema().names()))
    if not counts:
        return []
    return note_later(columns, source, frame.select(counts).collect(engine="streaming").row(0, named=True), as_of)
