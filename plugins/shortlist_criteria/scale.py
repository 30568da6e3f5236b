"""Business scale (R07): how large is the customer, and can we serve that size?"""

from __future__ import annotations

import polars as pl

from shortlist import Context, Criterion, Measure, Text, linear
from shortlist_criteria.lookups import seller_number, share_of
from shortlist_criteria.sources import OWN, REPORT


def capacity_use(context: Context) -> pl.Expr:
    """Expected purchases as a share of what we can deliver in a year (`seller.annual_capacity`)."""
    return share_of("expected_annual_purchase", seller_number(context, "annual_capacity"))


CRITERION = Criterion(
    id="scale",
    title=Text("Business scale", "业务规模"),
    about=Text(
        "How large the customer is, by revenue, people and assets, and how much of our own capacity it would take (`seller.annual_capacity`): "
        "more than we have is worth nothing. Points rise with the order of magnitude; the knots are in US dollars and are opinions to edit.",
        "以营业收入、员工与资产衡量客户规模，并看其需求占用我方产能（`seller.annual_capacity`）的比例：超出产能则不得分。分数随数量级上升；曲线节点以美元计，属可修改的经验值。",
    ),
    serves=("R07",),
    money=("annual_capacity",),
    measures=(
        Measure(
            "annual_revenue",
            value="annual_revenue",
            curve=linear({0: 0, 1e6: 20, 1e7: 35, 1e8: 50, 1e9: 65, 1e10: 80, 1e11: 100}),
            weight=3,
            title=Text("Annual revenue", "年营业收入"),
            ask=Text("What was the revenue of the last full financial year, and in which currency?", "上一完整财年的营业收入是多少？以何种货币计？"),
            serves="R07a",
            source=REPORT,
            direction="rising",
        ),
        Measure(
            "employees",
            value="employees",
            curve=linear({0: 0, 10: 20, 100: 40, 1_000: 60, 10_000: 80, 100_000: 100}),
            weight=2,
            title=Text("Headcount", "员工人数"),
            ask=Text("How many people does the company employ, full-time equivalents?", "公司现有多少员工（折合全职）？"),
            serves="R07a",
            source=Text("annual report, company website", "年报、公司网站"),
            direction="rising",
        ),
        Measure(
            "total_assets",
            value="total_assets",
            curve=linear({0: 0, 1e6: 20, 1e7: 35, 1e8: 50, 1e9: 65, 1e10: 80, 1e11: 100}),
            title=Text("Total assets", "资产规模"),
            ask=Text("What is the balance sheet total of the last annual accounts?", "最近一期年报的资产总计是多少？"),
            serves="R07a",
            source=REPORT,
            direction="rising",
        ),
        Measure(
            "capacity_use",
            value=capacity_use,
            fields=("expected_annual_purchase",),
            about=Text("Expected purchases as a share of `seller.annual_capacity`.", "预计年采购额占 `seller.annual_capacity` 的比例。"),
            # Falls again from a tenth of our capacity, and to 0 where one customer would take all of it.
            curve=linear({0: 20, 0.005: 60, 0.02: 90, 0.1: 100, 0.4: 70, 1: 0}),
            title=Text("Share of our capacity", "占我方产能的比例"),
            ask=Text("How much would the customer buy from us in a normal year?", "正常年份，客户每年预计向我方采购多少金额？"),
            serves="R07b",
            source=OWN,
            direction="none",
        ),
    ),
)  # fmt: skip
