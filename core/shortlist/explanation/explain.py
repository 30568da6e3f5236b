"""Explanations: from a plan and typed prospects to all that led to each decision, as data."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl

from shortlist.explanation.counterfactuals import find_changes
from shortlist.explanation.detail import (
    Row,
    compute_details,
    counted_value,
    fact_of,
    field_of,
    find_assumed,
    point_of,
    score_range,
    value_now,
)
from shortlist.explanation.plausible import NOTHING, Seen
from shortlist.explanation.sentences import describe_rule, reason_text
from shortlist.model.explanation import Ask, CriterionPart, Explanation, MeasurePart, Reason, RulePart, State
from shortlist.model.fields import Field
from shortlist.model.ranges import Range
from shortlist.model.reasons import ReasonCode
from shortlist.model.terms import Missing
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.planning.reasons import SEPARATOR
from shortlist.planning.scores import ScoredMeasure
from shortlist.planning.treatments import collect_offers
from shortlist.ruleset.definition import Rule, Ruleset

BATCH = 2_000


def explain(plan: Plan, frame: pl.DataFrame | pl.LazyFrame, seen: Seen = NOTHING) -> Iterator[Explanation]:
    """One Explanation a prospect, in the order of a frame as `Plan.decide` takes it.

    `seen` is what their list shows to be plausible, as `plausible.look_at` finds it.
    Explained in batches, so that a list larger than memory may be given and left off early.
    """
    lazy = frame.lazy()
    if "prospect_id" not in lazy.collect_schema():
        lazy = lazy.with_row_index("prospect_id", offset=1)
    plan = plan.fit(lazy.collect_schema().names())
    maker = _Maker(plan)
    for batch in lazy.collect_batches(chunk_size=BATCH, maintain_order=True):
        for part in batch.iter_slices(BATCH):
            rows = compute_details(plan, part)
            for row, own in zip(rows, find_changes(plan, part, rows, seen), strict=True):
                yield maker.build(row, own)


@dataclass
class _Maker:
    """Builds the explanations of one plan; what is the same for every prospect is worked out once."""

    plan: Plan

    @cached_property
    def measures(self) -> dict[str, list[tuple[ScoredMeasure, Field | None, float]]]:
        """By criterion its measures, the field that each is, and its share of the criterion."""
        found: dict[str, list[tuple[ScoredMeasure, Field | None, float]]] = {
            key: [] for key in self.plan.ruleset.criteria
        }
        for one in self.plan.measures:
            total = sum(other.weight for other in self.plan.measures if other.criterion == one.criterion)
            found[one.criterion].append((one, field_of(self.plan, one), one.weight / total))
        return found

    @cached_property
    def rules(self) -> list[tuple[Rule, RulePart, tuple[str, ...]]]:
        """Each rule, its part as if it did not fire, and the fields behind it."""
        return [(item.rule, self._describe_rule(item.rule), self._fields_behind(item.rule)) for item in self.plan.fired]

    def _describe_rule(self, rule: Rule) -> RulePart:
        then = [*([rule.decision] if rule.decision else []), *(f"tag {tag}" for tag in rule.tags)]
        then += [f"conclude {name}" for name in rule.conclusions]
        condition = " ".join(str(rule.when.value).split())
        text = describe_rule(self.plan.ruleset, rule)
        return RulePart(rule.id, text, condition, tuple(then), rule.if_unknown, "not fired", ())

    def _fields_behind(self, rule: Rule) -> tuple[str, ...]:
        return tuple(self.plan.scope.fields_of(f"rule {rule.id}", self._fields_of_criterion))

    def _fields_of_criterion(self, key: str) -> list[str]:
        return [name for measure, _, _ in self.measures[key] for name in measure.reads]

    # --- one prospect

    def build(self, row: Row, own: tuple[Any, ...]) -> Explanation:
        ruleset = self.plan.ruleset
        facts = {name: fact_of(self.plan, name, row) for name in self.plan.fields}
        points = {name: point_of(self.plan, name, row) for name, fact in facts.items() if isinstance(fact, Range)}
        criteria = self._build_criteria(row, facts)
        rules = tuple(self._judge_rules(row, facts))
        score, mean, unclipped = row["score"], row[columns.MEAN], row[columns.UNCLIPPED]
        return Explanation(
            prospect_id=row["prospect_id"], name=row["name"], decision=row["decision"], grade=row["grade"], score=score,
            score_low=row["score_low"], score_high=row["score_high"], certain=row["certain"],
            decision_worst=row["decision_worst"], decision_best=row["decision_best"], coverage=row["coverage"],
            reasons=tuple(_say_reasons(ruleset, row)),
            criteria=criteria,
            clipping=0.0 if score is None else score - unclipped,
            rounding=0.0 if score is None else unclipped - mean,
            rules=rules,
            segments={name: row[name] for name in ruleset.segments},
            tags=_split_words(row["tags"]),
            asks=tuple(self._build_ask(name, row, rules, facts) for name in _split_words(row["ask_next"])),
            changes=own,
            facts=facts,
            counts_as={name: point for name, point in points.items() if point is not None},
            treatment=row.get("treatment"),
            offer=collect_offers(row, ruleset),
        )  # fmt: skip

    def _build_criteria(self, row: Row, facts: Mapping[str, Any]) -> tuple[CriterionPart, ...]:
        weights = self.plan.choices[row[columns.WEIGHTING]].weights
        present = sum(weight for key, weight in weights.items() if row[columns.now(key)] is not None)
        parts = []
        for key, criterion in self.plan.ruleset.criteria.items():
            score = row[columns.now(key)]
            share = 0.0 if score is None or not present else weights[key] / present
            parts.append(
                CriterionPart(
                    id=key, title=criterion.title, weight=weights[key], share=share, score=score,
                    low=row[columns.low(key)], high=row[columns.high(key)], coverage=row[columns.coverage(key)],
                    contribution=share * (score or 0.0), floor=criterion.floor.below if criterion.floor else None,
                    assumed=row[columns.assumed(key)],
                    measures=tuple(_build_measure(*one, criterion.missing, row, facts) for one in self.measures[key]),
                )
            )  # fmt: skip
        return tuple(parts)

    def _judge_rules(self, row: Row, facts: Mapping[str, Any]) -> Iterator[RulePart]:
        for rule, part, behind in self.rules:
            truth, open_ = row[columns.truth(rule.id)], row[columns.undetermined(rule.id)]
            state: State = "unknown" if truth is None else "fired" if truth else "not fired"
            ranges = {name for name in behind if isinstance(facts[name], Range)}
            enough = tuple(name for name in behind if name in ranges and row.get(columns.enough(rule.id, name)))
            wanted = (name for name in behind if name not in ranges or row[columns.wanted(rule.id, name)])
            wanting = tuple(name for name in wanted if _is_open(facts[name])) if open_ else ()
            if state == "not fired" and not wanting and not enough:
                yield part
            else:
                yield replace(part, state=state, wanting=wanting, enough=enough)

    def _build_ask(self, name: str, row: Row, rules: tuple[RulePart, ...], facts: Mapping[str, Any]) -> Ask:
        weights = self.plan.choices[row[columns.WEIGHTING]].weights
        effect = sum(
            weights[one.criterion] * share * (high - low)
            for measures in self.measures.values()
            for one, _, share in measures
            if name in one.reads and not row[columns.settled(one.id)]
            for low, high in [score_range(one, row)]
        )
        waiting = [
            part.id
            for (rule, _, _), part in zip(self.rules, rules, strict=True)
            if name in part.wanting and (rule.decision or rule.if_unknown == "review")
        ]
        known = facts[name] if isinstance(facts[name], Range) else None
        return Ask(self.plan.fields[name], round(effect, 2), tuple(waiting), known)


def _is_open(fact: Any) -> bool:
    return fact is None or isinstance(fact, Range)


def _split_words(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()


def _build_measure(
    one: ScoredMeasure, field: Field | None, share: float, missing: Missing, row: Row, facts: Mapping[str, Any]
) -> MeasurePart:
    score, settled = row[columns.score(one.id)], row[columns.settled(one.id)]
    value, part = value_now(one, row), None
    low, high = score_range(one, row)
    points = () if value is None else _find_knots(one, value)
    if one.span and not settled:
        value, part = facts[field.id] if field else None, row[columns.part(one.id)] if score is None else None
    return MeasurePart(
        id=one.measure.id, title=one.measure.title, field=field, value=value, score=score, low=low, high=high,
        weight=share, settled=settled, points=points,
        wanting=() if settled or score is not None else tuple(name for name in one.reads if _is_open(facts[name])),
        counts_as=None if part is None else counted_value(one, row), part=part,
        assumed=find_assumed(one, row, missing) if score is None and part is None else None,
        words=one.measure.words,
    )  # fmt: skip


def _find_knots(one: ScoredMeasure, value: Any) -> tuple[tuple[Any, float], ...]:
    """The knots of the curve around a value: the listed one of levels, none for an unlisted value."""
    points = one.measure.curve.points
    if one.measure.curve.kind == "levels":
        return tuple(point for point in points if point[0] == value)
    after = bisect_right(one.measure.curve.knots, value)
    if after and points[after - 1][0] == value and one.measure.curve.kind == "linear":
        return (points[after - 1],)
    return points[max(after - 1, 0) : after + 1]


def _say_reasons(ruleset: Ruleset, row: Mapping[str, Any]) -> Iterator[Reason]:
    codes = row["reasons"].split(SEPARATOR)
    # What would qualify but for missing data has the reasons of what qualifies.
    by_score = "qualify" if codes[0] == str(ReasonCode("uncertain")) else row["decision"]
    for one in codes:
        kind = ReasonCode.parse(one).kind
        yield Reason(one, reason_text(ruleset, one, by_score if kind == "score" else row["decision"], row))
