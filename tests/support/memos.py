"""Explained prospects of many kinds, and memos of them, for the tests of memos."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.cli import run
from shortlist.explanation.explain import explain
from shortlist.language import Language, choose
from shortlist.memo.compose import compose
from shortlist.memo.context import Memo
from shortlist.memo.provenance import Provenance
from shortlist.model.explanation import Explanation, Override
from shortlist.model.fields import Field
from tests.support.program import Ran

AS_OF = date(2026, 11, 23)
CAME = Provenance(("--list", "list.csv"), "list.csv", AS_OF, "0" * 64, ("shortlist 0.1.0",))
OVERRIDE = Override("qualify", "a partner vouches for them", "J. Smith", "2026-11-20T08:00:00Z", date(2026, 12, 31))
HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "](javascript:x)",
    "![a](http://evil.example/a.png)",
    "[a]: http://evil.example",
    "<http://evil.example>",
    "http://evil.example www.evil.example a@evil.example",
    "a\n\n# b\n- c\n1. d\n***\n```\ne",
    "a | b | c",
    "`` ` ```",
    "**a** __b__ ~~c~~ *d* _e_",
    "&lt;b&gt; &#60;i&#62;",
    "\\<b\\>",
    "# a",
    "1. a",
    "- a",
    "> a",
    "===",
    '"><img src=x onerror=alert(1)>',
    "{% for a in range(9) %}x{% endfor %}",
    "$a$ ^b^",
    "\u202egnp.exe",
]
NAMES = [
    "Acme",
    "Industrial and Commercial Bank of China Limited (Asia Pacific Regional Headquarters) Holdings, Inc.",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3,
    "深圳市前海某某跨境供应链管理与信息技术服务集团股份有限公司",
    "深圳市某某科技有限公司",
    "Müller & Söhne Maschinenbau GmbH & Co. KG",
    "国际商业机器 International Business Machines 中国有限公司",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    *HOSTILE,
]


def did(capsys: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    """What a command leaves behind, run in this process, in English unless it says otherwise."""
    capsys.readouterr()
    try:
        status = run([*arguments, *(() if "--lang" in arguments else ("--lang", "en"))])
    finally:
        choose(None)
    return Ran(status, *capsys.readouterr())


@cache
def b2b() -> Ruleset:
    return Ruleset.load("b2b")


def value(field: Field, chance: random.Random) -> Any:
    """Some value of a field's type and range."""
    if field.type in ("text", "country", "level", "bool"):
        texts = {
            "text": ["Banking", "automation; ERP", "半导体"],
            "country": ["DE", "CN", "KP", "US"],
            "bool": [True, False],
        }
        return chance.choice(texts.get(field.type) or list(field.values))
    if field.type == "date":
        return AS_OF - timedelta(days=chance.randrange(2000))
    if field.type == "rating":
        return float(chance.randint(1, 5))
    low = 0.0 if field.minimum is None else field.minimum
    high = field.maximum if field.maximum is not None else 10 ** chance.uniform(0, 11)
    found = chance.uniform(low, high)
    return float(round(found)) if field.type == "integer" else found


def prospects(ruleset: Ruleset, count: int, seed: int) -> pl.DataFrame:
    """Random prospects, from one of which nothing is known to one of which nearly everything is."""
    chance = random.Random(seed)
    plan = ruleset.plan(AS_OF)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        known = number / max(count - 1, 1)
        row = {name: value(field, chance) if chance.random() < known else None for name, field in plan.fields.items()}
        rows.append({"prospect_id": str(number), "name": chance.choice(NAMES), **row})
    schema = {"prospect_id": pl.String(), "name": pl.String(), **{n: f.dtype for n, f in plan.fields.items()}}
    return pl.DataFrame(rows, schema=schema)


@cache
def explained(count: int = 120, seed: int = 1) -> Sequence[Explanation]:
    """Random prospects of b2b, explained."""
    return tuple(explain(b2b().plan(AS_OF), prospects(b2b(), count, seed)))


def memo(explanation: Explanation, language: Language = "en", **changes: Any) -> Memo:
    """The memo of an explanation, with some of its parts changed."""
    return compose(replace(explanation, **changes), b2b(), language, CAME)
