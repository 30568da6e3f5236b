"""Scores prospects by one criterion alone, without the author needing a ruleset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from shortlist.errors import Place
from shortlist.model.criteria import Criterion
from shortlist.model.fields import Field
from shortlist.planning.compile import compile_plan
from shortlist.planning.function_measures import AS_OF
from shortlist.planning.values import cut_later
from shortlist.ruleset.definition import Ruleset, RulesetCriterion, Weight
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import DecisionEntry


@dataclass(frozen=True)
class Outcome:
    """What a criterion made of one prospect: the score (None if there is none), its bounds, coverage (0-1), the score of
    each measure that has one, and the missing fields that unsettled measures read."""

    score: float | None
    low: float
    high: float
    coverage: float
    measures: dict[str, float]
    asks: tuple[str, ...]


class Workbench:
    """A criterion with params and a seller, ready to score frames.

    `fields` are the fields that it reads. Raises RulesetError where a measure cannot be built.
    """

    def __init__(
        self, criterion: Criterion, fields: Mapping[str, Field], params: Any = None, seller: Mapping[str, Any] | None = None,
        as_of: date = AS_OF,
    ) -> None:  # fmt: skip
        used = RulesetCriterion(
            criterion,
            Weight(1),
            criterion.measures,
            "skip",
            None,
            params,
            criterion.title,
            Node(None, Place(criterion.id)),
        )
        # A ruleset of this criterion alone, so that it is scored by the very plan that decides.
        none: dict[str, Any] = {}
        criteria = {criterion.id: used}
        ruleset = Ruleset(
            "workbench",
            "1",
            criterion.title,
            "-",
            "USD",
            {},
            seller or {},
            fields,
            none,
            criteria,
            none,
            (),
            DecisionEntry(),
        )
        self.criterion = criterion
        self.plan = compile_plan(ruleset, as_of)
        self.fields = self.plan.fields

    def scores(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """One row for each prospect: `score`, `low`, `high`, `coverage` and a column for each measure; null without a score."""
        plan = self.plan.fit(frame.collect_schema().names())
        scored = plan.scope.scores[self.criterion.id]
        measures = [measure.score.alias(f"measure:{measure.measure.id}") for measure in plan.measures]
        frame = plan.compute(frame)
        return frame.select(
            scored.now.alias("score"), scored.low.alias("low"), scored.high.alias("high"),
            scored.coverage.alias("coverage"), *measures,
        )  # fmt: skip

    def outcome(self, frame: pl.DataFrame) -> Outcome:
        """What the criterion makes of the one row of a typed frame."""
        row = self.scores(frame.lazy()).collect().row(0, named=True)
        given = cut_later(frame.lazy(), self.fields, self.plan.as_of).collect().row(0, named=True)
        measures = {m.measure.id: row[f"measure:{m.measure.id}"] for m in self.plan.measures}
        unsettled = [m for m in self.plan.measures if any(given.get(name) is None for name in m.reads)]
        asks = dict.fromkeys(name for m in unsettled for name in m.reads if given.get(name) is None)
        has = {name: score for name, score in measures.items() if score is not None}
        return Outcome(row["score"], row["low"], row["high"], row["coverage"], has, tuple(asks))
