"""Intake reads hostile cells as its own oracle does, which is written without it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading
from shortlist.model.fields import Field, FieldType
from tests.support.hostile import CASES, compare
from tests.support.reading import read_cell
from tests.support.reading_words import MISSING, UNREADABLE, Kind


@pytest.mark.quick(8)
@pytest.mark.parametrize("name", CASES)
def test_hostile_cells_read_as_the_oracle_says(name: str) -> None:
    assert compare(name, 1, 500) == []


@pytest.mark.proof
@pytest.mark.parametrize("name", CASES)
def test_many_hostile_cells_read_as_the_oracle_says(name: str) -> None:
    assert compare(name, 2, 5_000) == []


@pytest.mark.parametrize(
    ("kind", "cell", "right"),
    [
        (Kind("money", rates={"USD": 1.0}), "$(1,234)", -1234.0),
        (Kind("money", rates={"INR": 0.5}), "₹5 Cr", 2.5e7),
        (Kind("money", rates={"USD": 1.0}), "5 Cr", UNREADABLE),
        (Kind("integer", "days"), "3个月", UNREADABLE),
        (Kind("level"), "Baa1", "BBB"),
        (Kind("level"), "NR", MISSING),
        (Kind("country"), "ß", UNREADABLE),
        (Kind("percent", percent=True), "百分之12(18DR88)", UNREADABLE),
        (Kind("date"), "24-Jun-91", date(1991, 6, 24)),
        (Kind("integer", "year"), "Q3 2019", 2019.0),
    ],
)
def test_the_oracle_itself(kind: Kind, cell: str, right: Any) -> None:
    assert read_cell(cell, kind) == right


@pytest.mark.parametrize(("kind", "cell"), [("country", "ß"), ("percent", "百分之12(18DR88)")])
def test_what_the_generator_found_misread_stays_unread(kind: FieldType, cell: str) -> None:
    value, unreadable = convert(pl.Series([cell]), Reading(Field("f", kind)))
    assert (value.to_list(), unreadable.to_list()) == ([None], [True])
