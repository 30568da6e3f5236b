"""Curves: points of every kind, `else`, what is refused, and the ends that bounds are made of."""

from __future__ import annotations

import bisect
import math
from typing import Any

import polars as pl
import pytest

from shortlist.model.curves import Curve, levels, linear, steps


def scored(curve: Curve, values: list[Any], settled: list[bool] | None = None) -> list[float | None]:
    frame = pl.DataFrame({"v": values, "s": settled or [True] * len(values)})
    if curve.kind != "levels":
        frame = frame.cast({"v": pl.Float64})
    return frame.select(pl.when(pl.col("s")).then(curve.score(pl.col("v")))).to_series().to_list()


def by_hand(points: dict[float, float], value: float) -> float:
    keys = list(points)
    if value <= keys[0]:
        return points[keys[0]]
    if value >= keys[-1]:
        return points[keys[-1]]
    right = bisect.bisect_right(keys, value)
    k0, k1 = keys[right - 1], keys[right]
    return points[k0] + (points[k1] - points[k0]) * ((value - k0) / (k1 - k0))


KNOTS: list[dict[float, float]] = [
    {0: 100, 30: 60, 90: 0},
    {0: 0, 10: 100},
    {5: 40},
    {-1.5: 20, -0.5: 80, 0: 80, 1e-9: 0, 2e11: 100},
    {0: 33.3, 1: 66.6, 2: 0, 3: 100},
    {-1e300: 0, 1e300: 100},
]


@pytest.mark.parametrize("points", KNOTS, ids=str)
def test_linear_interpolates_and_is_flat_outside(points: dict[float, float]) -> None:
    curve = linear(points)
    inner = [(a + b) / 2 for a, b in zip(list(points), list(points)[1:], strict=False)]
    nearby = [math.nextafter(key, toward) for key in points for toward in (-math.inf, math.inf)]
    values = [-1.7e308, *points, *inner, *nearby, 1.7e308]
    found = scored(curve, values)
    assert found == pytest.approx([by_hand(points, value) for value in values], abs=1e-9)
    assert all(curve.lowest <= score <= curve.highest for score in found if score is not None)


@pytest.mark.parametrize("points", KNOTS, ids=str)
def test_linear_is_the_same_alone_and_in_a_list(points: dict[float, float]) -> None:
    values = [0.1 * n - 2 for n in range(50)] + list(points)
    assert [scored(linear(points), [value])[0] for value in values] == scored(linear(points), values)


def test_steps_hold_from_their_key_upwards() -> None:
    curve = steps({0: 10, 10: 50, 20: 5})
    values = [-5.0, 0.0, 9.999999, 10.0, 19.0, 20.0, 1e300]
    assert scored(curve, values) == [10, 10, 10, 50, 50, 5, 5]
    assert scored(steps({3: 7}), [2.0, 3.0, 4.0]) == [7, 7, 7]


def test_levels_list_their_values_exactly() -> None:
    assert scored(levels({"AAA": 100, "D": 0}), ["AAA", "D", "aaa", "AAA ", ""]) == [100, 0, None, None, None]
    assert scored(levels({False: 40, True: 100}), [False, True]) == [40, 100]
    assert scored(levels({True: 100}), [False, True]) == [None, 100]


@pytest.mark.parametrize("curve", [linear({0: 0, 1: 100}, 7), steps({0: 0, 1: 100}, 7), levels({"a": 100}, 7)])
def test_else_scores_what_is_settled_and_has_no_score(curve: Curve) -> None:
    known: Any = "a" if curve.kind == "levels" else 1.0
    assert scored(curve, [known, None, None], [True, True, False]) == [100, 7, None]


@pytest.mark.parametrize("curve", [linear({0: 0, 1: 100}), steps({0: 0, 1: 100}), levels({"a": 100})])
def test_without_else_such_a_measure_is_undefined(curve: Curve) -> None:
    known: Any = "a" if curve.kind == "levels" else 1.0
    assert scored(curve, [known, None, known], [True, True, False]) == [100, None, None]


@pytest.mark.parametrize(
    ("curve", "lowest", "highest"),
    [
        (linear({0: 30, 1: 60}), 30, 60),
        (linear({0: 30, 1: 60}, 90), 30, 90),
        (steps({0: 30, 1: 60}, 0), 0, 60),
        (levels({"a": 55}), 55, 55),
        (levels({"a": 55}, 50), 50, 55),
    ],
)
def test_else_counts_in_the_ends(curve: Curve, lowest: float, highest: float) -> None:
    assert (curve.lowest, curve.highest) == (lowest, highest)


@pytest.mark.parametrize("kind", ["linear", "steps", "levels"])
@pytest.mark.parametrize("score", [-0.001, 100.001, math.nan, math.inf, True, "high", None])
def test_score_outside_0_to_100_is_refused(kind: Any, score: Any) -> None:
    with pytest.raises(ValueError, match="a score must lie in 0-100"):
        Curve(kind, ((1.0, score),))
    if score is not None:
        with pytest.raises(ValueError, match="a score must lie in 0-100"):
            Curve(kind, ((1.0, 50),), score)


@pytest.mark.parametrize("make", [linear, steps])
@pytest.mark.parametrize(
    ("points", "fragment"),
    [
        ({}, "needs at least one point"),
        ({1: 0, 0: 100}, "must rise"),
        ({2: 0, 2.0 - 1e-12: 1}, "must rise"),
        ({math.nan: 0}, "must be finite numbers"),
        ({0: 0, math.inf: 1}, "must be finite numbers"),
        ({"a": 0}, "must be finite numbers"),
        ({True: 0}, "must be finite numbers"),
    ],
)
def test_keys_that_do_not_rise_or_are_no_numbers(make: Any, points: Any, fragment: str) -> None:
    with pytest.raises(ValueError, match=fragment):
        make(points)


@pytest.mark.parametrize("points", [{-1e308: 0, 1e308: 100}, {0: 0, 5e-324: 100}])
def test_knots_that_cannot_be_computed_with(points: dict[float, float]) -> None:
    with pytest.raises(ValueError, match="too far apart or too near together"):
        linear(points)


def test_levels_need_a_point() -> None:
    with pytest.raises(ValueError, match="levels needs at least one point"):
        levels({})
