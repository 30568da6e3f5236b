"""How a list is to be read, as whoever gives it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from shortlist.errors import ListError, Place

Duplicates = Literal["refuse", "keep"]


@dataclass(frozen=True)
class ReadOptions:
    """What is said about a list besides where it is. Whatever is None is found out, or left to the list's kind.

    >>> ReadOptions(maps=["annual_revenue=Sales:USD billion"], limit=100).maps
    ('annual_revenue=Sales:USD billion',)

    Raises ListError for a value that no option can have.
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
    """The line, or row of a sheet, that holds the headers, counted from 1; None: found out, and said where titles stand above."""
    visible: bool = False
    """Of a workbook: leave out the rows that are hidden or filtered away; they count as refused."""
    id_field: str | None = None
    """The header or field that identifies a prospect; None: the column that feeds `prospect_id`, else the row number."""
    duplicates: Duplicates = "refuse"
    """What becomes of later rows of an id."""
    limit: int | None = None
    """Only so many rows from the first on, refused ones included; at least 1."""

    def __post_init__(self) -> None:
        if isinstance(self.maps, str):
            raise ListError.of(
                "maps is a list of texts, not one text", "maps 应为文本列表，而非单个文本", Place("maps")
            )
        object.__setattr__(self, "maps", tuple(self.maps))
        if self.duplicates not in get_args(Duplicates):
            raise ListError.of(
                f"duplicates is refuse or keep; found {self.duplicates!r}",
                f"duplicates 只能是 refuse 或 keep；实际为 {self.duplicates!r}",
                Place("duplicates"),
            )
        for name in ("header_row", "limit"):
            check_count(getattr(self, name), name)


def check_count(value: object, name: str) -> None:
    """Refuse an option that is no whole number of at least 1; None is no option given. Raises ListError."""
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 1):
        raise ListError.of(
            f"{name} is a whole number of at least 1; found {value!r}",
            f"{name} 须为不小于 1 的整数；实际为 {value!r}",
            Place(name),
        )
