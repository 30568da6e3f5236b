"""Random treatments: conditions over everything that a treatment may read, and offers of every type."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.support.generate_sql import Writer, quoted

DECISIONS = ["reject", "review", "qualify"]
KEYS = ["days", "limit", "insured", "until", "service", "note"]
"""In the order of their offers' types: two of numbers, then a truth, a date and two of text."""


def treatments(seed: int, ruleset: dict[str, Any]) -> dict[str, Any]:
    """The entry `treatments` for a ruleset, the same for the same seed; one in three has none."""
    chance = random.Random(f"treatments{seed}")
    if chance.random() < 1 / 3:
        return {}
    writer = Writer(chance, Counter())
    writer.criteria, writer.later = list(ruleset["criteria"]), True
    writer.segments = {one["id"]: [c["id"] for c in one["classes"]] for one in ruleset["segments"]}
    writer.conclusions = list(conclusions(ruleset["rules"]))
    grades = list(ruleset["decision"].get("grades", {"A": 85, "B": 70, "C": 50, "D": 0}))
    found = [treatment(writer, number, grades) for number in range(chance.choice([1, 2, 3, 5]))]
    if chance.random() < 0.2:
        found.insert(0, {"id": "unused", "offer": {"days": 1}, "use": False})
    return {"treatments": found}


def conclusions(rules: list[dict[str, Any]]) -> dict[str, None]:
    """What rules in use conclude."""
    thens = [rule["then"] for rule in rules if rule.get("use", True)]
    parts = [part for then in thens for part in (then if isinstance(then, list) else [then])]
    return dict.fromkeys(part["conclude"] for part in parts if isinstance(part, dict) and "conclude" in part)


def treatment(writer: Writer, number: int, grades: list[str]) -> dict[str, Any]:
    chance = writer.chance
    raw: dict[str, Any] = {"id": f"treatment{number}"}
    if chance.random() < 0.93:
        raw["when"] = condition(writer, grades)
    if chance.random() < 0.85:
        raw["for"] = chance.sample(DECISIONS, chance.choice([1, 2, 3]))
    keys = chance.sample(KEYS, chance.randint(0, len(KEYS)))
    return raw | ({"offer": {key: OFFERS[key](writer) for key in keys}} if keys else {})


def condition(writer: Writer, grades: list[str]) -> str:
    """Often about the decision or the grade, which nothing else can read."""
    grade, decision = quoted(writer.pick(grades)), quoted(writer.pick(DECISIONS))
    own = writer.pick(
        [
            f"grade {writer.sign()} {grade}",
            f"decision {writer.pick(['=', '<>'])} {decision}",
            f"decision IN ({decision}, 'review')",
            f"GREATEST(grade, {grade}) >= {grade}",
            "grade IS NOT NULL",
        ]
    )
    roll = writer.chance.random()
    if roll < 0.4:
        return str(own)
    other = writer.condition(2).text
    return other if roll < 0.6 else f"({own}) {writer.pick(['AND', 'OR'])} ({other})"


def number(writer: Writer) -> Any:
    return writer.pick([60, 0, -5, 0.15, 1e-300]) if writer.chance.random() < 0.4 else writer.number(2).text


def flag(writer: Writer) -> Any:
    return writer.pick([True, False]) if writer.chance.random() < 0.4 else writer.condition(1).text


def text(writer: Writer) -> Any:
    words = [{"en": "Prepayment", "zh": "预付货款"}, "'standard'", "grade", "decision", *writer.segments]
    kinds = ["text", "country", "level:a_level", "level:b_level"]
    return writer.pick(words) if writer.chance.random() < 0.5 else writer.any(writer.pick(kinds), 1).text


OFFERS: dict[str, Callable[[Writer], Any]] = {
    "days": number, "limit": number, "insured": flag, "until": lambda writer: writer.date(2).text,
    "service": text, "note": text,
}  # fmt: skip
