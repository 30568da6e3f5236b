"""What is written aside until all outputs of a run are; then each takes its place at once."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from shortlist import ending, temporary
from shortlist.language import Text


@dataclass(frozen=True)
class Move:
    """A part and the place that it takes; `identity` (device and number) is that of the part, which it keeps.

    A folder takes the place of none, or its files those in the folder that is there; then `last` of so many (`count`) is the
    one moved last, and `identity` is its.
    """

    part: Path
    target: Path
    identity: tuple[int, int]
    last: str | None = None
    count: int | None = None

    @classmethod
    def of(cls, part: Path, target: Path) -> Move:
        """The move as things stand. Raises OSError."""
        names = [one.name for one in part.iterdir()] if part.is_dir() and target.is_dir() else []
        if not names:
            return cls(part, target, _identify(part))
        return cls(part, target, _identify(part / max(names)), max(names), len(names))

    @classmethod
    def read(cls, data: dict[str, Any]) -> Move:
        """From what `as_dict` gave."""
        first, second = data["identity"]
        return cls(Path(data["part"]), Path(data["target"]), (first, second), data["last"], data["count"])

    def as_dict(self) -> dict[str, Any]:
        places = {"part": str(self.part), "target": str(self.target)}
        return places | {"identity": self.identity, "last": self.last, "count": self.count}

    @property
    def is_made(self) -> bool:
        """Whether the part stands where it was to go."""
        return self._stands(self.target)

    @property
    def is_open(self) -> bool:
        """Whether the part, or what is left of it, still waits."""
        return self._stands(self.part)

    def _stands(self, place: Path) -> bool:
        try:
            return _identify(place / self.last if self.last else place) == self.identity
        except OSError:
            return False

    def make(self) -> None:
        """Move it. Raises OSError."""
        if not (self.part.is_dir() and self.target.is_dir()):
            if self.target.exists() and not self.target.is_dir():
                shutil.copymode(self.target, self.part)
            temporary.place(self.part, self.target)
            return
        for file in sorted(self.part.iterdir()):
            _put(file, Path(os.path.realpath(self.target / file.name)))
        temporary.remove(self.part)


def _put(file: Path, place: Path) -> None:
    """Let a file take the place of what stands there, whose permissions stay. Raises OSError."""
    if place.exists():
        shutil.copymode(place, file)
    try:
        file.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:  # a link may lead to another file system, onto which nothing can be renamed
            raise
        part = temporary.make_part(place)
        try:
            shutil.copyfile(file, part)
            temporary.place(part, place)
        finally:
            temporary.remove(part)


def _identify(path: Path) -> tuple[int, int]:
    there = path.lstat()
    return there.st_dev, there.st_ino


class Staged(Protocol):
    """An output that is written and not yet in its place."""

    def move(self) -> Move | None:
        """What `publish` does, for whoever has to finish it; None where that is no move of files."""

    def publish(self) -> None:
        """Put it into its place. Raises ShortlistError or OSError; then it is not there."""


@dataclass(frozen=True)
class StagedFile:
    """A file beside the one that it replaces; `name` is the other's as the user wrote it."""

    part: Path
    target: Path
    name: str

    def move(self) -> Move:
        return Move.of(self.part, self.target)

    def publish(self) -> None:
        if not stat.S_ISREG(self.part.lstat().st_mode):
            raise OSError(f"{self.part.name} was replaced while it was written")
        with ending.step():
            self.move().make()
            ending.say_written(Text(self.name, self.name))


@dataclass(frozen=True)
class StagedTable:
    """A table of a database, in a transaction that is still open; the first of those of one database commits for all."""

    name: str
    path: Path
    connection: sqlite3.Connection
    commit: Callable[[], None]

    def move(self) -> None:
        return None

    def publish(self) -> None:
        with ending.step():
            self.commit()
            ending.say_written(Text(self.name, self.name))


@contextmanager
def stage_file(target: Path, name: str) -> Iterator[StagedFile]:
    """An empty file beside `target` to be filled; what is not published is removed. Raises OSError."""
    part = temporary.make_part(target)
    try:
        yield StagedFile(part, target, name)
    finally:
        temporary.remove(part)
