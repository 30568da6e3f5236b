"""Lists that are Parquet files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.sources.raw import ROW, RawList, Refusals, read_bytes, unique_headers
from shortlist.model.nested import settle_nested, write_nested
from shortlist.model.short_floats import SHORT_FLOATS, widen

ROWS = 4_294_967_294  # of a list, whose rows are numbered by 32 bits
_DAY = 86_400_000_000  # microseconds


def open_parquet(path: Path, source: str, folder: Path) -> RawList:
    """Open a Parquet file; columns keep the types that intake knows."""
    scan = pl.scan_parquet(path, glob=False)
    schema = scan.collect_schema()
    notes: list[Problem] = []
    headers = unique_headers(schema.names(), notes, source)
    rows = int(scan.select(pl.len()).collect().item())
    if rows > ROWS:
        raise ListError.of(
            f"the list has {rows:,} rows, and at most {ROWS:,} are read; decide it in parts",
            f"名单有 {rows:,} 行，最多读取 {ROWS:,} 行；请分批处理",
            Place(source),
        )
    scan = pl.scan_parquet(path, row_index_name=ROW, row_index_offset=1, glob=False)
    columns = [
        _plain(pl.col(name), dtype).alias(header) for header, (name, dtype) in zip(headers, schema.items(), strict=True)
    ]
    return RawList(source, "parquet", scan.select(ROW, *columns), headers, rows, Refusals(folder), notes)


def _plain(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column as one of the types that intake knows: numbers, Boolean, Date, Datetime or String."""
    if dtype in SHORT_FLOATS:
        return widen(column, dtype)
    if dtype.is_decimal():
        return column.cast(pl.Float64)
    if dtype.is_numeric() or dtype in (pl.String, pl.Boolean, pl.Date, pl.Datetime):
        return column
    if dtype == pl.Duration:
        return _write_days(column)
    if dtype == pl.Binary:
        return _each(column, lambda cells: pl.Series([read_bytes(one) for one in cells.to_list()], dtype=pl.String))
    if dtype.is_nested():
        if _has_bytes(dtype):  # of which Polars writes no JSON
            return _each(column, lambda cells: pl.Series([_write(one) for one in cells.to_list()], dtype=pl.String))
        encoded = pl.struct(column.cast(_decimals_as_floats(dtype)).alias("value")).struct.json_encode()
        inside = encoded.str.strip_prefix('{"value":').str.strip_suffix("}")
        return _each(pl.when(column.is_not_null()).then(inside), settle_nested)
    if dtype in (pl.Null, pl.Object, pl.Unknown):
        return pl.lit(None, pl.String)
    return column.cast(pl.String, strict=False)


def _each(column: pl.Expr, write: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    return column.map_batches(lambda cells: write(cells).alias(cells.name), return_dtype=pl.String, is_elementwise=True)


def _write_days(column: pl.Expr) -> pl.Expr:
    """A duration as days in words, which fields that count days read, and no others. With three decimals `1.125` might be a thousand."""
    days = (column.dt.total_microseconds() / _DAY).cast(pl.String).str.replace(r"\.0$", "")
    return days.str.replace(r"(\.\d{3})$", "${1}0") + " days"


def _has_bytes(dtype: Any) -> bool:
    return dtype == pl.Binary or any(map(_has_bytes, _inner(dtype)))


def _inner(dtype: Any) -> list[Any]:
    if isinstance(dtype, pl.Struct):
        return [field.dtype for field in dtype.fields]
    return [dtype.inner] if isinstance(dtype, pl.List | pl.Array) else []


def _decimals_as_floats(dtype: Any) -> Any:
    if isinstance(dtype, pl.Struct):
        return pl.Struct({field.name: _decimals_as_floats(field.dtype) for field in dtype.fields})
    if isinstance(dtype, pl.Array):
        return pl.Array(_decimals_as_floats(dtype.inner), dtype.size)
    if isinstance(dtype, pl.List):
        return pl.List(_decimals_as_floats(dtype.inner))
    return pl.Float64() if dtype.is_decimal() else dtype


def _write(value: Any) -> str | None:
    told = json.dumps(value, default=lambda one: read_bytes(one) if isinstance(one, bytes) else str(one))
    return write_nested(json.loads(told))
