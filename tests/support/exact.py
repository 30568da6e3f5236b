"""Random rulesets of the exact kind (fields read once), each with a grid of completions that reaches every extreme."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.support.generate import AS_OF, dump
from tests.support.priors import give_priors

FAR = 1e6  # stands for infinity in a grid; a prospect never knows such a value, only its completions have it
FAR_DATES = (date(1000, 1, 1), date(9000, 1, 1))
ROWS = 2500


@dataclass
class Exact:
    """A ruleset, its fields, and for each field the values that reach every extreme."""

    seed: int
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    grid: dict[str, list[Any]] = field(default_factory=dict)
    ruleset: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        path = folder / f"exact{self.seed}.yaml"
        path.write_text(dump(self.ruleset)[0], encoding="utf-8")
        return path

    @property
    def size(self) -> int:
        size = 1
        for values in self.grid.values():
            size *= len(values)
        return size

    def rows(self) -> list[dict[str, Any]]:
        """All combinations; the first value of every field is null."""
        cells = itertools.product(*self.grid.values())
        return [
            {"prospect_id": f"p{i}", "name": "n"} | dict(zip(self.grid, row, strict=True))
            for i, row in enumerate(cells)
        ]

    def extremes(self, ranks: list[int], pick: Any) -> list[int]:
        """For every row the least (or greatest) rank over its completions, all of which are rows."""
        found = list(ranks)
        step = len(found)
        for values in self.grid.values():
            block, step = step, step // len(values)
            for start in range(0, len(found), block):
                for offset in range(start, start + step):
                    found[offset] = pick(found[offset : start + block : step])
        return found

    def is_near(self, row: dict[str, Any]) -> bool:
        return not any(abs(value) == FAR if isinstance(value, float) else value in FAR_DATES for value in row.values())


class Maker:
    """Makes conditions and measures, each over fresh fields."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.exact = Exact(seed)

    def fresh(self, kind: str, grid: list[Any], **declared: Any) -> str:
        name = f"f{len(self.exact.fields)}"
        self.exact.fields[name] = {"type": kind, "title": {"en": name, "zh": name}} | declared
        self.exact.grid[name] = [None, *dict.fromkeys(grid)]
        return name

    def leaf(self) -> str:
        makers = [self.number, self.number, self.two_numbers, self.flag, self.date, self.text, self.level]
        return str(self.chance.choice(makers)())

    def number(self) -> str:
        cut = self.chance.choice([0.0, 3.0, 10.0])
        sign = self.chance.choice(["<", "<=", ">", ">=", "=", "<>"])
        shape = self.chance.choice(["{} {} {}", "{} + 2 {} {}", "-{} {} {}", "{} - 1 {} {}", "in", "null"])
        shift = {"{} + 2 {} {}": -2.0, "{} - 1 {} {}": 1.0}.get(shape, 0.0)
        at = -cut if shape.startswith("-") else cut + shift
        if self.chance.random() < 0.4:
            low, high = at - self.chance.choice([0.0, 5.0]), at + self.chance.choice([0.0, 5.0])
            name = self.fresh("number", [low, at, high], minimum=low, maximum=high)
        else:
            name = self.fresh(self.chance.choice(["number", "money", "integer"]), [at, -FAR, FAR])
        if shape == "in":
            return f"{name} {self.chance.choice(['IN', 'NOT IN'])} ({cut}, {cut})"
        return f"{name} IS NULL" if shape == "null" else shape.format(name, sign, cut)

    def two_numbers(self) -> str:
        values = [-FAR, FAR, 1.0]
        declared: dict[str, Any] = {}
        if self.chance.random() < 0.5:
            values, declared = [0.0, 1.0, 3.0], {"minimum": 0, "maximum": 3}
        left, right = self.fresh("number", values, **declared), self.fresh("number", values, **declared)
        sign = self.chance.choice(["<", "<=", ">", ">="])
        return self.chance.choice(
            [
                f"{left} + {right} {sign} {self.chance.choice([0, 2, 6])}",
                f"{left} {sign} {right}",
                f"{left} - {right} {sign} 1",
                f"{left} = {right}",
            ]
        )

    def flag(self) -> str:
        name = self.fresh("bool", [True, False])
        return str(
            self.chance.choice(
                [name, name, f"{name} IS TRUE", f"{name} IS NOT FALSE", f"{name} = FALSE", f"{name} IS NULL"]
            )
        )

    def date(self) -> str:
        name = self.fresh("date", [date(2020, 2, 29), AS_OF, *FAR_DATES])
        return str(
            self.chance.choice(
                [
                    f"{name} < '2020-02-29'",
                    f"{name} = CURRENT_DATE",
                    f"CURRENT_DATE - {name} <= 0",
                    f"{name} + 1 > '2020-03-01'",
                ]
            )
        )

    def text(self) -> str:
        name = self.fresh("text", ["a", "b"])
        return str(
            self.chance.choice(
                [f"{name} = 'a'", f"{name} <> 'a'", f"{name} IN ('a', 'c')", f"{name} IS NOT NULL", f"{name} LIKE 'a%'"]
            )
        )

    def level(self) -> str:
        values = ["low", "middle", "high"]
        name = self.fresh("level", values, values=values)
        sign = self.chance.choice(["=", "<>", "<", "<=", ">", ">="])
        return f"{name} {sign} '{self.chance.choice(values)}'"

    def condition(self, depth: int = 2) -> str:
        if depth == 0 or self.exact.size > ROWS / 6 or self.chance.random() < 0.4:
            return self.leaf()
        shape = self.chance.choice(
            [
                "({}) AND ({})",
                "({}) OR ({})",
                "NOT ({})",
                "({}) IS NULL",
                "({}) IS NOT TRUE",
                "({}) = ({})",
                "({}) <> ({})",
            ]
        )
        return str(shape.format(*(self.condition(depth - 1) for _ in range(shape.count("{}")))))

    def measure(self) -> dict[str, Any]:
        kind = self.chance.choice(["number", "rating", "bool", "level", "text"])
        scores = self.chance.sample([0, 20, 50, 80, 100], 3)
        if kind == "number":
            name = self.fresh("number", [0.0, 5.0, 10.0], minimum=0, maximum=10)
            return {"value": name, "linear": dict(zip([0, 5, 10], scores, strict=True))}
        if kind == "rating":
            name = self.fresh("rating", [1.0, 3.0, 5.0])
            return {"value": name, "steps": dict(zip([1, 3, 5], scores, strict=True))}
        if kind == "bool":
            return {"value": self.fresh("bool", [True, False]), "levels": {False: scores[0], True: scores[1]}}
        if kind == "level":
            values = ["low", "middle", "high"]
            return {
                "value": self.fresh("level", values, values=values),
                "levels": dict(zip(values, scores, strict=True)),
            }
        return {
            "value": self.fresh("text", ["a", "b", "c"]),
            "levels": {"a": scores[0], "b": scores[1]},
            "else": scores[2],
        }

    def criterion(self, weight: Any, number: int) -> dict[str, Any]:
        measures = {f"m{number}_{i}": self.measure() | {"weight": i + 1} for i in range(self.chance.choice([1, 1, 2]))}
        return {"weight": weight, "title": {"en": "c", "zh": "c"}, "measures": measures}

    def make(self) -> Exact:
        chance, exact = self.chance, self.exact
        criteria = {"c0": self.criterion(2, 0)}
        segments: list[dict[str, Any]] = []
        rules: list[dict[str, Any]] = []
        if chance.random() < 0.4:
            weight: Any = 1
            if chance.random() < 0.6:
                weight = {"default": 1, "by": "driver", "d0": chance.choice([0, 5])}
                segments.append(
                    {"id": "driver", "classes": [{"id": "d0", "when": self.leaf()}, {"id": "d1", "else": True}]}
                )
            criteria["c1"] = self.criterion(weight, 1)
        while exact.size <= ROWS / 4 and len(rules) < 3:
            when = self.condition()
            roll = chance.random()
            if roll < 0.2 and not any(s["id"] == "s" for s in segments):
                classes = [{"id": "s0", "when": when}, {"id": "s1", "when": self.leaf()}, {"id": "s2", "else": True}]
                segments.append({"id": "s", "classes": classes})
                when = chance.choice(["s = 's0'", "s <> 's1'", "s IN ('s1', 's2')", "s IS NULL"])
            elif roll < 0.4:
                name = f"k{len(rules)}"
                rules.append({"id": f"conclude{len(rules)}", "when": when, "then": {"conclude": name}})
                rules.append({"id": f"also{len(rules)}", "when": self.leaf(), "then": {"conclude": name}})
                when = chance.choice([name, f"NOT {name}", f"{name} IS NULL"])
            elif roll < 0.55 and "c9" not in criteria:
                criteria["c9"] = self.criterion(0, 9)
                when = chance.choice(["c9 < 50", "c9 >= 50", "c9 IS NULL", "NOT (c9 > 20)"])
            rule = {"id": f"rule{len(rules)}", "when": when, "then": chance.choice(["reject", "review", "qualify"])}
            rules.append(rule | {"if_unknown": chance.choice(["ignore", "ignore", "review"])})
        exact.ruleset = {
            "ruleset": f"exact{exact.seed}",
            "version": "1.0",
            "title": {"en": "Exact", "zh": "精确"},
            "currency": "USD",
            "fields": exact.fields,
            "criteria": criteria,
            "segments": segments,
            "rules": rules,
            "decision": {
                "qualify": chance.choice([50, 70]),
                "review": 40,
                "missing": chance.choice(["skip", "neutral", "worst"]),
            },
        }
        give_priors(exact.ruleset, exact.seed)
        return exact


def make(seed: int) -> Exact:
    return Maker(seed).make()


def broken(exact: Exact, decided: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str, str, str]]:
    """Rows whose worst or best differs from the extreme over their completions: prospect, column, engine, truth."""
    order = ["reject", "review", "qualify"]
    shown = [order.index(row["decision"]) for row in decided]
    for column, pick in (("decision_worst", min), ("decision_best", max)):
        truth = exact.extremes(shown, pick)
        for prospect, row, rank in zip(exact.rows(), decided, truth, strict=True):
            if exact.is_near(prospect) and row[column] != order[rank]:
                yield prospect, column, row[column], order[rank]
