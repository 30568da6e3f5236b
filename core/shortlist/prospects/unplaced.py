"""Texts of a list of which a measure's function can make nothing: they count as unknown, and the run says how many there are."""

from __future__ import annotations

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.read import Intake
from shortlist.intake.sources.sheet_looks import say_count
from shortlist.model.criteria import Context, Measure
from shortlist.planning.plan import Plan

_SHOWN, _LETTERS = 3, 40  # so many texts are shown, each with so many letters


def find_unplaced(intake: Intake, plan: Plan) -> list[Problem]:
    """A note for each column of texts that a measure with a `remedy` reads and cannot place; the list runs once where there is such a column."""
    there = {column.field.id: column.header for column in intake.columns}
    found: dict[str, Problem] = {}
    for one in plan.measures:
        measure, field = one.measure, one.measure.fields[0] if one.measure.fields else ""
        if (
            measure.remedy is None
            or not callable(measure.value)
            or not one.weight
            or field not in there
            or field in found
        ):
            continue
        params = plan.ruleset.criteria[one.criterion].params
        context = Context(params, plan.ruleset.seller, plan.as_of)
        value = measure.value(context)
        # A function that its params leave without a task reads nothing, and places nothing.
        if (
            set(value.meta.root_names()) == {field}
            and (note := _note(intake, measure, context, value, there[field])) is not None
        ):
            found[field] = note
    return list(found.values())


def _note(intake: Intake, measure: Measure, context: Context, value: pl.Expr, header: str) -> Problem | None:
    field = measure.fields[0]
    texts = intake.frame.group_by(field).len()
    left = texts.filter(pl.col(field).is_not_null() & value.is_null()).collect(engine="streaming")
    assert measure.remedy is not None
    if left.is_empty():
        return None
    left = left.sort(pl.col("len"), field, descending=[True, False])
    common, count, more = left.head(_SHOWN).rows(), int(left["len"].sum()), left.height - _SHOWN
    remedy = measure.remedy([text for text, _ in common], context)
    shown = [f"'{text if len(text) <= _LETTERS else text[:_LETTERS] + '…'}' ({times:,})" for text, times in common]
    say = say_count(count, f"cell in '{header}' says", f"cells in '{header}' say")
    others = "" if more < 1 else f" and {say_count(more, 'other text', 'other texts')}"
    return Problem.of(
        f"{say} too little and {'counts' if count == 1 else 'count'} as unknown: {', '.join(shown)}{others}; {remedy.en}",
        f"'{header}' 中有 {count:,} 个单元格无法归类，按未知处理：{'、'.join(shown)}{f' 等，另有 {more:,} 种' if more > 0 else ''}；{remedy.zh}",
        Place(intake.source),
    )
