"""Writes the memos of many prospects into one folder: several processes make them aside, then all are put there at once."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from shortlist import ending, temporary
from shortlist.errors import ListError, Place, Problem, ShortlistError
from shortlist.explanation.explain import explain
from shortlist.explanation.plausible import Seen, look_at
from shortlist.language import Language, Text
from shortlist.loading.load import rebuild
from shortlist.memo.compose import compose
from shortlist.memo.helpers import share_out
from shortlist.memo.provenance import Provenance
from shortlist.memo.render import Format, Renderer
from shortlist.model.explanation import Override
from shortlist.outputs.destination import check_file
from shortlist.outputs.identity import follow
from shortlist.outputs.staged import Move
from shortlist.planning.compile import compile_plan
from shortlist.planning.plan import Plan
from shortlist.ruleset.sources import Origin

MOST = 20_000  # memos that one run may write: nobody reads more, and a folder of more is a burden
CHUNK = 250  # prospects given to a process at a time
BYTES = 120  # of a file's name, before what makes it unique
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)  # Windows allows no file of such a name


Task = tuple[pl.DataFrame, list[str]]
"""Some prospects, and the names of their files."""


@dataclass(frozen=True)
class Order:
    """How memos are to be written; `overrides` are those in force, by prospect id."""

    formats: tuple[Format, ...]
    language: Language
    provenance: Provenance
    overrides: Mapping[str, Override]


def stems(prospect_ids: Iterable[str]) -> list[str]:
    """For each id the beginning of its file's name: safe on every system, and unique even where case does not count.

    An id that can be a file's name is used as it is; any other gets a mark, which is the same in every run.

    >>> stems(["A-1", "a-1", "中国/1"])
    ['A-1', 'a-1-2', '中国-1-6d408ed4']
    """
    taken: set[str] = set()
    found = []
    for prospect_id in prospect_ids:
        stem = first = _make_stem(prospect_id)
        number = 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{first}-{number}"
        taken.add(stem.casefold())
        found.append(stem)
    return found


def _make_stem(prospect_id: str) -> str:
    # No stem begins with a dot or a dash: it would be a hidden file, or an option to a command.
    text = re.sub(r"[^\w.\-]+", "-", unicodedata.normalize("NFC", prospect_id)).strip("-.")
    # Cut in bytes, as file systems count; a character that is cut through is dropped.
    safe = text.encode()[:BYTES].decode(errors="ignore")
    if RESERVED.match(safe):
        safe = f"_{safe}"
    if safe and safe == prospect_id:
        return safe
    mark = hashlib.sha256(prospect_id.encode()).hexdigest()[:8]
    return f"{safe}-{mark}" if safe else mark


@dataclass
class Memos:
    """Memos that are written but not yet in their folder; `publish` puts them there."""

    folder: Path
    aside: Path

    def check(self) -> None:
        """Refuse what stands in the folder where a memo goes and is no file, or is protected. Raises ListError."""
        if self.folder.exists():
            there = {one.name for one in self.folder.iterdir()}
            for page in sorted(one.name for one in self.aside.iterdir() if one.name in there):
                check_file(self.folder / page, Place(str(self.folder / page)))

    def add(self, stem: str, pages: Mapping[Format, str]) -> None:
        """Write one memo aside, one file for each format."""
        for format_, page in pages.items():
            (self.aside / f"{stem}.memo.{format_}").write_text(page, encoding="utf-8")

    def move(self) -> Move:
        """How `publish` puts them there."""
        return Move.of(self.aside, follow(self.folder))

    def publish(self) -> None:
        """Put every memo into the folder; it replaces files of the same name and leaves all others alone."""
        count = f"{sum(1 for _ in self.aside.iterdir()):,}"
        with ending.step(), say_system_errors(self.folder):
            self.move().make()
            ending.say_written(Text(f"{count} memos in {self.folder}", f"{self.folder} 中的 {count} 份评审意见"))


def check_folder(folder: Path, rows: int) -> None:
    """Refuse, before any work is done, a path that cannot be a folder and more memos than a folder should hold."""
    place = Place(str(folder))
    if folder.exists() and not folder.is_dir():
        raise ListError.of("this is a file; name a folder for the memos", "这是文件；请为评审意见指定文件夹", place)
    check_parent(follow(folder) if folder.is_symlink() else folder)
    if rows > MOST:
        raise ListError.of(
            f"{rows:,} memos are too many for a folder (at most {MOST:,}); take fewer rows with --limit, or write those of some with shortlist memo ID...",
            f"{rows:,} 份评审意见过多（一个文件夹最多 {MOST:,} 份）；请用 --limit 减少行数，或用 shortlist memo ID... 只写其中一部分",
            place,
        )


def check_parent(path: Path) -> None:
    """Refuse a path whose folder does not exist."""
    if not path.absolute().parent.is_dir():
        said = Text(f"there is no folder '{path.parent}'", f"没有文件夹 '{path.parent}'")
        raise ListError(Problem(said, Place(str(path))))


@contextmanager
def say_system_errors(place: Path) -> Iterator[None]:
    """Turns an error of the operating system into a ListError of one line."""
    try:
        yield
    except OSError as error:
        said = error.strerror or type(error).__name__
        text = Text(f"memos cannot be written: {said}", f"评审意见无法写入：{said}")
        raise ListError(Problem(text, Place(str(place)))) from error


@contextmanager
def stage_memos(folder: Path) -> Iterator[Memos]:
    """A place for memos until they are published; what is not published is removed."""
    # Beside the folder, so that it is on the same file system and publishing only renames; for nobody else to read or to
    # put anything into. The folder inside gets the permissions of any new one.
    with say_system_errors(folder):
        part = temporary.make_part(follow(folder), folder=True)
    try:
        with say_system_errors(folder):
            aside = part / "memos"
            aside.mkdir()
        yield Memos(folder, aside)
    finally:
        temporary.remove(part)


@contextmanager
def write_memos(
    plan: Plan, frame: pl.DataFrame, folder: Path, order: Order, processes: int | None = None
) -> Iterator[Memos]:
    """A memo of every prospect of a typed frame, made aside until published.

    Files are called ID.memo.md and ID.memo.html. `processes` is by default the number of cores, and one for a short list.
    Raises TemplateError where a template is wrong, ListError where memos cannot be written.
    """
    check_folder(folder, len(frame))
    Renderer(order.formats, Path(plan.ruleset.source))  # a template that is wrong is told of before the work begins
    names = stems(frame["prospect_id"].to_list())
    starts = range(0, len(frame), CHUNK)
    tasks = [(frame[at : at + CHUNK], names[at : at + CHUNK]) for at in starts]
    count = processes or min(os.cpu_count() or 1, len(tasks))
    with stage_memos(folder) as memos:
        with say_system_errors(folder):
            seen = look_at(plan, frame.lazy())
            writer = _Writer(plan, memos, order, seen)
            if count > 1:
                share_out(
                    tasks, _begin, (plan.ruleset.origin, plan.as_of, memos, order, seen), writer.write_part, count - 1
                )
            else:
                for task in tasks:
                    writer.write(*task)
            memos.check()
        yield memos


# --- one process, or several


@dataclass
class _Writer:
    """Writes the memos of parts of a list, with templates that are compiled once."""

    plan: Plan
    memos: Memos
    order: Order
    seen: Seen

    def __post_init__(self) -> None:
        self.renderer = Renderer(self.order.formats, Path(self.plan.ruleset.source))

    def write(self, frame: pl.DataFrame, names: Sequence[str]) -> None:
        order, ruleset = self.order, self.plan.ruleset
        for explanation, name in zip(explain(self.plan, frame, self.seen), names, strict=True):
            override = order.overrides.get(explanation.prospect_id)
            memo = compose(replace(explanation, override=override), ruleset, order.language, order.provenance)
            self.memos.add(name, {format_: self.renderer.render(memo, format_) for format_ in order.formats})

    def write_part(self, task: Task) -> tuple[Problem, ...]:
        """The same for a process that helps; returns what went wrong."""
        try:
            self.write(*task)
        except ShortlistError as error:
            return error.problems
        return ()


def _begin(argument: tuple[Origin, date, Memos, Order, Seen]) -> Callable[[Task], tuple[Problem, ...]]:
    """Prepare another process, with a plan of its own that it compiles from the ruleset's files."""
    origin, as_of, memos, order, seen = argument
    return _Writer(compile_plan(rebuild(origin), as_of), memos, order, seen).write_part
