"""What was taken from a range (a grade, a class, a treatment, an offer) says so, everywhere, and nothing else does."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.cli.terminal.explanation import print_explanation
from shortlist.explanation.explain import explain
from shortlist.language import Language, speaking
from shortlist.memo.compose import compose
from shortlist.model.ranges import LEAST, MOST
from tests.explanation.test_ranges import FIELDS, with_range
from tests.support.engine import frame
from tests.support.generate import AS_OF, generate
from tests.support.memos import CAME
from tests.support.small import START, load
from tests.support.spread import spread

LABELS = """segments:
  - id: how_big
    title: {en: Size class, zh: 规模分类}
    classes:
      - {id: big, title: {en: Large, zh: 大型}, when: staff >= 100}
      - {id: small, title: {en: Small, zh: 小型}, else: true}
treatments:
  - {id: gold, title: {en: Gold, zh: 金牌}, for: [qualify, review, reject], when: sales >= 2000000, offer: {credit_limit: sales * 0.1, payment_days: 60}}
  - {id: iron, title: {en: Iron, zh: 铁牌}, for: [qualify, review, reject], offer: {credit_limit: sales * 0.05, payment_days: 30}}
"""
ALL = {"grade", "how_big", "treatment", "offer_credit_limit"}


@pytest.mark.parametrize(
    ("known", "taken"),
    [
        ({"staff": 150.0, "sales": 3e6, "rate": "AA"}, set()),
        ({"staff": (51.0, 200.0), "sales": 3e6, "rate": "AA"}, {"grade", "how_big"}),
        ({"staff": (101.0, 102.0), "sales": 3e6, "rate": "AA"}, set()),
        ({"staff": (99.0, 101.0), "sales": 3e6, "rate": "AA"}, {"how_big"}),
        ({"staff": 150.0, "sales": (1e6, 5e7), "rate": "AA"}, {"treatment", "offer_credit_limit"}),
        ({"staff": 150.0, "sales": (3e6, 5e7), "rate": "AA"}, {"offer_credit_limit"}),
        ({"staff": 150.0, "sales": (3e5, 5e5), "rate": "AA"}, {"offer_credit_limit"}),
        ({"staff": (51.0, 200.0), "sales": (1e6, 5e7), "rate": "AA"}, ALL),
        ({"staff": None, "sales": None, "rate": "AA"}, set()),
    ],
)
@pytest.mark.parametrize("ranges", ["middle", "low", "unknown"])
def test_labels_and_limits_taken_from_a_range_are_marked(
    known: dict[str, Any], taken: set[str], ranges: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = load(tmp_path, START, FIELDS, LABELS, set=[f"decision.ranges={ranges}", "decision.min_coverage=0"])
    one = next(explain(rules.plan(AS_OF), with_range(rules, known)))
    if ranges == "unknown":
        taken = set()
    if one.offer.get("credit_limit") is None:
        taken = taken - {"offer_credit_limit"}
    assert one.assumed == taken - (set() if one.grade else {"grade"})
    languages: list[tuple[Language, str]] = [("en", "assumed from a range"), ("zh", "按区间暂定")]
    for language, mark in languages:
        said = compose(one, rules, language, CAME)
        assert said.treatment is not None
        texts = {"grade": said.grade, "how_big": said.segments[0].value, "treatment": said.treatment.title}
        texts |= {f"offer_{term.id}": term.value for term in said.treatment.terms}
        assert {name for name, text in texts.items() if mark in text} == one.assumed
        assert sum(mark in reason for reason in said.reasons) == len(one.assumed)
        with speaking(language):
            print_explanation(rules.plan(AS_OF), one)
        assert capsys.readouterr().out.replace("\n", "").count(mark) >= len(one.assumed)


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", [random.Random(f"taken{n}").randrange(10**6) for n in range(4)])
def test_a_class_that_an_exact_value_changes_is_marked(seed: int, tmp_path: Path) -> None:
    """The kind: no class differs between what ranges count as and what they turn out to be, unless that was said."""
    generated = generate(seed, 60)
    rules = Ruleset.load(generated.write(tmp_path))
    plan, full = rules.plan(AS_OF), frame(generated.prospects)
    rows = spread(full, rules.fields, seed, share=0.8)
    said = plan.decide(rows.lazy()).collect().rows(named=True)
    known = plan.decide(full.lazy()).collect().rows(named=True)
    ranged = [name for name in rows.columns if name.startswith((LEAST, MOST))]
    seen = 0
    for before, after, row in zip(said, known, rows.rows(named=True), strict=True):
        taken = {reason.removeprefix("assumed:") for reason in before["reasons"].split("; ") if "assumed:" in reason}
        seen += len(taken)
        assert not taken or any(row[name] is not None for name in ranged)
        changed = {name for name in rules.segments if before[name] is not None and before[name] != after[name]}
        assert changed <= taken
    assert seen
