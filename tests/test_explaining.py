"""Explanations: contributions that add up, states of rules, asks, and changes that a second decision confirms."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from shortlist.explain import SEPARATOR
from shortlist.explaining import explain
from shortlist.explanation import Explanation
from shortlist.plan import Plan
from tests.engine import frame, load, rows
from tests.generate import AS_OF, Generated, dump, generate

SEEDS = range(0, 400, 20)
MODES = ("skip", "neutral", "worst")


def modes(seed: int, missing: str) -> Generated:
    """The generated ruleset with one mode of missing data throughout."""
    generated = generate(seed, 40)
    ruleset = generated.ruleset
    for criterion in ruleset["criteria"].values():
        criterion.pop("missing", None)
    generated.text, generated.ruleset = dump(ruleset | {"decision": ruleset["decision"] | {"missing": missing}})
    return generated


def explained(generated: Generated, folder: Path) -> tuple[Plan, pl.DataFrame, list[Explanation]]:
    plan = load(generated.write(folder)).plan(AS_OF)
    typed = frame(generated.prospects)
    return plan, typed, list(explain(plan, typed))


@pytest.mark.parametrize("missing", MODES)
def test_contributions_clipping_and_rounding_add_up_to_the_score(missing: str, tmp_path: Path) -> None:
    clipped = rounded = scored = 0
    for seed in SEEDS:
        _, _, found = explained(modes(seed, missing), tmp_path)
        for one in found:
            total = sum(part.contribution for part in one.criteria) + one.clipping + one.rounding
            if one.score is None:
                assert total == 0
                continue
            assert abs(total - one.score) < 1e-9
            assert f"{total:.2f}" == f"{one.score:.2f}"
            assert abs(one.rounding) <= 0.005 + 1e-8
            assert sum(part.share for part in one.criteria) == pytest.approx(1)
            scored, clipped, rounded = scored + 1, clipped + (one.clipping != 0), rounded + (one.rounding != 0)
    assert scored > 400 and rounded > 50
    assert clipped > 0 or missing != "skip"


def test_explanation_agrees_with_the_decision(tmp_path: Path) -> None:
    for seed in SEEDS:
        plan, typed, found = explained(generate(seed, 40), tmp_path)
        decided = rows(plan.decide(typed.lazy()).collect())
        for one, row in zip(found, decided, strict=True):
            for column in ("prospect_id", "name", "decision", "grade", "score", "score_low", "certain", "coverage"):
                assert getattr(one, column) == row[column]
            assert SEPARATOR.join(reason.id for reason in one.reasons) == row["reasons"]
            assert SEPARATOR.join(ask.field.id for ask in one.asks) == (row["ask_next"] or "")
            assert {part.id: part.score for part in one.criteria} == {key: row[key] for key in plan.ruleset.criteria}
            fired = [part.id for part in one.rules if part.state == "fired"]
            assert all(reason.id in fired for reason in one.reasons if reason.id in {r.id for r in plan.ruleset.rules})
            for part in one.rules:
                assert all(one.facts[name] is None for name in part.wanting)
            for kind, reason in ((change.kind, change.id) for change in one.changes):
                if kind == "gate" and one.reasons[0].id.startswith("coverage:"):
                    assert reason == one.reasons[0].id.removesuffix(" (assumed)")
