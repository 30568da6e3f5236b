"""Which reasons a decision shows when there are more of them than room."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.engine import compare, qualify
from tests.support.generate import AS_OF, generate
from tests.support.small import START, decide, load

FIELDS = "fields: {a: {type: number}, b: {type: number}, t: {type: text}}\n"
UNDEFINED = (
    "criteria:\n  c:\n    weight: 1\n    measures:\n"
    "      first: {value: a / b, linear: {0: 0, 1: 100}}\n"
    "      sure: {value: a, linear: {0: 0, 100: 100}}\n"
    "      last: {value: t, levels: {x: 100}}\n"
)


def rules(count: int, then: str) -> str:
    return "rules:\n" + "".join(
        f"  - {{id: r{n}, when: a > {n}, then: {then}, if_unknown: ignore}}\n" for n in range(count)
    )


@pytest.mark.parametrize("then", ["review", "reject", "{tag: t}"])
@pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 9, 20])
def test_what_cannot_be_computed_is_said_behind_however_many_rules(count: int, then: str, tmp_path: Path) -> None:
    said = decide(load(tmp_path, START, FIELDS, UNDEFINED, rules(count, then) if count else ""), a=50, b=0, t="y")
    reasons = said["reasons"].split("; ")
    assert reasons[-2:] == ["undefined:c.first", "undefined:c.last"]
    others = reasons[:-2]
    assert len(others) <= 8
    wanted = [f"r{n}" for n in range(count)]
    held = [one for one in others if one.startswith("r")]
    assert held == wanted[: len(held)]
    assert len(held) == min(count, 8 - (len(others) - len(held)))


def test_only_one_side_of_the_limit_counts(tmp_path: Path) -> None:
    many = "".join(f"      m{n}: {{value: a / b, linear: {{0: 0, 1: 100}}}}\n" for n in range(12))
    said = decide(load(tmp_path, START, FIELDS, UNDEFINED, many, rules(9, "review")), a=50, b=0)
    reasons = said["reasons"].split("; ")
    assert reasons[:8] == [f"r{n}" for n in range(8)]
    assert reasons[8:] == ["undefined:c.first", *(f"undefined:c.m{n}" for n in range(12))]


@pytest.mark.parametrize("seed", [random.Random(f"reasons{n}").randrange(10**6) for n in range(3)])
def test_reasons_agree_with_the_oracle(seed: int, tmp_path: Path) -> None:
    generated = generate(seed, 20)
    found = qualify(generated.write(tmp_path), generated.prospects, AS_OF)
    assert not compare(generated.ruleset, generated.references, AS_OF, generated.prospects, found)
