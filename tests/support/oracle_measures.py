"""What a measure is of one prospect (docs/semantics.md, sections 2 and 3): settled, spanning, or open."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.oracle_evaluation import Evaluation
from tests.support.oracle_ruleset import Measure
from tests.support.oracle_values import Scalar, Truth, Value, curve_score, decimal

ONE_SCORE = 1e-9  # ends of a span that differ by no more are one score: the last bits are nobody's


@dataclass(frozen=True)
class Standing:
    """A measure's score (None: it has none), what counts for it now, the ends of what it can be, and how much is known.

    `sure`: whatever its fields turn out to be, it has a score.
    """

    settled: bool
    score: float | None
    part: float | None
    lowest: float
    highest: float
    known: float
    sure: bool

    @property
    def is_open(self) -> bool:
        return not self.settled and self.score is None

    def share_open(self, measure: Measure) -> float:
        """How much of the measure's effect counts for the order of asks: all, a quarter or a sixteenth."""
        width = measure.highest - measure.lowest
        share = (self.highest - self.lowest) * (1 / width) if width else 1.0
        return 1.0 if share > 0.25 + ONE_SCORE else 0.25 if share > 0.0625 + ONE_SCORE else 0.0625


def stand(measure: Measure, evaluation: Evaluation, settled: bool, spans: bool) -> Standing:
    """`settled`: none of its fields is open; `spans`: those that are open are ranges, and no keys of tables."""
    whole = measure.lowest, measure.highest
    if not (settled or spans):
        return Standing(False, None, None, *whole, 0.0, False)
    value = evaluation.value(measure.node, evaluation.meaning.kind(measure.node))
    now = score_of(measure, evaluation, value)
    if settled:
        return Standing(True, now, now, *(whole if now is None else (now, now)), 1.0, now is not None)
    span = span_of(measure, evaluation, value)
    part = None if evaluation.silent else now
    if span is None:
        return Standing(False, None, part, *whole, 0.0, False)
    low, high = span
    if high - low <= ONE_SCORE:
        return Standing(False, now, now, low, high, 1.0, True)
    known = max(1 - (high - low) * (1 / (measure.highest - measure.lowest)), 0.0)
    return Standing(False, None, part, low, high, known, True)


def score_of(measure: Measure, evaluation: Evaluation, value: Value) -> float | None:
    """The score of the value now; that of `else:` where it has none."""
    now = value.now
    if measure.curve == "steps" and evaluation.meaning.computed(measure.node):
        now = decimal(now)
    score = None if now is None else curve_score(measure.curve, measure.points, now)
    return measure.otherwise if score is None else score


def span_of(measure: Measure, evaluation: Evaluation, value: Value) -> tuple[float, float] | None:
    """The least and greatest score of what the value can be; None where it is not sure to have one."""
    kind = evaluation.meaning.kind(measure.node)
    if isinstance(value, Truth):
        possible = [now for now, can in ((True, value.t), (False, value.f)) if can]
        scores = [curve_score("levels", measure.points, now) for now in possible]
        null = value.n
    elif not isinstance(value, Scalar) or kind in ("text", "literal"):
        return None
    else:
        scores = between(measure, evaluation, value) if value.value else []
        null = value.null
    scores += [None] if null else []
    found = [measure.otherwise if score is None else score for score in scores]
    return None if not found or None in found else (float(min(found)), float(max(found)))


def between(measure: Measure, evaluation: Evaluation, value: Scalar) -> list[float | None]:
    """Scores of a number or level among which are the least and the greatest; None for one that is not listed."""
    low, high = value.low, value.high
    if evaluation.meaning.kind(measure.node) in evaluation.meaning.levels:
        return [curve_score("levels", measure.points, float(rank)) for rank in range(int(low), int(high) + 1)]
    if measure.curve == "steps" and evaluation.meaning.computed(measure.node):
        low, high = decimal(low), decimal(high)
    inside = [score for key, score in measure.points if low < key < high]
    return [curve_score(measure.curve, measure.points, end) for end in (low, high)] + inside
