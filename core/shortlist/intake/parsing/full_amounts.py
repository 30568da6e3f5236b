"""Amounts that are written in full under a header that says thousands or millions: `$1,000,000` below `Revenue (USD M)`.

Nobody means a million millions, and hardly half a million of them beside others of five. Which amounts say no magnitude
of their own is found by reading them without the column's: only theirs change.
"""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl

from shortlist.intake.parsing.number_grammar import parts
from shortlist.intake.parsing.numbers import convert_numbers
from shortlist.intake.parsing.row_currency import convert_amounts
from shortlist.intake.parsing.text import Reading, clean

FULL = 1e12  # US dollars: no company turns over so much
# Of these some few have so much, but no whole number of millions of millions.
BANKS = frozenset(("total_assets", "market_capitalisation", "equity"))
SAID = 0.01  # of that limit: what few companies have, and hardly one that is written with its currency among others without
_LEAST = 1e-9  # of that, in dollars a thousand: 84 below a header of trillions is a wrong header rather
_MOST = 10.0  # times so much nobody has


def find_full(cells: pl.Series, value: pl.Series, reading: Reading, beside: pl.Series | None) -> pl.Series | None:
    """The places of amounts that seem to be written in full though the column counts in thousands or more; None where there are none."""
    if reading.full is None or not (value.abs() >= reading.doubted_from).any():
        return None
    large = (value.abs() >= reading.doubted_from).fill_null(False).arg_true()
    bare = replace(reading, unit=replace(reading.unit, power=None), full=None, far=None)
    some = cells.gather(large)
    if reading.row is not None and beside is not None:
        written, _ = convert_amounts(some, bare, beside.gather(large))
    else:
        written, _ = convert_numbers(some, bare)
    said = pl.DataFrame({"at": large, "v": value.gather(large), "w": written})
    size = pl.col("w").abs()
    told = (size < pl.col("v").abs() * 0.5) & (size >= reading.full * _LEAST)
    far = pl.col("v").abs() >= pl.lit(_find_limits(some, reading))
    if reading.field.id in BANKS:
        power = reading.unit.power or 0
        whole = (pl.col("w") % 10.0**power == 0) & (power >= 6)
        whole |= pl.col("v").abs() >= reading.full * _MOST
    else:
        whole = pl.lit(True)
    found = said.filter(told & ((whole & (pl.col("v").abs() >= reading.full)) | far))["at"]
    return found if len(found) else None


def _find_limits(cells: pl.Series, reading: Reading) -> pl.Series:
    """From which amount on each of some cells is too far from the others of its column."""
    said, bare = reading.far or (math.inf, math.inf)
    if said == bare or cells.dtype != pl.String:
        return pl.repeat(bare, len(cells), dtype=pl.Float64, eager=True)
    named = parts(clean(cells, keep=reading.keep))["currency"].is_not_null()
    return pl.select(pl.when(named).then(said).otherwise(bare)).to_series()
