"""Advocacy and feedback (D06, D07, D10): does the customer speak for us, and help us to get better?"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import CRM, INTERVIEW

SURVEY = Text("survey, call-back", "满意度调查、电话回访")

CRITERION = Criterion(
    id="advocacy",
    title=Text("Advocacy and feedback", "口碑推荐与反馈"),
    about=Text(
        "Whether the customer refers others to us, serves as a reference, takes part in events and trials, tells us what to improve, and stays "
        "when something goes wrong.",
        "客户是否为我方引荐新客户、充当标杆案例、参加活动与测试、提出改进意见，并在我方遇到困难时给予包容。",
    ),
    serves=("D06", "D07", "D10", "P17"),
    measures=(
        Measure(
            "referrals",
            value="referrals",
            curve=linear({0: 25, 1: 65, 3: 90, 6: 100}),
            weight=2,
            title=Text("Customers referred", "引荐客户数"),
            ask=Text("How many new customers did this one refer to us in the last two years?", "近两年该客户为我方引荐了多少新客户？"),
            serves="D06",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "recommendation",
            value="recommendation",
            curve=linear({0: 0, 6: 35, 8: 70, 10: 100}),
            weight=2,
            title=Text("Likelihood to recommend", "推荐意愿"),
            ask=Text("How likely is the customer to recommend us, from 0 to 10?", "客户向他人推荐我方的可能性有多大（0 到 10 分）？"),
            serves="D06",
            source=SURVEY,
            direction="rising",
        ),
        Measure(
            "events_attended",
            value="events_attended",
            curve=linear({0: 30, 1: 60, 3: 90, 6: 100}),
            title=Text("Events attended", "活动参与"),
            ask=Text("How many of our events did the customer attend in the last 12 months?", "近12个月客户参加过几次我方活动？"),
            serves="D06",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "forbearance",
            value="forbearance",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Tolerance in difficulty", "对我方失误的包容度"),
            ask=Text("How did the customer act when something went wrong on our side?", "我方出现问题时，客户的反应如何？"),
            serves="D06",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "feedback_quality",
            value="feedback_quality",
            curve=linear({1: 0, 3: 55, 5: 100}),
            weight=2,
            title=Text("Quality of feedback", "反馈质量"),
            ask=Text("Can we act on what the customer tells us about our product?", "客户对产品的反馈能否指导我方改进？"),
            serves="D07",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "beta_tests",
            value="beta_tests",
            curve=linear({0: 35, 1: 70, 3: 100}),
            title=Text("Trials of new products joined", "参与新品测试"),
            ask=Text("In how many trials of new products did the customer take part in the last two years?", "近两年客户参与过几次新品内测或试用？"),
            serves="D07",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "follow_on_inquiries",
            value="follow_on_inquiries",
            curve=linear({0: 30, 2: 65, 5: 85, 15: 100}),
            title=Text("Inquiries because of its name", "案例带来的询盘"),
            ask=Text("How many inquiries of the last 12 months named this customer as a reference?", "近12个月有多少咨询是因该客户案例而来？"),
            serves="D10",
            source=CRM,
            direction="rising",
        ),
    ),
)  # fmt: skip
