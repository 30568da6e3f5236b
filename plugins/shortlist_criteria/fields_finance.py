"""Fields from accounts, credit bureaus and invoices."""

from shortlist import Field, Text

RATINGS = ("D", "C", "CC", "CCC", "B", "BB", "BBB", "A", "AA", "AAA")
MOODYS = {"Aaa": "AAA", "Aa": "AA", "A": "A", "Baa": "BBB", "Ba": "BB", "B": "B", "Caa": "CCC", "Ca": "CC"}
DEFAULTS = (
    "SD",
    "RD",
    "DD",
    "DDD",
    "LD",
    "default",
    "selective default",
    "restricted default",
    "in default",
    "违约",
    "已违约",
    "違約",
)
UNRATED = (
    "NR", "N.R.", "WR", "WD", "UR", "NPR", "not rated", "unrated", "no rating", "rating withdrawn", "withdrawn", "未评级", "未評級", "无评级",
    "無評級", "未评", "无级别", "尚未评级", "终止评级", "终止", "撤销评级",
)  # fmt: skip


def spell_ratings() -> dict[str, str]:
    """How agencies write ratings, as the letter that each belongs to: S&P and Fitch with a sign, Moody's with a number, 级."""
    found = dict.fromkeys(DEFAULTS, "D")
    for letter in RATINGS:
        notched = (
            (letter, f"{letter}+", f"{letter}-")
            if letter in ("AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")
            else (letter,)
        )
        for rating in notched:
            found |= {
                rating: letter,
                f"{rating}级": letter,
                f"{rating}級": letter,
                f"{letter}级{rating[len(letter) :]}": letter,
            }
    for rating, letter in MOODYS.items():
        numbered = (f"{rating}{number}" for number in (1, 2, 3) if rating not in ("Aaa", "Ca"))
        found |= dict.fromkeys((rating, *numbered), letter)
    return {rating: letter for rating, letter in found.items() if rating not in RATINGS}


FIELDS = (
    Field(
        "total_assets",
        "money",
        title=Text("Total assets", "总资产"),
        aliases=("Assets", "Balance sheet total", "资产总额", "资产总计"),
        minimum=0,
        ask=Text("What is the balance sheet total of the last annual accounts?", "最近一期年报的资产总计是多少？"),
    ),
    Field(
        "net_income",
        "money",
        title=Text("Net income", "净利润"),
        aliases=("Profit", "Net profit", "Profit after tax", "Earnings", "净收益", "税后利润", "利润"),
        ask=Text("What was the profit after tax of the last full financial year?", "上一完整财年的税后利润是多少？"),
    ),
    Field(
        "current_ratio",
        "number",
        title=Text("Current ratio", "流动比率"),
        aliases=("Liquidity ratio",),
        minimum=0,
        ask=Text("What are current assets and current liabilities in the last balance sheet?", "最近一期资产负债表中，流动资产和流动负债各是多少？"),
    ),
    Field(
        "credit_rating",
        "level",
        title=Text("Credit rating", "信用评级"),
        aliases=("Agency rating", "Issuer rating", "信用等级", "主体评级"),
        values=RATINGS,
        value_aliases=spell_ratings(),
        missing=UNRATED,
        about=Text("A sign or number behind the letters (AA+, Baa1) keeps the letter; SD, RD and D are defaults, NR is no rating. A rating on a "
                   "national scale, as of a Chinese agency, stands lower on the international one.",
                   "字母后的符号或数字（AA+、Baa1）不改变等级；SD、RD、D 均为违约，NR 为无评级。国内评级（如中国评级机构）对应的国际等级更低。"),
        ask=Text("Which long-term rating does an agency or credit bureau give the company?", "评级机构或征信机构给出的长期主体评级是哪一级？"),
    ),
    Field(
        "average_days_late",
        "number",
        title=Text("Average days late", "平均逾期天数"),
        aliases=("Days late", "DaysLate", "Average delay", "Days beyond terms", "逾期天数", "平均延迟付款天数"),
        unit="days",
        ask=Text("By how many days, on average, does the company pay after the due date?", "公司付款平均比约定日期晚多少天？"),
    ),
    Field(
        "receivables",
        "money",
        title=Text("Trade receivables", "应收账款"),
        aliases=("Accounts receivable", "Receivables", "Debtors", "应收账款余额"),
        minimum=0,
        ask=Text("How much do the company's own customers owe it, by the last balance sheet?", "最近一期资产负债表中，应收账款余额是多少？"),
    ),
    Field(
        "overdue_share",
        "percent",
        title=Text("Overdue share of what is owed", "逾期款占比"),
        aliases=("Overdue share", "Overdue ratio", "Past due share", "逾期率", "逾期比例", "逾期账款占比"),
        minimum=0,
        maximum=1,
        ask=Text("Which share of its open invoices has the company let fall overdue?", "公司应付账款中，已逾期的占多大比例？"),
    ),
    Field(
        "ebit",
        "money",
        title=Text("Operating profit (EBIT)", "息税前利润"),
        aliases=("Operating income", "Operating profit", "Profit before interest and tax", "EBIT", "息税前盈利"),
        ask=Text("What was the profit before interest and tax in the last financial year?", "上一财年的息税前利润是多少？"),
    ),
    Field(
        "ebitda",
        "money",
        title=Text("EBITDA", "息税折旧摊销前利润"),
        ask=Text("What was the profit before interest, tax, depreciation and amortisation?", "上一财年的息税折旧摊销前利润（EBITDA）是多少？"),
    ),
    Field(
        "interest_expense",
        "money",
        title=Text("Interest expense", "利息支出"),
        aliases=("Interest paid", "Finance costs", "利息费用"),
        minimum=0,
        ask=Text("How much interest did the company pay in the last financial year?", "上一财年的利息支出是多少？"),
    ),
    Field(
        "working_capital",
        "money",
        title=Text("Working capital", "营运资本"),
        aliases=("Net current assets", "营运资金", "净流动资产"),
        about=Text("Current assets less current liabilities.", "流动资产减去流动负债。"),
        ask=Text("What are current assets less current liabilities?", "流动资产减去流动负债后是多少？"),
    ),
    Field(
        "retained_earnings",
        "money",
        title=Text("Retained earnings", "留存收益"),
        aliases=("Accumulated profits", "Retained profit", "盈余公积及未分配利润"),
        ask=Text("How much profit has the company retained over the years?", "公司历年累计留存的收益是多少？"),
    ),
    Field(
        "equity",
        "money",
        title=Text("Shareholders' equity", "股东权益"),
        aliases=("Book equity", "Total equity", "Net worth", "Book value", "所有者权益", "净资产"),
        ask=Text("What is the book value of equity?", "股东权益（净资产）账面值是多少？"),
    ),
    Field(
        "largest_customer_share",
        "percent",
        title=Text("Share of its largest customer", "最大客户收入占比"),
        aliases=("Top customer share", "Customer concentration", "第一大客户占比", "客户集中度"),
        minimum=0,
        maximum=1,
        ask=Text("Which share of its revenue comes from its largest customer?", "第一大客户占公司营业收入的比例是多少？"),
    ),
    Field(
        "open_lawsuits",
        "integer",
        title=Text("Open lawsuits as defendant", "未结被诉案件数"),
        aliases=("Lawsuits", "Pending lawsuits", "Legal cases", "涉诉案件", "被诉案件数", "未结诉讼"),
        minimum=0,
        ask=Text("How many court cases are open against the company?", "目前有多少件以公司为被告的未结诉讼？"),
    ),
    Field(
        "research_spending",
        "money",
        title=Text("Spending on research and development", "研发投入"),
        aliases=("R&D", "R&D spending", "R&D expense", "Research and development", "研发费用", "研发支出"),
        minimum=0,
        ask=Text("How much did the company spend on research and development last year?", "上一财年研发投入是多少？"),
    ),
    Field(
        "patents",
        "integer",
        title=Text("Patents in force", "有效专利数"),
        aliases=("Patents", "Number of patents", "专利数量", "专利数"),
        minimum=0,
        ask=Text("How many patents in force does the company hold?", "公司持有多少项有效专利？"),
    ),
    Field(
        "innovation_projects",
        "integer",
        title=Text("Innovation projects under way", "在研创新项目数"),
        aliases=("Innovation projects", "R&D projects", "创新项目", "研发项目数"),
        minimum=0,
        ask=Text("How many innovation projects with a budget of their own are under way?", "目前有多少个单独列支预算的创新项目在进行？"),
    ),
)  # fmt: skip
