"""Compares compiled deciders with the plan, cell by cell and bit for bit."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from shortlist.decider.decider import Decider
from shortlist.planning.plan import Plan


def is_same(one: Any, two: Any) -> bool:
    """Whether two values are of one type and equal to the last bit; NaN is NaN."""
    if type(one) is not type(two):
        return False
    if isinstance(one, float):
        return struct.pack(">d", one) == struct.pack(">d", two) or (one != one and two != two)
    return bool(one == two)


def differences(plan: Plan, decider: Decider, typed: pl.DataFrame) -> Iterable[str]:
    """What a decider gives otherwise than the plan for the rows of a typed frame, in words."""
    decided = plan.decide(typed.lazy()).collect()
    for number, (row, wanted) in enumerate(zip(typed.to_dicts(), decided.to_dicts(), strict=True), 1):
        found = decider(drop_missing(row, number))
        if found.keys() != wanted.keys():
            yield f"row {number}: columns {list(found)}"
        for column, value in wanted.items():
            if not is_same(value, found[column]):
                yield f"row {number}, {column}: plan {value!r}, decider {found[column]!r} of {row}"


def drop_missing(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A row of a frame as somebody gives it who leaves out what is missing."""
    return {"prospect_id": str(number)} | {name: value for name, value in row.items() if value is not None}
