"""One measure over one field, with curves and ranges whose ends lie on knots and the last bit beside them."""

from __future__ import annotations

import math
import random
from typing import Any

from tests.support.generate import Generated, dump
from tests.support.oracle_ranges import Range

Row = dict[str, Any]
TITLE = {"en": "t", "zh": "t"}
KINDS: list[Row] = [
    {"type": "number"}, {"type": "money"}, {"type": "percent", "minimum": 0, "maximum": 1}, {"type": "integer", "minimum": 0},
    {"type": "rating"}, {"type": "integer", "minimum": -3, "maximum": 12}, {"type": "number", "minimum": -1, "maximum": 1000},
]  # fmt: skip
VALUES = [
    "x",
    "x",
    "x",
    "-x",
    "x + 0.1",
    "x - 3",
    "x * 1",
    "GREATEST(x, 1)",
    "LEAST(x, 3)",
    "COALESCE(x, 2)",
    "NULLIF(x, 3)",
    "x + x",
    "x / 3",
]
SCORES = [0, 33.3, 33.3, 66.7, 100, 50, 12.5, 0.1, 99.99]


def curve_of(chance: random.Random) -> Row:
    """2 to 12 knots, often with plateaus, and hills between."""
    grid = chance.choice(
        [
            [0.1, 0.2, 0.3, 0.7, 0.9, 1.1, 1.3],
            list(range(-3, 14)),
            [1, 1.7, 2.9, 3, 3.3, 4.1, 5],
            [0, 3, 7, 10, 49, 100, 333, 1000, 1e6],
        ]
    )
    if chance.random() < 0.1:
        return {"linear": {0: 0, 100: 100}}
    keys = sorted(chance.sample(grid, chance.randint(2, min(12, len(grid)))))
    return {chance.choice(["linear", "linear", "steps"]): {key: chance.choice(SCORES) for key in keys}}


def ends_of(chance: random.Random, field: Row, keys: list[float]) -> Any:
    def end() -> Any:
        value = float(chance.choice([*keys, *keys, 0.15, 2, 5.5, -1, 1e9, 0.3, 7]))
        roll = chance.random()
        if field["type"] == "integer":
            return float(math.floor(value)) + chance.choice([0, 0, 1])
        return (
            value
            if roll < 0.6
            else math.nextafter(value, chance.choice([-math.inf, math.inf]))
            if roll < 0.9
            else round(chance.uniform(-3, 15), 3)
        )

    least, most = sorted((end(), end()))
    if (
        chance.random() < 0.05 and field["type"] != "integer"
    ):  # a score that is rounded up at one end and down at the other
        least = chance.randint(0, 400) / 100 + 0.0049999985
        most = least + 9e-10
    elif chance.random() < 0.2:
        most = least if field["type"] == "integer" else math.nextafter(least, math.inf)
    return chance.choice([Range(least, most)] * 6 + [Range(least, None), Range(None, most), least])


def curves(seed: int, prospects: int = 300) -> Generated:
    """One criterion with one or two measures of the same field; the same for the same seed."""
    chance = random.Random(f"curves {seed}")
    field = chance.choice(KINDS)
    measures: Row = {}
    for number in range(chance.choice([1, 1, 2])):
        measures[f"m{number}"] = {"value": chance.choice(VALUES), "weight": number + 1} | curve_of(chance)
        if chance.random() < 0.4:
            measures[f"m{number}"]["else"] = chance.choice(SCORES)
    keys = [float(key) for raw in measures.values() for key in raw.get("linear", raw.get("steps"))]
    ruleset: Row = {
        "ruleset": f"curves{seed}", "version": "1.0", "title": TITLE, "currency": "USD", "fields": {"x": field | {"title": TITLE}},
        "criteria": {"c": {"weight": 1, "title": TITLE, "missing": chance.choice(["skip", "neutral", "worst"]), "measures": measures}},
        "rules": [{"id": "r", "when": f"c {chance.choice(['<', '>=', '='])} {chance.choice(SCORES)}", "then": "review", "if_unknown": "review"}],
        "decision": {"qualify": 66.7, "review": 33.3, "ranges": chance.choice(["middle", "low", "unknown"]), "min_coverage": chance.choice([0, 0.5])},
    }  # fmt: skip
    rows = [{"prospect_id": f"p{n}", "name": "n", "x": ends_of(chance, field, keys)} for n in range(prospects)]
    text, parsed = dump(ruleset)
    return Generated(seed, text, parsed, {}, rows)
