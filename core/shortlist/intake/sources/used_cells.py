"""Which cells of a sheet are used: its reader takes memory for all cells between the first and the last one, used or not.

A single space at XFD1048576 would make that seventeen thousand million. So the sheet is gone through before, and a few cells that
stand far from all others are left out, which is said; a sheet that is spread out in another way is refused.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.sources.raw import COLUMNS
from shortlist.intake.sources.unpacking import SHEET_PART, damaged, unpack

CELLS = 60_000_000  # between the first and the last of a sheet, used or not: about 32 bytes each
SPREAD = 3_000_000  # of those, from which on one in TWENTY must be used
TWENTY = 20
GAP_COLUMNS, GAP_ROWS = 100, 1_000  # that are empty: cells beyond do not belong to the table
FEW = 100  # cells that may be left out
SHOWN = 5
TEXT = 1 << 26  # bytes between two elements
# As every spreadsheet program writes them; whatever is written otherwise goes through a parser, which takes longer.
_CELL = r"<(?:[\w.\-]+:)?c[\s/>]"
_NEAR = r'<c r="[A-Z][0-9]{1,5}"'
_PLACED = r'<c r="[A-Z]{1,3}[0-9]{1,7}"'
_USED = r'<c r="[A-Z]{1,3}[0-9]{1,7}"(?:[^>]*[^/>])?>'
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@dataclass
class Used:
    """The used cells of one sheet: how many, and which rows and columns (from 1) hold any."""

    cells: int = 0
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    def add(self, row: int, column: int, rows: int = 1, columns: int = 1) -> None:
        """Count a cell; it may be written once for several rows and columns."""
        self.cells += 1
        self.rows |= {row, row + rows - 1}
        self.columns |= {column, column + columns - 1}

    @property
    def fits(self) -> bool:
        """Whether all cells up to the last used one may be held."""
        return fits(max(self.rows, default=0), max(self.columns, default=0), self.cells)


def fits(rows: int, columns: int, cells: int) -> bool:
    """Whether a sheet of so many rows and columns, with so many used cells, may be held."""
    box = rows * columns
    return columns <= COLUMNS and box <= CELLS and (box <= SPREAD or cells * TWENTY >= box)


@dataclass(frozen=True)
class Stray:
    """The last row and column of a table, the cells beyond, and between which bytes of the sheet's part their values stand."""

    rows: int
    columns: int
    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def note(self, sheet: str, source: str) -> Problem:
        """What is said of them."""
        shown = ", ".join(self.cells[:SHOWN]) + (" ..." if len(self.cells) > SHOWN else "")
        place = f"{_letters(self.columns)}{self.rows}"
        count, what = len(self.cells), "cell stands" if len(self.cells) == 1 else "cells stand"
        return Problem.of(
            f"{count} {what} far from the table, which ends at {place}, and {'is' if count == 1 else 'are'} left out ({shown}, "
            f"sheet '{sheet}'); delete {'it' if count == 1 else 'them'}, or move the table there",
            f"工作表 '{sheet}' 中有 {count} 个单元格（{shown}）远离表格（表格止于 {place}），已忽略；请删除，或把表格移到一处",
            Place(source),
        )


def find_stray(path: Path, part: zipfile.ZipInfo, sheet: str, source: str) -> Stray | None:
    """The cells of an XLSX's sheet that stand far from its table; None where there are none, or not so far that they cost much.

    Raises ListError where the sheet is too large, or spread out too far.
    """
    near = _look(unpack(path, part, source, SHEET_PART), source)
    if near is not None and near.fits:
        return None
    used = Used()
    _parse(unpack(path, part, source, SHEET_PART), lambda row, column, _: used.add(row, column), source)
    if used.fits:
        return None
    last_row, last_column = _end(used.rows, GAP_ROWS), _end(used.columns, GAP_COLUMNS)
    beyond: list[tuple[str, tuple[int, int]]] = []
    left = Used()

    def sort(row: int, column: int, span: tuple[int, int]) -> None:
        if row <= last_row and column <= last_column:
            left.add(row, column)
        elif len(beyond) <= FEW:
            beyond.append((f"{_letters(column)}{row}", span))

    _parse(unpack(path, part, source, SHEET_PART), sort, source)
    if not left.fits or len(beyond) > min(FEW, left.cells):
        raise too_spread(used, sheet, source)
    return Stray(last_row, last_column, tuple(place for place, _ in beyond), tuple(span for _, span in beyond))


def too_spread(used: Used, sheet: str, source: str) -> ListError:
    """The ListError for a sheet that would take more memory than it is worth."""
    rows, columns = max(used.rows), max(used.columns)
    place = f"{_letters(columns)}{rows}"
    return ListError.of(
        f"the sheet '{sheet}' reaches to {place} ({rows:,} rows, {columns:,} columns) and holds {used.cells:,} cells: at most {COLUMNS:,} "
        f"columns and {CELLS:,} cells are read, and of more than {SPREAD:,} one in {TWENTY} must be filled; delete what stands far "
        "from the table, or save the table alone as CSV",
        f"工作表 '{sheet}' 延伸到 {place}（{rows:,} 行、{columns:,} 列），含 {used.cells:,} 个单元格：最多读取 {COLUMNS:,} 列、{CELLS:,} "
        f"个单元格，超过 {SPREAD:,} 个时须有二十分之一非空；请删除远离表格的内容，或将表格单独另存为 CSV",
        Place(source),
    )


def _look(pieces: Iterable[bytes], source: str) -> Used | None:
    """The cells as far as patterns tell, those counted too that hold nothing; None where only a parser can tell."""
    used = Used()
    for number, piece in enumerate(_whole_tags(pieces, source)):
        if number == 0 and b"\0" in piece[:64]:
            return None  # UTF-16
        text = pl.Series([piece.decode("latin-1")])
        all_, near, placed = (text.str.count_matches(one)[0] for one in (_CELL, _NEAR, _PLACED))
        if all_ != placed:
            return None
        if near == all_:
            used.rows.add(99_999)
            used.columns.add(26)
            continue
        places = text.str.extract_all(_USED).explode(empty_as_null=False).str.extract_groups(r'r="([A-Z]+)([0-9]+)"')
        told = places.struct.unnest()
        used.cells += told.height
        if told.height:
            used.columns |= {_number(one) for one in told.to_series(0).unique().to_list()}
            used.rows.add(int(told.to_series(1).cast(pl.UInt32).max() or 0))  # type: ignore[arg-type]
    return used


def _whole_tags(pieces: Iterable[bytes], source: str) -> Iterator[bytes]:
    """The XML in pieces of some MB that each end before an element."""
    rest = b""
    for piece in pieces:
        rest += piece
        if len(rest) < 1 << 22:
            continue
        cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > TEXT:
            raise damaged(source, "a text without end stands in its sheet", "工作表中有没有结尾的文本")
    yield rest


def _parse(pieces: Iterable[bytes], add: Callable[[int, int, tuple[int, int]], None], source: str) -> None:
    """Go through a sheet with a parser; `add` gets row and column of each cell with a value, and between which bytes that stands."""
    row = column = inside = 0

    def start(name: str, attributes: dict[str, str], at: int) -> None:
        nonlocal row, column, inside
        tag = name.rpartition(":")[2]
        if tag == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif tag == "c":
            told = _PLACE.fullmatch(attributes.get("r", ""))
            column, inside = _number(told[1].upper()) if told else column + 1, 0
            row = int(told[2]) if told else row
        elif tag in ("v", "is", "f"):
            inside = inside or at

    def end(name: str, at: int) -> None:
        if inside and name.rpartition(":")[2] == "c":
            add(max(row, 1), column, (inside, at))

    feed_parser(pieces, start, end, source)


def feed_parser(
    pieces: Iterable[bytes],
    start: Callable[[str, dict[str, str], int], None],
    end: Callable[[str, int], None],
    source: str,
) -> None:
    """Parse XML piece by piece; `start` and `end` get the elements' names and at which byte they stand.

    Raises ListError, also for any document type: entities of one could unpack without end.
    """

    def refuse(*_: Any) -> None:
        raise damaged(source, "it holds a document type", "其中含有文档类型声明")

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name, attributes, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: end(name, parser.CurrentByteIndex)
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(source, "its sheet is no well-formed XML", "工作表的 XML 格式有误") from error


def _end(numbers: set[int], gap: int) -> int:
    """The last of the numbers before a gap."""
    order = sorted(numbers)
    return next((one for one, after in pairwise(order) if after - one > gap), order[-1])


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def copy_without(path: Path, strays: Mapping[str, Stray], copy: Path) -> None:
    """Write the workbook anew, without the values of the stray cells of its parts (by their names)."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for part in old.infolist():
            spans = strays[part.filename].spans if part.filename in strays else ()
            with old.open(part) as file, new.open(part.filename, "w", force_zip64=True) as out:
                for begin, end in sorted(spans):
                    for piece in _read(file, begin - file.tell()):
                        out.write(piece)
                    for _ in _read(file, end - begin):
                        pass
                for piece in _read(file, part.file_size):
                    out.write(piece)


def _read(file: IO[bytes], size: int) -> Iterator[bytes]:
    """So many bytes of a file, or as many as there are, in pieces."""
    while size > 0 and (piece := file.read(min(size, 1 << 20))):
        size -= len(piece)
        yield piece
