"""Of many rules that cannot be judged a few are shown, those that decide first, and the others are counted with what they wait for."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.explanation.unjudged import FEW, find_unjudged
from shortlist.language import LANGUAGES
from shortlist.memo.compose import compose
from shortlist.memo.provenance import Provenance
from tests.support.small import SMALL, write

DAY = date(2026, 11, 23)
CONDITIONS = (
    "growth > 0.1",
    "spend > 5",
    "likes_us",
    "tried_us AND spend > 3",
    "stars >= 4",
    "city = 'Bonn'",
    "seat = 'DE'",
)
NOWHERE = Provenance((), "", DAY, "list.csv", ())


@pytest.mark.parametrize("seed", range(12))
def test_no_rule_is_lost_and_those_that_decide_come_first(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    lines = ["rules:"]
    for number in range(chance.randint(0, 14)):
        then, ask = chance.choice(["reject", "review", "{tag: x}"]), chance.choice(["review", "ignore"])
        lines.append(f'  - {{id: r{number}, when: "{chance.choice(CONDITIONS)}", then: {then}, if_unknown: {ask}}}')
    rules = Ruleset.load(write(tmp_path, SMALL, "\n".join(lines) if len(lines) > 1 else ""))
    one = rules.decide({"visits": 3, **({"spend": 1.0} if seed % 2 else {})}, DAY)
    unknown = [rule for rule in one.rules if rule.state == "unknown"]
    found = find_unjudged(one)
    assert sorted([*found.shown, *found.others], key=unknown.index) == unknown
    assert [*found.shown] == sorted(found.shown, key=unknown.index)
    assert len(found.shown) == len(unknown) if len(unknown) <= FEW + 1 else len(found.shown) == FEW
    decides = [bool({"reject", "review"} & {*rule.then}) for rule in (*found.shown, *found.others)]
    assert not found.others or all(decides[: len(found.shown)]) or not any(decides[len(found.shown) :])
    assert {*found.waiting} == {name for rule in found.others for name in rule.wanting}
    for language in LANGUAGES:
        memo = compose(one, rules, language, NOWHERE)
        assert len(memo.unjudged) == len(found.shown)
        assert (f"{len(found.others)} {'more rules' if language == 'en' else '条规则'}" in memo.unjudged_rest) == bool(
            found.others
        )
        assert all(rules.fields[name].title.in_(language) in memo.unjudged_rest for name in found.waiting[:4])
