"""A lazy frame row by row, as workbooks and databases take it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import polars as pl

BATCH = 50_000


def batches(frame: pl.LazyFrame) -> Iterator[pl.DataFrame]:
    """The rows in their order, so many at a time that memory stays flat."""
    yield from frame.collect_batches(chunk_size=BATCH, maintain_order=True, engine="streaming")


def to_cell(value: Any) -> Any:
    """A value as a workbook or database takes it: nested ones as text, no NaN or infinity."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return value
