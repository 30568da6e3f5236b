"""What other systems import: the ids of the list and what the decisions say, row by row, and only what has changed where that is asked."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist.api import Ruleset
from shortlist.errors import ListError
from shortlist.model.systems import SYSTEMS
from shortlist.model.terms import DECISION_WORDS
from shortlist.pipeline import run
from shortlist.record.overrides import override
from shortlist.record.runs import open_record
from shortlist.run_options import OutputOptions, RecordOptions

DAY = date(2026, 11, 26)
COUNTRIES = ["Germany", "Iran", "中国", "", "France"]


def write_list(path: Path, seed: int, header: str = "Record ID") -> None:
    chance = random.Random(seed)
    ids = [f"{chance.choice(['-', '00', 'A'])}{n}" for n in range(20)]
    table = {
        header: [*ids, ""],
        "Company": [chance.choice(["Acme", "北方", "=Home"]) for _ in range(21)],
        "Country": [chance.choice(COUNTRIES) for _ in range(21)],
        "Employees": [chance.choice(["12", "1200", "", "80"]) for _ in range(21)],
    }
    pl.DataFrame(table).write_csv(path)


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)


@pytest.mark.parametrize("name", [*SYSTEMS])
def test_each_system_gets_the_ids_and_what_was_decided(name: str, tmp_path: Path) -> None:
    source, output, plan = tmp_path / "list.csv", tmp_path / "out.csv", Ruleset.load("b2b").plan(DAY)
    write_list(source, 1)
    outcome = run(source, plan, output=OutputOptions(output, system=name))
    decided = run(source, plan).decisions
    assert decided is not None and outcome.summary.rows == decided.height == 21
    system, told = SYSTEMS[name], read(output)
    language = system.language or "en"
    assert told.columns[0] == ("Record ID" if name in ("hubspot", "excel-zh") else told.columns[0])
    # The row without an id is nobody's record; a guard before an id would make it another one.
    ids = [one for one in decided["prospect_id"] if not one.startswith("row ")]
    guarded = [f"'{one}" if system.guard and one.startswith("-A") else one for one in ids]
    assert told[told.columns[0]].to_list() == guarded and len(ids) == 20
    said = dict(zip(ids, told.rows(named=True), strict=True))
    for row in decided.rows(named=True)[:20]:
        cells = {part: said[row["prospect_id"]][label.in_(language)] for part, label in system.labels.items()}
        assert cells["decision"].lower() == DECISION_WORDS[row["decision"]].in_(language)
        assert cells["grade"] == (row["grade"] or "-") and (cells["score"] and float(cells["score"])) == row["score"]
        assert cells["decided_on"] == "2026-11-26" and cells["ruleset"].startswith("b2b ") and cells["why"]
        assert (cells["find_out"] == "-") == (row["ask_next"] is None)
    assert output.read_bytes().startswith(b"\xef\xbb\xbf") == system.mark


@pytest.mark.parametrize("seed", range(3))
def test_only_what_has_changed_is_handed_on(seed: int, tmp_path: Path) -> None:
    source, output, record = tmp_path / "list.csv", tmp_path / "out.csv", tmp_path / "record.db"
    plan = Ruleset.load("b2b").plan(DAY)
    options = OutputOptions(output, system="hubspot", only_changes=True)

    def go() -> list[str]:
        run(source, plan, output=options, record=RecordOptions(str(record)))
        return read(output)["Record ID"].to_list()

    write_list(source, seed)
    before = run(source, plan).decisions
    assert len(go()) == 20 and go() == []
    table = read(source).with_columns(
        pl.Series("Country", [random.Random(seed + 9).choice(COUNTRIES) for _ in range(21)])
    )
    table.with_columns(Country=table["Country"].reverse()).write_csv(source)
    after = run(source, plan).decisions
    assert before is not None and after is not None
    pairs = zip(before.rows(named=True), after.rows(named=True), strict=True)
    changed = [b["prospect_id"] for a, b in pairs if (a["decision"], a["grade"]) != (b["decision"], b["grade"])]
    assert go() == [one for one in changed if not one.startswith("row ")]


def test_an_override_is_the_decision_and_is_handed_on(tmp_path: Path) -> None:
    source, output, record = tmp_path / "list.csv", tmp_path / "out.csv", tmp_path / "record.db"
    plan = Ruleset.load("b2b").plan(DAY)
    write_list(source, 1)
    run(source, plan, record=RecordOptions(str(record)))
    first = read(source)["Record ID"][0]
    with open_record(record, write=True) as opened:
        override(opened, first, "qualify", by="me", because="known well")
    run(
        source,
        plan,
        output=OutputOptions(output, system="hubspot", only_changes=True),
        record=RecordOptions(str(record)),
    )
    (row,) = read(output).rows(named=True)
    assert row["Record ID"] == first and row["Shortlist decision"] == "Qualify"
    assert row["Shortlist why"].startswith("Decided by a person; computed: ")


def test_ids_that_are_not_the_systems_are_said(tmp_path: Path) -> None:
    source, output = tmp_path / "list.csv", tmp_path / "out.csv"
    write_list(source, 1, "Customer number")
    outcome = run(source, Ruleset.load("b2b").plan(DAY), output=OutputOptions(output, system="hubspot"))
    assert read(output).columns[0] == "Customer number"
    assert any("not the record id of HubSpot" in str(getattr(note, "text", note)) for note in outcome.notes)


def test_what_cannot_be_imported_is_refused(tmp_path: Path) -> None:
    source, output, plan = tmp_path / "list.csv", tmp_path / "out.csv", Ruleset.load("b2b").plan(DAY)
    source.write_text("Company,Country\nAcme,Germany\n")
    with pytest.raises(ListError, match="--id HEADER"):
        run(source, plan, output=OutputOptions(output, system="zoho"))
    write_list(source, 1)
    with pytest.raises(ListError, match="--no-db"):
        run(source, plan, output=OutputOptions(output, system="zoho", only_changes=True))
    for wrong in (
        {"path": "a.xlsx", "system": "zoho"},
        {"path": "a.csv", "system": "sap"},
        {"path": "a.csv", "only_changes": True},
    ):
        with pytest.raises(ListError):
            OutputOptions(**wrong)
    assert not output.exists()
