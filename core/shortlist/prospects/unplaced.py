"""Texts of a list that a measure's function has to place: those of which it can make nothing, which count as unknown, and one text
that all rows have, which tells nobody apart."""

from __future__ import annotations

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.read import Intake
from shortlist.intake.sources.sheet_looks import say_count
from shortlist.model.criteria import Context, Measure
from shortlist.planning.plan import Plan

_SHOWN, _LETTERS = 3, 40  # so many texts are shown, each with so many letters
PLACE = "~place"
_FEW = 5  # rows of which it says little that all have the same text


def find_unplaced(intake: Intake, plan: Plan) -> list[Problem]:
    """A note for each column of texts that a measure with a `remedy` reads and cannot place, or that is the same for all; the list runs
    once where there is such a column."""
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
        if set(value.meta.root_names()) != {field}:
            continue
        texts = intake.frame.group_by(field).len().with_columns(value.alias(PLACE)).collect(engine="streaming")
        note = _note(intake, measure, context, texts, there[field]) or _note_same(intake, texts, there[field])
        if note is not None:
            found[field] = note
    return list(found.values())


def _note_same(intake: Intake, texts: pl.DataFrame, header: str) -> Problem | None:
    """A note where all rows say one and the same."""
    if texts.height != 1 or texts.row(0)[0] is None or texts.row(0)[1] < _FEW:
        return None
    text, count, _ = texts.row(0)
    return Problem.of(
        f"'{header}' is the same for all {count:,} rows ('{_shorten(text)}'): it does not tell them apart; a finer one, such as the sub-industry, would",
        f"'{header}' 列 {count:,} 行均为 '{_shorten(text)}'，无法区分客户；请补充更细的分类，如细分行业",
        Place(intake.source),
    )


def _shorten(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[:_LETTERS]}…"


def _note(intake: Intake, measure: Measure, context: Context, texts: pl.DataFrame, header: str) -> Problem | None:
    field = measure.fields[0]
    left = texts.filter(pl.col(field).is_not_null() & pl.col(PLACE).is_null()).drop(PLACE)
    assert measure.remedy is not None
    if left.is_empty():
        return None
    left = left.sort(pl.col("len"), field, descending=[True, False])
    common, count, more = left.head(_SHOWN).rows(), int(left["len"].sum()), left.height - _SHOWN
    remedy = measure.remedy([text for text, _ in common], context)
    shown = [f"'{_shorten(text)}' ({times:,})" for text, times in common]
    say = say_count(count, f"cell in '{header}' says", f"cells in '{header}' say")
    others = "" if more < 1 else f" and {say_count(more, 'other text', 'other texts')}"
    return Problem.of(
        f"{say} too little and {'counts' if count == 1 else 'count'} as unknown: {', '.join(shown)}{others}; {remedy.en}",
        f"'{header}' 中有 {count:,} 个单元格无法归类，按未知处理：{'、'.join(shown)}{f' 等，另有 {more:,} 种' if more > 0 else ''}；{remedy.zh}",
        Place(intake.source),
    )
