"""The record: what a run leaves in it, what is read out of it, what is overridden, replayed, forgotten, and what can go wrong."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.engines.base import Refused
from shortlist.errors import ShortlistError
from shortlist.planning.compile import compile_plan
from shortlist.plugins.discovery import registry
from shortlist.plugins.fingerprint import fingerprint
from shortlist.plugins.registry import Plugin
from shortlist.record import (
    changes,
    overrides,
    write,
)
from shortlist.record.claims import claim, disclaim, lives
from shortlist.record.database import RecordError, connect, location, transaction
from shortlist.record.erase import forget, purge
from shortlist.record.prospects import find_prospect, find_prospects
from shortlist.record.replay import Replay, _without, replay
from shortlist.record.runs import INPUT_ROW, Record, SourceFile, find_run, list_runs, open_record
from shortlist.record.write import Recorder, Source
from tests.support import kills
from tests.support.program import BIN, Ran, run
from tests.support.shared import data
from tests.support.small import SMALL

LIST = """\
id,name,visits,likes_us,seat,spend (EUR)
A1,Alpha,9,yes,DE,900
A2,Beta,3,yes,FR,20
A3,Gamma,1,no,CN,
A1,Alpha again,1,no,CN,5
B7,Delta secret,,yes,,7
"""
AS_OF = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "base.yaml").write_text(SMALL + "rates: {as_of: 2026-10-01, EUR: 1.1}\n", encoding="utf-8")
    (tmp_path / "risk.csv").write_text("seat,index,safe\nDE,1.5,yes\nCN,3,no\nFR,2,yes\n", encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(
        'ruleset: mine\nversion: "2.0"\nextends: base.yaml\nrules:\n'
        "  - {id: risky, when: risk.index >= 3, then: reject, if_unknown: review}\n",
        encoding="utf-8",
    )
    return tmp_path


def qualify(folder: Path, *more: str) -> Ran:
    ran = run(folder, "qualify", "list.csv", "-r", "rules.yaml", "--as-of", "2026-11-23", "--db", "r.db", *more)
    assert ran.status == 0, ran.err
    return ran


@pytest.fixture
def one_run(folder: Path) -> Path:
    qualify(folder, "-o", "out.parquet", "--set", "decision.qualify=60")
    return folder


@pytest.fixture
def opened(one_run: Path) -> Iterator[Record]:
    with open_record(one_run / "r.db", write=True) as found:
        yield found


def again(folder: Path, *more: str) -> None:
    qualify(folder, *more)


# --- what a run leaves


def test_a_run_is_recorded_with_all_that_it_came_from(one_run: Path, opened: Record) -> None:
    (found,) = list_runs(opened)
    facts = found.facts
    counts = [facts[name] for name in ("rows_in", "refused", "qualify", "review", "reject")]
    assert counts[0] == 5 and counts[1] == 1 and sum(counts[2:]) == 4
    assert (facts["state"], facts["as_of"], facts["source"], facts["ruleset"]) == (
        "complete",
        "2026-11-23",
        "list.csv",
        "mine",
    )
    assert facts["source_hash"] == SourceFile("", (one_run / "list.csv").read_bytes()).hash
    assert json.loads(facts["assignments"]) == ["decision.qualify=60"]
    assert set(json.loads(facts["plugins"])) == {plugin.id for plugin in registry().plugins}
    kinds = opened.rows("SELECT kind, path FROM run_files ORDER BY position")
    assert [(row["kind"], row["path"]) for row in kinds] == [
        ("ruleset", "rules.yaml"),
        ("ruleset", "base.yaml"),
        ("reference", "risk.csv"),
        ("mapping", ""),
    ]
    (refused,) = opened.rows("SELECT * FROM refused")
    assert (refused["row"], refused["line"], refused["text"]) == (4, 5, "A1")
    assert "A1" in refused["reason"] and refused["reason_zh"] != refused["reason"]


def test_every_output_column_comes_back_as_it_was_written(one_run: Path, opened: Record) -> None:
    found = find_run(opened, "last")
    assert found.decisions(1, 4).drop(INPUT_ROW).equals(pl.read_parquet(one_run / "out.parquet"))


def test_a_prospect_comes_back_with_its_ruleset_and_decides_the_same(one_run: Path, opened: Record) -> None:
    for name in ("rules.yaml", "base.yaml", "risk.csv"):
        (one_run / name).unlink()
    found = find_prospect(opened, "A2")
    assert found.as_of == AS_OF and found.notes == () and found.override is None
    assert found.frame.select("visits", "likes_us", "seat").row(0) == (3.0, True, "FR")
    decided = compile_plan(found.ruleset, found.as_of).decide(found.frame.lazy()).collect()
    assert decided.equals(pl.read_parquet(one_run / "out.parquet").filter(pl.col("prospect_id") == "A2"))


def test_the_newest_run_that_holds_a_prospect_is_taken_and_says_so(one_run: Path, opened: Record) -> None:
    again(one_run)
    (one_run / "list.csv").write_text("id,name,visits\nA2,Beta,6\n", encoding="utf-8")
    again(one_run)
    assert find_prospect(opened, "A3").run.id == 2
    found = find_prospect(opened, "A2")
    assert found.run.id == 3 and "stands in 3 runs; this is the newest, 3" in found.notes[0].text.en
    assert find_prospect(opened, "A2", run=1).frame["visits"].to_list() == [3.0]
    with pytest.raises(RecordError, match="run 3 holds no prospect 'A3'; it stands in runs 1, 2"):
        find_prospect(opened, "A3", run=3)
    with pytest.raises(RecordError, match="no prospect 'B77'; did you mean 'B7'"):
        find_prospects(opened, ["A1", "B77"])
    with pytest.raises(RecordError, match=r"no run '9'; there are: 3, 2, 1"):
        find_run(opened, 9)
    both = find_prospects(opened, ["B7", "A1"], run=2)
    assert [(one.prospect_id, one.row) for one in both] == [("B7", 4), ("A1", 1)]


def test_the_same_inputs_are_stored_once(one_run: Path, opened: Record) -> None:
    before = opened.rows("SELECT hash FROM contents ORDER BY hash")
    again(one_run)
    assert opened.rows("SELECT hash FROM contents ORDER BY hash") == before


def test_a_list_of_several_chunks(one_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "CHUNK", 3)
    plan = Ruleset.load(one_run / "rules.yaml").plan(AS_OF)
    frame = pl.LazyFrame({"prospect_id": [f"P{i}" for i in range(10)], "visits": [float(i) for i in range(10)]})
    empty = pl.DataFrame(schema=dict.fromkeys(("row", "line", "en", "zh", "text"), pl.String))
    with open_record(one_run / "r.db", write=True) as opened:
        with Recorder(opened, plan, Source.of("made up", {})) as recorder:
            decided = recorder.decisions(plan.decide(recorder.inputs(frame))).collect()
            number = recorder.land(mapping="", refused=empty, rows_in=10)
        found = find_run(opened, number)
        assert [chunk[:2] for chunk in found.chunks()] == [(1, 3), (4, 6), (7, 9), (10, 10)]
        assert found.decisions(1, 10).drop(INPUT_ROW).equals(decided)
        assert find_prospect(opened, "P9").frame["visits"].to_list() == [9.0]
        assert replay(found).rows == 10


def test_no_db_keeps_no_record_and_the_first_run_says_where_it_is(folder: Path) -> None:
    ran = run(folder, "qualify", "list.csv", "-r", "rules.yaml", "--no-db", SHORTLIST_DB=str(folder / "no.db"))
    assert ran.status == 0 and not (folder / "no.db").exists()
    said = "this run and later ones are kept in the file deep/r.db"
    first = run(folder, "qualify", "list.csv", "-r", "rules.yaml", SHORTLIST_DB="deep/r.db")
    second = run(folder, "qualify", "list.csv", "-r", "rules.yaml", "--json", SHORTLIST_DB="deep/r.db")
    assert said in first.err and said not in second.err
    assert json.loads(second.out)["run"] == 2


def test_the_record_is_in_the_users_data_folder_where_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHORTLIST_DB")
    assert location().name == "record.db" and location().parent.name == "shortlist"
    assert location("x.db") == Path("x.db")


def test_a_run_that_fails_leaves_no_trace(folder: Path) -> None:
    ran = run(folder, "qualify", "list.csv", "-r", "rules.yaml", "--db", "r.db", "-o", "/proc/none.parquet")
    assert ran.status == 2
    with open_record(folder / "r.db", write=True) as opened:
        counts = {table: opened.db.table(table).count for table in ("runs", "decisions", "inputs", "contents")}
    assert set(counts.values()) == {0}
    assert not list(folder.glob("*-writing-*"))


# --- views


def test_views_show_the_last_decision_of_each_and_what_changed(one_run: Path, opened: Record) -> None:
    again(one_run, "--set", "decision.qualify=99")
    last = opened.rows("SELECT prospect_id, decision, run_id FROM last_decisions ORDER BY prospect_id")
    assert [(row["prospect_id"], row["run_id"]) for row in last] == [("A1", 2), ("A2", 2), ("A3", 2), ("B7", 2)]
    (changed,) = opened.rows("SELECT * FROM changed_decisions")
    assert (changed["prospect_id"], changed["former_decision"], changed["decision"]) == ("A1", "qualify", "review")
    assert (changed["former_run_id"], changed["run_id"]) == (1, 2)
    opened.db.execute("UPDATE runs SET state = 'writing' WHERE id = 2")
    assert {row["run_id"] for row in opened.rows("SELECT run_id FROM last_decisions")} == {1}
    assert opened.rows("SELECT * FROM changed_decisions") == []
    assert [one.id for one in list_runs(opened)] == [1]


def test_every_reference_to_another_table_is_declared_and_holds(opened: Record) -> None:
    declared = {
        (name, key.other_table) for name in opened.db.table_names() for key in opened.db.table(name).foreign_keys
    }
    assert declared == {
        ("run_files", "runs"), ("run_files", "contents"), ("decisions", "runs"), ("inputs", "runs"), ("inputs", "contents"), ("refused", "runs"),
    }  # fmt: skip
    assert opened.rows("PRAGMA foreign_key_check") == []


def test_a_prospect_is_found_by_the_index(opened: Record) -> None:
    for sql in (
        "SELECT * FROM last_decisions WHERE prospect_id = 'A1'",
        "SELECT * FROM changed_decisions WHERE prospect_id = 'A1'",
    ):
        steps = [row["detail"] for row in opened.rows(f"EXPLAIN QUERY PLAN {sql}")]
        assert any("SEARCH d USING INDEX decisions_prospect" in step for step in steps), steps
        assert not any(step.startswith(("SCAN d", "SCAN l", "SCAN f")) for step in steps), steps


# --- overrides


def test_an_override_stands_beside_the_computed_decision_in_later_runs(one_run: Path) -> None:
    words = ("override", "A3", "--decision", "qualify", "--because", "paid  up", "--by", "Li Wei", "--db", "r.db")
    ran = run(one_run, *words)
    assert (ran.status, ran.out) == (0, "") and "beside the computed reject (run 1)" in ran.err
    ran = qualify(one_run, "-o", "out.parquet")
    assert "has an override in force" in ran.err
    out = pl.read_parquet(one_run / "out.parquet")
    assert out.columns[2:4] == ["decision", "override"]
    assert out.filter(pl.col("prospect_id") == "A3").row(0)[2:4] == ("reject", "qualify")
    assert out["override"].null_count() == 3
    with open_record(one_run / "r.db") as opened:
        found = find_prospect(opened, "A3").override
        assert found is not None and (found.decision, found.because, found.by) == ("qualify", "paid up", "Li Wei")
        (row,) = opened.rows("SELECT * FROM last_decisions WHERE override IS NOT NULL")
        assert (row["decision"], row["override"], row["override_by"]) == ("reject", "qualify", "Li Wei")
    assert "A3: qualify instead of reject, by Li Wei: paid up" in run(one_run, "runs", "show", "2", "--db", "r.db").out


def test_the_newest_override_counts_until_it_ends_or_is_withdrawn(one_run: Path, opened: Record) -> None:
    def in_force() -> str | None:
        found = find_prospect(opened, "A1").override
        return found.decision if found else None

    overrides.override(opened, "A1", "reject", because="a", by="x")
    overrides.override(opened, "A1", "review", because="b", by="x", until=date.today())
    assert in_force() == "review"
    opened.db.execute("UPDATE overrides SET until = ? WHERE id = 2", [(date.today() - timedelta(1)).isoformat()])
    assert in_force() is None
    overrides.override(opened, "A1", "review", because="c", by="x")
    overrides.withdraw(opened, "A1", because="d", by="y")
    assert in_force() is None
    assert [row["state"] for row in overrides.list_overrides(opened)] == ["withdrawn", "replaced", "replaced"]
    with pytest.raises(RecordError, match="no override of 'A1' is in force"):
        overrides.withdraw(opened, "A1", because="d", by="y")
    with pytest.raises(ShortlistError, match="has passed"):
        overrides.override(opened, "A1", "review", because="c", by="x", until=date(2020, 1, 1))
    with pytest.raises(ShortlistError, match="--because is empty"):
        overrides.override(opened, "A1", "review", because=" ", by="x")


def test_an_override_counts_in_a_run_through_its_last_day(one_run: Path, opened: Record) -> None:
    overrides.override(opened, "A1", "reject", because="a", by="x", until=date.today())
    day = date.today()
    for as_of, count in ((day, 1), (day + timedelta(1), 0)):
        ran = run(
            one_run, "qualify", "list.csv", "-r", "rules.yaml", "--as-of", as_of.isoformat(), "--db", "r.db", "--json"
        )
        assert json.loads(ran.out)["overrides_in_force"] == count


def test_a_kept_column_called_override_is_not_lost(one_run: Path, opened: Record) -> None:
    overrides.override(opened, "A1", "reject", because="a", by="x")
    (one_run / "list.csv").write_text("id,visits,override\nA1,9,mine\n", encoding="utf-8")
    again(one_run, "-o", "out.csv")
    row = pl.read_csv(one_run / "out.csv").row(0, named=True)
    assert (row["override"], row["list_override"]) == ("reject", "mine")


# --- replay


def test_replay_of_the_same_run_finds_no_difference(one_run: Path) -> None:
    ran = run(one_run, "replay", "1", "--db", "r.db")
    assert (ran.status, ran.out.splitlines()[0]) == (0, "run 1: 4 rows decided again, no difference")


def test_replay_finds_each_changed_cell_and_none_besides(one_run: Path, opened: Record) -> None:
    opened.db.execute("UPDATE decisions SET score = score + 0.01, reasons = NULL WHERE prospect_id = 'A1'")
    opened.db.execute("UPDATE decisions SET details = json_set(details, '$.interest', NULL) WHERE prospect_id = 'A2'")
    found = replay(find_run(opened, 1))
    assert dict(found.columns) == {"score": 1, "reasons": 1, "interest": 1}
    assert (found.rows, found.differing, dict(found.moved)) == (4, 2, {})
    assert run(one_run, "replay", "1", "--db", "r.db").status == 1


def test_replay_with_another_ruleset_names_its_change_and_the_decisions_that_moved(one_run: Path) -> None:
    text = (one_run / "rules.yaml").read_text(encoding="utf-8")
    (one_run / "copy.yaml").write_text(
        text + "decision: {qualify: 60}\ncriteria:\n  fondness: {weight: 30}\n", encoding="utf-8"
    )
    ran = run(one_run, "replay", "last", "-r", "copy.yaml", "--db", "r.db", "--json")
    found = json.loads(ran.out)
    assert ran.status == 1
    assert [text["en"] for text in found["why"]] == ["criteria.fondness.weight: 1 -> 30"]
    moved = {row["prospect_id"]: row["decision"] for row in found["first_rows"] if "decision" in row}
    before = pl.read_parquet(one_run / "out.parquet")
    now = Ruleset.load(one_run / "copy.yaml")
    with open_record(one_run / "r.db") as opened:
        inputs = pl.concat([find_prospect(opened, name).frame for name in before["prospect_id"]])
    expected = now.qualify(inputs, AS_OF)["decision"].to_list()
    pairs = zip(before["prospect_id"], before["decision"], expected, strict=True)
    assert moved == {name: [was, is_] for name, was, is_ in pairs if was != is_}
    assert moved


def test_replay_names_changed_files_plugins_and_versions(one_run: Path, opened: Record) -> None:
    (one_run / "risk.csv").write_text("seat,index,safe\nDE,4,yes\n", encoding="utf-8")
    (one_run / "base.yaml").unlink()
    found = find_run(opened, 1)
    assert [text.en for text in changes.compare_files(found)] == [
        f"{one_run}/base.yaml is not there any more",
        f"{one_run}/risk.csv has changed since",
    ]
    plugins = json.loads(found.facts["plugins"])
    plugins["shortlist:criteria"]["declarations"] = "other"
    plugins["acme:loyalty"] = {"version": "1", "declarations": "x"}
    del plugins["shortlist:rulesets"]
    versions = json.loads(found.facts["versions"]) | {"polars": "1.0"}
    opened.db.execute("UPDATE runs SET plugins = ?, versions = ?", [json.dumps(plugins), json.dumps(versions)])
    why = [text.en for text in replay(find_run(opened, 1)).why]
    assert why[0].startswith("polars: 1.0 -> ")
    assert [text.partition(" (")[0] for text in why[1:]] == [
        "plugin shortlist:criteria: its declarations or their code changed",
        "plugin acme:loyalty is not installed any more",
        "plugin shortlist:rulesets is new",
    ]


def test_replay_refuses_a_ruleset_to_which_the_inputs_mean_something_else(one_run: Path) -> None:
    text = (one_run / "rules.yaml").read_text(encoding="utf-8")
    (one_run / "euro.yaml").write_text(text + "currency: EUR\nrates: {as_of: 2026-10-01, USD: 0.9}\n", encoding="utf-8")
    ran = run(one_run, "replay", "1", "-r", "euro.yaml", "--db", "r.db")
    assert ran.status == 2 and "euro.yaml: the run recorded money in USD" in ran.err.splitlines()[-1]


OFFERS = """
treatments:
  - id: welcome
    for: [qualify, review, reject]
    when: visits >= 3
    offer: {days: 60, credit: 1.5 * visits, gift: {en: a pen, zh: 钢笔}, paid: visits > 5, until: seller.since}
  - {id: none, for: [qualify, review, reject], when: visits < 3}
"""


def test_what_treatments_offer_is_recorded_and_replayed_in_the_language_of_the_run(folder: Path) -> None:
    with (folder / "rules.yaml").open("a", encoding="utf-8") as file:
        file.write(OFFERS)
    words = ["-r", "rules.yaml", "--as-of", "2026-11-23", "--db", "r.db", "-o", "out.parquet"]
    ran = run(folder, "qualify", "list.csv", *words, SHORTLIST_LANG="zh")
    assert ran.status == 0, ran.err
    out = pl.read_parquet(folder / "out.parquet")
    assert {"钢笔", None} == set(out["offer_gift"]) and out.schema["offer_until"] == pl.Date
    with open_record(folder / "r.db") as opened:
        found = find_run(opened, 1)
        assert found.decisions(1, 4).drop(INPUT_ROW).equals(out)
        assert {row["treatment"] for row in opened.rows("SELECT treatment FROM last_decisions")} == {
            "welcome",
            "none",
            None,
        }
    assert run(folder, "replay", "1", "--db", "r.db").status == 0


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="durable-rules cannot be imported on Python 3.13")
def test_a_run_of_the_other_engine_is_recorded_so_and_replayed_by_either(folder: Path) -> None:
    qualify(folder, "--engine", "durable")
    with open_record(folder / "r.db") as opened:
        found = find_run(opened, 1)
        assert found.facts["engine"] == "durable"
        assert replay(found).same
        other = replay(found, engine="columnar")
        assert other.same and [text.en for text in other.why] == ["engine: durable -> columnar"]


def test_a_prospect_that_an_engine_refuses_now_differs(opened: Record) -> None:
    found = find_run(opened, 1)
    result = Replay(found, [], [])
    left = _without(result, found.decisions(1, 4), [Refused(1, "A2", "broken")])
    assert left["prospect_id"].to_list() == ["A1", "A3", "B7"]
    assert (result.differing, dict(result.columns), dict(result.moved)) == (1, {"decision": 1}, {("reject", "-"): 1})
    assert not result.same


def test_inputs_and_decisions_of_other_prospects_are_not_recorded(one_run: Path, opened: Record) -> None:
    plan = Ruleset.load(one_run / "rules.yaml").plan(AS_OF)
    frame = pl.LazyFrame({"prospect_id": ["a", "b"], "visits": [1.0, 2.0]})
    with (
        pytest.raises(RecordError, match="not of the same prospects"),
        Recorder(opened, plan, Source.of("x", {})) as recorder,
    ):
        recorder.decisions(plan.decide(recorder.inputs(frame))).collect()
        recorder.drop([0])
        recorder.land(mapping="", refused=pl.DataFrame(), rows_in=2)
    assert [row["id"] for row in opened.rows("SELECT id FROM runs")] == [1]


def test_replay_of_the_forbes_list_has_no_difference(tmp_path: Path) -> None:
    source = str(data("forbes_2024.csv"))
    ran = run(tmp_path, "qualify", source, "--map", "annual_revenue=Sales:USD billion", "--db", "r.db", "--json")
    assert ran.status == 0
    ran = run(tmp_path, "replay", "last", "--db", "r.db")
    assert (ran.status, ran.out.splitlines()[0]) == (0, "run 1: 2,001 rows decided again, no difference")


def test_a_fingerprint_changes_with_declarations_and_code_only(tmp_path: Path) -> None:
    (plugin,) = (plugin for plugin in registry().plugins if plugin.id == "shortlist:criteria")
    assert fingerprint(plugin) == fingerprint(plugin)
    fewer = Plugin(plugin.id, plugin.distribution, plugin.version, plugin.fields, plugin.criteria[:-1])
    assert fingerprint(fewer) != fingerprint(plugin)
    path = tmp_path / "made.py"
    hashes = []
    for body in ("1.0", "2.0", "1.0"):
        path.write_text(f"def value(context):\n    return {body}\n", encoding="utf-8")
        space: dict[str, object] = {}
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), space)
        hashes.append(fingerprint(Plugin("a:b", "a", "1", criteria=[space["value"]])))  # type: ignore[list-item]
    assert hashes[0] == hashes[2] != hashes[1]


# --- forgetting


def test_forget_leaves_not_a_byte_of_a_prospect(one_run: Path, opened: Record) -> None:
    again(one_run, "--limit", "4")
    overrides.override(opened, "A1", "reject", because="Zanzibar", by="x")
    opened.db.close()
    ran = run(one_run, "record", "forget", "A1", "--db", "r.db")
    assert ran.status == 0
    assert ran.err.splitlines()[0] == "A1: removed decisions: 2, rows of inputs: 2, refused texts: 2, overrides: 1"
    assert "list.csv" in ran.err.splitlines()[1]
    held = (one_run / "r.db").read_bytes()
    assert not any(word in held for word in (b"Alpha", b"Zanzibar", b"A1,"))
    with open_record(one_run / "r.db") as left:
        assert [row["prospect_id"] for row in left.rows("SELECT * FROM last_decisions ORDER BY 1")] == [
            "A2",
            "A3",
            "B7",
        ]
        for number in (1, 2):
            found = find_run(left, number)
            chunks = [found.inputs(content)["prospect_id"].to_list() for _, _, content in found.chunks()]
            assert chunks == [["A2", "A3", "B7"][: 3 if number == 1 else 2]]
            assert replay(found).same
        assert find_prospect(left, "A3").frame["visits"].to_list() == [1.0]
    ran = run(one_run, "record", "forget", "A1", "--db", "r.db")
    assert (ran.status, ran.err) == (2, "r.db: the record holds nothing of a prospect 'A1'\n")


def test_forget_a_prospect_that_was_only_refused_spares_the_others(opened: Record) -> None:
    rows = [
        (1, 10, "x", "x", "Z9,Zed,1"),
        (1, 11, "the id 'Z9' is there twice", "x", "..."),
        (1, 12, "x", "x", "Z99,Zed Z9 Ltd,1"),
    ]
    opened.db.conn.executemany(
        "INSERT INTO refused (run_id, row, reason, reason_zh, text) VALUES (?, ?, ?, ?, ?)", rows
    )
    assert forget(opened, "Z9").refused == 2
    texts = opened.rows("SELECT text FROM refused WHERE row >= 10 ORDER BY row")
    assert [row["text"] for row in texts] == [None, None, "Z99,Zed Z9 Ltd,1"]


def test_purge_removes_whole_runs_and_what_only_they_used(one_run: Path, opened: Record) -> None:
    opened.db.execute("UPDATE runs SET ended = '2020-05-05T12:00:00Z'")
    again(one_run)
    overrides.override(opened, "B7", "reject", because="a", by="x")
    (one_run / "list.csv").write_text("id,name,visits\nA2,Beta,6\n", encoding="utf-8")
    again(one_run)
    assert purge(opened, date(2020, 5, 5)) == []
    assert purge(opened, date(2020, 5, 6)) == [1]
    assert [one.id for one in list_runs(opened)] == [3, 2]
    assert purge(opened, date.today() + timedelta(2)) == [2, 3]
    for table in ("runs", "decisions", "inputs", "refused", "run_files", "contents"):
        assert opened.db.table(table).count == 0, table
    assert opened.db.table("overrides").count == 1
    again(one_run)
    assert list_runs(opened)[0].id == 4


# --- writers that die, and two at once


def test_a_claim_ends_with_its_connection(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    held = claim(path, "w")
    assert lives(path, "w") and not lives(path, "other")
    held.close()
    assert not lives(path, "w")
    disclaim(path, "w")
    assert list(tmp_path.iterdir()) == []


def test_the_next_run_clears_dead_ones_and_spares_the_living(one_run: Path, opened: Record) -> None:
    with transaction(opened.db):
        facts = {key: value for key, value in find_run(opened, 1).facts.items() if key != "id"}
        for writer in ("dead", "living"):
            opened.db.table("runs").insert(facts | {"state": "writing", "writer": writer})
        opened.db.execute("INSERT INTO inputs SELECT 2, first_row, last_row, content FROM inputs WHERE run_id = 1")
    with closing(claim(opened.path, "living")):
        again(one_run)
        assert [row["id"] for row in opened.rows("SELECT id FROM runs ORDER BY id")] == [1, 3, 4]
        assert [one.id for one in list_runs(opened)] == [4, 1]
    again(one_run)
    assert [row["id"] for row in opened.rows("SELECT id FROM runs ORDER BY id")] == [1, 4, 5]


@pytest.mark.proof
def test_two_runs_at_once_both_land(folder: Path) -> None:
    command = [str(BIN / "shortlist"), "qualify", "list.csv", "-r", "rules.yaml", "--db", "r.db", "--json"]
    running = [subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    numbers = {json.loads(one.communicate()[0])["run"] for one in running}
    assert [one.returncode for one in running] == [0, 0, 0]
    with open_record(folder / "r.db") as opened:
        assert {one.id for one in list_runs(opened)} == numbers == {1, 2, 3}
        assert all(replay(one).same for one in list_runs(opened))


@pytest.mark.proof
def test_killed_while_its_rows_land(folder: Path) -> None:
    rows = "".join(f"C{i},Customer {i},{i % 10},yes,DE,{i}\n" for i in range(40_000))
    (folder / "list.csv").write_text(LIST + rows, encoding="utf-8")
    code = "import sys; from shortlist import cli; from shortlist.record import write; write.CHUNK = 500; cli.main(sys.argv[1:])"
    words = [sys.executable, "-c", code, "qualify", "list.csv", "-r", "rules.yaml", "--db", "r.db"]
    running = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while running.poll() is None and not kills.rows_of(folder / "r.db", 1):
        time.sleep(0.005)
    running.kill()
    running.wait()
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    with open_record(folder / "r.db") as opened:
        assert opened.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
        assert opened.rows("SELECT state FROM runs") == [{"state": "writing"}]
        assert list_runs(opened) == [] == opened.rows("SELECT * FROM last_decisions")
        assert opened.rows("SELECT count(*) AS n FROM decisions")[0]["n"] > 0
    again(folder)
    with open_record(folder / "r.db") as opened:
        assert [one.id for one in list_runs(opened)] == [2]
        assert opened.rows("SELECT count(*) AS n FROM decisions")[0]["n"] == 4
    assert not list(folder.glob("*-writing-*"))


# --- what can be wrong with the file


def not_a_database(path: Path) -> None:
    path.write_text("no database, but long enough to be looked at as one" * 50, encoding="utf-8")


def something_else(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (id TEXT)")


def newer(path: Path) -> None:
    with open_record(path, write=True) as opened:
        opened.db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('shortlist', 'm999_later', '')"
        )


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (not_a_database, "bad.db: this is not a SQLite file"),
        (something_else, "bad.db: this SQLite file holds something else"),
        (newer, "bad.db: this record was written by a newer shortlist"),
        (Path.mkdir, "bad.db: this is a folder"),
    ],
)
def test_a_file_that_is_no_record_gets_one_line_and_stays_as_it_is(spoil: object, said: str, folder: Path) -> None:
    spoil(folder / "bad.db")  # type: ignore[operator]
    before = (folder / "bad.db").read_bytes() if (folder / "bad.db").is_file() else b""
    for words in (
        ["qualify", "list.csv", "-r", "rules.yaml", "-o", "out.csv"],
        ["runs"],
        ["replay", "1"],
        ["record", "forget", "A1"],
    ):
        ran = run(folder, *words, "--db", "bad.db")
        assert ran.status == 2 and ran.out == "" and len(ran.lines) == 1 and ran.lines[0].startswith(said), ran.err
        chinese = run(folder, *words, "--db", "bad.db", SHORTLIST_LANG="zh")
        assert chinese.status == 2 and len(chinese.lines) == 1 and chinese.err != ran.err
    assert not (folder / "out.csv").exists()
    assert ((folder / "bad.db").read_bytes() if (folder / "bad.db").is_file() else b"") == before


def test_a_record_that_is_not_there_is_not_made_by_reading(folder: Path) -> None:
    for words in (["runs"], ["replay", "1"], ["record", "forget", "A1"], ["record", "purge", "--before", "2020-01-01"],
                  ["override", "A1", "--decision", "reject", "--because", "x", "--by", "y"]):  # fmt: skip
        ran = run(folder, *words, "--db", "none.db")
        assert ran.status == 2 and ran.err.startswith("none.db: there is no record here yet"), ran.err
    assert not (folder / "none.db").exists()


def test_a_record_that_cannot_be_written_is_said_before_anything_is_decided(one_run: Path) -> None:
    if os.geteuid() == 0:  # root writes where it likes; SQLite's own switch stands in for a read-only disk
        with (
            pytest.raises(RecordError, match=r"r.db: cannot be written; .*--no-db"),
            open_record(one_run / "r.db", write=True) as opened,
        ):
            opened.db.execute("PRAGMA query_only = 1")
            Recorder(opened, Ruleset.load(one_run / "rules.yaml").plan(AS_OF), Source.of("x", {})).__enter__()
        return
    (one_run / "r.db").chmod(0o444)
    (one_run / "out.parquet").unlink()
    ran = run(one_run, "qualify", "list.csv", "-r", "rules.yaml", "-o", "out.parquet", "--db", "r.db")
    assert ran.status == 2 and len(ran.lines) == 1 and "--no-db" in ran.err
    assert not (one_run / "out.parquet").exists()


def test_a_full_disk_loses_neither_the_decisions_nor_the_record(one_run: Path) -> None:
    shutil.copy(one_run / "list.csv", one_run / "short.csv")
    rows = "".join(f"C{i},Customer {i},{i % 10},yes,DE,{i}\n" for i in range(5000))
    (one_run / "list.csv").write_text(LIST + rows, encoding="utf-8")
    code = """
import sqlite3, sys
from shortlist.record import database
from shortlist.cli import main
made = database._connection
def small(path, write):
    connection = made(path, write)
    if write:
        connection.execute("PRAGMA max_page_count = 30")
    return connection
database._connection = small
main(sys.argv[1:])
"""
    words = ["qualify", "list.csv", "-r", "rules.yaml", "--as-of", "2026-11-23", "-o", "full.parquet", "--db", "r.db"]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=one_run, capture_output=True, text=True)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("r.db: the disk is full") and last.endswith("its decisions stand (full.parquet)")
    assert pl.read_parquet(one_run / "full.parquet").height == 5004
    with open_record(one_run / "r.db") as opened:
        assert [one.id for one in list_runs(opened)] == [1]
        assert opened.rows("SELECT DISTINCT run_id FROM decisions") == [{"run_id": 1}]
        assert opened.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


def test_a_record_in_use_elsewhere_is_named_so(one_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shortlist.record.database.WAIT", 0.05)
    with closing(sqlite3.connect(one_run / "r.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RecordError, match="another program keeps the record locked"):
            connect(one_run / "r.db", write=True)


@pytest.mark.quick(6)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["runs", "show", "9"], "there is no run '9'; there are: 1"),
        (["runs", "shwo"], "runs show shwo"),
        (["replay", "first"], "there is no run 'first'"),
        (["override", "A12", "--decision", "reject", "--because", "x", "--by", "y"], "did you mean 'A"),
        (["override", "A1", "--decision", "reject", "--by", "y"], "write --because"),
        (
            ["override", "A1", "--decision", "reject", "--withdraw", "--because", "x", "--by", "y"],
            "either --decision or --withdraw",
        ),
        (["override", "A1", "--decision", "maybe", "--because", "x", "--by", "y"], "--decision"),
        (["override", "A1", "--withdraw", "--because", "x", "--by", "y"], "no override of 'A1' is in force"),
        (["record", "forget", "A12"], "did you mean 'A"),
        (["record", "purge"], "--before"),
        (["qualify", "list.csv", "-r", "rules.yaml", "--no-db"], "exclude each other"),
    ],
)
def test_wrong_usage_gets_one_line(words: list[str], said: str, one_run: Path) -> None:
    before = (one_run / "r.db").read_bytes()
    ran = run(one_run, *words, "--db", "r.db")
    assert (ran.status, ran.out) == (2, "") and said in ran.lines[-1], ran.err
    assert (one_run / "r.db").read_bytes() == before
