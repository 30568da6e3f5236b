"""What ranges cost: deciding a frame in which a third of the numbers are ranges, as a ratio to the same frame with points.

python -m benchmarks.ranges [--rows 1000000] [--rounds 5]

The ratio is of processor time, which other programs on the machine change least; points and ranges are decided by turns.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.throughput import RULESET, make_list
from shortlist import Ruleset

WIDTH = 10.0
"""A range reaches from the number to this much above it, a tenth of what the curves tell apart."""


def lay_ranges(frame: pl.LazyFrame, names: list[str]) -> pl.LazyFrame:
    """The frame with every third number of these columns known only as a range, another third for each column."""
    row = pl.int_range(pl.len())
    chosen = {name: (row + place) % 3 == 0 for place, name in enumerate(names)}
    ends = [pl.when(chosen[name]).then(pl.col(name)).alias(f"least:{name}") for name in names]
    ends += [pl.when(chosen[name]).then(pl.col(name) + WIDTH).alias(f"most:{name}") for name in names]
    return frame.with_columns(ends).with_columns(
        pl.when(~chosen[name]).then(pl.col(name)).alias(name) for name in names
    )


def decide(ruleset: Ruleset, source: Path, target: Path) -> float:
    """Decide a typed list; the seconds of processor that it took."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    ruleset.qualify(pl.scan_parquet(source), date(2026, 11, 1)).sink_parquet(target)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    ruleset = Ruleset.load(RULESET)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_list(folder / "list.csv", arguments.rows)
        typed = pl.scan_csv(folder / "list.csv", schema_overrides={"since": pl.Date})
        typed.sink_parquet(folder / "points.parquet")
        lay_ranges(typed, [f"n{i:02d}" for i in range(18)]).sink_parquet(folder / "ranges.parquet")
        times: dict[str, list[float]] = {"points": [], "ranges": []}
        for _ in range(arguments.rounds):
            for kind, found in times.items():
                found.append(decide(ruleset, folder / f"{kind}.parquet", folder / "decided.parquet"))
    points, ranges = (min(found) for found in times.values())
    print(
        f"{arguments.rows:,} rows: points {points:.2f} s, a third of the numbers ranges {ranges:.2f} s, {ranges / points:.2f} x"
    )


if __name__ == "__main__":
    main()
