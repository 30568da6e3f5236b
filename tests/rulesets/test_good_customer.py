"""What the ruleset good_customer makes of a real ledger, grades against what came after, and each of its rules."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from benchmarks import grades
from polars.testing import assert_frame_equal

from shortlist import Ruleset
from shortlist.cli import run
from tests.support.shared import data
from tests.support.small import decide

SPLIT = date(2013, 1, 1)
DOCS = Path(__file__).parents[2] / "docs"
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


@cache
def graded(ledger: Path) -> pl.DataFrame:
    return grades.graded(ledger, SPLIT)


def by_hand(ledger: pl.DataFrame) -> pl.DataFrame:
    """The fields of each customer by what was known at the split, without the engine; a row a customer, sorted."""
    known = ledger.filter(pl.col("InvoiceDate") <= SPLIT)
    days = {"overdue": pl.lit(SPLIT) - pl.col("DueDate"), "age": pl.lit(SPLIT) - pl.col("InvoiceDate")}
    known = known.with_columns(value.dt.total_days().alias(name) for name, value in days.items())
    amount, open_ = pl.col("InvoiceAmount"), pl.col("SettledDate") > SPLIT
    paid, owed = amount.filter(~open_).sum(), (amount * (open_ & (pl.col("overdue") > 0))).sum()
    early = (pl.col("DueDate") - pl.col("SettledDate")).dt.total_days() >= 10

    def worst(settled: str, running: str) -> pl.Expr:
        of_paid = (amount * pl.col(settled)).filter(~open_).sum()
        of_owed, most = (
            (amount * pl.col(running)).filter(open_ & (pl.col("overdue") > 0)).sum(),
            pl.col(running).filter(open_ & (pl.col("overdue") > 0)).max(),
        )
        return pl.min_horizontal((of_paid + of_owed) / paid, pl.max_horizontal(of_paid / paid, most))

    return (
        known.group_by(prospect_id="customerID")
        .agg(
            settled_invoices=pl.col("invoiceNumber").filter(~open_).n_unique().cast(pl.Float64),
            average_days_late=worst("DaysLate", "overdue"),
            late_share=((amount * (pl.col("DaysLate") > 0)).filter(~open_).sum() + owed) / (paid + owed),
            early_share=(amount * early).filter(~open_).sum() / (paid + owed),
            dispute_share=(amount * (pl.col("Disputed") == "Yes")).sum()
            / amount.filter(~open_ | (pl.col("Disputed") == "Yes")).sum(),
            days_to_pay=worst("DaysToSettle", "age"),
            overdue_invoices=(open_ & (pl.col("overdue") > 0)).sum().cast(pl.Float64),
            overdue_amount=owed,
            overdue_share=owed / pl.when(amount.filter(open_).sum() > 0).then(amount.filter(open_).sum()),
            overdue_0_30=amount.filter(open_ & pl.col("overdue").is_between(1, 30)).sum(),
            overdue_31_60=amount.filter(open_ & pl.col("overdue").is_between(31, 60)).sum(),
            overdue_61_90=amount.filter(open_ & pl.col("overdue").is_between(61, 90)).sum(),
            overdue_over_90=amount.filter(open_ & (pl.col("overdue") > 90)).sum(),
        )
        .sort("prospect_id")
    )


def test_features_of_the_ledger_are_those_counted_by_hand() -> None:
    """All that good_customer makes of the ledger as it is, against fields aggregated here and given as columns."""
    ledger = data("receivables.csv")
    columns = [
        "prospect_id",
        "decision",
        "score",
        "score_low",
        "payment_grade",
        "ageing",
        "payment_record",
        "payment_ability",
    ]
    expected = rules().qualify(by_hand(grades.invoices(ledger)), as_of=SPLIT).select(columns)
    assert_frame_equal(graded(ledger).select(columns).sort("prospect_id"), expected, abs_tol=0.011, check_dtypes=False)


def test_ledger_is_decided_neither_all_alike_nor_by_the_gate() -> None:
    found = graded(data("receivables.csv"))
    decisions = dict(found["decision"].value_counts().iter_rows())
    assert set(decisions) == {"qualify", "review", "reject"} and sum(decisions.values()) == 100
    assert max(decisions.values()) <= 80
    assert found["reasons"].str.contains("coverage:").sum() == 0


def test_lateness_after_the_split_rises_from_a_to_d() -> None:
    ledger = data("receivables.csv")
    table = grades.outcome(grades.invoices(ledger), graded(ledger), SPLIT)
    assert table["grade"].to_list() == ["A", "B", "C", "D"]
    assert table["customers"].sum() == 100 and table["customers"].min() >= 10  # type: ignore[operator]
    for column in ("mean_days_late", "weighted_days_late", "paid_late"):
        values = table[column].to_list()
        assert values == sorted(values) and values[-1] > 2 * values[0]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("en", r"(\d+) A, (\d+) B, (\d+) C, (\d+) D; (\d+) are kept,\s(\d+) are for review, (\d+) are rejected"),
        (
            "zh",
            r"A 级 (\d+) 家、B 级 (\d+) 家、C 级 (\d+) 家、D 级 (\d+) 家；维持合作 (\d+) 家、复核 (\d+) 家、终止合作 (\d+) 家",
        ),
    ],
)
def test_the_pages_say_what_it_makes_of_the_ledger(page: str, said: str) -> None:
    frame = graded(data("receivables.csv"))
    found = re.search(said, (DOCS / f"good_customer.{page}.md").read_text(encoding="utf-8"))
    counts = [(frame["payment_grade"] == grade).sum() for grade in "ABCD"]
    counts += [(frame["decision"] == word).sum() for word in ("qualify", "review", "reject")]
    assert found and [*map(int, found.groups())] == counts


@pytest.mark.parametrize("name", ["good_customer", "good_customer_cn", "good_customer_eu"])
@pytest.mark.parametrize("split", [date(2012, 4, 1), date(2012, 7, 1), SPLIT], ids=str)
def test_grade_and_decision_never_contradict_each_other(name: str, split: date) -> None:
    """On every day: no unknown record turns anybody away, none who pays on time is turned away by a score, and no worse grade is let off."""
    found = grades.graded(data("receivables.csv"), split, name, as_orders=True)
    rejected, kept = found.filter(pl.col("decision") == "reject"), found.filter(pl.col("decision") == "qualify")
    assert set(rejected["payment_grade"]) <= {"C", "D"} and "D" not in set(kept["payment_grade"])
    low = found.filter((pl.col("score") < 48) & pl.col("payment_grade").is_in(["C", "D"]))
    assert set(low["decision"]) <= {"reject"}
    unknown = found.filter(pl.col("payment_grade").is_null())
    assert set(unknown["decision"]) <= {"review"} and unknown["grade"].null_count() == unknown.height


def test_nothing_after_the_split_is_read(tmp_path: Path) -> None:
    """The ledger as it stood on the day of the split gives the same decisions as the whole one as of that day."""
    ledger = data("receivables.csv")
    dated = grades.invoices(ledger)
    known, later = dated["InvoiceDate"] <= SPLIT, dated["SettledDate"] > SPLIT
    before = tmp_path / "before.csv"
    outcome = pl.col("SettledDate", "DaysLate", "DaysToSettle")
    rows = pl.read_csv(ledger, infer_schema=False).with_columns(pl.when(~later).then(outcome))
    rows.filter(known).write_csv(before)
    assert 0 < known.sum() < known.len() and (known & later).any()
    assert_frame_equal(grades.graded(before, SPLIT).sort("prospect_id"), graded(ledger).sort("prospect_id"))


def test_orders_and_tickets_become_fields(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("Customer ID\nc1\nc2\n", "utf-8")
    orders = [
        "Customer ID,Order date,Order amount USD,Product line",
        "c1,2025-01-01,100,A",
        "c1,2026-02-01,300,A",
        "c1,2026-10-01,300,B",
        "c1,2027-01-01,9,C",
    ]
    tickets = [
        "Customer ID,Opened,On site,Service cost USD",
        "c1,2026-03-01,yes,60",
        "c1,2026-04-01,no,30",
        "c1,2024-01-01,yes,500",
    ]
    (tmp_path / "orders.csv").write_text("\n".join(orders), "utf-8")
    (tmp_path / "tickets.csv").write_text("\n".join(tickets), "utf-8")
    given = [word for name in ("orders", "tickets") for word in ("--history", f"{name}={tmp_path / name}.csv")]
    output = tmp_path / "out.parquet"
    assert (
        run(
            [
                "qualify",
                str(tmp_path / "list.csv"),
                "-r",
                "good_customer",
                *given,
                "--as-of",
                "2026-11-23",
                "-o",
                str(output),
            ]
        )
        == 0
    )
    found = {row["prospect_id"]: row for row in pl.read_parquet(output).iter_rows(named=True)}
    # two orders in two months of the year, 600 after 100 the year before, first order 691 days ago; two tickets, one visit, cost 90
    expected = decide(
        rules(), orders=3.0, orders_last_year=2.0, months_with_orders=2.0, annual_spend=600.0, previous_annual_spend=100.0,
        customer_years=691 / 365.25, total_spend=700.0, days_since_order=53.0, product_lines=2.0, tickets=2.0, site_visits=1.0, service_cost=90.0,
    )  # fmt: skip
    for column in ("cooperation", "lifetime_value", "cost_to_serve", "stage", "score"):
        assert found["c1"][column] == expected[column], column
    assert expected["cooperation"] is not None and expected["cost_to_serve"] is not None
    assert found["c2"]["stage"] == "prospect"


@pytest.mark.quick(3)
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
        ({"settled_invoices": 1.0, "overdue_invoices": 10.0, "average_days_late": 90.0}, "D"),
        ({"settled_invoices": 1.0, "overdue_invoices": 10.0, "average_days_late": 3.0}, None),
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
    assert (row["decision"], row["tags"], row["stage"], row["treatment"]) == ("qualify", None, "active", "best_terms")


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("change", "decision", "reason", "tag"),
    [
        ({"days_to_pay": 180.0}, "reject", "half_a_year", None),
        ({"average_days_late": 20.0, "dunning_calls": 6.0}, "reject", "bad_debt", "prepayment"),
        ({"average_days_late": 20.0}, "review", "grade_d", "prepayment"),
        ({"overdue_over_90": 1.0, "overdue_share": 0.1}, "review", "old_debt", "collect"),
        ({"lateness_trend": 16.0}, "review", "getting_worse", "watch"),
        ({"service_cost": 80_000.0, "tickets": 60.0, "site_visits": 20.0}, None, "heavy_user", "train"),
        ({"market_share": 0.6, "reputation": 5.0, "risk_terms": "all_ours"}, "review", "demanding_name", None),
        ({"planned_growth": 0.4}, "qualify", "small_and_growing", "nurture"),
        ({"recommendation": 10.0, "referrals": 4.0, "feedback_quality": 5.0}, "qualify", "champion", "advisory-board"),
        ({"framework_agreement": True}, "qualify", "supply_guarantee", "supply-guarantee"),
        ({"country": "KP"}, "reject", "embargo", None),
        ({"customer_type": "enterprise", "chain_position": "end_user", "industry_leadership": 4.0, "contract_years": 3.0, "co_innovation": 4.0},
         "qualify", "strategic_partner", "joint-plan"),
        ({"customer_type": "enterprise", "chain_position": "end_user", "industry_leadership": 1.0, "annual_spend": 1e6}, "qualify", "core_customer", "key-account"),
        ({"relation": "indirect"}, "qualify", "channel_customer", "channel-program"),
        ({"chain_position": "distributor"}, "qualify", "channel_customer", "channel-program"),
        ({"customer_type": "individual"}, "qualify", "end_consumer", "consumer-terms"),
        ({"customer_type": "government"}, "qualify", "public_body", "tender"),
        ({"customer_type": "nonprofit"}, "qualify", "nonprofit", "nonprofit-terms"),
        ({"relation": "internal"}, "qualify", "internal_customer", "transfer-price"),
        ({"relation": "external"}, "qualify", "external_partner", "stakeholder"),
        ({"relation": "potential"}, "qualify", "not_yet_a_customer", "to-lead"),
        ({"orders": 0.0}, None, "not_yet_a_customer", "to-lead"),
        ({"customer_years": 0.3}, "qualify", "new_customer", "onboard"),
        ({"days_since_order": 400.0}, None, "churned", "win-back"),
        ({"purchase_motive": "promotion"}, "qualify", "buys_by_price", "total-cost"),
        ({"wallet_share": 0.8}, "qualify", "loyal", "reward-loyalty"),
        ({"wallet_share": 0.1}, "qualify", "shared_purchases", "secure-share"),
        ({"channel_preference": "online"}, "qualify", "prefers_online", "online"),
        ({"channel_preference": "offline"}, "qualify", "prefers_in_person", "visit"),
        ({"chain_position": "supplier"}, "qualify", "also_supplier", "offset"),
        ({"late_share": 1.0, "dispute_share": 1.0, "early_share": 0.0, "days_to_pay": 90.0, "orders_last_year": 0.0, "months_with_orders": 0.0,
          "lateness_trend": 9.0}, "review", "pays_on_time", None),
        ({"average_days_late": 20.0, "late_share": 1.0, "dispute_share": 1.0, "early_share": 0.0, "days_to_pay": 90.0, "orders_last_year": 0.0,
          "months_with_orders": 0.0, "lateness_trend": 9.0}, "reject", "grade_d_let_go", "prepayment"),
        ({"late_share": 1.0, "dispute_share": 1.0, "early_share": 0.0, "days_to_pay": 170.0, "dunning_calls": 9.0, "lateness_trend": 14.0},
         "reject", "floor:payment_record", None),
    ],
)  # fmt: skip
def test_what_each_rule_does(change: dict[str, Any], decision: str | None, reason: str, tag: str | None) -> None:
    row = decided(**change)
    assert reason in row["reasons"].replace(" (assumed)", "").split("; ") and reason not in decided()["reasons"].split(
        "; "
    )
    assert decision is None or row["decision"] == decision
    assert tag is None or tag in row["tags"].split("; ")


def test_who_may_be_a_strategic_partner_is_served_by_what_is_known_of_it() -> None:
    """A ledger says nothing of leadership or innovation: the level is unknown, the share of our sales and the service are not."""
    large, small = decided(annual_spend=1_000_000.0), decided(annual_spend=100_000.0)
    assert (large["strategic_level"], large["service_level"]) == (None, "priority")
    assert "key-account" in large["tags"].split("; ")
    assert small["service_level"] not in (None, "priority", "partner")
    assert "key-account" not in (small["tags"] or "").split("; ")


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


BAD = {
    "late_share": 0.9,
    "early_share": 0.0,
    "days_to_pay": 80.0,
    "dispute_share": 0.5,
    "orders_last_year": 0.0,
    "months_with_orders": 0.0,
}
HEAVY = {"service_cost": 80_000.0, "tickets": 60.0, "site_visits": 20.0}
OFFERED: list[tuple[str, str, dict[str, Any]]] = [
    ("last_chance", "reject", {"days_to_pay": 200.0}),
    ("remedy", "qualify", HEAVY),
    ("win_back", "qualify", {"days_since_order": 400.0}),
    ("consumer_terms", "qualify", {"customer_type": "individual"}),
    (
        "partner_terms",
        "qualify",
        {
            "customer_type": "enterprise",
            "chain_position": "end_user",
            "industry_leadership": 4.0,
            "contract_years": 3.0,
            "co_innovation": 4.0,
        },
    ),
    ("public_terms", "qualify", {"customer_type": "government"}),
    (
        "core_terms",
        "qualify",
        {
            "average_days_late": 3.0,
            "early_share": 0.0,
            "customer_type": "enterprise",
            "chain_position": "end_user",
            "industry_leadership": 1.0,
            "annual_spend": 1e6,
        },
    ),
    (
        "channel_terms",
        "qualify",
        {"average_days_late": 3.0, "early_share": 0.0, "customer_type": "enterprise", "chain_position": "distributor"},
    ),
    ("remedy", "reject", {**BAD, **HEAVY, "average_days_late": 9.0}),
    ("best_terms", "qualify", {}),
    ("short_terms", "qualify", {"average_days_late": 9.0}),
    ("standard", "qualify", {"settled_invoices": 3.0}),
    ("with_conditions", "review", {"average_days_late": 20.0}),
    ("nurture", "reject", {**BAD, "average_days_late": 9.0, "planned_growth": 0.3}),
    ("refer", "review", {"market_share": 0.6, "reputation": 5.0, "risk_terms": "all_ours"}),
    ("let_go", "reject", {**BAD, "average_days_late": 9.0}),
]


@pytest.mark.quick(2)
@pytest.mark.parametrize(
    ("treatment", "decision", "change"), [pytest.param(*row, id=f"{row[0]} of {row[1]}") for row in OFFERED]
)
def test_treatment_is_offered(treatment: str, decision: str, change: dict[str, Any]) -> None:
    row = decided(**change)
    assert (row["treatment"], row["decision"]) == (treatment, decision)


def test_every_treatment_has_its_customer() -> None:
    assert {name for name, _, _ in OFFERED} == {one.id for one in rules().treatments}


def test_limits_rest_on_purchases_equity_and_exposure() -> None:
    """Not on revenue; nobody has the greater limit for a figure that is missing than for a sound one; what is open is no longer available."""
    for change, (purchases, unknown, equity) in (
        ({}, (4, 6, 10)),
        ({"settled_invoices": 3.0}, (6, 9, 15)),
        ({"average_days_late": 9.0}, (12, 18, 30)),
    ):

        def limits(**more: Any) -> list[float | None]:
            row = decided(annual_revenue=1e9, **change, **more)  # noqa: B023
            return [row["offer_credit_limit"], row["offer_credit_available"]]

        assert limits() == [pytest.approx(200_000 / unknown), None]
        assert limits(equity=1e7, open_amount=0.0) == pytest.approx([200_000 / purchases] * 2)
        assert limits(equity=3e5, open_amount=5_000.0) == pytest.approx(
            [min(3e5 / equity, 200_000 / purchases), min(3e5 / equity, 200_000 / purchases) - 5_000]
        )
        assert limits(equity=1e7, overdue_amount=1_000.0, open_amount=1e6) == pytest.approx(
            [200_000 / purchases - 1_000, 0]
        )
        assert limits(equity=-1.0, open_amount=0.0) == [0, 0]
        assert limits(annual_spend=None, equity=1e9) == [None, None]
