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
                f"{rating} 级": letter,
                f"{rating} 級": letter,
                f"{letter}级{rating[len(letter) :]}": letter,
            }
    for rating, letter in MOODYS.items():
        numbered = (f"{rating}{number}" for number in (1, 2, 3) if rating not in ("Aaa", "Ca"))
        found |= dict.fromkeys((rating, *numbered), letter)
    for rating, letter in tuple(found.items()):
        found |= {f"(P){rating}": letter, f"{rating}(sf)": letter, f"{rating} (sf)": letter, f"{rating}sf": letter}
    for letter in RATINGS:
        found |= {f"(P){letter}": letter, f"{letter}(sf)": letter, f"{letter} (sf)": letter, f"{letter}sf": letter}
        if f"{letter}+" in found:
            found |= {f"{letter} plus": letter, f"{letter} minus": letter}
    return {rating: letter for rating, letter in found.items() if rating not in RATINGS}


FIELDS = (
    Field(
        "total_assets",
        "money",
        title=Text("Total assets", "总资产"),
        aliases=(
            "Assets", "Balance sheet total", "资产总额", "资产总计", "Asset total", "Total asset", "Balance sheet sum",
            "资产合计", "资产总值", "资产规模", "期末资产总额", "期末总资产",
        ),
        doubtful_aliases=dict.fromkeys(("Assets",), Text("what they have of your products", "客户持有的我方产品（资产）")),
        minimum=0,
        ask=Text("What is the balance sheet total of the last annual accounts?", "最近一期年报的资产总计是多少？"),
    ),
    Field(
        "net_income",
        "money",
        title=Text("Net income", "净利润"),
        aliases=(
            "Profit", "Net profit", "Profit after tax", "Earnings", "净收益", "税后利润", "利润", "Net earnings",
            "Net profit after tax", "Profit for the year", "Net result", "Annual net profit", "Profit (loss)",
            "Annual profit", "Net profit (loss)", "净利", "年净利润", "年度净利润", "归母净利润", "归属母公司净利润",
            "净利润额", "税后净利", "税后净利润", "纯利润", "纯利", "年利润",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Profit", "Earnings", "Annual profit", "利润", "年利润", "Profit (loss)",
            ), Text("what you earn on them, or a profit before tax", "我方从该客户获得的利润，或税前利润")),
            **dict.fromkeys((
                "利润总额", "税前利润", "Profit before tax", "Pre-tax profit",
            ), Text("the profit before tax", "税前利润")),
        },
        ask=Text("What was the profit after tax of the last full financial year?", "上一完整财年的税后利润是多少？"),
    ),
    Field(
        "current_ratio",
        "number",
        title=Text("Current ratio", "流动比率"),
        aliases=("Liquidity ratio", "流动比",),
        minimum=0,
        ask=Text("What are current assets and current liabilities in the last balance sheet?", "最近一期资产负债表中，流动资产和流动负债各是多少？"),
    ),
    Field(
        "credit_rating",
        "level",
        title=Text("Credit rating", "信用评级"),
        aliases=(
            "Agency rating", "Issuer rating", "主体评级", "Long-term rating", "Long-term credit rating",
            "Long term issuer rating", "Corporate rating", "Corporate credit rating", "External rating",
            "External credit rating", "S&P rating", "Moody's rating", "Fitch rating", "S&P credit rating",
            "Rating agency grade", "Bond rating", "主体信用评级", "主体信用等级", "主体长期信用等级", "外部评级",
            "外部信用评级", "外部信用等级", "评级机构评级", "机构评级", "长期信用评级", "第三方信用评级", "国际评级",
            "债券评级",
),
        doubtful_aliases={
            **dict.fromkeys((
                "Credit rating", "Credit grade", "Credit class", "Credit score", "Credit status", "Creditworthiness",
                "Rating", "Account Rating", "Customer rating", "Risk grade", "Risk class", "Risk category", "Risk rating",
                "Credit risk class", "Customer credit rating", "Customer grade", "Rating code", "Internal rating",
                "信用评级", "信用等级", "信用级别", "信用分类", "信用度", "资信等级", "资信评级", "客户信用等级",
                "客户信用评级", "客户信用级别", "信誉等级", "客户评级", "风险等级", "评级", "企业信用等级", "企业信用评级",
                "信用状况", "信用评定", "内部评级",
            ), Text("a grade of your own, or how promising the customer seems", "我方自评的客户等级，而非评级机构的评级")),
        },
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
        aliases=(
            "Days late", "DaysLate", "Average delay", "Days beyond terms", "逾期天数", "平均延迟付款天数", "Avg days late",
            "Average days overdue", "Avg. days overdue", "Average days delinquent", "Average days past due",
            "Average payment delay", "Payment delay (days)", "Avg payment delay", "平均逾期天数", "平均拖欠天数",
            "平均延期天数", "平均超期天数", "平均付款延迟天数",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Days overdue", "Days past due", "Overdue days", "超期天数", "最长逾期天数", "最大逾期天数",
                "Max days late", "拖欠天数",
            ), Text("how late one open invoice is, or the longest delay", "单张未结发票的逾期天数，或最长逾期天数")),
        },
        unit="days",
        ask=Text("By how many days, on average, does the company pay after the due date?", "公司付款平均逾期多少天？"),
    ),
    Field(
        "receivables",
        "money",
        title=Text("Trade receivables", "客户账面应收账款"),
        aliases=(
            "Debtors", "Trade debtors", "Their receivables",
            "Receivables (balance sheet)", "Trade and other receivables", "应收账款净额", "应收票据及应收账款",
),
        doubtful_aliases={
            **dict.fromkeys((
                "Debtors", "Trade debtors", "Accounts receivable", "Receivables", "Receivable", "AR", "A/R", "AR balance",
                "A/R balance", "Receivable balance", "Receivables balance", "Accounts receivable balance",
                "Total receivable", "Total receivables", "Outstanding receivables", "Open receivables",
                "Outstanding balance", "Balance due", "Amount due", "Open balance", "应收账款", "应收账款余额", "应收余额",
                "应收款", "应收款余额", "应收款项", "应收总额", "应收金额", "总应收", "应收货款", "应收账款总额",
                "应收合计", "应收账款金额",
            ), Text("what the customer owes you, not what others owe it", "客户欠我方的货款，而非客户自身账面的应收账款")),
        },
        minimum=0,
        ask=Text("How much do the company's own customers owe it, by the last balance sheet?", "最近一期资产负债表中，应收账款余额是多少？"),
    ),
    Field(
        "overdue_share",
        "percent",
        title=Text("Overdue share of what is owed", "应付账款逾期占比"),
        aliases=(
            "逾期款占比",
            "Overdue share", "Overdue ratio", "Past due share", "逾期率", "逾期比例", "逾期账款占比", "Overdue percentage",
            "Overdue %", "Share overdue", "Past due %", "逾期占比", "逾期金额占比", "逾期款比例",
        ),
        minimum=0,
        maximum=1,
        ask=Text("Which share of its open invoices has the company let fall overdue?", "公司应付账款中，逾期部分占多大比例？"),
    ),
    Field(
        "ebit",
        "money",
        title=Text("Operating profit (EBIT)", "息税前利润"),
        aliases=(
            "Operating income", "Operating profit", "Profit before interest and tax", "EBIT", "息税前盈利",
            "Profit from operations", "Operating earnings", "经营利润",
        ),
        doubtful_aliases=dict.fromkeys(
            ("营业利润", "Operating result"),
            Text("the operating profit of Chinese accounts, after interest", "会计准则下的营业利润（已扣除财务费用）"),
        ),
        ask=Text("What was the profit before interest and tax in the last financial year?", "上一财年的息税前利润是多少？"),
    ),
    Field(
        "ebitda",
        "money",
        title=Text("EBITDA", "息税折旧摊销前利润"),
        aliases=("EBITDA (adjusted)", "息税折旧摊销前盈利",),
        ask=Text("What was the profit before interest, tax, depreciation and amortisation?", "上一财年的息税折旧摊销前利润（EBITDA）是多少？"),
    ),
    Field(
        "interest_expense",
        "money",
        title=Text("Interest expense", "利息支出"),
        aliases=(
            "Interest paid", "Finance costs", "利息费用", "Interest expenses", "Interest cost", "Interest costs",
            "利息支出额", "财务利息支出",
        ),
        doubtful_aliases=dict.fromkeys(("财务费用",), Text("all finance costs, which are more than interest", "全部财务费用，不只是利息")),
        minimum=0,
        ask=Text("How much interest did the company pay in the last financial year?", "上一财年的利息支出是多少？"),
    ),
    Field(
        "working_capital",
        "money",
        title=Text("Working capital", "营运资本"),
        aliases=(
            "Net current assets", "营运资金", "净流动资产", "Net working capital", "营运资本额", "净营运资本",
            "净营运资金",
        ),
        doubtful_aliases=dict.fromkeys(("流动资金",), Text("cash in hand, or a loan for it", "可用现金或流动资金贷款")),
        about=Text("Current assets less current liabilities.", "流动资产减去流动负债。"),
        ask=Text("What are current assets less current liabilities?", "流动资产减去流动负债后是多少？"),
    ),
    Field(
        "retained_earnings",
        "money",
        title=Text("Retained earnings", "留存收益"),
        aliases=(
            "Accumulated profits", "Retained profit", "盈余公积及未分配利润", "Retained earning", "Accumulated earnings",
            "累计留存收益",
        ),
        doubtful_aliases=dict.fromkeys(("未分配利润",), Text("only the undistributed profit, without reserves", "仅未分配利润，不含盈余公积")),
        ask=Text("How much profit has the company retained over the years?", "公司历年累计留存的收益是多少？"),
    ),
    Field(
        "equity",
        "money",
        title=Text("Shareholders' equity", "股东权益"),
        aliases=(
            "Book equity", "Total equity", "Net worth", "Book value", "所有者权益", "净资产", "Shareholders equity",
            "Shareholder equity", "Stockholders' equity", "Owner's equity", "Total shareholders' equity", "股东权益合计",
            "所有者权益合计", "净资产额", "归母净资产", "权益合计",
        ),
        ask=Text("What is the book value of equity?", "股东权益（净资产）账面值是多少？"),
    ),
    Field(
        "operating_cash_flow",
        "money",
        title=Text("Operating cash flow", "经营活动现金流量净额"),
        aliases=(
            "Cash flow from operations", "Cash flow from operating activities", "Net cash from operating activities", "CFO",
            "经营现金流", "经营性现金流", "经营活动现金流", "经营现金流净额", "经营性现金流净额", "经营活动产生的现金流量净额",
        ),
        doubtful_aliases=dict.fromkeys(("Cash flow", "现金流", "Free cash flow", "自由现金流"), Text("maybe not that of operations alone", "可能不只是经营活动的现金流")),
        ask=Text("What was the cash flow from operating activities in the last financial year?", "上一财年经营活动产生的现金流量净额是多少？"),
    ),
    Field(
        "debt_ratio",
        "percent",
        title=Text("Debt ratio", "资产负债率"),
        aliases=(
            "Debt to assets", "Debt-to-assets ratio", "Liabilities to assets", "Total debt ratio", "负债率", "资产负债比率", "资产负债比",
        ),
        doubtful_aliases=dict.fromkeys(("Leverage", "Gearing", "Debt to equity", "产权比率"),
                                       Text("debt against equity, not against all assets", "负债与权益之比，而非与总资产之比")),
        minimum=0,
        about=Text("Total liabilities as a share of total assets; above 1 the equity is used up.", "负债总额占资产总额的比例；超过 100% 即资不抵债。"),
        ask=Text("Which share of total assets are total liabilities in the last balance sheet?", "最近一期资产负债表中，负债总额占资产总额的比例是多少？"),
    ),
    Field(
        "largest_supplier_share",
        "percent",
        title=Text("Share of its largest supplier", "第一大供应商采购占比"),
        aliases=(
            "Top supplier share", "Supplier concentration", "Largest supplier %", "供应商集中度", "第一大供应商占比", "最大供应商占比",
        ),
        minimum=0,
        maximum=1,
        ask=Text("Which share of its purchases comes from its largest supplier?", "第一大供应商占公司采购总额的比例是多少？"),
    ),
    Field(
        "largest_customer_share",
        "percent",
        title=Text("Share of its largest customer", "最大客户收入占比"),
        aliases=(
            "Top customer share", "Customer concentration", "第一大客户占比", "客户集中度", "Largest customer %",
            "Share of largest customer", "最大客户占比", "第一大客户收入占比",
        ),
        minimum=0,
        maximum=1,
        ask=Text("Which share of its revenue comes from its largest customer?", "第一大客户占公司营业收入的比例是多少？"),
    ),
    Field(
        "open_lawsuits",
        "integer",
        title=Text("Open lawsuits as defendant", "未结被诉案件数"),
        aliases=(
            "Lawsuits", "Pending lawsuits", "Legal cases", "涉诉案件", "被诉案件数", "未结诉讼", "Open litigation",
            "Pending litigation", "Lawsuits as defendant", "被诉案件", "未结被诉案件", "作为被告案件数", "在诉案件数",
        ),
        doubtful_aliases={
            **dict.fromkeys((
                "Lawsuits", "Legal cases", "Number of lawsuits", "涉诉案件", "司法案件", "司法案件数", "诉讼数量",
                "法律诉讼", "诉讼案件数", "涉诉数量", "涉诉案件数",
            ), Text("all cases, closed ones and those in which it sues included", "全部案件，包括已结案件和其作为原告的案件")),
        },
        minimum=0,
        ask=Text("How many court cases are open against the company?", "目前有多少件以公司为被告的未结诉讼？"),
    ),
    Field(
        "research_spending",
        "money",
        title=Text("Spending on research and development", "研发投入"),
        aliases=(
            "R&D", "R&D spending", "R&D expense", "Research and development", "研发费用", "研发支出", "R&D spend",
            "R&D expenses", "R&D expenditure", "Research and development expense", "R&D cost", "研发投入额", "研发费",
            "年研发投入", "研发投入金额", "研究开发费用", "研发经费",
        ),
        minimum=0,
        ask=Text("How much did the company spend on research and development last year?", "上一财年研发投入是多少？"),
    ),
    Field(
        "patents",
        "integer",
        title=Text("Patents in force", "有效专利数"),
        aliases=(
            "Patents", "Number of patents", "专利数量", "专利数", "Patent count", "No. of patents", "Active patents",
            "专利个数", "有效专利", "专利总数", "拥有专利数", "授权专利数",
        ),
        minimum=0,
        ask=Text("How many patents in force does the company hold?", "公司持有多少项有效专利？"),
    ),
    Field(
        "innovation_projects",
        "integer",
        title=Text("Innovation projects under way", "在研创新项目数"),
        aliases=(
            "Innovation projects", "R&D projects", "创新项目", "研发项目数", "Number of innovation projects", "在研项目数",
            "创新项目数",
        ),
        minimum=0,
        ask=Text("How many innovation projects with a budget of their own are under way?", "目前有多少个单独列支预算的创新项目在进行？"),
    ),
)  # fmt: skip
