"""Worst and best hold over completions, and are the extremes where the contract says that they are exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support import checks
from tests.support.engine import qualify
from tests.support.generate import AS_OF, dump
from tests.support.seeds import sample

NUMBER: dict[str, Any] = {"type": "number"}
LEVEL: dict[str, Any] = {"type": "level", "values": ["low", "high"]}
WIDE: list[tuple[str, dict[str, Any], dict[str, list[Any]]]] = [
    ("CASE WHEN f THEN 1 ELSE 3 END = 2", {"f": {"type": "bool"}}, {"f": [None, True, False]}),
    ("x BETWEEN low AND high AND low > high", {"x": NUMBER, "low": NUMBER, "high": NUMBER}, {}),
    ("ABS(x) < 0", {"x": NUMBER}, {"x": [None, -1.0, 0.0, 1.0]}),
    ("level NOT IN ('low', 'high')", {"level": LEVEL}, {"level": [None, "low", "high"]}),
    ("x - x <> 0", {"x": NUMBER}, {"x": [None, 0.0, 3.0, 1e308]}),
]


SEEDS = range(500, 540)
QUICK = 6  # of them in `make test`


@pytest.mark.parametrize("seed", sample(SEEDS, QUICK, proofs=20))
def test_completions_stay_within_worst_and_best(seed: int, tmp_path: Path) -> None:
    counterexample, rows = checks.theorem(seed, tmp_path)
    if counterexample:
        pytest.fail(counterexample.message)
    assert rows >= 50


@pytest.mark.parametrize("seed", sample(range(30), 4))
def test_bounds_hold_whatever_feeds_a_decision(seed: int, tmp_path: Path) -> None:
    """Typed lookup tables with gaps, histories that leave ranges, weights from 1e-12 to 1e12; a wrong cell is refused."""
    counterexample, _ = checks.feeds(seed, tmp_path)
    if counterexample:
        pytest.fail(counterexample.message)


@pytest.mark.parametrize("seed", sample(range(40), 6))
def test_worst_and_best_are_exact_where_fields_are_read_once(seed: int, tmp_path: Path) -> None:
    counterexample, _ = checks.exactness(seed, tmp_path)
    if counterexample:
        pytest.fail(counterexample.message)


@pytest.mark.parametrize(("condition", "fields", "values"), WIDE, ids=[case[0] for case in WIDE])
def test_known_wide_conditions_stay_wide_and_never_hold(
    condition: str, fields: dict[str, Any], values: dict[str, list[Any]], tmp_path: Path
) -> None:
    """Nobody can be rejected, yet a rejection counts as possible: wide, never wrong."""
    title = {"en": "t", "zh": "t"}
    declared = {name: raw | {"title": title} for name, raw in (fields | {"other": {"type": "bool"}}).items()}
    measures = {"only": {"value": "other", "levels": {False: 0, True: 100}}}
    ruleset = {
        "ruleset": "wide",
        "version": "1.0",
        "title": title,
        "currency": "USD",
        "fields": declared,
        "criteria": {"c": {"weight": 1, "title": title, "measures": measures}},
        "rules": [{"id": "never", "when": condition, "then": "reject", "if_unknown": "ignore"}],
    }
    path = tmp_path / "wide.yaml"
    path.write_text(dump(ruleset)[0], encoding="utf-8")
    base: dict[str, Any] = {"prospect_id": "p", "name": "n", "other": True} | dict.fromkeys(fields)
    prospects = [base, *(base | {name: value} for name, options in values.items() for value in options)]
    found = qualify(path, prospects, AS_OF, declared)
    assert found[0]["decision_worst"] == "reject"
    assert found[0]["decision_best"] == "qualify"
    assert {row["decision"] for row in found} == {"qualify"}
    assert all(row["certain"] for prospect, row in zip(prospects, found, strict=True) if None not in prospect.values())
