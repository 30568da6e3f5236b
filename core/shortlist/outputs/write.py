"""Writing a lazy frame as CSV, TSV, XLSX, JSONL, Parquet or a SQLite table: streamed, and whole or not at all."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from shortlist.errors import ListError, Place, suggest
from shortlist.outputs.database import list_tables, write_table
from shortlist.outputs.workbook import write_sheet

SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")
DATABASES = (".db", ".sqlite", ".sqlite3")


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
    if path.exists() and not (append or replace) and table in list_tables(path, place):
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
            write_table(frame, path, table, append=append, replace=replace)
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
        write_sheet(frame, part)
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
