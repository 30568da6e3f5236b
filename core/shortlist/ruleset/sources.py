"""The files that a ruleset was made from, byte by byte, so that it can be made again and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class SourceFile:
    """A file as it was read; `path` is the name that messages give it."""

    path: str
    data: bytes

    @property
    def hash(self) -> str:
        return content_hash(self.data)


@dataclass(frozen=True)
class Origin:
    """The files of a ruleset (its own, then the one it extends, and so on), its lookup tables and its `--set` changes."""

    files: tuple[SourceFile, ...] = ()
    references: tuple[SourceFile, ...] = ()
    assignments: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """A hash of the contents: the same wherever the files are."""
        return content_hash("\n".join(self._parts()).encode())

    def _parts(self) -> Iterable[str]:
        yield from (f"file {file.hash}" for file in self.files)
        yield from (f"reference {file.hash}" for file in self.references)
        yield from (f"set {assignment}" for assignment in self.assignments)


def content_hash(data: bytes) -> str:
    """The SHA-256 of the data, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
