"""Explanations of prospects of whom ranges are known: what they say agrees with the decision, and holds when it is tried."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Range, Ruleset
from shortlist.explanation.explain import explain
from shortlist.model.explanation import Explanation, MeasurePart
from shortlist.model.ranges import LEAST, MOST
from shortlist.planning.reasons import SEPARATOR
from tests.support.engine import frame
from tests.support.generate import AS_OF, generate
from tests.support.small import START, load
from tests.support.spread import spread

RULES = ["middle", "low", "unknown"]
MODES = ["skip", "neutral", "worst"]


def with_range(rules: Ruleset, prospect: dict[str, Any]) -> pl.DataFrame:
    """A typed frame of one prospect, whose pairs are ranges."""
    row: dict[str, Any] = {}
    for name, value in prospect.items():
        row |= (
            {name: None, LEAST + name: value[0], MOST + name: value[1]} if isinstance(value, tuple) else {name: value}
        )
    types = {name: rules.fields[name.removeprefix(LEAST).removeprefix(MOST)].dtype for name in row}
    return pl.DataFrame([row], schema=types)


def explain_one(rules: Ruleset, **prospect: Any) -> Explanation:
    return next(explain(rules.plan(AS_OF), with_range(rules, prospect)))


def measures(one: Explanation) -> dict[str, MeasurePart]:
    return {f"{part.id}.{measure.id}": measure for part in one.criteria for measure in part.measures}


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", [random.Random(f"ranges{n}").randrange(10**6) for n in range(3)])
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("missing", MODES)
def test_an_explanation_agrees_with_the_decision(seed: int, rule: str, missing: str, tmp_path: Path) -> None:
    generated = generate(seed, 40)
    changes = [f"decision.ranges={rule}", f"decision.missing={missing}"]
    rules = Ruleset.load(generated.write(tmp_path), changes)
    typed = spread(frame(generated.prospects), rules.fields, seed)
    plan = rules.plan(AS_OF)
    decided = plan.decide(typed.lazy()).collect().rows(named=True)
    found = list(explain(plan, typed))
    tried: list[tuple[int, str, Any]] = []
    seen = asked = enough = 0
    for place, (one, row, given) in enumerate(zip(found, decided, typed.rows(named=True), strict=True)):
        for column in ("decision", "grade", "score", "score_low", "score_high", "certain", "coverage"):
            assert getattr(one, column) == row[column]
        assert (
            abs(sum(part.contribution for part in one.criteria) + one.clipping + one.rounding - (one.score or 0)) < 1e-9
        )
        assert SEPARATOR.join(reason.id for reason in one.reasons) == row["reasons"]
        assert SEPARATOR.join(ask.field.id for ask in one.asks) == (row["ask_next"] or "")
        for name, fact in one.facts.items():
            if isinstance(fact, Range):
                seen += 1
                assert given[name] is None
                ends = given[LEAST + name], given[MOST + name]
                assert all(
                    end is None or end == said or _outside(rules, name, end)
                    for said, end in zip((fact.least, fact.most), ends, strict=True)
                )
        for part in one.rules:
            assert all(one.facts[name] is None or isinstance(one.facts[name], Range) for name in part.wanting)
            assert all(isinstance(one.facts[name], Range) for name in part.enough)
            assert not {*part.wanting} & {*part.enough}
            enough += len(part.enough)
        for ask in one.asks:
            asked += ask.known is not None
            assert ask.known == (one.facts[ask.field.id])
        for measure in measures(one).values():
            assert measure.low <= measure.high
            assert measure.part is None or measure.low - 1e-9 <= measure.part <= measure.high + 1e-9
            assert measure.counts_as is None or rule != "unknown"
            assert bool(measure.wanting) == (not measure.settled and measure.score is None)
        tried += [(place, one_.field.id, one_) for one_ in one.changes if one_.kind == "measure" and one_.field]
    for place, name, change in tried:
        again = typed[place].with_columns(pl.lit(change.wanted, typed.schema[name]).alias(name))
        row = plan.decide(again.lazy()).collect().row(0, named=True)
        assert (row["decision"], row["score"]) == ("qualify", change.score), change
    assert seen > 40 and asked + enough > 0


def _outside(rules: Ruleset, name: str, end: Any) -> bool:
    """Whether an end lies outside its field's own range, so that the plan takes another one."""
    field = rules.fields[name]
    if isinstance(end, date):
        return not field.future and end > AS_OF
    low, high = (1.0, 5.0) if field.type == "rating" else (field.minimum, field.maximum)
    return not isinstance(end, str) and (
        (low is not None and end < low) or (high is not None and end > high) or field.unit == "year"
    )


FIELDS = """fields:
  staff: {type: integer, actionable: true, minimum: 0, title: {en: Employees, zh: 员工人数}, ask: {en: How many work there?, zh: 共有多少员工？}}
  sales: {type: money, title: {en: Sales, zh: 销售额}}
  rate: {type: level, actionable: true, values: [CCC, BB, BBB, AA-, AA], title: {en: Rating, zh: 评级}}
  born: {type: date, title: {en: Founded, zh: 成立日期}}
criteria:
  size: {weight: 1, measures: {staff: {value: staff, linear: {0: 0, 200: 100}}}}
  more: {weight: 1, measures: {rate: {value: rate, levels: {CCC: 0, BB: 30, BBB: 60, AA-: 80, AA: 100}}}}
"""
ODD = "rules:\n  - {id: odd, when: staff = 150, then: reject, if_unknown: ignore}\n"


@pytest.mark.parametrize(
    ("rules", "known", "said"),
    [
        (
            "",
            {"staff": (51.0, 200.0), "rate": "AA-"},
            "If 'Employees' (known: 51–200) turns out to be 120 or more, it would",
        ),
        (ODD, {"staff": (51.0, 200.0), "rate": "AA-"}, "If 'Employees' (known: 51–200) turns out to be 120, it would"),
        ("", {"staff": (51.0, 80.0), "rate": "AA-"}, "With 'Employees' at 120 instead of 51–80 it would"),
        ("", {"staff": (51.0, 120.0), "rate": "AA-"}, "If 'Employees' (known: 51–120) turns out to be 120, it would"),
        (
            "",
            {"staff": (100.0, None), "rate": "BBB"},
            "If 'Employees' (known: at least 100) turns out to be 160 or more, it would",
        ),
        (
            "",
            {"staff": 120.0, "rate": ("BB", None)},
            "If 'Rating' (known: BB or better) turns out to be AA- or better, it would",
        ),
        ("", {"staff": 100.0, "rate": ("BB", None)}, "If 'Rating' (known: BB or better) turns out to be AA, it would"),
        ("", {"staff": 100.0, "rate": ("CCC", "BB")}, "With 'Rating' at AA instead of CCC to BB it would"),
    ],
)
def test_what_would_change_it_lies_inside_the_range_where_it_can(
    rules: str, known: dict[str, Any], said: str, tmp_path: Path
) -> None:
    changes = ["decision.ranges=low"] if "rate" in known and isinstance(known["rate"], tuple) else []
    one = explain_one(load(tmp_path, START, FIELDS, rules, set=changes), **known)
    (name,) = [key for key, value in known.items() if isinstance(value, tuple)]
    texts = [change.text for change in one.changes if change.field and change.field.id == name]
    assert [text.en.partition(" qualify")[0] for text in texts] == [said]
    assert ("已知为" in texts[0].zh) == ("known" in said)


def test_below_a_falling_curve_it_is_or_less(tmp_path: Path) -> None:
    falling = FIELDS.replace("linear: {0: 0, 200: 100}", "linear: {0: 100, 200: 0}")
    (change,) = explain_one(load(tmp_path, START, falling), staff=(51.0, 200.0), rate="AA-").changes[:1]
    assert change.text.en.startswith("If 'Employees' (known: 51–200) turns out to be 80 or less, it would qualify")
    assert change.text.zh.startswith("若查明“员工人数”（已知为 51 至 200 人）为 80 及以下，即可达到准入线")
    assert (change.value, change.wanted) == (Range(51.0, 200.0), 80.0)


def test_a_range_that_counts_as_nothing_may_do_where_it_begins(tmp_path: Path) -> None:
    rules = load(tmp_path, START, FIELDS, set=["decision.ranges=unknown", "decision.missing=worst"])
    one = explain_one(rules, staff=(130.0, 200.0), rate="AA-")
    assert one.decision == "review" or one.score is not None
    assert all(change.decision == "qualify" for change in one.changes if change.kind == "measure")


def test_a_measure_says_its_range_its_scores_and_what_it_counts_as(tmp_path: Path) -> None:
    one = explain_one(
        load(tmp_path, START, FIELDS), staff=(51.0, 200.0), rate=("AA", None), born=(None, date(2020, 1, 1))
    )
    staff, rate = measures(one)["size.staff"], measures(one)["more.rate"]
    assert (staff.value, staff.score, staff.low, staff.high) == (Range(51.0, 200.0), None, 25.5, 100.0)
    assert (staff.counts_as, staff.part, staff.wanting, staff.settled) == (101.0, 50.5, ("staff",), False)
    assert (rate.value, rate.score, rate.low, rate.high) == ("AA", 100.0, 100.0, 100.0)  # nothing is better: it is AA
    assert "born" not in one.facts  # nothing reads it
    assert one.as_dict()["facts"] == {"staff": {"least": 51.0, "most": 200.0}, "rate": "AA"}
    (ask,) = one.asks or [None]
    assert ask is None or ask.effect == pytest.approx(37.25)


def test_a_pinned_measure_has_its_score_and_asks_nothing(tmp_path: Path) -> None:
    one = explain_one(load(tmp_path, START, FIELDS), staff=(250.0, None), rate="BB")
    staff = measures(one)["size.staff"]
    assert (staff.value, staff.score, staff.part, staff.wanting) == (Range(250.0, None), 100.0, None, ())
    assert not one.asks


def test_a_rule_says_which_ranges_are_enough_and_which_it_waits_for(tmp_path: Path) -> None:
    rules = (
        "rules:\n  - {id: big, when: staff >= 50, then: {tag: big}}\n  - {id: huge, when: staff >= 100 AND sales > 5, then: {tag: huge}}\n"
        "  - {id: old, when: \"born < '2021-01-01'\", then: {tag: old}}\n"
    )
    one = explain_one(
        load(tmp_path, START, FIELDS, rules), staff=(51.0, 200.0), rate="AA-", born=(None, date(2020, 1, 1))
    )
    by_id = {part.id: part for part in one.rules}
    assert (by_id["big"].state, by_id["big"].wanting, by_id["big"].enough) == ("fired", (), ("staff",))
    assert (by_id["huge"].wanting, by_id["huge"].enough) == (("staff", "sales"), ())
    assert (by_id["old"].state, by_id["old"].enough) == ("fired", ("born",))
    assert one.facts["born"] == Range(None, date(2020, 1, 1))
    assert one.as_dict()["facts"]["born"] == {"least": None, "most": "2020-01-01"}


def test_an_end_outside_the_fields_range_is_the_one_that_was_taken(tmp_path: Path) -> None:
    rules = load(tmp_path, START, FIELDS)
    assert explain_one(rules, staff=(-5.0, 20.0), rate="BB").facts["staff"] == Range(0.0, 20.0)
    assert explain_one(rules, staff=(-9.0, -5.0), rate="BB").facts["staff"] is None
    assert explain_one(rules, staff=(7.0, 7.0), rate="BB").facts["staff"] == 7.0
    assert explain_one(rules, staff=(None, 20.0), rate="BB").facts["staff"] == Range(None, 20.0)


@pytest.mark.parametrize(
    "prospect",
    [
        {"staff": (51.0, 200.0), "sales": (1e6, None), "rate": ("BB", "AA-"), "born": (None, date(2020, 1, 1))},
        {"staff": (None, 200.0), "sales": 1234.5, "rate": ("BB", None), "born": (date(2020, 1, 1), date(2020, 2, 29))},
        {"staff": 7.0, "sales": (0.1, 0.3), "rate": "BB"},
    ],
)
def test_what_an_explanation_gives_can_be_given_back(prospect: dict[str, Any], tmp_path: Path) -> None:
    rules = load(tmp_path, START, FIELDS)
    one = explain_one(rules, **prospect)
    told = json.loads(json.dumps(one.as_dict()))
    for facts in (one.facts, told["facts"]):
        again = rules.decide(facts, AS_OF)
        assert again.facts == one.facts
        assert json.loads(json.dumps(again.as_dict())) == told
