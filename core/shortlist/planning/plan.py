"""The plan: a compiled ruleset, run as one lazy Polars frame from typed fields to decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from shortlist.errors import Problem
from shortlist.expressions.functions import finite
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.ranges import ORDERED, find_ranged
from shortlist.model.reserved import KEPT
from shortlist.planning import columns
from shortlist.planning.decision import Decided, Fired
from shortlist.planning.ranges import settle_ranges, type_ends
from shortlist.planning.scope import Scope
from shortlist.planning.scores import ScoredMeasure, Weighting
from shortlist.planning.treatments import treatment_columns
from shortlist.planning.values import cut_later
from shortlist.planning.wanting import Wanting
from shortlist.ruleset.definition import Reference, Ruleset

FIRST_COLUMNS = ("prospect_id", "name", "decision", "grade", "score", "score_low", "score_high", "certain", "decision_worst",
                 "decision_best", "coverage", "reasons", "ask_next")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Plan:
    """A compiled ruleset: what `compile_plan` gives.

    `fields` are those that it reads, by id; `references` the tables that it joins; `scope` holds its names, scores and
    computed columns, `wanting` what its texts want to know exactly; `values` gives of each output column but the first two how it is computed.
    One that `tells_blanks` has `columns.BLANK` behind its output columns.
    """

    ruleset: Ruleset
    as_of: date
    scope: Scope
    measures: tuple[ScoredMeasure, ...]
    choices: tuple[Weighting, ...]
    fired: tuple[Fired, ...]
    decided: Decided
    wanting: Wanting
    values: Mapping[str, pl.Expr]
    fields: dict[str, Field]
    references: tuple[Reference, ...]
    variant: Callable[[frozenset[str]], Plan] = field(repr=False)
    tells_blanks: bool = False

    def fit(self, names: Iterable[str]) -> Plan:
        """The plan for a frame of these columns: another one where it has ranges of other fields that are read."""
        ranged = self.find_ranged(names)
        return self if ranged == self.scope.ranged else self.variant(ranged)

    def find_ranged(self, names: Iterable[str]) -> frozenset[str]:
        """The fields that it reads of which a frame of these columns has ranges."""
        return frozenset(one for one in find_ranged(names) if one in self.fields and self.fields[one].type in ORDERED)

    def __eq__(self, other: object) -> bool:
        """Whether the same is computed for the same ruleset and day."""
        if not isinstance(other, Plan):
            return NotImplemented
        return (
            (self.ruleset, self.as_of, self.fields) == (other.ruleset, other.as_of, other.fields)
            and self.scope.stages == other.scope.stages
            and all(one.meta.eq(two) for one, two in zip(self.outputs(), other.outputs(), strict=True))
        )

    @property
    def notes(self) -> list[Problem]:
        return self.scope.notes

    @property
    def output_columns(self) -> list[str]:
        middle = [*treatment_columns(self.ruleset), "tags", *self.ruleset.segments, *self.ruleset.criteria]
        return [*FIRST_COLUMNS, *middle]

    def rank_fields(self) -> dict[str, Field]:
        """The fields that it reads, those first that can move the score most: what to add to a list that has none of them."""
        effects = dict.fromkeys(self.fields, 0.0)
        for one in self.measures:
            share = max(choice.weights[one.criterion] for choice in self.choices)
            group = sum(other.weight for other in self.measures if other.criterion == one.criterion)
            curve = one.measure.curve
            for name in one.reads:
                effects[name] = effects.get(name, 0.0) + share * one.weight / group * (curve.highest - curve.lowest)
        return {name: self.fields[name] for name in sorted(self.fields, key=lambda name: -effects[name])}

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """One row a prospect, in the same order: the output columns, then the kept ones (`list:HEADER` in the frame).

        Columns are named by field; a field without a column is missing. Without `prospect_id` the row number serves. Where a
        field is null, `least:FIELD` and `most:FIELD` of its type say between which values it lies.
        """
        plan = self.fit(frame.collect_schema().names())
        frame, kept = plan.prepare(frame)
        return plan.finish(plan.scope.stages.apply(frame), kept)

    def prepare(self, frame: pl.LazyFrame) -> tuple[pl.LazyFrame, list[str]]:
        """The frame with the plan's columns typed and its references joined, and the names of the kept columns."""
        kept = [name for name in frame.collect_schema().names() if name.startswith(KEPT)]
        return self._type_fields(frame, kept), kept

    @property
    def reads(self) -> set[str]:
        """The columns that `finish` reads, but for kept ones."""
        return {"prospect_id", "name"} | {root for e in self.values.values() for root in e.meta.root_names()}

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
        """The output columns, over the frame that `compute` returns."""
        last = [columns.BLANK] if self.tells_blanks else []
        named = (self.values[name].alias(name) for name in [*self.output_columns[2:], *last])
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
        ranged = [self.fields[name] for name in sorted(self.scope.ranged)]
        ends = [end for one in ranged for end in type_ends(one, schema)]
        frame = cut_later(frame.select(*identity, *fields, *ends, *kept), self.fields, self.as_of)
        if ranged:
            frame = settle_ranges(frame, ranged, self.as_of)
        for reference in self.references:
            frame = frame.join(
                _build_table(reference, self.ruleset), on=reference.key, how="left", maintain_order="left"
            )
        return frame


def _type_field(field: Field, present: bool) -> pl.Expr:
    if not present:
        return pl.lit(None, field.dtype).alias(field.id)
    column = pl.col(field.id).cast(field.dtype)
    return (finite(column) if field.type in NUMERIC else column).alias(field.id)


def _build_table(reference: Reference, ruleset: Ruleset) -> pl.LazyFrame:
    columns: dict[str, pl.Series] = {
        reference.key: pl.Series(list(reference.rows), dtype=ruleset.fields[reference.key].dtype)
    }
    for name, one in reference.fields.items():
        columns[f"{reference.id}.{name}"] = pl.Series([row[name] for row in reference.rows.values()], dtype=one.dtype)
    return pl.LazyFrame(columns)
