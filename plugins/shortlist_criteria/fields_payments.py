"""Fields of the receivables ledger: how the customer has paid us so far."""

from shortlist import Field, Text

FIELDS = (
    Field(
        "settled_invoices",
        "integer",
        title=Text("Invoices settled", "已结清发票数"),
        aliases=(
            "Settled invoices", "Paid invoices", "Invoices paid", "Number of paid invoices", "已付发票数", "结清发票张数",
            "Invoices settled count", "Number of settled invoices", "结清发票数", "已结清发票张数", "已付款发票数",
        ),
        minimum=0,
        ask=Text("How many of our invoices has the customer settled so far (0 for none)?", "客户迄今结清过多少张我方发票（没有则为 0）？"),
    ),
    Field(
        "late_share",
        "percent",
        title=Text("Share of the amount paid late", "逾期付款金额占比"),
        aliases=(
            "Late payment share", "Paid late share", "Share paid late", "逾期付款比例", "延迟付款占比",
            "Share of late payments", "Late payments %", "Late payment rate", "延迟付款比例", "逾期付款占比", "逾期付款率",
        ),
        minimum=0,
        maximum=1,
        ask=Text("Which share of what the customer paid us came after the due date?", "客户已付货款中，有多大比例是在到期日之后支付的？"),
    ),
    Field(
        "lateness_trend",
        "number",
        title=Text("Change in days late, year on year", "逾期天数同比变化"),
        aliases=("Lateness trend", "Change in days late", "Trend in days late", "逾期天数变化", "付款及时性变化"),
        unit="days",
        about=Text("Average days late of the last 12 months less that of the 12 months before; below zero is an improvement.",
                   "近12个月平均逾期天数减去此前12个月的平均逾期天数；负数表示改善。"),
        ask=Text("Has the customer paid earlier or later than the year before, and by how many days?", "与上一年相比，客户付款提前还是推迟了？相差多少天？"),
    ),
    Field(
        "dispute_share",
        "percent",
        title=Text("Share of the amount disputed", "争议金额占比"),
        aliases=("Disputed share", "Dispute rate", "Share of invoices disputed", "争议发票占比", "争议率"),
        minimum=0,
        maximum=1,
        ask=Text("Which share of what we invoiced did the customer dispute?", "我方开出的发票中，被客户提出异议的金额占多大比例？"),
    ),
    Field(
        "early_share",
        "percent",
        title=Text("Share of the amount paid early", "提前结算金额占比"),
        aliases=("Early payment share", "Paid early share", "Early settlement rate", "提前付款占比", "提前结算率"),
        minimum=0,
        maximum=1,
        about=Text("Paid at least ten days before the due date.", "指到期日前十天及以上付款。"),
        ask=Text("Which share of what the customer paid us came ten days or more before the due date?", "客户已付货款中，有多大比例是在到期日前十天及以上支付的？"),
    ),
    Field(
        "days_to_pay",
        "number",
        title=Text("Payment cycle", "付款周期"),
        aliases=(
            "Days to pay", "Days to settle", "DaysToSettle", "Collection period (days)", "回款天数", "回款周期",
            "平均回款天数", "Average days to pay", "Avg days to pay", "Average collection days", "Average payment days",
            "Average payment period", "平均付款天数", "平均收款天数", "回款平均天数", "平均账期天数", "平均回款周期",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "付款周期", "Collection period (days)", "DSO", "Payment period", "Payment days", "账期", "付款账期",
                "账期天数", "结算周期", "Payment terms", "Payment terms (days)", "Credit days", "信用期", "信用期限",
                "信用账期", "收款周期", "付款期限", "付款天数", "Credit period",
            ), Text("the terms agreed, not the days taken", "约定的账期，而非实际付款用时")),
        },
        unit="days",
        minimum=0,
        ask=Text("How many days pass, on average, from the invoice to the money?", "从开票到收款平均需要多少天？"),
    ),
    Field(
        "dunning_calls",
        "integer",
        title=Text("Payment reminders, last 12 months", "近12个月催款次数"),
        aliases=(
            "Dunning calls", "Reminders sent", "Payment reminders", "Number of reminders", "催款次数", "催收次数",
            "Number of dunning letters", "Dunning letters", "Reminder count", "催款次数合计", "催收次数合计", "催款函次数",
        ),
        doubtful_aliases=dict.fromkeys(("Dunning level", "Dunning stage", "催款等级", "催款级别"), Text("a level of dunning, not a count", "催款级别，而非次数")),
        minimum=0,
        ask=Text("How often did we have to remind the customer to pay in the last 12 months?", "近12个月我方催款多少次？"),
    ),
    Field(
        "reconciliation",
        "rating",
        title=Text("Ease of reconciliation", "对账顺畅度"),
        aliases=("Account reconciliation", "Statement reconciliation", "对账流程", "对账情况"),
        ask=Text("How smoothly do both sides agree on what is owed?", "双方对账是否顺畅？"),
        rubric=(
            Text("Does not confirm statements; balances have been disputed for months.", "拒不确认对账单，余额长期存在争议。"),
            Text("Confirms only under pressure; differences stay open.", "反复催促才确认，差异长期挂账。"),
            Text("Confirms late; differences are cleared within a quarter.", "确认较慢，差异在一个季度内能核清。"),
            Text("Confirms each month; differences are cleared at once.", "每月按时确认，差异及时核清。"),
            Text("Reconciles by itself through an agreed process or interface.", "按约定流程或系统接口主动对账，几乎没有差异。"),
        ),
    ),
)  # fmt: skip
