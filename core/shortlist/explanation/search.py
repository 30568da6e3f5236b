"""The search for the value of a measure that has a wanted score: one that can be said, in whole units, and plausible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

import polars as pl

from shortlist.explanation.detail import field_of
from shortlist.explanation.inverse import Grid, find_least_gain, find_nearest, score_at
from shortlist.explanation.plausible import Seen
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading
from shortlist.model.curves import Curve
from shortlist.model.fields import Field, last_known
from shortlist.model.formatting import format_value, shown_number
from shortlist.model.ranges import Range
from shortlist.planning.plan import Plan
from shortlist.planning.scores import ScoredMeasure

COUNTED = ("integer", "rating")
Found = tuple[Any, tuple[Any, Any] | None]
"""A value, and the ends of what lies behind it, which does as well on the curve."""


@dataclass(frozen=True)
class Search:
    """The search for the nearest value of a measure with a wanted score; `curve` lists what can be said (None: nothing)."""

    plan: Plan
    measure: ScoredMeasure
    field: Field | None
    curve: Curve | None
    wanted: float
    seen: Seen

    def find(self, value: Any, within: Range | None = None) -> Any:
        """The value nearest to `value` and, where that is asked for, within a range; None without one."""
        curve, order = self.measure.curve, self.measure.levels
        if curve.kind == "levels":
            points = [] if self.curve is None else [one for one in self.curve.points if _holds(within, one[0], order)]
            least = replace(self.curve, points=tuple(points)) if self.curve is not None and points else None
            return None if least is None else find_least_gain(least, value, self.wanted, order)
        if value is None:
            return None
        grid = build_grid(self.plan, self.measure, self.field, self.seen, value)
        if within is not None:
            grid = _narrow(grid, within.least, within.most)
        if (
            score_at(curve, value) >= self.wanted
        ):  # a range that counts as nothing may hold what does right where it begins
            near = (one for one in grid.list_near(value) if score_at(curve, one) >= self.wanted)
            if (found := next(near, None)) is not None:
                return found
        return find_nearest(curve, value, self.wanted, grid)

    def find_from_nothing(self) -> Found | None:
        """Where nothing is known the value with the least score that does, from the curve's lowest knot, and the ends of what lies behind."""
        curve, order = self.measure.curve, self.measure.levels
        if curve.kind == "levels":
            word = self.find(None)
            return None if word is None else (word, (word, order[-1]) if order else None)
        start, score = min(curve.points, key=lambda point: point[1])
        number = None if score >= self.wanted else self.find(float(start))
        return None if number is None else (number, (number, None) if number > start else (None, number))

    def find_from(self, within: Range, counted: Any, leave: bool) -> Found | None:
        """The nearest value inside a range, with the ends of what lies behind it there, from where it counts.

        Without one, and if the range may be left, the nearest outside.
        """
        order = self.measure.levels
        if (better := self.find(counted, within)) is None:
            outside = self.find(counted) if leave else None
            return None if outside is None else (outside, None)
        here, there = ((order.index(one) if order else one) for one in (counted, better))
        if here == there:
            return better, None
        low, high = within.least, within.most
        if order:
            low, high = low or order[0], high or order[-1]
        return better, (better, high) if there > here else (low, better)


def _holds(within: Range | None, word: Any, order: Sequence[str]) -> bool:
    """Whether a level lies in a range."""
    if within is None:
        return True
    place = order.index(word)
    low, high = (None if end is None else order.index(end) for end in (within.least, within.most))
    return (low is None or low <= place) and (high is None or place <= high)


def leave_sayable(plan: Plan, seen: Seen) -> Mapping[str, Curve | None]:
    """By measure of a level, text or country its curve, without words that the list does not show, or that no cell is read as: `n/a`."""
    found: dict[str, Curve | None] = {}
    for one in plan.measures:
        field, curve = field_of(plan, one), one.measure.curve
        if curve.kind == "levels" and field and field.type != "bool":
            shown = tuple(point for point in curve.points if seen.shows(field.id, point[0]))
            found[one.id] = _drop_unsayable(replace(curve, points=shown), field) if shown else None
    return found


def _drop_unsayable(curve: Curve, field: Field) -> Curve | None:
    if field.type == "level":
        return curve
    said = pl.Series([format_value(word, field).en for word, _ in curve.points], dtype=pl.String)
    read, _ = convert(said, Reading(field))
    kept = tuple(point for point, word in zip(curve.points, read, strict=True) if point[0] == word)
    return replace(curve, points=kept) if kept else None


def build_grid(plan: Plan, measure: ScoredMeasure, field: Field | None, seen: Seen, value: float) -> Grid:
    """The values that can be named: whole units of what a list could hold, within the curve's knots and what the list shows.

    A later year, or what stands for nothing in the field, would count as unknown.
    """
    knots = measure.curve.knots
    if field is None:
        whole = all(number == int(number) for number in (*knots, value))  # a measure that counts, such as needs met
        unit = "1" if whole else ""
        return Grid(unit, unit, knots[0], knots[-1], shown=shown_number)
    finest, coarsest = _units(field)
    last = last_known(field, plan.as_of)
    never = tuple(float(marker) for marker in field.missing if not isinstance(marker, str))
    grid = Grid(finest, coarsest, *_widen(knots, finest), never, lambda value: shown_number(value, field))
    grid = _narrow(grid, field.minimum, field.maximum)
    grid = _narrow(grid, None, float(last) if isinstance(last, int) else None)
    return _narrow(grid, *seen.ends.get(field.id, (None, None)))


def _units(field: Field) -> tuple[str, str]:
    """The finest and the coarsest unit in which values of a field are named; empty: as the way to the value asks."""
    if field.type in COUNTED or (field.type == "number" and field.unit):
        return "1", "1"
    if field.type == "percent":
        return "0.001", "0.01"
    return ("0.01", "") if field.type == "money" else ("", "")


def _widen(knots: Sequence[float], unit: str) -> tuple[float, float]:
    """The first and the last knot, or the next whole unit behind each."""
    if not unit:
        return knots[0], knots[-1]
    first, last = (Decimal(f"{knot:.15g}") / Decimal(unit) for knot in (knots[0], knots[-1]))
    low, high = first.to_integral_value(ROUND_FLOOR), last.to_integral_value(ROUND_CEILING)
    return float(low * Decimal(unit)), float(high * Decimal(unit))


def _narrow(grid: Grid, least: float | None, most: float | None) -> Grid:
    """The grid within further ends."""
    lows, highs = ([one for one in ends if one is not None] for ends in ((grid.least, least), (grid.most, most)))
    return replace(grid, least=max(lows, default=None), most=min(highs, default=None))
