"""Features of a history: SQL aggregates over related rows, each of which becomes a field of the prospect.

A feature is compiled in two parts by the compiler of conditions: what stands inside an aggregate is computed row by row
of the table, what stands around it once for each prospect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Any, Literal

import polars as pl
from sqlglot import exp

from shortlist.expressions.compiler import Compiler
from shortlist.expressions.decimals import round_computed
from shortlist.expressions.functions import finite
from shortlist.expressions.limits import MOST_CHAINED, is_chained
from shortlist.expressions.nodes import Value
from shortlist.expressions.parser import ConditionError, offset_of, parse
from shortlist.expressions.stages import Stages
from shortlist.expressions.table import AGGREGATES
from shortlist.expressions.truth import Kind, Scalar, Truth, expression
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field, FieldType
from shortlist.model.ranges import LEAST, MOST
from shortlist.planning.rows import DATE, PROSPECT, ROW, RowScope, complete, declared
from shortlist.planning.values import seller_value
from shortlist.ruleset.definition import History, Ruleset

OUTSIDE = "~outside:"
"""Before a field's id: whether its feature came out outside the field's range, and so is not known."""
DIGITS = 9
"""Significant digits of a feature (docs/semantics.md, section 1)."""
UNIT = 10.0**12
"""Values are added up in whole multiples of 1/UNIT: integers give the same sum in every order, and one in decimals."""
FeatureKind = Literal["number", "date", "bool"]
SUPPLIES: dict[FeatureKind, tuple[FieldType, ...]] = {"number": tuple(NUMERIC), "date": ("date",), "bool": ("bool",)}
"""The types of field that a feature of a kind can supply."""


@dataclass
class ProspectScope:
    """The names around the aggregates: the aggregates themselves, by the column in which each stands."""

    seller: Mapping[str, Any]
    as_of: date
    kinds: Mapping[str, Kind]
    computed: Collection[str]
    stages: Stages = field(default_factory=Stages)
    reads: list[tuple[int, str]] = field(default_factory=list)

    def resolve(self, name: str, offset: int) -> Value:
        head, _, tail = name.partition(".")
        if head == "seller":
            return seller_value(self.seller, tail, offset)
        if name not in self.kinds:
            raise ConditionError(
                Text(
                    f"'{name}' has a value in every row; say which is meant, for instance MAX({name})",
                    f"'{name}' 每行各有取值；请写明取哪一个，例如 MAX({name})",
                ),
                offset,
            )
        value = Scalar.column(self.kinds[name], pl.col(name), pl.col(name).is_null())
        return replace(value, computed=name in self.computed)


MOST_EXPANDED = 5_000
EXPANDED = Text(
    f"with the features that it names this comes to more than {MOST_EXPANDED:,} operations, or {MOST_CHAINED} behind each other; name fewer",
    f"连同所引用的特征，运算超过 {MOST_EXPANDED:,} 个，或连续运算超过 {MOST_CHAINED} 个；请减少引用",
)


class Features:
    """Features of one history, compiled: `rows` over the table, `aggregates` by prospect, `results` around them."""

    def __init__(
        self, history: History, seller: Mapping[str, Any], as_of: date, there: Collection[str] | None = None
    ) -> None:
        self.history, self.seller, self.as_of = history, seller, as_of
        self.rows = RowScope(history, seller, as_of, there)
        self.aggregates: dict[str, pl.Expr] = {}
        self.finished: dict[str, pl.Expr] = {}
        self.kinds: dict[str, Kind] = {}
        self.computed: set[str] = set()
        self.prospects = ProspectScope(seller, as_of, self.kinds, self.computed)
        self.results: dict[str, pl.Expr] = {}

    def add(self, feature_id: str, text: str) -> FeatureKind:
        """Compile a feature; its kind is returned: number, date or bool. Raises ConditionError."""
        tree = self._expand(text, feature_id)
        found = [
            (node, node.parent if isinstance(node.parent, exp.Filter) else node) for node in tree.find_all(*_FUNCTIONS)
        ]
        for node, whole in found:
            if whole.find_ancestor(*_FUNCTIONS, exp.Filter):
                raise ConditionError(
                    Text("an aggregate stands inside another", "聚合函数不能嵌套在另一个之中"), offset_of(node)
                )
        functions = [node for node, _ in found]
        for stray in tree.find_all(exp.Filter, exp.Star, exp.Distinct):
            counted = isinstance(stray, exp.Star | exp.Distinct) and isinstance(stray.parent, exp.Count)
            if not counted and not (isinstance(stray, exp.Filter) and stray.this in functions):
                raise ConditionError(
                    Text(
                        "FILTER belongs to an aggregate, DISTINCT and * to COUNT: COUNT(*) FILTER (WHERE ...)",
                        "FILTER 只能用于聚合函数，DISTINCT 与 * 只能用于 COUNT：COUNT(*) FILTER (WHERE ...)",
                    ),
                    offset_of(stray),
                )
        for node, whole in found:
            column = exp.column(self._compile_aggregate(node, whole))
            if whole is tree:
                tree = column
            else:
                whole.replace(column)
        value = Compiler(self.prospects).value(tree)
        if not any(column.name in self.kinds for column in tree.find_all(exp.Column)):
            raise ConditionError(
                Text("a feature needs an aggregate: SUM, COUNT ...", "特征须包含聚合函数：SUM、COUNT 等")
            )
        kind = "bool" if isinstance(value, Truth) else value.kind if isinstance(value, Scalar) else "segment"
        if kind not in ("number", "date", "bool"):
            raise ConditionError(
                Text(
                    f"a feature is a number, a date, or true or false; this is {kind}",
                    f"特征须为数字、日期或真假值；此处为 {kind}",
                )
            )
        assert isinstance(value, Truth | Scalar)
        self.results[feature_id] = _finish_result(expression(value.now), kind)
        return kind

    def _expand(self, text: str, feature_id: str) -> exp.Expr:
        """The tree of a feature, with those before it in the place of their names: a condition is written once for many."""
        tree = parse(text, AGGREGATES)
        before = dict(takewhile(lambda item: item[0] != feature_id, self.history.features.items()))
        for column in list(tree.find_all(exp.Column)):
            if column.table or column.name not in before or column.find_ancestor(*_FUNCTIONS, exp.Filter):
                continue
            inner = exp.paren(self._expand(str(before[column.name].value.value), column.name), copy=False)
            if column is tree:
                return inner
            column.replace(inner)
        # Each that names another one twice doubles it.
        if is_chained(tree) or sum(1 for _ in tree.walk()) > MOST_EXPANDED:
            raise ConditionError(EXPANDED)
        return tree

    def _compile_aggregate(self, node: exp.Expr, whole: exp.Expr) -> str:
        """The column of an aggregate, which is computed once however often it is written."""
        name = f"~{whole.sql('duckdb')}"
        if name in self.kinds:
            return name
        where = None
        if whole is not node:
            where = expression(Compiler(self.rows).truth(whole.expression.this).now, pl.Boolean)
        if isinstance(node, exp.Count):
            self._add_count(name, node, where)
            return name
        value = Compiler(self.rows).scalar(node.this, *(("number", "date") if type(node) in _OF_DATES else ("number",)))
        cell = expression(value.now, pl.Float64)
        cell = self.rows.stages.hold(cell if where is None else pl.when(where).then(cell))
        self.kinds[name] = value.kind
        if value.computed or isinstance(node, exp.Sum | exp.Avg | exp.Median):
            self.computed.add(name)
        self._add_value(name, node, cell)
        return name

    def _add_count(self, name: str, node: exp.Expr, where: pl.Expr | None) -> None:
        self.kinds[name] = "number"
        inside, distinct = node.this, isinstance(node.this, exp.Distinct)
        if distinct and len(inside.expressions) != 1:
            raise ConditionError(
                Text("COUNT(DISTINCT x) takes one value", "COUNT(DISTINCT x) 只取一个值"), offset_of(node)
            )
        if inside is None:
            raise ConditionError(Text("write COUNT(*) or COUNT(x)", "请写 COUNT(*) 或 COUNT(x)"), offset_of(node))
        if isinstance(inside, exp.Star):
            count = pl.len() if where is None else self.rows.stages.hold(where.fill_null(False)).sum()
        else:
            value = Compiler(self.rows).value(inside.expressions[0] if distinct else inside)
            assert isinstance(value, Truth | Scalar)
            computed = isinstance(value, Scalar) and value.computed
            now = expression(value.now, pl.Float64 if computed else None)
            if computed:
                now = round_computed(now)
            cell = now if where is None else pl.when(where).then(now)
            cell = self.rows.stages.hold(cell)
            count = cell.n_unique() - cell.is_null().any().cast(pl.UInt32) if distinct else cell.count()
        self.aggregates[name] = count.cast(pl.Float64)
        self.finished[name] = pl.col(name).fill_null(0.0)

    def _add_value(self, name: str, node: exp.Expr, cell: pl.Expr) -> None:
        if not isinstance(node, exp.Sum | exp.Avg):
            self.aggregates[name] = _EXTREMES[type(node)](cell)
            return
        units = self.rows.stages.hold((cell * UNIT).round().cast(pl.Int128, strict=False))
        parts = {"sum": units.sum(), "count": units.count(), "all": cell.count()}
        sums = {part: f"{part}:{units.meta.output_name()}" for part in parts}
        self.aggregates |= {sums[part]: value for part, value in parts.items()}
        # A value of 1e26 and more has no units; its sum is unknown rather than too small.
        counted = (pl.col(sums["count"]) > 0) & (pl.col(sums["count"]) == pl.col(sums["all"]))
        total = pl.col(sums["sum"]).cast(pl.Float64) * (1 / UNIT)
        if isinstance(node, exp.Avg):
            total = total / pl.col(sums["count"]).cast(pl.Float64)
        self.finished[name] = pl.when(counted).then(total)

    def attach(
        self, frame: pl.LazyFrame, table: pl.LazyFrame, fields: Mapping[str, Field], flag: bool = False
    ) -> pl.LazyFrame:
        """The prospects with these features; what is null in the table's features stays what the list says.

        A feature outside the range of its field in `fields` is null; with `flag` the column `~outside:FIELD` is true there.
        """
        names = frame.collect_schema().names()
        rows = self.rows.stages.apply(_known(table, self.history, self.seller, self.as_of))
        grouped = rows.group_by(PROSPECT).agg([value.alias(name) for name, value in self.aggregates.items()])
        grouped = grouped.rename({PROSPECT: "~prospect"})
        key = pl.col("prospect_id").cast(pl.String).alias("~prospect")
        frame = frame.with_columns(key).join(grouped, on="~prospect", how="left", maintain_order="left")
        frame = frame.with_columns([value.alias(name) for name, value in self.finished.items()])
        frame = self.prospects.stages.apply(frame)
        frame = frame.with_columns(value.alias(f"~result:{name}") for name, value in self.results.items())
        found = {name: pl.col(f"~result:{name}") for name in self.results}
        outside = {
            name: test for name, value in found.items() if (test := _is_outside(value, fields[name])) is not None
        }
        own = {name: pl.coalesce(value, name) if name in names else value for name, value in found.items()}
        own |= {name: pl.when(~test.fill_null(False)).then(own[name]) for name, test in outside.items()}
        ends = [(end + name, test) for name, test in outside.items() for end in (LEAST, MOST) if end + name in names]
        own |= {end: pl.when(~test.fill_null(False)).then(pl.col(end)) for end, test in ends}
        flags = {OUTSIDE + name: test.fill_null(False) for name, test in outside.items() if flag}
        return frame.select(*(pl.col(one) for one in names if one not in own), **own, **flags).select(
            *dict.fromkeys([*names, *own, *flags])
        )

    def whole(self, table: pl.LazyFrame) -> pl.LazyFrame:
        """One row: these features over all rows of the table that are known, whoever's they are."""
        rows = self.rows.stages.apply(_known(table, self.history, self.seller, self.as_of))
        frame = rows.select([value.alias(name) for name, value in self.aggregates.items()])
        frame = frame.with_columns([value.alias(name) for name, value in self.finished.items()])
        return self.prospects.stages.apply(frame).select(value.alias(name) for name, value in self.results.items())


def attach(
    ruleset: Ruleset,
    frame: pl.LazyFrame,
    tables: Mapping[str, pl.LazyFrame],
    as_of: date,
    wanted: Collection[str] | None = None,
    flag: bool = False,
) -> pl.LazyFrame:
    """Typed prospects with the features of the given history tables as columns; without a table its features are missing.

    A table has the columns `prospect` (String) and `date` (Date) and those that the history declares, typed; absent ones
    are null. Rows without key or date, and rows after `as_of`, are left out. A prospect without rows has counts of 0 and
    no other value. A column that the list itself has for a feature serves where the table gives none. A feature outside the
    range of its field is null, whatever the list says; with `flag` a column `~outside:FIELD` (Boolean) says so for each
    field that has a range. `wanted` are the features to compute, all by default.
    """
    for name, table in tables.items():
        history = ruleset.histories[name]
        features = Features(history, ruleset.seller, as_of, table.collect_schema().names())
        for feature in history.features.values():
            if wanted is None or feature.id in wanted:
                features.add(feature.id, str(feature.value.value))
        if features.results:
            frame = features.attach(frame, table, ruleset.fields, flag)
    return frame


def flagged(frame: pl.LazyFrame) -> list[str]:
    """The fields that have `~outside:FIELD` in a frame that `attach` made."""
    names = frame.collect_schema().names()
    return [name.removeprefix(OUTSIDE) for name in names if name.startswith(OUTSIDE)]


def _is_outside(value: pl.Expr, declared: Field) -> pl.Expr | None:
    """Where a feature leaves the range of the field that it supplies; None where that has none."""
    low, high = declared.range
    tests = [value < low] if math.isfinite(low) else []
    tests += [value > high] if math.isfinite(high) else []
    return pl.any_horizontal(tests) if tests else None


def _known(table: pl.LazyFrame, history: History, seller: Mapping[str, Any], as_of: date) -> pl.LazyFrame:
    """The rows that count, complete: they have a key, and are known on the day."""
    if history.newest_by and ROW not in table.collect_schema().names():
        table = table.with_row_index(ROW)
    rows = complete(table, history, seller, as_of)
    rows = rows.filter(pl.col(PROSPECT).is_not_null() & (pl.col(DATE) <= as_of))
    if not history.newest_by:
        return rows
    newest = (pl.col(DATE).cast(pl.Int64) * 2**40 + pl.col(ROW)).arg_max()
    rest = [c for c in declared(history) if c not in (PROSPECT, *history.newest_by)]
    return rows.group_by(PROSPECT, *history.newest_by).agg([pl.col(c).get(newest) for c in rest])


def _finish_result(value: pl.Expr, kind: str) -> pl.Expr:
    if kind == "number":
        return finite(value.cast(pl.Float64)).round_sig_figs(DIGITS)
    return value.cast(pl.Int32, strict=False).cast(pl.Date) if kind == "date" else value


_FUNCTIONS = (exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.Count)
_OF_DATES = (exp.Min, exp.Max)
_EXTREMES: dict[type[exp.Expr], Callable[[pl.Expr], pl.Expr]] = {
    exp.Min: pl.Expr.min,
    exp.Max: pl.Expr.max,
    exp.Median: pl.Expr.median,
}
