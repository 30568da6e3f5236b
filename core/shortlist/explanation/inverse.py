"""From a wanted score back to a value: the nearest one on the same side of a curve."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from shortlist.model.curves import Curve

FINE, FINEST = 1, 12  # rounded to a tenth of the way's leading digit, and finer where that does not do
EXACT = 1e15  # from here on every number is whole
SLACK = 1e-9  # below what rounding a score to two decimals can tell


@dataclass(frozen=True)
class Grid:
    """What values can be named: whole ones of the `finest` unit, from where to where (None: no end), but for those that mean nothing.

    `coarsest` is the unit that is fine enough however long the way is; an empty one sets no limit. `shown` is what the text of a
    value stands for: no other can be told to anybody.
    """

    finest: str = ""
    coarsest: str = ""
    least: float | None = None
    most: float | None = None
    never: tuple[float, ...] = ()
    shown: Callable[[float], float] = float

    def holds(self, value: float) -> bool:
        """Whether a value can be named."""
        below, above = self.least is not None and value < self.least, self.most is not None and value > self.most
        whole = not self.finest or abs(value) >= EXACT or not Decimal(repr(value)) % Decimal(self.finest)
        return whole and not (below or above or value in self.never)

    def list_near(self, value: float) -> list[float]:
        """What a value is shown as, and the whole units on both sides of it, of those that can be named."""
        near = [self.shown(value)]
        if self.finest and abs(value) < EXACT:
            count = Decimal(f"{value:.15g}") / Decimal(self.finest)
            sides = (count.to_integral_value(way) for way in (ROUND_FLOOR, ROUND_CEILING))
            near += [float(side * Decimal(self.finest)) for side in sides]
        return [one for one in near if self.holds(one)]

    def list_units(self, way: float) -> list[Decimal]:
        """The units to round to over so long a way, from coarse to fine."""
        magnitude = math.floor(math.log10(way))
        units = [Decimal(1).scaleb(magnitude - finer) for finer in range(FINE, FINEST)]
        if self.coarsest:
            units = [min(unit, Decimal(self.coarsest)) for unit in units]
        if self.finest:
            units = [max(unit, Decimal(self.finest)) for unit in units]
        return list(dict.fromkeys(units))


def score_at(curve: Curve, value: float) -> float:
    """The score of a value under a linear or steps curve."""
    knots, points = curve.knots, curve.points
    after = bisect_right(knots, value)
    if after == 0 or after == len(knots) or curve.kind == "steps":
        return float(points[max(after - 1, 0)][1])
    low = float(points[after - 1][1])
    return low + (value - knots[after - 1]) * curve.slopes[after - 1]


def find_nearest(curve: Curve, value: float, wanted: float, grid: Grid) -> float | None:
    """The value nearest to `value` with a score of at least `wanted`, on the way to which the score never falls.

    A linear curve's value is rounded away from `value` to two figures of the way (at most of the way between two knots), or
    finer where the curve asks for it, in units of the grid; a steps curve's is the knot itself, or what lies just below it. It is a value that can be shown
    with all its digits. None where there is no such value.
    """
    walk = _walk_lines if curve.kind == "linear" else _walk_steps
    found = [walk(curve, value, wanted, grid, direction) for direction in (1, -1)]
    return min((one for one in found if one is not None), key=lambda one: abs(one - value), default=None)


def find_least_gain(curve: Curve, value: Any, wanted: float, order: Sequence[str]) -> Any:
    """Of the listed values with a score of at least `wanted` that of the least score, then the nearest; None without one.

    `order` are the values of a level, worst first; those of others lie in the order in which the curve lists them.
    """
    places: list[Any] = list(order) or [key for key, _ in curve.points]
    here = places.index(value) if value in places else 0
    enough = [(score, abs(places.index(key) - here), key) for key, score in curve.points if score >= wanted - SLACK]
    return min(enough, key=lambda one: one[:2])[2] if enough else None


def _walk_lines(curve: Curve, value: float, wanted: float, grid: Grid, direction: int) -> float | None:
    at, score = value, score_at(curve, value)
    for knot, reached in list(zip(curve.knots, curve.scores, strict=False))[::direction]:
        if (knot - value) * direction <= 0:
            continue
        if reached < score:
            return None
        if reached >= wanted:
            exact = at + (wanted - score) / (reached - score) * (knot - at)
            way = min(abs(exact - value) or math.inf, abs(knot - at))
            return _find_outward(curve, exact, way, wanted, grid, direction)
        at, score = knot, float(reached)
    return None


def _walk_steps(curve: Curve, value: float, wanted: float, grid: Grid, direction: int) -> float | None:
    here = max(bisect_right(curve.knots, value) - 1, 0)
    score = float(curve.points[here][1])
    way = range(here + 1, len(curve.points)) if direction > 0 else range(here - 1, -1, -1)
    for index in way:
        reached = float(curve.points[index][1])
        if reached < score:
            return None
        if reached >= wanted:
            edge = curve.knots[max(index, index - direction)]
            near = min(abs(edge - value) or math.inf, abs(curve.knots[index] - curve.knots[index - direction]))
            return _find_outward(curve, edge, near, wanted, grid, direction)
        score = reached
    return None


def _find_outward(curve: Curve, exact: float, way: float, wanted: float, grid: Grid, direction: int) -> float | None:
    """The exact value rounded in a direction, as coarsely as the way to it, its score and the grid allow."""
    if curve.kind == "steps" and direction > 0 and grid.holds(exact) and grid.shown(exact) == exact:
        return exact
    limit = grid.most if direction > 0 else grid.least
    for rounded in (*_round_outward(exact, way, grid, direction), *([] if limit is None else [limit])):
        said = grid.shown(rounded)
        if grid.holds(said) and score_at(curve, said) >= wanted - SLACK:
            return said
    return None


def _round_outward(exact: float, way: float, grid: Grid, direction: int) -> Iterator[float]:
    """The exact value rounded in a direction to ever finer units, at each also the next one behind it."""
    number = Decimal(f"{exact:.15g}")
    for unit in grid.list_units(way):
        count = (number / unit).to_integral_value(ROUND_CEILING if direction > 0 else ROUND_FLOOR)
        yield float(count * unit)
        yield float((count + direction) * unit)
