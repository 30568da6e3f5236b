"""A ruleset as a function of one prospect: what it gives is what the plan gives, to the last bit."""

from __future__ import annotations

import math
import random
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import ListError, Ruleset, decide_frame
from shortlist.catalogue import rulesets
from shortlist.decider.decider import Decider
from shortlist.planning.compile import compile_plan
from tests.support import rete
from tests.support.deciders import differences, is_same
from tests.support.engine import frame
from tests.support.engine import load as load_generated
from tests.support.generate import AS_OF, generate
from tests.support.generate_ranges import ranged
from tests.support.seeds import sample
from tests.support.shared import data
from tests.support.small import SMALL, load

BUILT_IN = [str(row["id"]) for row in rulesets()]
LISTS = ["forbes_2024.csv", "receivables.csv", "sp500_constituents.csv", "sp500_financials.csv", "xeducation_leads.csv"]


@pytest.mark.parametrize("seed", sample(range(300), 3, proofs=12))
def test_random_rulesets_decide_alike(seed: int, tmp_path: Path) -> None:
    case = ranged(seed, 12) if seed % 2 else generate(seed, 30)
    plan = compile_plan(load_generated(case.write(tmp_path)), AS_OF)
    assert [*differences(plan, Decider(plan), frame(case.prospects))] == []


@pytest.mark.quick(2, proofs=8)
@pytest.mark.parametrize(("name", "source"), [*product(BUILT_IN, LISTS)])
def test_built_in_rulesets_decide_real_lists_alike(name: str, source: str) -> None:
    rules = Ruleset.load(name)
    plan = rules.plan(AS_OF)
    with rules.read(data(source), leave_doubts=True) as given:
        typed = given.frame.select(pl.exclude("^list:.*$")).collect()
    chosen = typed.sample(min(200, typed.height), seed=len(name))
    assert [*differences(plan, rules.decider(AS_OF), chosen)] == []


def hostile(chance: random.Random, kind: str, values: tuple[str, ...]) -> Any:
    if kind == "bool":
        return chance.random() < 0.5
    if kind == "date":
        return chance.choice([date.min, date.max, date(1970, 1, 1), AS_OF, date(2026, 11, 30)])
    if kind == "level":
        return chance.choice(values)
    if kind == "country":
        return chance.choice(["DE", "CN", "KP", "", "xx", "Ω"])
    if kind == "text":
        return chance.choice([*rete.TEXTS, "automation; ERP", "Kelvin \u212a, ſ, İ", "培训 automation"])
    return chance.choice([*rete.NUMBERS, math.nan, math.inf, -math.inf, 1, 10**300, 0.5, 30, 60.0, 1e6])


@pytest.mark.quick(1, proofs=3)
@pytest.mark.parametrize("name", BUILT_IN)
def test_hostile_values_are_decided_alike(name: str) -> None:
    rules, chance = Ruleset.load(name), random.Random(name)
    plan, decider = rules.plan(AS_OF), rules.decider(AS_OF)
    fields = [one for one in plan.fields.values() if one.id not in ("prospect_id", "name")]
    rows = [
        {one.id: hostile(chance, one.type, one.values) for one in fields if chance.random() < share}
        for share in [0.1, 0.3, 0.6, 0.95] * 25
    ]
    schema = {one.id: one.dtype for one in fields}
    held = [{key: float(one) if schema[key] == pl.Float64() else one for key, one in row.items()} for row in rows]
    wanted = decide_frame(pl.DataFrame(held, schema=schema), rules, AS_OF).to_dicts()
    for row, expected, found in zip(rows, wanted, decider.many(rows), strict=True):
        assert {
            name: (value, found[name]) for name, value in expected.items() if not is_same(value, found[name])
        } == {}, row


# --- what a prospect is

WRONG = [
    (
        {"employees": "12"},
        "'employees' is a number (int or float); found '12'; texts as a list has them are read by Ruleset.decide",
    ),
    ({"employees": True}, "'employees' is a number (int or float); found True"),
    ({"employees": 10**400}, "'employees' is a number (int or float); found 1000"),
    ({"country": 49}, "'country' is a text (str); found 49"),
    (
        {"last_activity": datetime(2026, 1, 1)},
        "'last_activity' is a datetime.date; found datetime.datetime(2026, 1, 1, 0, 0)",
    ),
    ({"least:employees": "51"}, "'least:employees' is a number"),
    ({"least:country": "DE"}, "there is no field 'least:country'"),
    ({"Employees": 12}, "there is no field 'Employees'; did you mean 'employees'?"),
    ({"employes": None}, "there is no field 'employes'; did you mean 'employees'?"),
    ({5: 1}, "there is no field 5"),
    ({"country": "\ud800"}, "'country' is a text (str); found '\\ud800'"),
    ([("employees", 12)], "a prospect is a mapping from fields to values; found list"),
    (None, "a prospect is a mapping from fields to values; found NoneType"),
]


@pytest.mark.parametrize(("prospect", "said"), WRONG)
def test_a_value_that_is_none_of_the_fields_is_one_clear_error(prospect: Any, said: str) -> None:
    with pytest.raises(ListError) as found:
        Ruleset.load("starter").decider(AS_OF)(prospect)
    (problem,) = found.value.problems
    assert str(problem).startswith(f"prospect: {said}")
    assert "字段" in problem.text.zh or "须为" in problem.text.zh


def test_all_that_is_wrong_is_told_at_once_with_its_place() -> None:
    decider = Ruleset.load("starter").decider(AS_OF)
    with pytest.raises(ListError) as found:
        decider.many([{"employees": 1}, {"employees": "x", "country": 5}])
    assert [str(one).split(":")[0] for one in found.value.problems] == ["prospect 2", "prospect 2"]


def test_a_word_that_is_none_of_a_levels_is_refused_with_those_it_has(tmp_path: Path) -> None:
    rules = load(tmp_path, SMALL)
    level = next(one for one in rules.fields.values() if one.type == "level")
    with pytest.raises(ListError, match=f"'{level.id}' is one of {level.values[0]}"):
        rules.decider(AS_OF)({level.id: "no such word"})


def test_what_is_missing_may_be_left_out_none_or_no_number() -> None:
    decider = Ruleset.load("b2b").decider(AS_OF)
    wanted = decider({"country": "DE"})
    for missing in (None, math.nan, math.inf):
        assert decider({"country": "DE", "employees": missing}) == wanted


def test_it_is_kept_by_day_and_never_pickled() -> None:
    import pickle

    rules = Ruleset.load("starter")
    assert rules.decider(AS_OF) is rules.decider(AS_OF) is not rules.decider(date(2020, 1, 1))
    assert pickle.loads(pickle.dumps(rules)) == rules


# Looked up in tables by Python functions, and found by patterns of Rust's.
LEFT = {
    "b2b": {"geography", "need_fit", "long_term_potential"},
    "good_customer": set(),
    "starter": {"geography", "need_fit", "contact_quality"},
}


@pytest.mark.parametrize("name", LEFT)
def test_all_but_a_few_measures_are_translated(name: str) -> None:
    """Left to Polars as a whole a ruleset would decide alike, a thousand times slower."""
    left = Ruleset.load(name).decider(AS_OF).left
    assert {column.removeprefix("~value:").partition(".")[0] for column in left} == LEFT[name]
    assert all(column.startswith("~value:") and len(expressions) > 0 for column, expressions in left.items())


def test_what_the_translation_does_not_know_is_left_to_polars_alone() -> None:
    from shortlist.decider.left import Left

    halves = Left(pl.col("x").str.extract("(a+)", 1).str.len_chars(), {"x": pl.String()})
    assert [halves(text) for text in ("baa", "b", None)] == [2, None, None]
    year = Left(pl.col("x").dt.offset_by("1d"), {"x": pl.Date()})
    assert year(0) == 1
