"""Payment ability and credit (R02): can the customer pay, and does it?

Net margin = net income / revenue; return on assets = net income / total assets; current ratio = current assets / current
liabilities; days sales outstanding = trade receivables / revenue * 365. All four as in Brealey, Myers and Allen, Principles of
Corporate Finance, chapter "Financial analysis".
"""

from shortlist import Criterion, Measure, Text, levels, linear
from shortlist_criteria.sources import ACCOUNTS, INVOICES

CRITERION = Criterion(
    id="payment_ability",
    title=Text("Payment ability and credit", "支付能力与信用"),
    about=Text(
        "Whether the customer can pay (profit, liquidity) and does pay (rating, punctuality). What is known of payments counts most.",
        "客户能否付款（盈利、流动性），是否按时付款（评级、付款记录）。实际付款表现权重最高。",
    ),
    serves=("R02", "D01", "P01"),
    measures=(
        Measure(
            "average_days_late",
            value="average_days_late",
            curve=linear({0: 100, 30: 60, 90: 0}),
            weight=3,
            title=Text("Punctuality of payment", "付款及时性"),
            ask=Text("By how many days, on average, does the company pay after the due date?", "公司付款平均逾期多少天？"),
            serves="R02b",
            source=INVOICES,
            direction="falling",
        ),
        Measure(
            "credit_rating",
            value="credit_rating",
            curve=levels(
                {"AAA": 100, "AA": 95, "A": 85, "BBB": 70, "BB": 50, "B": 30, "CCC": 15, "CC": 5, "C": 0, "D": 0}
            ),
            weight=3,
            title=Text("Credit rating", "信用评级"),
            ask=Text("Which long-term rating does an agency or credit bureau give the company?", "评级机构或征信机构给出的长期主体评级是哪一级？"),
            serves="R02b",
            source=Text("rating agency, credit bureau", "评级机构、征信机构"),
            direction="rising",
        ),
        Measure(
            "net_margin",
            value="net_income / annual_revenue",
            curve=linear({-0.2: 0, 0: 35, 0.1: 75, 0.25: 100}),
            weight=2,
            title=Text("Net margin", "销售净利率"),
            ask=Text("What were revenue and profit after tax in the last financial year?", "上一财年的营业收入和税后利润各是多少？"),
            serves="R02a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "return_on_assets",
            value="net_income / total_assets",
            curve=linear({-0.05: 0, 0: 35, 0.05: 75, 0.15: 100}),
            title=Text("Return on assets", "总资产净利率"),
            ask=Text("What were profit after tax and total assets in the last annual accounts?", "最近一期年报的税后利润和总资产各是多少？"),
            serves="R02a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "current_ratio",
            value="current_ratio",
            curve=linear({0.5: 0, 1: 40, 2: 100}),
            title=Text("Current ratio", "流动比率"),
            ask=Text("What are current assets and current liabilities in the last balance sheet?", "最近一期资产负债表中，流动资产和流动负债各是多少？"),
            serves="R02a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "days_sales_outstanding",
            value="receivables / annual_revenue * 365",
            curve=linear({30: 100, 60: 75, 120: 30, 240: 0}),
            title=Text("Days sales outstanding", "应收账款周转天数"),
            ask=Text("How long does the company itself wait for the money of its customers?", "公司自己收回货款平均需要多少天？"),
            serves="R02c",
            source=ACCOUNTS,
            direction="falling",
        ),
        Measure(
            "overdue_share",
            value="overdue_share",
            curve=linear({0: 100, 0.1: 60, 0.3: 20, 0.6: 0}),
            title=Text("Overdue share of what is owed", "应付账款逾期占比"),
            ask=Text("Which share of its open invoices has the company let fall overdue?", "公司应付账款中，逾期部分占多大比例？"),
            serves="R02c",
            source=Text("credit bureau, own invoices", "征信报告、本公司发票记录"),
            direction="falling",
        ),
    ),
)  # fmt: skip
