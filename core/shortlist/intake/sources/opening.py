"""Opening a list of any kind as a lazy frame of raw columns."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.files import explain_no_file
from shortlist.intake.sources.header_rows import IsHeader
from shortlist.intake.sources.no_lists import refuse_by_content, refuse_by_name, refuse_elsewhere
from shortlist.intake.sources.raw import RawList, unreadable
from shortlist.intake.sources.text import open_text

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
    visible: bool = False,
    known: IsHeader = lambda _: False,
) -> RawList:
    """Open a CSV, TSV, XLSX (`FILE.xlsx::Sheet`), JSONL, Parquet or SQLite (`FILE.db::TABLE`) list, or `-` for stdin.

    `visible` leaves out the rows that a sheet hides; `known` tells a header that some field has, where it must be found.

    `folder` takes temporary files; they must live as long as the frame is used. Raises ListError, always.
    """
    refuse_elsewhere(source)
    file, part = split_source(source)
    path = _from_stdin(folder) if file == "-" else Path(file)
    try:
        kind = _kind(path, source)
        _check_options(
            kind,
            source,
            encoding=encoding,
            delimiter=delimiter,
            header_row=header_row,
            part=part,
            visible=visible or None,
        )
        if kind in ("csv", "tsv"):
            return open_text(
                path,
                source,
                folder,
                encoding=encoding,
                delimiter=delimiter,
                header_row=header_row,
                tabs=kind == "tsv",
                known=known,
            )
        # What only one kind of list needs is loaded with it, for everybody waits for what is loaded at the start.
        if kind == "jsonl":
            from shortlist.intake.sources.jsonl import open_jsonl

            return open_jsonl(path, source, folder, encoding)
        if kind == "parquet":
            from shortlist.intake.sources.parquet import open_parquet

            return open_parquet(path, source, folder)
        if kind == "sqlite":
            from shortlist.intake.sources.sqlite import open_sqlite

            return open_sqlite(path, part, source, folder)
        from shortlist.intake.sources.workbook import open_sheet

        return open_sheet(path, part, source, folder, header_row, visible, known)
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
    refuse_by_name(path, source)
    if (text := explain_no_file(path)) is not None and not path.is_dir():
        raise ListError(Problem(text, Place(source)))
    if not path.exists():
        near = suggest(path.name, [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else [])
        raise ListError.of(f"there is no such file{near.en}", f"没有这个文件{near.zh}", Place(source))
    with path.open("rb") as file:
        head = file.read(1024)
    by_name = KINDS.get(path.suffix.lower())
    refuse_by_content(path, head, source)
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if path.suffix.lower() == ".json":
        return "jsonl"
    if by_name is None or path.name == "stdin":
        return "jsonl" if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") else "csv"
    if by_name in ("sheet", "sqlite", "parquet"):
        if not head:
            raise ListError.of("the list is empty", "名单是空的", Place(source))
        told = {"sheet": "XLSX", "sqlite": "SQLite", "parquet": "Parquet"}[by_name]
        article = "an" if told == "XLSX" else "a"
        raise ListError.of(
            f"this is not {article} {told} file, whatever its name says; rename it if it is a CSV",
            f"文件名如此，但内容不是 {told}；如果是 CSV，请改名",
            Place(source),
        )
    return by_name


def _check_options(kind: str, source: str, **given: str | int | bool | None) -> None:
    allowed = {
        "csv": ("encoding", "delimiter", "header_row"),
        "tsv": ("encoding", "delimiter", "header_row"),
        "sheet": ("header_row", "part", "visible"),
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
