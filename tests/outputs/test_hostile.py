"""Hostile texts in every column of every output: none is a formula, none breaks its row, and each comes back as it was."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import fastexcel
import openpyxl
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shortlist.intake.parsing.formulas import guard, unguard
from shortlist.intake.sources.opening import open_list
from shortlist.outputs.write import write_decisions

HIDDEN = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\u2066",
    "\u202e",
    "\u3164",
    "\x1b",
    "\x9b",
    "\x08",
    "\u3000",
]
SIGNS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\ufe66", "\ufe6b"]
BODIES = [
    "cmd|' /C calc'!A0",
    "SUM(A1)",
    'HYPERLINK("http://x")',
    "A1",
    "x",
    "5",
    "49 89 1",
    '","=1',
    "\r=A1",
    "\n=A1",
    "[/x]",
    "<b>&",
]
HOSTILE = st.builds(
    lambda lead, sign, body, tail: "".join(lead) + sign + body + tail,
    st.lists(st.sampled_from(HIDDEN), max_size=3),
    st.sampled_from(["", *SIGNS]),
    st.sampled_from(BODIES),
    st.sampled_from(["", "\r", "\x1b]8;;http://x\x07", "\u2069", '"', "_x000D_"]),
).filter(bool)
TABLE = st.lists(HOSTILE, min_size=1, max_size=12)


def back(cells: list[str], suffix: str) -> list[str]:
    frame = pl.LazyFrame({"id": [f"A{n}" for n in range(len(cells))], "text": cells, "more": ["x"] * len(cells)})
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/out{suffix}"
        write_decisions(frame, target)
        raw = open_list(target, Path(folder))
        assert raw.headers == ("id", "text", "more")
        assert raw.refused.count == 0
        found = raw.frame.select(unguard(pl.col("text")) if suffix in (".csv", ".tsv") else pl.col("text"))
        return found.collect().to_series().to_list()


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@settings(max_examples=40, deadline=None)
@given(cells=TABLE)
@example(cells=["\rx", "\nx", "a\rb", "a\r\nb"])
def test_text_comes_back_from_delimited_files(suffix: str, cells: list[str]) -> None:
    # A line end within a cell is one, however it was written.
    ends = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    assert back(cells, suffix) == ends


@pytest.mark.parametrize("suffix", [".xlsx", ".jsonl", ".parquet", ".db::t"])
@settings(max_examples=15, deadline=None)
@given(cells=TABLE)
def test_text_comes_back_from_typed_files(suffix: str, cells: list[str]) -> None:
    assert back(cells, suffix) == cells


@settings(max_examples=40, deadline=None)
@given(cells=TABLE)
def test_no_cell_of_a_csv_begins_a_formula(cells: list[str]) -> None:
    frame = pl.LazyFrame({"text": cells, "=header": cells})
    with tempfile.TemporaryDirectory() as folder:
        write_decisions(frame, f"{folder}/o.csv")
        with open(f"{folder}/o.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, strict=True))
    assert len(rows) == len(cells) + 1
    assert rows[0][1] == "'=header"
    for row in rows[1:]:
        for cell in row:
            bare = cell.lstrip("".join(HIDDEN))
            assert not bare.startswith(("=", "@", "＝", "＠", "\ufe66", "\ufe6b"))
            assert not (bare[:1] in "+-＋－" and any(sign in bare for sign in "|!("))


def test_a_workbook_holds_texts_and_no_formulas(tmp_path: Path) -> None:
    cells = [lead + sign + body for lead in ("", " ", "\t", "\u00a0") for sign in SIGNS for body in BODIES[:5]]
    write_decisions(pl.LazyFrame({"=header": cells, "n": [-5] * len(cells)}), str(tmp_path / "o.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["B2"].value == -5
    assert fastexcel.read_excel(tmp_path / "o.xlsx").load_sheet(0).to_polars().to_series(0).to_list() == cells


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_stays_one(number: float) -> None:
    assert pl.select(guard(pl.lit(str(number)))).item() == str(number)
