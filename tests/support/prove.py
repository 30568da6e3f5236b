"""Long random runs of the proofs: python -m tests.support.prove --minutes 10 --seed 1

Each round tries one seed in every proof, from --seed upwards. The first counterexample ends the run with exit status 1
and is saved under tests/counterexamples/, where the test suite tries it again from then on.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

from tests.support import check_ranges, checks, duck, rete
from tests.support.changes import changes
from tests.support.check_findings import findings
from tests.support.checks import Counterexample
from tests.support.engine import qualify
from tests.support.generate import AS_OF

Proof = Callable[[int, Path], tuple[Counterexample | None, int]]


def duckdb(seed: int, folder: Path) -> tuple[Counterexample | None, int]:
    """The engine's condition values are DuckDB's."""
    conditions = duck.conditions(seed)
    generated = conditions.generated
    found = qualify(generated.write(folder), generated.prospects, AS_OF)
    difference = duck.first_difference(conditions, [conditions.from_tags(row["tags"]) for row in found])
    cells = len(found) * len(conditions.marked)
    return (checks.of("duckdb", generated, folder, generated.prospects, difference) if difference else None), cells


def ranges(seed: int, folder: Path) -> tuple[Counterexample | None, int]:
    """Many prospects of a ruleset and many completions of each, for a ruleset is what costs."""
    return check_ranges.ranges(seed, folder, prospects=30, tries=40)


PROOFS: dict[str, Proof] = {
    "oracle": checks.oracle,
    "probes": checks.probes,
    "ratios": checks.ratios,
    "theorem": checks.theorem,
    "exactness": checks.exactness,
    "findings": findings,
    "feeds": checks.feeds,
    "ranges": ranges,
    "range-spans": check_ranges.spans,
    "range-exactness": check_ranges.exactness,
    "range-feeds": check_ranges.feeds,
    "empty-ends": check_ranges.empty_ends,
    "duckdb": duckdb,
    "changes": changes,
    **({"engines": rete.engines, "range-engines": rete.ranges, "hostility": rete.hostility} if rete.AVAILABLE else {}),
}


def attempt(proof: Proof, name: str, seed: int, folder: Path) -> tuple[Counterexample | None, int]:
    """A proof that raises has found a counterexample too."""
    try:
        return proof(seed, folder)
    except Exception as error:
        text = f"seed {seed}: {type(error).__name__}: {error}"
        saved = sorted(folder.glob("*.yaml"), key=lambda path: path.stat().st_mtime)
        ruleset = saved[-1].read_text(encoding="utf-8") if saved else ""
        tables = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
        return Counterexample(name, seed, ruleset, [], text, tables), 0


def run(minutes: float, first: int, names: list[str]) -> int:
    """Returns the exit status."""
    tried: Counter[str] = Counter()
    end = time.monotonic() + minutes * 60
    report = time.monotonic()
    seed = first
    for seed in count(first):
        for name in names:
            with tempfile.TemporaryDirectory() as folder:
                counterexample, rows = attempt(PROOFS[name], name, seed, Path(folder))
            tried[name] += rows
            if counterexample:
                print(counterexample.message)
                print(f"saved in {counterexample.save()}")
                return 1
        if time.monotonic() > min(end, report + 30):
            print(f"seeds {first} to {seed}: " + ", ".join(f"{name} {tried[name]:,}" for name in names), flush=True)
            report = time.monotonic()
        if time.monotonic() > end:
            break
    print(f"no counterexample in seeds {first} to {seed}")
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="how long to try (default 10)")
    parser.add_argument("--seed", type=int, default=1_000_000, help="the first seed (default 1000000)")
    parser.add_argument("--proofs", nargs="+", choices=PROOFS, default=list(PROOFS), help="which proofs (default all)")
    arguments = parser.parse_args()
    sys.exit(run(arguments.minutes, arguments.seed, arguments.proofs))


if __name__ == "__main__":
    main()
