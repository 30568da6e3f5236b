"""Seeded random rulesets and prospects, chosen to hurt: values on knots and cuts, huge and tiny numbers, many nulls."""

from __future__ import annotations

import csv
import io
import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.oracle import References, decide

AS_OF = date(2026, 11, 23)
LEVELS = {"a_level": ["poor", "fair", "good", "great"], "b_level": ["low", "high"]}
FIELDS: dict[str, dict[str, Any]] = {
    "a_number": {"type": "number"},
    "b_number": {"type": "number", "minimum": -10, "maximum": 10},
    "c_number": {"type": "number", "minimum": 0},
    "a_money": {"type": "money", "minimum": 0},
    "a_percent": {"type": "percent"},
    "a_integer": {"type": "integer", "minimum": 0, "maximum": 20},
    "b_integer": {"type": "integer"},
    "a_rating": {"type": "rating"},
    "a_level": {"type": "level", "values": LEVELS["a_level"]},
    "b_level": {"type": "level", "values": LEVELS["b_level"]},
    "a_date": {"type": "date"},
    "b_date": {"type": "date"},
    "a_bool": {"type": "bool"},
    "b_bool": {"type": "bool"},
    "a_text": {"type": "text"},
    "b_text": {"type": "text"},
    "a_country": {"type": "country"},
}
NUMBER_FIELDS = "a_number b_number c_number a_money a_percent a_integer b_integer a_rating".split()
COUNTRIES = ["DE", "US", "NO", "KP", "CN", "GB"]
TEXTS = ["Acme", "acme", "ACME%", "É", "é", "北京", "O'Neil", "_", "%", "a b", "😀", "x\ny", "ß", "Zz", "100%"]
PATTERNS = ["A%", "%c%", "_", "____", "%", "a_m%", "北%", "%'%", "É", "x_y", "%\\%", "a%e"]
DATES = [date(2026, 11, 23), date(2020, 2, 29), date(2024, 12, 31), date(2025, 1, 1), date(1999, 7, 1), date(2026, 11, 22)]
EXTREME_DATES = [date(1, 1, 1), date(9999, 12, 31), date(1900, 3, 1), date(1970, 1, 1), date(2000, 2, 29)]
NUMBERS = [0, 0, 1, 2, 3, 5, 10, 0.5, 1.5, 2.5, 20, 30, 50, 60, 100, 1000, 0.1, 0.3, -1, -2.5, -10, 7, 4]
HUGE = [1e308, -1e308, 1.7976931348623157e308, 5e-324, 1e-300, -0.0, 1e15, 9007199254740993.0, 0.1 + 0.2, 1e17]
SCORES = [0, 25, 50, 75, 100, 50, 100, 0, 40, 60, 33.3]
REFERENCES: dict[str, dict[str, Any]] = {
    "a_table": {
        "file": "a_table.csv",
        "key": "a_country",
        "fields": {"index": {"type": "number"}, "flag": {"type": "bool"}, "since": {"type": "date"}, "label": {"type": "text"}},
    },
    "b_table": {"file": "b_table.csv", "key": "a_text", "fields": {"stars": {"type": "rating"}, "amount": {"type": "number"}}},
}
SELLER = {"max_order": 50, "ratio": 0.5, "home": "DE"}
OR, AND, NOT, IS, COMPARE, IN, ADD, MULTIPLY, UNARY, ATOM = range(1, 11)

BOOLEANS = (
    "AND;OR;NOT;=;==;<>;!=;<;<=;>;>=;IN;NOT IN;BETWEEN;NOT BETWEEN;LIKE;NOT LIKE;ILIKE;NOT ILIKE;IS NULL;IS NOT NULL;ISNULL;"
    "NOTNULL;IS TRUE;IS NOT TRUE;IS FALSE;IS NOT FALSE;segment =;segment IN;conclusion;bool field;CASE bool;COALESCE bool"
).split(";")
SCALARS = (
    "CASE ELSE;CASE;COALESCE;IFNULL;GREATEST;LEAST;NULLIF;+;-;*;/;unary -;ABS;ROUND;ROUND n;LENGTH;LOWER;UPPER;YEAR;QUARTER;"
    "MONTH;DAY;EXTRACT;DATE_DIFF;date - date;CURRENT_DATE;seller.x;reference;criterion;criterion.coverage;score;coverage"
).split(";")
SPELLINGS = BOOLEANS + SCALARS
RARE = "AND;OR;NOT;conclusion;conclusion;CURRENT_DATE;IS NOT FALSE;NOT LIKE;segment =;segment IN;seller.x;ISNULL;IS NOT TRUE;NOT ILIKE;IS TRUE;IFNULL;LIKE;MONTH;IS FALSE;YEAR;QUARTER".split(";")


@dataclass
class Generated:
    """A ruleset as text and as parsed, its tables, its prospects, and how often each spelling was written."""

    seed: int
    text: str
    ruleset: dict[str, Any]
    references: References
    prospects: list[dict[str, Any]]
    spellings: Counter[str] = field(default_factory=Counter)

    def write(self, folder: Path) -> Path:
        """Write the ruleset and its tables; returns the path of the ruleset."""
        for name, table in self.references.items():
            (folder / f"{name}.csv").write_text(table_text(name, table), encoding="utf-8")
        path = folder / f"r{self.seed}.yaml"
        path.write_text(self.text, encoding="utf-8")
        return path


def table_text(name: str, table: dict[Any, dict[str, Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    reference = REFERENCES[name]
    writer.writerow([reference["key"], *reference["fields"]])
    for key, row in table.items():
        cells = [row.get(column) for column in reference["fields"]]
        writer.writerow([key, *("" if c is None else str(c).lower() if isinstance(c, bool) else c for c in cells)])
    return buffer.getvalue()


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True)
class Sql:
    text: str
    precedence: int

    def at(self, least: int) -> str:
        return self.text if self.precedence >= least else f"({self.text})"


class Writer:
    """Writes random SQL, at a stage where `later` names may or may not be read."""

    numbers = NUMBERS
    huge = [1e308, 1e-300, 1e15]
    texts = TEXTS
    days = ["1", "30", "365", "0.5", "a_integer", "b_number", "a_percent", "a_number"]

    def __init__(self, chance: random.Random, spellings: Counter[str]) -> None:
        self.chance = chance
        self.spellings = spellings
        self.criteria: list[str] = []
        self.segments: dict[str, list[str]] = {}
        self.conclusions: list[str] = []
        self.later = False  # criteria, score and coverage may be read

    def used(self, spelling: str, text: str, precedence: int) -> Sql:
        self.spellings[spelling] += 1
        if precedence < ATOM and self.chance.random() < 0.08:
            return Sql(f"({text})", ATOM)
        return Sql(text, precedence)

    def pick(self, options: list[Any]) -> Any:
        return self.chance.choice(options)

    def condition(self, depth: int = 2) -> Sql:
        spelling = self.pick(SPELLINGS + RARE)
        if spelling in BOOLEANS:
            return self.boolean(spelling, depth)
        return self.about(*self.scalar(spelling, depth))

    def boolean(self, spelling: str, depth: int) -> Sql:
        if spelling in ("AND", "OR"):
            level = OR if spelling == "OR" else AND
            if depth <= 0:
                return self.compared("number", self.number_name(), self.sign())
            parts = [self.condition(depth - 1).at(level) for _ in range(self.pick([2, 2, 3]))]
            return self.used(spelling, f" {spelling} ".join([parts[0], *parts[1:]]), level)
        if spelling == "NOT":
            return self.used("NOT", f"NOT {self.condition(depth - 1).at(NOT)}", NOT)
        if spelling.startswith("segment"):
            return self.about_segment(spelling)
        if spelling in ("conclusion", "bool field"):
            return self.flag(spelling)
        if spelling == "CASE bool":
            return self.case("bool", depth, self.chance.random() < 0.5)
        if spelling == "COALESCE bool":
            rest = self.pick(["TRUE", "FALSE", self.condition(depth - 1).text])
            return self.used("COALESCE", f"COALESCE({self.condition(depth - 1).text}, {rest})", ATOM)
        if spelling in ("IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE"):
            return self.used(spelling, f"{self.condition(depth - 1).at(ADD)} {spelling}", IS)
        if spelling.endswith("LIKE"):
            return self.used(spelling, f"{self.text(depth - 1).at(ADD)} {spelling} {quoted(self.pick(PATTERNS))}", IN)
        kind = self.pick(["number", "number", "number", "date", "text", "level", "bool"])
        if kind == "bool" and spelling not in ("=", "==", "<>", "!=", "IS NULL", "IS NOT NULL", "ISNULL", "NOTNULL"):
            kind = "number"
        if kind == "text" and spelling in ("<", "<=", ">", ">=", "BETWEEN", "NOT BETWEEN"):
            kind = "date"
        if kind == "bool":
            return self.about_bool(spelling, depth)
        kind = self.level_kind() if kind == "level" else kind
        return self.compared(kind, self.any(kind, depth - 1), spelling, depth)

    def sign(self) -> str:
        return str(self.pick(["=", "<>", "<", "<=", ">", ">=", "==", "!="]))

    def about_bool(self, spelling: str, depth: int) -> Sql:
        left = self.condition(depth - 1) if depth > 0 else self.flag("bool field")
        if "NULL" in spelling:
            return self.used(spelling, f"{left.at(ADD)} {spelling}", IS)
        right = self.pick(["TRUE", "FALSE", self.flag("bool field").text])
        return self.used(spelling, f"{left.at(ADD)} {spelling} {right}", COMPARE)

    def about(self, kind: str, left: Sql) -> Sql:
        """A predicate about a scalar."""
        if kind == "bool":
            return left
        ordered = ["=", "==", "<>", "!=", "<", "<=", ">", ">=", "IN", "NOT IN", "BETWEEN", "NOT BETWEEN", "IS NULL", "NOTNULL"]
        unordered = ["=", "<>", "IN", "NOT IN", "IS NULL", "IS NOT NULL", "LIKE", "ILIKE"]
        spelling = self.pick(unordered if kind in ("text", "country") else ordered)
        if "LIKE" in spelling:
            return self.used(spelling, f"{left.at(ADD)} {spelling} {quoted(self.pick(PATTERNS))}", IN)
        return self.compared(kind, left, spelling, 1)

    def compared(self, kind: str, left: Sql, spelling: str, depth: int = 0) -> Sql:
        if "NULL" in spelling:
            return self.used(spelling, f"{left.at(ADD)} {spelling}", IS)
        if "BETWEEN" in spelling:
            low, high = sorted((self.literal_value(kind) for _ in "ab"), key=lambda v: self.rank(kind, v))
            first = self.write_literal(kind, low) if self.chance.random() < 0.8 else self.any(kind, 0).at(ADD)
            return self.used(spelling, f"{left.at(ADD)} {spelling} {first} AND {self.write_literal(kind, high)}", IN)
        if "IN" in spelling:
            items = [self.write_literal(kind, self.literal_value(kind)) for _ in range(self.pick([1, 2, 3]))]
            return self.used(spelling, f"{left.at(ADD)} {spelling} ({', '.join(dict.fromkeys(items))})", IN)
        if self.chance.random() < 0.75 or kind.startswith(("level:", "country")):
            right = Sql(self.write_literal(kind, self.literal_value(kind)), UNARY)
        else:
            right = self.any(kind, depth - 1)
        return self.used(spelling, f"{left.at(ADD)} {spelling} {right.at(ADD)}", COMPARE)

    def rank(self, kind: str, value: Any) -> Any:
        return LEVELS[kind[6:]].index(value) if kind.startswith("level:") else value

    def literal_value(self, kind: str) -> Any:
        if kind == "number":
            return self.pick(self.numbers if self.chance.random() < 0.97 else self.huge)
        if kind == "date":
            return self.pick(DATES)
        if kind.startswith("level:"):
            return self.pick(LEVELS[kind[6:]])
        return self.pick(COUNTRIES if kind == "country" else self.texts)

    def write_literal(self, kind: str, value: Any) -> str:
        return repr(value) if kind == "number" else quoted(str(value))

    def about_segment(self, spelling: str) -> Sql:
        if not self.segments:
            return self.flag("bool field")
        segment = self.pick(list(self.segments))
        classes = self.segments[segment]
        if spelling == "segment IN":
            some = self.chance.sample(classes, self.chance.randint(1, len(classes)))
            word = self.pick(["IN", "IN", "NOT IN"])
            return self.used(spelling, f"{segment} {word} ({', '.join(map(quoted, some))})", IN)
        if self.chance.random() < 0.15:
            return self.used("IS NULL", f"{segment} IS NULL", IS)
        return self.used(spelling, f"{segment} {self.pick(['=', '=', '<>'])} {quoted(self.pick(classes))}", COMPARE)

    def flag(self, spelling: str) -> Sql:
        if spelling == "conclusion" and self.conclusions:
            return self.used("conclusion", self.pick(self.conclusions), ATOM)
        if self.chance.random() < 0.2:
            return self.used("reference", "a_table.flag", ATOM)
        return self.used("bool field", self.pick(["a_bool", "b_bool"]), ATOM)

    def any(self, kind: str, depth: int) -> Sql:
        if kind == "number":
            return self.number(depth)
        if kind == "date":
            return self.date(depth)
        if kind == "text":
            return self.text(depth)
        if kind == "bool":
            return self.condition(depth)
        if kind == "country":
            return Sql("a_country", ATOM)
        return self.level(kind, depth)

    def number_name(self) -> Sql:
        if self.later and self.chance.random() < 0.3:
            return self.scalar(self.pick(["criterion", "criterion.coverage", "score", "coverage"]), 0)[1]
        if self.chance.random() < 0.12:
            return self.used("reference", self.pick(["a_table.index", "b_table.stars", "b_table.amount"]), ATOM)
        return Sql(self.pick(NUMBER_FIELDS), ATOM)

    def number(self, depth: int) -> Sql:
        if depth <= 0 or self.chance.random() < 0.4:
            return self.number_name()
        spelling = self.pick([s for s in SCALARS if s not in ("LOWER", "UPPER", "CURRENT_DATE", "reference")])
        return self.scalar(spelling, depth, "number")[1]

    def operand(self, depth: int) -> Sql:
        if self.chance.random() < 0.4:
            return Sql(self.write_literal("number", abs(self.literal_value("number"))), ATOM)
        return self.number(depth)

    def date(self, depth: int) -> Sql:
        roll = self.chance.random()
        if depth > 0 and roll < 0.35:
            spelling = self.pick(["CASE", "CASE ELSE", "COALESCE", "GREATEST", "LEAST", "NULLIF"])
            return self.scalar(spelling, depth, "date")[1]
        if roll < 0.55:
            sign = self.pick(["+", "-"])
            return self.used(sign, f"{self.pick(['a_date', 'b_date'])} {sign} {self.pick(self.days)}", ADD)
        return self.used("reference", "a_table.since", ATOM) if roll < 0.62 else Sql(self.pick(["a_date", "b_date"]), ATOM)

    def text(self, depth: int) -> Sql:
        roll = self.chance.random()
        if depth > 0 and roll < 0.3:
            return self.scalar(self.pick(["LOWER", "UPPER", "CASE", "CASE ELSE", "COALESCE", "NULLIF"]), depth, "text")[1]
        return self.used("reference", "a_table.label", ATOM) if roll < 0.4 else Sql(self.pick(["a_text", "b_text"]), ATOM)

    def level(self, kind: str, depth: int) -> Sql:
        if depth > 0 and self.chance.random() < 0.3:
            return self.scalar(self.pick(["CASE", "CASE ELSE", "COALESCE", "NULLIF", "GREATEST", "LEAST"]), depth, kind)[1]
        return Sql(kind[6:], ATOM)

    def level_kind(self) -> str:
        return str(self.pick(["level:a_level", "level:b_level"]))

    def literal_or(self, kind: str, depth: int) -> str:
        if kind == "bool":
            return str(self.pick(["TRUE", "FALSE", self.condition(depth).text]))
        if self.chance.random() < 0.5:
            return self.write_literal(kind, self.literal_value(kind))
        return self.any(kind, depth).text

    def case(self, kind: str, depth: int, otherwise: bool) -> Sql:
        whens = [f"WHEN {self.condition(depth - 1).text} THEN {self.any(kind, depth - 1).text}"]
        if self.chance.random() < 0.3:
            result = "NULL" if self.chance.random() < 0.2 else self.literal_or(kind, depth - 1)
            whens.append(f"WHEN {self.condition(depth - 1).text} THEN {result}")
        tail = f" ELSE {self.literal_or(kind, depth - 1)}" if otherwise else ""
        return self.used("CASE ELSE" if otherwise else "CASE", f"CASE {' '.join(whens)}{tail} END", ATOM)

    def scalar(self, spelling: str, depth: int, kind: str = "") -> tuple[str, Sql]:
        """A scalar written with this spelling, and its kind."""
        deeper = depth - 1
        kind = kind or self.pick(["number", "number", "date", "text", self.level_kind()])
        if spelling in ("CASE", "CASE ELSE"):
            return kind, self.case(kind, depth, spelling == "CASE ELSE")
        if spelling in ("COALESCE", "IFNULL", "GREATEST", "LEAST"):
            if spelling in ("GREATEST", "LEAST") and kind in ("text", "country"):
                kind = "number"
            middle = [self.any(kind, deeper).text] if spelling != "IFNULL" and self.chance.random() < 0.4 else []
            parts = [self.any(kind, deeper).text, *middle, self.literal_or(kind, deeper)]
            return kind, self.used(spelling, f"{spelling}({', '.join(parts)})", ATOM)
        if spelling == "NULLIF":
            other = self.write_literal(kind, self.literal_value(kind))
            return kind, self.used(spelling, f"NULLIF({self.any(kind, deeper).text}, {other})", ATOM)
        if spelling in ("LOWER", "UPPER"):
            return "text", self.used(spelling, f"{spelling}({self.text(deeper).text})", ATOM)
        if spelling == "CURRENT_DATE":
            return self.today(deeper)
        if spelling == "reference":
            name, kind = self.pick([("b_table.stars", "number"), ("b_table.amount", "number"), ("a_table.label", "text")])
            return kind, self.used(spelling, name, ATOM)
        return "number", self.arithmetic(spelling, deeper)

    def today(self, depth: int) -> tuple[str, Sql]:
        if self.chance.random() < 0.5:
            return "number", self.used("CURRENT_DATE", f"CURRENT_DATE - {self.date(depth).at(MULTIPLY)}", ADD)
        return "date", self.used("CURRENT_DATE", f"GREATEST({self.date(depth).text}, CURRENT_DATE)", ATOM)

    def arithmetic(self, spelling: str, depth: int) -> Sql:
        number, dates = self.number, self.date
        one: dict[str, Callable[[], Sql]] = {
            "ABS": lambda: number(depth), "LENGTH": lambda: self.text(depth), "ROUND": lambda: number(depth),
            "YEAR": lambda: dates(depth), "QUARTER": lambda: dates(depth), "MONTH": lambda: dates(depth),
            "DAY": lambda: dates(depth),
        }  # fmt: skip
        if spelling in one:
            return self.used(spelling, f"{spelling}({one[spelling]().text})", ATOM)
        if spelling in ("+", "-", "*"):
            level = MULTIPLY if spelling == "*" else ADD
            return self.used(spelling, f"{number(depth).at(level)} {spelling} {self.operand(depth).at(level + 1)}", level)
        if spelling == "/":
            below = self.pick(NUMBER_FIELDS) if self.chance.random() < 0.6 else f"({self.pick(NUMBER_FIELDS)} - {self.pick([1, 2, 5])})"
            return self.used("/", f"{self.operand(depth).at(MULTIPLY)} / {below}", MULTIPLY)
        if spelling == "unary -":
            return self.used(spelling, f"-{number(depth).at(ATOM)}", UNARY)
        if spelling == "ROUND n":
            return self.used(spelling, f"ROUND({number(depth).text}, {self.pick([0, 1, 2, 9])})", ATOM)
        if spelling == "EXTRACT":
            return self.used(spelling, f"EXTRACT({self.pick(['year', 'month', 'quarter', 'day'])} FROM {dates(depth).text})", ATOM)
        if spelling == "DATE_DIFF":
            unit = self.pick(["day", "month", "year"])
            ends = [dates(depth).text, self.pick(["CURRENT_DATE", dates(0).text])]
            return self.used(spelling, f"DATE_DIFF('{unit}', {', '.join(self.chance.sample(ends, 2))})", ATOM)
        if spelling == "date - date":
            return self.used(spelling, f"{dates(depth).at(ADD)} - {dates(0).at(MULTIPLY)}", ADD)
        if spelling == "seller.x":
            sign = self.pick(["+", "-", "*"])
            return self.used(spelling, f"{number(0).text} {sign} {self.pick(['seller.max_order', 'seller.ratio'])}", ADD)
        if not self.later:
            return self.number_name()
        name = {"score": "score", "coverage": "coverage"}.get(spelling) or self.pick(self.criteria)
        return self.used(spelling, name + (".coverage" if spelling == "criterion.coverage" else ""), ATOM)


def measure(writer: Writer) -> dict[str, Any]:
    chance = writer.chance
    raw: dict[str, Any] = {}
    if chance.random() < 0.4:
        raw["weight"] = chance.choice([1, 2, 3, 0.5])
    kind = chance.choice(["number", "number", "number", "expression", "bool", "text", "country", "level:a_level", "level:b_level"])
    if kind in ("number", "expression"):
        raw["value"] = chance.choice(NUMBER_FIELDS) if kind == "number" else writer.number(2).text
        keys = sorted(set(chance.sample(NUMBERS, chance.randint(2, 4))))
        raw[chance.choice(["linear", "steps"])] = {key: chance.choice(SCORES) for key in keys}
        if len(keys) < 2:
            raw.pop("linear", None)
            raw["steps"] = {keys[0]: 50}
    else:
        simple = {"bool": "a_bool", "text": "b_text", "country": "a_country"}.get(kind, kind[6:])
        raw["value"] = simple if chance.random() < 0.8 or kind == "country" else writer.any(kind, 1).text
        values = {"bool": [False, True], "text": TEXTS, "country": COUNTRIES}.get(kind) or LEVELS[kind[6:]]
        listed = chance.sample(values, chance.randint(1, min(4, len(values))))
        raw["levels"] = {value: chance.choice(SCORES) for value in sorted(listed, key=values.index)}
    if chance.random() < 0.4:
        raw["else"] = chance.choice(SCORES)
    return raw


def criteria(writer: Writer, driver: list[str]) -> dict[str, Any]:
    chance = writer.chance
    found: dict[str, Any] = {}
    for number in range(chance.choice([1, 2, 3, 4, 6])):
        measures = {f"m{number}_{i}": measure(writer) for i in range(chance.choice([1, 1, 2, 3]))}
        for raw in list(measures.values())[1:]:
            if chance.random() < 0.2:
                raw.update(chance.choice([{"weight": 0}, {"use": False}]))
        weight: Any = chance.choice([1, 1, 2, 3, 5]) if number == 0 or chance.random() < 0.85 else 0
        if driver and number and chance.random() < 0.6:
            some = chance.sample(driver, chance.randint(1, len(driver)))
            weight = {"default": weight, "by": "driver"} | {name: chance.choice([0, 1, 4]) for name in some}
        name = f"c{number}"
        found[name] = {"weight": weight, "title": {"en": name, "zh": name}, "measures": measures}
        if chance.random() < 0.3:
            found[name]["missing"] = chance.choice(["skip", "neutral", "worst"])
        if chance.random() < 0.2:
            found[name]["floor"] = chance.choice([25, 33.3, {"below": 50, "if_unknown": chance.choice(["review", "ignore"])}])
    return found


def classes(writer: Writer, name: str, depth: int) -> list[dict[str, Any]]:
    ids = [f"{name}_{i}" for i in range(writer.pick([1, 2, 3]))]
    return [*({"id": i, "when": writer.condition(depth).text} for i in ids), {"id": f"{name}_rest", "else": True}]


def rules(writer: Writer) -> list[dict[str, Any]]:
    chance = writer.chance
    kinds: list[Any] = [[{"conclude": f"k{i}"}] for i in range(chance.choice([1, 2, 3]))]
    kinds += [[chance.choice(["reject", "review", "qualify"])] for _ in range(chance.choice([0, 1, 1, 1, 2, 3]))]
    kinds += [[{"tag": f"t{chance.randint(0, 3)}"}] for _ in range(13)]
    chance.shuffle(kinds)
    kinds.sort(key=lambda then: isinstance(then[0], dict) and "tag" in then[0])
    found: list[dict[str, Any]] = []
    for number, then in enumerate(kinds):
        if chance.random() < 0.15:
            then.append({"tag": f"u{chance.randint(0, 2)}"})
        decides = isinstance(then[0], str)
        parts = [writer.condition(2) for _ in range(chance.choice([1, 2, 2] if decides else [2, 3, 4]))]
        joiner, level = chance.choice([(" AND ", AND), (" OR ", OR)])
        text = parts[0].text if len(parts) == 1 else joiner.join(part.at(level) for part in parts)
        rule: dict[str, Any] = {"id": f"rule{number}", "when": text, "then": then if len(then) > 1 else then[0]}
        if then[0] == "reject" or chance.random() < (0.4 if decides else 0.04):
            rule["if_unknown"] = chance.choice(["review", "ignore"])
        if chance.random() < 0.1 and "conclude" not in then[0]:
            rule["use"] = False
        found.append(rule)
        writer.conclusions += [part["conclude"] for part in then if isinstance(part, dict) and "conclude" in part]
    return found


def references(chance: random.Random) -> References:
    def cell(value: Any) -> Any:
        return None if chance.random() < 0.3 else value

    table_a = {
        key: {
            "index": cell(float(chance.choice(NUMBERS))),
            "flag": cell(chance.random() < 0.5),
            "since": cell(chance.choice(DATES)),
            "label": cell(chance.choice(["Acme", "acme", "北京", "É"])),
        }
        for key in chance.sample(COUNTRIES, 4)
    }
    keys = ["Acme", "acme", "北京", "O'Neil", "Zz"]
    table_b = {
        key: {"stars": cell(float(chance.randint(1, 5))), "amount": cell(float(chance.choice(NUMBERS)))}
        for key in chance.sample(keys, 4)
    }
    return {"a_table": table_a, "b_table": table_b}


def field_value(chance: random.Random, name: str) -> Any:
    """A value of the field, within its range, often on an edge."""
    declared = FIELDS[name]
    kind = declared["type"]
    if kind == "bool":
        return chance.random() < 0.5
    if kind in ("text", "country"):
        return chance.choice(TEXTS if kind == "text" else COUNTRIES + ["FR", "JP"])
    if kind == "level":
        return chance.choice(declared["values"])
    if kind == "date":
        day = chance.choice(DATES + [AS_OF] + EXTREME_DATES[:: chance.choice([1, 2])])
        return day + timedelta(chance.choice([-1, 1])) if day.year not in (1, 9999) and chance.random() < 0.3 else day
    low, high = declared.get("minimum", -math.inf), declared.get("maximum", math.inf)
    if kind == "rating":
        return chance.choice([1.0, 2.0, 3.0, 3.5, 5.0, 4.999999])
    roll = chance.random()
    number = float(chance.choice(NUMBERS))
    if roll < 0.1:
        number = chance.choice(HUGE)
    elif roll < 0.25:
        number = math.nextafter(number, chance.choice([-math.inf, math.inf]))
    elif roll < 0.4:
        number = round(chance.uniform(-20, 120), chance.choice([0, 1, 2, 12]))
    if kind == "integer":
        number = float(math.trunc(number)) if abs(number) < 1e18 else 2.0**53
    return min(max(number, low), high) + (0.0 if number else number)


def prospect(chance: random.Random, number: int) -> dict[str, Any]:
    rate = chance.choice([0.0, 0.15, 0.4, 0.6, 0.9])
    row: dict[str, Any] = {"prospect_id": f"p{number}", "name": f"Prospect {number}"}
    for name in FIELDS:
        row[name] = None if chance.random() < rate else field_value(chance, name)
    return row


def dump(ruleset: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 10_000
    yaml.representer.ignore_aliases = lambda data: True
    yaml.representer.sort_base_mapping_type_on_output = False
    buffer = io.StringIO()
    yaml.dump(ruleset, buffer)
    return buffer.getvalue(), load(buffer.getvalue())


def load(text: str) -> dict[str, Any]:
    parsed: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return parsed


def move_cuts(ruleset: dict[str, Any], found: list[dict[str, Any]], chance: random.Random) -> None:
    """Put the cuts on scores that occur."""
    counts = Counter(row["score"] for row in found if row["score"] is not None)
    common = sorted((score for score, _ in counts.most_common(5)), reverse=True)
    if not common:
        return
    decision = ruleset["decision"]
    top, bottom = sorted((chance.choice(common), chance.choice(common)), reverse=True)
    decision["qualify"], decision["review"] = top, bottom
    cuts = [score for score in common if score > 0]
    decision["grades"] = {f"G{i}": cut for i, cut in enumerate(cuts)} | {"Z": 0}


def generate(seed: int, prospects: int = 50) -> Generated:
    """A ruleset and its prospects; the same for the same seed."""
    chance = random.Random(seed)
    spellings: Counter[str] = Counter()
    writer = Writer(chance, spellings)
    driver = classes(writer, "driver", 1) if chance.random() < 0.4 else []
    weighted = criteria(writer, [c["id"] for c in driver])
    if driver and not any(isinstance(c["weight"], dict) for c in weighted.values()):
        driver = []
    writer.criteria, writer.later = list(weighted), True
    segments: list[dict[str, Any]] = [{"id": "driver", "classes": driver}] if driver else []
    writer.segments = {"driver": [c["id"] for c in driver]} if driver else {}
    for name in ["s_one", "s_two"][: chance.choice([1, 1, 2])]:
        segments.append({"id": name, "classes": classes(writer, name, 1)})
        writer.segments[name] = [c["id"] for c in segments[-1]["classes"]]
    ruleset: dict[str, Any] = {
        "ruleset": f"r{seed}",
        "version": "1.0",
        "title": {"en": "Random", "zh": "随机"},
        "currency": "USD",
        "seller": SELLER,
        "fields": {name: {"type": raw["type"], "title": {"en": name, "zh": name}} | raw for name, raw in FIELDS.items()},
        "references": REFERENCES,
        "criteria": weighted,
        "segments": segments,
        "rules": rules(writer),
        "decision": {
            "qualify": 70,
            "review": 50,
            "min_coverage": chance.choice([0, 0, 0.4, 0.8, 1]),
            "missing": chance.choice(["skip", "skip", "neutral", "worst"]),
            "when_uncertain": chance.choice(["keep", "keep", "review"]),
        },
    }
    tables = references(chance)
    rows = [prospect(chance, number) for number in range(prospects)]
    _, parsed = dump(ruleset)
    move_cuts(ruleset, [decide(parsed, row, AS_OF, tables) for row in rows], chance)
    text, parsed = dump(ruleset)
    return Generated(seed, text, parsed, tables, rows, spellings)
