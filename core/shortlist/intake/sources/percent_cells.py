"""Which columns of a workbook show their numbers as percents: a cell that reads `25%` holds 0.25."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shortlist.errors import Place, Problem

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

ROWS_LOOKED_AT = 1_000
HEADER_WITHIN = 100  # rows from the top in which a header must stand


def percent_columns(
    path: Path, sheet: str, headers: Sequence[str | None], source: str, notes: list[Problem]
) -> dict[int, bool] | None:
    """The columns, by their position among `headers`, in whose first rows numbers are formatted as percents.

    True: all numbers of the column are; False: some. None where the formats of this XLSX cannot be read, which is noted.
    """
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions, which say nothing about percents
            book = openpyxl.load_workbook(path, read_only=True)
            try:
                return _scan_formats(book[sheet], headers)
            finally:
                book.close()
    except Exception as error:  # whatever a library of another origin makes of a workbook that ours could read
        notes.append(
            Problem.of(
                f"the formats of the cells cannot be read ({type(error).__name__}); check the percents: a cell that shows 25% may "
                "be read as 0.25",
                f"无法读取单元格格式（{type(error).__name__}）；请核对百分比：显示为 25% 的单元格可能被读作 0.25",
                Place(source),
            )
        )
        return None


def _scan_formats(sheet: ReadOnlyWorksheet, headers: Sequence[str | None]) -> dict[int, bool]:
    rows = sheet.iter_rows()
    start = None
    for row in islice(rows, HEADER_WITHIN):
        start = _start(row, headers)
        if start is not None:
            break
    if start is None:
        return {}
    found: dict[int, set[bool]] = {}
    for row in islice(rows, ROWS_LOOKED_AT):
        for position, cell in enumerate(row[start : start + len(headers)]):
            if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
                found.setdefault(position, set()).add("%" in cell.number_format)
    return {position: kinds == {True} for position, kinds in found.items() if True in kinds}


def _start(row: Sequence[Any], headers: Sequence[str | None]) -> int | None:
    """Where in a row the headers begin, or None where it is another row."""
    texts = [str(cell.value) if cell.value is not None else None for cell in row]
    first = next((at for at, text in enumerate(texts) if text is not None), None)
    lead = next((at for at, header in enumerate(headers) if header is not None), None)
    if first is None or lead is None or first < lead:
        return None
    there = texts[first - lead : first - lead + len(headers)]
    return first - lead if there == list(headers) else None
