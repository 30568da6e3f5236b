"""Ranges: engine and oracle agree, what they turn out to be stays within their bounds, and where they are none nothing changes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shortlist.expressions.truth import Scalar
from shortlist.planning import scope
from tests.support import check_ranges, checks, real_ranges, rete, same
from tests.support.check_ranges import Found
from tests.support.engine import frame
from tests.support.generate import AS_OF
from tests.support.generate_ranges import ALL, RANGED, ranged
from tests.support.oracle import Case
from tests.support.oracle_ranges import FAR, Between
from tests.support.oracle_ruleset import Compiled


def hold(found: Found, least: int) -> None:
    counterexample, rows = found
    if counterexample:
        pytest.fail(counterexample.message)
    assert rows >= least


@pytest.mark.quick(3, proofs=12)
@pytest.mark.parametrize("seed", range(120))
def test_engine_and_oracle_agree_and_completions_stay_within_bounds(seed: int, tmp_path: Path) -> None:
    hold(check_ranges.ranges(seed, tmp_path), 100)


@pytest.mark.quick(3, proofs=10)
@pytest.mark.parametrize("seed", range(100))
def test_worst_and_best_are_exact_where_fields_are_read_once(seed: int, tmp_path: Path) -> None:
    hold(check_ranges.exactness(seed, tmp_path), 1)


@pytest.mark.quick(1, proofs=7)
@pytest.mark.parametrize("seed", range(60))
def test_bounds_hold_with_histories_and_tables(seed: int, tmp_path: Path) -> None:
    hold(check_ranges.feeds(seed, tmp_path), 100)


@pytest.mark.quick(3, proofs=10)
@pytest.mark.parametrize("seed", range(100))
def test_one_measure_over_ranges_that_end_on_knots(seed: int, tmp_path: Path) -> None:
    hold(check_ranges.spans(seed, tmp_path), 300)


@pytest.mark.quick(1, proofs=5)
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("ranges", ["middle", "low", "unknown"])
@pytest.mark.parametrize("name", ["b2b", "base", "good_customer", "project_finance"])
def test_bounds_hold_under_the_built_in_rulesets(name: str, ranges: str, seed: int) -> None:
    """With functions of plugins and tables, of which the oracle knows nothing."""
    hold(real_ranges.builtin(name, seed, ranges=ranges), 100)


@pytest.mark.quick(1, proofs=7)
@pytest.mark.parametrize("seed", range(60))
def test_columns_of_ends_that_hold_nothing_change_nothing(seed: int, tmp_path: Path) -> None:
    hold(check_ranges.empty_ends(seed, tmp_path), 20)


@pytest.mark.quick(2, proofs=12)
@pytest.mark.parametrize("seed", range(40))
def test_what_the_contract_says_is_sound(seed: int) -> None:
    """Of the oracle alone."""
    wrong = check_ranges.contract(seed)
    assert wrong is None, wrong


@pytest.mark.quick(2, proofs=12)
@pytest.mark.parametrize("seed", range(40))
def test_what_is_asked_leads_to_a_certain_decision(seed: int) -> None:
    wrong = check_ranges.answers(seed)
    assert wrong is None, wrong


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(4))
def test_ranges_do_not_depend_on_the_list_around_them(seed: int, tmp_path: Path) -> None:
    made = ranged(seed, 120)
    ways = same.ways(made.write(tmp_path), frame(made.prospects, ALL))
    found = {
        same.digest(ways[name]())
        for name in ("list", "shuffled", "chunks", "rechunked", "streaming", "in-memory", "anew")
    }
    assert len(found) == 1


def test_a_saved_case_with_ranges_is_read_back(tmp_path: Path) -> None:
    """What `make prove` finds is a test from then on."""
    made = ranged(3, 12)
    case = checks.of("ranges", made, tmp_path, made.prospects, "none")
    place = case.save(tmp_path / "saved")
    assert checks.replay(place) is None
    rows = json.loads((place / "case.json").read_text(encoding="utf-8"))["prospects"]
    assert repr([checks.typed(row, made.ruleset["fields"]) for row in rows]) == repr(made.prospects)


@pytest.mark.proof
def test_the_proof_notices_bounds_that_do_not_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A span without the knots inside."""
    from shortlist.planning import spans

    monkeypatch.setattr(spans, "_find_turns", lambda curve: [])
    assert any(check_ranges.spans(seed, tmp_path)[0] for seed in range(20))


@pytest.mark.proof
@pytest.mark.parametrize("broken", ["ends", "null"])
def test_the_proof_notices_ranges_that_are_read_wrongly(
    broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A range of which only the point is kept; one that can stay missing."""
    whole = scope.range_value

    def wrong(*given: Any) -> Scalar:
        value = whole(*given)
        return replace(value, low=value.now, high=value.now) if broken == "ends" else replace(value, null=True)

    monkeypatch.setattr(scope, "range_value", wrong)
    assert any(check_ranges.ranges(seed, tmp_path)[0] for seed in range(10))


@pytest.mark.proof
def test_the_generator_reaches_what_it_must() -> None:
    """Ranges of every type and kind, decisions of every pair of worst and best, spans that are sure, pinned and neither."""
    types: Counter[str] = Counter()
    bounds: Counter[tuple[str, str]] = Counter()
    kinds: Counter[str] = Counter()
    for seed in range(40):
        made = ranged(seed)
        compiled = Compiled(made.ruleset, made.references, AS_OF)
        for row in made.prospects:
            case = Case(compiled, row)
            decided = case.columns()
            bounds[decided["decision_worst"], decided["decision_best"]] += 1
            types.update(compiled.fields[name]["type"] for name in case.ranges)
            kinds["assumed"] += "(assumed)" in decided["reasons"]
            kinds["asked"] += any(name in (decided["ask_next"] or "").split("; ") for name in case.ranges)
            kinds[compiled.ranges] += 1
            for one in (case.stand(m) for c in compiled.criteria for m in c.measures):
                kinds["pinned"] += one.known == 1 and not one.settled
                kinds["narrowed"] += 0 < one.known < 1
            for name in RANGED:
                inside = case.ranges.get(name)
                kinds["half open"] += isinstance(inside, Between) and (
                    inside.low == FAR[False][0] or inside.high == FAR[False][1]
                )
    assert (
        set(types) == {"number", "money", "percent", "integer", "rating", "level", "date"} and min(types.values()) > 100
    ), types
    assert len(bounds) == 6 and min(bounds.values()) >= 10, bounds
    assert min(kinds.values()) > 100 and len(kinds) == 8, kinds


needs_library = pytest.mark.skipif(
    not rete.AVAILABLE, reason="durable-rules is not installed: it needs Python below 3.13"
)


@pytest.mark.quick(1, proofs=8)
@needs_library
@pytest.mark.parametrize("seed", range(20))
def test_both_engines_agree_on_ranges(seed: int, tmp_path: Path) -> None:
    hold(rete.ranges(seed, tmp_path), 40)
