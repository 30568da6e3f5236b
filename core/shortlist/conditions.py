"""Conditions and scalars: from checked SQL to values that know what they could still become.

Each method of `Compiler` is one row of `docs/semantics.md`, section 4.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, reduce
from typing import Literal, Protocol

import polars as pl
from sqlglot import exp

from shortlist.errors import meant
from shortlist.language import Text
from shortlist.sql import ConditionError, offset_of, parse
from shortlist.stages import Stages
from shortlist.truth import (
    ORDERED, Flag, Kind, Scalar, Truth, both, compare, either, every, expression, gated, join, opposite, some,
)  # fmt: skip

EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY, LAST_DAY = (float(day.toordinal() - EPOCH) for day in (date.min, date.max))
KIND_NAMES: dict[str, Text] = {
    "number": Text("a number", "数字"), "date": Text("a date", "日期"), "level": Text("a level", "等级"),
    "text": Text("a text", "文本"), "country": Text("a country", "国家"), "null": Text("NULL", "NULL"),
    "truth": Text("true or false", "真假值"), "segment": Text("a segment", "分类"),
}  # fmt: skip
DATE_PARTS = ("year", "quarter", "month", "day")


@dataclass(frozen=True)
class Classes:
    """A segment: its class now (null is unknown), the classes still possible, and whether it can stay unknown."""

    now: pl.Expr
    possible: dict[str, Flag]
    unknown: Flag

    @property
    def undetermined(self) -> Flag:
        """More than one class, or a class and "unknown", is still possible."""
        count = sum((expression(flag).cast(pl.UInt32) for flag in (*self.possible.values(), self.unknown)), pl.lit(0, pl.UInt32))
        return count > 1

    def among(self, ids: Sequence[str]) -> Truth:
        now = some([self.now == class_id for class_id in ids])
        inside = some([flag for class_id, flag in self.possible.items() if class_id in ids])
        outside = some([flag for class_id, flag in self.possible.items() if class_id not in ids])
        return Truth(now, inside, outside, self.unknown)

    def is_null(self) -> Truth:
        return Truth(self.now.is_null(), self.unknown, some(list(self.possible.values())), False)


Value = Truth | Scalar | Classes


class Scope(Protocol):
    """What names mean where a condition stands."""

    as_of: date
    stages: Stages
    reads: list[tuple[int, str]]
    """The names resolved so far but for the seller's, each with where it stands."""

    def resolve(self, name: str, offset: int) -> Value:
        """The value of a name (dotted for `seller.x`, `table.column`, `KEY.coverage`); raises ConditionError."""
        ...


def days(day: date) -> float:
    """Days since 1970-01-01, which is how dates are computed with."""
    return float(day.toordinal() - EPOCH)


def finite(value: pl.Expr) -> pl.Expr:
    """NaN and infinity are null."""
    return pl.when(value.is_finite()).then(value)


@cache
def country_codes() -> frozenset[str]:
    """All ISO 3166 alpha-2 codes."""
    import pycountry

    return frozenset(country.alpha_2 for country in pycountry.countries)


def country_meant(text: str) -> str | None:
    """The code that a wrong country literal was probably meant to be."""
    import pycountry

    usual = {"UK": "GB", "EL": "GR", "ENGLAND": "GB", "中国": "CN", "美国": "US", "英国": "GB", "德国": "DE", "日本": "JP"}
    if (code := usual.get(text.upper())) is not None:
        return code
    try:
        return str(pycountry.countries.lookup(text).alpha_2)
    except LookupError:
        return None


def compile_condition(text: str, scope: Scope) -> Truth:
    """The truth of a condition. Raises ConditionError."""
    value = Compiler(scope).value(parse(text))
    if not isinstance(value, Truth):
        raise ConditionError(Text(f"a condition must be true or false; this is {_kind(value).en}",
                                  f"条件必须为真假值；此处为{_kind(value).zh}"))
    if not scope.reads:
        raise ConditionError(Text("the condition reads no field, so it is the same for every prospect",
                                  "条件未读取任何字段，对所有客户结果都一样"))
    return value


def compile_scalar(text: str, scope: Scope) -> Truth | Scalar:
    """The value of a measure. Raises ConditionError."""
    value = Compiler(scope).value(parse(text))
    if isinstance(value, Classes) or not scope.reads:
        raise ConditionError(Text("the value reads no field", "取值未读取任何字段"))
    return value


def _kind(value: Value) -> Text:
    name = value.kind if isinstance(value, Scalar) else "truth" if isinstance(value, Truth) else "segment"
    return KIND_NAMES[name]


class Compiler:
    """Compiles the nodes of one condition, each to a Truth, a Scalar or a segment's Classes."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def value(self, node: exp.Expr) -> Value:
        method: Callable[[exp.Expr], Value] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        assert method is not None, f"{type(node).__name__} is in sql.TABLE but has no meaning here"
        return method(node)

    def truth(self, node: exp.Expr) -> Truth:
        value = self.value(node)
        if isinstance(value, Truth):
            return value
        raise self._mismatch(node, KIND_NAMES["truth"], value)

    def scalar(self, node: exp.Expr, *kinds: Kind) -> Scalar:
        value = self.value(node)
        if isinstance(value, Scalar) and (value.kind in kinds or not kinds):
            return value
        wanted = [KIND_NAMES[kind] for kind in kinds] or [Text("a single value", "单个值")]
        raise self._mismatch(node, Text(" / ".join(w.en for w in wanted), " / ".join(w.zh for w in wanted)), value)

    def _mismatch(self, node: exp.Expr, wanted: Text, value: Value) -> ConditionError:
        what = node.sql("duckdb")
        return ConditionError(Text(f"{what} is {_kind(value).en}; here {wanted.en} is needed",
                                   f"{what} 是{_kind(value).zh}，此处需要{wanted.zh}"), offset_of(node))

    def hold(self, flag: Flag) -> Flag:
        return self.scope.stages.hold(flag) if isinstance(flag, pl.Expr) else flag

    def held(self, truth: Truth) -> Truth:
        """The truth with each part computed once, for where it is used more than once; folded where it reads nothing."""
        if isinstance(truth.now, pl.Expr) and not truth.now.meta.root_names():
            now = pl.select(truth.now).item()
            return Truth(now, now is True, now is False, now is None)
        now = self.scope.stages.hold(truth.now) if isinstance(truth.now, pl.Expr) else truth.now
        return Truth(now, self.hold(truth.t), self.hold(truth.f), self.hold(truth.n))

    # --- names and literals

    def _literal(self, node: exp.Expr) -> Scalar:
        if node.args["is_string"]:
            return Scalar.point("text", str(node.this))
        number = float(node.this)
        if not math.isfinite(number):
            raise ConditionError(Text(f"the number {node.this} is too large", f"数字 {node.this} 过大"), offset_of(node))
        return Scalar.point("number", number)

    def _boolean(self, node: exp.Expr) -> Truth:
        return Truth.constant(bool(node.this))

    def _null(self, node: exp.Expr) -> Scalar:
        parent = node.parent
        if isinstance(parent, exp.Case) or (isinstance(parent, exp.If) and node.arg_key == "true"):
            return Scalar.point("null", None)
        raise ConditionError(Text("nothing is ever equal to NULL; write IS NULL or IS NOT NULL",
                                  "任何值都不等于 NULL；请写 IS NULL 或 IS NOT NULL"), offset_of(parent or node))

    def _column(self, node: exp.Expr) -> Value:
        assert isinstance(node, exp.Column)
        return self.scope.resolve(f"{node.table}.{node.name}" if node.table else node.name, offset_of(node))

    def _currentdate(self, node: exp.Expr) -> Scalar:
        return Scalar.point("date", days(self.scope.as_of))

    def _paren(self, node: exp.Expr) -> Value:
        return self.value(node.this)

    # --- logic

    def _and(self, node: exp.Expr) -> Truth:
        return self.truth(node.this).conjoined(self.truth(node.expression))

    def _or(self, node: exp.Expr) -> Truth:
        return self.truth(node.this).disjoined(self.truth(node.expression))

    def _not(self, node: exp.Expr) -> Truth:
        return self.truth(node.this).negated()

    def _is(self, node: exp.Expr) -> Truth:
        if isinstance(node.expression, exp.Null):
            return self.value(node.this).is_null()
        if isinstance(node.expression, exp.Boolean):
            return self.truth(node.this).is_value(bool(node.expression.this))
        raise ConditionError(Text("IS takes NULL, TRUE or FALSE", "IS 之后只能是 NULL、TRUE 或 FALSE"), offset_of(node))

    # --- comparisons

    def _eq(self, node: exp.Expr) -> Truth:
        return self._equal(node.this, node.expression)

    def _neq(self, node: exp.Expr) -> Truth:
        return self._equal(node.this, node.expression).negated()

    def _lt(self, node: exp.Expr) -> Truth:
        return self._ordered("<", node.this, node.expression)

    def _lte(self, node: exp.Expr) -> Truth:
        return self._ordered("<=", node.this, node.expression)

    def _gt(self, node: exp.Expr) -> Truth:
        return self._ordered("<", node.expression, node.this)

    def _gte(self, node: exp.Expr) -> Truth:
        return self._ordered("<=", node.expression, node.this)

    def _between(self, node: exp.Expr) -> Truth:
        nodes = [node.args["low"], node.this, node.args["high"]]
        low, value, high = self._ordered_kind(nodes)
        if self._folded(compare("<=", low, high), low, high).now is False:
            raise ConditionError(Text("BETWEEN takes the smaller value first", "BETWEEN 应先写较小的值"), offset_of(node))
        below = self._folded(compare("<=", low, value), low, value)
        return below.conjoined(self._folded(compare("<=", value, high), value, high))

    def _in(self, node: exp.Expr) -> Truth:
        if not node.expressions:
            raise ConditionError(Text("the list after IN is empty", "IN 后的列表为空"), offset_of(node))
        value = self.value(node.this)
        if isinstance(value, Classes):
            return value.among([self._class(node.this, value, item) for item in node.expressions])
        return reduce(Truth.disjoined, [self._equal(node.this, item) for item in node.expressions])

    def _equal(self, left: exp.Expr, right: exp.Expr) -> Truth:
        a, b = self._unified([left, right], beside_class=True)
        if isinstance(a, Classes) or isinstance(b, Classes):
            segment, other, place, literal = (a, b, left, right) if isinstance(a, Classes) else (b, a, right, left)
            assert isinstance(segment, Classes)
            return segment.among([self._class(place, segment, literal)])
        if isinstance(a, Truth) and isinstance(b, Truth):
            a, b = self.held(a), self.held(b)
            if a.now is None or b.now is None or isinstance(a.now, bool) and isinstance(b.now, bool):
                return Truth.constant(a.now == b.now)
            now = expression(a.now) == expression(b.now)
            return Truth(now, either(both(a.t, b.t), both(a.f, b.f)), either(both(a.t, b.f), both(a.f, b.t)), either(a.n, b.n))
        assert isinstance(a, Scalar) and isinstance(b, Scalar)
        return self._folded(compare("=", a, b), a, b)

    def _ordered(self, operator: Literal["<", "<="], left: exp.Expr, right: exp.Expr) -> Truth:
        a, b = self._ordered_kind([left, right])
        return self._folded(compare(operator, a, b), a, b)

    def _ordered_kind(self, nodes: Sequence[exp.Expr]) -> list[Scalar]:
        """Operands of one kind that has an order."""
        scalars: list[Scalar] = []
        for node, value in zip(nodes, self._unified(nodes), strict=True):
            if not isinstance(value, Scalar) or value.kind not in ORDERED:
                raise ConditionError(Text(f"{node.sql('duckdb')} is {_kind(value).en}, which knows only = and <>, not < or >",
                                          f"{node.sql('duckdb')} 是{_kind(value).zh}，只能用 = 和 <>，不能比大小"), offset_of(node))
            scalars.append(value)
        return scalars

    @staticmethod
    def _folded(truth: Truth, *parts: Scalar) -> Truth:
        """Between constants, the constant result."""
        if not all(part.is_constant for part in parts):
            return truth
        now = pl.select(expression(truth.now)).item()
        return Truth(now, now is True, now is False, now is None)

    def _class(self, place: exp.Expr, segment: Classes, literal: exp.Expr) -> str:
        if not (isinstance(literal, exp.Literal) and literal.args["is_string"]):
            raise ConditionError(Text(f"compare {place.sql('duckdb')} with one of its classes in single quotes",
                                      f"{place.sql('duckdb')} 只能与加单引号的分类编号比较"), offset_of(literal))
        return self._listed(str(literal.this), segment.possible, offset_of(literal))

    def _listed(self, text: str, values: Sequence[str] | dict[str, Flag], offset: int) -> str:
        if text not in values:
            near, known = meant(text, values), ", ".join(f"'{value}'" for value in values)
            raise ConditionError(Text(f"'{text}' is not one of {known}{near.en}", f"'{text}' 不在 {known} 之中{near.zh}"), offset)
        return text

    def _unified(self, nodes: Sequence[exp.Expr], beside_class: bool = False) -> list[Value]:
        """The operands brought to one kind; text literals become dates, levels and countries where these are compared.

        A segment is refused, but beside the text of a class where the caller takes that.
        """
        values = [self.value(node) for node in nodes]
        model = next((v for n, v in zip(nodes, values, strict=True) if not _is_text_literal(n) and _names_a_kind(v)), None)
        if model is None:
            model = next((v for v in values if _names_a_kind(v)), values[0])
        result: list[Value] = []
        for node, value in zip(nodes, values, strict=True):
            if isinstance(model, Scalar) and isinstance(value, Scalar) and _is_text_literal(node):
                value = self._adapted(node, value, model)
            if isinstance(model, Classes) and _is_text_literal(node):
                result.append(value)
                continue
            if isinstance(value, Scalar) and value.kind == "null":
                result.append(value)
                continue
            if type(value) is not type(model) or (isinstance(model, Scalar) and isinstance(value, Scalar)
                                                  and (value.kind, value.values) != (model.kind, model.values)):
                raise self._mismatch(node, _kind(model), value)
            if isinstance(value, Classes) and (not beside_class or sum(isinstance(v, Classes) for v in values) > 1):
                raise ConditionError(Text("a segment is compared with its classes only, as in size = 'small'",
                                          "分类只能与其分类编号比较，例如 size = 'small'"), offset_of(node))
            result.append(value)
        return result

    def _adapted(self, node: exp.Expr, value: Scalar, model: Scalar) -> Scalar:
        text, offset = str(value.now), offset_of(node)
        if model.kind == "date":
            try:
                return Scalar.point("date", days(date.fromisoformat(text)))
            except ValueError:
                raise ConditionError(Text(f"'{text}' is no date; write it as '2026-01-31'", f"'{text}' 不是日期；请写成 '2026-01-31'"),
                                     offset) from None
        if model.kind == "level":
            return Scalar.point("level", float(model.values.index(self._listed(text, model.values, offset))), model.values)
        if model.kind == "country":
            if text not in country_codes():
                code = country_meant(text)
                raise ConditionError(
                    Text(f"'{text}' is no ISO country code" + (f"; write '{code}'" if code else ", as 'DE' or 'CN' are"),
                         f"'{text}' 不是 ISO 国家代码" + (f"；请写 '{code}'" if code else "，例如 'DE'、'CN'")), offset)
            return Scalar.point("country", text)
        return value

    def _like(self, node: exp.Expr, flags: str = "(?s)") -> Truth:
        text, pattern = self.scalar(node.this, "text", "country"), node.expression
        if not (isinstance(pattern, exp.Literal) and pattern.args["is_string"]):
            raise ConditionError(Text("LIKE takes a pattern in single quotes", "LIKE 之后须为加单引号的模式"), offset_of(pattern))
        parts = re.split("([%_])", str(pattern.this))
        regex = "".join({"%": ".*", "_": "."}.get(part) or re.escape(part) for part in parts)
        match = self.scope.stages.hold(expression(text.now, pl.String).str.contains(f"{flags}\\A{regex}\\z"))
        unknown = opposite(text.known)
        truth = Truth(match, either(unknown, match.fill_null(False)), either(unknown, (~match).fill_null(False)), text.null)
        truth = self._folded(truth, text)
        return truth.negated() if node.args.get("negate") else truth

    def _ilike(self, node: exp.Expr) -> Truth:
        return self._like(node, "(?is)")

    # --- choices

    def _case(self, node: exp.Expr) -> Truth | Scalar:
        branches = node.args["ifs"]
        conditions = [self.held(self.truth(branch.this)) for branch in branches]
        results = self._unified([*(branch.args["true"] for branch in branches), node.args.get("default") or _null_in(node)])
        reached: list[Flag] = []
        open_: Flag = True
        for condition in conditions:
            reached.append(self.hold(both(open_, condition.t)))
            open_ = self.hold(both(open_, opposite(condition.surely)))
        reached.append(open_)
        return self._chosen(results, reached, [condition.is_true for condition in conditions],
                            every([condition.known for condition in conditions]))

    def _nullif(self, node: exp.Expr) -> Truth | Scalar:
        equal = self.held(self._equal(node.this, node.expression))
        a, _ = self._unified([node.this, node.expression])
        return self._chosen([Scalar.point("null", None), a], [equal.t, opposite(equal.surely)], [equal.is_true], equal.known)

    def _chosen(self, results: Sequence[Value], reached: Sequence[Flag], chosen: Sequence[Flag], known: Flag) -> Truth | Scalar:
        """The join of the results that can be reached; now, the first whose flag in `chosen` holds, else the last."""
        truths = [Truth(None, False, False, True) if isinstance(r, Scalar) else r for r in results]
        if any(isinstance(r, Truth) for r in results):
            assert all(isinstance(t, Truth) for t in truths)
            now = _first(chosen, [expression(t.now, pl.Boolean) for t in truths])  # type: ignore[union-attr]
            flags = [some([both(reach, getattr(t, flag)) for reach, t in zip(reached, truths, strict=True)]) for flag in "tfn"]
            return self.held(Truth(now, *flags))
        scalars = [r for r in results if isinstance(r, Scalar)]
        now = self.scope.stages.hold(_first(chosen, [expression(s.now, _dtype(scalars)) for s in scalars]))
        known = self.hold(every([known, *(s.known for s in scalars)]))
        return self._held_scalar(join(list(zip(reached, scalars, strict=True)), now, known))

    def _held_scalar(self, scalar: Scalar) -> Scalar:
        """The scalar with each part computed once; folded where it reads nothing."""
        if isinstance(scalar.now, pl.Expr) and not scalar.now.meta.root_names():
            return Scalar.point(scalar.kind, pl.select(scalar.now).item(), scalar.values)
        hold = self.scope.stages.hold
        parts = {name: hold(part) for name in ("low", "high", "at", "fixed", "null", "value")
                 if isinstance(part := getattr(scalar, name), pl.Expr)}
        return replace(scalar, **parts)

    def _coalesce(self, node: exp.Expr) -> Truth | Scalar:
        values = self._unified([node.this, *node.expressions])
        truths = [self.held(v) for v in values if isinstance(v, Truth)]
        nulls: list[Flag] = [t.n for t in truths] or [v.null for v in values if isinstance(v, Scalar)]
        reached = [every(nulls[:index]) for index in range(len(nulls))]
        if truths:
            now = pl.coalesce([expression(t.now, pl.Boolean) for t in truths])
            t, f = (some([both(r, getattr(x, flag)) for r, x in zip(reached, truths, strict=True)]) for flag in "tf")
            return self.held(Truth(now, t, f, every(nulls)))
        scalars = [v for v in values if isinstance(v, Scalar)]
        now = self.scope.stages.hold(pl.coalesce([expression(s.now, _dtype(scalars)) for s in scalars]))
        joined = join(list(zip(reached, scalars, strict=True)), now, every([s.known for s in scalars]))
        return self._held_scalar(replace(joined, null=every(nulls)))

    def _greatest(self, node: exp.Expr) -> Scalar:
        return self._extreme(node, pl.max_horizontal, pl.min_horizontal, "high", "low")

    def _least(self, node: exp.Expr) -> Scalar:
        return self._extreme(node, pl.min_horizontal, pl.max_horizontal, "low", "high")

    def _extreme(self, node: exp.Expr, outer: Callable[..., pl.Expr], inner: Callable[..., pl.Expr], far: str, near: str) -> Scalar:
        """GREATEST (far is high) or LEAST (far is low): nulls are ignored."""
        values = self._unified([node.this, *node.expressions])
        scalars = [v for v in values if isinstance(v, Scalar) and v.kind in ORDERED]
        if len(scalars) != len(values):
            raise self._mismatch(node.this, KIND_NAMES["number"], values[0])
        reach = outer(*(gated(s.value, getattr(s, far)) for s in scalars))
        hull = inner(*(gated(s.value, getattr(s, near)) for s in scalars))
        sure = outer(*(gated(opposite(s.null), getattr(s, near)) for s in scalars))
        ends = {far: reach, near: outer(hull, sure)}
        now = self.scope.stages.hold(outer(*(expression(s.now, pl.Float64) for s in scalars)))
        result = Scalar(scalars[0].kind, now, every([s.known for s in scalars]), every([s.null for s in scalars]),
                        some([s.value for s in scalars]), values=scalars[0].values, **ends)
        return self._held_scalar(result)

    # --- arithmetic

    def _add(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number", "date"), self.scalar(node.expression, "number", "date")
        if a.kind == b.kind == "date":
            raise ConditionError(Text("two dates cannot be added", "两个日期不能相加"), offset_of(node))
        kind: Kind = "date" if "date" in (a.kind, b.kind) else "number"
        whole = _whole_days(kind)
        return self._summed(kind, [a, b], whole(a.now) + whole(b.now), whole(a.low) + whole(b.low), whole(a.high) + whole(b.high))

    def _sub(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number", "date"), self.scalar(node.expression, "number", "date")
        if (a.kind, b.kind) == ("number", "date"):
            raise ConditionError(Text("a date cannot be taken from a number", "数字不能减去日期"), offset_of(node))
        kind: Kind = "date" if (a.kind, b.kind) == ("date", "number") else "number"
        whole = _whole_days(kind)
        return self._summed(kind, [a, b], *(whole(x) + whole(-expression(y, pl.Float64))
                                            for x, y in ((a.now, b.now), (a.low, b.high), (a.high, b.low))))

    def _neg(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "number")
        return self._summed("number", [a], -expression(a.now), -expression(a.high), -expression(a.low))

    def _summed(self, kind: Kind, parts: Sequence[Scalar], now: pl.Expr, low: pl.Expr, high: pl.Expr) -> Scalar:
        now = finite(now)
        if kind == "date":
            now = pl.when(now.is_between(FIRST_DAY, LAST_DAY)).then(now)
        if all(part.is_constant for part in parts):
            return Scalar.point(kind, pl.select(now).item())
        now = self.scope.stages.hold(now)
        known = self.hold(every([part.known for part in parts]))
        null = either(opposite(known), now.is_null())
        value = either(both(known, now.is_not_null()), both(opposite(known), every([part.value for part in parts])))
        return self._held_scalar(Scalar(kind, now, known, null, value, low, high))

    def _exact(self, kind: Kind, now: pl.Expr, *parts: Scalar) -> Scalar:
        """A function whose value says nothing while anything inside is unknown; folded where all is constant."""
        if all(part.is_constant for part in parts):
            return Scalar.point(kind, pl.select(now).item())
        return Scalar.exact(kind, self.scope.stages.hold(now), self.hold(every([part.known for part in parts])))

    def _mul(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number"), self.scalar(node.expression, "number")
        return self._exact("number", finite(expression(a.now) * expression(b.now)), a, b)

    def _div(self, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number"), self.scalar(node.expression, "number")
        divisor = expression(b.now)
        if b.is_constant and not a.is_constant:
            # Polars multiplies by the reciprocal when a column is divided by a scalar; a column it divides by truly.
            divisor = expression(a.now).is_null().cast(pl.Float64) * 0.0 + divisor
        return self._exact("number", finite(expression(a.now) / divisor), a, b)

    def _abs(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "number")
        return self._exact("number", expression(a.now).abs(), a)

    def _round(self, node: exp.Expr) -> Scalar:
        a, places = self.scalar(node.this, "number"), node.args.get("decimals")
        if places is not None and not (isinstance(places, exp.Literal) and str(places.this) in "0123456789"):
            raise ConditionError(Text("ROUND takes 0 to 9 decimal places", "ROUND 的小数位为 0 到 9"), offset_of(places))
        digits = int(str(places.this)) if places is not None else 0
        return self._exact("number", expression(a.now).round(digits, mode="half_away_from_zero"), a)

    def _length(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "text", "country")
        return self._exact("number", expression(a.now, pl.String).str.len_chars().cast(pl.Float64), a)

    def _lower(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "text", "country")
        return self._exact("text", expression(a.now, pl.String).str.to_lowercase(), a)

    def _upper(self, node: exp.Expr) -> Scalar:
        a = self.scalar(node.this, "text", "country")
        return self._exact("text", expression(a.now, pl.String).str.to_uppercase(), a)

    # --- dates

    def _part(self, part: str, node: exp.Expr, whole: exp.Expr) -> Scalar:
        if part not in DATE_PARTS:
            raise ConditionError(Text(f"EXTRACT takes {', '.join(DATE_PARTS)}", f"EXTRACT 支持 {'、'.join(DATE_PARTS)}"), offset_of(whole))
        a = self.scalar(node, "date")
        return self._exact("number", getattr(_calendar(a).dt, part)().cast(pl.Float64), a)

    def _year(self, node: exp.Expr) -> Scalar:
        return self._part("year", node.this, node)

    def _quarter(self, node: exp.Expr) -> Scalar:
        return self._part("quarter", node.this, node)

    def _month(self, node: exp.Expr) -> Scalar:
        return self._part("month", node.this, node)

    def _day(self, node: exp.Expr) -> Scalar:
        return self._part("day", node.this, node)

    def _extract(self, node: exp.Expr) -> Scalar:
        return self._part(node.this.name.lower(), node.expression, node)

    def _datediff(self, node: exp.Expr) -> Scalar:
        unit = node.args["unit"].name.lower() if node.args.get("unit") else "day"
        later, earlier = (self._adapted(part, value, Scalar.point("date", 0.0)) if _is_text_literal(part) else value
                          for part in (node.this, node.expression)
                          for value in [self.scalar(part, "date", "text") if _is_text_literal(part) else self.scalar(part, "date")])
        first, last = _calendar(earlier), _calendar(later)
        years = last.dt.year().cast(pl.Float64) - first.dt.year().cast(pl.Float64)
        if unit == "day":
            difference = expression(later.now) - expression(earlier.now)
        elif unit == "month":
            difference = years * 12.0 + (last.dt.month().cast(pl.Float64) - first.dt.month().cast(pl.Float64))
        elif unit == "year":
            difference = years
        else:
            raise ConditionError(Text("DATE_DIFF counts 'day', 'month' or 'year'", "DATE_DIFF 的单位为 'day'、'month' 或 'year'"), offset_of(node))
        return self._exact("number", difference, later, earlier)


def _whole_days(kind: Kind) -> Callable[[pl.Expr | float | str | None], pl.Expr]:
    """Beside a date a number is whole days; a fraction is cut off towards minus infinity."""
    return lambda value: expression(value, pl.Float64).floor() if kind == "date" else expression(value, pl.Float64)


def _calendar(value: Scalar) -> pl.Expr:
    return expression(value.now, pl.Float64).cast(pl.Int32).cast(pl.Date)


def _is_text_literal(node: exp.Expr) -> bool:
    while isinstance(node, exp.Paren):
        node = node.this
    return isinstance(node, exp.Literal) and bool(node.args["is_string"])


def _names_a_kind(value: Value) -> bool:
    return not (isinstance(value, Scalar) and value.kind == "null")


def _null_in(node: exp.Expr) -> exp.Expr:
    """The NULL that a CASE without ELSE ends in."""
    null = exp.Null()
    null.parent = node
    return null


def _dtype(scalars: Sequence[Scalar]) -> type[pl.DataType]:
    return pl.Float64 if any(s.kind in ORDERED for s in scalars) else pl.String


def _first(chosen: Sequence[Flag], results: Sequence[pl.Expr]) -> pl.Expr:
    """The result of the first flag that holds, else the last result."""
    now = results[-1]
    for flag, result in reversed(list(zip(chosen, results[:-1], strict=True))):
        now = pl.when(expression(flag)).then(result).otherwise(now)
    return now
