"""Conditions as formulas, which are true, false or (where data are missing) neither.

What makes a formula true and what makes it false are worked out separately, with NOT pushed to the leaves, so that an
engine without NULL gets three-valued logic right: a missing field gives no fact, and so neither can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

Value = float | str | bool
Operator = Literal["$lt", "$lte", "$gt", "$gte", "$eq", "$neq"]


@dataclass(frozen=True)
class Pattern:
    """A test of one fact against a literal, which is one alpha node; `text` says what it tests, for a trace."""

    fact: str
    operator: Operator
    value: Value
    text: str


@dataclass(frozen=True)
class Leaf:
    """A test of a fact and its opposite; neither holds of a fact that is missing."""

    true: Pattern
    false: Pattern


@dataclass(frozen=True)
class Constant:
    """A value that is the same for every prospect; None is a null for good."""

    value: bool | None


@dataclass(frozen=True)
class Named:
    """The formula of that name, such as `rule ID` or `conclusion NAME`."""

    name: str


@dataclass(frozen=True)
class Among:
    """Whether a chained segment's class is one of these: false for another class, neither where the class is unknown."""

    segment: str
    classes: frozenset[str]


class Kept:
    """Keeps its hash. A part that stands in a formula twice, as both sides of `equal` do, would be gone through twice at
    every level for it."""

    def __hash__(self) -> int:
        kept: int | None = self.__dict__.get("_hash")
        if kept is None:
            kept = hash((type(self), *(getattr(self, one.name) for one in fields(self))))  # type: ignore[arg-type]
            self.__dict__["_hash"] = kept
        return kept


@dataclass(frozen=True)
class And(Kept):
    parts: tuple[Formula, ...]
    __hash__ = Kept.__hash__


@dataclass(frozen=True)
class Or(Kept):
    parts: tuple[Formula, ...]
    __hash__ = Kept.__hash__


@dataclass(frozen=True)
class Not(Kept):
    part: Formula
    __hash__ = Kept.__hash__


@dataclass(frozen=True)
class IsTrue(Kept):
    """True where the part is true, otherwise false."""

    part: Formula
    __hash__ = Kept.__hash__


@dataclass(frozen=True)
class IsNull(Kept):
    """True where the part is neither true nor false, otherwise false."""

    part: Formula
    __hash__ = Kept.__hash__


Formula = Leaf | Constant | Named | Among | And | Or | Not | IsTrue | IsNull


def choose_first(conditions: list[Formula], results: list[Formula]) -> Formula:
    """CASE of booleans: the result of the first condition that is true, otherwise the last result."""
    # IS TRUE on the earlier ones, because a null condition goes on to the next branch.
    ways: list[Formula] = []
    for index, result in enumerate(results):
        earlier = tuple(Not(IsTrue(condition)) for condition in conditions[:index])
        own = (IsTrue(conditions[index]),) if index < len(conditions) else ()
        ways.append(And((*earlier, *own, result)))
    return Or(tuple(ways))


def equal(a: Formula, b: Formula) -> Formula:
    """`a = b` of booleans: neither true nor false where one of them is neither."""
    return Or((And((a, b)), And((Not(a), Not(b)))))
