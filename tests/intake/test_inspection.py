"""`inspect` says how a list is understood, on a terminal of 100 columns and as JSON."""

from __future__ import annotations

import json
import random
import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from shortlist import ListError, ReadOptions, Ruleset
from shortlist.cli import run
from shortlist.intake.bare_lists import useless
from shortlist.intake.inspection import inspect as look
from tests.intake.test_fuzz import DATA, HAZARDS
from tests.support.seeds import sample

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
    assert "未读入10行" in "".join(out.split())  # wherever the line is wrapped
    assert "表头" in out


@pytest.mark.quick(2)
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


def options_of(text: str) -> list[str]:
    """The `--map` options that a line advises, as a shell would give them; not those where a header is to be filled in."""
    found = re.findall(r"--map ('(?:[^']|'\\'')*')", text)
    return [option for one in found if not (option := shlex.split(one)[0]).endswith(("=HEADER", "=表头"))]


def look_at(path: Path, rules: Ruleset, *maps: str) -> dict[str, list[str]]:
    with rules.read(path, ReadOptions(maps=maps), keep="all", leave_doubts=True) as intake:
        found = look(intake, rules, rules.plan(date(2026, 11, 26)).fields)
        return {key: found[key] for key in ("doubts", "asked", "notes")}


def stops(path: Path, rules: Ruleset, *maps: str) -> list[str]:
    """What `qualify` stops at."""
    try:
        with rules.read(path, ReadOptions(maps=maps)) as intake:
            problem = useless(intake, rules.plan(date(2026, 11, 26)).fields)
            return [] if problem is None else [str(problem.text)]
    except ListError as error:
        return [str(problem.text) for problem in error.problems]


def check_agreement(path: Path, rules: Ruleset) -> int:
    """`inspect` and a run agree on what must be settled, and each option that is advised is taken; how many there were."""
    seen = look_at(path, rules)
    assert sorted(seen["doubts"]) == sorted(stops(path, rules)), path
    options = [(line, one) for key in ("doubts", "asked", "notes") for line in seen[key] for one in options_of(line)]
    for line, option in options:
        again = look_at(path, rules, option)
        assert line not in again["doubts"] + again["asked"], option
        assert sorted(again["doubts"]) == sorted(stops(path, rules, option)), option
    return len(options)


HEADERS = (
    "Revenue", "Sales", "销售额", "信用等级", "Rating", "Customer type", "Margin %", "Gross margin", "毛利率",
    "应收账款余额", "合作年限", "Expected Revenue", "Days late", "Last order", "First order", "Freight share",
    "Owner's revenue", "Revenue:USD", "Annual  Revenue", "Annual Revenue (EUR m)", "固定对接人", "Account Type",
    "Overdue share", "Market share", "Country", "Country code", "Employees", "Number of people",
    "Total assets ($)", "Equity", "公司规模", "Shipping Country", "Note: x",
)  # fmt: skip
CELLS = (
    ["1,5", "2.5", "3"], ["12", "0.5", "7"], ["3/4/2024", "5/6/2024", "7/8/2024"], ["$5", "¥7", "9"], ["1.234", "2.345", "9"],
    ["A", "B", "C"], ["AAA", "BBB", "A"], ["Hot", "Cold", "Warm"], ["yes", "no", "yes"], ["Germany", "France", ""],
    ["13/4/2024", "4/13/2024", "1/1/2024"], ["1,234", "1.234", "5"], ["12%", "13", "14%"], ["企业", "政府", ""],
)  # fmt: skip


@pytest.mark.proof
def test_inspect_and_a_run_agree_and_each_option_is_taken(tmp_path: Path) -> None:
    chance, rules, advised = random.Random(20261126), [Ruleset.load("b2b"), Ruleset.load("good_customer")], 0
    path = tmp_path / "list.csv"
    for _ in range(8):
        headers = chance.sample(HEADERS, chance.randint(1, 6))
        columns = [chance.choice(CELLS) for _ in headers]
        rows = [["id", *headers], *([str(number), *row] for number, row in enumerate(zip(*columns, strict=True)))]
        path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), "utf-8")
        advised += check_agreement(path, chance.choice(rules))
    assert advised > 15


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    "name", sample(["headers.csv", "office.xlsx", "ragged.csv", "office_zh.xlsx", "duplicates.csv"], 2, "long")
)
def test_inspect_and_a_run_agree_on_lists_of_hazards(name: str) -> None:
    check_agreement(HAZARDS / name, Ruleset.load("b2b"))


def test_what_a_run_stops_at_is_shown(capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Colour,Shape\nred,round\n", "utf-8")
    assert "no column of the list is a known field" in " ".join(inspect(capsys, str(path), "-r", rules).split())
    path.write_text("id,Shape\n1,round\n", "utf-8")
    assert "no column is one that the ruleset reads" in " ".join(inspect(capsys, str(path), "-r", rules).split())
    path.write_text("Revenue,Revenue\n1,2\n", "utf-8")
    assert "--map 'annual_revenue=Revenue (2)'" in " ".join(inspect(capsys, str(path), "-r", rules).split())


@pytest.mark.quick(1)
@pytest.mark.parametrize("width", [80, 110])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_column_is_shown_with_what_it_was_taken_by(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, width: int, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    path = tmp_path / "list.csv"
    path.write_text(
        "客户编码,客户全称,Revenue,信用等级,销售额,毛利率,备注\n1,甲,5,AA,7,28%,\n2,乙,6,BBB,8,29%,\n", "utf-8"
    )
    out = inspect(capsys, str(path), "-r", "b2b", "--lang", language)
    inspect(capsys, str(path), "--lang", "en")
    flat = "".join(out.split())
    wanted = {
        "en": (
            "cells",
            "alias?",
            "--map'annual_spend=销售额'",
            "gross_margin,whichtherulesetdoesnotread",
            "备注(empty)",
        ),
        "zh": ("内容", "别名?", "--map'annual_spend=销售额'", "gross_margin，规则集未使用", "备注（空列）"),
    }
    assert [one for one in wanted[language] if one not in flat] == []
    assert max(sum(2 if ord(mark) > 0x2E80 else 1 for mark in line) for line in out.splitlines()) <= min(width, 100)


@pytest.mark.parametrize("unread", [1, 9, 10, 11, 40])
def test_unread_cells_that_are_not_shown_are_counted_with_their_columns(
    unread: int, capsys: pytest.CaptureFixture[str], rules: str, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    lines = [f"A{n},{'soon' if n < unread else '2024-01-31'},{'hm' if n < unread - 5 else 2001}" for n in range(50)]
    path.write_text("\n".join(["Id,Customer since,Founded", *lines]) + "\n", "utf-8")
    total, others = unread + max(unread - 5, 0), max(unread - 5, 0)
    said = " ".join(inspect(capsys, str(path), "-r", rules).split())
    shown = said.count(": soon") + said.count(": hm")
    assert shown == min(total, 10)
    more = f"{total - 10} more; of all, Customer since {unread}, Founded {others}; --json names each"
    assert (more in said) == (total > 10)
    found = json.loads(inspect(capsys, str(path), "-r", rules, "--json"))
    assert len(found["unreadable"]) == total
