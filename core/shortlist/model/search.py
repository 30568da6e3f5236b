"""Searching a long table: which of many sorted keys a value reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

FEW = 32
"""Up to so many alternatives a flat chain of cases is the quickest; more of them take a tree, whose depth is their logarithm."""


def pick(value: pl.Expr, keys: Sequence[float | str], results: Sequence[pl.Expr]) -> pl.Expr:
    """The result of the greatest key that is not above the value, below all keys the first, and of null the last.

    Keys rise. Polars goes down a chain of cases level by level, and needs memory for each level: a tree of n has log n.

    >>> frame = pl.DataFrame({"x": [-1.0, 1.0, 7.0]})
    >>> frame.select(pick(pl.col("x"), [0.0, 1.0, 5.0], [pl.lit(name) for name in "abc"]).alias("found"))["found"].to_list()
    ['a', 'b', 'c']
    """
    if len(results) == 1:
        return results[0]
    half = len(results) // 2
    lower, upper = pick(value, keys[:half], results[:half]), pick(value, keys[half:], results[half:])
    return pl.when(value < pl.lit(keys[half])).then(lower).otherwise(upper)


def find(value: pl.Expr, table: Sequence[tuple[Any, Any]]) -> pl.Expr:
    """What the table gives for the key that equals the value; null where none does, and where the value is null.

    Keys are texts or numbers, all of one type and each once, in any order.

    >>> frame = pl.DataFrame({"x": ["b", "c", None]})
    >>> frame.select(find(pl.col("x"), [("b", 1.0), ("a", 2.0)]).alias("found"))["found"].to_list()
    [1.0, None, None]
    """
    rising = sorted(table)
    results = [pl.when(value == pl.lit(key)).then(pl.lit(result)) for key, result in rising]
    return pick(value, [key for key, _ in rising], results)
