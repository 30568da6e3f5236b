"""Ranges in a typed frame: their ends made sound, and the point that each counts as (docs/semantics.md, section 2)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from datetime import date

import polars as pl

from shortlist.expressions.functions import FIRST_DAY, LAST_DAY
from shortlist.expressions.nodes import days
from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import Scalar, some
from shortlist.model.curves import clamp
from shortlist.model.fields import YEAR, Field, last_known
from shortlist.model.ranges import LEAST, MOST
from shortlist.model.terms import Ranges
from shortlist.planning import columns
from shortlist.planning.values import field_kind, field_range, order_column

FAR = 1e300


def type_ends(field: Field, there: Collection[str]) -> list[pl.Expr]:
    """The columns `least:FIELD` and `most:FIELD` of a frame, typed as the field is; null where one is not there."""
    names = (LEAST + field.id, MOST + field.id)
    return [(pl.col(name) if name in there else pl.lit(None)).cast(field.dtype).alias(name) for name in names]


def settle_ranges(frame: pl.LazyFrame, fields: Iterable[Field], as_of: date) -> pl.LazyFrame:
    """A typed frame with the columns `~least:FIELD` and `~most:FIELD` for each of these fields: Float64, in the field's order.

    They are null where the field has a value or is missing, and the field has a value where its range is only that.
    """
    ends, settled = settling(fields, as_of)
    return frame.with_columns(ends).with_columns(settled)


def settling(fields: Iterable[Field], as_of: date) -> tuple[list[pl.Expr], list[pl.Expr]]:
    """What `settle_ranges` computes, in two steps."""
    ends: list[pl.Expr] = []
    settled: list[pl.Expr] = []
    for field in fields:
        raw = [_to_order(field, pl.col(end + field.id)) for end in (LEAST, MOST)]
        if field.type == "integer":
            raw = [raw[0].ceil() + 0.0, raw[1].floor()]
        (low, high), (lowest, highest) = field_range(field), _find_far(field)
        low, high = max(low, lowest), min(high, highest)
        if (last := last_known(field, as_of)) is not None:
            high = min(high, days(last) if isinstance(last, date) else float(last))
        given = pl.col(field.id).is_null() & some([(end > -math.inf) & (end < math.inf) for end in raw])
        least, most = columns.least(field.id), columns.most(field.id)
        # What is null, NaN or infinite fails one of the two comparisons.
        ends += [
            pl.when((raw[0] > low) & (raw[0] < math.inf)).then(raw[0]).otherwise(low).alias(least),
            pl.when((raw[1] < high) & (raw[1] > -math.inf)).then(raw[1]).otherwise(high).alias(most),
        ]
        single, wide = given & (pl.col(least) == pl.col(most)), given & (pl.col(least) < pl.col(most))
        settled += [
            pl.when(single).then(_from_order(field, pl.col(least))).otherwise(pl.col(field.id)).alias(field.id),
            *(pl.when(wide).then(pl.col(name)).alias(name) for name in (least, most)),
        ]
    return ends, settled


def range_value(stages: Stages, field: Field, rule: Ranges) -> Scalar:
    """A field's column with ranges as a value that knows what it could still become; its value now is the range's point."""
    own = order_column(stages, field, pl.col(field.id))
    least, most = pl.col(columns.least(field.id)), pl.col(columns.most(field.id))
    point = stages.hold_once(columns.point(field.id), pl.coalesce(own, find_point(field, least, most, rule)))
    low, high = field_range(field)
    # A range cannot be null under a completion; what is missing can.
    return Scalar(
        field_kind(field),
        point,
        own.is_not_null(),
        point.is_null(),
        True,
        stages.hold_once(columns.low_end(field.id), pl.coalesce(own, least, pl.lit(low))),
        stages.hold_once(columns.high_end(field.id), pl.coalesce(own, most, pl.lit(high))),
        values=field.values,
        rests=least.is_not_null() if rule == "unknown" else False,
    )


def find_point(field: Field, least: pl.Expr, most: pl.Expr, rule: Ranges) -> pl.Expr:
    """The value that a range counts as: its middle, or its low end; null where the ends are."""
    lowest, highest = _find_far(field)
    one = pl.when(least > lowest).then(least).otherwise(most)
    if rule == "low":
        return one
    middle = least + (most - least) * 0.5
    if field.type in ("date", "level"):
        middle = middle.floor()
    if field.type in ("money", "integer"):
        # Sizes of companies differ by factors: the middle of 10 to 1,000 is 100.
        factors = least.sqrt() * most.sqrt()
        if field.type == "integer":
            factors, middle = (factors + 0.5).floor(), (middle + 0.5).floor()
        # Rounding leads past the ends of what is this near together.
        middle = clamp(pl.when(least > 0.0).then(factors).otherwise(middle), least, most)
    return pl.when((least > lowest) & (most < highest)).then(middle).otherwise(one)


def _find_far(field: Field) -> tuple[float, float]:
    """What stands for an end that is absent where the field's own range has none either, or, of years and counts, where that says nothing of the case."""
    # Finite, so that a sum with it is: nothing that is known as a range may come out null.
    if field.type == "date":
        return FIRST_DAY, LAST_DAY
    low, high = field_range(field)
    # The first year and the greatest count that a field admits only guard against typing errors: who was founded before 2015 was not so
    # about 1000, and who employs 50 and more does not employ thousands.
    return (max(low, -FAR) if field.unit == YEAR else -FAR), (
        min(high, FAR) if field.type in ("integer", "money") else FAR
    )


def _to_order(field: Field, column: pl.Expr) -> pl.Expr:
    if field.type == "date":
        return column.cast(pl.Int32).cast(pl.Float64)
    return column.cast(pl.Enum(field.values)).to_physical().cast(pl.Float64) if field.type == "level" else column


def _from_order(field: Field, column: pl.Expr) -> pl.Expr:
    if field.type == "date":
        return column.cast(pl.Int32).cast(pl.Date)
    if field.type == "level":
        return pl.lit(pl.Series(field.values, dtype=pl.String)).gather(column.cast(pl.UInt32))
    return column
