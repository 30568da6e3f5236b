"""Decisions as a table of a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import polars as pl

from shortlist import ending
from shortlist.errors import ListError, Place
from shortlist.files import explain_no_file
from shortlist.intake.sources.sqlite import quote_name, tables
from shortlist.outputs.rows import batches, to_cell
from shortlist.outputs.staged import Staged, StagedTable
from shortlist.temporary import create_file

DATABASES = (".db", ".sqlite", ".sqlite3")
RECORD = {"runs", "decisions", "contents", "overrides"}  # tables by which the record is known


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


def read_by(path: Path, table: str | None) -> list[str]:
    """The tables that a table or view of a file is read from, itself among them; its only one without a name.

    Empty where that cannot be told, because there is no such file or table.
    """
    if explain_no_file(path) is not None:  # opening a pipe waits for whoever writes into it
        return []
    found: dict[str, None] = {}

    def note(action: int, name: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and name:
            found[name] = None
        return sqlite3.SQLITE_OK

    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            there = tables(connection)
            if table is None and len(there) == 1:
                (table,) = there
            if table is None:
                return []
            connection.set_authorizer(note)
            # It is asked while the statement is prepared, and EXPLAIN runs nothing.
            connection.execute(f"EXPLAIN SELECT * FROM {quote_name(table)}")
    except (sqlite3.Error, OSError, ValueError):
        return []
    return [table, *(name for name in found if name.casefold() != table.casefold())]


def check_table(there: Sequence[str], table: str, place: Place, *, write_over: bool) -> None:
    """Refuse a table of a file in which `there` stand already: one of the record, or one that may not be written over.

    Raises ListError.
    """
    if {*there} >= RECORD:
        raise ListError.of(
            "this file is a record of runs, which holds nothing else; name another file",
            "此文件是运行记录，不存放其他内容；请指定其他文件",
            place,
        )
    if table.casefold().startswith("sqlite_"):
        raise ListError.of(
            f"SQLite keeps names like '{table}' for itself; name another table",
            f"'{table}' 一类的表名由 SQLite 保留；请指定其他表名",
            place,
        )
    if table.casefold() in {one.casefold() for one in there} and not write_over:
        raise ListError.of(
            f"the table '{table}' exists; add --append or --replace",
            f"数据表 '{table}' 已存在；请加 --append 或 --replace",
            place,
        )


@contextmanager
def stage_table(
    frame: pl.LazyFrame,
    path: Path,
    table: str,
    name: str,
    *,
    append: bool,
    replace: bool,
    beside: Iterable[Staged] = (),
) -> Iterator[StagedTable]:
    """Write the frame as a table, in a transaction that publishing commits; a file that was made for it goes with it when it fails.

    Of a database of which another table is staged `beside` the transaction is that one's, which commits for both.
    """
    staged = [one for one in beside if isinstance(one, StagedTable) and path.exists()]
    other = next((one for one in staged if one.path.samefile(path)), None)
    with _begin(path) if other is None else nullcontext((other.connection, _nothing)) as (connection, commit):
        # Again, for another program may have written since the destination was checked.
        check_table(tables(connection), table, Place(f"{path}::{table}"), write_over=append or replace)
        _fill(connection, frame, table, str(path), append=append, replace=replace)
        yield StagedTable(name, path, connection, commit)


@contextmanager
def _begin(path: Path) -> Iterator[tuple[sqlite3.Connection, Callable[[], None]]]:
    """A transaction, and how it is committed; without that it is undone, and a file that was made for it is removed."""
    aside = () if path.exists() else (path, path.with_name(f"{path.name}-journal"))
    if aside:
        with ending.step():
            create_file(path, 0o666)  # never a link that was put there since
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
        yield connection, commit
    finally:
        if not done and connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()
        if aside and not done:
            path.unlink(missing_ok=True)
        for one in aside:
            ending.keep(one)


def _nothing() -> None:
    """The other table's transaction holds this one too."""


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
