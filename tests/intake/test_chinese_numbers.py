"""Chinese numerals, 万 as W, and intervals as mathematics writes them: they are what the same in digits and words is, as values and as ends."""

from __future__ import annotations

import random

import polars as pl
import pytest

from shortlist.intake.parsing.chinese_numbers import write_chinese
from shortlist.intake.parsing.ranges import convert_ends
from shortlist.intake.parsing.text import Reading
from shortlist.model.fields import Field
from tests.support.seeds import sample

PEOPLE, MONEY = Reading(Field("employees", "integer", minimum=0)), Reading(Field("annual_revenue", "money", minimum=0))
DIGITS, PLACES = "零一二三四五六七八九", ("", "十", "百", "千")
FORMS = ("{}", "{}以上", "不足{}", "约{}", "超过{}", "{}以下", "至少{}", "{}（不含）以下")


def spell_section(number: int) -> str:
    """A number below 10,000 in the usual numerals, written without the engine."""
    digits = [int(one) for one in str(number)]
    told, gap = "", False
    for at, digit in enumerate(digits):
        place = len(digits) - 1 - at
        if digit:
            told += "零" * (gap and bool(told)) + DIGITS[digit] + PLACES[place]
        gap = not digit
    return told.removeprefix("一") if told.startswith("一十") else told


def spell(number: int) -> str:
    yi, wan, rest = number // 10**8, number // 10**4 % 10**4, number % 10**4
    told = (spell_section(yi) + "亿") * bool(yi)
    told += ("零" * bool(told and wan < 1000) + spell_section(wan) + "万") * bool(wan)
    return told + ("零" * bool(told and rest < 1000) + spell_section(rest)) * bool(rest)


def read(cells: list[str], reading: Reading) -> list[object]:
    found, bad = convert_ends(pl.Series(cells), reading)
    return ["unread" if no else row for row, no in zip(found.rows(), bad, strict=True)]


@pytest.mark.parametrize("seed", sample(range(30), 5))
def test_numerals_are_what_their_digits_are(seed: int) -> None:
    chance = random.Random(seed)
    numbers = [chance.randrange(10, 10 ** chance.randrange(2, 10)) for _ in range(100)]
    numbers += [chance.randrange(1, 99) * 10 ** chance.randrange(1, 8) for _ in range(100)]
    forms = [chance.choice(FORMS) for _ in numbers]
    spelt = [form.format(spell(number)) for form, number in zip(forms, numbers, strict=True)]
    plain = [form.format(number) for form, number in zip(forms, numbers, strict=True)]
    kept = [at for at, cell in enumerate(spelt) if write_chinese(pl.Series([cell]), money=True)[0] != cell]
    assert len(kept) > 150  # of 十万 and its like it is said elsewhere that they are magnitudes
    for reading in (PEOPLE, MONEY):
        assert read([spelt[at] for at in kept], reading) == read([plain[at] for at in kept], reading)


@pytest.mark.parametrize(
    "cell",
    [
        "几十人",
        "数百人",
        "三千五",
        "一万五",
        "三五人",
        "一百强",
        "二一添作五",
        "一亿五",
    ],
)
def test_what_is_no_number_is_none(cell: str) -> None:
    assert read([cell], PEOPLE) == ["unread"]


def test_a_w_behind_an_amount_is_ten_thousand_and_no_watt() -> None:
    assert read(["500W", "1000w-5000w", "1.5个亿", "800 W以上"], MONEY) == read(
        ["500万", "1000万-5000万", "1.5亿", "800万以上"], MONEY
    )
    assert (
        read(["500W", "5kW", "500Wh"], PEOPLE) == ["unread"] * 3
        and read(["5kW", "500Wh", "500 watts"], MONEY) == ["unread"] * 3
    )


@pytest.mark.parametrize("form", ["{0}{1},{2}{3}", "{0}{1}, {2} {3}", "{0}{1}；{2}{3}", "{0}{1}，{2}{3}"])
def test_an_interval_leaves_out_the_end_at_its_round_bracket(form: str) -> None:
    assert read([form.format("[", 100, 500, ")")], PEOPLE) == [(None, 100.0, 499.0)]
    assert read([form.format("(", 100, 500, "]")], PEOPLE) == [(None, 101.0, 500.0)]
    assert read([form.format("[", "1000万", "5000万", ")")], MONEY) == read([">= 1000万 < 5000万"], MONEY)
    # A list, and what may be an account's debit.
    assert read([form.format("[", 100, 500, "]"), form.format("(", 100, 500, ")")], PEOPLE) == ["unread"] * 2
    assert read([form.format("[", 500, 100, ")")], PEOPLE) == ["unread"]


BARE = {"千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8}


@pytest.mark.parametrize("word", BARE)
def test_a_magnitude_alone_is_one_of_it_where_it_is_an_end_and_a_unit_else(word: str) -> None:
    money = Reading(Field("revenue", "money", minimum=0))
    texts = pl.Series([f"{word}以上", f"超过{word}", f"{word}及以下", f"不足{word}", f"逾{word}", word])
    found, bad = convert_ends(texts, money)
    ends = [(least and round(least), most and round(most)) for _, least, most in found.rows()]
    one = round(BARE[word])
    assert ends == [(one, None), (one, None), (None, one), (None, one), (one, None), (None, None)]
    assert bad.to_list() == [False] * 5 + [True]
