"""Innovation ability (R09): does the customer renew itself, and would it do so with us?

R&D intensity = spending on research and development / revenue (OECD, Frascati Manual 2015).
"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import ACCOUNTS, ASKED, INTERVIEW

CRITERION = Criterion(
    id="innovation",
    title=Text("Innovation ability", "创新能力"),
    about=Text(
        "Whether the customer renews its business, which keeps it buying, and whether it would develop something with us.",
        "客户能否持续创新并由此持续采购，是否愿意与我方联合开发。",
    ),
    serves=("R09", "D11"),
    measures=(
        Measure(
            "rd_intensity",
            value="research_spending / annual_revenue",
            curve=linear({0: 20, 0.02: 50, 0.05: 75, 0.15: 100}),
            weight=2,
            title=Text("R&D intensity", "研发投入强度"),
            ask=Text("How much of its revenue does the company spend on research and development?", "公司研发投入占营业收入的比例是多少？"),
            serves="R09a",
            source=ACCOUNTS,
            direction="rising",
        ),
        Measure(
            "patents",
            value="patents",
            curve=linear({0: 20, 10: 50, 100: 75, 1_000: 100}),
            title=Text("Patents in force", "有效专利数"),
            ask=Text("How many patents in force does the company hold?", "公司持有多少项有效专利？"),
            serves="R09a",
            source=Text("patent register", "专利数据库"),
            direction="rising",
        ),
        Measure(
            "innovation_projects",
            value="innovation_projects",
            curve=linear({0: 20, 1: 50, 3: 75, 10: 100}),
            title=Text("Innovation projects under way", "在研创新项目数"),
            ask=Text("How many innovation projects with a budget of their own are under way?", "目前有多少个单独列支预算的创新项目在进行？"),
            serves="R09a",
            source=ASKED,
            direction="rising",
        ),
        Measure(
            "co_innovation",
            value="co_innovation",
            curve=linear({1: 0, 3: 60, 5: 100}),
            weight=2,
            title=Text("Openness to innovate together", "合作创新意愿"),
            ask=Text("Would the customer develop or try something new with us?", "客户是否愿意与我方共同开发或试用新产品？"),
            serves="R09b",
            source=INTERVIEW,
            direction="rising",
        ),
    ),
)  # fmt: skip
