"""How large the sheets of an ODS become: a cell or row that repeats is written once, and read as often as it says."""

from __future__ import annotations

import zipfile
from pathlib import Path

from shortlist.intake.sources.unpacking import SHARED_TEXTS, unpack
from shortlist.intake.sources.used_cells import Used, feed_parser, too_spread

CONTENT = "content.xml"
REPEATS = ("number-rows-repeated", "number-columns-repeated")


def check_document(path: Path, source: str) -> None:
    """Refuse an ODS one of whose sheets has too many cells, or too few for where they stand. Raises ListError.

    Its reader reads all sheets at once, and each whole.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if CONTENT not in archive.namelist():
            return
        part = archive.getinfo(CONTENT)
    sheet, used = "", Used()
    row = column = 1
    rows = columns = 0
    full, depth = False, 0

    def start(name: str, attributes: dict[str, str], _: int) -> None:
        nonlocal sheet, used, row, column, rows, columns, full, depth
        tag = name.rpartition(":")[2]
        if tag == "table":
            depth += 1
            if depth > 1:  # a table within a cell
                return
            sheet, used = next((one for key, one in attributes.items() if key.endswith(":name")), ""), Used()
            row, rows = 1, 0
        elif tag == "table-row":
            row, column, columns = row + rows, 1, 0
            rows = _repeats(attributes, REPEATS[0])
        elif tag in ("table-cell", "covered-table-cell"):
            column += columns
            columns = _repeats(attributes, REPEATS[1])
            full = any(key.endswith(":value-type") for key in attributes)
        elif tag == "p":
            full = True

    def end(name: str, _: int) -> None:
        nonlocal full, depth
        tag = name.rpartition(":")[2]
        if tag in ("table-cell", "covered-table-cell") and full:
            used.add(row, column, rows, columns)
            full = False
        elif tag == "table":
            depth -= 1
            if not used.fits:
                raise too_spread(used, sheet, source)

    feed_parser(unpack(path, part, source, SHARED_TEXTS), start, end, source)


def _repeats(attributes: dict[str, str], name: str) -> int:
    return max(int(next((value for key, value in attributes.items() if key.endswith(name)), 1)), 1)
