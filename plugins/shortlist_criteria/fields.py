"""The fields that the built-in criteria read."""

from shortlist import Field, Text

RATINGS = ("D", "C", "CC", "CCC", "B", "BB", "BBB", "A", "AA", "AAA")

FIELDS = (
    Field(
        "annual_revenue",
        "money",
        title=Text("Annual revenue", "年营业收入"),
        aliases=("Revenue", "Sales", "Turnover", "Annual turnover", "Net sales", "Total revenue", "营业收入", "销售收入", "销售额", "营收", "年营业额", "年收入"),
        minimum=0,
        ask=Text("What was the revenue of the last full financial year, and in which currency?", "贵公司上一完整财年的营业收入是多少？以何种货币计？"),
    ),
    Field(
        "employees",
        "integer",
        title=Text("Employees", "员工人数"),
        aliases=("Number of employees", "No. of employees", "Headcount", "Staff", "Employee count", "员工数", "职工人数", "人数", "公司人数"),
        minimum=0,
        ask=Text("How many people does the company employ, full-time equivalents?", "公司现有多少员工（折合全职）？"),
    ),
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
        ask=Text("Which long-term rating does an agency or credit bureau give the company?", "评级机构或征信机构给出的长期主体评级是哪一级？"),
    ),
    Field(
        "average_days_late",
        "number",
        title=Text("Average days late", "平均逾期天数"),
        aliases=("Days late", "DaysLate", "Average delay", "Days beyond terms", "逾期天数", "平均延迟付款天数"),
        unit="days",
        ask=Text("By how many days, on average, does the company pay after the due date?", "公司平均在到期日之后多少天付款？"),
    ),
    Field(
        "country",
        "country",
        title=Text("Country", "国家"),
        aliases=("Country/Region", "Billing Country", "Country code", "HQ country", "Nation", "国家/地区", "所在国家", "国别", "注册国家"),
        ask=Text("In which country is the company seated?", "公司注册或总部所在国家是哪里？"),
    ),
    Field(
        "latitude",
        "number",
        title=Text("Latitude", "纬度"),
        aliases=("Lat", "Billing Latitude"),
        unit="degrees",
        minimum=-90,
        maximum=90,
        ask=Text("What are the coordinates of the site to be supplied?", "供货地点的坐标是多少？"),
    ),
    Field(
        "longitude",
        "number",
        title=Text("Longitude", "经度"),
        aliases=("Lon", "Lng", "Long", "Billing Longitude"),
        unit="degrees",
        minimum=-180,
        maximum=180,
        ask=Text("What are the coordinates of the site to be supplied?", "供货地点的坐标是多少？"),
    ),
)  # fmt: skip
