"""The header of a list is found below titles, in one row or two, or asked for; it never costs a row of data."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import xlsxwriter

from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.intake.sources.raw import ROW
from shortlist.model.fields import Field

FIELDS = {
    "employees": Field("employees", "integer", aliases=("员工人数",)),
    "country": Field("country", "country", aliases=("国家",)),
    "annual_revenue": Field("annual_revenue", "money", aliases=("Revenue", "营业收入")),
}
TITLES = (
    ["Customers 2026"],
    ["客户清单（2026年）"],
    ["Report: Accounts", "", "As of 2026-11-26"],
    ["Exported by Jo Doe"],
    ["编制单位：华东大区"],
    [],
    ["", "", "Confidential"],
)
HEADERS = (
    ["Account ID", "Account Name", "Country", "Employees", "Revenue"],
    ["编号", "公司名称", "国家", "员工人数", "营业收入"],
    ["Kdnr", "Wer", "Wo", "Leute", "Geld"],  # no field has one of these
)


def write(path: Path, rows: list[list[object]]) -> None:
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(str(cell) for cell in row) for row in rows) + "\n", "utf-8")
        return
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def read(path: Path, rows: list[list[object]], **options: object) -> Intake:
    write(path, rows)
    return read_list(str(path), FIELDS, ReadOptions(maps=(), **options), leave_doubts=True)  # type: ignore[arg-type]


@pytest.mark.proof
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_titles_above_any_header(tmp_path: Path, suffix: str) -> None:
    random = Random(12)
    for _ in range(20):
        titles = [random.choice(TITLES) for _ in range(random.randint(0, 4))]
        header = random.choice(HEADERS[:2])
        data = [
            [f"A{n}", f"Firm {n}", random.choice(["Germany", "France", ""]), n * 7, n * 1e5]
            for n in range(random.randint(1, 9))
        ]
        with read(tmp_path / f"list{suffix}", [*titles, header, *data]) as intake:  # type: ignore[list-item]
            assert intake.raw.headers == tuple(header)
            assert intake.frame.collect()["prospect_id"].to_list() == [row[0] for row in data]
            said = [note.text.en for note in intake.notes if "headers were found" in note.text.en]
            assert len(said) == any(any(row) for row in titles)
            if said:
                assert f"row {len(titles) + 1};" in said[0]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("header", HEADERS)
def test_a_header_in_the_first_row_stays_it(tmp_path: Path, suffix: str, header: list[str]) -> None:
    random = Random(5)
    data = [[f"A{n}", random.choice(["Country", "Name", "Firm"]), "Germany", n, n] for n in range(20)]
    write(tmp_path / f"list{suffix}", [header, *data])  # type: ignore[list-item]
    fields = FIELDS | {"who": Field("who", "text", aliases=("Wer",))}
    with read_list(str(tmp_path / f"list{suffix}"), fields, ReadOptions(id_field=header[0])) as intake:
        assert (intake.raw.headers, intake.rows_in, intake.refused_count) == (tuple(header), 20, 0)


@pytest.mark.parametrize(
    ("above", "below", "headers"),
    [
        (["ID", "Name", "Finance", ""], ["", "", "Revenue", "Employees"], ("ID", "Name", "Revenue", "Employees")),
        (["", "", "Finance", ""], ["ID", "Name", "Revenue", "Employees"], ("ID", "Name", "Revenue", "Employees")),
        (["ID", "Name", "Revenue", "Employees"], ["", "", "USD m", ""], ("ID", "Name", "Revenue (USD m)", "Employees")),
        (
            ["ID", "Name", "Revenue", "Employees"],
            ["单位", "", "(万元)", "人"],
            ("ID", "Name", "Revenue (万元)", "Employees (人)"),
        ),
        (
            ["ID", "Name", "Plan", "", "Actual", ""],
            ["", "", "Q1", "Q2", "Q1", "Q2"],
            ("ID", "Name", "Plan Q1", "Plan Q2", "Actual Q1", "Actual Q2"),
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_headers_in_two_rows(
    tmp_path: Path, suffix: str, above: list[object], below: list[object], headers: tuple[str, ...]
) -> None:
    data: list[list[object]] = [[f"A{n}", "Firm", *range(len(above) - 2)] for n in range(5)]
    with read(tmp_path / f"list{suffix}", [["A title"], above, below, *data]) as intake:
        assert intake.raw.headers == headers
        assert intake.rows_in == 5


def test_the_named_row_wins(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["ID", "Name", "Country"],
        ["Account ID", "Account Name", "Country"],
        ["A1", "Firm", "France"],
    ]
    for suffix in (".csv", ".xlsx"):
        with read(tmp_path / f"list{suffix}", rows, header_row=2) as intake:
            assert intake.raw.headers == ("Account ID", "Account Name", "Country")
            assert intake.frame.collect()["prospect_id"].to_list() == ["A1"]


def test_a_title_with_the_delimiter_in_it(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "Report, 2026\nID;Name;Country\nA1;Firm;France\nA2;Firm 2;Germany\nA3;Firm 3;Germany\n"
    )
    with read_list(str(tmp_path / "list.csv"), FIELDS) as intake:
        assert intake.raw.headers == ("ID", "Name", "Country")
        assert intake.raw.frame.collect()[ROW].to_list() == [1, 2, 3]


def test_the_sheet_with_a_table_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Read me").write(0, 0, "How to use this file")
        codes = book.add_worksheet("Codes")
        codes.write_row(0, 0, ["Code", "Meaning"])
        codes.write_row(1, 0, ["1", "good"])
        old = book.add_worksheet("Old")
        old.write_row(0, 0, HEADERS[0])
        old.write_row(1, 0, ["OLD", "Old", "France", 1, 1])
        old.hide()
        new = book.add_worksheet("New")
        new.write_row(0, 0, HEADERS[0])
        new.write_row(1, 0, ["NEW", "New", "France", 1, 1])
    with read_list(str(path), FIELDS) as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == ["NEW"]
        assert "'New'" in intake.notes[0].text.en and "Old: hidden" in intake.notes[0].text.en
    with read_list(f"{path}::Old", FIELDS) as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == ["OLD"]
        assert "hidden" in intake.notes[0].text.en
