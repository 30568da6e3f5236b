"""Lists that are sheets of a workbook (XLSX, and what else its reader knows)."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.sources.percent_cells import percent_columns
from shortlist.intake.sources.raw import ROW, RawList, Refusals, unique_headers

ROWS = 1_048_576  # of a sheet, its header included: the format's own limit


def open_sheet(path: Path, sheet: str | None, source: str, folder: Path, header_row: int | None) -> RawList:
    """Open one sheet, read whole. Columns of one type keep it, mixed ones are String; blank rows are no records.

    Raises ListError where the sheet is missing; without a name, the first one with cells is taken, and noted.
    """
    import fastexcel

    try:
        book = fastexcel.read_excel(path)
        names: list[str] = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            near, listed = suggest(sheet, names), ", ".join(names)
            raise ListError.of(
                f"there is no sheet '{sheet}'{near.en} (sheets: {listed})",
                f"没有工作表 '{sheet}'{near.zh}（现有：{listed}）",
                Place(source),
            )
        notes: list[Problem] = []
        chosen = sheet if sheet is not None else _first(book, names, source, notes)
        return _read(book, chosen, path, source, folder, (header_row or 1) - 1, notes)
    except fastexcel.FastExcelError as error:
        said = " ".join(str(error).split())[:160]
        raise ListError.of(f"the workbook cannot be read: {said}", f"工作簿无法读取：{said}", Place(source)) from error


def _first(book: Any, names: list[str], source: str, notes: list[Problem]) -> str:
    filled = [name for name in names if book.load_sheet(name, header_row=None, n_rows=2).width]
    if not filled:
        raise ListError.of("the list is empty", "名单是空的", Place(source))
    if len(filled) > 1:
        others = ", ".join(filled[1:])
        notes.append(
            Problem.of(
                f"read the sheet '{filled[0]}'; FILE::SHEET takes another ({others})",
                f"读取了工作表 '{filled[0]}'；要读其他工作表（{others}）请写 FILE::SHEET",
                Place(source),
            )
        )
    return filled[0]


def _read(book: Any, sheet: str, path: Path, source: str, folder: Path, skip: int, notes: list[Problem]) -> RawList:
    head: pl.DataFrame = book.load_sheet(sheet, header_row=None, skip_rows=skip, n_rows=1, dtypes="string").to_polars()
    if not head.height or all(value is None for value in head.row(0)):
        raise ListError.of(
            f"row {skip + 1} of the sheet '{sheet}' is empty; --header-row N names the header's",
            f"工作表 '{sheet}' 第 {skip + 1} 行为空；请用 --header-row 指明表头所在行",
            Place(source),
        )
    headers = unique_headers([value or "" for value in head.row(0)], notes)
    body: pl.DataFrame = book.load_sheet(
        sheet, header_row=None, skip_rows=skip + 1, schema_sample_rows=None
    ).to_polars()
    body = _name_columns(body, headers, source, sheet)
    frame = body.select(_cast_column(pl.col(name), dtype) for name, dtype in body.schema.items())
    frame = frame.with_row_index(ROW, 1).with_columns(pl.col(ROW).cast(pl.UInt32))
    if headers:
        frame = frame.filter(pl.any_horizontal(pl.col(headers).is_not_null()))
    if frame.height + skip + 1 >= ROWS:
        notes.append(
            Problem.of(
                f"the sheet is full: {ROWS:,} rows are all that the format holds; rows may be missing",
                f"工作表已满：该格式最多 {ROWS:,} 行，可能有数据缺失",
                Place(source),
            )
        )
    found = RawList(source, "sheet", frame.lazy(), headers, frame.height, Refusals(folder), notes, skip + 2)
    found.percents = lambda: _percents(frame, path, sheet, head.row(0), headers, source, notes)
    return found


def _percents(
    frame: pl.DataFrame,
    path: Path,
    sheet: str,
    texts: Sequence[str | None],
    headers: Sequence[str],
    source: str,
    notes: list[Problem],
) -> dict[str, bool]:
    """`RawList.percents`. Where the workbook does not tell, numbers that are all within -1..1 may be shown as percents."""
    if zipfile.is_zipfile(path) and "xl/workbook.xml" in zipfile.ZipFile(path).namelist():
        told = percent_columns(path, sheet, texts, source, notes)
        if told is not None:
            return {headers[at]: all_are for at, all_are in told.items()}
    numbers = (frame[header] for header in headers if frame[header].dtype.is_float())
    return {number.name: False for number in numbers if ((number < -1) | (number > 1)).sum() == 0}


def _name_columns(body: pl.DataFrame, headers: tuple[str, ...], source: str, sheet: str) -> pl.DataFrame:
    """The rows under the headers' names; refused where cells stand right of the last header."""
    if body.width > len(headers):
        row = body.select(pl.any_horizontal(pl.nth(range(len(headers), body.width)).is_not_null()).arg_max()).item()
        raise ListError.of(
            f"sheet '{sheet}' has {body.width} columns and {len(headers)} headers (see data row {int(row or 0) + 1}); "
            "give each column a header, or name the header's row with --header-row N",
            f"工作表 '{sheet}' 有 {body.width} 列但只有 {len(headers)} 个表头（见第 {int(row or 0) + 1} 条数据）；请补全表头，"
            "或用 --header-row 指明表头所在行",
            Place(source),
        )
    body.columns = list(headers[: body.width])
    return body.with_columns(pl.lit(None, pl.String).alias(name) for name in headers[body.width :])


def _cast_column(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Null:
        return column.cast(pl.String)
    if dtype == pl.Duration:
        return column.dt.to_string()
    return column
