"""Lists that are Parquet files."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from shortlist.errors import Problem
from shortlist.intake.sources.raw import ROW, RawList, Refusals, unique_headers


def open_parquet(path: Path, source: str, folder: Path) -> RawList:
    """Open a Parquet file; columns keep the types that intake knows."""
    scan = pl.scan_parquet(path, glob=False)
    schema = scan.collect_schema()
    notes: list[Problem] = []
    headers = unique_headers(schema.names(), notes)
    rows = int(scan.select(pl.len()).collect().item())
    scan = pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1, glob=False)
    columns = [
        _plain(pl.col(name), dtype).alias(header) for header, (name, dtype) in zip(headers, schema.items(), strict=True)
    ]
    return RawList(source, "parquet", scan.select(ROW, *columns), headers, rows, Refusals(folder), notes)


def _plain(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column as one of the types that intake knows: numbers, Boolean, Date, Datetime or String."""
    if dtype.is_decimal():
        return column.cast(pl.Float64)
    if dtype in (pl.Categorical, pl.Enum) or dtype == pl.Time:
        return column.cast(pl.String)
    if dtype == pl.Binary:
        return column.cast(pl.String, strict=False)
    if dtype.is_nested():
        return pl.struct(column.alias("value")).struct.json_encode()
    if dtype in (pl.Null, pl.Object, pl.Unknown):
        return pl.lit(None, pl.String)
    return column
