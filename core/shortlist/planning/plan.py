"""The plan: a ruleset compiled to one lazy Polars frame, from typed fields to decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import polars as pl

from shortlist.errors import Problem, RulesetError
from shortlist.expressions.functions import finite
from shortlist.expressions.nodes import Classes
from shortlist.model.criteria import Measure, weight_fault
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.reserved import KEPT
from shortlist.planning.decision import Fired, decide
from shortlist.planning.function_measures import name_mistakes
from shortlist.planning.reasons import Explainer
from shortlist.planning.scope import Scope
from shortlist.planning.scores import (
    ScoredMeasure,
    percent_note,
    score_criterion,
    score_measure,
    score_total,
    weightings,
)
from shortlist.planning.treatments import name_decision, treat, treatment_columns
from shortlist.ruleset.definition import Reference, Ruleset, RulesetCriterion
from shortlist.ruleset.document import Node

FIRST_COLUMNS = ("prospect_id", "name", "decision", "grade", "score", "score_low", "score_high", "certain", "decision_worst",
                 "decision_best", "coverage", "reasons", "ask_next")  # fmt: skip


class Plan:
    """A compiled ruleset. Compiling raises RulesetError with every condition and measure that is wrong.

    `fields` are those that it reads, by id; `output_columns` what `decide` returns before kept columns.
    """

    def __init__(self, ruleset: Ruleset, as_of: date, broken: frozenset[str] = frozenset()) -> None:
        self.ruleset, self.as_of = ruleset, as_of
        self.scope = Scope(ruleset, as_of, broken)
        self.measures: list[ScoredMeasure] = []
        self._compile()
        if self.scope.problems:
            raise RulesetError(self.scope.problems)

    @property
    def notes(self) -> list[Problem]:
        return self.scope.notes

    @property
    def fields(self) -> dict[str, Field]:
        return dict(self.scope.fields_used)

    # --- compiling, in the order of evaluation

    def _compile(self) -> None:
        scope, ruleset = self.scope, self.ruleset
        for criterion in ruleset.criteria.values():
            self._criterion(criterion)
        driver = self._segment(scope.driver) if scope.driver in ruleset.segments else None
        whole = len(scope.scores) == len(ruleset.criteria) and (driver is not None or not scope.driver)
        classes = [None, *(driver.possible if driver else ())]
        whole = whole and not any(
            weight_fault(c.weight.of(name) for c in ruleset.criteria.values()) for name in classes
        )
        if whole:
            self.choices = weightings(ruleset, driver)
            scope.scores["score"] = score_total(scope, self.choices)
        segments = {name: self._segment(name) for name in ruleset.segments}
        truths = [(rule, scope.report(rule.when, lambda rule=rule: scope.rule(rule))) for rule in ruleset.rules]  # type: ignore[misc]
        if scope.problems or not whole or not all(truth for _, truth in truths) or not all(segments.values()):
            treat(scope, None)
            return
        self.fired = [Fired.of(rule, truth, scope.stages) for rule, truth in truths if truth is not None]
        self.total = total = scope.scores["score"]
        decided = decide(self.fired, total, ruleset.decision, scope.stages)
        self.certain = decided.certain
        self.explainer = explainer = Explainer(
            scope, self.measures, self.choices, self.fired, decided, ruleset.decision
        )
        scope.decided = name_decision(decided, total, ruleset.decision)
        treated = treat(scope, decided)
        self._outputs = {
            "decision": decided.decision, "grade": decided.grade, "score": total.now, "score_low": total.low, "score_high": total.high,
            "certain": decided.certain, "decision_worst": decided.worst, "decision_best": decided.best, "coverage": total.coverage,
            "reasons": explainer.reasons(), "ask_next": explainer.asks(), **treated, "tags": explainer.tags(),
            **{name: segment.now for name, segment in segments.items() if segment is not None},
            **{name: scope.scores[name].now for name in ruleset.criteria},
        }  # fmt: skip

    def _segment(self, name: str | None) -> Classes | None:
        segment = self.ruleset.segments[name or ""]
        return self.scope.report(segment.node, lambda: self.scope.segment(segment))

    def _criterion(self, criterion: RulesetCriterion) -> None:
        scored: list[ScoredMeasure] = []
        measures = [measure for measure in criterion.measures if measure.weight > 0]
        for measure in measures:
            if note := percent_note(self.scope, measure):
                self.scope.notes.append(Problem(note, self._place(criterion, measure).place))
            score = partial(
                name_mistakes,
                criterion,
                measure,
                partial(score_measure, self.scope, criterion, measure, measure.weight),
            )
            found = self.scope.report(self._place(criterion, measure), score)
            if found is not None:
                scored.append(found)
        if len(scored) == len(measures):
            self.scope.scores[criterion.id] = score_criterion(self.scope, criterion, scored)
            self.measures += scored

    @staticmethod
    def _place(criterion: RulesetCriterion, measure: Measure) -> Node:
        return criterion.node.at(("measures", measure.id, "value"))

    # --- running

    @property
    def output_columns(self) -> list[str]:
        middle = [*treatment_columns(self.ruleset), "tags", *self.ruleset.segments, *self.ruleset.criteria]
        return [*FIRST_COLUMNS, *middle]

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """One row a prospect, in the same order: the output columns, then the kept ones (`list:HEADER` in the frame).

        Columns are named by field; a field without a column is missing. Without `prospect_id` the row number serves.
        """
        frame, kept = self.prepare(frame)
        return self.finish(self.scope.stages.apply(frame), kept)

    def prepare(self, frame: pl.LazyFrame) -> tuple[pl.LazyFrame, list[str]]:
        """The frame with the plan's columns typed and its references joined, and the names of the kept columns."""
        kept = [name for name in frame.collect_schema().names() if name.startswith(KEPT)]
        return self._type_fields(frame, kept), kept

    @property
    def reads(self) -> set[str]:
        """The columns that `finish` reads, but for kept ones."""
        return {"prospect_id", "name"} | {root for e in self._outputs.values() for root in e.meta.root_names()}

    def finish(self, frame: pl.LazyFrame, kept: Sequence[str]) -> pl.LazyFrame:
        """The output columns, then the kept ones, of a prepared frame whose stages were applied."""
        chosen = self.outputs()
        taken = set(self.output_columns)
        for column in kept:
            name = column.removeprefix(KEPT)
            while name in taken:
                name = f"list_{name}"
            taken.add(name)
            chosen.append(pl.col(column).alias(name))
        return frame.select(chosen)

    def outputs(self) -> list[pl.Expr]:
        """The output columns, over the frame that `computed` returns."""
        named = (self._outputs[name].alias(name) for name in self.output_columns[2:])
        return [pl.col("prospect_id"), pl.col("name"), *named]

    def compute(
        self, frame: pl.LazyFrame, kept: Sequence[str] = (), instead: Mapping[str, pl.Expr] | None = None
    ) -> pl.LazyFrame:
        """The frame with every column that the plan computes; those of the frame itself are the fields and the kept ones.

        `instead` gives for names of computed columns the expression of a value that takes its place where it is not null.
        """
        return self.scope.stages.apply(self._type_fields(frame, kept), instead)

    def _type_fields(self, frame: pl.LazyFrame, kept: Sequence[str]) -> pl.LazyFrame:
        """The fields that the plan reads, typed, with what references say of them."""
        schema = frame.collect_schema()
        if "prospect_id" not in schema:
            frame = frame.with_row_index("prospect_id", offset=1)
        names = ["prospect_id", "name"]
        identity = [_type_field(self.ruleset.fields[name], name in schema or name == "prospect_id") for name in names]
        fields = [_type_field(field, field.id in schema) for field in self.fields.values() if field.id not in names]
        frame = frame.select(*identity, *fields, *kept)
        for reference in self.ruleset.references.values():
            if any(name.startswith(f"{reference.id}.") for reads in self.scope.mentions.values() for name in reads):
                frame = frame.join(_table(reference, self.ruleset), on=reference.key, how="left", maintain_order="left")
        return frame


def _type_field(field: Field, present: bool) -> pl.Expr:
    if not present:
        return pl.lit(None, field.dtype).alias(field.id)
    column = pl.col(field.id).cast(field.dtype)
    return (finite(column) if field.type in NUMERIC else column).alias(field.id)


def _table(reference: Reference, ruleset: Ruleset) -> pl.LazyFrame:
    columns: dict[str, pl.Series] = {
        reference.key: pl.Series(list(reference.rows), dtype=ruleset.fields[reference.key].dtype)
    }
    for name, field in reference.fields.items():
        columns[f"{reference.id}.{name}"] = pl.Series([row[name] for row in reference.rows.values()], dtype=field.dtype)
    return pl.LazyFrame(columns)
