"""What people write in cells beside plain values: units, sides of accounts, notches, dates for years, names of countries."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from shortlist.intake.parsing.text import Reading, find_kept_tokens
from shortlist.intake.parsing.units import Unit
from shortlist.model.fields import Field
from shortlist_criteria.fields import FIELDS
from tests.intake.test_parsing import BAD, MONEY, read

BY_ID = {field.id: field for field in FIELDS}
RUPEES = Reading(Field("m", "money"), rates={"₹": 0.012, "rs": 0.012, "rs.": 0.012, "inr": 0.012, "$": 1.0})


def of(field_id: str) -> Reading:
    field = BY_ID[field_id]
    return Reading(field, keep=find_kept_tokens(field))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1,500.00 CR", -1500.0),
        ("1,500.00CR", -1500.0),
        ("1,500.00 CR.", -1500.0),
        ("$1,500 CR", -1500.0),
        ("2,300.00 DR", 2300.0),
        ("2,300.00 Dr.", 2300.0),
        ("1500 credit", -1500.0),
        ("1500 贷", -1500.0),
        ("1500元 借", 210.0),
        ("1,500.00 Cr", BAD),
        ("1500 cr", BAD),
        ("5 crore", BAD),
        ("(1,500) CR", BAD),
        ("-1,500 CR", BAD),
        ("-1,500 DR", BAD),
        ("1.5M CR", -1.5e6),
        ("$(1,234)", -1234.0),
        ("$ ( 1,234 )", -1234.0),
        ("€(100)", -108.0),
        ("$($5)", BAD),
        ("1.2e6", 1.2e6),
        ("$1.2e6", 1.2e6),
        ("12 (USD)", BAD),
        ("12 (EUR)", BAD),
        ("12 (CR)", -12.0),
    ],
)
def test_sides_of_an_account_and_brackets(cell: str, value: Any) -> None:
    assert read(cell, MONEY) == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("₹5 Cr", 6e5),
        ("Rs. 5 Cr", 6e5),
        ("5 Cr INR", 6e5),
        ("₹5 CR", BAD),
        ("₹5 crore", 6e5),
        ("5 Cr", BAD),
        ("$5 Cr", BAD),
        ("5 CR", -5.0),
        ("Rs.500", 6.0),
        ("Rs. 1,500", 18.0),
        ("$.5", 0.5),
        ("USD.5", BAD),
    ],
)
def test_crores_are_of_rupees(cell: str, value: Any) -> None:
    assert read(cell, RUPEES) == (pytest.approx(value) if isinstance(value, float) else value)


def test_a_column_in_crores_has_them() -> None:
    column = Reading(Field("m", "money"), Unit(currency="INR", power=7), rate=0.012)
    assert [read(cell, column) for cell in ("5", "5 Cr", "5 CR", "5 DR")] == [6e5, 6e5, 6e5, pytest.approx(6e5)]
    rupees = Reading(Field("m", "money"), Unit(currency="INR"), rate=0.012)
    assert [read(cell, rupees) for cell in ("5 Cr", "5 CR", "5")] == [pytest.approx(6e5), BAD, pytest.approx(0.06)]


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("average_days_late", "120天", 120.0),
        ("average_days_late", "120 days", 120.0),
        ("average_days_late", "０天", 0.0),
        ("average_days_late", "-3天", -3.0),
        ("average_days_late", "1 day", 1.0),
        ("average_days_late", "3 months", BAD),
        ("average_days_late", "3个月", BAD),
        ("average_days_late", "2年", BAD),
        ("average_days_late", "120人", BAD),
        ("average_days_late", "120 employees", BAD),
        ("contract_years", "8年", 8.0),
        ("contract_years", "2 yrs", 2.0),
        ("contract_years", "24 months", BAD),
        ("contract_years", "2天", BAD),
        ("response_hours", "4小时", 4.0),
        ("response_hours", "4 h", 4.0),
        ("response_hours", "30分钟", BAD),
        ("open_lawsuits", "3件", 3.0),
        ("open_lawsuits", "3 cases", 3.0),
        ("open_lawsuits", "3人", BAD),
        ("orders", "12 单", 12.0),
        ("orders", "12 pcs", 12.0),
        ("orders", "12天", BAD),
        ("employees", "500名员工", 500.0),
        ("employees", "1,200 FTE", 1200.0),
        ("employees", "500件", BAD),
        ("employees", "500+", BAD),
        ("employees", "500天", BAD),
    ],
)
def test_units_behind_numbers(field: str, cell: str, value: Any) -> None:
    assert read(cell, of(field)) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *(
            (cell, 2008.0)
            for cell in (
                "2008年5月12日",
                "2008-05-12",
                "2008年",
                "2008",
                "12/05/2008",
                "2008-05",
                "2008/5",
                "2008年5月",
                "May 2008",
            )
        ),
        *(
            (cell, 2008.0)
            for cell in (
                "12 May 2008",
                "20080512",
                "31.12.2008",
                "12/31/2008",
                "2008-05-12T00:00:00Z",
                "２００８年",
                "Q3 2008",
            )
        ),
        *(
            (cell, 2008.0)
            for cell in (
                "2008Q3",
                "2008年第三季度",
                "2008年上半年",
                datetime.date(2008, 5, 12),
                datetime.datetime(2008, 5, 12),
            )
        ),
        ("12-May-08", BAD),
        ("08-05-12", BAD),
        ("13/13/2008", BAD),
        ("39580", BAD),
        ("Q5 2008", BAD),
        ("2008年13月", BAD),
        ("2008 employees", BAD),
        ("8年", BAD),
    ],
)
def test_the_year_of_a_date(cell: Any, value: Any) -> None:
    assert read(cell, of("founded_year")) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *((cell, "AA") for cell in ("AA+", "AA", "AA-", "Aa1", "Aa3", "AA级", "AA+级", "ＡＡ＋", "AA−", "aa+", "AA/Stable", "AA+ (negative)", "AA/稳定")),
        *((cell, "BBB") for cell in ("BBB-", "Baa1", "baa3", "BBB级", "BBB+ ")),
        *((cell, "D") for cell in ("D", "SD", "RD", "DDD", "in default", "违约", "D级")),
        *((cell, None) for cell in ("NR", "WR", "WD", "not rated", "Unrated", "未评级", "无评级", "N/A")),
        ("Aaa", "AAA"),
        ("Caa2", "CCC"),
        ("Ca", "CC"),
        ("A3", "A"),
        ("A级", "A"),
        ("B1", "B"),
        *((cell, BAD) for cell in ("A-1", "P-1", "AAAA", "AA++", "A4", "AAA+", "AA (withdrawn)", "Baa4", "X")),
    ],
)  # fmt: skip
def test_ratings_of_agencies(cell: str, value: Any) -> None:
    assert read(cell, of("credit_rating")) == value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Egypt, Arab Rep.", "EG"), ("Iran, Islamic Rep.", "IR"), ("Korea, Dem. People's Rep.", "KP"), ("Korea, Rep.", "KR"), ("Lao PDR", "LA"),
        ("Congo, Dem. Rep.", "CD"), ("Congo, Rep.", "CG"), ("Venezuela, RB", "VE"), ("Yemen, Rep.", "YE"), ("Micronesia, Fed. Sts.", "FM"),
        ("West Bank and Gaza", "PS"), ("Hong Kong SAR, China", "HK"), ("Viet Nam", "VN"), ("Türkiye", "TR"), ("伊朗伊斯蘭共和國", "IR"),
        ("俄羅斯聯邦", "RU"), ("寮國", "LA"), ("紐西蘭", "NZ"), ("沙烏地阿拉伯", "SA"), ("朝鲜民主主义人民共和国", "KP"), ("大韓民國", "KR"),
        ("敘利亞阿拉伯共和國", "SY"), ("古巴共和国", "CU"), ("N/A'", None), ("N-A", BAD), ("NA!", BAD),
    ],
)  # fmt: skip
def test_names_of_countries(cell: str, code: str) -> None:
    assert read(cell, Reading(Field("c", "country"))) == code


def test_every_country_has_its_traditional_chinese_names() -> None:
    import pycountry
    from babel import Locale

    for country in pycountry.countries:
        for language in ("zh_Hant", "zh_Hant_HK"):
            name = Locale.parse(language).territories[country.alpha_2]
            assert read(name, Reading(Field("c", "country"))) == country.alpha_2


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12 percent", 0.12),
        ("12 pct.", 0.12),
        ("百分之12", 0.12),
        ("百分之12%", BAD),
        ("1e1%", 0.1),
        ("5e1‰", 0.05),
        ("1e1", BAD),
        ("12e5", BAD),
    ],
)
def test_percent_words_and_exponents(cell: str, value: Any) -> None:
    assert read(cell, Reading(Field("p", "percent"))) == value


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("12/Apr/2019", (2019, 4, 12)), ("24-Jun-91", (1991, 6, 24)), ("24 Jun 91", (1991, 6, 24)), ("2024年1月", (2024, 1, 1)), ("2024-01", (2024, 1, 1)),
        ("Jan 2024", (2024, 1, 1)), ("31-sept-2024", None), ("Jan-24", None), ("45292", None), ("2024.1", None), ("2024年13月", None),
    ],
)  # fmt: skip
def test_days_with_names_of_months_and_months_alone(cell: str, day: tuple[int, int, int] | None) -> None:
    assert read(cell, Reading(Field("d", "date"))) == (datetime.date(*day) if day else BAD)


@pytest.mark.parametrize(
    ("kind", "missing", "cell", "value"),
    [
        ("integer", (0, 9999), "0", None), ("integer", (0, 9999), "9,999", None), ("integer", (0, 9999), "9999人", None), ("integer", (0, 9999), 0.0, None),
        ("integer", (0, 9999), "9998", 9998.0), ("integer", ("k.A.",), "K.A.", None), ("percent", (9999,), "9999", None), ("money", (-1,), "-1", None),
        ("date", (datetime.date(1900, 1, 1),), "1900年1月1日", None), ("date", ("1900-01-01",), datetime.date(1900, 1, 1), None),
        ("text", ("other",), "Other", None), ("text", ("other",), "others", "others"), ("country", ("XX",), "xx", None),
    ],
)  # fmt: skip
def test_a_field_says_what_is_missing_in_it(kind: Any, missing: tuple[Any, ...], cell: Any, value: Any) -> None:
    assert read(cell, Reading(Field("f", kind, missing=missing))) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("VIETNA\u200b", "VN"),
        ("Vietnã", "VN"),
        ("united states&", "US"),
        ("korea,_dem._people'_rep.", "KP"),
        ("老>&挝", BAD),
        ("Korea, Dem. Pe  ople Rep.", BAD),
    ],
)
def test_countries_that_the_oracle_lacked(cell: str, value: Any) -> None:
    assert read(cell, Reading(Field("c", "country"))) == value


def test_other_cells_that_the_oracle_lacked() -> None:
    assert read("\u202fd\n级\n", of("credit_rating")) == "D"
    yuan = Reading(Field("m", "money"), rates={"¥": 0.14, "元": 0.14, "rmb": 0.14, "美金": 1.0})
    assert [read(cell, yuan) for cell in ("¥1'234'567元", "-¥7 rmb", "¥3E-2 元", "¥5 美金")] == [
        172_839.38,
        -0.98,
        0.0042,
        BAD,
    ]
