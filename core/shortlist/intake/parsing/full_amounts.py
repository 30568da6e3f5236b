"""Amounts that are written in full under a header that says thousands or millions: `$1,000,000` below `Revenue (USD M)`.

Nobody means a million millions. Which amounts say no magnitude of their own is found by reading them without the column's: only theirs change.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from shortlist.intake.parsing.numbers import convert_numbers
from shortlist.intake.parsing.row_currency import convert_amounts
from shortlist.intake.parsing.text import Reading

FULL = 1e12  # US dollars: no company turns over so much
# Of these some few have so much, but no whole number of millions of millions.
BANKS = frozenset(("total_assets", "market_capitalisation", "equity"))
_LEAST = 1e-9  # of that, in dollars a thousand: 84 below a header of trillions is a wrong header rather
_MOST = 10.0  # times so much nobody has


def find_full(cells: pl.Series, value: pl.Series, reading: Reading, beside: pl.Series | None) -> pl.Series | None:
    """The places of amounts that seem to be written in full though the column counts in thousands or more; None where there are none."""
    if reading.full is None or not (value.abs() >= reading.full).any():
        return None
    large = (value.abs() >= reading.full).fill_null(False).arg_true()
    bare = replace(reading, unit=replace(reading.unit, power=None), full=None)
    some = cells.gather(large)
    if reading.row is not None and beside is not None:
        written, _ = convert_amounts(some, bare, beside.gather(large))
    else:
        written, _ = convert_numbers(some, bare)
    said = pl.DataFrame({"at": large, "v": value.gather(large), "w": written})
    size = pl.col("w").abs()
    told = (size < pl.col("v").abs() * 0.5) & (size >= reading.full * _LEAST)
    if reading.field.id in BANKS:
        power = reading.unit.power or 0
        whole = (pl.col("w") % 10.0**power == 0) & (power >= 6)
        told &= whole | (pl.col("v").abs() >= reading.full * _MOST)
    found = said.filter(told)["at"]
    return found if len(found) else None
