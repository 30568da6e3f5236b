"""What customers buy next against what their orders so far let expect: `purchases_to_come` of the criterion lifetime_value.

    python -m benchmarks.lifetime CDNOW_sample.txt

The file is the public CDNOW ledger of Fader and Hardie (brucehardie.com/datasets, or in the package `lifetimes`, which has it as
lifetimes/datasets/CDNOW_sample.txt): id, a second id in the sample, day, number of CDs, dollars. Customers are judged on their
orders up to 1997-09-30, 39 weeks, and compared with what they bought in the 39 weeks after.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import polars as pl

from shortlist import Ruleset
from shortlist.planning.features import attach

SPLIT, END = date(1997, 9, 30), date(1998, 6, 30)


def orders(path: Path) -> pl.DataFrame:
    """A row an order: prospect, date, amount."""
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [line for line in lines if line and line[0].isdigit()]
    cells = {"prospect": 0, "date": -3, "amount": -1}
    table = pl.DataFrame({name: [row[place] for row in rows] for name, place in cells.items()})
    return table.with_columns(pl.col("date").str.to_date("%Y%m%d"), pl.col("amount").cast(pl.Float64))


def judged(table: pl.DataFrame) -> pl.DataFrame:
    """By customer the features of good_customer on the day of the split, the purchases to come in 39 weeks, and those that came."""
    known = table.filter(pl.col("date") <= SPLIT)
    customers = known.select(prospect_id="prospect").unique(maintain_order=True)
    wanted = ("orders", "total_spend", "customer_years", "days_since_order")
    found = attach(Ruleset.load("good_customer"), customers.lazy(), {"orders": known.lazy()}, SPLIT, wanted).collect()
    more, total, years, silent = (pl.col("orders") - 1, *(pl.col(name) for name in wanted[1:]))
    expected = total / pl.col("orders") * more * (END - SPLIT).days / (years * 365.25 + more * silent)
    later = table.filter(pl.col("date") > SPLIT, pl.col("date") <= END)
    came = later.group_by(prospect_id="prospect").agg(came=pl.col("amount").sum())
    frame = found.with_columns(expected=expected.fill_nan(0.0)).join(came, on="prospect_id", how="left")
    return frame.with_columns(pl.col("came").fill_null(0.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    frame = judged(orders(parser.parse_args().ledger))
    error = (pl.col("expected") - pl.col("came")).abs().mean()
    means = pl.col("expected", "came").mean()
    with pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, float_precision=3):
        print(frame.select(means, customers=pl.len(), pearson=pl.corr("expected", "came"), mean_error=error))


if __name__ == "__main__":
    main()
