"""Helpers of the proofs: typed frames from prospects, and the engine's rows as plain dictionaries."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tests.support.generate import FIELDS
from tests.support.oracle import decide_compiled
from tests.support.oracle_ranges import ORDERED, Range
from tests.support.oracle_ruleset import Compiled, References

DTYPES: dict[str, type[pl.DataType]] = {
    "bool": pl.Boolean,
    "date": pl.Date,
    "text": pl.String,
    "country": pl.String,
    "level": pl.String,
}


def schema(fields: dict[str, dict[str, Any]] = FIELDS) -> dict[str, type[pl.DataType]]:
    names: dict[str, type[pl.DataType]] = {"prospect_id": pl.String, "name": pl.String}
    return names | {name: DTYPES.get(declared["type"], pl.Float64) for name, declared in fields.items()}


def frame(prospects: list[dict[str, Any]], fields: dict[str, dict[str, Any]] = FIELDS) -> pl.DataFrame:
    """A typed frame of prospects; fields of which any prospect has a range, or ends beside a value, have columns of ends."""
    columns = schema(fields)
    data = {
        name: [None if isinstance(row.get(name), Range) else row.get(name) for row in prospects] for name in columns
    }
    for name, raw in fields.items():
        if raw["type"] in ORDERED and any(
            isinstance(row.get(name), Range) or f"least:{name}" in row for row in prospects
        ):
            for side in ("least", "most"):
                columns[f"{side}:{name}"] = columns[name]
                data[f"{side}:{name}"] = [end_of(row, name, side) for row in prospects]
    return pl.DataFrame(data, schema=columns)


def end_of(row: dict[str, Any], name: str, side: str) -> Any:
    """An end of a range, or one that stands beside a value."""
    given = row.get(name)
    return getattr(given, side) if isinstance(given, Range) else row.get(f"{side}:{name}")


def load(path: Path) -> Any:
    from shortlist import Ruleset

    return Ruleset.load(path)


def qualify(
    path: Path, prospects: list[dict[str, Any]], as_of: date, fields: dict[str, dict[str, Any]] = FIELDS
) -> list[dict[str, Any]]:
    """Decide with the engine."""
    return rows(load(path).qualify(frame(prospects, fields), as_of=as_of))


def rows(decided: pl.DataFrame) -> list[dict[str, Any]]:
    return decided.rows(named=True)


def compare(
    ruleset: dict[str, Any],
    references: References,
    as_of: date,
    prospects: list[dict[str, Any]],
    found: list[dict[str, Any]],
) -> list[tuple[dict[str, Any], str, Any, Any]]:
    """Differences to the oracle: prospect, column, engine's value, oracle's value."""
    oracle = Compiled(ruleset, references, as_of)
    differences: list[tuple[dict[str, Any], str, Any, Any]] = []
    if len(found) != len(prospects):
        return [({}, "rows", len(found), len(prospects))]
    for prospect, row in zip(prospects, found, strict=True):
        wanted = decide_compiled(oracle, prospect)
        if list(row) != list(wanted):
            return [(prospect, "columns", list(row), list(wanted))]
        differences += [
            (prospect, column, row[column], wanted[column])
            for column in wanted
            if not (offered if column.startswith("offer_") else same)(row[column], wanted[column])
        ]
    return differences


def same(left: Any, right: Any) -> bool:
    """Equal in type (null, bool, number, text) and value."""
    numbers = (int, float)
    alike = type(left) is type(right) or (type(left) in numbers and type(right) in numbers)
    return alike and bool(left == right)


def offered(left: Any, right: Any) -> bool:
    """Equal, but a half in the thirteenth digit may be rounded either way, because Polars rounds a product by a power."""
    if not (type(left) is type(right) is float and left and right):
        return same(left, right)
    twelve = float(f"{left:.11e}")
    return math.isclose(left, twelve, rel_tol=1e-14) and math.isclose(left, right, rel_tol=1.01e-11)


def message(seed: int | str, path: Path, difference: tuple[dict[str, Any], str, Any, Any]) -> str:
    prospect, column, engine, oracle = difference
    known = {name: value for name, value in prospect.items() if value is not None}
    text = json.dumps(known, default=str, ensure_ascii=False)
    return (
        f"seed {seed}, ruleset {path}, column {column}\n  engine: {engine!r}\n  oracle: {oracle!r}\n  prospect: {text}"
    )
