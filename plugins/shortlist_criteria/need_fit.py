"""Need and product fit (R01): do they need what we have, and do we have what they need?"""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel, ConfigDict

from shortlist import Context, Criterion, Measure, Text, linear
from shortlist_criteria.industries import Industries, ranked, say_remedy
from shortlist_criteria.lookups import NOTHING, count, mentions, share_of
from shortlist_criteria.params import param as _param
from shortlist_criteria.sources import CRM, INTERVIEW, OWN


class Params(BaseModel):
    """What we sell, and to whom. Words are found in texts whatever their capitals, in any language."""

    model_config = ConfigDict(extra="forbid")

    industries: Industries = _param(
        [],
        "The industries we sell to: names of the tree (docs/industries.md), a sector with its industries, or words found in the text.",
        "目标行业：行业树中的名称（见 docs/industries.md，写大类即含其下各行业），或行业文本中的关键词。",
    )
    adjacent_industries: Industries = _param(
        [], "Industries that we could grow into, written likewise.", "可延伸进入的相近行业，写法同上。"
    )
    needs: list[str | list[str]] = _param(
        [],
        "Needs that we can meet, each a word or a list of words for it.",
        "我方可满足的需求，每项为一个词或一组同义词。",
    )
    typical_price: float | None = _param(
        None, "What a usual first purchase costs, in the ruleset's currency.", "首单的通常价格（规则集货币）。", gt=0
    )


def industry_fit(context: Context) -> pl.Expr:
    """1 in an industry that we sell to, 0.5 in an adjacent one, 0 in another; null if the params name none that we sell to, and for a
    text that leads to no industry."""
    params: Params = context.params
    if not params.industries:
        return NOTHING
    rank = ranked("industry", (params.industries, params.adjacent_industries), context)
    return 1.0 - rank * 0.5


def needs_met(context: Context) -> pl.Expr:
    """How many of the needs that we can meet the customer names; null if the params list no `needs`."""
    params: Params = context.params
    words = [[need] if isinstance(need, str) else need for need in params.needs]
    return count(mentions(pl.col("needs"), one) for one in words) if words else NOTHING


def budget_share(context: Context) -> pl.Expr:
    """The budget as a multiple of our typical price; null if the params set none."""
    return share_of("budget", context.params.typical_price)


CRITERION = Criterion(
    id="need_fit",
    title=Text("Need and product fit", "客户需求与产品匹配度"),
    about=Text(
        "Whether the customer needs what we sell, and whether what we sell does it: the first question of all. "
        "`params` say what we offer; a low score may mean that we cannot serve them, not that they are bad.",
        "客户是否需要我们的产品，我们的产品能否满足需求——这是首要问题。`params` 写明我方的供给；得分低可能是我方服务不了，而不是客户不好。",
    ),
    serves=("R01", "R13", "D02"),
    params=Params,
    money=("typical_price",),
    measures=(
        Measure(
            "industry_fit",
            value=industry_fit,
            fields=("industry",),
            about=Text("1 in an industry that we sell to, 0.5 in an adjacent one, 0 in another; unknown where the text leads to no industry.",
                       "目标行业为 1，相近行业为 0.5，其他行业为 0；文本无法归入任何行业时视为未知。"),
            curve=linear({0: 25, 0.5: 60, 1: 100}),
            weight=3,
            title=Text("Industry we sell to", "目标行业匹配"),
            ask=Text("Which industry does the customer earn most of its revenue in?", "客户的主营收入来自哪个行业？"),
            serves="R13",
            source=CRM,
            words={1: Text("yes", "匹配"), 0.5: Text("an adjacent industry", "相近行业"), 0: Text("another industry", "不匹配")},
            direction="rising",
            remedy=say_remedy,
        ),
        Measure(
            "needs_met",
            value=needs_met,
            fields=("needs",),
            about=Text("How many of the needs that we can meet the customer names.", "客户提到的需求中，我方可满足的项数。"),
            curve=linear({0: 0, 1: 70, 2: 90, 3: 100}),
            weight=3,
            title=Text("Needs that we can meet", "我方可满足的需求"),
            ask=Text("Which problem does the customer want solved, and with what kind of product?", "客户想解决什么问题？需要哪类产品？"),
            serves="R01b",
            source=OWN,
            direction="rising",
        ),
        Measure(
            "need_clarity",
            value="need_clarity",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Clarity of needs", "需求清晰度"),
            ask=Text("How clearly can the customer say what it needs, and why?", "客户能否讲清楚需要什么、为什么需要？"),
            serves="R01a",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "function_fit",
            value="function_fit",
            curve=linear({1: 0, 2: 30, 3: 60, 4: 85, 5: 100}),
            weight=1.5,
            title=Text("Fit of function and performance", "功能与性能适配度"),
            ask=Text("How well does our product, as it is today, do what the customer needs?", "我方现有产品在功能和性能上能满足客户多少需求？"),
            serves="R01b",
            source=Text("demonstration, trial", "产品演示、试用"),
            direction="rising",
        ),
        Measure(
            "after_sales_fit",
            value="after_sales_fit",
            curve=linear({1: 0, 2: 30, 3: 60, 4: 85, 5: 100}),
            weight=0.5,
            title=Text("Fit of after-sales service", "售后服务适配度"),
            ask=Text("How well does our after-sales service reach this customer?", "我方售后服务能在多大程度上覆盖该客户？"),
            serves="R01b",
            source=OWN,
            direction="rising",
        ),
        Measure(
            "price_fit",
            value=budget_share,
            fields=("budget",),
            about=Text("The budget as a multiple of our typical price.", "预算相当于我方通常价格的倍数。"),
            curve=linear({0.4: 0, 0.8: 50, 1: 85, 1.5: 100}),
            title=Text("Budget against our price", "预算与我方价格之比"),
            ask=Text("Which budget is approved for this purchase?", "本次采购已批准的预算是多少？"),
            serves="R01b",
            source=OWN,
            direction="rising",
        ),
    ),
)  # fmt: skip
