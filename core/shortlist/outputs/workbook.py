"""Decisions as a workbook of one sheet (XLSX)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl

from shortlist import temporary
from shortlist.errors import ListError
from shortlist.intake.sources.open_document import check_document
from shortlist.intake.sources.unpacking import check_archive
from shortlist.outputs.rows import batches, to_cell

SHEET = "shortlist"
ROWS, COLUMNS, TEXT = 1_048_576, 16_384, 32_767  # of a sheet, and characters of a cell: the format's own limits


def write_sheet(frame: pl.LazyFrame, part: Path, formats: Mapping[str, str] = MappingProxyType({})) -> None:
    """Write the frame as the one sheet of a workbook, a batch at a time; `formats` has the number formats of columns. Raises ListError for more than a sheet holds."""
    # Loaded only by a run that writes a workbook: it takes 0.05 s.
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    names = frame.collect_schema().names()
    if len(names) > COLUMNS:
        raise ListError.of(
            f"XLSX holds {COLUMNS:,} columns and there are {len(names):,}",
            f"XLSX 最多 {COLUMNS:,} 列，现有 {len(names):,} 列",
        )
    # The library's own temporary files stay where they are when a disk is full, so they get a folder that goes.
    with closing(_File(part)) as file, temporary.folder_beside(part) as folder:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                   "strings_to_numbers": False, "tmpdir": str(folder)}  # fmt: skip
        book = xlsxwriter.Workbook(file, options)
        done = False
        try:
            _fill(book, frame, names, formats)
            done = True
        finally:
            if not done:
                with suppress(OSError, XlsxWriterException):
                    book.close()
        try:
            book.close()
        except XlsxWriterException as error:
            cause = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
            raise cause or OSError(str(error)) from error
        file.close()
        if file.error is not None:
            raise file.error


class _File:
    """A file that keeps the first error of the system instead of raising it, and takes no more from then on.

    The library leaves its archive open where a disk is full; when that is collected, it writes once more, and Python would say
    on standard error that this failed too.
    """

    def __init__(self, path: Path) -> None:
        self.error: OSError | None = None
        self._file = path.open("wb")
        self._position = 0

    def write(self, data: bytes) -> int:
        self._try(lambda: self._file.write(data))
        self._position += len(data)
        return len(data)

    def seek(self, offset: int) -> int:
        self._position = offset
        self._try(lambda: self._file.seek(offset))
        return offset

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        self._try(self._file.flush)

    def close(self) -> None:
        self._try(self._file.close)
        with suppress(OSError):  # what is left in its buffer
            self._file.close()

    def _try(self, act: Callable[[], object]) -> None:
        if self.error is None and not self._file.closed:
            try:
                act()
            except OSError as error:
                self.error = error


def list_sheets(path: Path) -> list[str] | None:
    """The names of a workbook's sheets, hidden ones too; None where they cannot be told."""
    import fastexcel

    try:
        check_archive(path, str(path))
        check_document(path, str(path))
        return list(fastexcel.read_excel(path).sheet_names)
    except Exception:  # whatever is wrong with the file, of kinds that the library does not name
        return None


def _fill(book: Any, frame: pl.LazyFrame, names: list[str], formats: Mapping[str, str]) -> None:
    sheet = book.add_worksheet(SHEET)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    looks = [book.add_format({"num_format": formats[name]}) if name in formats else None for name in names]
    for column, name in enumerate(names):
        sheet.write_string(0, column, name[:TEXT], bold)
    sheet.freeze_panes(1, 0)
    row = 0
    for batch in batches(frame):
        if row + batch.height >= ROWS:
            raise ListError.of(
                f"XLSX holds {ROWS - 1:,} rows below its header and the list has more; write .csv or .parquet",
                f"XLSX 在表头下最多 {ROWS - 1:,} 行，名单超出；请输出 .csv 或 .parquet",
            )
        for record in batch.iter_rows():
            row += 1
            for column, value in enumerate(record):
                if value is None:
                    continue
                if isinstance(value, (datetime.date, datetime.datetime)) and value.year >= 1900:
                    sheet.write_datetime(row, column, value, day)
                else:
                    _write_cell(sheet, row, column, to_cell(value), looks[column])


def _write_cell(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, look)
    elif value is not None:
        text = str(value)
        if len(text) > TEXT:
            raise ListError.of(
                f"a cell of row {row} has {len(text):,} characters and XLSX holds {TEXT:,}; write .csv or .parquet",
                f"第 {row} 行有单元格长 {len(text):,} 字，XLSX 最多 {TEXT:,} 字；请输出 .csv 或 .parquet",
            )
        sheet.write_string(row, column, text)
