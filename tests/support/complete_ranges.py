"""Completions of a prospect with ranges: each range gets a value inside it, each missing field one of its type, or none."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.support.generate_ranges import ALL, KNOWN, beside, interesting, rank, value_of
from tests.support.oracle import Case
from tests.support.oracle_ranges import Between, Range, disorder, order

Row = dict[str, Any]
FAR = 1e300  # stands for what has no end, and for a day without end the first and the last of the calendar
DAYS = (1.0, float(date.max.toordinal()))


def settled(case: Case) -> Row:
    """The prospect as section 2 reads it: a range is a Between, the one value that it holds, or missing."""
    return {name: value for name, value in (case.prospect | case.ranges).items() if ":" not in name}


def values_inside(chance: random.Random, name: str, between: Between) -> list[Any]:
    """Values of a range: its ends first, what lies beside them, where conditions and curves turn inside it, and some by chance."""
    raw = KNOWN[name]
    first, last = DAYS if raw["type"] == "date" else (-FAR, FAR)
    low, high = max(between.low, min(first, between.high)), min(between.high, max(last, between.low))
    ends = [disorder(raw, low), disorder(raw, high)]
    near = [beside(name, ends[0], 1), beside(name, ends[1], -1)]
    turning = interesting(name)
    middle = [
        disorder(
            raw, math.floor(chance.uniform(max(low, -1e9), min(high, 1e9))) if whole(raw) else chance.uniform(low, high)
        )
    ]
    found = [
        *ends,
        *near,
        *turning,
        *(beside(name, one, way) for one in turning for way in (-1, 1)),
        *middle,
        disorder(raw, between.now),
    ]
    numbers = {value: order(raw, value) for value in found}
    return [value for value, number in numbers.items() if number is not None and between.low <= number <= between.high]


def whole(raw: Row) -> bool:
    return raw["type"] in ("integer", "date", "level")


def complete(
    chance: random.Random, row: Row, value: Callable[[random.Random, str], Any] = value_of, fields: dict[str, Row] = ALL
) -> Row:
    """A completion of a settled prospect."""
    stay = chance.choice([0.0, 0.0, 0.2, 0.6])
    ends = chance.random()  # often everything at an end
    found = dict(row)
    for name in fields:
        if isinstance(row[name], Between):
            inside = values_inside(chance, name, row[name])
            found[name] = chance.choice(inside[:2] if ends < 0.4 else inside)
        elif row[name] is None and chance.random() >= stay:
            found[name] = value(chance, name)
    return found


def completions(chance: random.Random, row: Row, count: int) -> list[Row]:
    """Random completions of a settled prospect; where few ranges are all that is open, also all over their turning points."""
    found = [complete(chance, row) for _ in range(count)]
    open_ = [name for name in ALL if isinstance(row[name], Between)]
    if 0 < len(open_) <= 2:
        grids = [values_inside(chance, name, row[name])[:8] for name in open_]
        found += [row | dict(zip(open_, values, strict=True)) for values in itertools.product(*grids)]
    return found


def narrow(chance: random.Random, row: Row) -> Row:
    """The settled prospect with smaller ranges in place of some, as Range again."""
    found = dict(row)
    for name in ALL:
        if isinstance(row[name], Between):
            picked = [chance.choice(values_inside(chance, name, row[name])) for _ in range(2)]
            found[name] = Range(*sorted(picked, key=lambda value: rank(name, value)))
    return found
