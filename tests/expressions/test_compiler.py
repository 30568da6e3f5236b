"""Conditions: kinds that do not fit, literals that are no value, names that are none or come later, and small truths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.expressions.compiler import compile_condition
from shortlist.expressions.parser import ConditionError
from shortlist.planning.scope import RULE
from tests.support.small import SMALL, load, write, wrong

Refused = Callable[[str], tuple[int, str]]


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """Offset and English text of the refusal of a rule's condition over the small ruleset."""
    scope = load(tmp_path_factory.mktemp("small"), SMALL).plan(date(2026, 11, 23)).scope

    def of(text: str) -> tuple[int, str]:
        with pytest.raises(ConditionError) as caught, scope.reading("test", RULE):
            compile_condition(text, scope)
        assert any("一" <= character <= "鿿" for character in caught.value.text.zh)
        return caught.value.offset, caught.value.text.en

    return of


CASES: dict[str, list[tuple[str, int, str]]] = {
    "names": [
        ("seat = KP", 7, "unknown name 'KP'; a text stands in single quotes: 'KP'"),
        ("seat NOT IN ('DE', KP)", 19, "a text stands in single quotes: 'KP'"),
        ("visist > 5", 0, "unknown name 'visist'; did you mean 'visits'?"),
        ("visits > 5 AND likes = TRUE", 15, "did you mean 'likes_us'?"),
        ("risk.indx > 1", 0, "unknown name 'risk.indx'; did you mean 'risk.index'?"),
        ("risk > 1", 0, "unknown name 'risk'"),
        ("interest.cov > 1", 0, "did you mean 'interest.coverage'?"),
        ("interst > 1", 0, "did you mean 'interest'?"),
        ("visits.coverage > 1", 0, "unknown name 'visits.coverage'"),
        ("seller.max_ordr > visits", 0, "the seller has no 'max_ordr'; did you mean 'max_order'?"),
        ("seller.centres > visits", 0, "seller.centres is not a single value"),
        ("Visits > 5", 0, "did you mean 'visits'?"),
        ("visits > ５", 9, "full-width"),
    ],
    "reads nothing": [
        ("5 > 3", 0, "the condition reads no field"),
        ("TRUE", 0, "the condition reads no field"),
        ("'DE' = 'DE'", 0, "the condition reads no field"),
        ("seller.max_order > 5", 0, "the condition reads no field"),
        ("seller.open", 0, "the condition reads no field"),
        ("CURRENT_DATE > '2026-01-01'", 0, "the condition reads no field"),
        ("CASE WHEN TRUE THEN 1 END = 1", 0, "the condition reads no field"),
    ],
    "not true or false": [
        ("5", 0, "a condition must be true or false; this is a number"),
        ("visits", 0, "a condition must be true or false; this is a number"),
        ("city", 0, "a condition must be true or false; this is a text"),
        ("seat", 0, "a condition must be true or false; this is a country"),
        ("met", 0, "a condition must be true or false; this is a date"),
        ("grown", 0, "a condition must be true or false; this is a level"),
        ("size", 0, "a condition must be true or false; this is a segment"),
        ("'a'", 0, "a condition must be true or false; this is a text"),
        ("NOT visits", 4, "visits is a number; here true or false is needed"),
        ("visits AND likes_us", 0, "visits is a number; here true or false is needed"),
        ("likes_us OR city", 12, "city is a text; here true or false is needed"),
        ("visits IS TRUE", 0, "visits is a number; here true or false is needed"),
        ("CASE WHEN visits THEN TRUE END", 10, "visits is a number; here true or false is needed"),
        ("CASE WHEN size THEN 1 ELSE 2 END = visits", 10, "size is a segment; here true or false is needed"),
        ("(1 < visits) < 5", 15, "5 is a number; here true or false is needed"),
    ],
    "NULL": [
        ("visits = NULL", 0, "nothing is ever equal to NULL; write IS NULL or IS NOT NULL"),
        ("visits <> NULL", 0, "nothing is ever equal to NULL"),
        ("NULL = visits", 7, "nothing is ever equal to NULL"),
        ("visits > NULL", 0, "nothing is ever equal to NULL"),
        ("visits IN (1, NULL)", 0, "nothing is ever equal to NULL"),
        ("visits NOT IN (1, NULL)", 0, "nothing is ever equal to NULL"),
        ("visits BETWEEN NULL AND 5", 0, "nothing is ever equal to NULL"),
        ("COALESCE(visits, NULL) = 1", 0, "NULL"),
        ("NULLIF(visits, NULL) = 1", 0, "NULL"),
        ("likes_us AND NULL", 0, "NULL"),
        ("NULL", 0, "NULL"),
        ("visits IS 5", 0, "IS takes NULL, TRUE or FALSE"),
        ("visits IS NOT 5", 0, "IS takes NULL, TRUE or FALSE"),
        ("city IS 'a'", 0, "IS takes NULL, TRUE or FALSE"),
    ],
    "literals": [
        ("seat = 'UK'", 7, "'UK' is no ISO country code; write 'GB'"),
        ("'UK' = seat", 0, "'UK' is no ISO country code; write 'GB'"),
        ("seat <> 'uk'", 8, "write 'GB'"),
        ("seat IN ('DE', 'UK')", 15, "write 'GB'"),
        ("seat = 'Germany'", 7, "'Germany' is no ISO country code; write 'DE'"),
        ("seat = '中国'", 7, "write 'CN'"),
        ("seat = 'XX'", 7, "'XX' is no ISO country code, as 'DE' or 'CN' are"),
        ("seat = ''", 7, "is no ISO country code"),
        ("COALESCE(seat, 'UK') = 'DE'", 15, "write 'GB'"),
        ("CASE WHEN likes_us THEN seat ELSE 'UK' END = 'DE'", 34, "write 'GB'"),
        ("grown = 'tre'", 8, "'tre' is not one of 'seed', 'plant', 'tree'; did you mean 'tree'?"),
        ("grown > 'bush'", 8, "'bush' is not one of 'seed', 'plant', 'tree'"),
        ("grown IN ('seed', 'Tree')", 18, "did you mean 'tree'?"),
        ("size = 'larg'", 7, "'larg' is not one of 'large', 'small'; did you mean 'large'?"),
        ("size IN ('large', 'smal')", 18, "did you mean 'small'?"),
        ("size <> 'huge'", 8, "'huge' is not one of 'large', 'small'"),
        ("size = large", 7, "'large'"),
        ("likes_us = 'yes'", 11, "'yes' is a text; here true or false is needed"),
        ("likes_us = 1", 11, "1 is a number; here true or false is needed"),
        ("met > 'soon'", 6, "'soon' is no date; write it as '2026-01-31'"),
        ("met > '2026-13-01'", 6, "'2026-13-01' is no date"),
        ("met = '31.12.2026'", 6, "is no date; write it as '2026-01-31'"),
        ("visits > 1e999", 9, "the number 1e999 is too large"),
        ("visits IN ()", 0, "the list after IN is empty"),
        ("visits BETWEEN 5 AND 1", 0, "BETWEEN takes the smaller value first"),
        ("grown BETWEEN 'tree' AND 'seed'", 0, "BETWEEN takes the smaller value first"),
        ("city LIKE tried_us", 10, "LIKE takes a pattern in single quotes"),
        ("city LIKE 5", 10, "LIKE takes a pattern in single quotes"),
        ("ROUND(visits, 10) = 1", 14, "ROUND takes 0 to 9 decimal places"),
        ("ROUND(visits, 1.5) = 1", 14, "ROUND takes 0 to 9 decimal places"),
        ("ROUND(visits, stars) = 1", 14, "ROUND takes 0 to 9 decimal places"),
        ("DATE_DIFF('week', met, left) = 1", 0, "DATE_DIFF counts 'day', 'month' or 'year'"),
        ("EXTRACT(week FROM met) = 1", 18, "EXTRACT takes year, quarter, month, day"),
    ],
    "kinds": [
        ("city < 'a'", 0, "city is a text, which knows only = and <>, not < or >"),
        ("seat >= 'DE'", 8, "is a country, which knows only = and <>"),
        ("city BETWEEN 'a' AND 'b'", 13, "is a text, which knows only = and <>"),
        ("likes_us > FALSE", 0, "is true or false, which knows only = and <>"),
        ("size < 'large'", 0, "a segment is compared with its classes only"),
        ("size = place", 0, "a segment is compared with its classes only"),
        ("size = city", 7, "city is a text; here a segment is needed"),
        ("size = 5", 7, "5 is a number"),
        ("size BETWEEN 'large' AND 'small'", 0, "a segment is compared with its classes only"),
        ("CASE WHEN likes_us THEN size END = 'large'", 24, "a segment is compared with its classes only"),
        ("CASE WHEN likes_us THEN size ELSE place END = 'large'", 24, "a segment is compared with its classes only"),
        ("COALESCE(size, 'large') = 'large'", 9, "a segment is compared with its classes only"),
        ("NULLIF(size, 'large') = 'small'", 7, "a segment is compared with its classes only"),
        ("LOWER(size) = 'large'", 6, "size is a segment"),
        ("size LIKE 'l%'", 0, "size is a segment"),
        ("visits = 'a'", 9, "'a' is a text; here a number is needed"),
        ("visits = '5'", 9, "'5' is a text; here a number is needed"),
        ("visits = city", 9, "city is a text; here a number is needed"),
        ("visits IN (1, 'a')", 14, "'a' is a text; here a number is needed"),
        ("visits = likes_us", 9, "likes_us is true or false; here a number is needed"),
        ("city = 5", 7, "5 is a number; here a text is needed"),
        ("city = seat", 7, "seat is a country; here a text is needed"),
        ("grown = city", 8, "city is a text; here a level is needed"),
        ("met > 5", 0, "met is a date; here a number is needed"),
        ("met = visits", 6, "visits is a number; here a date is needed"),
        ("met + left > met", 0, "two dates cannot be added"),
        ("5 - met > 3", 0, "a date cannot be taken from a number"),
        ("met * 2 > 3", 0, "met is a date; here a number is needed"),
        ("visits + likes_us > 3", 9, "likes_us is true or false"),
        ("visits + city = 'a'", 9, "city is a text"),
        ("grown + 1 > 2", 0, "grown is a level"),
        ("-city = 'a'", 1, "city is a text; here a number is needed"),
        ("-met > 3", 1, "met is a date; here a number is needed"),
        ("ABS(city) = 1", 4, "city is a text; here a number is needed"),
        ("FLOOR(met) = 1", 6, "met is a date; here a number is needed"),
        ("ROUND(met) = 1", 6, "met is a date; here a number is needed"),
        ("LENGTH(visits) = 1", 7, "visits is a number"),
        ("UPPER(likes_us) = 'a'", 6, "likes_us is true or false"),
        ("visits LIKE 'a'", 0, "visits is a number"),
        ("grown LIKE 'a'", 0, "grown is a level"),
        ("YEAR(visits) = 1", 5, "visits is a number; here a date is needed"),
        ("DATE_DIFF('day', met, visits) = 1", 22, "visits is a number; here a date is needed"),
        ("CASE WHEN likes_us THEN 1 ELSE 'a' END = visits", 31, "'a' is a text; here a number is needed"),
        ("COALESCE(visits, 'a') = 1", 17, "'a' is a text; here a number is needed"),
        ("GREATEST(visits, city) > 1", 17, "city is a text; here a number is needed"),
        ("GREATEST(city, city) = 'a'", 9, "city is a text; here a number is needed"),
        ("LEAST(likes_us, tried_us)", 6, "likes_us is true or false; here a number is needed"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "offset", "fragment"), [pytest.param(*case, id=case[0]) for cases in CASES.values() for case in cases]
)
def test_refused_condition(text: str, offset: int, fragment: str, refused: Refused) -> None:
    found = refused(text)
    assert found[0] == offset
    assert fragment in found[1]


# --- references backwards

BACKWARDS: list[tuple[str, str]] = [
    ("criteria.interest.measures.visits.value=fondness", "a measure cannot read 'fondness', which is computed later (interest.visits -> fondness)"),
    ("criteria.interest.measures.visits.value=interest + 1", "(interest.visits -> interest)"),
    ("criteria.interest.measures.visits.value=score", "(interest.visits -> score)"),
    ("criteria.interest.measures.visits.value=coverage", "(interest.visits -> coverage)"),
    ("criteria.interest.measures.visits.value=fondness.coverage", "(interest.visits -> fondness)"),
    ("criteria.interest.measures.visits.value=CASE WHEN size = 'large' THEN 1 ELSE 2 END", "(interest.visits -> size)"),
    ("rules.a.when=looping", "a circle: rule a -> conclusion looping -> rule a"),
    ("rules.a.when=other", "a circle: rule a -> conclusion other -> rule b -> conclusion looping -> rule a"),
    ("rules.a.when=place = 'home'", "a segment cannot read 'looping', which is computed later (segment place -> looping)"),
    ("segments.place.classes=[{id: home, when: place = 'home'}, {id: away, else: true}]", "a circle: segment place -> segment place"),
    ("rules.a.when=reject", "unknown name 'reject'"),
]  # fmt: skip
CIRCLES = """\
rules:
  - {id: a, when: likes_us, then: {conclude: looping}}
  - {id: b, when: looping, then: {conclude: other}}
"""


@pytest.mark.parametrize(("assignment", "fragment"), BACKWARDS, ids=[case[0] for case in BACKWARDS])
def test_reference_backwards_shows_the_circle(assignment: str, fragment: str, tmp_path: Path) -> None:
    rules = CIRCLES
    text = SMALL
    if "place = 'home'" in assignment and assignment.startswith("rules"):
        text = SMALL.replace("""when: "seat = 'DE'\"""", "when: looping")
    found = wrong(write(tmp_path, text, rules), [assignment])
    assert any(fragment in message for _, _, message in found), found


def test_segments_that_read_each_other_in_a_circle(tmp_path: Path) -> None:
    text = SMALL.replace("when: visits >= 8", "when: \"place = 'home'\"").replace(
        "\"seat = 'DE'\"", "\"size = 'large'\""
    )
    assert [message for _, _, message in wrong(write(tmp_path, text))] == [
        "a circle: segment size -> segment place -> segment size",
        "a circle: segment place -> segment size -> segment place",
    ]


def test_segments_and_conclusions_may_read_what_stands_below_them(tmp_path: Path) -> None:
    text = SMALL.replace("when: visits >= 8", "when: \"place = 'home' AND score > 5\"")
    rules = """\
rules:
  - {id: a, when: size = 'large', then: review}
  - {id: b, when: known, then: {conclude: friendly}}
  - {id: c, when: likes_us, then: {conclude: known}}
"""
    ruleset = load(tmp_path, text, rules)
    assert [rule.id for rule in ruleset.rules] == ["a", "b", "c"]


# --- what conditions mean

AS_OF = date(2026, 11, 23)
Decide = Callable[..., bool | None]


@pytest.fixture(scope="module")
def holds(tmp_path_factory: pytest.TempPathFactory) -> Decide:
    """The value now of a condition for one prospect: whether its tag is given, and whether its negation's is."""
    folder = tmp_path_factory.mktemp("holds")

    def of(when: str, **prospect: Any) -> bool | None:
        rules = (
            f"rules:\n  - id: a\n    then: {{tag: yes}}\n    when: >-\n      {when}\n  - id: b\n    then: {{tag: no}}\n"
        )
        rules += f"    when: >-\n      NOT ({when})\n"
        ruleset = load(folder, SMALL, rules)
        schema = {name: ruleset.fields[name].dtype for name in prospect}
        row = ruleset.qualify(pl.DataFrame({k: [v] for k, v in prospect.items()}, schema=schema), as_of=AS_OF)
        return {"yes": True, "no": False, None: None}[row["tags"][0]]

    return of


MEANINGS: list[tuple[str, dict[str, Any], bool | None]] = [
    ("visits > 5", {"visits": 5.0}, False),
    ("visits >= 5", {"visits": 5.0}, True),
    ("visits > 5", {"visits": None}, None),
    ("visits > 5 OR likes_us", {"visits": None, "likes_us": True}, True),
    ("visits > 5 AND likes_us", {"visits": None, "likes_us": False}, False),
    ("visits NOT IN (1, 2)", {"visits": None}, None),
    ("visits BETWEEN 1 AND 5", {"visits": 5.0}, True),
    ("visits / 0 > 1", {"visits": 5.0}, None),
    ("visits / 49 = 1", {"visits": 49.0}, True),
    ("visits * 1e308 > 1", {"visits": 1e308}, None),
    ("visits IS NULL", {"visits": None}, True),
    ("(visits > 5) IS NULL", {"visits": None}, True),
    ("likes_us IS NOT TRUE", {"likes_us": None}, True),
    ("ROUND(visits) = 3", {"visits": 2.5}, True),
    ("ROUND(visits) = -3", {"visits": -2.5}, True),
    ("FLOOR(visits) = -3", {"visits": -2.5}, True),
    ("CEIL(visits) = -2", {"visits": -2.5}, True),
    ("CEIL(visits) = 0", {"visits": -0.5}, True),
    ("ROUND(visits, 2) = 1.01", {"visits": 1.005}, True),
    ("LENGTH(city) = 2", {"city": "北京"}, True),
    ("city LIKE 'B_n%'", {"city": "Bonn"}, True),
    ("city LIKE 'b%'", {"city": "Bonn"}, False),
    ("city ILIKE 'b%'", {"city": "Bonn"}, True),
    ("city NOT LIKE '%n'", {"city": "Bonn"}, False),
    ("city LIKE 'a.c'", {"city": "abc"}, False),
    ("city LIKE 'a%b'", {"city": "a\nb"}, True),
    ("city LIKE '100%'", {"city": "100 %"}, True),
    ("city = 'O''Neil'", {"city": "O'Neil"}, True),
    ("grown > 'seed'", {"grown": "plant"}, True),
    ("grown < 'plant'", {"grown": "tree"}, False),
    ("met > '2026-11-22'", {"met": AS_OF}, True),
    ("CURRENT_DATE - met = 1", {"met": date(2026, 11, 22)}, True),
    ("met + 1.5 = '2026-11-24'", {"met": AS_OF}, True),
    ("YEAR(met) = 2026 AND QUARTER(met) = 4 AND MONTH(met) = 11 AND DAY(met) = 23", {"met": AS_OF}, True),
    ("DATE_DIFF('month', met, left) = 1", {"met": date(2026, 1, 31), "left": date(2026, 2, 1)}, True),
    ("DATE_DIFF('year', met, left) = 1", {"met": date(2025, 12, 31), "left": date(2026, 1, 1)}, True),
    ("COALESCE(visits, 7) = 7", {"visits": None}, True),
    ("GREATEST(visits, stars) = 3", {"visits": None, "stars": 3.0}, True),
    ("LEAST(visits, stars) = 3", {"visits": 9.0, "stars": 3.0}, True),
    ("NULLIF(visits, 0) IS NULL", {"visits": 0.0}, True),
    ("CASE WHEN visits > 5 THEN TRUE WHEN likes_us THEN FALSE ELSE TRUE END", {"visits": None, "likes_us": True}, False),
    ("CASE WHEN visits > 5 THEN TRUE END", {"visits": 1.0}, None),
    ("visits > seller.max_order", {"visits": 501.0}, True),
    ("seat = 'DE' AND risk.index = 1.5 AND risk.safe", {"seat": "DE"}, True),
    ("size = 'large'", {"visits": 8.0}, True),
    ("size IS NULL", {"visits": None}, True),
    ("NOT (1 > visits = likes_us)".replace("1 > visits", "(1 > visits)"), {"visits": 0.0, "likes_us": True}, False),
]  # fmt: skip


@pytest.mark.quick(9)
@pytest.mark.parametrize(("when", "prospect", "value"), MEANINGS, ids=[f"{case[0]} {case[2]}" for case in MEANINGS])
def test_value_now(when: str, prospect: dict[str, Any], value: bool | None, holds: Decide) -> None:
    assert holds(when, **prospect) is value
