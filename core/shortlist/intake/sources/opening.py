"""Opening a list of any kind as a lazy frame of raw columns."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.sources.encoding import guess_encoding, lines, survey
from shortlist.intake.sources.raw import ROW, RawList, Refusals, spool, unique_headers, unreadable
from shortlist.intake.sources.sqlite import open_sqlite
from shortlist.intake.sources.text import open_text
from shortlist.intake.sources.workbook import open_sheet
from shortlist.language import Text

KINDS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    ".xls": "sheet",
    ".ods": "sheet",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".db": "sqlite",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
}
MAGIC = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "sheet"),
    (b"\xd0\xcf\x11\xe0", "sheet"),
    (b"SQLite format 3\0", "sqlite"),
)


def split_source(source: str) -> tuple[str, str | None]:
    """`FILE::PART` as the file and the sheet or table.

    >>> split_source("crm.db::leads")
    ('crm.db', 'leads')
    """
    if "::" in source and not Path(source).exists():
        file, _, part = source.rpartition("::")
        return file, part
    return source, None


def open_list(
    source: str,
    folder: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
) -> RawList:
    """Open a CSV, TSV, XLSX (`FILE.xlsx::Sheet`), JSONL, Parquet or SQLite (`FILE.db::TABLE`) list, or `-` for stdin.

    `folder` takes temporary files; they must live as long as the frame is used. Raises ListError, always.
    """
    file, part = split_source(source)
    path = _from_stdin(folder) if file == "-" else Path(file)
    try:
        kind = _kind(path, source)
        _check_options(kind, source, encoding=encoding, delimiter=delimiter, header_row=header_row, part=part)
        if kind in ("csv", "tsv"):
            return open_text(
                path, source, folder, encoding=encoding, delimiter=delimiter, header_row=header_row, tabs=kind == "tsv"
            )
        if kind == "jsonl":
            return _open_jsonl(path, source, folder, encoding)
        if kind == "parquet":
            return _open_parquet(path, source, folder)
        if kind == "sqlite":
            return open_sqlite(path, part, source, folder)

        return open_sheet(path, part, source, folder, header_row)
    except (pl.exceptions.PolarsError, OSError, UnicodeError, ValueError, OverflowError) as error:
        raise unreadable(source, error) from error


def _from_stdin(folder: Path) -> Path:
    path = folder / "stdin"
    with path.open("wb") as file:
        while chunk := sys.stdin.buffer.read(1 << 20):
            file.write(chunk)
    return path


def _kind(path: Path, source: str) -> str:
    """What a file is: by its first bytes where they tell, else by its name."""
    if path.is_dir():
        raise ListError.of("this is a folder, not a list", "这是文件夹，不是名单", Place(source))
    if not path.exists():
        near = suggest(path.name, [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else [])
        raise ListError.of(f"there is no such file{near.en}", f"没有这个文件{near.zh}", Place(source))
    with path.open("rb") as file:
        head = file.read(64)
    by_name = KINDS.get(path.suffix.lower())
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"Rar!", b"7z\xbc")):
        raise ListError.of("this is a compressed file; unpack it first", "这是压缩文件；请先解压", Place(source))
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise ListError.of("this is a document or a picture, not a list", "这是文档或图片，不是名单", Place(source))
    if path.suffix.lower() == ".json":
        return "jsonl"
    if by_name is None or path.name == "stdin":
        return "jsonl" if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") else "csv"
    if by_name in ("sheet", "sqlite", "parquet"):
        if not head:
            raise ListError.of("the list is empty", "名单是空的", Place(source))
        told = {"sheet": "XLSX", "sqlite": "SQLite", "parquet": "Parquet"}[by_name]
        raise ListError.of(
            f"this is not a {told} file, whatever its name says; rename it if it is a CSV",
            f"文件名如此，但内容不是 {told}；如果是 CSV，请改名",
            Place(source),
        )
    return by_name


def _check_options(kind: str, source: str, **given: str | int | None) -> None:
    allowed = {
        "csv": ("encoding", "delimiter", "header_row"),
        "tsv": ("encoding", "delimiter", "header_row"),
        "sheet": ("header_row", "part"),
        "jsonl": ("encoding",),
        "sqlite": ("part",),
    }.get(kind, ())
    for name, value in given.items():
        if value is None or name in allowed:
            continue
        option = f"::{value}" if name == "part" else "--" + name.replace("_", "-")
        raise ListError.of(
            f"{option} says nothing about a {kind} list; leave it out",
            f"{option} 不适用于 {kind} 名单，请去掉",
            Place(source),
        )
    if isinstance(given["header_row"], int) and given["header_row"] < 1:
        raise ListError.of("rows are counted from 1", "行号从 1 开始", Place("--header-row"))


def _open_parquet(path: Path, source: str, folder: Path) -> RawList:
    scan = pl.scan_parquet(path, glob=False)
    schema = scan.collect_schema()
    notes: list[Problem] = []
    headers = unique_headers(schema.names(), notes)
    rows = int(scan.select(pl.len()).collect().item())
    scan = pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1, glob=False)
    columns = [
        _plain(pl.col(name), dtype).alias(header) for header, (name, dtype) in zip(headers, schema.items(), strict=True)
    ]
    return RawList(source, "parquet", scan.select(ROW, *columns), headers, rows, Refusals(folder), notes)


def _plain(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column as one of the types that intake knows: numbers, Boolean, Date, Datetime or String."""
    if dtype.is_decimal():
        return column.cast(pl.Float64)
    if dtype in (pl.Categorical, pl.Enum) or dtype == pl.Time:
        return column.cast(pl.String)
    if dtype == pl.Binary:
        return column.cast(pl.String, strict=False)
    if dtype.is_nested():
        return pl.struct(column.alias("value")).struct.json_encode()
    if dtype in (pl.Null, pl.Object, pl.Unknown):
        return pl.lit(None, pl.String)
    return column


class Number(str):
    """The digits of a JSON number with a fraction; they are not text that could mean something else."""

    __slots__ = ()


class Whole(Number):
    """The digits of a JSON number without a fraction."""

    __slots__ = ()


def _json_lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines(path, encoding), 1):
        if text := line.strip("\ufeff \t"):
            yield number, text


def _json_records(path: Path, encoding: str) -> Iterator[tuple[int, str, dict[str, Any] | None]]:
    """Line, text and record of each line; None where the line is no JSON object. A file that is one array is its items."""
    with path.open("rb") as file:
        whole = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[")
    if whole:
        try:
            items = json.loads(path.read_text(encoding), parse_float=Number, parse_int=Whole, parse_constant=str)
        except (ValueError, RecursionError) as error:
            raise ListError.of(
                f"this is not well-formed JSON: {error}", f"JSON 格式有误：{error}", Place(str(path))
            ) from error
        for number, item in enumerate(items, 1):
            yield number, str(item), item if isinstance(item, dict) else None
        return
    for number, text in _json_lines(path, encoding):
        try:
            item = json.loads(text, parse_float=Number, parse_int=Whole, parse_constant=str)
        except (ValueError, RecursionError):
            item = None
        yield number, text, item if isinstance(item, dict) else None


def cell_text(value: object) -> str | None:
    """A value of JSON as the text that a list would carry."""
    if value is None:
        return None
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _open_jsonl(path: Path, source: str, folder: Path, encoding: str | None) -> RawList:

    seen = survey(path)
    if not seen.size:
        raise ListError.of("the list is empty", "名单是空的", Place(source))
    chosen = encoding or guess_encoding(path, seen)[0]
    keys: dict[str, None] = {}
    text: set[str] = set()
    fractions: set[str] = set()
    rows = bad = 0
    for _, _, record in _json_records(path, chosen):
        rows += 1
        bad += record is None
        for key, value in (record or {}).items():
            keys[key] = None
            if isinstance(value, Number):
                if not isinstance(value, Whole):
                    fractions.add(key)
            elif value is not None:
                text.add(key)
    if not keys or bad > max(rows - bad, 2):
        raise ListError.of(
            f"{bad} of {rows} lines are no JSON objects; JSONL has one object on each line",
            f"{rows} 行中有 {bad} 行不是 JSON 对象；JSONL 每行一个对象",
            Place(source),
        )
    notes: list[Problem] = []
    headers = unique_headers(tuple(keys), notes)
    refused = Refusals(folder)
    numeric = fractions - text
    types = {header: pl.Float64() for header, key in zip(headers, keys, strict=True) if key in numeric}
    frame = spool(_json_rows(path, chosen, tuple(keys), numeric, refused), headers, folder, types)
    return RawList(source, "jsonl", frame, headers, rows, refused, notes)


def _json_rows(
    path: Path, encoding: str, keys: tuple[str, ...], numeric: set[str], refused: Refusals
) -> Iterator[list[Any]]:
    for row, (line, text, record) in enumerate(_json_records(path, encoding), 1):
        if record is None:
            refused.add(row, line, Text("it is not a JSON object", "不是 JSON 对象"), text)
        else:
            yield [row, *(_float(record.get(key)) if key in numeric else cell_text(record.get(key)) for key in keys)]


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
