"""Ranges and the bounds of their field: an end is held to them as a value is, in every type."""

from __future__ import annotations

import itertools
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading
from shortlist.model.fields import Field

BOUNDS = ((None, None), (0, None), (None, 10), (0, 10), (1, 10), (-5, 5))
KINDS: tuple[tuple[Any, float, str], ...] = (  # type, what a bound is multiplied by, what stands behind a number
    ("integer", 1, ""),
    ("number", 1, ""),
    ("money", 1, ""),
    ("percent", 0.01, "%"),
    ("rating", 1, ""),
    ("year", 1, ""),
)
NUMBERS = (-6, -5, -4, -1, 0, 1, 3, 5, 6, 9, 10, 11)


def make_reading(kind: str, unit: float, low: int | None, high: int | None) -> Reading:
    bounds = {
        "minimum": None if low is None else low * unit,
        "maximum": None if high is None else high * unit,
    }
    if kind == "year":
        bounds = {name: None if one is None else one + 2000 for name, one in bounds.items()}
        return Reading(Field("founded", "integer", unit="year", **bounds))
    return Reading(Field("field", kind, **bounds))  # type: ignore[arg-type]


def write(number: int, kind: str, behind: str) -> str:
    return f"{number + 2000 * (kind == 'year')}{behind}"


@pytest.mark.parametrize(("low", "high"), BOUNDS)
@pytest.mark.parametrize(("kind", "unit", "behind"), KINDS)
def test_a_range_is_outside_where_one_of_its_ends_would_be_unread_as_a_value(
    kind: str, unit: float, behind: str, low: int | None, high: int | None
) -> None:
    reading = make_reading(kind, unit, low, high)
    texts = {number: write(number, kind, behind) for number in NUMBERS}
    _, unread = convert(pl.Series(list(texts.values())), reading)
    inside = {number: not no for number, no in zip(NUMBERS, unread, strict=True)}
    cells, fits = list[str](), list[bool]()
    for a, b in itertools.combinations(NUMBERS, 2):
        cells += [f"{texts[a]} to {texts[b]}", f"{texts[a]}~{texts[b]}", f"{texts[a]}以上{texts[b]}以下"]
        fits += [inside[a] and inside[b]] * 3
    for a in NUMBERS:
        cells += [f">= {texts[a]}", f"<= {texts[a]}", f"{texts[a]} or more"]
        fits += [inside[a]] * 3
    found = read_ranges(pl.Series(cells), reading)
    for cell, fit, row in zip(cells, fits, found.iter_rows(named=True), strict=True):
        assert (row["why"] != "outside") == fit, (cell, row)
        assert row["read"] or row["why"] in ("outside", "nothing"), (cell, row)
        assert not row["read"] or row["value"] is not None or row["least"] is not None or row["most"] is not None


@pytest.mark.parametrize(("low", "high"), BOUNDS)
@pytest.mark.parametrize(("kind", "unit", "behind"), KINDS)
def test_an_end_that_is_left_out_may_stand_beside_the_field_and_no_further(
    kind: str, unit: float, behind: str, low: int | None, high: int | None
) -> None:
    reading = make_reading(kind, unit, low, high)
    least, most = reading.field.range
    for number in NUMBERS:
        value = (number + 2000 * (kind == "year")) * unit
        text = write(number, kind, behind)
        step = reading.field.type == "integer"
        for cell, out in (
            (f"> {text}", value + step < least or value + step > most or value >= most),
            (f"< {text}", value - step > most or value - step < least or value <= least),
        ):
            assert (read_ranges(pl.Series([cell]), reading)["why"][0] == "outside") == out, cell


def test_a_tolerance_ends_with_the_field() -> None:
    reading = Reading(Field("paid", "percent", minimum=0, maximum=1))
    found, bad = convert_ends(pl.Series(["约95%", "约100%", "约0%", "约110%"]), reading)
    assert found.rows()[:3] == [
        (None, pytest.approx(0.855), 1), (None, 0.9, 1), (0.0, None, None),
    ] and bad.to_list() == [False, False, False, True]  # fmt: skip
