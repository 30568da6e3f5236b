"""What stands against a prospect, and which single value would make it qualify, each confirmed by deciding again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from shortlist.explanation.detail import Row, field_of, value_now
from shortlist.explanation.gains import Gains
from shortlist.explanation.inverse import Grid, find_least_gain, find_nearest
from shortlist.explanation.sentences import reason_text
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading
from shortlist.language import Text
from shortlist.model.curves import Curve
from shortlist.model.explanation import Change, ChangeKind
from shortlist.model.fields import Field, last_known
from shortlist.model.formatting import format_value, shown_number
from shortlist.model.normal import put
from shortlist.model.reasons import ReasonCode
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.planning.scores import ScoredMeasure, weighed_criteria
from shortlist.ruleset.schema import DecisionEntry

WHOLE = ("integer", "rating")
COIN = "0.01"


@dataclass(frozen=True)
class Candidate:
    """A value that ought to lift a prospect (by its row) over the cut, to be decided with; `gain` in points of the measure."""

    row: int
    measure: ScoredMeasure
    field: Field | None
    value: Any
    wanted: Any
    gain: float


def find_changes(plan: Plan, frame: pl.DataFrame, rows: Sequence[Row]) -> list[tuple[Change, ...]]:
    """Of each decided row what stands against it, then what would make it qualify, by rising gain of the measure's score.

    `rows` are `detailed(plan, frame)`. Empty for those that qualify. All candidates are decided in one run of the plan.
    """
    found = [list(_list_obstacles(plan, row)) for row in rows]
    sayable = _leave_sayable(plan)
    candidates = [one for index, row in enumerate(rows) for one in _find_candidates(plan, sayable, index, row)]
    for one, decision, score in _confirm(plan, frame, sorted(candidates, key=lambda one: (one.row, one.gain))):
        found[one.row].append(_describe_change(plan, one, decision, score))
    return [tuple(own) for own in found]


# --- what stands against it


def _list_obstacles(plan: Plan, row: Row) -> Iterator[Change]:
    ruleset, decision = plan.ruleset, row["decision"]
    if decision == "qualify":
        return
    for item in plan.fired:
        rule, truth = item.rule, row[columns.truth(item.rule.id)]
        kind: ChangeKind = "floor" if ReasonCode.parse(rule.id).kind == "floor" else "rule"
        if truth and rule.decision in ("reject", "review"):
            yield Change(kind, rule.id, reason_text(ruleset, rule.id, decision, row))
        elif truth is None and rule.if_unknown == "review":
            yield Change(kind, rule.id, reason_text(ruleset, str(ReasonCode("unknown", rule.id)), decision, row))
    if row["coverage"] < ruleset.decision.min_coverage and not row["certain"]:
        reason = str(ReasonCode("coverage", _find_least_known(plan, row)))
        yield Change("gate", reason, reason_text(ruleset, reason, decision, row))
    if row[columns.BEFORE] == "qualify":
        reason = str(ReasonCode("uncertain"))
        yield Change("uncertain", reason, reason_text(ruleset, reason, decision, row))


def _find_least_known(plan: Plan, row: Row) -> str:
    """The criterion that the reason `coverage:CRITERION` names, by the same gaps (docs/semantics.md, section 7)."""
    weights = plan.choices[row[columns.WEIGHTING]].weights
    gaps = {key: round(weights[key] * (1.0 - row[columns.coverage(key)]), 9) for key in weighed_criteria(plan.choices)}
    return max(gaps, key=lambda key: gaps[key])


# --- what would lift it over the cut


def _find_candidates(plan: Plan, sayable: Mapping[str, Curve | None], index: int, row: Row) -> Iterator[Candidate]:
    cuts: DecisionEntry = plan.ruleset.decision
    if row["decision"] == "qualify" or row["score"] is None or row["score"] >= cuts.qualify:
        return
    gains = Gains(plan, row)
    for one in plan.measures:
        score = row[columns.score(one.id)]
        if score is None or (wanted := gains.find_needed(one)) > one.curve.highest or wanted <= score:
            continue
        field, value = field_of(plan, one), value_now(one, row)
        if one.curve.kind == "levels":
            curve = sayable.get(one.id, one.measure.curve)
            better = None if curve is None else find_least_gain(curve, value, wanted, one.levels)
        else:
            better = None if value is None else find_nearest(one.curve, value, wanted, _build_grid(plan, field))
        if better is not None:
            yield Candidate(index, one, field, value, better, wanted - score)


def _leave_sayable(plan: Plan) -> dict[str, Curve | None]:
    """By measure of a text or country its curve, without words that no cell of a list is read as: `n/a` in a text."""
    return {
        one.id: _drop_unsayable(one.measure.curve, field)
        for one in plan.measures
        if one.curve.kind == "levels" and (field := field_of(plan, one)) and field.type in ("text", "country")
    }


def _drop_unsayable(curve: Curve, field: Field) -> Curve | None:
    said = pl.Series([format_value(word, field).en for word, _ in curve.points], dtype=pl.String)
    read, _ = convert(said, Reading(field))
    kept = tuple(point for point, word in zip(curve.points, read, strict=True) if point[0] == word)
    return replace(curve, points=kept) if kept else None


def _build_grid(plan: Plan, field: Field | None) -> Grid:
    """The values that a list could hold: a later year, or what stands for nothing in the field, would count as unknown."""
    if field is None:
        return Grid(shown=shown_number)
    last = last_known(field, plan.as_of)
    ends = [float(end) for end in (field.maximum, last) if isinstance(end, int | float)]
    never = tuple(float(marker) for marker in field.missing if not isinstance(marker, str))
    return Grid(
        field.type in WHOLE, field.minimum, min(ends, default=None), never, lambda value: shown_number(value, field),
        COIN if field.type == "money" else "",
    )  # fmt: skip


def _confirm(
    plan: Plan, frame: pl.DataFrame, candidates: Sequence[Candidate]
) -> Iterator[tuple[Candidate, str, float | None]]:
    """The candidates with which the prospect qualifies, with decision and score."""
    if not candidates:
        return
    tried, instead = _build_trials(plan, frame, candidates)
    computed = plan.compute(tried.lazy(), list(instead), {of: pl.col(name) for name, of in instead.items()})
    decided = computed.select(plan.outputs()).select("decision", "score").collect()
    for one, (decision, score) in zip(candidates, decided.rows(), strict=True):
        if decision == "qualify":
            yield one, decision, score


def _build_trials(
    plan: Plan, frame: pl.DataFrame, candidates: Sequence[Candidate]
) -> tuple[pl.DataFrame, dict[str, str]]:
    """A row a candidate: the prospect with the wanted value of the field, or in a column that takes the measure's place."""
    tried = frame[[one.row for one in candidates]]
    by_column: dict[str, list[int]] = {}
    instead: dict[str, str] = {}
    for position, one in enumerate(candidates):
        name = one.field.id if one.field else columns.instead(one.measure.id)
        by_column.setdefault(name, []).append(position)
        if one.field is None:
            instead[name] = columns.value(one.measure.id)
    for name, positions in by_column.items():
        first = candidates[positions[0]]
        values = [_to_column(candidates[position]) for position in positions]
        empty = pl.Series([None] * len(tried), dtype=pl.Series(values).dtype)
        column = tried[name].cast(first.field.dtype) if first.field else empty
        tried = tried.with_columns(put(column, positions, values).alias(name))
    return tried, instead


def _to_column(one: Candidate) -> Any:
    """The wanted value as its column holds it: a level that is no field by its rank."""
    return float(one.measure.levels.index(one.wanted)) if one.measure.levels and not one.field else one.wanted


def _describe_change(plan: Plan, one: Candidate, decision: str, score: float | None) -> Change:
    title = one.field.title if one.field else one.measure.measure.title
    now, then = (format_value(value, one.field, plan.ruleset.currency) for value in (one.value, one.wanted))
    if now == then:  # they differ only in digits that are not shown
        now = Text(repr(one.value), repr(one.value))
    gives = Text("", "") if score is None else Text(f", scoring {score:g}", f"，得分 {score:g}")
    text = Text(
        f"With '{title.en}' at {then.en} instead of {now.en} it would qualify{gives.en}",
        f"若“{title.zh}”由 {now.zh} 变为 {then.zh}，则可准入{gives.zh}",
    )
    return Change("measure", one.measure.id, text, one.field, one.value, one.wanted, decision, score)
