"""True numbers in a column that holds text as well: no convention of the text may change them."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.sources.raw import NUMBER, RawList
from shortlist.model.fields import NUMERIC

SHOWN = "__shown:"  # what a column is called beside its own, in the form that the list has


def settle_true_numbers(raw: RawList, columns: Sequence[Column]) -> None:
    """Write the true numbers of mixed columns that feed numeric fields without a decimal mark: 2.345 as `2345e-3`, which is the
    same number whether the comma or the point is the mark of the text cells. The column as it was stays as `SHOWN + header`."""
    there = set(raw.frame.collect_schema().names())
    mixed = {c.header for c in columns if c.field.type in NUMERIC and NUMBER + c.header in there}
    if not mixed:
        return
    shown = [pl.col(header).alias(SHOWN + header) for header in mixed]
    raw.frame = raw.frame.with_columns(*shown, *(_markless(header) for header in mixed))


def _markless(header: str) -> pl.Expr:
    cell = pl.col(header)
    parts = cell.str.extract_groups(r"^(?<whole>-?\d+)\.(?<fraction>\d+)(?:[eE](?<power>[+-]?\d+))?$")
    whole, fraction, power = (parts.struct.field(name) for name in ("whole", "fraction", "power"))
    exponent = power.cast(pl.Int32).fill_null(0) - fraction.str.len_bytes().cast(pl.Int32)
    marked = pl.col(NUMBER + header).is_not_null() & fraction.is_not_null()
    return pl.when(marked).then(whole + fraction + "e" + exponent.cast(pl.String)).otherwise(cell).alias(header)
