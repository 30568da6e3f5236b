"""What an explained decision consists of, as data: `shortlist explain --json` prints it, memos are written from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any, Literal

from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.model.ranges import Range
from shortlist.model.reasons import ReasonCode

State = Literal["fired", "not fired", "unknown"]
ChangeKind = Literal["rule", "floor", "gate", "uncertain", "measure"]
UNRATED = Text("not rated: too little is known", "未评级：已知信息不足")
"""What stands for the grade where there is none."""
ASSUMED = Text("assumed from a range", "按区间暂定")
"""What stands beside a grade, class, treatment or term that was taken from a range."""


@dataclass(frozen=True)
class Reason:
    """A reason for the decision: its id as in the column `reasons`, and its sentence."""

    id: str
    text: Text


NO_WORDS: Mapping[float, Text] = field(default_factory=dict, repr=False)
"""No words; they are not in `as_dict` either."""


@dataclass(frozen=True)
class MeasurePart:
    """A measure: `value` in its unit (None if it is not settled or cannot be computed), `score` from 0 to 100.

    `field` is the field that the value is, if it is just one; `low` and `high` are the score's bounds; `weight` is its
    share of the criterion; `points` are the one or two knots of the curve around the value; `wanting` are the missing
    fields that it reads, and those that are ranges where the score depends on what they are.

    Where it reads ranges, `value` is that of the field (a Range), `low` and `high` are what it can still score, and `score`
    is None unless that is one score; `counts_as` is the value that is taken meanwhile and `part` its score, None where
    nothing is. `assumed` is the score that stands in (`missing: neutral`, `prior` or `worst`) where there is neither.
    `words` are what values that are codes are called.
    """

    id: str
    title: Text
    field: Field | None
    value: Any
    score: float | None
    low: float
    high: float
    weight: float
    settled: bool
    points: tuple[tuple[Any, float], ...]
    wanting: tuple[str, ...]
    counts_as: Any = None
    part: float | None = None
    assumed: float | None = None
    words: Mapping[float, Text] = NO_WORDS

    @property
    def word(self) -> Text | None:
        """What a value that is a code is called."""
        return self.words.get(self.value) if isinstance(self.value, int | float) else None


@dataclass(frozen=True)
class CriterionPart:
    """A criterion: `weight` is its share of all criteria, `share` its share of those that have a score.

    `contribution` is `share` times `score`, in points of the total (0 without a score).
    """

    id: str
    title: Text
    weight: float
    share: float
    score: float | None
    low: float
    high: float
    coverage: float
    contribution: float
    floor: float | None
    assumed: bool
    measures: tuple[MeasurePart, ...]


@dataclass(frozen=True)
class RulePart:
    """A rule or floor: whether it fired, and which fields that are missing or ranges keep it undetermined.

    `then` lists what follows from it, such as `reject`, `tag key-account` or `conclude solid`. `enough` are the fields that it
    reads of which a range is enough to judge it: nothing inside the range would change it.
    """

    id: str
    text: Text
    condition: str
    then: tuple[str, ...]
    if_unknown: str
    state: State
    wanting: tuple[str, ...]
    enough: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ask:
    """A field worth asking for: by how many points it could move the score, and which rules wait for it.

    `known` is the range that it is known to lie in, within which the exact value is asked for; None where it is missing.
    """

    field: Field
    effect: float
    rules: tuple[str, ...]
    known: Range | None = None


@dataclass(frozen=True)
class Change:
    """What stands against the prospect, or one value that would make it qualify.

    For a `measure` (`id` is CRITERION.measure), `value` is its value now (a Range where only that is known, None where nothing is) and `wanted` the
    one it would need (of `field`, if it is just one field); `decision` and `score` are the result of deciding again with that. The other kinds come first and
    have no values: rules and floors by their ids, the gate as `coverage:CRITERION`, and `uncertain` where `when_uncertain`
    asks for certainty.
    """

    kind: ChangeKind
    id: str
    text: Text
    field: Field | None = None
    value: Any = None
    wanted: Any = None
    decision: str | None = None
    score: float | None = None


@dataclass(frozen=True)
class Override:
    """What a person decided instead of the computed decision; in force through the day `until` (None: for good)."""

    decision: str
    because: str
    by: str
    made: str
    until: date | None


@dataclass(frozen=True)
class Explanation:
    """One decision and everything that led to it.

    The contributions of the criteria, `clipping` and `rounding` add up to `score`. `facts` has every field that the
    ruleset reads, in its order; missing ones are None, and one known to lie between two values is a Range. `counts_as`
    has what these count as until they are asked for, but for those that count as nothing. `segments` maps segment ids to classes (None: unknown).
    `treatment` is the id of what the prospect is offered, `offer` its terms by key; None and empty where there is none.

    Scores, bounds and contributions are points of 0-100, `coverage` a ratio. `score` and `grade` are None where nothing
    that counts is known. `override` is what a person decided instead, from a record.

    >>> from shortlist import Ruleset
    >>> found = Ruleset.load("b2b").decide({"country": "North Korea"}, date(2026, 11, 23))
    >>> found.decision, found.certain, [rule.id for rule in found.rules if rule.state == "fired"]
    ('reject', True, ['embargo'])
    """

    prospect_id: str
    name: str | None
    decision: str
    grade: str | None
    score: float | None
    score_low: float
    score_high: float
    certain: bool
    decision_worst: str
    decision_best: str
    coverage: float
    reasons: tuple[Reason, ...]
    criteria: tuple[CriterionPart, ...]
    clipping: float
    rounding: float
    rules: tuple[RulePart, ...]
    segments: Mapping[str, str | None]
    tags: tuple[str, ...]
    asks: tuple[Ask, ...]
    changes: tuple[Change, ...]
    facts: Mapping[str, Any]
    counts_as: Mapping[str, Any] = field(default_factory=dict)
    override: Override | None = None
    treatment: str | None = None
    offer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def assumed(self) -> frozenset[str]:
        """The output columns (`grade`, segments, `treatment`, `offer_KEY`) that were taken from a range, as the reasons say."""
        codes = [ReasonCode.parse(reason.id) for reason in self.reasons]
        return frozenset(code.name for code in codes if code.kind == "assumed")

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON under the names of the attributes: texts as `{"en", "zh"}`, dates in ISO 8601, a field as its
        id, type, unit, title and question."""
        found: dict[str, Any] = _plain(self)
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, Field):
        named = {"id": value.id, "type": value.type, "unit": value.unit}
        return {**named, "title": _plain(value.title), "question": _plain(value.question)}
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value) if part.repr}
    return value
