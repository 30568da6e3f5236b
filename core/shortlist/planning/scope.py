"""What names mean: fields, references, criteria, segments, conclusions, in the order in which they are evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import TypeVar

import polars as pl

from shortlist.errors import Place, Problem, RulesetError, suggest
from shortlist.expressions.compiler import Mention, compile_condition, compile_mentions
from shortlist.expressions.nodes import Classes, Value
from shortlist.expressions.parser import ConditionError, notes
from shortlist.expressions.stages import Stages, TooLargeError
from shortlist.expressions.truth import (
    Flag,
    Scalar,
    Truth,
    all_before,
    both,
    disjunction,
    expression,
    first,
    opposite,
    some,
)
from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.planning import columns
from shortlist.planning.ranges import range_value
from shortlist.planning.values import CUTS, cut_value, field_value, order_column, seller_value
from shortlist.ruleset.definition import Rule, Ruleset, Segment
from shortlist.ruleset.document import Node

T = TypeVar("T")
DECIDED = ("decision", "grade")
"""Names that only treatments can read."""

# The order of evaluation (docs/semantics.md, section 5); a condition reads names of its own or an earlier stage.
MEASURE, DRIVER, CRITERION, SCORE, SEGMENT, CONCLUSION, RULE, DECISION, TREATMENT = range(1, 10)
STAGE_NAMES = {
    MEASURE: Text("a measure", "指标"), DRIVER: Text("the segment that weights read", "设定权重的分类"),
    CRITERION: Text("a criterion", "评价维度"), SCORE: Text("the score", "总分"), SEGMENT: Text("a segment", "分类"),
    CONCLUSION: Text("a conclusion", "结论"), RULE: Text("a rule", "规则"),
    DECISION: Text("the decision", "结论"), TREATMENT: Text("a treatment", "合作方案"),
}  # fmt: skip


class BrokenNameError(ConditionError):
    """A name whose own mistake was reported already."""


@dataclass(frozen=True)
class Scored:
    """The score of a criterion, or in total, as columns.

    `now` (null where there is none), `low` and `high` are Float64; `null` whether it can be null; `coverage` the settled
    share and `coverage_low` the least it can be; `assumed` whether a missing measure was counted in; `waits` whether there is
    none only because nothing of a range counts before it is asked for (`ranges: unknown`), so that it cannot be null. `judged` is
    what conditions read: `now`, and `low` where that waits, which serves where any score between the bounds does.
    """

    now: pl.Expr
    low: pl.Expr
    high: pl.Expr
    null: Flag
    coverage: pl.Expr
    coverage_low: pl.Expr
    assumed: Flag
    judged: pl.Expr
    waits: Flag = False

    def scalar(self) -> Scalar:
        known = both(self.low == self.high, opposite(self.null))
        return Scalar("number", self.judged, known, self.null, True, self.low, self.high, rests=self.waits)

    def coverage_scalar(self) -> Scalar:
        known = self.coverage_low == 1.0
        return Scalar("number", self.coverage, known, False, True, self.coverage_low, pl.lit(1.0))


class Scope:
    """Resolves the names of a ruleset's conditions, and remembers what each of them read."""

    def __init__(
        self, ruleset: Ruleset, as_of: date, broken: frozenset[str], ranged: frozenset[str] = frozenset()
    ) -> None:
        """`ranged` are the fields of which the frame has ranges."""
        self.ruleset, self.as_of, self.broken, self.ranged = ruleset, as_of, broken, ranged
        self.stages = Stages()
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.reads: list[tuple[int, str]] = []
        self.mentions: dict[str, list[str]] = {}
        self.mentioned: dict[tuple[str, str], list[Mention]] = {}
        self.fields_used: dict[str, Field] = {}
        self.scores: dict[str, Scored] = {}
        self.decided: dict[str, Value] = {}
        self.driver = next((c.weight.by for c in ruleset.criteria.values() if c.weight.by), None)
        self._stage = RULE
        self._path: list[str] = []
        self._segments: dict[str, Classes] = {}
        self._truths: dict[str, Truth] = {}
        self._conclusions: dict[str, list[Rule]] = {}
        for rule in ruleset.rules:
            for name in rule.conclusions:
                self._conclusions.setdefault(name, []).append(rule)

    def copy(self) -> Scope:
        """A scope in which more can be compiled while this one stays as it is."""
        other = copy(self)
        other.stages = self.stages.copy()
        for name, value in vars(self).items():
            if isinstance(value, dict | list):
                setattr(other, name, copy(value))
        return other

    # --- building

    @contextmanager
    def reading(self, label: str, stage: int) -> Iterator[None]:
        """Names resolved inside belong to `label`, which may read up to `stage`."""
        if label in self._path:
            circle = " -> ".join([*self._path[self._path.index(label) :], label])
            raise ConditionError(Text(f"a circle: {circle}", f"循环引用：{circle}"))
        outer = self.reads, self._stage
        self.reads, self._stage = [], stage
        self._path.append(label)
        try:
            yield
        finally:
            self.mentions[label] = list(dict.fromkeys(name for _, name in sorted(self.reads, key=itemgetter(0))))
            self.reads, self._stage = outer
            self._path.pop()

    def report(self, node: Node, work: Callable[[], T]) -> T | None:
        """Do the work of one node; a mistake in its text becomes a problem with its place, and None is returned."""
        try:
            return work()
        except BrokenNameError:
            return None
        except RecursionError:
            text = Text(
                "too long or nested too deeply; split it, for instance into rules that conclude something",
                "过长或嵌套过深；请拆分，例如拆成给出结论的几条规则",
            )
            self.problems.append(Problem(text, node.place))
            return None
        except TooLargeError as error:  # and so is whatever comes behind it
            raise RulesetError([*self.problems, Problem(error.text, error.place or node.place)]) from None
        except ConditionError as error:
            self.problems.append(Problem(error.text, error.place or place_within(node, error.offset)))
            return None

    def condition(self, node: Node, label: str, stage: int) -> Truth:
        """The truth of the condition at a node."""
        text = str(node.value)
        try:
            with self.reading(label, stage):
                if self.ranged:
                    truth, found = compile_mentions(text, self)
                    self.note_mentions(label, found)
                else:
                    truth = compile_condition(text, self)
        except ConditionError as error:
            error.place = error.place or place_within(node, error.offset)
            raise
        self.notes += [Problem(note, place_within(node, offset)) for note, offset in notes(text)]
        return self.stages.hold(truth)

    def note_mentions(self, label: str, found: Iterable[tuple[str, Mention]]) -> None:
        """Note the mentions of names in the text of a label."""
        for name, mention in found:
            self.mentioned.setdefault((label, name), []).append(mention)

    def rule(self, rule: Rule) -> Truth:
        """The truth of a rule's condition, compiled once."""
        if rule.id not in self._truths:
            stage = RULE if not rule.conclusions else CONCLUSION
            self._truths[rule.id] = self.condition(rule.when, f"rule {rule.id}", stage)
        return self._truths[rule.id]

    def segment(self, segment: Segment) -> Classes:
        """The classes of a segment: the first whose condition is TRUE and before which all are FALSE."""
        if segment.id in self._segments:
            return self._segments[segment.id]
        stage = DRIVER if segment.id == self.driver else SEGMENT
        truths: list[Truth] = []
        label = f"segment {segment.id}"
        seen: list[str] = []
        for item in segment.classes[:-1]:
            assert item.when is not None
            truth = self.condition(item.when, label, stage)
            seen += self.mentions[label]
            truths.append(truth)
        self.mentions[label] = list(dict.fromkeys(seen))
        hold, ids = self.stages.hold, [item.id for item in segment.classes]
        *before, rest = all_before([truth.f for truth in truths], hold)
        reached = [(class_id, truth, still) for class_id, truth, still in zip(ids, truths, before, strict=False)]
        possible: dict[str, Flag] = {class_id: hold(both(still, truth.t)) for class_id, truth, still in reached}
        possible[ids[-1]] = rest
        unknown = hold(some([hold(both(still, truth.n)) for _, truth, still in reached]))
        values = [expression(truth.now, pl.Boolean) for truth in truths]
        classes = [pl.when(value).then(pl.lit(one)) for value, one in zip(values, ids, strict=False)]
        now = first([value.fill_null(True) for value in values], [*classes, pl.lit(ids[-1])])
        self._segments[segment.id] = Classes(self.stages.add(columns.segment(segment.id), now), possible, unknown)
        return self._segments[segment.id]

    # --- names

    def resolve(self, name: str, offset: int) -> Value:
        head, _, tail = name.partition(".")
        if head == "seller":
            return seller_value(self.ruleset.seller, tail, offset)
        if head == "decision" and tail:
            return cut_value(self.ruleset.decision, tail, offset)
        value = self._resolve_name(head, tail, offset)
        if value is None:
            raise self._explain_unknown(name, offset)
        self.reads.append((offset, name))
        return value

    def _resolve_name(self, head: str, tail: str, offset: int) -> Value | None:
        ruleset = self.ruleset
        if head in ruleset.criteria:
            if tail not in ("", "coverage"):
                return None
            self._check_order(head, CRITERION, offset)
            scored = self.scores.get(head)
            if scored is None:
                raise BrokenNameError(Text(f"{head} is broken", f"{head} 有误"))
            return scored.coverage_scalar() if tail else scored.scalar()
        if head in ruleset.references:
            column = ruleset.references[head].fields.get(tail)
            return self._resolve_reference(head, column) if column else None
        if tail:
            return None
        if head in ("score", "coverage"):
            self._check_order(head, SCORE, offset)
            scored = self.scores.get("score")
            if scored is None:
                raise BrokenNameError(Text(f"{head} is broken", f"{head} 有误"))
            return scored.scalar() if head == "score" else scored.coverage_scalar()
        if head in DECIDED:
            self._check_order(head, DECISION, offset)
            if head not in self.decided:
                raise BrokenNameError(Text(f"{head} is broken", f"{head} 有误"))
            return self.decided[head]
        if head in ruleset.segments:
            self._check_order(head, DRIVER if head == self.driver else SEGMENT, offset)
            return self.segment(ruleset.segments[head])
        if head in self._conclusions:
            self._check_order(head, CONCLUSION, offset)
            with self.reading(f"conclusion {head}", CONCLUSION):
                truths = [self.rule(rule) for rule in self._conclusions[head]]
            return disjunction(truths)
        return self.field(ruleset.fields[head]) if head in ruleset.fields else None

    def _check_order(self, name: str, stage: int, offset: int) -> None:
        if stage > self._stage or (stage == self._stage == DRIVER):
            here, there = STAGE_NAMES[self._stage], STAGE_NAMES[stage]
            way = [*self._path[-1:], name]
            if stage in (CRITERION, SCORE) and self._stage == DRIVER:
                way += ["weights", *self._path[-1:]]
            if name == "decision" or (stage == DECISION and self._stage <= CRITERION):
                way += ["rules" if name == "decision" else "score", *self._path[-1:]]
            circle = " -> ".join(way)
            raise ConditionError(
                Text(
                    f"{here.en} cannot read '{name}', which is computed later ({circle})",
                    f"{here.zh}不能读取稍后才计算的'{name}'（{there.zh}；{circle}）",
                ),
                offset,
            )

    def _explain_unknown(self, name: str, offset: int) -> ConditionError:
        head, _, tail = name.partition(".")
        if head in self.broken or name in self.broken:
            return BrokenNameError(Text(f"{name} is broken", f"{name} 有误"))
        known = self.known_names()
        if tail and head in self.ruleset.references:
            known = [f"{head}.{column}" for column in self.ruleset.references[head].fields]
        near = suggest(name, known)
        looks_like_text = not near.en and not tail
        hint = (
            Text(f"; a text stands in single quotes: '{name}'", f"；文本请加单引号：'{name}'")
            if looks_like_text
            else near
        )
        return ConditionError(Text(f"unknown name '{name}'{hint.en}", f"未知名称 '{name}'{hint.zh}"), offset)

    def known_names(self) -> list[str]:
        ruleset = self.ruleset
        columns = [f"{r.id}.{column}" for r in ruleset.references.values() for column in r.fields]
        return [
            *ruleset.fields,
            *columns,
            *ruleset.criteria,
            *(f"{c}.coverage" for c in ruleset.criteria),
            *ruleset.segments,
            *self._conclusions,
            "score",
            "coverage",
            *(DECIDED if self._stage == TREATMENT else ()),
            *(f"seller.{key}" for key in ruleset.seller),
            *(f"decision.{cut}" for cut in CUTS),
        ]

    # --- columns

    def use(self, field: Field) -> pl.Expr:
        """Note that a field is read, and give its column: Float64 for dates (days) and levels (rank) too."""
        self.fields_used[field.id] = field
        return order_column(self.stages, field, pl.col(field.id))

    def field(self, field: Field) -> Truth | Scalar:
        self.fields_used[field.id] = field
        if field.id in self.ranged:
            return range_value(self.stages, field, self.ruleset.decision.ranges)
        return field_value(self.stages, field, pl.col(field.id))

    def _resolve_reference(self, name: str, column: Field) -> Truth | Scalar:
        """A column of a reference table: missing where its key is, and null for good where the table says nothing."""
        key = self.ruleset.fields[self.ruleset.references[name].key]
        self.use(key)
        return field_value(self.stages, column, pl.col(f"{name}.{column.id}"), pl.col(key.id).is_null())

    # --- what was read

    def names_behind(self, label: str, seen: set[str] | None = None) -> Iterator[tuple[str, str]]:
        """What a condition reads besides segments and conclusions, through these, each with the label of the text it is in."""
        # Each once: what is read in two ways would be followed twice, and twice again at each step behind it.
        seen = set() if seen is None else seen
        if label in seen:
            return
        seen.add(label)
        for name in self.mentions.get(label, []):
            if inner := self.inside(name):
                for one in inner:
                    yield from self.names_behind(one, seen)
            else:
                yield label, name

    def inside(self, name: str) -> list[str]:
        """The labels of the texts behind a segment or conclusion; none for another name."""
        if name in self.ruleset.segments:
            return [f"segment {name}"]
        return [f"rule {rule.id}" for rule in self._conclusions.get(name, ())]

    def fields_of(self, label: str, criterion_fields: Callable[[str], Sequence[str]]) -> list[str]:
        """The fields behind a condition, in the order of first mention, through segments, conclusions and criteria."""
        result: list[str] = []
        for _, name in self.names_behind(label):
            head = name.partition(".")[0]
            if head in self.ruleset.criteria:
                result += criterion_fields(head)
            elif head in self.ruleset.references:
                result.append(self.ruleset.references[head].key)
            elif name not in ("score", "coverage"):
                result.append(name)
        return list(dict.fromkeys(result))

    def criteria_of(self, label: str, scored: Sequence[str]) -> list[str]:
        """The criteria whose score a condition reads, directly or not; `scored` are those that the score reads."""
        result: list[str] = []
        for _, name in self.names_behind(label):
            if name in self.ruleset.criteria:
                result.append(name)
            elif name == "score":
                result += scored
        return list(dict.fromkeys(result))


def place_within(node: Node, offset: int) -> Place:
    """The place of a character of a node's text; in a text of several lines, where the text begins."""
    if not isinstance(node.value, str) or "\n" in node.value:
        return node.place
    doubled = {"'": "'", '"': '"\\'}.get(node.quote, "")
    written = sum(1 + (character in doubled) for character in node.value[:offset])
    return node.place.shift(written + len(node.quote))
