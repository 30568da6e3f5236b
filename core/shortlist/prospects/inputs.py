"""The files that a run reads: named, so that no output goes onto one, and watched, so that none changes meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.files import explain_no_file
from shortlist.intake.options import ReadOptions
from shortlist.outputs import identity
from shortlist.outputs.identity import STDIN, Named, identify, protect, refuse_loss, split_place
from shortlist.plugins.discovery import list_homes
from shortlist.ruleset.definition import Ruleset

SQLITE = b"SQLite format 3\0"

Look = tuple[int, int, int, int, int]
"""A file as it stands: device and number there, bytes, when it was written, and when anything about it was changed."""


def list_inputs(
    ruleset: Ruleset,
    source: str | None,
    reading: ReadOptions = ReadOptions(),  # noqa: B008  (it is frozen)
    history: Sequence[str] = (),
) -> list[Named]:
    """The files that are read for a list, each with what it is; `-` is standard input, `history` are tables as NAME=FILE.

    >>> from shortlist import Ruleset
    >>> [Path(name).name for name, _ in list_inputs(Ruleset.load("b2b"), "list.csv", history=["invoices=paid.csv"])]
    ['list.csv', 'paid.csv', 'b2b.yaml', 'base.yaml']
    """
    origin = ruleset.origin
    tables = (one.partition("=")[2] for one in history)
    return [
        *((one, identity.LIST) for one in [source] if one),
        *((one, identity.TABLE) for one in tables if one),
        *((one, identity.MAPPING) for one in [reading.mapping_file] if one),
        *((one.path, identity.RULES) for one in (*origin.files, *origin.references)),
    ]


def keep_apart(
    outputs: Sequence[Named], inputs: Sequence[Named], ruleset: Ruleset | None, memos: str | None = None
) -> None:
    """Refuse an output onto an input, a template beside the ruleset, the program, a plugin or another output.

    Raises ListError. See `protect`.
    """
    beside = (Path(ruleset.source).parent / "templates").glob("*.j2") if ruleset else ()
    templates = [(str(path), identity.TEMPLATE) for path in sorted(beside)]
    # What is not there yet can be no file of the program, through whose many we look only then.
    for name, _ in outputs:
        nodes = {identify(path) for path, _ in split_place(name)} - {None}
        if nodes and not nodes.isdisjoint(map(identify, _list_program())):
            raise refuse_loss(name, identity.PROGRAM)
    protect(outputs, [*inputs, *templates], memos)


def _list_program() -> Iterator[Path]:
    for home in list_homes():
        yield from (path for path in home.rglob("*") if path.is_file()) if home.is_dir() else [home]


@dataclass(frozen=True)
class Watch:
    """How files stood before they were read; what is no ordinary file, such as a pipe, is not among them."""

    seen: Mapping[str, Look]

    @classmethod
    def begin(cls, inputs: Iterable[Named]) -> Watch:
        """Look at the files that are there."""
        looks = {str(path): _look(path) for name, _ in inputs if name != STDIN for path, _ in split_place(name)}
        return cls({name: look for name, look in looks.items() if look is not None and not _is_database(Path(name))})

    def check(self) -> None:
        """Raises ListError with each file that is no longer what it was."""
        changed = [name for name, look in self.seen.items() if _look(Path(name)) != look]
        if changed:
            raise ListError([_say_changed(name) for name in changed])

    @contextmanager
    def explain(self) -> Iterator[None]:
        """Whatever fails inside failed because a file changed, where one did: then that is said instead."""
        try:
            yield
        except (Exception, pl.exceptions.PanicException) as error:
            try:
                self.check()
            except ListError as changed:
                raise changed from error
            raise


def _look(path: Path) -> Look | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    if explain_no_file(path) is not None:
        return None
    # The last says it even where a program sets the time of writing back.
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _is_database(path: Path) -> bool:
    """Whether a file is read in one transaction, in which SQLite shows it as it stood at the beginning."""
    try:
        with path.open("rb") as file:
            return file.read(len(SQLITE)) == SQLITE
    except OSError:
        return False


def _say_changed(name: str) -> Problem:
    return Problem.of(
        "this file changed while it was read, so nothing was decided by it; run again when nobody writes it, or from a copy",
        "读取期间此文件有改动，因此未作任何评审；请在无人写入时重新运行，或使用其副本",
        Place(name),
    )
