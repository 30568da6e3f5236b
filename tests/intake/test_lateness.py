"""Days late with the words of credit ledgers (逾期31-60天, 90+ days past due) are the days without them; in another field they are unread."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading
from shortlist.plugins.discovery import registry

FIELDS = registry().fields
LATE, TO_PAY = (Reading(FIELDS[name]) for name in ("average_days_late", "days_to_pay"))
FORMS = (
    *("逾期{}", "逾期 {}", "已逾期{}", "超期{}", "overdue by {}", "late by {}", "{} late", "{} overdue", "{} past due"),
    *("{} past-due", "{} DPD", "{}逾期", "Overdue: {}"),
)


def read(cells: list[str], reading: Reading) -> list[Any]:
    """Of each cell its value, its ends, or None where it is unread."""
    found, bad = convert_ends(pl.Series(cells), reading)
    return [
        None if no else value if value is not None else ends
        for (value, *ends), no in zip(found.rows(), bad, strict=True)
    ]


def make(rng: random.Random) -> tuple[str, str]:
    """Days, and the same as days late."""
    low = rng.randint(1, 200)
    unit = rng.choice(("天", "日", " days", " d", ""))
    band = rng.choice(
        (
            "{a}-{b}{u}",
            "{a}~{b}{u}",
            "{a} to {b}{u}",
            "{a}{u}",
            "{a}+{u}",
            ">{a}{u}",
            "{a}{u}以上",
            "over {a}{u}",
            "超过{a}{u}",
        )
    )
    days = band.format(a=low, b=low + rng.randint(1, 90), u=unit)
    return days, rng.choice(FORMS).format(days)


@pytest.mark.parametrize("seed", range(3))
def test_days_late_are_these_days(seed: int) -> None:
    rng = random.Random(seed)
    made = [make(rng) for _ in range(150)]
    plain, late = (read([one[at] for one in made], LATE) for at in (0, 1))
    assert None not in plain
    assert dict(zip([one[1] for one in made], late, strict=True)) == dict(
        zip([one[1] for one in made], plain, strict=True)
    )


@pytest.mark.parametrize("seed", range(2))
def test_another_field_of_days_takes_none_of_them(seed: int) -> None:
    rng = random.Random(seed)
    cells = [make(rng)[1] for _ in range(100)]
    found = read_ranges(pl.Series(cells), TO_PAY)
    assert not found["read"].any()
    assert found["why"].to_list() == ["late"] * len(cells)
    assert read(cells, TO_PAY) == [None] * len(cells)


def test_late_within_some_days_is_late_at_least() -> None:
    assert read(["逾期30天以内", "逾期90天内"], LATE) == [[0, 30], [0, 90]]


@pytest.mark.parametrize(
    "cell", ["未逾期", "on time", "提前5天", "5 days early", "not late", "准时", "paid 10 days in advance"]
)
def test_what_was_not_late_is_no_number_of_days(cell: str) -> None:
    assert read([cell], LATE) == [None]
    assert read_ranges(pl.Series([cell]), LATE)["why"].to_list() == ["punctual"]
