"""Long-term cooperation potential (R03): will there be more business in five years?"""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel, ConfigDict

from shortlist import Context, Criterion, Measure, Text, linear
from shortlist_criteria.industries import Industries, ranked, say_remedy
from shortlist_criteria.lookups import NOTHING
from shortlist_criteria.params import param
from shortlist_criteria.sources import ACCOUNTS, ASKED


class Params(BaseModel):
    """Which industries grow and which shrink, in the seller's opinion."""

    model_config = ConfigDict(extra="forbid")

    growing: Industries = param(
        [],
        "Growing industries: names of the tree (docs/industries.md), a sector with its industries, or words found in the text.",
        "增长行业：行业树中的名称（见 docs/industries.md，写大类即含其下各行业），或行业文本中的关键词。",
    )
    shrinking: Industries = param([], "Shrinking industries, written likewise.", "萎缩行业，写法同上。")


def industry_outlook(context: Context) -> pl.Expr:
    """1 in a growing industry, -1 in a shrinking one, 0 in another; null if the params name none, and for a text that leads to no
    industry."""
    params: Params = context.params
    if not params.growing and not params.shrinking:
        return NOTHING
    rank = ranked("industry", (params.shrinking, params.growing), context)
    return pl.when(rank == 0).then(-1.0).when(rank == 1).then(1.0).when(rank == 2).then(0.0)


CRITERION = Criterion(
    id="long_term_potential",
    title=Text("Long-term potential", "长期合作潜力"),
    about=Text(
        "Whether the customer and its industry grow, and whether a relation is likely to last. Which industries grow is the seller's opinion, "
        "written in `params`.",
        "客户及其行业是否增长，合作关系能否持久。看好哪些行业由我方判断，写在 `params` 中。",
    ),
    serves=("R03", "R14", "D05", "P03"),
    params=Params,
    measures=(
        Measure(
            "revenue_growth",
            value="annual_revenue / previous_revenue - 1",
            curve=linear({-0.2: 0, 0: 45, 0.1: 75, 0.3: 100}),
            weight=2,
            title=Text("Revenue growth", "营业收入增长率"),
            ask=Text("What were the revenues of the last two financial years?", "最近两个财年的营业收入各是多少？"),
            serves="R03a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "industry_outlook",
            value=industry_outlook,
            fields=("industry",),
            about=Text("1 in a growing industry, -1 in a shrinking one, 0 in another; unknown where the text leads to no industry.",
                       "增长行业为 1，萎缩行业为 -1，其他行业为 0；文本无法归入任何行业时视为未知。"),
            curve=linear({-1: 15, 0: 55, 1: 95}),
            weight=2,
            title=Text("Outlook of the industry", "行业前景"),
            ask=Text("Which industry does the customer earn most of its revenue in?", "客户的主营收入来自哪个行业？"),
            serves="R03a",
            source=Text("industry analysis", "行业分析"),
            words={1: Text("growing", "增长行业"), 0: Text("neither growing nor shrinking", "平稳行业"), -1: Text("shrinking", "萎缩行业")},
            direction="rising",
            remedy=say_remedy,
        ),
        Measure(
            "satisfaction",
            value="satisfaction",
            curve=linear({1: 0, 3: 50, 5: 100}),
            title=Text("Satisfaction and loyalty", "满意度与忠诚度"),
            ask=Text("How satisfied is the customer with us so far?", "客户目前对我方的满意度如何？"),
            serves="R03b",
            source=Text("survey, return visit", "满意度调查、客户回访"),
            direction="rising",
        ),
        Measure(
            "contract_years",
            value="contract_years",
            curve=linear({0: 30, 1: 60, 3: 90, 5: 100}),
            title=Text("Length of agreement sought", "拟签协议年限"),
            ask=Text("For how many years would the customer sign a framework agreement?", "客户愿意签订几年期的框架协议？"),
            serves="R14",
            source=ASKED,
            direction="rising",
        ),
    ),
)  # fmt: skip
