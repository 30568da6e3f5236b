"""Row numbers join nothing: no override, no history, no earlier decision, no removal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from shortlist.errors import ListError
from shortlist.pipeline import RecordOptions, run
from shortlist.record import overrides
from shortlist.record.database import VIEWS, RecordError, migrations
from shortlist.record.erase import forget
from shortlist.record.prospects import find_prospect
from shortlist.record.runs import find_run, open_record

DAY = date(2026, 11, 26)
WITHOUT = "Company,Country\nNorth Mill,Germany\nTiny Shop,Iran\n"
WITH = "Customer ID,Company,Country\n1,Real One,Germany\n,Nobody,France\n"


def decide(folder: Path, text: str) -> object:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    return run(folder / "list.csv", "b2b", record=RecordOptions(str(folder / "r.db")))


@pytest.mark.parametrize("prospect_id", ["1", "2", "row 2"])
def test_a_row_number_takes_no_override_and_is_not_forgotten(prospect_id: str, tmp_path: Path) -> None:
    decide(tmp_path, WITHOUT)
    decide(tmp_path, WITH.replace("\n1,", "\nA1,"))
    with open_record(tmp_path / "r.db", write=True) as record:
        with pytest.raises(RecordError, match="--id HEADER"):
            overrides.override(record, prospect_id, "qualify", because="paid", by="Dana")
        with pytest.raises(RecordError, match="--id HEADER"):
            forget(record, prospect_id)
        assert any("is the number of a row" in note.text.en for note in find_prospect(record, prospect_id).notes)


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
