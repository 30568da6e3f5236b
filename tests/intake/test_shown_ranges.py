"""What a sheet shows as a range by number formats is read as that text, never as the number behind it."""

from __future__ import annotations

import random
from itertools import product
from pathlib import Path

import pytest
from openpyxl import Workbook

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.intake.sources.shown_texts import show_number
from shortlist.model.fields import Field

FIELDS = {
    "annual_revenue": Field("annual_revenue", "money", minimum=0, aliases=("Revenue",)),
    "employees": Field("employees", "integer", minimum=0, aliases=("Employees",)),
    "share": Field("share", "percent", minimum=0, maximum=1, aliases=("Share",)),
}
RATES = {"EUR": 2.0, "CNY": 0.1}
Rows = list[tuple[object, ...]]
BEFORE = [
    "<", ">", "≥", "≤", ">=", "<=", "≦", "~", "≈", "at least ", "up to ", "over ", "more than ", "under ", "less than ", "about ", "approx. ",
    "max. ", "min ", "from ", "nearly ", "no more than ", "不少于", "不足", "不到", "超过", "大于", "小于", "低于", "约", "近", "至少", "最多", "不超过",
]  # fmt: skip
BEHIND = [
    "+", " or more", " or less", " and above", " plus", " or so", " (approx.)", "以上", "及以上", "以下", "以内", "左右", "上下", "起",
]  # fmt: skip
# What stands about the digits of a format, and of the text that it shows.
UNITS = {
    "Employees": [("", "", 120), ("", "人", 120), ("", " employees", 120), ("", "", 1200)],
    "Revenue": [("$", "M", 50), ("", "万元", 50), ("€", "", 5_000_000), ("USD ", "k", 900), ("", "", 2_000_000), ("", "亿元", 3)],
    "Share": [("", "%", 0.25), ("", "%", 0.05)],
}  # fmt: skip


def write_book(path: Path, header: str, cells: list[tuple[object, str]]) -> str:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ID", "Company", header])
    for row, (value, code) in enumerate(cells, 2):
        sheet.append([f"K{row}", f"Firm {row}", value])
        sheet.cell(row, 3).number_format = code
    book.save(path)
    return str(path)


def write_csv(path: Path, header: str, shown: list[str]) -> str:
    rows = [f"K{row};Firm {row};{text}" for row, text in enumerate(shown, 2)]
    path.write_text("\n".join([f"ID;Company;{header}", *rows, ""]), "utf-8")
    return str(path)


def read(source: str, *maps: str) -> tuple[Rows, str]:
    with read_list(source, FIELDS, ReadOptions(maps=maps), currency="USD", rates=RATES, leave_doubts=False) as intake:
        frame = intake.frame.collect()
        names = sorted(name for name in frame.columns if name not in ("prospect_id", "name"))
        return frame.select(names).rows(), "\n".join(note.text.en for note in intake.notes)


def quote(text: str, quoted: bool = True) -> str:
    return f'"{text}"' if text and quoted else text


@pytest.mark.quick(4)
@pytest.mark.parametrize("header", UNITS)
def test_every_word_of_a_range_in_a_format_reads_as_the_text_that_is_shown(tmp_path: Path, header: str) -> None:
    cells, shown = [], []
    for (front, behind), (sign, unit, value) in product(
        [*((word, "") for word in BEFORE), *(("", word) for word in BEHIND)], UNITS[header]
    ):
        digits = f"{value:.0%}"[:-1] if unit == "%" else f"{value}"
        code = f"{quote(front + sign)}0{unit if unit == '%' else quote(unit)}{quote(behind)}"
        cells.append((value, code))
        shown.append(f"{front}{sign}{digits}{unit}{behind}")
    rows, notes = read(write_book(tmp_path / "a.xlsx", header, cells))
    expected, _ = read(write_csv(tmp_path / "a.csv", header, shown))
    assert [one for one in zip(shown, rows, expected, strict=True) if one[1] != one[2]] == []
    point = {"Employees": 0, "Revenue": 0, "Share": 2}[header]  # where the value stands among the sorted names
    assert [text for text, row in zip(shown, rows, strict=True) if row[point] is not None] == []
    assert "words of ranges" in notes


@pytest.mark.quick(4)
@pytest.mark.parametrize("seed", range(6))
def test_a_column_of_any_formats_reads_as_the_list_that_it_shows(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    header = choose.choice([*UNITS])
    cells, shown = [], []
    for _ in range(30):
        front, behind = choose.choice([(choose.choice(BEFORE), ""), ("", choose.choice(BEHIND)), ("", "")])
        sign, unit, _ = choose.choice(UNITS[header]) if header != "Share" else ("", "%", 0)
        number = choose.randrange(1, 100)
        text = f"{number}"
        bare = f"{front}{sign}".isascii() and all(letter in "<>~=+$ " for letter in f"{front}{sign}{behind}")
        code = f"{quote(front + sign, not bare)}0{unit if unit == '%' else quote(unit)}{quote(behind, not bare)}"
        if header == "Revenue" and not sign + unit:
            number, text, code = number * 10**6, f"{number * 10**6}", code.replace("0", "#,##0")
        cells.append((number / 100 if unit == "%" else number, code))
        shown.append(f"{front}{sign}{text}{unit}{behind}")
    try:
        expected = read(write_csv(tmp_path / "a.csv", header, shown))[0]
    except ListError:
        expected = []
    try:
        rows = read(write_book(tmp_path / "a.xlsx", header, cells))[0]
    except ListError:
        return  # asked about
    assert [pytest.approx(row) for row in rows] == expected


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("header", "code", "value", "text"),
    [
        ("Employees", '[>=1000]"1000+";0', 1500, "1000+"),
        ("Employees", '[>=1000]"1000+";0', 20, "20"),
        ("Employees", '[<=50]"11-50";[<=200]"51-200";"201-500"', 120, "51-200"),
        ("Employees", '[<=50]"11-50";[<=200]"51-200";"201-500"', 400, "201-500"),
        ("Employees", '[<50]"不足50人";0"人"', 20, "不足50人"),
        ("Employees", '[Red][>=500]"500人以上";[Blue]0"人"', 20, "20人"),
        ("Employees", '0"+";-0;"none"', 30, "30+"),
        ("Revenue", '[>=10000000]"$10M+";"$"#,##0', 40_000_000, "$10M+"),
        ("Revenue", '[>=10000000]"$10M+";"$"#,##0', 4_000_000, "$4,000,000"),
        ("Revenue", '"<"[$€-407]0.0,,"M"', 5_230_000, "<€5.2M"),
        ("Revenue", '"over $"0.00,,"M"', 5_230_000, "over $5.23M"),
        ("Revenue", '0!.0,"万元以上"', 12_000, "1.2万元以上"),
        ("Share", '"under "0.0%', 0.125, "under 12.5%"),
        ("Share", '0"%+"', 30, "30%+"),
        ("Employees", "\\<0", 30, "<30"),
        ("Employees", "~0", 300, "~300"),
    ],
)
def test_sections_of_a_format_are_read_by_the_value(
    tmp_path: Path, header: str, code: str, value: float, text: str
) -> None:
    rows, _ = read(write_book(tmp_path / "a.xlsx", header, [(value, code)] * 3))
    assert rows == read(write_csv(tmp_path / "a.csv", header, [text] * 3))[0]


@pytest.mark.parametrize(
    ("header", "code", "value", "point"),
    [
        ("Share", "+0.0%;-0.0%;0.0%", 0.05, 0.05),
        ("Employees", "#,##0_);(#,##0)", 120, 120.0),
        ("Employees", '"余额 "0', 120, 120.0),
        ("Employees", '"No. of staff "0', 120, 120.0),
        ("Revenue", '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-;_-* "-"??\\ "€"_-;_-@_-', 50_000, 100_000.0),
        ("Employees", "0.00E+00", 120, 120.0),
        ("Employees", "0;[Red]-0", 120, 120.0),
    ],
)
def test_formats_that_say_no_range_leave_the_number(
    tmp_path: Path, header: str, code: str, value: float, point: float
) -> None:
    rows, notes = read(write_book(tmp_path / "a.xlsx", header, [(value, code)] * 3))
    assert rows == [(point,)] * 3
    assert "words of ranges" not in notes


def test_what_is_left_beside_ranges_is_read_by_its_own_formats(tmp_path: Path) -> None:
    cells = [(50, '0"万元"'), (50, '0"万元以上"'), (80, '0"万元"'), (90, '"约"0"万元"')]
    rows, notes = read(write_book(tmp_path / "a.xlsx", "Revenue", cells))
    assert [row[0] for row in rows] == [50_000.0, None, 80_000.0, None]
    assert "'Revenue': 2 cells of numbers are read as the sheet shows them" in notes
    rows, _ = read(write_book(tmp_path / "b.xlsx", "Share", [(0.3, "0%"), (0.3, '">"0%'), (0.4, "0%")]))
    assert [row[-1] for row in rows] == [0.3, None, 0.4]
    # Texts with a decimal comma beside do not change what a number is.
    rows, _ = read(write_book(tmp_path / "c.xlsx", "Revenue", [("1,5 Mio. €", "General"), (2.345, '"<€"0.000"M"')]))
    assert rows[0][0] == 3e6
    assert rows[1][-1] is not None
    assert max(one for one in rows[1] if one is not None) == pytest.approx(4.69e6)


def test_what_cannot_be_written_as_it_is_shown_is_unread_and_named(tmp_path: Path) -> None:
    assert show_number(1234567, '000"x"0000"+"') == '000"x"0000"+"'
    source = write_book(tmp_path / "a.xlsx", "Employees", [(120, "0"), (1234, '00"x"00"+"'), (50, "0"), (60, "0")])
    with read_list(source, FIELDS) as intake:
        assert intake.frame.collect()["employees"].to_list() == [120.0, None, 50.0, 60.0]
        assert intake.unreadable.cells().collect()["text"].to_list() == ['00"x"00"+"']
