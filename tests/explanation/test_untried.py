"""Where no single value is named that would make a prospect qualify, it is said what was tried, or why nothing was."""

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

SMALL = "rules:\n  - {id: small, when: staff < 300, then: reject, if_unknown: ignore}\n"
TRIED = Text("nothing that somebody can change would by itself make it qualify", "仅改善任一单项，尚不足以达到准入线")
SCORELESS = Text("it has no score, so no single value was tried", "尚无得分，未逐项试算")
REACHED = Text("its score reaches the cut", "得分已达准入线")


def pack(text: Text, language: Language) -> str:
    return "".join(text.in_(language).lower().split())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("known", "ranges", "said", "open_"),
    [
        ({"staff": (20.0, 200.0)}, "unknown", SCORELESS, Text("known only as a range", "仅知区间")),
        ({"staff": None, "rate": None}, "middle", SCORELESS, Text("what is missing", "缺失的信息")),
        ({"staff": 250.0, "rate": "AA"}, "middle", REACHED, Text("", "")),
        ({"staff": 0.0, "rate": "CCC"}, "middle", TRIED, Text("", "")),
    ],
)
def test_it_is_said_what_was_tried(
    known: dict[str, Any],
    ranges: str,
    said: Text,
    open_: Text,
    language: Language,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rules = load(tmp_path, START, FIELDS, SMALL if said is REACHED else "", set=[f"decision.ranges={ranges}"])
    plan = rules.plan(AS_OF)
    one = next(explain(plan, with_range(rules, known)))
    assert one.decision != "qualify" and not [change for change in one.changes if change.kind == "measure"]
    memo = compose(one, rules, language, CAME)
    with speaking(language):
        print_explanation(plan, one)
    shown = capsys.readouterr().out
    for text in (memo.no_changes, shown):
        packed = "".join(text.lower().split())  # the terminal breaks lines
        words = [word for word in (TRIED, SCORELESS, REACHED) if pack(word, language) in packed]
        assert words == [said], text
        assert pack(open_, language) in packed
    assert memo.no_changes in Renderer(FORMATS).render(memo, "md").replace("\\", "")


def test_where_a_value_is_named_nothing_else_is_said(tmp_path: Path) -> None:
    rules = load(tmp_path, START, FIELDS)
    one = next(explain(rules.plan(AS_OF), with_range(rules, {"staff": 100.0, "rate": "AA-"})))
    assert one.decision != "qualify" and compose(one, rules, "en", CAME).no_changes == ""
