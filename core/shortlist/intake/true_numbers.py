"""True numbers in a column that holds text as well: no convention of the text may change them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.sources.number_formats import read_format
from shortlist.intake.sources.raw import LOOK, NUMBER, RawList
from shortlist.model.fields import NUMERIC

SHOWN = "__shown:"  # what a column is called beside its own, in the form that the list has


def settle_true_numbers(raw: RawList, columns: Sequence[Column]) -> None:
    """Write the true numbers of mixed columns that feed numeric fields without a decimal mark: 2.345 as `2345e-3`, which is the
    same number whether the comma or the point is the mark of the text cells. Those of a percent field whose own formats show them as
    percents get their sign, unless the formats of all do. The column as it was stays as `SHOWN + header`."""
    schema = raw.frame.collect_schema()
    mixed = {c.header for c in columns if c.field.type in NUMERIC and NUMBER + c.header in schema}
    shares = {c.header: form for c in columns if c.field.type == "percent" and (form := _find_percents(raw, c, schema))}
    if not mixed and not shares:
        return
    headers = dict.fromkeys((*mixed, *shares))
    shown = [pl.col(header).alias(SHOWN + header) for header in headers]
    changed = [_markless(header, header in mixed, shares.get(header)) for header in headers]
    raw.frame = raw.frame.with_columns(*shown, *changed)


def _find_percents(raw: RawList, column: Column, schema: pl.Schema) -> tuple[pl.Expr, pl.Expr] | None:
    """Which cells of a column are shown as percents of their number, and which with a mere percent sign; None where none needs it."""
    header = column.header
    if raw.percents().get(header):
        return None  # all are ratios
    if (alike := raw.looks.get(header)) is not None:
        return (pl.lit(alike.percent), pl.lit(alike.percent_sign)) if alike.percent or alike.percent_sign else None
    if LOOK + header not in schema:
        return None
    codes = raw.frame.select(pl.col(LOOK + header).unique().drop_nulls()).collect(engine="streaming").to_series()
    told = [read_format(code) for code in codes]
    ratios, signs = (
        [one.code for one in told if one.percent],
        [one.code for one in told if one.percent_sign],
    )
    if not ratios and not signs:
        return None
    look = pl.col(LOOK + header)
    return look.is_in(ratios).fill_null(False), look.is_in(signs).fill_null(False)


def _markless(header: str, mixed: bool, shares: tuple[pl.Expr, pl.Expr] | None) -> pl.Expr:
    cell = pl.col(header).cast(pl.String)
    number = pl.col(NUMBER + header).is_not_null() if mixed else pl.lit(True)
    parts = cell.str.extract_groups(r"^(?<whole>-?\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<power>[+-]?\d+))?$")
    whole, fraction, power = (parts.struct.field(name) for name in ("whole", "fraction", "power"))
    exponent = power.cast(pl.Int32).fill_null(0) - fraction.str.len_bytes().cast(pl.Int32).fill_null(0)
    digits = whole + fraction.fill_null("")
    plain = pl.when(number & fraction.is_not_null()).then(digits + "e" + exponent.cast(pl.String)).otherwise(cell)
    if shares is None:
        return plain.alias(header)
    ratio, sign = (number & whole.is_not_null() & one for one in shares)
    return (
        pl.when(ratio)
        .then(digits + "e" + (exponent + 2).cast(pl.String) + "%")
        .when(sign)
        .then(digits + "e" + exponent.cast(pl.String) + "%")
        .otherwise(plain)
        .alias(header)
    )
