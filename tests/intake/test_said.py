"""What cannot be read, or is read in an unusual way, says why in our own words, with what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

FIELDS = {"annual_revenue": Field("annual_revenue", "money"), "country": Field("country", "country")}
HEAD = "ID,Company,Country,Annual revenue\n"


def read(path: Path, **options: object) -> tuple[list[tuple[object, ...]], str]:
    with read_list(str(path), FIELDS, ReadOptions(**options), rates={"EUR": 2.0, "GBP": 3.0}) as intake:  # type: ignore[arg-type]
        return intake.frame.collect().rows(), "\n".join(note.text.en for note in intake.notes)


@pytest.mark.quick(4)
@pytest.mark.parametrize("name", ["Müller", "Żabka", "Société Générale", "北方磨坊"])
@pytest.mark.parametrize("bad", [b"Caf\xe9", b"\xc4gypten", b"A\xa0B"])
def test_utf8_with_one_bad_byte_is_no_other_encoding(tmp_path: Path, name: str, bad: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEAD}1,{name},Germany,5\n".encode() + b"2," + bad + b",France,6\n3,C,France,7\n")
    rows, said = read(path)
    assert [row[1] for row in rows] == [name, "C"]
    assert "read as UTF-8, which it is but for line 3" in said or "Windows" not in said


@pytest.mark.parametrize("text", ["CAFÉ® Müller", "Müller & Söhne", "«CAFÉ» Société"])
def test_windows_text_stays_what_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEAD}1,{text},France,5\n".encode("cp1252"))
    assert read(path)[0][0][1] == text


@pytest.mark.parametrize("amount", ["€5000", "5000 €", "€ 5000", "£5000", "5000€"])
def test_a_sign_of_a_currency_at_a_number_settles_the_encoding(tmp_path: Path, amount: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEAD}1,Acme,France,{amount}\n2,Beta,France,{amount}\n".encode("cp1252"))
    rows, said = read(path)
    assert {row[3] for row in rows} | {row[2] for row in rows} >= {10000.0 if "€" in amount else 15000.0}
    assert "read as Windows-1252" in said


def test_latin_9_is_among_the_readings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEAD}1,Cœur Société,France,5\n".encode("iso-8859-15"))
    try:
        assert read(path)[0][0][1] == "Cœur Société"
    except ListError as error:
        assert "ISO-8859-15 ('Cœur Société')" in str(error)


def test_a_guess_is_named_where_the_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Фирма,Где\nСеверная мельница,Москва\n".encode("koi8-r"))
    with pytest.raises(ListError, match=r"no column of the list(.|\n)*read as KOI8-R, judging by its bytes"):
        read(path)


def test_rows_that_do_not_fit_are_counted_without_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{HEAD}1,A\n2,B\n3,C\n4,D,E,F,G\n", "utf-8")
    with pytest.raises(ListError, match=r"4 of 4 rows do not fit .* \(of them 3 with 2 cells\)"):
        read(path)


def test_each_reason_of_json_lines_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1, "id": 2}\n[1]\n"x"\n')
    with pytest.raises(ListError, match=r"1 because its key 'id' stands twice \(the first in line 1\)") as error:
        read(path)
    assert "2 because it is not a JSON object (the first in line 2)" in str(error.value)


@pytest.mark.parametrize(
    "text",
    ['{"data": [{"id": 1}]}', '{\n "total": 1,\n "records": [\n {"id": 1}\n ]\n}', '{"a": 1, "rows": [{"x": 2}]}\n'],
)
def test_a_wrapper_of_json_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    key = next(one for one in ("data", "records", "rows") if one in text)
    with pytest.raises(ListError, match=f"under the key '{key}'.*jq -c"):
        read(path)


def test_a_list_without_headers_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("C1,Acme,Germany,5000000\nC2,Beta,France,7000000\n")
    with pytest.raises(ListError, match=r"first row seems to be data, not headers: C1, Acme"):
        read(path)


@pytest.mark.parametrize("kind", ["cut", "stub", "xlsb", "part"])
def test_a_damaged_workbook_gets_a_line_of_ours(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["ID", "Company"])
    data = path.read_bytes()
    if kind == "stub":
        path = tmp_path / "a.xls"
    if kind == "xlsb":
        path = tmp_path / "a.xlsb"
    changed = {"cut": data[:900], "stub": b"\xd0\xcf\x11\xe0stub", "xlsb": b"PK\x03\x04abc"}
    if kind == "part":
        with zipfile.ZipFile(path) as book_in:
            parts = {name: book_in.read(name) for name in book_in.namelist() if "sheet1" not in name}
        with zipfile.ZipFile(path, "w") as book_out:
            for name, part in parts.items():
                book_out.writestr(name, part)
    else:
        path.write_bytes(changed[kind])
    with pytest.raises(ListError) as error:
        read(path)
    for problem in error.value.problems:
        assert not any(word in problem.text.en.casefold() for word in ("calamine", "context", "error:", "zip"))
        assert "XLSX" in problem.text.en and "XLSX" in problem.text.zh


def test_the_hidden_sheet_that_is_decided_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Cover").activate()
        for name in ("Data", "Old"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["ID", "Company", "Country"])
            sheet.write_row(1, 0, ["1", name, "France"])
            sheet.hide()
    rows, said = read(path)
    assert rows[0][1] == "Data" and "the hidden sheet 'Data' is decided" in said
    with pytest.raises(ListError, match=r"all sheets .* hidden .*Data, Old.*--visible"):
        read(path, visible=True)


def test_headings_merged_over_the_columns_are_no_prospects(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(
            [["ID", "Company", "Country", "Annual revenue"], [], [1, "A", "France", 5], [], [2, "B", "Spain", 6]]
        ):
            sheet.write_row(at, 0, row)
        sheet.merge_range("A2:D2", "华东区")
        sheet.merge_range("A4:D4", "区域 3")
    rows, said = read(path)
    assert [row[1] for row in rows] == ["A", "B"]
    assert "2 rows are no prospects and were refused (2 headings of sections): '华东区', '区域 3'" in said
