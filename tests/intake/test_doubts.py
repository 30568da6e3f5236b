"""What is doubtful in cells is said: values that no level names, zeros that nobody entered, months, day numbers, national scales."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.intake.options import ReadOptions

RULES = """
ruleset: doubts
version: "1.0"
title: Doubts
extends: base
fields:
  lead_state: {type: text, aliases: [Lead status]}
  stage: {type: text, aliases: [Stage]}
  phase: {type: level, values: [cold, warm, hot], aliases: [Phase]}
  staff: {type: integer, aliases: [Staff total], title: Staff}
  since: {type: date, aliases: [Since]}
criteria:
  status:
    weight: 10
    title: Status
    measures:
      s: {value: lead_state, levels: {Working: 100, New: 50, Dead: 0}, else: 30}
      p: {value: phase, levels: {cold: 0, warm: 50, hot: 100}}
rules:
  - {id: dead, when: "stage IN ('Closed Lost', 'Closed\u3000Won')", then: reject, if_unknown: ignore, because: x}
treatments:
  - {id: show, title: Show, for: [qualify], offer: {a: staff, b: since, c: founded_year, d: average_days_late, e: open_lawsuits, f: credit_rating, g: annual_revenue}}
"""
Notes = Callable[..., list[str]]


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    def read(header: str, cells: list[str], rules: str = RULES, maps: tuple[str, ...] = ()) -> list[str]:
        (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
        rows = "".join(f'A{number},"{cell}"\n' for number, cell in enumerate(cells))
        (tmp_path / "list.csv").write_text(f"Account ID,{header}\n{rows}", encoding="utf-8")
        with Ruleset.load(str(tmp_path / "rules.yaml")).read(tmp_path / "list.csv", ReadOptions(maps=maps)) as intake:
            return [note.text.en for note in intake.notes if header in note.text.en and note.text.zh]

    return read


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            ["working", "Wokring", "Wokring", "Frozen", "New", "Dead", "N/A"],
            "'Wokring' (2, near 'Working'), 'Frozen' (1), 'working' (1, near 'Working')",
        ),
        (["NEW", "Dead", "Dead"], "'NEW' (1, near 'New')"),
        (["Deed ", "Dead", "Dead\u00a0"], "'Deed' (1, near 'Dead')"),
    ],
)
def test_values_that_no_level_names(notes: Notes, cells: list[str], said: str) -> None:
    assert said in notes("Lead status", cells)[0]


def test_listed_values_are_not_named(notes: Notes) -> None:
    assert notes("Lead status", ["Working", "New\u00a0", "Ｄｅａｄ", "", "unknown"]) == []


def test_many_values_are_counted(notes: Notes) -> None:
    assert "and 15 more" in notes("Lead status", [f"state {number}" for number in range(25)])[0]


def test_a_condition_names_only_what_is_near(notes: Notes) -> None:
    said = notes("Stage", ["closed lost", "Closed Won", "Prospecting", "Qualification"])
    assert "'closed lost' (1, near 'Closed Lost')" in said[0]
    assert "Prospecting" not in said[0]
    assert notes("Stage", ["Closed Lost", "Prospecting"]) == []


def test_levels_name_what_they_do_not_have(notes: Notes) -> None:
    assert "'wram' (2, near 'warm')" in notes("Phase", ["cold", "WARM", "hot", "wram", "wram", "hot"])[0]


def test_a_spelling_that_the_ruleset_declares_is_the_value(notes: Notes) -> None:
    rules = RULES.replace(
        "aliases: [Lead status]", "aliases: [Lead status], value_aliases: {working: Working, In Arbeit: Working}"
    )
    assert notes("Lead status", ["working", "in arbeit", "New"], rules) == []


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        ("Staff total", ["0", "200", "0", "400", "0", "600"], "3 of 6 cells are 0"),
        ("Employees", ["0", "3", "0人", "4", "0", "1"], "3 of 6 cells are 0"),
        ("Annual Revenue", ["0", "5000000", "0.00", "7000000", "0", "$8m"], "3 of 6 cells are 0"),
        ("Staff total", ["9999", "200", "9999", "400", "9,999", "600"], "3 of 6 cells are 9999"),
        ("Staff total", ["-1", "200", "-1", "400", "-1", "600"], "3 of 6 cells are -1"),
        ("Year founded", ["1900", "2001", "1900", "1995", "1900"], "3 of 5 cells are 1900"),
        ("Since", ["1900-01-01", "2020-02-03", "1900-01-01", "2021-02-03", "1900/1/1"], "3 of 5 cells are 1900-01-01"),
    ],
)
def test_markers_are_noted_with_the_remedy(notes: Notes, header: str, cells: list[str], said: str) -> None:
    found = notes(header, cells)
    assert any(said in note and "missing: [" in note for note in found), found


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Staff total", ["5", "200", "0", "400", "12", "600"]),
        ("Days late", ["0", "0", "0", "400", "0", "600"]),
        ("Lawsuits", ["0", "0", "0", "1", "0", "2"]),
        ("Staff total", ["-1", "-2", "-1", "-5", "-1", "3"]),
    ],
)
def test_what_is_no_marker_is_not_noted(notes: Notes, header: str, cells: list[str]) -> None:
    assert not [note for note in notes(header, cells) if "missing: [" in note]


def test_a_declared_marker_is_missing_and_no_longer_noted(notes: Notes, tmp_path: Path) -> None:
    rules = RULES.replace("title: Staff}", "title: Staff, missing: [0, 9999]}")
    assert notes("Staff total", ["0", "200", "0", "9,999", "0", "600"], rules) == []
    with Ruleset.load(str(tmp_path / "rules.yaml")).read(tmp_path / "list.csv") as intake:
        assert intake.frame.collect()["staff"].to_list() == [None, 200.0, None, None, None, 600.0]
        assert intake.unreadable.counts() == {}


def test_day_numbers_and_years_of_two_digits_are_said(notes: Notes) -> None:
    assert "days as Excel counts them" in notes("Since", ["45292", "2024-02-03", "2024-02-04"])[0]
    assert "years of two digits" in notes("Since", ["24-Jun-91", "2024-02-03"])[0]


def test_a_domestic_scale_is_said(notes: Notes) -> None:
    assert sum("domestic scale" in note for note in notes("信用评级", ["AA", "AA+", "A"])) == 1
    assert "domestic scale" in notes("Agency rating", ["AA级", "AA+", "A"])[0]
    assert notes("Agency rating", ["AA", "Baa1", "A-"]) == []
