"""Ranges that are said by a phrase: decades, quarters, codes before a band, classes of grades; and phrases that stay unread with their reason."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading, find_kept_tokens
from shortlist.intake.read import read_list
from shortlist.plugins.discovery import registry
from tests.support.ranges import expect, make_range, read_points

FIELDS = registry().fields
RATES = {"$": 1.0, "usd": 1.0, "eur": 1.25, "元": 0.125, "€": 1.25}
NAMES = ("employees", "annual_revenue", "founded_year", "last_order", "credit_rating", "days_to_pay", "market_share")
READINGS = {
    name: Reading(FIELDS[name], keep=find_kept_tokens(FIELDS[name]), rates=RATES if name == "annual_revenue" else {})
    for name in NAMES
}


def read(cell: str, name: str) -> Any:
    """A value, the ends of a range, or why it is unread."""
    found, bad = convert_ends(pl.Series([cell]), READINGS[name])
    if bad[0]:
        return read_ranges(pl.Series([cell]), READINGS[name])["why"][0] or "unread"
    value, least, most = found.row(0)
    return value if value is not None else (least, most)


@pytest.mark.parametrize(("name", "cell", "right"), [
    *(("employees", cell, (51, 200)) for cell in (
        "SMB (51-200)", "SMB（51-200人）", "D: 51-200", "D：51-200", "中型(51-200人)", "Medium: 51-200", "Mid-market business (51-200)", "Tier 2: 51-200",
        "51-200 (2023)", "51-200人（2023年报）", "51-200 (FY2023)", "51-200人(截至2023年末)", "51 bis 200", "zwischen 51 und 200",
        '{"least": 50.5, "most": 200.9}',
    )),
    *(("employees", cell, (300, None)) for cell in ("X≥300", "从业人员X≥300人", "300-plus", "300plus", "ab 300", "mindestens 300", "300 oder mehr")),
    *(("employees", cell, (51, None)) for cell in ("just over 50", "略超过50", "über 50", "mehr als 50", '{"least": 50.5}', "well over 50")),
    *(("employees", cell, (51, 200)) for cell in ("51-200*", "[51-200]", "(51-200)", "51-200†", "de 51 à 200", "51 à 200")),
    *(("employees", cell, (501, None)) for cell in ("plus de 500", "mehr als 500")), ("employees", "moins de 500", (None, 499)),
    *(("employees", cell, (500, None)) for cell in ("à partir de 500", "au moins 500", "upwards of 500")), ("employees", "jusqu'à 500", (None, 500)),
    *(("employees", cell, (455, 550)) for cell in ("rund 500", "etwa 500", "environ 500")), ("employees", "[51,200]", "unread"),
    ("annual_revenue", "$10M-$50M (USD)", (1e7, 5e7)), ("annual_revenue", "$10M-$50M (EUR)", "unread"), ("annual_revenue", "10M-50M (EUR)", (1.25e7, 6.25e7)),
    ("founded_year", "vor 2010", (None, 2009)), ("founded_year", "nach 2010", (2011, None)), ("founded_year", "seit 2010", 2010), ("founded_year", "2003 to date", 2003),
    ("last_order", "Q3-Q4 2026", (date(2026, 7, 1), date(2026, 12, 31))), ("last_order", "2026年10月1日至10月15日", (date(2026, 10, 1), date(2026, 10, 15))),
    ("last_order", "2026年10月1日至15日", (date(2026, 10, 1), date(2026, 10, 15))),
    *(("employees", cell, (None, 49)) for cell in ("unter 50", "weniger als 50", "just under 50", '{"most": 49.9}')),
    *(("employees", cell, (None, 50)) for cell in ("bis 50", "bis zu 50", "höchstens 50", "within 50")),
    ("employees", "过百人", (101, None)), ("employees", "百人以上", (100, None)), ("employees", "20≤Y<300", (20, 299)),
    ("employees", "51-200 (1000)", "unread"), ("employees", "D: 51", "unread"), ("employees", "D: 500+", (500, None)),
    ("employees", "M&A (51-200)", "unread"), ("employees", "not SMB (51-200)", "unread"), ("employees", "数百人", "several"),
    ("annual_revenue", "$0-$1B", (0, 1e9)), ("annual_revenue", "$0-$1,000B", "nothing"),
    *(("annual_revenue", f"$10M-$50M{year}", (1e7, 5e7)) for year in (" p.a.", " per year", " a year", "/yr", " per annum", "/年")),
    *(("annual_revenue", f"500万{year}", 5e6) for year in ("/年", " 每年", " p.a.")),
    *(("annual_revenue", f"$10M-$50M{odd}", "period") for odd in (" ARR", " per month", " MRR", "/月", "/mo")), ("annual_revenue", "$5M ARR", "period"),
    ("annual_revenue", "Y≥40000万元", (5e7, None)), ("annual_revenue", "unter 10 Mio. EUR", (None, pytest.approx(1.25e7))),
    ("annual_revenue", "10 bis 50 Mio. EUR", (1.25e7, 6.25e7)), ("annual_revenue", "M: 10-50", "unread"), ("annual_revenue", "EUR: 10-50", "unread"),
    ("annual_revenue", "500-1M", "magnitudes"), ("annual_revenue", "$500-1M", "magnitudes"), ("annual_revenue", "5M-1M", "reversed"),
    *(("founded_year", cell, (1990, 1999)) for cell in ("1990s", "the 1990s", "90年代", "1990年代", "上世纪90年代", "20世纪90年代")),
    ("founded_year", "pre-2000", (None, 1999)), ("founded_year", "post 2000", (2001, None)), ("founded_year", "2010年代", (2010, 2019)),
    *(("founded_year", cell, "unfixed") for cell in ("2000s", "1900s", "20年代", "early 1990s", "90年代初", "19世纪", "1990s or later")),
    *(("founded_year", cell, (1990, 1999)) for cell in ("90s", "the 90s", "'90s")), ("founded_year", "1980s-1990s", (1980, 1999)),
    *((name, cell, "fiscal") for name in ("last_order", "founded_year") for cell in ("FY26", "FY2026", "Q3 FY26", "FY2023/24", "2024财年第三季度")),
    *(("last_order", cell, "fiscal") for cell in ("FY2026", "2023财年", "fiscal 2023")),
    *(("last_order", cell, "unfixed") for cell in ("early 2024", "2024年初", "end of 2023", "2023年底", "2024-W12", "summer 2024")),
    *(("last_order", cell, "relative") for cell in ("Q3", "第三季度", "March", "3月5日", "5 Mar", "上周", "recently", "去年", "超过一年", "半年内")),
    ("last_order", "2024年2月下旬", (date(2024, 2, 21), date(2024, 2, 29))), ("last_order", "Nov-Feb 2026", "reversed"), ("last_order", "Q5 2026", "unread"),
    ("last_order", "2026-01-01/2026-03-31", (date(2026, 1, 1), date(2026, 3, 31))),
    *(("credit_rating", cell, ("BBB", "A")) for cell in ("BBB/A-", "A-/BBB+", "A / BBB")),
    *(("credit_rating", cell, ("BBB", None)) for cell in ("investment grade", "Investment-Grade", "投资级", "no worse than BBB", "not below BBB", "not worse than BBB-")),
    *(("credit_rating", cell, (None, "BB")) for cell in ("speculative grade", "sub-investment grade", "投机级", "high yield")),
    *(("credit_rating", cell, (None, "BBB")) for cell in ("BBB以下", "BBB及以下", "below BBB", "BBB or below", "BBB or worse", "低于BBB", "no better than BBB")),
    ("credit_rating", "A/Stable", "A"), ("credit_rating", "A/NR", "unread"),
    *(("days_to_pay", cell, "recent") for cell in ("近30天", "最近30天", "last 30 days", "past 30 days")),
    *(("days_to_pay", cell, "time") for cell in ("1-2 months", "3个月内", "2 weeks", "近三个月", "3个月", "1年")),
    ("days_to_pay", "within 30 days", (None, 30)), ("days_to_pay", "近30", (27, 30)),
    *(("market_share", cell, "tenths") for cell in ("三成", "3成", "三成以上", "两成至三成", "三成五")),
])  # fmt: skip
def test_phrases(name: str, cell: str, right: Any) -> None:
    assert read(cell, name) == right
    assert not isinstance(right, str) or right in (*UNREAD, "unread", "A")


@pytest.mark.parametrize("seed", range(3))
def test_a_code_or_note_about_a_band_changes_nothing(seed: int) -> None:
    rng, reading = random.Random(seed), READINGS["employees"]
    made = [one for one in (make_range("people", rng) for _ in range(300)) if one[1] == "both"]
    forms = ("SMB ({})", "C: {}", "大型（{}）", "{} (2024)", "{}（2021年报）", "Enterprise: {}")
    cells = [rng.choice(forms).format(one[0]) for one in made]
    ends = [read_points([one[at] for one in made], reading) for at in (2, 3)]
    found, bad = convert_ends(pl.Series(cells), reading)
    for cell, one, least, most, got, no in zip(cells, made, *ends, found.rows(), bad, strict=True):
        assert no or got == expect(one[1], least, most, reading), cell
    assert bad.sum() * 4 < len(cells)  # `between 5 and 9` in brackets and the like may stay unread


def short(year: int, part: str, other: str) -> tuple[str, ...]:
    """Part of a year with two digits of it, where they can only be that year."""
    if not 1930 <= year < 2030:
        return ()
    digits = f"{year % 100:02d}"
    return f"{part} {digits}", f"{part}'{digits}", f"{other}{digits}", f"{digits}{part}"


@pytest.mark.parametrize("seed", range(3))
def test_what_is_relative_to_a_day_is_no_day(seed: int) -> None:
    rng, reading = random.Random(seed), READINGS["last_order"]
    cells = set[str]()
    for _ in range(100):
        number, unit, chinese = rng.randint(1, 400), rng.choice(("day", "week", "month", "year")), rng.choice("天周")
        several = f"{number} {unit}{'s' * (number > 1)}"
        cells |= {
            rng.choice(
                (
                    f"last {several}",
                    f"within the last {several}",
                    f"{several} ago",
                    f"over {several} ago",
                    f"within {several}",
                    f"past {several}",
                )
            )
        }
        cells |= {
            rng.choice(
                (
                    f"近{number}{chinese}",
                    f"最近{number}个月",
                    f"{number}{chinese}前",
                    f"{number}{chinese}内",
                    f"超过{number}年",
                    f"{number}年以上",
                )
            )
        }
    found = read_ranges(pl.Series(sorted(cells)), reading)
    assert found["why"].to_list() == ["relative"] * len(cells)
    assert not found["read"].any()


@pytest.mark.parametrize("seed", range(3))
def test_spans_of_months_are_their_first_and_last_day(seed: int) -> None:
    rng = random.Random(seed)
    right: dict[str, tuple[date, date]] = {}
    for _ in range(60):
        year, quarter, half, first = rng.randint(1950, 2060), rng.randint(1, 4), rng.randint(1, 2), rng.randint(1, 11)
        last = rng.randint(first + 1, 12)
        names = [date(2000, month, 1).strftime(rng.choice(("%b", "%B"))) for month in (first, last)]
        chinese = "一二三四"[quarter - 1]
        cases = {
            (quarter * 3 - 2, quarter * 3): (f"Q{quarter} {year}", f"{year}Q{quarter}", f"{year}-Q{quarter}",
                f"{year}年第{chinese}季度", f"{year}年Q{quarter}", f"{quarter}Q {year}", f"{year}{chinese}季度", f"{quarter}. Quartal {year}",
                f"{('first', 'second', 'third', 'fourth')[quarter - 1]} quarter of {year}", *short(year, f"Q{quarter}", f"{quarter}Q")),
            (half * 6 - 5, half * 6): (f"H{half} {year}", f"{year} H{half}", f"{year}年{'上下'[half - 1]}半年", f"{half}. Halbjahr {year}",
                *short(year, f"H{half}", f"{half}H")),
            (1, 12): (f"{year}", f"{year}年"),
            (first, last): (f"{names[0]}-{names[1]} {year}", f"{names[0]} to {names[1]} {year}",
                f"{year}年{first}-{last}月", f"{year}年{first}月至{last}月", f"{year}-{first:02d}/{year}-{last:02d}"),
        }  # fmt: skip
        for (a, b), cells in cases.items():
            right |= dict.fromkeys(cells, (date(year, a, 1), date(year, b, monthrange(year, b)[1])))
    found, bad = convert_ends(pl.Series(list(right)), READINGS["last_order"])
    assert not bad.any()
    assert dict(zip(right, found.select("least", "most").rows(), strict=True)) == right


@pytest.mark.parametrize(("header", "cells", "unread"), [
    ("Last order", ["Q1 2024", "2023", "2024年上半年", "2024-03-05"], {}),
    ("Last order", ["近30天", "2024-03-05", "2024-04-05", "2024-04-06", "FY2023", "2024-05-05", "early 2024"], {"relative": 1, "fiscal": 1, "unfixed": 1}),
    ("Founded", ["1990s", "90年代", "2001"], {}),
    ("Credit rating", ["BBB/A-", "investment grade", "A", "BB"], {}),
    ("Days to pay", ["近30天", "45", "30", "2 weeks"], {"recent": 1, "time": 1}),
    ("Market share", ["三成", "30%", "20%", "10%"], {"tenths": 1}),
    ("Annual revenue", ["$5M ARR", "$5M", "$7M p.a.", "$10M-$20M per year"], {"period": 1}),
    ("Employees", ["SMB (51-200)", "X≥300", "60", "过百人"], {}),
])  # fmt: skip
def test_in_lists_each_is_read_or_has_its_reason(
    header: str, cells: list[str], unread: dict[str, int], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    pl.DataFrame({"Account ID": [f"A{n}" for n in range(len(cells))], header: cells}).write_csv(path)
    with read_list(str(path), FIELDS) as intake:
        intake.frame.collect()
        assert intake.unreadable.counts() == ({header: sum(unread.values())} if unread else {})
        said = [note.text for note in intake.notes]
    for why in unread:
        assert any(UNREAD[why].en in one.en and UNREAD[why].zh in one.zh for one in said), why
