"""A range is asked for only where it matters: where a comparison in which it stands is open."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.explanation.explain import explain
from shortlist.model.explanation import RulePart
from shortlist.model.ranges import LEAST, MOST
from tests.support.engine import frame
from tests.support.generate import AS_OF, generate
from tests.support.small import START, load
from tests.support.spread import spread

FIELDS = (
    "fields: {a: {type: number}, b: {type: number}, c: {type: number}, d: {type: date}, l: {type: level, values: [low, mid, top]}}\n"
    "criteria:\n  k: {weight: 1, measures: {m: {value: c, linear: {0: 0, 50: 100, 100: 100}}}}\n"
    "segments:\n  - id: s\n    classes:\n      - {id: big, when: a >= 100}\n      - {id: small, else: true}\n"
)


def ask(folder: Path, when: str, more: str = "", unknown: str = "review", **known: Any) -> list[str]:
    """`ask_next` of a prospect whose pairs are ranges, under one rule that rejects."""
    rule = f'rules:\n{more}  - {{id: r, when: "{when}", then: reject, if_unknown: {unknown}}}\n'
    rules = load(folder, START, FIELDS, rule)
    row: dict[str, Any] = {}
    for name, value in known.items():
        if isinstance(value, tuple):
            row |= {name: None, LEAST + name: value[0], MOST + name: value[1]}
        else:
            row[name] = value
    types = {name: rules.fields[name.removeprefix(LEAST).removeprefix(MOST)].dtype for name in row}
    said = rules.qualify(pl.DataFrame([row], schema=types), AS_OF)["ask_next"][0]
    return str(said or "").split("; ")


@pytest.mark.parametrize(
    ("when", "known", "asked"),
    [
        ("a >= 50 AND b > 10", {"a": (51.0, 200.0)}, False),
        ("a >= 100 AND b > 10", {"a": (51.0, 200.0)}, True),
        ("NOT a < 50 AND b > 10", {"a": (51.0, 200.0)}, False),
        ("a BETWEEN 50 AND 300 AND b > 10", {"a": (51.0, 200.0)}, False),
        ("a BETWEEN 60 AND 300 AND b > 10", {"a": (51.0, 200.0)}, True),
        ("a IN (7, 300) OR b > 10", {"a": (51.0, 200.0)}, False),
        ("a IN (7, 100) OR b > 10", {"a": (51.0, 200.0)}, True),
        ("a IS NOT NULL AND b > 10", {"a": (51.0, 200.0)}, False),
        ("a + 1 > 10 AND b > 10", {"a": (51.0, None)}, False),
        ("a + 1 > 60 AND b > 10", {"a": (51.0, None)}, True),
        ("l >= 'mid' AND b > 10", {"l": ("mid", "top")}, False),
        ("l = 'mid' AND b > 10", {"l": ("mid", "top")}, True),
        ("s = 'big' AND b > 10", {"a": (101.0, 200.0)}, False),
        ("s = 'big' AND b > 10", {"a": (51.0, 200.0)}, True),
        ("told AND b > 10", {"a": (101.0, 200.0)}, False),
        ("told AND b > 10", {"a": (51.0, 200.0)}, True),
        ("a >= 50 AND (b > 10 OR a > 150)", {"a": (51.0, 200.0)}, True),  # one of its two comparisons is open
        ("CASE WHEN a > 5 THEN b ELSE 2 END > 10", {"a": (51.0, 200.0)}, False),
        ("CASE WHEN b > 5 THEN a ELSE 2 END > 10", {"a": (51.0, 200.0)}, True),
    ],
)
def test_a_rule_asks_for_a_range_only_where_a_comparison_with_it_is_open(
    when: str, known: dict[str, Any], asked: bool, tmp_path: Path
) -> None:
    told = '  - {id: told, when: "a >= 100", then: {conclude: told}, if_unknown: ignore}\n' if "told" in when else ""
    found = ask(tmp_path, when, told, c=45.0, **known)
    (name,) = known
    assert "b" in found
    assert (name in found) == asked


def test_a_missing_field_is_asked_for_as_before(tmp_path: Path) -> None:
    assert ask(tmp_path, "a >= 50 AND b > 10", c=45.0, a=None) == ["a", "b"]
    assert ask(tmp_path, "a >= 50 AND b > 10", c=45.0, b=(20.0, 30.0)) == ["a"]


def test_a_criterion_stands_for_the_ranges_of_its_measures_that_are_not_pinned(tmp_path: Path) -> None:
    assert ask(tmp_path, "k > 50 AND b > 10", c=(10.0, 40.0)) == ["c", "b"]
    assert ask(tmp_path, "k > 10 AND b > 10", c=(10.0, 40.0)) == ["b", "c"]  # by the measure alone, behind the rule
    assert ask(tmp_path, "k > 50 AND b > 10", c=(60.0, 90.0)) == ["b"]


def test_a_rule_that_does_not_wait_for_what_it_reads_asks_behind_the_measures(tmp_path: Path) -> None:
    assert ask(tmp_path, "b > 10", c=None) == ["b", "c"]
    assert ask(tmp_path, "b > 10", unknown="ignore", c=None) == ["c", "b"]


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", [random.Random(f"wanting{n}").randrange(10**6) for n in range(4)])
def test_the_answers_to_all_that_is_asked_make_a_decision_certain(seed: int, tmp_path: Path) -> None:
    """Nothing that matters is left out: whoever answers everything, round by round, ends with a certain decision."""
    generated = generate(seed, 80)
    rules = Ruleset.load(generated.write(tmp_path))
    plan, full = rules.plan(AS_OF), frame(generated.prospects)
    rows, truth = spread(full, rules.fields, seed, share=0.8), full.rows(named=True)
    answered: dict[str, list[Any]] = {name: rows[name].to_list() for name in rows.columns}
    asked = 0
    for _ in range(30):
        said = plan.decide(pl.DataFrame(answered, schema=rows.schema).lazy()).collect().rows(named=True)
        moved = False
        for number, one in enumerate(said):
            for name in (one["ask_next"] or "").split("; "):
                # What was made a range has an answer; what is missing for good has none.
                if name and truth[number][name] is not None:
                    answered[name][number], moved, asked = truth[number][name], True, asked + 1
        if not moved:
            break
    assert asked > 10
    known = plan.decide(full.lazy()).collect()["certain"].to_list()
    full_up = [(one["ask_next"] or "").count(";") == 4 for one in said]
    assert all(one["certain"] or not sure or many for one, sure, many in zip(said, known, full_up, strict=True))
    assert sum(known) > 3


@pytest.mark.parametrize(
    ("when", "known", "asked"),
    [
        ("(a >= 100 AND c = 7) OR b > 10", {"a": (51.0, 200.0)}, False),  # that AND is false already
        ("(a >= 100 OR c = 45) AND b > 10", {"a": (51.0, 200.0)}, False),  # and that OR is true
        ("(a >= 100 AND c = 45) OR b > 10", {"a": (51.0, 200.0)}, True),
        ("NOT (a >= 100 OR c = 45) OR b > 10", {"a": (51.0, 200.0)}, False),
        ("(a >= 100) IS NULL OR b > 10", {"a": (51.0, 200.0)}, False),
        ("(s = 'big' AND c = 7) OR b > 10", {"a": (51.0, 200.0)}, False),  # through a segment
        ("(told AND c = 7) OR b > 10", {"a": (51.0, 200.0)}, False),  # and through a conclusion
        ("CASE WHEN a >= 100 THEN c ELSE 45 END > 10 AND b > 10", {"a": (51.0, 200.0)}, False),
    ],
)
def test_a_range_inside_what_is_settled_is_not_asked_for(
    when: str, known: dict[str, Any], asked: bool, tmp_path: Path
) -> None:
    told = '  - {id: told, when: "a >= 100", then: {conclude: told}, if_unknown: ignore}\n' if "told" in when else ""
    found = ask(tmp_path, when, told, c=45.0, **known)
    assert ("a" in found, "b" in found) == (asked, True)


def test_a_range_is_asked_for_only_where_its_step_can_be_reached(tmp_path: Path) -> None:
    stop = '  - {id: stop, when: "c > 0", then: review}\n  - {id: good, when: "a >= 100", then: qualify}\n'
    assert ask(tmp_path, "b > 10", stop, c=45.0, a=(51.0, 200.0)) == ["b"]  # `stop` is before `good`
    assert ask(tmp_path, "a > 100", stop, c=45.0, a=(51.0, 200.0)) == ["a"]  # `r` rejects
    assert ask(tmp_path, "b > 10", stop, c=(10.0, 40.0), a=(51.0, 200.0)) == ["b"]  # and the score comes last of all
    assert ask(tmp_path, "b > 10", c=(36.0, 49.0)) == ["b"]  # 72 to 98: it qualifies wherever that lies
    assert ask(tmp_path, "b > 10", c=(30.0, 49.0)) == ["b", "c"]  # 60 to 98
    assert ask(tmp_path, "score > 80 AND b > 10", c=(36.0, 49.0)) == ["b", "c"]  # a rule reads the score


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", [random.Random(f"settled{n}").randrange(10**6) for n in range(4)])
def test_what_is_enough_changes_no_rule_wherever_it_lies(seed: int, tmp_path: Path) -> None:
    """Of each rule the ranges called enough may be any value inside them: that rule stays what it is."""
    generated = generate(seed, 40)
    rules = Ruleset.load(generated.write(tmp_path))
    plan, full = rules.plan(AS_OF), frame(generated.prospects)
    rows = spread(full, rules.fields, seed, share=0.8)
    tried: list[tuple[int, str, RulePart]] = [
        (number, name, part)
        for number, one in enumerate(explain(plan, rows))
        for part in one.rules
        for name in part.enough
    ]
    assert len(tried) > 10
    answered = rows[[number for number, _, _ in tried]].rows(named=True)
    for row, (number, name, _) in zip(answered, tried, strict=True):
        row[name] = full.row(number, named=True)[name]
    again = explain(plan, pl.DataFrame(answered, schema=rows.schema))
    for one, (_, name, part) in zip(again, tried, strict=True):
        (after,) = [other for other in one.rules if other.id == part.id]
        assert after.state == part.state, (name, part)
        assert set(after.wanting) == set(part.wanting)
