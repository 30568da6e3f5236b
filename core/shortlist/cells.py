"""The one plan that turns raw columns into typed ones, and keeps what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shortlist.headers import Column
from shortlist.rawlist import ROW
from shortlist.spill import Spill
from shortlist.values import Reading, convert

if TYPE_CHECKING:
    import polars as pl

VALUE = "__field:"  # what the typed columns are called beside the raw ones


class Unreadable:
    """Cells that are neither missing nor readable, as the plan meets them; a cell met twice counts once."""

    def __init__(self, folder: Path) -> None:
        import polars as pl

        self._spill = Spill(
            folder, "cells", {ROW: pl.UInt32, "field": pl.String, "header": pl.String, "text": pl.String}
        )

    def add(self, rows: pl.Series, column: Column, cells: pl.Series, bad: pl.Series) -> None:
        import polars as pl

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
        import polars as pl

        found = self._spill.scan().unique([ROW, "field"]).group_by("header").agg(pl.len()).sort("header").collect()
        return {str(header): int(count) for header, count in found.iter_rows()}


def _expression(column: Column, reading: Reading, unreadable_cells: Unreadable | None) -> pl.Expr:
    """One column's values; cells that cannot be read are reported on the way."""
    import polars as pl

    def values(cells: pl.Series) -> pl.Series:
        raw = cells.struct.field("cell")
        value, bad = convert(raw, reading)
        if unreadable_cells is not None and bad.any():
            unreadable_cells.add(cells.struct.field(ROW), column, raw, bad)
        return value.alias(cells.name)

    both = pl.struct(pl.col(ROW), pl.col(column.header).alias("cell"))
    return both.map_batches(values, return_dtype=column.field.dtype, is_elementwise=True)


def typed(
    frame: pl.LazyFrame, columns: Sequence[Column], readings: Mapping[str, Reading], unreadable_cells: Unreadable | None
) -> pl.LazyFrame:
    """`frame` with a typed column `__field:ID` for each mapped field."""
    return frame.with_columns(
        _expression(column, readings[column.field.id], unreadable_cells).alias(VALUE + column.field.id)
        for column in columns
    )
