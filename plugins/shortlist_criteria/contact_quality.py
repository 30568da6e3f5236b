"""Quality of contact data (R15, P08): do we know whom to talk to there, and is it a company that has a place of its own on the web?"""

from __future__ import annotations

import re

import polars as pl

from shortlist import Context, Criterion, Measure, Text, linear
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
    id="contact_quality",
    title=Text("Quality of contact data", "联系信息质量"),
    about=Text(
        "How many people we know there, and whether website and e-mail address are of a domain of its own. It raises confidence in what else is known.",
        "我方掌握多少位联系人，网址和邮箱是否使用企业自有域名。可据此判断其他信息是否可靠。",
    ),
    serves=("R15", "P08"),
    measures=(
        Measure(
            "known_contacts",
            value="known_contacts",
            curve=linear({0: 20, 1: 50, 3: 75, 8: 100}),
            title=Text("Contacts that we know", "已知联系人数"),
            ask=Text("How many people do you know there?", "我方掌握该客户的几位联系人？"),
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
            words={1: Text("a domain of its own", "企业自有域名"), 0: Text("at a public provider", "公共服务商域名")},
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
            words={1: Text("a domain of its own", "企业自有域名"), 0: Text("at a public provider", "公共邮箱")},
            direction="rising",
        ),
    ),
)  # fmt: skip
