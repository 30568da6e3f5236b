"""A million prospects with five million invoices: features of a history against the same aggregation by hand in Polars.

    python -m benchmarks.history [PROSPECTS]

Each way runs in a process of its own; seconds are wall time, the ratio is of the same run. Peak memory is printed for
half as many prospects too. Two runs of the features are compared byte by byte.
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import polars as pl

AS_OF = date(2026, 6, 30)
RULESET = """
ruleset: bench
version: "1"
history:
  invoices:
    prospect: customer
    date: settled
    fields: {days_late: {type: integer}, amount: {type: money}, disputed: {type: bool}}
    features:
      average_days_late: SUM(days_late * amount) / SUM(amount)
      late_share: {value: COUNT(*) FILTER (WHERE days_late > 0) / COUNT(*), type: percent}
      invoices: COUNT(*)
      last_invoice: MAX(date)
      disputed_share: {value: COUNT(*) FILTER (WHERE disputed) / COUNT(*), type: percent}
criteria: {c: {weight: 1, measures: {m: {value: average_days_late, linear: {0: 100, 30: 0}}}}}
"""


def make(folder: Path, prospects: int) -> None:
    number = pl.int_range(prospects * 5, eager=True).alias("i")
    rows = number.to_frame().select(
        prospect=(pl.col("i").hash(1) % prospects).cast(pl.String),
        date=pl.lit(date(2024, 1, 1)) + pl.duration(days=pl.col("i").hash(2) % 900),
        days_late=(pl.col("i").hash(3) % 65).cast(pl.Float64) - 5,
        amount=(pl.col("i").hash(4) % 10_000_000) / 100,
        disputed=pl.col("i").hash(5) % 10 == 0,
    )
    rows.write_parquet(folder / "rows.parquet")
    ids = pl.int_range(prospects, eager=True).cast(pl.String).alias("prospect_id").to_frame()
    ids.write_parquet(folder / "prospects.parquet")
    (folder / "bench.yaml").write_text(RULESET)


def by_hand(rows: pl.LazyFrame, prospects: pl.LazyFrame) -> pl.LazyFrame:
    amount, late = pl.col("amount"), pl.col("days_late")
    grouped = (
        rows.filter(pl.col("date") <= AS_OF)
        .group_by("prospect")
        .agg(
            average_days_late=(late * amount).sum() / amount.sum(),
            late_share=(late > 0).sum() / pl.len(),
            invoices=pl.len(),
            last_invoice=pl.col("date").max(),
            disputed_share=pl.col("disputed").sum() / pl.len(),
        )
    )
    return prospects.join(grouped, left_on="prospect_id", right_on="prospect", how="left", maintain_order="left")


def child(folder: Path, way: str) -> None:
    from shortlist import Ruleset
    from shortlist.planning.features import attach

    ruleset = Ruleset.load(folder / "bench.yaml")
    rows, prospects = pl.scan_parquet(folder / "rows.parquet"), pl.scan_parquet(folder / "prospects.parquet")
    start = time.perf_counter()
    frame = by_hand(rows, prospects) if way == "hand" else attach(ruleset, prospects, {"invoices": rows}, AS_OF)
    frame.sink_parquet(folder / f"{way}.parquet")
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def run(folder: Path, way: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.history", "--child", str(folder), way]
    seconds, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(seconds), float(memory)


def main(prospects: int) -> None:
    for size in (prospects // 2, prospects):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder, size)
            hand, features, digests = [], [], set()
            for _ in range(3):
                hand.append(run(folder, "hand"))
                features.append(run(folder, "features"))
                digests.add(hashlib.sha256((folder / "features.parquet").read_bytes()).hexdigest())
        one, two = min(hand), min(features)
        print(f"{size:,} prospects, {size * 5:,} invoices")
        print(f"  by hand   {one[0]:6.2f} s  {one[1]:6.0f} MiB")
        print(
            f"  features  {two[0]:6.2f} s  {two[1]:6.0f} MiB  {two[0] / one[0]:.2f} times; {len(digests)} digest(s) of 3 runs"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), sys.argv[3])
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
