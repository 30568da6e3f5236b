"""How high a measure's score must be for the total to reach the cut, all else as it is.

Every mean, rounding and clipping between a measure and the total rises with the measure's score, so each of them is
turned round: a clipped number reaches a threshold where the mean or the lower bound does, and the upper bound too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from shortlist.explanation.detail import Row, find_assumed, score_range
from shortlist.model.terms import Missing
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.planning.scores import ScoredMeasure

NEVER, ALWAYS = math.inf, -math.inf


def least_before_rounding(threshold: float) -> float:
    """What must be reached so that, rounded to two decimals, the threshold is."""
    if not math.isfinite(threshold):
        return threshold
    return math.ceil(threshold * 100 - 1e-6) / 100 - 0.005


def solve_least(weight: float, rest: float, threshold: float) -> float:
    """The least x with `weight * x + rest >= threshold`."""
    if weight > 0:
        return (threshold - rest) / weight
    return ALWAYS if rest >= threshold - 1e-9 else NEVER


@dataclass(frozen=True)
class _Wanted:
    """What a criterion must reach, as rounded numbers: by its mean within its bounds, or by one of its bounds."""

    now: float
    low: float
    high: float


class Gains:
    """The scores that one decided prospect needs."""

    def __init__(self, plan: Plan, row: Row) -> None:
        self.plan, self.row = plan, row
        self.cut = least_before_rounding(plan.ruleset.decision.qualify)
        self.force: int = row[columns.WEIGHTING]
        self.possible = [index for index in range(len(plan.choices)) if row[columns.is_possible(index)]]
        self._wanted: dict[str, dict[int, _Wanted]] = {}

    def find_needed(self, measure: ScoredMeasure) -> float:
        """The least score of a measure that has one at which the total reaches the cut; may lie above 100."""
        wanted = self._of_criterion(measure.criterion)
        reach = _Reach.of(self, measure)
        own = wanted[self.force]
        needed = max(min(reach.now(own.now), reach.low(own.low)), reach.high(own.high))
        if len(self.plan.choices) > 1 and self.possible:
            bounds = [wanted[index] for index in self.possible]
            least_of_all = max(reach.low(one.low) for one in bounds)
            needed = max(min(needed, least_of_all), min(reach.high(one.high) for one in bounds))
        return needed

    def _of_criterion(self, key: str) -> dict[int, _Wanted]:
        if key not in self._wanted:
            indices = {self.force, *self.possible}
            self._wanted[key] = {index: self._under(index, key) for index in indices}
        return self._wanted[key]

    def _under(self, index: int, key: str) -> _Wanted:
        """What the criterion must reach under one weighting."""
        weights, row = self.plan.choices[index].weights, self.row
        others = [other for other in weights if other != key and weights[other] > 0]
        scores = [(weights[other], row[columns.now(other)]) for other in others]
        whole = weights[key] + sum(weight for weight, score in scores if score is not None)
        now = sum(weight * score for weight, score in scores if score is not None)
        low = sum(weights[other] * row[columns.low(other)] for other in others)
        high = sum(weights[other] * row[columns.high(other)] for other in others)
        return _Wanted(
            solve_least(weights[key], now, self.cut * whole), solve_least(weights[key], low, self.cut),
            solve_least(weights[key], high, self.cut),
        )  # fmt: skip


@dataclass(frozen=True)
class _Reach:
    """From what its criterion must reach to what one measure must; `weight` is its share, the rest that of the others."""

    weight: float
    whole: float
    now_rest: float
    low_rest: float
    high_rest: float

    @classmethod
    def of(cls, gains: Gains, measure: ScoredMeasure) -> _Reach:
        plan, row = gains.plan, gains.row
        group = [one for one in plan.measures if one.criterion == measure.criterion]
        total = sum(one.weight for one in group)
        missing = plan.ruleset.criteria[measure.criterion].missing
        whole, now, low, high = measure.weight / total, 0.0, 0.0, 0.0
        for one in group:
            if one is measure:
                continue
            share, (least, most) = one.weight / total, score_range(one, row)
            low += share * least
            high += share * most
            part = _find_part(one, row, missing)
            if part is not None:
                whole, now = whole + share, now + share * part
        return cls(measure.weight / total, whole, now, low, high)

    def now(self, threshold: float) -> float:
        mean = solve_least(self.weight, self.now_rest, least_before_rounding(threshold) * self.whole)
        return max(min(mean, self.low(threshold)), self.high(threshold))

    def low(self, threshold: float) -> float:
        return solve_least(self.weight, self.low_rest, least_before_rounding(threshold))

    def high(self, threshold: float) -> float:
        return solve_least(self.weight, self.high_rest, least_before_rounding(threshold))


def _find_part(one: ScoredMeasure, row: Row, missing: Missing) -> float | None:
    """What a measure counts as now: its score, that of its range, or what is assumed of it."""
    score: float | None = row[columns.score(one.id)]
    if score is None and one.span:
        score = row[columns.part(one.id)]
    return find_assumed(one, row, missing) if score is None else score
