"""The oracle: docs/semantics.md a second time, in plain Python, one prospect at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tests.support.oracle_evaluation import Evaluation
from tests.support.oracle_measures import Standing, stand
from tests.support.oracle_ranges import Between, Range
from tests.support.oracle_ruleset import (
    DECISIONS,
    Compiled,
    Criterion,
    Mark,
    Measure,
    References,
    Rule,
    clip,
    is_odd,
    round_to,
    unique,
)
from tests.support.oracle_sql import Node
from tests.support.oracle_values import (
    INFINITY,
    Scalar,
    Segment,
    Truth,
    Value,
    any_of,
    point,
    truth,
)


def decide(ruleset: dict[str, Any], prospect: dict[str, Any], as_of: date, references: References) -> dict[str, Any]:
    """Decide one prospect (field: value, also `prospect_id`, `name`); returns every output column, in order.

    `ruleset` is the parsed YAML; `references` are tables by name and key. The compiled ruleset is kept for the next.
    """
    global _last
    if _last is None or _last[0] is not ruleset or _last[1] is not references or _last[2] != as_of:
        _last = (ruleset, references, as_of, Compiled(ruleset, references, as_of))
    return decide_compiled(_last[3], prospect)


def decide_compiled(ruleset: Compiled, prospect: dict[str, Any]) -> dict[str, Any]:
    """`decide` under a ruleset that is compiled already."""
    return Case(ruleset, prospect).columns()


_last: tuple[dict[str, Any], References, date, Compiled] | None = None


def count(criterion: Criterion, measure: Measure, one: Standing) -> float | None:
    """What a measure counts as: its score, or what is assumed of it."""
    if one.part is not None or criterion.missing == "skip":
        return one.part
    middle = measure.prior if criterion.missing == "prior" else 50.0
    return one.lowest if criterion.missing == "worst" else clip(middle, one.lowest, one.highest)


class Case:
    """One prospect under one ruleset; names are worked out when first read."""

    def __init__(self, ruleset: Compiled, prospect: dict[str, Any]) -> None:
        self.ruleset = ruleset
        self.given = prospect
        self.prospect: dict[str, Any] = {}
        self.ranges: dict[str, Between] = {}
        for name, given in prospect.items():
            self.prospect[name] = value = self.clean(name, given)
            if isinstance(value, Between):
                self.ranges[name], self.prospect[name] = value, None
        self.known: dict[str, Value] = {}
        self.evaluation = Evaluation(ruleset.meaning, self.look_up, ruleset.silent)
        self.marks = {criterion.id: self.mark(criterion) for criterion in ruleset.criteria}
        self.total = self.score()
        self.truths = [(rule, self.evaluation.truth(rule.node)) for rule in ruleset.rules]

    def clean(self, name: str, given: Any) -> Any:
        """A field's value, a Between, or None: ends of a range count where the field itself is null."""
        if not isinstance(given, Range):
            if not is_odd(given) and given is not None and not self.ruleset.is_later(name, given):
                return given
            given = Range(self.given.get(f"least:{name}"), self.given.get(f"most:{name}"))
        return self.ruleset.settle(name, given)

    def look_up(self, name: str) -> Value:
        if name not in self.known:
            self.known[name] = self.work_out(name)
        return self.known[name]

    def work_out(self, name: str) -> Value:
        ruleset = self.ruleset
        first, _, last = name.partition(".")
        if name in self.ranges:
            return self.ranges[name].scalar()
        if name in ruleset.fields:
            return self.of_type(ruleset.fields[name], name, self.prospect.get(name), self.is_missing(name))
        if first in ruleset.references:
            reference = ruleset.references[first]
            key = self.prospect.get(reference["key"])
            cell = ruleset.tables[first].get(key, {}).get(last)
            return self.of_type(reference["fields"][last], name, cell, key is None)
        if first == "seller":
            value = ruleset.seller[last]
            return truth(value) if isinstance(value, bool) else point(value if isinstance(value, str) else float(value))
        if first == "decision":
            return point(float(getattr(ruleset, last)))
        if last == "coverage" or name == "coverage":
            mark = self.marks[first] if last else self.total
            return Scalar(mark.coverage, mark.least_coverage == 1, False, True, mark.least_coverage, 1.0)
        if name in self.marks or name == "score":
            return self.marks.get(name, self.total).scalar()
        if name in ruleset.segments:
            return self.segment(name)
        return any_of(*(self.evaluation.truth(rule.node) for rule in ruleset.concluding[name]))

    def of_type(self, declared: dict[str, Any], name: str, value: Any, missing: bool) -> Value:
        """A field or reference column; missing, it ranges over its type."""
        kind = declared["type"]
        if kind == "bool":
            return Truth(None, True, True, True) if missing else truth(value)
        if not missing:
            if value is not None and kind == "date":
                value = value.toordinal()
            return point(self.ruleset.meaning.literal(value, f"level:{name}") if kind == "level" and value else value)
        if kind in ("text", "country"):
            return Scalar(None, False, True, True, None, None)
        low, high = declared.get("minimum", -INFINITY), declared.get("maximum", INFINITY)
        if kind == "rating":
            low, high = 1.0, 5.0
        if kind == "level":
            low, high = 0.0, len(declared["values"]) - 1.0
        return Scalar(None, False, True, True, low, high)

    def is_missing(self, field: str) -> bool:
        return self.prospect.get(field) is None

    def missing(self, fields: Iterable[str]) -> list[str]:
        return [field for field in fields if self.is_missing(field)]

    def stand(self, measure: Measure) -> Standing:
        missing = self.missing(measure.fields)
        spans = all(field in self.ranges and field not in measure.keys for field in missing)
        return stand(measure, self.evaluation, not missing, spans)

    def mark(self, criterion: Criterion) -> Mark:
        standings = [(measure, self.stand(measure)) for measure in criterion.measures]
        parts: list[tuple[float, float]] = []
        assumed = False
        for measure, one in standings:
            part = count(criterion, measure, one)
            if part is not None:
                parts.append((measure.share, part))
                assumed = assumed or one.score is None
        low = round_to(mean([(m.share, one.lowest) for m, one in standings]), 100)
        high = round_to(mean([(m.share, one.highest) for m, one in standings]), 100)
        now = clip(round_to(mean(parts), 100), low, high) if parts else None
        can_be_null = criterion.missing == "skip" and not any(one.sure for _, one in standings)
        coverage = round_to(sum(m.share * one.known for m, one in standings), 10000)
        undefined = tuple(m.id for m, one in standings if one.settled and one.score is None)
        open_ = {m.id: one.share_open(m) for m, one in standings if one.is_open}
        return Mark(now, low, high, can_be_null, coverage, coverage, assumed, undefined, open_)

    def score(self) -> Mark:
        """The total, by the weights in force, with bounds over all weightings still possible."""
        weightings = self.ruleset.weightings
        self.weights = weightings[None]
        possible: list[str | None] = [None]
        if self.ruleset.driver:
            driver = self.look_up(self.ruleset.driver)
            assert isinstance(driver, Segment)
            self.weights, possible = weightings[driver.now], [*driver.possible]
        in_force = self.total_under(self.weights)
        totals = [self.total_under(weightings[name]) for name in possible]
        lows = [total.low for total in totals if total.low is not None]
        highs = [total.high for total in totals if total.high is not None]
        low, high = (min(lows), max(highs)) if lows else (None, None)
        now = in_force.now if in_force.now is None or low is None or high is None else clip(in_force.now, low, high)
        least = min(total.coverage for total in totals)
        return Mark(now, low, high, any(total.can_be_null for total in totals), in_force.coverage, least)

    def total_under(self, weights: dict[str, float]) -> Mark:
        marks = [(weight, self.marks[criterion]) for criterion, weight in weights.items()]
        if not marks:
            return Mark(None, None, None, True, 1.0, 1.0)
        low = round_to(mean([(weight, mark.low or 0.0) for weight, mark in marks]), 100)
        high = round_to(mean([(weight, mark.high or 0.0) for weight, mark in marks]), 100)
        parts = [(weight, mark.now) for weight, mark in marks if mark.now is not None]
        now = clip(round_to(mean(parts), 100), low, high) if parts else None
        coverage = round_to(mean([(weight, mark.coverage) for weight, mark in marks]), 10000)
        return Mark(now, low, high, all(mark.can_be_null for _, mark in marks), coverage, coverage)

    def segment(self, name: str) -> Segment:
        now, decided = None, False
        possible: set[str | None] = set()
        earlier_false = True
        for class_id, node in self.ruleset.segments[name]:
            condition = truth(True) if node is None else self.evaluation.truth(node)
            if not decided and condition.now is not False:
                now, decided = class_id if condition.now else None, True
            if earlier_false:
                possible |= ({class_id} if condition.t else set()) | ({None} if condition.n else set())
            earlier_false = earlier_false and condition.f
        return Segment(now, frozenset(possible))

    def by_score(self, score: float | None) -> str:
        if score is None:
            return "review"
        return "qualify" if score >= self.ruleset.qualify else "review" if score >= self.ruleset.review else "reject"

    def possible(self) -> set[str]:
        """Every decision over completions."""
        may: set[str] = set()
        for rule, value in self.truths:
            may |= {rule.kind} if rule.kind and value.t else set()
            may |= {"review"} if rule.review_unknown and value.n else set()
        must = self.must()
        found: set[str] = set()
        for kind in DECISIONS:
            found |= {kind} & may
            if kind in must:
                return found
        if self.total.low is None:
            return found | {"review"}
        low, high = DECISIONS.index(self.by_score(self.total.low)), DECISIONS.index(self.by_score(self.total.high))
        return found | set(DECISIONS[low : high + 1]) | ({"review"} if self.total.can_be_null else set())

    def must(self) -> set[str]:
        """The decisions past which no completion comes."""
        must: set[str] = set()
        for rule, value in self.truths:
            must |= {rule.kind} if rule.kind and value.surely else set()
            if rule.review_unknown:
                if rule.kind == "qualify" and not value.f:
                    must.add("qualify")
                blocks = not value.f if rule.kind in ("reject", "review") else value.n and not value.t and not value.f
                must |= {"review"} if blocks else set()
        return must

    def step(self, certain: bool) -> tuple[int, str]:
        """The step that decides, and its decision."""
        true = {rule.kind for rule, value in self.truths if value.now}
        if "reject" in true:
            return 1, "reject"
        if "review" in true or any(rule.review_unknown and value.now is None for rule, value in self.truths):
            return 2, "review"
        if "qualify" in true:
            return 3, "qualify"
        if self.total.coverage < self.ruleset.min_coverage and not certain:
            return 4, "review"
        total = self.total
        if total.waits and self.by_score(total.low) == self.by_score(total.high):
            return 5, self.by_score(total.low)
        return 5, self.by_score(total.now)

    def columns(self) -> dict[str, Any]:
        possible = self.possible()
        worst, best = min(possible, key=DECISIONS.index), max(possible, key=DECISIONS.index)
        step, decision = self.step(worst == best)
        uncertain = decision == "qualify" and worst != best and not self.ruleset.keep
        total = self.total
        rated = total.coverage >= self.ruleset.min_coverage
        grade = (
            None if total.now is None or not rated else next(g for g, cut in self.ruleset.grades if cut <= total.now)
        )
        decision_shown = "review" if uncertain else decision
        columns = {
            "prospect_id": self.prospect["prospect_id"],
            "name": self.prospect["name"],
            "decision": decision_shown,
            "grade": grade,
            "score": total.now,
            "score_low": total.low,
            "score_high": total.high,
            "certain": worst == best,
            "decision_worst": worst,
            "decision_best": best,
            "coverage": total.coverage,
            "reasons": "; ".join(
                [
                    *([*["uncertain"] * uncertain, *self.reasons(step, decision)][:8]),
                    *self.undefined(),
                    *self.taken(decision_shown, grade),
                ]
            ),
            "ask_next": None if worst == best else "; ".join(self.asks()[:5]) or None,
        }
        columns |= self.ruleset.treatments.columns(decision_shown, grade, self.look_up, self.ruleset.silent)
        columns["tags"] = "; ".join(self.tags()) or None
        columns |= {name: self.look_up(name).now for name in self.ruleset.segments}
        return columns | {name: mark.now for name, mark in self.marks.items()}

    def tags(self) -> list[str]:
        given = {tag for rule, value in self.truths if value.now for tag in rule.tags}
        return [tag for tag in self.ruleset.tags if tag in given]

    def reasons(self, step: int, decision: str) -> list[str]:
        found: list[str] = []
        named: set[str] = set()
        if step <= 3:
            for rule, value in self.truths:
                if rule.kind == decision and value.now:
                    named.add(rule.id)
                    found.append(self.with_mark(rule, value))
                elif step == 2 and rule.review_unknown and value.now is None:
                    found.append(f"unknown:{rule.id}")
        elif step == 4:
            found.append(f"coverage:{self.least_covered()}")
        else:
            found += self.score_reasons(decision)
        return found + [
            self.with_mark(rule, value) for rule, value in self.truths if value.now and rule.id not in named
        ]

    def undefined(self) -> list[str]:
        return [f"undefined:{c}.{m}" for c, mark in self.marks.items() for m in mark.undefined]

    def taken(self, decision: str, grade: str | None) -> list[str]:
        """What was taken from ranges, while these count as something."""
        ruleset, total = self.ruleset, self.total
        if ruleset.silent or not self.ranges:
            return []
        crossed = any(total.low < cut <= total.high for _, cut in ruleset.grades) if total.low is not None else False
        by_grade = grade is not None and crossed and self.feeds_score()
        found = ["grade"] * by_grade
        for name in ruleset.segments:
            one = self.segment(name)
            if one.now is not None and len(one.possible) > 1 and self.hangs(ruleset.inside(name)):
                found.append(name)
        found += ruleset.treatments.taken(decision, grade, self.look_up, self.hangs, by_grade)
        return [f"assumed:{name}" for name in found]

    def feeds_score(self) -> bool:
        """Whether a range from which more than one score can come feeds the score."""
        scored = {criterion for weights in self.ruleset.weightings.values() for criterion in weights}
        return any(
            measure.id in self.marks[criterion.id].open and any(field in self.ranges for field in measure.fields)
            for criterion in self.ruleset.criteria
            if criterion.id in scored
            for measure in criterion.measures
        )

    def hangs(self, nodes: list[Node], evaluation: Evaluation | None = None) -> bool:
        """Whether a range is behind conditions, open where it stands, or behind the score that they read."""
        names = {name for node in nodes for name in self.ruleset.names_read(node)}
        wanted = any(field in self.ranges for field in self.wanted(nodes, evaluation))
        return wanted or (bool(names & {"score", "coverage"}) and self.feeds_score())

    def with_mark(self, rule: Rule, value: Truth) -> str:
        assumed = any(self.marks[criterion].assumed for criterion in self.ruleset.rule_criteria[rule.id])
        if not value.certain:
            assumed = assumed or any(field in self.ranges for field in self.ruleset.rule_own_fields[rule.id])
        return rule.id + (" (assumed)" if assumed else "")

    def least_covered(self) -> str:
        gaps = {c: round(weight * (1 - self.marks[c].coverage), 9) for c, weight in self.weights.items()}
        return max(gaps, key=lambda criterion: gaps[criterion])

    def score_reasons(self, decision: str) -> list[str]:
        scored = {c: mark.now for c in self.weights if (mark := self.marks[c]).now is not None}
        if self.total.now is None or not scored:
            return ["no-score"]
        cut = self.ruleset.review if decision == "reject" else self.ruleset.qualify
        sign = 1 if decision == "qualify" else -1
        effects = {c: sign * round(self.weights[c] * ((now or 0.0) - cut), 9) for c, now in scored.items()}
        chosen = sorted((c for c in effects if effects[c] > 0), key=lambda c: -effects[c])[:4] or list(scored)[:1]
        return [f"score:{c}" + (" (assumed)" if self.marks[c].assumed else "") for c in chosen]

    def asks(self) -> list[str]:
        ruleset = self.ruleset
        by_rules, by_score = self.reach()
        open_ = [rule for rule, value in self.truths if rule.counts and not value.certain]
        holds = {rule.id: value.now is True for rule, value in self.truths}
        behind = [
            ([rule.node], by_rules or rule.kind == "reject", rule.review_unknown or holds[rule.id]) for rule in open_
        ]
        groups = [(nodes, reach) for nodes, reach, waits in behind if waits]
        if ruleset.driver:
            driver = self.look_up(ruleset.driver)
            assert isinstance(driver, Segment)
            if len(driver.possible) > 1:
                groups.append((ruleset.inside(ruleset.driver), by_score))
        fields = [field for nodes, reach in groups for field in self.wanted(nodes) if reach or field not in self.ranges]
        ranked = [
            (effect * share, measure)
            for effect, criterion, measure in ruleset.measure_asks
            if (share := self.marks[criterion].open.get(measure.id)) is not None
        ]
        for _, measure in sorted(ranked, key=lambda ask: -ask[0]):
            fields += [field for field in measure.fields if by_score or field not in self.ranges]
        last = [(nodes, reach) for nodes, reach, waits in behind if not waits]
        fields += [field for nodes, reach in last for field in self.wanted(nodes) if reach or field not in self.ranges]
        return unique(self.missing(fields))

    def reach(self) -> tuple[bool, bool]:
        """Whether rules that do not reject, and whether the score, can still change the decision."""
        passed = "review" not in self.must()
        low, high = (self.by_score(end) for end in (self.total.low, self.total.high))
        moves = low != high or self.total.can_be_null or self.total.coverage < self.ruleset.min_coverage
        by_score = passed and "qualify" not in self.must() and moves
        for rule, value in self.truths:
            if rule.counts and not value.certain and (passed or rule.kind == "reject"):
                by_score = by_score or bool({"score", "coverage"} & {*self.ruleset.names_read(rule.node)})
        return passed, by_score

    def wanted(self, nodes: list[Node], evaluation: Evaluation | None = None) -> list[str]:
        """The fields behind conditions, ranges only where all is open around one of their mentions."""
        matters = {
            field
            for node in nodes
            for field, around, read_by in self.ruleset.mentions(node)
            if not any((evaluation or self.evaluation).truth(one).certain for one in around)
            if read_by is None or read_by[1] in self.marks[read_by[0]].open
        }
        fields = [field for node in nodes for field in self.ruleset.fields_read(node)]
        return [field for field in fields if field not in self.ranges or field in matters]


def mean(parts: list[tuple[float, float]]) -> float:
    return sum(weight * part for weight, part in parts) / sum(weight for weight, _ in parts)
