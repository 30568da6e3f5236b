"""What the ruleset good_customer makes of a real ledger, grades against what came after, and each of its rules."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from benchmarks import grades

from shortlist import Ruleset
from tests.shared import data
from tests.small import decide

SPLIT = date(2013, 1, 1)
GOOD: dict[str, Any] = {
    "settled_invoices": 20.0, "average_days_late": 0.0, "late_share": 0.0, "dispute_share": 0.0, "early_share": 0.5, "days_to_pay": 20.0,
    "dunning_calls": 0.0, "lateness_trend": 0.0, "orders": 40.0, "orders_last_year": 12.0, "months_with_orders": 10.0, "days_since_order": 20.0,
    "customer_years": 5.0, "annual_spend": 200_000.0, "country": "DE",
}  # fmt: skip


@cache
def rules() -> Ruleset:
    return Ruleset.load("good_customer")


def decided(**changes: Any) -> dict[str, Any]:
    return decide(rules(), **{**GOOD, **changes})


def test_ledger_is_decided_neither_all_alike_nor_by_the_gate() -> None:
    found = grades.graded(grades.invoices(data("receivables.csv")), SPLIT)
    decisions = dict(found["decision"].value_counts().iter_rows())
    assert set(decisions) == {"qualify", "review", "reject"} and sum(decisions.values()) == 100
    assert max(decisions.values()) <= 80
    assert found["reasons"].str.contains("coverage:").sum() == 0


def test_lateness_after_the_split_rises_from_a_to_d() -> None:
    table = grades.outcome(grades.invoices(data("receivables.csv")), SPLIT)
    assert table["grade"].to_list() == ["A", "B", "C", "D"]
    assert table["customers"].sum() == 100 and table["customers"].min() >= 10  # type: ignore[operator]
    for column in ("mean_days_late", "weighted_days_late", "paid_late"):
        values = table[column].to_list()
        assert values == sorted(values) and values[-1] > 2 * values[0]


def test_nothing_after_the_split_is_read() -> None:
    ledger = grades.invoices(data("receivables.csv"))
    before = ledger.filter(ledger["SettledDate"] <= SPLIT)
    assert 0 < before.height < ledger.height
    assert grades.graded(ledger, SPLIT).equals(grades.graded(before, SPLIT))


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        ({"average_days_late": 1.0, "early_share": 0.0}, "A"),
        ({"average_days_late": 1.1, "early_share": 0.0}, "B"),
        ({"average_days_late": 4.0, "early_share": None}, "B"),
        ({"average_days_late": 4.1, "early_share": None}, "C"),
        ({"average_days_late": 10.0, "early_share": 0.0}, "C"),
        ({"average_days_late": 10.1, "early_share": 0.0}, "D"),
        ({"average_days_late": 3.5, "early_share": 1.0}, "A"),  # the credit for early settlement
        ({"average_days_late": -5.0, "early_share": 0.0}, "A"),
        ({"settled_invoices": 4.0}, None),  # too short a history
        ({"settled_invoices": 5.0}, "A"),
        ({"settled_invoices": None}, None),
        ({"average_days_late": None}, None),
    ],
)
def test_payment_grade(change: dict[str, Any], grade: str | None) -> None:
    assert decided(**change)["payment_grade"] == grade


def test_thresholds_of_the_grade_are_the_rulesets() -> None:
    late = {**GOOD, "average_days_late": 3.0, "early_share": 0.0}
    assert decide(rules(), **late)["payment_grade"] == "B"
    assert decide(Ruleset.load("good_customer", ["seller.grade_a_days=3"]), **late)["payment_grade"] == "A"
    assert decide(Ruleset.load("good_customer", ["seller.grade_min_invoices=21"]), **late)["payment_grade"] is None
    assert (
        decide(Ruleset.load("good_customer", ["seller.grade_b_days=2", "seller.grade_c_days=2.5"]), **late)[
            "payment_grade"
        ]
        == "D"
    )


def test_a_good_customer_is_kept() -> None:
    row = decided()
    assert (row["decision"], row["tags"], row["stage"]) == ("qualify", "early-access", "active")


@pytest.mark.parametrize(
    ("change", "decision", "reason", "tag"),
    [
        ({"days_to_pay": 180.0}, "reject", "half_a_year", None),
        ({"average_days_late": 20.0, "dunning_calls": 6.0}, "reject", "bad_debt", "prepayment"),
        ({"average_days_late": 20.0}, "review", "grade_d", "prepayment"),
        ({"lateness_trend": 16.0}, "review", "getting_worse", "watch"),
        ({"service_cost": 80_000.0, "tickets": 60.0, "site_visits": 20.0}, None, "heavy_user", "train"),
        ({"market_share": 0.6, "reputation": 5.0, "risk_terms": "all_ours"}, "review", "demanding_name", None),
        ({"planned_growth": 0.4}, "qualify", "small_and_growing", "nurture"),
        ({"recommendation": 10.0, "referrals": 4.0, "feedback_quality": 5.0}, "qualify", "champion", "advisory-board"),
        ({"framework_agreement": True}, "qualify", "supply_guarantee", "supply-guarantee"),
        ({"country": "KP"}, "reject", "embargo", None),
        ({"late_share": 1.0, "dispute_share": 1.0, "early_share": 0.0, "days_to_pay": 170.0, "dunning_calls": 9.0, "lateness_trend": 14.0},
         "reject", "floor:payment_record", None),
    ],
)  # fmt: skip
def test_what_each_rule_does(change: dict[str, Any], decision: str | None, reason: str, tag: str | None) -> None:
    row = decided(**change)
    assert reason in row["reasons"].split("; ") and reason not in decided()["reasons"].split("; ")
    assert decision is None or row["decision"] == decision
    assert tag is None or tag in row["tags"].split("; ")


def test_a_new_customer_is_not_judged_by_a_past_that_it_cannot_have() -> None:
    """The stage drives the weights of cooperation and lifetime value."""
    weak = {"orders_last_year": 1.0, "months_with_orders": 1.0, "customer_years": 0.3}
    new, old = decided(**weak), decided(**{**weak, "customer_years": 0.6})
    assert (new["stage"], old["stage"]) == ("new", "active")
    assert new["score"] > old["score"] and new["cooperation"] < old["cooperation"]


def test_unknown_stage_has_the_bounds_of_all_its_classes() -> None:
    known = [
        decided(customer_years=years, days_since_order=days) for years, days in ((0.3, 20.0), (5.0, 20.0), (5.0, 400.0))
    ]
    unknown = decided(customer_years=None, days_since_order=None)
    assert unknown["stage"] is None
    assert unknown["score_low"] <= min(row["score_low"] for row in known)
    assert unknown["score_high"] >= max(row["score_high"] for row in known)
