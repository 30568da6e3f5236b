"""Amounts written in full under a header that says thousands, millions or the like are never multiplied in silence."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from shortlist.errors import ListError
from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.read import Intake, read_list
from shortlist.model.fields import Field
from shortlist.plugins.discovery import registry

FIELDS = registry().fields
POWERS = {"USD M": 6, "USD million": 6, "$B": 9, "USD bn": 9, "亿美元": 8, "百万美元": 6}
RATES = {"EUR": 1.25, "CNY": 0.125, "JPY": 0.0078125}


def read(cells: list[str], header: str, folder: Path, currency: str = "USD", **fields: Field) -> Intake:
    path = folder / "list.csv"
    pl.DataFrame({"Account ID": [f"A{n}" for n in range(len(cells))], header: cells}).write_csv(path)
    return read_list(str(path), fields or FIELDS, currency=currency, rates=RATES)


@pytest.mark.parametrize("unit", POWERS)
@pytest.mark.parametrize("form", ["{}", "${}", "{}-{}", "${}–${}", "{}+", "over {}", "不足{}", "{}以上", "about {}"])
def test_an_amount_in_full_is_unread_with_its_reason_whatever_says_it(unit: str, form: str, tmp_path: Path) -> None:
    rng, power = random.Random(unit + form), POWERS[unit]
    amounts = sorted(rng.randint(10**6, 9 * 10**7) for _ in range(2))
    amounts = [10**6 * round(one / 10**6) if rng.random() < 0.5 else one for one in amounts]
    full = form.format(*(f"{one:,}" for one in amounts)) if form.count("{}") == 2 else form.format(f"{amounts[1]:,}")
    usual = [f"{10 ** (9 - power) * n}" for n in (1.5, 2.5, 3, 4, 5)]
    header = f"Annual revenue ({unit})" if unit.isascii() else f"营业收入（{unit}）"
    with read([*usual, full, "5M", full, "7 million"], header, tmp_path) as intake:
        frame = intake.frame.collect()
        assert frame["annual_revenue"].to_list()[6] == 5e6 and frame["annual_revenue"].to_list()[8] == 7e6
        assert frame["annual_revenue"].to_list()[5] is None and frame["annual_revenue"].to_list()[7] is None
        assert intake.unreadable.counts() == {header: 2}
        said = [note.text for note in intake.notes if "written in full" in note.text.en]
    assert len(said) == 1 and "2 cells" in said[0].en and "似为完整金额" in said[0].zh


@pytest.mark.parametrize("unit", ["USD M", "百万美元"])
def test_a_column_of_nothing_else_is_refused_with_that_reason(unit: str, tmp_path: Path) -> None:
    with pytest.raises(ListError, match="written in full"):
        read(["$1,000,000", "$2,500,000-$5,000,000", "$15,000,000"], f"Annual revenue ({unit})", tmp_path)


@pytest.mark.parametrize(
    ("header", "cells", "currency"),
    [
        ("Annual revenue (USD M)", ["611,289.0", "513,983", "1,200", "5"], "USD"),  # the largest there are
        ("Annual revenue (JPY million)", ["37,154,298", "1,000,000", "5,000"], "USD"),
        ("营业收入（万元）", ["345,000,000", "1,000,000", "3000"], "CNY"),
        ("Total assets (USD M)", ["4,002,814", "3,313,123", "12"], "USD"),
        ("Annual revenue (USD)", ["1,000,000,000", "5,000,000"], "USD"),
    ],
)
def test_what_companies_have_is_read(header: str, cells: list[str], currency: str, tmp_path: Path) -> None:
    with read(cells, header, tmp_path, currency) as intake:
        assert not intake.unreadable.counts()


def test_a_whole_number_of_millions_of_millions_is_no_balance_either(tmp_path: Path) -> None:
    with read(["1,000,000", "4,002,814", "12", "13"], "Total assets (USD M)", tmp_path) as intake:
        assert intake.frame.collect()["total_assets"].to_list() == [None, 4.002814e12, 1.2e7, 1.3e7]


@pytest.mark.parametrize(
    ("header", "words"), [("Annual revenue (USD K)", "thousands"), ("营业收入（千美元）", "thousands")]
)
def test_a_column_that_may_be_in_full_though_its_header_says_thousands_is_told_of(
    header: str, words: str, tmp_path: Path
) -> None:
    with read(["$5,000,000-$10,000,000", "12,000,000", "1,200,000"], header, tmp_path) as intake:
        said = [note.text for note in intake.notes if "if they are written in full" in note.text.en]
    assert len(said) == 1 and words in said[0].en and ":USD'" in said[0].en and "完整金额" in said[0].zh
    with read(["5,000", "12,000", "1,200,000"], header, tmp_path) as intake:
        assert not [note for note in intake.notes if "written in full" in note.text.en]


def test_the_currency_of_the_row_counts(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    cells = ["1,000,000", "1,000,000", "5", "6"]
    pl.DataFrame(
        {"Account ID": list("abcd"), "Annual revenue (million)": cells, "Currency": ["USD", "JPY", "USD", "EUR"]}
    ).write_csv(path)
    with read_list(str(path), FIELDS, rates=RATES) as intake:
        assert intake.frame.collect()["annual_revenue"].to_list() == [None, 7.8125e9, 5e6, 7.5e6]


@pytest.mark.parametrize("unit", ["USD M", "USD million", "百万美元"])
@pytest.mark.parametrize("seed", range(4))
def test_an_amount_nearer_to_the_others_as_plain_dollars_is_in_doubt(unit: str, seed: int, tmp_path: Path) -> None:
    rng = random.Random(f"{unit} {seed}")
    usual = [f"{rng.uniform(1, 30):.1f}" for _ in range(6)]
    least = rng.randint(100, 800) * 1000
    forms = ("${:,}-${:,}", "{:,}-{:,}", "USD {:,} to {:,}", "${:,}", "{:,}", "US${:,}+", "不足{:,}", "${:,} – {:,}")
    odd = [form.format(least, least + rng.randint(1, 90) * 1000) for form in rng.sample(forms, 3)]
    cells = [*usual, *odd]
    rng.shuffle(cells)
    header = f"Annual revenue ({unit})" if unit.isascii() else f"营业收入（{unit}）"
    with read(cells, header, tmp_path) as intake:
        frame = intake.frame.collect()
        for cell, *known in zip(cells, *(frame[name] for name in frame.columns if "revenue" in name), strict=True):
            assert (cell in odd) == all(one is None for one in known), (cell, known)
        assert intake.unreadable.counts() == {header: 3}
        assert any(UNREAD["full"].en in note.text.en for note in intake.notes)


@pytest.mark.parametrize("seed", range(4))
def test_the_largest_companies_are_read_beside_large_ones(seed: int, tmp_path: Path) -> None:
    rng, mark = random.Random(seed), ("$", "")[seed % 2]
    cells = [f"{mark}{round(10 ** rng.uniform(3.5, 5.8)):,}" for _ in range(30)]
    with read([*cells, f"{mark}8,500.5"], "Annual revenue (USD M)", tmp_path) as intake:
        assert not intake.unreadable.counts()


PEOPLE = ("{}人", "{} 人", "{}-{}人", "{}人以上", "不足{}人")
YUAN = ("{}元", "{}元整", "人民币{}元", "{}-{}元", "{}元以上", "不足{}元")


@pytest.mark.parametrize(
    ("header", "forms"),
    [
        ("员工人数（万人）", PEOPLE),
        ("员工人数（千人）", PEOPLE),
        ("Employees (thousand)", ("{} employees", "{} people", "{}-{} employees", "over {} people", "{}+ employees")),
        ("营业收入（万元）", YUAN),
        ("营业收入（亿元）", YUAN),
    ],
)
def test_what_says_its_own_unit_is_not_multiplied_by_that_of_the_header(
    header: str, forms: tuple[str, ...], tmp_path: Path
) -> None:
    rng = random.Random(header)
    cells = []
    for form in forms:
        least = rng.randint(2, 900)
        cells.append(form.format(least, least + rng.randint(1, 90)))
    with read([*cells, "3"], header, tmp_path, "CNY") as intake:
        field = "employees" if "mployee" in header or "员工" in header else "annual_revenue"
        assert intake.frame.collect()[field].to_list()[:-1] == [None] * len(cells)
        assert intake.unreadable.counts() == {header: len(cells)}
        said = [note.text for note in intake.notes if UNREAD["unit"].en in note.text.en]
    assert len(said) == 1 and UNREAD["unit"].zh in said[0].zh
    with read([f"{cell}" for cell in ("3万人", "2", "5千人")], "员工人数（万人）", tmp_path) as intake:
        assert intake.frame.collect()["employees"].to_list() == [30_000, 20_000, 5_000]


def test_a_plus_beside_ages_may_say_that_or_more(tmp_path: Path) -> None:
    with read(["0-30", "31-60", "61-90", "+90"], "Average days late", tmp_path) as intake:
        assert intake.frame.collect()["average_days_late"].to_list()[-1] is None
        assert any(UNREAD["plus"].en in note.text.en for note in intake.notes)
    with read(["-5", "+10", "12"], "Average days late", tmp_path) as intake:
        assert intake.frame.collect()["average_days_late"].to_list() == [-5, 10, 12]
