"""A cut by its name in a condition: what it is, that it follows the ruleset, and that engine and oracle agree of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.engine import compare, qualify
from tests.support.generate import AS_OF, Generated, dump, generate
from tests.support.seeds import sample
from tests.support.small import SMALL, decide, load, only, write

RULE = """\
rules:
  - {id: doubtful, when: likes_us AND score < decision.review + 10, then: review}
decision: {qualify: 70, review: 60}
"""
CONDITION = (
    "score < {review} + 5 AND coverage >= {min_coverage} OR ({qualify} - score) * {review} > {qualify} * {min_coverage}"
)


def test_a_rule_follows_the_cut(tmp_path: Path) -> None:
    rules = load(tmp_path, SMALL, RULE)
    assert decide(rules, visits=5, likes_us=True)["reasons"].startswith("doubtful")  # a score of 62.5
    lower = load(tmp_path, SMALL, RULE, set=["decision.review=50"])
    assert "doubtful" not in decide(lower, visits=5, likes_us=True)["reasons"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("decision.reveiw", "did you mean 'review'?"),
        ("decision.grades", "there are decision.qualify, decision.review, decision.min_coverage"),
        ("decision", "a rule cannot read 'decision', which is computed later"),
    ],
)
def test_what_is_no_cut(name: str, said: str, tmp_path: Path) -> None:
    rule = f"rules:\n  - {{id: bad, when: score < {name}, then: review}}\n"
    line, _, text = only(write(tmp_path, SMALL, rule))
    assert line == SMALL.count("\n") + 2
    assert said in text


def named(generated: Generated, names: dict[str, str]) -> Generated:
    """The ruleset with a rule of each kind that reads cuts: by their names, or by what stands for them."""
    rules = [
        {"id": f"cut_{then}", "when": CONDITION.format(**names) + f" AND {more}", "then": then, "if_unknown": unknown}
        for then, unknown, more in (("review", "review", "score > 20"), ("reject", "ignore", "score < 10"))
    ]
    ruleset = generated.ruleset | {"rules": [*(generated.ruleset.get("rules") or []), *rules]}
    text, ruleset = dump(ruleset)
    return Generated(generated.seed, text, ruleset, generated.references, generated.prospects)


@pytest.mark.parametrize("seed", sample(range(30), 5))
def test_a_cut_is_the_number_that_it_has(seed: int, tmp_path: Path) -> None:
    generated = generate(seed, 40)
    cuts = {name: generated.ruleset["decision"][name] for name in ("qualify", "review", "min_coverage")}
    found = []
    for names in ({name: f"decision.{name}" for name in cuts}, {name: repr(float(cut)) for name, cut in cuts.items()}):
        written = named(generated, names)
        found.append(qualify(written.write(tmp_path), written.prospects, AS_OF))
        assert not compare(written.ruleset, written.references, AS_OF, written.prospects, found[-1])
    assert found[0] == found[1]
