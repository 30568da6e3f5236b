"""Business scale (R07): how large the customer is."""

from shortlist import Criterion, Measure, Text, linear

REPORT = Text("annual report, credit bureau", "年报、征信报告")

CRITERION = Criterion(
    id="scale",
    title=Text("Business scale", "业务规模"),
    about=Text(
        "How large the customer is, by revenue, people and assets. Points rise with the order of magnitude; the knots are in US dollars "
        "and are opinions to edit.",
        "以营业收入、员工与资产衡量客户规模。分数随数量级上升；节点以美元计，属可修改的经验值。",
    ),
    serves=("R07",),
    measures=(
        Measure(
            "annual_revenue",
            value="annual_revenue",
            curve=linear({0: 0, 1e6: 20, 1e7: 35, 1e8: 50, 1e9: 65, 1e10: 80, 1e11: 100}),
            weight=3,
            title=Text("Annual revenue", "年营业收入"),
            serves="R07a",
            source=REPORT,
        ),
        Measure(
            "employees",
            value="employees",
            curve=linear({0: 0, 10: 20, 100: 40, 1_000: 60, 10_000: 80, 100_000: 100}),
            weight=2,
            title=Text("Headcount", "员工规模"),
            serves="R07a",
            source=Text("annual report, company website", "年报、公司网站"),
        ),
        Measure(
            "total_assets",
            value="total_assets",
            curve=linear({0: 0, 1e6: 20, 1e7: 35, 1e8: 50, 1e9: 65, 1e10: 80, 1e11: 100}),
            title=Text("Total assets", "资产规模"),
            serves="R07a",
            source=REPORT,
        ),
    ),
)
