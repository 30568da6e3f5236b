"""A plan run with everything that led to each decision as further columns, so that thousands are explained from one run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from shortlist.expressions.nodes import EPOCH
from shortlist.expressions.truth import expression
from shortlist.model.fields import Field
from shortlist.model.ranges import LEAST, MOST, Range
from shortlist.model.terms import Missing
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.planning.scores import ScoredMeasure, round_once, take_in_force, weigh_total

SPAN = (columns.span_low, columns.span_high, columns.part, columns.told)
Row = Mapping[str, Any]
"""A decided prospect: the output columns, and those of `planning.columns` that led to them, by name."""


def compute_details(plan: Plan, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """One Row a prospect, in the order of the frame of typed fields."""
    computed = plan.compute(frame.lazy())
    return (
        computed.select(*plan.outputs(), *_list_columns(plan), *_list_points(plan, computed)).collect().rows(named=True)
    )


def _list_points(plan: Plan, computed: pl.LazyFrame) -> list[pl.Expr]:
    """What the fields with ranges count as: of those alone that something reads as a range, which no function does."""
    if not plan.scope.ranged or plan.ruleset.decision.ranges == "unknown":
        return []
    there = computed.collect_schema().names()
    return [
        pl.col(columns.point(name)).alias(columns.fact_point(name))
        for name in sorted(plan.scope.ranged)
        if columns.point(name) in there
    ]


def _list_columns(plan: Plan) -> list[pl.Expr]:
    scope, choices = plan.scope, plan.choices
    found = [pl.col(name).alias(columns.fact(name)) for name in plan.fields]
    for name in sorted(scope.ranged):
        # An end that the list does not give is the field's own, and says nothing of the prospect.
        for given, of, fact in (
            (LEAST, columns.least, columns.fact_least),
            (MOST, columns.most, columns.fact_most),
        ):
            found.append(pl.when(pl.col(given + name).is_not_null()).then(pl.col(of(name))).alias(fact(name)))
    for measure in plan.measures:
        found += [pl.col(of(measure.id)) for of in (columns.value, columns.score, columns.settled)]
        if measure.span:
            found += [pl.col(of(measure.id)) for of in SPAN]
    for key in plan.ruleset.criteria:
        found += [pl.col(of(key)) for of in (columns.now, columns.low, columns.high, columns.coverage)]
        found.append(expression(scope.scores[key].assumed).alias(columns.assumed(key)))
    for item in plan.fired:
        found.append(expression(item.truth.now, pl.Boolean).alias(columns.truth(item.rule.id)))
        found.append(expression(item.undetermined).alias(columns.undetermined(item.rule.id)))
        found += _list_wanted(plan, item.rule.id)
    found += [expression(choice.possible).alias(columns.is_possible(index)) for index, choice in enumerate(choices)]
    mean = take_in_force(choices, [weigh_total(scope, choice) for choice in choices])
    return [
        *found,
        mean.alias(columns.MEAN),
        round_once(mean, 2).alias(columns.UNCLIPPED),
        take_in_force(choices, [pl.lit(index) for index in range(len(choices))]).alias(columns.WEIGHTING),
        pl.col(columns.STEP),
        pl.col(columns.BEFORE),
    ]


def _list_wanted(plan: Plan, rule: str) -> list[pl.Expr]:
    """Of the fields behind a rule that may be ranges whether they are wanted exactly, and whether they are enough."""
    if not plan.scope.ranged:
        return []
    label = f"rule {rule}"
    wanted, enough = plan.wanting.find_wanted(label), plan.wanting.find_enough(label)
    return [
        *(expression(wanted[name]).alias(columns.wanted(rule, name)) for name in wanted if name in plan.scope.ranged),
        *(expression(flag).alias(columns.enough(rule, name)) for name, flag in enough.items()),
    ]


def fact_of(plan: Plan, name: str, row: Row) -> Any:
    """What is known of a field: its value, a Range, or None."""
    value = row[columns.fact(name)]
    if value is not None or name not in plan.scope.ranged:
        return value
    least, most = (_value_at(plan.fields[name], row[of(name)]) for of in (columns.fact_least, columns.fact_most))
    return None if least is None and most is None else Range(least, most)


def point_of(plan: Plan, name: str, row: Row) -> Any:
    """What a field that is a range counts as until it is asked for; None where that is nothing."""
    return _value_at(plan.fields[name], row.get(columns.fact_point(name)))


def _value_at(field: Field, place: float | None) -> Any:
    """The value at a place of the field's order."""
    if place is None:
        return None
    if field.type == "date":
        return date.fromordinal(EPOCH + int(place))
    return field.values[int(place)] if field.type == "level" else place


def score_range(measure: ScoredMeasure, row: Row) -> tuple[float, float]:
    """The least and the greatest that a measure can score."""
    score = row[columns.score(measure.id)]
    if measure.span and not row[columns.settled(measure.id)]:
        return row[columns.span_low(measure.id)], row[columns.span_high(measure.id)]
    return (measure.curve.lowest, measure.curve.highest) if score is None else (score, score)


def counted_value(measure: ScoredMeasure, row: Row) -> Any:
    """The value that a measure over ranges counts as, a level by its name; None where it is none, or is settled."""
    if not measure.span or row[columns.settled(measure.id)] or not row[columns.told(measure.id)]:
        return None
    value = row[columns.value(measure.id)]
    return measure.levels[int(value)] if measure.levels and value is not None else value


def value_now(measure: ScoredMeasure, row: Row) -> Any:
    """A measure's value as data, a level by its name; None where unsettled or not computable."""
    value = row[columns.value(measure.id)]
    if value is None or not row[columns.settled(measure.id)]:
        return None
    return measure.levels[int(value)] if measure.levels else value


def field_of(plan: Plan, measure: ScoredMeasure) -> Field | None:
    """The field that a measure is, where it is just one."""
    value = measure.measure.value
    return plan.fields.get(value.strip()) if isinstance(value, str) else None


def find_assumed(one: ScoredMeasure, row: Row, missing: Missing) -> float | None:
    """What is assumed of a measure while nothing else counts, within what it can still score; None where it is left out."""
    assumed = one.measure.assumed(missing)
    if assumed is None or one.span is None:
        return assumed
    low, high = score_range(one, row)
    return min(max(assumed, low), high)
