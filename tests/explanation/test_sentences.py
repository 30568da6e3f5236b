"""Every reason has its sentence in both languages, with the value and the threshold where the row is known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.explanation.explain import explain
from shortlist.explanation.sentences import KINDS, reason_text
from shortlist.model.reasons import ASSUMED, ReasonCode
from shortlist.planning.compile import compile_plan
from shortlist.planning.reasons import SEPARATOR
from tests.support.engine import frame, load, rows
from tests.support.generate import AS_OF, generate
from tests.support.small import SMALL
from tests.support.small import load as load_small

RULES = """\
rules:
  - id: few
    when: visits < 3
    then: review
    if_unknown: review
    because: {en: They hardly come., zh: 很少来访。}
  - {id: plain, when: likes_us, then: {tag: liked}}
  - {id: wrapped, when: "likes_us\\n  AND   visits > 5", then: {tag: liked}}
decision: {min_coverage: 0.5}
"""
ROW = {"interest": 55.5, "fondness": 12.0, "coverage": 0.25, "score": 44.5}
# Reason, decision, what its sentence must hold in English and in Chinese.
FORMS: list[tuple[str, str, list[str], list[str]]] = [
    ("few", "review", ["They hardly come"], ["很少来访"]),
    ("plain", "qualify", ["plain"], ["plain"]),
    ("wrapped", "qualify", ["The rule 'wrapped' holds"], ["符合规则“wrapped”"]),
    ("unknown:few", "review", ["cannot be told", "They hardly come"], ["无法核实", "很少来访"]),
    ("unknown:plain", "review", ["cannot be told", "plain"], ["无法核实", "plain"]),
    ("floor:fondness", "reject", ["Fondness", "below its floor", "12", "40"], ["好感", "下限", "12", "40"]),
    ("unknown:floor:fondness", "review", ["cannot be told", "Fondness", "floor", "40"], ["无法核实", "好感", "下限", "40"]),
    ("coverage:fondness", "review", ["25%", "50%", "Fondness"], ["25%", "50%", "好感"]),
    ("score:interest", "qualify", ["interest", "55.5", "70"], ["interest", "55.5", "70"]),
    ("score:fondness", "review", ["Fondness", "12", "70", "below"], ["好感", "12", "70"]),
    ("score:fondness", "reject", ["Fondness", "12", "50", "below"], ["好感", "12", "50"]),
    ("score:fondness (assumed)", "reject", ["Fondness", "12", "50", "assumed"], ["好感", "12", "50", "暂定"]),
    ("floor:fondness (assumed)", "reject", ["below its floor", "40", "assumed"], ["下限", "40", "暂定"]),
    ("few (assumed)", "review", ["They hardly come", "assumed"], ["很少来访", "暂定"]),
    ("undefined:interest.visits", "review", ["visits", "cannot be computed"], ["visits", "资料不足，无法计算"]),
    ("assumed:grade", "review", ["Grade is assumed from a range"], ["等级按区间暂定"]),
    ("assumed:offer_credit_limit", "review", ["Credit limit is assumed from a range"], ["授信额度按区间暂定"]),
    ("no-score", "review", ["No measure has a score"], ["尚无指标可以评分"]),
    ("uncertain", "review", ["would qualify", "what is not known exactly could change that"], ["已达准入线", "尚未确知的信息"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return load_small(tmp_path_factory.mktemp("small"), SMALL, RULES, set=["criteria.fondness.floor=40"])


@pytest.mark.parametrize(("reason", "decision", "en", "zh"), FORMS, ids=[f"{form[0]} {form[1]}" for form in FORMS])
def test_sentence_with_value_and_threshold(
    reason: str, decision: str, en: list[str], zh: list[str], ruleset: Ruleset
) -> None:
    text = reason_text(ruleset, reason, decision, ROW)
    assert all(part in text.en for part in en), text.en
    assert all(part in text.zh for part in zh), text.zh
    assert not any("likes_us" in one or "visits <" in one for one in text), "a condition stands before people"
    well_formed(text)


@pytest.mark.parametrize(("reason", "decision"), [form[:2] for form in FORMS])
@pytest.mark.parametrize("row", [None, {}, dict.fromkeys(ROW)])
def test_sentence_without_values(reason: str, decision: str, row: dict[str, Any] | None, ruleset: Ruleset) -> None:
    text = reason_text(ruleset, reason, decision, row)
    assert "None" not in text.en
    assert "55.5" not in text.en
    well_formed(text)


def test_sentence_is_true_on_the_cut_and_just_below_the_gate(ruleset: Ruleset) -> None:
    on_the_cut = reason_text(ruleset, "score:interest", "qualify", {"interest": 70.0})
    assert "above" not in on_the_cut.en
    assert "高于" not in on_the_cut.zh
    below = reason_text(ruleset, "coverage:interest", "review", {"coverage": 0.4996})
    assert below.en.count("50%") == 1
    assert below.zh.count("50%") == 1


def well_formed(text: Any) -> None:
    assert re.search("[一-鿿]", text.zh) or "：" in text.zh
    for one in text:
        assert one == one.strip()
        assert "\n" not in one and "  " not in one
        assert ":," not in one and " ," not in one and ": against" not in one and "：，" not in one
    assert text.en != text.zh


def test_every_form_is_documented_and_tested() -> None:
    forms = {"RULE": "few", "undefined:CRITERION.measure": "undefined:interest.visits", "unknown:RULE": "unknown:few"}
    tested = {form[0] for form in FORMS}
    for kind, text in KINDS.items():
        assert text.en and text.zh and text.en != text.zh
        example = forms.get(kind, kind)
        assert any(one.partition(":")[0] == example.partition(":")[0] for one in tested)
    heads = {form[0].partition(":")[0] if ":" in form[0] else form[0].removesuffix(f" {ASSUMED}") for form in FORMS}
    known = {kind.partition(":")[0] for kind in KINDS}
    assert heads - known == {"few", "plain", "wrapped"}


@pytest.mark.parametrize("name", ["b2b", "base"])
def test_every_reason_of_the_built_in_rulesets(name: str) -> None:
    built_in = Ruleset.load(name)
    reasons = [rule.id for rule in built_in.rules] + [f"unknown:{rule.id}" for rule in built_in.rules]
    reasons += [f"{kind}:{key}" for key in built_in.criteria for kind in ("score", "coverage")]
    reasons += [f"undefined:{key}.{m.id}" for key, c in built_in.criteria.items() for m in c.measures]
    for reason in [*reasons, "no-score", "uncertain"]:
        for decision in ("qualify", "review", "reject"):
            text = reason_text(built_in, reason, decision)
            well_formed(text)
            assert re.search("[一-鿿]", text.zh)


@pytest.mark.proof
def test_every_reason_that_random_rulesets_give_has_its_sentence(tmp_path: Path) -> None:
    heads: set[str] = set()
    for seed in range(0, 200, 8):
        generated = generate(seed, 40)
        ruleset = load(generated.write(tmp_path))
        for row in rows(ruleset.qualify(frame(generated.prospects), as_of=AS_OF)):
            assert row["reasons"]
            for reason in row["reasons"].split(SEPARATOR):
                text = reason_text(ruleset, reason, row["decision"], row)
                assert text.en and text.zh and "\n" not in text.en
                assert ("assumed" in text.en) == reason.endswith(ASSUMED)
                heads.add(reason.removesuffix(f" {ASSUMED}").partition(":")[0])
    expected = {kind.partition(":")[0] for kind in KINDS} - {
        "RULE",
        "assumed",
    }  # without ranges nothing is taken from one
    assert {head for head in heads if not head.startswith("rule")} == expected
    assert any(head.startswith("rule") for head in heads)


@pytest.mark.parametrize("seed", range(6))
def test_a_score_is_said_to_reach_the_cut_where_it_does(seed: int, tmp_path: Path) -> None:
    """Also of a prospect that would qualify, but is reviewed because missing data could change that."""
    generated = generate(seed, 20)
    generated.text = generated.text.replace("when_uncertain: keep", "when_uncertain: review")
    plan = compile_plan(load(generated.write(tmp_path)), AS_OF)
    for said in explain(plan, frame(generated.prospects)):
        uncertain = said.reasons[0].id == "uncertain"
        for reason in said.reasons:
            if ReasonCode.parse(reason.id).kind == "score":
                assert (" reaches the cut of " in reason.text.en) == (uncertain or said.decision == "qualify")
