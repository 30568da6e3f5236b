"""How a list is to be read, as whoever gives it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ReadOptions:
    """What is said about a list besides where it is. Whatever is None is found out, or left to the list's kind.

    >>> ReadOptions(maps=["annual_revenue=Sales:USD billion"], limit=100).maps
    ('annual_revenue=Sales:USD billion',)
    """

    maps: tuple[str, ...] = ()
    """Which column feeds a field, and its unit: `FIELD=HEADER` or `FIELD=HEADER:UNIT`; `FIELD=` leaves the field out."""
    mapping_file: str | None = None
    """A YAML file that says the same, a line a field; `maps` goes before it."""
    encoding: str | None = None
    """Of a text file: a name that Python knows, such as `gb18030`."""
    delimiter: str | None = None
    """Of a text file: one character, or `tab`."""
    header_row: int | None = None
    """The line, or row of a sheet, that holds the headers, counted from 1; None: the first that is not blank."""
    id_field: str | None = None
    """The header or field that identifies a prospect; None: the column that feeds `prospect_id`, else the row number."""
    duplicates: Literal["refuse", "keep"] = "refuse"
    """What becomes of later rows of an id."""
    limit: int | None = None
    """Only so many rows from the first on, refused ones included; at least 1."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "maps", tuple(self.maps))
