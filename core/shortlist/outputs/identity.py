"""Whether two names lead to one file, so that no output goes onto what is read or onto another output."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from shortlist.errors import ListError, Place
from shortlist.intake.sources.opening import split_source
from shortlist.language import Text
from shortlist.outputs.database import DATABASES, read_by

STREAMS = {
    1: Text("where standard output goes", "标准输出所写的文件"),
    2: Text("where standard error goes", "标准错误所写的文件"),
}
LIST = Text("the list that is being read", "正在读取的名单")
TABLE = Text("a history table that is being read", "正在读取的历史表")
MAPPING = Text("the mapping that is being read", "正在读取的映射文件")
RULES = Text("a file of the ruleset", "规则集的文件")
TEMPLATE = Text("a template of the memos", "评审意见的模板")
PROGRAM = Text("a file of the program or of a plugin", "本程序或插件的文件")
DECISIONS = Text("where the decisions go", "结果的输出位置")
REFUSED = Text("where the refused rows go", "未读入的行的输出位置")
MEMOS = Text("where the memos go", "评审意见的输出位置")
RUNS = Text("the record of runs", "运行记录")
STDIN = "-"
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file and would take for its own
PAGE = re.compile(r"\.memo\.(md|html)$", re.IGNORECASE)

Named = tuple[str, Text]
"""A file as it was named, and what it is."""
Node = tuple[int, int]
"""A file by its device and number there, whatever it is called."""


def protect(outputs: Sequence[Named], inputs: Iterable[Named], memos: str | None = None) -> None:
    """Refuse an output onto what is being read, or onto another output, however the path is spelt. Raises ListError.

    `outputs` says of each path what goes there, `inputs` pairs what is read with what it is, `-` being standard input. Into
    `memos`, which is among the outputs, go files `*.memo.md` and `*.memo.html`.
    """
    read = [one for name, what in inputs for one in _list_tables(name, what)]
    for number, (destination, _) in enumerate(outputs):
        _refuse_streams(destination)
        for name, what in [*read, *outputs[:number]]:
            if is_same(destination, name) or _is_beside(destination, name):
                raise refuse_loss(destination, what)
    if memos is not None:
        _protect_pages(Path(memos), [*read, *(one for one in outputs if one[0] != memos)])


def is_same(one: str, other: str) -> bool:
    """Whether two paths, or tables as FILE.db::TABLE, lead to the same place.

    >>> is_same("new/../a.csv", "A.csv"), is_same("a.db::t", "a.db"), is_same("a.db::t", "a.db::u")
    (True, True, False)
    """
    return any(_meet(first, second) for first in split_place(one) for second in split_place(other))


def split_place(name: str) -> list[tuple[Path, str | None]]:
    """What a name may mean: a path and the table of it, or None where it is the whole file.

    A name such as `a.db::t` is a table where something is written, and may be a file as well where something is read.

    >>> [(str(path), table) for path, table in split_place("a.db::t") + split_place("a.xlsx::Sheet")]
    [('a.db', 't'), ('a.xlsx', None)]
    """
    file, mark, part = name.rpartition("::")
    table = (part or None) if Path(file).suffix.lower() in DATABASES else None
    readings: list[tuple[Path, str | None]] = [(Path(file), table)] if mark else []
    return readings if mark and not os.path.lexists(name) else [*readings, (Path(name), None)]


def _meet(one: tuple[Path, str | None], other: tuple[Path, str | None]) -> bool:
    # Tables of a database stand side by side; a workbook is written as a whole.
    apart = one[1] is not None and other[1] is not None and one[1].casefold() != other[1].casefold()
    return not apart and _is_one_file(one[0], other[0])


def follow(path: Path) -> Path:
    """The file that a path leads to, through any links."""
    return Path(os.path.realpath(path))


def identify(path: Path) -> Node | None:
    """Which file a path leads to; None where there is none, or where it may not be asked for."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _is_one_file(one: Path, other: Path) -> bool:
    here, there = _identify_named(one), _identify_named(other)
    if here is not None or there is not None:
        return here == there
    # Neither is there yet. Names that differ in case or in how a letter is composed are one file on many systems, and which
    # this one is cannot be asked before a file is made.
    first, second = follow(one), follow(other)
    return fold(first.name) == fold(second.name) and _is_one_folder(first.parent, second.parent)


def _is_one_folder(one: Path, other: Path) -> bool:
    here, there = identify(one), identify(other)
    return here == there if here is not None or there is not None else fold(str(one)) == fold(str(other))


def _identify_named(path: Path) -> Node | None:
    if str(path) != STDIN:
        return identify(path)
    return _identify_stream(0)


def _identify_stream(number: int) -> Node | None:
    """The ordinary file that a stream of this process is; None where it is a terminal, a pipe or closed."""
    try:
        found = os.fstat(number)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def fold(name: str) -> str:
    """A name as a system compares it that knows no case.

    >>> fold("Ü.CSV") == fold("u\\u0308.csv")
    True
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _list_tables(name: str, what: Text) -> Iterator[Named]:
    """What is read of a database by its tables: those behind a view, or the only one where none is named."""
    file, part = split_source(name)
    tables = read_by(Path(file), part) if Path(file).suffix.lower() in DATABASES else []
    yield from ((f"{file}::{table}", what) for table in tables)
    if not tables:
        yield name, what


def _is_beside(one: str, other: str) -> bool:
    """Whether one of two paths is a file that SQLite keeps beside the other."""
    first, second = (follow(split_place(name)[0][0]) for name in (one, other))
    return any(
        _is_one_file(Path(f"{owner}{end}"), path)
        for owner, path in ((first, second), (second, first))
        for end in BESIDE
        if fold(path.name).endswith(end)
    )


def _refuse_streams(destination: str) -> None:
    nodes = {identify(path) for path, _ in split_place(destination)} - {None}
    for number, what in STREAMS.items():
        if _identify_stream(number) in nodes:
            raise refuse_loss(destination, what)


def _protect_pages(folder: Path, others: Sequence[Named]) -> None:
    """Refuse a folder for memos in which one could be written over another file, by its name or through a link."""
    here = identify(folder)
    if here is None or not folder.is_dir():
        return
    links: dict[Path, Path] = {}
    for page in sorted(one for one in folder.iterdir() if PAGE.search(one.name) and one.is_symlink()):
        if (twin := links.setdefault(follow(page), page)) != page:
            raise ListError.of(
                f"this memo and {twin.name} are links to one file; remove one",
                f"此评审意见与 {twin.name} 链接到同一文件；请删除其一",
                Place(str(page)),
            )
    for name, what in others:
        path = follow(split_place(name)[0][0])
        if PAGE.search(path.name) and identify(path.parent) == here:
            raise refuse_loss(str(folder / path.name), what)
        for page in links.values():
            if _is_one_file(page, path):
                raise refuse_loss(str(page), what)


def refuse_loss(destination: str, what: Text) -> ListError:
    """The error for an output that would go onto something else."""
    return ListError.of(
        f"this is {what.en}, which would be lost; name another file",
        f"这是{what.zh}，写入会使其丢失；请指定其他文件",
        Place(destination),
    )
