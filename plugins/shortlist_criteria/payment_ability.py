"""Payment ability and credit (R02): can and will the customer pay."""

from shortlist import Criterion, Measure, Text, levels, linear

ACCOUNTS = Text("annual accounts", "年度财务报表")

CRITERION = Criterion(
    id="payment_ability",
    title=Text("Payment ability and credit", "支付能力与信用"),
    about=Text(
        "Whether the customer can pay (profit, liquidity) and does pay (rating, punctuality). What is known of payments counts most.",
        "客户能否付款（盈利、流动性），是否按时付款（评级、付款记录）。实际付款表现权重最高。",
    ),
    serves=("R02",),
    measures=(
        Measure(
            "average_days_late",
            value="average_days_late",
            curve=linear({0: 100, 30: 60, 90: 0}),
            weight=3,
            title=Text("Punctuality of payment", "付款及时性"),
            serves="R02b",
            source=Text("own invoices, business partners", "本公司发票记录、商业伙伴"),
        ),
        Measure(
            "credit_rating",
            value="credit_rating",
            curve=levels(
                {"AAA": 100, "AA": 95, "A": 85, "BBB": 70, "BB": 50, "B": 30, "CCC": 15, "CC": 5, "C": 0, "D": 0}
            ),
            weight=3,
            title=Text("Credit rating", "信用评级"),
            serves="R02b",
            source=Text("rating agency, credit bureau", "评级机构、征信机构"),
        ),
        Measure(
            "net_margin",
            value="net_income / annual_revenue",
            curve=linear({-0.2: 0, 0: 35, 0.1: 75, 0.25: 100}),
            weight=2,
            title=Text("Net margin", "销售净利率"),
            serves="R02a",
            source=ACCOUNTS,
        ),
        Measure(
            "return_on_assets",
            value="net_income / total_assets",
            curve=linear({-0.05: 0, 0: 35, 0.05: 75, 0.15: 100}),
            title=Text("Return on assets", "资产收益率"),
            serves="R02a",
            source=ACCOUNTS,
        ),
        Measure(
            "current_ratio",
            value="current_ratio",
            curve=linear({0.5: 0, 1: 40, 2: 100}),
            title=Text("Current ratio", "流动比率"),
            serves="R02a",
            source=ACCOUNTS,
        ),
    ),
)
