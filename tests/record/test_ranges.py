"""Ranges in the record: kept with the inputs, shown from it, decided again alike by both engines, and forgotten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist import Range, Ruleset
from shortlist.engines.opening import confirm
from shortlist.errors import ShortlistError
from shortlist.explanation.explain import explain
from shortlist.model.ranges import LEAST, MOST
from shortlist.prospects.recorded import from_run
from shortlist.prospects.subject import change_subject, from_list
from shortlist.record.erase import forget
from shortlist.record.prospects import find_prospect
from shortlist.record.replay import list_unrecorded, replay
from shortlist.record.runs import find_run, open_record
from tests.support import rete
from tests.support.program import run
from tests.support.small import SMALL, write

LIST = "id,name,visits,likes_us,seat,spend,grown\nA1,Alpha,3-7,yes,DE,$900-$1200,\nA2,Beta,9,no,FR,1000以上,\nA3,Gamma,>= 12,,CN,,seed\n"
AS_OF = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, SMALL, "rules:\n  - {id: rich, when: spend >= 1000, then: {tag: rich}}\n", name="rules.yaml")
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    ran = run(
        tmp_path, "qualify", "list.csv", "-r", "rules.yaml", "--as-of", "2026-11-23", "--db", "r.db", "-o", "out.csv"
    )
    assert ran.status == 0, ran.err
    return tmp_path


def test_the_record_holds_the_ends_and_shows_them(folder: Path) -> None:
    with open_record(folder / "r.db") as record:
        found = find_prospect(record, "A1")
        assert found.frame.select("visits", LEAST + "visits", MOST + "visits").row(0) == (None, 3.0, 7.0)
        assert found.frame.schema[LEAST + "visits"] == found.ruleset.fields["visits"].dtype
    subject = from_run("A1", str(folder / "r.db"), None)
    one = next(explain(subject.plan, subject.frame))
    assert (one.facts["visits"], one.facts["spend"]) == (Range(3.0, 7.0), Range(900.0, 1200.0))


@pytest.mark.parametrize("engine", ["columnar", *(["durable"] if rete.AVAILABLE else [])])
def test_a_run_with_ranges_is_decided_again_alike(folder: Path, engine: str) -> None:
    with open_record(folder / "r.db") as record:
        found = find_run(record, "last")
        again = replay(found, engine=engine)
        assert (again.rows, again.same) == (3, True)
        assert list_unrecorded(found, found.ruleset) == []


@pytest.mark.skipif(not rete.AVAILABLE, reason="durable-rules is not installed")
def test_the_engine_durable_writes_the_same(folder: Path) -> None:
    ran = run(
        folder,
        "qualify",
        "list.csv",
        "-r",
        "rules.yaml",
        "--as-of",
        "2026-11-23",
        "--no-db",
        "-o",
        "again.csv",
        "--engine",
        "durable",
    )
    assert ran.status == 0, ran.err
    assert (folder / "again.csv").read_bytes() == (folder / "out.csv").read_bytes()
    subject = from_run("A1", str(folder / "r.db"), None)
    confirm("durable", subject.plan, subject.frame)


def test_another_ruleset_decides_recorded_ranges_unless_they_are_of_another_type(folder: Path) -> None:
    other = write(folder, SMALL.replace("visits >= 8", "visits >= 2"), name="other.yaml")
    with open_record(folder / "r.db") as record:
        again = replay(find_run(record, "last"), Ruleset.load(other))
        assert (again.rows == 3 and again.columns["size"] == 0) or again.columns
        dated = SMALL.replace("spend: {type: money", "spend: {type: date").replace("max_order: 500", "max_order: 501")
        rule = "rules:\n  - {id: late, when: \"spend > '2020-01-01'\", then: {tag: late}}\n"
        with pytest.raises(ShortlistError, match="another type"):
            replay(find_run(record, "last"), Ruleset.load(write(folder, dated, rule, name="dated.yaml")))


def test_forgetting_leaves_no_end(folder: Path) -> None:
    with open_record(folder / "r.db", write=True) as record:
        forget(record, "A1")
        found = find_run(record, "last")
        inputs = pl.concat([found.inputs(content) for _, _, content in found.chunks()])
        assert inputs["prospect_id"].to_list() == ["A2", "A3"]
        assert inputs[LEAST + "visits"].to_list() == [None, 12.0]
        assert replay(found).same


def test_what_if_puts_a_value_a_range_or_nothing_in_the_place_of_a_range(folder: Path) -> None:
    subject = from_run("A1", str(folder / "r.db"), None)

    def fact(assignment: str) -> object:
        changed, names = change_subject(subject, [assignment])
        assert names == ("visits",)
        return next(explain(changed.plan, changed.frame)).facts["visits"]

    assert fact("visits=5") == 5.0
    assert fact("visits=") is None
    assert fact("visits=4-6") == Range(4.0, 6.0)
    assert fact("visits=8以上") == Range(8.0, None)


def test_a_range_of_a_list_is_no_cell_that_cannot_be_read(folder: Path) -> None:
    plan = Ruleset.load(folder / "rules.yaml").plan(AS_OF)
    found = from_list(plan, "A1", str(folder / "list.csv"))
    assert not [note for note in found.notes if "cannot be read" in note.text.en]
    assert next(explain(found.plan, found.frame)).facts["visits"] == Range(3.0, 7.0)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--concentration", "spend"], "left out: 2 only a range"),
        (["--capacity", "1", "--by", "spend"], "may be either: 2 are known only as a range"),
    ],
)
def test_reports_say_what_is_only_a_range(folder: Path, more: list[str], said: str) -> None:
    command = [
        "qualify",
        "list.csv",
        "-r",
        "rules.yaml",
        "--no-db",
        "-o",
        "ranked.csv",
        "--set",
        "decision.qualify=1",
        "--set",
        "decision.review=0",
    ]
    ran = run(folder, *command, *more)
    assert ran.status == 0, ran.err
    assert said in ran.out + ran.err


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "3–7",
                "counts as 5 = 50 until asked",
                "Known: 3–7. What is the exact number?",
                "could change with Spend ($900–$1,200)",
                "Known only as a range",
                "Spend: $900–$1,200; counts as $1,040 until asked",
            ],
        ),
        (
            "zh",
            [
                "3 至 7",
                "暂按 5 计，得 50 分",
                "已知为 3 至 7；准确数值是多少？",
                "采购额（US$900 至 US$1,200）",
                "采购额：US$900 至 US$1,200；暂按 US$1,040 计",
            ],
        ),
    ],
)
def test_the_screen_says_the_range_and_what_it_counts_as(folder: Path, language: str, said: list[str]) -> None:
    ran = run(folder, "explain", "A1", "--db", "r.db", "--lang", language)
    assert ran.status == 0, ran.err
    shown = " ".join(ran.out.split())
    assert [one for one in said if one not in shown] == [], ran.out
    assert "can still be" not in shown and "仍可能为" not in shown
