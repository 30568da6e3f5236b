"""What a measure over ranges can still score: its span (docs/semantics.md, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from shortlist.expressions.decimals import round_computed
from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import Flag, Scalar, Truth, both, either, expression, in_groups, opposite, some
from shortlist.model.curves import Curve, clamp
from shortlist.model.terms import Ranges
from shortlist.planning import columns


@dataclass(frozen=True)
class Span:
    """The least and the greatest score of a measure that reads ranges, as columns; of the whole curve where it spans nothing.

    `part` is the score that its ranges count as (null where it has a score, is missing or has none); `pinned` whether only one
    score can come out of them, and `sure` whether one is certain to; `known` is the share of the measure that is known.
    """

    low: pl.Expr
    high: pl.Expr
    part: pl.Expr
    pinned: pl.Expr
    sure: pl.Expr
    known: pl.Expr


def find_span(
    stages: Stages,
    label: str,
    curve: Curve,
    value: Truth | Scalar,
    now: pl.Expr,
    settled: pl.Expr,
    spans: Flag,
    rule: Ranges,
) -> Span:
    """The span of the measure `label`, whose value is `value`, and as a column of the plan `now`.

    `spans` says where nothing but ranges keeps it from being settled.
    """
    low, high, unsure = _find_scores(curve, value)
    sure = stages.add(columns.spanning(label), both(spans, opposite(unsure)) & pl.lit(True))
    low = stages.add(columns.span_low(label), pl.when(sure).then(low).otherwise(curve.lowest))
    high = stages.add(columns.span_high(label), pl.when(sure).then(high).otherwise(curve.highest))
    pinned = stages.add(columns.pinned(label), sure & (low == high))
    counted = pl.lit(None, pl.Float64)
    if rule != "unknown":
        counted = pl.when(expression(spans) & ~pinned).then(clamp(curve.score(now), low, high))
    part = stages.add(columns.part(label), counted)
    # Where the curve is flat whatever spans it is pinned.
    width = curve.highest - curve.lowest
    open_ = (1.0 - (high - low) * (1.0 / width)).clip(0.0) if width else pl.lit(0.0)
    share = pl.when(settled | pinned).then(1.0).when(sure).then(open_).otherwise(0.0)
    return Span(low, high, part, pinned, sure, stages.add(columns.known(label), share))


def _find_scores(curve: Curve, value: Truth | Scalar) -> tuple[pl.Expr, pl.Expr, Flag]:
    """The least and the greatest score that a value can have, and where it can have none."""
    if curve.kind != "levels":
        assert isinstance(value, Scalar)
        low, high = (expression(end, pl.Float64) for end in (value.low, value.high))
        if value.computed and curve.kind == "steps":
            low, high = round_computed(low), round_computed(high)
        least, greatest = find_extremes(curve, low, high)
        if curve.otherwise is None:
            return least, greatest, either(opposite(value.value), value.null)
        other = pl.when(expression(value.null)).then(float(curve.otherwise))
        return pl.min_horizontal(least, other), pl.max_horizontal(greatest, other), opposite(value.value)
    scores: dict[Any, float] = dict(curve.points)
    unsure: Flag = False
    if isinstance(value, Truth):
        found: list[tuple[Flag, float]]
        found = [(flag, scores[key]) for flag, key in ((value.t, True), (value.f, False)) if key in scores]
        missed: list[Flag] = [
            value.n,
            *(flag for flag, key in ((value.t, True), (value.f, False)) if key not in scores),
        ]
    elif value.kind == "level":
        low, high = expression(value.low), expression(value.high)
        inside = {rank: (low <= rank) & (high >= rank) for rank in map(float, range(len(value.values)))}
        found = [(flag, scores[rank]) for rank, flag in inside.items() if rank in scores]
        missed = [value.null, *(flag for rank, flag in inside.items() if rank not in scores)]
        unsure = opposite(value.value)
    else:
        return pl.lit(curve.lowest), pl.lit(curve.highest), True
    if curve.otherwise is None:
        unsure = some([unsure, *missed])
    else:
        found.append((some(missed), curve.otherwise))
    reached = [pl.when(expression(flag)).then(float(score)) for flag, score in found]
    return pl.min_horizontal(reached), pl.max_horizontal(reached), unsure


def find_extremes(curve: Curve, low: pl.Expr, high: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The least and the greatest score of a linear or steps curve between two values, which may be infinite.

    >>> from shortlist import linear
    >>> frame = pl.DataFrame({"low": [0.0, 60.0, float("-inf")], "high": [100.0, 70.0, 20.0]})
    >>> ends = find_extremes(linear({0: 0, 50: 100, 100: 20}), pl.col("low"), pl.col("high"))
    >>> frame.select(ends[0].alias("least"), ends[1].alias("most")).rows()
    [(0.0, 100.0), (68.0, 84.0), (0.0, 40.0)]
    """
    knots = curve.knots
    # Outside its knots the curve is flat; infinity is nothing to compute with.
    ends = [curve.score(end.clip(knots[0], knots[-1])) for end in (low, high)]
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
