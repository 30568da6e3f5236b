"""Product use (D02a, D02b): does the customer use what it buys, and did it buy for a reason that lasts?"""

from shortlist import Criterion, Measure, Text, levels, linear
from shortlist_criteria.sources import CRM, USAGE

CRITERION = Criterion(
    id="product_use",
    title=Text("Use of the product", "产品使用情况"),
    about=Text(
        "How widely, how deeply and how often the customer uses what it bought, and whether it bought because of a need or of a promotion. "
        "What is not used is not bought again.",
        "客户对已购产品的使用广度、深度与频率，以及采购出于真实需求还是价格促销。买而不用的产品不会复购。",
    ),
    serves=("D02", "D02a", "D02b"),
    measures=(
        Measure(
            "breadth",
            value="feature_share",
            curve=linear({0: 0, 0.3: 55, 0.7: 100}),
            title=Text("Breadth: functions used", "广度：功能使用占比"),
            ask=Text("Which share of the functions that it pays for does the customer use?", "客户购买的功能中，实际使用的占多大比例？"),
            serves="D02a",
            source=USAGE,
            direction="rising",
        ),
        Measure(
            "depth",
            value="active_user_share",
            curve=linear({0: 0, 0.5: 55, 0.9: 100}),
            title=Text("Depth: seats in use", "深度：授权使用占比"),
            ask=Text("Which share of the seats that it pays for is used each month?", "客户购买的账号中，每月活跃的占多大比例？"),
            serves="D02a",
            source=USAGE,
            direction="rising",
        ),
        Measure(
            "frequency",
            value="usage_days",
            curve=linear({0: 0, 5: 45, 20: 100}),
            title=Text("Frequency: days a month", "频率：月使用天数"),
            ask=Text("On how many days a month does the customer use the product?", "客户每月有多少天在使用产品？"),
            serves="D02a",
            source=USAGE,
            direction="rising",
        ),
        Measure(
            "purchase_motive",
            value="purchase_motive",
            curve=levels({"promotion": 15, "mixed": 60, "need": 100}),
            title=Text("What makes it buy", "采购动因"),
            ask=Text("Did the customer buy because of a need, because of a promotion, or both?", "客户采购是出于真实需求、价格促销，还是两者兼有？"),
            serves="D02b",
            source=CRM,
            direction="rising",
        ),
    ),
)  # fmt: skip
