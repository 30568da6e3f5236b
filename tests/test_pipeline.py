"""A run as a function of the library does all that `shortlist qualify` does, and leaves the same behind."""

from __future__ import annotations

import dataclasses
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.errors import ListError, ShortlistError
from shortlist.intake.options import ReadOptions
from shortlist.language import speaking
from shortlist.pipeline import run
from shortlist.record.database import RecordError
from shortlist.record.runs import Run, find_run, open_record
from shortlist.run_options import MemoOptions, OutputOptions, RankingOptions, RecordOptions
from tests.cli.test_main import LEADS, files
from tests.support.memos import did

AS_OF = date(2026, 7, 1)
MORE = 'A1,Twin,"$5",7,France,x\nA5,Odd,many,7,France,\n'  # an id that stood before, and a cell that cannot be read


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a list and one folder for each way to decide it."""
    (tmp_path / "leads.csv").write_text(LEADS + MORE, encoding="utf-8")
    for way in ("library", "command"):
        (tmp_path / way).mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def recorded(path: Path) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]], dict[str, object]]:
    """The decisions, refused rows and facts of the one run of a record, but for when and by which process it was written."""
    with sqlite3.connect(path) as database:
        decisions = database.execute("SELECT * FROM decisions ORDER BY row").fetchall()
        refused = database.execute("SELECT * FROM refused ORDER BY row").fetchall()
    database.close()
    with open_record(path) as opened:
        found: Run = find_run(opened, "1")
        facts = {key: value for key, value in found.facts.items() if key not in ("started", "ended", "writer")}
    return decisions, refused, facts


def test_the_function_leaves_what_the_command_leaves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = did(
        capsys, "qualify", "leads.csv", "-r", "b2b", "--as-of", AS_OF.isoformat(), "--map", "employees=Employees", "-o", "command/out.csv",
        "--refused", "command/refused.csv", "--memos", "command/memos", "--memo-format", "both", "--db", "command/r.db",
        "--concentration", "annual_revenue", "--capacity", "2", "--json",
    )  # fmt: skip
    assert ran.status == 0
    told: list[str] = []
    with speaking("en"):
        outcome = run(
            "leads.csv",
            Ruleset.load("b2b").plan(AS_OF),
            ReadOptions(maps=("employees=Employees",)),
            output=OutputOptions("library/out.csv", refused="library/refused.csv"),
            ranking=RankingOptions("annual_revenue", 2),
            memos=MemoOptions("library/memos", ("md", "html"), "b2b"),
            record=RecordOptions("library/r.db"),
            tell=lambda note: told.append(str(note)),
        )
    assert outcome.report | {"output": None} == json.loads(ran.out) | {"output": None}
    assert "\n".join(told).replace("library/", "command/") == ran.err.strip()
    assert [str(note) for note in outcome.notes] == told
    library, command = files(folder / "library"), files(folder / "command")
    assert len(library) == len(command) == 13
    assert {name: body for name, body in library.items() if name != "r.db"} == {
        name: body for name, body in command.items() if name != "r.db"
    }
    assert recorded(folder / "library" / "r.db") == recorded(folder / "command" / "r.db")
    assert outcome.number == 1 and outcome.failed is None and outcome.undecided == ()
    assert outcome.refused.select("row", "text").rows() == [(5, "A1")]
    assert outcome.report["capacity"]["capacity"] == 2 and outcome.report["concentration"]["field"] == "annual_revenue"


def test_without_an_output_the_decisions_are_returned_and_nothing_is_written(folder: Path) -> None:
    before = files(folder)
    outcome = run(folder / "leads.csv", Ruleset.load("b2b").plan(AS_OF))
    first = run(folder / "leads.csv", Ruleset.load("b2b").plan(AS_OF), output=OutputOptions(rows=2))
    assert outcome.decisions is not None and first.decisions is not None
    assert outcome.decisions["prospect_id"].to_list() == ["A1", "A2", "A3", "A4", "A5"]
    assert first.decisions.equals(outcome.decisions.head(2))
    assert outcome.number is None and outcome.report["run"] is None
    assert files(folder) == before


def test_a_ruleset_decides_as_of_today(folder: Path) -> None:
    assert run("leads.csv", Ruleset.load("b2b")).report["as_of"] == date.today().isoformat()


def test_columns_are_kept_by_the_kind_of_file_unless_it_is_said(folder: Path) -> None:
    plan, reading = Ruleset.load("b2b").plan(AS_OF), ReadOptions(limit=1)
    for name, keep, columns in (
        ("a.parquet", None, []),
        ("b.parquet", ("Name", "decision"), ["Name", "list_decision"]),
        ("c.parquet", "all", ["Customer ID", "Name", "Annual revenue", "Employees", "Country", "list_decision"]),
    ):
        run("leads.csv", plan, reading, output=OutputOptions(name, keep=keep))  # type: ignore[arg-type]
        names = pl.read_parquet(name).columns
        assert names[names.index("culture_fit") + 1 :] == columns


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"engine": "durble"}, "did you mean 'durable'?"),
        ({"output": OutputOptions("none/out.csv")}, "there is no folder 'none'"),
        ({"output": OutputOptions("out.csv", refused="out.doc")}, "unknown kind of output '.doc'"),
        ({"ranking": RankingOptions(concentration="fame")}, "unknown field 'fame'"),
        ({"memos": MemoOptions("leads.csv")}, "this is the list that is being read"),
        ({"history": ["x=y.csv"]}, "the ruleset has no history 'x'"),
        ({"reading": ReadOptions(maps=("fame=Name",))}, "there is no field 'fame'"),
    ],
)
def test_what_is_wrong_is_raised_and_nothing_is_written(wrong: dict[str, object], said: str, folder: Path) -> None:
    before = files(folder)
    options = {"output": OutputOptions("out.csv"), **wrong}
    with pytest.raises(ShortlistError, match=re.escape(said)):
        run("leads.csv", Ruleset.load("b2b").plan(AS_OF), **options)  # type: ignore[arg-type]
    assert files(folder) == before


def test_notes_are_told_before_a_run_fails(folder: Path) -> None:
    (folder / "odd.csv").write_text("a,b,\n1,2,3\n", encoding="utf-8")
    told: list[str] = []
    with pytest.raises(ListError):
        run("odd.csv", Ruleset.load("b2b").plan(AS_OF), tell=lambda note: told.append(str(note)))
    (folder / "odd.csv").write_text("id,Name,\n1,2,3\n", encoding="utf-8")
    with pytest.raises(ListError, match="no column is one that the ruleset reads"):
        run("odd.csv", Ruleset.load("b2b").plan(AS_OF), tell=lambda note: told.append(str(note)))
    assert told == ["column 3 has no header; it is called 'column 3'"]


def test_a_record_that_fails_loses_no_decision(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> int:
        raise RecordError.of("the disk is full", "磁盘已满")

    monkeypatch.setattr("shortlist.record.write.Recorder.stage", fail)
    outcome = run(
        "leads.csv",
        Ruleset.load("b2b").plan(AS_OF),
        output=OutputOptions("out.parquet"),
        memos=MemoOptions("memos"),
        record=RecordOptions("r.db"),
    )
    assert outcome.number is None and outcome.failed is not None
    assert str(outcome.failed) == "the disk is full; the run is not in the record, its decisions stand (out.parquet)"
    assert pl.read_parquet("out.parquet").height == 5 and len(list((folder / "memos").iterdir())) == 5
    with sqlite3.connect(folder / "r.db") as database:
        assert database.execute("SELECT count(*) FROM runs").fetchone() == (0,)
    database.close()


def test_options_of_a_run_are_frozen() -> None:
    for options in (ReadOptions(), OutputOptions(), RankingOptions(), MemoOptions("m"), RecordOptions()):
        name = dataclasses.fields(options)[0].name
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(options, name, "x")


def test_the_function_knows_no_command_line() -> None:
    code = "import sys, shortlist.pipeline; print([name for name in sys.modules if name.startswith(('shortlist.cli', 'rich'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "[]\n"


# --- what is wrong with options


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ReadOptions(duplicates="refus"), "duplicates is refuse or keep"),  # type: ignore[arg-type]
        (lambda: ReadOptions(limit=0), "limit is a whole number of at least 1"),
        (lambda: ReadOptions(limit="5"), "limit is a whole number of at least 1"),  # type: ignore[arg-type]
        (lambda: ReadOptions(maps="country=Country"), "maps is a list of texts"),  # type: ignore[arg-type]
        (lambda: RankingOptions(capacity=-1), "capacity is a whole number of at least 1"),
        (lambda: OutputOptions("o.csv", rows=-1), "rows is a whole number of at least 1"),
        (lambda: OutputOptions("o.csv", refused="./o.csv"), "cannot go into one file"),
        (lambda: MemoOptions("m", formats=()), "formats are some of"),
        (lambda: MemoOptions("m", formats=("pdf",)), "formats are some of"),  # type: ignore[arg-type]
    ],
)
def test_an_option_that_cannot_be_is_refused_where_it_is_made(make: Callable[[], object], said: str) -> None:
    with pytest.raises(ListError, match=said):
        make()


def test_a_memo_folder_that_is_a_file_leaves_no_record(tmp_path: Path) -> None:
    source, record = tmp_path / "list.csv", tmp_path / "r.db"
    source.write_text("Customer ID,Country\nC-1,Germany\n", encoding="utf-8")
    with pytest.raises(ListError, match="this is the list that is being read"):
        run(source, "b2b", memos=MemoOptions(str(source)), record=RecordOptions(str(record)))
    assert not record.exists()


@pytest.mark.parametrize("day", ["2026-11-23", None, datetime(2026, 11, 23)])
def test_a_day_that_is_no_date_is_refused(day: Any) -> None:
    with pytest.raises(ShortlistError, match="as_of is a date"):
        Ruleset.load("b2b").plan(day)
