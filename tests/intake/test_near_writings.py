"""Small differences of writing: read where they are only writing, offered as near where they may be more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from shortlist_criteria.fields_finance import FIELDS as FINANCE

STATE = Field("state", "level", values=("Frozen", "Dormant", "Key Account", "Semi-Active"))
RATING = next(one for one in FINANCE if one.id == "credit_rating")


def read(cell: str, declared: Field) -> Any:
    value, bad = convert(pl.Series([cell]), Reading(declared))
    return "unread" if bad[0] else value[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("Key-Account", "Key Account"), ("key_account", "Key Account"), ("KEY‐ACCOUNT", "Key Account"), ("Semi Active", "Semi-Active"), ("semi_active", "Semi-Active"),
     ("Key--Account", "unread"), ("KeyAccount", "unread"), ("Key", "unread")],
)  # fmt: skip
def test_hyphens_spaces_and_underscores_of_levels(cell: str, value: str) -> None:
    assert read(cell, STATE) == value


@pytest.mark.parametrize(("one", "other"), [("x-y", "x y"), ("no-go", "no go")])
def test_levels_that_only_a_hyphen_tells_apart_stay_apart(one: str, other: str) -> None:
    declared = Field("state", "level", values=(one, other))
    assert [read(one, declared), read(other, declared), read(one.upper(), declared)] == [one, other, one]


@pytest.mark.parametrize(
    ("cell", "letter"),
    [
        ("A 级", "A"),
        ("A级", "A"),
        ("AA+ 级", "AA"),
        ("BBB 級", "BBB"),
        ("AAA 级", "AAA"),
        ("A-", "A"),
        ("Z 级", "unread"),
    ],
)
def test_ratings_with_a_space_before_their_word(cell: str, letter: str) -> None:
    assert read(cell, RATING) == letter


@pytest.mark.parametrize(
    ("cell", "value"),
    [("8 pcs.", 8.0), ("5批", 5.0), ("5 批次", 5.0), ("3pc.", 3.0), ("4 kg.", "unread"), ("5批人", "unread")],
)
def test_things_that_are_counted(cell: str, value: Any) -> None:
    assert read(cell, Field("orders", "integer", aliases=("Orders",))) == value


def notes_of(folder: Path, header: str, cells: list[Any], declared: Field) -> list[str]:
    pl.DataFrame({"id": [f"k{n}" for n in range(len(cells))], header: [str(cell) for cell in cells]}).write_csv(
        folder / "a.csv"
    )
    with read_list(
        str(folder / "a.csv"), {declared.id: declared}, ReadOptions(maps=(f"{declared.id}={header}",))
    ) as intake:
        return [note.text.en for note in intake.notes]


def test_words_written_as_one_are_offered(tmp_path: Path) -> None:
    said = "; ".join(notes_of(tmp_path, "state", ["Frozen"] * 8 + ["KeyAccount", "SemiActive"], STATE))
    assert "'KeyAccount' (1, near 'Key Account')" in said and "'SemiActive' (1, near 'Semi-Active')" in said


@pytest.mark.parametrize("cells", [[0] * 5, [0.0, 0, 0, 0], [0, -5, -7, 0], [-3] * 6])
def test_amounts_of_which_none_is_positive_have_no_magnitude(tmp_path: Path, cells: list[float]) -> None:
    assert not [one for one in notes_of(tmp_path, "Amount", cells, Field("amount", "money")) if "magnitude" in one]


@pytest.mark.parametrize("zeros", [0, 2, 9])
def test_zeros_are_no_small_amounts(tmp_path: Path, zeros: int) -> None:
    declared = Field("amount", "money")
    (small,) = [
        one for one in notes_of(tmp_path, "Amount", [0] * zeros + [5, 12, 7, 300], declared) if "magnitude" in one
    ]
    assert (
        "half of the amounts in 'Amount' are under 1,000: the largest are read as 300, 12, 7 USD. If they are in"
        in small
    )
    assert not [
        one
        for one in notes_of(tmp_path, "Amount", [0] * zeros + [5000, 12000, 700_000], declared)
        if "magnitude" in one
    ]
