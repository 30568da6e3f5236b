"""Cells of lookup tables are held to what their column declares, each kind by its own words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError
from shortlist.language import InvalidError
from shortlist.loading.reference_cells import read_cell
from shortlist.model.fields import Field
from tests.support.generate_feeds import BAD, COLUMNS

RULESET = """
ruleset: looked_up
version: "1"
currency: USD
rates: {base: USD, CNY: 0.125}
fields: {a: {type: number}}
references: {tab: {file: tab.csv, key: country, fields: {worth: {type: money, minimum: 0, maximum: 800}}}}
criteria: {c: {weight: 1, measures: {m: {value: a, linear: {0: 0, 100: 100}}}}}
rules: [{id: r, when: tab.worth > 100, then: reject, if_unknown: ignore}]
decision: {qualify: 0, review: 0}
"""


def column(name: str) -> Field:
    raw = COLUMNS[name]
    return Field(name, raw["type"], values=tuple(raw.get("values", ())), minimum=raw.get("minimum"), maximum=raw.get("maximum"))  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD.items() for text in texts])
def test_a_cell_that_a_column_may_not_hold_is_refused(name: str, text: str) -> None:
    with pytest.raises(InvalidError) as caught:
        read_cell(text, column(name))
    assert caught.value.text.en.startswith("is ")
    assert caught.value.text.zh


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("grade", "fair", "fair"),
        ("count", "12", 12.0),
        ("count", "1.2e1", 12.0),
        ("count", "+0", 0.0),
        ("share", ".5", 0.5),
        ("stars", "4.5", 4.5),
        ("worth", "-5", -5.0),
        ("open", "Yes", True),
        ("open", "否", False),
        ("since", "2020-02-29", date(2020, 2, 29)),
        ("seat", "CN", "CN"),
        *((name, "", None) for name in COLUMNS),
    ],
)
def test_a_cell_is_read_as_its_column_says(name: str, text: str, value: Any) -> None:
    assert read_cell(text, column(name)) == value


def test_a_range_in_another_currency_is_converted_with_the_cells(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RULESET, encoding="utf-8")
    (tmp_path / "heir.yaml").write_text(
        'extends: r.yaml\nruleset: heir\nversion: "1"\ncurrency: CNY\ncriteria: {}\n', encoding="utf-8"
    )
    (tmp_path / "tab.csv").write_text("country,worth\nDE,800\n", encoding="utf-8")
    worth = Ruleset.load(tmp_path / "heir.yaml").references["tab"]
    assert (worth.rows["DE"]["worth"], worth.fields["worth"].range) == (6400.0, (0.0, 6400.0))


def test_a_cell_outside_is_named_with_row_column_and_text_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(RULESET, encoding="utf-8")
    (tmp_path / "tab.csv").write_text("country,worth\nDE,800\nFR,801\n", encoding="utf-8")
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(tmp_path / "r.yaml")
    (problem,) = caught.value.problems
    assert str(problem).endswith("tab.csv:3: worth: '801' is outside the range of its column, 0 to 800")
    assert problem.text.zh == "worth：'801' 超出该列的范围（0 至 800）"
