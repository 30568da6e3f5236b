"""Criteria and measures as plugins declare them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

import polars as pl
from pydantic import BaseModel

from shortlist.language import InvalidError, Text
from shortlist.model.curves import Curve
from shortlist.model.fields import ID

Direction = Literal["rising", "falling", "none"]


@dataclass(frozen=True)
class Context:
    """What the function of a measure may know besides the prospect.

    `params` is an instance of the criterion's `params` model (None if it has none), `seller` the ruleset's seller profile
    as plain data, `as_of` the run's date.
    """

    params: Any
    seller: Mapping[str, Any]
    as_of: date


@dataclass(frozen=True)
class Measure:
    """One thing that is measured, and the curve that scores it.

    `value` is SQL text over fields, or a function of a Context that returns a Polars expression over the columns named
    in `fields`, row by row: Float64 for linear and steps, text or Boolean for levels, null where it cannot be computed.
    `ask` is the question that gets a missing value; `serves` the row of the requirements; `source` where the data come
    from. `weight` is finite and at least 0. `direction` is how the score moves as the value rises (a level in its declared
    order, a bool from false to true): never down (rising), never up (falling) or both ways (none); the kit of
    `shortlist.testing` checks the curve against it. `about` explains how a function gets its value.
    """

    id: str
    value: str | Callable[[Context], pl.Expr]
    curve: Curve
    title: Text = field(default=Text("", ""))
    ask: Text | None = None
    fields: tuple[str, ...] = ()
    weight: float = 1.0
    serves: str = ""
    source: Text | None = None
    direction: Direction | None = None
    about: Text | None = None

    def __post_init__(self) -> None:
        set_ = object.__setattr__  # the way to fill in a frozen dataclass
        if not ID.match(self.id):
            raise InvalidError(
                f"the measure id {self.id!r} must be lower_snake_case", f"指标编号 {self.id!r} 须为小写字母加下划线"
            )
        set_(self, "title", Text.of(self.title) if any(self.title) else Text.of(self.id))
        for name in ("ask", "source", "about"):
            if (value := getattr(self, name)) is not None:
                set_(self, name, Text.of(value))
        set_(self, "fields", tuple(self.fields))
        if callable(self.value) and not self.fields:
            raise InvalidError(
                f"measure {self.id}: a function needs `fields`, the columns that it reads",
                f"指标 {self.id}：函数取值须写明 `fields`，即它读取的列",
            )
        if self.direction not in (None, *get_args(Direction)):
            raise InvalidError(
                f"measure {self.id}: the direction is rising, falling or none; found {self.direction!r}",
                f"指标 {self.id}：direction 只能是 rising、falling 或 none；实际为 {self.direction!r}",
            )
        if not 0 <= self.weight < float("inf"):
            raise InvalidError(
                f"measure {self.id}: the weight must be finite and at least 0",
                f"指标 {self.id}：权重须为不小于 0 的有限数",
            )


@dataclass(frozen=True)
class Criterion:
    """A weighted group of measures. `params` is a pydantic model of what a ruleset may set under `params:`."""

    id: str
    measures: tuple[Measure, ...]
    title: Text = field(default=Text("", ""))
    about: Text | None = None
    serves: tuple[str, ...] = ()
    params: type[BaseModel] | None = None

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        if not ID.match(self.id):
            raise InvalidError(
                f"the criterion id {self.id!r} must be lower_snake_case", f"准则编号 {self.id!r} 须为小写字母加下划线"
            )
        set_(self, "title", Text.of(self.title) if any(self.title) else Text.of(self.id))
        if self.about is not None:
            set_(self, "about", Text.of(self.about))
        set_(self, "measures", tuple(self.measures))
        ids = [measure.id for measure in self.measures]
        if not ids or len(set(ids)) != len(ids):
            raise InvalidError(
                f"criterion {self.id}: needs measures, each with an id of its own",
                f"准则 {self.id}：需要指标，且编号各不相同",
            )


def weight_fault(weights: Iterable[float]) -> Text | None:
    """Why these weights allow no mean; None if they do."""
    total = sum(weights)
    if not math.isfinite(total):
        return Text("are too large to add up", "过大，无法相加")
    return None if total > 0 else Text("are 0", "均为 0")
