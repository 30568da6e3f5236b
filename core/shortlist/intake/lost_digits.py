"""Ids that a spreadsheet changed: long numbers lost their last digits, so that different ones become alike, and some became dates."""

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
_DATE = r"^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$"  # as the cells of dates of a sheet are read
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
    alike = bool(len(twins)) and not related
    written = not schema[typed].is_numeric()
    said = _say(raw.source, header, len(ids), twins if alike else ids, alike, written)
    if len(twins) and not related:
        raise ListError([said])
    raw.notes.append(said)


def _say(source: str, header: str, count: int, examples: pl.Series, alike: bool, written: bool) -> Problem:
    shown = ", ".join(f"'{one}'" for one in examples.head(SHOWN))
    same, same_zh = (" and some became alike", "，其中有编号已变得相同") if alike else ("", "")
    what = "1 id in '{}' is a number" if count == 1 else f"{count:,} ids in '{{}}' are numbers"
    lost = f"{what.format(header)} of more than 15 digits, of which spreadsheets lose the last ones"
    lost_zh = f"'{header}' 列有 {count:,} 个编号是超过 15 位的数字，电子表格会丢失其末尾数位"
    if written:
        what = "1 id in '{}' is" if count == 1 else f"{count:,} ids in '{{}}' are"
        lost = f"{what.format(header)} in scientific form, in which a spreadsheet lost the last digits"
        lost_zh = f"'{header}' 列有 {count:,} 个编号已由电子表格改写为科学计数法，末尾数位已丢失"
    return Problem.of(
        f"{lost}{same} ({shown}): they are perhaps somebody else's; "
        "export the ids as text from the system that they come from",
        f"{lost_zh}{same_zh}（{shown}），可能与别的编号混同；请在来源系统中将编号以文本格式导出",
        Place(source),
    )


def note_dates(raw: RawList, columns: Sequence[Column]) -> None:
    """Say of ids that they are dates beside ids of another form: a spreadsheet makes one of `3-12` and of `2026/11`."""
    header = next((column.header for column in columns if column.field.id in IDS), None)
    if header is None or raw.kind != "sheet":
        return
    cell = pl.col(header).cast(pl.String, strict=False).str.strip_chars()
    found = raw.frame.select(cell.drop_nulls()).collect(engine="streaming").to_series()
    dates = found.filter(found.str.contains(_DATE))
    if not len(dates) or len(dates) == found.str.len_bytes().gt(0).sum():
        return
    count = "1 id in '{}' is a date" if len(dates) == 1 else f"{len(dates):,} ids in '{{}}' are dates"
    raw.notes.append(
        Problem.of(
            f"{count.format(header)} beside ids of another form (the first, '{dates[0]}'): a spreadsheet made a date of what was typed; "
            "format the column as text and enter these ids again",
            f"'{header}' 列有 {len(dates):,} 个编号是日期，与其他编号的形式不同（第一个为 '{dates[0]}'），是电子表格把输入内容自动转成了日期；"
            "请将该列设为文本格式后重新录入",
            Place(raw.source),
        )
    )
