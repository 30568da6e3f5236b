"""Payment record (D01, D01a): what does our own ledger say about how the customer pays?

How late it pays on average is `payment_ability.average_days_late`; here is what an average hides. Shares are of amounts, not
of invoices, so that a hundred small ones do not cover up one large one.
"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import INTERVIEW, LEDGER

CRITERION = Criterion(
    id="payment_record",
    title=Text("Payment record with us", "对我方的付款记录"),
    about=Text(
        "What our own ledger shows of a customer who has been invoiced before: how much came late, whether it gets better or worse, disputes, "
        "reminders, the length of the cycle. New customers have no record: that is unknown, not bad.",
        "已有往来的客户在我方台账上的表现：逾期金额占比、变化趋势、争议、催款次数与付款周期。新客户没有记录，属于未知，而非不良。",
    ),
    serves=("D01", "D01a", "P01"),
    measures=(
        Measure(
            "late_share",
            value="late_share",
            curve=linear({0: 100, 0.2: 75, 0.5: 30, 0.9: 0}),
            weight=3,
            title=Text("Share of the amount paid late", "逾期付款金额占比"),
            ask=Text("Which share of what the customer paid us came after the due date?", "客户已付货款中，有多大比例是在到期日之后支付的？"),
            serves="D01",
            source=LEDGER,
            direction="falling",
        ),
        Measure(
            "lateness_trend",
            value="lateness_trend",
            curve=linear({-10: 100, 0: 70, 10: 30, 30: 0}),
            title=Text("Trend of lateness", "逾期变化趋势"),
            ask=Text("Has the customer paid earlier or later than the year before, and by how many days?", "与上一年相比，客户付款提前还是推迟了？相差多少天？"),
            serves="D01a",
            source=LEDGER,
            direction="falling",
        ),
        Measure(
            "dispute_share",
            value="dispute_share",
            curve=linear({0: 100, 0.1: 70, 0.3: 25, 0.6: 0}),
            title=Text("Share of the amount disputed", "争议金额占比"),
            ask=Text("Which share of what we invoiced did the customer dispute?", "我方开出的发票中，客户提出异议的金额占多大比例？"),
            serves="D01",
            source=LEDGER,
            direction="falling",
        ),
        Measure(
            "early_share",
            value="early_share",
            curve=linear({0: 40, 0.3: 75, 0.8: 100}),
            title=Text("Share of the amount paid early", "提前结算金额占比"),
            ask=Text("Which share of what the customer paid us came ten days or more before the due date?", "客户已付货款中，有多大比例是在到期日前十天及以上支付的？"),
            serves="D01",
            source=LEDGER,
            direction="rising",
        ),
        Measure(
            "days_to_pay",
            value="days_to_pay",
            # D01 calls a payment cycle of half a year bad.
            curve=linear({15: 100, 30: 85, 60: 60, 90: 35, 180: 0}),
            title=Text("Payment cycle", "付款周期"),
            ask=Text("How many days pass, on average, from the invoice to the money?", "从开票到收款平均需要多少天？"),
            serves="D01",
            source=LEDGER,
            direction="falling",
        ),
        Measure(
            "dunning_calls",
            value="dunning_calls",
            curve=linear({0: 100, 1: 75, 4: 25, 10: 0}),
            title=Text("Payment reminders a year", "年催款次数"),
            ask=Text("How often did we have to remind the customer to pay in the last 12 months?", "近12个月我方催款多少次？"),
            serves="D01",
            source=LEDGER,
            direction="falling",
        ),
        Measure(
            "reconciliation",
            value="reconciliation",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Ease of reconciliation", "对账顺畅度"),
            ask=Text("How smoothly do both sides agree on what is owed?", "双方对账是否顺畅？"),
            serves="D01",
            source=INTERVIEW,
            direction="rising",
        ),
    ),
)  # fmt: skip
