"""Lists whose amounts are in thousands or millions without saying so: doubted for all columns together, with what fits."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from tests.intake.test_fuzz import DATA
from tests.support.seeds import sample

FIELDS = {
    one.id: one
    for one in (
        Field("annual_revenue", "money", aliases=("Revenue", "Sales", "营业收入"), minimum=0),
        Field("net_income", "money", aliases=("Profit", "净利润")),
        Field("total_assets", "money", aliases=("Assets", "总资产"), minimum=0),
        Field("market_capitalisation", "money", aliases=("Market Value", "市值"), minimum=0),
        Field("annual_spend", "money", aliases=("Bought of us",), minimum=0),
        Field("employees", "integer", aliases=("Employees", "员工人数"), minimum=0),
    )
}
MONEY = ("annual_revenue", "net_income", "total_assets", "market_capitalisation")
ENGLISH = ("Revenue", "Profit", "Assets", "Market Value", "Employees")
CHINESE = ("营业收入", "净利润", "总资产", "市值", "员工人数")
UNITS = {"thousand": 3, "million": 6, "billion": 9, "千": 3, "万": 4, "百万": 6, "亿": 8}


def read(
    folder: Path, headers: Sequence[str], rows: Sequence[Sequence[float]], *maps: str, currency: str = "USD"
) -> tuple[list[str], pl.DataFrame]:
    """The notes about magnitudes of a list, and its fields."""
    path = folder / "list.csv"
    lines = [",".join(("id", *headers))]
    lines += [",".join((str(number), *(f"{value:.6g}" for value in row))) for number, row in enumerate(rows)]
    path.write_text("\n".join(lines), "utf-8")
    rates = {"CNY": 0.14, "EUR": 1.08} if currency == "USD" else {"USD": 7.14}
    with read_list(str(path), FIELDS, ReadOptions(maps=maps), currency=currency, rates=rates) as intake:
        notes = [note.text.en for note in intake.notes if "magnitude" in note.text.en or "stands for" in note.text.en]
        return notes, intake.frame.collect()


def options(note: str) -> list[str]:
    """The options that a note gives to say the magnitude, without those that keep what is."""
    return re.findall(r"--map '([^']*)'", note.partition("; if they are right")[0])


def companies(chance: random.Random, size: float, count: int = 40, a_head: float = 200_000) -> list[tuple[float, ...]]:
    """Companies of about `size` people: revenue, profit, assets and market value in dollars, and employees."""
    found = []
    for _ in range(count):
        people = max(1, round(size * chance.lognormvariate(0, 1)))
        revenue = people * a_head * chance.lognormvariate(0, 0.7)
        profit = revenue * chance.gauss(0.08, 0.1)
        found.append(
            (revenue, profit, revenue * chance.lognormvariate(0.7, 1), revenue * chance.lognormvariate(0.4, 1), people)
        )
    return found


def scale(rows: Sequence[Sequence[float]], power: int) -> list[tuple[float, ...]]:
    return [(*(value * 10.0**-power for value in row[:-1]), row[-1]) for row in rows]


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", sample(range(25), 7))
def test_the_hint_names_the_magnitude_that_fits_and_none_for_units(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows = companies(chance, chance.choice((30, 1_000, 50_000)), a_head=chance.choice((100_000, 200_000, 400_000)))
    assert read(tmp_path, ENGLISH, rows)[0] == []
    for word, power in UNITS.items():
        headers = ENGLISH if word.isascii() else CHINESE
        notes, _ = read(tmp_path, headers, scale(rows, power))
        assert len(notes) == 1, word
        told = options(notes[0])
        if word not in ("千", "万") or f":CNY {word}" in told[0] or f":USD {word}" in told[0]:
            assert [one.split(":USD ")[1] for one in told] == [
                {"千": "thousand", "百万": "million"}.get(word, word)
            ] * 4
        else:
            assert "千" in notes[0] or "thousands" in notes[0]  # a tenth or tenfold: both are named
        more, frame = read(tmp_path, headers, scale(rows, power), *told)
        assert more == []
        if f":USD {word}" in told[0]:
            for index, name in enumerate(MONEY):
                assert frame[name].to_list() == pytest.approx([row[index] for row in rows], rel=1e-4)


def test_columns_of_different_magnitudes_agree_once_the_hint_is_followed(tmp_path: Path) -> None:
    rows = [
        (revenue / 1e6, profit / 1e6, assets / 1e6, value / 1e9, people)
        for revenue, profit, assets, value, people in companies(random.Random(3), 20_000)
    ]
    notes, _ = read(tmp_path, ENGLISH, rows)
    assert [one.split(":USD ")[1] for one in options(notes[0])] == ["million", "million", "million", "billion"]


def test_what_a_customer_buys_is_no_multiple_of_its_revenue(tmp_path: Path) -> None:
    headers = ("Revenue", "Bought of us", "Employees")
    rows = [(48_125 + n, 5e6 + n, 120_000) for n in range(5)]  # revenue in millions, purchases in dollars
    notes, _ = read(tmp_path, headers, rows)
    assert options(notes[0]) == ["annual_revenue=Revenue:USD million"]
    rows = [(48_125 + n, 5 + n, 120_000) for n in range(5)]
    assert len(options(read(tmp_path, headers, rows)[0][0])) == 2


def test_the_revenue_of_a_head_is_judged_in_dollars_whatever_the_ruleset_is_in(tmp_path: Path) -> None:
    rows = [(200.0 + n, 1_000) for n in range(5)]  # 200 million yuan in millions
    notes, _ = read(tmp_path, ("Revenue", "Employees"), rows, currency="CNY")
    assert options(notes[0]) == ["annual_revenue=Revenue:CNY million"]
    assert read(tmp_path, ("Revenue", "Employees"), [(200e6, 1_000)] * 4, currency="CNY")[0] == []


def test_a_currency_in_the_header_says_no_magnitude(tmp_path: Path) -> None:
    rows = [(48_125.0 + n, 120_000) for n in range(5)]
    notes, _ = read(tmp_path, ("Revenue (EUR)", "Employees"), rows)
    assert options(notes[0]) == ["annual_revenue=Revenue (EUR):EUR million"]
    assert read(tmp_path, ("Revenue (EUR m)", "Employees"), rows)[0] == []
    assert read(tmp_path, ("Revenue", "Employees"), rows, "annual_revenue=Revenue:USD")[0] == []  # so the user says


def test_a_single_company_is_doubted_only_where_it_cannot_be(tmp_path: Path) -> None:
    assert read(tmp_path, ("Revenue", "Employees"), [(48_125, 120_000)])[0] != []
    assert read(tmp_path, ("Revenue", "Employees"), [(400_000, 100)])[0] == []


def test_amounts_that_are_too_large_are_noted(tmp_path: Path) -> None:
    notes, _ = read(tmp_path, ("Revenue", "Employees"), [(4e12 + n, 100) for n in range(5)])
    assert len(notes) == 1 and "'Revenue'" in notes[0]


def test_without_people_the_magnitudes_that_fit_are_named_together(tmp_path: Path) -> None:
    rows = [(row[0] / 1e9, row[2] / 1e9) for row in companies(random.Random(5), 50_000)]
    notes, _ = read(tmp_path, ("Revenue", "Assets"), rows)
    assert len(options(notes[0])) == 2 and "million" in notes[0] and "billion" in notes[0]
    rows = [(row[0] / 1e6, row[2] / 1e6) for row in companies(random.Random(5), 50_000)]
    notes, _ = read(tmp_path, ("Revenue", "Assets"), rows)  # ten thousand dollars of revenue are no company either
    assert len(options(notes[0])) == 2 and "million" in notes[0] and "billion" not in notes[0]


def test_the_largest_companies_of_the_world_are_in_billions() -> None:
    path = DATA / "forbes_2024.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    with read_list(str(path), FIELDS, ReadOptions(maps=("market_capitalisation=Market Value",))) as intake:
        (note,) = [one.text.en for one in intake.notes if "magnitude" in one.text.en]
    assert [one.split(":USD ")[1] for one in options(note)] == ["billion"] * 4
