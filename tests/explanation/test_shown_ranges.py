"""A range that an explanation shows is read back by intake as the same range, in both languages."""

from __future__ import annotations

import math
import random
from datetime import date
from typing import Any

import pytest

from shortlist.intake.mappings import read_prospects
from shortlist.model.fields import Field
from shortlist.model.formatting import format_value, shown_number
from shortlist.model.ranges import LEAST, MOST, Range

FIELDS = {
    "integer": Field("f", "integer", minimum=0),
    "money": Field("f", "money"),
    "percent": Field("f", "percent"),
    "number": Field("f", "number"),
    "days": Field("f", "number", unit="days"),
    "months": Field("f", "number", unit="months"),
    "rating": Field("f", "rating"),
    "level": Field("f", "level", values=("CCC", "BB", "BBB", "AA-", "AA")),
    "date": Field("f", "date"),
    "year": Field("f", "integer", unit="year"),
    "people": Field("f", "integer", minimum=0, aliases=("Employees",)),
}


def read_back(text: str, field: Field) -> tuple[Any, Any]:
    row = read_prospects([{"f": text}], {"f": field}, currency="USD").frame.row(0, named=True)
    assert row["f"] is None
    return row.get(LEAST + "f"), row.get(MOST + "f")


@pytest.mark.parametrize(
    ("kind", "known", "en", "zh"),
    [
        ("integer", (51.0, 200.0), "51–200", "51 至 200"),
        ("integer", (1000.0, None), "at least 1,000", "1,000 及以上"),
        ("integer", (None, 50.0), "at most 50", "50 及以下"),
        ("money", (1e7, 5e7), "$10,000,000–$50,000,000", "US$10,000,000 至 US$50,000,000"),
        ("money", (None, math.nextafter(1e6, 0)), "under $1,000,000", "不足 US$1,000,000"),
        ("money", (math.nextafter(1e6, 9e9), None), "over $1,000,000", "超过 US$1,000,000"),
        ("money", (1e6, math.nextafter(5e6, 0)), "$1,000,000 to under $5,000,000", "US$1,000,000 至不足 US$5,000,000"),
        (
            "money",
            (math.nextafter(1e6, 9e9), 5e6),
            "over $1,000,000, at most $5,000,000",
            "超过 US$1,000,000 且不超过 US$5,000,000",
        ),
        ("percent", (-0.05, 0.1), "-5% to 10%", "-5% 至 10%"),
        ("days", (30.0, 60.0), "30–60 days", "30 至 60 天"),
        ("year", (None, 1989.0), "1989 or earlier", "1989 年及以前"),
        ("year", (1990.0, None), "1990 or later", "1990 年及以后"),
        ("people", (51.0, 200.0), "51–200", "51 至 200 人"),
        ("people", (1000.0, None), "at least 1,000", "1,000 人及以上"),
        ("people", (None, 50.0), "at most 50", "50 人及以下"),
        ("days", (30.0, None), "at least 30 days", "30 天及以上"),
        ("money", (5e-324, None), "over $0", "超过 US$0"),
        ("level", ("AA-", None), "AA- or better", "AA- 及以上"),
        ("level", (None, "BB"), "BB or worse", "BB 及以下"),
        ("level", ("BB", "AA-"), "BB to AA-", "BB 至 AA-"),
        ("level", ("BB", "BBB"), "BB to BBB", "BB 至 BBB"),
        ("money", (5e-324, 5.0), "over $0, at most $5", "超过 US$0 且不超过 US$5"),
        ("date", (date(2020, 1, 1), None), "Jan 1, 2020 or later", "2020年1月1日及以后"),
        ("date", (date(2020, 1, 1), date(2020, 3, 31)), "Jan 1, 2020 to Mar 31, 2020", "2020年1月1日至2020年3月31日"),
        ("date", (None, date(2020, 1, 1)), "Jan 1, 2020 or earlier", "2020年1月1日及以前"),
        ("year", (1990.0, 1999.0), "1990–1999", "1990 至 1999"),
    ],
)
def test_a_range_reads_as_a_person_writes_it(kind: str, known: tuple[Any, Any], en: str, zh: str) -> None:
    said = format_value(Range(*known), FIELDS[kind])
    assert (said.en, said.zh) == (en, zh)
    assert [read_back(text, FIELDS[kind]) for text in said] == [known, known]


def random_range(chance: random.Random, kind: str, field: Field) -> tuple[Any, Any]:
    if kind == "level":
        one, two = sorted(chance.sample(range(len(field.values)), 2))
        ends: list[Any] = [field.values[one], field.values[two]]
    elif kind == "date":
        ends = sorted(date.fromordinal(chance.randint(700_000, 739_000)) for _ in range(2))
    elif kind == "year":
        ends = sorted(float(chance.randint(1850, 2025)) for _ in range(2))
    elif kind == "rating":
        ends = sorted(chance.sample([1.0, 2.0, 2.5, 3.0, 4.5, 5.0], 2))
    else:
        # A number of four digits in groups (2,751) is asked about unless a whole number or an amount is meant.
        size = chance.choice([1, 100, *([1e4, 1e8] if kind in ("integer", "people", "money") else [900])])
        size *= 0.01 if kind == "percent" else 1
        low = 0.0 if kind not in ("number", "money") else -size
        ends = sorted(
            round(chance.uniform(low, size), 0 if kind in ("integer", "people") else chance.choice([0, 1, 2, 4]))
            for _ in range(2)
        )
        ends = [shown_number(end, field) for end in ends]
        if kind in ("money", "number", "days") and chance.random() < 0.4:
            toward = chance.choice([(math.inf, 0), (0, -math.inf), (math.inf, -math.inf)])
            ends = [math.nextafter(end, way) if way else end for end, way in zip(ends, toward, strict=True)]
    if ends[0] >= ends[1] and kind != "level":
        return random_range(chance, kind, field)
    gone = chance.random()
    low, high = (None if gone < 0.2 else ends[0]), (None if gone > 0.8 else ends[1])
    if 0.0 in ends or any(isinstance(end, float) and 0 < abs(end) < 1e-300 for end in ends):
        return random_range(chance, kind, field)  # of the numbers next to 0 intake knows `over $0` only
    # What is all that the field may be is nothing known, and is read as missing.
    all_low = low is None or low in (field.minimum, 1.0 if kind == "rating" else "CCC")
    all_high = high is None or high in (5.0 if kind == "rating" else "AA",)
    return random_range(chance, kind, field) if all_low and all_high else (low, high)


@pytest.mark.parametrize("kind", FIELDS)
def test_any_range_is_read_back_as_it_is_shown(kind: str) -> None:
    chance, field = random.Random(f"shown {kind}"), FIELDS[kind]
    for _ in range(8):
        known = random_range(chance, kind, field)
        said = format_value(Range(*known), field)
        for text in said:
            assert read_back(text, field) == known, (text, known)
