"""A plan is a frozen result of compiling, and compiling is repeatable."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.loading.load import load
from shortlist.planning.compile import compile_plan
from tests.support.generate import generate

DAY = date(2026, 11, 23)


@pytest.mark.quick(1)
@pytest.mark.parametrize("name", ["base", "b2b", "good_customer", "project_finance"])
def test_two_compiles_of_one_ruleset_are_equal(name: str) -> None:
    assert compile_plan(load(name), DAY) == compile_plan(load(name), DAY)


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_two_compiles_of_a_random_ruleset_are_equal(seed: int, tmp_path: Path) -> None:
    path = generate(seed, 1).write(tmp_path)
    assert compile_plan(load(str(path)), DAY) == compile_plan(load(str(path)), DAY)


def test_another_day_or_weight_is_another_plan() -> None:
    plan = compile_plan(Ruleset.load("b2b"), DAY)
    assert plan != compile_plan(Ruleset.load("b2b"), date(2026, 11, 24))
    heavier = Ruleset.load("b2b", ["criteria.scale.weight=17"])
    assert plan != compile_plan(heavier, DAY)
    assert plan.scope.stages != compile_plan(heavier, DAY).scope.stages
    assert plan != "b2b"


def test_plan_is_frozen() -> None:
    plan = compile_plan(Ruleset.load("base"), DAY)
    with pytest.raises(FrozenInstanceError):
        plan.as_of = date(2026, 11, 24)  # type: ignore[misc]
