"""Ranges laid over the prospects of random rulesets, chosen to hurt: ends on knots, cuts and literals, and just beside them.

The stream of chance is its own, so that what other seeds give stays as it is.
"""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.support.generate import AS_OF, FIELDS, SCORES, Generated, field_value, generate, write_yaml
from tests.support.generate_feeds import SUPPLIED, Fed, feed, supplied_value
from tests.support.generate_sql import DATES, NUMBERS
from tests.support.oracle_ranges import ORDERED, Range
from tests.support.priors import give_priors

Row = dict[str, Any]
MORE: dict[str, Row] = {
    "a_year": {"type": "integer", "unit": "year", "minimum": 1800},
    "b_year": {"type": "integer", "unit": "year", "future": True},
    "b_money": {"type": "money"},
    "c_level": {"type": "level", "values": ["none", "some", "most", "all", "more"]},
}
ALL = FIELDS | MORE
KNOWN = ALL | SUPPLIED
RANGED = [name for name, raw in ALL.items() if raw["type"] in ORDERED]
YEARS = [1799, 1800, 1850, 1999, 2000, 2020, 2025, 2026, 2027, 2030]
KEYED: Row = {
    "file": "r_table.csv",
    "key": "c_level",
    "fields": {"index": {"type": "number", "minimum": -50, "maximum": 200}, "label": {"type": "text"}},
}
TABLE: dict[str, Row] = {
    "none": {"index": 3.0, "label": "Acme"},
    "most": {"index": None, "label": "É"},
    "all": {"index": 30.0},
}
MEASURES: list[Row] = [
    {"value": "a_integer", "linear": {0: 0, 5: 100, 10: 20, 20: 40}},
    {"value": "b_number", "linear": {-2.5: 10, 0: 33.3, 3: 33.3, 7: 90}},
    {"value": "c_number", "steps": {0: 0, 1: 30, 10: 60, 100: 20}},
    {"value": "b_money", "linear": {0: 100, 1000: 0}, "else": 50},
    {"value": "a_rating", "steps": {1: 0, 3: 50, 5: 100}},
    {"value": "a_level", "levels": {"poor": 0, "fair": 40, "good": 30, "great": 100}},
    {"value": "c_level", "levels": {"none": 0, "most": 75, "more": 100}},
    {"value": "c_level", "levels": {"none": 0, "most": 75, "all": 20}, "else": 60},
    {"value": "a_money > 10", "levels": {True: 100, False: 20}},
    {"value": "a_integer BETWEEN 2 AND 10", "levels": {True: 100}, "else": 0},
    {"value": "a_date >= '2020-02-29' OR a_percent > 0.5", "levels": {True: 80, False: 80}},
    {"value": "a_year", "linear": {1800: 0, 2000: 50, 2026: 100}},
    {"value": "CURRENT_DATE - b_date", "linear": {0: 100, 365: 50, 10000: 0}, "else": 25},
    {"value": "a_number + c_number - 1", "steps": {0: 0, 10: 50, 30: 100}, "else": 20},
    {"value": "a_integer + b_number", "linear": {0: 0, 10: 100}},
    {"value": "a_integer / 3", "steps": {0: 0, 1: 50, 2: 100}, "else": 50},
    {"value": "GREATEST(a_integer, a_rating, 2)", "linear": {0: 0, 2: 10, 4: 90, 20: 0}},
    {"value": "LEAST(a_integer, a_number, 5)", "steps": {0: 0, 3: 50, 5: 100}},
    {"value": "GREATEST(a_level, 'fair')", "levels": {"fair": 0, "good": 60, "great": 100}},
    {"value": "CASE WHEN a_integer > 5 THEN a_rating ELSE 2 END", "linear": {1: 0, 5: 100}},
    {"value": "CASE WHEN a_bool THEN a_integer ELSE 3 END", "linear": {0: 0, 20: 100}, "else": 10},
    {"value": "COALESCE(a_money, 10)", "linear": {0: 0, 100: 100}},
    {"value": "COALESCE(5, a_money)", "linear": {0: 0, 100: 100}},
    {"value": "NULLIF(a_integer, 5)", "steps": {0: 0, 5: 50, 10: 100}, "else": 70},
    {"value": "r_table.index", "linear": {0: 0, 30: 100}},
    {"value": "CASE WHEN c_level >= 'most' THEN r_table.index ELSE a_integer END", "linear": {0: 0, 30: 100}, "else": 5},
    {"value": "CASE WHEN a_integer > 5 THEN 'big' ELSE 'small' END", "levels": {"big": 100, "small": 0}},
    {"value": "a_integer >= 0", "levels": {True: 60, False: 0}},
    {"value": "-b_number", "linear": {-10: 0, 10: 100}, "else": 50},
    {"value": "a_percent * 2", "linear": {0: 0, 2: 100}, "else": 50},
]  # fmt: skip
CONDITIONS = [
    "a_integer >= 5", "a_integer < 10", "a_integer = 5", "a_integer <> 5", "a_integer IN (0, 5, 20)", "a_integer NOT IN (1, 2)",
    "a_number > 0", "b_number BETWEEN -2.5 AND 7", "b_number NOT BETWEEN 0 AND 3", "c_number <= 10", "a_money > 1000", "b_money >= 0",
    "a_percent <= 0.5", "a_rating >= 3", "a_rating < 1", "a_level >= 'good'", "a_level = 'fair'", "a_level IN ('poor', 'great')",
    "c_level <> 'some'", "c_level > 'some'", "a_date < '2020-02-29'", "b_date <= CURRENT_DATE", "CURRENT_DATE - a_date > 365",
    "a_date + a_integer > '2025-01-01'", "YEAR(b_date) = 2025", "a_year >= 2000", "b_year > a_year", "a_number < b_number",
    "a_number = a_integer", "a_integer + b_integer > 20", "a_number - c_number <= 0", "a_integer - a_integer = 0",
    "a_money / a_integer > 10", "-a_number > -5", "ABS(b_number) < 3", "GREATEST(a_integer, 5) > 5", "LEAST(a_number, a_rating) <= 2",
    "COALESCE(a_integer, b_integer) = 5", "COALESCE(a_bool, a_integer > 5)", "NULLIF(a_integer, 5) IS NULL", "a_integer IS NULL",
    "a_integer + 1 IS NOT NULL", "(a_integer > 5) IS NULL", "(a_integer > 5) IS NOT TRUE", "(a_integer > 5) = (a_rating > 3)",
    "CASE WHEN a_integer > 5 THEN a_rating > 3 ELSE a_bool END", "CASE WHEN a_level >= 'good' THEN a_integer ELSE b_number END >= 5",
    "CASE WHEN a_date > b_date THEN 1 WHEN a_integer > 3 THEN 2 ELSE 3 END = 2", "r_table.index > 3", "r_table.label = 'Acme'",
    "r_table.index < a_integer", "NOT (a_integer > 5 AND a_rating >= 3)", "a_integer > 5 OR a_number IS NULL",
    "CASE WHEN a_integer > 5 THEN 'x' ELSE 'y' END = 'x'", "NULLIF(b_number, a_number) > 0", "b_integer IN (a_integer, 3)",
    "range0 >= 50", "range0 IS NULL", "range0.coverage >= 0.5", "score >= 50", "coverage >= 0.8", "range0 + a_integer > 60",
]  # fmt: skip
OFFERS = [
    "a_integer",
    "a_integer + 1",
    "a_money * 2",
    "COALESCE(5, a_integer)",
    "GREATEST(a_rating, 3)",
    "a_year",
    "score",
    "range0 * 2",
]


def interesting(name: str) -> list[Any]:
    """Values of an ordered field on which conditions and curves turn, some of them outside the field's own range."""
    raw = KNOWN[name]
    if raw["type"] == "level":
        return list(raw["values"])
    if raw["type"] == "date":
        return [
            *DATES,
            AS_OF,
            AS_OF + timedelta(1),
            date(2027, 5, 1),
            date(1970, 1, 1),
            date(1, 1, 1),
            date(9999, 12, 31),
        ]
    if raw.get("unit") == "year":
        return [float(year) for year in YEARS]
    numbers = [*NUMBERS, *SCORES, 365, 10000, 15, 25, -20, 21, 1e6]
    if raw["type"] == "rating":
        numbers = [1, 2, 3, 3.5, 4, 5, 0, 6]
    return [float(number) for number in numbers if raw["type"] != "integer" or number == math.floor(number)]


def beside(name: str, value: Any, way: int) -> Any:
    """The next value of the type, as an open end gives it; none beyond the last."""
    raw = KNOWN[name]
    if raw["type"] == "level":
        return raw["values"][min(max(raw["values"].index(value) + way, 0), len(raw["values"]) - 1)]
    if raw["type"] == "date":
        return value if value in (date.min, date.max) else value + timedelta(way)
    return value + way if raw["type"] == "integer" else math.nextafter(value, way * math.inf)


def rank(name: str, value: Any) -> Any:
    return KNOWN[name]["values"].index(value) if KNOWN[name]["type"] == "level" else value


def value_of(chance: random.Random, name: str) -> Any:
    """A value of the field within its range."""
    if name in FIELDS:
        return field_value(chance, name)
    if name in SUPPLIED:
        return supplied_value(chance, name)
    raw = KNOWN[name]
    if raw["type"] == "level":
        return chance.choice(raw["values"])
    return float(chance.choice(YEARS[1:] if raw.get("unit") == "year" else [*NUMBERS, 1e6, 2.5e5, 1e17]))


def make_range(chance: random.Random, name: str) -> Any:
    """A range of the field; some hold no value, or one, or reach out of what the field can be."""
    shape = chance.choice(
        ["near", "near", "near", "wide", "wide", "least", "most", "one", "reversed", "nothing", "any"]
    )
    if shape == "nothing":
        return Range(None, None)
    values = sorted(set(interesting(name)), key=lambda value: rank(name, value))
    at = chance.randrange(len(values))
    far = {"near": chance.choice([1, 1, 2]), "wide": chance.randint(2, len(values)), "one": 0}.get(
        shape, chance.randint(1, 4)
    )
    ends = [values[at], values[min(at + far, len(values) - 1)]]
    if shape == "any":
        ends = sorted((value_of(chance, name) for _ in range(2)), key=lambda value: rank(name, value))
    for side in (0, 1):
        if chance.random() < 0.3 and shape != "one":
            ends[side] = beside(name, ends[side], chance.choice([-1, 1]))
    if KNOWN[name]["type"] == "integer":
        ends = [float(math.floor(end)) for end in ends]  # of a value that is none, too
    if KNOWN[name]["type"] not in ("level", "date") and chance.random() < 0.03:
        ends[chance.choice([0, 1])] = chance.choice([math.inf, -math.inf, math.nan])
    if shape in ("least", "most"):
        return Range(ends[0], None) if shape == "least" else Range(None, ends[1])
    return Range(*(ends[::-1] if shape == "reversed" else ends))


def lay_over(chance: random.Random, row: Row, fields: list[str]) -> Row:
    """The prospect with ranges in place of some values, missing ones and others; and ends beside values, which count for nothing."""
    rate = chance.choice([0.1, 0.3, 0.6, 0.9])
    row = dict(row)
    for name in fields:
        roll = chance.random()
        if roll < rate:
            row[name] = make_range(chance, name)
        elif roll > 0.97 and row[name] is not None:
            ends = make_range(chance, name)
            row |= {f"least:{name}": ends.least, f"most:{name}": ends.most}
    return row


def widen(ruleset: Row, chance: random.Random) -> Row:
    """The ruleset with fields, a criterion and rules that ranges are made for, and what ranges count as."""
    kind = chance.choice(["middle", "middle", "low", "unknown"])
    measures = {
        f"r{n}": raw | {"weight": chance.choice([1, 2, 0.5])} for n, raw in enumerate(chance.sample(MEASURES, 3))
    }
    driven = next((c["weight"] for c in ruleset["criteria"].values() if isinstance(c["weight"], dict)), None)
    weight: Any = chance.choice([0, 1, 3, 6])
    if driven and chance.random() < 0.5:
        weight = {key: value if key == "by" else chance.choice([0, 1, 4]) for key, value in driven.items()} | {
            "default": 1
        }
    criterion: Row = {"weight": weight, "title": {"en": "range0", "zh": "range0"}, "measures": measures}
    if chance.random() < 0.4:
        criterion["missing"] = chance.choice(["skip", "neutral", "worst"])
    if chance.random() < 0.2:
        criterion["floor"] = chance.choice([25, {"below": 50, "if_unknown": "review"}])
    rules = []
    for number, when in enumerate(chance.sample(CONDITIONS, 4)):
        if chance.random() < 0.3:
            when = f"({when}) {chance.choice(['AND', 'OR'])} ({chance.choice(CONDITIONS)})"
        then = chance.choice(["reject", "review", "qualify", "qualify", {"tag": f"r{number}"}])
        rule = {"id": f"range{number}", "when": when, "then": then}
        rules.append(rule | {"if_unknown": chance.choice(["review", "ignore"])} if isinstance(then, str) else rule)
    segment = {
        "id": "s_range",
        "classes": [
            {"id": "near", "when": chance.choice(CONDITIONS[:50])},
            {"id": "far", "when": chance.choice(CONDITIONS[:50])},
            {"id": "rest", "else": True},
        ],
    }
    kept = (
        ruleset["rules"] if chance.random() < 0.5 else [r for r in ruleset["rules"] if not isinstance(r["then"], str)]
    )
    treatments = ruleset.get("treatments") or []
    if chance.random() < 0.4:
        offer = {"ranged": chance.choice(OFFERS)}
        treatments = [
            {"id": "ranged", "when": chance.choice(CONDITIONS), "for": ["qualify", "review"], "offer": offer},
            *treatments,
        ]
    return ruleset | {
        "fields": ruleset["fields"] | {name: raw | {"title": {"en": name, "zh": name}} for name, raw in MORE.items()},
        "references": ruleset["references"] | {"r_table": KEYED},
        "criteria": ruleset["criteria"] | {"range0": criterion},
        "segments": [*ruleset["segments"], segment],
        "rules": [*rules, *kept] if chance.random() < 0.5 else [*kept, *rules],
        "treatments": treatments,
        "decision": ruleset["decision"] | {"ranges": kind},
    }


class Ranged(Generated):
    """A ruleset for ranges with its tables and prospects that have some."""

    def write(self, folder: Path) -> Path:
        rows = [
            f"{key},{'' if row.get('index') is None else row['index']},{row.get('label') or ''}"
            for key, row in TABLE.items()
        ]
        (folder / "r_table.csv").write_text("\n".join(["c_level,index,label", *rows]) + "\n", encoding="utf-8")
        own = self.references
        self.references = {name: table for name, table in own.items() if name != "r_table"}
        path = super().write(folder)
        self.references = own
        return path


def ranged(seed: int, prospects: int = 30) -> Ranged:
    """The ruleset of `generate(seed)` widened, and its prospects with ranges; the same for the same seed."""
    plain = generate(seed, prospects)
    chance = random.Random(f"ranges {seed}")
    ruleset = give_priors(widen(plain.ruleset, chance), f"ranges {seed}")
    rows = [
        row | {name: None if chance.random() < 0.3 else value_of(chance, name) for name in MORE}
        for row in plain.prospects
    ]
    rows = [lay_over(chance, row, RANGED) for row in rows]
    return Ranged(seed, write_yaml(ruleset), ruleset, plain.references | {"r_table": TABLE}, rows, plain.spellings)


def ranged_feed(seed: int, prospects: int = 10) -> Fed:
    """`feed(seed)` with ranges, of fields that the history supplies and others, the key of a table among them."""
    fed, chance = feed(seed, prospects), random.Random(f"ranges of feeds {seed}")
    names = [name for name, raw in (FIELDS | SUPPLIED).items() if raw["type"] in ORDERED]
    made = fed.generated
    made.prospects = [lay_over(chance, row, names) for row in made.prospects]
    decision = made.ruleset["decision"] | {"ranges": chance.choice(["middle", "low", "unknown"])}
    fed.ruleset = made.ruleset = made.ruleset | {"decision": decision}
    made.text = write_yaml(made.ruleset)
    return fed
