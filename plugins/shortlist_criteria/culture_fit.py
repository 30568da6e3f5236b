"""Culture fit (R08): can both sides work together?"""

from shortlist import Criterion, Measure, Text, linear
from shortlist_criteria.sources import CRM, INTERVIEW

CRITERION = Criterion(
    id="culture_fit",
    title=Text("Culture fit", "文化契合度"),
    about=Text(
        "Whether values, pace and talk of both sides go together. It is judged in the first meetings, by the rubric of each rating.",
        "双方的价值观、节奏与沟通是否合拍。在前几次接触中按评分标准判断。",
    ),
    serves=("R08", "R15", "D15"),
    measures=(
        Measure(
            "values_fit",
            value="values_fit",
            curve=linear({1: 0, 3: 60, 5: 100}),
            weight=2,
            title=Text("Fit of values", "价值观契合度"),
            ask=Text("Do the customer's values and ours go together, judged from the first meetings?", "从前几次接触看，客户与我方的价值观是否契合？"),
            serves="R08a",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "work_style_fit",
            value="work_style_fit",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Fit of management style and pace", "管理风格与节奏契合度"),
            ask=Text("Do pace, decision style and flexibility suit the way we work?", "客户的节奏、决策方式和灵活度是否适合我方的工作方式？"),
            serves="R08a",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "communication",
            value="communication",
            curve=linear({1: 0, 3: 60, 5: 100}),
            weight=2,
            title=Text("Quality of communication", "沟通质量"),
            ask=Text("How well does talking to the customer work?", "与客户的沟通是否顺畅有效？"),
            serves="R08b",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "meetings",
            value="meetings",
            curve=linear({0: 20, 2: 60, 6: 90, 12: 100}),
            title=Text("Meetings a year", "年会面次数"),
            ask=Text("How often a year do both sides meet, in person or by video?", "双方每年会面多少次（含视频会议）？"),
            serves="R15",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "reply_days",
            value="reply_days",
            curve=linear({1: 100, 3: 75, 7: 35, 14: 0}),
            title=Text("Speed of replies", "回复及时性"),
            ask=Text("How many working days does the customer take to answer a question?", "客户答复一个问题平均需要几个工作日？"),
            serves="R15",
            source=CRM,
            direction="falling",
        ),
    ),
)  # fmt: skip
