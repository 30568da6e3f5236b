"""The commands `criteria`, `fields` and `rulesets`: complete, in both languages, and the pages made from the same data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.cells import cell_len

from shortlist import Ruleset, catalogue, levels, linear
from shortlist.cli import run
from shortlist.language import choose
from shortlist.plugins.discovery import registry
from tests.support.places import DOCS

NAMES = {
    "criteria": list(registry().criteria),
    "fields": list(registry().fields),
    "rulesets": list(registry().rulesets),
}
EVERY = [(command, name) for command, names in NAMES.items() for name in names]


@pytest.fixture(autouse=True)
def screen_of_100_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert run(arguments) == status
    found = capsys.readouterr()
    choose("en")
    assert bool(found.out) == (status == 0) and bool(found.err) == (status != 0)
    return found.out if status == 0 else found.err


@pytest.mark.parametrize("command", NAMES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_list_is_the_default_and_names_everything(
    command: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, command, "--lang", language)
    assert out == said(capsys, command, "list", "--lang", language)
    assert all(name in out for name in NAMES[command])
    assert all(len(line) <= 100 for line in out.splitlines())
    assert any("\u4e00" <= letter <= "\u9fff" for letter in out) == (language == "zh")


@pytest.mark.parametrize("command", NAMES)
def test_json_is_the_same_with_the_group_and_with_list(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(said(capsys, command, "--json"))
    assert (
        listed
        == json.loads(said(capsys, command, "list", "--json"))
        == json.loads(said(capsys, command, "--json", "list"))
    )
    assert [row["id"] for row in listed] == NAMES[command]
    shown = json.loads(said(capsys, command, "show", NAMES[command][-1], "--json"))
    assert shown == listed[-1]


@pytest.mark.parametrize(("command", "name"), EVERY)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_show_says_what_there_is(command: str, name: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = "".join(said(capsys, command, "show", name, "--lang", language).split())
    row = {"criteria": catalogue.one_criterion, "fields": catalogue.one_field, "rulesets": catalogue.one_ruleset}[
        command
    ](name)
    texts: list[Any] = [row["title"], row["about"], row.get("ask"), *row.get("rubric", [])]
    for measure in row.get("measures", []):
        texts += [measure["title"], measure["about"], measure["source"], measure["ask"], *measure["rubric"]]
    texts += [rule["because"] for rule in row.get("rules", [])] + [one["title"] for one in row.get("criteria", [])]
    for text in filter(None, texts):
        assert "".join((text.zh if language == "zh" else text.en).split()) in out
    assert name in out


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (
            ["criteria", "show", "need_fitt"],
            "there is no criterion 'need_fitt'; did you mean 'need_fit'?",
            "没有评价维度",
        ),
        (["fields", "show", "employes"], "there is no field 'employes'; did you mean 'employees'?", "没有字段"),
        (["rulesets", "show", "b3b"], "unknown ruleset 'b3b'; did you mean 'b2b'?", "未知规则集"),
        (["criteria", "need_fit"], "write: shortlist criteria show need_fit", "请写：shortlist criteria show need_fit"),
    ],
)
def test_an_unknown_name_gets_the_nearest(
    arguments: list[str], english: str, chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert english in said(capsys, arguments[0], "--lang", "en", *arguments[1:], status=2)
    assert chinese in said(capsys, arguments[0], "--lang", "zh", *arguments[1:], status=2)


def test_a_ruleset_of_a_file_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text('ruleset: mine\nversion: "3"\nextends: b2b\ndecision: {qualify: 61}\n', encoding="utf-8")
    found = json.loads(said(capsys, "rulesets", "show", str(path), "--json"))
    assert (found["id"], found["extends"], found["decision"]["qualify"], found["about"]) == ("mine", "b2b", 61, None)
    path.write_text('ruleset: mine\nversion: "3"\nextends: b2b\ndecison: {qualify: 61}\n', encoding="utf-8")
    assert "mine.yaml:4:1" in said(capsys, "rulesets", "show", str(path), status=2)


@pytest.mark.parametrize("name", NAMES["rulesets"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_ruleset_is_shown_down_to_its_measures_lined_up(
    name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, "rulesets", "show", name, "--lang", language).splitlines()
    assert all(cell_len(line.rstrip()) <= 100 for line in lines)
    ends, rows = set(), iter(lines)
    for one in catalogue.one_ruleset(name)["criteria"]:
        for measure in one["measures"]:
            row = next(line for line in rows if line.startswith(f"  {measure['id']} "))  # a long title goes on below
            figures = row[row.rindex("  ", 0, row.index("%")) :].split()
            assert figures[:1] == [f"{measure['share']:.1%}"]
            assert row[: row.index("%")].split()[-2] == f"{measure['weight']:g}"
            assert figures[1:] == ([] if measure["if_unknown"] is None else [f"{measure['if_unknown']:g}"])
            ends.add(cell_len(row[: row.index("%")]))
    assert len(ends) == 1  # shares stand below each other


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_profile_of_the_seller_is_shown_as_questions_with_their_answers(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = said(capsys, "rulesets", "show", "b2b", "--lang", language)
    asked = json.loads(said(capsys, "rulesets", "show", "b2b", "--json"))["seller"]
    assert {one["key"]: one["answer"] for one in asked} == dict(Ruleset.load("b2b").seller)
    letters = "".join(shown.split())
    for one in asked:
        row = next(line for line in shown.splitlines() if f" {one['key']} " in line)
        question = "".join(one["question"][language].split())
        assert "".join(row.split(one["key"])[0].split()) == question[: len("".join(row.split(one["key"])[0].split()))]
        assert "".join(catalogue.answer_text(one["answer"]).split())[:12] in letters
    assert "--set seller." in shown and "`seller:`" in shown


@pytest.mark.parametrize("name", NAMES["rulesets"])
def test_shares_of_measures_add_up_to_their_criteria_and_to_the_whole(name: str) -> None:
    criteria = catalogue.one_ruleset(name)["criteria"]
    for one in criteria:
        assert sum(measure["share"] for measure in one["measures"]) == pytest.approx(one["share"])
    assert sum(one["share"] for one in criteria) == pytest.approx(1)


def test_rates_priors_and_weights_of_a_class_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    shown = said(capsys, "rulesets", "show", "starter_cn", "--lang", "en")
    assert "Rates in CNY" in shown and "USD 7.14" in shown and "INR 0.084252" in shown
    assert "汇率（折合 CNY）" in said(capsys, "rulesets", "show", "starter_cn", "--lang", "zh")
    industry = next(line for line in shown.splitlines() if "industry_fit" in line)
    assert industry.split()[-3:] == ["8", "22.9%", "55"]  # 30 of 100, and 8 of 10.5 of these
    assert "Unknown" not in said(capsys, "rulesets", "show", "base", "--lang", "en")  # which leaves it out
    assert "cooperation: 4 where stage is new" in said(capsys, "rulesets", "show", "good_customer", "--lang", "en")


def test_curves_in_a_line() -> None:
    assert catalogue.curve_text(linear({-0.05: 0, 1e9: 37.5}, 12)) == "-0.05: 0, 1,000,000,000: 37.5, else: 12"
    assert catalogue.curve_text(levels({True: 100, False: 0})) == "true: 100, false: 0"


@pytest.mark.parametrize(("command", "name"), EVERY)
def test_everything_has_its_section_of_the_page(command: str, name: str) -> None:
    assert f"\n## {name}\n" in (DOCS / f"{command}.md").read_text(encoding="utf-8")


def test_every_measure_says_where_it_comes_from_and_what_to_ask() -> None:
    for criterion in catalogue.criteria():
        assert 3 <= len(criterion["measures"]) <= 7
        for measure in criterion["measures"]:
            assert measure["title"] and measure["source"] and measure["ask"] and measure["serves"], measure["id"]
            assert measure["value"] or measure["about"], measure["id"]


def test_every_row_of_the_requirements_on_criteria_is_served() -> None:
    served = {row for one in catalogue.criteria() for row in (*one["serves"], *(m["serves"] for m in one["measures"]))}
    rows = {f"R{number:02}" for number in (*range(1, 11), 13, 14, 15)}
    rows |= {
        "R01a",
        "R01b",
        "R02a",
        "R02b",
        "R02c",
        "R03a",
        "R03b",
        "R04a",
        "R04b",
        "R05a",
        "R05b",
        "R06a",
        "R06b",
        "R06c",
        "R07a",
        "R07b",
    }
    rows |= {"R08a", "R08b", "R09a", "R09b", "R10a", "R10b"}
    assert rows <= served


def test_the_plan_of_b2b_stays_in_the_streaming_engine() -> None:
    plan = Ruleset.load("b2b").plan(date(2026, 11, 23))
    frame = pl.LazyFrame(schema={name: field.dtype for name, field in plan.fields.items()})
    graph = plan.decide(frame).show_graph(engine="streaming", plan_stage="physical", raw_output=True)
    assert graph and "in-memory-map" not in graph and "in_memory" not in graph
