"""How late customers pay after they were graded: the payment grade of `good_customer` against what came next.

    python -m benchmarks.grades ../shared/data/receivables.csv --split 2013-01-01

Each customer is graded by the invoices that it had settled by the split date, and by nothing later; the table shows, by grade, how late
the invoices issued after it were paid. The thresholds are those of the ruleset, which were committed before this file: never tune them
on what it prints.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import date
from pathlib import Path

import polars as pl

from shortlist.cli import run

AMOUNT = pl.col("InvoiceAmount")


def invoices(path: Path) -> pl.DataFrame:
    """The ledger with its dates read; a row an invoice."""
    dates = pl.col("InvoiceDate", "DueDate", "SettledDate").str.to_date("%m/%d/%Y")
    return pl.read_csv(path).with_columns(dates)


def weighted(value: pl.Expr) -> pl.Expr:
    """The mean of a value over invoices, weighted by amount."""
    return (AMOUNT * value).sum() / AMOUNT.sum()


def graded(ledger: Path, split: date, ruleset: str = "good_customer", *, as_orders: bool = False) -> pl.DataFrame:
    """The decision on each customer of a ledger as of the split date, with the ledger as its invoices, and as its orders if asked."""
    with tempfile.TemporaryDirectory() as name:
        customers, decided = Path(name) / "customers.csv", Path(name) / "decided.parquet"
        invoices(ledger).select("customerID").unique(maintain_order=True).write_csv(customers)
        arguments = [
            "qualify",
            "--no-db",
            customers,
            "-r",
            ruleset,
            "--history",
            f"invoices={ledger}",
            "--as-of",
            split,
            "-o",
            decided,
        ]
        arguments += ["--history", f"orders={ledger}"] if as_orders else []
        if status := run([*map(str, arguments), "--lang", "en"]):
            raise SystemExit(status)
        return pl.read_parquet(decided)


def outcome(ledger: pl.DataFrame, decisions: pl.DataFrame, split: date) -> pl.DataFrame:
    """By grade: customers, their invoices issued after the split, mean days late of these, and the share paid late."""
    grades = decisions.select(customerID="prospect_id", grade="payment_grade")
    later = ledger.filter(pl.col("InvoiceDate") > split).join(grades, on="customerID")
    after = later.group_by("grade").agg(
        invoices=pl.len(),
        mean_days_late=pl.col("DaysLate").mean(),
        weighted_days_late=weighted(pl.col("DaysLate")),
        paid_late=(pl.col("DaysLate") > 0).mean(),
    )
    return grades.group_by("grade").agg(customers=pl.len()).join(after, on="grade", how="left").sort("grade")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--split", type=date.fromisoformat, default=date(2013, 1, 1))
    options = parser.parse_args()
    decisions = graded(options.ledger, options.split)
    with pl.Config(tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, float_precision=2):
        print(decisions["decision"].value_counts(sort=True))
        print(outcome(invoices(options.ledger), decisions, options.split))


if __name__ == "__main__":
    main()
