"""A plan run with everything that led to each decision as further columns, so that thousands are explained from one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from shortlist.expressions.truth import expression
from shortlist.model.fields import Field
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.planning.scores import ScoredMeasure, round_once, take_in_force, weigh_total

Row = Mapping[str, Any]
"""A decided prospect: the output columns, and those of `planning.columns` that led to them, by name."""


def compute_details(plan: Plan, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """One Row a prospect, in the order of the frame of typed fields."""
    computed = plan.compute(frame.lazy())
    return computed.select(*plan.outputs(), *_list_columns(plan)).collect().rows(named=True)


def _list_columns(plan: Plan) -> list[pl.Expr]:
    scope, choices = plan.scope, plan.choices
    found = [pl.col(name).alias(columns.fact(name)) for name in plan.fields]
    for measure in plan.measures:
        found += [pl.col(of(measure.id)) for of in (columns.value, columns.score, columns.settled)]
    for key in plan.ruleset.criteria:
        found += [pl.col(of(key)) for of in (columns.now, columns.low, columns.high, columns.coverage)]
        found.append(expression(scope.scores[key].assumed).alias(columns.assumed(key)))
    for item in plan.fired:
        found.append(expression(item.truth.now, pl.Boolean).alias(columns.truth(item.rule.id)))
        found.append(expression(item.undetermined).alias(columns.undetermined(item.rule.id)))
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
