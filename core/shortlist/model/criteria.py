"""Criteria and measures as plugins declare them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

import polars as pl
from pydantic import BaseModel

from shortlist.errors import RulesetError, place_seller
from shortlist.language import InvalidError, Text
from shortlist.model.curves import Curve
from shortlist.model.fields import ID
from shortlist.model.terms import Missing

Direction = Literal["rising", "falling", "none"]
NEUTRAL = 50.0
"""The score that a measure without a prior counts as while nothing is known."""


@dataclass(frozen=True)
class Context:
    """What the function of a measure may know besides the prospect.

    `params` is an instance of the criterion's `params` model (None where it has none), `seller` the ruleset's seller
    profile as plain data, `as_of` the run's date.

    >>> from types import SimpleNamespace
    >>> context = Context(SimpleNamespace(full_share=0.25), {"countries": ["DE"]}, date(2026, 11, 23))
    >>> context.params.full_share, context.seller["countries"], context.as_of.year
    (0.25, ['DE'], 2026)
    """

    params: Any
    seller: Mapping[str, Any]
    as_of: date

    def misstated(self, key: str, en: str, zh: str) -> RulesetError:
        """What a function raises where the seller's profile says what cannot be: it is told where the key stands.

        >>> context = Context(None, {"annual_capacity": -5}, date(2026, 11, 23))
        >>> print(context.misstated("annual_capacity", "it must be above 0", "应大于 0"))
        seller.annual_capacity: it must be above 0
        """
        return RulesetError.of(en, zh, place_seller(key))


@dataclass(frozen=True)
class Measure:
    """One thing that is measured, and the curve that scores it.

    `value` is SQL text over fields, or a function of a Context that returns a Polars expression over the columns named
    in `fields`, row by row: Float64 for linear and steps, text or Boolean for levels, null where it cannot be computed.
    `ask` is the question that gets what is missing; `serves` the row of the requirements; `source` where the data come
    from. `weight` is finite and at least 0. `direction` says how the score goes with the value (for a level with its
    declared order, for a bool from false to true): never down (rising), never up (falling) or both ways (none); the kit
    of `shortlist.testing` holds the curve to it. `about` says how a function comes to its value. `prior` is the score, 0-100,
    that counts with `missing: prior` while nothing is known; 50 without one. `remedy`, of a function that reads one text and is null where it
    understands it not, says for the commonest of such texts in a list what to do: the run then says how many there are.
    `words` are what the values of a function that gives codes are called before people (1 for an industry that we sell to).

    Raises InvalidError, a ValueError, for an id, weight, prior or direction that cannot be, and a function without `fields`.

    >>> from shortlist import linear
    >>> margin = Measure("net_margin", "net_income / annual_revenue", linear({0: 35, 0.1: 75}), direction="rising")
    >>> margin.weight, margin.curve.highest
    (1.0, 75.0)
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
    prior: float | None = None
    remedy: Callable[[Sequence[str], Context], Text] | None = None
    words: Mapping[float, Text] = field(default_factory=dict)

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
        set_(self, "words", {value: Text.of(words) for value, words in self.words.items()})
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
        if self.prior is not None and not 0 <= self.prior <= 100:
            raise InvalidError(
                f"measure {self.id}: the prior is a score of 0 to 100; found {self.prior!r}",
                f"指标 {self.id}：prior 须为 0 到 100 的得分；实际为 {self.prior!r}",
            )

    def assumed(self, missing: Missing) -> float | None:
        """What the measure counts as while nothing is known: 0-100, within its curve; None with `skip`.

        >>> from shortlist import linear
        >>> late = Measure("late", "days_late", linear({0: 90, 60: 0}), prior=95)
        >>> [late.assumed(missing) for missing in ("skip", "worst", "neutral", "prior")]
        [None, 0.0, 50.0, 90.0]
        """
        if missing == "skip":
            return None
        if missing == "worst":
            return self.curve.lowest
        score = NEUTRAL if missing == "neutral" or self.prior is None else self.prior
        return min(max(float(score), self.curve.lowest), self.curve.highest)


@dataclass(frozen=True)
class Criterion:
    """A weighted group of measures, scored 0-100 as their mean.

    `params` is a pydantic model of what a ruleset may set under `params:`; `serves` are rows of the requirements. `currency` is the
    one of its curves over money and of the defaults of its params; `money` are the keys of `params` and of the seller's profile that
    are amounts of money: in a ruleset of another currency all these are converted. Raises InvalidError, a ValueError, without
    measures and where two have the same id.

    >>> from shortlist import linear
    >>> size = Measure("headcount", "employees", linear({0: 0, 500: 100}))
    >>> Criterion("acme_size", (size,), title={"en": "Size", "zh": "规模"}).title.zh
    '规模'
    """

    id: str
    measures: tuple[Measure, ...]
    title: Text = field(default=Text("", ""))
    about: Text | None = None
    serves: tuple[str, ...] = ()
    params: type[BaseModel] | None = None
    currency: str = "USD"
    money: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        if not ID.match(self.id):
            raise InvalidError(
                f"the criterion id {self.id!r} must be lower_snake_case",
                f"评价维度编号 {self.id!r} 须为小写字母加下划线",
            )
        set_(self, "title", Text.of(self.title) if any(self.title) else Text.of(self.id))
        if self.about is not None:
            set_(self, "about", Text.of(self.about))
        set_(self, "measures", tuple(self.measures))
        set_(self, "money", tuple(self.money))
        ids = [measure.id for measure in self.measures]
        if not ids or len(set(ids)) != len(ids):
            raise InvalidError(
                f"criterion {self.id}: needs measures, each with an id of its own",
                f"评价维度 {self.id}：需要指标，且编号各不相同",
            )


LEAST_SHARE = 1e-30
"""The least share of a sum of weights. Far smaller ones come out as 0, and a measure of weight above 0 would count nothing."""


def weight_fault(weights: Iterable[float]) -> Text | None:
    """Why these weights allow no mean; None if they do.

    >>> weight_fault([1, 0, 2]) is None, weight_fault([1e300, 1e-300]).en
    (True, 'lie too far apart: 1e-300 is nothing beside 1e+300; bring them within a factor of 1e+30, or write 0')
    """
    weights = list(weights)
    total = sum(weights)
    if not math.isfinite(total):
        return Text("are too large to add up", "过大，无法相加")
    if not total > 0:
        return Text("are all 0", "均为 0")
    least = min(weight for weight in weights if weight > 0)
    if least / total >= LEAST_SHARE:
        return None
    far, limit = f"{max(weights):g}", f"{1 / LEAST_SHARE:g}"
    return Text(
        f"lie too far apart: {least:g} is nothing beside {far}; bring them within a factor of {limit}, or write 0",
        f"相差过大：{least:g} 与 {far} 相比等于零；请使其相差不超过 {limit} 倍，或写 0",
    )
