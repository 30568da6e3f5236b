"""Rows of a history: every column that the ruleset declares, and those that it computes, row by row, up to the as-of date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from shortlist.errors import suggest
from shortlist.expressions.compiler import Compiler
from shortlist.expressions.functions import finite
from shortlist.expressions.nodes import Value
from shortlist.expressions.parser import ConditionError, parse
from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import Scalar, Truth, expression
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field, FieldType
from shortlist.planning.values import field_value, seller_value
from shortlist.ruleset.definition import History

PROSPECT, DATE, ROW = "prospect", "date", "row"
LATER = "~later:"
"""Before a column's id: whether the row's date there lies after the as-of date, and so is not known on it."""
UNREAD = "~unread:"
"""Before a column's id: whether the row's cell there says something that could not be read."""
NAMED = re.compile(r"\{unread\.([a-z0-9_]+)\}")
"""Where the text of a check names the unread cells of a column."""
TYPES: dict[str, FieldType] = {"number": "number", "date": "date", "text": "text", "country": "country"}


@dataclass
class RowScope:
    """The names inside an aggregate: the columns of one history, `seller.x`, and of a column `given.x`, `later.x` and `unread.x`.

    `there` are the columns that the table has; None: all.
    """

    history: History
    seller: Mapping[str, Any]
    as_of: date
    there: Collection[str] | None = None
    stages: Stages = field(default_factory=Stages)
    reads: list[tuple[int, str]] = field(default_factory=list)

    def resolve(self, name: str, offset: int) -> Value:
        head, _, tail = name.partition(".")
        if head == "seller":
            return seller_value(self.seller, tail, offset)
        known: Collection[str] = declared(self.history)
        if head in ("given", "later", "unread") and tail:
            known = later_columns(self.history) if head == "later" else self.history.fields
        else:
            head, tail = "", name
        if tail not in known:
            raise _unknown(self.history, tail, known, offset)
        self.reads.append((offset, tail))
        if head == "given":
            return Truth.constant(self.there is None or tail in self.there)
        if head == "unread" and UNREAD + tail not in (self.there or ()):
            return Truth.constant(False)
        if head in ("later", "unread"):
            flag = pl.col((LATER if head == "later" else UNREAD) + tail)
            return Truth(flag, flag, ~flag, pl.lit(False))
        column = declared(self.history)[name]
        return field_value(self.stages, column, pl.col(name))


def declared(history: History) -> dict[str, Field]:
    """All columns of a history by id: its key, its date, what its file has and what it computes."""
    own = {key: one.field for key, one in history.computed.items()}
    return {PROSPECT: history.prospect, DATE: history.date, **history.fields, **own}


def row_type(history: History, seller: Mapping[str, Any], as_of: date, text: str) -> FieldType:
    """The type of what a text computes in each row. Raises ConditionError."""
    value = Compiler(RowScope(history, seller, as_of)).value(parse(text))
    if isinstance(value, Truth):
        return "bool"
    kind = value.kind if isinstance(value, Scalar) else "segment"
    if kind not in TYPES:
        raise ConditionError(
            Text(
                f"a column is a number, a date, a text, or true or false; this is {kind}",
                f"列须为数字、日期、文本或真假值；此处为 {kind}",
            )
        )
    return TYPES[kind]


def row_reads(history: History, seller: Mapping[str, Any], as_of: date, name: str) -> tuple[str, ...]:
    """The columns that a computed column reads, in order of first mention."""
    scope = RowScope(history, seller, as_of)
    Compiler(scope).value(parse(str(history.computed[name].value.value)))
    return tuple(dict.fromkeys(column for _, column in scope.reads))


def complete(table: pl.LazyFrame, history: History, seller: Mapping[str, Any], as_of: date) -> pl.LazyFrame:
    """All rows of a typed table with every column that the history declares or computes, and `row` where there is one.

    Dates after `as_of` are null, but for those that may lie ahead (`Field.future`), and `~later:COLUMN` says where that was
    so; so does `~unread:COLUMN`, of a table that has it. The row's own date stays as it is: it says which rows are known on the day.
    """
    there = table.collect_schema().names()
    columns = {key: one for key, one in declared(history).items() if key not in history.computed or key in there}
    typed = [(pl.col(c) if c in there else pl.lit(None)).cast(f.dtype).alias(c) for c, f in columns.items()]
    numbers = [finite(pl.col(c)).alias(c) for c, f in columns.items() if f.type in NUMERIC]
    beside = [one for one in there if one == ROW or one.startswith(UNREAD)]
    rows = table.select(*typed, *beside).with_columns(numbers)
    names = list(dict.fromkeys([*rows.collect_schema().names(), *declared(history)]))
    scope = RowScope(history, seller, as_of, there)
    if DATE in history.computed:  # read before dates are cut: a row of the future is left out, not undated
        rows = _compute(rows, replace(scope, stages=Stages()), DATE)
    cut = later_columns(history)
    rows = rows.with_columns((pl.col(one) > as_of).fill_null(False).alias(LATER + one) for one in cut)
    rows = rows.with_columns(pl.when(~pl.col(LATER + one)).then(pl.col(one)).alias(one) for one in cut)
    for name in history.computed:
        if name != DATE:
            rows = _compute(rows, replace(scope, stages=Stages()), name)
    return rows.select(*names, *(LATER + one for one in cut))


def _compute(rows: pl.LazyFrame, scope: RowScope, name: str) -> pl.LazyFrame:
    """The rows with a computed column; a table that has that column itself gives it where it is known."""
    computed = scope.history.computed[name]
    value = Compiler(scope).value(parse(str(computed.value.value)))
    assert isinstance(value, Truth | Scalar)
    now = expression(value.now, computed.field.dtype if computed.field.type == "bool" else None)
    if computed.field.type in NUMERIC:
        now = finite(now.cast(pl.Float64))
    elif computed.field.type == "date":
        now = now.cast(pl.Int32, strict=False).cast(pl.Date)
    there = scope.there or ()
    return scope.stages.apply(rows).with_columns((pl.coalesce(name, now) if name in there else now).alias(name))


def later_columns(history: History) -> list[str]:
    """The columns in which a date after the as-of date is not known on it."""
    return [key for key, one in history.fields.items() if one.type == "date" and not one.future]


def _unknown(history: History, name: str, known: Iterable[str], offset: int) -> ConditionError:
    near = suggest(name, known)
    return ConditionError(
        Text(
            f"the history '{history.id}' has no column '{name}'{near.en}; its columns: {', '.join(known)}",
            f"历史表 '{history.id}' 没有列 '{name}'{near.zh or '；'}现有列：{'、'.join(known)}",
        ),
        offset,
    )
