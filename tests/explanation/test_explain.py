"""Explanations: contributions that add up, states of rules, asks, and changes that an independent second decision confirms."""

from __future__ import annotations

import random
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.explanation.explain import explain
from shortlist.explanation.inverse import Grid, find_least_gain, find_nearest, score_at
from shortlist.model.curves import levels, linear, steps
from shortlist.model.explanation import Explanation
from shortlist.planning.plan import Plan
from shortlist.planning.reasons import SEPARATOR
from tests.support.changes import changes
from tests.support.engine import frame, load, rows
from tests.support.generate import AS_OF, Generated, dump, generate
from tests.support.small import SMALL
from tests.support.small import load as load_small

SEEDS = range(3, 8)
PROSPECTS = 40
MODES = ("skip", "neutral", "worst")


@cache
def made(seed: int) -> Generated:
    return generate(seed, PROSPECTS)


def with_mode(seed: int, missing: str) -> Generated:
    """The generated ruleset with one mode of missing data throughout."""
    generated, ruleset = deepcopy(made(seed)), deepcopy(made(seed).ruleset)
    for criterion in ruleset["criteria"].values():
        criterion.pop("missing", None)
    generated.text, generated.ruleset = dump(ruleset | {"decision": ruleset["decision"] | {"missing": missing}})
    return generated


def explained(generated: Generated, folder: Path) -> tuple[Plan, pl.DataFrame, list[Explanation]]:
    plan = load(generated.write(folder)).plan(AS_OF)
    typed = frame(generated.prospects)
    return plan, typed, list(explain(plan, typed))


@pytest.mark.proof
@pytest.mark.parametrize("missing", MODES)
def test_contributions_clipping_and_rounding_add_up_to_the_score(missing: str, tmp_path: Path) -> None:
    clipped = rounded = scored = 0
    for seed in SEEDS:
        for one in explained(with_mode(seed, missing), tmp_path)[2]:
            total = sum(part.contribution for part in one.criteria) + one.clipping + one.rounding
            if one.score is None:
                assert total == 0
                continue
            assert abs(total - one.score) < 1e-9
            assert f"{total:.2f}" == f"{one.score:.2f}"
            assert abs(one.rounding) <= 0.005 + 1e-8
            assert sum(part.share for part in one.criteria) == pytest.approx(1)
            scored, clipped, rounded = scored + 1, clipped + (one.clipping != 0), rounded + (one.rounding != 0)
    assert scored > 100 and rounded > 20
    assert clipped > 0 or missing != "skip"


def test_explanation_agrees_with_the_decision(tmp_path: Path) -> None:
    gates = 0
    for seed in SEEDS:
        plan, typed, found = explained(made(seed), tmp_path)
        decided = rows(plan.decide(typed.lazy()).collect())
        rules = {item.rule.id for item in plan.fired}
        for one, row in zip(found, decided, strict=True):
            for column in ("prospect_id", "name", "decision", "grade", "score", "score_low", "certain", "coverage"):
                assert getattr(one, column) == row[column]
            reasons = [reason.id for reason in one.reasons]
            assert SEPARATOR.join(reasons) == row["reasons"]
            assert SEPARATOR.join(ask.field.id for ask in one.asks) == (row["ask_next"] or "")
            assert {part.id: part.score for part in one.criteria} == {key: row[key] for key in plan.ruleset.criteria}
            states = {part.id: part.state for part in one.rules}
            assert states.keys() == rules
            for reason in (reason.removesuffix(" (assumed)") for reason in reasons):
                assert reason not in rules or states[reason] == "fired"
                assert not reason.startswith("unknown:") or states[reason.removeprefix("unknown:")] == "unknown"
            assert all(one.facts[name] is None for part in one.rules for name in part.wanting)
            against = [change for change in one.changes if change.kind != "measure"]
            assert list(one.changes[: len(against)]) == against
            if reasons[0].startswith("coverage:"):
                assert "gate" in {change.kind for change in against}
                assert next(change.id for change in against if change.kind == "gate") == reasons[0]
                gates += 1
            assert not one.changes or one.decision != "qualify"
    assert gates > 2


def test_measures_show_the_knots_that_gave_the_score(tmp_path: Path) -> None:
    tried = 0
    for seed in SEEDS:
        plan, _, found = explained(made(seed), tmp_path)
        curves = {measure.id: measure.measure.curve for measure in plan.measures}
        for one in found:
            for part in one.criteria:
                for measure in part.measures:
                    curve = curves[f"{part.id}.{measure.id}"]
                    assert bool(measure.wanting) != measure.settled
                    if measure.score is None or measure.value is None:
                        continue
                    scores = [float(score) for _, score in measure.points] or [curve.otherwise]
                    assert min(scores) - 1e-9 <= measure.score <= max(scores) + 1e-9
                    if curve.kind != "levels":
                        assert measure.score == pytest.approx(score_at(curve, measure.value), abs=1e-6)
                    tried += 1
    assert tried > 200


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", [1, 7, 81, 82, 117])
def test_changes_are_confirmed_by_an_independent_decision_and_are_the_nearest(seed: int, tmp_path: Path) -> None:
    counterexample, tried = changes(seed, tmp_path)
    assert tried > 0
    if counterexample:
        pytest.fail(counterexample.message)


@pytest.mark.parametrize(
    ("curve", "value", "wanted", "grid", "nearest"),
    [
        (linear({0: 0, 10: 100}), 2, 50, Grid(), 5),
        (linear({0: 0, 3: 100}), 0, 50.05, Grid(), 1.6),  # two figures of the way, outward
        (linear({0: 0, 3: 100}), 0, 50.05, Grid("1", "1"), 2),
        (linear({0: 0, 10: 100}), 2, 95, Grid(most=9), None),
        (linear({0: 0, 10: 100}), 2, 89.99, Grid(most=8.9995), 8.999),
        (linear({0: 100, 30: 0}), 25, 50, Grid(), 15),
        (linear({0: 0, 5: 100, 10: 0}), 9, 50, Grid(), 7.5),  # the falling side
        (linear({0: 0, 5: 100, 10: 0}), 1, 50, Grid(), 2.5),  # the rising side
        (linear({0: 0, 5: 40, 6: 0, 10: 100}), 1, 50, Grid(), None),  # not across the valley
        (linear({0: 90, 5: 0, 8: 0, 20: 90}), 6, 45, Grid(), 2.5),  # both ways rise, this is nearer
        (linear({0: 0, 1: 100}), -7, 50, Grid(), 0.5),
        (linear({0: 100, 3: 0}), 1e17, 50.05, Grid(), 1.4),  # however far outside the knots
        (linear({0.0: 0, 0.9: 10, 1.1: 100, 1.3: 0}), 0.5, 99.99, Grid("1", "1"), None),
        (steps({0: 0, 10: 50, 20: 90}), 3, 60, Grid(), 20),
        (steps({0: 0, 2.5: 60}), 1, 60, Grid("1", "1"), 3),
        (steps({0: 90, 31: 50, 61: 0}), 70, 50, Grid("1", "1"), 60),
        (steps({0: 90, 31: 50, 61: 0}), 70, 50, Grid(), 60.9),
        (steps({0: 90, 31: 50, 61: 0}), 61, 50, Grid(), 60),
        (steps({0: 90, 31: 10, 61: 50}), 70, 60, Grid(), None),
    ],
)
def test_nearest_value(curve: Any, value: float, wanted: float, grid: Grid, nearest: float | None) -> None:
    found = find_nearest(curve, value, wanted, grid)
    assert found == (None if nearest is None else pytest.approx(nearest))
    assert found is None or score_at(curve, found) >= wanted - 1e-9


def test_nearest_value_reaches_the_score_for_random_curves() -> None:
    chance, reached = random.Random(7), 0
    for _ in range(2_000):
        keys = sorted({round(chance.uniform(-50, 50), chance.choice([0, 1, 3])) for _ in range(chance.randint(2, 5))})
        if len(keys) < 2:
            continue
        curve = chance.choice([linear, steps])({key: chance.choice([0, 20, 40, 60, 80, 100]) for key in keys})
        value, grid = chance.uniform(-60, 60), Grid(*chance.choice([("1", "1"), ("", ""), ("", "")]))
        wanted = score_at(curve, value) + chance.uniform(0.1, 60)
        found = find_nearest(curve, value, wanted, grid)
        if found is not None:
            assert score_at(curve, found) >= wanted - 1e-9
            assert grid.holds(found)
            reached += 1
    assert reached > 200


def test_least_gain_takes_the_least_score_that_does_then_the_nearest_level() -> None:
    curve = levels({"D": 0, "C": 60, "B": 60, "A": 100})
    order = ("E", "D", "C", "B", "A")
    assert find_least_gain(curve, "D", 50, order) == "C"
    assert find_least_gain(curve, "A", 50, order) == "B"
    assert find_least_gain(curve, "unlisted", 61, order) == "A"
    assert find_least_gain(curve, "D", 101, order) is None


def test_asks_say_how_far_they_move_the_score_and_which_rules_wait(tmp_path: Path) -> None:
    rules = "rules:\n  - {id: disliked, when: likes_us = false, then: reject, if_unknown: review}\n"
    found = load_small(tmp_path, SMALL, rules).decide({"visits": 4}, AS_OF)
    ask = found.asks[0]
    assert (ask.field.id, ask.effect, ask.rules) == ("likes_us", 25.0, ("disliked",))
    assert (found.score_low, found.score_high) == (30.0, 55.0)
    assert [change.kind for change in found.changes][:1] == ["rule"]


def test_row_numbers_serve_as_ids_through_all_batches(tmp_path: Path) -> None:
    plan = load_small(tmp_path, SMALL).plan(AS_OF)
    typed = pl.DataFrame({"visits": [float(n % 11) for n in range(4_500)]})
    found = list(explain(plan, typed.lazy()))
    assert [one.prospect_id for one in found] == [str(n) for n in range(1, 4_501)]
    assert [one.facts["visits"] for one in found] == typed["visits"].to_list()
