"""Cost to serve (D14): what do support, visits and custom work take from the margin?

A low score is a reason to train the customer and to sell it a service contract, not yet a reason to refuse it.
"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import COSTING, DESK

CRITERION = Criterion(
    id="cost_to_serve",
    title=Text("Cost to serve", "服务成本比"),
    about=Text(
        "What the customer costs beside what it pays: support, visits, custom work. A high score is a low cost. A low one calls for training and a "
        "paid service contract before it calls for a refusal.",
        "除货款之外，客户耗费我方多少支持、上门与定制成本。得分越高，成本越低。得分低时，应先安排培训、签订有偿服务合同，而不是直接拒绝。",
    ),
    serves=("D14",),
    measures=(
        Measure(
            "service_cost_share",
            value="service_cost / annual_spend",
            curve=linear({0: 100, 0.05: 80, 0.15: 45, 0.4: 0}),
            weight=3,
            title=Text("Cost to serve as a share of purchases", "服务成本占采购额比例"),
            ask=Text("What did support, visits and custom work cost us in the last 12 months, and how much did the customer buy?",
                     "近12个月，为该客户提供支持、上门与定制花费多少？客户采购了多少？"),
            serves="D14",
            source=COSTING,
            direction="falling",
        ),
        Measure(
            "tickets_per_order",
            value="tickets / orders_last_year",
            curve=linear({0: 100, 0.5: 75, 2: 30, 5: 0}),
            title=Text("Tickets per order", "单均工单数"),
            ask=Text("How many support tickets and how many orders did the customer have in the last 12 months?", "近12个月客户有多少张工单、多少张订单？"),
            serves="D14",
            source=DESK,
            direction="falling",
        ),
        Measure(
            "site_visits",
            value="site_visits",
            curve=linear({0: 100, 2: 75, 6: 35, 15: 0}),
            title=Text("Service visits on site", "上门服务次数"),
            ask=Text("How often did we have to go on site in the last 12 months?", "近12个月我方上门服务多少次？"),
            serves="D14",
            source=DESK,
            direction="falling",
        ),
        Measure(
            "custom_days",
            value="custom_days",
            curve=linear({0: 100, 5: 75, 20: 35, 60: 0}),
            title=Text("Days of custom work", "定制开发人天"),
            ask=Text("How many days of custom work did we do for the customer in the last 12 months?", "近12个月我方为该客户投入了多少人天的定制开发？"),
            serves="D14",
            source=COSTING,
            direction="falling",
        ),
        Measure(
            "self_service_share",
            value="self_service_share",
            curve=linear({0: 20, 0.4: 60, 0.8: 100}),
            title=Text("Share solved by itself", "自助解决率"),
            ask=Text("Which share of its questions does the customer solve with our help pages and tools?", "客户有多大比例的问题能通过帮助文档和工具自行解决？"),
            serves="D14",
            source=DESK,
            direction="rising",
        ),
    ),
)  # fmt: skip
