"""Decisions as a workbook (XLSX): a sheet of rows, and one of the summary where there is one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from shortlist import temporary
from shortlist.errors import ListError
from shortlist.intake.sources.open_document import check_document
from shortlist.intake.sources.unpacking import check_archive
from shortlist.language import Text
from shortlist.outputs.dress import Dress, Line, count_lines, read_plain, settle_widths
from shortlist.outputs.rows import batches, to_cell

SHEET = "shortlist"
WIDE = 90  # of the texts of the summary, in digits
LINE, MOST_LINES = 15, 27  # points of height, and as many lines as a row may be high
SUMMARY = Text("shortlist summary", "shortlist 汇总")
ROWS, COLUMNS, TEXT = 1_048_576, 16_384, 32_767  # of a sheet, and characters of a cell: the format's own limits


def write_sheet(frame: pl.LazyFrame, part: Path, dress: Dress = Dress()) -> None:  # noqa: B008  (frozen)
    """Write the frame as a sheet of a workbook, a batch at a time. Raises ListError for more than a sheet holds."""
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
            _fill(book, frame, names, dress)
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


def _fill(book: Any, frame: pl.LazyFrame, names: list[str], dress: Dress) -> None:
    from xlsxwriter.utility import xl_range

    sheet = book.add_worksheet(SHEET)
    looks = [_Look.make(book, dress, name) for name in names]
    head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F2F2", "valign": "top"})
    for column, name in enumerate(names):
        sheet.write_string(0, column, name[:TEXT], head)
    row = 0
    for batch in batches(frame):
        if row + batch.height >= ROWS:
            raise ListError.of(
                f"XLSX holds {ROWS - 1:,} rows below its header and the list has more; write .csv or .parquet",
                f"XLSX 在表头下最多 {ROWS - 1:,} 行，名单超出；请输出 .csv 或 .parquet",
            )
        if not row:
            wrapped = _set_widths(sheet, batch, dress)
        for record, lines in zip(batch.iter_rows(), count_lines(batch, wrapped), strict=True):
            row += 1
            _set_height(sheet, row, lines)
            for column, value in enumerate(record):
                if value is not None:
                    _write_cell(sheet, row, column, value, looks[column])
    sheet.freeze_panes(1, dress.frozen)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    if row and names:
        # Ids and phone numbers are texts on purpose.
        sheet.ignore_errors({"number_stored_as_text": xl_range(1, 0, row, len(names) - 1)})
        sheet.autofilter(0, 0, row, len(names) - 1)
        for name, colours in dress.colours.items():
            _colour(book, sheet, names.index(name), row, colours)
    if dress.summary is not None:
        _write_summary(book, *dress.summary())


@dataclass(frozen=True)
class _Look:
    """The formats of a column: of its numbers, days and texts; `plain`: its texts may be numbers."""

    plain: bool
    number: Any
    day: Any
    text: Any

    @classmethod
    def make(cls, book: Any, dress: Dress, name: str, **more: str) -> _Look:
        top = {"valign": "top", **more}
        return cls(
            name in dress.numbers,
            book.add_format({**top, **({"num_format": dress.formats[name]} if name in dress.formats else {})}),
            book.add_format({**top, "num_format": "yyyy-mm-dd"}),
            book.add_format({**top, **({"text_wrap": True, "indent": 1} if name in dress.prose else {})}),
        )


def _set_widths(sheet: Any, first: pl.DataFrame, dress: Dress) -> dict[str, int]:
    """Set the width of each column by its first rows; those of the columns that wrap are given back."""
    folded = [name in dress.details for name in first.columns]
    widths = settle_widths(first, dress.prose)
    for column, width in enumerate(widths):
        # The sign that unfolds them stands over the column behind them.
        options = {"level": 1, "hidden": True} if folded[column] else {"collapsed": column > 0 and folded[column - 1]}
        sheet.set_column(column, column, width, None, options)
    if folded and folded[-1]:
        sheet.set_column(len(folded), len(folded), None, None, {"collapsed": True})
    wrapped = {name for name in dress.prose & set(first.columns) if first[name].dtype == pl.String}
    return {name: width for name, width in zip(first.columns, widths, strict=True) if name in wrapped}


def _set_height(sheet: Any, row: int, lines: int) -> None:
    """Make room for what wraps: Excel does so by itself, LibreOffice lays one line over the other in a file of Excel's kind."""
    if lines > 1:
        sheet.set_row(row, LINE * min(lines, MOST_LINES))


def _colour(book: Any, sheet: Any, column: int, rows: int, colours: Mapping[str, str]) -> None:
    """Fill the cells of a column by their word, also after somebody has written another."""
    for word, colour in colours.items():
        fill = book.add_format({"bg_color": colour})
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": fill}
        sheet.conditional_format(1, column, rows, column, rule)


def _write_summary(book: Any, title: str, lines: Sequence[Line]) -> None:
    sheet = book.add_worksheet(title)
    plain, fact = _Look.make(book, Dress(), ""), _Look.make(book, Dress(), "", align="left")
    share = book.add_format({"valign": "top", "num_format": "0%"})
    bold, prose = (
        book.add_format({"bold": True, "valign": "top"}),
        book.add_format({"text_wrap": True, "valign": "top", "indent": 1}),
    )
    for column, width in enumerate((28, 14, 10, WIDE)):
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines):
        if len(line) == 4:
            _set_height(sheet, row, count_lines(pl.DataFrame({"d": [line[3]]}), {"d": WIDE})[0])
        for column, value in enumerate(line):
            if isinstance(value, float):
                sheet.write_number(row, column, value, share)
            elif isinstance(value, str):
                sheet.write_string(
                    row, column, value[:TEXT], bold if len(line) == 1 else prose if column == 3 else plain.text
                )
            elif value is not None:
                _write_cell(sheet, row, column, value, fact if len(line) == 2 else plain)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_cell(sheet: Any, row: int, column: int, value: Any, look: _Look) -> None:
    if isinstance(value, (datetime.date, datetime.datetime)) and value.year >= 1900:
        sheet.write_datetime(row, column, value, look.day)
        return
    value = to_cell(value)
    if look.plain and isinstance(value, str) and (number := read_plain(value)) is not None:
        value = number
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value, look.text)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, look.number)
    elif value is not None:
        text = str(value)
        if len(text) > TEXT:
            raise ListError.of(
                f"a cell of row {row} has {len(text):,} characters and XLSX holds {TEXT:,}; write .csv or .parquet",
                f"第 {row} 行有单元格长 {len(text):,} 字，XLSX 最多 {TEXT:,} 字；请输出 .csv 或 .parquet",
            )
        sheet.write_string(row, column, text, look.text)
