"""Lifetime value (D13, P17, P18, R12): what is the customer worth for as long as it stays?

Lifetime value = m * r / (1 + i - r), with m the margin of a year, r the chance of keeping the customer another year and i the
discount rate: Gupta and Lehmann, "Customers as Assets", Journal of Interactive Marketing 17(1), 2003, for a constant margin and an
infinite horizon. The factor r / (1 + i - r) is their margin multiple: 4.3 for r = 90 % and i = 11 %.
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


CRITERION = Criterion(
    id="lifetime_value",
    title=Text("Customer lifetime value", "客户终身价值"),
    about=Text(
        "What the customer earns us for as long as it stays: yearly margin times r / (1 + i - r), with retention r and discount rate i "
        "(Gupta and Lehmann 2003); and how much more there is to win with it.",
        "客户在整个合作期内为我方创造的价值：年毛利 × r ÷（1 + i − r），r 为留存率，i 为折现率（Gupta 与 Lehmann，2003）；以及还有多少增长空间。",
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
            weight=4,
            title=Text("Lifetime value", "终身价值"),
            ask=Text("How much does the customer buy a year, at which margin, and how likely is it to stay another year?",
                     "客户每年采购多少、毛利率多少、继续合作一年的可能性有多大？"),
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
