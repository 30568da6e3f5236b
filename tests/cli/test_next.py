"""What `qualify` proposes at its end runs as printed, decides something otherwise, and writes nothing that the run wrote."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.reports.summary import Summary
from shortlist.ruleset.schema import DecisionEntry
from tests.support.places import ROOT
from tests.support.program import Ran, files, run
from tests.support.shared import exports

LISTS = ["crm.csv", "crm_zh.csv", "sp500.csv"]
EXPORTS = ["crm_zh.csv", "hubspot_companies.csv", "salesforce_report.csv"]
AS_OF = ("--as-of", "2026-11-26", "--no-db")


def proposed(ran: Ran) -> list[str] | None:
    lines = [line.strip() for line in ran.lines]
    return shlex.split(lines[lines.index("Next") + 1]) if "Next" in lines else None


def decided(folder: Path, *arguments: str) -> dict[str, int]:
    ran = run(folder, *arguments, "--json")
    assert ran.status == 0, ran.err
    found: dict[str, int] = json.loads(ran.out)["decisions"]
    return found


@pytest.mark.proof
@pytest.mark.parametrize("ruleset", ["starter", "starter_cn", "starter_eu", "b2b"])
@pytest.mark.parametrize("name", [*LISTS, *(f"exports/{name}" for name in EXPORTS)])
def test_the_proposed_cut_decides_something_otherwise(name: str, ruleset: str, tmp_path: Path) -> None:
    place = exports(name.removeprefix("exports/")) if name.startswith("exports/") else ROOT / "examples" / name
    first = run(tmp_path, "qualify", str(place), "-r", ruleset, *AS_OF, "-o", "out.csv")
    assert first.status == 0, first.err
    words, plain = proposed(first), ["qualify", str(place), "-r", ruleset, *AS_OF]
    if words is None:  # rules and the coverage gate decide nearly all: no lower cut does anything
        lowest = Ruleset.load(ruleset).decision.review
        assert decided(tmp_path, *plain, "--set", f"decision.qualify={lowest:g}") == decided(tmp_path, *plain)
        return
    assert words[1:-2] == plain and words[-1].startswith("decision.qualify=")
    assert decided(tmp_path, *words[1:]) != decided(tmp_path, *plain)


@pytest.mark.parametrize(
    ("scored", "cut"),
    [
        ({("review", 66): 1, ("qualify", 71): 1}, 65),  # 5 points less are enough
        ({("review", 58): 3, ("review", 61): 1}, 61),  # the nearest that is
        ({("review", 66): 1}, 65),
        ({("qualify", 72): 4, ("reject", 40): 1}, 75),  # nobody to gain: what would a harder one cost?
        ({("qualify", 88): 4, ("qualify", 93): 1}, 89),
        ({("qualify", 100): 4, ("reject", 40): 1}, None),
        ({("reject", 40): 1}, None),
        ({}, None),
    ],
)
def test_another_cut_is_the_usual_one_or_the_nearest_that_changes_something(
    scored: dict[tuple[str, int], int], cut: float | None
) -> None:
    cuts = DecisionEntry(qualify=70, review=50)
    assert Summary(scored=Counter(scored)).other_cut(cuts) == cut


def test_where_doubt_is_for_review_only_a_harder_cut_is_sure_to_change_something() -> None:
    cuts = DecisionEntry(qualify=70, review=50, when_uncertain="review")
    assert Summary(scored=Counter({("review", 66): 1})).other_cut(cuts) is None
    assert Summary(scored=Counter({("review", 66): 1, ("qualify", 71): 1})).other_cut(cuts) == 75


def test_nothing_is_proposed_where_no_cut_decides(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Company,Lead status\nAlpha,Unqualified\n", encoding="utf-8")
    ran = run(tmp_path, "qualify", "list.csv", *AS_OF, "-o", "out.csv")
    assert ran.status == 0 and proposed(ran) is None


@pytest.mark.parametrize(
    "output",
    [
        ["-o", "import.csv", "--for", "hubspot"],
        ["-o", "words.csv", "--headings=zh", "--refused", "refused.csv"],
        ["-o", "out.csv", "--memos", "memos", "--memo-format", "html"],
    ],
)
def test_the_proposal_leaves_out_how_and_where_the_run_wrote(output: list[str], tmp_path: Path) -> None:
    text = (ROOT / "examples" / "crm.csv").read_text(encoding="utf-8").replace("Account ID", "Record ID")
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    first = run(tmp_path, "qualify", "list.csv", *AS_OF, *output)
    assert first.status == 0, first.err
    before, words = files(tmp_path), proposed(first)
    assert words and words[:3] == ["shortlist", "qualify", "list.csv"]
    assert run(tmp_path, *words[1:]).status == 0
    assert files(tmp_path) == before
