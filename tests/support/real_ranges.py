"""The theorem over ranges under the built-in rulesets, with all their criteria, functions of plugins and tables."""

from __future__ import annotations

import math
import random
from datetime import timedelta
from typing import Any

import polars as pl

from shortlist import Ruleset
from shortlist.model.fields import Field
from shortlist.model.ranges import ORDERED
from tests.support.checks import Counterexample, outside
from tests.support.generate import AS_OF

Row = dict[str, Any]
TEXTS = ["Industrials", "Materials", "Bank", "ISO 9001", "Hamburg", "x"]
COUNTRIES = ["DE", "US", "CN", "NO", "KP"]


def value_of(chance: random.Random, field: Field) -> Any:
    """A value of the field within its range, small and great ones alike."""
    if field.type == "bool":
        return chance.random() < 0.5
    if field.type in ("text", "country"):
        return chance.choice(COUNTRIES if field.type == "country" else TEXTS)
    if field.type == "level":
        return chance.choice(field.values)
    if field.type == "date":
        return AS_OF - timedelta(int(10 ** chance.uniform(0, 4)))
    if field.unit == "year":
        return float(chance.randint(1900, 2026))
    low, high = field.range
    wide = chance.choice([0.0, 1.0, 10 ** chance.uniform(-2, 8), -(10 ** chance.uniform(-2, 3)), low, high])
    number = min(max(wide if math.isfinite(wide) else 50.0, low), high)
    number = chance.uniform(low, high) if math.isfinite(high - low) and chance.random() < 0.5 else number
    return float(math.ceil(number)) if field.type == "integer" else number


def ranged(chance: random.Random, fields: dict[str, Field], number: int) -> tuple[Row, dict[str, tuple[Any, Any]]]:
    """A prospect's values, and the two ends of those of its fields that are ranges."""
    row: Row = {"prospect_id": f"p{number}", "name": "n"}
    ends: dict[str, tuple[Any, Any]] = {}
    gone, open_ = chance.choice([0.1, 0.4, 0.7]), chance.choice([0.2, 0.6])
    for name, field in fields.items():
        if name in row or chance.random() < gone:
            continue
        if field.type not in ORDERED or chance.random() > open_:
            row[name] = value_of(chance, field)
            continue
        least, most = sorted((value_of(chance, field) for _ in range(2)), key=lambda value: rank(field, value))
        ends[name] = (least, most)
    return row, ends


def rank(field: Field, value: Any) -> Any:
    return field.values.index(value) if field.type == "level" else value


def complete(chance: random.Random, fields: dict[str, Field], row: Row, ends: dict[str, tuple[Any, Any]]) -> Row:
    """A completion: values inside ranges, often their ends; of missing fields any or none."""
    found, edge = dict(row), chance.random()
    for name, field in fields.items():
        if name in ends:
            least, most = ends[name]
            inside = [
                one
                for one in (value_of(chance, field) for _ in range(3))
                if rank(field, least) <= rank(field, one) <= rank(field, most)
            ]
            found[name] = chance.choice([least, most] if edge < 0.5 else [least, most, *inside])
        elif name not in row and chance.random() < 0.5:
            found[name] = value_of(chance, field)
    return found


def frame(fields: dict[str, Field], rows: list[tuple[Row, dict[str, tuple[Any, Any]]]]) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {}
    for name, field in fields.items():
        columns[name] = pl.Series([row.get(name) for row, _ in rows], dtype=field.dtype)
        if any(name in ends for _, ends in rows):
            for side, at in (("least", 0), ("most", 1)):
                columns[f"{side}:{name}"] = pl.Series(
                    [ends[name][at] if name in ends else None for _, ends in rows], dtype=field.dtype
                )
    return pl.DataFrame(columns)


def builtin(
    name: str, seed: int, prospects: int = 20, tries: int = 10, ranges: str = "middle"
) -> tuple[Counterexample | None, int]:
    """Completions of random prospects stay within what a built-in ruleset says of their ranges."""
    rules = Ruleset.load(name, [f"decision.ranges={ranges}"])
    chance = random.Random(f"{name} {seed}")
    fields = read_fields(rules)
    rows = [ranged(chance, fields, number) for number in range(prospects)]
    completed = [(complete(chance, fields, row, ends), {}) for row, ends in rows for _ in range(tries)]
    own = rules.qualify(frame(fields, rows), AS_OF).to_dicts()
    theirs = rules.qualify(frame(fields, completed), AS_OF).to_dicts()
    for number, found in enumerate(theirs):
        prospect = own[number // tries]
        wrong = outside(prospect, prospect) or outside(prospect, found)
        if wrong:
            text = f"{name}, seed {seed}: {wrong}\n  prospect: {rows[number // tries]}\n  completion: {completed[number][0]}"
            return Counterexample(
                f"real_{name}", seed, "", [rows[number // tries][0], completed[number][0]], text
            ), number
    return None, len(theirs) + len(own)


def read_fields(rules: Ruleset) -> dict[str, Field]:
    """The fields that the ruleset reads."""
    return dict(rules.plan(AS_OF).fields)
