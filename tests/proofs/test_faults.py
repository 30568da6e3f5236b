"""Ten faults planted in the engine, each caught by the proofs on a few seeds that pass without it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pytest
from sqlglot import exp

from shortlist.expressions import truth
from shortlist.expressions.compiler import Compiler
from shortlist.expressions.functions import finite
from shortlist.expressions.nodes import Classes
from shortlist.expressions.truth import Scalar, Truth, expression, opposite
from shortlist.model.curves import Curve
from shortlist.planning import decision, scores
from shortlist.planning.scope import Scope
from tests.proofs import test_oracle, test_theorem
from tests.support import checks

Patch = pytest.MonkeyPatch
Proof = Callable[[int, Path], tuple[checks.Counterexample | None, int]]


def everywhere(patch: Patch, original: Any, fault: Any) -> None:
    """Replace a function in every module of the engine that uses it."""
    found = 0
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "shortlist":
            for key, value in list(vars(module).items()):
                if value is original:
                    patch.setattr(module, key, fault)
                    found += 1
    assert found


def drop_else(patch: Patch) -> None:
    original = Curve.score
    patch.setattr(Curve, "score", lambda self, value: original(replace(self, otherwise=None), value))


def swap_less_and_less_or_equal(patch: Patch) -> None:
    original = Compiler._compare_ordered

    def fault(self: Compiler, operator: Literal["<", "<="], left: exp.Expr, right: exp.Expr) -> Truth:
        return original(self, "<=" if operator == "<" else "<", left, right)

    patch.setattr(Compiler, "_compare_ordered", fault)


def ignore_negate(patch: Patch) -> None:
    original = Compiler._like

    def fault(self: Compiler, node: exp.Expr, flags: str = "(?s)") -> Truth:
        plain = node.copy()
        plain.set("negate", None)
        return original(self, plain, flags)

    patch.setattr(Compiler, "_like", fault)


def divide_by_a_literal(patch: Patch) -> None:
    def fault(self: Compiler, node: exp.Expr) -> Scalar:
        a, b = self.scalar(node.this, "number"), self.scalar(node.expression, "number")
        return self._exact("number", finite(expression(a.now) / expression(b.now)), a, b)

    patch.setattr(Compiler, "_div", fault)


def take_unknown_for_null(patch: Patch) -> None:
    original = truth.compare

    def fault(operator: Literal["=", "<", "<="], a: Scalar, b: Scalar) -> Truth:
        now = expression(original(operator, a, b).now, pl.Boolean)
        return Truth(now, now.fill_null(False), (~now).fill_null(False), now.is_null())

    everywhere(patch, original, fault)


def let_not_swap_two_bounds(patch: Patch) -> None:
    original = Truth.negate

    def fault(self: Truth) -> Truth:
        return replace(original(self), t=opposite(self.t), f=opposite(self.f))

    patch.setattr(Truth, "negate", fault)


def take_the_first_that_applies_for_worst(patch: Patch) -> None:
    patch.setattr(decision, "_must", decision._may)
    patch.setattr(decision, "_must_review", decision._may_review)


def skip_the_clip(patch: Patch) -> None:
    patch.setattr(scores, "clamp", lambda value, low, high: value)


def round_twice(patch: Patch) -> None:
    original = scores.round_once
    patch.setattr(scores, "round_once", lambda value, digits: original(original(value, digits + 1), digits))


def read_a_segment_before_it_is_settled(patch: Patch) -> None:
    original = Scope.segment

    def fault(self: Scope, segment: Any) -> Classes:
        found = original(self, segment)
        now = found.now.fill_null(pl.lit(segment.classes[-1].id))
        return Classes(now, {name: now == name for name in found.possible}, False)

    patch.setattr(Scope, "segment", fault)


@dataclass(frozen=True)
class Fault:
    """What is planted, and for each proof that must catch it some seeds of which one does."""

    plant: Callable[[Patch], None]
    proofs: dict[Proof, tuple[int, ...]]


FAULTS = [
    Fault(drop_else, {checks.oracle: (0, 3)}),
    Fault(swap_less_and_less_or_equal, {checks.oracle: (0, 2)}),
    Fault(ignore_negate, {checks.oracle: (0, 1)}),
    Fault(divide_by_a_literal, {checks.ratios: (0, 1)}),
    Fault(take_unknown_for_null, {checks.oracle: (0, 1), checks.theorem: (500, 502)}),
    Fault(let_not_swap_two_bounds, {checks.oracle: (0, 2), checks.theorem: (503, 504)}),
    Fault(take_the_first_that_applies_for_worst, {checks.oracle: (0, 1), checks.theorem: (500, 502)}),
    Fault(skip_the_clip, {checks.oracle: (3, 5), checks.theorem: (500, 506)}),
    Fault(round_twice, {checks.oracle: (0, 3)}),
    Fault(read_a_segment_before_it_is_settled, {checks.oracle: (0, 1), checks.theorem: (505, 514)}),
]
CASES = [
    pytest.param(fault.plant, proof, seeds, id=f"{fault.plant.__name__} {proof.__name__}")
    for fault in FAULTS
    for proof, seeds in fault.proofs.items()
]
USED = {(proof.__name__, seed) for fault in FAULTS for proof, seeds in fault.proofs.items() for seed in seeds}
# That these pass without a fault is what two other modules test.
ELSEWHERE = {("oracle", seed) for seed in test_oracle.SEEDS[: test_oracle.QUICK]}
ELSEWHERE |= {("theorem", seed) for seed in test_theorem.SEEDS[: test_theorem.QUICK]}
CONTROLS = sorted(USED - ELSEWHERE)

pytestmark = pytest.mark.proof


@pytest.mark.parametrize(("plant", "proof", "seeds"), CASES)
def test_fault_is_caught(
    plant: Callable[[Patch], None], proof: Proof, seeds: tuple[int, ...], tmp_path: Path, monkeypatch: Patch
) -> None:
    with monkeypatch.context() as patch:
        plant(patch)
        caught = any(proof(seed, tmp_path)[0] for seed in seeds)
    assert caught


@pytest.mark.parametrize(("name", "seed"), CONTROLS)
def test_without_a_fault_the_same_seed_passes(name: str, seed: int, tmp_path: Path) -> None:
    proof: Proof = getattr(checks, name)
    counterexample, rows = proof(seed, tmp_path)
    assert counterexample is None, counterexample.message
    assert rows >= 50


def test_there_are_ten_faults_and_each_leaves_the_engine_as_it_was(monkeypatch: Patch) -> None:
    assert len({fault.plant for fault in FAULTS}) == 10
    parts = [
        Curve,
        Compiler,
        Truth,
        Scope,
        decision,
        scores,
        truth,
        *[m for n, m in sys.modules.items() if n.startswith("shortlist.")],
    ]
    before = [dict(vars(part)) for part in parts]
    for fault in FAULTS:
        with monkeypatch.context() as patch:
            fault.plant(patch)
            assert [dict(vars(part)) for part in parts] != before, fault.plant.__name__
        assert [dict(vars(part)) for part in parts] == before, fault.plant.__name__
