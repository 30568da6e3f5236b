"""Cells become values, missing or unreadable; each column one convention."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.countries import code_of, table
from shortlist.intake.parsing.dates import dates
from shortlist.intake.parsing.text import Reading, clean, find_kept_tokens, missing_tokens
from shortlist.intake.parsing.units import Unit
from shortlist.model.fields import Field

BAD = "bad"
RATES = {"$": 1.0, "usd": 1.0, "us$": 1.0, "€": 1.08, "eur": 1.08, "元": 0.14, "cny": 0.14, "人民币": 0.14, "rmb": 0.14}


def read(cell: Any, reading: Reading) -> Any:
    """A cell's value, None where it is missing, BAD where it cannot be read."""
    value, bad = convert(pl.Series([cell]), reading)
    return BAD if bad[0] else value[0]


MONEY = Reading(Field("m", "money"), rates=RATES)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", 12.0),
        ("$1.2M", 1.2e6),
        ("36.9 Million", 36.9e6),
        ("3.2亿", 3.2e8),
        ("500万", 5e6),
        ("1,234.56", 1234.56),
        ("(1,234)", -1234.0),
        ("-$5", -5.0),
        ("$-5", -5.0),
        ("5-", -5.0),
        ("- 5", -5.0),
        ("USD 12,000", 12000.0),
        ("12k", 12000.0),
        ("$2.3bn", 2.3e9),
        ("US$ 3 billion", 3e9),
        ("2013 (1888)", 2013.0),
        ("€5", 5.4),
        ("1e5", 1e5),
        ("1.2E+07", 1.2e7),
        ("１２３４", 1234.0),
        ("1 234 567.5", 1234567.5),
        ("1'234'567", 1234567.0),
        ("12,34,567", 1234567.0),
        ("约500万", BAD),
        ("人民币500万元", 7e5),
        ("5 crore", BAD),
        ("$1.2M USD", 1.2e6),
        ("−5", -5.0),
        (" 7 ", 7.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1.234,56", BAD),
        ("$ 1,2,3", BAD),
        ("£5", BAD),
        ("12%", BAD),
        ("abc", BAD),
        ("inf", BAD),
        ("1e999", BAD),
        ("--5", BAD),
        ("$5 EUR", BAD),
        ("12 (million)", BAD),
        ("(5", BAD),
        ("5)", BAD),
        ("(-5)", BAD),
        ("50-100", BAD),
        ("12..5", BAD),
        ("#REF!", BAD),
        ("1,23", BAD),
        ("0,123", BAD),
        ("1e5 million", BAD),
        ("五百万", 5_000_000.0),
        ("0x10", BAD),
        ("1_000", BAD),
        ("12 apples", BAD),
        ("", None),
        ("N/A", None),
        ("n/a", None),
        ("Select", None),
        ("NULL", None),
        ("-", None),
        ("--", None),
        ("未知", None),
        ("无", None),
        ("暂无", None),
        ("#N/A", None),
        ("nan", None),
        ("NaN", None),
        ("None", None),
        ("unknown", None),
        ("  ", None),
    ],
)
def test_money(cell: str, value: Any) -> None:
    assert read(cell, MONEY) == (pytest.approx(value, rel=1e-14) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,56", 1234.56),
        ("1.234", 1234.0),
        ("1,5", 1.5),
        ("12", 12.0),
        ("1.234.567", 1234567.0),
        ("€1.000,5", 1080.54),
        ("1,5 Mio.", 1.5e6),
        ("1.5", BAD),
        ("1,234.5", BAD),
    ],
)
def test_the_other_convention(cell: str, value: Any) -> None:
    assert read(cell, Reading(Field("m", "money"), comma=True, rates=RATES)) == (
        pytest.approx(value) if isinstance(value, float) else value
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.1", 1.1e6),
        ("2", 2e6),
        ("$3", 3e6),
        ("4k", 4000.0),
        (1.1, 1.1e6),
        (2, 2e6),
        ("1E1", 1e7),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_a_column_in_millions(cell: Any, value: float) -> None:
    assert read(cell, Reading(Field("m", "money"), Unit(power=6), rates=RATES)) == value


@pytest.mark.parametrize(
    ("unit", "cell", "value"),
    [
        (Unit(), "12%", 0.12),
        (Unit(), "7%", 0.07),
        (Unit(), "12.5 %", 0.125),
        (Unit(), "５％", 0.05),
        (Unit(), "5‰", 0.005),
        (Unit(), "(4%)", -0.04),
        (Unit(), "0", 0.0),
        (Unit(), "0.5", BAD),
        (Unit(), "5 percent", 0.05),
        (Unit(), "$5%", BAD),
        (Unit(), "1k%", BAD),
        (Unit(percent=True), "7", 0.07),
        (Unit(percent=True), "7%", 0.07),
        (Unit(percent=True), 7.0, 0.07),
        (Unit(percent=True), 7, 0.07),
        (Unit(percent=False), "0.07", 0.07),
        (Unit(percent=False), "7%", 0.07),
        (Unit(percent=False), "7", 7.0),
    ],
)
def test_percent(unit: Unit, cell: Any, value: Any) -> None:
    assert read(cell, Reading(Field("p", "percent"), unit)) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,200 employees", 1200.0),
        ("500人", 500.0),
        ("1.2万", 12000.0),
        ("12K", 12000.0),
        ("1.2M", 1.2e6),
        ("3.0", 3.0),
        (3.0, 3.0),
        ("2.5", BAD),
        (2.5, BAD),
        ("-3", BAD),
        ("5 m", BAD),
        ("5t", BAD),
        ("51-200", BAD),
        ("$5", BAD),
        ("30 days", BAD),
        ("500+", BAD),
    ],
)
def test_integer(cell: Any, value: Any) -> None:
    assert read(cell, Reading(Field("e", "integer", minimum=0))) == value


def test_a_fields_own_unit_may_stand_in_its_cells() -> None:
    reading = Reading(Field("d", "number", unit="days"))
    assert [read(cell, reading) for cell in ("30 days", "30", "2 years", "3 t")] == [30.0, 30.0, BAD, BAD]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("4", 4.0),
        ("4/5", 4.0),
        ("4.5 stars", 4.5),
        ("4星", 4.0),
        ("6", BAD),
        ("0", BAD),
        ("80/100", BAD),
        ("3 out of 5", 3.0),
    ],
)
def test_rating(cell: str, value: Any) -> None:
    assert read(cell, Reading(Field("r", "rating"))) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Yes", True),
        ("n", False),
        ("是", True),
        ("否", False),
        ("TRUE", True),
        ("0", False),
        (1, True),
        (0.0, False),
        ("maybe", BAD),
        (True, True),
        ("√", True),
        ("无", None),
        ("有", True),
        ("无效", False),
        ("無效", False),
    ],
)
def test_bool(cell: Any, value: Any) -> None:
    assert read(cell, Reading(Field("b", "bool"))) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("uk", "GB"),
        ("香港", "HK"),
        ("中国香港", "HK"),
        ("中华人民共和国", "CN"),
        ("Korea, Republic of", "KR"),
        ("South Korea", "KR"),
        ("Côte d’Ivoire", "CI"),
        ("Turkiye", "TR"),
        ("Türkiye", "TR"),
        ("Bosnia & Herzegovina", "BA"),
        ("St. Lucia", "LC"),
        ("The Netherlands", "NL"),
        ("台灣", "TW"),
        ("DEU", "DE"),
        ("deutschland", "DE"),
        ("391", BAD),
        ("Atlantis", BAD),
        ("Asia/Pacific Region", BAD),
        ("Hong Kong SAR", "HK"),
        ("Viet Nam", "VN"),
        ("俄罗斯", "RU"),
        ("Russian Federation", "RU"),
    ],
)
def test_country(cell: str, code: str) -> None:
    assert read(cell, Reading(Field("c", "country"))) == code


def test_every_country_has_its_names() -> None:
    import pycountry
    from babel import Locale

    for country in pycountry.countries:
        assert code_of(country.name) == code_of(country.alpha_3) == country.alpha_2
        for language in ("en", "zh"):
            assert code_of(Locale.parse(language).territories[country.alpha_2]) == country.alpha_2
    assert set(table().values()) >= {"XK", "TW", "PS"}


def test_many_distinct_countries_are_read_as_few_are() -> None:
    cells = [
        *(name for name in table() if name != "na"),
        "Côte d'Ivoire",
        "St. Lucia",
        "Bosnia & Herzegovina",
        "The Gambia",
    ] + [f"x{n}" for n in range(3_000)]
    value, bad = convert(pl.Series(cells), Reading(Field("c", "country")))
    assert value.to_list() == [code_of(cell) for cell in cells]
    assert bad.sum() == 3_000


def test_level() -> None:
    field = Field("l", "level", values=("none", "AA", "AAA"), value_aliases={"B": "AA", "三A": "AAA"})
    reading = Reading(field, keep=find_kept_tokens(field))
    assert [read(cell, reading) for cell in ("aaa", " AA ", "None", "b", "三Ａ", "C", "N/A")] == [
        "AAA",
        "AA",
        "none",
        "AA",
        "AAA",
        BAD,
        None,
    ]


def test_text() -> None:
    reading = Reading(Field("t", "text"))
    cells = (" Ａcme\u3000", "a\u200bb", "#VALUE!", "无", "#1 Company", 123.0, 5, 1.5, datetime.date(2024, 1, 2), True)
    assert [read(cell, reading) for cell in cells] == [
        "Acme",
        "ab",
        BAD,
        None,
        "#1 Company",
        "123",
        "5",
        "1.5",
        "2024-01-02",
        "true",
    ]


DAY = datetime.date(2024, 1, 2)


@pytest.mark.parametrize(
    ("order", "cell", "day"),
    [
        *(
            (order, cell, DAY)
            for order in ("dmy", "mdy", "ymd", None)
            for cell in (
                "2024-01-02",
                "2024/1/2",
                "2024.01.02",
                "20240102",
                "2 Jan 2024",
                "January 2, 2024",
                "2nd January 2024",
                "2024年1月2日",
                "2024-01-02T10:20:30Z",
                "2024-01-02 10:20:30.5",
                "2024-01-02 10:20 PM",
                "Tuesday, January 2, 2024",
                "02-Jan-2024",
            )
        ),
        ("dmy", "2/1/2024", DAY),
        ("mdy", "1/2/2024", DAY),
        ("mdy", "01/02/2024 10:20", DAY),
        ("dmy", "2.1.24", DAY),
        ("mdy", "1/2/24", DAY),
        ("mdy", "1/2/99", datetime.date(1999, 1, 2)),
        ("ymd", "24-01-02", DAY),
        (None, "1/1/2024", datetime.date(2024, 1, 1)),
        (None, "1/2/2024", None),
        ("dmy", "1/13/2024", None),
        ("mdy", "13/1/2024", None),
        ("dmy", "30/2/2024", None),
        ("dmy", "2024", None),
        ("dmy", "0020-01-02", None),
        ("dmy", "45292", None),
        ("dmy", "1/2/024", None),
        ("dmy", "12:30", None),
        ("dmy", "2024-13-01", None),
    ],
)
def test_dates(order: Any, cell: str, day: datetime.date | None) -> None:
    assert dates(pl.Series([cell]), order).to_list() == [day]


@pytest.mark.parametrize(
    "kind", ["number", "money", "percent", "integer", "rating", "bool", "date", "text", "country", "level"]
)
def test_any_type_of_cell_is_read_or_bad(kind: Any) -> None:
    reading = Reading(Field("x", kind, values=("a", "b") if kind == "level" else ()))
    for cells in (
        [],
        [None],
        ["x"],
        [1],
        [1.5],
        [True],
        [datetime.date(2024, 1, 2)],
        [datetime.datetime(2024, 1, 2)],
        ["\ud7ff"],
    ):
        value, bad = convert(pl.Series(cells, dtype=pl.String if not cells or cells == [None] else None), reading)
        assert value.dtype == reading.field.dtype
        assert len(value) == len(bad) == len(cells)
        assert bad.dtype == pl.Boolean
        assert bad.null_count() == 0


def test_a_cell_reads_alone_as_in_a_column() -> None:
    cells = ["$1.2M", "7", "3.2亿", "(5)", "x", None, "1,234.5", "€2", "9.99", "12.5%"]
    for reading in (
        MONEY,
        Reading(Field("m", "money"), Unit(power=6), rate=1.08, rates=RATES),
        Reading(Field("p", "percent"), Unit(percent=True)),
    ):
        together = convert(pl.Series(cells * 300), reading)[0].to_list()
        assert together == [convert(pl.Series([cell], dtype=pl.String), reading)[0][0] for cell in cells] * 300


def test_missing_tokens_are_no_values() -> None:
    assert not set(missing_tokens()) & {"0", "no", "No", "NO", "否", "A", "false"}


def test_text_is_normalised() -> None:
    cells = pl.Series(["ＡＢＣ 株", "e\u0301", "ﬁ\u200bn", "北方 Müller", "\u00adN/A"])
    assert clean(cells).to_list() == ["ABC 株", "\u00e9", "fin", "北方 Müller", None]


def test_cells_that_look_alike_are_read_each() -> None:
    """What looks alike is parsed once: every cell still has its own digits, exponent and unit."""
    cells = [
        "$1,234.5M",
        "$9,876.5M",
        "($2,345)",
        "($1,111)",
        "1e3 USD",
        "2e9 USD",
        "€1",
        "€9",
        None,
        "$1,23.4",
        "$2,34.5",
    ]
    value, bad = convert(pl.Series(cells), MONEY)
    expected = [1_234.5e6, 9_876.5e6, -2345.0, -1111.0, 1000.0, 2e9, 1.08, 9 * 1.08, None, None, None]
    assert value.to_list() == expected
    assert bad.to_list() == [False] * 9 + [True] * 2
    assert [read(cell, MONEY) for cell in cells] == [*expected[:9], BAD, BAD]
    area = Reading(Field("area", "number", unit="m2"))
    assert [read(cell, area) for cell in ("12 m2", "12 m3", "34 M2")] == [12.0, BAD, 34.0]


@pytest.mark.parametrize("kind", ["money", "date", "percent", "country", "text"])
def test_cells_that_repeat_are_read_as_they_are_alone(kind: Any) -> None:
    cells = ["$5", "3/4/2024", "12%", "中国", "N/A", None, " x ", "US", "1,234", "2013 (1888)", "31 Jan 2024"]
    reading = Reading(Field("f", kind), Unit(order="dmy" if kind == "date" else None), rates=RATES)
    value, bad = convert(pl.Series(cells * 500), reading)
    alone = [read(cell, reading) for cell in cells] * 500
    assert [BAD if wrong else one for one, wrong in zip(value, bad, strict=True)] == alone
