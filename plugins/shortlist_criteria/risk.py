"""Risk (R10): what could go wrong? A high score is a low risk.

Altman's Z'' for non-manufacturers and private firms = 6.56 X1 + 3.26 X2 + 6.72 X3 + 1.05 X4, with X1 = working capital / total
assets, X2 = retained earnings / total assets, X3 = EBIT / total assets, X4 = book equity / total liabilities, which are total
assets less equity; above 2.6 is safe, below 1.1 is distress (Altman and Hotchkiss, Corporate Financial Distress and Bankruptcy,
3rd edition, 2006, chapter 11). Interest cover = EBIT / interest expense (Brealey, Myers and Allen, Principles of Corporate
Finance); a company that pays no interest and makes no loss counts as covered twenty times.
"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import ACCOUNTS, BUREAU, INTERVIEW, REPORT

Z_SCORE = (
    "6.56 * working_capital / total_assets + 3.26 * retained_earnings / total_assets + 6.72 * ebit / total_assets "
    "+ 1.05 * equity / (total_assets - equity)"
)
INTEREST_COVER = "CASE WHEN interest_expense > 0 THEN ebit / interest_expense WHEN ebit >= 0 AND interest_expense = 0 THEN 20 ELSE -1 END"
# A year of foundation that is still to come is a mistake in the list, not an age of 0.
AGE = "CASE WHEN founded_year <= YEAR(CURRENT_DATE) THEN YEAR(CURRENT_DATE) - founded_year END"

CRITERION = Criterion(
    id="risk",
    title=Text("Safety from risk", "风险可控程度"),
    about=Text(
        "What could go wrong: insolvency, dependence on one customer, lawsuits, weak management. A high score is a low risk. "
        "A middling score is a case for prepayment, a guarantee or shorter terms rather than a refusal.",
        "潜在风险包括偿债困难、过度依赖单一客户、涉诉、管理薄弱。得分越高，风险越低。得分居中时，宜采用预付款、担保或缩短账期，而非直接拒绝。",
    ),
    serves=("R10",),
    measures=(
        Measure(
            "z_score",
            value=Z_SCORE,
            # 1.1 and 2.6 are Altman's own limits of distress and safety.
            curve=linear({0: 0, 1.1: 30, 2.6: 75, 5: 100}),
            weight=2,
            title=Text("Distance from insolvency (Altman Z'')", "Altman Z'' 值（财务预警）"),
            ask=Text("May we have the last balance sheet and profit and loss account?", "能否提供最近一期的资产负债表和利润表？"),
            serves="R10a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "interest_cover",
            value=INTEREST_COVER,
            # 20 is also what INTEREST_COVER gives a company without interest to pay.
            curve=linear({0: 0, 1: 25, 3: 65, 8: 90, 20: 100}),
            title=Text("Interest cover", "利息保障倍数"),
            ask=Text("What were EBIT and interest expense in the last financial year?", "上一财年的息税前利润和利息支出各是多少？"),
            serves="R10a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "ebitda_margin",
            value="ebitda / annual_revenue",
            curve=linear({-0.1: 0, 0: 25, 0.1: 60, 0.3: 100}),
            title=Text("EBITDA margin", "EBITDA 利润率"),
            ask=Text("What were revenue and EBITDA in the last financial year?", "上一财年的营业收入和 EBITDA 各是多少？"),
            serves="R10a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "years_in_business",
            value=AGE,
            curve=linear({0: 0, 3: 35, 10: 65, 30: 90, 80: 100}),
            weight=2,
            title=Text("Years in business", "经营年限"),
            ask=Text("In which year was the company founded?", "公司成立于哪一年？"),
            serves="R10b",
            source=REPORT,
            direction="rising",
        ),
        Measure(
            "largest_customer_share",
            value="largest_customer_share",
            curve=linear({0.05: 100, 0.2: 70, 0.5: 20, 0.8: 0}),
            title=Text("Dependence on its largest customer", "对最大客户的依赖度"),
            ask=Text("Which share of its revenue comes from its largest customer?", "第一大客户占公司营业收入的比例是多少？"),
            serves="R10b",
            source=REPORT,
            direction="falling",
        ),
        Measure(
            "open_lawsuits",
            value="open_lawsuits",
            curve=linear({0: 100, 2: 60, 10: 20, 30: 0}),
            title=Text("Open lawsuits as defendant", "未结被诉案件"),
            ask=Text("How many court cases are open against the company?", "目前有多少件以公司为被告的未结诉讼？"),
            serves="R10b",
            source=BUREAU,
            direction="falling",
        ),
        Measure(
            "management_quality",
            value="management_quality",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Quality of management", "管理水平"),
            ask=Text("How well is the company managed, and how steady is its leadership?", "公司管理水平如何？管理层是否稳定？"),
            serves="R10b",
            source=INTERVIEW,
            direction="rising",
        ),
    ),
)  # fmt: skip
