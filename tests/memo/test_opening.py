"""The sentence that opens a memo: short whatever the names and texts are, and it tells decision, reason and next step."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.explanation.explain import explain
from shortlist.language import LANGUAGES, Language
from shortlist.memo.opening import _rough, fits, opening
from shortlist.model.explanation import Explanation
from shortlist.model.terms import DECISION_WORDS
from tests.support.memos import AS_OF, NAMES, OVERRIDE, b2b, explained, prospects
from tests.support.small import load

WORDS = {
    "en": {"qualify": "Qualify ", "review": "Review ", "reject": "Reject "},
    "zh": {"qualify": "建议准入", "review": "转人工复核", "reject": "建议不予准入"},
}
LONG = """\
ruleset: long
version: "1.0"
extends: b2b
decision: {min_coverage: 0.6}
criteria:
  need_fit: {title: {en: How well all that they need fits all that we have and may have one day, zh: 客户全部现有及潜在需求与我方现有及未来产品之间的总体匹配程度}}
  payment_ability: {floor: 45, title: {en: Whether and when they will ever pay what they owe us or anyone, zh: 客户向我方及其他各方按期足额支付全部应付款项的能力与意愿}}
rules:
  - id: a_rule_with_a_very_long_id_that_nobody_would_want_to_read_aloud_in_a_meeting
    when: employees >= 0
    then: review
    because:
      en: They are so very large that whoever wants to sell anything to them, or buy anything from them must ask a great many people.
      zh: 该客户规模极其庞大，无论向其销售还是采购，都必须在很长时间内征求许多地方许多人员的意见，之后才可能有任何进展或结果，因此需要特别审慎地对待。
"""


def check(explanation: Explanation, ruleset: Ruleset, language: Language) -> str:
    """The opening, after it was found to be short, one sentence, with its decision in it and no word of a name cut."""
    said = opening(explanation, ruleset, language)
    assert fits(said, language), said
    assert len(said.split()) <= 25 if language == "en" else len(said.replace(" ", "")) <= 45
    decision = explanation.override.decision if explanation.override else explanation.decision
    assert WORDS[language][decision].strip() in said or explanation.override
    assert said[-1] in ".。"
    assert ("; next, " in said) if language == "en" else ("；" in said)
    for word in said.split():
        if "…" in word:
            whole = word.strip("(:").partition("…")[0]
            assert whole in {part.rstrip(",;:-&") for part in (explanation.name or "").split()}, said
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_openings_of_many_prospects_are_short(language: Language) -> None:
    names = cycle(NAMES)
    found = [check(replace(one, name=next(names)), b2b(), language) for one in explained()]
    assert len(set(found)) > (50 if language == "en" else 20)  # no names in Chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_openings_with_an_override_are_short_and_name_both_decisions(language: Language) -> None:
    for one, name in zip(explained(), cycle(NAMES), strict=False):
        said = check(replace(one, name=name, override=OVERRIDE), b2b(), language)
        assert (
            (f"computed: {one.decision}" in said)
            if language == "en"
            else (f"系统结论：{DECISION_WORDS[one.decision].zh}，" in said)
        )


@pytest.mark.quick(1)
@pytest.mark.parametrize("language", LANGUAGES)
def test_openings_with_long_titles_and_long_rules_are_short(language: Language, tmp_path: Path) -> None:
    ruleset = load(tmp_path, LONG)
    kinds = set()
    for one in explain(ruleset.plan(AS_OF), prospects(ruleset, 150, 3)):
        check(one, ruleset, language)
        kinds.add(one.reasons[0].id.partition(":")[0])
    assert {"coverage", "floor"} <= kinds and any(kind.startswith("a_rule") for kind in kinds)


def test_every_kind_of_reason_is_met() -> None:
    kinds = {one.reasons[0].id.partition(":")[0] for one in explained()}
    assert {"score", "coverage", "unknown", "embargo"} <= kinds


def one(reason: str, **changes: object) -> Explanation:
    return next(replace(item, **changes) for item in explained() if item.reasons[0].id == reason)  # type: ignore[arg-type]


def test_an_embargo_is_said_in_both_languages() -> None:
    found = one("embargo", name="Acme", asks=())
    assert opening(found, b2b(), "en") == (
        "Reject Acme: the prospect is in a country under embargo; next, decline and say why."
    )
    assert opening(found, b2b(), "zh") == "建议不予准入：客户所在国家/地区受贸易管制；请婉拒并说明原因。"


def test_a_score_beside_its_cut_is_not_rounded_onto_it() -> None:
    found = next(item for item in explained() if item.reasons[0].id.startswith("score:") and item.decision != "qualify")
    cut = b2b().decision.qualify if found.decision == "review" else b2b().decision.review
    assert f"{cut - 0.01:g}" in opening(replace(found, score=cut - 0.01, name="Acme"), b2b(), "en")


def test_a_legal_form_goes_before_a_word_of_the_name() -> None:
    found = replace(explained()[0], name="Industrial Machines and Tools of the Northern Provinces Inc.")
    assert "Inc" not in opening(found, b2b(), "en")


def test_a_name_of_one_endless_word_is_not_cut() -> None:
    found = replace(explained()[0], name="x" * 200)
    assert "this prospect" in opening(found, b2b(), "en")
    assert "xxx" not in opening(found, b2b(), "zh"), "the heading of a Chinese memo has the name"


@pytest.mark.parametrize("cut", [70, 69.99, 69.97, 50.05, 33.33])
def test_a_rounded_score_stays_on_its_side_of_the_cut(cut: float) -> None:
    for cents in range(-12, 13):
        score = round(cut + cents / 100, 2)
        said = float(_rough(score, cut))
        assert (said < cut, said > cut) == (score < cut, score > cut), said


def test_a_rule_that_holds_by_assumption_alone_is_not_said_to_hold(tmp_path: Path) -> None:
    rules = """
fields: {staff: {type: integer, minimum: 0}}
criteria: {size: {weight: 1, measures: {staff: {value: staff, linear: {0: 0, 100: 100}}}}}
rules: [{id: small, when: staff < 20, then: reject, if_unknown: review}]
"""
    plan = load(tmp_path, f'ruleset: own\nversion: "1.0"\n{rules}').plan(AS_OF)
    frame = pl.DataFrame({"staff": [None, 15.0], "least:staff": [10.0, None], "most:staff": [25.0, None]})
    guessed, told = (str(opening(one, plan.ruleset, "en")) for one in explain(plan, frame))
    assert "it is assumed that the rule small holds" in guessed
    assert "the rule small holds" in told and "assumed" not in told
