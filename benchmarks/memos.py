"""Memos a second: all companies of the Forbes list, Markdown and HTML, on one process and on two.

    python -m benchmarks.memos [--list FILE] [--lang zh]

The list is read before the clock starts; explaining, counterfactuals included, writing and rendering are timed, and starting
the processes too. Where other programs have the processor, look at its time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from datetime import date
from pathlib import Path

from shortlist import Ruleset
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.memo.batch import Order, write_memos
from shortlist.memo.provenance import of_list

FORBES = Path(__file__).parent.parent.parent / "shared" / "data" / "forbes_2024.csv"
MAPS = [
    "annual_revenue=Sales:USD billion",
    "net_income=Profit:USD billion",
    "total_assets=Assets:USD billion",
    "market_capitalisation=Market Value:USD billion",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", default=str(FORBES))
    parser.add_argument("--lang", choices=["en", "zh"], default="en")
    given = parser.parse_args()
    rules = Ruleset.load("b2b")
    plan = rules.plan(date(2026, 11, 23))
    reading = ReadOptions(maps=tuple(MAPS))
    with read_list(given.list, plan.fields, reading, currency=rules.currency, rates=rules.rates) as intake:
        frame = intake.frame.collect()
    came = of_list(rules, "b2b", plan.as_of, given.list, reading, (), given.lang)
    folder = Path(tempfile.mkdtemp(prefix="shortlist-memos-"))
    try:
        for processes in (1, 2):
            start, before = time.perf_counter(), sum(os.times()[:4])
            with write_memos(
                plan, frame, folder / str(processes), Order(("md", "html"), given.lang, came, {}), processes
            ) as memos:
                memos.publish()
            taken, busy = time.perf_counter() - start, sum(os.times()[:4]) - before
            files = len(list((folder / str(processes)).iterdir()))
            print(
                f"{processes} process{'es' * (processes > 1)}: {len(frame):,} prospects, {files:,} files in {taken:.1f} s, "
                f"{len(frame) / taken:.0f} a second; {busy:.1f} s of processor time"
            )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
