"""A middle of a range is shown nowhere as what a list says: remarks show the ends, or that a number is approximate."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from shortlist.intake.inspection import inspect
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.model.fields import Field
from tests.support.program import run

FIELDS = {
    "annual_revenue": Field("annual_revenue", "money", aliases=("Revenue",), minimum=0),
    "employees": Field("employees", "integer", aliases=("Employees",), minimum=0),
    "since": Field("since", "date", aliases=("Since",)),
}


def read(path: Path, header: str, rows: list[str]) -> Intake:
    path.write_text(f"id,{header}\n" + "".join(f"{at},{row}\n" for at, row in enumerate(rows)), encoding="utf-8")
    return read_list(str(path), FIELDS, ReadOptions(), currency="USD", keep="all", leave_doubts=True)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("people", [False, True])
def test_no_remark_shows_a_middle(tmp_path: Path, seed: int, people: bool) -> None:
    rng = random.Random(f"{seed}{people}")
    ends = [(low, low * rng.choice((2, 3, 5))) for low in (rng.randint(3, 997) for _ in range(12))]
    rows = [f"{low}-{high}" + (f",{low * 3}-{high * 7}" if people else "") for low, high in ends]
    with read(tmp_path / "list.csv", "Revenue" + ",Employees" * people, rows) as intake:
        said = [text for note in intake.notes for text in (note.text.en, note.text.zh) if "magnitude" in note.text.en]
    assert len(said) == 2
    if people:
        assert "some " in said[0] and "约" in said[1]
        return
    middles = [f"{math.sqrt(low * high):,.2f}".rstrip("0").rstrip(".") for low, high in ends]
    top = max(ends, key=lambda one: one[0] * one[1])
    assert f"{top[0]:,}–{top[1]:,} USD" in said[0] and f"{top[0]:,} USD 至 {top[1]:,} USD" in said[1]
    assert not any(
        f" {one}{mark}" in text for text in said for one in middles for mark in (",", " USD", ";") if "." in one
    )


def test_an_amount_is_larger_than_any_only_where_its_least_is(tmp_path: Path) -> None:
    with read(tmp_path / "list.csv", "Revenue", ["5e12-5e14", "2e13+", "<9e13", "1e6"]) as intake:
        notes = [note.text.en for note in intake.notes if "larger than" in note.text.en]
    assert len(notes) == 1 and "1 amount(s)" in notes[0] and "at least 20,000,000,000,000 USD" in notes[0]


@pytest.mark.parametrize(
    ("rows", "smallest", "largest", "shown"),
    [
        (["1-10", "51-200", "10001+"], (1, False), (10001, True), "1 … 10,001, some open above"),
        (["不足10", "11-50", "300"], (9, True), (300, False), "9 … 300, some open below"),
        (["50人以下", "1000人以上"], (50, True), (1000, True), "50 … 1000, some open at one end"),
        (["7", "20"], (7, False), (20, False), "7 … 20"),
        (["11-50", "51-200"], (11, False), (200, False), "11 … 200"),
    ],
)
def test_inspect_shows_half_open_ends(
    tmp_path: Path, rows: list[str], smallest: tuple[int, bool], largest: tuple[int, bool], shown: str
) -> None:
    with read(tmp_path / "list.csv", "Employees", rows) as intake:
        column = next(one for one in inspect(intake)["columns"] if one["field"] == "employees")
    assert (column["smallest"], column["or_less"]) == smallest and (column["largest"], column["or_more"]) == largest
    assert shown in run(tmp_path, "inspect", "list.csv", COLUMNS="400").out
