"""Which of the first rows of a list holds its headers: titles may stand above, and the headers may take two rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shortlist.errors import ListError, Place, Problem

LOOKED_AT = 60  # rows of a list that are looked at
SHOWN = 120  # characters of the titles above a header
WITHIN = 40  # rows that a header may be the last of
Row = Sequence[str | None]
IsHeader = Callable[[str], bool]
_VALUE = re.compile(r"[-+(]?[^\w\s]?\s*[\d.,' ]*\d[\d.,' ]*\s*[%)]?|\d{1,4}[-/.年]\d{1,2}([-/.月]\d{1,4}日?)?.*")
_UNIT = re.compile(
    r"[(（\[【].{1,20}[)）\]】]|[万亿千百]?元|万|亿|人|%|％|[A-Za-z$€£¥]{1,8}( (m|mn|bn|k|million|billion|thousand))?"
)

_NO_UNITS = {"null", "none", "nan", "nil", "na", "tbd", "yes", "no", "x", "select", "unknown", "true", "false"}


@dataclass(frozen=True)
class Header:
    """The headers of a list, from row `first` on (counted from 0) in so many `rows`. Empty ones are empty texts."""

    first: int
    rows: int
    names: tuple[str, ...]

    @property
    def last(self) -> int:
        return self.first + self.rows - 1


def find_header(rows: Sequence[Row], known: IsHeader, source: str) -> Header | None:
    """The header among a list's first rows; None where all are empty. `known` tells a header that some field has.

    The first row with text in half of the table's columns is it, unless only a later one has headers that are known. Raises
    ListError where no row can be it.

    >>> find_header([["Customers"], [], ["ID", "Name", "City"], ["1", "A", "Bonn"]], lambda text: False, "x.csv")
    Header(first=2, rows=1, names=('ID', 'Name', 'City'))
    """
    filled = [at for at, row in enumerate(rows) if _count(row)]
    if not filled:
        return None
    width = _width(rows)
    fit = [at for at in filled if at < WITHIN and _may_be_header(rows[at], width)]
    recognised = {at: sum(known(cell) for cell in rows[at] if cell and cell.strip()) for at in fit}
    first = filled[0]
    chosen = next(iter(fit), None)
    if chosen is not None and not recognised[chosen]:
        chosen = next((at for at in fit if recognised[at] > 1 and recognised[at] * 3 >= _count(rows[at])), chosen)
    if first not in fit and _count(rows[first]) * 2 >= width and (chosen is None or not recognised[chosen]):
        chosen = first  # as wide as the rows below: headers may be years
    if chosen is None:
        shown = " / ".join(" ".join(cell for cell in rows[at] if cell)[:40] for at in filled[:3])
        raise ListError.of(
            f"no row among the first {WITHIN} looks like headers ({shown}); name the header's row with --header-row N",
            f"前 {WITHIN} 行中没有像表头的行（{shown}）；请用 --header-row N 指明表头所在行",
            Place(source),
        )
    return _with_neighbours(rows, chosen, width)


def named_header(rows: Sequence[Row], at: int) -> Header:
    """The header in the row that a user named, and the row of units below it where there is one."""
    names = [cell or "" for cell in rows[at]]
    return _with_units(rows, Header(at, 1, tuple(names)))


def is_value(cell: str) -> bool:
    """Whether a cell is a number or a date, as no header is but a year.

    >>> is_value("5,000,000"), is_value("2026-11-01"), is_value("Revenue 2025"), is_value("2025")
    (True, True, False, False)
    """
    return bool(_VALUE.fullmatch(cell.strip())) and not re.fullmatch(r"(?:19|20)\d\d", cell.strip())


def _count(row: Row) -> int:
    return sum(bool(cell and cell.strip()) for cell in row)


def _width(rows: Sequence[Row]) -> int:
    """How many cells most rows have that belong to the table: the count that the wider half of them reaches."""
    counts = sorted((count for row in rows if (count := _count(row))), reverse=True)
    return counts[len(counts) // 4]


def _may_be_header(row: Row, width: int) -> bool:
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    if len(cells) * 2 < width or (width > 1 and len(cells) < 2):
        return False
    values = sum(bool(_VALUE.fullmatch(cell)) for cell in cells)
    return values == 0 or (values * 2 < len(cells) and not _VALUE.fullmatch(cells[0]))


def _with_neighbours(rows: Sequence[Row], at: int, width: int) -> Header:
    """The header with what the row above or below adds to it: groups over several columns, and names below groups."""
    upper = [(cell or "").strip() for cell in rows[at]]
    header = Header(at, 1, tuple(upper))
    gaps = {n for n in range(max(width, len(upper))) if n >= len(upper) or not upper[n]}
    if at + 1 < len(rows) and gaps:
        below = [(cell or "").strip() for cell in rows[at + 1]]
        lower = {n for n, cell in enumerate(below) if cell}
        own = [n for n in range(len(upper)) if upper[n] and n not in lower]
        filled_gaps = gaps & lower
        lead = min(n for n, cell in enumerate(upper) if cell)
        data = at + 2 < len(rows) and lead < len(rows[at + 2]) and bool(rows[at + 2][lead])
        if filled_gaps and own and own[0] == lead and data and _texts(below):
            size = max(len(upper), len(below))
            return Header(at, 2, _join(_spread(upper, size, lower), below, size))
    if at and gaps:
        above = [(cell or "").strip() for cell in rows[at - 1]]
        filling = {n for n in gaps if n < len(above) and above[n]}
        if filling and _texts(above) and min(filling) < min(n for n, cell in enumerate(upper) if cell):
            size = max(len(upper), len(above))
            return Header(
                at - 1, 2, _join(_spread(above, size, {n for n, cell in enumerate(upper) if cell}), upper, size)
            )
    return _with_units(rows, header)


def _texts(row: Sequence[str]) -> bool:
    return not any(_VALUE.fullmatch(cell) for cell in row if cell)


def _spread(groups: Sequence[str], size: int, below: set[int]) -> list[str]:
    """Each group's name over all columns that it stands above."""
    spread, last = [], ""
    for n in range(size):
        own = groups[n] if n < len(groups) else ""
        last = own or (last if n in below else "")
        spread.append(last)
    return spread


def _join(groups: Sequence[str], below: Sequence[str], size: int) -> tuple[str, ...]:
    lower = [below[n] if n < len(below) else "" for n in range(size)]
    return tuple(
        name if name and lower.count(name) == 1 else " ".join(filter(None, (group, name)))
        for group, name in zip(groups, lower, strict=True)
    )


def _with_units(rows: Sequence[Row], header: Header) -> Header:
    """The header with the units that a row below it gives: short words under some columns, and numbers below these."""
    at = header.last + 1
    if at + 1 >= len(rows):
        return header
    units = {n: cell.strip() for n, cell in enumerate(rows[at]) if cell and cell.strip()}
    lead = next((n for n, name in enumerate(header.names) if name), 0)
    if re.fullmatch("(?i)units?|单位|單位", units.get(lead, "")):
        del units[lead]
    if not units or lead in units or any(unit.lower() in _NO_UNITS for unit in units.values()):
        return header
    if not all(_UNIT.fullmatch(unit) for unit in units.values()):
        return header
    below = rows[at + 1 : at + 6]
    if not all(any(n < len(row) and row[n] and _VALUE.fullmatch(str(row[n]).strip()) for row in below) for n in units):
        return header
    names = [
        f"{name} ({units[n].strip('()（）[]【】')})" if n in units else name for n, name in enumerate(header.names)
    ]
    return Header(header.first, header.rows + 1, tuple(names))


def titles(rows: Sequence[Row]) -> tuple[str, ...]:
    """The cells of the rows above a header."""
    return tuple(text for row in rows for cell in row if cell and (text := " ".join(cell.split())))


def note_header(header: Header, skipped: Sequence[Row], source: str, notes: list[Problem]) -> None:
    """Say where the header was found, where that is not the first row."""
    if not any(_count(row) for row in skipped) and header.rows == 1:
        return
    above = " / ".join(text for row in skipped if (text := " ".join(cell.strip() for cell in row if cell)))
    shown = above if len(above) <= SHOWN else above[:SHOWN].rstrip() + " …"
    rows = f"rows {header.first + 1} to {header.last + 1}" if header.rows > 1 else f"row {header.first + 1}"
    rows_zh = f"第 {header.first + 1} 至 {header.last + 1} 行" if header.rows > 1 else f"第 {header.first + 1} 行"
    en, zh = (f"; above them: {shown}", f"；其上方内容：{shown}") if shown else ("", "")
    notes.append(
        Problem.of(
            f"the headers were found in {rows}{en}; --header-row N says otherwise",
            f"表头在{rows_zh}{zh}；如有误，请用 --header-row N 指定",
            Place(source),
        )
    )
