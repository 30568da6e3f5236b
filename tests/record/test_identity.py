"""Row numbers join nothing: no override, no history, no earlier decision, no removal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from shortlist.api import Ruleset
from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.pipeline import run
from shortlist.record import overrides
from shortlist.record.database import VIEWS, RecordError, migrations
from shortlist.record.erase import forget
from shortlist.record.prospects import find_prospect
from shortlist.record.runs import find_run, open_record
from shortlist.run_options import RecordOptions
from tests.support import program

DAY = date(2026, 11, 26)
WITHOUT = "Company,Country\nNorth Mill,Germany\nTiny Shop,Iran\n"
WITH = "Customer ID,Company,Country\n1,Real One,Germany\n,Nobody,France\n"


def decide(folder: Path, text: str) -> object:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    return run(folder / "list.csv", "b2b", record=RecordOptions(str(folder / "r.db")))


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("prospect_id", "remedy"), [("1", "--id HEADER"), ("2", "--id HEADER"), ("row 2", "has no id in the list")]
)
def test_a_row_number_takes_no_override_and_is_not_forgotten(prospect_id: str, remedy: str, tmp_path: Path) -> None:
    decide(tmp_path, WITHOUT)
    decide(tmp_path, WITH.replace("\n1,", "\nA1,"))
    with open_record(tmp_path / "r.db", write=True) as record:
        with pytest.raises(RecordError, match=remedy) as refused:
            overrides.override(record, prospect_id, "qualify", because="paid", by="Dana")
        assert ("--id" in str(refused.value)) == (remedy == "--id HEADER")
        with pytest.raises(RecordError, match=remedy):
            forget(record, prospect_id)
        assert any("is the number of a row" in note.text.en for note in find_prospect(record, prospect_id).notes)


@pytest.mark.proof
def test_what_belongs_to_an_id_does_not_reach_the_row_of_that_number(tmp_path: Path) -> None:
    decide(tmp_path, WITH)
    decide(tmp_path, WITHOUT)
    with open_record(tmp_path / "r.db", write=True) as record:
        overrides.override(record, "1", "reject", because="fraud", by="Dana")
        found = find_prospect(record, "1")
        assert (found.run.id, found.override is not None, found.notes) == (1, True, ())
        assert find_prospect(record, "1", run=2).override is None
        last = record.rows("SELECT prospect_id, name, run_id, override FROM last_decisions ORDER BY 1")
        assert [(row["name"], row["run_id"], row["override"]) for row in last] == [
            ("Real One", 1, "reject"),
            ("Nobody", 1, None),
        ]
        assert record.rows("SELECT * FROM changed_decisions") == []
    again = decide(tmp_path, WITHOUT)
    assert again.report["overrides_in_force"] == 0  # type: ignore[attr-defined]
    assert decide(tmp_path, WITH).report["overrides_in_force"] == 1  # type: ignore[attr-defined]
    with open_record(tmp_path / "r.db", write=True) as record:
        forget(record, "1")
        assert {row["name"] for row in record.rows("SELECT name FROM decisions WHERE prospect_id = '1'")} == {
            "North Mill"
        }


def test_a_run_says_that_it_has_no_ids_and_records_it(tmp_path: Path) -> None:
    for number, (text, numbered) in enumerate([(WITHOUT, True), (WITH, False)], 1):
        outcome = decide(tmp_path, text)
        said = [str(note) for note in outcome.notes if "--id HEADER" in str(note)]  # type: ignore[attr-defined]
        assert len(said) == numbered
        with open_record(tmp_path / "r.db") as record:
            assert json.loads(find_run(record, number).facts["options"]).get("numbered", False) is numbered


def test_histories_ask_for_ids(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(WITHOUT, encoding="utf-8")
    (tmp_path / "paid.csv").write_text("Customer ID,Date,Amount\n1,2026-01-01,5\n", encoding="utf-8")
    with pytest.raises(ListError, match="--id HEADER"):
        run(tmp_path / "list.csv", "good_customer", history=[f"invoices={tmp_path}/paid.csv"])


def test_an_older_record_is_read_and_brought_up_to_date(tmp_path: Path) -> None:
    decide(tmp_path, WITHOUT)
    decide(tmp_path, WITH)
    with open_record(tmp_path / "r.db", write=True) as record:  # as it was before row numbers were told from ids
        first = next(one for one in migrations._migrations if one.name.startswith("m001"))
        for view in (
            "overrides_in_force",
            "last_decisions",
            "changed_decisions",
            "complete_runs",
            "complete_decisions",
        ):
            record.db.execute(f"DROP VIEW {view}")
        for statement in VIEWS:
            record.db.execute(statement)
        record.db.execute("DELETE FROM _sqlite_migrations WHERE name <> ?", [first.name])
        record.db.execute("UPDATE runs SET options = json_remove(options, '$.numbered')")
    with open_record(tmp_path / "r.db") as record:
        assert find_prospect(record, "1").run.id == 2
    with open_record(tmp_path / "r.db", write=True) as record:
        marked = [
            json.loads(row["options"]).get("numbered", False)
            for row in record.rows("SELECT options FROM runs ORDER BY id")
        ]
        assert marked == [True, False]
        assert {row["run_id"] for row in record.rows("SELECT run_id FROM last_decisions")} == {2}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1", "", "3"], "one row has no id in 'Customer ID' and is called by its number, 'row 2'"),
        (
            ["A", "n/a", " ", "B", "\u200b"],
            "3 rows have no id in 'Customer ID' and are called by their numbers, the first 'row 2'",
        ),
        (["", "", "9"], "2 rows have no id in 'Customer ID' and are called by their numbers, the first 'row 1'"),
        (["7", "8", "9"], None),
    ],
)
@pytest.mark.parametrize("duplicates", ["refuse", "keep"])
def test_rows_without_an_id_are_counted_and_named(
    cells: list[str], said: str | None, duplicates: str, tmp_path: Path
) -> None:
    text = "Customer ID,Company\n" + "".join(f'"{cell}",Firm {n}\n' for n, cell in enumerate(cells))
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    rules = Ruleset.load("b2b")
    with rules.read(tmp_path / "list.csv", ReadOptions(duplicates=duplicates)) as intake:  # type: ignore[arg-type]
        ids = intake.frame.collect()["prospect_id"].to_list()
        found = [note.text.en for note in intake.notes if "no id in" in note.text.en]
    assert sum(one.startswith("row ") for one in ids) == sum(
        not cell.strip(" \u200b") or cell == "n/a" for cell in cells
    )
    assert [one.partition(":")[0] for one in found] == ([said] if said else [])
    assert all("row" in note for note in found)


WRITTEN = [("７", "7"), (" 7 ", "7"), ("'0042", "0042"), ("Ａ－1", "A-1"), ("C\u00a07", "C 7"), ("\u200bA-1", "A-1")]


@pytest.mark.quick(2)
@pytest.mark.parametrize(("written", "prospect_id"), WRITTEN)
def test_an_id_is_taken_in_the_form_of_lists(written: str, prospect_id: str, tmp_path: Path) -> None:
    decide(tmp_path, "Customer ID,Country\n7,DE\n0042,FR\nA-1,IT\nC 7,ES\n")
    with open_record(tmp_path / "r.db", write=True) as record:
        assert find_prospect(record, written).prospect_id == prospect_id
        made = overrides.override(record, written, "reject", because="fraud", by="Dana")
        assert made["prospect_id"] == prospect_id
        assert overrides.withdraw(record, written, because="no", by="Dana")["prospect_id"] == prospect_id
        gone = forget(record, written)
        assert (gone.prospect_id, gone.decisions, gone.overrides) == (prospect_id, 1, 1)


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("written", "meant"), [("7.0", "7"), ("007", "7"), ("42", "0042"), ("42.00", "0042"), ("A1", "A-1")]
)
def test_a_number_written_otherwise_is_near(written: str, meant: str, tmp_path: Path) -> None:
    decide(tmp_path, "Customer ID,Country\n7,DE\n0042,FR\nA-1,IT\n")
    for given in ([], ["--list", "list.csv"]):
        ran = program.run(tmp_path, "explain", written, *given, SHORTLIST_DB="r.db")
        assert ran.status == 2 and f"'{meant}'" in ran.err, ran.err


@pytest.mark.proof
def test_runs_are_named_in_order(tmp_path: Path) -> None:
    for _ in range(3):
        decide(tmp_path, "Company,Country\nA,Germany\n")
    for language, wanted in (("en", "(runs 1, 2, 3)"), ("zh", "（第 1、2、3 次运行）")):
        ran = program.run(tmp_path, "--lang", language, "override", "1", "--decision", "reject", "--because", "x", "--by", "y",
                          SHORTLIST_DB="r.db")  # fmt: skip
        assert ran.status == 2 and wanted in ran.err, ran.err
