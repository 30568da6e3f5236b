"""The engine agrees with the oracle on random rulesets and prospects; and the generator reaches what it must."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.support import checks
from tests.support.generate import AS_OF, FIELDS, Generated, generate
from tests.support.generate_sql import SPELLINGS
from tests.support.oracle import decide
from tests.support.oracle_values import DIVISIONS
from tests.support.seeds import sample

SEEDS = range(200)
QUICK = 12  # of them in `make test`
SAVED = sorted(place.parent for place in checks.FOLDER.glob("*/case.json"))
LABELS = {"CASE bool", "COALESCE bool"}  # not spellings: they choose the type of a CASE or COALESCE


@pytest.mark.parametrize("seed", sample(SEEDS, QUICK, proofs=80))
def test_engine_agrees_with_the_oracle(seed: int, tmp_path: Path) -> None:
    counterexample, rows = checks.oracle(seed, tmp_path)
    if counterexample:
        pytest.fail(counterexample.message)
    assert rows == 50


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", sample(range(20), 2))
def test_engine_and_oracle_agree_on_what_a_condition_can_be(seed: int, tmp_path: Path) -> None:
    counterexample, _ = checks.probes(seed, tmp_path)
    if counterexample:
        pytest.fail(counterexample.message)


@pytest.mark.parametrize("place", SAVED, ids=lambda place: place.name)
def test_counterexamples_stay_solved(place: Path) -> None:
    wrong = checks.replay(place)
    assert wrong is None, wrong


@pytest.mark.long
def test_generator_reaches_what_it_must() -> None:
    """One test, for the 200 rulesets cost more than all that is asked of them."""
    DIVISIONS.clear()
    generated = [generate(seed) for seed in SEEDS]
    writes_every_spelling(generated)
    writes_edges(generated)
    reaches_every_step(generated)
    reaches_every_treatment(generated)


def writes_every_spelling(generated: list[Generated]) -> None:
    counts: Counter[str] = Counter()
    for one in generated:
        counts += one.spellings
    rare = {spelling: counts[spelling] for spelling in SPELLINGS if spelling not in LABELS and counts[spelling] < 200}
    assert not rare
    assert min(counts["FLOOR"], counts["CEIL"]) >= 20  # they take the place of ROUND(x, 0)


def writes_edges(generated: list[Generated]) -> None:
    near: list[bool] = []
    for one in generated:
        decision = one.ruleset["decision"]
        cuts = [decision["qualify"], decision["review"], *decision.get("grades", {}).values()]
        near += [any(abs(score - cut) <= 0.01 for cut in cuts) for score in one.scores]
    cells = [prospect[name] for one in generated for prospect in one.prospects for name in FIELDS]
    assert sum(near) >= 0.2 * len(near)
    assert cells.count(None) >= 0.3 * len(cells)
    assert DIVISIONS["zero"] >= 0.05 * DIVISIONS["all"] > 100


def reaches_every_step(generated: list[Generated]) -> None:
    """In half of the rulesets."""
    decisions: Counter[str] = Counter()
    ranges: Counter[tuple[str, str]] = Counter()
    first: Counter[str] = Counter()
    for one in generated[::2]:
        for prospect in one.prospects:
            row = decide(one.ruleset, prospect, AS_OF, one.references)
            decisions[row["decision"]] += 1
            ranges[row["decision_worst"], row["decision_best"]] += 1
            first[row["reasons"].split(";")[0].split(":")[0]] += 1
    total = decisions.total()
    assert min(decisions.values()) >= 0.1 * total
    assert len(ranges) == 6 and min(ranges.values()) >= 0.01 * total
    steps = ("score", "unknown", "coverage", "floor", "no-score", "uncertain")
    assert min(first[step] for step in steps) >= 0.003 * total, first


def reaches_every_treatment(generated: list[Generated]) -> None:
    """Of each decision, with each type of offer, and none: in the rulesets that have treatments."""
    treated: Counter[tuple[str, bool]] = Counter()
    offered: Counter[type] = Counter()
    position: Counter[str | None] = Counter()
    for one in generated[::5]:
        if "treatments" in one.ruleset:
            for prospect in one.prospects:
                row = decide(one.ruleset, prospect, AS_OF, one.references)
                treated[row["decision"], row["treatment"] is not None] += 1
                position[row["treatment"]] += 1
                offered.update(type(value) for name, value in row.items() if name.startswith("offer_"))
    assert len(treated) == 6 and min(treated.values()) >= 0.005 * treated.total(), treated
    assert position["unused"] == 0 and min(position[f"treatment{n}"] for n in range(4)) > 20, position
    assert min(offered[kind] for kind in (float, int, bool, date, str, type(None))) > 20, offered
