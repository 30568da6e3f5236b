"""有 and 无 in columns of yes and no."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shortlist.intake.read import read_list
from shortlist.model.fields import Field


def read(folder: Path, cells: list[str], **more: Any) -> tuple[list[Any], dict[str, int], list[str]]:
    (folder / "a.csv").write_text("id,flag\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)), "utf-8")
    with read_list(str(folder / "a.csv"), {"flag": Field("flag", "bool", **more)}) as intake:
        values = intake.frame.collect()["flag"].to_list()
        return values, intake.unreadable.counts(), [note.text.en for note in intake.notes if "无" in note.text.en]


@pytest.mark.parametrize("word", ["无", "無", "没有", "沒有", "没", "沒"])
def test_beside_has_every_has_not_is_no(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, ["有", word, "", "有 ", f" {word}", "不详", "否"]) == (
        [True, False, None, True, False, None, False],
        {},
        [],
    )


@pytest.mark.parametrize("word", ["无", "無", "没有", "沒有"])
@pytest.mark.parametrize("words", [("是", "否"), ("yes", "no"), ("Y", "Y")])
def test_beside_yes_and_no_nothing_is_missing_and_said(tmp_path: Path, word: str, words: tuple[str, str]) -> None:
    values, unread, said = read(tmp_path, [*words, word, word, ""])
    assert (values[2:], unread, len(said)) == ([None] * 3, {}, 1)
    assert "'flag': 2 cell(s)" in said[0] and "value_aliases" in said[0]


@pytest.mark.parametrize("word", ["无", "没有"])
def test_what_the_ruleset_says_of_it_counts(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, ["是", word], value_aliases={word: "no"})[0] == [True, False]


def test_nothing_is_said_of_a_column_without_it(tmp_path: Path) -> None:
    assert read(tmp_path, ["是", "否", "", "不详"]) == ([True, False, None, None], {}, [])
