"""Service needs (R05): what service does the customer need, and can we give it?"""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel, ConfigDict

from shortlist import Context, Criterion, Measure, Text, linear
from shortlist_criteria.lookups import NOTHING, count, looked_up, mentions, seller_number, seller_words, share_of
from shortlist_criteria.params import param
from shortlist_criteria.places import languages
from shortlist_criteria.sources import CRM, INTERVIEW, OWN

SERVICES: dict[str, list[str]] = {
    "consulting": ["consulting", "advice", "咨询", "顾问"],
    "installation": ["installation", "commissioning", "install", "安装", "调试", "实施"],
    "training": ["training", "培训"],
    "support": ["support", "hotline", "help desk", "helpdesk", "技术支持", "热线"],
    "maintenance": ["maintenance", "repair", "spare parts", "维修", "维护", "保养", "备件"],
    "on_site": ["on-site", "onsite", "on site", "resident", "驻场", "上门"],
    "customising": ["customisation", "customization", "customising", "integration", "定制", "集成", "二次开发"],
}
MAIN, OTHER = 1.0, 0.5


class Params(BaseModel):
    """How services are called in what customers write."""

    model_config = ConfigDict(extra="forbid")

    services: dict[str, list[str]] = param(SERVICES, "By service the words that ask for it.", "每项服务对应的关键词。")


def services_covered(context: Context) -> pl.Expr:
    """The share in `seller.services` of the services that the customer asks for; null where none is recognised."""
    params: Params = context.params
    ours = set(seller_words(context, "services", params.services))
    if not ours:
        return NOTHING
    asked = {service: mentions(pl.col("services_needed"), words) for service, words in params.services.items()}
    given = [flag for service, flag in asked.items() if service in ours]
    total = count(asked.values())
    return pl.when(total > 0).then((count(given) if given else total * 0.0) / total)


def response_slack(context: Context) -> pl.Expr:
    """The response time required, divided by ours (`seller.response_hours`): below 1 we are too slow."""
    return share_of("response_hours", seller_number(context, "response_hours"))


def service_load(context: Context) -> pl.Expr:
    """The service days needed as a share of those that we have free in a year (`seller.service_days`)."""
    return share_of("service_days", seller_number(context, "service_days"))


def language_match(context: Context) -> pl.Expr:
    """1 if we speak the country's main language (`seller.languages`), 0.5 if its second or third, else 0; null if the
    seller names none."""
    ours = set(seller_words(context, "languages"))
    if not ours:
        return NOTHING
    if odd := sorted(ours - {language for found in languages().values() for language in found}):
        raise context.misstated(
            "languages",
            f"languages has {', '.join(odd)}; write codes of languages (ISO 639), such as en or de",
            f"languages 中的 {'、'.join(odd)} 不是语言代码（ISO 639），例如 zh、en",
        )

    def value(spoken: tuple[str, ...]) -> float:
        return MAIN if ours & set(spoken[:1]) else OTHER if ours & set(spoken[1:3]) else 0.0

    return looked_up(pl.col("country"), ((code, value(found)) for code, found in languages().items() if found))


CRITERION = Criterion(
    id="service_needs",
    title=Text("Ability to meet service needs", "我方服务满足度"),
    about=Text(
        "Which service the customer needs, against what we can give (`seller.services`, `response_hours`, `service_days`, `languages`). "
        "A low score says that we cannot serve them as they need it.",
        "客户需要的服务与我方能力（`seller.services`、`response_hours`、`service_days`、`languages`）的对照。得分低表示我方目前无法按其要求提供服务。",
    ),
    serves=("R05",),
    params=Params,
    measures=(
        Measure(
            "services_covered",
            value=services_covered,
            fields=("services_needed",),
            about=Text("Of the services that the customer asks for, the share in `seller.services`.", "客户所需服务中，`seller.services` 已包含的比例。"),
            curve=linear({0: 0, 0.5: 45, 1: 100}),
            weight=2,
            title=Text("Services needed that we offer", "所需服务我方可提供的比例"),
            ask=Text("Which services does the customer expect: consulting, installation, training, support, repair?",
                     "客户需要哪些服务：咨询、安装、培训、技术支持、维修？"),
            serves="R05b",
            source=OWN,
            direction="rising",
        ),
        Measure(
            "response_slack",
            value=response_slack,
            fields=("response_hours",),
            about=Text("The response time required over ours; below 1 we are too slow.", "要求的响应时间除以我方响应时间；小于 1 表示我方偏慢。"),
            curve=linear({0.25: 0, 1: 75, 2: 100}),
            title=Text("Response time required against ours", "要求的响应时间与我方响应时间之比"),
            ask=Text("Within how many hours must somebody respond to a fault?", "发生故障后，客户要求多少小时内响应？"),
            serves="R05b",
            source=OWN,
            direction="rising",
        ),
        Measure(
            "service_load",
            value=service_load,
            fields=("service_days",),
            about=Text("The service days needed as a share of `seller.service_days`.", "所需服务人天占 `seller.service_days` 的比例。"),
            curve=linear({0: 100, 0.05: 85, 0.2: 50, 0.5: 15, 1: 0}),
            title=Text("Share of our service days", "占用我方服务人天的比例"),
            ask=Text("How many days of service a year will the customer need on site?", "客户每年需要多少人天的现场服务？"),
            serves="R05a",
            source=CRM,
            direction="falling",
        ),
        Measure(
            "language_match",
            value=language_match,
            fields=("country",),
            about=Text("1 where we speak the country's main language, 0.5 where its second or third, else 0.",
                       "我方可用该国主要语言服务为 1，可用其第二或第三语言为 0.5，否则为 0。"),
            curve=linear({0: 30, 0.5: 65, 1: 100}),
            title=Text("Language we can serve in", "服务语言匹配"),
            ask=Text("In which country, and in which language, does the customer need service?", "客户在哪个国家/地区、使用哪种语言接受服务？"),
            serves="R05b",
            source=OWN,
            words={1: Text("its main language", "主要语言"), 0.5: Text("its second or third language", "第二或第三语言"), 0: Text("none of its languages", "语言不通")},
            direction="rising",
        ),
        Measure(
            "service_skill",
            value="service_skill",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Our team's skill for this customer", "我方团队的专业匹配度"),
            ask=Text("Do we have the people who can serve this customer?", "我方是否有能服务该客户的专业人员？"),
            serves="R05b",
            source=INTERVIEW,
            direction="rising",
        ),
    ),
)  # fmt: skip
