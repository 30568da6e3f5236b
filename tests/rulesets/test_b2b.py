"""What the ruleset b2b makes of real lists, and of prospects that we cannot serve."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.cli import run
from shortlist.loading.load import list_built_in
from shortlist.model.terms import DECISIONS
from shortlist.planning.function_measures import find_dependent_rows
from tests.support.memos import b2b
from tests.support.places import ROOT
from tests.support.shared import data
from tests.support.small import decide

BILLIONS = [
    word
    for one in ("annual_revenue=Sales", "net_income=Profit", "total_assets=Assets")
    for word in ("--map", f"{one}:USD billion")
]


def qualify(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert run(["qualify", *arguments, "-r", "b2b", "--as-of", "2026-11-23", "--json", "--lang", "en"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def spread(found: dict[str, Any]) -> None:
    """All three decisions occur, and none is over four fifths."""
    assert set(found["decisions"]) == set(DECISIONS)
    assert min(found["decisions"].values()) > 0
    assert max(found["decisions"].values()) <= 0.8 * found["rows"]


def test_sp500(capsys: pytest.CaptureFixture[str]) -> None:
    spread(qualify(capsys, str(ROOT / "examples" / "sp500.csv")))


def test_forbes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    output = tmp_path / "decided.parquet"
    found = qualify(capsys, str(data("forbes_2024.csv")), *BILLIONS, "-o", str(output))
    spread(found)
    assert found["rows"] == 2001
    assert found["unreadable"] == {"Founded": 1}  # the year 20047
    frame = pl.read_parquet(output)
    scored = {name for name in Ruleset.load("b2b").criteria if frame[name].count() > 0}
    assert {
        "need_fit",
        "payment_ability",
        "long_term_potential",
        "service_needs",
        "geography",
        "scale",
        "risk",
    } <= scored


def test_revenue_of_jpmorgan_is_read_in_billions(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(data("forbes_2024.csv")), "--row", "1", "--json", *BILLIONS]) == 0
    cells = {cell["field"]: cell["value"] for cell in json.loads(capsys.readouterr().out)}
    assert (cells["name"], cells["annual_revenue"]) == ("JPMorgan Chase", 252_900_000_000)


def test_the_summary_begins_with_the_gate_and_three_columns(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sp500 = str(ROOT / "examples" / "sp500.csv")
    assert (
        run(["qualify", sp500, "-r", "b2b", "--as-of", "2026-11-23", "-o", str(tmp_path / "out.csv"), "--lang", "en"])
        == 0
    )
    lines = [line for line in capsys.readouterr().err.splitlines() if line.strip()]
    # Before it stand only the two notes on how the list was read.
    gate = next(line for line in lines[:3] if line.startswith("Too little is known of "))
    assert len(gate.partition("settled by ")[2].split(", ")) == 3


@pytest.mark.quick(1)
@pytest.mark.parametrize("name", list_built_in())
def test_no_built_in_ruleset_lets_a_third_decide(name: str) -> None:
    ruleset = Ruleset.load(name)
    assert ruleset.decision.min_coverage >= 0.3
    assert ruleset.notes == ()


@pytest.mark.quick(3)
@pytest.mark.parametrize("name", list_built_in())
def test_each_row_of_our_own_measures_stands_for_itself(name: str) -> None:
    """Loading takes it for granted, and tries those of other plugins alone."""
    rules = Ruleset.load(name)
    assert find_dependent_rows(rules, date(2026, 11, 23)) == []
    assert any(callable(one.value) for criterion in rules.criteria.values() for one in criterion.measures)


@pytest.mark.parametrize("name", list_built_in())
def test_every_weight_says_its_reason(name: str) -> None:
    """Each weight that the file sets has a comment behind it, and the file says that its numbers are opinions."""
    text = list_built_in()[name].read_text(encoding="utf-8")
    weights = [line for line in text.splitlines() if line.startswith("    weight:")]
    # An edition may set none of its own.
    assert (weights or "_" in name) and all("  # " in line for line in weights)
    assert "opinion" in text


GOOD: dict[str, Any] = {
    "industry": "Machinery", "needs": "automation and ERP", "need_clarity": 4.0, "function_fit": 4.0, "budget": 150_000.0, "country": "DE", "city": "Frankfurt",
    "annual_revenue": 2e8, "employees": 900.0, "net_income": 2e7, "total_assets": 2e8, "credit_rating": "A", "average_days_late": 3.0,
    "founded_year": 1960.0, "customer_type": "enterprise", "orders": 0.0, "expected_annual_purchase": 200_000.0, "response_hours": 12.0,
    "services_needed": "installation, training", "annual_spend": 0.0,
}  # fmt: skip


def decided(**changes: Any) -> dict[str, Any]:
    return decide(b2b(), **{**GOOD, **changes})


def test_a_good_prospect_qualifies_and_is_classed() -> None:
    row = decided()
    assert (row["decision"], row["tags"]) == ("qualify", None)
    assert [row[name] for name in ("size", "legal_nature", "buyer", "stage", "value_tier")] == [
        "mid_market",
        "enterprise",
        "organisation",
        "prospect",
        "normal",
    ]


@pytest.mark.quick(5)
@pytest.mark.parametrize(
    ("change", "decision", "reason", "tag"),
    [
        ({"country": "KP"}, "reject", "embargo", None),
        ({"expected_annual_purchase": 5e7}, "review", "beyond_our_capacity", "cannot-serve"),
        ({"response_hours": 2.0}, "review", "beyond_our_response", "cannot-serve"),
        ({"services_needed": "customisation", "response_hours": 5.0, "country": "JP"}, "review", "beyond_our_service", "cannot-serve"),
        ({"needs": "a loan", "function_fit": 1.0, "need_clarity": 1.0, "industry": "Banking"}, "reject", "fit_gap_large", "decline"),
        ({"needs": "other things", "function_fit": 2.0, "need_clarity": 1.0}, "review", "fit_gap_medium", "customise"),
        ({"after_sales_fit": 2.0}, "qualify", "after_sales_gap", "service-plan"),
        ({"needs": "automation", "function_fit": 2.0, "need_clarity": 2.0, "industry": "Logistics"}, None, "fit_gap_small", "improve-product"),
        ({"customer_type": "individual"}, None, "consumer", "consumer"),
        ({"net_income": -1e6, "credit_rating": None}, "review", "loss_making", None),
        ({"operating_cash_flow": -1e6, "debt_ratio": 0.7}, "review", "burns_cash", "with-security"),
        ({"largest_supplier_share": 0.6, "supply_stability": 2.0}, "qualify", "fragile", "with-security"),
        ({"credit_rating": "D"}, "reject", "in_default", None),
        ({"average_days_late": 200.0, "credit_rating": None}, "reject", "in_default", None),
        ({"credit_rating": "CC", "average_days_late": 80.0, "net_income": -2e7}, "reject", "cannot_pay", None),
        ({"annual_revenue": 5e9}, "qualify", "key_account", "key-account"),
        ({"founded_year": 2025.0, "largest_customer_share": 0.7, "open_lawsuits": 5.0}, None, "with_security", "with-security"),
    ],
)  # fmt: skip
def test_what_each_rule_does(change: dict[str, Any], decision: str | None, reason: str, tag: str | None) -> None:
    row = decided(**change)
    assert reason in row["reasons"].replace(" (assumed)", "").split("; ")
    assert decision is None or row["decision"] == decision
    assert (row["tags"] or "").split("; ") == [tag or ""]


def test_every_rule_but_floors_says_why() -> None:
    assert all(rule.because for rule in Ruleset.load("b2b").rules if not rule.id.startswith("floor:"))


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    ("change", "segment", "expected"),
    [
        ({"customer_type": "government"}, "legal_nature", "government"),
        ({"customer_type": "nonprofit"}, "legal_nature", "nonprofit"),
        ({"customer_type": "individual"}, "legal_nature", "individual"),
        ({"customer_type": None}, "legal_nature", None),
        ({"customer_type": "individual"}, "buyer", "consumer"),
        ({"orders": None}, "stage", None),
        ({"annual_spend": 2e6}, "value_tier", "high"),
        ({"needs": "a loan", "function_fit": 1.0, "industry": "Banking"}, "value_tier", "low"),
        ({"employees": 20_000.0}, "size", "enterprise"),
        ({"employees": 10.0, "annual_revenue": 1e6}, "size", "small"),
    ],
)
def test_segments(change: dict[str, Any], segment: str, expected: str | None) -> None:
    assert decided(**change)[segment] == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2020-01-01", "2026-10-01", "active"),
        ("2026-08-01", "2026-10-01", "new"),
        ("2020-01-01", "2024-10-01", "churned"),
    ],
)
def test_lifecycle_stages(first: str, last: str, expected: str) -> None:
    from datetime import date

    dates = {"first_order": date.fromisoformat(first), "last_order": date.fromisoformat(last)}
    assert decided(orders=5.0, **dates)["stage"] == expected
