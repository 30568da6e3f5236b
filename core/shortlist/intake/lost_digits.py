"""Ids of more than 15 digits that a spreadsheet held as numbers: their last digits are lost, and different ones become alike."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.parsing.text import clean
from shortlist.intake.sources.raw import NUMBER, RawList

IDS = ("prospect_id", "prospect")
LIMIT = 1e15  # as many digits as spreadsheets keep of a number
LOOKED_AT = 5_000  # rows of a text file in which such ids are looked for
SHOWN = 3
_SCIENTIFIC = r"^\s*\d(?:[.,]\d+)?[eE]\+\d{2}\s*$"  # as Excel writes a long number into a CSV: 1.23457E+18


def note_lost_digits(raw: RawList, columns: Sequence[Column], *, related: bool) -> None:
    """Say of ids that they are numbers of more than 15 digits.

    Raises ListError where two of them became alike in a list of prospects: nobody can tell them apart any more.
    """
    header = next((column.header for column in columns if column.field.id in IDS), None)
    if header is None:
        return
    schema = raw.frame.collect_schema()
    typed = NUMBER + header if NUMBER + header in schema else header
    if schema[typed].is_numeric():
        if raw.kind != "sheet":
            return
        found = raw.frame.filter(pl.col(typed).abs() >= LIMIT).select(header)
    elif schema[header] == pl.String:
        found = raw.frame.select(header).head(LOOKED_AT).filter(pl.col(header).str.contains(_SCIENTIFIC))
    else:
        return
    ids = clean(found.collect(engine="streaming").to_series(), "id").drop_nulls()
    if not len(ids):
        return
    twins = ids.filter(ids.is_duplicated()).unique(maintain_order=True)
    said = _say(
        raw.source, header, len(ids), twins if len(twins) and not related else ids, bool(len(twins)) and not related
    )
    if len(twins) and not related:
        raise ListError([said])
    raw.notes.append(said)


def _say(source: str, header: str, count: int, examples: pl.Series, alike: bool) -> Problem:
    shown = ", ".join(f"'{one}'" for one in examples.head(SHOWN))
    what = f"1 id in '{header}' is a number" if count == 1 else f"{count:,} ids in '{header}' are numbers"
    same, same_zh = (" and some became alike", "，其中有编号已变得相同") if alike else ("", "")
    return Problem.of(
        f"{what} of more than 15 digits, of which spreadsheets lose the last ones{same} ({shown}): they are perhaps somebody else's; "
        "export the ids as text from the system that they come from",
        f"'{header}' 列有 {count:,} 个编号是超过 15 位的数字，电子表格会丢失其末尾数位{same_zh}（{shown}），可能与别的编号混同；请在来源系统中将编号以文本格式导出",
        Place(source),
    )
