"""The same card in other engines: python -m benchmarks.peers [--rows 1 1000 1000000]   (pip install -e '.[bench]')

One card (`benchmarks.card`) is written for each peer, as far as its language goes: what it cannot say is done in Python around it, and the table
says so. All give the same decisions, scores and gates on the same prospects, or nothing is timed. Then they are timed in turns, round by
round, so that what else the machine does falls on all alike; the medians are shown as ratios to shortlist's. Rows are mappings for engines of
one prospect, a frame in memory for those of lists.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.card import (
    FIGURES,
    GATES,
    NEUTRAL,
    QUALIFY,
    REVIEW,
    STEPS,
    WEIGHTS,
    Result,
    Row,
    by_hand,
    make_rows,
    settle,
    sum_up,
    write_ruleset,
)
from shortlist import Ruleset

AS_OF = date(2026, 11, 23)
COLUMNS = {f"f{n}": pl.Float64 for n in range(FIGURES)} | {
    "country": pl.String,
    "days_late": pl.Float64,
    "employees": pl.Float64,
}
ROUNDS, SLOW = 7, 20.0
"""Rounds of each size, and the seconds after which a peer is left out of larger ones."""


@dataclass(frozen=True)
class Peer:
    """An engine with the card: `decide` takes what `take` makes of rows. `beside` says what Python does around it."""

    name: str
    package: str
    decide: Callable[[Any], list[Result]]
    take: Callable[[list[Row]], Any] = list
    beside: str = ""


# --- shortlist


def shortlist_peers() -> Iterator[Peer]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "card.yaml"
        path.write_text(write_ruleset(), encoding="utf-8")
        rules = Ruleset.load(path)
    decider, plan, gates = rules.decider(AS_OF), rules.plan(AS_OF), {name for name, _, _ in GATES}

    def fired(reasons: str) -> str:
        return "; ".join(one for one in (part.partition(" ")[0] for part in reasons.split("; ")) if one in gates)

    yield Peer(
        "shortlist, one prospect",
        "shortlist",
        lambda rows: [(one["decision"], one["score"], fired(one["reasons"])) for one in map(decider, rows)],
    )

    def decide(frame: pl.DataFrame) -> list[Result]:
        found = plan.decide(frame.lazy()).collect(engine="streaming").select("decision", "score", "reasons").rows()
        return [(decision, score, fired(reasons)) for decision, score, reasons in found]

    yield Peer("shortlist, list", "shortlist", decide, to_frame)


def to_frame(rows: list[Row]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COLUMNS)


# --- expressions


def zen() -> Peer:
    import zen

    tests = ["country == 'KP'", "days_late != null and days_late > 60", "employees != null and employees < 5"]
    # Within one node later keys read earlier ones as $.
    parts = {name: test for (name, _, _), test in zip(GATES, tests, strict=True)}
    parts |= {"score": f"({sum_up()}) / 100"}
    parts |= {
        "decision": f"($.embargo or $.overdue) ? 'reject' : ($.too_small ? 'review' : ($.score >= {QUALIFY} ? 'qualify' : ($.score >= {REVIEW} ? 'review' : 'reject')))"
    }
    written = [{"id": key, "key": key, "value": value} for key, value in parts.items()]
    node: dict[str, Any] = {"id": "card", "type": "expressionNode", "name": "card", "content": {"expressions": written}}
    ends = [{"id": "in", "type": "inputNode", "name": "in"}, {"id": "out", "type": "outputNode", "name": "out"}]
    edges = [{"id": "1", "sourceId": "in", "targetId": "card"}, {"id": "2", "sourceId": "card", "targetId": "out"}]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": [*ends, node], "edges": edges}))
    blank = dict.fromkeys(COLUMNS)

    def decide(rows: list[Row]) -> list[Result]:
        found = (decision.evaluate({**blank, **row})["result"] for row in rows)
        return [
            (one["decision"], float(one["score"]), "; ".join(name for name, _, _ in GATES if one[name]))
            for one in found
        ]

    return Peer("zen-engine", "zen-engine", decide)


def rule_engine() -> Peer:
    import rule_engine as library

    context = library.Context(default_value=None)
    score = library.Rule(f"({sum_up()}) / 100", context=context)
    tests = ["country == 'KP'", "days_late != null and days_late > 60", "employees != null and employees < 5"]
    gates = [(name, library.Rule(test, context=context)) for (name, _, _), test in zip(GATES, tests, strict=True)]

    def decide(rows: list[Row]) -> list[Result]:
        found = []
        for row in rows:
            points, fired = float(score.evaluate(row)), [name for name, gate in gates if gate.matches(row)]
            found.append((settle(fired, points), points, "; ".join(fired)))
        return found

    return Peer("rule-engine", "rule-engine", decide, beside="the order of gates")


def cel() -> Peer:
    import celpy

    environment = celpy.Environment()
    tests = [
        "has(p.country) && p.country == 'KP'",
        "has(p.days_late) && p.days_late > 60.0",
        "has(p.employees) && p.employees < 5.0",
    ]
    total = re.sub(r"\b(f\d+) == null", r"!has(\1)", sum_up("{}.0"))
    programs = [
        environment.program(environment.compile(text)) for text in (re.sub(r"\b(f\d+)", r"p.\1", total), *tests)
    ]

    def decide(rows: list[Row]) -> list[Result]:
        found = []
        for row in rows:
            given = {"p": celpy.json_to_cel(row)}
            total_, *flags = (one.evaluate(given) for one in programs)
            fired = [name for (name, _, _), flag in zip(GATES, flags, strict=True) if flag]
            found.append((settle(fired, int(total_) / 100), int(total_) / 100, "; ".join(fired)))
        return found

    return Peer("cel-python", "cel-python", decide, beside="the order of gates")


def business() -> Peer:
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_NUMERIC, FIELD_TEXT
    from business_rules.variables import BaseVariables, numeric_rule_variable, string_rule_variable

    def reader(name: str) -> Callable[[Any], Any]:
        # It knows no missing values: a number below all limits stands for one.
        return lambda self: self.row.get(name, -1)

    members = {name: numeric_rule_variable(reader(name)) for name in COLUMNS if name != "country"}
    members["country"] = string_rule_variable(lambda self: self.row.get("country", ""))
    for name, member in members.items():
        member.__name__ = name
    variables = type(
        "Variables", (BaseVariables,), {**members, "__init__": lambda self, row: setattr(self, "row", row)}
    )

    class Actions(BaseActions):  # type: ignore[misc]
        def __init__(self) -> None:
            self.total, self.fired = 0, list[str]()

        @rule_action(params={"points": FIELD_NUMERIC})  # type: ignore[untyped-decorator]
        def add(self, points: int) -> None:
            self.total += points

        @rule_action(params={"name": FIELD_TEXT})  # type: ignore[untyped-decorator]
        def fire(self, name: str) -> None:
            self.fired.append(name)

    def test(name: str, operator: str, value: Any) -> dict[str, Any]:
        return {"name": name, "operator": operator, "value": value}

    def rule(tests: list[dict[str, Any]], action: str, **params: Any) -> dict[str, Any]:
        return {"conditions": {"all": tests}, "actions": [{"name": action, "params": params}]}

    rules = []
    for n in range(FIGURES):
        rules.append(rule([test(f"f{n}", "less_than", 0)], "add", points=WEIGHTS[n] * NEUTRAL))
        bounds = [*STEPS, (1e300, 0)]
        for (start, points), (end, _) in pairwise(bounds):
            tests = [test(f"f{n}", "greater_than_or_equal_to", start), test(f"f{n}", "less_than", end)]
            rules.append(rule(tests, "add", points=WEIGHTS[n] * points))
    rules.append(rule([test("country", "equal_to", "KP")], "fire", name="embargo"))
    rules.append(rule([test("days_late", "greater_than", 60)], "fire", name="overdue"))
    small = [test("employees", "less_than", 5), test("employees", "greater_than_or_equal_to", 0)]
    rules.append(rule(small, "fire", name="too_small"))

    def decide(rows: list[Row]) -> list[Result]:
        found = []
        for row in rows:
            actions = Actions()
            run_all(rule_list=rules, defined_variables=variables(row), defined_actions=actions)
            score = actions.total / 100
            found.append((settle(actions.fired, score), score, "; ".join(actions.fired)))
        return found

    return Peer("business-rules", "business-rules", decide, beside="missing values, sums, the order of gates")


# --- lists


def in_polars() -> Peer:
    points = [pl.col(f"f{n}") for n in range(FIGURES)]
    total = sum(
        (WEIGHTS[n] * pl.when(one.is_null()).then(NEUTRAL).when(one >= 80).then(100).when(one >= 50).then(60).when(one >= 20).then(25).otherwise(0)
         for n, one in enumerate(points)), pl.lit(0))  # fmt: skip
    tests = {
        "embargo": pl.col("country") == "KP",
        "overdue": pl.col("days_late") > 60,
        "too_small": pl.col("employees") < 5,
    }
    reject = (
        tests["embargo"] | tests["overdue"]
    )  # null where the one is false and the other unknown: then it does not hold
    score = (total / 100).round(2).alias("score")  # Polars multiplies by 0.01
    by_score = (
        pl.when(pl.col("score") >= QUALIFY)
        .then(pl.lit("qualify"))
        .when(pl.col("score") >= REVIEW)
        .then(pl.lit("review"))
        .otherwise(pl.lit("reject"))
    )
    fired = pl.concat_str(
        [pl.when(test).then(pl.lit(name)) for name, test in tests.items()], separator="; ", ignore_nulls=True
    )

    def decide(frame: pl.DataFrame) -> list[Result]:
        decided = (
            pl.when(reject).then(pl.lit("reject")).when(tests["too_small"]).then(pl.lit("review")).otherwise(by_score)
        )
        return (
            frame.lazy()
            .with_columns(score)
            .select(decided.alias("decision"), "score", fired.alias("fired"))
            .collect(engine="streaming")
            .rows()
        )  # type: ignore[return-value]

    return Peer("Polars by hand", "polars", decide, to_frame)


def in_duckdb() -> Peer:
    import duckdb

    cases = " + ".join(
        f"{WEIGHTS[n]} * CASE WHEN f{n} IS NULL THEN {NEUTRAL} WHEN f{n} >= 80 THEN 100 WHEN f{n} >= 50 THEN 60 WHEN f{n} >= 20 THEN 25 ELSE 0 END"
        for n in range(FIGURES)
    )
    text = f"""SELECT CASE WHEN country = 'KP' OR days_late > 60 THEN 'reject' WHEN employees < 5 THEN 'review'
        WHEN score >= {QUALIFY} THEN 'qualify' WHEN score >= {REVIEW} THEN 'review' ELSE 'reject' END,
        score, concat_ws('; ', {", ".join(f"CASE WHEN {when} THEN '{name}' END" for name, when, _ in GATES)})
        FROM (SELECT *, ({cases}) / 100 AS score FROM TABLE_)"""
    connection = duckdb.connect()

    def take(rows: list[Row]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            to_frame(rows).write_parquet(path := f"{folder}/rows.parquet")
            connection.execute(f"CREATE OR REPLACE TABLE rows{len(rows)} AS SELECT * FROM '{path}'")
        return f"rows{len(rows)}"

    def decide(table: str) -> list[Result]:
        return connection.execute(text.replace("TABLE_", table)).fetchall()

    return Peer("DuckDB SQL", "duckdb", decide, take)


def peers() -> Iterator[Peer]:
    yield from shortlist_peers()
    yield Peer("Python by hand", "", by_hand)
    for make in (zen, rule_engine, cel, business, in_polars, in_duckdb):
        try:
            yield make()
        except ImportError as error:
            print(f"{make.__name__}: {error}; pip install -e '.[bench]'", file=sys.stderr)


# --- comparing and timing


def compare(all_: Sequence[Peer], rows: list[Row]) -> None:
    """Raise SystemExit where two disagree."""
    wanted = by_hand(rows)
    for peer in all_:
        for row, right, found in zip(rows, wanted, peer.decide(peer.take(rows)), strict=True):
            if tuple(found) != right:
                raise SystemExit(f"{peer.name} gives {found} where {right} is right, for {row}")


def measure(all_: Sequence[Peer], size: int) -> dict[str, float]:
    """Median seconds of each peer for so many rows, in turns."""
    rows = make_rows(min(size, 10_000), seed=size) * max(1, size // 10_000)
    given = {peer.name: peer.take(rows) for peer in all_}
    times: dict[str, list[float]] = {peer.name: [] for peer in all_}
    repeat = max(1, 200 // size)
    for _ in range(ROUNDS):
        for peer in all_:
            start = time.perf_counter()
            for _ in range(repeat):
                peer.decide(given[peer.name])
            times[peer.name].append((time.perf_counter() - start) / repeat)
    return {name: statistics.median(found) for name, found in times.items()}


def version(package: str) -> str:
    return importlib.metadata.version(package) if package else f"CPython {sys.version.split()[0]}"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--rows", type=int, nargs="+", default=[1, 1_000, 1_000_000])
    sizes = reader.parse_args().rows
    left = list(peers())
    compare(left, make_rows(2_000))
    print(f"{len(left)} give the same decisions, scores and gates of 2,000 prospects")
    for size in sizes:
        found = measure(left, size)
        base = min(found[name] for name in ("shortlist, one prospect", "shortlist, list"))
        print(f"\n{size:,} prospects: times as long as shortlist")
        for peer in sorted(left, key=lambda one: found[one.name]):
            print(
                f"  {found[peer.name] / base:10.2f}  {peer.name} {version(peer.package)}  ({found[peer.name] / size * 1e6:.1f} us a prospect)"
                + (f"; in Python: {peer.beside}" if peer.beside else "")
            )
        slow = [
            peer.name
            for peer in left
            if found[peer.name] / size * max(sizes) * ROUNDS > SLOW * ROUNDS and "shortlist" not in peer.name
        ]
        left = [peer for peer in left if peer.name not in slow or size == max(sizes)]


if __name__ == "__main__":
    main()
