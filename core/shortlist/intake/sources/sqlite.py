"""Lists that are tables of a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.sources.raw import NUMBER, RawList, Refusals, read_bytes, spool, unique_headers, unreadable


def quote_name(name: str) -> str:
    """A name as SQLite's SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables and views of a database, by name."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return [str(row[0]) for row in found]


def open_sqlite(path: Path, table: str | None, source: str, folder: Path) -> RawList:
    """Open one table. Columns whose values are all numbers are Float64 or Int64, all others String; those of text and numbers
    with a fraction have the numbers in a column `NUMBER + header` beside. Raises ListError where the table is missing; without a name, the only table is taken.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            return _open(connection, _choose_table(tables(connection), table, source), source, folder)
    except sqlite3.Error as error:
        raise unreadable(source, error) from error


def _choose_table(names: list[str], table: str | None, source: str) -> str:
    if table is None and len(names) == 1:
        return names[0]
    listed = ", ".join(names[:20]) or "-"
    if table is None:
        raise ListError.of(
            f"name the table as FILE::TABLE; there are: {listed}",
            f"请写成 FILE::TABLE 指明数据表；现有：{listed}",
            Place(source),
        )
    if table not in names:
        near = suggest(table, names)
        raise ListError.of(
            f"there is no table '{table}'{near.en} (tables: {listed})",
            f"没有数据表 '{table}'{near.zh}（现有：{listed}）",
            Place(source),
        )
    return table


def _open(connection: sqlite3.Connection, table: str, source: str, folder: Path) -> RawList:
    cursor = connection.execute(f"SELECT * FROM {quote_name(table)}")
    names = [str(column[0]) for column in cursor.description]
    notes: list[Problem] = []
    headers = unique_headers(names, notes, source)
    types: dict[str, pl.DataType | type[pl.DataType]] = {}
    mixed: list[str] = []
    for name, header in zip(names, headers, strict=True):
        kinds = {
            row[0] for row in connection.execute(f"SELECT DISTINCT typeof({quote_name(name)}) FROM {quote_name(table)}")
        } - {"null"}
        if kinds and kinds <= {"integer", "real"}:
            types[header] = pl.Float64 if "real" in kinds else pl.Int64
        elif "real" in kinds:
            mixed.append(header)
    types |= {NUMBER + header: pl.Float64 for header in mixed}
    positions = [headers.index(header) for header in mixed]
    count = [0]

    def rows() -> Iterator[list[Any]]:
        as_text = [header not in types for header in headers]
        for record in cursor:
            count[0] += 1
            cells = (_text(value) if text else value for value, text in zip(record, as_text, strict=True))
            yield [count[0], *cells, *(record[at] if isinstance(record[at], float) else None for at in positions)]

    frame = spool(rows(), (*headers, *(NUMBER + header for header in mixed)), folder, types)
    return RawList(source, "sqlite", frame, headers, count[0], Refusals(folder), notes)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return read_bytes(value) if isinstance(value, bytes) else str(value)
