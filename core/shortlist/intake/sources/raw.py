"""What every kind of list is opened as: raw columns, their headers, and what was refused on the way."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.sources.number_formats import NumberFormat
from shortlist.intake.sources.spill import Spill
from shortlist.language import Text
from shortlist.model.reserved import KEPT

NUMBER, CURRENCY, LOOK, BOUND = (
    "__number:",
    "__currency:",
    "__look:",
    "__bound:",
)  # what columns beside a header's own are called: see RawList
ROW = "__row__"  # the number of a record in its list, counted from 1, refused ones included
REFUSED_BATCH = 5_000
COLUMNS = 1_000  # of a list
COLUMNS_SHOWN = 8  # columns without a header that a line names
BATCH = 20_000
TEXT_KEPT = 500  # characters of a refused row that are shown


@dataclass(frozen=True)
class Bounds:
    """`texts` are what each format that may say a range shows in a column, `others` what `RawList.shown` has of all other numbers."""

    texts: Mapping[NumberFormat, frozenset[str]]
    others: frozenset[tuple[str, int]]


@dataclass
class RawList:
    """A list before anything in it is understood.

    `frame` holds one column per header (text as String, typed formats keep their types) and ROW as UInt32, in the order
    of the list. `rows_in` counts the records, refused ones included. `first_line` is the line (or sheet row) of the first
    record where each record takes one line, else None. `percents` tells the headers whose cells are formatted as percents
    (True), and those of which some are or all may be (False).

    A column of text and numbers is String; `NUMBER + header` beside it has those cells that were true numbers, as Float64.
    `currencies` has, by header, the column of `frame` (String) with what the number format of each cell shows beside its number: a
    code (`JPY`), or a sign that several currencies share (`$`, `¥`); null where it shows none. `shown` has, by header, the texts that number
    formats show beside numbers, each with the power of ten that divides them to be shown; `("", 0)` is of those that show neither.
    `looks` has, by header, the number format of those columns all of whose cells have one that says a unit; where they differ, `frame`
    has the code of each beside it, as `LOOK + header`; `uneven` are those of which some numbers have none.
    `bounds` has, by header, what is shown by number formats whose texts may say a range; `frame` has it for each cell, as `BOUND + header`.
    `titles` are the cells above the headers. Where `first_line` does not tell, `offsets` has pairs of a record and how much greater
    the lines are from there on; `gaps` are the records behind blank lines. `leftovers` counts what an opener refused as no row of
    the list, by kind, with some of their texts. `guess` says that the encoding is a guess.
    """

    source: str
    kind: str
    frame: pl.LazyFrame
    headers: tuple[str, ...]
    rows_in: int
    refused: Refusals
    notes: list[Problem] = field(default_factory=list)
    first_line: int | None = None
    percents: Callable[[], Mapping[str, bool]] = dict
    currencies: dict[str, str] = field(default_factory=dict)
    shown: dict[str, frozenset[tuple[str, int]]] = field(default_factory=dict)
    looks: dict[str, NumberFormat] = field(default_factory=dict)
    uneven: set[str] = field(default_factory=set)
    bounds: dict[str, Bounds] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    offsets: array[int] = field(default_factory=lambda: array("Q"))
    gaps: array[int] = field(default_factory=lambda: array("Q"))
    leftovers: Counter[str] = field(default_factory=Counter)
    leftover_texts: list[str] = field(default_factory=list)
    guess: Problem | None = None

    def lines_of(self, rows: pl.Series) -> pl.Series:
        """The lines where records begin, by their numbers in order; null where that is not known."""
        if self.first_line is not None:
            return (rows + (self.first_line - 1)).cast(pl.UInt32)
        if not len(self.offsets):
            return pl.Series([None] * len(rows), dtype=pl.UInt32)
        runs = pl.DataFrame({"row": self.offsets[::2], "more": self.offsets[1::2]}, schema_overrides={"row": pl.UInt64})
        asked = pl.DataFrame({"row": rows.cast(pl.UInt64)})
        found = asked.sort("row").join_asof(runs.sort("row"), on="row").unique("row")
        return (
            asked.join(found, on="row", how="left", maintain_order="left")
            .select((pl.col("row") + pl.col("more")).cast(pl.UInt32))
            .to_series()
        )


class Refusals:
    """Rows that could not be taken: ROW, line, reason in both languages, and the row's text. Memory stays bounded."""

    def __init__(self, folder: Path) -> None:
        self.count = 0
        self._schema: dict[str, pl.DataType | type[pl.DataType]] = {
            ROW: pl.UInt32,
            "line": pl.UInt32,
            "en": pl.String,
            "zh": pl.String,
            "text": pl.String,
        }
        self._spill = Spill(folder, "refused", self._schema)
        self._held: list[tuple[int, int | None, str, str, str]] = []

    def add(self, row: int, line: int | None, reason: Text, text: str) -> None:
        """Refuse one record; `line` is None where the list has no lines."""
        shown = text[:TEXT_KEPT].encode("utf-8", "replace").decode()
        self._held.append((row, line, reason.en, reason.zh, shown))
        self.count += 1
        if len(self._held) >= REFUSED_BATCH:
            self._push()

    def add_frame(self, frame: pl.DataFrame) -> None:
        """Refuse many records at once; the columns are ROW, line, en, zh and text."""
        self.count += frame.height
        self._spill.add(frame.select(pl.col(name).cast(dtype) for name, dtype in self._schema.items()))

    def _push(self) -> None:
        self._spill.add(pl.DataFrame(self._held, schema=self._schema, orient="row"))
        self._held = []

    def frame(self) -> pl.DataFrame:
        """Everything refused, by row."""
        if self._held:
            self._push()
        return self._spill.scan().sort(ROW).collect()


def unique_headers(raw: Sequence[str], notes: list[Problem], source: str) -> tuple[str, ...]:
    """Headers made unique and named: an empty one becomes `column N`, a second `Name` becomes `Name (2)`; both are noted.

    Raises ListError for more than COLUMNS.
    """
    refuse_wide(len(raw), source)
    found: list[str] = []
    taken: set[str] = set()
    bare: list[str] = []
    for number, header in enumerate(raw, 1):
        text = " ".join(header.replace("\ufeff", "").split())
        if not text:
            text = f"column {number}"
            bare.append(text)
        name, copy = text, 1
        while name in taken or name.startswith(("__", KEPT)):
            copy += 1
            name = f"{text.removeprefix(KEPT).strip('_') or 'column'} ({copy})"
        if copy > 1:
            notes.append(
                Problem.of(
                    f"the header '{text}' stands more than once; column {number} is called '{name}'",
                    f"表头 '{text}' 出现多次，第 {number} 列称作 '{name}'",
                )
            )
        taken.add(name)
        found.append(name)
    if bare:
        notes.append(_note_bare(bare))
    return tuple(found)


def refuse_wide(columns: int, source: str) -> None:
    """Refuse a list of more columns than are read. Raises ListError."""
    if columns > COLUMNS:
        raise ListError.of(
            f"the list has {columns:,} columns, and at most {COLUMNS:,} are read; leave out those that say nothing of a prospect",
            f"名单有 {columns:,} 列，最多读取 {COLUMNS:,} 列；请删去与客户无关的列",
            Place(source),
        )


def _note_bare(names: Sequence[str]) -> Problem:
    """One line for all columns without a header."""
    numbers = [name.removeprefix("column ") for name in names]
    if len(names) == 1:
        return Problem.of(
            f"{names[0]} has no header; it is called '{names[0]}'", f"第 {numbers[0]} 列没有表头，称作 '{names[0]}'"
        )
    more, more_zh = (" ...", " 等") if len(names) > COLUMNS_SHOWN else ("", "")
    shown, shown_zh = (mark.join(numbers[:COLUMNS_SHOWN]) for mark in (", ", "、"))
    return Problem.of(
        f"{len(names)} columns have no header ({shown}{more}); they are called '{names[0]}' and so on",
        f"有 {len(names)} 列没有表头（第 {shown_zh} 列{more_zh}），称作 '{names[0]}' 等",
    )


def unreadable(source: str, error: BaseException) -> ListError:
    """The ListError for whatever a library says about a file."""
    said = " ".join(str(error.strerror if isinstance(error, OSError) and error.strerror else error).split())[:200]
    return ListError.of(
        f"the list cannot be read: {said or type(error).__name__}",
        f"名单无法读取：{said or type(error).__name__}",
        Place(source),
    )


def spool(
    rows: Iterable[list[Any]],
    headers: tuple[str, ...],
    folder: Path,
    types: Mapping[str, pl.DataType | type[pl.DataType]] | None = None,
) -> pl.LazyFrame:
    """Rows (their number first) as a lazy frame, by way of temporary files so that memory stays flat."""
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        ROW: pl.UInt32,
        **dict.fromkeys(headers, pl.String),
        **(types or {}),
    }
    parts: list[Path] = []
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        parts.append(folder / f"rows-{len(parts)}.parquet")
        pl.DataFrame(batch, schema=schema, orient="row").write_parquet(parts[-1], compression="lz4")
    return pl.scan_parquet(parts, glob=False) if parts else pl.LazyFrame(schema=schema)


NO_TEXT = "#BINARY!"  # a `broken` word of parsing/words.json


def read_bytes(data: bytes | None) -> str | None:
    """Bytes as the text that they are in UTF-8; those that are none are a broken cell, whatever field reads it."""
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return NO_TEXT
