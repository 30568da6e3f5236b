"""What has no translation: Polars computes it, an expression at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import polars as pl

KEPT = 4096  # results of each expression: a list has few industries and cities


class Left:
    """An expression over columns of these types, computed by Polars for one prospect.

    It is called with the values of the columns in order, as compiled code has them, and gives its own in the same way.
    """

    def __init__(self, expression: pl.Expr, schema: Mapping[str, pl.DataType]) -> None:
        self.expression, self._schema = expression, dict(schema)
        self.dtype = pl.LazyFrame(schema=self._schema).select(x=expression).collect_schema()["x"]
        self._kept = lru_cache(KEPT)(self._compute)

    def __call__(self, *values: Any) -> Any:
        # Zeros of both signs are equal, but not always what follows from them.
        return self._compute(*values) if 0.0 in values else self._kept(*values)

    def _compute(self, *values: Any) -> Any:
        # Two rows: Polars computes with a lone one as with a constant, in places with other digits.
        columns = [
            _series(name, value, dtype) for (name, dtype), value in zip(self._schema.items(), values, strict=True)
        ]
        found = pl.DataFrame(columns or {"~": [0, 0]}).select(x=self.expression)["x"]
        if found.dtype == pl.Date() or isinstance(found.dtype, pl.Enum):
            found = found.to_physical()
        return found[0]


def _series(name: str, value: Any, dtype: pl.DataType) -> pl.Series:
    held = [value, value]
    if isinstance(dtype, pl.Enum):
        return pl.Series(name, [None if value is None else dtype.categories[value]] * 2, dtype)
    return pl.Series(name, held, pl.Int32).cast(dtype) if dtype == pl.Date() else pl.Series(name, held, dtype)
