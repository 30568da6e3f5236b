"""Where an output may go: what stands there is not lost, and what is written is whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shortlist.errors import ListError, Place, suggest
from shortlist.outputs.database import DATABASES, check_table, list_tables
from shortlist.outputs.identity import follow
from shortlist.outputs.staged import stage_file
from shortlist.outputs.workbook import SHEET, SUMMARY, list_sheets

SUFFIXES = (".csv", ".tsv", ".xlsx", ".jsonl", ".parquet")
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how the files begin


def check(destination: str, *, append: bool = False, replace: bool = False) -> None:
    """Refuse, before any work is done, a destination that `write_decisions` cannot take. Raises ListError."""
    place = Place(destination)
    path, table = split_destination(destination)
    if append and replace:
        raise ListError.of("--append and --replace exclude each other", "--append 与 --replace 不能同时使用", place)
    check_file(path, place)
    if table is None:
        if append or (replace and path.suffix.lower() != ".xlsx"):
            raise ListError.of(
                "--append and --replace are for FILE.db::TABLE, --replace for a workbook too; other files are always replaced",
                "--append 和 --replace 只用于 FILE.db::TABLE，--replace 也用于工作簿；其他文件一律替换",
                place,
            )
        if path.suffix.lower() == ".xlsx" and not replace:
            _check_workbook(path, place)
        return
    check_table(list_tables(path, place) if path.exists() else [], table, place, write_over=append or replace)


def split_destination(destination: str) -> tuple[Path, str | None]:
    """`FILE` or `FILE.db::TABLE` as the file and the table. Raises ListError for a kind that there is not."""
    _refuse_special(Path(destination), Place(destination))
    file, mark, table = destination.rpartition("::")
    if mark and Path(file).suffix.lower() in DATABASES and table:
        return Path(file), table
    path = Path(destination)
    suffix = path.suffix.lower()
    if suffix in SUFFIXES:
        return path, None
    if mark and Path(file).suffix.lower() in SUFFIXES:
        raise ListError.of(
            f"a part of a file is named for a database only (FILE.db::TABLE); a workbook is written whole: use {file}",
            f"只有数据库可指定其中的表（FILE.db::TABLE），工作簿只能整体写出；请用 {file}",
            Place(destination),
        )
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


def check_file(path: Path, place: Place) -> None:
    """Refuse a path at which no file can be written, or where something stands that is not ours to replace."""
    real = follow(path)
    if real.is_symlink():
        raise ListError.of("this link leads to itself", "此链接指向自身", place)
    if real.is_dir():
        raise ListError.of("this is a folder; name a file", "这是文件夹；请指定文件", place)
    _refuse_special(path, place)
    if not real.parent.is_dir():
        parent = path.parent if real.parent == path.parent.absolute() else real.parent
        raise ListError.of(f"there is no folder '{parent}'", f"没有文件夹 '{parent}'", place)
    if real.exists() and not (real.stat().st_mode & 0o222 and os.access(real, os.W_OK)):
        raise ListError.of("this file is protected from writing; name another", "此文件为只读；请指定其他文件", place)
    if not os.access(real.parent, os.W_OK):
        raise ListError.of(
            f"the folder '{path.parent}' cannot be written to", f"文件夹 '{path.parent}' 不可写入", place
        )


def _refuse_special(path: Path, place: Place) -> None:
    """Refuse a pipe or device, not by where it leads to, which for a pipe is no path."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise ListError.of("this is no ordinary file; name another", "这不是普通文件；请指定其他文件", place)


def _check_workbook(path: Path, place: Place) -> None:
    """Refuse a workbook that holds anything but decisions, and what is called one and is none."""
    if not path.is_file() or not path.stat().st_size:
        return
    with path.open("rb") as file:
        if not file.read(4).startswith(WORKBOOK):
            raise ListError.of(
                "this file is no workbook, whatever its name, and would be lost; name another file, or add --replace",
                "此文件虽名为工作簿，实际并不是，写入会使其丢失；请指定其他文件，或加 --replace",
                place,
            )
    sheets = list_sheets(path)
    if sheets and sheets[0] == SHEET and {*sheets[1:]} <= {*SUMMARY}:
        return
    held = ", ".join(f"'{one}'" for one in sheets[:5]) + (" ..." if len(sheets) > 5 else "") if sheets else "?"
    raise ListError.of(
        f"this workbook has sheets that would be lost ({held}); name another file, or add --replace",
        f"此工作簿中的工作表会丢失（{held}）；请指定其他文件，或加 --replace",
        place,
    )


@contextmanager
def write_beside(path: Path) -> Iterator[Path]:
    """A path beside `path` that takes its place on success and is removed on any failure.

    A link stays a link, and the file that it leads to is replaced; its permissions stay too.
    """
    real = follow(path)
    with stage_file(real, str(path)) as staged:
        yield staged.part
        staged.publish()


def write_text(path: Path, text: str) -> None:
    """Write a text, whole or not at all. Raises ListError."""
    try:
        with write_beside(path) as part:
            part.write_text(text, encoding="utf-8")
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise ListError.of(f"cannot be written: {said}", f"无法写入：{said}", Place(str(path))) from error
