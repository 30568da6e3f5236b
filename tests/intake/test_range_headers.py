"""Headers of columns of ranges: a known header with a word for ranges behind it, and doubtful ones that ranges settle."""

from __future__ import annotations

import itertools
import random

import polars as pl
import pytest

from shortlist.errors import Problem
from shortlist.intake.columns import Column, Unmapped, fold
from shortlist.intake.headers import headers_known, match
from shortlist.intake.parsing.header_ways import without_band
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY
from shortlist.model.ranges import ORDERED
from shortlist_criteria.fields import FIELDS
from tests.support.seeds import sample

KNOWN = {field.id: field for field in (*IDENTITY, *FIELDS) if not field.history}
ENGLISH = ("{} Range", "{} Band", "{} bracket", "{}_range__c", "{} (range)", "{} Size Range")
CHINESE = ("{}区间", "{}范围", "{}档位", "{}（区间）")
CELLS = {
    "money": ["$10M-$50M", "under $1M", "5000万以上"],
    "integer": ["11-50", "51-200", "不足10", "1000+"],
    "number": ["11-50", "51-60", "不足10", "70+"],
    "percent": ["10-20%", "30%以上", "under 5%"],
    "rating": ["2-3", "3-4", "4 or more"],
    "date": ["2019-2021", "2015年以前", "before 2010"],
}


def cells_of(field: Field) -> list[str]:
    if field.type == "level":
        pairs = [f"{one} to {two}" for one, two in itertools.pairwise(field.values)]
        return pairs if len(pairs) > 1 else list(field.values)  # from the first of two to the last is all
    if field.unit == "year":
        return ["1990-1999", "before 1980", "2001 or later"]
    return CELLS[field.type]


def read(header: str, cells: list[str] | None) -> tuple[tuple[Column, ...], tuple[Unmapped, ...], list[Problem]]:
    notes: list[Problem] = []
    look = None if cells is None else lambda _: pl.Series(cells, dtype=pl.String)
    found, left = match([header], KNOWN, home="USD", cells=look, notes=notes, doubts=[])
    return found, left, notes


def names_of(field: Field) -> list[str]:
    return list(dict.fromkeys((field.title.en, field.title.zh, *field.aliases, *field.doubtful_aliases)))


@pytest.mark.parametrize("field", [one for one in KNOWN.values() if one.type in ORDERED], ids=lambda one: one.id)
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_a_known_header_may_say_that_its_cells_are_ranges(field: Field, every: bool) -> None:
    sure = {fold(one) for one in (field.title.en, field.title.zh, *field.aliases)}
    doubtful = {fold(one) for one in field.doubtful_aliases}
    shared = {fold(name) for one in KNOWN.values() if one is not field for name in names_of(one)}
    for at, name in enumerate(names_of(field)):
        if not every and at > 3:
            break
        forms = ENGLISH if name.isascii() else CHINESE
        header = forms[at % len(forms)].format(name)
        found, left, notes = read(header, cells_of(field))
        if fold(name) in shared:
            assert found or left[0].doubt, header
        elif fold(name) in sure:
            assert [one.field.id for one in found] == [field.id], header
            assert (found[0].doubt is not None) == (fold(name) in doubtful), header
        else:  # whose an amount is no range tells; of a size and of levels it tells what they are
            assert [one.field.id for one in found] == [field.id] or left[0].doubt is not None, header
        assert any(f"'{header}'" in note.text.en and f"'{header}'" in note.text.zh for note in notes), header


@pytest.mark.parametrize(
    "field", [one for one in KNOWN.values() if one.type in ORDERED - {"level"}], ids=lambda one: one.id
)
@pytest.mark.parametrize("cells", [["A", "B", "C"], ["1", "2", "3", "2"], [], ["tier 1", "tier 2"]])
def test_codes_of_classes_are_no_values_of_a_field(field: Field, cells: list[str]) -> None:
    found, left, notes = read(f"{field.title.en} Range", cells)
    assert not found and left[0].doubt in notes


def test_no_header_is_taken_from_its_field() -> None:
    """What is a field's by its whole name stays that, whatever it ends in."""
    for field in KNOWN.values():
        for name in names_of(field):
            if without_band(fold(name)):
                named = {one.id for one in KNOWN.values() if fold(name) in {fold(other) for other in names_of(one)}}
                found, left, _ = read(name, CELLS["integer"])
                assert left[0].doubt is not None if not found else found[0].field.id in named, name


def test_the_exact_column_goes_before_that_of_ranges() -> None:
    for headers in (["Employee Range", "Employees"], ["员工人数", "员工区间"], ["Headcount", "Company size"]):
        found, left = match(headers, KNOWN, home="USD", cells=lambda _: pl.Series(["11-50", "51-200"]))
        assert [one.header for one in found] == [
            one for one in headers if "ange" not in one and one[-2:] != "区间" and "size" not in one
        ]
        assert left[0].suggestion is None


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Employee Range", "employees"),
        ("Headcount Band", "employees"),
        ("Size Band", "employees"),
        ("Company Size Range", "employees"),
        ("EmployeeRange__c", "employees"),
        ("Number of Employees (range)", "employees"),
        ("人员规模", "employees"),
        ("员工区间", "employees"),
        ("員工區間", "employees"),
        ("企业规模(人)", "employees"),
        ("企业规模", "employees"),
        ("公司规模区间", "employees"),
        ("Order Range", "orders"),
        ("专利区间", "patents"),
        ("Long", "longitude"),
        ("Orange", None),
        ("经营范围", None),
        ("Price range", None),
    ],
)
def test_what_such_headers_mean(header: str, field: str | None) -> None:
    found, _, _ = read(header, CELLS["integer"])
    assert [one.field.id for one in found] == ([field] if field else [])


def test_a_unit_in_the_header_is_that_of_both_ends() -> None:
    for header, unit in (
        ("营收区间（万元）", "CNY 万"),
        ("Revenue Range (USD m)", "USD million"),
        ("Budget band, EUR thousand", "EUR thousand"),
    ):
        found, _, _ = read(header, ["100-500", "5000以上", "10-50"])
        assert [one.unit.words for one in found] == [unit]


def test_headers_of_ranges_are_known_where_the_row_of_headers_is_sought() -> None:
    known = headers_known(KNOWN, "USD")
    assert known("Employee Range") and known("营收区间（万元）") and not known("North Range")


@pytest.mark.parametrize("header", ["Company size", "公司规模", "Team size", "客户规模"])
@pytest.mark.parametrize("seed", sample(range(10), 3))
def test_ranges_of_heads_settle_that_a_size_is_a_headcount(header: str, seed: int) -> None:
    rng = random.Random(f"{header}{seed}")
    bands = [
        "1-10",
        "11-50人",
        "51 to 200 employees",
        "201~500",
        "1000人以上",
        "10,001+",
        "不足50人",
        "少于10人",
        "500 or more",
        "约500",
    ]
    others = ["大型", "中型", "小微企业", "Large", "SMB", "$10M-$50M", "5000万元以上", "120", "3", "A"]
    cells = [rng.choice(bands) for _ in range(rng.randint(10, 30))]
    found, _, notes = read(header, cells)
    assert [(one.field.id, one.how) for one in found] == [("employees", "cells")] and cells[0] in notes[0].text.zh
    odd = [rng.choice(others) for _ in range(len(cells))]
    found, left, _ = read(header, odd)
    assert not found and left[0].doubt is not None
    mixed = [*cells, *(rng.choice(others[:7]) for _ in range(len(cells) // 2))]
    assert not read(header, mixed)[0]


@pytest.mark.long
def test_ranges_say_nothing_of_whose_an_amount_is() -> None:
    for field in KNOWN.values():
        sure = {fold(one) for one in (field.title.en, field.title.zh, *field.aliases)}
        for name in field.doubtful_aliases if field.type == "money" else ():
            if fold(name) not in sure:
                found, left, _ = read(name, CELLS["money"])
                assert found or left[0].doubt is not None, name
                assert all(one.field is not field for one in found), name


@pytest.mark.parametrize("cells", [["AA- or better", "BBB以上", "BB to A"], ["不低于AA", "AA-", "BBB+"]])
def test_ranges_of_grades_settle_a_rating(cells: list[str]) -> None:
    assert [one.field.id for one in read("Credit rating", cells)[0]] == ["credit_rating"]
    assert not read("Credit rating", ["A-C", "B or better", "C-D"])[0]


def test_days_that_spreadsheets_made_of_bands_do_not_cost_the_column() -> None:
    found, _, _ = read("Employee Range", ["10-Jan", "Nov-50", "51-200", "201-500"])
    assert [one.field.id for one in found] == ["employees"]


@pytest.mark.parametrize("header", ["公司规模", "企业规模", "Company size", "Size"])
@pytest.mark.parametrize(
    "amount", ["500万以上", "100-1000万", "100万以下", "2 million or more"]
)  # more than 10,000,000 are unread
def test_sizes_in_money_are_no_headcount_whatever_stands_beside_them(header: str, amount: str) -> None:
    heads = ["11-50", "51-200", "不足10", "1000+"]
    assert [one.field.id for one in read(header, heads)[0]] == ["employees"]
    found, left, _ = read(header, [*heads, amount])
    assert not found and left[0].doubt is not None and f"'{amount}'" in left[0].doubt.text.en
    assert [one.field.id for one in read(header, [*heads, "100万人以上"])[0]] == ["employees"]
