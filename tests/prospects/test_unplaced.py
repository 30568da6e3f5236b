"""What a run says of texts that a measure cannot place: how many cells, the commonest of them, and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from shortlist import ReadOptions, Ruleset
from shortlist.prospects.given import open_given

PLACED = ("Machinery", "钢铁", "Banking")


def notes(folder: Path, cells: Sequence[str], ruleset: str = "starter") -> list[str]:
    path = folder / "list.csv"
    rows = "".join(f"C{number},{cell}\n" for number, cell in enumerate(cells))
    path.write_text(f"Company,Industry\n{rows}", encoding="utf-8")
    plan = Ruleset.load(ruleset).plan(date(2026, 11, 27))
    with open_given(plan, str(path), ReadOptions()) as given:
        said = [note.text for note in given.notes if " too little and count" in note.text.en]
    assert all("个单元格无法归类" in one.zh for one in said)
    return [one.en for one in said]


@pytest.mark.parametrize("odd", [1, 2, 3, 4, 9])
def test_every_cell_that_is_not_placed_is_counted_and_the_commonest_are_named_first(tmp_path: Path, odd: int) -> None:
    cells = [f"quux {'abcdefghi'[number]}" for number in range(odd) for _ in range(odd - number)]
    (said,) = notes(tmp_path, [*PLACED, *cells, "", "n/a"])
    assert f"{len(cells)} cell" in said or odd == 1
    assert f"'quux a' ({odd})" in said
    assert [f"'quux {letter}'" in said for letter in "abcdefghi"[:odd]] == [number < 3 for number in range(odd)]
    assert ("other text" in said) == (odd > 3)
    assert "docs/industries.md" in said


def test_nothing_is_said_where_every_cell_is_placed_or_empty(tmp_path: Path) -> None:
    assert notes(tmp_path, [*PLACED, "", "Other"]) == []


def test_codes_are_told_how_to_be_understood_and_the_edition_for_china_understands_them(tmp_path: Path) -> None:
    (said,) = notes(tmp_path, ["C3825", "3825", "C"])
    assert "3 cells" in said
    assert "seller.industry_codes=" in said
    assert notes(tmp_path, ["C3825", "3825", "C"], "starter_cn") == []
