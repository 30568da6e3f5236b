"""Ranges in memos: as a person reads them, what they count as, and what is still to be asked."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from shortlist import Range
from shortlist.explanation.explain import explain
from shortlist.language import Language
from shortlist.memo import figures
from shortlist.memo.compose import compose
from shortlist.memo.context import Memo
from shortlist.memo.render import FORMATS, Renderer
from shortlist.model.fields import Field
from tests.explanation.test_ranges import FIELDS, with_range
from tests.support.generate import AS_OF
from tests.support.memos import CAME
from tests.support.small import START, load

RULES = "rules:\n  - {id: rich, when: sales >= 2000000, then: reject, if_unknown: review, because: {en: too rich, zh: 过大}}\n"
BORN = "\n      sales: {value: sales, linear: {0: 0, 100000000: 100}}"


def memo(folder: Path, language: Language, ranges: str = "middle", **known: Any) -> Memo:
    fields = FIELDS.replace("size: {weight: 1, measures: {staff: {value: staff, linear: {0: 0, 200: 100}}}}",
                            "size:\n    weight: 1\n    measures:\n      staff: {value: staff, linear: {0: 0, 200: 100}}" + BORN)  # fmt: skip
    rules = load(folder, START, fields, RULES, set=[f"decision.ranges={ranges}"])
    one = next(explain(rules.plan(AS_OF), with_range(rules, known)))
    return compose(one, rules, language, CAME)


def test_facts_questions_and_measures_say_the_range(tmp_path: Path) -> None:
    said = memo(tmp_path, "en", staff=(51.0, 200.0), sales=(1e6, 5e7), rate=("BB", None))
    facts = {fact.id: (fact.value, fact.short) for fact in said.facts}
    assert facts["staff"] == ("51–200; counts as 101 until asked", "")
    assert facts["sales"] == ("$1,000,000–$50,000,000; counts as $7,070,000 until asked", "")
    assert facts["rate"] == ("BB or better; counts as BBB until asked", "")
    assert not said.missing
    questions = {one.title: one.question for one in said.questions}
    assert questions["Employees"] == "Known: 51–200. What is the exact number? (How many work there?)"
    assert questions["Sales"] == "Known: $1,000,000–$50,000,000. What is the exact amount?"
    assert questions["Rating"] == "Known: BB or better. Which one is it exactly?"
    assert "known only as a range" in said.certainty
    shown = [line for part in (*said.strengths, *said.weaknesses) for line in part.measures]
    assert any("51–200 (counts as 101 until asked), scores 50.5" in line for line in shown)
    assert "pin down" in said.opening


def test_in_chinese_too(tmp_path: Path) -> None:
    said = memo(tmp_path, "zh", staff=(51.0, None), sales=(None, 4999999.999999999), rate=("BB", "AA-"))
    facts = {fact.id: fact.value for fact in said.facts}
    assert facts["staff"] == "51 人及以上；暂按 51 人计"
    assert facts["sales"] == "不足 US$5,000,000；暂按略低于 US$5,000,000 计"
    assert facts["rate"] == "BB 至 AA-；暂按 BBB 计"
    questions = {one.title: one.question for one in said.questions}
    assert questions["员工人数"] == "已知为 51 人及以上；准确数值是多少？（共有多少员工？）"
    assert questions["评级"] == "已知为 BB 至 AA-；具体是哪一级？"
    assert "核实" in said.opening


def test_what_counts_as_nothing_is_not_said_to_count(tmp_path: Path) -> None:
    said = memo(tmp_path, "en", "unknown", staff=(51.0, 200.0), sales=(1e6, 5e7), rate="BB")
    assert {fact.id: fact.value for fact in said.facts}["staff"] == "51–200"
    (unjudged,) = said.unjudged
    assert unjudged.missing == "Sales ($1,000,000–$50,000,000)"


@pytest.mark.parametrize(
    ("ranges", "counts"), [("middle", "；暂按 US$22,400,000 计"), ("low", "；暂按 US$10,000,000 计"), ("unknown", "")]
)
def test_one_amount_is_written_in_one_way(ranges: str, counts: str, tmp_path: Path) -> None:
    said = memo(tmp_path, "zh", ranges, staff=(51.0, 200.0), sales=(1e7, 5e7), rate="BB")
    page = Renderer(FORMATS).render(said, "md").replace("\\", "")
    assert f"US$10,000,000 至 US$50,000,000{counts}" in page
    assert "1000万" not in page and "5000万" not in page and "2236" not in page
    shown = [
        line
        for part in (*said.strengths, *said.weaknesses)
        for line in part.measures
        if "sales" in line or "US$" in line
    ]
    assert all("US$10,000,000 至 US$50,000,000" in line for line in shown) and (shown or ranges == "unknown")


READ = """rules:
  - {id: rich, when: sales * 2 >= 4000000, then: {tag: rich}}
  - {id: tall, when: staff - 1 >= 100, then: {tag: tall}}
segments: [{id: how, classes: [{id: good, when: rate >= 'BB'}, {id: bad, else: true}]}]
"""


@pytest.mark.parametrize("ranges", ["middle", "low", "unknown"])
@pytest.mark.parametrize("seed", range(4))
def test_every_range_that_is_read_says_what_it_counts_as(ranges: str, seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    fields = FIELDS.replace("value: staff", "value: staff + 1")
    rules = load(tmp_path, START, fields, READ, set=[f"decision.ranges={ranges}"])
    low = rng.randrange(1, 90)
    known: dict[str, Any] = {
        "staff": (float(low), low + 40.0), "sales": (low * 1e6, rng.choice([None, low * 1e6 + 5e6])), "rate": ("BB", "AA"),
    }  # fmt: skip
    one = next(explain(rules.plan(AS_OF), with_range(rules, known)))
    assert {*one.counts_as} == (set() if ranges == "unknown" else {*known})
    for name, point in one.counts_as.items():
        least, most = known[name]
        assert point == least or (ranges == "middle" and most is not None)
    said = {fact.id: fact.value for fact in compose(one, rules, "en", CAME).facts}
    assert [name for name in known if ("until asked" in said[name]) != (ranges != "unknown")] == []


def test_a_point_is_written_inside_its_range() -> None:
    rng = random.Random(5)
    for _ in range(500):
        least = rng.choice([rng.random(), rng.uniform(0, 50), rng.uniform(1e3, 1e7)])
        known = Range(least, least + rng.choice([1e-4, 0.01, 1.0, least]))
        middle = (known.least + known.most) / 2
        for kind in ("number", "money", "percent"):
            said = figures.point(middle, known, Field("x", kind), "USD", "en")
            number = float(said.strip("$%").replace(",", "")) / (100 if kind == "percent" else 1)
            assert known.least - 0.005 * (kind == "money") <= number <= known.most + 0.005 * (kind == "money"), (
                said,
                known,
            )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_formats_hold_the_range(language: Language, tmp_path: Path) -> None:
    said = memo(tmp_path, language, staff=(51.0, 200.0), sales=3e6, rate=("BB", None))
    for format_ in FORMATS:
        page = Renderer(FORMATS).render(said, format_)
        assert ("51–200" if language == "en" else "51 至 200 人") in page
