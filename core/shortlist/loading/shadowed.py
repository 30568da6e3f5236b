"""Classes of segments that nobody can ever be in, because a class before them takes everybody: limits in the wrong order."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sqlglot import exp

from shortlist.errors import Place, Problem
from shortlist.expressions.parser import ConditionError, parse
from shortlist.language import Text
from shortlist.ruleset.definition import Ruleset, Segment, SegmentClass
from shortlist.ruleset.document import Node

UPWARDS, DOWNWARDS = (exp.LT, exp.LTE), (exp.GT, exp.GTE)
OPERATIONS: dict[type[exp.Expr], Callable[[float, float], float]] = {
    exp.Add: operator.add,
    exp.Sub: operator.sub,
    exp.Mul: operator.mul,
}


@dataclass(frozen=True)
class _Limit:
    """A class that is all on one side of a number: what is compared, which side, and the number with what it is written as."""

    of: SegmentClass
    compared: str
    up_to: bool
    number: float
    written: exp.Expr

    @property
    def named(self) -> Text:
        text = self.written.sql(dialect="duckdb")
        if isinstance(self.written, exp.Literal):
            return Text.of(text)
        return Text(f"{text} ({self.number:g})", f"{text}（{self.number:g}）")

    def hides(self, other: _Limit) -> bool:
        """Whether everybody whom the other would take is taken by this one, though their limits differ."""
        if (self.compared, self.up_to) != (other.compared, other.up_to):
            return False
        return other.number < self.number if self.up_to else other.number > self.number


def find_shadowed(ruleset: Ruleset, tree: Node) -> Iterator[Problem]:
    """A problem for each segment with a class behind one that takes all whom it would take, at the number of the seller's that was
    written last, if there is one. Two equal limits are none: so one leaves a class out."""
    for segment in ruleset.segments.values():
        limits = [limit for one in segment.classes if (limit := _read_limit(one, ruleset.seller)) is not None]
        hidden = ((first, limit) for first, limit in combinations(limits, 2) if first.hides(limit))
        if (found := next(hidden, None)) is not None:
            yield _explain(segment, *found, tree, ruleset.source)


def _read_limit(one: SegmentClass, seller: Mapping[str, Any]) -> _Limit | None:
    try:
        condition = parse(str(one.when.value)) if one.when is not None else None
    except ConditionError:  # told where it is compiled
        return None
    if not isinstance(condition, (*UPWARDS, *DOWNWARDS)):
        return None
    number = _compute(condition.expression, seller)
    if number is None or _compute(condition.this, seller) is not None:
        return None
    return _Limit(one, condition.this.sql(), isinstance(condition, UPWARDS), number, condition.expression)


def _compute(node: exp.Expr, seller: Mapping[str, Any]) -> float | None:
    """What a number, a key of the seller's or a sum or product of such comes to; None for anything else."""
    if isinstance(node, exp.Paren):
        return _compute(node.this, seller)
    if isinstance(node, exp.Neg):
        inner = _compute(node.this, seller)
        return None if inner is None else -inner
    if isinstance(node, exp.Literal) and not node.is_string:
        return float(node.this)
    if isinstance(node, exp.Column) and node.table == "seller":
        value = seller.get(node.name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if (compute := OPERATIONS.get(type(node))) is None:
        return None
    left, right = (_compute(side, seller) for side in (node.this, node.expression))
    return None if left is None or right is None else compute(left, right)


def _explain(segment: Segment, first: _Limit, hidden: _Limit, tree: Node, source: str) -> Problem:
    grow, sort, way = ("rise", "up to", "递增") if hidden.up_to else ("fall", "down to", "递减")
    return Problem.of(
        f"the limits of '{segment.id}' must {grow} from class to class, but '{first.of.id}' goes {sort} {first.named.en} and "
        f"'{hidden.of.id}' behind it {sort} {hidden.named.en}, so nobody can ever be '{hidden.of.id}'",
        f"'{segment.id}' 各类的界限须逐级{way}，但 '{first.of.id}' 的界限为 {first.named.zh}，其后的 '{hidden.of.id}' 却为 {hidden.named.zh}，"
        f"不会有客户归入 '{hidden.of.id}'",
        _find_place(first, hidden, tree, source),
    )


def _find_place(first: _Limit, hidden: _Limit, tree: Node, source: str) -> Place | None:
    """Where the seller's number stands that somebody wrote last: one in the ruleset's own file, or set for the run."""
    keys = [node.name for limit in (hidden, first) for node in limit.written.find_all(exp.Column)]
    places = [tree.at(("seller", key)).place for key in keys]
    by_hand = [place for place in places if place.source.startswith("--set")]
    own = [place for place in places if place.source == source]
    when = hidden.of.when.place if hidden.of.when is not None else None
    return next(iter([*by_hand, *own, *places]), when)
