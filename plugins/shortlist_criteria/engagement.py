"""Engagement (R15, R03b, P11): does the account want to talk, and does anybody talk to it? Read from what every CRM keeps."""

from __future__ import annotations

import re

import polars as pl

from shortlist import Context, Criterion, Measure, Text, levels, linear
from shortlist_criteria.sources import CRM

# Providers of e-mail for everybody: an address there says nothing of a company. Names that have a domain in many countries first.
MANY_COUNTRIES = r"(?:yahoo|hotmail|live|outlook|gmx|msn|ymail|yandex)\.[a-z]{2,3}(?:\.[a-z]{2})?"
FREE_MAIL = (
    "gmail.com", "googlemail.com", "icloud.com", "me.com", "mac.com", "aol.com", "rocketmail.com", "protonmail.com", "proton.me", "pm.me", "zoho.com",
    "mail.com", "inbox.com", "mail.ru", "bk.ru", "list.ru", "rambler.ru", "rediffmail.com", "naver.com", "hanmail.net", "daum.net", "orange.fr",
    "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "web.de", "t-online.de", "freenet.de", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "wp.pl",
    "o2.pl", "onet.pl", "interia.pl", "seznam.cz", "centrum.cz", "uol.com.br", "bol.com.br", "terra.com.br", "comcast.net", "verizon.net", "att.net",
    "btinternet.com", "bigpond.com", "qq.com", "vip.qq.com", "foxmail.com", "163.com", "vip.163.com", "126.com", "yeah.net", "sina.com", "sina.cn",
    "vip.sina.com", "sohu.com", "139.com", "189.cn", "wo.cn", "aliyun.com", "tom.com", "21cn.com", "263.net",
)  # fmt: skip
FREE = rf"^(?:{MANY_COUNTRIES}|{'|'.join(map(re.escape, FREE_MAIL))})$"
HOST = r"^\s*(?:(?i:https?)://)?(?:[^\s/@]+@)?(?i:www\.)?([^\s/@:?#]+\.[^\s/@:?#.]{2,})"


def website_domain(context: Context) -> pl.Expr:
    """1 where the website has a domain of its own, 0 at a provider for everybody; null where it names no domain."""
    return _own("website")


def mail_domain(context: Context) -> pl.Expr:
    """1 where the e-mail address has a domain of its own, 0 at a provider for everybody; null where it names no domain."""
    return _own("email")


def _own(field: str) -> pl.Expr:
    host = pl.col(field).str.extract(HOST, 1).str.to_lowercase()
    return pl.when(host.str.contains(FREE)).then(0.0).when(host.is_not_null()).then(1.0)


CRITERION = Criterion(
    id="engagement",
    title=Text("Engagement", "客户意向与互动"),
    about=Text(
        "Whether the account has shown interest, and how near a purchase it is, from what a CRM keeps: source, stage, last activity, open deals. "
        "It says whom to call first, not who is a good customer.",
        "根据 CRM 已有记录（来源、阶段、最近跟进、在谈商机）判断客户是否有意向、离成交多远。它说明该先联系谁，并不说明谁是好客户。",
    ),
    serves=("R15", "R03b", "P08", "P11"),
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
            ask=Text("How did it come to us: referred, by inquiry, at an event, or from a list?", "客户是如何来的：转介绍、主动咨询、展会还是名单？"),
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
        Measure(
            "known_contacts",
            value="known_contacts",
            curve=linear({0: 20, 1: 50, 3: 75, 8: 100}),
            title=Text("Contacts that we know", "已知联系人数"),
            ask=Text("How many people do you know there?", "我方认识该客户的几位联系人？"),
            serves="R15",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "website_domain",
            value=website_domain,
            fields=("website",),
            about=Text("1 where the website has a domain of its own, 0 at a provider for everybody such as gmail.com or qq.com.",
                       "网址为企业自有域名记 1，属于 gmail.com、qq.com 等公共服务商记 0。"),
            curve=linear({0: 25, 1: 80}),
            title=Text("Website of its own", "有自有网站"),
            ask=Text("What is the address of its website?", "公司官网地址是什么？"),
            serves="P08",
            source=CRM,
            direction="rising",
        ),
        Measure(
            "mail_domain",
            value=mail_domain,
            fields=("email",),
            about=Text("1 where the e-mail address has a domain of its own, 0 at a provider for everybody such as gmail.com or qq.com.",
                       "邮箱为企业自有域名记 1，属于 gmail.com、qq.com 等公共邮箱记 0。"),
            curve=linear({0: 25, 1: 80}),
            title=Text("Business e-mail address", "企业邮箱"),
            ask=Text("What is the business e-mail address of your contact there?", "联系人的企业邮箱是什么？"),
            serves="P08",
            source=CRM,
            direction="rising",
        ),
    ),
)  # fmt: skip
