"""Lines handed to Python's csv reader one record at a time, so that a stray quote cannot swallow the rest of a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator

LONGEST_RECORD = 200  # lines that one quoted record may span before its quote counts as stray


class RunawayError(Exception):
    """A quoted record that spans too many lines: its quote is stray."""


class Feed:
    """Lines for csv.reader, which can be given back; `number` is that of the last line handed out."""

    def __init__(self, source: Iterator[str], number: int = 0) -> None:
        self.source, self.number = source, number
        self.taken: list[str] = []
        self._back: list[str] = []
        self.characters = 0

    def __iter__(self) -> Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= LONGEST_RECORD or self.characters > csv.field_size_limit():
            raise RunawayError
        line = self._back.pop() if self._back else next(self.source)
        self.number += 1
        self.taken.append(line)
        self.characters += len(line)
        return line + "\n"

    def start(self) -> None:
        self.taken, self.characters = [], 0

    def give_back(self) -> None:
        """Give back all lines of this record but the first."""
        self._back += reversed(self.taken[1:])
        self.number -= len(self.taken) - 1
        del self.taken[1:]
