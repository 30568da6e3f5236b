"""Look-ups that stay in the streaming engine: keys in a table, words in a text, what the seller's profile says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from shortlist import Context

NOTHING = pl.lit(None, pl.Float64)


Table = tuple[pl.Enum, pl.Series]


def table(items: Iterable[tuple[str, float]]) -> Table:
    """Keys with their values, made to be looked up."""
    pairs = sorted(items)
    return pl.Enum([name for name, _ in pairs]), pl.Series([value for _, value in pairs], dtype=pl.Float64)


def looked_up(key: pl.Expr, items: Iterable[tuple[str, float]] | Table) -> pl.Expr:
    """The value of each key; null where it is not listed. An Enum's codes keep the look-up in the streaming engine."""
    keys, values = items if isinstance(items, tuple) else table(items)
    if values.is_empty():
        return NOTHING
    return pl.lit(values).gather(key.cast(keys, strict=False).to_physical())


def mentions(text: pl.Expr, terms: Sequence[str]) -> pl.Expr:
    """Whether the text holds one of the terms, whatever the capitals; null where it is null, false without terms.

    A term in Latin letters is found as whole words: `erp` is in `ERP 系统`, and not in `enterprise`.
    """
    found = [_pattern(term) for term in terms if term.strip()]
    return text.str.contains(f"(?i){'|'.join(found)}") if found else pl.when(text.is_not_null()).then(pl.lit(False))


def _pattern(term: str) -> str:
    term = term.strip()
    edges = [r"(?-u:\b)" if end.isascii() and end.isalnum() else "" for end in (term[0], term[-1])]
    return edges[0] + re.escape(term) + edges[1]


def count(flags: Iterable[pl.Expr]) -> pl.Expr:
    """How many flags hold, as Float64; null where one is null."""
    return pl.sum_horizontal([flag.cast(pl.Float64) for flag in flags], ignore_nulls=False)


def seller_number(context: Context, key: str) -> float | None:
    """A positive number of the seller's profile, or None."""
    value = context.seller.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value > 0 else None


def seller_words(context: Context, key: str) -> tuple[str, ...]:
    """A list of texts of the seller's profile; empty where it says nothing."""
    value = context.seller.get(key)
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def share_of(field: str, whole: float | None) -> pl.Expr:
    """A field as a share of a constant; null without one. Multiplies, because no column is divided by a scalar."""
    return pl.col(field) * (1.0 / whole) if whole else NOTHING
