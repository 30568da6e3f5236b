"""Ranges: a field of which only the least and the greatest value that it may have are known (docs/semantics.md, section 2).

In a frame of typed fields the field is null there, and two columns beside it, of its type, hold the ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shortlist.model.fields import NUMERIC, FieldType

LEAST, MOST = "least:", "most:"
"""Before a field's id: the columns of its ends; null where an end is absent. No name of a ruleset has a colon."""
ORDERED: frozenset[FieldType] = NUMERIC | {"date", "level"}
"""The types of field that can be known as a range."""


@dataclass(frozen=True)
class Range:
    """What is known of a value that is not known exactly: the least and the greatest that it may be, both of which it may be.

    Numbers are floats, dates `date`, levels their words; None where that end is not known. Every Explanation has them
    among its `facts`.

    >>> Range(51.0, 200.0)
    Range(least=51.0, most=200.0)
    """

    least: Any
    most: Any


def is_end(name: str) -> bool:
    """Whether a column holds ends of ranges.

    >>> is_end("least:employees"), is_end("employees")
    (True, False)
    """
    return name.startswith((LEAST, MOST))


def find_ranged(names: Iterable[str]) -> frozenset[str]:
    """The fields that have ends among the columns of a frame.

    >>> sorted(find_ranged(["employees", "least:employees", "most:employees", "name"]))
    ['employees']
    """
    return frozenset(name.removeprefix(LEAST).removeprefix(MOST) for name in names if is_end(name))
