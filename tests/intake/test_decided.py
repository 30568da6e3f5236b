"""A decided list, decided again: the same decisions, scores and known shares, whatever it was written as."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist.api import Ruleset
from shortlist.errors import ListError
from shortlist.pipeline import run
from shortlist.run_options import OutputOptions
from tests.support.seeds import sample

DAY = date(2026, 11, 26)
CELLS = {
    "Country": ["Germany", "Iran", "中国", "", "France"],
    "Employees": ["12", "1,200", "80人", "", "300"],
    "Annual Revenue": ["$5M", "62000", "", "€4m", "1,000,000"],
    "Industry": ["Steel", "=Software", "-", "Logistics", ""],
    "Year founded": ["1999", "2015", "", "1887", "2020"],
    "service_needs": ["training", "", "support, training", "+spare", ""],
    "score": ["1", "x", "", "-3", "99"],
    "decision": ["yes", "", "@no", "reject", ""],
    "list_grade": ["A", "", "B", "C", ""],
    "Phone": ["+49 89 1", "-", "=1+1", "+1 202 555 0100", ""],
    "tags": ["", "a; b", "", "c", ""],
}


def made(seed: int) -> pl.DataFrame:
    pick = random.Random(seed)
    rows = pick.randint(1, 40)
    headers = pick.sample([*CELLS], pick.randint(2, len(CELLS)))
    if "Country" not in headers:
        headers.append("Country")
    ids = [f"{pick.choice(['A', '-A', '00', '=', 'C '])}{n}" for n in range(rows)]
    columns = {"Customer ID": ids, "Company": [pick.choice(["Acme", "北方", "@Home", "'t Hoen"]) for _ in ids]}
    columns |= {header: [pick.choice(CELLS[header]) for _ in ids] for header in headers}
    order = pick.sample([*columns], len(columns))
    return pl.DataFrame({name: columns[name] for name in order})


@pytest.mark.quick(2)
@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx", "jsonl", "parquet", "db::t"])
@pytest.mark.parametrize("seed", sample(range(3), 1, "long"))
def test_decided_again_it_is_the_same(seed: int, suffix: str, tmp_path: Path) -> None:
    plan = Ruleset.load("b2b").plan(DAY)
    source = tmp_path / "list.csv"
    made(seed).write_csv(source)
    first, second = f"{tmp_path}/first.{suffix}", f"{tmp_path}/second.{suffix}"
    run(source, plan, output=OutputOptions(first, keep="all"))
    again = run(first, plan, output=OutputOptions(second, keep="all"))
    assert any("written by shortlist" in note.text.en for note in again.notes if hasattr(note, "text"))
    wanted = run(source, plan).decisions
    assert wanted is not None and wanted.equals(run(first, plan).decisions)
    if suffix in ("csv", "tsv", "jsonl"):
        assert Path(first).read_bytes() == Path(second).read_bytes()


def test_another_ruleset_reads_none_of_its_columns(tmp_path: Path) -> None:
    source, first = tmp_path / "list.csv", tmp_path / "first.csv"
    made(7).write_csv(source)
    run(source, Ruleset.load("good_customer").plan(DAY), output=OutputOptions(str(first)))
    plan = Ruleset.load("b2b").plan(DAY)
    one, two = run(source, plan).decisions, run(first, plan).decisions
    assert one is not None and two is not None and one.equals(two)


@pytest.mark.quick(1)
@pytest.mark.parametrize("lacking", [["grade"], ["score", "coverage", "tags"], ["score_low", "score_high"]])
def test_it_is_known_without_some_of_its_columns(lacking: list[str], tmp_path: Path) -> None:
    source, first = tmp_path / "list.csv", tmp_path / "first.csv"
    made(3).drop(lacking, strict=False).write_csv(source)
    plan = Ruleset.load("b2b").plan(DAY)
    run(source, plan, output=OutputOptions(str(first)))
    pl.read_csv(first, infer_schema=False).drop(lacking).write_csv(first)
    one, two = run(source, plan).decisions, run(first, plan).decisions
    assert one is not None and two is not None and one.equals(two)


@pytest.mark.quick(1)
@pytest.mark.parametrize("name", ["decision", "score_low", "need_fit", "coverage"])
def test_no_option_makes_a_fact_of_an_earlier_decision(name: str, tmp_path: Path) -> None:
    source, first = tmp_path / "list.csv", tmp_path / "first.csv"
    source.write_text("Customer ID,Country\nA1,Germany\n", encoding="utf-8")
    rules = Ruleset.load("b2b")
    run(source, rules.plan(DAY), output=OutputOptions(str(first)))
    with rules.read(first, keep="all") as intake:
        assert name not in intake.raw.headers
        assert intake.frame.collect_schema().names() == [
            "prospect_id",
            "name",
            "country",
            "list:Customer ID",
            "list:Country",
        ]


def test_an_ordinary_list_keeps_its_scores(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Customer ID,Country,decision,score,reasons\n'-A1,Germany,yes,3,none\n", encoding="utf-8")
    with Ruleset.load("b2b").read(source, keep="all") as intake:
        assert {"list:decision", "list:score", "list:reasons"} <= {*intake.frame.collect_schema().names()}


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("text", "numbered"),
    [
        ("Name,Country\nAcme,Germany\nBit,Iran\n", True),
        ("Customer ID,Country\nA1,Germany\nA2,Iran\n", False),
        ("Customer ID,Country\n1,Germany\n2,Iran\n", False),
        ("Customer ID,Country\n7,Germany\n3,Iran\n", False),
    ],
)
def test_row_numbers_stay_row_numbers(text: str, numbered: bool, tmp_path: Path) -> None:
    source, first = tmp_path / "list.csv", tmp_path / "first.csv"
    source.write_text(text, encoding="utf-8")
    rules = Ruleset.load("b2b")
    run(source, rules.plan(DAY), output=OutputOptions(str(first)))
    for list_ in (source, first):
        with rules.read(list_) as intake:
            assert intake.numbered is numbered, list_


@pytest.mark.quick(1)
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_a_list_of_mere_decisions_is_called_so(suffix: str, tmp_path: Path) -> None:
    plan = Ruleset.load("b2b").plan(DAY)
    source, first = tmp_path / "list.csv", f"{tmp_path}/first.{suffix}"
    made(5).write_csv(source)
    run(source, plan, output=OutputOptions(first, keep="none"))
    with pytest.raises(ListError, match=r"holds only decisions.*the original list"):
        run(first, plan)


def test_columns_that_no_field_is_are_named(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Customer ID,Company,Colour\nA1,Acme,red\n", encoding="utf-8")
    with pytest.raises(ListError, match="columns: Customer ID, Company, Colour;"):
        run(tmp_path / "list.csv", "b2b")
