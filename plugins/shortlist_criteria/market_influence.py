"""Market influence (R04): does this customer bring others?"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import INTERVIEW

CRITERION = Criterion(
    id="market_influence",
    title=Text("Market influence", "市场影响力"),
    about=Text(
        "Whether winning this customer brings others: its brand, its name among peers, its share of the market.",
        "赢得该客户能否带动其他客户：品牌、业内口碑与市场份额。",
    ),
    serves=("R04", "D10"),
    measures=(
        Measure(
            "market_share",
            value="market_share",
            curve=linear({0: 20, 0.05: 50, 0.2: 80, 0.5: 100}),
            weight=2,
            title=Text("Market share", "市场占有率"),
            ask=Text("Which share of its main market does the company hold?", "公司在其主要市场的占有率是多少？"),
            serves="R04a",
            source=Text("industry report", "行业报告"),
            direction="rising",
        ),
        Measure(
            "market_capitalisation",
            value="market_capitalisation",
            curve=linear({0: 30, 1e9: 50, 1e10: 65, 1e11: 85, 1e12: 100}),
            title=Text("Market capitalisation", "总市值"),
            ask=Text("Is the company listed, and what are all its shares worth?", "公司是否上市？目前总市值是多少？"),
            serves="R04a",
            source=Text("stock exchange", "证券交易所"),
            direction="rising",
        ),
        Measure(
            "brand_awareness",
            value="brand_awareness",
            curve=linear({1: 10, 3: 55, 5: 100}),
            title=Text("Brand awareness", "品牌知名度"),
            ask=Text("How widely is the customer's name known in its market?", "客户的品牌在其市场上有多高的知名度？"),
            serves="R04a",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "reputation",
            value="reputation",
            curve=linear({1: 0, 2: 25, 3: 60, 5: 100}),
            title=Text("Reputation", "美誉度"),
            ask=Text("What do partners, press and courts say about the customer?", "合作伙伴、媒体和司法记录如何评价客户？"),
            serves="R04a",
            source=Text("press, business partners", "媒体报道、商业伙伴"),
            direction="rising",
        ),
        Measure(
            "industry_leadership",
            value="industry_leadership",
            curve=linear({1: 20, 3: 60, 5: 100}),
            title=Text("Leadership in the industry", "行业领导地位"),
            ask=Text("Do others of the industry follow what the customer does?", "同行是否以该客户的做法为参照？"),
            serves="R04b",
            source=Text("industry association", "行业协会"),
            direction="rising",
        ),
    ),
)  # fmt: skip
