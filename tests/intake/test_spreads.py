"""A value and what it may differ by, 500±50 and $10M ± 10%: a range with these bounds, or unread with its reason, never the value alone."""

from __future__ import annotations

import random

import polars as pl
import pytest

from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from tests.support.ranges import MONEY, READINGS, SHARE, read_points, write_end

SIGNS = ("±", " ± ", "+/-", " +/- ", "+-", " plus or minus ", " (±{})", " give or take ")


def join(point: str, sign: str, by: str) -> str:
    return point + sign.format(by) if "{}" in sign else point + sign + by


@pytest.mark.parametrize("name", ["people", "money", "millions", "comma"])
@pytest.mark.parametrize("seed", range(2))
def test_a_value_and_what_it_may_differ_by_are_its_bounds(seed: int, name: str) -> None:
    rng, reading = random.Random(seed), READINGS[name]
    writers = [write_end(name, rng) for _ in range(40)]
    pairs = [(rng.randint(2, 900), rng.random()) for _ in writers]
    texts = [(write(a), write(max(1, int(a * part)))) for write, (a, part) in zip(writers, pairs, strict=True)]
    cells = [join(a, rng.choice(SIGNS), by) for a, by in texts]
    points, by = (read_points([one[at] for one in texts], reading) for at in (0, 1))
    found, bad = convert_ends(pl.Series(cells), reading)
    for cell, (value, least, most), no, a, b in zip(cells, found.rows(), bad, points, by, strict=True):
        assert a is not None
        assert b is not None
        assert not no, cell
        assert value is None, cell
        assert (least, most) == (pytest.approx(a - b), pytest.approx(a + b)), cell


@pytest.mark.parametrize("name", ["people", "money", "comma"])
def test_a_percent_is_of_the_value(name: str) -> None:
    rng, reading = random.Random(name), READINGS[name]
    for _ in range(40):
        point, percent = write_end(name, rng)(rng.randint(1, 90) * 100), rng.randint(1, 99)
        cell = join(point, rng.choice(SIGNS), f"{percent}%")
        (a,) = read_points([point], reading)
        assert a is not None
        assert convert_ends(pl.Series([cell]), reading)[0].row(0) == (
            None,
            pytest.approx(a * (1 - percent / 100)),
            pytest.approx(a * (1 + percent / 100)),
        ), cell


@pytest.mark.parametrize("cell", ["$10M ± 2", "10 ± 2M", "$500 ± 1K"])
def test_a_magnitude_at_one_of_both_leaves_a_doubt(cell: str) -> None:
    assert read_ranges(pl.Series([cell]), MONEY).row(0, named=True)["why"] == "tolerance"


def test_of_a_percent_it_may_be_points_or_a_share() -> None:
    assert read_ranges(pl.Series(["15% ± 2%", "15±2%", "15% +/- 2"]), SHARE)["why"].to_list() == ["tolerance"] * 3


@pytest.mark.parametrize("cell", ["$10 M - 50", "$10M-$50", "10M to 5,000", "$500K-1"])
def test_a_last_end_without_magnitude_is_said_to_lack_it(cell: str) -> None:
    assert read_ranges(pl.Series([cell]), MONEY).row(0, named=True)["why"] == "last"
