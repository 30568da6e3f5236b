"""Writing a lazy frame as CSV, TSV, XLSX, JSONL, Parquet or a SQLite table: streamed, and whole or not at all."""

from __future__ import annotations

import datetime
import json
import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, suggest
from shortlist.intake.sources.sqlite import quote_name, tables

SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")
DATABASES = (".db", ".sqlite", ".sqlite3")
BATCH = 50_000
SHEET_ROWS, SHEET_COLUMNS, SHEET_TEXT = 1_048_576, 16_384, 32_767


def check(destination: str, *, append: bool = False, replace: bool = False) -> None:
    """Refuse, before any work is done, a destination that `write` cannot take. Raises ListError."""
    path, table = _split(destination)
    place = Place(destination)
    if append and replace:
        raise ListError.of("--append and --replace exclude each other", "--append 与 --replace 不能同时使用", place)
    if not path.parent.is_dir():
        raise ListError.of(f"there is no folder '{path.parent}'", f"没有文件夹 '{path.parent}'", place)
    if path.is_dir():
        raise ListError.of("this is a folder; name a file", "这是文件夹；请指定文件", place)
    if table is None:
        if append or replace:
            raise ListError.of(
                "--append and --replace are for FILE.db::TABLE; files are always replaced",
                "--append 和 --replace 只用于 FILE.db::TABLE；普通文件总会被替换",
                place,
            )
        return
    if path.exists() and not (append or replace) and table in _tables(path, place):
        raise ListError.of(
            f"the table '{table}' exists; add --append or --replace",
            f"数据表 '{table}' 已存在；请加 --append 或 --replace",
            place,
        )


def _split(destination: str) -> tuple[Path, str | None]:
    file, mark, table = destination.rpartition("::")
    if mark and Path(file).suffix.lower() in DATABASES and table:
        return Path(file), table
    path = Path(destination)
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return path, None
    if suffix in DATABASES:
        raise ListError.of(
            f"name the table too: {destination}::decisions",
            f"请同时写明数据表：{destination}::decisions",
            Place(destination),
        )
    near = suggest(suffix, SUFFIXES)
    raise ListError.of(
        f"unknown kind of output '{suffix or path.name}'{near.en} (use .csv .tsv .xlsx .jsonl "
        ".parquet or FILE.db::TABLE)",
        f"未知的输出格式 '{suffix or path.name}'{near.zh}（可用 .csv .tsv .xlsx .jsonl .parquet 或 FILE.db::TABLE）",
        Place(destination),
    )


def write_decisions(
    frame: pl.LazyFrame, destination: str, *, guard: bool = True, append: bool = False, replace: bool = False
) -> None:
    """Stream `frame`, in its order, to `destination`; what stood there stays until all is written.

    `guard` puts an apostrophe before text cells of CSV and TSV that a spreadsheet would take for a formula. `append` and
    `replace` say what to do with a SQLite table that exists. Raises ListError; then nothing was changed.
    """
    check(destination, append=append, replace=replace)
    path, table = _split(destination)
    try:
        if table is not None:
            _write_table(frame, path, table, append=append, replace=replace)
            return
        with write_beside(path) as part:
            _sink(frame, part, path.suffix.lower(), guard)
    except (pl.exceptions.PolarsError, OSError, sqlite3.Error, OverflowError) as error:
        said = " ".join(str(error.strerror if isinstance(error, OSError) and error.strerror else error).split())[:300]
        raise ListError.of(f"cannot be written: {said}", f"无法写入：{said}", Place(destination)) from error


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """A path beside `path` that takes its place on success and is removed on any failure."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part{path.suffix}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _sink(frame: pl.LazyFrame, part: Path, suffix: str, guard: bool) -> None:
    if suffix == ".parquet":
        frame.sink_parquet(part, engine="streaming")
    elif suffix == ".jsonl":
        frame.sink_ndjson(part, engine="streaming")
    elif suffix == ".xlsx":
        _write_sheet(frame, part)
    else:
        schema = frame.collect_schema()
        flat = frame.with_columns(_flat(name, dtype) for name, dtype in schema.items() if dtype.is_nested())
        if guard:
            flat = guard_text(flat)
        flat.sink_csv(
            part,
            separator="\t" if suffix == ".tsv" else ",",
            include_bom=False,
            engine="streaming",
            check_extension=False,
        )


def _flat(name: str, dtype: pl.DataType) -> pl.Expr:
    return pl.struct(pl.col(name).alias("value")).struct.json_encode().alias(name)


def guard_text(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Text cells that begin with = + - @ TAB or CR get an apostrophe in front; plain numbers do not. Headers likewise.

    >>> import polars as pl
    >>> guard_text(pl.LazyFrame({"a": ["=1+1", "-5", "-a"]})).collect()["a"].to_list()
    ["'=1+1", '-5', "'-a"]
    """
    text = [name for name, dtype in frame.collect_schema().items() if dtype == pl.String]
    risky = r"^[=+\-@\t\r]"
    number = r"^[+\-]?\d[\d.,]*(?:[eE][+\-]?\d+)?%?$"
    frame = frame.with_columns(
        pl.when(pl.col(name).str.contains(risky) & ~pl.col(name).str.contains(number))
        .then("'" + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in text
    )
    names = {name: "'" + name for name in frame.collect_schema().names() if re.match(risky, name)}
    return frame.rename(names) if names else frame


def _batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    yield from frame.collect_batches(chunk_size=BATCH, maintain_order=True, engine="streaming")


def _cell(value: Any) -> Any:
    """A value as a workbook or database takes it: nested ones as text, no NaN or infinity."""

    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return value


def _write_sheet(frame: pl.LazyFrame, part: Path) -> None:
    import xlsxwriter

    names = frame.collect_schema().names()
    if len(names) > SHEET_COLUMNS:
        raise ListError.of(
            f"XLSX holds {SHEET_COLUMNS:,} columns and there are {len(names):,}",
            f"XLSX 最多 {SHEET_COLUMNS:,} 列，现有 {len(names):,} 列",
        )
    book = xlsxwriter.Workbook(
        part,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(part.parent),
        },
    )
    sheet = book.add_worksheet("shortlist")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    try:
        for column, name in enumerate(names):
            sheet.write_string(0, column, name[:SHEET_TEXT], bold)
        sheet.freeze_panes(1, 0)
        row = 0
        for batch in _batches(frame):
            if row + batch.height >= SHEET_ROWS:
                raise ListError.of(
                    f"XLSX holds {SHEET_ROWS - 1:,} rows below its header and the list has more; write .csv or .parquet",
                    f"XLSX 在表头下最多 {SHEET_ROWS - 1:,} 行，名单超出；请输出 .csv 或 .parquet",
                )
            for record in batch.iter_rows():
                row += 1
                for column, value in enumerate(record):
                    if value is None:
                        continue
                    if isinstance(value, (datetime.date, datetime.datetime)) and value.year >= 1900:
                        sheet.write_datetime(row, column, value, day)
                    else:
                        _write_cell(sheet, row, column, _cell(value))
    finally:
        book.close()


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = str(value)
        if len(text) > SHEET_TEXT:
            raise ListError.of(
                f"a cell of row {row} has {len(text):,} characters and XLSX holds {SHEET_TEXT:,}; "
                "write .csv or .parquet",
                f"第 {row} 行有单元格长 {len(text):,} 字，XLSX 最多 {SHEET_TEXT:,} 字；请输出 .csv 或 .parquet",
            )
        sheet.write_string(row, column, text)


def _tables(path: Path, place: Place) -> list[str]:
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            return tables(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ListError.of(f"this is not a SQLite file: {error}", f"这不是 SQLite 文件：{error}", place) from error


def _write_table(frame: pl.LazyFrame, path: Path, table: str, *, append: bool, replace: bool) -> None:
    new = not path.exists()
    connection = sqlite3.connect(path, isolation_level=None)
    done = False
    try:
        connection.execute("BEGIN IMMEDIATE")
        _fill(connection, frame, table, str(path), append=append, replace=replace)
        connection.execute("COMMIT")
        done = True
    finally:
        if not done and connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()
        if new and not done:
            path.unlink(missing_ok=True)


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
    for batch in _batches(frame):
        connection.executemany(insert, (tuple(map(_cell, record)) for record in batch.iter_rows()))


def _affinity(dtype: pl.DataType) -> str:
    if dtype.is_integer() or dtype == pl.Boolean:
        return "INTEGER"
    return "REAL" if dtype.is_float() else "TEXT"
