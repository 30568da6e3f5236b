"""A ruleset as the oracle reads it: conditions parsed, weights normalised, what each measure and rule reads."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.support.oracle_evaluation import Meaning
from tests.support.oracle_ranges import Range, settle
from tests.support.oracle_sql import Node, parse
from tests.support.oracle_treatments import Treatments
from tests.support.oracle_values import (
    NUMBERS,
    Scalar,
)

DECISIONS = ("reject", "review", "qualify")
References = dict[str, dict[Any, dict[str, Any]]]


def round_to(number: float, scale: int) -> float:
    return round((number + 1e-9) * scale) / scale


def is_odd(value: Any) -> bool:
    """NaN and infinity are null."""
    return isinstance(value, float) and not math.isfinite(value)


def is_dated(field: dict[str, Any]) -> bool:
    return field.get("type") == "date" or field.get("unit") == "year"


def clip(number: float, low: float, high: float) -> float:
    return min(max(number, low), high)


def unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


@dataclass(frozen=True, eq=False)
class Measure:
    id: str
    share: float
    node: Node
    curve: str
    points: list[tuple[Any, float]]
    otherwise: float | None
    prior: float
    lowest: float
    highest: float
    fields: list[str]
    keys: frozenset[str]
    """Those of the fields by which it looks something up in a table."""


@dataclass(frozen=True, eq=False)
class Criterion:
    id: str
    missing: str
    measures: list[Measure]


@dataclass(frozen=True, eq=False)
class Rule:
    id: str
    node: Node
    kind: str | None
    tags: list[str]
    conclusions: list[str]
    review_unknown: bool

    @property
    def counts(self) -> bool:
        return self.kind is not None or self.review_unknown


@dataclass(frozen=True)
class Mark:
    """A score with its bounds (None: no criterion has weight); for a criterion also what is open in it."""

    now: float | None
    low: float | None
    high: float | None
    can_be_null: bool
    coverage: float
    least_coverage: float
    assumed: bool = False
    undefined: tuple[str, ...] = ()
    open: dict[str, float] = dataclasses.field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether there is none only because its ranges count for nothing yet."""
        return self.now is None and not self.can_be_null and self.low is not None

    def scalar(self) -> Scalar:
        known = self.low is not None and self.low == self.high and not self.can_be_null
        now = self.low if self.waits else self.now
        return Scalar(now, known, self.can_be_null, self.low is not None, self.low, self.high, rests=self.waits)


class Compiled:
    """A ruleset ready to decide: conditions parsed, weights normalised, reads followed."""

    def __init__(self, ruleset: dict[str, Any], references: References, as_of: date) -> None:
        self.fields: dict[str, dict[str, Any]] = ruleset.get("fields") or {}
        self.references: dict[str, dict[str, Any]] = ruleset.get("references") or {}
        self.tables = references
        self.seller: dict[str, Any] = ruleset.get("seller") or {}
        self.segments = {
            s["id"]: [(c["id"], self.when(c)) for c in s["classes"]] for s in ruleset.get("segments") or []
        }
        self.raw_criteria: dict[str, dict[str, Any]] = ruleset.get("criteria") or {}
        decision = ruleset.get("decision") or {}
        self.qualify: float = decision.get("qualify", 70)
        self.review: float = decision.get("review", 50)
        self.min_coverage: float = decision.get("min_coverage", 0)
        self.missing: str = decision.get("missing", "skip")
        self.ranges: str = decision.get("ranges", "middle")
        self.silent = self.ranges == "unknown"
        self.keep = decision.get("when_uncertain", "keep") == "keep"
        grades: dict[str, float] = decision.get("grades") or {"A": 85, "B": 70, "C": 50, "D": 0}
        self.grades = sorted(grades.items(), key=lambda item: -item[1])
        self.rules = [self.rule(raw) for raw in ruleset.get("rules") or [] if raw.get("use", True)] + list(
            self.floors()
        )
        self.concluding: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for conclusion in rule.conclusions:
                self.concluding.setdefault(conclusion, []).append(rule)
        self.meaning = Meaning(self.name_kinds(), self.level_values(), as_of)
        self.treatments = Treatments(ruleset.get("treatments") or [], self.meaning, [g for g, _ in self.grades[::-1]])
        self.criteria = [self.criterion(name, raw) for name, raw in self.raw_criteria.items()]
        self.by_id = {criterion.id: criterion for criterion in self.criteria}
        self.driver = self.find_driver()
        self.weightings: dict[str | None, dict[str, float]] = {None: self.weights(None)}
        if self.driver:
            self.weightings |= {name: self.weights(name) for name, _ in self.segments[self.driver]}
        self.tags = unique(tag for rule in self.rules for tag in rule.tags)
        self.rule_criteria = {rule.id: set(self.criteria_read(rule.node)) for rule in self.rules}
        self.rule_fields = {rule.id: unique(self.fields_read(rule.node)) for rule in self.rules}
        self.rule_own_fields = {rule.id: set(self.fields_read(rule.node, criteria=False)) for rule in self.rules}
        self.measure_asks = self.order_of_asks()

    @staticmethod
    def when(raw: dict[str, Any]) -> Node | None:
        return parse(raw["when"]) if "when" in raw else None

    def rule(self, raw: dict[str, Any]) -> Rule:
        then = raw["then"] if isinstance(raw["then"], list) else [raw["then"]]
        kinds = [part for part in then if isinstance(part, str)]
        tags = [part["tag"] for part in then if isinstance(part, dict) and "tag" in part]
        conclusions = [part["conclude"] for part in then if isinstance(part, dict) and "conclude" in part]
        kind = kinds[0] if kinds else None
        return Rule(raw["id"], parse(raw["when"]), kind, tags, conclusions, raw.get("if_unknown", "ignore") == "review")

    def floors(self) -> Iterable[Rule]:
        for name, raw in self.raw_criteria.items():
            if "floor" in raw:
                floor = raw["floor"] if isinstance(raw["floor"], dict) else {"below": raw["floor"]}
                node = Node("<", (Node("name", value=name), Node("number", value=float(floor["below"]))))
                yield Rule(f"floor:{name}", node, "reject", [], [], floor.get("if_unknown", "ignore") == "review")

    def name_kinds(self) -> dict[str, str]:
        """Every name that a condition can read, and its kind."""
        kinds = {name: self.kind_of(field["type"], name) for name, field in self.fields.items()}
        for table, reference in self.references.items():
            for column, field in reference["fields"].items():
                kinds[f"{table}.{column}"] = self.kind_of(field["type"], f"{table}.{column}")
        for name, value in self.seller.items():
            kinds[f"seller.{name}"] = (
                "bool" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
            )
        kinds |= dict.fromkeys(("decision.qualify", "decision.review", "decision.min_coverage"), "number")
        for name in self.raw_criteria:
            kinds[name] = kinds[f"{name}.coverage"] = "number"
        kinds |= {"score": "number", "coverage": "number"}
        return kinds | dict.fromkeys(self.segments, "segment") | dict.fromkeys(self.concluding, "bool")

    @staticmethod
    def kind_of(declared: str, name: str) -> str:
        if declared in NUMBERS:
            return "number"
        return {"country": "text", "level": f"level:{name}"}.get(declared, declared)

    def level_values(self) -> dict[str, list[str]]:
        columns = {
            f"{table}.{column}": field
            for table, reference in self.references.items()
            for column, field in reference["fields"].items()
        }
        named = (self.fields | columns).items()
        return {f"level:{name}": field["values"] for name, field in named if field["type"] == "level"}

    def criterion(self, name: str, raw: dict[str, Any]) -> Criterion:
        active = {m: r for m, r in raw["measures"].items() if r.get("use", True) and r.get("weight", 1) > 0}
        total = sum(raw_measure.get("weight", 1) for raw_measure in active.values())
        measures: list[Measure] = []
        for measure, raw_measure in active.items():
            curve = next(kind for kind in ("linear", "steps", "levels") if kind in raw_measure)
            node = parse(raw_measure["value"])
            points = [(self.key(node, key), float(score)) for key, score in raw_measure[curve].items()]
            otherwise: float | None = raw_measure.get("else")
            scores = [score for _, score in points] + ([] if otherwise is None else [float(otherwise)])
            share = raw_measure.get("weight", 1) / total
            fields = unique(self.fields_read(node))
            keys = frozenset(
                self.references[n.split(".")[0]]["key"] for n in node.names() if n.split(".")[0] in self.references
            )
            ends = min(scores), max(scores)
            prior = float(raw_measure.get("prior", 50))
            measures.append(Measure(measure, share, node, curve, points, otherwise, prior, *ends, fields, keys))
        return Criterion(name, raw.get("missing", self.missing), measures)

    def key(self, node: Node, key: Any) -> Any:
        kind = self.meaning.kind(node)
        return self.meaning.literal(key, kind) if kind in self.meaning.levels else key

    def find_driver(self) -> str | None:
        drivers = [raw["weight"]["by"] for raw in self.raw_criteria.values() if isinstance(raw.get("weight"), dict)]
        return drivers[0] if drivers else None

    def weights(self, name: str | None) -> dict[str, float]:
        """Normalised weights above 0, for a class of the driving segment (None: the defaults)."""
        weights: dict[str, float] = {}
        for criterion, raw in self.raw_criteria.items():
            declared: Any = raw["weight"]
            by_class: dict[Any, float] = declared if isinstance(declared, dict) else {"default": declared}
            weights[criterion] = float(by_class.get(name, by_class["default"]))
        total = sum(weights.values())
        return {criterion: weight / total for criterion, weight in weights.items() if weight > 0}

    def criteria_read(self, node: Node) -> Iterable[str]:
        """Criteria whose scores a condition reads, directly or through conclusions, segments or the score."""
        for name in node.names():
            if name in self.raw_criteria:
                yield name
            elif name == "score":
                yield from (criterion for weights in self.weightings.values() for criterion in weights)
            for inner in self.inside(name):
                yield from self.criteria_read(inner)

    def fields_read(self, node: Node, criteria: bool = True) -> Iterable[str]:
        """Fields in order of first mention; a reference column reads its key, a criterion its measures' fields."""
        for name in node.names():
            first = name.split(".")[0]
            if name in self.fields:
                yield name
            elif first in self.references:
                yield str(self.references[first]["key"])
            elif criteria and first in self.raw_criteria:
                for measure in self.by_id[first].measures:
                    yield from measure.fields
            for inner in self.inside(name):
                yield from self.fields_read(inner, criteria)

    def mentions(
        self, node: Node, outer: tuple[Node, ...] = ()
    ) -> Iterable[tuple[str, tuple[Node, ...], tuple[str, str] | None]]:
        """Fields behind a condition with all that is true or false around them, and the criterion and measure that read them, if any."""
        for name, inner in node.mentions():
            around = (*outer, *inner)
            first = name.split(".")[0]
            if name in self.fields:
                yield name, around, None
            elif first in self.references:
                yield str(self.references[first]["key"]), around, None
            elif first in self.raw_criteria:
                for measure in self.by_id[first].measures:
                    for field in measure.fields:
                        yield field, around, (first, measure.id)
            for text in self.inside(name):
                yield from self.mentions(text, around)

    def names_read(self, node: Node) -> Iterable[str]:
        """All names behind a condition, through segments and conclusions."""
        for name in node.names():
            yield name
            for inner in self.inside(name):
                yield from self.names_read(inner)

    def inside(self, name: str) -> list[Node]:
        """The conditions behind a segment or a conclusion."""
        if name in self.segments:
            return [node for _, node in self.segments[name] if node is not None]
        return [rule.node for rule in self.concluding.get(name, [])]

    def order_of_asks(self) -> list[tuple[float, str, Measure]]:
        """Measures that can move the score, each with its greatest effect, in the order of the ruleset."""
        asks: list[tuple[float, str, Measure]] = []
        for criterion in self.criteria:
            weight = max(weights.get(criterion.id, 0) for weights in self.weightings.values())
            for measure in criterion.measures:
                effect = round(weight * measure.share * (measure.highest - measure.lowest), 9)
                if effect > 0:
                    asks.append((effect, criterion.id, measure))
        return asks

    def settle(self, name: str, given: Range) -> Any:
        """What a range of a field comes to: a Between, a single value, or None."""
        return settle(self.fields[name], given, self.meaning.as_of, self.ranges) if name in self.fields else None

    def is_later(self, name: str, value: Any) -> bool:
        """Whether a value is a date after the as-of date, or a year after its year, in a field whose may not lie ahead."""
        field = self.fields.get(name) or {}
        if value is None or field.get("future"):
            return False
        day = self.meaning.as_of
        return bool(value > (day if field.get("type") == "date" else day.year)) if is_dated(field) else False
