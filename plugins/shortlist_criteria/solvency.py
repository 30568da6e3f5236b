"""Cash flow and debt (R02a): does the business bring in the money from which it must pay, and how much does it owe already?

Cash flow against debt = operating cash flow / total liabilities, with total liabilities = debt ratio * total assets. In Beaver,
"Financial Ratios as Predictors of Failure", Journal of Accounting Research 4 (Supplement), 1966, cash flow to total debt parts
firms that fail from those that do not best of all ratios, and earliest; there the sound ones come to some 0.45 on average, those
in the year before their failure lie below 0. Interest cover stands under `risk`.
"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import ACCOUNTS

# A profit that does not arrive as cash is receivables or stock; of a loss there is no share that could arrive.
CONVERSION = "CASE WHEN net_income > 0 THEN operating_cash_flow / net_income END"

CRITERION = Criterion(
    id="solvency",
    title=Text("Cash flow and debt", "现金流与负债"),
    about=Text(
        "Whether the business brings in the cash from which it pays, and how much it owes already. Profit is an opinion of the books; "
        "suppliers are paid from cash.",
        "经营能否带来足以付款的现金，以及目前负债多重。利润是账面数字，货款要靠现金支付。",
    ),
    serves=("R02", "R02a", "R10a"),
    measures=(
        Measure(
            "cash_to_debt",
            value="operating_cash_flow / (debt_ratio * total_assets)",
            # 0.45 is Beaver's mean of sound firms; at 0 the debts are not served from the business at all.
            curve=linear({-0.15: 0, 0: 25, 0.15: 55, 0.45: 100}),
            weight=2,
            title=Text("Operating cash flow against debt", "经营现金流与负债总额之比"),
            ask=Text("What were operating cash flow and total liabilities in the last annual accounts?", "最近一期年报的经营活动现金流量净额和负债总额各是多少？"),
            serves="R02a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "cash_margin",
            value="operating_cash_flow / annual_revenue",
            # As the curve of the net margin, which it should reach: below 0 the business lives on its bank and its suppliers.
            curve=linear({-0.1: 0, 0: 30, 0.1: 75, 0.25: 100}),
            title=Text("Operating cash flow of revenue", "经营现金流占营业收入比例"),
            ask=Text("What were revenue and operating cash flow in the last financial year?", "上一财年的营业收入和经营活动现金流量净额各是多少？"),
            serves="R02a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "cash_conversion",
            value=CONVERSION,
            # 1: the profit arrives as cash. Well above it there is depreciation, which is no better payer.
            curve=linear({0: 0, 0.5: 40, 1: 80, 1.5: 100}),
            about=Text("Operating cash flow / net income; of a loss there is none.", "经营活动现金流量净额 ÷ 净利润；亏损时不计。"),
            title=Text("Profit that arrives as cash", "净利润现金含量"),
            ask=Text("What were net income and operating cash flow in the last financial year?", "上一财年的净利润和经营活动现金流量净额各是多少？"),
            serves="R02a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "debt_ratio",
            value="debt_ratio",
            # Opinions: at half the creditors and the owners carry alike; at 1 the equity is used up, which is over-indebtedness.
            curve=linear({0.3: 100, 0.5: 75, 0.7: 40, 0.85: 15, 1: 0}),
            weight=2,
            title=Text("Debt ratio", "资产负债率"),
            ask=Text("What are total liabilities and total assets in the last balance sheet?", "最近一期资产负债表的负债总额和资产总额各是多少？"),
            serves="R02a",
            source=ACCOUNTS,
            direction="falling",
        ),
    ),
)  # fmt: skip
