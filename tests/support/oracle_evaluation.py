"""What a node of a condition is worth (docs/semantics.md, section 4): its kind, its value now, and what it can be later."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from tests.support.oracle_sql import Node
from tests.support.oracle_values import (
    INFINITY,
    PREDICATES,
    Scalar,
    Segment,
    Truth,
    Value,
    add,
    add_greatest,
    add_least,
    all_of,
    any_of,
    equal,
    exact,
    finite,
    hull,
    join,
    less,
    negated,
    pattern,
    point,
    same,
    shown,
    truth,
)


class Meaning:
    """Static kinds of the nodes of one ruleset: number, date, text, bool, level:FIELD, segment, literal, null."""

    def __init__(self, names: dict[str, str], levels: dict[str, list[str]], as_of: date) -> None:
        self.names = names
        self.levels = levels
        self.as_of = as_of
        self.kinds: dict[Node, str] = {}

    def kind(self, node: Node) -> str:
        if node not in self.kinds:
            self.kinds[node] = self.infer(node)
        return self.kinds[node]

    def infer(self, node: Node) -> str:
        fixed = {"text": "literal", "null": "null", "current_date": "date", "LOWER": "text", "UPPER": "text"}
        if node.kind in fixed:
            return fixed[node.kind]
        if node.kind == "name":
            return self.names[str(node.value)]
        if node.kind in PREDICATES:
            return "bool"
        if node.kind in ("+", "-"):
            kinds = [self.kind(child) for child in node.children]
            return "date" if kinds[0] == "date" and kinds[1] == "number" else "number"
        if node.kind in ("case", "COALESCE", "GREATEST", "LEAST"):
            return self.common(results(node))
        return "number"

    def computed(self, node: Node) -> bool:
        """Whether a node is a number that comes from arithmetic."""
        if self.kind(node) != "number":
            return False
        if node.kind in ("+", "-"):
            return self.kind(node.children[0]) != "date"
        if node.kind in ("case", "COALESCE", "GREATEST", "LEAST"):
            return any(self.computed(child) for child in results(node))
        return node.kind in ("*", "/") or (node.kind in ("neg", "ABS") and self.computed(node.children[0]))

    def common(self, nodes: list[Node]) -> str:
        kinds = [self.kind(node) for node in nodes]
        best = [kind for kind in kinds if kind not in ("null", "literal")] or [kind for kind in kinds if kind != "null"]
        return best[0] if best else "null"

    def literal(self, text: str, kind: str) -> Any:
        if kind == "date":
            return date.fromisoformat(text).toordinal()
        return float(self.levels[kind].index(text)) if kind in self.levels else text


def results(node: Node) -> list[Node]:
    return [*node.children[1::2], node.children[-1]] if node.kind == "case" else list(node.children)


class Evaluation:
    """Evaluates nodes; `look_up` gives the value of a name. `silent`: ranges count only where nothing else can come out."""

    def __init__(self, meaning: Meaning, look_up: Callable[[str], Value], silent: bool = False) -> None:
        self.meaning = meaning
        self.look_up = look_up
        self.silent = silent

    def truth(self, node: Node) -> Truth:
        value = self.value(node, "bool")
        assert isinstance(value, Truth)
        return value

    def scalar(self, node: Node, kind: str) -> Scalar:
        value = self.value(node, kind)
        assert isinstance(value, Scalar)
        return value

    def value(self, node: Node, kind: str) -> Value:
        """The node's value, text literals and nulls in it read as of this kind."""
        if node.kind == "name":
            return self.look_up(str(node.value))
        if node.kind == "null":
            return truth(None) if kind == "bool" else point(None)
        if node.kind == "bool":
            return truth(bool(node.value))
        if node.kind == "number":
            return point(node.value)
        if node.kind == "text":
            return point(self.meaning.literal(str(node.value), kind))
        if node.kind == "current_date":
            return point(self.meaning.as_of.toordinal())
        own = self.meaning.kind(node)
        own = kind if own in ("literal", "null") else own
        if node.kind in ("case", "COALESCE"):
            return self.conditional(node, own)
        return self.predicate(node) if node.kind in PREDICATES else self.operation(node, own)

    def predicate(self, node: Node) -> Truth:
        first, *others = node.children
        if node.kind in ("and", "or"):
            combine = any_of if node.kind == "or" else all_of
            return combine(*(self.truth(child) for child in node.children))
        if node.kind == "not":
            return negated(self.truth(first))
        if node.kind in ("istrue", "isfalse"):
            part = self.truth(first)
            yes, no = (part.t, part.f) if node.kind == "istrue" else (part.f, part.t)
            return Truth(part.now is (node.kind == "istrue"), yes, no or part.n, False)
        if node.kind == "isnull":
            return self.is_null(self.value(first, self.meaning.kind(first)))
        if node.kind in ("like", "ilike"):
            return self.like(self.scalar(first, "text"), pattern(str(others[0].value), node.kind == "ilike"))
        if node.kind == "between":
            return all_of(self.compare("<=", others[0], first), self.compare("<=", first, others[1]))
        if node.kind == "in" and self.meaning.kind(first) == "segment":
            return self.member(first, {str(other.value) for other in others})
        if node.kind == "in":
            return any_of(*(self.compare("=", first, other) for other in others))
        return self.compare(node.kind, first, others[0])

    def is_null(self, value: Value) -> Truth:
        if isinstance(value, Truth):
            return Truth(value.now is None, value.n, value.t or value.f, False)
        if isinstance(value, Segment):
            return Truth(value.now is None, None in value.possible, bool(value.possible - {None}), False)
        return Truth(value.now is None, value.null, value.value, False)

    def member(self, node: Node, classes: set[str]) -> Truth:
        segment = self.look_up(str(node.value))
        assert isinstance(segment, Segment)
        now = None if segment.now is None else segment.now in classes
        known = segment.possible - {None}
        return Truth(now, bool(known & classes), bool(known - classes), None in segment.possible)

    def like(self, text: Scalar, matcher: re.Pattern[str]) -> Truth:
        now = None if text.now is None else matcher.fullmatch(text.now) is not None
        return truth(now) if text.known else Truth(now, True, True, text.null)

    def compare(self, sign: str, left: Node, right: Node) -> Truth:
        if sign in ("<>", ">=", "<="):
            return negated(self.compare({"<>": "=", ">=": "<", "<=": ">"}[sign], left, right))
        if sign == ">":
            left, right = right, left
        kind = self.meaning.common([left, right])
        if kind == "segment":
            segment, text = (left, right) if right.kind == "text" else (right, left)
            return self.member(segment, {str(text.value)})
        if kind == "bool":
            return same(self.truth(left), self.truth(right))
        kind = "text" if kind == "literal" else kind
        parts = self.scalar(left, kind), self.scalar(right, kind)
        if self.meaning.computed(left) or self.meaning.computed(right):
            parts = shown(parts[0]), shown(parts[1])
        found = equal(*parts, kind) if sign == "=" else less(*parts)
        unsaid = self.silent and found.t and found.f and any(part.rests for part in parts)
        return Truth(None, True, True, True) if unsaid else found

    def conditional(self, node: Node, kind: str) -> Value:
        """CASE and COALESCE: the join of what is reachable."""
        reachable: list[Any] = []
        values = [self.value(child, kind) for child in results(node)]
        conditions = [self.truth(child) for child in node.children[:-1:2]] if node.kind == "case" else []
        now: Any = None
        if node.kind == "case":
            blocked = False
            for condition, value in zip([*conditions, truth(True)], values, strict=True):
                if condition.t and not blocked:
                    reachable.append(value)
                blocked = blocked or condition.surely
            chosen = [v for c, v in zip([*conditions, truth(True)], values, strict=True) if c.now]
            now = chosen[0].now
        else:
            for value in values:
                reachable.append(value)
                if not nullable(value):
                    break
            now = next((value.now for value in values if value.now is not None), None)
        null = any(map(nullable, reachable)) if node.kind == "case" else all(map(nullable, values))
        if kind == "bool":
            return Truth(now, any(v.t for v in reachable), any(v.f for v in reachable), null)
        known = all(c.certain for c in conditions) and all(v.known for v in values if isinstance(v, Scalar))
        part = join(reachable, now, known, kind in ("text", "literal"))
        return Scalar(now, known, null, part.value, part.low, part.high, rest_on_ranges(values))

    def operation(self, node: Node, kind: str) -> Scalar:
        inner = {"DATE_DIFF": "date", "LOWER": "text", "UPPER": "text", "LENGTH": "text"}.get(node.kind, kind)
        if node.kind in ("+", "-"):
            inner = "date" if self.meaning.kind(node.children[0]) == "date" else "number"
        parts: list[Scalar] = []
        for child in node.children:
            if node.kind == "DATE_DIFF" and not parts:
                parts.append(point(str(child.value)))
            else:
                part = self.scalar(child, inner)
                cut = node.kind in ("FLOOR", "CEIL", "ROUND") or kind == "date"
                parts.append(shown(part) if cut and self.meaning.computed(child) else part)
        if node.kind in ("*", "/") and (scaled := self.scale(node, parts)) is not None:
            return replace(scaled, rests=rest_on_ranges(parts))
        return replace(self.operate(node.kind, parts, kind, inner), rests=rest_on_ranges(parts))

    def scale(self, node: Node, parts: list[Scalar]) -> Scalar | None:
        """A number times or through a constant other than 0, while it is not known; else None."""
        constant = [all(name.startswith(("seller.", "decision.")) for name in child.names()) for child in node.children]
        if constant[0] == constant[1] or (constant[0] and node.kind == "/"):
            return None
        whole, factor = (parts[1], parts[0]) if constant[0] else (parts[0], parts[1])
        if whole.known or not factor.now:
            return None
        if not whole.value:
            return Scalar(None, False, True, False, None, None)
        ends = sorted(
            float(end) * factor.now if node.kind == "*" else float(end) / factor.now for end in (whole.low, whole.high)
        )
        now = None if whole.now is None else exact(node.kind, [part.now for part in parts])
        return Scalar(now, False, whole.null or not all(map(math.isfinite, ends)), True, *ends)

    def operate(self, sign: str, parts: list[Scalar], kind: str, inner: str) -> Scalar:
        known = all(part.known for part in parts)
        if sign in ("GREATEST", "LEAST"):
            return hull(parts, known, sign == "GREATEST")
        if sign in ("+", "-", "neg"):
            kind = "days" if kind == "number" and inner == "date" else kind
            return self.interval(sign, parts, kind, known)
        nulls = any(part.now is None for part in parts)
        now = None if nulls else exact(sign, [part.now for part in parts])
        if known:
            return point(now)
        ends = (None, None) if kind == "text" else (-INFINITY, INFINITY)
        return Scalar(now, False, True, True, *ends)

    def interval(self, sign: str, parts: list[Scalar], kind: str, known: bool) -> Scalar:
        if sign == "neg":
            left, right, kind = point(0.0), parts[0], "days"
        else:
            left, right = parts
        if sign != "+" and right.value:
            right = Scalar(None if right.now is None else -right.now, known, right.null, True, -right.high, -right.low)
        now = None
        if left.now is not None and right.now is not None:
            now = add(left.now, right.now, kind)
            now = in_calendar(now) if kind == "date" else finite(float(now))
        if known:
            return point(now)
        if not (left.value and right.value):
            return Scalar(now, False, True, False, None, None)
        low, high = add_least(left.low, right.low, kind), add_greatest(left.high, right.high, kind)
        low, high = -INFINITY if low != low else low, INFINITY if high != high else high
        ends = (low, high) if kind != "date" else (in_calendar(low), in_calendar(high))
        overflows = not all(end is not None and math.isfinite(end) for end in ends)
        return Scalar(now, False, left.null or right.null or overflows, True, low, high)


def in_calendar(day: float) -> int | None:
    """A day number, null outside the years 1 to 9999."""
    return int(day) if 1 <= day <= date.max.toordinal() else None


def rest_on_ranges(parts: list[Any]) -> bool:
    return any(isinstance(part, Scalar) and part.rests for part in parts)


def nullable(value: Value) -> bool:
    return value.n if isinstance(value, Truth) else isinstance(value, Scalar) and value.null
