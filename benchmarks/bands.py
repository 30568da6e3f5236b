"""What reading bands gives: how many decisions on a list are certain because its ranges are read as ranges, not as missing.

python -m benchmarks.bands ../shared/exports/crm_zh.csv [-r benchmarks/bands.yaml] [--as-of 2026-11-26]
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import polars as pl

from shortlist import Ruleset
from shortlist.model.ranges import is_end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="+")
    parser.add_argument("-r", "--ruleset", default=str(Path(__file__).with_name("bands.yaml")))
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 26))
    arguments = parser.parse_args()
    ruleset = Ruleset.load(arguments.ruleset)
    for source in arguments.lists:
        with ruleset.read(source, leave_doubts=True) as intake:
            frame = intake.frame.collect()
        ends = [name for name in frame.columns if is_end(name)]
        ranges = (
            frame.select(pl.any_horizontal(pl.col(name).is_not_null() for name in ends)).sum().item() if ends else 0
        )
        found, without = (ruleset.qualify(one, arguments.as_of) for one in (frame, frame.drop(ends)))
        newly = int((found["certain"] & ~without["certain"]).sum())
        print(
            f"{source}: {len(found):,} prospects, {ranges:,} with a range; certain {without['certain'].sum():,} without it, "
            f"{found['certain'].sum():,} with it ({newly:,} more); review {(without['decision'] == 'review').sum():,} and "
            f"{(found['decision'] == 'review').sum():,}"
        )


if __name__ == "__main__":
    main()
