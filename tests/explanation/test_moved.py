"""Where the bounds of the score decided, no criterion is said to lie on a side of the cut on which it is not."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from shortlist.explanation.explain import explain
from shortlist.memo.compose import compose
from shortlist.memo.opening import fits
from tests.explanation.test_ranges import FIELDS, with_range
from tests.support.generate import AS_OF
from tests.support.memos import CAME
from tests.support.small import START, load


@pytest.mark.parametrize("ranges", ["middle", "unknown"])
@pytest.mark.parametrize("seed", range(6))
def test_a_criterion_is_where_its_sentence_says(seed: int, ranges: str, tmp_path: Path) -> None:
    rng, moved = random.Random(seed), 0
    for number in range(8):
        (tmp_path / str(number)).mkdir()
        # A criterion that cannot give much and one that cannot cost much: the mean of what is known leaves the bounds.
        top = rng.choice([10, 20, 100])
        fields = FIELDS.replace("{0: 0, 200: 100}", f"{{0: {rng.choice([0, top])}, 200: {top}}}")
        changes = [f"decision.ranges={ranges}", "decision.min_coverage=0"]
        rules = load(tmp_path / str(number), START, fields, set=changes)
        known = {"staff": rng.choice([None, (51.0, 200.0), 100.0]), "rate": rng.choice(["AA", "AA-", "BBB", None])}
        one = next(explain(rules.plan(AS_OF), with_range(rules, known)))
        cut = rules.decision.review if one.decision == "reject" else rules.decision.qualify
        scores = {part.id: part.score for part in one.criteria}
        for reason in one.reasons:
            kind, _, name = reason.id.removesuffix(" (assumed)").partition(":")
            score = scores.get(name)
            if kind != "score" or score is None:
                continue
            below = (
                re.search(rf"^\S.* \({score:g}\) is below the cut", reason.text.en),
                "）低于" in reason.text.zh,
            )
            assert all(below) == any(below) == (score < cut and one.decision != "qualify")
            if score >= cut and one.decision != "qualify":
                moved += 1
                assert "moved into its bounds" in reason.text.en and "按其上下限" in reason.text.zh
                assert f"{one.score_low:g} to {one.score_high:g}" in reason.text.en
                for language, said in (("en", "its bounds put the score"), ("zh", "得分按上下限")):
                    opening = compose(one, rules, language, CAME).opening
                    assert said in opening and fits(opening, language)
    assert moved or seed
