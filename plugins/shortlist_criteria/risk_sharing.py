"""Risk sharing (D09, D10): who bears what goes wrong?

Strict acceptance and high penalties are the price of well-known customers (the counterweight in D10). They count here, so that
a great name alone does not decide.
"""

from shortlist import Criterion, Measure, Text, levels, linear
from shortlist_criteria.sources import CONTRACT, INTERVIEW

CRITERION = Criterion(
    id="risk_sharing",
    title=Text("Risk sharing", "风险共担意识"),
    about=Text(
        "Whether the customer carries its part of what can go wrong: by contract, when costs change, when a project gets into trouble, and at "
        "acceptance. Great names often push all of it to the supplier.",
        "客户是否愿意分担风险：合同条款、成本变动、项目受阻以及验收环节。知名客户往往把风险全部推给供应商。",
    ),
    serves=("D09", "D10"),
    measures=(
        Measure(
            "risk_terms",
            value="risk_terms",
            curve=levels({"all_ours": 0, "mostly_ours": 45, "shared": 100}),
            weight=2,
            title=Text("Who bears the risks by contract", "合同风险分担"),
            ask=Text("By the contract, who bears delays, price changes and defects: only we, mostly we, or both?",
                     "按合同，延期、价格波动和质量风险由谁承担：全部我方、主要我方，还是双方共担？"),
            serves="D09",
            source=CONTRACT,
            direction="rising",
        ),
        Measure(
            "price_adjustment",
            value="price_adjustment",
            curve=linear({1: 0, 3: 55, 5: 100}),
            weight=2,
            title=Text("Fairness when costs change", "成本变动时的议价态度"),
            ask=Text("What does the customer do when raw materials or exchange rates move?", "原材料或汇率变动时，客户如何对待价格调整？"),
            serves="D09",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "problem_solving",
            value="problem_solving",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Solves problems with us", "共同解决问题"),
            ask=Text("When a project gets into trouble, does the customer help to solve it?", "项目遇到困难时，客户能否配合解决？"),
            serves="D09",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "prepayment_share",
            value="prepayment_share",
            curve=linear({0: 35, 0.1: 60, 0.3: 90, 0.5: 100}),
            title=Text("Share paid in advance", "预付款比例"),
            ask=Text("Which share of an order does the customer pay in advance?", "客户每单预付多大比例？"),
            serves="D09",
            source=CONTRACT,
            direction="rising",
        ),
        Measure(
            "acceptance_terms",
            value="acceptance_terms",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Fairness of acceptance terms", "验收标准合理性"),
            ask=Text("Are the customer's acceptance terms usual, or stricter than what was agreed?", "客户的验收标准是否合理，还是严于约定？"),
            serves="D10",
            source=CONTRACT,
            direction="rising",
        ),
        Measure(
            "penalty_exposure",
            value="penalty_exposure",
            curve=linear({0: 100, 0.1: 75, 0.3: 40, 1: 0}),
            title=Text("Penalties that we could owe", "违约赔偿敞口"),
            ask=Text("What is the most that we could owe in penalties, as a share of the order?", "按合同，我方最高赔偿额占订单额的比例是多少？"),
            serves="D10",
            source=CONTRACT,
            direction="falling",
        ),
    ),
)  # fmt: skip
