"""What a unit, a header or a column says of amounts is never taken for more or less in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from shortlist.errors import ListError
from shortlist.intake.later import find_later
from shortlist.intake.meanings import words_that_settle
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import Unit, unit_of
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from shortlist.planning.values import cut_later
from tests.intake.test_parsing import BAD
from tests.intake.test_parsing import read as read_cell
from tests.support.hostile import RATING

RATES = {"EUR": 1.0, "CHF": 1.0, "CNY": 0.125, "JPY": 0.0078125, "INR": 0.015625, "SEK": 0.125}
FIELDS = {
    one.id: one
    for one in (
        Field("annual_revenue", "money", aliases=("Revenue", "营业收入", "年收入")),
        Field("employees", "integer", aliases=("Employees",)),
        Field("founded_year", "integer", aliases=("Founded",), unit="year", minimum=500, maximum=2100),
    )
}


def read(
    path: Path, header: str, cells: Sequence[str], *maps: str, more: Mapping[str, Sequence[str]] | None = None
) -> tuple[list[float | None], list[str]]:
    """The revenues of a list with one column of them, and its notes."""
    columns = {"id": [str(n) for n in range(len(cells))], header: cells, **(more or {})}
    pl.DataFrame(columns).write_csv(path / "list.csv")
    return look(path / "list.csv", *maps)


def look(path: Path, *maps: str, field: str = "annual_revenue") -> tuple[list[float | None], list[str]]:
    with read_list(str(path), FIELDS, ReadOptions(maps=maps), rates=RATES) as intake:
        return intake.frame.collect()[field].to_list(), [str(note.text) for note in intake.notes]


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    "cell", ["5 TEUR", "5 T€", "5TEUR", "TEUR 5", "T€5", "5 TUSD", "5 TCHF", "k€ 5", "Tsd. EUR 5", "5 teur"]
)
def test_a_t_before_a_currency_is_a_thousand(tmp_path: Path, cell: str) -> None:
    assert read(tmp_path, "Revenue", [cell, "$7T"])[0] == [5e3, 7e12]


@pytest.mark.parametrize("cell", ["5 T EUR", "5T USD", "T EUR 5", "5T美元"])
def test_a_t_that_stands_alone_before_a_currency_is_unread(tmp_path: Path, cell: str) -> None:
    assert read(tmp_path, "Revenue", [cell, "7", "8"])[0] == [None, 7.0, 8.0]


@pytest.mark.parametrize("header", ["Revenue (TEUR)", "Revenue in TEUR", "Revenue T€", "Revenue [TCHF]"])
def test_a_t_before_a_currency_in_a_header_is_a_thousand(tmp_path: Path, header: str) -> None:
    assert read(tmp_path, header, ["5"])[0] == [5e3]
    assert unit_of("TUSD", "USD") == Unit("USD", 3)


@pytest.mark.parametrize("header", ["Revenue (T USD)", "Revenue (T)", "Revenue [EUR T]"])
def test_a_t_alone_in_a_header_is_asked_about(tmp_path: Path, header: str) -> None:
    with pytest.raises(ListError, match="may be thousand or trillion"):
        read(tmp_path, header, ["5"])
    with pytest.raises(ListError, match="may be thousand or trillion"):
        read(tmp_path, header, ["5"], f"annual_revenue={header}")
    with pytest.raises(ListError, match="may be thousand or trillion"):
        read(tmp_path, "Revenue", ["5"], "annual_revenue=Revenue:T USD")
    assert read(tmp_path, header, ["5"], f"annual_revenue={header}:thousand")[0] == [5e3]


def test_amounts_larger_than_any_company_are_doubted(tmp_path: Path) -> None:
    notes = read(tmp_path, "Revenue (trillion USD)", ["84", "12"])[1]
    assert any("2 amount(s) are larger than those of any company" in note for note in notes)
    more = {"Employees": ["10", "12", "9"]}
    notes = read(tmp_path, "Revenue (billion USD)", ["84", "12", "90"], more=more)[1]
    assert any("an employee stands for" in note for note in notes)


def test_a_header_and_a_currency_column_that_contradict_each_other_are_asked_about(tmp_path: Path) -> None:
    for header, column, said in (
        ("Revenue (EUR)", "Currency", "JPY"),
        ("Revenue (USD)", "Currency", "EUR"),
        ("营业收入(万美元)", "币种", "日元"),
        ("Revenue EUR", "Transaction Currency", "CHF"),
    ):
        with pytest.raises(ListError) as caught:
            read(tmp_path, header, ["5"], more={column: [said]})
        assert f"[{column}]" in str(caught.value) and "say which" in str(caught.value)
    assert read(tmp_path, "Revenue (EUR)", ["5"], more={"Currency": ["EUR"]})[0] == [5.0]


def test_yuan_in_a_header_is_a_magnitude_beside_a_currency_column(tmp_path: Path) -> None:
    found, notes = read(tmp_path, "营业收入(万元)", ["5", "5"], more={"币种": ["日元", "人民币"]})
    assert found == [5e4 * 0.0078125, 5e4 * 0.125]
    assert any("each amount is in the currency" in note for note in notes)


def test_two_currency_columns_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,Revenue,Currency,Currency\n1,5,EUR,JPY\n")
    with pytest.raises(ListError, match=r"\[Currency \(2\)\]"):
        look(tmp_path / "list.csv")


def test_a_number_without_a_format_beside_others_with_one_is_unknown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("id", "Revenue"), (1, 800), (2, 900), (3, 0.1 + 0.2)):
        book.active.append(row)
    book.active["B2"].number_format = "[$€-407]#,##0"
    book.save(tmp_path / "list.xlsx")
    found, notes = look(tmp_path / "list.xlsx")
    assert found == [800.0, None, None]
    assert any("2 amount(s) have no currency in the number format" in note and "Revenue:USD'" in note for note in notes)
    assert look(tmp_path / "list.xlsx", "annual_revenue=Revenue:USD")[0] == [800.0, 900.0, 0.3]


@pytest.mark.parametrize("noisy", [0.1 + 0.2, 1.1 * 3, 0.1 * 3, 4.35 * 100])
def test_true_numbers_are_those_that_a_sheet_shows(noisy: float) -> None:
    value, _ = convert(pl.Series([noisy]), Reading(Field("f", "number")))
    assert value.to_list() == [float(f"{noisy:.15g}")]


def test_cr_beside_dr_is_a_credit(tmp_path: Path) -> None:
    assert read(tmp_path, "Revenue", ["1,500 Cr", "1,500 CR", "1,500 Dr"])[0] == [-1500.0, -1500.0, 1500.0]


@pytest.mark.parametrize(
    ("header", "sign"),
    [("Revenue", "₹"), ("Revenue", "Rs. "), ("Revenue (INR)", ""), ("Revenue (INR)", "₹"), ("年收入（卢比）", "₹ ")],
)
def test_cr_of_rupees_beside_dr_may_be_crores_and_is_unread_and_said(tmp_path: Path, header: str, sign: str) -> None:
    found, notes = read(tmp_path, header, [f"{sign}5 Cr", f"{sign}1,500 CR", f"{sign}1,500.00 Cr", f"{sign}1,500 Dr"])
    assert found == [None, None, -1500 / 64, 1500 / 64]
    assert any("2 amount(s) end in Cr" in note for note in notes)


def test_cr_of_books_without_a_debit_is_unread(tmp_path: Path) -> None:
    found, _ = read(tmp_path, "Revenue (INR)", ["1,500.00 Cr", "5 Cr", "1,500 Cr", "3.5 Cr"])
    assert found == [None, 5e7 / 64, 1.5e10 / 64, 3.5e7 / 64]


def test_lakhs_and_crores_of_no_currency_are_no_dollars(tmp_path: Path) -> None:
    found, notes = read(tmp_path, "Revenue", ["5 crore", "50 lakhs", "7", "USD 2 crore"])
    assert found == [None, None, 7.0, 2e7]
    assert any("2 amount(s) in lakhs or crores" in note and "Revenue:INR" in note for note in notes)
    for header in ("Revenue (Cr)", "Revenue in lakhs", "Revenue (crore)"):
        with pytest.raises(ListError, match="INR"):
            read(tmp_path, header, ["5"])


def test_crores_are_grouped_by_commas(tmp_path: Path) -> None:
    assert read(tmp_path, "Revenue (₹ Cr)", ["1,500"])[0] == [1.5e10 / 64]
    with pytest.raises(ListError, match=r"'2,345' may be 2345 or 2\.345"):
        read(tmp_path, "Revenue (EUR million)", ["7", "2,345"])


def test_signs_of_several_currencies_offer_them_all(tmp_path: Path) -> None:
    with pytest.raises(ListError) as caught:
        read(tmp_path, "Revenue", ["5 kr", "7"])
    assert all(f"Revenue:{code}" in str(caught.value) for code in ("SEK", "NOK", "DKK", "ISK"))
    assert "amounts without a sign are then in that currency too" in str(caught.value)


def test_years_after_the_day_are_unknown_and_said(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,Founded\n1,2027\n2,2026\n3,24-Jun-91\n4,Dec 2027\n")
    as_of = date(2026, 11, 26)
    with read_list(str(tmp_path / "list.csv"), FIELDS) as intake:
        assert cut_later(intake.frame, FIELDS, as_of).collect()["founded_year"].to_list() == [None, 2026, 1991, None]
        assert [note.text.en[:48] for note in find_later(intake.frame, intake.columns, intake.source, as_of)] == [
            "2 years in 'Founded' are after 2026 and count as"
        ]


@pytest.mark.parametrize(
    ("cell", "year"),
    [("24-Jun-91", 1991), ("05/2008", 2008), ("1998年成立", 1998), ("since 1990", 1990), ("2008年Q3", 2008),
     ("24-Jun-08", None), ("FY2008", None), ("13/2008", None), ("成立于1998年", 1998)],
)  # fmt: skip
def test_years_as_people_write_them(cell: str, year: int | None) -> None:
    value, bad = convert(pl.Series([cell]), Reading(FIELDS["founded_year"]))
    assert (value.to_list(), bad.to_list()) == ([year], [year is None])


@pytest.mark.parametrize(
    ("cell", "value"), [("US $ 5 million", 5e6), ("500 (CR)", -500.0), ("(1,234.50) USD", -1234.5), ("5 Md€", 5e9)]
)
def test_amounts_as_people_write_them(tmp_path: Path, cell: str, value: float) -> None:
    assert read(tmp_path, "Revenue", [cell])[0] == [value]


@pytest.mark.parametrize("cell", ["1200员工", "1200 Mitarbeiter", "1200 employés"])
def test_people_in_other_languages(cell: str) -> None:
    assert convert(pl.Series([cell]), Reading(FIELDS["employees"]))[0].to_list() == [1200.0]


def test_one_odd_rating_does_not_cost_the_column() -> None:
    assert words_that_settle(RATING, pl.Series(["AA plus", "A minus", "(P)A2", "A-1"]))
    assert not words_that_settle(RATING, pl.Series(["AA", "A-1", "P-1", "B"]))
    value, _ = convert(pl.Series(["AA plus", "A minus", "(P)A2", "AA(sf)", "A-1"]), Reading(RATING))
    assert value.to_list() == ["AA", "A", "A", "AA", None]


@pytest.mark.quick(4)
@pytest.mark.parametrize("cell", ["12 cr", "5 Cr", "7.5 cr.", "1,500 CR"])
@pytest.mark.parametrize("rupees", ["₹1,23,45,678", "Rs 12.5 crore", "INR 5 lakh"])
def test_a_bare_cr_beside_rupees_and_debits_is_unread_and_said(tmp_path: Path, cell: str, rupees: str) -> None:
    found, notes = read(tmp_path, "Revenue", [cell, rupees, "1,500.00 DR", "1,500.00 Cr."])
    assert found[0] is None and found[2:] == [1500.0, -1500.0]
    assert any("1 amount(s) end in Cr" in note for note in notes)


@pytest.mark.parametrize("cell", ["12 cr", "5 Cr", "7.5 cr"])
def test_a_bare_cr_of_no_rupees_says_why_it_is_unread(tmp_path: Path, cell: str) -> None:
    found, notes = read(tmp_path, "Revenue", [cell, "₹7cr"])
    assert found == [None, 7e7 / 64]
    assert any("1 amount(s) in lakhs or crores" in note and "Revenue:INR" in note for note in notes)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("5'000.-", 5000.0), ("CHF 5'000.--", 5000.0), ("20.—", 20.0), ("5000.–", 5000.0), ("5.-", 5.0), ("(1,500.-)", -1500.0),
     ("-20.-", -20.0), ("500-", -500.0), ("1,500-", -1500.0), ("5.-3", BAD), ("5.---", BAD)],
)  # fmt: skip
def test_a_dash_for_no_cents_is_no_minus(cell: str, value: object) -> None:
    assert read_cell(cell, Reading(Field("m", "money"), rates={"chf": 1.0})) == value


@pytest.mark.parametrize(("cell", "value"), [("5.000,-", 5000.0), ("€ 5.000,--", 5000.0), ("12,–", 12.0)])
def test_a_comma_before_the_dash_is_the_decimal_mark(tmp_path: Path, cell: str, value: float) -> None:
    assert read(tmp_path, "Revenue (EUR)", [cell, "1.234,50"])[0] == [value, 1234.5]


@pytest.mark.parametrize("cell", ["12¹", "7²", "1200²", "85₂", "10⁶", "5①", "5⒈", "¹2", "１２³"])
@pytest.mark.parametrize("kind", ["number", "integer", "money", "percent"])
def test_a_raised_digit_is_no_digit_of_the_number(cell: str, kind: str) -> None:
    assert read_cell(cell, Reading(Field("m", kind))) == BAD  # type: ignore[arg-type]


@pytest.mark.parametrize(("cell", "kind"), [("2031", "year"), ("2031,2032", "years")])
def test_one_year_ahead_is_said_as_one(tmp_path: Path, cell: str, kind: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "ID,Name,Founded\n" + "".join(f"A{one},Firm,{one}\n" for one in ["1999", *cell.split(",")]), "utf-8"
    )
    with read_list(str(path), {"founded": Field("founded", "integer", unit="year", aliases=("Founded",))}) as intake:
        said = find_later(intake.frame, intake.columns, intake.source, date(2026, 6, 30))[0].text.en
    verb = ("1 year in 'Founded' is after 2026 and counts", "2 years in 'Founded' are after 2026 and count")
    assert said.startswith(f"{verb[kind == 'years']} as unknown; years that may lie ahead need `future: true`")
