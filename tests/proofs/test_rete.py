"""The engine durable: it decides as the plan does, and whatever goes wrong in its child process costs one prospect at most."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from benchmarks.rete import plan as many_rules
from benchmarks.rete import prospects

from shortlist import Ruleset
from shortlist.cli import run
from shortlist.engines.opening import ENGINES, open_engine
from shortlist.engines.rete import engine as durable
from shortlist.engines.rete import packing as sheets
from shortlist.engines.rete.engine import Durable
from shortlist.engines.rete.formulas import Named
from shortlist.engines.rete.model import Modeller
from shortlist.engines.rete.packing import spell_value
from shortlist.engines.rete.process import Child, StartError
from shortlist.engines.rete.trace import lines, trace
from shortlist.errors import RulesetError, ShortlistError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.language import choose
from shortlist.planning.compile import compile_plan
from shortlist.planning.plan import Plan
from tests.support import rete
from tests.support.checks import FOLDER, Counterexample
from tests.support.generate import AS_OF
from tests.support.places import ROOT
from tests.support.seeds import sample
from tests.support.shared import data
from tests.support.small import SMALL, load

needs_library = pytest.mark.skipif(
    not rete.AVAILABLE, reason="durable-rules is not installed: it needs Python below 3.13"
)
SAVED = sorted(place.parent for place in FOLDER.glob("*/case.json"))
LISTS = ["forbes_2024.csv", "receivables.csv", "sp500_constituents.csv", "sp500_financials.csv", "xeducation_leads.csv"]
RULES = """ruleset: small
version: "1.0"
title: {en: Small, zh: 小}
fields:
  size: {type: number, title: {en: Size, zh: 规模}}
  debt: {type: number, title: {en: Debt, zh: 负债}}
  sector: {type: text, title: {en: Sector, zh: 行业}}
criteria:
  scale: {weight: 1, title: {en: Scale, zh: 规模}, measures: {size: {value: size, linear: {0: 0, 100: 100}}}}
segments:
  - {id: band, classes: [{id: top, when: size >= 50}, {id: rest, else: true}]}
rules:
  - {id: owes, when: debt > 10 * size, then: {conclude: strained}}
  - {id: risky, when: strained AND sector = 'Bank', then: {conclude: bad}}
  - {id: no, when: bad AND band = 'rest', then: reject, if_unknown: review}
  - {id: gone, when: "sector IN ('Coal', 'Tobacco')", then: reject, if_unknown: ignore}
"""


@pytest.fixture
def small(tmp_path: Path) -> Plan:
    path = tmp_path / "small.yaml"
    path.write_text(RULES, encoding="utf-8")
    return Ruleset.load(path).plan(AS_OF)


@needs_library
def test_a_plan_stays_equal_to_a_fresh_one(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(RULES, encoding="utf-8")
    ruleset = Ruleset.load(path)
    kept, fresh = ruleset.plan(AS_OF), compile_plan(ruleset, AS_OF)
    with Durable(kept) as engine:
        assert engine.plan.scope.stages != kept.scope.stages  # `10 * size` was compiled once more
        engine.decide(rows(5).lazy()).collect()
    assert kept == fresh
    assert kept.scope.mentions == fresh.scope.mentions


def rows(count: int) -> pl.DataFrame:
    """Prospects of the small ruleset whose `debt` is never one of the numbers that the bad worker minds."""
    chance = random.Random(5)
    return pl.DataFrame(
        {
            "prospect_id": [f"p{n}" for n in range(count)],
            "size": [chance.choice([None, 1.0, 40.0, 60.0]) for _ in range(count)],
            "debt": [chance.choice([None, 5.0, 500.0]) for _ in range(count)],
            "sector": [chance.choice([None, "Bank", "Coal", "Retail"]) for _ in range(count)],
        }
    )


# --- the same decisions


@pytest.mark.quick(1)
@needs_library
@pytest.mark.parametrize("seed", sample(range(14), 2))
def test_both_engines_agree_on_random_rulesets(seed: int, tmp_path: Path) -> None:
    counterexample, _ = rete.engines(seed, tmp_path, 40)
    if counterexample:
        pytest.fail(counterexample.message)


@pytest.mark.proof
@needs_library
@pytest.mark.parametrize("name", sample(LISTS, 1))
@pytest.mark.parametrize("ruleset", ["b2b", "base"])
def test_both_engines_agree_on_real_lists(ruleset: str, name: str) -> None:
    rules = Ruleset.load(ruleset)
    plan = rules.plan(AS_OF)
    reading = ReadOptions(duplicates="keep", limit=400)
    with read_list(
        str(data(name)), plan.fields, reading, currency=rules.currency, rates=rules.rates, leave_doubts=True
    ) as intake:
        frame = intake.frame.collect()
    assert rete.difference(plan, frame) is None


@needs_library
@pytest.mark.parametrize("place", SAVED, ids=lambda place: place.name)
def test_both_engines_agree_on_saved_counterexamples(place: Path) -> None:
    wrong = rete.replay(place)
    assert wrong is None, wrong


@needs_library
def test_a_counterexample_is_saved_and_tried_again(tmp_path: Path) -> None:
    text, _ = rete.hostile(1, 1, fields=20, rules=10)
    saved = Counterexample("hostile", 1, text, [{"n0": -0.0, "t0": "é\x00"}], "as it were").save(tmp_path)
    assert rete.replay(saved) is None


@pytest.mark.proof
@needs_library
def test_hostile_facts_fire_the_same_rules(tmp_path: Path) -> None:
    counterexample, facts = rete.hostility(1, tmp_path, 20)
    assert facts == 6_000
    if counterexample:
        pytest.fail(counterexample.message)


@needs_library
@pytest.mark.proof
def test_a_thousand_rules_on_both_engines() -> None:
    assert rete.difference(many_rules(1_000), prospects(20)) is None


@needs_library
def test_the_comparison_of_the_engines_notices_a_wrong_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shortlist.engines.rete import facts as reading

    monkeypatch.setitem(reading.OPPOSITE, "$lt", "$lt")
    assert any(rete.engines(seed, tmp_path, 40)[0] for seed in (6, 7))


@needs_library
def test_the_comparison_of_the_engines_notices_a_lost_null(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shortlist.engines.rete import model

    monkeypatch.setattr(model, "IsNull", model.Not)
    assert any(rete.engines(seed, tmp_path, 40)[0] for seed in range(2))


@needs_library
def test_a_list_streams_in_order_with_kept_columns(small: Plan) -> None:
    frame = rows(4_500).with_columns(pl.col("prospect_id").alias("list:decision"))
    assert rete.difference(small, frame) is None


# --- the child process


@needs_library
@pytest.mark.proof
def test_a_child_that_is_killed_at_random_moments_costs_no_decision(small: Plan) -> None:
    frame = rows(8_000)
    wanted = small.decide(frame.lazy()).collect()
    stop, chance = threading.Event(), random.Random(7)
    with Durable(small) as engine:

        def kill() -> None:
            for _ in range(6):
                if stop.wait(chance.uniform(0.02, 0.5)):
                    return
                if (pid := engine.child.pid) is not None:
                    os.kill(pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        try:
            found = engine.decide(frame.lazy()).collect(engine="streaming")
        finally:
            stop.set()
            killer.join()
        assert engine.child.starts > 1
        assert not engine.refused
    assert found.equals(wanted)


@pytest.fixture
def bad_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(Child, "module", "tests.support.bad_worker")


def first_fact(plan: Plan) -> str:
    with Durable(plan) as engine:
        return engine.model.facts[0].text


@pytest.mark.proof
@needs_library
@pytest.mark.parametrize(("number", "why"), [(13.0, "segmentation fault, as it were"), (14.0, "code 99")])
def test_a_row_over_which_the_child_fails_is_refused_and_no_other(
    small: Plan, bad_worker: None, number: float, why: str
) -> None:
    assert first_fact(small) == "size"
    frame = rows(60).with_columns(size=pl.when(pl.int_range(pl.len()).is_in([33, 59])).then(number).otherwise("size"))
    wanted = small.decide(frame.lazy()).collect()
    with open_engine("durable", small) as engine:
        found = engine.decide(frame.lazy()).collect(engine="streaming")
        refused = list(engine.refused)
    assert sorted((one.position, one.prospect_id) for one in refused) == [(33, "p33"), (59, "p59")]
    assert all(why in one.fault and one.reason.en.startswith("engine: ") for one in refused)
    assert found.equals(wanted.filter(~pl.col("prospect_id").is_in(["p33", "p59"])))


@pytest.mark.proof
@needs_library
def test_a_child_that_goes_silent_is_given_up(small: Plan, bad_worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from shortlist.engines.rete import process as child

    monkeypatch.setattr(child, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(child, "ROW_SECONDS", 0.0)
    monkeypatch.setattr(child, "TRIES", 2)
    frame = rows(1).with_columns(size=pl.lit(15.0))
    with Durable(small) as engine:
        assert engine.decide(frame.lazy()).collect().is_empty()
        assert engine.refused[0].fault == "it did not answer in time"


@needs_library
def test_lone_surrogates_and_infinity_reach_no_wrong_rule(small: Plan) -> None:
    with Durable(small) as engine:
        facts = {fact.text: number for number, fact in enumerate(engine.model.facts)}
        row: list[Any] = [None] * len(facts)
        good, surrogate, infinite = list(row), list(row), list(row)
        good[facts["sector"]], surrogate[facts["sector"]], infinite[facts["size"]] = "Coal", "Coal\ud800", float("inf")
        answers = engine.child.rows([good, surrogate, infinite, good])
        gone = engine.model.network.show(Named("rule gone"), True)
    assert [gone in (answer.shown or ()) for answer in answers] == [True, False, False, True]
    assert answers[1].shown is not None
    assert "inf is no number" in answers[2].fault


@needs_library
def test_a_child_that_cannot_start_says_why(small: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Child, "module", "shortlist.no_such_module")
    with pytest.raises(ShortlistError, match=r"cannot start: .*No module named shortlist.no_such_module"):
        open_engine("durable", small)


def test_where_the_library_is_absent_one_line_says_so(
    small: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "durable_rules_engine.py").write_text("raise ImportError('no such library here')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(durable.sys, "version_info", sys.version_info)
    (tmp_path / "list.csv").write_text("id,size\na,1\n", encoding="utf-8")
    status = run(["qualify", str(tmp_path / "list.csv"), "-r", str(tmp_path / "small.yaml"), "--engine", "durable"])
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert said.err.strip().splitlines()[-1].endswith("use --engine columnar") or "3.12" in said.err


@needs_library
def test_a_rule_that_the_library_does_not_take_is_named(small: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(value: Any) -> str:
        return "[1]" if value == "Bank" else spell_value(value)

    monkeypatch.setattr(sheets, "spell_value", broken)
    with pytest.raises(
        RulesetError, match=r"the engine durable does not take what shows 'rule risky holds'.*error code"
    ):
        open_engine("durable", small)


@needs_library
def test_too_many_rules_in_a_sheet_are_an_error_of_the_library() -> None:
    rule = '{"all":[{"c0":{"$eq":{"x":1.0}}}],"dist":0}'
    specification = {"sheets": [{"rules": {f"{n}.0": rule for n in range(5_000)}, "messages": []}]}
    with pytest.raises(StartError, match=r"5000 rules together: .*error code: 10[68]"):
        Child(specification | {"readers": [], "waited": [], "longest": []})


def test_a_condition_nested_too_deeply_names_its_rule(small: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    from shortlist.engines.rete import model

    def too_deep(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr(model.Reader, "condition", too_deep)
    with pytest.raises(RulesetError, match=r"small.yaml:1\d:.*rule owes: the condition is nested too deeply"):
        open_engine("durable", small)


# --- names of engines, the command line


def test_an_unknown_engine_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["qualify", "nothing.csv", "--engine", "durabel"]) == 2
    assert (
        capsys.readouterr().err
        == "--engine: no engine 'durabel'; there are: columnar, durable; did you mean 'durable'?\n"
    )
    assert list(ENGINES) == ["columnar", "durable"]


@pytest.mark.proof
@needs_library
def test_qualify_writes_the_same_with_both_engines(tmp_path: Path) -> None:
    written = []
    for name in ENGINES:
        place = tmp_path / f"{name}.csv"
        arguments = ["qualify", str(ROOT / "examples/sp500.csv"), "-r", str(ROOT / "examples/industrial.yaml")]
        assert run([*arguments, "--as-of", "2026-11-23", "--engine", name, "-o", str(place)]) == 0
        written.append(place.read_bytes())
    assert written[0] == written[1]
    assert written[0].count(b"\n") == 504


@needs_library
def test_qualify_counts_what_an_engine_refuses(
    small: Plan, bad_worker: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("id,size,debt,sector\na,1,1,Bank\nb,14,1,Bank\nb,2,2,Coal\nc,3,3,Coal\n", encoding="utf-8")
    rules, refused = str(tmp_path / "small.yaml"), tmp_path / "refused.csv"
    arguments = ["qualify", str(listed), "-r", rules, "--engine", "durable", "--json", "--refused", str(refused)]
    assert run(arguments) == 1
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert (report["rows_in"], report["rows"], report["refused"]) == (4, 2, 2)
    assert "the engine could not decide 1 prospect" in said.err
    with refused.open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file))
    assert ("2", "3", "b") in [(row["row"], row["line"], row["text"]) for row in found]
    assert run([*arguments, "--duplicates", "keep"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["rows_in"], report["rows"], report["refused"]) == (4, 3, 1)


# --- what led to what


@needs_library
def test_a_trace_shows_what_led_to_the_decision(small: Plan) -> None:
    frame = pl.DataFrame({"prospect_id": ["a"], "size": [1.0], "debt": [500.0], "sector": ["Bank"]})
    steps = trace(small, frame)
    fired = [step.says.en for step in steps if step.kind == "fired"]
    order = [
        *("rule owes holds", "conclusion strained holds", "rule risky holds", "conclusion bad holds", "rule no holds"),
        *("step 1 holds", "the decision reject holds"),
    ]
    assert [says for says in fired if says in order] == order
    risky = next(step for step in steps if step.says.en == "rule risky holds")
    assert [text.en for text in risky.used] == ["conclusion strained holds", "sector = 'Bank'"]
    assert {"step": "told", "says": {"en": "size: 1", "zh": "size: 1"}, "used": []} in [s.as_dict() for s in steps]
    choose("zh")
    try:
        assert any("规则 risky 成立，依据：结论 strained 成立、sector = 'Bank'" in line for line in lines(steps))
    finally:
        choose(None)


@needs_library
def test_a_fact_that_is_missing_is_not_told(small: Plan) -> None:
    frame = pl.DataFrame({"prospect_id": ["a"], "sector": ["Retail"]})
    told = [step.says.en for step in trace(small, frame) if step.kind == "told"]
    assert any(says.startswith("sector:") for says in told)
    assert not any(says.startswith("size:") for says in told)


# --- the spelling of values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e300, "1.0e+300"),
        (1.5e300, "1.5e+300"),
        (5e-324, "5.0e-324"),
        (-0.0, "-0.0"),
        (1e16, "1.0e+16"),
        (2.0, "2.0"),
        (True, "true"),
        ('é\x00"\ud800', '"\\u00e9\\u0000\\"\\ud800"'),
    ],
)
def test_values_are_spelled_as_the_parser_takes_them(value: float | str, text: str) -> None:
    assert spell_value(value) == text


def test_names_whose_hashes_collide_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "hash_name", lambda name: len(name))
    properties = sheets.Properties()
    names = [properties.of(name) for name in ("ab12345", "cd12345", "ef12345", "cd12345")]
    assert len({len(name) for name in names[:3]}) == 3
    assert names[1] == names[3]


@pytest.mark.parametrize(
    "around",
    ["({} = tried_us)", "({} IN (tried_us, TRUE))", "NULLIF({}, big)", "CASE WHEN {} THEN big ELSE tried_us END"],
)
def test_nested_truths_take_no_more_statements_than_levels(around: str, tmp_path: Path) -> None:
    when = "big"
    for _ in range(16):
        when = around.format(when)
    rules = f'rules:\n  - {{id: b, when: visits > 5, then: {{conclude: big}}}}\n  - {{id: a, when: "{when}", then: review}}\n'
    model = Modeller(load(tmp_path, SMALL, rules).plan(AS_OF)).model()
    assert len(model.network.statements) < 1_000
