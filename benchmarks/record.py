"""How long recording a run takes, as a ratio to a bare `executemany` of the same rows into the same columns; bytes by table.

python -m benchmarks.record [--rows 1000000] [--ids ordered|random] [--rounds 3]

Both write the same prepared Parquet files into a new file with the same pragmas, in transactions of the same size. Recording
also writes the index by prospect, the typed inputs in compressed chunks, the ruleset's files and the run; then `explain`'s
question is timed: one prospect out of the record, with its ruleset and its row of inputs.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.throughput import RULESET, make_list
from shortlist import Ruleset
from shortlist.planning.plan import Plan
from shortlist.record.database import CACHE, PAGE, TABLES, open_record
from shortlist.record.prospects import find_prospect
from shortlist.record.write import CHUNK, STORED, Recorder, Source, to_stored

EMPTY = pl.DataFrame(schema={"row": pl.UInt32, "line": pl.UInt32, "en": pl.String, "zh": pl.String, "text": pl.String})


def prepare(source: Path, plan: Plan, ids: str) -> pl.LazyFrame:
    """The typed inputs; random ids stand in no order, as a CRM's do."""
    frame = pl.scan_csv(source, schema_overrides={"since": pl.Date})
    if ids == "random":
        frame = frame.with_columns(prospect_id=pl.col("prospect_id").hash(7).cast(pl.String))
    return frame.select("prospect_id", "name", *(name for name in plan.fields if name in frame.collect_schema()))


class Watch:
    """Seconds by the wall and of this process on all cores, which other work on the machine stretches less."""

    def __init__(self) -> None:
        self.start = time.perf_counter(), time.process_time()

    def __call__(self) -> tuple[float, float]:
        return time.perf_counter() - self.start[0], time.process_time() - self.start[1]


def bare(decided: pl.LazyFrame, columns: list[str], path: Path) -> tuple[float, float]:
    """Seconds of `executemany` into the table `decisions` without an index."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {PAGE}")
    connection.execute(f"PRAGMA cache_size = -{CACHE}")
    connection.execute(next(table for table in TABLES if table.startswith("CREATE TABLE decisions")))
    rows = decided.select(pl.len()).collect().item()
    insert = f"INSERT INTO decisions ({', '.join(STORED)}) VALUES ({', '.join('?' * len(STORED))})"
    watch = Watch()
    for first in range(0, rows, CHUNK):
        chunk = to_stored(decided.select(columns).slice(first, CHUNK).collect(), 1, first + 1).rows()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, chunk)
        connection.execute("COMMIT")
    seconds = watch()
    connection.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--ids", choices=["ordered", "random"], default="ordered")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    plan = Ruleset.load(RULESET).plan(date(2026, 11, 1))
    ratios = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        make_list(folder / "list.csv", arguments.rows)
        for number in range(arguments.rounds):
            path = folder / f"record{number}.db"
            with (
                open_record(path, write=True) as opened,
                Recorder(opened, plan, Source("list.csv", None, {})) as recorder,
            ):
                decided = recorder.decisions(
                    plan.decide(recorder.inputs(prepare(folder / "list.csv", plan, arguments.ids)))
                )
                base = bare(decided, plan.output_columns, folder / f"bare{number}.db")
                watch = Watch()
                recorder.land(mapping="", refused=EMPTY, rows_in=arguments.rows)
                seconds = watch()
                middle = decided.select("prospect_id").slice(arguments.rows // 2, 1).collect().item()
            watch = Watch()
            with open_record(path) as opened:
                found = find_prospect(opened, middle)
                decided_again = found.ruleset.plan(found.as_of).decide(found.frame.lazy()).collect()
            looked, _ = watch()
            assert decided_again.height == 1
            ratio, cpu = (mine / its for mine, its in zip(seconds, base, strict=True))
            ratios.append((ratio, cpu))
            print(
                f"bare {base[0]:6.2f} s ({base[1]:5.2f} of CPU)  record {seconds[0]:6.2f} s ({seconds[1]:5.2f})  "
                f"ratio {ratio:4.2f} ({cpu:4.2f})  one prospect {looked:5.2f} s",
                flush=True,
            )
            if number < arguments.rounds - 1:
                path.unlink()
            (folder / f"bare{number}.db").unlink()
        wall, cpu = (statistics.median(one) for one in zip(*ratios, strict=True))
        print(f"{arguments.rows:,} rows, {arguments.ids} ids: ratio {wall:.2f} by the wall, {cpu:.2f} of CPU (medians)")
        connection = sqlite3.connect(path)
        for table, size in connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"):
            print(f"  {table:<24} {size / arguments.rows:7.1f} bytes a prospect")


if __name__ == "__main__":
    main()
