"""What a range counts as is written as something that lies inside the range as that is written."""

from __future__ import annotations

import math
import random

import pytest

from shortlist.model.fields import Field, FieldType
from shortlist.model.formatting import format_point, format_value, round_computed, round_point
from shortlist.model.ranges import Range

DAYS = Field("late", "number", unit="days")


def just(number: float, towards: float) -> float:
    return math.nextafter(number, towards)


@pytest.mark.parametrize("seed", range(40))
def test_the_number_next_to_an_open_end_is_said_to_be_just_beside_it(seed: int) -> None:
    rng = random.Random(seed)
    kind: FieldType = rng.choice(["number", "money", "percent"])
    field = Field("x", kind, unit="days" if kind == "number" else None)
    end = round(rng.choice([rng.uniform(0.01, 1), rng.randrange(1, 10**7)]), 2)
    shown = format_value(end, field)
    under, over = just(end, -math.inf), just(end, math.inf)
    for known in (Range(None, under), Range(under - end, under)):
        assert format_point(under, known, field, format_value).en == f"just under {shown.en}"
        assert format_point(under, known, field, format_value).zh == f"略低于 {shown.zh}"
    assert format_point(over, Range(over, None), field, format_value).en == f"just over {shown.en}"
    assert format_point(over, Range(over, end * 3), field, format_value).zh == f"略高于 {shown.zh}"
    # What is shown lies inside these, and is rounded where it is no end.
    assert format_point(end, Range(None, end), field, format_value) == shown
    wide = Range(0.0, end * 2)
    assert format_point(under, wide, field, format_value) == format_value(round_point(under, wide, field), field)
    assert round_point(under, wide, field) == pytest.approx(end, rel=0.01, abs=0.001)


def test_next_to_nothing_levels_and_whole_numbers() -> None:
    assert format_point(5e-324, Range(5e-324, None), DAYS, format_value).en == "just over 0 days"
    assert format_point(-5e-324, Range(None, -5e-324), DAYS, format_value).zh == "略低于 0 天"
    assert format_point("B", Range("B", None), Field("r", "level", values=("C", "B")), format_value).en == "B"
    assert format_point(49.0, Range(None, 49.0), Field("n", "integer"), format_value).en == "49"


@pytest.mark.parametrize("seed", range(200))
def test_a_computed_number_is_shown_to_three_digits_and_never_as_another_kind_of_number(seed: int) -> None:
    chance = random.Random(seed)
    field = chance.choice([None, Field("x", "number"), Field("x", "percent"), Field("x", "money")])
    value = chance.choice([-1, 1]) * 10 ** chance.uniform(-7, 9)
    near = round_computed(value, field)
    share = field is not None and field.type == "percent"
    assert abs(near - value) <= (min(5.1e-4, abs(value) / 2) if share else abs(value) * 5.1e-3)
    assert abs(near) not in (0.0, 1.0)
    digits = len(f"{abs(near):.12g}".partition(".")[2])
    assert abs(value) < 1.01 or digits <= 3
    assert round_computed(near, field) == near
    written = round(value, 4)
    assert round_computed(written, field) == written
