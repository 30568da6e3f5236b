"""How many explanations a second come out of one batch: the Forbes list of 2024 under `b2b`, changes included.

python -m benchmarks.explain [--list FILE] [--ruleset b2b] [--repeat 3]
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from datetime import date
from pathlib import Path

FORBES = Path(__file__).parents[2] / "shared" / "data" / "forbes_2024.csv"
UNITS = [
    "annual_revenue=Sales:USD billion",
    "net_income=Profit:USD billion",
    "total_assets=Assets:USD billion",
    "market_capitalisation=Market Value:USD billion",
]


def measure(source: Path, ruleset: str, repeat: int) -> dict[str, float | int]:
    """Seconds of the best of `repeat` runs over a list that was read before; the rest are counts."""
    from shortlist import Ruleset
    from shortlist.explanation.explain import explain
    from shortlist.intake.options import ReadOptions
    from shortlist.intake.read import read_list

    plan = Ruleset.load(ruleset).plan(date(2026, 11, 23))
    maps = UNITS if source == FORBES else []
    with read_list(str(source), plan.fields, ReadOptions(maps=tuple(maps))) as intake:
        frame = intake.frame.collect()
    seconds, kinds = [], Counter[str]()
    for _ in range(repeat):
        start = time.perf_counter()
        kinds = Counter(change.kind for one in explain(plan, frame) for change in one.changes)
        seconds.append(time.perf_counter() - start)
    best = min(seconds)
    return {
        "prospects": len(frame), "seconds": round(best, 3), "explanations_a_second": round(len(frame) / best),
        "changes_of_a_measure": kinds["measure"], "changes_in_all": kinds.total(),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path, default=FORBES, help="the list (default: the Forbes list)")
    parser.add_argument("--ruleset", default="b2b", help="the ruleset (default b2b)")
    parser.add_argument("--repeat", type=int, default=3, help="runs, of which the best counts (default 3)")
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.list, arguments.ruleset, arguments.repeat), indent=1))


if __name__ == "__main__":
    main()
