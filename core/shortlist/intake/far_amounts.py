"""Amounts far above the others of a column whose header says millions or the like: they may be written in full."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.detection import Detection
from shortlist.intake.parsing.full_amounts import BANKS, SAID
from shortlist.intake.parsing.text import Reading
from shortlist.intake.plausibility import LOOK_AT, judge_by
from shortlist.intake.profile import Tally

BARE = 0.1  # of the limit of what any company has: what few have
FARTHER = 3.0  # times that an amount without a currency of its own lies farther off before it is doubted


def doubt_far(frame: pl.LazyFrame, detected: Detection, tallies: Mapping[str, Tally]) -> Detection:
    """What was detected, with the limits of amounts that lie nearer to the others of their column as plain units than in its header's unit.

    Only columns of which the tally says that they hold amounts so large are looked at, by their first rows.
    """
    readings = dict(detected.readings)
    for column in detected.columns:
        reading, tally = readings[column.field.id], tallies.get(column.field.id)
        if reading.full is None or tally is None or not tally.counts["full"] or not (column.unit.power or 0) > 0:
            continue
        names = [name for name in (column.header, column.currency_header) if name is not None]
        head = frame.head(LOOK_AT).select(names).collect(engine="streaming")
        readings[column.field.id] = replace(reading, far=_find_limits(head, column, reading, tallies))
    return replace(detected, readings=readings)


def _find_limits(
    head: pl.DataFrame, column: Column, reading: Reading, tallies: Mapping[str, Tally]
) -> tuple[float, float]:
    """From which amounts on one that names its currency, and one that does not, is in doubt."""
    assert reading.full is not None
    tally, power = tallies[column.field.id], column.unit.power or 0
    every = judge_by(head, column, replace(reading, full=None), tallies).values.abs().drop_nulls().sort()
    full, large = ((every >= reading.full * share).sum() for share in (1.0, SAID))
    values = every.filter(every < reading.full)
    if len(values) < 2:
        return reading.full * SAID, math.inf
    lower, middle = (float(values[(len(values) - 1) // part]) * 10.0 ** (power / 2) for part in (4, 2))
    bare = math.inf if column.field.id in BANKS else max(reading.full * BARE, middle * FARTHER)
    if full * 3 >= large > full:  # these are so many that those beside them are hardly others
        return reading.full * SAID, bare
    # Where each amount names its currency, that tells none from the others.
    some = tally.currencies.total() < tally.counts["cells"]
    return (max(reading.full * SAID, lower) if some else bare), bare
