"""What an XLSX tells of a sheet beside its values: number formats, hidden rows, merged cells, formulas never calculated.

The reader of values (fastexcel) tells none of these, and a reader that does (openpyxl) takes ten times as long. So the sheet's
XML is gone through once, in pieces, and only the cells that have something to tell are looked at.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from shortlist.intake.sources.number_formats import BUILT_IN, NumberFormat, read_format

PIECE = 1 << 22
LONGEST = 1 << 27  # bytes of one row
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass
class SheetFacts:
    """Of one sheet; rows are counted from 1 and columns from 0, as the sheet has them.

    `formatted` has, by format and column, the rows of the numbers that are shown so. `uncalculated` counts formulas without
    a value by column, `errors` the cells that are errors (`#REF!`) with the row of the first. `merged` are the first row, first
    column, last row and last column of merged cells.
    """

    formatted: dict[tuple[NumberFormat, int], list[int]] = field(default_factory=dict)
    hidden: list[int] = field(default_factory=list)
    filtered: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncalculated: dict[int, int] = field(default_factory=dict)
    errors: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    first_columns: dict[int, int] = field(default_factory=dict)


def read_facts(path: Path, sheet: str, rows: int) -> SheetFacts | None:
    """What the XLSX at `path` tells of its `sheet`; None where the file is no XLSX. `first_columns` has the first column with a
    value of each of the first `rows` rows.

    Raises ValueError (or an error of the file's format) where the cells do not say where they stand.
    """
    if not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return None
        part = find_parts(archive)[sheet]
        styles = _formats(archive)
        with archive.open(part) as file:
            return _scan(_pieces(file), styles, rows)


def find_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of the part that holds each sheet, by the sheet's. Raises ValueError, or an error of the file's format."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    found = {}
    for one in book.iterfind(".//{*}sheet"):
        target = targets[one.get(RELATION) or one.get(STRICT)]
        full = posixpath.normpath(posixpath.join("xl", target)).lstrip("/") if target[:1] != "/" else target[1:]
        found[one.get("name", "")] = full
    return found


def _formats(archive: zipfile.ZipFile) -> dict[bytes, NumberFormat]:
    """The formats that say something, by the number of the style that a cell names."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    codes: Mapping[int, str] = {
        **BUILT_IN,
        **{int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in root.iterfind("./{*}numFmts/{*}numFmt")},
    }
    found = {}
    for number, style in enumerate(root.iterfind("./{*}cellXfs/{*}xf")):
        told = read_format(codes.get(int(style.get("numFmtId", 0)), ""))
        if told.says_something:
            found[str(number).encode()] = told
    return found


def _pieces(file: object) -> Iterator[bytes]:
    """The XML in pieces that end with a row, or with the file."""
    rest = b""
    while data := file.read(PIECE):  # type: ignore[attr-defined]
        rest += data
        cut = max(rest.rfind(b"</row>"), rest.rfind(b":row>"))
        if cut >= 0:
            end = rest.index(b">", cut) + 1
            yield rest[:end]
            rest = rest[end:]
        elif len(rest) > LONGEST:
            raise ValueError("a row without end")
    yield rest


@dataclass(frozen=True)
class _Patterns:
    """How the elements of one sheet are found; `prefix` is the name of its namespace, with the colon, where it has one."""

    prefix: str

    @property
    def row(self) -> re.Pattern[bytes]:
        return _compile(rf"<{self.prefix}row\b[^>]*>")

    @property
    def cell(self) -> re.Pattern[bytes]:
        return _compile(rf"<{self.prefix}c\b([^>]*[^>/])>(.*?)</{self.prefix}c>")

    @property
    def uncalculated(self) -> re.Pattern[bytes]:
        p = self.prefix
        return _compile(
            rf"<{p}c\b([^>]*[^>/])>\s*<{p}f\b(?:[^>]*/>|[^>]*>[^<]*</{p}f>)\s*(?:<{p}v\s*/>|<{p}v>\s*</{p}v>)?\s*</{p}c>"
        )

    @property
    def error(self) -> re.Pattern[bytes]:
        p = self.prefix
        return _compile(
            rf'<{p}c\b([^>]*\bt="e"[^>]*)>\s*(?:<{p}f\b(?:[^>]*/>|[^>]*>[^<]*</{p}f>))?\s*<{p}v>([^<]*)</{p}v>'
        )

    def styled(self, numbers: tuple[bytes, ...]) -> re.Pattern[bytes]:
        p, any_of = self.prefix, "|".join(number.decode() for number in numbers)
        formula = rf"\s*(?:<{p}f\b(?:[^>]*/>|[^>]*>[^<]*</{p}f>)\s*)?"
        number = r'(?![^>]*\bt="(?!n"))'  # no text, boolean or error
        return _compile(rf'<{p}c\b{number}(?=[^>]*\bs="({any_of})")([^>]*)>{formula}<{p}v>[^<]')


@cache
def _compile(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode(), re.DOTALL)


_PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_ROW = re.compile(rb'\br="([0-9]+)"')
_TYPE = re.compile(rb'\bt="(\w+)"')
_SPREAD = re.compile(rb"""\bref=["']([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)["']""")


def _scan(pieces: Iterator[bytes], styles: Mapping[bytes, NumberFormat], rows: int) -> SheetFacts:
    found = SheetFacts()
    patterns: _Patterns | None = None
    for piece in pieces:
        if patterns is None:
            prefix = re.search(rb"<(\w+:)?worksheet\b", piece)
            patterns = _Patterns((prefix[1] or b"").decode() if prefix else "")
            _look_at_head(piece, patterns, rows, found)
        if b"hidden=" in piece:
            _add_hidden(piece, patterns, found)
        if b"autoFilter" in piece:
            found.filtered = True
        if styles:
            _add_formatted(piece, patterns, styles, found)
        if b"<" + patterns.prefix.encode() + b"f" in piece:
            for cell in patterns.uncalculated.finditer(piece):
                if _type(cell[1]) != b"str":  # a text that was calculated, and is empty
                    column = _place(cell[1])[1]
                    found.uncalculated[column] = found.uncalculated.get(column, 0) + 1
        if b't="e"' in piece:
            for cell in patterns.error.finditer(piece):
                row, column = _place(cell[1])
                found.errors.setdefault(column, []).append((row, cell[2].decode("utf-8", "replace")))
        if b"mergeCell" in piece:
            found.merged += [
                (int(one[2]), _column(one[1]), int(one[4]), _column(one[3]))
                for one in _SPREAD.finditer(piece, piece.index(b"mergeCell"))
            ]
    return found


def _look_at_head(piece: bytes, patterns: _Patterns, rows: int, found: SheetFacts) -> None:
    for cell in patterns.cell.finditer(piece):
        if b"<" + patterns.prefix.encode() + b"v" in cell[2] or b"is>" in cell[2]:
            row, column = _place(cell[1])
            if row > rows:
                return
            found.first_columns[row] = min(column, found.first_columns.get(row, column))


def _add_hidden(piece: bytes, patterns: _Patterns, found: SheetFacts) -> None:
    for row in patterns.row.finditer(piece):
        if re.search(rb"""\bhidden=["'](?:1|true)["']""", row[0]):
            number = _ROW.search(row[0])
            if number is None:
                raise ValueError("rows without numbers")
            found.hidden.append(int(number[1]))


def _add_formatted(piece: bytes, patterns: _Patterns, styles: Mapping[bytes, NumberFormat], found: SheetFacts) -> None:
    rows: dict[tuple[bytes, bytes], list[int]] = {}
    for style, attributes in patterns.styled(tuple(styles)).findall(piece):
        told = _PLACE.search(attributes)
        if told is None:
            raise ValueError("cells without places")
        rows.setdefault((style, told[1]), []).append(int(told[2]))
    for (style, letters), numbers in rows.items():
        found.formatted.setdefault((styles[style], _column(letters)), []).extend(numbers)


def _type(attributes: bytes) -> bytes | None:
    told = _TYPE.search(attributes)
    return told[1] if told else None


def _place(attributes: bytes) -> tuple[int, int]:
    told = _PLACE.search(attributes)
    if told is None:
        raise ValueError("cells without places")
    return int(told[2]), _column(told[1])


@cache
def _column(letters: bytes) -> int:
    """The number of a column, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
