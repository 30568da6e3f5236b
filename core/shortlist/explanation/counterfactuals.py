"""What stands against a prospect, and which single value would make it qualify, each confirmed by deciding again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from shortlist.explanation.detail import Row, counted_value, fact_of, field_of, score_range, value_now
from shortlist.explanation.gains import Gains
from shortlist.explanation.plausible import Seen
from shortlist.explanation.search import Search, leave_sayable
from shortlist.explanation.sentences import reason_text
from shortlist.language import Text
from shortlist.model.curves import Curve
from shortlist.model.explanation import Change, ChangeKind
from shortlist.model.fields import Field
from shortlist.model.formatting import format_value, put_around, put_behind
from shortlist.model.normal import put
from shortlist.model.ranges import LEAST, MOST, Range
from shortlist.model.reasons import ReasonCode
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.planning.reasons import SEPARATOR
from shortlist.planning.scores import ScoredMeasure, weighed_criteria
from shortlist.ruleset.schema import DecisionEntry


@dataclass(frozen=True)
class Candidate:
    """A value that ought to lift a prospect (by its row) over the cut, to be decided with; `gain` in points of the measure.

    `value` is a Range where only that is known, and None where nothing is. Where what is wanted lies inside it, `ends` are the
    least and the greatest value from there to the end on that side, None where that is open.
    """

    row: int
    measure: ScoredMeasure
    field: Field | None
    value: Any
    wanted: Any
    gain: float
    ends: tuple[Any, Any] | None = None


def find_changes(plan: Plan, frame: pl.DataFrame, rows: Sequence[Row], seen: Seen) -> list[tuple[Change, ...]]:
    """Of each decided row what stands against it, then what would make it qualify, by rising gain of the measure's score.

    `rows` are `compute_details(plan, frame)`, `seen` is what their list shows to be plausible.
    Empty for those that qualify. All candidates are decided in one run of the plan.
    """
    found = [list(_list_obstacles(plan, row)) for row in rows]
    sayable = leave_sayable(plan, seen)
    candidates = [one for index, row in enumerate(rows) for one in _find_candidates(plan, seen, sayable, index, row)]
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


def _find_candidates(
    plan: Plan, seen: Seen, sayable: Mapping[str, Curve | None], index: int, row: Row
) -> Iterator[Candidate]:
    cuts: DecisionEntry = plan.ruleset.decision
    if row["decision"] == "qualify" or row["score"] is None or row["score"] >= cuts.qualify:
        return
    gains, asked = Gains(plan, row), (row["ask_next"] or "").split(SEPARATOR)
    for one in plan.measures:
        field, score = field_of(plan, one), row[columns.score(one.id)]
        fact = fact_of(plan, field.id, row) if field else None
        within = fact if isinstance(fact, Range) and one.span and row[columns.told(one.id)] else None
        missing = field is not None and fact is None and score is None and _may_turn_out(field, asked)
        if within is not None and score is None:
            score = row[columns.part(one.id)]
        elif score is None and not missing:
            continue
        if (wanted := gains.find_needed(one)) > one.curve.highest or (score is not None and wanted <= score):
            continue
        search = Search(plan, one, field, sayable.get(one.id, one.measure.curve), wanted, seen)
        gain = wanted - (score_range(one, row)[0] if score is None else score)
        if within is not None:
            found = search.find_from(within, counted_value(one, row), leave=_may_change(plan, one))
        elif missing:
            found = search.find_from_nothing()
        else:
            better = search.find(value_now(one, row)) if _may_change(plan, one) else None
            found = None if better is None else (better, None)
        if found is not None:
            value = value_now(one, row) if within is None else within
            yield Candidate(index, one, field, value, found[0], gain, found[1])


def _may_turn_out(field: Field, asked: Sequence[str]) -> bool:
    """Whether a value of a field that is missing may be named: only of what is asked for anyway, or there would be dozens."""
    return field.actionable is not False and field.id in asked


def _may_change(plan: Plan, one: ScoredMeasure) -> bool:
    """Whether what is known may be named as another: the field, or of a computed measure one of its fields, can be changed."""
    return any(name in plan.fields and plan.fields[name].actionable is True for name in one.reads)


def _confirm(
    plan: Plan, frame: pl.DataFrame, candidates: Sequence[Candidate]
) -> Iterator[tuple[Candidate, str, float | None]]:
    """The candidates with which the prospect qualifies, with decision and score; with `ends` if so for all between these."""
    if not candidates:
        return
    # What lies behind a value inside a range is tried as a range: it qualifies for sure where no value in it does less.
    wide = [one for one in candidates if one.ends is not None and one.ends[0] != one.ends[1]]
    tried, instead = _build_trials(
        plan, frame, [*candidates, *(replace(one, wanted=Range(*one.ends or ())) for one in wide)]
    )
    plan = plan.fit(tried.columns)
    computed = plan.compute(tried.lazy(), list(instead), {of: pl.col(name) for name, of in instead.items()})
    decided = computed.select(plan.outputs()).select("decision", "score", "decision_worst").collect().rows()
    sure = {id(one) for one, row in zip(wide, decided[len(candidates) :], strict=True) if row[2] == "qualify"}
    for one, (decision, score, _) in zip(candidates, decided[: len(candidates)], strict=True):
        if decision == "qualify":
            yield one if id(one) in sure else replace(one, ends=None), decision, score


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
        if first.field:
            tried = _try_values(tried, first.field, positions, values)
        else:
            empty = pl.Series([None] * len(tried), dtype=pl.Series(values).dtype)
            tried = tried.with_columns(put(empty, positions, values).alias(name))
    return tried, instead


def _try_values(tried: pl.DataFrame, field: Field, positions: Sequence[int], values: Sequence[Any]) -> pl.DataFrame:
    """The frame with values of a field, or ranges of it, at these rows. Beside a value the ends count for nothing."""
    nothing = pl.Series([None] * len(tried), dtype=field.dtype)
    ranges = [value if isinstance(value, Range) else None for value in values]
    points = [None if one else value for one, value in zip(ranges, values, strict=True)]
    columns_ = {field.id: points}
    if any(ranges):
        columns_ |= {
            LEAST + field.id: [one and one.least for one in ranges],
            MOST + field.id: [one and one.most for one in ranges],
        }
    return tried.with_columns(
        put(
            tried[name].cast(field.dtype) if name in tried.columns else nothing,
            positions,
            pl.Series(own, dtype=field.dtype),
        ).alias(name)
        for name, own in columns_.items()
    )


def _to_column(one: Candidate) -> Any:
    """The wanted value (or Range) as its column holds it: a level that is no field by its rank."""
    return float(one.measure.levels.index(one.wanted)) if one.measure.levels and not one.field else one.wanted


def _describe_change(plan: Plan, one: Candidate, decision: str, score: float | None) -> Change:
    title, cut = one.field.title if one.field else one.measure.measure.title, plan.ruleset.cut("qualify").zh
    gives = Text("", "") if score is None else Text(f", scoring {score:g}", f"，得分 {score:g} 分")
    if one.field is not None and (one.value is None or (isinstance(one.value, Range) and _lies_in(one))):
        text = _describe_finding(plan, one, one.field, gives)
        return Change("measure", one.measure.id, text, one.field, one.value, one.wanted, decision, score)
    now, then = (format_value(value, one.field, plan.ruleset.currency) for value in (one.value, one.wanted))
    if now == then:  # they differ only in digits that are not shown
        now = Text(repr(one.value), repr(one.value))
    text = Text(
        f"With '{title.en}' at {then.en} instead of {now.en} it would qualify{gives.en}",
        f"若“{title.zh}”{put_around('由', now.zh, '变为')}{put_around('', then.zh, '').rstrip()}，即可达到{cut}{gives.zh}",
    )
    return Change("measure", one.measure.id, text, one.field, one.value, one.wanted, decision, score)


def _lies_in(one: Candidate) -> bool:
    """Whether what is wanted lies inside the range that is known."""
    order, known = one.measure.levels, one.value
    place = order.index if order else float
    low, high = (None if end is None else place(end) for end in (known.least, known.most))
    wanted = place(one.wanted)
    return (low is None or low <= wanted) and (high is None or wanted <= high)


def _describe_finding(plan: Plan, one: Candidate, field: Field, gives: Text) -> Text:
    """The sentence of what a missing value, or one inside the range that is known, may turn out to be, or of all behind it."""
    currency, cut = plan.ruleset.currency, plan.ruleset.cut("qualify").zh
    then, known = format_value(one.wanted, field, currency), Text("", "")
    if one.value is not None:
        said = format_value(one.value, field, currency)
        known = Text(f" (known: {said.en})", f"（已知为 {said.zh}）")
    if one.ends is not None:
        up = one.ends[0] == one.wanted
        if field.type == "level":
            then = format_value(Range(one.wanted, None) if up else Range(None, one.wanted), field, currency)
        else:
            more = Text("or more", "及以上") if up else Text("or less", "及以下")
            then = Text(f"{then.en} {more.en}", put_behind(then.zh, more.zh))
    return Text(
        f"If '{field.title.en}'{known.en} turns out to be {then.en}, it would qualify{gives.en}",
        f"若查明“{field.title.zh}”{known.zh}{put_around('为', then.zh, '').rstrip()}，即可达到{cut}{gives.zh}",
    )
