"""A plan run with everything that led to each decision as further columns, so that thousands are explained from one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from shortlist.expressions.truth import expression
from shortlist.model.fields import Field
from shortlist.planning.plan import Plan
from shortlist.planning.scores import ScoredMeasure, in_force, round_once, total_mean

Row = Mapping[str, Any]
"""A decided prospect: the output columns by name, and the columns below by the names that these functions give."""

MEAN, UNCLIPPED, WEIGHTING, STEP, BEFORE = "~mean", "~unclipped", "~weighting", "~step", "~before"


def field_column(name: str) -> str:
    """The field's typed value."""
    return f"@{name}"


def value_column(measure: str) -> str:
    """A measure's value, by `CRITERION.measure`; a level's is its rank."""
    return f"~value:{measure}"


def score_column(measure: str) -> str:
    return f"~score:{measure}"


def settled_column(measure: str) -> str:
    return f"~settled:{measure}"


def now_column(criterion: str) -> str:
    return f"~now:{criterion}"


def low_column(criterion: str) -> str:
    return f"~low:{criterion}"


def high_column(criterion: str) -> str:
    return f"~high:{criterion}"


def coverage_column(criterion: str) -> str:
    return f"~coverage:{criterion}"


def assumed_column(criterion: str) -> str:
    return f"assumed:{criterion}"


def truth_column(rule: str) -> str:
    """The rule's condition now: true, false or null."""
    return f"truth:{rule}"


def undetermined_column(rule: str) -> str:
    """Whether missing data can still change the truth of the rule's condition."""
    return f"undetermined:{rule}"


def possible_column(weighting: int) -> str:
    """Whether that one of the plan's weightings can come into force under some completion."""
    return f"possible:{weighting}"


def compute_details(plan: Plan, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """One Row a prospect, in the order of the frame of typed fields."""
    computed = plan.compute(frame.lazy())
    return computed.select(*plan.outputs(), *_columns(plan)).collect().rows(named=True)


def _columns(plan: Plan) -> list[pl.Expr]:
    scope, choices = plan.scope, plan.choices
    columns = [pl.col(name).alias(field_column(name)) for name in plan.fields]
    for measure in plan.measures:
        columns += [pl.col(of(measure.id)) for of in (value_column, score_column, settled_column)]
    for key in plan.ruleset.criteria:
        columns += [pl.col(of(key)) for of in (now_column, low_column, high_column, coverage_column)]
        columns.append(expression(scope.scores[key].assumed).alias(assumed_column(key)))
    for item in plan.fired:
        columns.append(expression(item.truth.now, pl.Boolean).alias(truth_column(item.rule.id)))
        columns.append(expression(item.undetermined).alias(undetermined_column(item.rule.id)))
    columns += [expression(choice.possible).alias(possible_column(index)) for index, choice in enumerate(choices)]
    mean = in_force(choices, [total_mean(scope, choice) for choice in choices])
    return [
        *columns,
        mean.alias(MEAN),
        round_once(mean, 2).alias(UNCLIPPED),
        in_force(choices, [pl.lit(index) for index in range(len(choices))]).alias(WEIGHTING),
        pl.col(STEP),
        pl.col(BEFORE),
    ]


def value_now(measure: ScoredMeasure, row: Row) -> Any:
    """A measure's value as data, a level by its name; None where unsettled or not computable."""
    value = row[value_column(measure.id)]
    if value is None or not row[settled_column(measure.id)]:
        return None
    return measure.levels[int(value)] if measure.levels else value


def field_of(plan: Plan, measure: ScoredMeasure) -> Field | None:
    """The field that a measure is, where it is just one."""
    value = measure.measure.value
    return plan.fields.get(value.strip()) if isinstance(value, str) else None
