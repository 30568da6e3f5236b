"""What a ruleset asks for its seller's profile: each question belongs to a key, and the built-in rulesets ask for every one."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.catalogue import answer_text
from shortlist.errors import Place, RulesetError
from shortlist.loading.load import list_built_in
from shortlist.ruleset.document import Node, set_value
from tests.support.small import SMALL, write

ASKED = "questions:\n  home: {en: Where are you?, zh: 贵公司在哪里？}\n"
TEXTS = (
    "NO", "no", "true", "null", "12", "1e3", "2026-01-31", "~", "", " ", "a b", "a: b", "x,y", "[", "'", '"', "#1", "São Paulo", "上海", "don't", "DE-BY",
    "a #b", "-", "on_site", "nan", ".inf",
)  # fmt: skip


@pytest.mark.parametrize("name", list_built_in())
def test_a_built_in_ruleset_asks_for_all_of_the_profile_in_both_languages(name: str) -> None:
    rules = Ruleset.load(name)
    assert list(rules.seller) and set(rules.questions) == set(rules.seller)
    for question in rules.questions.values():
        chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in text) for text in (question.en, question.zh)]
        assert chinese == [False, True] and "?" in question.en and "？" in question.zh


@pytest.mark.parametrize("name", list_built_in())
def test_what_asks_for_an_amount_says_in_which_currency(name: str) -> None:
    rules = Ruleset.load(name)
    amounts = rules.seller.keys() & {"annual_capacity", "annual_sales", "high_spend"}
    assert all("the ruleset's currency" in rules.questions[key].en for key in amounts)
    assert all("规则集货币" in rules.questions[key].zh for key in amounts)


def test_questions_are_inherited_and_changed_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, SMALL, ASKED + "  since: Since when?\n")
    heir = write(
        tmp_path,
        "ruleset: heir\nversion: '1'\nextends: small.yaml\nseller: {spare: 3}\n"
        "questions: {home: {en: Where from?}, spare: {en: How many?, zh: 有多少？}}\n",
        name="heir.yaml",
    )
    asked = Ruleset.load(str(heir)).questions
    assert {key: (text.en, text.zh) for key, text in asked.items()} == {
        "home": ("Where from?", "贵公司在哪里？"),
        "since": ("Since when?", "Since when?"),
        "spare": ("How many?", "有多少？"),
    }


@pytest.mark.parametrize("seed", range(20))
def test_a_question_for_what_the_profile_lacks_is_told_with_place_and_remedy(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    key = "".join(chance.choice("qxzjvw") for _ in range(chance.randint(3, 9)))
    path = write(tmp_path, SMALL, ASKED + f"  {key}: {{en: What?, zh: 什么？}}\n")
    line = path.read_text(encoding="utf-8").splitlines().index(f"  {key}: {{en: What?, zh: 什么？}}") + 1
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(str(path))
    (problem,) = caught.value.problems
    assert problem.place and (problem.place.line, problem.place.column) == (line, 3)
    assert f"'{key}'" in problem.text.en and f"put `{key}: VALUE` there" in problem.text.en
    assert f"补写 `{key}: 值`" in problem.text.zh


def test_a_misspelt_key_has_the_nearest_and_a_broken_profile_is_told_of_once(tmp_path: Path) -> None:
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(str(write(tmp_path, SMALL, ASKED.replace("home", "hom"))))
    assert [problem.text.en for problem in caught.value.problems] == [
        "`questions:` asks for 'hom', which `seller:` lacks; did you mean 'home'?"
    ]
    heir = write(tmp_path, "ruleset: heir\nversion: '1'\nextends: base\nseller: 5\n", name="heir.yaml")
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(str(heir))
    assert not any("questions" in problem.text.en for problem in caught.value.problems)


def test_a_question_lacks_no_language(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL, ASKED.replace(", zh: 贵公司在哪里？", ""))
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(str(path))
    assert [problem.text.en for problem in caught.value.problems] == ["'zh' is missing"]


def make_answer(chance: random.Random, depth: int = 2) -> Any:
    kind = chance.randrange(7 if depth else 5)
    if kind == 5:
        return [make_answer(chance, depth - 1) for _ in range(chance.randrange(4))]
    if kind == 6:
        return {chance.choice(("name", "latitude")): make_answer(chance, depth - 1) for _ in range(2)}
    number = chance.choice((0, 7, -3, 2.5, 2e7, 1e-7, 31.23, 1.5e300))
    return (chance.choice(TEXTS), chance.choice(TEXTS), number, chance.random() < 0.5, None)[kind]


def test_an_answer_is_shown_as_it_can_be_given() -> None:
    chance = random.Random(15)
    for answer in (make_answer(chance) for _ in range(1000)):
        found = set_value(Node({}, Place("-")), f"seller.mine={answer_text(answer)}").at(("seller", "mine")).data()
        assert found == answer and isinstance(found, bool) == isinstance(answer, bool)
