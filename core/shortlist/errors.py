"""What can go wrong, said in one line each: where, what, and the remedy."""

from __future__ import annotations

import difflib
import os
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from shortlist.language import Text, current


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file or option, and its line and column counted from 1."""

    source: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.source, self.line, self.column) if part is not None)

    def shift(self, characters: int) -> Place:
        """The place so many characters further right on the same line."""
        if self.line is None or self.column is None:
            return self
        return Place(self.source, self.line, self.column + characters)


def place_seller(key: str) -> Place:
    """Where a key of the seller's profile stands, for those who know no file; loading a ruleset puts the line in its stead."""
    return Place(f"seller.{key}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong (or, as a note, merely unusual), with its place."""

    text: Text
    place: Place | None = None

    @classmethod
    def of(cls, en: str, zh: str, place: Place | None = None) -> Problem:
        """The problem said in both languages."""
        return cls(Text(en, zh), place)

    def __str__(self) -> str:
        text = " ".join(self.text.in_(current()).split())
        return f"{self.place}: {text}" if self.place else text


class ShortlistError(Exception):
    """Wrong usage or input. The command line prints each problem on a line of its own and exits with status 2.

    `problems` has each thing that is wrong: `text` in both languages, and `place` (`source`, `line`, `column`) or None.

    >>> from shortlist import Ruleset
    >>> try:
    ...     Ruleset.load("b2b", ["decision.qualifi=65"])
    ... except ShortlistError as error:
    ...     [(problem.text.zh, problem.place.source) for problem in error.problems]
    [("未知的键 'qualifi'，是否应为 'qualify'？", '--set decision.qualifi=65')]
    """

    exit_status = 2

    def __init__(self, problems: Problem | Text | Sequence[Problem]) -> None:
        if isinstance(problems, Text):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, en: str, zh: str, place: Place | None = None) -> Self:
        """One problem, said in both languages: `raise ListError.of("the list is empty", "名单为空", place)`."""
        return cls(Problem.of(en, zh, place))


class RulesetError(ShortlistError):
    """A ruleset that cannot be used, with everything that is wrong with it.

    >>> from shortlist import Ruleset
    >>> Ruleset.load("mine.yaml")
    Traceback (most recent call last):
    shortlist.errors.RulesetError: --ruleset: there is no file mine.yaml
    """


class ListError(ShortlistError):
    """A list or frame that cannot be read, or an output that cannot be written.

    >>> from shortlist import Ruleset
    >>> Ruleset.load("b2b").decide({"employes": 12})
    Traceback (most recent call last):
    shortlist.errors.ListError: prospect: there is no field 'employes'; did you mean 'Employees'?
    """


class PluginError(ShortlistError):
    """A plugin that is missing, broken or contradicts another."""


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was most likely meant, or None where none is near."""
    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    found = difflib.get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def suggest(name: str, candidates: Iterable[str]) -> Text:
    """`; did you mean 'x'?` or nothing, to be added to a message."""
    near = nearest(name, candidates)
    return Text(f"; did you mean '{near}'?", f"，是否应为 '{near}'？") if near else Text("", "")


def describe_exception(what: Text, error: BaseException) -> Text:
    """What a plugin's code raised, where, and what to do about it."""
    name, said = type(error).__name__, " ".join(str(error).split())
    shown = f"{name}: {said}" if said else name
    place = locate_exception(error)
    remedy = Text("", "")
    if isinstance(error, ModuleNotFoundError):
        remedy = Text("; install it, or name it in the distribution's dependencies", "；请安装它，或写入该发行包的依赖")
    elif isinstance(error, SystemExit):
        remedy = Text("; a plugin must not end the program", "；插件不得结束程序")
    return Text(f"{what.en} raises {shown}{place.en}{remedy.en}", f"{what.zh}出错：{shown}{place.zh}{remedy.zh}")


def locate_exception(error: BaseException) -> Text:
    """The last line of the plugin's own code in a traceback."""
    here = str(Path(__file__).parent)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if not f.filename.startswith((here, "<"))]
    own = [f for f in frames if f"{os.sep}importlib{os.sep}" not in f.filename]
    if isinstance(error, SyntaxError) and error.filename:
        return Text(f" ({error.filename}:{error.lineno})", f"（{error.filename}:{error.lineno}）")
    if not own:
        return Text("", "")
    return Text(f" ({own[-1].filename}:{own[-1].lineno})", f"（{own[-1].filename}:{own[-1].lineno}）")
