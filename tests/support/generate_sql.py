"""Random SQL in every spelling that conditions know."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

LEVELS = {"a_level": ["poor", "fair", "good", "great"], "b_level": ["low", "high"]}
NUMBER_FIELDS = ["a_number", "b_number", "c_number", "a_money", "a_percent", "a_integer", "b_integer", "a_rating"]
COUNTRIES = ["DE", "US", "NO", "KP", "CN", "GB"]
TEXTS = ["Acme", "acme", "ACME%", "É", "é", "北京", "O'Neil", "_", "%", "a b", "😀", "x y", "ß", "Zz", "100%"]
PATTERNS = ["A%", "%c%", "_", "____", "%", "a_m%", "北%", "%'%", "É", "x_y", "%\\%", "a%e"]
DATES = [
    date(2026, 11, 23),
    date(2020, 2, 29),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(1999, 7, 1),
    date(2026, 11, 22),
]
NUMBERS = [0, 0, 1, 2, 3, 5, 10, 0.5, 1.5, 2.5, 20, 30, 50, 60, 100, 1000, 0.1, 0.3, -1, -2.5, -10, 7, 4]
OR, AND, NOT, IS, COMPARE, IN, ADD, MULTIPLY, UNARY, ATOM = range(1, 11)
BOOLEANS = [
    *("AND", "OR", "NOT", "=", "==", "<>", "!=", "<", "<=", ">", ">=", "IN", "NOT IN", "BETWEEN", "NOT BETWEEN"),
    *("LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE", "IS NULL", "IS NOT NULL", "ISNULL", "NOTNULL", "IS TRUE"),
    *("IS NOT TRUE", "IS FALSE", "IS NOT FALSE", "segment =", "segment IN", "conclusion", "bool field"),
    *("CASE bool", "COALESCE bool"),
]
SCALARS = [
    *("CASE ELSE", "CASE", "COALESCE", "IFNULL", "GREATEST", "LEAST", "NULLIF", "+", "-", "*", "/", "unary -", "ABS"),
    *("ROUND", "ROUND n", "LENGTH", "LOWER", "UPPER", "YEAR", "QUARTER", "MONTH", "DAY", "EXTRACT", "DATE_DIFF"),
    *("date - date", "CURRENT_DATE", "seller.x", "reference", "criterion", "criterion.coverage", "score", "coverage"),
]
SPELLINGS = BOOLEANS + SCALARS
RARE = [
    *("AND", "OR", "NOT", "conclusion", "conclusion", "CURRENT_DATE", "IS NOT FALSE", "NOT LIKE", "segment ="),
    *("segment IN", "seller.x", "ISNULL", "IS NOT TRUE", "NOT ILIKE", "IS TRUE", "IFNULL", "LIKE", "MONTH"),
    *("IS FALSE", "YEAR", "QUARTER"),
]


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

    numbers: ClassVar[list[float]] = NUMBERS
    huge: ClassVar[list[float]] = [1e308, 1e-300, 1e15]
    texts: ClassVar[list[str]] = TEXTS
    days: ClassVar[list[str]] = ["1", "30", "365", "0.5", "a_integer", "b_number", "a_percent", "a_number"]

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
        ordered = [
            "=",
            "==",
            "<>",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "IN",
            "NOT IN",
            "BETWEEN",
            "NOT BETWEEN",
            "IS NULL",
            "NOTNULL",
        ]
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
        if kind == "number" and self.chance.random() < 0.3 and (ends := self.ends(left.text)):
            right = Sql(self.write_literal(kind, self.pick(ends)), UNARY)
        elif self.chance.random() < 0.75 or kind.startswith(("level:", "country")):
            right = Sql(self.write_literal(kind, self.literal_value(kind)), UNARY)
        else:
            right = self.any(kind, depth - 1)
        return self.used(spelling, f"{left.at(ADD)} {spelling} {right.at(ADD)}", COMPARE)

    def ends(self, left: str) -> list[int]:
        """Literals at which a comparison with this is most likely to turn."""
        if "ROUND" in left:
            return [0, 1, 2, 3, -2, -3]
        return {"a_rating": [1, 5], "b_number": [-10, 10], "a_integer": [0, 20], "c_number": [0]}.get(left, [])

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
        return (
            self.used("reference", "a_table.since", ATOM) if roll < 0.62 else Sql(self.pick(["a_date", "b_date"]), ATOM)
        )

    def text(self, depth: int) -> Sql:
        roll = self.chance.random()
        if depth > 0 and roll < 0.3:
            return self.scalar(self.pick(["LOWER", "UPPER", "CASE", "CASE ELSE", "COALESCE", "NULLIF"]), depth, "text")[
                1
            ]
        return (
            self.used("reference", "a_table.label", ATOM) if roll < 0.4 else Sql(self.pick(["a_text", "b_text"]), ATOM)
        )

    def level(self, kind: str, depth: int) -> Sql:
        if depth > 0 and self.chance.random() < 0.3:
            return self.scalar(
                self.pick(["CASE", "CASE ELSE", "COALESCE", "NULLIF", "GREATEST", "LEAST"]), depth, kind
            )[1]
        return Sql(kind[6:], ATOM)

    def level_kind(self) -> str:
        return str(self.pick(["level:a_level", "level:b_level"]))

    def literal_or(self, kind: str, depth: int) -> str:
        if kind == "bool":
            return str(self.pick(["TRUE", "FALSE", self.condition(depth).text]))
        if kind == "text" and self.chance.random() < 0.4:
            return self.write_literal(kind, self.pick(self.texts[:3]))
        if self.chance.random() < 0.5:
            return self.write_literal(kind, self.literal_value(kind))
        return self.any(kind, depth).text

    def case(self, kind: str, depth: int, otherwise: bool) -> Sql:
        first = self.any(kind, depth - 1).text
        if otherwise and kind == "text" and self.chance.random() < 0.4:
            first = self.write_literal(kind, self.pick(self.texts[:3]))
        whens = [f"WHEN {self.condition(depth - 1).text} THEN {first}"]
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
            name, kind = self.pick(
                [("b_table.stars", "number"), ("b_table.amount", "number"), ("a_table.label", "text")]
            )
            return kind, self.used(spelling, name, ATOM)
        return "number", self.arithmetic(spelling, deeper)

    def today(self, depth: int) -> tuple[str, Sql]:
        if self.chance.random() < 0.5:
            return "number", self.used("CURRENT_DATE", f"CURRENT_DATE - {self.date(depth).at(MULTIPLY)}", ADD)
        return "date", self.used("CURRENT_DATE", f"GREATEST({self.date(depth).text}, CURRENT_DATE)", ATOM)

    def arithmetic(self, spelling: str, depth: int) -> Sql:
        number, dates = self.number, self.date
        one: dict[str, Callable[[], Sql]] = {
            "ABS": lambda: number(depth), "LENGTH": lambda: self.text(depth),
            "ROUND": lambda: number(self.pick([0, depth])),
            "YEAR": lambda: dates(depth), "QUARTER": lambda: dates(depth), "MONTH": lambda: dates(depth),
            "DAY": lambda: dates(depth),
        }  # fmt: skip
        if spelling in one:
            return self.used(spelling, f"{spelling}({one[spelling]().text})", ATOM)
        if spelling in ("+", "-", "*"):
            level = MULTIPLY if spelling == "*" else ADD
            return self.used(
                spelling, f"{number(depth).at(level)} {spelling} {self.operand(depth).at(level + 1)}", level
            )
        if spelling == "/":
            below = (
                self.pick(NUMBER_FIELDS)
                if self.chance.random() < 0.6
                else f"({self.pick(NUMBER_FIELDS)} - {self.pick([1, 2, 5])})"
            )
            return self.used("/", f"{self.operand(depth).at(MULTIPLY)} / {below}", MULTIPLY)
        if spelling == "unary -":
            return self.used(spelling, f"-{number(depth).at(ATOM)}", UNARY)
        if spelling == "ROUND n":
            inner, places = number(depth).text, self.pick([0, 1, 2, 9])
            if (
                places == 0
            ):  # ROUND(x, 0) is ROUND(x), which has a spelling of its own; no draw, so that seeds stay as they are
                name = "FLOOR" if len(inner) % 2 else "CEIL"
                self.spellings[name] += 1
                return self.used(spelling, f"{name}({inner})", ATOM)
            return self.used(spelling, f"ROUND({inner}, {places})", ATOM)
        if spelling == "EXTRACT":
            return self.used(
                spelling, f"EXTRACT({self.pick(['year', 'month', 'quarter', 'day'])} FROM {dates(depth).text})", ATOM
            )
        if spelling == "DATE_DIFF":
            unit = self.pick(["day", "month", "year"])
            ends = [dates(depth).text, self.pick(["CURRENT_DATE", dates(0).text])]
            return self.used(spelling, f"DATE_DIFF('{unit}', {', '.join(self.chance.sample(ends, 2))})", ATOM)
        if spelling == "date - date":
            return self.used(spelling, f"{dates(depth).at(ADD)} - {dates(0).at(MULTIPLY)}", ADD)
        if spelling == "seller.x":
            sign = self.pick(["+", "-", "*"])
            return self.used(
                spelling, f"{number(0).text} {sign} {self.pick(['seller.max_order', 'seller.ratio'])}", ADD
            )
        if not self.later:
            return self.number_name()
        name = {"score": "score", "coverage": "coverage"}.get(spelling) or self.pick(self.criteria)
        return self.used(spelling, name + (".coverage" if spelling == "criterion.coverage" else ""), ATOM)
