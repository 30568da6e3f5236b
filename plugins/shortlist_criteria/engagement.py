"""Engagement (R03b, P11): does the account want to talk, and does anybody talk to it? Read from what every CRM keeps."""

from __future__ import annotations

from shortlist import Criterion, Measure, Text, levels, linear
from shortlist_criteria.sources import CRM

CRITERION = Criterion(
    id="engagement",
    title=Text("Engagement", "客户意向与互动"),
    about=Text(
        "Whether the account has shown interest, and how near a purchase it is, from what a CRM keeps: source, stage, last activity, open deals. "
        "It says whom to call first, not who is a good customer.",
        "根据 CRM 已有记录（来源、阶段、最近跟进、在谈商机）判断客户是否有意向、离成交多远。用于安排联系的先后，不用于判断客户的优劣。",
    ),
    serves=("R03b", "P11"),
    measures=(
        Measure(
            "lead_rating",
            value="lead_rating",
            curve=levels({"cold": 15, "warm": 60, "hot": 100}),
            weight=2,
            title=Text("How promising sales finds it", "客户意向"),
            ask=Text("How likely does the sales team find a purchase: cold, warm or hot?", "销售人员判断客户的购买意向是高、中还是低？"),
            serves="P11",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "crm_stage",
            value="crm_stage",
            curve=levels({"lost": 5, "subscriber": 30, "lead": 45, "marketing_qualified": 60, "sales_qualified": 75, "opportunity": 90, "customer": 100}),
            weight=3,
            title=Text("Stage in the CRM", "商机阶段"),
            ask=Text("How far has it come: a lead, in talks, with an offer, a customer, or lost?", "客户目前处于哪个阶段：线索、洽谈、报价、已成交还是已流失？"),
            serves="P11",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "lead_status",
            value="lead_status",
            curve=levels({"unqualified": 0, "bad_timing": 25, "new": 45, "attempted": 45, "working": 65, "connected": 80, "open_deal": 100}),
            weight=2,
            title=Text("State of the follow-up", "线索状态"),
            ask=Text("Has the sales team reached it, and is a deal open?", "销售人员是否已联系上客户？是否已形成商机？"),
            serves="P11",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "lead_source",
            value="lead_source",
            # Who is referred or asks by itself buys far more often: of 9,240 leads of an education company 92 % of the referred became
            # customers, 26 to 40 % of those from the web (X Education, ../shared/data/NOTES.md).
            curve=levels({"purchased_list": 10, "cold_call": 20, "advertising": 40, "campaign": 40, "web": 50, "event": 60, "tender": 75, "inquiry": 80, "referral": 95,
                          "existing": 100}),
            weight=2,
            title=Text("Where it came from", "客户来源"),
            ask=Text("How did it come to us: referred, by inquiry, at an event, or from a list?", "客户从何种渠道获得：转介绍、主动咨询、展会还是名单？"),
            serves="P11",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "days_since_activity",
            value="CURRENT_DATE - last_activity",
            curve=linear({0: 100, 30: 85, 90: 60, 180: 40, 365: 20, 730: 0}),
            weight=2,
            title=Text("Days since the last activity", "距最近跟进天数"),
            ask=Text("When did you last speak to or hear from it?", "最近一次与客户联系是什么时候？"),
            serves="R03b",
            source=CRM,
            direction="falling",
        ),
        Measure(
            "open_deals",
            value="open_deals",
            curve=linear({0: 40, 1: 85, 3: 100}),
            weight=2,
            title=Text("Open deals", "在谈商机数"),
            ask=Text("How many deals with it are open?", "目前有几个在谈商机？"),
            serves="P11",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "deal_probability",
            value="deal_probability",
            curve=linear({0: 10, 0.25: 40, 0.5: 65, 0.75: 85, 1: 100}),
            weight=2,
            title=Text("Probability of the deal", "成交概率"),
            ask=Text("How likely is it that the open deal will be won?", "在谈商机的成交概率有多大？"),
            serves="P11",
            source=CRM,
            direction="rising",
        ),
    ),
)  # fmt: skip
