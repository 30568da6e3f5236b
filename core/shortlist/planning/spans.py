"""What a measure over ranges can still score: its span (docs/semantics.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from shortlist.expressions.decimals import round_computed
from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import ORDERED, Flag, Scalar, Truth, both, expression, gate, in_groups, some
from shortlist.model.curves import Curve
from shortlist.model.terms import Ranges
from shortlist.planning import columns

PINNED = 1e-9  # points between scores that count as one: no difference of this size is ever seen


@dataclass(frozen=True)
class Span:
    """The least and the greatest score of a measure that reads ranges, as columns; those of the whole curve where anything may come.

    Where it is settled both are its score; `gap` is what lies between them. `told` says that nothing that it reads is missing, `sure` that a score is then certain
    to come out, and `pinned` that only one can. `part` is the score that counts now, null where there is none.
    """

    low: pl.Expr
    high: pl.Expr
    gap: pl.Expr
    told: pl.Expr
    sure: pl.Expr
    pinned: pl.Expr
    part: pl.Expr

    def known(self, settled: pl.Expr, curve: Curve) -> pl.Expr:
        """The share of the measure that is known: 1 where it is settled or pinned, 0 where it may be anything."""
        width = curve.highest - curve.lowest
        share = 1.0 - self.gap * (1.0 / width) if width else pl.lit(1.0)
        return pl.when(settled | self.pinned).then(1.0).when(self.sure & (share > 0.0)).then(share).otherwise(0.0)


def find_span(
    stages: Stages,
    label: str,
    curve: Curve,
    value: Truth | Scalar,
    now: pl.Expr,
    settled: pl.Expr,
    told: pl.Expr,
    rule: Ranges,
) -> Span:
    """The span of the measure `label`, whose value is `value`, and `now` as a column of the plan."""
    told = stages.add(columns.told(label), told)
    if isinstance(value, Scalar) and value.kind not in ORDERED:  # of a text nothing is known before it is settled
        low = high = curve.score(now)
        sure = stages.hold(settled & low.is_not_null())
    else:
        low, high, unsure = _find_scores(curve, value)
        sure = told if unsure is False else stages.hold(told & ~expression(unsure))
    low = stages.add(columns.span_low(label), pl.when(sure).then(low).otherwise(curve.lowest))
    high = stages.add(columns.span_high(label), pl.when(sure).then(high).otherwise(curve.highest))
    gap = stages.hold(high - low)
    pinned = stages.add(columns.pinned(label), sure & (gap <= PINNED))
    counted = settled | pinned if rule == "unknown" else told
    part = stages.add(columns.part(label), pl.when(counted).then(curve.score(now)))
    return Span(low, high, gap, told, sure, pinned, part)


def _find_scores(curve: Curve, value: Truth | Scalar) -> tuple[pl.Expr, pl.Expr, Flag]:
    """The least and the greatest score that a value can have, and where it may come to one that has none."""
    if isinstance(value, Scalar) and curve.kind != "levels":
        low, high = (expression(end, pl.Float64) for end in (value.low, value.high))
        if value.computed and curve.kind == "steps":
            low, high = round_computed(low), round_computed(high)
        least, greatest = find_extremes(curve, low, high)
        if curve.otherwise is None:
            return least, greatest, value.null
        if value.value is not True:
            least, greatest = gate(value.value, least), gate(value.value, greatest)
        other = pl.when(expression(value.null)).then(float(curve.otherwise))
        return pl.min_horizontal(least, other), pl.max_horizontal(greatest, other), False
    scores: dict[Any, float] = dict(curve.points)
    if isinstance(value, Truth):
        possible: list[tuple[Any, Flag]] = [(True, value.t), (False, value.f), (None, value.n)]
    else:
        low, high = expression(value.low), expression(value.high)
        ranks = map(float, range(len(value.values)))
        possible = [(rank, both(value.value, (low <= rank) & (high >= rank))) for rank in ranks]
        possible.append((None, value.null))
    found = [(flag, scores[key]) for key, flag in possible if key in scores]
    missed = some([flag for key, flag in possible if key not in scores])
    if curve.otherwise is not None:
        found, missed = [*found, (missed, curve.otherwise)], False
    reached = [pl.when(expression(flag)).then(float(score)) for flag, score in found]
    return pl.min_horizontal(reached), pl.max_horizontal(reached), missed


def find_extremes(curve: Curve, low: pl.Expr, high: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The least and the greatest score of a linear or steps curve between two values, which may be infinite.

    >>> from shortlist import linear
    >>> frame = pl.DataFrame({"low": [0.0, 60.0, float("-inf")], "high": [100.0, 70.0, 20.0]})
    >>> ends = find_extremes(linear({0: 0, 50: 100, 100: 20}), pl.col("low"), pl.col("high"))
    >>> frame.select(ends[0].alias("least"), ends[1].alias("most")).rows()
    [(0.0, 100.0), (68.0, 84.0), (0.0, 40.0)]
    """
    ends = [curve.score(end) for end in (low, high)]
    scores = [float(score) for _, score in curve.points]
    if scores == sorted(scores):
        return ends[0], ends[1]
    if scores == sorted(scores, reverse=True):
        return ends[1], ends[0]
    inner = [pl.when((low < knot) & (high > knot)).then(score) for knot, score in _find_turns(curve)]
    return in_groups(pl.min_horizontal, [*ends, *inner]), in_groups(pl.max_horizontal, [*ends, *inner])


def _find_turns(curve: Curve) -> list[tuple[float, float]]:
    """The knots between the ends of the curve from which it goes up, or down, to both sides."""
    points = [(float(key), float(score)) for key, score in curve.points]
    turns, rising, last = [], 0, points[0]
    for (_, before), (key, score) in pairwise(points):
        way = (score > before) - (score < before)
        if way and rising and way != rising:
            turns.append(last)
        rising, last = way or rising, (key, score)
    return turns
