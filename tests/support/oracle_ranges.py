"""Ranges (docs/semantics.md, section 2): what a field known to lie between two values is, and what it counts as now."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.support.oracle_values import INFINITY, NUMBERS, Scalar

ORDERED = frozenset({*NUMBERS, "date", "level"})

FAR = {
    False: (-1e300, 1e300),
    True: (1.0, float(date.max.toordinal())),
}  # beyond which no end of a range lies, of dates: True


@dataclass(frozen=True)
class Range:
    """What a list says of a field instead of a value: its ends, both possible; None where there is none.

    Dates are `date`, levels are words, all else floats, as a value of the field would be.
    """

    least: Any
    most: Any


@dataclass(frozen=True)
class Between:
    """A range within its field's own, of more than one value; days and levels are numbers. `now` is its point."""

    low: float
    high: float
    now: float

    def scalar(self) -> Scalar:
        return Scalar(self.now, False, False, True, self.low, self.high, rests=True)


def order(declared: dict[str, Any], value: Any) -> float | None:
    """A value as a number: the day of a date, the rank of a level; NaN and infinity are null."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if declared["type"] == "date":
        return float(value.toordinal())
    return float(declared["values"].index(value)) if declared["type"] == "level" else float(value) + 0.0


def disorder(declared: dict[str, Any], number: float) -> Any:
    """The value that a number stands for."""
    if declared["type"] == "date":
        return date.fromordinal(int(number))
    return declared["values"][int(number)] if declared["type"] == "level" else number


def own_ends(declared: dict[str, Any], as_of: date) -> tuple[float, float]:
    """The least and greatest of the field's own range; of a date or year that cannot lie ahead, up to the day."""
    kind = declared["type"]
    if kind == "level":
        return 0.0, len(declared["values"]) - 1.0
    if kind == "rating":
        return 1.0, 5.0
    low, high = declared.get("minimum"), declared.get("maximum")
    last = INFINITY if high is None else float(high)
    if not declared.get("future"):
        if kind == "date":
            last = float(as_of.toordinal())
        elif declared.get("unit") == "year":
            last = min(last, float(as_of.year))
    return -INFINITY if low is None else float(low), last


def settle(declared: dict[str, Any], given: Range, as_of: date, rule: str) -> Any:
    """What a range comes to under `decision: {ranges: RULE}`: a Between, the single value, or None where it is missing."""
    if declared["type"] not in ORDERED:
        return None
    least, most = order(declared, given.least), order(declared, given.most)
    if least is None and most is None:
        return None
    first, last = own_ends(declared, as_of)
    if declared["type"] == "integer":
        least = None if least is None else math.ceil(least) + 0.0
        most = None if most is None else math.floor(most) + 0.0
    far = FAR[declared["type"] == "date"]
    first, last = max(first, far[0]), min(last, far[1])
    low = first if least is None else max(least, first)
    high = last if most is None else min(most, last)
    if low > high:
        return None
    if low == high:
        return disorder(declared, low)
    if declared.get("unit") == "year" and low == first:
        now = high
    elif declared["type"] in ("money", "integer") and high == top(declared) and low > far[0]:
        now = low
    else:
        now = point_of(declared["type"], low, high, rule)
    return Between(low, high, int(now) if declared["type"] == "date" else now)


def top(declared: dict[str, Any]) -> float:
    """The field's own maximum, which is no knowledge of the case."""
    return INFINITY if declared.get("maximum") is None else float(declared["maximum"])


def point_of(kind: str, low: float, high: float, rule: str) -> float:
    """What the range counts as."""
    far = FAR[kind == "date"]
    if low == far[0] or high == far[1] or rule == "low":
        return high if low == far[0] else low
    geometric = kind in ("money", "integer") and low > 0
    middle = math.sqrt(low) * math.sqrt(high) if geometric else low + (high - low) * 0.5
    if math.isfinite(middle) and kind in ("integer", "date", "level"):
        middle = float(math.floor(middle + 0.5 if kind == "integer" else middle))
    return min(max(middle, low), high)
