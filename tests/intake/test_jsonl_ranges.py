"""A JSON list takes ranges as explanations give them: out equals in again."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from tests.support.seeds import sample
from tests.support.small import START, load

FIELDS = (
    "fields: {a: {type: integer}, m: {type: money}, n: {type: number}, d: {type: date, future: true}, l: {type: level, values: [low, mid, high, top]}}\n"
    "criteria:\n  k: {weight: 1, measures: {a: {value: a, linear: {0: 0, 1000: 100}}, m: {value: m, linear: {0: 0, 1e6: 100}}, "
    "n: {value: n, linear: {-50: 0, 50: 100}}, l: {value: l, levels: {low: 0, mid: 50, high: 70, top: 100}}, "
    'd: {value: "CURRENT_DATE - d", linear: {-1000: 0, 1000: 100}}}}\n'
)
AS_OF = date(2026, 11, 23)


def ends(rng: random.Random) -> dict[str, Any]:
    """Two ends of each kind of field, or one of them; or a value, or nothing."""
    days = sorted(date(2024 + rng.randrange(4), 1 + rng.randrange(12), 1 + rng.randrange(28)).isoformat() for _ in "12")
    whole, amounts = sorted(rng.sample(range(1, 5000), 2)), sorted(rng.sample(range(1, 10**7), 2))
    numbers = sorted(rng.sample(range(-400, 400), 2))
    levels = ["mid", "high"]
    found: dict[str, Any] = {}
    for name, pair in {"a": whole, "m": amounts, "n": [one / 8 for one in numbers], "d": days, "l": levels}.items():
        kind = rng.randrange(5)
        both = {"least": pair[0], "most": pair[1]}
        one = {"least": pair[0]} if kind == 1 else {"most": pair[1], "least": None}
        found[name] = both if kind == 0 else one if kind < 3 else pair[0] if kind == 3 else None
    return found


@pytest.mark.parametrize("seed", sample(range(20), 3))
def test_a_list_reads_the_ranges_that_a_single_prospect_gives(seed: int, tmp_path: Path) -> None:
    rules: Ruleset = load(tmp_path, START, FIELDS)
    rng = random.Random(seed)
    records = [{"prospect_id": f"P{number}", **ends(rng)} for number in range(40)]
    path = tmp_path / "list.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    with rules.read(path) as read:
        listed = rules.qualify(read.frame.collect(), AS_OF)
    assert not read.unreadable.counts()
    alone = [rules.decide(one, AS_OF) for one in records]
    for row, one in zip(listed.iter_rows(named=True), alone, strict=True):
        assert (row["score"], row["score_low"], row["score_high"]) == (one.score, one.score_low, one.score_high), one


@pytest.mark.parametrize("ends_", [{"least": [1]}, {"least": True}, {"most": {"a": 1}}, {"least": 9, "most": 2}])
def test_what_is_no_range_is_unread(ends_: dict[str, Any], tmp_path: Path) -> None:
    rules: Ruleset = load(tmp_path, START, FIELDS)
    path = tmp_path / "list.jsonl"
    rows = [{"prospect_id": f"P{number}", "a": number} for number in range(20)]
    path.write_text(
        "".join(json.dumps(one) + "\n" for one in [*rows, {"prospect_id": "X", "a": ends_}]), encoding="utf-8"
    )
    with rules.read(path) as read:
        typed = read.frame.collect()
    assert typed["a"].to_list()[-1] is None
    assert read.unreadable.counts() == {"a": 1}
