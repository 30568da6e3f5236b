"""Dates of a list that lie after the day of the decision: they are not known on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.headers import Column
from shortlist.intake.read import Intake

LATER = "later:"


def count_later(columns: Iterable[Column], as_of: date) -> list[pl.Expr]:
    """For each such column, how many of its dates lie after the day, as `later:FIELD`."""
    cut = [one.field for one in columns if one.field.type == "date" and not one.field.future]
    return [(pl.col(one.id) > as_of).sum().alias(LATER + one.id) for one in cut]


def note_later(intake: Intake, counts: Mapping[str, int], as_of: date) -> list[Problem]:
    """What is told of the dates that were counted."""
    return [
        Problem.of(
            f"{count:,} dates in '{column.header}' are after {as_of} and count as unknown; dates that may lie ahead need `future: "
            f"true` at the field {column.field.id}",
            f"'{column.header}' 中有 {count:,} 个日期晚于 {as_of}，按未知处理；若允许将来的日期，请在字段 {column.field.id} 上写 `future: true`",
            Place(intake.source),
        )
        for column in intake.columns
        if (count := counts.get(LATER + column.field.id, 0))
    ]


def find_later(intake: Intake, as_of: date) -> list[Problem]:
    """What is told of a list's dates after the day; the list runs once where it has columns of dates."""
    counts = count_later(intake.columns, as_of)
    if not counts:
        return []
    return note_later(intake, intake.frame.select(counts).collect(engine="streaming").row(0, named=True), as_of)
