"""DuckDB as a second oracle: random conditions in both dialects, and their values now over a table of prospects."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import duckdb

from tests.support.generate import AS_OF, FIELDS, REFERENCES, SELLER, Generated, dump, prospect, references
from tests.support.generate_sql import DATES, LEVELS, TEXTS, Writer
from tests.support.oracle import decide_compiled
from tests.support.oracle_ruleset import Compiled, References

MARK = re.compile("\ue000(.*?)\ue001('(?:[^']|'')*'|-?[0-9.e+-]+)")
TYPES = {"bool": "BOOLEAN", "date": "DATE", "text": "VARCHAR", "country": "VARCHAR"}


class DuckWriter(Writer):
    """Marks literals with their type, which DuckDB needs written; keeps to values where DuckDB has no overflow."""

    huge: ClassVar[list[float]] = [1000.0]
    texts: ClassVar[list[str]] = [text for text in TEXTS if text != "ß"]
    days: ClassVar[list[str]] = ["1", "30", "365"]

    def write_literal(self, kind: str, value: Any) -> str:
        return f"\ue000{kind}\ue001{super().write_literal(kind, value)}"


def for_engine(marked: str) -> str:
    return MARK.sub(r"\2", marked)


def for_duckdb(marked: str) -> str:
    def cast(match: re.Match[str]) -> str:
        kind, literal = match.groups()
        types = {"number": "DOUBLE", "date": "DATE"}
        return (
            f"CAST({literal} AS {types.get(kind) or (kind[6:] + '_type' if kind.startswith('level:') else 'VARCHAR')})"
        )

    return re.sub(r"\bCURRENT_DATE\b", f"DATE '{AS_OF}'", MARK.sub(cast, marked))


@dataclass
class Conditions:
    """Marked conditions, as a ruleset with two tags each: `yes7` where condition 7 is true, `no7` where its NOT is."""

    generated: Generated
    marked: list[str]

    @property
    def truth(self) -> list[list[bool | None]]:
        return duckdb_values(self.marked, self.generated.prospects, self.generated.references)

    def from_tags(self, tags: str | None) -> list[bool | None]:
        given = set((tags or "").split("; "))
        return [True if f"yes{i}" in given else False if f"no{i}" in given else None for i in range(len(self.marked))]

    def oracle(self) -> list[list[bool | None]]:
        compiled = Compiled(self.generated.ruleset, self.generated.references, AS_OF)
        return [self.from_tags(decide_compiled(compiled, row)["tags"]) for row in self.generated.prospects]


def tame(chance: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    """Without values where DuckDB differs by design: overflow, years before 1, one character that becomes two, and
    noise behind the twelfth digit, which here means nothing in what is computed."""

    def cell(value: Any) -> Any:
        if isinstance(value, float):
            return float(f"{value:.12g}") if 1e-3 < abs(value) < 1e6 else 0.0
        if isinstance(value, date):
            return value if 1800 < value.year < 2100 else chance.choice(DATES)
        return None if value == "ß" else value

    return {name: cell(value) for name, value in row.items()}


def conditions(seed: int, count: int = 40, prospects: int = 150) -> Conditions:
    chance = random.Random(f"duck{seed}")
    spellings: Counter[str] = Counter()
    writer = DuckWriter(chance, spellings)
    marked = [writer.condition(3).text for _ in range(count)]
    rules: list[dict[str, Any]] = []
    for number, text in enumerate(marked):
        rules.append({"id": f"yes{number}", "when": for_engine(text), "then": {"tag": f"yes{number}"}})
        rules.append({"id": f"no{number}", "when": f"NOT ({for_engine(text)})", "then": {"tag": f"no{number}"}})
    title = {"en": "t", "zh": "t"}
    ruleset = {
        "ruleset": f"duck{seed}",
        "version": "1.0",
        "title": title,
        "currency": "USD",
        "seller": SELLER,
        "fields": {name: {"type": raw["type"], "title": title} | raw for name, raw in FIELDS.items()},
        "references": REFERENCES,
        "criteria": {
            "c0": {"weight": 1, "title": title, "measures": {"m0": {"value": "a_number", "linear": {0: 0, 1: 100}}}}
        },
        "rules": rules,
    }
    rows = [tame(chance, prospect(chance, number)) for number in range(prospects)]
    text, parsed = dump(ruleset)
    return Conditions(Generated(seed, text, parsed, references(chance), rows, spellings), marked)


def _is_later(name: str, value: Any) -> bool:
    """Whether a date is unknown because it lies after the as-of date."""
    return isinstance(value, date) and not FIELDS[name].get("future") and value > AS_OF


def duckdb_values(marked: list[str], prospects: list[dict[str, Any]], tables: References) -> list[list[bool | None]]:
    connection = duckdb.connect()
    connection.execute("SET ieee_floating_point_ops = false; SET error_on_division_by_zero = false")
    for level, values in LEVELS.items():
        connection.execute(f"CREATE TYPE {level}_type AS ENUM ({', '.join(map(repr, values))})")
    columns = {
        name: TYPES.get(raw["type"], f"{name}_type" if raw["type"] == "level" else "DOUBLE")
        for name, raw in FIELDS.items()
    }
    create(
        connection,
        "prospects",
        {"number_": "INTEGER"} | columns,
        [[i, *(None if _is_later(c, row[c]) else row[c] for c in columns)] for i, row in enumerate(prospects)],
    )
    for name, reference in REFERENCES.items():
        inner = {column: TYPES.get(raw["type"], "DOUBLE") for column, raw in reference["fields"].items()}
        create(
            connection,
            name,
            {"key_": "VARCHAR"} | inner,
            [[key, *(row[c] for c in inner)] for key, row in tables[name].items()],
        )
    create(connection, "seller", {"max_order": "DOUBLE", "ratio": "DOUBLE", "home": "VARCHAR"}, [list(SELLER.values())])
    joins = " ".join(f"LEFT JOIN {name} ON {name}.key_ = {raw['key']}" for name, raw in REFERENCES.items())
    listed = ", ".join(f"({for_duckdb(text)})" for text in marked)
    query = f"SELECT {listed} FROM prospects {joins} CROSS JOIN seller ORDER BY number_"
    return [list(row) for row in connection.execute(query).fetchall()]


def create(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], rows: list[list[Any]]) -> None:
    connection.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")
    connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)


def first_difference(conditions: Conditions, found: list[list[bool | None]]) -> str | None:
    """The first value that is not DuckDB's, in words."""
    for row, values, truths in zip(conditions.generated.prospects, found, conditions.truth, strict=True):
        for marked, value, truth in zip(conditions.marked, values, truths, strict=True):
            if value is not truth:
                key = ("a_country", "a_text") if "_table" in marked else ()
                known = {name: cell for name, cell in row.items() if name in marked or name in key}
                here, there = for_engine(marked), for_duckdb(marked)
                return f"{here}\n  is {value}, DuckDB says {truth}\n  {there}\n  prospect: {known}"
    return None
