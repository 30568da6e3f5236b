"""Prospects a second of both engines, and the memory of the engine durable: python -m benchmarks.rete [--memory]

Rulesets of 10, 100 and 1,000 rules over 40 fields; a third of the cells is missing. `--memory` decides 200,000 prospects in
one run of the engine durable, and compares the resident memory of parent and child over the second and the last 50,000.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import polars as pl

from shortlist import Ruleset
from shortlist.engines.base import Engine
from shortlist.engines.opening import open_engine
from shortlist.engines.rete.engine import Durable
from shortlist.planning.plan import Plan
from shortlist.reports.summary import Summary

AS_OF = date(2026, 11, 23)
FIELDS = 40
SIZES = (10, 100, 1_000)
HEAD = """ruleset: rete
version: "1.0"
title: {en: Many rules, zh: 规则甚多}
fields:
"""


def ruleset(rules: int, seed: int = 1) -> str:
    """A ruleset of so many rules over 40 fields: a fifth conclude something that later ones read, few decide."""
    chance = random.Random(seed)
    text = [HEAD]
    text += [f"  n{n}: {{type: number, title: {{en: N {n}, zh: 数 {n}}}}}" for n in range(FIELDS - 10)]
    text += [f"  t{n}: {{type: text, title: {{en: T {n}, zh: 文 {n}}}}}" for n in range(10)]
    text += ["criteria:"]
    for n in range(4):
        text += [f"  c{n}:", "    weight: 1", f"    title: {{en: C {n}, zh: 准则 {n}}}", "    measures:"]
        text += [f"      n{n * 3 + m}: {{value: n{n * 3 + m}, linear: {{0: 0, 100: 100}}}}" for m in range(3)]
    text += ["segments:", "  - {id: size, classes: [{id: big, when: n0 >= 50}, {id: small, else: true}]}", "rules:"]
    concluded: list[str] = []
    for n in range(rules):
        parts = []
        for _ in range(chance.choice([1, 2, 2, 3])):
            if concluded and chance.random() < 0.2:
                parts.append(chance.choice(["{}", "NOT {}"]).format(chance.choice(concluded)))
            elif chance.random() < 0.25:
                parts.append(f"t{chance.randrange(10)} {chance.choice(['=', '<>'])} 'v{chance.randrange(8)}'")
            else:
                sign = chance.choice(["<", "<=", ">", ">="])
                parts.append(f"n{chance.randrange(FIELDS - 10)} {sign} {chance.randrange(100)}")
        when = chance.choice([" AND ", " AND ", " OR "]).join(parts)
        then = f"{{tag: t{n % 50}}}"
        if n % 5 == 0:
            then = f"{{conclude: k{n}}}"
            concluded.append(f"k{n}")
        elif n == 1:
            then = "reject, if_unknown: review"
        text.append(f'  - {{id: r{n}, when: "{when}", then: {then}}}')
    return "\n".join(text) + "\n"


def prospects(rows: int, seed: int = 2) -> pl.DataFrame:
    """Random prospects of the 40 fields, a third of the cells null."""
    chance = random.Random(seed)
    numbers = [None if chance.random() < 1 / 3 else float(chance.randrange(101)) for _ in range(9_973)]
    texts = [None if chance.random() < 1 / 3 else f"v{chance.randrange(9)}" for _ in range(9_967)]

    def column(values: list[float | None] | list[str | None]) -> pl.Series:
        start = chance.randrange(len(values))
        return pl.Series([values[(start + row) % len(values)] for row in range(rows)])

    columns = {f"n{n}": column(numbers) for n in range(FIELDS - 10)} | {f"t{n}": column(texts) for n in range(10)}
    return pl.DataFrame({"prospect_id": [str(row) for row in range(rows)], **columns})


def plan(rules: int) -> Plan:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rete.yaml"
        path.write_text(ruleset(rules), encoding="utf-8")
        return Ruleset.load(path).plan(AS_OF)


def speed(engine: Engine, frame: pl.DataFrame) -> float:
    start = time.perf_counter()
    decided = engine.decide(frame.lazy()).collect(engine="streaming")
    assert len(decided) == len(frame)
    return len(frame) / (time.perf_counter() - start)


def resident(pid: int | str) -> float:
    """Megabytes of resident memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise ValueError(pid)


def memory() -> None:
    """One run of 200,000 prospects; exits with status 1 where memory grew, or the child had to be started again."""
    samples: list[list[tuple[float, float]]] = [[], [], [], []]
    done = 0
    with tempfile.TemporaryDirectory() as folder, Durable(plan(10)) as engine:
        source = Path(folder) / "prospects.parquet"
        prospects(200_000).write_parquet(source, row_group_size=10_000)

        def sample(rows: int) -> None:
            nonlocal done
            samples[min(done // 50_000, 3)].append((resident("self"), resident(engine.child.pid or 0)))
            done += rows

        decided = Summary().watch(engine.decide(pl.scan_parquet(source)), sample)
        decided.sink_parquet(Path(folder) / "decided.parquet")
        starts = engine.child.starts
    means = [tuple(sum(values) / len(part) for values in zip(*part, strict=True)) for part in samples]
    for number, (parent, child) in enumerate(means, 1):
        print(
            f"prospects {number * 50_000 - 49_999:>7,} to {number * 50_000:,}: parent {parent:.0f} MB, child {child:.1f} MB"
        )
    grown = False
    for name, second, last in zip(("parent", "child"), means[1], means[3], strict=True):
        print(f"{name}: the last 50,000 take {last / second - 1:+.1%} of the memory of the second 50,000")
        grown = grown or last > second * 1.05
    sys.exit(1 if grown or starts > 1 or done != 200_000 else 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--memory", action="store_true", help="measure memory in place of speed")
    if parser.parse_args().memory:
        memory()
        return
    for rules in SIZES:
        start = time.perf_counter()
        compiled = plan(rules)
        seconds = time.perf_counter() - start
        line = f"{rules:>6,} rules: compiled in {seconds:.2f} s"
        for name, rows in (
            ("columnar", 100_000 if rules < 1_000 else 20_000),
            ("durable", 500_000 // (rules * 5 + 50)),
        ):
            start = time.perf_counter()
            with open_engine(name, compiled) as engine:
                opened = time.perf_counter() - start
                line += f"; {name} opened in {opened:.2f} s, {speed(engine, prospects(rows)):,.0f} prospects a second"
        print(line, flush=True)


if __name__ == "__main__":
    main()
