"""Fields that a list has no column for, and whose value the ruleset gives for every prospect of such a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import fold
from shortlist.model.fields import Field
from shortlist.model.formatting import format_value


def find_absent(fields: Mapping[str, Field], there: Collection[str], headers: Iterable[str] = ()) -> list[Field]:
    """The fields with a default that are not `there`, but for those that a header which nobody understood may mean."""
    open_ = {fold(header) for header in headers}
    return [
        one
        for one in fields.values()
        if one.default is not None and one.id not in there and not open_ & {fold(name) for name in one.doubtful_aliases}
    ]


def give_defaults(absent: Iterable[Field]) -> list[pl.Expr]:
    """A column of each field: its default in every row."""
    return [pl.lit(one.default, one.dtype).alias(one.id) for one in absent]


def note_defaults(absent: Iterable[Field], source: str, currency: str) -> list[Problem]:
    """What is said of each field that was filled in."""
    notes = []
    for one in absent:
        shown = format_value(one.default, one, currency)
        notes.append(
            Problem.of(
                f"nothing gives {one.title.en}, so it is {shown.en}, the ruleset's default",
                f"未给出{one.title.zh}，按规则集的默认值 {shown.zh} 计",
                Place(source),
            )
        )
    return notes
