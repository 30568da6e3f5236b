"""A range with an end beyond what its field can be is unread, of every type: nothing is cut in silence, for it says that something else is meant."""

from __future__ import annotations

import math

import polars as pl
import pytest

from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading, find_kept_tokens
from shortlist.intake.parsing.units import NO_UNIT
from shortlist.model.fields import Field
from shortlist.plugins.discovery import registry

FIELDS = [
    field
    for field in registry().fields.values()
    if field.type in ("number", "integer", "money", "percent", "rating") and any(map(math.isfinite, field.range))
]


def write(end: float, field: Field) -> str:
    return f"{round(100 * end)}%" if field.type == "percent" else f"{end:.0f}"


@pytest.mark.quick(6)
@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.id)
def test_no_end_is_cut_to_the_field(field: Field) -> None:
    low, high = field.range
    inside = low + 2 if math.isfinite(low) else high - 2
    if field.type == "percent":
        inside = 0.5
    beyond = [(low - 1, inside)] * math.isfinite(low) + [(inside, high + 1)] * math.isfinite(high)
    reading = Reading(field, NO_UNIT, keep=find_kept_tokens(field))
    cells = pl.Series([f"{write(a, field)} to {write(b, field)}" for a, b in beyond])
    found, bad = convert_ends(cells, reading)
    assert bad.all() and found.null_count().row(0) == (len(cells),) * 3
    assert set(read_ranges(cells, reading)["why"].drop_nulls()) <= {"outside"}
