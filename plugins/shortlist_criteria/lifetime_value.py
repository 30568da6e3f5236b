"""Lifetime value (D13, P17, P18, R12): what is the customer worth for as long as it stays?

Lifetime value = m * r / (1 + i - r), with m the margin of a year, r the chance of keeping the customer another year and i the
discount rate: Gupta and Lehmann, "Customers as Assets", Journal of Interactive Marketing 17(1), 2003, for a constant margin and an
infinite horizon. The factor r / (1 + i - r) is their margin multiple: 4.3 for r = 90 % and i = 11 %.

Purchases to come, from an order ledger alone = V / n * (n - 1) * H / (T + (n - 1) * s), with V all purchases so far, n orders, T days
since the first of them, s days since the last and a horizon H of a year. That is the mean order V / n, times the rate of further
orders (n - 1) / T, times H, divided by one more than the orders that the silence of s days has left out. It has no parameter to fit.
On the public CDNOW ledger (Fader and Hardie, "Notes on the CDNOW Master Data Set", 2013), 39 weeks against the 39 that follow, it is
about as good as the fitted BG/NBD model (Fader, Hardie and Lee, Marketing Science 24(2), 2005): benchmarks/lifetime.py.
"""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel, ConfigDict

from shortlist import Context, Criterion, Measure, Text, linear
from shortlist_criteria.params import param
from shortlist_criteria.sources import ASKED, COSTING, ORDERS


class Params(BaseModel):
    """What a year of waiting costs."""

    model_config = ConfigDict(extra="forbid")

    discount_rate: float = param(0.1, "The discount rate a year.", "年折现率。", gt=0, lt=1)


def lifetime_value(context: Context) -> pl.Expr:
    """Margin of a year times the margin multiple, in the ruleset's currency; null where one of the three is missing."""
    # The divisor is never 0: retention is at most 1, and the discount rate more than 0.
    margin = pl.col("annual_spend") * pl.col("gross_margin")
    retention = pl.col("retention_rate")
    horizon: float = 1.0 + context.params.discount_rate
    return margin * retention / (horizon - retention)


# One order says nothing of a second one; where half a year has passed since, it says that there was none.
TO_COME = (
    "CASE WHEN orders >= 2 THEN total_spend / orders * (orders - 1) * 365 / (customer_years * 365.25 + (orders - 1) * days_since_order) "
    "WHEN orders = 0 OR days_since_order > 180 THEN 0 END"
)

CRITERION = Criterion(
    id="lifetime_value",
    title=Text("Customer lifetime value", "客户终身价值"),
    about=Text(
        "What the customer earns us for as long as it stays: yearly margin times r / (1 + i - r), with retention r and discount rate i "
        "(Gupta and Lehmann 2003); what its orders so far let expect of the next year; and how much more there is to win with it.",
        "客户在整个合作期内为我方创造的价值：年毛利 × r ÷（1 + i − r），r 为留存率，i 为折现率（Gupta 与 Lehmann，2003）；"
        "按历史订单推算的未来一年采购额；以及还有多少增长空间。",
    ),
    serves=("D13", "P17", "P18", "R12", "R14"),
    params=Params,
    measures=(
        Measure(
            "lifetime_value",
            value=lifetime_value,
            fields=("annual_spend", "gross_margin", "retention_rate"),
            about=Text("Purchases a year × gross margin × r / (1 + i - r), with retention r and discount rate i.",
                       "年采购额 × 毛利率 × r ÷（1 + i − r），r 为留存率，i 为折现率。"),
            curve=linear({0: 0, 1e4: 25, 1e5: 50, 1e6: 75, 1e7: 100}),
            weight=2,
            title=Text("Lifetime value", "终身价值"),
            ask=Text("How much does the customer buy a year, at which margin, and how likely is it to stay another year?",
                     "客户每年采购多少、毛利率多少、继续合作一年的可能性有多大？"),
            serves="D13",
            source=ORDERS,
            direction="rising",
        ),
        Measure(
            "purchases_to_come",
            value=TO_COME,
            about=Text("Mean order × rate of further orders × a year, less what the silence since the last order has left out: all of it from the order ledger.",
                       "平均订单额 × 复购频率 × 一年，并按距上次下单的时间折减；仅凭订单台账即可得出。"),
            curve=linear({0: 0, 5e3: 25, 5e4: 50, 5e5: 75, 5e6: 100}),
            weight=2,
            title=Text("Purchases to come in a year", "未来一年预期采购额"),
            ask=Text("How much has the customer bought from us in all, in how many orders, since when, and when last?",
                     "客户累计采购多少、共多少张订单、首单和最近一单分别在何时？"),
            serves="D13",
            source=ORDERS,
            direction="rising",
        ),
        Measure(
            "gross_margin",
            value="gross_margin",
            curve=linear({0: 0, 0.1: 30, 0.25: 65, 0.5: 100}),
            weight=2,
            title=Text("Gross margin earned with it", "客户毛利率"),
            ask=Text("Which gross margin do we earn on what this customer buys?", "我方在该客户身上的毛利率是多少？"),
            serves="R12",
            source=COSTING,
            direction="rising",
        ),
        Measure(
            "product_lines",
            value="product_lines",
            curve=linear({0: 0, 1: 40, 2: 65, 4: 90, 8: 100}),
            title=Text("Product lines bought", "采购产品线数"),
            ask=Text("How many of our product lines does the customer buy?", "客户采购我方几条产品线？"),
            serves="D13",
            source=ORDERS,
            direction="rising",
        ),
        Measure(
            "wallet_share",
            value="wallet_share",
            curve=linear({0: 20, 0.2: 55, 0.5: 85, 0.8: 100}),
            title=Text("Our share of its purchases", "我方占其同类采购的份额"),
            ask=Text("Of all that the customer buys of our kind of product, which share comes from us?", "客户采购的同类产品中，我方占多大份额？"),
            serves="R14",
            source=ASKED,
            direction="rising",
        ),
    ),
)  # fmt: skip
