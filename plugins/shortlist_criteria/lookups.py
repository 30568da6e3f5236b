"""Looks things up without leaving the streaming engine: keys in a table, words in a text, the seller's profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

import polars as pl

from shortlist import Context

NOTHING = pl.lit(None, pl.Float64)  # the value of a measure about which the seller says nothing


Table = tuple[pl.Enum, pl.Series]


def table(items: Iterable[tuple[str, float]]) -> Table:
    """Keys and values as `looked_up` takes them, for a table that is used more than once."""
    pairs = sorted(items)
    return pl.Enum([name for name, _ in pairs]), pl.Series([value for _, value in pairs], dtype=pl.Float64)


def looked_up(key: pl.Expr, items: Iterable[tuple[str, float]] | Table) -> pl.Expr:
    """The value of each key; null for a key that is not listed."""
    # An Enum's codes are the positions of the values. `replace_strict` would leave the streaming engine.
    keys, values = items if isinstance(items, tuple) else table(items)
    if values.is_empty():
        return NOTHING
    return pl.lit(values).gather(key.cast(keys, strict=False).to_physical())


def looked_up_late(key: pl.Expr, tabled: Callable[[], Table]) -> pl.Expr:
    """As `looked_up`, of a table that is large: it is made when the first key is looked up, not with the plan."""

    def each(keys: pl.Series) -> pl.Series:
        if keys.null_count() == len(keys):
            return pl.repeat(None, len(keys), dtype=pl.Float64, eager=True)
        listed, values = tabled()
        return values.gather(keys.cast(listed, strict=False).to_physical())

    return key.map_batches(each, return_dtype=pl.Float64, is_elementwise=True)


def mentions(text: pl.Expr, terms: Sequence[str]) -> pl.Expr:
    """Whether the text holds one of the terms, ignoring case; null where the text is null, false without terms.

    A term in Latin letters must be whole words: `erp` is found in `ERP 系统`, but not in `enterprise`.
    """
    found = [_make_pattern(term) for term in terms if term.strip()]
    return text.str.contains(f"(?i){'|'.join(found)}") if found else pl.when(text.is_not_null()).then(pl.lit(False))


def _make_pattern(term: str) -> str:
    term = term.strip()
    # Word boundaries in ASCII, or there would be none in `ERP系统`, and only at Latin ends, for Chinese has no spaces.
    edges = [r"(?-u:\b)" if end.isascii() and end.isalnum() else "" for end in (term[0], term[-1])]
    return edges[0] + re.escape(term) + edges[1]


def count(flags: Iterable[pl.Expr]) -> pl.Expr:
    """How many of the flags hold, as Float64; null where one of them is null."""
    return pl.sum_horizontal([flag.cast(pl.Float64) for flag in flags], ignore_nulls=False)


def seller_number(context: Context, key: str) -> float | None:
    """A positive number from the seller's profile; None if there is none. Raises RulesetError for anything else."""
    value = context.seller.get(key)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        raise context.misstated(
            key,
            f"{key} must be a number above 0, or null while you do not know it; found {value!r}",
            f"{key} 应为大于 0 的数字，尚不清楚则填 null；实际为 {value!r}",
        )
    return float(value)


def seller_words(context: Context, key: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """A list of texts from the seller's profile, of those that are `known` if any are; empty if there is none. Raises RulesetError."""
    value = context.seller.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise context.misstated(
            key,
            f"{key} must be a list, such as [{value}]; found {value!r}",
            f"{key} 应为列表，如 [{value}]；实际为 {value!r}",
        )
    words = tuple(str(item) for item in value)
    if known and (odd := [word for word in dict.fromkeys(words) if word not in known]):
        some = [*known][:8]
        raise context.misstated(
            key,
            f"{key} has {', '.join(odd)}, which nothing is known of; there are {', '.join(some)}{' ...' if len(known) > len(some) else ''}",
            f"{key} 中的 {'、'.join(odd)} 无法识别；可用：{'、'.join(some)}{' 等' if len(known) > len(some) else ''}",
        )
    return words


def share_of(field: str, whole: float | None) -> pl.Expr:
    """A field as a share of a constant; null without one."""
    # Multiplied, because Polars divides a column by a scalar differently in lists of one row and of more.
    return pl.col(field) * (1.0 / whole) if whole else NOTHING
