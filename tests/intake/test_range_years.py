"""Words beside years and days: no word that says before, after or about leaves the year or day alone, and since is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist.intake.mappings import read_prospects
from shortlist.intake.parsing.ranges import convert_ends
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import Unit
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from tests.support.ranges import ABOUT, LEAST, MOST, NEARLY

FOUNDED = Field("founded_year", "integer", aliases=("Founded",), unit="year", minimum=500, maximum=2100)
YEAR, DAY = Reading(FOUNDED), Reading(Field("day", "date"), Unit(order="dmy"))
FRONT = (
    "from ",
    "until ",
    "till ",
    "by ",
    "before ",
    "after ",
    "later than ",
    "earlier than ",
    "no later than ",
    "on or before ",
    "not before ",
    "min. ",
)
SIDES = (
    *((words, "") for words in FRONT),
    *((before, behind) for before, behind, _ in (*LEAST, *MOST)),
    *ABOUT,
    *NEARLY,
    *(("", behind) for behind in ("年以前", "年以后", "年起", " or later", " or earlier", " onwards?", "年前后")),
)  # fmt: skip
SINCE = ("since 2010", "Since 2010", "自2010", "自2010年", "自2010年以来", "自2010年起", "自2010年至今", "2010年至今", "2010至今", "2010年以来",
         "2010 - present", "2010–Present", "2010-now", "2010年-至今")  # fmt: skip


def read(cells: list[str], reading: Reading) -> list[object]:
    found, bad = convert_ends(pl.Series(cells), reading)
    return [None if no else row[0] if row[0] is not None else row for row, no in zip(found.rows(), bad, strict=True)]


def test_no_word_beside_a_year_is_left_out() -> None:
    cells = [before + "2010" + behind for before, behind in SIDES]
    for cell, got in zip(cells, read(cells, YEAR), strict=True):
        assert got is None or isinstance(got, tuple), cell


@pytest.mark.parametrize(
    "day", ["1 May 2010", "1st May 2010", "May 1, 2010", "2010-05-01", "01/05/2010", "2010年5月1日", "01-May-10"]
)
def test_no_word_beside_a_day_is_left_out(day: str) -> None:
    cells = [before + day + behind for before, behind in (*SIDES, ("since ", ""), ("自", "起")) if "年" not in behind]
    for reading in (DAY, YEAR):
        for cell, got in zip(cells, read(cells, reading), strict=True):
            assert got is None or isinstance(got, tuple), cell


@pytest.mark.parametrize(
    "name", ["Monday", "Tue", "Tues.", "Wed", "Wednesday", "thu", "Thurs", "Fri.", "SATURDAY", "sun"]
)
def test_the_name_of_a_weekday_is_no_such_word(name: str) -> None:
    assert read([f"{name}, 1 May 2010", f"{name} May 1, 2010"], DAY) == [date(2010, 5, 1)] * 2


def test_since_when_is_the_year_in_which_it_began_and_from_then_on_as_a_day() -> None:
    assert read(list(SINCE), YEAR) == [2010.0] * len(SINCE)
    for got in read(list(SINCE), DAY):
        assert got in (None, (None, date(2010, 1, 1), None))
    assert read(["since 2010", "2010年至今", "自2010年起"], DAY) == [(None, date(2010, 1, 1), None)] * 3


@pytest.mark.parametrize("cell", SINCE)
def test_years_that_say_since_when_are_said_to_be_read_so(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    pl.DataFrame({"id": ["1", "2", "3"], "Founded": [cell, "1999", cell]}).write_csv(path)
    with read_list(str(path), {"founded_year": FOUNDED}) as intake:
        assert intake.frame.collect()["founded_year"].to_list() == [2010, 1999, 2010]
        said = [note.text for note in intake.notes if "since" in note.text.en]
    assert [text.en[:40] for text in said] == [f"'Founded': 2 cells, as '{cell}', say since which"[:40]]
    assert f"（如 '{cell}'）" in said[0].zh
    given = read_prospects([{"founded_year": cell}], {"founded_year": FOUNDED})
    assert any("says since which year, and is read as that year" in note.text.en for note in given.notes)


@pytest.mark.parametrize(
    ("cell", "got"),
    [
        ("2010-11", (None, 2010.0, 2011.0)),
        ("2010 - 11", (None, 2010.0, 2011.0)),
        ("2010-13", (None, 2010.0, 2013.0)),
        ("2010-07", 2010.0),
        ("1998-03", 1998.0),
        ("1999-00", None),
    ],
)
def test_what_may_be_a_month_or_two_years_is_what_holds_of_both(cell: str, got: object) -> None:
    assert read([cell], YEAR) == [got]
