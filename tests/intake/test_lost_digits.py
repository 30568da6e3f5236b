"""Numbers keep the digits that they have; ids that lost theirs are named and refuse nobody."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

FIELDS = {"annual_revenue": Field("annual_revenue", "money")}


def _read(path: Path, ids: list[Any], *, related: bool = False) -> tuple[list[str], str]:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [["Account ID", "Name", "Annual Revenue"], *([one, f"Firm {n}", 5] for n, one in enumerate(ids))]:
            book.active.append(row)
        book.save(path)
    else:
        path.write_text(
            "Account ID,Name,Annual Revenue\n" + "".join(f"{one},Firm {n},5\n" for n, one in enumerate(ids))
        )
    key = {"prospect": Field("prospect", "text", aliases=("Account ID",))} if related else {}
    with read_list(str(path), {**key, **FIELDS}, ReadOptions(), related=related) as intake:
        found = intake.frame.collect()["prospect" if related else "prospect_id"].to_list()
        return found, "\n".join(note.text.en for note in intake.notes)


LOST = [
    [1234567890123456789, 1234567890123456999],
    [9111000010000001234, "A7", 9111000010000001299],
    [12345678901234567.0, 12345678901234566.0, 5],
]


@pytest.mark.parametrize("ids", LOST)
def test_ids_that_became_alike_are_asked_about_and_refuse_nobody(tmp_path: Path, ids: list[Any]) -> None:
    with pytest.raises(ListError, match=r"of more than 15 digits, .* some became alike"):
        _read(tmp_path / "list.xlsx", [float(one) if isinstance(one, int) else one for one in ids])


@pytest.mark.parametrize("ids", [[9111000010000001234, 5, 7], [1e15, "A7"], [9111000010000001234, "0007"]])
def test_long_ids_that_were_numbers_are_named(tmp_path: Path, ids: list[Any]) -> None:
    for related in (False, True):
        found, said = _read(tmp_path / "list.xlsx", ids, related=related)
        assert len(found) == len(ids)
        assert "1 id in 'Account ID' is a number of more than 15 digits" in said


def test_a_ledger_says_it_too(tmp_path: Path) -> None:
    found, said = _read(tmp_path / "ledger.xlsx", [float(one) for one in LOST[0]], related=True)
    assert len(found) == 2 and "2 ids in 'Account ID' are numbers of more than 15 digits" in said


def test_the_scientific_form_of_a_csv_is_named(tmp_path: Path) -> None:
    assert "1 id in 'Account ID'" in _read(tmp_path / "list.csv", ["1.23457E+18", "4"])[1]
    with pytest.raises(ListError, match="some became alike"):
        _read(tmp_path / "list.csv", ["1.23457E+18", "1.23457E+18", "4"])


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    "ids", [["1234567890123456789", "1234567890123456999"], ["1E5", "2E10"], ["123456789012345", "8"]]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_ids_of_text_lose_nothing(tmp_path: Path, kind: str, ids: list[str]) -> None:
    found, said = _read(tmp_path / f"list.{kind}", ids)
    assert found == ids and "digits" not in said


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    ("value", "kept"),
    [("5000000.0", "5000000"), ("1e7", "10000000"), ("12345678901234567890", "12345678901234567890"), ("-3.0", "-3")]
    + [(one, one) for one in ('[1, 2]', '{"a": [1, 2.50], "b": {"c": 7}}', '["1", 1, null, true]', '[{"x": 1e7}]')],
)  # fmt: skip
def test_numbers_of_json_are_kept_as_they_are(tmp_path: Path, value: str, kept: str) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(f'{{"Account ID": "a", "Annual Revenue": 5, "x": {value}}}\n{{"Account ID": "b", "x": null}}\n')
    with read_list(str(path), FIELDS, ReadOptions(), keep=["x"]) as intake:
        cell = intake.frame.collect()["list:x"][0]
    if kept[0] in "[{":
        assert json.loads(cell) == json.loads(kept)
    else:
        assert cell == kept


def test_a_column_of_fractions_stays_numbers(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"Account ID": "a", "Annual Revenue": 2.5}\n{"Account ID": "b", "Annual Revenue": 3.0}\n')
    with read_list(str(path), FIELDS, ReadOptions()) as intake:
        assert intake.frame.collect()["annual_revenue"].to_list() == [2.5, 3.0]


@pytest.mark.parametrize("one", ["1.2E+11", "1.23457E+18", "9e+15"])
def test_the_scientific_form_says_that_it_lost_digits(tmp_path: Path, one: str) -> None:
    said = _read(tmp_path / "list.csv", [one, "4", "A7"])[1]
    assert f"1 id in 'Account ID' is in scientific form, in which a spreadsheet lost the last digits ('{one}')" in said
    assert "15 digits" not in said


@pytest.mark.quick(4)
@pytest.mark.parametrize("others", [["3-11", "A7"], [5, 7], ["0012"]])
@pytest.mark.parametrize("related", [False, True])
@pytest.mark.parametrize("day", [date(2026, 3, 12), datetime(2026, 3, 12, 8, 30)])
def test_ids_that_became_dates_are_named(tmp_path: Path, others: list[Any], related: bool, day: date) -> None:
    found, said = _read(tmp_path / "list.xlsx", [*others, day], related=related)
    assert len(found) == len(others) + 1
    assert "1 id in 'Account ID' is a date beside ids of another form (the first, '2026-03-12" in said
    assert "format the column as text" in said


@pytest.mark.parametrize("ids", [["A1", "A2"], [date(2026, 3, 12), date(2026, 3, 13)], ["3-12", "20260312"]])
def test_ids_of_one_form_became_no_dates(tmp_path: Path, ids: list[Any]) -> None:
    assert "is a date" not in _read(tmp_path / "list.xlsx", ids)[1]
