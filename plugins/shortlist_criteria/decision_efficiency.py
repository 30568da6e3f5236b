"""Communication and decision efficiency (D04, D08): how quickly, clearly and rationally does the customer decide?

The clarity of needs is `need_fit.need_clarity`, the speed of replies `culture_fit.reply_days`.
"""

from shortlist import Criterion, Measure, Text, levels, linear
from shortlist_criteria.sources import ASKED, CRM, INTERVIEW, ORDERS

CRITERION = Criterion(
    id="decision_efficiency",
    title=Text("Communication and decision efficiency", "沟通与决策效率"),
    about=Text(
        "Whether requirements stay what they were, somebody answers for them, few people decide, in days rather than weeks, and by total value: "
        "a formal process that compares three or four brands is a good sign, one that compares ten is a price contest.",
        "需求是否稳定、有无专人负责、审批链条是否精简、决策以天计还是以周计、是否看重总价值。流程规范、比选三四个品牌是好迹象，比选十家则往往只是比价。",
    ),
    serves=("D04", "D08"),
    measures=(
        Measure(
            "requirement_changes",
            value="requirement_changes",
            curve=linear({0: 100, 1: 70, 3: 25, 6: 0}),
            weight=2,
            title=Text("Changes per order", "单均需求变更次数"),
            ask=Text("How often, on average, does the customer change an order after it was confirmed?", "订单确认后，客户平均每单变更几次需求？"),
            serves="D04",
            source=ORDERS,
            direction="falling",
        ),
        Measure(
            "named_contact",
            value="named_contact",
            curve=levels({False: 25, True: 100}),
            title=Text("Named contact person", "固定对接人"),
            ask=Text("Has the customer named one person who answers for it?", "客户是否指定了固定的对接人？"),
            serves="D04",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "decision_levels",
            value="decision_levels",
            curve=linear({1: 100, 3: 70, 6: 20, 10: 0}),
            title=Text("Length of the decision chain", "决策链条长度"),
            ask=Text("How many people must approve an order of usual size?", "通常金额的订单须经几级审批？"),
            serves="D04",
            source=ASKED,
            direction="falling",
        ),
        Measure(
            "decision_days",
            value="decision_days",
            # D04 compares a decision in three days with one in two weeks.
            curve=linear({3: 100, 14: 70, 60: 25, 180: 0}),
            weight=2,
            title=Text("Days from offer to decision", "决策周期（天）"),
            ask=Text("How many days pass from our offer to the customer's decision?", "从我方报价到客户确定采购需要多少天？"),
            serves="D04",
            source=CRM,
            direction="falling",
        ),
        Measure(
            "formal_procurement",
            value="formal_procurement",
            curve=levels({False: 40, True: 100}),
            title=Text("Formal procurement", "规范采购流程"),
            ask=Text("Does the customer buy by a written procurement process?", "客户是否按书面的采购流程采购？"),
            serves="D08",
            source=ASKED,
            direction="rising",
        ),
        Measure(
            "brands_compared",
            value="brands_compared",
            # D08: a rational buyer compares three or four brands.
            curve=linear({1: 55, 3: 100, 4: 100, 7: 50, 12: 10}),
            title=Text("Brands compared", "对比品牌数"),
            ask=Text("How many brands does the customer compare before it decides?", "客户采购前会比选几个品牌？"),
            serves="D08",
            source=ASKED,
            direction="none",
        ),
        Measure(
            "value_judgement",
            value="value_judgement",
            curve=linear({1: 0, 3: 55, 5: 100}),
            weight=2,
            title=Text("Judges by total value", "综合价值导向程度"),
            ask=Text("By what does the customer choose: by price alone, or by what the product is worth over its life?",
                     "客户选型只看价格，还是看产品全生命周期的总价值？"),
            serves="D08",
            source=INTERVIEW,
            direction="rising",
        ),
    ),
)  # fmt: skip
