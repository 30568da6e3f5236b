"""Rulesets: from a name or file to checked declarations that `plan` compiles."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from shortlist.criterion import Criterion, Measure
from shortlist.entries import Decision, IfUnknown, Missing
from shortlist.errors import Problem
from shortlist.fields import Field
from shortlist.language import Text
from shortlist.origin import Origin
from shortlist.schema import DecisionEntry, Floor
from shortlist.yamlfile import Node

if TYPE_CHECKING:
    import polars as pl

    from shortlist.explanation import Explanation
    from shortlist.plan import Plan

    Tables = Mapping[str, pl.DataFrame | pl.LazyFrame]


@dataclass(frozen=True)
class Weight:
    """A criterion's weight, for all prospects or by the classes of a segment."""

    default: float
    by: str | None = None
    classes: Mapping[str, float] = field(default_factory=dict)

    def of(self, class_id: str | None) -> float:
        return self.classes.get(class_id, self.default) if class_id is not None else self.default


def weight_fault(weights: Iterable[float]) -> Text | None:
    """Why no mean can be taken with these weights; None where one can."""
    total = sum(weights)
    if not math.isfinite(total):
        return Text("are too large to add up", "过大，无法相加")
    return None if total > 0 else Text("are 0", "均为 0")


@dataclass(frozen=True)
class RulesetCriterion:
    """A criterion as a ruleset uses it: `measures` are those in use, with the ruleset's curves and weights.

    `supplier` is the id of the plugin that supplies it; empty for one that is written in the ruleset.
    """

    criterion: Criterion
    weight: Weight
    measures: tuple[Measure, ...]
    missing: Missing
    floor: Floor | None
    params: Any
    title: Text
    node: Node
    supplier: str = ""

    @property
    def id(self) -> str:
        return self.criterion.id


@dataclass(frozen=True)
class Reference:
    """A lookup table: per column its type and header, and the rows by key."""

    id: str
    key: str
    fields: Mapping[str, Field]
    rows: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Feature:
    """A SQL aggregate over a prospect's rows of a history; its value is that of the field of the same id."""

    id: str
    value: Node


@dataclass(frozen=True)
class History:
    """A related table: the headers of its key and date, its columns by id, and what is computed from them.

    `newest_by`: of the rows that are alike in these columns only the newest counts.
    """

    id: str
    prospect: Field
    date: Field
    fields: Mapping[str, Field]
    features: Mapping[str, Feature]
    newest_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class SegmentClass:
    id: str
    when: Node | None
    title: Text


@dataclass(frozen=True)
class Segment:
    """An ordered list of classes, the last of which has no condition."""

    id: str
    title: Text
    classes: tuple[SegmentClass, ...]
    node: Node


@dataclass(frozen=True)
class Rule:
    """A condition and what follows. Floors are rules too."""

    id: str
    when: Node
    decision: Decision | None
    tags: tuple[str, ...]
    conclusions: tuple[str, ...]
    if_unknown: IfUnknown
    because: Text | None


@dataclass(frozen=True)
class Treatment:
    """What prospects of these decisions are offered where the condition (None: always) holds; `offer` by key."""

    id: str
    title: Text
    when: Node | None
    decisions: tuple[Decision, ...]
    offer: Mapping[str, Node]
    node: Node


@dataclass(frozen=True)
class Ruleset:
    """A ruleset, checked and complete.

    `fields` holds every field that it may read, plugins' and its own; `origin` what it was made from. Load one with
    `Ruleset.load`.
    """

    id: str
    version: str
    title: Text
    source: str
    currency: str
    rates: Mapping[str, float]
    seller: Mapping[str, Any]
    fields: Mapping[str, Field]
    references: Mapping[str, Reference]
    criteria: Mapping[str, RulesetCriterion]
    segments: Mapping[str, Segment]
    rules: tuple[Rule, ...]
    decision: DecisionEntry
    histories: Mapping[str, History] = field(default_factory=dict)
    treatments: tuple[Treatment, ...] = ()
    notes: tuple[Problem, ...] = ()
    origin: Origin = field(default_factory=Origin)

    @classmethod
    def load(cls, name: str | Path, set: Sequence[str] = ()) -> Ruleset:
        """The ruleset of a name or file, with changes like `decision.qualify=65`.

        Raises RulesetError with every mistake at once, each with file, line and column.
        """
        from shortlist.loader import load

        return load(str(name), set)

    def plan(self, as_of: date) -> Plan:
        """The compiled plan for a run at a date."""
        from shortlist.plan import Plan

        return Plan(self, as_of)

    @overload
    def qualify(
        self, frame: pl.DataFrame, as_of: date | None = None, history: Tables | None = None
    ) -> pl.DataFrame: ...
    @overload
    def qualify(
        self, frame: pl.LazyFrame, as_of: date | None = None, history: Tables | None = None
    ) -> pl.LazyFrame: ...
    def qualify(
        self, frame: pl.DataFrame | pl.LazyFrame, as_of: date | None = None, history: Tables | None = None
    ) -> pl.DataFrame | pl.LazyFrame:
        """Decide every row of a typed frame; columns are named by field, absent ones are missing.

        `history` gives tables of the ruleset's histories by name: `prospect`, `date` and the declared columns, typed.
        Returns one row a prospect, in the same order, with the columns of `plan.output_columns`.

        >>> import polars as pl
        >>> frame = pl.DataFrame({"prospect_id": ["C-1", "C-2"], "country": ["KP", "DE"]})
        >>> Ruleset.load("b2b").qualify(frame, date(2026, 11, 23))["decision"].to_list()
        ['reject', 'review']
        """
        import polars as pl

        from shortlist.history import attach

        day = as_of or date.today()
        plan = self.plan(day)
        lazy = frame.lazy()
        if history:
            lazy = attach(self, lazy, {name: table.lazy() for name, table in history.items()}, day, plan.fields)
        decided = plan.decide(lazy)
        return decided if isinstance(frame, pl.LazyFrame) else decided.collect()

    def decide(self, prospect: Mapping[str, Any], as_of: date | None = None) -> Explanation:
        """Decide one prospect and explain it. Keys and values are as a list has them: `{"Revenue": "$5M"}`.

        Keys are fields' ids, titles or aliases; what is not given is missing. Raises ListError for an unknown key and
        for a value that cannot be read.

        >>> found = Ruleset.load("b2b").decide({"country": "Germany", "annual_revenue": "$5M"}, date(2026, 11, 23))
        >>> found.decision, found.asks[0].field.id
        ('review', 'credit_rating')
        """
        from shortlist.explaining import explain
        from shortlist.subject import from_record

        subject = from_record(self.plan(as_of or date.today()), prospect)
        return next(explain(subject.plan, subject.frame))
