"""Curves, which turn a measured value into a score of 0-100."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import polars as pl

from shortlist.language import InvalidError
from shortlist.model.normal import normalise
from shortlist.model.search import FEW, find, pick

CurveKind = Literal["linear", "steps", "levels"]


@dataclass(frozen=True)
class Curve:
    """A curve of one of three kinds over `points`, which are pairs of key and score.

    `otherwise` is the score of an unlisted value and of one that cannot be computed from known inputs; None leaves such
    a measure undefined. Make one with `linear`, `steps` or `levels`. Raises InvalidError, a ValueError, without points,
    where keys do not rise or are not finite, and where a score lies outside 0-100.

    >>> linear({0: 100, 30: 60}).lowest
    60.0
    """

    kind: CurveKind
    points: tuple[tuple[float | str | bool, float], ...]
    otherwise: float | None = None

    def __post_init__(self) -> None:
        if not self.points:
            raise InvalidError(f"{self.kind} needs at least one point", f"{self.kind} 至少需要一个点")
        for score in self.scores:
            if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 100:
                raise InvalidError(f"a score must lie in 0-100; found {score}", f"分数须在 0-100 之间；实际为 {score}")
        if self.kind == "levels":
            points = tuple((normalise(key) if isinstance(key, str) else key, score) for key, score in self.points)
            object.__setattr__(self, "points", points)
            keys = [key for key, _ in points]
            if len({(type(key), key) for key in keys}) < len(keys):
                raise InvalidError(f"a key of levels stands twice; found {keys}", f"levels 中有重复的键；实际为 {keys}")
            return
        keys = [key for key, _ in self.points]
        if not all(isinstance(k, int | float) and not isinstance(k, bool) and math.isfinite(k) for k in keys):
            raise InvalidError(
                f"the keys of {self.kind} must be finite numbers; found {keys}",
                f"{self.kind} 的键须为有限的数；实际为 {keys}",
            )
        if any(not later > earlier for earlier, later in pairwise(self.knots)):
            raise InvalidError(
                f"the keys of {self.kind} must rise; found {keys}", f"{self.kind} 的键须递增；实际为 {keys}"
            )
        widths = [later - earlier for earlier, later in pairwise(self.knots)]
        if not all(math.isfinite(number) for number in (*self.slopes, *widths)):
            raise InvalidError(
                f"the keys of {self.kind} lie too far apart or too near together to compute with",
                f"{self.kind} 的键相距过远或过近，无法计算",
            )

    @property
    def scores(self) -> tuple[float, ...]:
        return tuple(s for _, s in self.points) + (() if self.otherwise is None else (self.otherwise,))

    @property
    def knots(self) -> tuple[float, ...]:
        return tuple(float(key) for key, _ in self.points)

    @property
    def slopes(self) -> tuple[float, ...]:
        """Score per unit between neighbouring knots of a linear curve."""
        # In Python: Polars would divide a column by a scalar by way of its reciprocal (docs/semantics.md, section 1).
        pairs = [(float(key), float(score)) for key, score in self.points]
        return tuple((s1 - s0) / (k1 - k0) for (k0, s0), (k1, s1) in pairwise(pairs))

    @property
    def lowest(self) -> float:
        return float(min(self.scores))

    @property
    def highest(self) -> float:
        return float(max(self.scores))

    def score(self, value: pl.Expr) -> pl.Expr:
        """The score (Float64) of a value, of which null and what is not listed have that of `otherwise`; null without one.

        `value` is Float64 for linear and steps, text or Boolean for levels; null where it cannot be computed.
        """
        score = {"linear": self._linear, "steps": self._steps, "levels": self._levels}[self.kind](value)
        if self.otherwise is not None:
            score = score.fill_null(self.otherwise)
        return score

    def _linear(self, value: pl.Expr) -> pl.Expr:
        """The first score plus what each segment adds."""
        # Less work than a chain of cases. What is clamped is null where it was, and finite where it was infinite.
        if len(self.points) > FEW:
            return self._search_linear(value)
        if len(self.points) == 1:
            return pl.when(value.is_not_null()).then(float(self.points[0][1]))
        score = pl.lit(float(self.points[0][1]))
        for (start, end), slope in zip(pairwise(self.knots), self.slopes, strict=True):
            score = score + (clamp(value, pl.lit(start), pl.lit(end)) - start) * slope
        scores = [float(points) for _, points in self.points]
        reached = self._sum_segments()
        if min(scores) <= min(reached) and max(reached) <= max(scores):
            return score
        # Rounding in the sum leads a little past the ends, such as 0 or 100.
        return clamp(score, pl.lit(min(scores)), pl.lit(max(scores)))

    def _sum_segments(self) -> list[float]:
        """What the sum of a linear curve's segments gives at its knots, and so its extremes: between two knots it only rises or falls."""
        sums = [float(self.points[0][1])]
        for (start, end), slope in zip(pairwise(self.knots), self.slopes, strict=True):
            sums.append(sums[-1] + (end - start) * slope)
        return sums

    def _search_linear(self, value: pl.Expr) -> pl.Expr:
        """The same for many knots: each segment on its own, and the one that is reached."""
        knots, scores = self.knots, [float(points) for _, points in self.points]
        # Clamped twice: null stays null, and rounding leads nowhere past the segment's ends.
        parts = [
            clamp(
                (clamp(value, pl.lit(start), pl.lit(end)) - start) * slope + s0,
                pl.lit(min(s0, s1)),
                pl.lit(max(s0, s1)),
            )
            for (start, end), (s0, s1), slope in zip(pairwise(knots), pairwise(scores), self.slopes, strict=True)
        ]
        return pick(value, knots[:-1], parts)

    def _steps(self, value: pl.Expr) -> pl.Expr:
        if len(self.points) > FEW:
            reached = pick(value, self.knots, [pl.lit(float(points)) for _, points in self.points])
            return pl.when(value.is_not_null()).then(reached)
        chain: Any = pl.when(value.is_null()).then(pl.lit(None, pl.Float64))
        for key, points in reversed(self.points[1:]):
            chain = chain.when(value >= float(key)).then(float(points))
        score: pl.Expr = chain.otherwise(float(self.points[0][1]))
        return score

    def _levels(self, value: pl.Expr) -> pl.Expr:
        if len(self.points) > FEW:
            return find(value, [(key, float(score)) for key, score in self.points])
        (key, score), *rest = self.points
        chain: Any = pl.when(value == pl.lit(key)).then(float(score))
        for key, score in rest:
            chain = chain.when(value == pl.lit(key)).then(float(score))
        result: pl.Expr = chain.otherwise(None)
        return result


def clamp(value: pl.Expr, low: pl.Expr, high: pl.Expr) -> pl.Expr:
    """The value moved into its bounds; null stays null."""
    # Takes a quarter of the time of `Expr.clip`.
    return pl.when(value < low).then(low).when(value > high).then(high).otherwise(value)


def linear(points: Mapping[float, float], otherwise: float | None = None) -> Curve:
    """A curve from a number to a score that interpolates between knots and is flat outside them.

    Null has no score. Raises InvalidError, a ValueError, as `Curve` does.

    >>> linear({0: 100, 30: 60, 90: 0}).slopes[0]
    -1.3333333333333333
    """
    return Curve("linear", tuple(points.items()), otherwise)


def steps(points: Mapping[float, float], otherwise: float | None = None) -> Curve:
    """A curve from a number to a score that holds each score from its key upwards; below the first key the first score.

    Null has no score. Raises InvalidError, a ValueError, as `Curve` does.

    >>> steps({0: 20, 10: 60, 50: 100}).knots
    (0.0, 10.0, 50.0)
    """
    return Curve("steps", tuple(points.items()), otherwise)


def levels(points: Mapping[str, float] | Mapping[bool, float], otherwise: float | None = None) -> Curve:
    """A curve that lists the score of each value of a text, country, level or bool; an unlisted value has `otherwise`.

    Null has no score. Raises InvalidError, a ValueError, as `Curve` does.

    >>> levels({"Industrials": 100, "Materials": 90}, otherwise=40).lowest
    40.0
    """
    return Curve("levels", tuple(points.items()), otherwise)
