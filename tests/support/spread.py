"""Turns values of a typed frame into ranges around them, at random: the value itself is one of what the range may be."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from shortlist.model.fields import Field
from shortlist.model.ranges import LEAST, MOST, ORDERED

Ends = tuple[Any, Any]


def spread(frame: pl.DataFrame, fields: Mapping[str, Field], seed: int, share: float = 0.4) -> pl.DataFrame:
    """The frame with about that share of its ordered values as ranges, some without one of their ends."""
    chance = random.Random(seed)
    for name in frame.columns:
        field = fields.get(name)
        if field is None or field.type not in ORDERED:
            continue
        values = frame[name].to_list()
        ends: list[Ends] = [
            _around(chance, field, value) if _is_finite(value) and chance.random() < share else (None, None)
            for value in values
        ]
        kept = [None if end != (None, None) else value for end, value in zip(ends, values, strict=True)]
        dtype = frame.schema[name]
        frame = frame.with_columns(
            pl.Series(name, kept, dtype=dtype),
            pl.Series(LEAST + name, [low for low, _ in ends], dtype=dtype),
            pl.Series(MOST + name, [high for _, high in ends], dtype=dtype),
        )
    return frame


def _around(chance: random.Random, field: Field, value: Any) -> Ends:
    if field.type == "level":
        at = field.values.index(value)
        low, high = field.values[chance.randint(0, at)], field.values[chance.randint(at, len(field.values) - 1)]
    elif isinstance(value, date):
        day, most = value.toordinal(), date.max.toordinal()
        low, high = (date.fromordinal(min(max(day + sign * chance.randint(0, 400), 1), most)) for sign in (-1, 1))
    else:
        width = chance.choice([0.5, 5.0, abs(value) * 0.3 + 1])
        low, high = value - chance.random() * width, value + chance.random() * width
        if field.type == "integer" or chance.random() < 0.5:
            low, high = float(math.floor(low)), float(math.ceil(high))
    gone = chance.random()
    return (None if gone < 0.1 else low), (None if 0.1 <= gone < 0.2 else high)


def _is_finite(value: Any) -> bool:
    return value is not None and (not isinstance(value, float) or abs(value) < 1e300)
