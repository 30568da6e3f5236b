"""Scores: measures, criteria and the total, each with its bounds and coverage (docs/semantics.md, section 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import polars as pl

from shortlist.expressions.compiler import compile_scalar
from shortlist.expressions.decimals import round_computed
from shortlist.expressions.nodes import Classes
from shortlist.expressions.parser import ConditionError
from shortlist.expressions.truth import (
    ORDERED,
    Flag,
    Scalar,
    Truth,
    amount,
    both,
    every,
    expression,
    gate,
    opposite,
    some,
)
from shortlist.language import Text
from shortlist.model.criteria import Context, Measure
from shortlist.model.curves import Curve, clamp
from shortlist.model.terms import Missing
from shortlist.planning import columns
from shortlist.planning.function_measures import build_expression, cast_expression
from shortlist.planning.scope import MEASURE, Scope, Scored
from shortlist.planning.spans import Span, find_span
from shortlist.ruleset.definition import Ruleset, RulesetCriterion


@dataclass(frozen=True)
class ScoredMeasure:
    """A measure as columns: `score` (null unless it has one) and `settled`; `reads` are the fields it reads.

    `curve` has the keys that `value` has: ranks where that is a level, whose names are `levels` then. `span` is what it can
    score while fields are ranges; None where none of those that it reads has one.
    """

    measure: Measure
    criterion: str
    weight: float
    value: pl.Expr
    score: pl.Expr
    settled: pl.Expr
    reads: tuple[str, ...]
    curve: Curve
    levels: tuple[str, ...]
    span: Span | None = None

    @property
    def id(self) -> str:
        return f"{self.criterion}.{self.measure.id}"


def round_once(value: pl.Expr, digits: int) -> pl.Expr:
    """Rounded once, so that what is a tie in decimals goes up whatever its last bits say."""
    return (value + 1e-9).round(digits)


def weigh_sum(weights: Sequence[float], values: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of weight times value, in the given order, so that the last bits do not depend on the engine."""
    total = values[0] * weights[0]
    for weight, value in zip(weights[1:], values[1:], strict=True):
        total = total + value * weight
    return total


def weigh_flags(weights: Sequence[float], flags: Sequence[pl.Expr]) -> pl.Expr:
    """The sum of the weights whose flag holds, in the given order."""
    return reduce(add, (amount(flag, weight) for weight, flag in zip(weights, flags, strict=True)))


def weigh_mean(weights: Sequence[float], values: Sequence[pl.Expr]) -> pl.Expr:
    """The mean over the values that are not null; null where there is none."""
    present = weigh_flags(weights, [value.is_not_null() for value in values])
    total = weigh_sum(weights, [value.fill_null(0.0) for value in values])
    return pl.when(present > 0).then(total / present)


def normalise(weights: Sequence[float]) -> list[float]:
    total = sum(weights)
    return [weight / total for weight in weights]


def note_percent(scope: Scope, measure: Measure) -> Text | None:
    """What to say of a curve over a percent that was most likely written in hundredths."""
    field = scope.ruleset.fields.get(measure.value) if isinstance(measure.value, str) else None
    if field is None or field.type != "percent" or measure.curve.kind == "levels" or measure.curve.knots[-1] < 10:
        return None
    last = measure.curve.knots[-1]
    return Text(
        f"the curve of '{measure.id}' goes to {last:g}, which is {last:,.0%}; a percent is a ratio: write {last / 100:g} for {last:g} %",
        f"'{measure.id}' 的曲线到 {last:g}，即 {last:,.0%}；百分数是比率，{last:g}% 请写 {last / 100:g}",
    )


def score_measure(scope: Scope, criterion: RulesetCriterion, measure: Measure, weight: float) -> ScoredMeasure:
    """A measure's columns. Raises ConditionError where its value cannot be computed."""
    label = f"{criterion.id}.{measure.id}"
    result: Truth | Scalar | None = None
    if callable(measure.value):
        value, reads, kind, values = _build_function(scope, criterion, measure)
        curve, noisy = measure.curve, True
    else:
        with scope.reading(label, MEASURE):
            result = compile_scalar(measure.value, scope)
        names = scope.mentions[label]
        references = scope.ruleset.references
        reads = tuple(dict.fromkeys(references[n.partition(".")[0]].key if "." in n else n for n in names))
        kind = "bool" if isinstance(result, Truth) else result.kind
        values = result.values if isinstance(result, Scalar) else ()
        # Typed, for a constant that is null has no type of its own.
        value = expression(result.now, pl.Boolean if kind == "bool" else pl.Float64 if kind in ORDERED else pl.String)
        noisy = isinstance(result, Scalar) and result.computed
        curve = measure.curve
    curve = _fit_curve(curve, kind, values, label)
    if noisy and curve.kind == "steps":
        value = round_computed(value)
    settled = scope.stages.add(columns.settled(label), pl.all_horizontal(pl.col(name).is_not_null() for name in reads))
    value = scope.stages.add(columns.value(label), value)
    score: pl.Expr = pl.when(settled).then(curve.score(value))
    span = None
    if result is not None and scope.ranged.intersection(names):
        ranges = scope.ruleset.decision.ranges
        span = find_span(scope.stages, label, curve, result, value, settled, _is_told(scope, names), ranges)
        score = pl.when(settled | span.pinned).then(span.part)
    score = scope.stages.add(columns.score(label), score)
    levels = values if kind == "level" else ()
    return ScoredMeasure(measure, criterion.id, weight, value, score, settled, reads, curve, levels, span)


def _is_told(scope: Scope, names: Sequence[str]) -> pl.Expr:
    """Whether everything that a measure reads has a value or is a range; a key of a table must have a value."""
    references = scope.ruleset.references
    keys = {references[name.partition(".")[0]].key for name in names if "." in name}
    fields = [name for name in names if "." not in name]
    points = [columns.point(name) if name in scope.ranged else name for name in fields if name not in keys]
    return pl.all_horizontal(pl.col(name).is_not_null() for name in (*points, *keys))


def _build_function(
    scope: Scope, criterion: RulesetCriterion, measure: Measure
) -> tuple[pl.Expr, tuple[str, ...], str, tuple[str, ...]]:
    """A plugin's function: its expression is built on a typed empty frame, which shows its type and what it reads."""
    fields = [scope.ruleset.fields[name] for name in measure.fields if name in scope.ruleset.fields]
    if len(fields) != len(measure.fields):
        missing = ", ".join(set(measure.fields) - {field.id for field in fields})
        raise ConditionError(
            Text(
                f"measure '{measure.id}' reads fields that nobody declares: {missing}",
                f"指标 '{measure.id}' 读取了未声明的字段：{missing}",
            )
        )
    value, kind = build_expression(measure, Context(criterion.params, scope.ruleset.seller, scope.as_of), fields)
    for field in fields:
        scope.use(field)
    return cast_expression(value, kind), measure.fields, kind, ()


def _fit_curve(curve: Curve, kind: str, values: tuple[str, ...], label: str) -> Curve:
    """The curve for values of a kind; the levels of a level are its ranks. Raises ConditionError on a mismatch."""
    if (curve.kind == "levels") == (kind in ("number", "date")):
        wanted = Text("linear or steps", "linear 或 steps") if kind in ("number", "date") else Text.of("levels")
        raise ConditionError(
            Text(
                f"measure '{label}' gives {kind}, which needs {wanted.en}",
                f"指标 '{label}' 的取值类型为 {kind}，需要 {wanted.zh}",
            )
        )
    if kind == "date":
        raise ConditionError(
            Text(
                f"measure '{label}' gives a date; use days, as in CURRENT_DATE - founded",
                f"指标 '{label}' 的取值是日期；请换算成天数，例如 CURRENT_DATE - founded",
            )
        )
    if curve.kind != "levels":
        return curve
    keys = [key for key, _ in curve.points]
    wrong = [
        key for key in keys if isinstance(key, bool) != (kind == "bool") or (kind == "level" and key not in values)
    ]
    if wrong:
        known = ", ".join(values) or ("false, true" if kind == "bool" else "text")
        raise ConditionError(
            Text(
                f"measure '{label}': {wrong[0]!r} is not a value of it; its values: {known}",
                f"指标 '{label}'：{wrong[0]!r} 不是它的取值；可用：{known}",
            )
        )
    if kind == "level":
        return replace(curve, points=tuple((float(values.index(str(key))), score) for key, score in curve.points))
    return curve


def score_criterion(scope: Scope, criterion: RulesetCriterion, measures: Sequence[ScoredMeasure]) -> Scored:
    """A criterion's columns from those of its measures."""
    weights = normalise([m.weight for m in measures])
    low = [m.span.low if m.span else m.score.fill_null(m.curve.lowest) for m in measures]
    high = [m.span.high if m.span else m.score.fill_null(m.curve.highest) for m in measures]
    parts = [m.span.part if m.span else m.score for m in measures]
    if criterion.missing == "skip":
        now = weigh_mean(weights, parts)
        null: Flag = every([m.score.is_null() & ~m.span.sure if m.span else m.score.is_null() for m in measures])
        assumed: Flag = some([m.span.part.is_not_null() & m.score.is_null() for m in measures if m.span])
    else:
        counted = zip(parts, measures, strict=True)
        now = weigh_sum(weights, [part.fill_null(_assume(m, criterion.missing)) for part, m in counted])
        null, assumed = False, some([m.score.is_null() for m in measures])
    known = [
        m.span.known(m.settled, m.curve) * weight if m.span else amount(m.settled, weight)
        for weight, m in zip(weights, measures, strict=True)
    ]
    coverage = reduce(add, known)
    return store_score(
        scope, criterion.id, now, weigh_sum(weights, low), weigh_sum(weights, high), null, coverage, assumed
    )


def _assume(measure: ScoredMeasure, missing: Missing) -> pl.Expr | float | None:
    """What a measure without a score counts as."""
    assumed, span = measure.measure.assumed(missing), measure.span
    return assumed if span is None else clamp(pl.lit(assumed), span.low, span.high)


def store_score(
    scope: Scope, name: str, now: pl.Expr, low: pl.Expr, high: pl.Expr, null: Flag, coverage: pl.Expr, assumed: Flag
) -> Scored:
    """A score's columns, rounded once.

    The bounds are rounded before the score is clipped into them: rounding apart could put it a hundredth outside.
    """
    store = scope.stages.add
    low, high = store(columns.low(name), round_once(low, 2)), store(columns.high(name), round_once(high, 2))
    now = store(columns.now(name), clamp(round_once(now, 2), low, high))
    null, assumed = (
        store(column, flag) if isinstance(flag, pl.Expr) else flag
        for column, flag in ((columns.null(name), null), (columns.assumed(name), assumed))
    )
    covered = store(columns.coverage(name), round_once(coverage, 4))
    return Scored(now, low, high, null, covered, covered, assumed, *_judge(scope, now, low, null))


def _judge(scope: Scope, now: pl.Expr, low: pl.Expr, null: Flag) -> tuple[pl.Expr, Flag]:
    """What conditions read of a score, and where it waits."""
    if scope.ruleset.decision.ranges != "unknown" or not scope.ranged:
        return now, False
    waits = scope.stages.hold(both(now.is_null(), opposite(null)))
    return scope.stages.hold(pl.coalesce(now, gate(waits, low))), waits


@dataclass(frozen=True)
class Weighting:
    """Weights of the criteria, normalised, and whom they apply to: `applies` now, `possible` under some completion."""

    weights: Mapping[str, float]
    applies: Flag
    possible: Flag


def list_weightings(ruleset: Ruleset, segment: Classes | None) -> list[Weighting]:
    """The distinct weightings of a ruleset, the default one last; it applies where no other does."""

    def of(class_id: str | None) -> tuple[float, ...]:
        return tuple(normalise([criterion.weight.of(class_id) for criterion in ruleset.criteria.values()]))

    def weighting(key: tuple[float, ...], applies: Flag, possible: Flag) -> Weighting:
        return Weighting(dict(zip(ruleset.criteria, key, strict=True)), applies, possible)

    default = of(None)
    if segment is None:
        return [weighting(default, True, True)]
    classes: dict[tuple[float, ...], list[str]] = {}
    for class_id in segment.possible:
        classes.setdefault(of(class_id), []).append(class_id)
    usual = some([segment.unknown, *(segment.possible[c] for c in classes.pop(default, []))])
    special = [
        weighting(key, some([segment.now == c for c in ids]), some([segment.possible[c] for c in ids]))
        for key, ids in classes.items()
    ]
    special = [
        replace(w, applies=w.applies.fill_null(False) if isinstance(w.applies, pl.Expr) else w.applies) for w in special
    ]
    return [*special, weighting(default, True, usual)]


def weighed_criteria(choices: Sequence[Weighting]) -> list[str]:
    """The criteria that have a weight under one of the weightings, in the order of the ruleset."""
    return [key for key in choices[0].weights if any(choice.weights[key] > 0 for choice in choices)]


def take_in_force(choices: Sequence[Weighting], values: Sequence[pl.Expr]) -> pl.Expr:
    """Of a value a weighting, that of the weighting that applies now."""
    result = values[-1]
    for choice, value in reversed(list(zip(choices[:-1], values[:-1], strict=True))):
        result = pl.when(expression(choice.applies)).then(value).otherwise(result)
    return result


def score_total(scope: Scope, choices: Sequence[Weighting]) -> Scored:
    """The total's columns; over several weightings the bounds are the least and greatest of those still possible."""
    totals = [
        _score_total_under(scope, choice, columns.total_under(index) if len(choices) > 1 else columns.TOTAL)
        for index, choice in enumerate(choices)
    ]
    if len(totals) == 1:
        return totals[0]
    store = scope.stages.add
    low = store(
        columns.low(columns.TOTAL),
        pl.min_horizontal(*(gate(c.possible, t.low) for c, t in zip(choices, totals, strict=True))),
    )
    high = store(
        columns.high(columns.TOTAL),
        pl.max_horizontal(*(gate(c.possible, t.high) for c, t in zip(choices, totals, strict=True))),
    )
    now = store(columns.now(columns.TOTAL), clamp(take_in_force(choices, [t.now for t in totals]), low, high))
    null = some([both(c.possible, t.null) for c, t in zip(choices, totals, strict=True)])
    coverage = store(columns.coverage(columns.TOTAL), take_in_force(choices, [t.coverage for t in totals]))
    least = store(
        columns.least_coverage(columns.TOTAL),
        pl.min_horizontal(*(gate(c.possible, t.coverage) for c, t in zip(choices, totals, strict=True))),
    )
    assumed = store(columns.assumed(columns.TOTAL), take_in_force(choices, [expression(t.assumed) for t in totals]))
    null = store(columns.null(columns.TOTAL), expression(null))
    return Scored(now, low, high, null, coverage, least, assumed, *_judge(scope, now, low, null))


def weigh_total(scope: Scope, choice: Weighting) -> pl.Expr:
    """The weighted mean of the criteria that have a score, neither rounded nor clipped; null where none has."""
    names = [key for key, weight in choice.weights.items() if weight > 0]
    return weigh_mean([choice.weights[key] for key in names], [scope.scores[key].now for key in names])


def _score_total_under(scope: Scope, choice: Weighting, name: str) -> Scored:
    names = [key for key, weight in choice.weights.items() if weight > 0]
    weights = [choice.weights[key] for key in names]
    parts = [scope.scores[key] for key in names]
    now = weigh_total(scope, choice)
    return store_score(
        scope,
        name,
        now,
        weigh_sum(weights, [p.low for p in parts]),
        weigh_sum(weights, [p.high for p in parts]),
        every([p.null for p in parts]),
        weigh_sum(weights, [p.coverage for p in parts]),
        some([p.assumed for p in parts]),
    )
