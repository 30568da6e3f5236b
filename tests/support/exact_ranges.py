"""Ranges in the rulesets of the exact kind: for each of them, too, the grid holds values that reach every extreme."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.support.exact import FAR, FAR_DATES, Exact, make
from tests.support.generate import AS_OF
from tests.support.oracle_ranges import ORDERED, Between, Range, order, settle

MOST_ROWS = 6000
Row = dict[str, Any]


@dataclass
class ExactRanges:
    """`axes`: of each field its null, its values, then its ranges; `inside`: of each range the places of its values."""

    exact: Exact
    axes: dict[str, list[Any]] = field(default_factory=dict)
    inside: dict[str, dict[int, list[int]]] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        cells = itertools.product(*self.axes.values())
        return [
            {"prospect_id": f"p{i}", "name": "n"} | dict(zip(self.axes, row, strict=True))
            for i, row in enumerate(cells)
        ]

    def extremes(self, ranks: list[int], pick: Callable[[list[int]], int]) -> list[int]:
        """For every row the least (or greatest) rank over its completions, all of which are rows."""
        found = list(ranks)
        step = len(found)
        for name, values in self.axes.items():
            block, step = step, step // len(values)
            single = [at for at in range(1, len(values)) if not isinstance(values[at], Range)]
            reach = self.inside[name] | {0: [0, *single]}
            for start in range(0, len(found), block):
                for offset in range(start, start + step):
                    column = found[offset : start + block : step]
                    for at, places in reach.items():
                        found[offset + at * step] = pick([column[place] for place in places])
        return found


def make_ranges(seed: int) -> ExactRanges:
    """The ruleset of `exact.make` with ranges."""
    exact, chance = make(seed), random.Random(f"exact ranges {seed}")
    exact.ruleset["decision"]["ranges"] = chance.choice(["middle", "low"])
    made = ExactRanges(exact)
    size = exact.size
    for name, values in exact.grid.items():
        made.axes[name], made.inside[name] = list(values), {}
        if exact.fields[name]["type"] in ORDERED:
            for given, places in ranges_of(chance, exact.fields[name], values):
                if size / len(values) * (len(made.axes[name]) + 1) > MOST_ROWS:
                    break
                made.inside[name][len(made.axes[name])] = places
                made.axes[name].append(given)
        size = size // len(values) * len(made.axes[name])
    return made


def ranges_of(chance: random.Random, declared: Row, values: list[Any]) -> list[tuple[Range, list[int]]]:
    """Two ranges between values of the grid, some without an end, and the places of the values inside."""
    near = [
        value for value in values[1:] if value not in FAR_DATES and not (isinstance(value, float) and abs(value) == FAR)
    ]
    found = []
    for _ in range(2):
        least, most = sorted(
            (chance.choice(near), chance.choice(near)), key=lambda value: order(declared, value) or 0.0
        )
        given = chance.choice([Range(least, most), Range(least, most), Range(least, None), Range(None, most)])
        between = settle(declared, given, AS_OF, "middle")
        if isinstance(between, Between):
            numbers = [order(declared, value) for value in values]
            found.append(
                (
                    given,
                    [at for at, one in enumerate(numbers) if one is not None and between.low <= one <= between.high],
                )
            )
    return found


def is_near(row: Row) -> bool:
    return not any(
        abs(value) == FAR if isinstance(value, float) else isinstance(value, date) and value in FAR_DATES
        for value in row.values()
    )


def broken(made: ExactRanges, decided: list[Row]) -> Iterator[tuple[Row, str, str, str]]:
    """Rows whose worst or best differs from the extreme over their completions: prospect, column, engine, truth."""
    words = ["reject", "review", "qualify"]
    shown = [words.index(row["decision"]) for row in decided]
    for column, pick in (("decision_worst", min), ("decision_best", max)):
        truth = made.extremes(shown, pick)
        for prospect, row, rank in zip(made.rows(), decided, truth, strict=True):
            if is_near(prospect) and row[column] != words[rank]:
                yield prospect, column, row[column], words[rank]
