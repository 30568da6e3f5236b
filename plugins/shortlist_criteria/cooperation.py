"""Cooperation stability (D03, D03a, P02, D05): is the customer ballast, with orders that can be planned on?

Regularity is the number of months in the year in which it ordered: that needs no more than the dates of orders, and one
large order does not look regular.
"""

from shortlist import Criterion, Measure, Text, levels, linear
from shortlist_criteria.sources import ASKED, CONTRACT, ORDERS

CRITERION = Criterion(
    id="cooperation",
    title=Text("Stability of cooperation", "合作稳定性"),
    about=Text(
        "Whether the customer orders often, regularly and more each year, and binds itself by agreements: revenue that capacity and stock can be "
        "planned on.",
        "客户是否下单频繁、节奏稳定、逐年增长，并以协议作出承诺。只有这样的收入，才能据以安排产能与库存。",
    ),
    serves=("D03", "D03a", "D05", "P02"),
    measures=(
        Measure(
            "order_frequency",
            value="orders_last_year",
            curve=linear({0: 0, 1: 30, 4: 60, 12: 85, 50: 100}),
            weight=2,
            title=Text("Orders a year", "年订单数"),
            ask=Text("How many orders did the customer place in the last 12 months?", "近12个月客户下了多少张订单？"),
            serves="D03",
            source=ORDERS,
            direction="rising",
        ),
        Measure(
            "order_regularity",
            value="months_with_orders",
            curve=linear({0: 0, 3: 45, 6: 70, 12: 100}),
            weight=2,
            title=Text("Months with orders", "有订单的月份数"),
            ask=Text("In how many of the last 12 months did the customer order?", "近12个月中，客户有几个月下过订单？"),
            serves="D03",
            source=ORDERS,
            direction="rising",
        ),
        Measure(
            "spend_growth",
            value="annual_spend / previous_annual_spend - 1",
            curve=linear({-0.3: 0, 0: 55, 0.1: 80, 0.3: 100}),
            title=Text("Growth of purchases from us", "采购额同比增长率"),
            ask=Text("How much did the customer buy from us in each of the last two years?", "最近两年客户各向我方采购了多少金额？"),
            serves="D03",
            source=ORDERS,
            direction="rising",
        ),
        Measure(
            "tenure",
            value="customer_years",
            curve=linear({0: 20, 1: 45, 3: 75, 5: 90, 10: 100}),
            title=Text("Years since the first order", "合作年限（自首单起）"),
            ask=Text("For how many years has the customer bought from us?", "客户向我方采购已有多少年？"),
            serves="P02",
            source=ORDERS,
            direction="rising",
        ),
        Measure(
            "framework_agreement",
            value="framework_agreement",
            curve=levels({False: 40, True: 100}),
            title=Text("Framework or annual agreement", "框架或年度协议"),
            ask=Text("Is a framework or annual agreement in force?", "目前是否有生效的框架协议或年度协议？"),
            serves="D03a",
            source=CONTRACT,
            direction="rising",
        ),
        Measure(
            "committed_share",
            value="committed_volume / annual_spend",
            curve=linear({0: 40, 0.3: 70, 0.8: 100}),
            title=Text("Committed volume as a share of purchases", "承诺采购额占比"),
            ask=Text("Which minimum volume a year has the customer committed to?", "客户承诺的年度最低采购额是多少？"),
            serves="D03a",
            source=CONTRACT,
            direction="rising",
        ),
        Measure(
            "planned_growth",
            value="planned_growth",
            curve=linear({-0.2: 0, 0: 50, 0.15: 80, 0.5: 100}),
            title=Text("Growth planned with us", "计划增购比例"),
            ask=Text("By how much does the customer plan to buy or license more of ours next year?", "明年客户计划比今年多采购（或增加授权）多少比例？"),
            serves="D05",
            source=ASKED,
            direction="rising",
        ),
    ),
)  # fmt: skip
