"""What a column of a field, a fact about the seller, and a cut are in a condition."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from shortlist.errors import suggest
from shortlist.expressions.nodes import Value, days
from shortlist.expressions.parser import ConditionError
from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import Kind, Scalar, Truth
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field, last_known
from shortlist.model.normal import normalise
from shortlist.planning import columns
from shortlist.ruleset.schema import DecisionEntry

CUTS = ("qualify", "review", "min_coverage")  # of `decision:`, by the names that conditions have for them


def field_value(stages: Stages, field: Field, column: pl.Expr, missing: pl.Expr | None = None) -> Truth | Scalar:
    """A field's typed column as a value that knows what it could still become (docs/semantics.md, section 2).

    `missing` says where anything in the field's range may still be found out; a null elsewhere is an empty cell, which
    stays null. Without it every null is missing.
    """
    column = order_column(stages, field, column)
    if field.type == "bool":
        open_ = column.is_null() if missing is None else missing
        return Truth(column, open_ | column.fill_null(False), open_ | (~column).fill_null(False), column.is_null())
    low, high = field_range(field)
    nullable, missing = missing is not None, column.is_null() if missing is None else missing
    return Scalar.column(field_kind(field), column, missing, low, high, field.values, nullable)


def order_column(stages: Stages, field: Field, column: pl.Expr) -> pl.Expr:
    """The column as it is computed with: Float64 for dates (days) and levels (rank) too, converted once."""
    name = columns.ordered(column.meta.output_name())
    if field.type == "date":
        return stages.hold_once(name, column.cast(pl.Int32).cast(pl.Float64))
    if field.type == "level":
        return stages.hold_once(name, column.cast(pl.Enum(field.values)).to_physical().cast(pl.Float64))
    return column


def field_kind(field: Field) -> Kind:
    """What a field that is no bool is to conditions."""
    if field.type in NUMERIC:
        return "number"
    kinds: dict[str, Kind] = {"date": "date", "level": "level", "country": "country", "text": "text"}
    return kinds[field.type]


def field_range(field: Field) -> tuple[float, float]:
    """The least and the greatest value of a field, a level's by rank; infinite where nothing is declared."""
    if field.type == "level":
        return 0.0, float(len(field.values) - 1)
    return field.range


def seller_value(seller: Mapping[str, Any], key: str, offset: int) -> Value:
    """What `seller.KEY` is in a condition. Raises ConditionError."""
    value = seller.get(key)
    if isinstance(value, bool):
        return Truth.constant(value)
    if isinstance(value, int | float) and math.isfinite(value):
        return Scalar.point("number", float(value))
    if isinstance(value, str):
        return Scalar.point("text", normalise(value))
    if isinstance(value, date):
        return Scalar.point("date", days(value))
    if not key:
        known = ", ".join(f"seller.{name}" for name in seller) or "-"
        raise ConditionError(Text(f"name what of the seller: {known}", f"请写明取 seller 的哪一项：{known}"), offset)
    near = suggest(key, seller)
    if key in seller:
        raise ConditionError(Text(f"seller.{key} is not a single value", f"seller.{key} 不是单个值"), offset)
    raise ConditionError(Text(f"the seller has no '{key}'{near.en}", f"seller 中没有 '{key}'{near.zh}"), offset)


def cut_value(decision: DecisionEntry, name: str, offset: int) -> Scalar:
    """What `decision.NAME` is in a condition: a cut of the ruleset, so that a rule follows it. Raises ConditionError."""
    if name in CUTS:
        return Scalar.point("number", float(getattr(decision, name)))
    known, near = ", ".join(f"decision.{cut}" for cut in CUTS), suggest(name, CUTS)
    raise ConditionError(
        Text(
            f"'decision.{name}' is no cut; there are {known}{near.en}",
            f"'decision.{name}' 不是准入线、复核线或最低资料完整度；可用：{known}{near.zh}",
        ),
        offset,
    )


def cut_later(frame: pl.LazyFrame, fields: Mapping[str, Field], as_of: date) -> pl.LazyFrame:
    """A typed frame in which dates after the day and years after its year are missing, but for fields whose may lie ahead.

    >>> frame = pl.LazyFrame({"seen": [date(2026, 1, 1), date(2027, 1, 1)]})
    >>> cut_later(frame, {"seen": Field("seen", "date")}, date(2026, 6, 30)).collect()["seen"].to_list()
    [datetime.date(2026, 1, 1), None]
    """
    there = frame.collect_schema().names()
    return frame.with_columns(later_cuts((one for one in fields.values() if one.id in there), as_of))


def later_cuts(fields: Iterable[Field], as_of: date) -> list[pl.Expr]:
    """What `cut_later` computes: these of the fields that cannot lie ahead."""
    cut = {one.id: last for one in fields if (last := last_known(one, as_of)) is not None}
    return [pl.when(pl.col(name) <= last).then(pl.col(name)).alias(name) for name, last in cut.items()]
