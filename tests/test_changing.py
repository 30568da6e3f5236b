"""A file that changes while it is read is noticed whenever and however it changes: nothing is published, nothing recorded."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from shortlist.engines.base import Refused
from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake
from shortlist.language import Text
from shortlist.pipeline import run
from shortlist.prospects.given import Given
from shortlist.prospects.inputs import Watch
from shortlist.record.runs import open_record
from shortlist.reports.summary import Summary
from shortlist.run_options import MemoOptions, OutputOptions, RecordOptions
from tests.support.program import run as program

ROWS = [(f"A{number}", "Germany") for number in range(60)]
RULES = """ruleset: mine
version: "1"
title: {en: Mine, zh: 我的}
extends: good_customer
references:
  table: {file: table.csv, key: country, fields: {points: {type: number}}}
"""


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"A999,France\n")


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def change_in_place(path: Path) -> None:
    """As many bytes, the time of writing set back."""
    before = path.stat()
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(path: Path) -> None:
    """Another file of the same size, time and content is put in its place."""
    other = path.with_name("other")
    shutil.copy2(path, other)
    other.replace(path)


def remove(path: Path) -> None:
    path.unlink()


def turn_into_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


CHANGES = (append, truncate, empty, change_in_place, swap, remove, turn_into_folder)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    table = pl.DataFrame(ROWS, schema=["Customer ID", "Country"], orient="row")
    table.write_csv(tmp_path / "list.csv")
    (tmp_path / "list.tsv").write_text(table.write_csv(separator="\t"), encoding="utf-8")
    (tmp_path / "careful.csv").write_text(table.write_csv() + "A60,too,many\n", encoding="utf-8")
    table.write_ndjson(tmp_path / "list.jsonl")
    table.write_parquet(tmp_path / "list.parquet")
    table.write_excel(tmp_path / "list.xlsx")
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "table.csv").write_text("country,points\nDE,1\n", encoding="utf-8")
    (tmp_path / "paid.csv").write_text(
        "Customer ID,Invoice date,Amount,Paid\nA1,2026-01-01,5,2026-01-05\n", encoding="utf-8"
    )
    (tmp_path / "m.yaml").write_text("country: Country\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def between(moment: str, change: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Change something when a run comes to a moment: `opened` (profiled, not decided), or `decided` (not published)."""
    owner: type = {"opened": Given, "decided": Summary}[moment]
    name = {"opened": "attach", "decided": "_count"}[moment]
    plain, done = getattr(owner, name), []

    def first(self: object, *given: object) -> object:
        if not done:
            done.append(change())
        return plain(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, first)
        yield
    assert done


def recorded() -> list[object]:
    with open_record("r.db") as record:
        return [*record.rows("SELECT * FROM runs"), *record.rows("SELECT * FROM decisions")]


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*")}


@pytest.mark.quick(3, proofs=3)
@pytest.mark.parametrize("moment", ["opened", "decided"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["list.csv", "list.tsv", "careful.csv", "list.jsonl", "list.parquet", "list.xlsx"])
def test_a_list_that_changes_is_decided_by_nobody(
    name: str, change: Callable[[Path], None], moment: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fails(folder, folder / name, name, change, moment, monkeypatch)


@pytest.mark.quick(2, proofs=3)
@pytest.mark.parametrize("moment", ["opened", "decided"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["paid.csv", "m.yaml", "table.csv", "rules.yaml"])
def test_whatever_else_is_read_may_not_change_either(
    name: str, change: Callable[[Path], None], moment: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fails(folder, folder / name, "list.csv", change, moment, monkeypatch)


def _fails(
    folder: Path, path: Path, source: str, change: Callable[[Path], None], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "o.csv").write_text("before", encoding="utf-8")
    before = left(folder)
    with between(moment, lambda: change(path), monkeypatch), pytest.raises(ListError) as raised:
        run(source, "rules.yaml", ReadOptions(mapping_file="m.yaml"), history=["invoices=paid.csv"],
            output=OutputOptions("o.csv", refused="refused.csv"), memos=MemoOptions("memos"), record=RecordOptions("r.db"))  # fmt: skip
    (problem,) = raised.value.problems
    assert "changed while it was read" in problem.text.en and problem.place is not None
    assert problem.place.source == path.name
    assert (folder / "o.csv").read_text(encoding="utf-8") == "before"
    assert left(folder) - before <= {"r.db"}
    assert not (folder / "r.db").exists() or not recorded()


@pytest.mark.quick(3, proofs=3)
@pytest.mark.parametrize("output", ["o.csv", "o.xlsx", "o.db::t", None])
def test_no_kind_of_output_is_published(output: str | None, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = left(folder)
    with (
        between("decided", lambda: append(folder / "list.csv"), monkeypatch),
        pytest.raises(ListError, match="changed while it was read"),
    ):
        run("list.csv", "b2b", output=OutputOptions(output))
    assert left(folder) == before


def test_the_command_says_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with between("decided", lambda: append(folder / "list.csv"), monkeypatch):
        ran = program(folder, "qualify", "list.csv", "--no-db", "-o", "o.csv")
    assert (
        ran.status == 2 and ran.out == "" and len(ran.lines) == 1 and ran.err.startswith("list.csv: this file changed")
    )


@pytest.mark.parametrize(
    "command", [["explain", "A1", "--list"], ["memo", "A1", "--list"], ["whatif", "A1", "country=FR", "--list"]]
)
def test_one_prospect_of_a_changing_list_is_none(
    command: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Intake.notes.fget
    assert plain is not None

    def change(self: Intake) -> object:
        append(folder / "list.csv")
        return plain(self)

    with monkeypatch.context() as patched:
        patched.setattr(Intake, "notes", property(change))
        ran = program(folder, *command, "list.csv")
    assert ran.status == 2 and "changed while it was read" in ran.err and not ran.out


def test_a_mapping_of_a_changing_list_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Watch.check
    monkeypatch.setattr(Watch, "check", lambda self: (append(folder / "list.csv"), plain(self))[1])
    ran = program(folder, "inspect", "list.csv", "--write-mapping", "new.yaml")
    assert ran.status == 2 and "changed while it was read" in ran.err and not (folder / "new.yaml").exists()


def test_a_database_is_read_as_it_stood(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one transaction: other programs may go on writing into it, and so may the run itself."""
    with sqlite3.connect(folder / "crm.db") as connection:
        connection.execute('CREATE TABLE leads ("Customer ID" TEXT, Country TEXT)')
        connection.executemany("INSERT INTO leads VALUES (?, ?)", ROWS)
    connection.close()

    def write() -> None:
        with sqlite3.connect(folder / "crm.db") as other:
            other.execute("INSERT INTO leads VALUES ('A999', 'France')")
        other.close()

    with between("opened", write, monkeypatch):
        outcome = run("crm.db::leads", "b2b", output=OutputOptions("crm.db::decided"))
    assert outcome.summary.rows == len(ROWS)


def test_a_pipe_is_read_once_and_watched_by_nobody(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert not Watch.begin([("pipe", Text("", "")), ("-", Text("", "")), ("nowhere", Text("", ""))]).seen


@pytest.mark.quick(5, proofs=3)
@pytest.mark.parametrize(("more", "fewer"), [(1, 0), (0, 1), (5, 0)])
@pytest.mark.parametrize("output", ["o.csv", "o.db::t", None])
def test_every_row_is_accounted_for(
    more: int, fewer: int, output: str | None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever loses or doubles rows between the list and its decisions, the run says so and publishes nothing."""
    plain = Given.attach

    def lose(self: Given) -> pl.LazyFrame:
        frame = plain(self)
        return pl.concat([frame, frame.head(more)]) if more else frame.slice(fewer)

    monkeypatch.setattr(Given, "attach", lose)
    before = left(folder)
    with pytest.raises(ListError, match=f"60 rows were read, but {60 + more - fewer} decided and 0 refused"):
        run("list.csv", "b2b", output=OutputOptions(output), memos=MemoOptions("memos"), record=RecordOptions("r.db"))
    assert left(folder) - before == {"r.db"}
    assert not recorded()


def test_rows_that_the_engine_refused_are_accounted_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shortlist.pipeline as pipeline

    plain = pipeline.open_engine

    class Losing:
        """An engine that does not decide the first prospect."""

        def __init__(self, inner: object) -> None:
            self.inner, self.refused = inner, [Refused(0, "A0", "lost")]

        def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
            return self.inner.decide(frame.slice(1))  # type: ignore[attr-defined, no-any-return]

    @contextmanager
    def open_losing(*given: object) -> Iterator[Losing]:
        with plain(*given) as inner:  # type: ignore[arg-type]
            yield Losing(inner)

    monkeypatch.setattr(pipeline, "open_engine", open_losing)
    outcome = run("list.csv", "b2b", output=OutputOptions("o.jsonl"), record=RecordOptions("r.db"))
    written = [json.loads(line) for line in (folder / "o.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(written) == 59 and outcome.refused.height == 1 and outcome.number == 1
    assert replace(outcome.undecided[0], position=0).prospect_id == "A0"
