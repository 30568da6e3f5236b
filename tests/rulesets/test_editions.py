"""Every built-in ruleset, in its edition for the world and that for China, decides a real list with three outcomes."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest

from shortlist import ReadOptions, Ruleset
from shortlist.model.terms import DECISIONS
from shortlist.prospects.given import open_given
from tests.support.places import DOCS
from tests.support.shared import data
from tests.support.small import decide

FORBES = ("annual_revenue=Sales:USD billion", "net_income=Profit:USD billion", "total_assets=Assets:USD billion")
NAMES = ("b2b", "b2b_cn", "project_finance", "project_finance_cn", "good_customer", "good_customer_cn")
FULL: dict[str, Any] = {
    "country": "CN", "city": "Shanghai", "industry": "Machinery", "employees": 2000.0, "annual_revenue": 2e9, "net_income": 3e8, "total_assets": 2e9,
    "credit_rating": "AAA", "average_days_late": 0.0, "founded_year": 1960.0, "customer_years": 12.0, "largest_customer_share": 0.1,
    "needs": "automation and ERP", "need_clarity": 5.0, "function_fit": 5.0, "services_needed": "installation, training", "late_share": 0.0,
    "lateness_trend": 0.0, "days_to_pay": 20.0, "dunning_calls": 0.0,
}  # fmt: skip


@cache
def decided(name: str) -> pl.DataFrame:
    """The Forbes list, or the customers of a real receivables ledger that stands for the orders too."""
    if not name.startswith("good_customer"):
        plan = Ruleset.load(name).plan(date(2026, 11, 23))
        with open_given(plan, str(data("forbes_2024.csv")), ReadOptions(maps=FORBES)) as given:
            return plan.decide(given.attach()).collect()
    ledger = data("receivables.csv")
    plan = Ruleset.load(name).plan(date(2012, 10, 1))
    with TemporaryDirectory() as folder:
        customers = Path(folder) / "customers.csv"
        one_each = pl.read_csv(ledger, infer_schema=False).select(pl.col("customerID").unique(maintain_order=True))
        one_each.write_csv(customers)
        with open_given(
            plan, str(customers), ReadOptions(), [f"{table}={ledger}" for table in ("invoices", "orders")]
        ) as given:
            return plan.decide(given.attach()).collect()


@pytest.mark.parametrize("name", NAMES)
def test_a_real_list_is_decided_in_three_ways(name: str) -> None:
    shares = decided(name)["decision"].value_counts(normalize=True).rows_by_key("decision", named=True)
    assert set(shares) == set(DECISIONS)
    assert max(found[0]["proportion"] for found in shares.values()) <= 0.8


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("en", r"alone: ([\d,]+) qualify,\s([\d,]+) are for review, ([\d,]+) are rejected .*? ([\d,]+) have grade A"),
        ("zh", r"：([\d,]+) 家准入、([\d,]+) 家复核、([\d,]+) 家因.*?A 级的仅 ([\d,]+) 家"),
    ],
)
def test_the_page_of_project_finance_says_what_it_makes_of_the_list(page: str, said: str) -> None:
    frame = decided("project_finance")
    found = re.search(said, (DOCS / f"project_finance.{page}.md").read_text(encoding="utf-8"))
    counts = [(frame["decision"] == word).sum() for word in ("qualify", "review", "reject")]
    assert found and [int(one.replace(",", "")) for one in found.groups()] == [*counts, (frame["grade"] == "A").sum()]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_has_a_grade_below_the_gate(name: str) -> None:
    frame = decided(name)
    assert (
        frame.filter(pl.col("coverage") < Ruleset.load(name).decision.min_coverage)["grade"].null_count()
        == frame.filter(pl.col("coverage") < 0.3).height
    )


@pytest.mark.parametrize("name", NAMES)
def test_little_known_stands_in_the_middle_and_a_full_file_above_it(name: str) -> None:
    rules = Ruleset.load(name)
    little, full = decide(rules, country="CN"), decide(rules, **FULL)
    assert little["grade"] is None and 45 <= little["score"] <= 60
    assert full["score"] > little["score"] + 10


@pytest.mark.parametrize("name", ["good_customer", "good_customer_cn"])
def test_payment_grades_rise_from_d_to_a(name: str) -> None:
    found = (
        decided(name).group_by("payment_grade").agg(pl.col("score").mean(), pl.len()).drop_nulls().sort("payment_grade")
    )
    assert found["score"].is_sorted(descending=True) and found.height >= 3


def test_nobody_is_rejected_for_a_country_by_an_edition_for_china_and_a_list_without_one_is_domestic() -> None:
    for name in ("b2b_cn", "good_customer_cn", "project_finance_cn"):
        rules = Ruleset.load(name)
        assert decide(rules, **(FULL | {"country": "IR"}))["decision"] != "reject"
        assert rules.plan(date(2026, 11, 23)).ruleset.fields["country"].default == "CN"


@pytest.mark.parametrize(
    ("change", "decision", "reason", "tag"),
    [
        ({"commercial_bill_share": 0.5}, "review", "commercial_bills", "commercial-bills"),
        ({"days_to_pay": 270.0}, "reject", "half_a_year", None),
        ({"days_to_pay": 200.0}, None, None, None),
    ],
)
def test_what_the_rules_for_acceptance_bills_do(
    change: dict[str, Any], decision: str | None, reason: str | None, tag: str | None
) -> None:
    row = decide(Ruleset.load("good_customer_cn"), **(FULL | change))
    reasons = row["reasons"].replace(" (assumed)", "").split("; ")
    assert decision is None or row["decision"] == decision
    assert reason in reasons if reason else "half_a_year" not in reasons
    assert tag is None or tag in row["tags"].split("; ")
