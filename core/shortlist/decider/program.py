"""A Python function under construction: lines without branches, what is computed twice computed once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

DEEPEST = 20  # parentheses in one line; CPython's parser takes 200
_NAME = re.compile(r"\bt\d+\b")


@dataclass(frozen=True)
class Code:
    """An expression in Python, and what is known of its value.

    `dtype` is the type that Polars gives it. Its Python value is a float, int, bool or str; a Date is its days since 1970, an Enum the
    position of its word; null is None. `null` says whether it may be None, `nan` whether it may be NaN. `dynamic` marks a literal
    that takes the type of what it meets.
    """

    text: str
    dtype: pl.DataType
    null: bool = True
    nan: bool = False
    dynamic: bool = False

    @property
    def literal(self) -> bool:
        """Whether it is a number written out."""
        return not _NAME.search(self.text) and bool(re.match(r"-?\d", self.text))


@dataclass
class Program:
    """Collects the lines of a function. `constants` are the globals that it reads, by name."""

    constants: dict[str, Any] = field(default_factory=dict)
    lines: list[tuple[str, str]] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def put(self, text: str) -> str:
        """The name of what an expression gives, the same for the same expression."""
        if text not in self._names:
            self._names[text] = f"t{len(self._names)}"
            self.lines.append((self._names[text], text))
        return self._names[text]

    def constant(self, value: Any, name: str = "K") -> str:
        """The name of a value that is no number. Texts never stand in a line, where they could be taken for names."""
        for key, held in self.constants.items() if isinstance(value, str) else ():
            if held is value or (type(held) is str and held == value):
                return key
        key = f"{name}{len(self.constants)}"
        self.constants[key] = value
        return key

    def build(self, outputs: Mapping[str, str], name: str) -> str:
        """The source of a function of `row` that returns the outputs as a mapping."""
        lines, results = _inline(self.lines, list(outputs.values()))
        body = "\n ".join(f"{target}={text}" for target, text in lines)
        pairs = ",".join(f"{key!r}:{text}" for key, text in zip(outputs, results, strict=True))
        return f"def {name}(row):\n {body}\n return {{{pairs}}}\n"

    def compile(self, outputs: Mapping[str, str], extra: Mapping[str, Any]) -> Callable[[Any], dict[str, Any]]:
        """The function."""
        names: dict[str, Any] = {**extra, **self.constants}
        exec(compile(self.build(outputs, "decide"), "<decider>", "exec"), names)
        return names["decide"]  # type: ignore[no-any-return]


def _inline(lines: list[tuple[str, str]], results: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Lines without those that nobody reads, and what is read once written where it is read: a branch not taken costs nothing."""
    texts = dict(lines)
    uses = _count(texts, results)
    written: dict[str, str] = {}
    depths: dict[str, int] = {}
    kept: list[tuple[str, str]] = []

    def fill(text: str) -> tuple[str, int]:
        depth = 0

        def one(found: re.Match[str]) -> str:
            nonlocal depth
            name = found[0]
            if name not in written:
                return name
            depth = max(depth, depths[name] + 1)
            return f"({written[name]})"

        return _NAME.sub(one, text), depth

    for name, text in lines:
        if not uses[name]:
            continue
        filled, depth = fill(text)
        if uses[name] == 1 and depth < DEEPEST and not text.startswith("row"):
            written[name], depths[name] = filled, depth
        else:
            kept.append((name, filled))
    return kept, [fill(text)[0] for text in results]


def _count(texts: dict[str, str], results: list[str]) -> Counter[str]:
    """How often each name is read by something that is read itself."""
    uses: Counter[str] = Counter(name for text in results for name in _NAME.findall(text))
    for name in reversed(texts):
        if uses[name]:
            uses.update(_NAME.findall(texts[name]))
    return uses
