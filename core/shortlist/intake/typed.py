"""The one plan that turns raw columns into typed ones, and keeps what could not be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.day_counts import MARKER_DAYS
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.numbers import plain_numbers
from shortlist.intake.parsing.ranges import ENDS, convert_ends, convert_points
from shortlist.intake.parsing.text import Reading
from shortlist.intake.sources.raw import ROW
from shortlist.intake.sources.spill import Spill
from shortlist.model.fields import NUMERIC
from shortlist.model.ranges import LEAST, MOST

ENDS_OF = "__ends:"
VALUE = "__field:"  # what the typed columns are called beside the raw ones


class Unreadable:
    """Cells that are neither missing nor readable, as the plan meets them; a cell met twice counts once."""

    def __init__(self, folder: Path) -> None:
        self._spill = Spill(
            folder, "cells", {ROW: pl.UInt32, "field": pl.String, "header": pl.String, "text": pl.String}
        )

    def add(self, rows: pl.Series, column: Column, cells: pl.Series, bad: pl.Series) -> None:
        frame = pl.DataFrame({ROW: rows, "text": cells}).filter(bad)
        self._spill.add(
            frame.select(
                pl.col(ROW).cast(pl.UInt32),
                pl.lit(column.field.id).alias("field"),
                pl.lit(column.header).alias("header"),
                pl.col("text").cast(pl.String).str.head(200),
            )
        )

    def cells(self) -> pl.LazyFrame:
        """The cells by row: `row`, `field`, `header`, `text`."""
        return self._spill.scan().unique([ROW, "field"]).sort(ROW, "field").rename({ROW: "row"})

    def counts(self) -> dict[str, int]:
        """How many cells of each header could not be read."""
        found = self._spill.scan().unique([ROW, "field"]).group_by("header").agg(pl.len()).sort("header").collect()
        return {str(header): int(count) for header, count in found.iter_rows()}


def _expression(column: Column, cell: pl.Expr, reading: Reading, unreadable_cells: Unreadable | None) -> pl.Expr:
    """One column's values; cells that cannot be read are reported on the way."""

    def values(cells: pl.Series) -> pl.Series:
        raw = cells.struct.field("cell")
        if raw.null_count() == len(raw):
            return pl.repeat(None, len(raw), dtype=column.field.dtype, eager=True).alias(cells.name)
        value, bad = convert(raw, reading, cells.struct.field("beside") if reading.row else None)
        if column.field.history and column.field.type == "date":
            # One such day is enough here: it would make an invoice paid before it was written, or late by a century.
            bad |= value.dt.to_string("%Y-%m-%d").is_in(MARKER_DAYS).fill_null(False)
            value = value.set(bad, None)
        if unreadable_cells is not None and bad.any():
            unreadable_cells.add(cells.struct.field(ROW), column, raw, bad)
        return value.alias(cells.name)

    beside = [pl.col(reading.row.header).alias("beside")] if reading.row else []
    return pl.struct(pl.col(ROW), cell.alias("cell"), *beside).map_batches(
        values, return_dtype=column.field.dtype, is_elementwise=True
    )


def _ranged_expression(column: Column, cell: pl.Expr, reading: Reading, unreadable_cells: Unreadable | None) -> pl.Expr:
    """One column whose cells may be ranges: a struct of `value`, `least` and `most`; cells that cannot be read are reported on the way."""
    dtype = pl.Struct(dict.fromkeys(ENDS, column.field.dtype))

    def values(cells: pl.Series) -> pl.Series:
        raw = cells.struct.field("cell")
        found, bad = convert_ends(raw, reading, cells.struct.field("beside") if reading.row else None)
        if unreadable_cells is not None and bad.any():
            unreadable_cells.add(cells.struct.field(ROW), column, raw, bad)
        return found.to_struct(cells.name)

    beside = [pl.col(reading.row.header).alias("beside")] if reading.row else []
    return pl.struct(pl.col(ROW), cell.alias("cell"), *beside).map_batches(
        values, return_dtype=dtype, is_elementwise=True
    )


def convert_column(frame: pl.DataFrame, column: Column, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """`convert` for a column of a frame of raw cells."""
    return convert_points(frame[column.header], reading, frame[reading.row.header] if reading.row else None)


def type_columns(
    frame: pl.LazyFrame,
    columns: Sequence[Column],
    readings: Mapping[str, Reading],
    unreadable_cells: Unreadable | None,
    ranged: Collection[str] = (),
) -> pl.LazyFrame:
    """`frame` with a typed column `__field:ID` for each mapped field, and `__field:least:ID` and `__field:most:ID` beside it for each of
    those that are `ranged`: whose cells may be ranges.

    Plain numbers are read by Polars alone; only what is left of a column goes through the grammar.
    """
    schema = frame.collect_schema()
    plain = {c.field.id for c in columns if c.field.type in NUMERIC and schema[c.header] == pl.String}
    frame = frame.with_columns(
        plain_numbers(pl.col(column.header), readings[column.field.id]).alias(VALUE + column.field.id)
        for column in columns
        if column.field.id in plain
    )
    expressions = []
    for column in columns:
        name, cell, reading = VALUE + column.field.id, pl.col(column.header), readings[column.field.id]
        if column.field.id in ranged:
            rest = pl.when(pl.col(name).is_null()).then(cell) if column.field.id in plain else cell
            expressions.append(_ranged_expression(column, rest, reading, unreadable_cells).alias(ENDS_OF + name))
        elif column.field.id in plain:
            rest = _expression(column, pl.when(pl.col(name).is_null()).then(cell), reading, unreadable_cells)
            expressions.append(pl.coalesce(pl.col(name), rest).alias(name))
        else:
            expressions.append(_expression(column, cell, reading, unreadable_cells).alias(name))
    frame = frame.with_columns(expressions)
    ends = []
    for column in columns:
        if (name := column.field.id) in ranged:
            value, least, most = (pl.col(ENDS_OF + VALUE + name).struct.field(end) for end in ENDS)
            value = pl.coalesce(pl.col(VALUE + name), value) if name in plain else value
            ends += [value.alias(VALUE + name), least.alias(VALUE + LEAST + name), most.alias(VALUE + MOST + name)]
    return frame.with_columns(ends) if ends else frame
