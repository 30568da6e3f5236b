"""What a workbook shows is what is read: formats, hidden rows, merged cells, true numbers, and files that are none."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.intake.sources.number_formats import read_format
from shortlist.intake.sources.opening import open_list
from shortlist.intake.sources.raw import CURRENCY, ROW, RawList
from shortlist.model.fields import Field

HEADER = ["Account ID", "Account Name", "Ratio"]


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., RawList]:
    def make(
        fill: Callable[[Any, Any], None], change: Callable[[bytes], bytes] | None = None, **options: Any
    ) -> RawList:
        path = tmp_path / "list.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            fill(book.add_worksheet("Leads"), book)
        if change:
            rewrite(path, change)
        (tmp_path / "folder").mkdir(exist_ok=True)
        return open_list(str(path), tmp_path / "folder", **options)

    return make


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the XML of a workbook's first sheet."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)


def notes(raw: RawList) -> str:
    return "\n".join(note.text.en for note in raw.notes)


@pytest.mark.quick(4)
@pytest.mark.parametrize("kind", ["xlsx", "jsonl", "db"])
@pytest.mark.parametrize("text", ["1,8", "1.234", "1,234.5", "1.234,5", "n/a", "about 2"])
def test_true_numbers_are_never_read_by_the_conventions_of_text(tmp_path: Path, kind: str, text: str) -> None:
    random = Random(text)
    numbers = [round(random.uniform(-9, 9) * 10 ** random.randint(-3, 6), random.randint(0, 6)) for _ in range(40)]
    cells: list[object] = [*numbers[:20], text, *numbers[20:], 2.345, 1.111]
    path = tmp_path / f"list.{kind}"
    if kind == "xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, HEADER)
            for row, cell in enumerate(cells, 1):
                sheet.write_row(row, 0, [f"A{row}", "Firm"])
                (sheet.write_string if isinstance(cell, str) else sheet.write_number)(row, 2, cell)
    elif kind == "jsonl":
        path.write_text(
            "\n".join(json.dumps({"Account ID": f"A{n}", "Ratio": cell}) for n, cell in enumerate(cells, 1))
        )
    else:
        with sqlite3.connect(path) as connection:
            connection.execute('CREATE TABLE t ("Account ID" TEXT, Ratio)')
            connection.executemany("INSERT INTO t VALUES (?, ?)", [(f"A{n}", cell) for n, cell in enumerate(cells, 1)])
        connection.close()
    for maps in ((), ("ratio=Ratio:decimal-comma",), ("ratio=Ratio:decimal-point",)):
        try:
            with read_list(
                str(path), {"ratio": Field("ratio", "number")}, ReadOptions(maps=maps), keep="all"
            ) as intake:
                frame = intake.frame.collect()
        except ListError as error:
            assert "decimal-comma" in str(error)  # the one text leaves a doubt of its own
            continue
        for n, cell in enumerate(cells):
            if not isinstance(cell, str):
                assert frame["ratio"][n] == pytest.approx(cell, rel=1e-15), (n, cell)
                assert float(frame["list:Ratio"][n]) == cell
                assert "e" not in str(frame["list:Ratio"][n])
            elif cell != "n/a":  # which the reader of workbooks takes for no cell where all others are numbers
                assert frame["list:Ratio"][n] == cell


def test_whole_numbers_and_days_stay_what_they_are(opened: Callable[..., RawList]) -> None:
    def fill(sheet: Any, book: Any) -> None:
        day, time = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["ID", "Code", "Share", "Signed", "Seen", "Mixed"])
        for row in range(1, 4):
            sheet.write_row(row, 0, [f"A{row}", 3240 + row, row / 2])
            sheet.write_datetime(row, 3, datetime(2026, 3, row), day)
            sheet.write_datetime(row, 4, datetime(2026, 3, row, 9, 30), time)
        sheet.write_datetime(1, 5, datetime(2026, 3, 1), day)
        sheet.write(2, 5, "soon")

    frame = opened(fill).frame.collect()
    assert [str(dtype) for dtype in frame.drop(ROW).dtypes][:4] == ["String", "Int64", "Float64", "Date"]
    assert frame["Seen"].dtype == pl.Datetime
    assert frame["Mixed"].to_list() == ["2026-03-01", "soon", None]


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("00000", 421, "00421"),
        ("0000000000", 7, "0000000007"),
        ('"C-"0000', 12, "C-0012"),
        ("000-000", 12345, "012-345"),
        ("00000", 123456, "123456"),
    ],
)
def test_ids_keep_the_zeros_that_the_sheet_shows(
    opened: Callable[..., RawList], code: str, number: int, shown: str
) -> None:
    def fill(sheet: Any, book: Any) -> None:
        style = book.add_format({"num_format": code})
        sheet.write_row(0, 0, ["ID", "Name"])
        for row in (1, 2):
            sheet.write(row, 0, number if row == 1 else 5, style)
            sheet.write(row, 1, "Firm")
        sheet.write_row(3, 0, ["X-9", "Firm"])

    raw = opened(fill)
    assert raw.frame.collect()["ID"].to_list()[0::2] == [shown, "X-9"]
    assert "leading zeros" in notes(raw)


@pytest.mark.parametrize("code", ["0", "#,##0", "General", "0.00", '0 "days"', "0%", "yyyy", "00.00", "0E+00", "#000"])
def test_other_formats_have_no_zeros_to_keep(code: str) -> None:
    assert read_format(code).zeros == ()


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("[$¥-411]#,##0", "JPY"),
        ("[$¥-804]#,##0.00", "CNY"),
        ("[$£-809]#,##0", "GBP"),
        ("[$€-2] #,##0", "EUR"),
        ("#,##0.00 [$€-407]", "EUR"),
        ("[$$-409]#,##0", "USD"),
        ("[$$-C09]#,##0", "AUD"),
        ("[$CHF] #,##0", "CHF"),
        ('"¥"#,##0', "¥"),
        ('_("$"* #,##0.00_);_("$"* (#,##0.00)', "$"),
        ("[$kr-41D] #,##0", "SEK"),
        ('#,##0 "EUR"', "EUR"),
        ("#,##0", None),
        ("[$-409]d-mmm-yy", None),
        ('0 "Mio"', None),
        ("[Red]#,##0;[Blue]-#,##0", None),
    ],
)
def test_the_currency_of_a_number_format(code: str, currency: str | None) -> None:
    assert read_format(code).currency == currency


def test_currencies_are_told_cell_by_cell(opened: Callable[..., RawList]) -> None:
    codes = ["[$¥-411]#,##0", "[$£-809]#,##0", "#,##0", "[$$-409]#,##0"]

    def fill(sheet: Any, book: Any) -> None:
        sheet.write_row(0, 0, ["ID", "Name", "Turnover"])
        for row, code in enumerate(codes, 1):
            sheet.write_row(row, 0, [f"A{row}", "Firm"])
            sheet.write(row, 2, 900, book.add_format({"num_format": code}))

    raw = opened(fill)
    assert raw.currencies == {"Turnover": CURRENCY + "Turnover"}
    assert raw.frame.collect()[CURRENCY + "Turnover"].to_list() == ["JPY", "GBP", None, "USD"]
    assert "'Turnover'" in notes(raw) and "JPY" in notes(raw)


def percents(sheet: Any, book: Any) -> None:
    style = book.add_format({"num_format": "0%"})
    sheet.write_row(0, 0, ["ID", "Name", "Growth", "Part", "None"])
    for row in range(1, 2_500):
        sheet.write_row(row, 0, [f"A{row}", "Firm", None, 0.25, 0.25])
        sheet.write(row, 2, 0.25, style)
    sheet.write(2_400, 3, 0.25, style)


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml,
        lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1"/>', xml),
        lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b"", xml),
        lambda xml: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:B2"/>', xml),
        lambda xml: xml.replace(b"<row ", b"\n  <row ").replace(b"<c ", b"\n    <c ").replace(b"</row>", b"\n  </row>"),
        lambda xml: re.sub(rb'<c r="(\w+)" s="(\d+)">', rb'<c s="\2" r="\1" t="n">', xml),
        lambda xml: re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml).replace(b"xmlns=", b"xmlns:x="),
    ],
    ids=["plain", "A1", "no dimension", "too small", "indented", "order", "prefix"],
)
def test_formats_are_seen_in_all_rows_however_the_file_is_written(
    opened: Callable[..., RawList], change: Callable[[bytes], bytes]
) -> None:
    assert opened(percents, change).percents() == {"Growth": True, "Part": False}


def leads(sheet: Any, book: Any) -> None:
    sheet.write_row(0, 0, ["A title"])
    sheet.write_row(2, 0, ["ID", "Name", "Country", "Employees"])
    for row in range(3, 11):
        sheet.write_row(row, 0, [f"A{row}", "Firm", None, row])
    sheet.merge_range(3, 2, 5, 2, "Iran")
    sheet.write(6, 2, "France")
    sheet.merge_range(7, 2, 10, 2, "Spain")
    for row in (4, 8, 9):
        sheet.set_row(row, None, None, {"hidden": True})


def test_merged_cells_are_filled_down_and_hidden_rows_are_said(opened: Callable[..., RawList]) -> None:
    raw = opened(leads)
    assert raw.frame.collect()["Country"].to_list() == ["Iran"] * 3 + ["France"] + ["Spain"] * 4
    assert "2 cells are merged" in notes(raw) and "3 rows are hidden" in notes(raw)
    raw = opened(leads, visible=True)
    frame = raw.frame.collect()
    assert frame["ID"].to_list() == ["A3", "A5", "A6", "A7", "A10"]
    assert frame["Country"].to_list() == ["Iran", "Iran", "France", "Spain", "Spain"]
    assert (raw.rows_in, raw.refused.count, "hidden" in notes(raw)) == (8, 3, False)
    assert raw.refused.frame()["line"].to_list() == [5, 9, 10]


def test_visible_is_for_workbooks(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,name\n1,2\n")
    with pytest.raises(ListError, match="--visible says nothing about a csv list"):
        read_list(str(tmp_path / "list.csv"), {}, ReadOptions(visible=True))


def test_formulas_without_values_and_errors_are_named(
    opened: Callable[..., RawList], capfd: pytest.CaptureFixture[str]
) -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["ID", "Name", "Revenue", "Share", "Done", "Empty text"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [f"A{row}", "Firm"])
            sheet.write_formula(row, 2, "=D2*2", None, "")
            sheet.write_formula(row, 3, "=1/0", None, "#DIV/0!") if row == 3 else sheet.write(row, 3, 0.5)
            sheet.write_formula(row, 4, "=1+1", None, 2)
            sheet.write_formula(row, 5, '=""', None, "")

    def uncalculated(xml: bytes) -> bytes:
        xml = re.sub(rb'(<c r="F\d")', rb'\1 t="str"', xml)
        return re.sub(rb'(<c r="C\d"[^>]*?)(?: t="str")?(><f>[^<]*</f>)<v></v>', rb"\1\2<v/>", xml)

    raw = opened(fill, uncalculated)
    raw.frame.collect()
    assert notes(raw).count("never calculated") == 1
    assert "'Revenue': 4 cells hold a formula" in notes(raw)
    assert "'Share': 1 cell holds an error" in notes(raw) and "#DIV/0!, in row 4" in notes(raw)
    assert "dtype" not in capfd.readouterr().err
    assert logging.getLogger("fastexcel").handlers


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("~$book.xlsx", b"\x05Jo Doe", "lock file .* name 'book.xlsx'"),
        (".~lock.book.xlsx#", b",jo,", "lock file .* name 'book.xlsx'"),
        ("list.gsheet", b'{"url": "https://docs.google.com"}', "Google sheet.* XLSX or CSV"),
        ("list.numbers", b"PK\x03\x04", "Numbers document"),
        ("list.xls", b"<html><body><table><tr><td>ID</td></tr></table></body></html>", "web page.* XLSX"),
        ("list.xls", b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "XML file.* XLSX"),
        ("list.xlsx", b"id,name\n1,2\n", "not an XLSX file"),
        ("list.csv", b"\x1f\x8b\x08\0abc", "compressed"),
        (
            "list.xlsx",
            b"\xd0\xcf\x11\xe0" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 64,
            "password",
        ),
    ],
)
def test_files_that_are_no_list_say_what_to_do(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ListError, match=words) as refusal:
        open_list(str(tmp_path / name), tmp_path)
    assert all("\n" not in str(problem) for problem in refusal.value.problems)


def test_folders_addresses_and_archives(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="folder"):
        open_list(str(tmp_path), tmp_path)
    for address in ("https://example.com/list.csv", "s3://bucket/list.csv", "file:///tmp/list.csv"):
        with pytest.raises(ListError, match="address"):
            open_list(address, tmp_path)
    for inside, words in (
        ("list.csv", "ZIP archive"),
        ("word/document.xml", "document"),
        ("Index/Document.iwa", "Numbers"),
    ):
        with zipfile.ZipFile(tmp_path / "list.xlsx", "w") as archive:
            archive.writestr(inside, "x")
        with pytest.raises(ListError, match=words):
            open_list(str(tmp_path / "list.xlsx"), tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "A1", "country": "IR", "country": "DE"}',
        '{"id": "A1", "more": {"country": "IR", "country": "DE"}}',
        '{"id": "A1", "id": "A1"}',
        '{"id": "A1", "more": [{"a": 1}, {"a": 1, "b": 2, "a": 3}]}',
        '{"id": "A1", "country": "IR", "c\\u006funtry": "DE"}',
    ],
)
def test_a_key_that_stands_twice_refuses_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "list.jsonl").write_text('{"id": "A0", "country": "FR"}\n' + line + '\n{"id": "A2", "country": "FR"}\n')
    raw = open_list(str(tmp_path / "list.jsonl"), tmp_path)
    assert raw.frame.collect()["id"].to_list() == ["A0", "A2"]
    assert ["stands twice" in text for text in raw.refused.frame()["en"]] == [True]
    (tmp_path / "list.json").write_text(f'[{{"id": "A0"}}, {line}]')
    with pytest.raises(ListError, match="stands twice"):
        open_list(str(tmp_path / "list.json"), tmp_path)


def test_keys_that_differ_in_case_are_named(tmp_path: Path) -> None:
    (tmp_path / "list.jsonl").write_text('{"id": "A1", "country": "IR", "Country": "DE"}\n')
    with read_list(str(tmp_path / "list.jsonl"), {"country": Field("country", "country")}) as intake:
        assert ["'Country'" in note.text.en for note in intake.notes] == [True]


@pytest.mark.parametrize("visible", [[["Report 2026"]], [["Summary"], ["see the other sheet"]]])
@pytest.mark.parametrize("hidden", [["Data"], ["Data", "2025"]])
def test_a_table_that_is_hidden_behind_a_sheet_without_one_is_named(
    tmp_path: Path, visible: list[list[str]], hidden: list[str]
) -> None:
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for row in visible:
        book.active.append(row)
    book.active.title = "Cover"
    for name in hidden:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden"
        for cells in [["Account ID", "Name", "Country"], ["A1", "Firm", "France"]]:
            sheet.append(cells)
    book.save(path)
    with pytest.raises(ListError) as refused:
        read_list(str(path), {"country": Field("country", "country")})
    assert "no visible sheet holds a table ('Cover'), but a hidden one does" in str(refused.value)
    assert all(f"{path}::{name}" in str(refused.value) for name in hidden)
    with read_list(f"{path}::Data", {"country": Field("country", "country")}) as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == ["A1"]
