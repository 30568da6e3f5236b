"""A dirty list of any size, and what reading it costs.

    python benchmarks/dirty.py --rows 1000000        # the ratio to a plain copy, and the peak memory of each in MB

40 % of the money cells have a sign, a magnitude word or separators, 60 % of the percents a `%`, two columns of dates two orders,
countries come in both languages, 10 % of all cells are missing tokens, 0.5 % cannot be read.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from shortlist.model.fields import Field

BATCH = 250_000
COUNTRIES = (
    "United States",
    "USA",
    "China",
    "中国",
    "Hong Kong",
    "香港",
    "Germany",
    "德国",
    "UK",
    "South Korea",
    "Japan",
    "日本",
    "France",
    "法国",
    "Brazil",
    "IN",
    "Netherlands",
    "俄罗斯",
    "Spain",
    "Viet Nam",
)
MISSING = ("", "N/A", "-", "Select", "未知", "NULL", "n/a", "暂无")
GARBAGE = ("see note", "abc", "约若干", "12..5", "1-2-3-4")
WORDS = (
    "alpha",
    "Müller",
    "北方",
    "data",
    "Söhne",
    "global",
    "exports",
    "贸易",
    "steel",
    "labs",
    "foods",
    "systems",
    "有限公司",
)


def fields() -> dict[str, Field]:
    """The fields of the dirty list: 4 money, 4 percent, 2 dates, and one or more of every other type."""
    from shortlist.model.fields import Field
    from shortlist.model.identity import IDENTITY

    own = [
        *IDENTITY,
        Field("country", "country"),
        Field("city", "text"),
        Field("industry", "text"),
        *(Field(f"money_{n}", "money") for n in range(4)),
        *(Field(f"percent_{n}", "percent") for n in range(4)),
        Field("first_order", "date"),
        Field("last_order", "date"),
        Field("employees", "integer"),
        Field("founded", "integer"),
        Field("listed", "bool"),
        Field("referred", "bool"),
        Field("size", "level", values=("small", "medium", "large")),
        Field("stars", "rating"),
    ]
    return {field.id: field for field in own}


def chance(salt: int, of: int) -> pl.Expr:
    """A number below `of`, the same for the same row and salt."""
    import polars as pl

    return pl.col("n").hash(salt) % of


def pick(words: tuple[str, ...], salt: int) -> pl.Expr:
    """One of some words."""
    import polars as pl

    return pl.lit(pl.Series(words)).gather(chance(salt, len(words)))


def soiled(clean: pl.Expr, salt: int, unreadable: bool = True) -> pl.Expr:
    """One cell in ten a missing token, one in two hundred unreadable."""
    import polars as pl

    bad = chance(salt + 1, 1000) < (5 if unreadable else 0)
    return (
        pl.when(chance(salt + 2, 10) == 0)
        .then(pick(MISSING, salt + 3))
        .when(bad)
        .then(pick(GARBAGE, salt + 4))
        .otherwise(clean)
    )


def money(salt: int) -> pl.Expr:
    """Amounts, 40 % of them with sign, magnitude or separators."""
    import polars as pl

    amount = (chance(salt, 900_000_000) + 10_000).cast(pl.Int64)
    short = pl.format("{}.{}", amount // 10_000_000 + 1, amount % 100)
    kind = chance(salt + 5, 100)
    grouped = pl.format(
        "{},{},{}",
        amount // 1_000_000 + 1,
        (amount // 1000 % 1000).cast(pl.String).str.zfill(3),
        (amount % 1000).cast(pl.String).str.zfill(3),
    )
    return (
        pl.when(kind < 10)
        .then("$" + grouped)
        .when(kind < 18)
        .then(grouped + ".50")
        .when(kind < 26)
        .then("$" + short + "M")
        .when(kind < 32)
        .then(short + " Million")
        .when(kind < 36)
        .then(short + "亿")
        .when(kind < 40)
        .then("(" + grouped + ")")
        .otherwise(amount.cast(pl.String))
    )


def percent(salt: int) -> pl.Expr:
    """Percents, 60 % of them with %."""
    import polars as pl

    share = pl.format("{}.{}", chance(salt, 90), chance(salt + 6, 10))
    return pl.when(chance(salt + 7, 10) < 6).then(share + "%").otherwise(share)


def parts(salt: int) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Day, month and year."""
    return chance(salt, 28) + 1, chance(salt + 8, 12) + 1, chance(salt + 9, 25) + 2000


def batch(start: int, rows: int) -> pl.DataFrame:
    """Rows `start` to `start + rows` of the list; the same number gives the same row."""
    import polars as pl

    frame = pl.DataFrame({"n": pl.int_range(start, start + rows, eager=True).cast(pl.UInt64)})
    day, month, year = parts(500)
    day2, month2, year2 = parts(520)
    return frame.select(
        pl.format("C{}", "n").alias("prospect_id"),
        pl.format("{} {} {}", pick(WORDS, 1), pick(WORDS, 2), "n").alias("name"),
        soiled(pick(COUNTRIES, 3), 10).alias("country"),
        soiled(pick(WORDS, 4), 20, False).alias("city"),
        soiled(pick(WORDS, 5), 30, False).alias("industry"),
        *(soiled(money(100 + 20 * n), 40 + 5 * n).alias(f"money_{n} (USD)") for n in range(4)),
        *(soiled(percent(200 + 20 * n), 300 + 5 * n).alias(f"percent_{n} (%)") for n in range(4)),
        soiled(pl.format("{}/{}/{}", day, month, year), 400).alias("first_order"),
        soiled(pl.format("{}/{}/{}", month2, day2, year2), 410).alias("last_order"),
        soiled(chance(600, 50_000).cast(pl.String), 420).alias("employees"),
        soiled((chance(601, 120) + 1900).cast(pl.String), 430).alias("founded"),
        soiled(pick(("Yes", "No", "是", "否"), 602), 440).alias("listed"),
        soiled(pick(("TRUE", "FALSE", "1", "0"), 603), 450).alias("referred"),
        soiled(pick(("small", "Medium", "LARGE"), 604), 460).alias("size"),
        soiled((chance(605, 5) + 1).cast(pl.String), 470).alias("stars"),
    )


def generate(path: Path, rows: int) -> None:
    """Write `rows` dirty rows as CSV, batch by batch."""
    with path.open("wb") as file:
        for start in range(0, rows, BATCH):
            batch(start, min(BATCH, rows - start)).write_csv(file, include_header=start == 0)


def watch(peak: list[int]) -> None:
    """Keep the peak of this process's own memory in MB, without the pages of files that it maps."""
    while True:
        with open("/proc/self/status") as status:
            own = next((int(line.split()[1]) for line in status if line.startswith("RssAnon")), 0)
        peak[0] = max(peak[0], own // 1024)
        time.sleep(0.02)


def measure(task: str, source: str, target: str) -> None:
    """Run one task in this process and print seconds, peak memory in MB and what was counted, as JSON."""
    import polars as pl

    from shortlist.intake.read import read_list
    from shortlist.outputs.write import write_decisions

    begin, said = time.perf_counter(), {}
    anonymous = [0]
    threading.Thread(target=watch, args=(anonymous,), daemon=True).start()
    if task == "copy":
        pl.scan_csv(source).sink_parquet(target)
    else:
        with read_list(source, fields()) as intake:
            write_decisions(intake.frame, target)
            write_decisions(intake.unreadable.cells(), target + ".cells.csv")
            said = {
                "rows_in": intake.rows_in,
                "refused": intake.refused_count,
                "unreadable": sum(intake.unreadable.counts().values()),
            }
    seconds = time.perf_counter() - begin
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss // 1024
    figures = {"seconds": round(seconds, 2), "cpu": round(cpu, 2), "peak_mb": peak, "own_mb": anonymous[0]}
    print(json.dumps({"task": task, **figures, **said}))


def main() -> None:
    """Generate, then measure each task in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--task", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        measure(*given.task)
        return
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "dirty.csv"
        generate(source, given.rows)
        print(f"{given.rows:,} rows, {source.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} cores")
        runs: dict[str, list[dict[str, float]]] = {"copy": [], "intake": []}
        for _ in range(given.repeat):
            for task, done_before in runs.items():  # by turns, so that other work on the machine meets both alike
                command = [sys.executable, __file__, "--task", task, str(source), f"{folder}/out.parquet"]
                done = subprocess.run(command, check=True, capture_output=True, text=True)
                done_before.append(json.loads(done.stdout))
        for done_before in runs.values():
            print(min(done_before, key=lambda run: run["seconds"]))
        least = {(task, key): min(run[key] for run in runs[task]) for task in runs for key in ("seconds", "cpu")}
        wall, cpu = (least["intake", key] / least["copy", key] for key in ("seconds", "cpu"))
        print(f"ratio to scan_csv(f).sink_parquet(g): {wall:.1f} of the time, {cpu:.1f} of the processor's time")


if __name__ == "__main__":
    main()
