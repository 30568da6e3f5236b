"""A row of headers below the first is known in whatever order and writing; nothing below it is read into other columns."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random

import openpyxl
import polars as pl
import pytest

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

FIELDS = {
    "country": Field("country", "country"),
    "employees": Field("employees", "integer", aliases=("Headcount", "员工人数")),
    "annual_revenue": Field("annual_revenue", "money", aliases=("Revenue", "年营业收入")),
    "last_order": Field("last_order", "date"),
}
HEADER = ["Account ID", "Account Name", "Country", "Employees", "Annual Revenue", "Last order"]
FIRMS = [
    ["A1", "Alpha", "Germany", "50", "5000000", "2026-01-05"],
    ["A2", "Employees First Ltd", "France", "60", "6000000", "2026-02-05"],
    ["A3", "Country", "Italy", "70", "7000000", ""],
    ["A4", "Name", "Spain", "80", "", "2026-03-05"],
    ["A5", "Revenue", "", "90", "9000000", "2026-04-05"],
]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def write(path: Path, rows: list[list[str]]) -> str:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
        book.save(path)
    return str(path)


def read(path: Path, rows: list[list[str]], *, related: bool = False):  # type: ignore[no-untyped-def]
    options = ReadOptions(duplicates="keep")
    fields = FIELDS if not related else {"prospect": Field("prospect", "text", aliases=("Account ID",)), **FIELDS}
    with read_list(write(path, rows), fields, options, related=related) as intake:
        frame = intake.frame.collect()
        said = "\n".join(note.text.en for note in intake.notes)
        return frame, said, intake.refused, intake.rows_in


@pytest.mark.quick(3)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", range(8))
def test_rows_below_headers_in_another_order_are_never_read_into_other_columns(
    tmp_path: Path, kind: str, seed: int
) -> None:
    random = Random(seed)
    rows, good, bad = [HEADER], [], 0
    places = list(range(len(HEADER)))
    for block in range(4):
        order = places if not block else random.choice([places, random.sample(places, len(places))])
        writing = random.choice([str, str.upper, str.lower, lambda text: text.translate(WIDE), lambda t: f" {t} "])
        if block:
            mark = random.choice(["", "\ufeff"])
            line = [writing(HEADER[place]) for place in order]
            rows.append([mark + line[0], *line[1:]])
        for firm in FIRMS:
            own = [f"{firm[0]}{block}", *firm[1:]]
            rows.append([own[place] for place in order])
            if order == places:
                good.append(own[0])
            else:
                bad += 1
    frame, said, refused, rows_in = read(tmp_path / f"list.{kind}", rows)
    assert frame["prospect_id"].to_list() == good
    assert dict(zip(frame["prospect_id"], frame["employees"], strict=True)) == {
        one: 40 + 10 * int(one[1]) for one in good
    }
    assert refused.height == bad + 3 and rows_in == len(rows) - 1
    assert ("headers in another order" in said) == (bad > 0)


OTHERS = [
    ["Account ID", "Account Name", "Country", "Headcount", "Industry", "Last order"],
    ["Region", "Account ID", "Account Name", "Country", "Annual Revenue", "Employees"],
    ["Annual Revenue", "Employees", "Account ID", "", "", ""],
    ["Customer ID", "Customer Name", "Country", "Revenue", "Headcount", "Segment"],
    ["ACCOUNT ID", "国家", "Account Name", "年营业收入", "员工人数", "备注"],
]


@pytest.mark.parametrize("other", OTHERS)
def test_other_headers_that_are_known_begin_another_table(tmp_path: Path, other: list[str]) -> None:
    below = [f"x{n}" for n in range(len(other))]
    frame, said, refused, _ = read(tmp_path / "list.csv", [HEADER, *FIRMS, other, below, HEADER, ["B1", *FIRMS[0][1:]]])
    assert frame["prospect_id"].to_list() == [*(firm[0] for firm in FIRMS), "B1"]
    assert "line 7: headers in another order or of other columns than the first ones" in said
    assert refused["line"].to_list() == [7, 8, 9]
    assert refused["reason"].to_list()[:2] == ["it stands below other headers than the list's, in other columns"] * 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_ledger_with_two_orders_of_columns_is_not_read(tmp_path: Path, kind: str) -> None:
    swapped = ["Account ID", "Account Name", "Country", "Annual Revenue", "Employees", "Last order"]
    with pytest.raises(ListError, match=r"line 7: headers in another order .* so the row below them cannot be taken"):
        read(tmp_path / f"ledger.{kind}", [HEADER, *FIRMS, swapped, FIRMS[0]], related=True)
    frame, _, refused, _ = read(tmp_path / f"fine.{kind}", [HEADER, *FIRMS, HEADER, FIRMS[0]], related=True)
    assert frame.height == 6 and refused["line"].to_list() == [7]


def test_a_mark_of_byte_order_amid_the_list_is_part_of_no_id(tmp_path: Path) -> None:
    frame, _, refused, _ = read(tmp_path / "list.csv", [HEADER, FIRMS[0], ["\ufeffA2", *FIRMS[1][1:]]])
    assert frame["prospect_id"].to_list() == ["A1", "A2"] and not refused.height


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "firm",
    [
        ["A7", "Country", "", "", "", ""],
        ["C9", "Employees", "Spain", "", "Revenue", ""],
        ["", "Annual Revenue", "Country", "12", "", ""],
        ["Revenue", "", "Germany", "", "", ""],
    ],
)
def test_a_company_called_as_a_column_is_no_header(tmp_path: Path, firm: list[str]) -> None:
    frame, _, refused, _ = read(tmp_path / "list.csv", [HEADER, *FIRMS, firm, ["B1", *FIRMS[0][1:]]])
    assert frame.height == 7 and not refused.filter(pl.col("reason").str.contains("header")).height
