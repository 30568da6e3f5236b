"""Fields refuse what cannot be, and ratings say what their steps mean."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist import Field, Ruleset, Text
from shortlist.cli import run
from shortlist.intake.read import read_list
from shortlist.language import InvalidError
from shortlist.plugins.discovery import registry
from shortlist_criteria import register_fields

STEPS = tuple(Text(f"step {n}", f"第 {n} 级") for n in range(1, 6))
RATINGS = [field for field in register_fields() if field.type == "rating"]

IMPOSSIBLE = """\
id,Employees,Founded,Market share,Revenue,Headcount note,Reputation,Lawsuits,Overdue share,Latitude
1,-5,20047,120%,"ISK 5,000",x,6,-1,101%,91
2,5,1990,20%,"EUR 5,000",x,4,0,100%,90
3,12.5,-50,-1%,-1,x,0,2,-1%,-91
"""


def test_impossible_values_are_unreadable_listed_and_never_scored(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(IMPOSSIBLE, encoding="utf-8")
    rules = Ruleset.load("b2b")
    with read_list(
        str(path), rules.plan(date(2026, 11, 23)).fields, currency=rules.currency, rates=rules.rates
    ) as intake:
        frame = intake.frame.collect()
        unreadable = intake.unreadable.counts()
    assert frame["employees"].to_list()[:2] == [None, 5]
    assert frame["founded_year"].to_list() == [None, 1990, None]
    assert frame["market_share"].to_list() == [None, 0.2, None]
    assert frame["annual_revenue"].to_list() == [None, 5400, None]  # there is no rate for ISK
    assert frame["reputation"].to_list() == [None, 4, None]
    assert frame["open_lawsuits"].to_list() == [None, 0, 2]
    assert frame["overdue_share"].to_list() == [None, 1, None]
    assert frame["latitude"].to_list() == [None, 90, None]
    assert {
        name: unreadable[name]
        for name in ("Founded", "Market share", "Revenue", "Reputation", "Overdue share", "Latitude")
    } == dict.fromkeys(("Founded", "Market share", "Revenue", "Reputation", "Overdue share", "Latitude"), 2)
    decided = rules.qualify(frame, as_of=date(2026, 11, 23))
    assert decided["market_influence"].to_list()[0] == 50  # its prior


def test_a_year_of_the_future_gives_no_age() -> None:
    frame = pl.DataFrame({"founded_year": [2026.0, 2027.0, 2090.0, None]})
    rules = Ruleset.load("b2b")
    decided = rules.qualify(frame, as_of=date(2026, 11, 23)).drop("prospect_id")
    assert decided["risk"].to_list() == [38.89, 50, 50, 50]  # what is unknown counts as its prior
    # It is unknown on the day, in each column and wherever a plan decides, and so is asked for.
    assert decided[1].equals(decided[3]) and decided[2].equals(decided[3])
    assert rules.plan(date(2026, 11, 23)).decide(frame.lazy()).collect().drop("prospect_id").equals(decided)


@pytest.mark.parametrize("field", [pytest.param(field, id=field.id) for field in RATINGS])
def test_every_rating_has_a_rubric_of_five_different_steps(field: Field) -> None:
    assert len(field.rubric) == len({step.en for step in field.rubric}) == len({step.zh for step in field.rubric}) == 5
    assert all(step.en in field.question.en and step.zh in field.question.zh for step in field.rubric)


def test_soft_criteria_are_judged_by_ratings() -> None:
    assert {"values_fit", "communication", "reputation"} <= {field.id for field in RATINGS}


@pytest.mark.parametrize(("kind", "steps"), [("number", STEPS), ("rating", STEPS[:4]), ("rating", (*STEPS, STEPS[0]))])
def test_a_rubric_is_of_a_rating_and_of_five_steps(kind: str, steps: tuple[Text, ...]) -> None:
    with pytest.raises(InvalidError) as caught:
        Field("stars", kind, rubric=steps)  # type: ignore[arg-type]
    assert "rubric" in caught.value.text.en and "rubric" in caught.value.text.zh


def test_a_ruleset_may_write_a_rubric(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        'ruleset: mine\nversion: "1.0"\nextends: base\nfields:\n'
        "  stars: {type: rating, rubric: [bad, {en: poor, zh: 差}, so so, good, best]}\n"
        "  reputation: {type: rating, rubric: [1, 2]}\n".replace("[1, 2]", "[a, b, c, d, e]"),
        encoding="utf-8",
    )
    fields = Ruleset.load(path).fields
    assert fields["stars"].rubric[1] == Text("poor", "差")
    assert [step.en for step in fields["reputation"].rubric] == list("abcde")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rubric_is_shown(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    for field in RATINGS:
        assert run(["fields", "show", field.id, "--lang", language]) == 0
        shown = "".join(capsys.readouterr().out.split())
        assert all("".join(step.in_("zh" if language == "zh" else "en").split()) in shown for step in field.rubric)
    run(["fields", "show", "name", "--lang", "en"])


def test_the_asks_of_a_run_show_the_ends_of_a_rubric(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rules, leads = tmp_path / "mine.yaml", tmp_path / "list.csv"
    rules.write_text(
        'ruleset: mine\nversion: "1.0"\ncriteria:\n  fit: {weight: 1, measures: {fit: {value: function_fit, linear: {1: 0, 5: 100}},'
        " staff: {value: employees, linear: {0: 0, 9: 100}}}}\n",
        encoding="utf-8",
    )
    leads.write_text("id,Employees\n1,5\n", encoding="utf-8")
    asked = registry().fields["function_fit"].rubric
    for language, expected in (
        ("en", f"(1: {asked[0].en} 5: {asked[4].en})"),
        ("zh", f"（1 分：{asked[0].zh.rstrip('。')}；5 分：{asked[4].zh.rstrip('。')}）"),
    ):
        assert run(["qualify", str(leads), "-r", str(rules), "-o", str(tmp_path / "out.csv"), "--lang", language]) == 0
        assert expected in capsys.readouterr().err
    run(["fields", "show", "name", "--lang", "en"])


def test_json_of_fields_is_complete(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fields", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in listed] == list(registry().fields)
    assert all(set(row["title"]) == {"en", "zh"} for row in listed)
