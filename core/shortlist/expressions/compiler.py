"""Compiles checked SQL to values that know what they could still become.

Each method of `Compiler`, and of the classes it inherits from, is one row of `docs/semantics.md`, section 4.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
from sqlglot import exp

from shortlist.expressions.choices import Choices
from shortlist.expressions.decimals import round_scalar
from shortlist.expressions.functions import Functions
from shortlist.expressions.nodes import Classes, Scope, Value, days, kind_of
from shortlist.expressions.parser import ConditionError, offset_of, parse
from shortlist.expressions.truth import (
    ORDERED,
    Flag,
    Scalar,
    Truth,
    among,
    both,
    compare,
    conjunction,
    disjunction,
    doubt,
    either,
    every,
    expression,
    fold,
    opposite,
)
from shortlist.language import Text
from shortlist.model.search import FEW


def compile_condition(text: str, scope: Scope) -> Truth:
    """The truth of a condition. Raises ConditionError, also where the condition reads nothing."""
    return _compile_condition(Compiler(scope), parse(text))


@dataclass(frozen=True)
class Mention:
    """A name in a condition: whether every comparison, AND, OR and NOT around it is open, and whether the innermost comparison is known.

    Where one of them is known, nothing inside can change what it comes to.
    """

    open: Flag
    told: Flag


def compile_mentions(text: str, scope: Scope) -> tuple[Truth, list[tuple[str, Mention]]]:
    """The truth of a condition, and the mentions of names in it."""
    compiler, node = Compiler(scope), parse(text)
    return _compile_condition(compiler, node), find_mentions(compiler, node)


def find_mentions(compiler: Compiler, node: exp.Expr) -> list[tuple[str, Mention]]:
    """The mentions of names in a text that was compiled."""
    known: dict[int, Flag] = {}

    def is_known(part: exp.Expr) -> Flag:
        if id(part) not in known:
            known[id(part)] = compiler.scope.stages.hold(compiler.truth(part).known)
        return known[id(part)]

    found: list[tuple[str, Mention]] = []
    for column in node.find_all(exp.Column):
        around = list(_find_around(column))
        told = next((is_known(part) for part in around if isinstance(part, exp.Predicate)), False)
        found.append((name_of(column), Mention(every([opposite(is_known(part)) for part in around]), told)))
    return found


def _find_around(node: exp.Expr) -> Iterator[exp.Expr]:
    """What is true or false around a node, from the inside; `a AND b AND c` is one."""
    while (parent := node.parent) is not None:
        if isinstance(parent, exp.Predicate | exp.Not) or (
            isinstance(parent, exp.Connector) and not isinstance(parent.parent, type(parent))
        ):
            yield parent
        node = parent


def _compile_condition(compiler: Compiler, node: exp.Expr) -> Truth:
    value = compiler.value(node)
    if not isinstance(value, Truth):
        raise ConditionError(
            Text(
                f"a condition must be true or false; this is {kind_of(value).en}",
                f"条件必须为真假值；此处为{kind_of(value).zh}",
            )
        )
    if not compiler.scope.reads:
        raise ConditionError(
            Text(
                "the condition reads no field, so it is the same for every prospect",
                "条件未读取任何字段，对所有客户结果都一样",
            )
        )
    return value


def compile_scalar(text: str, scope: Scope) -> Truth | Scalar:
    """The value of a measure. Raises ConditionError, also for a segment and where nothing is read."""
    value = Compiler(scope).value(parse(text))
    if isinstance(value, Classes) or not scope.reads:
        raise ConditionError(Text("the value reads no field", "取值未读取任何字段"))
    return value


def name_of(column: exp.Column) -> str:
    """The name that a column of the tree stands for, dotted where it has a table."""
    return f"{column.table}.{column.name}" if column.table else column.name


class Compiler(Choices, Functions):
    """Compiles the nodes of one condition, each to a Truth, a Scalar or a segment's Classes."""

    def _literal(self, node: exp.Expr) -> Scalar:
        if node.args["is_string"]:
            return Scalar.point("text", str(node.this))
        number = float(node.this)  # infinite for 1e999, without an error
        if not math.isfinite(number):
            raise ConditionError(
                Text(f"the number {node.this} is too large", f"数字 {node.this} 过大"), offset_of(node)
            )
        return Scalar.point("number", number)

    def _boolean(self, node: exp.Expr) -> Truth:
        return Truth.constant(bool(node.this))

    def _null(self, node: exp.Expr) -> Scalar:
        parent = node.parent
        if isinstance(parent, exp.Case) or (isinstance(parent, exp.If) and node.arg_key == "true"):
            return Scalar.point("null", None)
        raise ConditionError(
            Text(
                "nothing is ever equal to NULL; write IS NULL or IS NOT NULL",
                "任何值都不等于 NULL；请写 IS NULL 或 IS NOT NULL",
            ),
            offset_of(parent or node),
        )

    def _column(self, node: exp.Expr) -> Value:
        assert isinstance(node, exp.Column)
        return self.scope.resolve(name_of(node), offset_of(node))

    def _currentdate(self, node: exp.Expr) -> Scalar:
        return Scalar.point("date", days(self.scope.as_of))

    def _paren(self, node: exp.Expr) -> Value:
        return self.value(node.this)

    def _and(self, node: exp.Expr) -> Truth:
        # `a AND b AND c` as one, here and for OR: a long condition compiled pair by pair would recurse too deeply.
        return conjunction([self.truth(part) for part in node.flatten()])

    def _or(self, node: exp.Expr) -> Truth:
        return disjunction([self.truth(part) for part in node.flatten()])

    def _not(self, node: exp.Expr) -> Truth:
        return self.truth(node.this).negate()

    def _is(self, node: exp.Expr) -> Truth:
        if isinstance(node.expression, exp.Null):
            return self.value(node.this).is_null()
        if isinstance(node.expression, exp.Boolean):
            return self.truth(node.this).is_value(bool(node.expression.this))
        raise ConditionError(Text("IS takes NULL, TRUE or FALSE", "IS 之后只能是 NULL、TRUE 或 FALSE"), offset_of(node))

    def _eq(self, node: exp.Expr) -> Truth:
        return self._equal(node.this, node.expression)

    def _neq(self, node: exp.Expr) -> Truth:
        return self._equal(node.this, node.expression).negate()

    def _lt(self, node: exp.Expr) -> Truth:
        return self._compare_ordered("<", node.this, node.expression)

    def _lte(self, node: exp.Expr) -> Truth:
        return self._compare_ordered("<=", node.this, node.expression)

    def _gt(self, node: exp.Expr) -> Truth:
        return self._compare_ordered("<", node.expression, node.this)

    def _gte(self, node: exp.Expr) -> Truth:
        return self._compare_ordered("<=", node.expression, node.this)

    def _between(self, node: exp.Expr) -> Truth:
        nodes = [node.args["low"], node.this, node.args["high"]]
        low, value, high = self._unify_ordered(nodes)
        # Ends that are constants in the wrong order would be false for every prospect.
        if self._compare("<=", low, high).now is False:
            raise ConditionError(
                Text("BETWEEN takes the smaller value first", "BETWEEN 应先写较小的值"), offset_of(node)
            )
        return conjunction([self._compare("<=", low, value), self._compare("<=", value, high)])

    def _in(self, node: exp.Expr) -> Truth:
        if not node.expressions:
            raise ConditionError(Text("the list after IN is empty", "IN 后的列表为空"), offset_of(node))
        value = self.value(node.this)
        if isinstance(value, Classes):
            return value.among([self._read_class(node.this, value, item) for item in node.expressions])
        if len(node.expressions) <= FEW or not isinstance(value, Scalar) or value.is_constant:
            return disjunction([self._equal(node.this, item) for item in node.expressions])
        return self._in_many(node)

    def _in_many(self, node: exp.Expr) -> Truth:
        """IN of a long list: its constants are searched in together, what else stands there is compared one by one."""
        groups: dict[bool, tuple[Scalar, list[float | str]]] = {}
        truths: list[Truth] = []
        for item in node.expressions:
            a, b = self._unify([node.this, item])
            if not (isinstance(a, Scalar) and isinstance(b, Scalar) and isinstance(b.now, float | str)):
                truths.append(self._equal(node.this, item))
                continue
            key = a.computed or b.computed
            if key not in groups:
                groups[key] = round_scalar(a, self.hold) if key else a, []
            point = round_scalar(b, self.hold).now if key else b.now
            assert isinstance(point, float | str)
            groups[key][1].append(point)
        return disjunction(
            [*(self.hold(doubt(among(value, points), value.rests)) for value, points in groups.values()), *truths]
        )

    def _equal(self, left: exp.Expr, right: exp.Expr) -> Truth:
        a, b = self._unify([left, right], beside_class=True)
        if isinstance(a, Classes) or isinstance(b, Classes):
            segment, place, literal = (a, left, right) if isinstance(a, Classes) else (b, right, left)
            assert isinstance(segment, Classes)
            return segment.among([self._read_class(place, segment, literal)])
        if isinstance(a, Truth) and isinstance(b, Truth):
            a, b = self.hold(a), self.hold(b)
            if a.now is None or b.now is None:
                return Truth.constant(None)
            if isinstance(a.now, bool) and isinstance(b.now, bool):
                return Truth.constant(a.now is b.now)
            now = expression(a.now) == expression(b.now)
            # The flags of both sides are taken as independent: may be wide (`x = x`), never wrong.
            return Truth(
                now, either(both(a.t, b.t), both(a.f, b.f)), either(both(a.t, b.f), both(a.f, b.t)), either(a.n, b.n)
            )
        if not (isinstance(a, Scalar) and isinstance(b, Scalar)):
            return Truth.constant(None)  # beside a truth only NULL passes _unify as something else
        return self._compare("=", a, b)

    def sides(self, left: exp.Expr, right: exp.Expr) -> list[Value]:
        """Both sides of a comparison, brought to one kind and, as `_compare` does, rounded. Raises ConditionError."""
        a, b = self._unify([left, right], beside_class=True)
        if isinstance(a, Scalar) and isinstance(b, Scalar):
            return list(self._round_computed(a, b))
        return [a, b]

    def _compare(self, operator: Literal["=", "<", "<="], a: Scalar, b: Scalar) -> Truth:
        """A comparison of two scalars of one kind, of which a computed number counts with 14 significant digits."""
        a, b = self._round_computed(a, b)
        return doubt(fold(compare(operator, a, b)), either(a.rests, b.rests))

    def _round_computed(self, *sides: Scalar) -> list[Scalar]:
        # All sides or none: a field of 15 digits equals the sum that has its digits.
        computed = any(side.computed for side in sides)
        return [round_scalar(side, self.hold) if computed else side for side in sides]

    def _compare_ordered(self, operator: Literal["<", "<="], left: exp.Expr, right: exp.Expr) -> Truth:
        a, b = self._unify_ordered([left, right])
        return self._compare(operator, a, b)

    def _unify_ordered(self, nodes: Sequence[exp.Expr]) -> list[Scalar]:
        """The operands brought to one kind, which must have an order. Raises ConditionError."""
        scalars: list[Scalar] = []
        for node, value in zip(nodes, self._unify(nodes), strict=True):
            if not isinstance(value, Scalar) or value.kind not in ORDERED:
                raise ConditionError(
                    Text(
                        f"{node.sql('duckdb')} is {kind_of(value).en}, which knows only = and <>, not < or >",
                        f"{node.sql('duckdb')} 是{kind_of(value).zh}，只能用 = 和 <>，不能比大小",
                    ),
                    offset_of(node),
                )
            scalars.append(value)
        return scalars

    def _read_class(self, place: exp.Expr, segment: Classes, literal: exp.Expr) -> str:
        """The class id that a segment is compared with. Raises ConditionError for anything but one of its classes."""
        if not (isinstance(literal, exp.Literal) and literal.args["is_string"]):
            raise ConditionError(
                Text(
                    f"compare {place.sql('duckdb')} with one of its classes in single quotes",
                    f"{place.sql('duckdb')} 只能与加单引号的分类编号比较",
                ),
                offset_of(literal),
            )
        return self._check_listed(str(literal.this), segment.possible, offset_of(literal))

    def _like(self, node: exp.Expr, flags: str = "(?s)") -> Truth:
        # With (?s), % and _ match line ends too.
        text, pattern = self.scalar(node.this, "text", "country"), node.expression
        if not (isinstance(pattern, exp.Literal) and pattern.args["is_string"]):
            raise ConditionError(
                Text("LIKE takes a pattern in single quotes", "LIKE 之后须为加单引号的模式"), offset_of(pattern)
            )
        parts = re.split("([%_])", str(pattern.this))
        regex = "".join({"%": ".*", "_": "."}.get(part) or re.escape(part) for part in parts)
        match = self.hold(expression(text.now, pl.String).str.contains(f"{flags}\\A{regex}\\z"))
        unknown = opposite(text.known)
        truth = Truth(
            match, either(unknown, match.fill_null(False)), either(unknown, (~match).fill_null(False)), text.null
        )
        return truth.negate() if node.args.get("negate") else truth

    def _ilike(self, node: exp.Expr) -> Truth:
        return self._like(node, "(?is)")
