"""Whoever acts on a decision reads no id, no SQL and no code: in memos, explanations and workbooks of every built-in ruleset."""

from __future__ import annotations

import re
from datetime import date

import pytest

from shortlist import Ruleset
from shortlist.cli.terminal.explanation import print_explanation
from shortlist.explanation.explain import explain
from shortlist.explanation.sentences import reason_text
from shortlist.language import LANGUAGES, Language, speaking
from shortlist.memo.compose import compose
from shortlist.memo.render import Renderer
from shortlist.plugins.discovery import registry
from shortlist.reports.plain_table import list_codes
from tests.support.memos import CAME, prospects

SQL = re.compile(r"\b(AND|OR|NOT|IS NULL|IN) \(?[a-z'(]|[<>]=? ?[\d']|[a-z_]+ = '")
AS_OF = date(2026, 11, 23)
NAMES = [name for name in registry().rulesets if name != "base"]


def find_codes(rules: Ruleset) -> list[str]:
    """Ids and codes that are no words: those of rules, tags, classes, fields, measures and levels with a `_`, `-` or `:`."""
    found = {rule.id for rule in rules.rules} | {tag for rule in rules.rules for tag in rule.tags}
    found |= {one.id for segment in rules.segments.values() for one in segment.classes} | {*rules.fields}
    found |= {value for field in rules.fields.values() for value in field.values}
    found |= {one.id for criterion in rules.criteria.values() for one in criterion.measures} | {*rules.criteria}
    return [code for code in found if re.search("[a-z][_:-]", code)]


def codes_in(text: str, codes: list[str]) -> list[str]:
    return [code for code in codes if re.search(rf"(?<![\w-]){re.escape(code)}(?![\w-])", text)]


@pytest.mark.parametrize("name", NAMES)
def test_a_memo_and_an_explanation_hold_no_code(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    rules = Ruleset.load(name)
    codes, renderer, plan = find_codes(rules), Renderer(("md", "html")), rules.plan(AS_OF)
    frame = prospects(rules, 6, 5).with_columns(name="prospect_id", industry=None)
    for one in explain(plan, frame):
        for language in LANGUAGES:
            with speaking(language):
                print_explanation(plan, one)
                page = renderer.render(compose(one, rules, language, CAME), "md")
                told = page.partition("```text\nshortlist memo")[0] + capsys.readouterr().out
            assert codes_in(told, codes) == []
            assert SQL.search(told) is None, told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_no_reason_holds_a_code(name: str, language: Language) -> None:
    rules = Ruleset.load(name)
    codes = find_codes(rules)
    for code in list_codes(rules):
        for decision in ("qualify", "review", "reject"):
            said = reason_text(rules, str(code), decision).in_(language)
            assert codes_in(said, codes) == [] and SQL.search(said) is None, said


@pytest.mark.parametrize("name", NAMES)
def test_every_tag_and_level_has_words_in_chinese(name: str) -> None:
    rules = Ruleset.load(name)
    tags = {tag for rule in rules.rules for tag in rule.tags}
    assert [tag for tag in tags if not re.search("[一-鿿]", rules.tag(tag).zh)] == []
    read = set(rules.plan(AS_OF).fields)
    fields = [field for field in rules.fields.values() if field.id in read and field.type == "level"]
    assert [
        (field.id, value) for field in fields for value in field.values if len(value) > 3 and value not in field.words
    ] == []


def test_words_of_a_decision_are_the_rulesets_own() -> None:
    said = {name: Ruleset.load(name).word("qualify").zh for name in ("b2b_cn", "good_customer_cn", "project_finance")}
    assert said == {"b2b_cn": "准入", "good_customer_cn": "维持合作", "project_finance": "同意授信"}
