"""The columns of a list that stand beside its decisions, so that deciding these again gives the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.columns import Column
from shortlist.intake.looks import write_shown
from shortlist.intake.sources.raw import LOOK, RawList
from shortlist.intake.true_numbers import SHOWN
from shortlist.model.reserved import KEPT

Keep = Sequence[str] | Literal["all", "none"]


def _note_uneven(header: str, source: str) -> Problem:
    """What is said of a kept column that will not read again as it does here."""
    return Problem.of(
        f"'{header}': the cells of its numbers show different units, and some none; they are kept with their units, those without one plain: "
        "decided again, these may read otherwise, so write their units into the list",
        f"'{header}'：各数字单元格显示的单位不同，有的没有单位；输出时保留各自单位，无单位者按原数输出，再次评审时其读法可能不同，请在名单中补上单位",
        Place(source),
    )


def select_kept(raw: RawList, keep: Keep, columns: Sequence[Column]) -> list[pl.Expr]:
    """The kept columns as they were read, called `list:HEADER`. Raises ListError for one that the list has not."""
    headers = raw.headers
    if isinstance(keep, str):
        if keep not in ("all", "none"):
            raise ListError.of(
                f"keep is all, none or a list of headers; found '{keep}'",
                f"keep 为 all、none 或表头列表；实际为 '{keep}'",
                Place("keep"),
            )
        wanted: Sequence[str] = headers if keep == "all" else ()
    else:
        wanted = keep
    for header in wanted:
        if header not in headers:
            near = suggest(header, headers)
            raise ListError.of(
                f"the list has no column '{header}'{near.en}", f"名单没有列 '{header}'{near.zh}", Place("--keep")
            )
    there = set(raw.frame.collect_schema().names())
    told = {column.header for column in columns if column.is_told}
    kept = []
    for h in wanted:
        cell = pl.col(SHOWN + h if SHOWN + h in there else h)
        # Formats of numbers are lost; who has said how a column is read says it again.
        looks = LOOK + h in there and h not in told
        if looks and h in raw.uneven:
            raw.notes.append(_note_uneven(h, raw.source))
        kept.append((write_shown(cell, pl.col(LOOK + h)) if looks else cell).alias(KEPT + h))
    return kept
