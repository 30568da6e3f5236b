"""Decisions as a table of a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from shortlist import ending
from shortlist.errors import ListError, Place
from shortlist.intake.sources.sqlite import quote_name, tables
from shortlist.outputs.rows import batches, to_cell
from shortlist.outputs.staged import StagedTable


def list_tables(path: Path, place: Place) -> list[str]:
    """The tables and views of a file. Raises ListError where it is no SQLite file."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            return tables(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ListError.of(f"this is not a SQLite file: {error}", f"这不是 SQLite 文件：{error}", place) from error


@contextmanager
def stage_table(
    frame: pl.LazyFrame, path: Path, table: str, name: str, *, append: bool, replace: bool
) -> Iterator[StagedTable]:
    """Write the frame as a table, in a transaction that publishing commits; a file that was made for it goes with it when it fails."""
    new = not path.exists()
    aside = (path, path.with_name(f"{path.name}-journal")) if new else ()
    for one in aside:
        ending.remove_at_end(one)
    connection = sqlite3.connect(path, isolation_level=None)
    done = False

    def commit() -> None:
        nonlocal done
        connection.execute("COMMIT")
        done = True
        for one in aside:
            ending.keep(one)

    try:
        connection.execute("BEGIN IMMEDIATE")
        _fill(connection, frame, table, str(path), append=append, replace=replace)
        yield StagedTable(name, commit)
    finally:
        if not done and connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()
        if new and not done:
            path.unlink(missing_ok=True)
        for one in aside:
            ending.keep(one)


def _fill(
    connection: sqlite3.Connection, frame: pl.LazyFrame, table: str, place: str, *, append: bool, replace: bool
) -> None:
    schema = frame.collect_schema()
    if replace:
        connection.execute(f"DROP TABLE IF EXISTS {quote_name(table)}")
    there = [row[1] for row in connection.execute(f"PRAGMA table_info({quote_name(table)})")]
    names = schema.names()
    if there and append and not set(names) <= set(there):
        lacking = ", ".join(sorted(set(names) - set(there)))
        raise ListError.of(
            f"the table '{table}' lacks the columns {lacking}; --replace writes it anew",
            f"数据表 '{table}' 缺少列 {lacking}；--replace 可重建",
            Place(place),
        )
    if not there:
        folded = [name.casefold() for name in names]
        twice: Sequence[str] = [name for name in names if folded.count(name.casefold()) > 1]
        if twice:
            raise ListError.of(
                f"SQLite takes these columns for one: {', '.join(twice)}",
                f"SQLite 不区分这些列名：{', '.join(twice)}",
                Place(place),
            )
        columns = ", ".join(f"{quote_name(name)} {_affinity(dtype)}" for name, dtype in schema.items())
        connection.execute(f"CREATE TABLE {quote_name(table)} ({columns})")
    marks = ", ".join("?" * len(names))
    insert = f"INSERT INTO {quote_name(table)} ({', '.join(map(quote_name, names))}) VALUES ({marks})"
    for batch in batches(frame):
        connection.executemany(insert, (tuple(map(to_cell, record)) for record in batch.iter_rows()))


def _affinity(dtype: pl.DataType) -> str:
    if dtype.is_integer() or dtype == pl.Boolean:
        return "INTEGER"
    return "REAL" if dtype.is_float() else "TEXT"
