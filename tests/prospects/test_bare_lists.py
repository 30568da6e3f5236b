"""Lists of names alone are decided, with one line on what to add; a column that is the same for all is told of where it weighs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from shortlist import ListError, Ruleset, run
from shortlist.errors import Problem
from shortlist.intake.bare_lists import FIRST

AS_OF = date(2026, 11, 23)


def told_of(path: Path, text: str, ruleset: str) -> tuple[list[Problem], Sequence[str]]:
    """What a run over a list of this text says of the list, and its decisions."""
    path.write_text(text, "utf-8")
    told: list[Problem] = []
    outcome = run(str(path), Ruleset.load(ruleset).plan(AS_OF), tell=lambda note: told.append(note))  # type: ignore[arg-type]
    assert outcome.decisions is not None
    return [one for one in told if isinstance(one, Problem)], outcome.decisions["decision"].to_list()


@pytest.mark.parametrize("ruleset", ["starter", "b2b", "good_customer"])
@pytest.mark.parametrize("header", ["Company", "公司名称", "id,Company"])
def test_a_list_of_names_is_decided_with_one_line_on_what_to_add(header: str, ruleset: str, tmp_path: Path) -> None:
    rows = ["C1,Acme", "C2,Beta"] if "," in header else ["甲公司", "Acme", "Beta"]
    notes, decisions = told_of(tmp_path / "names.csv", "\n".join([header, *rows, ""]), ruleset)
    assert decisions == ["review"] * len(rows)
    (note,) = notes
    wanted = [*Ruleset.load(ruleset).plan(AS_OF).rank_fields().values()][:FIRST]
    places = [note.text.en.index(f"'{field.title.en}'") for field in wanted]
    assert places == sorted(places) and all(f"“{field.title.zh}”" in note.text.zh for field in wanted)
    assert ("and an id" in note.text.en, "客户编号列" in note.text.zh) == ("," not in header,) * 2


def test_a_column_that_nobody_understands_makes_it_no_list_of_names(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="no column is one that the ruleset reads"):
        told_of(tmp_path / "names.csv", "Company,Shape\nAcme,round\n", "starter")


@pytest.mark.parametrize(
    ("ruleset", "industries", "said"),
    [
        ("starter", ["Machinery"] * 6, True),
        ("starter", ["Machinery"] * 4, False),
        ("starter", ["Machinery"] * 6 + ["Software"], False),
        ("starter", ["Machinery"] * 6 + [""], False),
        ("starter", [""] * 6, False),
        ("base", ["Machinery"] * 6, False),
    ],
)
def test_an_industry_of_all_is_told_of_where_it_weighs(
    ruleset: str, industries: list[str], said: bool, tmp_path: Path
) -> None:
    rows = [f"C{number},{industry},{number + 5}" for number, industry in enumerate(industries)]
    notes, _ = told_of(tmp_path / "list.csv", "\n".join(["id,Industry,Employees", *rows, ""]), ruleset)
    found = [note for note in notes if "does not tell them apart" in note.text.en and "无法区分客户" in note.text.zh]
    assert len(found) == said and all(f"all {len(rows)} rows" in note.text.en for note in found)
