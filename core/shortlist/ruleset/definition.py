"""A checked ruleset, as data: its criteria, segments, rules, treatments, histories and cuts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shortlist.errors import Problem
from shortlist.language import Text
from shortlist.model.criteria import Criterion, Measure
from shortlist.model.fields import Field
from shortlist.model.terms import DECISION_WORDS, DECISIONS, Decision, IfUnknown, Missing
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import DecisionEntry, Floor
from shortlist.ruleset.sources import Origin


@dataclass(frozen=True)
class Weight:
    """A criterion's weight, for all prospects or by the classes of a segment."""

    default: float
    by: str | None = None
    classes: Mapping[str, float] = field(default_factory=dict)

    def of(self, class_id: str | None) -> float:
        """The weight for a prospect of that class; the default for an unknown class (None)."""
        return self.classes.get(class_id, self.default) if class_id is not None else self.default


@dataclass(frozen=True)
class RulesetCriterion:
    """A criterion as a ruleset uses it: `measures` are those in use, with the ruleset's own curves and weights.

    `supplier` is the id of the plugin that supplies it; empty for a criterion written in the ruleset.
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
    """A lookup table: the type and header of each column, and the rows by key."""

    id: str
    key: str
    fields: Mapping[str, Field]
    rows: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Feature:
    """A SQL aggregate over a prospect's rows of a history, which becomes the field of the same id."""

    id: str
    value: Node


@dataclass(frozen=True)
class Computed:
    """A column of a history that its file need not have: SQL over the other columns of the row; `field` has its type."""

    field: Field
    value: Node


@dataclass(frozen=True)
class Check:
    """What is looked at in a whole table: SQL over all rows of it that are known; a count above 0, or true, is told or stops."""

    id: str
    when: Node
    say: Text
    stop: bool


@dataclass(frozen=True)
class History:
    """A related table: its key and date, its columns by id, and the features computed from them.

    `newest_by`: of rows that are equal in these columns only the newest counts. `computed` columns read those before them;
    `optional` are columns of the file of whose absence nothing is said.
    """

    id: str
    prospect: Field
    date: Field
    fields: Mapping[str, Field]
    features: Mapping[str, Feature]
    newest_by: tuple[str, ...] = ()
    computed: Mapping[str, Computed] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SegmentClass:
    id: str
    when: Node | None
    title: Text


@dataclass(frozen=True)
class Segment:
    """An ordered list of classes; the last has no condition."""

    id: str
    title: Text
    classes: tuple[SegmentClass, ...]
    node: Node


@dataclass(frozen=True)
class Rule:
    """A condition and what follows from it. Floors are rules too."""

    id: str
    when: Node
    decision: Decision | None
    tags: tuple[str, ...]
    conclusions: tuple[str, ...]
    if_unknown: IfUnknown
    because: Text | None


@dataclass(frozen=True)
class Treatment:
    """What prospects with one of these decisions are offered if the condition holds (None: always); `offer` by key."""

    id: str
    title: Text
    when: Node | None
    decisions: tuple[Decision, ...]
    offer: Mapping[str, Node]
    node: Node


@dataclass(frozen=True)
class Ruleset:
    """A ruleset, checked and complete.

    `fields` are all that it may read, those of plugins and its own; `questions` are what to ask for keys of `seller`; `origin`
    is what it was made from.
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
    tags: Mapping[str, Text] = field(default_factory=dict)
    questions: Mapping[str, Text] = field(default_factory=dict)

    def word(self, decision: str) -> Text:
        """What a decision is called before people."""
        own = self.decision.words.get(next(one for one in DECISIONS if one == decision))
        return own.text if own else DECISION_WORDS[decision]

    def cut(self, decision: str) -> Text:
        """What the cut is called that decides: between review and reject, or between qualify and the rest."""
        if decision == "reject":
            return Text("the cut", "复核线")
        return Text("the cut", "达标线" if "qualify" in self.decision.words else "准入线")

    def computes(self, field: str) -> bool:
        """Whether a history of the ruleset computes the field."""
        return any(field in history.features for history in self.histories.values())

    def tag(self, name: str) -> Text:
        """What a tag is called before people: as the ruleset says, else its id with spaces."""
        return self.tags.get(name) or Text.of(name.replace("-", " ").replace("_", " "))
