"""What number formats of a workbook show of currencies: they agree with what else names one, or it is asked about."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

RATES = {"EUR": 1.08, "GBP": 1.27, "CNY": 0.14, "JPY": 0.0067, "CAD": 0.72, "SEK": 0.09}
FIELDS = {"annual_revenue": Field("annual_revenue", "money", aliases=("Revenue",))}
# How a format shows a currency, by what it may name.
FORMATS = {
    '"$"#,##0': {"USD", "CAD"},
    "[$$-409]#,##0": {"USD"},
    "[$€-407]#,##0": {"EUR"},
    '#,##0 "EUR"': {"EUR"},
    "[$£-809]#,##0": {"GBP"},
    '"¥"#,##0': {"CNY", "JPY"},
    "[$¥-411]#,##0": {"JPY"},
    '#,##0 "kr"': {"SEK"},
}


def write(folder: Path, headers: Sequence[str], rows: Sequence[Sequence[object]], formats: Sequence[str | None]) -> str:
    """A workbook with a row of each format, which its last cell has."""
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headers)
        for at, (row, code) in enumerate(zip(rows, formats, strict=True), 1):
            sheet.write_row(at, 0, row[:-1])
            sheet.write(at, len(row) - 1, row[-1], book.add_format({"num_format": code}) if code else None)
    return str(path)


def read(path: str, *maps: str, home: str = "USD") -> tuple[list[float | None], list[str]]:
    rates = {code: rate for code, rate in {"USD": 1.0, **RATES}.items() if code != home}
    with read_list(path, FIELDS, ReadOptions(maps=maps), currency=home, rates=rates) as intake:
        notes = [str(note.text) for note in intake.notes]
        found = intake.frame.collect()["annual_revenue"].to_list()
    return [None if value is None else round(value, 2) for value in found], notes


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", range(12))
def test_a_column_and_formats_agree_row_by_row_or_are_asked_about(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    home = chance.choice(["USD", "EUR", "GBP"])
    codes = [chance.choice(["EUR", "GBP", "USD", "JPY", "CNY", "SEK"]) for _ in range(4)]
    right = [chance.choice([None, *(form for form, named in FORMATS.items() if code in named)]) for code in codes]
    headers = ["ID", "Name", "Currency", "Revenue"]
    rows = [(f"p{n}", f"N{n}", code, 1000) for n, code in enumerate(codes)]
    expected = [round(1000 * (1.0 if code == home else {"USD": 1.0, **RATES}[code]), 2) for code in codes]
    values, _ = read(write(tmp_path, headers, rows, right), home=home)
    assert values == expected
    at = chance.randrange(4)
    wrong = [*right]
    wrong[at] = chance.choice([form for form, named in FORMATS.items() if codes[at] not in named])
    path = write(tmp_path, headers, rows, wrong)
    with pytest.raises(ListError, match=r"'Currency' names .*number formats.*annual_revenue=Revenue:\[Currency\]"):
        read(path, home=home)
    assert read(path, "annual_revenue=Revenue:[Currency]", home=home)[0] == expected
    assert read(path, "annual_revenue=Revenue:EUR", home=home)[0] == [1000 * (1.0 if home == "EUR" else 1.08)] * 4


@pytest.mark.quick(5)
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("header", "code"), [("Revenue (EUR)", "EUR"), ("Revenue in JPY", "JPY"), ("Revenue USD", "USD")]
)
def test_a_header_and_formats_agree_or_are_asked_about(tmp_path: Path, form: str, header: str, code: str) -> None:
    path = write(tmp_path, ["ID", "Name", header], [("a", "A", 1000), ("b", "B", 1000)], [form, None])
    worth = round(1000 * (1.0 if code == "USD" else RATES[code]), 2)
    if code in FORMATS[form]:
        assert read(path)[0] == [worth] * 2
        return
    with pytest.raises(ListError) as error:
        read(path)
    assert "header names " + code in str(error.value) and f"annual_revenue={header}:{code}" in str(error.value)
    assert read(path, f"annual_revenue={header}:{code}")[0] == [worth] * 2
    assert read(path, f"annual_revenue={header}:GBP")[0] == [1270.0] * 2


def test_formats_of_empty_cells_contradict_nothing(tmp_path: Path) -> None:
    headers = ["ID", "Name", "Currency", "Revenue"]
    path = write(tmp_path, headers, [("a", "A", "EUR", 1000), ("b", "B", "GBP", None)], ["[$€-407]#,##0", '"$"#,##0'])
    assert read(path)[0] == [1080.0, None]


@pytest.mark.quick(2)
@pytest.mark.parametrize("text", ["$4m", "US$4m", "4.000.000 €", "£4m", "4 million CNY", "kr 4m"])
def test_a_text_cell_is_read_by_its_own_sign_beside_formats(tmp_path: Path, text: str) -> None:
    rows = [("a", "A", 1000), ("b", "B", text), ("c", "C", 2000)]
    path = write(tmp_path, ["ID", "Name", "Revenue"], rows, ["[$€-407]#,##0"] * 3)
    if text.startswith("kr"):
        with pytest.raises(ListError, match="'kr' names several currencies"):
            read(path)
        return
    worth = next(worth for sign, worth in (("$", 1.0), ("€", 1.08), ("£", 1.27), ("CNY", 0.14)) if sign in text)
    maps = ("annual_revenue=Revenue:decimal-comma",) if "€" in text else ()
    found, notes = read(path, *maps)
    assert found == [1080.0, 4e6 * worth, 2160.0]
    assert not [note for note in notes if "no currency" in note or "names another" in note or ":USD" in note]


def test_a_text_cell_without_a_sign_is_counted_beside_formats(tmp_path: Path) -> None:
    rows = [("a", "A", 1000), ("b", "B", "$4m"), ("c", "C", "5m")]
    found, notes = read(write(tmp_path, ["ID", "Name", "Revenue"], rows, ["[$€-407]#,##0"] * 3))
    assert found == [1080.0, 4e6, None]
    assert any("'Revenue': 1 amount(s) have no currency in the number format" in note for note in notes)


@pytest.mark.quick(6)
@pytest.mark.parametrize(
    ("form", "code"),
    [
        *(
            (form, "CNY")
            for form in ('"RMB "#,##0', '#,##0"RMB"', '#,##0" rmb"', "\\R\\M\\B#,##0", '"人民币"#,##0"元"')
        ),
        *((form, "INR") for form in ('"Rs. "#,##0', '"Rs."#,##0', '"rs "#,##0')),
        *(
            (form, "CAD")
            for form in ('"C$"#,##0', '"CA$"#,##0', '"CAD$"#,##0', "!C!$#,##0", "[$C$]#,##0", '"CAD $"#,##0')
        ),
        *((form, "AUD") for form in ('"A$"#,##0', '"AU$ "#,##0')),
        *((form, "CHF") for form in ('"Fr. "#,##0', '"SFr. "#,##0')),
        *((form, "EUR") for form in ('#,##0 "Euro"', '#,##0 "euros"')),
        *((form, "JPY") for form in ('#,##0 "yen"', '#,##0" 円"')),
        *((form, "HKD") for form in ('"HK$"#,##0', "[$HK$]#,##0", '#,##0"港元"')),
        *(
            (form, None)
            for form in ('"S$"#,##0', '"Mex$"#,##0', '"Mex $"#,##0', '"$US"#,##0', '"Rp"#,##0', '#,##0"руб."')
        ),
        *((form, None) for form in ('#,##0" DM"', '"R "#,##0', '#,##0"澳门元"', '#,##0 "kr./EUR/GBP"', '"₸"#,##0')),
    ],
)
def test_words_of_formats_are_those_of_text_cells(tmp_path: Path, form: str, code: str | None) -> None:
    rates = {"CNY": 0.14, "INR": 0.012, "CAD": 0.72, "AUD": 0.66, "CHF": 1.1, "EUR": 1.08, "JPY": 0.0067, "HKD": 0.128}
    path = write(tmp_path, ["ID", "Name", "Revenue"], [("a", "A", 1000), ("b", "B", 2000)], [form] * 2)
    with read_list(path, FIELDS, currency="USD", rates=rates) as intake:
        found = intake.frame.collect()["annual_revenue"].to_list()
        notes = "\n".join(note.text.en for note in intake.notes)
    assert "without a sign of their own" not in notes and "no currency in the number format" not in notes
    if code is None:
        assert found == [None, None] and ("names no known currency" in notes or "no rate for SGD" in notes)
        return
    assert found == pytest.approx([1000 * rates[code], 2000 * rates[code]])
    with read_list(path, FIELDS, currency=code, rates={}) as intake:
        assert intake.frame.collect()["annual_revenue"].to_list() == [1000, 2000]
        assert not any("without a sign" in note.text.en for note in intake.notes)


def test_a_word_of_a_format_with_a_magnitude_says_both(tmp_path: Path) -> None:
    for form in ('#,##0"RMB万"', '"RMB "#,##0"万"', '#,##0"万RMB"'):
        path = write(tmp_path, ["ID", "Name", "Revenue"], [("a", "A", 45)], [form])
        assert read(path)[0] == [63000.0]


ORDINARY = [
    "General",
    "0",
    "0.00",
    "#,##0",
    "#,##0.00",
    "#,##0.00_);[Red](#,##0.00)",
    "0.00E+00",
    '#,##0 "pcs"',
    '#,##0" p.a."',
    "[$-409]#,##0",
]


@pytest.mark.quick(4)
@pytest.mark.parametrize("form", [*ORDINARY, '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)', '"$"#,##0'])
def test_ordinary_formats_say_nothing_new(tmp_path: Path, form: str) -> None:
    rows = [("a", "A", 1000), ("b", "B", 2000)]
    plain = read(write(tmp_path, ["ID", "Name", "Revenue"], rows, [None, None]))
    assert read(write(tmp_path, ["ID", "Name", "Revenue"], rows, [form, form])) == plain
