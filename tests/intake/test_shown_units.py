"""Units that number formats and the lines above the headers show are used and said, or asked about; never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.titles import find_unit
from shortlist.intake.parsing.units import unit_of
from shortlist.intake.read import read_list
from shortlist.intake.sources.number_formats import read_format
from shortlist.model.fields import Field

FIELDS = {
    "annual_revenue": Field("annual_revenue", "money", aliases=("Revenue", "营业收入")),
    "employees": Field("employees", "integer", aliases=("Employees", "员工人数")),
}
RATES = {"EUR": 2.0, "CNY": 0.1, "JPY": 0.01, "TWD": 0.03, "GBP": 4.0}


def book(path: Path, formats: list[str | None], header: str = "Revenue", value: float = 45000) -> str:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["ID", "Company", header])
        for row, code in enumerate(formats, 1):
            sheet.write_row(row, 0, [f"K{row}", f"Firm {row}"])
            sheet.write_number(row, 2, value, made.add_format({"num_format": code}) if code else None)
    return str(path)


def read(source: str, *maps: str) -> tuple[list[float | None], str]:
    with read_list(source, FIELDS, ReadOptions(maps=maps), rates=RATES) as intake:
        values = intake.frame.collect()["annual_revenue"].to_list()
        return values, "\n".join(note.text.en for note in intake.notes)


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    ("code", "value"),
    [
        ('#,##0"万元"', 45e6),
        ('[$-804]#,##0"亿元"', 45e10),
        ('#,##0 "万美元"', 45e7),
        ('#,##0 "TEUR"', 90e6),
        ('#,##0 "k€"', 90e6),
        ("#,##0\\ \\k\\€", 90e6),
        ('[$€-407]#,##0" Mio."', 90e9),
        ('"US$"#,##0"m"', 45e9),
        ('#,##0 "千円"', 45e4),
        ('[>0]#,##0"万元";[Red]-#,##0"万元"', 45e6),
        ('#,##0"欧元"', 90e3),
        # what the format divides, the value is not in
        ('0.0,,"M"', 45e3),
        ('"US$"#,##0," k"', 45e3),
        ("#,##0,", 45e3),
        ('#,##0 "pcs"', 45e3),
    ],
)
def test_words_of_a_number_format_are_the_unit(tmp_path: Path, code: str, value: float) -> None:
    source = book(tmp_path / "a.xlsx", [code] * 3)
    values, notes = read(source)
    assert values == pytest.approx([value] * 3)
    if value in (45e6, 45e10, 90e6):
        undo = notes.split("--map '")[1].split("'")[0]
        assert read(source, undo)[0] != values
    assert read(source, "annual_revenue=Revenue:GBP")[0] == [180e3] * 3


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    "formats",
    [
        ['#,##0"万元"', '#,##0"亿元"'],
        ['#,##0"万元"', None],
        ['#,##0 "k€"', '#,##0 "€"'],
        ['#,##0,"M"', '#,##0,"M"'],
        ['#,##0 "T"', '#,##0 "T"'],
    ],
)
def test_number_formats_that_do_not_agree_are_asked_about(tmp_path: Path, formats: list[str | None]) -> None:
    source = book(tmp_path / "a.xlsx", formats)
    with pytest.raises(ListError, match="do not agree on a magnitude") as error:
        read(source)
    for option in str(error.value).split("--map '")[1:]:
        assert read(source, option.split("'")[0])[0]


def test_a_magnitude_of_the_header_is_not_applied_to_numbers_that_are_shown_divided(tmp_path: Path) -> None:
    values, notes = read(book(tmp_path / "a.xlsx", ["#,##0,"] * 2, "Revenue (USD thousand)", 45_000_000))
    assert values == [45e6] * 2
    assert "these are no USD thousand but units" in notes
    with pytest.raises(ListError, match="do not agree"):
        read(book(tmp_path / "b.xlsx", ['#,##0"万元"'] * 2, "Revenue (CNY thousand)"))


TITLES = [
    ("单位：万元", 45e6),
    ("（单位：万元）", 45e6),
    ("金额单位：人民币万元", 45e6),
    ("单位：亿元、人", 45e10),
    ("币种：欧元", 90e3),
    ("Figures in thousand EUR", 90e6),
    ("Amounts in EUR thousands", 90e6),
    ("All figures are in USD millions", 45e9),
    ("in Mio. €", 90e9),
    ("Angaben in TEUR", 90e6),
    ("Beträge in Tsd. EUR", 90e6),
    ("Montants en milliers d'euros", 90e6),
    ("Importes en miles de euros", 90e6),
    ("Customer list Q3 2026 (USD thousand)", 45e6),
    ("(£m)", 180e9),
    ("Currency: GBP", 180e3),
    ("(in millions of US dollars)", 45e9),
    ("Kundenliste 2026", 45e3),
    ("编制单位：东方贸易有限公司", 45e3),
    ("Customers in Germany", 45e3),
]


@pytest.mark.quick(12)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "header-row"])
@pytest.mark.parametrize(("title", "value"), TITLES)
def test_a_unit_above_the_headers_is_the_units_of_amounts(tmp_path: Path, title: str, value: float, kind: str) -> None:
    rows: list[list[object]] = [["Our customers"], [title], [], ["ID", "Company", "Revenue", "Employees"]]
    rows += [[f"K{n}", f"Firm {n}", 45000, 10 + n] for n in range(3)]
    path = tmp_path / ("a.xlsx" if kind == "xlsx" else "a.csv")
    if kind == "xlsx":
        with xlsxwriter.Workbook(str(path)) as made:
            sheet = made.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    else:
        path.write_text("\n".join(";".join(map(str, row)) for row in rows) + "\n", "utf-8")
    options = ReadOptions(header_row=4) if kind == "header-row" else ReadOptions()
    with read_list(str(path), FIELDS, options, rates=RATES) as intake:
        values = intake.frame.collect()
        said = "\n".join(note.text.en for note in intake.notes)
    assert values["annual_revenue"].to_list() == pytest.approx([value] * 3)
    assert values["employees"].to_list() == [10, 11, 12]
    assert (f"stands '{title}'" in said) == (value != 45e3)
    if value != 45e3:
        undo = said.split("--map '")[1].split("'")[0]
        assert read(str(path), undo)[0] == [45e3] * 3


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("title", "header", "said"),
    [
        ("单位：萬元", "Revenue", "TWD"),
        ("in thousands", "Revenue (EUR)", "EUR thousand"),
        ("in EUR thousand; in USD million", "Revenue", None),
        ("about 3 millions in all", "Revenue", None),
    ],
)
def test_what_a_title_leaves_open_is_asked_or_named(tmp_path: Path, title: str, header: str, said: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{title}\nID,Company,{header}\nK1,A,45000\nK2,B,45000\n", "utf-8")
    if said is None:
        assert title.split(";")[0] in read(str(path))[1]
        return
    with pytest.raises(ListError, match=said) as error:
        read(str(path))
    for option in str(error.value).split("--map '")[1:]:
        assert read(str(path), option.split("'")[0])[0]


def test_a_unit_of_a_column_stands_against_the_line_above(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("单位：万元\nID,Company,Revenue (USD million)\nK1,A,45\n", "utf-8")
    assert read(str(path))[0] == [45e6]


@pytest.mark.parametrize(
    ("text", "words"),
    [("TEUR", "EUR thousand"), ("T€", "EUR thousand"), ("人民币万元", "CNY 万"), ("新台幣仟元", "TWD thousand")],
)
def test_accounts_in_thousands(text: str, words: str) -> None:
    unit = unit_of(text, "USD")
    assert unit is not None and unit.words == words
    found = find_unit(f"Alle Angaben in {text}", "USD")
    assert found == unit


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    "code", ['0!.0,"万"', '0\\.0,"万"', '#!.0,"万元"', '0"."0,"万"', '0!.0000"万"', '0!.00,,"亿"', '#,##0,"K"', "0!.0,"]
)
def test_what_a_format_divides_is_the_number_itself(tmp_path: Path, code: str) -> None:
    values, notes = read(book(tmp_path / "a.xlsx", [code] * 2, value=5_000_000))
    assert values == [500_000.0 if "元" in code else 5e6] * 2
    assert "magnitude" not in notes and "are read in" not in notes


@pytest.mark.parametrize("code", ["#\\.##0", '0\\.000 "EUR"', "00\\.00"])
def test_a_point_that_is_a_text_may_group_digits(code: str) -> None:
    assert read_format(code).scale == 0


def test_a_question_about_divided_numbers_says_by_how_much(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"magnitude \(beside the numbers: '万', divided by 1,000 to be shown\)"):
        read(book(tmp_path / "a.xlsx", ['0.0,"万"'] * 2))


@pytest.mark.quick(2)
@pytest.mark.parametrize("code", ['#,##0 "Cr"', '#,##0" cr."', '#,##0 "crore"', '#,##0.0 "lakhs"', '"$"#,##0 "Cr"'])
def test_crores_of_no_rupees_are_asked_about(tmp_path: Path, code: str) -> None:
    source = book(tmp_path / "a.xlsx", [code] * 2, value=45)
    with pytest.raises(ListError, match="lakhs or crores") as error:
        read(source)
    ways = [option.split("'")[0] for option in str(error.value).split("--map '")[1:]]
    rates = {"INR": 0.01}
    for way in ways:
        with read_list(source, FIELDS, ReadOptions(maps=(way,)), rates=rates) as intake:
            power = 5 if "lakh" in code else 7
            expected = 45.0 if way.endswith("USD") else 45 * 10**power * (0.01 if "INR" in way else 1)
            assert intake.frame.collect()["annual_revenue"].to_list() == pytest.approx([expected] * 2)


@pytest.mark.parametrize(("code", "header"), [('"₹"#,##0 "Cr"', "Revenue"), ('#,##0 "Cr"', "Revenue (INR)")])
def test_crores_of_rupees_are_read(tmp_path: Path, code: str, header: str) -> None:
    with read_list(book(tmp_path / "a.xlsx", [code] * 2, header, 45), FIELDS, rates={"INR": 0.01}) as intake:
        assert intake.frame.collect()["annual_revenue"].to_list() == pytest.approx([45e5] * 2)


SHARES = {"market_share": Field("market_share", "percent", aliases=("Market share",))}


def shares(
    path: Path, cells: list[tuple[object, str | None]], *maps: str, header: str = "Market share"
) -> list[float | None]:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["ID", "Company", header])
        for row, (value, code) in enumerate(cells, 1):
            sheet.write_row(row, 0, [f"K{row}", f"Firm {row}"])
            sheet.write(row, 2, value, made.add_format({"num_format": code}) if code else None)
    with read_list(str(path), SHARES, ReadOptions(maps=maps)) as intake:
        assert not intake.unreadable.counts()
        return intake.frame.collect()["market_share"].to_list()


@pytest.mark.quick(3)
@pytest.mark.parametrize("header", ["Market share", "Market share (%)"])
@pytest.mark.parametrize("first", ["0%", "0.00%", '0"%"', "0.0\\%"])
def test_a_percent_format_is_of_its_cell_alone(tmp_path: Path, header: str, first: str) -> None:
    ratio = "%" in first and '"' not in first and "\\" not in first
    cells: list[tuple[object, str | None]] = [
        (0.25 if ratio else 25, first),
        (0.125 if ratio else 12.5, first),
        (0.5, None),
    ]
    if ratio or "(" not in header:
        with pytest.raises(ListError, match=r"1 cell\(s\) of a percent field have no % sign"):
            shares(tmp_path / "a.xlsx", cells[1:], header=header)
    for word, last in (("%", 0.005), ("ratio", 0.5)):
        told = shares(tmp_path / "a.xlsx", cells, f"market_share={header}:{word}", header=header)
        assert told == pytest.approx([0.25, 0.125, last])
    assert shares(tmp_path / "b.xlsx", [*cells[:2], ("12,5 %", None), ("n/a", None)]) == pytest.approx(
        [0.25, 0.125, 0.125, None]
    )


@pytest.mark.quick(2)
@pytest.mark.parametrize("code", ['0"%"', "0.0\\%", '0.0" %"', "0!%", 'General"%"'])
def test_a_percent_sign_that_is_a_text_is_of_the_number_as_it_stands(tmp_path: Path, code: str) -> None:
    for header in ("Market share", "Market share (%)"):
        assert shares(tmp_path / "a.xlsx", [(10, code), (12.5, code)], header=header) == pytest.approx([0.1, 0.125])
    assert shares(tmp_path / "a.xlsx", [(10, code), (0.1, "0%")]) == pytest.approx([0.1, 0.1])
