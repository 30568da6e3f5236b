"""How a table looks in a workbook that people open: what is wide, hidden, coloured, and the summary beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from unicodedata import east_asian_width

import polars as pl

NARROWEST, WIDEST, PROSE = 6, 32, 60
LOOKED_AT = 1_000  # rows by which the widths are settled

Line = Sequence[Any]
"""The cells of a row of the summary; a line of one cell is a heading, an empty one a gap."""


@dataclass(frozen=True)
class Dress:
    """How the columns of a sheet look, by name.

    `numbers` are columns in whose texts plain numbers stand, `formats` number formats, `prose` columns that wrap, `details` those that
    are folded away, `colours` of a column the fill of each word. The first `frozen` columns stay in sight. `summary` is called once all
    rows are written, for the title and the lines of a second sheet.
    """

    numbers: frozenset[str] = frozenset()
    formats: Mapping[str, str] = field(default_factory=dict)
    prose: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    frozen: int = 0
    summary: Callable[[], tuple[str, Sequence[Line]]] | None = None

    def with_formats(self, formats: Mapping[str, str]) -> Dress:
        """The same with more number formats."""
        return replace(self, formats={**self.formats, **formats})


# Whole ones only: a point or comma in one cell says how those of the others are meant when the table is read again.
_PLAIN = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_WIDE = r"[\x{1100}-\x{115F}\x{2E80}-\x{A4CF}\x{AC00}-\x{D7A3}\x{F900}-\x{FAFF}\x{FE30}-\x{FE6F}\x{FF00}-\x{FF60}\x{FFE0}-\x{FFE6}]"


def read_plain(text: str) -> int | None:
    """The whole number that a text is, wherever it was written; None for any other text.

    >>> read_plain("15860000"), read_plain("54200000.00"), read_plain("1,234"), read_plain("007")
    (15860000, None, None, None)
    """
    return int(text) if _PLAIN.fullmatch(text) else None


def measure(text: str) -> int:
    """How wide a text is, in digits; a Chinese character takes two.

    >>> measure("Grade"), measure("等级")
    (5, 4)
    """
    return len(text) + sum(east_asian_width(one) in "WF" for one in text)


def settle_widths(head: pl.DataFrame, prose: frozenset[str]) -> list[int]:
    """The width of each column by its heading and first rows, so that headings are whole, numbers too, and nothing sprawls."""
    widths = []
    for column in head.head(LOOKED_AT).iter_columns():
        texts = column.drop_nulls().unique().to_list()
        cells = max((measure(f"{one:,.2f}" if isinstance(one, float) else str(one)) for one in texts), default=0)
        most = PROSE if column.name in prose else WIDEST
        # The mark of the filter takes the room of some three characters beside the heading.
        widths.append(max(NARROWEST, min(most, measure(column.name) + 4), min(most, cells + 2)))
    return widths


def count_lines(rows: pl.DataFrame, widths: Mapping[str, int]) -> list[int]:
    """How many lines the texts of each row take that are wrapped at the widths of their columns; 1 where none is.

    >>> count_lines(pl.DataFrame({"Why": ["Too little is known of its needs.", None, "需求不明需求不明"]}), {"Why": 12})
    [3, 1, 2]
    """
    if rows.is_empty() or not widths:
        return [1] * rows.height
    lines = [
        # A word that does not fit leaves the end of its line empty.
        ((pl.col(name).str.len_chars() + pl.col(name).str.count_matches(_WIDE)) / max(width - 1, 1)).ceil()
        for name, width in widths.items()
    ]
    return rows.select(pl.max_horizontal(1, *lines).fill_null(1).cast(pl.Int64)).to_series().to_list()
