"""Conditions as formulas, and what must hold for one to be true or false now.

A formula is true, false or (where data are missing) neither. What makes it true and what makes it false are worked out
apart, with NOT pushed to the leaves, so that an engine without NULL gets three-valued logic right: of a missing field
there is no fact, and neither side can be shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Value = float | str | bool
Operator = Literal["$lt", "$lte", "$gt", "$gte", "$eq", "$neq"]


@dataclass(frozen=True)
class Pattern:
    """A test of one fact against a literal, for one alpha node; `text` says what it tests, for a trace."""

    fact: str
    operator: Operator
    value: Value
    text: str


@dataclass(frozen=True)
class Leaf:
    """A test of a fact, and the test that shows the opposite of a fact that is there."""

    true: Pattern
    false: Pattern


@dataclass(frozen=True)
class Constant:
    """The same for every prospect; None is a null for good."""

    value: bool | None


@dataclass(frozen=True)
class Named:
    """What a statement of that name says: `rule ID`, `conclusion NAME`."""

    name: str


@dataclass(frozen=True)
class Among:
    """A chained segment's class is one of these; another one makes it false, and none makes it neither."""

    segment: str
    classes: frozenset[str]


@dataclass(frozen=True)
class And:
    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Or:
    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Not:
    part: Formula


@dataclass(frozen=True)
class IsTrue:
    """True where the part is true, else false."""

    part: Formula


@dataclass(frozen=True)
class IsNull:
    """True where the part is neither true nor false, else false."""

    part: Formula


Formula = Leaf | Constant | Named | Among | And | Or | Not | IsTrue | IsNull


def choose_first(conditions: list[Formula], results: list[Formula]) -> Formula:
    """CASE of booleans: the result of the first condition that is true, else the last result."""
    ways: list[Formula] = []
    for index, result in enumerate(results):
        earlier = tuple(Not(IsTrue(condition)) for condition in conditions[:index])
        own = (IsTrue(conditions[index]),) if index < len(conditions) else ()
        ways.append(And((*earlier, *own, result)))
    return Or(tuple(ways))


def equal(a: Formula, b: Formula) -> Formula:
    """`a = b` of booleans: neither where one of them is neither."""
    return Or((And((a, b)), And((Not(a), Not(b)))))
