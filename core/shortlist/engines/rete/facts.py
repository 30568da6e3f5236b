"""Turns the SQL of a condition into a formula over facts.

The engine itself tests comparisons of one computed column with a literal. What it cannot express (comparisons of two
columns, LIKE, IS NULL of a value, long lists and texts) is a fact that the plan computes: true, false or missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl
from sqlglot import exp

from shortlist.engines.rete.formulas import (
    Among,
    And,
    Constant,
    Formula,
    IsNull,
    IsTrue,
    Leaf,
    Named,
    Not,
    Operator,
    Or,
    Pattern,
    choose_first,
    equal,
)
from shortlist.expressions.compiler import Compiler
from shortlist.expressions.nodes import Classes, Value
from shortlist.expressions.parser import parse
from shortlist.expressions.truth import Scalar, Truth, expression
from shortlist.planning.plan import Plan
from shortlist.planning.scope import RULE
from shortlist.ruleset.document import Node

MOST_LISTED = 20  # a longer IN list is computed by the plan, since here each value would take an alpha node
LONGEST_TEXT = 500  # characters of a literal; the library counts the bytes of a text in 16 bits
OPPOSITE: dict[Operator, Operator] = {"$lt": "$gte", "$gte": "$lt", "$gt": "$lte", "$lte": "$gt", "$eq": "$neq"}
OPERATORS: dict[type[exp.Expr], Operator] = {
    exp.LT: "$lt",
    exp.LTE: "$lte",
    exp.GT: "$gt",
    exp.GTE: "$gte",
    exp.EQ: "$eq",
}
MIRRORED: dict[Operator, Operator] = {"$lt": "$gt", "$lte": "$gte", "$gt": "$lt", "$gte": "$lte", "$eq": "$eq"}
SPELLING: dict[Operator, str] = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">=", "$eq": "=", "$neq": "<>"}


@dataclass
class Fact:
    """A column that the engine is told: number (Float64), text (String) or truth (Boolean); a null is not told.

    `longest`: the length in characters of the longest literal that a text is compared with.
    """

    name: str
    column: pl.Expr
    kind: Literal["number", "text", "truth"]
    text: str
    longest: int = 0


class Reader:
    """Reads the conditions of one compiled plan, and collects the facts that they need."""

    def __init__(self, plan: Plan) -> None:
        self.facts: list[Fact] = []
        self._scope, self._compiler = plan.scope, Compiler(plan.scope)
        self._known: dict[str, Fact] = {}
        self._conclusions = {name for rule in plan.ruleset.rules for name in rule.conclusions}
        self._chained = {name for name in plan.ruleset.segments if name != plan.scope.driver}

    def condition(self, node: Node, label: str) -> Formula:
        """The formula of the condition at a node of the ruleset."""
        with self._scope.reading(f"engine {label}", RULE):
            return self._formula(parse(str(node.value)))

    # --- facts

    def fact(self, column: pl.Expr, kind: Literal["number", "text", "truth"], text: str) -> Fact:
        """The fact of a column; the same column is told once, however many conditions read it."""
        key = f"{kind} {column.meta.output_name() if column.meta.is_column() else text}"
        if key not in self._known:
            self._known[key] = Fact(f"f{len(self.facts)}", column, kind, text)
            self.facts.append(self._known[key])
        return self._known[key]

    def truth(self, column: pl.Expr, text: str) -> Leaf:
        """A column that is true, false or null, as a fact."""
        fact = self.fact(column, "truth", text)
        return Leaf(Pattern(fact.name, "$eq", True, text), Pattern(fact.name, "$eq", False, f"NOT ({text})"))

    def compare(self, column: pl.Expr, operator: Operator, literal: float | str, text: str) -> Leaf:
        """A comparison of a column with a literal, as a test of the engine."""
        kind: Literal["number", "text"] = "text" if isinstance(literal, str) else "number"
        fact = self.fact(column, kind, text)
        if isinstance(literal, str):
            fact.longest = max(fact.longest, len(literal))
        sides = (operator, OPPOSITE[operator])
        true, false = (
            Pattern(fact.name, sign, literal, f"{text} {SPELLING[sign]} {_literal_text(literal)}") for sign in sides
        )
        return Leaf(true, false)

    # --- nodes

    def _formula(self, node: exp.Expr) -> Formula:
        if isinstance(node, exp.Paren):
            return self._formula(node.this)
        if isinstance(node, exp.And | exp.Or):
            parts = tuple(self._formula(part) for part in node.flatten())
            return And(parts) if isinstance(node, exp.And) else Or(parts)
        if isinstance(node, exp.Not):
            return Not(self._formula(node.this))
        if isinstance(node, exp.Is):
            return self._is(node)
        if isinstance(node, exp.NEQ):
            return Not(self._comparison(node, "$eq"))
        if type(node) in OPERATORS:
            return self._comparison(node, OPERATORS[type(node)])
        if isinstance(node, exp.Between):
            return self._between(node)
        if isinstance(node, exp.In):
            return self._in(node)
        if isinstance(node, exp.Column) and node.name in self._conclusions and not node.table:
            return Named(f"conclusion {node.name}")
        if self._is_derived(node):
            return self._choice(node)
        return self._compute(node)

    def _compute(self, node: exp.Expr) -> Formula:
        """A fact that the plan computes, in place of a node that the engine cannot express."""
        if isinstance(node, exp.Null):
            return Constant(None)
        now = self._compiler.truth(node).now
        return self.truth(now, node.sql("duckdb")) if isinstance(now, pl.Expr) else Constant(now)

    def _is_derived(self, node: exp.Expr) -> bool:
        """Whether a node reads a conclusion or segment, which the engine is to show itself."""
        names = {column.name for column in node.find_all(exp.Column) if not column.table}
        return bool(names & (self._conclusions | self._chained))

    def _choice(self, node: exp.Expr) -> Formula:
        """A CASE, COALESCE or NULLIF of booleans that reads conclusions or segments; the plan computes other nodes."""
        if isinstance(node, exp.Case):
            ifs = node.args["ifs"]
            default = node.args.get("default")
            results = [*(self._formula(one.args["true"]) for one in ifs)]
            results.append(self._formula(default) if default is not None else Constant(None))
            return choose_first([self._formula(one.this) for one in ifs], results)
        if isinstance(node, exp.Coalesce):
            parts = [self._formula(part) for part in (node.this, *node.expressions)]
            return choose_first([Not(IsNull(part)) for part in parts[:-1]], parts)
        if isinstance(node, exp.Nullif):
            a, b = self._formula(node.this), self._formula(node.expression)
            return choose_first([equal(a, b)], [Constant(None), a])
        return self._compute(node)

    def _is(self, node: exp.Is) -> Formula:
        if isinstance(node.expression, exp.Boolean):
            part = self._formula(node.this)
            return IsTrue(part if node.expression.this else Not(part))
        value = self._compiler.value(node.this)
        if isinstance(value, Truth):
            return IsNull(self._formula(node.this))
        if isinstance(value, Classes) and _name(node.this) in self._chained:
            return IsNull(Among(_name(node.this), frozenset(value.possible)))
        return self._compute(node)

    def _in(self, node: exp.In) -> Formula:
        value = self._compiler.value(node.this)
        # A list of classes is no matter of alpha nodes, and the plan must not compute what the engine is to show.
        if len(node.expressions) > MOST_LISTED and not isinstance(value, Classes):
            return self._compute(node)
        if isinstance(value, Truth):
            # Read once: a copy for each value would double with every IN inside it.
            part = self._formula(node.this)
            truths = {id(item): isinstance(self._compiler.value(item), Truth) for item in node.expressions}
            return Or(
                tuple(
                    equal(part, self._formula(item)) if truths[id(item)] else self._formula(_pair(exp.EQ, node, item))
                    for item in node.expressions
                )
            )
        return Or(tuple(self._formula(_pair(exp.EQ, node, item)) for item in node.expressions))

    def _between(self, node: exp.Between) -> Formula:
        value = self._compiler.value(node.this)
        if isinstance(value, Scalar) and value.is_constant:
            return self._compute(node)
        return And(
            (
                self._formula(_pair(exp.GTE, node, node.args["low"])),
                self._formula(_pair(exp.LTE, node, node.args["high"])),
            )
        )

    def _comparison(self, node: exp.Expr, operator: Operator) -> Formula:
        sides = self._compiler.sides(node.this, node.expression)
        for index, side in enumerate(sides):
            if isinstance(side, Classes):
                place, literal = (node.this, node.expression) if index == 0 else (node.expression, node.this)
                return self._class(side, _name(place), str(_bare(literal).this))
        if all(isinstance(side, Truth) for side in sides):
            return equal(self._formula(node.this), self._formula(node.expression))
        return self._scalars(node, operator, sides)

    def _class(self, classes: Classes, segment: str, class_id: str) -> Formula:
        if segment in self._chained:
            return Among(segment, frozenset([class_id]))
        return self.compare(classes.now, "$eq", class_id, segment)

    def _scalars(self, node: exp.Expr, operator: Operator, sides: list[Value]) -> Formula:
        """A test by the engine where one side is a column and the other a literal that is safe to hand to it."""
        left, right = sides
        # Patterns have the column on the left.
        place = node.this
        if isinstance(left, Scalar) and left.is_constant:
            left, right, place, operator = right, left, node.expression, MIRRORED[operator]
        literal = right.now if isinstance(right, Scalar) else None
        # The compiler holds what it computes, such as `a + b`, as a column, so this is any scalar but a constant.
        testable = isinstance(left, Scalar) and isinstance(left.now, pl.Expr) and left.now.meta.is_column()
        # What rests on a range may have no value now, though the column that it is compared by has one.
        rests = any(isinstance(side, Scalar) and side.rests is not False for side in sides)
        if not testable or rests or not isinstance(literal, float | int | str) or not _is_trusted(literal):
            return self._compute_comparison(node, operator)
        return self.compare(expression(left.now), operator, literal, place.sql("duckdb"))

    def _compute_comparison(self, node: exp.Expr, operator: Operator) -> Formula:
        """A comparison that the plan computes; of a `<>` the equality, which the caller negates."""
        return self._compute(_pair(exp.EQ, node, node.expression) if operator == "$eq" else node)


def _is_trusted(literal: float | str) -> bool:
    """Whether the library handles the literal safely."""
    return len(literal) <= LONGEST_TEXT if isinstance(literal, str) else True


def _pair(kind: type[exp.Expr], node: exp.Expr, other: exp.Expr) -> exp.Expr:
    """A comparison of the node's first operand with another; copies, because a node has only one parent."""
    return kind(this=node.this.copy(), expression=other.copy())


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _name(node: exp.Expr) -> str:
    return str(_bare(node).name)


def _literal_text(literal: float | str) -> str:
    return f"'{literal}'" if isinstance(literal, str) else f"{literal:.15g}"
