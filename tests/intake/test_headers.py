"""Headers become fields by name and alias, with the units that they carry, or as the user says."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from shortlist.api import Ruleset
from shortlist.errors import ListError, Problem
from shortlist.intake.columns import Column, fold
from shortlist.intake.headers import mapping_yaml, match
from shortlist.intake.parsing.traditional import SIMPLIFIED, TRADITIONAL
from shortlist.intake.parsing.units import split_header, unit_of
from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY
from shortlist_criteria.fields import FIELDS as FIELDS_OF_THE_CRITERIA
from tests.intake.header_spellings import table as spellings
from tests.intake.test_inspection import options_of

FIELDS = {
    field.id: field
    for field in (
        *IDENTITY,
        Field(
            "annual_revenue",
            "money",
            title={"en": "Annual revenue", "zh": "年收入"},
            aliases=("Revenue", "Sales", "营业收入", "年营业额"),
        ),
        Field("employees", "integer", title={"en": "Employees", "zh": "员工人数"}, aliases=("Number of employees",)),
        Field("growth", "percent", aliases=("Revenue growth", "增长率")),
        Field("since", "date", aliases=("Customer since",)),
        Field("country", "country", aliases=("Billing Country", "Country/Region", "国家")),
    )
}


def columns(*headers: str, **options: object) -> dict[str, tuple[str, str, str]]:
    found, _ = match(headers, FIELDS, home="USD", **options)  # type: ignore[arg-type]
    return {column.field.id: (column.header, column.unit.words, column.how) for column in found}


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("annual_revenue", "annual_revenue", ""),
        ("Annual Revenue", "annual_revenue", ""),
        ("AnnualRevenue__c", "annual_revenue", ""),
        ("annualrevenue", "annual_revenue", ""),
        ("ANNUAL REVENUE ", "annual_revenue", ""),
        ("年收入", "annual_revenue", ""),
        ("Revenue (万元)", "annual_revenue", "CNY 万"),
        ("Sales ($billion)", "annual_revenue", "USD billion"),
        ("营业收入（亿元）", "annual_revenue", "CNY 亿"),
        ("营业收入万元", "annual_revenue", "CNY 万"),
        ("年收入（单位：万元）", "annual_revenue", "CNY 万"),
        ("Revenue (USD m)", "annual_revenue", "USD million"),
        ("Revenue, EUR thousand", "annual_revenue", "EUR thousand"),
        ("revenue_usd", "annual_revenue", "USD"),
        ("Revenue in USD millions", "annual_revenue", "USD million"),
        ("Revenue $'000", "annual_revenue", "USD thousand"),
        ("Sales [€ million]", "annual_revenue", "EUR million"),
        ("Sales/万元", "annual_revenue", "CNY 万"),
        ("Revenue (£k)", "annual_revenue", "GBP thousand"),
        ("营业收入(百万美元)", "annual_revenue", "USD million"),
        ("Growth %", "growth", "%"),
        ("增长率(%)", "growth", "%"),
        ("growth_pct", "growth", "%"),
        ("Revenue growth (ratio)", "growth", "ratio"),
        ("员工人数（万人）", "employees", "万"),
        ("Employees (thousands)", "employees", "thousand"),
        ("NumberOfEmployees", "employees", ""),
        ("Customer since (DD/MM/YYYY)", "since", "dmy"),
        ("Country/Region", "country", ""),
        ("BillingCountry", "country", ""),
        ("Company name", "name", ""),
        ("公司名称", "name", ""),
        ("Record ID", "prospect_id", ""),
    ],
)
def test_headers(header: str, field: str, unit: str) -> None:
    assert {key: value[:2] for key, value in columns(header).items()} == {field: (header, unit)}


@pytest.mark.parametrize(
    "header",
    [
        "Revenue (2023)",
        "Revenue B",
        "Revenue (all)",
        "Sales TOP",
        "Employees ($m)",
        "Growth (USD)",
        "Country (%)",
        "x",
        "",
        "营业",
        "Revenue (USD EUR)",
        "Country code",
    ],
)
def test_headers_that_are_not_guessed(header: str) -> None:
    assert columns(header) == {}


def test_unmapped_headers_get_a_suggestion() -> None:
    _, unmapped = match(["Revnue", "Employes", "Colour"], FIELDS, home="USD")
    assert [one.suggestion for one in unmapped] == ["annual_revenue", "employees", None]


def test_the_better_name_wins_and_the_other_is_noted() -> None:
    notes: list[Problem] = []
    assert columns("Sales", "Annual revenue", notes=notes)["annual_revenue"][0] == "Annual revenue"
    assert "'Sales' would fit too" in notes[0].text.en


@pytest.mark.parametrize(
    ("maps", "expected"),
    [
        (["annual_revenue=Umsatz:USD billion"], ("Umsatz", "USD billion", "--map")),
        (["annual_revenue = umsatz : 万"], ("Umsatz", "万", "--map")),
        (["annual_revenue=Umsatz"], ("Umsatz", "", "--map")),
        (["annual_revenue=a:b"], ("a:b", "", "--map")),
        (["annual_revenue=a:b:EUR 1.234,56"], ("a:b", "EUR decimal-comma", "--map")),
        (["annual_revenue=Sales ($bn)"], ("Sales ($bn)", "USD billion", "--map")),
        (["annual_revenue=Sales ($bn):million"], ("Sales ($bn)", "USD million", "--map")),
        (["annual_revenue=Sales"], None),
        (["annual_revenue="], None),
    ],
)
def test_map(maps: list[str], expected: tuple[str, str, str] | None) -> None:
    headers = ("Umsatz", "a:b", "Sales ($bn)")
    if expected is None and maps[0].endswith("Sales"):
        with pytest.raises(ListError, match="no column 'Sales'"):
            columns(*headers, maps=maps)
        return
    assert columns(*headers, maps=maps).get("annual_revenue") == expected


@pytest.mark.parametrize(
    ("maps", "words"),
    [
        (["revenue"], "is not FIELD=HEADER"),
        (["anual_revenue=Sales"], "did you mean 'annual_revenue'"),
        (["annual_revenue=Salse"], "did you mean 'Sales'"),
        (["annual_revenue=Sales:parsec"], "'parsec' is no unit"),
        (["employees=Sales:USD"], "a integer field takes no 'USD'"),
        (["country=Sales:%"], "takes no '%'"),
    ],
)
def test_map_errors(maps: list[str], words: str) -> None:
    with pytest.raises(ListError, match=words):
        columns("Sales", maps=maps)


def test_double_headers_are_asked_for() -> None:
    with pytest.raises(ListError, match=r"--map 'name=Name \(2\)'"):
        columns("Name", "Name (2)")
    assert columns("Name", "Name (2)", maps=["name=Name (2)"])["name"][0] == "Name (2)"


def test_a_mapping_is_written_and_read_again(tmp_path: Path) -> None:
    headers = ("Sales: 'net' (USD m)", "Firm", "Growth %", "Colour")
    maps = ["annual_revenue=Sales: 'net' (USD m)", "name=Firm"]
    found, unmapped = match(headers, FIELDS, home="USD", maps=maps)
    path = tmp_path / "mapping.yaml"
    path.write_text(mapping_yaml(found, unmapped), "utf-8")
    again, _ = match(headers, FIELDS, home="USD", mapping_file=str(path))
    assert [(one.field, one.header, one.unit) for one in again] == [(one.field, one.header, one.unit) for one in found]
    assert path.read_text("utf-8").endswith("# ?: Colour\n")


@pytest.mark.parametrize(
    "text", ["[1, 2]", "a: [", "name: {header: x, colour: y}", "name: [a]", "x: y", "", "&a [*a]", "\x00"]
)
def test_mapping_errors(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(ListError) as refusal:
        columns("Sales", mapping_file=str(path))
    assert str(path) in str(refusal.value)


def test_id_names_a_column_or_a_field() -> None:
    assert columns("Ticker", "Name", id_field="ticker")["prospect_id"] == ("Ticker", "", "--id")
    assert columns("Ticker", "Company", id_field="name")["prospect_id"][0] == "Company"
    with pytest.raises(ListError, match="did you mean 'Ticker'"):
        columns("Ticker", "Name", id_field="Tiker")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("USD billion", "USD billion"),
        ("usd m", "USD million"),
        ("万元", "CNY 万"),
        ("$bn", "USD billion"),
        ("亿美元", "USD 亿"),
        ("m/d/y", "mdy"),
        ("d.m.y", "dmy"),
        ("YYYY-MM-DD", "ymd"),
        ("percent", "%"),
        ("EUR decimal-comma", "EUR decimal-comma"),
    ],
)
def test_unit_words(words: str, shown: str) -> None:
    unit = unit_of(words, "USD")
    assert unit is not None
    assert unit.words == shown


def test_every_unit_is_written_as_it_is_read() -> None:
    for header in ("x (万元)", "x ($bn)", "x (USD lakh)", "x (EUR crore)", "x (ratio)", "x (千亿)", "x (十万元)"):
        _, unit = split_header(header, "USD")[0]
        assert unit_of(unit.words, "USD") == unit, header


def test_columns_are_in_the_order_of_the_list() -> None:
    found, _ = match(["Sales", "Name", "id"], FIELDS, home="USD")
    assert [column.header for column in found] == ["Sales", "Name", "id"]
    assert isinstance(found[0], Column)


@pytest.mark.parametrize("header", ["current_ratio", "Current ratio", "流动比率"])
def test_a_name_that_ends_like_a_unit_is_the_name(header: str) -> None:
    declared = Field("current_ratio", "number", title=Text("Current ratio", "流动比率"))
    columns, unmapped = match([header], {"current_ratio": declared}, home="USD")
    assert [column.field.id for column in columns] == ["current_ratio"]
    assert columns[0].unit.percent is None and not unmapped


def test_a_header_that_is_mapped_feeds_no_other_field(tmp_path: Path) -> None:
    assert columns("Company", "Revenue", maps=["growth=Revenue:%"]) == {
        "name": ("Company", "", "alias"),
        "growth": ("Revenue", "%", "--map"),
    }
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text("prospect_id: Company\n", "utf-8")
    assert columns("Company", "Revenue", mapping_file=str(mapping)) == {
        "prospect_id": ("Company", "", "mapping"),
        "annual_revenue": ("Revenue", "", "alias"),
    }
    both = columns("Company", maps=["prospect_id=Company", "name=Company"])
    assert {field: header for field, (header, _, _) in both.items()} == {"prospect_id": "Company", "name": "Company"}


# Labels and names of the standard objects: Salesforce from its field reference (developer.salesforce.com, sfFieldRef: Account,
# Contact, Lead, Opportunity; the names are the API's, as the Data Loader exports them), HubSpot from its default properties
# (knowledge.hubspot.com, "default company / contact / deal properties"; the second list has internal names).
EXPORTS = {
    "Salesforce accounts": (
        "Account ID|Account Name|Annual Revenue|Billing City|Billing Country|Billing Latitude|Billing Longitude|Employees|Industry|"
        "Year Started",
        "prospect_id name annual_revenue city country latitude longitude employees industry founded_year",
    ),
    "Salesforce accounts, API": (
        "Id|Name|AnnualRevenue|BillingCity|BillingCountry|BillingLatitude|BillingLongitude|NumberOfEmployees|Industry|YearStarted",
        "prospect_id name annual_revenue city country latitude longitude employees industry founded_year",
    ),
    "Salesforce leads": (
        "Lead ID|Company / Account|Annual Revenue|City|Country|No. of Employees|Industry",
        "prospect_id name annual_revenue city country employees industry",
    ),
    "Salesforce leads, API": (
        "Id|Company|AnnualRevenue|City|Country|NumberOfEmployees|Industry|Latitude|Longitude",
        "prospect_id name annual_revenue city country employees industry latitude longitude",
    ),
    "Salesforce contacts": (
        "Contact ID|Account ID|Account Name|Mailing City|Mailing Country",
        "prospect_id - name city country",
    ),
    "Salesforce opportunities": (
        "Opportunity ID|Account ID|Account Name|Close Date",
        "prospect_id - name -",
    ),
    "HubSpot companies": (
        "Record ID|Company name|Annual Revenue|City|Country/Region|Industry|Number of Employees|Year Founded",
        "prospect_id name annual_revenue city country industry employees founded_year",
    ),
    "HubSpot companies, API": (
        "Record ID|name|annualrevenue|city|country|industry|numberofemployees|founded_year",
        "prospect_id name annual_revenue city country industry employees founded_year",
    ),
    "HubSpot contacts": (
        "Record ID|Company Name|City|Country/Region|Industry|Annual Revenue",
        "prospect_id name city country industry annual_revenue",
    ),
    "HubSpot deals": ("Deal ID|Deal Name|Associated Company|Close Date", "prospect_id - name -"),
}


@pytest.mark.parametrize("export", EXPORTS)
def test_headers_of_crm_exports(export: str) -> None:
    headers, expected = (part.split(mark) for part, mark in zip(EXPORTS[export], "| ", strict=True))
    fields = {field.id: field for field in (*IDENTITY, *FIELDS_OF_THE_CRITERIA)}
    found, _ = match(headers, fields, home="USD")
    named = {column.header: column.field.id for column in found}
    assert [named.get(header, "-") for header in headers] == expected


KNOWN = {field.id: field for field in (*IDENTITY, *FIELDS_OF_THE_CRITERIA)}


def meaning(header: str) -> str:
    """What a header becomes whose cells settle nothing."""
    found, left = match([header], KNOWN, home="USD", cells=lambda _: pl.Series(["x"]))
    return found[0].field.id if found else "asked" if left[0].doubt else "none"


@pytest.mark.parametrize(
    ("header", "expected"),
    [pytest.param(*one, marks=[pytest.mark.long] if at % 4 else []) for at, one in enumerate(spellings())],
)
def test_spellings(header: str, expected: str) -> None:
    assert meaning(header) == expected


@pytest.mark.parametrize("field", KNOWN.values(), ids=lambda field: field.id)
def test_a_name_that_may_mean_something_else_is_never_taken_in_silence(field: Field) -> None:
    for header in field.doubtful_aliases:
        notes: list[Problem] = []
        found, left = match([header], {field.id: field}, home="USD", notes=notes)
        if header == field.id:
            continue
        assert [note for note in notes if f"'{header}'" in note.text.en and f"'{header}'" in note.text.zh], header
        assert found or left[0].doubt in notes
        for option in options_of(notes[0].text.en):
            said: list[Problem] = []
            match([header], {field.id: field}, home="USD", maps=[option], notes=said)
            assert not said, option


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("信用等级", ["AAA", "BBB", "A"], "credit_rating"),
        ("信用等级", ["A", "B", "C", "D"], None),
        ("Rating", ["Hot", "Warm", "Cold"], "lead_rating"),
        ("Rating", ["1", "2", "3"], None),
        ("Rating", ["BB", "CCC", None, "A"], "credit_rating"),
        ("Credit rating", ["A", "B"], None),
        ("客户类型", ["企业", "政府机构"], "customer_type"),
        ("客户类型", ["经销商", "终端用户"], "chain_position"),
        ("客户类型", ["重点客户", "普通客户"], None),
        ("Account Type", ["Prospect", "Customer - Direct"], None),
        ("固定对接人", ["张三", "李四"], None),
        ("固定对接人", ["是", "否"], "named_contact"),
        ("Rating", [None, None], None),
        ("Rating", [], None),
    ],
)
def test_cells_settle_what_a_header_means_where_they_are_sure(
    header: str, cells: list[str | None], expected: str | None
) -> None:
    notes: list[Problem] = []
    found, _ = match([header], KNOWN, home="USD", cells=lambda _: pl.Series(cells, dtype=pl.String), notes=notes)
    assert [column.field.id for column in found] == ([expected] if expected else [])
    assert all(column.how == "cells" and column.doubt is None for column in found)
    assert f"'{header}'" in notes[0].text.en


def test_a_sure_header_goes_before_one_in_doubt() -> None:
    found, left = match(["Sales", "年销售额", "Company revenue"], KNOWN, home="USD")
    assert [(column.header, column.field.id, column.doubt) for column in found] == [
        ("Company revenue", "annual_revenue", None)
    ]
    assert [one.header for one in left] == ["Sales", "年销售额"]


def test_the_id_of_a_field_is_sure() -> None:
    for field in ("credit_rating", "receivables", "gross_margin"):
        found, _ = match([field], KNOWN, home="USD")
        assert (found[0].field.id, found[0].doubt) == (field, None)


def test_fields_that_nothing_reads_may_be_named() -> None:
    notes: list[Problem] = []
    read = {"name": KNOWN["name"], "annual_revenue": KNOWN["annual_revenue"]}
    others = {"gross_margin": KNOWN["gross_margin"]}
    maps = ["gross_margin=Revenue:% decimal-point"]
    found, left = match(["Name", "Revenue"], read, home="USD", maps=maps, others=others, notes=notes)
    assert [column.field.id for column in found] == ["name"]
    assert "does not read 'gross_margin'" in notes[0].text.en and len(notes) == 1
    _, left = match(["Name", "Margin %"], read, home="USD", others=others)
    assert left[0].why is not None and left[0].why.en == "gross_margin, which the ruleset does not read"
    with pytest.raises(ListError, match="there is no field 'gross_margine'; did you mean 'gross_margin'"):
        match(["Name"], read, home="USD", maps=["gross_margine=Name"], others=others)


@pytest.mark.parametrize("name", ["客户编码", "应收账款余额", "员工规模", "所属行业", "最近购买日期", "营业额"])
def test_traditional_characters_are_the_same_names(name: str) -> None:
    old = name.translate(str.maketrans(SIMPLIFIED, TRADITIONAL))
    assert old != name and fold(old) == fold(name) and meaning(old) == meaning(name)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("员工人数（人）", "employees"),
        ("成立年份(年)", "founded_year"),
        ("平均逾期天数【天】", "average_days_late"),
        ("Employees (FTE)", "employees"),
        ("年营业收入(万元)(必填)", "annual_revenue"),
        ("付款周期(年)", None),
        ("员工人数(天)", None),
        ("Employees (Germany)", None),
    ],
)
def test_what_is_counted_may_stand_in_brackets(header: str, field: str | None) -> None:
    assert meaning(header) == (field or "none")


B2B = Ruleset.load("good_customer").fields


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("合作年限", ["contract_years", "customer_years"]), ("Cooperation years", ["contract_years", "customer_years"]),
        ("Contract years", ["contract_years"]), ("合同年限", ["contract_years"]),
        ("Lifetime Revenue", ["annual_revenue", "annual_spend"]), ("年采购额", ["annual_spend", "expected_annual_purchase"]),
    ],
)  # fmt: skip
def test_each_field_that_is_asked_about_has_its_option_beside_it(header: str, meant: list[str]) -> None:
    _, (one,) = match([header], B2B, home="USD")
    assert one.doubt is not None
    for text in one.doubt.text:
        parts = re.split("[;；]", text)
        assert len(parts) == len(meant) + 1
        for field in meant:
            (part,) = [part for part in parts[:-1] if re.search(rf"\b{field}\b", part)]
            assert f"--map '{field}={header}'" in part and f"--map '{field}='" in parts[-1]


@pytest.mark.parametrize("header", ["Total Revenue", "Total revenue"])
def test_a_header_gets_one_line_with_all_that_it_may_be(header: str) -> None:
    notes: list[Problem] = []
    _, unmapped = match(["Annual Revenue", header], B2B, home="USD", notes=notes)
    about = [note.text.en for note in notes if f"'{header}'" in note.text.en]
    assert len(about) == 1 and "would fit too" not in about[0]
    assert all(f"--map '{field}={header}'" in about[0] for field in ("annual_spend", "annual_revenue"))
    assert unmapped[0].doubt in notes


@pytest.mark.parametrize(
    ("header", "suggestion"),
    [("Customer since", None), ("Customer phase", None), ("Employes", "employees"), ("Anual Revenue", "annual_revenue"),
     ("Custmer name", "name"), ("AnualRevenue", "annual_revenue")],
)  # fmt: skip
def test_a_field_is_suggested_for_its_words_only(header: str, suggestion: str | None) -> None:
    fields = {one: B2B[one] for one in ("employees", "annual_revenue")} | {one.id: one for one in IDENTITY}
    _, (found,) = match([header], fields, home="USD")
    assert found.suggestion == suggestion
