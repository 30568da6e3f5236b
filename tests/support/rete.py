"""Helpers of the proofs that the engine durable decides as the plan does, and hostile facts to try it with."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.engines.opening import open_engine
from shortlist.planning.plan import Plan
from tests.support import checks
from tests.support.checks import Counterexample
from tests.support.engine import frame, load
from tests.support.generate import AS_OF, FIELDS, Generated, dump, generate
from tests.support.generate import load as parsed
from tests.support.generate_ranges import ALL, ranged

AVAILABLE = importlib.util.find_spec("durable_rules_engine") is not None
NUMBERS = [
    1e308,
    -1e308,
    -0.0,
    0.0,
    5e-324,
    1e300,
    -1e300,
    1e16,
    9007199254740993.0,
    0.1,
    1e-7,
    123456789.125,
    -1.0,
    2.0,
]
TEXTS = [
    "",
    "'",
    '"',
    "\\",
    '\\"',
    '"}',
    "a,b",
    "{",
    "]",
    "\x00",
    "a\x00b",
    "é",
    "北京",
    "😀",
    "\u2028",
    "\x7f",
    "null",
    "true",
    "1",
]
TEXTS += [
    "x" * 10_000,
    "x" * 9_999,
    '"' * 10_000,
    "a" * 499,
    "a" * 500,
    "a" * 501,
    "a" * 70_000,
    "\n",
    "\t",
    "%s%n",
    "$m",
]
LITERALS = [text for text in TEXTS if text.isprintable()]


def difference(plan: Plan, rows: pl.DataFrame) -> tuple[int, str] | None:
    """The first row that the engine decides otherwise than the plan, and how; None where all are equal."""
    wanted = plan.decide(rows.lazy()).collect()
    with open_engine("durable", plan.fit(rows.columns)) as engine:
        found = engine.decide(rows.lazy()).collect(engine="streaming")
        if engine.refused:
            return 0, f"refused: {engine.refused[0]}"
    if found.schema != wanted.schema or len(found) != len(wanted):
        return 0, f"{len(found)} rows of {found.schema}, not {len(wanted)} of {wanted.schema}"
    if found.equals(wanted):
        return None
    for number, (row, other) in enumerate(zip(found.rows(), wanted.rows(), strict=True)):
        for column, value, right in zip(found.columns, row, other, strict=True):
            if value != right:
                return number, f"row {number}, {column}: durable {value!r}, columnar {right!r}"
    return None


def engines(seed: int, folder: Path, prospects: int = 100) -> tuple[Counterexample | None, int]:
    """Both engines agree in every column over a random ruleset and its prospects."""
    return agreement(generate(seed, prospects), folder)


def ranges(seed: int, folder: Path, prospects: int = 40) -> tuple[Counterexample | None, int]:
    """Both engines agree in every column over prospects with ranges."""
    return agreement(ranged(seed, prospects), folder, ALL)


def agreement(
    generated: Generated, folder: Path, fields: dict[str, dict[str, Any]] = FIELDS
) -> tuple[Counterexample | None, int]:
    plan = load(generated.write(folder)).plan(AS_OF)
    wrong = difference(plan, frame(generated.prospects, fields))
    if wrong is None:
        return None, len(generated.prospects)
    row, text = wrong
    message = f"seed {generated.seed}: {text}"
    return checks.of("engines", generated, folder, [generated.prospects[row]], message), len(generated.prospects)


def replay(place: Path) -> str | None:
    """Try a saved counterexample of any proof on both engines; returns how they differ now, or None."""
    case = json.loads((place / "case.json").read_text(encoding="utf-8"))
    fields = parsed((place / "ruleset.yaml").read_text(encoding="utf-8"))["fields"]
    prospects = [checks.typed(row, fields) for row in case["prospects"]]
    wrong = difference(load(place / "ruleset.yaml").plan(AS_OF), frame(prospects, fields))
    return wrong and wrong[1]


# --- hostile facts


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def hostile(seed: int, rows: int, fields: int = 300, rules: int = 100) -> tuple[str, pl.DataFrame]:
    """A ruleset over so many fields that compares them with hostile literals, and hostile prospects."""
    chance = random.Random(seed)
    numbers, texts = [f"n{i}" for i in range(fields // 2)], [f"t{i}" for i in range(fields - fields // 2)]
    declared: dict[str, Any] = {name: {"type": "number"} for name in numbers} | {
        name: {"type": "text"} for name in texts
    }

    def comparison(number: int) -> str:
        if chance.random() < 0.5:
            sign = chance.choice(["<", "<=", ">", ">=", "=", "<>"])
            return f"{numbers[number % len(numbers)]} {sign} {chance.choice(NUMBERS)!r}"
        text = quoted(chance.choice(LITERALS))
        return f"{texts[number % len(texts)]} {chance.choice(['=', '<>'])} {text}"

    written = []
    for number in range(rules):
        parts = [comparison(number * 3 + part) for part in range(chance.choice([1, 1, 2, 3]))]
        when = chance.choice([" AND ", " OR "]).join(parts)
        when = f"NOT ({when})" if chance.random() < 0.3 else when
        written.append({"id": f"r{number}", "when": when, "then": {"tag": f"t{number}"}, "if_unknown": "review"})
    ruleset = {
        "ruleset": "hostile",
        "version": "1.0",
        "title": {"en": "Hostile", "zh": "恶意"},
        "fields": {name: raw | {"title": {"en": name, "zh": name}} for name, raw in declared.items()},
        "criteria": {
            "c": {"weight": 1, "title": {"en": "c", "zh": "c"}, "measures": {"m": {"value": "n0", "steps": {0: 50}}}}
        },
        "rules": written,
    }
    columns: dict[str, pl.Series] = {}
    for name in declared:
        values: list[Any] = NUMBERS if name in numbers else TEXTS
        dtype = pl.Float64 if name in numbers else pl.String
        picked = [None if chance.random() < 0.1 else chance.choice(values) for _ in range(rows)]
        columns[name] = pl.Series(picked, dtype=dtype)
    return dump(ruleset)[0], pl.DataFrame(columns)


def hostility(seed: int, folder: Path, rows: int = 100) -> tuple[Counterexample | None, int]:
    """Both engines agree on hostile facts, rule by rule; returns the number of facts."""
    text, prospects = hostile(seed, rows)
    path = folder / "hostile.yaml"
    path.write_text(text, encoding="utf-8")
    wrong = difference(load(path).plan(AS_OF), prospects)
    if wrong is None:
        return None, rows * prospects.width
    row, why = wrong
    return Counterexample("hostile", seed, text, [prospects.row(row, named=True)], f"seed {seed}: {why}"), rows
