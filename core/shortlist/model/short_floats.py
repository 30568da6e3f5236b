"""Numbers of 16 and 32 bits as the decimals that they stand for."""

from __future__ import annotations

import polars as pl

SHORT_FLOATS = (pl.Float16, pl.Float32)
_DIGITS = 5  # of a decimal tell any two numbers of 16 bits apart


def widen(column: pl.Expr, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """Short floats as Float64: each as the shortest decimal that is it among its own kind, 0.29 and not 0.28999999165535.

    >>> pl.DataFrame({"a": [0.29]}, schema={"a": pl.Float32}).select(widen(pl.col("a"), pl.Float32)).item()
    0.29
    """
    if dtype == pl.Float32:
        return column.cast(pl.String).cast(pl.Float64)
    wide = column.cast(pl.Float64)
    decimals = [wide.round_sig_figs(digits) for digits in range(1, _DIGITS + 1)]
    return pl.coalesce(*(pl.when(one.cast(pl.Float16) == column).then(one) for one in decimals), wide)
