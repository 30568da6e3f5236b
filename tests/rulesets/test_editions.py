"""Every built-in ruleset, in its editions for the world, for China and for the EU, decides a real list with three outcomes."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import product
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
from tests.support.small import decide, decide_all

FORBES = ("annual_revenue=Sales:USD billion", "net_income=Profit:USD billion", "total_assets=Assets:USD billion")
NAMES = tuple(
    f"{name}{edition}" for name in ("b2b", "project_finance", "good_customer") for edition in ("", "_cn", "_eu")
)
EU = ("b2b_eu", "good_customer_eu", "project_finance_eu", "starter_eu")
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
            frame = given.attach()
            if name in EU:  # a seller in the EU looks at the companies of the countries it delivers to
                frame = frame.filter(pl.col("country").is_in(plan.ruleset.seller["countries"]))
            return plan.decide(frame).collect()
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
        ("zh", r"：([\d,]+) 家同意授信、([\d,]+) 家复核、([\d,]+) 家因.*?A 级的仅 ([\d,]+) 家"),
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


@pytest.mark.parametrize("name", ["good_customer", "good_customer_cn", "good_customer_eu"])
def test_payment_grades_rise_from_d_to_a(name: str) -> None:
    found = (
        decided(name).group_by("payment_grade").agg(pl.col("score").mean(), pl.len()).drop_nulls().sort("payment_grade")
    )
    assert found["score"].is_sorted(descending=True) and found.height >= 3


@pytest.mark.parametrize("name", EU)
def test_nobody_is_rejected_for_a_country_by_an_edition_for_the_eu_unless_the_seller_says_so(name: str) -> None:
    far, cuba = FULL | {"country": "IR", "city": None}, FULL | {"country": "CU", "city": None}
    row, chosen = decide(Ruleset.load(name), **far), Ruleset.load(name, ["rules.embargo.use=true"])
    assert row["decision"] != "reject" and "check-sanctions" not in (row["tags"] or "")
    assert "check-sanctions" in decide(chosen, **far)["tags"]
    # Cuba is under no embargo of the EU's, which forbids its companies to obey that of others: Regulation (EC) No 2271/96.
    assert "check-sanctions" not in (decide(chosen, **cuba)["tags"] or "")


def size_of_the_eu(people: float, turnover: float, balance: float) -> str:
    """The definition as it is written: a staff ceiling, and one of two financial ceilings."""
    for name, staff, sales, assets in (("micro", 10, 2e6, 2e6), ("small", 50, 1e7, 1e7), ("medium", 250, 5e7, 4.3e7)):
        if people < staff and (turnover <= sales or balance <= assets):
            return name
    return "large"


KNOTS = {
    "employees": (9.0, 10.0, 49.0, 50.0, 249.0, 250.0),
    "annual_revenue": (2e6, 2e6 + 1, 1e7, 1e7 + 1, 5e7, 5e7 + 1),
    "total_assets": (2e6, 2e6 + 1, 1e7, 1e7 + 1, 4.3e7, 4.3e7 + 1),
}


@pytest.mark.parametrize("name", EU)
def test_sizes_are_those_of_the_eu_definition_and_unknown_where_that_does_not_settle_them(name: str) -> None:
    grid = list(product(*((*knots, None) for knots in KNOTS.values())))
    rows = decide_all(Ruleset.load(name), [dict(zip(KNOTS, row, strict=True)) for row in grid])
    for row, found in zip(grid, rows, strict=True):
        whole = product(*(ends if one is None else (one,) for one, ends in zip(row, KNOTS.values(), strict=True)))
        could = {size_of_the_eu(*one) for one in whole}
        assert found["size"] in ({*could} if len(could) == 1 else {None}), row


@pytest.mark.parametrize("name", EU)
def test_an_edition_for_the_eu_names_every_country_of_the_eea_and_its_neighbours_and_counts_in_euro(name: str) -> None:
    rules = Ruleset.load(name)
    assert rules.currency == "EUR" and rules.seller["industry_codes"] == "nace"
    eu = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    assert sorted(rules.seller["countries"]) == sorted([*eu.split(), "IS", "LI", "NO", "CH", "GB"])
    assert {"SEK", "DKK", "PLN", "CZK", "HUF", "RON", "NOK", "CHF", "GBP", "USD"} <= rules.rates.keys()


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
