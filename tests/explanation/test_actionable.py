"""Explanations change only what somebody can act on, in whole units, within what a list shows to be plausible."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Field, Ruleset
from shortlist.explanation.explain import explain
from shortlist.explanation.plausible import ENOUGH, NOTHING, look_at
from shortlist.language import InvalidError
from shortlist.model.explanation import Change, Explanation
from shortlist.model.ranges import LEAST, MOST, Range
from shortlist.planning.plan import Plan
from shortlist_criteria import fields
from shortlist_criteria.actionable import ACTIONABLE, CHANGEABLE, FIXED, FOUND_OUT
from tests.explanation.test_ranges import explain_one
from tests.support.engine import frame
from tests.support.generate import AS_OF, dump, generate
from tests.support.memos import b2b, prospects
from tests.support.places import DOCS
from tests.support.small import START, load, only
from tests.support.spread import spread


def of_measures(one: Explanation) -> list[Change]:
    return [change for change in one.changes if change.kind == "measure"]


# --- what a field says


def test_every_built_in_field_is_judged_once() -> None:
    assert ACTIONABLE.keys() == {field.id for field in fields.FIELDS}
    assert len(CHANGEABLE) + len(FIXED) + len(FOUND_OUT) == len(ACTIONABLE)
    assert {field.id: field.actionable for field in fields.FIELDS} == ACTIONABLE
    for name in ("employees", "annual_revenue", "country", "founded_year", "industry"):
        assert ACTIONABLE[name] is False


def test_a_field_asks_unless_it_says_more() -> None:
    assert Field("x", "number").actionable == "ask"
    with pytest.raises(InvalidError, match="actionable is true, false or 'ask'"):
        Field("x", "number", actionable="yes")  # type: ignore[arg-type]


def test_a_ruleset_says_it_of_its_own_fields_and_of_a_plugins(tmp_path: Path) -> None:
    own = "fields:\n  x: {type: number, actionable: false}\n  y: {type: number}\n  employees: {type: integer, actionable: true}\n"
    measure = "criteria: {c: {weight: 1, measures: {m: {value: x + y + employees, linear: {0: 0, 1: 100}}}}}\n"
    rules = load(tmp_path, START, own, measure)
    assert [rules.fields[name].actionable for name in ("x", "y", "employees")] == [False, "ask", True]
    (tmp_path / "bad.yaml").write_text(START + own.replace("false", "maybe") + measure, encoding="utf-8")
    assert only(tmp_path / "bad.yaml")[2] == "'actionable' must be true, false or 'ask'; found 'maybe'"


# --- what is proposed


def known(typed: pl.DataFrame, name: str) -> list[Any]:
    """By prospect what a frame knows of a field: values, and ends of ranges."""
    rows = typed.select(one for one in (name, LEAST + name, MOST + name) if one in typed.columns).rows()
    return [[value for value in row if value is not None] for row in rows if any(value is not None for value in row)]


def wrong(plan: Plan, typed: pl.DataFrame, place: int, change: Change) -> str | None:
    """What of a change is not as it ought to be: who can act on it, its unit, what is plausible, how it is decided."""
    field, wanted = change.field, change.wanted
    measure = next(one for one in plan.measures if one.id == change.id)
    if field is None:
        changeable = any(name in plan.fields and plan.fields[name].actionable is True for name in measure.reads)
        return None if changeable else "nothing that it reads can be changed"
    if field.actionable is not True and isinstance(change.value, Range):
        low, high = change.value.least, change.value.most
        at = field.values.index if field.type == "level" else lambda value: value
        if (low is not None and at(wanted) < at(low)) or (high is not None and at(wanted) > at(high)):
            return "it leaves what is known"
    elif field.actionable is not True and (change.value is not None or field.actionable is False):
        return "nobody can act on it"
    unit = {"integer": "1", "rating": "1", "percent": "0.001", "money": "0.01"}.get(
        field.type, "1" if field.unit else ""
    )
    if isinstance(wanted, float) and unit and abs(wanted) < 1e15 and Decimal(repr(wanted)) % Decimal(unit):
        return "it is in no whole unit"
    rows = known(typed, field.id)
    seen = [value for row in rows for value in row]
    if len(rows) >= ENOUGH and field.type != "bool":
        at = field.values.index if field.type == "level" else lambda value: value
        inside = wanted in seen
        if field.type not in ("text", "country"):
            inside = min(map(at, seen)) <= at(wanted) <= max(map(at, seen))  # type: ignore[type-var,arg-type]
        if not inside:
            return "the list shows nothing like it"
    again = typed[place].with_columns(pl.lit(wanted, field.dtype).alias(field.id))
    row = plan.decide(again.lazy()).collect().row(0, named=True)
    return None if (row["decision"], row["score"]) == ("qualify", change.score) else "it is decided otherwise"


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", [1, 7, 81, 82, 117, 118])
def test_changes_of_random_rulesets_can_be_acted_on(seed: int, tmp_path: Path) -> None:
    generated, chance = generate(seed, 40), random.Random(f"actionable {seed}")
    for declared in generated.ruleset["fields"].values():
        declared["actionable"] = chance.choice([True, True, "ask", False])
    generated.text, generated.ruleset = dump(generated.ruleset)
    rules = Ruleset.load(generated.write(tmp_path))
    typed = frame(generated.prospects)
    for given in (typed, spread(typed, rules.fields, seed)):
        plan = rules.plan(AS_OF).fit(given.columns)
        seen = look_at(plan, given.lazy())
        for place, one in enumerate(explain(plan, given, seen)):
            for change in of_measures(one):
                assert wrong(plan, given, place, change) is None, (wrong(plan, given, place, change), change)


def test_changes_under_a_built_in_ruleset_can_be_acted_on() -> None:
    plan, typed, tried = b2b().plan(AS_OF), prospects(b2b(), 400, 5), 0
    for place, one in enumerate(explain(plan, typed, look_at(plan, typed.lazy()))):
        for change in of_measures(one):
            tried += 1
            assert wrong(plan, typed, place, change) is None, (wrong(plan, typed, place, change), change)
    assert tried > 5


# --- cases

DEALS = """fields:
  staff: {type: integer, minimum: 0, actionable: false, title: {en: Employees, zh: 员工人数}}
  deals: {type: integer, minimum: 0, actionable: true, title: {en: Open deals, zh: 在谈商机数}}
  rate: {type: level, values: [C, B, A], title: {en: Rating, zh: 评级}}
  paid: {type: number, unit: days, actionable: true, title: {en: Payment term, zh: 账期}}
criteria:
  all:
    weight: 1
    measures:
      staff: {value: staff, linear: {0: 0, 1000: 100}}
      deals: {value: deals, linear: {0: 0, 4: 100}}
      rate: {value: rate, levels: {C: 0, B: 60, A: 100}}
      paid: {value: paid, linear: {0: 100, 91: 0}}
decision: {qualify: 60, review: 30}
"""


def texts(one: Explanation) -> list[str]:
    return [change.text.en.partition(", scoring")[0].partition(" it would")[0] for change in of_measures(one)]


@pytest.mark.parametrize(
    ("prospect", "said"),
    [
        (
            {"staff": 500.0, "deals": 2.0, "rate": "B", "paid": 60.0},
            ["With 'Open deals' at 4 instead of 2", "With 'Payment term' at 18 days instead of 60 days"],
        ),
        (
            {"staff": 500.0, "deals": 2.0, "paid": 45.5},
            [
                "With 'Open deals' at 4 instead of 2",
                "With 'Payment term' at 18 days instead of 45.5 days",
                "If 'Rating' turns out to be A,",
            ],
        ),
        (
            {"staff": (400.0, 900.0), "deals": 2.0, "rate": "B", "paid": 45.5},
            [
                "If 'Employees' (known: 400–900) turns out to be 800 or more,",
                "With 'Open deals' at 3 instead of 2",
                "With 'Payment term' at 27 days instead of 45.5 days",
            ],
        ),
        (
            {"staff": 500.0, "deals": 2.0, "rate": "B"},
            ["With 'Open deals' at 3 instead of 2", "If 'Payment term' turns out to be 18 days or less,"],
        ),
        (
            {"deals": 2.0, "rate": "B", "paid": 45.5},
            ["With 'Open deals' at 3 instead of 2", "With 'Payment term' at 27 days instead of 45.5 days"],
        ),
        ({"staff": 10.0, "deals": 4.0, "rate": "C", "paid": 0.0}, []),
    ],
)
def test_cases(prospect: dict[str, Any], said: list[str], tmp_path: Path) -> None:
    found = texts(explain_one(load(tmp_path, START, DEALS), **prospect))
    assert found == said


def test_a_list_shows_what_is_plausible(tmp_path: Path) -> None:
    rules = load(tmp_path, START, DEALS)
    plan = rules.plan(AS_OF)
    low = {"staff": 10.0, "deals": 0.0, "rate": "B", "paid": 0.0}
    for count, most, found in ((ENOUGH, 3.0, []), (ENOUGH, 4.0, ["Open deals"]), (3, 1.0, ["Open deals"])):
        rows = [{**low, "deals": most if place == 1 else 0.0, "rate": "CBA"[place % 3]} for place in range(count)]
        typed = pl.DataFrame([low, *rows[1:]], schema={name: rules.fields[name].dtype for name in low})
        one = next(explain(plan, typed, look_at(plan, typed.lazy())))
        assert [change.field.title.en for change in of_measures(one) if change.field] == found
    assert look_at(plan, pl.LazyFrame({"prospect_id": ["1"]})) == NOTHING


def test_where_nobody_can_act_one_line_says_so(tmp_path: Path) -> None:
    from shortlist.explanation.sentences import no_change_text

    rules = load(tmp_path, START, DEALS)
    one = explain_one(rules, staff=10.0, deals=4.0, rate="C", paid=0.0)
    said = no_change_text(one, rules)
    assert not of_measures(one)
    assert said.en == "nothing that somebody can change would by itself make it qualify"
    assert said.zh == "仅改善任一单项，尚不足以达到准入线"


@pytest.mark.parametrize(("name", "language"), [("explain.md", "en"), ("explain.zh.md", "zh")])
def test_the_case_of_the_page(name: str, language: str, tmp_path: Path) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    (yaml,) = re.findall(r"```yaml advice.yaml\n(.*?)```", page, re.S)
    (tmp_path / "advice.yaml").write_text(yaml, encoding="utf-8")
    one = Ruleset.load(tmp_path / "advice.yaml").decide({"staff": 40_000, "deals": 1}, AS_OF)
    assert one.score == 38.33 and "38.33" in page
    assert [f"+ {getattr(change.text, language)}\n" in page for change in of_measures(one)] == [True]
