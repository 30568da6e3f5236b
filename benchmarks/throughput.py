"""How long deciding a list takes, as a ratio to copying it with `scan_csv(f).sink_parquet(g)` in the same run.

python -m benchmarks.throughput [--rows 1000000] [--memory]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from benchmarks.dirty import watch

RULESET = Path(__file__).with_name("throughput.yaml")
COUNTRIES = ["US", "DE", "CN", "GB", "FR", "JP", "IN", "BR", "KP", "IR"]


def make_list(path: Path, rows: int, seed: int = 1) -> None:
    """A typed list of 24 columns with 10 % of the cells empty, written in slices so that it never lies in memory whole."""
    import polars as pl

    def chance(salt: int) -> pl.Expr:
        """Evenly spread over 0-1, from the row's number."""
        return pl.col("row").hash(seed * 1000 + salt) / 2.0**64

    def one_of(values: list[str], salt: int) -> pl.Expr:
        return pl.lit(pl.Series(values)).gather((chance(salt) * len(values)).floor().cast(pl.UInt32))

    def gaps(value: pl.Expr, name: str, salt: int) -> pl.Expr:
        return pl.when(chance(salt + 100) >= 0.1).then(value).alias(name)

    columns = [
        ("P" + pl.col("row").cast(pl.String).str.zfill(9)).alias("prospect_id"),
        ("Company " + pl.col("row").cast(pl.String)).alias("name"),
        *(gaps((chance(i) + chance(i + 50)) * 60 - 10, f"n{i:02d}", i).round(2) for i in range(18)),
        gaps(one_of(COUNTRIES, 20), "country", 20),
        gaps(chance(21) < 0.5, "referred", 21),
        gaps((chance(22) * 10_000 + 10_000).cast(pl.Int32).cast(pl.Date), "since", 22),
        gaps(one_of(["low", "medium", "high"], 23), "class_of_risk", 23),
    ]
    with path.open("wb") as file:
        for start in range(0, rows, 250_000):
            numbers = pl.DataFrame({"row": pl.int_range(start, min(start + 250_000, rows), eager=True)})
            numbers.select(columns).write_csv(file, include_header=start == 0)


def copy(source: Path, target: Path) -> None:
    import polars as pl

    pl.scan_csv(source).sink_parquet(target)


def decide(source: Path, target: Path) -> None:
    """Typed columns straight into the plan: what deciding costs, without reading dirty text."""
    import polars as pl

    from shortlist import Ruleset

    ruleset = Ruleset.load(RULESET)
    frame = pl.scan_csv(source, schema_overrides={"since": pl.Date})
    ruleset.qualify(frame, date(2026, 11, 1)).sink_parquet(target)


def qualify(source: Path, target: Path) -> None:
    """The command line as a user calls it, from text to output."""
    from shortlist.cli import run

    words = [
        "qualify",
        "--no-db",
        str(source),
        "-r",
        str(RULESET),
        "-o",
        str(target),
        "--as-of",
        "2026-11-01",
        "--duplicates",
        "keep",
    ]
    if status := run(words):
        raise SystemExit(status)


JOBS = {"copy": copy, "decide": decide, "qualify": qualify}


def measured(job: str, source: Path, folder: Path) -> tuple[float, float]:
    """Seconds and peak MiB of one job in a process of its own, without the pages of files that it maps."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.throughput",
        "--job",
        job,
        "--source",
        str(source),
        "--target",
        str(folder / f"{job}.parquet"),
    ]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    if result.returncode:
        raise SystemExit(result.stderr)
    seconds, peak = json.loads(result.stdout.splitlines()[-1])
    return seconds, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--memory", action="store_true", help="also measure peak memory at four times the rows")
    parser.add_argument("--jobs", default="copy,decide,qualify")
    parser.add_argument(
        "--dirty", action="store_true", help="measure reading a dirty list instead (benchmarks/dirty.py)"
    )
    for name in ("--job", "--source", "--target"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.job:
        own = [0]
        threading.Thread(target=watch, args=(own,), daemon=True).start()
        start = time.perf_counter()
        JOBS[arguments.job](Path(arguments.source), Path(arguments.target))
        print(json.dumps([time.perf_counter() - start, own[0]]))
        return
    sizes = [arguments.rows, *([4 * arguments.rows] if arguments.memory else [])]
    if arguments.dirty:
        for rows in sizes:
            subprocess.run([sys.executable, "-m", "benchmarks.dirty", "--rows", str(rows)], check=True)
        return
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        for rows in sizes:
            source = Path(folder) / f"{rows}.csv"
            make_list(source, rows)
            runs = {job: [measured(job, source, Path(folder)) for _ in range(3)] for job in arguments.jobs.split(",")}
            base = statistics.median(seconds for seconds, _ in runs["copy"])
            for job, results in runs.items():
                seconds = statistics.median(s for s, _ in results)
                peak = max(p for _, p in results)
                print(
                    f"{rows:>10,} rows  {job:<8} {seconds:7.2f} s  {seconds / base:5.2f} x copy  {peak:7.0f} MiB peak",
                    flush=True,
                )
            source.unlink()


if __name__ == "__main__":
    main()
