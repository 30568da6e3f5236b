"""`inspect` says how a list is understood, on a terminal of 100 columns and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shortlist.cli import run
from tests.intake.test_fuzz import DATA, HAZARDS

RULES = """\
ruleset: trial
version: "1.0"
title: {en: Trial, zh: 试}
currency: USD
fields:
  annual_revenue: {type: money, title: {en: Annual revenue, zh: 年收入}, aliases: [Revenue, Umsatz]}
  growth: {type: percent, title: {en: Growth, zh: 增长率}}
  country: {type: country, title: {en: Country, zh: 国家}}
  since: {type: date, title: {en: Since, zh: 始于}, aliases: [Customer since]}
  founded_year: {type: integer, title: {en: Founded, zh: 成立年份}, minimum: 1000, maximum: 2100}
criteria:
  volume:
    weight: 1
    title: {en: Volume, zh: 体量}
    measures:
      revenue: {value: annual_revenue, linear: {0: 0, 1000000: 100}}
      growth_rate: {value: growth, linear: {0: 0, 0.5: 100}}
rules:
  - {id: embargo, when: "country IN ('KP', 'US')", then: reject, if_unknown: review}
  - {id: unknown, when: since IS NULL AND founded_year IS NULL, then: review}
decision: {qualify: 70, review: 50}
"""


@pytest.fixture
def rules(tmp_path: Path) -> str:
    path = tmp_path / "trial.yaml"
    path.write_text(RULES, "utf-8")
    return str(path)


def inspect(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert run(["inspect", *arguments]) == status
    said = capsys.readouterr()
    assert status == 0 or not said.out
    return said.out if status == 0 else said.err


def test_the_report(capsys: pytest.CaptureFixture[str], rules: str) -> None:
    out = inspect(capsys, str(HAZARDS / "ragged.csv"), "-r", rules)
    assert "240 rows, 7 columns understood, 3 not; 10 rows refused, 0 of them as duplicates" in " ".join(out.split())
    assert "row 6: it has 9 cells and the header has 10" in out
    assert "embargo: country = 'KP'" in out
    assert "'US'" not in out
    assert all(len(line) <= 100 for line in out.splitlines())


def test_json(capsys: pytest.CaptureFixture[str], rules: str) -> None:
    found = json.loads(inspect(capsys, str(HAZARDS / "duplicates.csv"), "-r", rules, "--json"))
    assert (found["rows_in"], found["refused"], found["duplicates"]) == (250, 10, 10)
    growth = next(one for one in found["columns"] if one["field"] == "growth")
    assert (growth["unit"], growth["missing"], growth["largest"]) == ("%", 0.1, 0.395)
    assert found["criteria"][0]["fed"] == 2
    assert found["literals"] == [{"field": "country", "literal": "KP", "where": "embargo"}]


def test_a_doubt_is_shown_and_the_rest_too(capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,growth,Revenue\n1,12,5000\n", "utf-8")
    out = inspect(capsys, str(path), "-r", rules)
    assert "To be settled before the list can be decided" in out
    assert "--map 'growth=growth:ratio'" in " ".join(out.split())
    assert "annual_revenue" in out


def test_one_row(capsys: pytest.CaptureFixture[str], rules: str) -> None:
    cells = json.loads(inspect(capsys, str(HAZARDS / "crcrlf.csv"), "-r", rules, "--row", "7", "--json"))
    founded = next(cell for cell in cells if cell["header"] == "Founded")
    assert (founded["text"], founded["value"], founded["readable"]) == ("1907 (1887)", 1907.0, True)
    assert "Founded" in inspect(capsys, str(HAZARDS / "crcrlf.csv"), "-r", rules, "--row", "7")
    assert "there is no row 999" in inspect(capsys, str(HAZARDS / "crcrlf.csv"), "-r", rules, "--row", "999", status=2)
    assert "row 6 was refused" in inspect(capsys, str(HAZARDS / "ragged.csv"), "-r", rules, "--row", "6", status=2)


def test_a_mapping_is_written_that_reads_the_same(
    capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
) -> None:
    mapping, source = str(tmp_path / "mapping.yaml"), str(HAZARDS / "utf16.csv")
    first = inspect(capsys, source, "-r", rules, "--write-mapping", mapping, "--json")
    again = inspect(capsys, source, "-r", rules, "--mapping", mapping, "--json")
    assert {one["how"] for one in json.loads(again)["columns"]} == {"mapping"}
    assert again.replace('"how": "mapping"', "") == first.replace('"how": "name"', "").replace('"how": "alias"', "")


def test_in_chinese(capsys: pytest.CaptureFixture[str], rules: str) -> None:
    out = inspect(capsys, str(HAZARDS / "ragged.csv"), "-r", rules, "--lang", "zh")
    inspect(capsys, str(HAZARDS / "ragged.csv"), "-r", rules, "--lang", "en")
    assert "拒收10行" in "".join(out.split())  # wherever the line is wrapped
    assert "表头" in out


@pytest.mark.parametrize(
    "name", ["forbes_2024", "xeducation_leads", "receivables", "sp500_constituents", "sp500_financials"]
)
def test_real_lists(capsys: pytest.CaptureFixture[str], rules: str, name: str) -> None:
    if not (DATA / f"{name}.csv").exists():
        pytest.skip(f"{DATA / name}.csv is not there")
    out = inspect(capsys, str(DATA / f"{name}.csv"), "-r", rules)
    assert max(len(line) for line in out.splitlines()) <= 100


@pytest.mark.parametrize(
    "arguments",
    [["nothing.csv"], ["{rules}", "--row", "0"], ["{list}", "--map", "x"], ["{list}", "--write-mapping", "/nowhere/x"]],
)
def test_wrong_usage_is_one_line(capsys: pytest.CaptureFixture[str], rules: str, arguments: list[str]) -> None:
    given = [one.format(rules=rules, list=HAZARDS / "crcrlf.csv") for one in arguments]
    assert len(inspect(capsys, *given, "-r", rules, status=2).strip().splitlines()) == 1
