"""What a condition means (docs/semantics.md, sections 1, 2 and 4): values now, and what they can be later."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

INFINITY = math.inf
NUMBERS = frozenset({"number", "money", "percent", "integer", "rating"})
PREDICATES = frozenset(
    {"=", "<>", "<", "<=", ">", ">=", "and", "or", "not", "in", "between", "like", "ilike"}
    | {"isnull", "istrue", "isfalse", "bool"}
)
DIVISIONS: Counter[str] = Counter()  # statistics for the generator's test: "all" and "zero"


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition: its value now, and whether it can be true, false or null."""

    now: bool | None
    t: bool
    f: bool
    n: bool

    @property
    def certain(self) -> bool:
        return self.t + self.f + self.n == 1

    @property
    def surely(self) -> bool:
        return self.t and not self.f and not self.n


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value: now, known, can be null, can be a value; least and greatest; for text `low` is the one text, or None.

    `rests`: on a range, as section 4 says it.
    """

    now: Any
    known: bool
    null: bool
    value: bool
    low: Any = -INFINITY
    high: Any = INFINITY
    rests: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """The class now (null: unknown) and all classes still possible, None standing for unknown."""

    now: str | None
    possible: frozenset[str | None]


Value = Truth | Scalar | Segment


def point(now: Any) -> Scalar:
    return Scalar(now, True, now is None, now is not None, now, now)


def truth(now: bool | None) -> Truth:
    return Truth(now, now is True, now is False, now is None)


def any_of(*parts: Truth) -> Truth:
    """OR, from left to right."""
    result = parts[0]
    for part in parts[1:]:
        now = True if result.now or part.now else None if result.now is None or part.now is None else False
        null = (result.n and (part.n or part.f)) or (result.f and part.n)
        result = Truth(now, result.t or part.t, result.f and part.f, null)
    return result


def negated(part: Truth) -> Truth:
    return Truth(None if part.now is None else not part.now, part.f, part.t, part.n)


def all_of(*parts: Truth) -> Truth:
    return negated(any_of(*map(negated, parts)))


def finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def units(number: float, scale: float, digits: int, most: int) -> tuple[Fraction, int]:
    """The number in units of the last of so many digits of the scale, from the first to the most places after the point."""
    places = most if scale == 0 else min(max(digits - 1 - Decimal(scale).adjusted(), 0), most)
    return Fraction(number) * 10**places, 10**places


def rounded_at(number: float, scale: float, most: int) -> float:
    """With 14 digits of the scale; what lies between two goes up from 0.4803 on."""
    if not math.isfinite(number):
        return number
    count, unit = units(number, scale, 14, most)
    return float(Fraction(math.floor(count + Fraction(5197, 10000)), unit))


def decimal(number: Any) -> Any:
    """A computed number as it is compared, cut to a whole one or looked up among steps."""
    return None if number is None else rounded_at(number, abs(number), 308)


def add(left: float, right: float, kind: str) -> float:
    """Sum now: of days in whole days, of numbers with 14 digits of the larger one."""
    if not (math.isfinite(left) and math.isfinite(right)):
        return left + right
    if kind == "date":
        return left + math.floor(right)
    return left + right if kind == "days" else rounded_at(left + right, max(abs(left), abs(right)), 22)


def add_least(left: float, right: float, kind: str) -> float:
    """The least sum: itself where it is a decimal of 13 digits of the larger one, otherwise a unit of these less."""
    if kind != "number" or not math.isfinite(left + right):
        return add(left, right, kind)
    scale = max(abs(left), abs(right))
    count, unit = units(left + right, scale, 13, 22)
    whole = round(count)
    is_decimal = abs(count - whole) <= min(Fraction(scale) * unit * Fraction(4, 10**15), Fraction(4, 10))
    return float(Fraction(whole, unit)) if is_decimal else float((count - 1) / unit)


def add_greatest(left: float, right: float, kind: str) -> float:
    """The greatest sum, the mirror image of the least."""
    return -add_least(-left, -right, kind) if kind == "number" else add(left, right, kind)


def half_away(number: float) -> float:
    whole = math.trunc(number)
    return float(whole + math.copysign(1, number)) if abs(number - whole) >= 0.5 else float(whole)


def rounded(number: float, digits: float = 0) -> float:
    scaled = number * 10.0 ** int(digits)
    scaled = decimal(scaled) if digits else scaled
    return half_away(scaled) / 10.0 ** int(digits) if math.isfinite(scaled) else number


def divide(left: float, right: float) -> float | None:
    DIVISIONS["all"] += 1
    DIVISIONS["zero"] += right == 0
    return None if right == 0 else finite(left / right)


@cache
def pattern(like: str, ignore_case: bool) -> re.Pattern[str]:
    body = "".join(".*" if c == "%" else "." if c == "_" else re.escape(c) for c in like)
    return re.compile(body, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def date_part(part: str, day: int) -> float:
    on = date.fromordinal(day)
    return float({"YEAR": on.year, "QUARTER": (on.month + 2) // 3, "MONTH": on.month, "DAY": on.day}[part])


def date_difference(unit: str, start: int, end: int) -> float:
    first, last = date.fromordinal(start), date.fromordinal(end)
    years = last.year - first.year
    return float({"day": end - start, "month": years * 12 + last.month - first.month, "year": years}[unit])


def exact(kind: str, values: list[Any]) -> Any:
    """The value now of an operation on values that are not null."""
    if kind == "*":
        return finite(values[0] * values[1])
    if kind == "/":
        return divide(values[0], values[1])
    if kind == "DATE_DIFF":
        return date_difference(*values)
    if kind in ("YEAR", "QUARTER", "MONTH", "DAY"):
        return date_part(kind, values[0])
    functions: dict[str, Callable[..., Any]] = {
        "ABS": abs, "ROUND": rounded, "FLOOR": lambda x: float(math.floor(x)), "CEIL": lambda x: float(math.ceil(x)),
        "LENGTH": lambda text: float(len(text)), "LOWER": str.lower, "UPPER": str.upper
    }  # fmt: skip
    return functions[kind](*values)


def equal(left: Scalar, right: Scalar, kind: str) -> Truth:
    now = None if left.now is None or right.now is None else left.now == right.now
    null = left.null or right.null
    if not (left.value and right.value):
        return Truth(now, False, False, null)
    if kind == "text":
        fixed = left.low is not None and right.low is not None
        return Truth(now, not (fixed and left.low != right.low), not (fixed and left.low == right.low), null)
    can = left.low <= right.high and right.low <= left.high
    return Truth(now, can, not (left.low == left.high == right.low == right.high), null)


def shown(part: Scalar) -> Scalar:
    """A number as it is compared."""
    return replace(part, now=decimal(part.now), low=decimal(part.low), high=decimal(part.high))


def less(left: Scalar, right: Scalar) -> Truth:
    now = None if left.now is None or right.now is None else left.now < right.now
    both = left.value and right.value
    return Truth(now, both and left.low < right.high, both and left.high >= right.low, left.null or right.null)


def same(left: Truth, right: Truth) -> Truth:
    """Equality of two conditions."""
    now = None if left.now is None or right.now is None else left.now == right.now
    can = (left.t and right.t) or (left.f and right.f)
    return Truth(now, can, (left.t and right.f) or (left.f and right.t), left.n or right.n)


def join(parts: list[Scalar], now: Any, known: bool, text: bool) -> Scalar:
    """Join of reachable scalars."""
    values = [part for part in parts if part.value]
    null = any(part.null for part in parts)
    if not values:
        return Scalar(now, known, null, False, None, None)
    if text:
        low = values[0].low if all(part.low == values[0].low for part in values) else None
        return Scalar(now, known, null, True, low, low)
    return Scalar(now, known, null, True, min(part.low for part in values), max(part.high for part in values))


def hull(parts: list[Scalar], known: bool, greatest: bool) -> Scalar:
    """GREATEST or LEAST."""
    pick: Callable[..., Any] = max if greatest else min
    nows = [part.now for part in parts if part.now is not None]
    values = [part for part in parts if part.value]
    now = pick(nows) if nows else None
    if not values:
        return Scalar(now, known, all(part.null for part in parts), False, None, None)
    low, high = min(part.low for part in values), max(part.high for part in values)
    if greatest:
        low = max([low, *(part.low for part in parts if not part.null)])
    else:
        high = min([high, *(part.high for part in parts if not part.null)])
    return Scalar(now, known, all(part.null for part in parts), True, low, high)


def curve_score(kind: str, points: list[tuple[Any, float]], value: Any) -> Any:
    """The curve's score of a value that is not null; None where it is not listed."""
    if kind == "levels":
        return next((score for key, score in points if key == value), None)
    if kind == "steps":
        return [points[0][1], *(score for key, score in points if key <= value)][-1]
    if value <= points[0][0]:
        return points[0][1]
    for (x0, y0), (x1, y1) in pairwise(points):
        if value <= x1:
            return y0 + (float(value) - x0) * ((y1 - y0) / (x1 - x0))
    return points[-1][1]
