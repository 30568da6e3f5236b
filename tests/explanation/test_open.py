"""What is missing is called so, and what is known only as a range is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from shortlist.cli.terminal.explanation import print_explanation
from shortlist.explanation.explain import explain
from shortlist.language import Language, Text, speaking
from shortlist.memo.compose import compose
from shortlist.memo.render import FORMATS, Renderer
from tests.explanation.test_ranges import FIELDS, with_range
from tests.support.generate import AS_OF
from tests.support.memos import CAME
from tests.support.small import START, load

RULES = """rules:
  - {id: small, when: staff < 100, then: reject, if_unknown: ignore}
  - {id: poor, when: sales < 2000000, then: reject, if_unknown: ignore}
"""
RANGE, MISSING = Text("known only as a range", "仅知区间"), Text("missing", "缺失")


@pytest.mark.parametrize("uncertain", ["keep", "review"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"staff": (90.0, 400.0), "sales": 3e6}, {RANGE}),
        ({"staff": (90.0, 400.0), "sales": (1e6, 5e7)}, {RANGE}),
        ({"staff": (190.0, 400.0), "sales": None}, {MISSING}),  # the range settles its rule and its measure
        ({"staff": 200.0, "sales": None}, {MISSING}),
        ({"staff": None, "sales": 3e6}, {MISSING}),
        ({"staff": (90.0, 400.0), "sales": None}, {RANGE, MISSING}),
    ],
)
def test_what_is_open_is_called_what_it_is(
    known: dict[str, Any],
    said: set[Text],
    language: Language,
    uncertain: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    changes = [f"decision.when_uncertain={uncertain}", "decision.missing=worst", "decision.min_coverage=0"]
    changes += ["decision.qualify=50", "decision.review=20"]
    rules = load(tmp_path, START, FIELDS, RULES, set=changes)
    one = next(explain(rules.plan(AS_OF), with_range(rules, {"rate": "AA", **known})))
    assert not one.certain
    memo = compose(one, rules, language, CAME)
    texts = [memo.certainty]
    if one.reasons[0].id == "uncertain":
        texts += [one.reasons[0].text.in_(language)]
    for text in texts:
        assert {word for word in (RANGE, MISSING) if word.in_(language) in text} == said, text
    with speaking(language):
        print_explanation(rules.plan(AS_OF), one)
    page = Renderer(FORMATS).render(memo, "md") + capsys.readouterr().out
    if said == {RANGE}:
        words = [
            "missing", "Missing", "for want of", "unknown", "缺失", "缺少", "尚缺", "未知", "补齐", "补充",
        ]  # fmt: skip
        assert [word for word in words if word in page] == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_certain_decision_says_what_it_does_not_hang_on(language: Language, tmp_path: Path) -> None:
    rules = load(tmp_path, START, FIELDS, RULES)

    def certainty(**known: Any) -> str:
        one = next(explain(rules.plan(AS_OF), with_range(rules, {"rate": "AA", **known})))
        assert one.certain
        return compose(one, rules, language, CAME).certainty

    words = [RANGE.in_(language), MISSING.in_(language)]
    assert [word in certainty(staff=(10.0, 50.0), sales=3e6) for word in words] == [True, False]
    assert [word in certainty(staff=(10.0, 50.0), sales=None) for word in words] == [True, True]
    assert [word in certainty(staff=10.0, sales=None) for word in words] == [False, True]
