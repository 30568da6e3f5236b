"""Completions of a prospect: each missing field gets a value of its type and range, or stays missing."""

from __future__ import annotations

import itertools
import math
import random
from datetime import date
from typing import Any

from tests.support.generate import FIELDS, field_value
from tests.support.generate_sql import COUNTRIES, DATES, NUMBERS, TEXTS


def within(name: str, number: float) -> bool:
    declared = FIELDS[name]
    low, high = declared.get("minimum", -math.inf), declared.get("maximum", math.inf)
    if declared["type"] == "rating":
        low, high = 1.0, 5.0
    return bool(low <= number <= high and (declared["type"] != "integer" or number == math.floor(number)))


def critical(name: str) -> list[Any]:
    """Few values of a field where conditions and curves tend to turn, and null."""
    kind = FIELDS[name]["type"]
    if kind == "bool":
        return [None, True, False]
    if kind == "level":
        return [None, *FIELDS[name]["values"]]
    if kind == "date":
        return [None, *DATES[:4], date(1, 1, 1), date(9999, 12, 31)]
    if kind in ("text", "country"):
        return [None, *(TEXTS[:5] if kind == "text" else COUNTRIES)]
    declared = FIELDS[name]
    ends = [declared.get("minimum", -1e308), declared.get("maximum", 1e308)]
    return [None, *(float(n) for n in dict.fromkeys([*NUMBERS[1:10], 5, 1, *ends]) if within(name, n))]


def random_completion(chance: random.Random, prospect: dict[str, Any]) -> dict[str, Any]:
    stay = chance.choice([0.0, 0.0, 0.2, 0.6])
    completion = dict(prospect)
    for name in FIELDS:
        if prospect[name] is None and chance.random() >= stay:
            completion[name] = field_value(chance, name)
    return completion


def completions(chance: random.Random, prospect: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Random completions, and all over critical values where few fields are missing."""
    found = [random_completion(chance, prospect) for _ in range(count)]
    missing = [name for name in FIELDS if prospect[name] is None]
    if 0 < len(missing) <= 2:
        for values in itertools.product(*(critical(name) for name in missing)):
            found.append(prospect | dict(zip(missing, values, strict=True)))
    return found
