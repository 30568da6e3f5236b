"""Random rulesets fed from every side: typed lookup tables with gaps, histories that supply fields, weights from 1e-12 to 1e12."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from tests.support.generate import AS_OF, FIELDS, Generated, field_value, generate, write_yaml

Row = dict[str, Any]
GRADES = ["weak", "fair", "good", "best"]
COLUMNS: dict[str, Row] = {
    "grade": {"type": "level", "values": GRADES},
    "count": {"type": "integer", "minimum": 0, "maximum": 12},
    "share": {"type": "percent", "minimum": 0, "maximum": 1},
    "stars": {"type": "rating"},
    "worth": {"type": "money", "minimum": -5},
    "open": {"type": "bool"},
    "since": {"type": "date"},
    "seat": {"type": "country"},
}
KEYS: dict[str, list[str]] = {
    "a_text": ["Acme", "acme", "北京", "O'Neil", "Zz", "a b", "ß"],
    "a_level": ["poor", "fair", "good", "great"],
    "a_country": ["DE", "US", "NO", "KP", "CN", "GB"],
}
READS = [
    "c_table.grade >= 'good'", "c_table.grade IN ('weak', 'best')", "c_table.grade = 'fair'", "c_table.grade IS NULL",
    "c_table.count > 12", "c_table.count + 1 <= 4", "c_table.count BETWEEN 2 AND 8", "c_table.count < 0",
    "c_table.share > 0.5", "c_table.share > 1", "c_table.stars > 5", "c_table.stars + c_table.share >= 3", "c_table.stars < 1",
    "c_table.worth < -5", "c_table.worth >= 100", "c_table.open", "NOT c_table.open", "c_table.open IS NULL",
    "c_table.since < '2020-01-01'", "c_table.seat = 'DE'", "c_table.seat <> a_country",
    "h_share > 1", "h_share > 0.4", "h_sum >= 3", "h_sum < -10", "h_sum > 10 OR h_flag", "h_days >= 200", "h_days < 0",
    "h_last < '2026-06-01'", "h_flag", "h_flag IS NULL", "NOT h_flag", "h_orders > 2", "h_orders = 0", "h_orders IS NULL",
    "h_mean > 2 AND h_orders > 0", "COALESCE(h_sum, 0) > 5", "h_sum > c_table.count", "CASE WHEN h_flag THEN h_sum ELSE h_days END > 4",
]  # fmt: skip
SUPPLIED: dict[str, Row] = {
    "h_share": {"type": "percent", "minimum": 0, "maximum": 1},
    "h_sum": {"type": "number", "minimum": -10, "maximum": 10},
    "h_mean": {"type": "number", "maximum": 4},
    "h_days": {"type": "integer", "minimum": 0, "maximum": 300},
    "h_orders": {"type": "integer"},
    "h_last": {"type": "date"},
    "h_flag": {"type": "bool"},
}
"""The fields that the history supplies: some of its features leave their range."""
FEATURES = {
    "h_share": "SUM(b) / COUNT(*)",
    "h_sum": "SUM(a)",
    "h_mean": "AVG(a) FILTER (WHERE open)",
    "h_days": "CURRENT_DATE - MAX(date)",
    "h_orders": "COUNT(*) FILTER (WHERE a > 0)",
    "h_last": "MAX(date)",
    "h_flag": "COUNT(*) FILTER (WHERE open) > 1",
}
ALL = FIELDS | SUPPLIED


@dataclass
class Fed:
    """A ruleset with its tables, prospects whose supplied fields the list leaves open or says, and a history."""

    generated: Generated
    table: dict[str, Row]
    history: list[Row]
    key: str
    ruleset: Row = field(default_factory=dict)

    @property
    def prospects(self) -> list[Row]:
        return self.generated.prospects

    @property
    def references(self) -> dict[str, Any]:
        return self.generated.references | {"c_table": self.table}

    def write(self, folder: Path) -> Path:
        (folder / "c_table.csv").write_text(self.table_text(), encoding="utf-8")
        return self.generated.write(folder)

    def table_text(self) -> str:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow([self.key, *COLUMNS])
        for key, row in self.table.items():
            writer.writerow([key, *("" if row[c] is None else str(row[c]).lower() if c == "open" else row[c] for c in COLUMNS)])  # fmt: skip
        return buffer.getvalue()

    def frame(self) -> pl.DataFrame:
        types = {"prospect": pl.String, "date": pl.Date, "a": pl.Float64, "b": pl.Float64, "open": pl.Boolean}
        return pl.DataFrame({name: [row[name] for row in self.history] for name in types}, schema=types)

    def attach(self, prospect: Row) -> Row:
        """The prospect with what the history says: docs/semantics.md, section 2, one prospect at a time."""
        rows = [one for one in self.history if one["prospect"] == prospect["prospect_id"] and one["date"] <= AS_OF]
        return prospect | {name: supply(name, of(rows), prospect[name]) for name, of in MEANINGS.items()}


def supply(name: str, value: Any, said: Any) -> Any:
    """What a field is of which the history says `value` and the list `said`."""
    if value is None:
        return said
    low, high = ALL[name].get("minimum"), ALL[name].get("maximum")
    return None if (low is not None and value < low) or (high is not None and value > high) else value


def add(values: list[Any]) -> float | None:
    there = [value for value in values if value is not None]
    return float(sum(there)) if there else None


def mean(values: list[Any]) -> float | None:
    there = [value for value in values if value is not None]
    return float(f"{sum(there) / len(there):.8e}") if there else None


def share(rows: list[Row]) -> float | None:
    total = add([one["b"] for one in rows])
    return None if total is None else float(f"{total / len(rows):.8e}")


MEANINGS: dict[str, Callable[[list[Row]], Any]] = {
    "h_share": share,
    "h_sum": lambda rows: add([one["a"] for one in rows]),
    "h_mean": lambda rows: mean([one["a"] for one in rows if one["open"]]),
    "h_days": lambda rows: float((AS_OF - max(one["date"] for one in rows)).days) if rows else None,
    "h_orders": lambda rows: float(sum(1 for one in rows if one["a"] is not None and one["a"] > 0)),
    "h_last": lambda rows: max((one["date"] for one in rows), default=None),
    "h_flag": lambda rows: sum(1 for one in rows if one["open"]) > 1,
}


def feed(seed: int, prospects: int = 15) -> Fed:
    """The ruleset of `generate(seed)` with more fed into it; the same for the same seed."""
    generated = generate(seed, prospects)
    chance = random.Random(f"feeds{seed}")
    key = chance.choice(list(KEYS))
    table = {name: table_row(chance) for name in chance.sample(KEYS[key], chance.randint(1, len(KEYS[key]) - 1))}
    for row in generated.prospects:
        open_ = chance.random() < 0.7
        row |= {name: None if open_ or chance.random() < 0.5 else supplied_value(chance, name) for name in SUPPLIED}
    generated.ruleset = widen(generated.ruleset, chance, key)
    generated.text = write_yaml(generated.ruleset)
    return Fed(generated, table, history(chance, generated.prospects), key, generated.ruleset)


def widen(ruleset: Row, chance: random.Random, key: str) -> Row:
    """The ruleset with the table, the history, rules and measures that read both, and other weights."""
    titled = {name: raw | {"title": {"en": name, "zh": name}} for name, raw in SUPPLIED.items()}
    features: Row = dict(FEATURES)
    kinds = {name: raw["type"] for name, raw in SUPPLIED.items()}
    rules = [
        {"id": f"fed{number}", "when": when, "then": chance.choice(["reject", "review", "qualify", {"tag": f"f{number}"}])}
        for number, when in enumerate(chance.sample(READS, 6))
    ]  # fmt: skip
    for rule in rules:
        if rule["then"] == "reject":
            rule["if_unknown"] = chance.choice(["review", "ignore"])
    criteria = {name: weigh(chance, raw) for name, raw in ruleset["criteria"].items()}
    fed: Row = {
        "value": chance.choice(["c_table.count", "h_sum", "c_table.stars", "h_days / 30"]),
        "linear": {0: 0, 5: 80, 10: 20},
    }
    if chance.random() < 0.5:
        fed["else"] = 40
    first = next(iter(criteria.values()))
    first["measures"] = first["measures"] | {"fed": fed | {"weight": weight(chance)}}
    return ruleset | {
        "fields": ruleset["fields"] | titled,
        "references": ruleset["references"] | {"c_table": {"file": "c_table.csv", "key": key, "fields": COLUMNS}},
        "history": {
            "h": {
                "prospect": "who",
                "date": "when",
                "fields": {"a": {"type": "number"}, "b": {"type": "number"}, "open": {"type": "bool"}},
                "features": {name: {"value": text, "type": kinds[name]} for name, text in features.items()},
            }
        },
        "criteria": criteria,
        "rules": [*rules, *ruleset["rules"]] if chance.random() < 0.5 else [*ruleset["rules"], *rules],
    }


def weight(chance: random.Random) -> float:
    return float(f"{10 ** chance.uniform(-12, 12):.3e}")


def weigh(chance: random.Random, raw: Row) -> Row:
    """A criterion whose weights above 0, and those of its measures, may be anything from 1e-12 to 1e12."""
    if chance.random() < 0.3:
        return raw

    def other(value: Any) -> Any:
        return weight(chance) if isinstance(value, int | float) and value > 0 else value

    old = raw["weight"]
    measures = {name: one | {"weight": other(one.get("weight", 1))} for name, one in raw["measures"].items()}
    new = {name: other(value) for name, value in old.items()} if isinstance(old, dict) else other(old)
    return raw | {"weight": new, "measures": measures}


def table_row(chance: random.Random) -> Row:
    return {name: None if chance.random() < 0.3 else cell(chance, raw) for name, raw in COLUMNS.items()}


def cell(chance: random.Random, raw: Row) -> Any:
    """A value of a column, often at an end of its range."""
    kind = raw["type"]
    if kind == "level":
        return chance.choice(raw["values"])
    if kind == "bool":
        return chance.random() < 0.5
    if kind == "date":
        return chance.choice([date(2019, 12, 31), date(2020, 1, 1), date(2027, 1, 1)])
    if kind == "country":
        return chance.choice(["DE", "FR", "US"])
    low, high = (1, 5) if kind == "rating" else (raw["minimum"], raw.get("maximum", 1000))
    number = chance.choice([low, high, chance.uniform(low, high)])
    return float(round(number) if kind == "integer" else round(number, 3))


def supplied_value(chance: random.Random, name: str) -> Any:
    raw = SUPPLIED[name]
    if raw["type"] == "bool":
        return chance.random() < 0.5
    if raw["type"] == "date":
        return AS_OF - timedelta(chance.randrange(900))
    low, high = raw.get("minimum", -20), raw.get("maximum", 20)
    number = chance.choice([low, high, 0, 3, round(chance.uniform(low, high), 2)])
    return float(round(number) if raw["type"] == "integer" else min(max(number, low), high))


def history(chance: random.Random, prospects: list[Row]) -> list[Row]:
    """Rows of about two in three prospects, some after the day, some of nobody."""
    ids = [row["prospect_id"] for row in prospects if chance.random() < 0.65]
    rows = [one for name in [*ids, "nobody"] for one in [name] * chance.choice([0, 1, 2, 4])]

    def some(value: Any) -> Any:
        return None if chance.random() < 0.2 else value

    return [
        {
            "prospect": name,
            "date": AS_OF + timedelta(chance.choice([-1, -40, -250, -900, -3, 0, 20])),
            "a": some(chance.choice([0.0, 1.5, -3.0, 8.0, 2.0, -12.0])),
            "b": some(chance.choice([0.0, 1.0, 1.0, 3.0, -1.0, 0.5])),
            "open": some(chance.random() < 0.5),
        }
        for name in rows
    ]


def complete(chance: random.Random, prospect: Row) -> Row:
    """The prospect with values for missing fields, those that the history supplies among them."""
    stay = chance.choice([0.0, 0.0, 0.2, 0.6])
    value = {name: supplied_value if name in SUPPLIED else field_value for name in ALL}
    return prospect | {
        name: value[name](chance, name) for name in ALL if prospect[name] is None and chance.random() >= stay
    }


def spoil(chance: random.Random, fed: Fed) -> tuple[str, int, str]:
    """The table's text with one cell or key that it may not have, the line of it, and a word that must be said."""
    lines = fed.table_text().splitlines()
    number = chance.randrange(1, len(lines))
    cells = next(csv.reader([lines[number]]))
    bad = chance.choice(["key", *BAD])
    if bad == "key":
        lines.append(lines[number])
        return "\n".join(lines) + "\n", len(lines), "stands twice"
    at = list(COLUMNS).index(bad) + 1
    cells[at] = chance.choice(BAD[bad])
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    lines[number] = buffer.getvalue()
    return "\n".join(lines) + "\n", number + 1, f"{bad}: '{cells[at]}'"


BAD = {
    "grade": ["Good", "great", "1", "n/a"],
    "count": ["-1", "13", "2.5", "1e300", "1_0", "1,000", "five"],
    "share": ["1.01", "-0.1", "50%", "nan"],
    "stars": ["0", "5.5", "9", "-inf", "***"],
    "worth": ["-5.01", "$5", "1e999", "0x10"],
    "open": ["maybe", "2", "T"],
    "since": ["2020-02-30", "20200101", "01/02/2020", "2020-W01-1"],
    "seat": ["Germany", "XX", "de", "DEU"],
}
