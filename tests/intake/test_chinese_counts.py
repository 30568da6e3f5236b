"""Counts that Chinese gives in parts (1亿5000万), between two numerals (两三百人) or with one size for both ends (两到三百人)."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from tests.support.ranges import MONEY, PEOPLE

DIGITS = dict(enumerate("零一二三四五六七八九"))
SIZES = {"百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8}


def read(cells: list[str], reading: Any = PEOPLE) -> list[Any]:
    """Of each cell its value, its ends, or why it is unread."""
    found, bad = convert_ends(pl.Series(cells), reading)
    why = read_ranges(pl.Series(cells), reading)["why"]
    rows = zip(found.rows(), bad, why, strict=True)
    return [reason or "unread" if no else value if value is not None else (a, b) for (value, a, b), no, reason in rows]


def numeral(rng: random.Random, value: int) -> str:
    return rng.choice("二两") if value == 2 else DIGITS[value]


def write_wan(number: int) -> str:
    """A whole number of 万 as people write it by hand."""
    above, below = divmod(number, 10_000)
    return f"{above}亿" * bool(above) + (f"{below}万" if below else "")


@pytest.mark.parametrize("seed", range(3))
def test_an_amount_in_parts_is_their_sum(seed: int) -> None:
    rng = random.Random(seed)
    pairs = [sorted(rng.sample(range(5_000, 90_000), 2)) for _ in range(200)]
    unit = rng.choice(("", "元"))
    worth = 0.125 if unit else 1.0
    cells = [f"{write_wan(a)}{rng.choice('-至~')}{write_wan(b)}{unit}" for a, b in pairs]
    assert read(cells, MONEY) == [(a * 1e4 * worth, b * 1e4 * worth) for a, b in pairs]
    assert read([write_wan(a) + unit for a, _ in pairs], MONEY) == [a * 1e4 * worth for a, _ in pairs]
    assert read([f"{write_wan(a)}{unit}以上" for a, _ in pairs], MONEY) == [(a * 1e4 * worth, None) for a, _ in pairs]


@pytest.mark.parametrize("seed", range(3))
def test_two_numerals_in_a_row_are_the_ends(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        low, size = rng.randint(1, 8), rng.choice([*SIZES, "十"])
        a, b = numeral(rng, low), numeral(rng, low + 1)
        right = (low * SIZES.get(size, 10), (low + 1) * SIZES.get(size, 10))
        assert read([f"{a}{b}{size}人"]) == [right], (a, b, size)
        if size != "十":
            assert read([f"{low}、{low + 1}{size}人"]) == [right], (low, size)


@pytest.mark.parametrize("seed", range(3))
def test_the_size_of_the_last_end_is_that_of_both_or_in_doubt(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(150):
        low, high, size = rng.randint(1, 9), rng.randint(1, 9), rng.choice([*SIZES, "十"])
        cell = f"{numeral(rng, low)}{rng.choice('到至-~')}{numeral(rng, high)}{size}人"
        worth = SIZES.get(size, 10)
        (got,) = read([cell])
        both, apart = (low * worth, high * worth), (low, high * worth)
        if size in ("万", "亿"):
            right = {both} if low < high else {"magnitudes", "reversed"}
        elif low < high and low > 1 and size[0] != "十":
            right = {both}
        elif low >= high and size in "百千":
            right = {apart, "magnitudes", "reversed"}
        else:
            right = {"magnitudes"}
        assert got in right, (cell, got)


@pytest.mark.parametrize("seed", range(2))
def test_teens_and_more_end_before_the_next_ten(seed: int) -> None:
    rng = random.Random(seed)
    for tens in range(1, 10):
        front = "" if tens == 1 else numeral(rng, tens)
        assert read([f"{front}十几人"]) == [(tens * 10 + 1, tens * 10 + 9)]
        least, most = read([f"{front}十几万"], MONEY)[0]
        assert tens * 1e5 < least < tens * 1e5 * 1.001
        assert (tens + 1) * 1e5 * 0.999 < most < (tens + 1) * 1e5


@pytest.mark.parametrize("size", SIZES)
def test_one_of_a_size_and_more(size: str) -> None:
    for cell in (f"上{size}人", f"{size}余人", f"{size}多人", f"{size}人以上", f"上{size}"):
        if size != "十万" or cell[0] == "上":
            assert read([cell]) == [(SIZES[size], None)], cell


@pytest.mark.parametrize(
    "cell",
    [
        "几百人",
        "数千人",
        "成百上千",
        "千把人",
        "千万级",
        "亿级",
        "8位数",
        "hundreds",
        "dozens",
        "500-ish",
        "a_few_hundred",
        "8_figures",
    ],
)
def test_several_is_said_to_be_no_number(cell: str) -> None:
    assert read([cell.replace("_", " ")]) == ["several"]
    assert "several" in UNREAD
