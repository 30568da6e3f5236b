"""Supply and market risk (R10b): can it go on buying, if a supplier or its market fails? A high score is a low risk.

What `risk` asks of the company itself (age, lawsuits, management, its largest customer) is not asked again here. The curve of the
largest supplier is that of the largest customer: who hangs on one name hangs on it on either side.
"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import INTERVIEW, REPORT

CRITERION = Criterion(
    id="operating_risk",
    title=Text("Safety of supply and market", "供应链与市场稳定性"),
    about=Text(
        "Whether the company can go on buying if a supplier or its own market fails: dependence on one supplier, how safe its supply is, how "
        "steady its market. A high score is a low risk.",
        "供应商或自身市场出现问题时，公司能否继续经营与采购：对单一供应商的依赖、供应保障、市场需求与价格的稳定性。得分越高，风险越低。",
    ),
    serves=("R10", "R10b"),
    measures=(
        Measure(
            "largest_supplier_share",
            value="largest_supplier_share",
            curve=linear({0.05: 100, 0.2: 70, 0.5: 20, 0.8: 0}),
            title=Text("Dependence on its largest supplier", "对第一大供应商的依赖度"),
            ask=Text("Which share of its purchases comes from its largest supplier?", "第一大供应商占公司采购总额的比例是多少？"),
            serves="R10b",
            source=REPORT,
            direction="falling",
        ),
        Measure(
            "supply_stability",
            value="supply_stability",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Safety of its supply", "供应保障程度"),
            ask=Text("How safe is the supply of what the company cannot do without?", "公司关键物料的供应是否有保障？"),
            serves="R10b",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "market_stability",
            value="market_stability",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Steadiness of its market", "市场稳定程度"),
            ask=Text("How steady are demand and prices in the market that the company sells to?", "公司所售产品的市场需求和价格是否稳定？"),
            serves="R10b",
            source=INTERVIEW,
            direction="rising",
        ),
    ),
)  # fmt: skip
