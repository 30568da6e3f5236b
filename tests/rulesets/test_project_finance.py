"""What the ruleset project_finance makes of a real list, and each of its rules."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.catalogue import reads_of
from tests.rulesets.test_b2b import BILLIONS, qualify, spread
from tests.support.shared import data
from tests.support.small import decide

GOOD: dict[str, Any] = {
    "country": "DE", "annual_revenue": 1e9, "employees": 4000.0, "net_income": 1e8, "total_assets": 1e9, "credit_rating": "A", "average_days_late": 2.0,
    "founded_year": 1960.0, "largest_customer_share": 0.1, "top_ten_share": 0.4, "receivables": 1e8, "industry": "Software", "receivables_confirmed": True,
    "equity": 4e8, "annual_spend": 2e7, "overdue_amount": 0.0,
}  # fmt: skip


@cache
def rules() -> Ruleset:
    return Ruleset.load("project_finance")


def decided(**changes: Any) -> dict[str, Any]:
    return decide(rules(), **{**GOOD, **changes})


def test_forbes_is_decided_neither_all_alike_nor_by_the_gate(capsys: pytest.CaptureFixture[str]) -> None:
    found = qualify(capsys, str(data("forbes_2024.csv")), *BILLIONS, "-r", "project_finance")
    spread(found)
    assert found["rows"] == 2001


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    ("change", "decision", "reason", "tag"),
    [
        ({}, "qualify", "strong", "long-terms"),
        ({"credit_rating": "C"}, "reject", "in_default", None),
        ({"average_days_late": 61.0}, "reject", "in_default", None),
        ({"overdue_share": 0.31}, "reject", "in_default", None),
        ({"credit_rating": None, "average_days_late": None}, None, "confirm_credit", "confirm-credit"),
        ({"largest_customer_share": 0.6}, "review", "dependent", "assign-receivables"),
        ({"largest_customer_share": 0.6, "debtor_rating": "BB"}, "review", "dependent", "assign-receivables"),
        ({"receivables_confirmed": False}, "review", "unconfirmed", "confirm-receivables"),
        ({"net_income": -1e6, "credit_rating": None}, "review", "loss_making", None),
        ({"operating_cash_flow": -1e6, "debt_ratio": 0.7}, "review", "burns_cash", "over-indebted"),
    ],
)  # fmt: skip
def test_what_each_rule_does(change: dict[str, Any], decision: str | None, reason: str, tag: str | None) -> None:
    row = decided(**change)
    assert reason in row["reasons"].replace(" (assumed)", "").split("; ")
    assert decision is None or row["decision"] == decision
    assert tag is None or tag in row["tags"].split("; ")


def test_dependence_on_a_debtor_of_good_standing_is_no_fault() -> None:
    assert "dependent" not in decided(largest_customer_share=0.6, debtor_rating="AA")["reasons"].split("; ")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"largest_customer_share": 0.4, "debtor_rating": "AA"}, "supply_chain_finance"),
        ({"largest_customer_share": 0.4, "debtor_rating": "BBB", "receivables": 2e8}, "receivable_finance"),
        ({"largest_customer_share": 0.1, "receivables": 2e8}, "receivable_finance"),
        ({"largest_customer_share": 0.1}, "credit_terms"),
        ({"largest_customer_share": 0.4}, None),
    ],
)
def test_form_of_finance(change: dict[str, Any], expected: str | None) -> None:
    assert decided(**change)["financing"] == expected


def test_share_of_the_largest_customer_counts_once() -> None:
    read = [
        f"{criterion.id}.{measure.id}"
        for criterion in rules().criteria.values()
        for measure in criterion.measures
        if "largest_customer_share" in reads_of(measure)
    ]
    assert read == ["customer_structure.largest_customer_share"]


OFFERED: list[tuple[str, dict[str, Any]]] = [
    ("supply_chain_finance", {"largest_customer_share": 0.4, "debtor_rating": "AA"}),
    ("receivable_finance", {"receivables": 2e8}),
    ("credit_terms", {"receivables_confirmed": None}),
    ("first_terms", {"credit_rating": None, "average_days_late": None}),
    ("with_security", {"largest_customer_share": 0.6}),
    ("refer", {"receivables_confirmed": False}),
    ("decline", {"credit_rating": "C"}),
]


@pytest.mark.parametrize(("treatment", "change"), OFFERED)
def test_treatment_is_offered(treatment: str, change: dict[str, Any]) -> None:
    assert decided(**change)["treatment"] == treatment


def test_every_treatment_has_its_company_and_limits_follow_its_books() -> None:
    assert {name for name, _ in OFFERED} == {one.id for one in rules().treatments}
    limits = [
        decided(**dict(OFFERED)[name])["offer_credit_limit"]
        for name in ("supply_chain_finance", "receivable_finance", "credit_terms")
    ]
    assert limits == pytest.approx([0.9 * 1e8 * 0.4, 0.8 * 2e8, 2e7 / 4])
    changes: list[tuple[dict[str, Any], float | None]] = [
        ({"equity": 3e7}, 3e6), ({"equity": -1.0}, 0), ({"open_exposure": 2e6}, 3e6), ({"overdue_amount": 6e6}, 0), ({"annual_revenue": 9e9}, 5e6),
        ({"equity": None}, None), ({"annual_spend": None}, None), ({"annual_spend": None, "expected_annual_purchase": 4e6}, 1e6),
    ]  # fmt: skip
    for change, limit in changes:
        assert decided(**change)["offer_credit_limit"] == limit, change
