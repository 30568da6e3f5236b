"""A decided list is decided alike again: what a sheet shows around its numbers is kept, or written behind them."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from shortlist import ReadOptions, Ruleset
from shortlist.pipeline import Outcome, OutputOptions, run
from tests.support.seeds import sample

AS_OF = date(2026, 11, 26)
RULES = """ruleset: probe
version: "1.0"
extends: b2b
treatments:
  - {id: all, for: [qualify, review, reject], offer: {a: annual_revenue, b: employees, c: gross_margin}}
"""
MONEY = ['#,##0"万元"', '#,##0.00 [$€-407]', "[$£-809]#,##0", '"$"#,##0', "[$¥-411]#,##0", '#,##0 "TEUR"', "#,##0 [$EUR]", '0.0,,"M"', "#,##0",
         '[$CNY] #,##0"万"', "General", '0.00"亿元"', '_-* #,##0.00\\ "€"_-', '#,##0,"K"']  # fmt: skip
COUNTS = ["#,##0", "General", '#,##0"人"', '0"万人"']
SHARES = ["0%", "0.0%", "0.00%"]
IDS = ["00000", '"C-"000', "General"]


def write_list(path: Path, chance: random.Random, even: bool) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["ID", "Name", "Country", "Annual Revenue", "Employees", "Gross margin"])
    kinds = [IDS, ["General"], ["General"], MONEY, COUNTS, SHARES]
    forms = [chance.choice(kind) for kind in kinds]
    for row in range(1, 7):
        amount = chance.choice([5, 6200, 12.5, 700, -3, None])
        sheet.append(
            [row, f"Firm {row}", "DE", amount, chance.randrange(1, 900), chance.choice([0.25, 0.005, 1, 0.333])]
        )
        for column, form in enumerate(forms, 1):
            sheet.cell(row + 1, column).number_format = form
        if not even:
            sheet.cell(row + 1, 4).number_format = chance.choice([form for form in MONEY[1:7] if "TEUR" not in form])
    book.save(path)


def decide(source: Path, out: Path | None, rules: Ruleset) -> Outcome:
    output = OutputOptions(str(out), keep="all") if out is not None else OutputOptions()
    return run(source, rules.plan(AS_OF), ReadOptions(), output=output)


@pytest.mark.quick(1)
@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    "seed", [*sample([22, 0, 1, 23], 1), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 22))]
)
def test_a_decided_list_of_any_number_formats_is_decided_alike(tmp_path: Path, seed: int, suffix: str) -> None:
    rules_file = tmp_path / "probe.yaml"
    rules_file.write_text(RULES, "utf-8")
    rules, source, out = Ruleset.load(rules_file), tmp_path / "list.xlsx", tmp_path / f"out{suffix}"
    write_list(source, random.Random(seed), even=seed % 3 > 0)
    here = decide(source, None, rules).decisions
    decide(source, out, rules)
    there = decide(out, None, rules).decisions
    assert here is not None and there is not None
    assert there.to_dicts() == here.to_dicts()


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_numbers_without_a_unit_beside_others_are_said(tmp_path: Path, suffix: str) -> None:
    book = Workbook()
    book.active.append(["ID", "Name", "Annual Revenue"])
    for row, form in enumerate(["[$EUR] #,##0", "General"], 2):
        book.active.append([row, "A", 5000])
        book.active.cell(row, 3).number_format = form
    book.save(tmp_path / "list.xlsx")
    found = decide(tmp_path / "list.xlsx", tmp_path / f"out{suffix}", Ruleset.load("b2b"))
    notes = [getattr(note, "text", note).en for note in found.notes]
    assert any("decided again, these may read otherwise" in note for note in notes)


def test_a_workbook_keeps_the_formats_of_its_columns(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    book = Workbook()
    book.active.append(["ID", "Name", "Annual Revenue"])
    book.active.append([1, "A", 5000])
    book.active.cell(2, 3).number_format = '#,##0"万元"'
    book.save(tmp_path / "list.xlsx")
    decide(tmp_path / "list.xlsx", tmp_path / "out.xlsx", Ruleset.load("b2b"))
    sheet = load_workbook(tmp_path / "out.xlsx").active
    cell = [one for one in sheet[2] if one.value == 5000]
    assert [one.number_format for one in cell] == ['#,##0"万元"']
