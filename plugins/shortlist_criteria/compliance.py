"""Compliance (D12, D18): does the customer keep rules and contracts, and can it prove that?"""

from __future__ import annotations

import polars as pl
from pydantic import BaseModel, ConfigDict

from shortlist import Context, Criterion, Measure, Text, levels, linear
from shortlist_criteria.lookups import NOTHING, count, mentions
from shortlist_criteria.params import param
from shortlist_criteria.sources import BUREAU, INTERVIEW

# One line is one kind of management system, however it is written, so that nobody gets points for a name twice.
RECOGNISED: list[str | list[str]] = [
    ["ISO 9001", "ISO9001", "IATF 16949", "质量管理体系"],
    ["ISO 27001", "ISO27001", "ISO/IEC 27001", "SOC 2", "信息安全管理体系", "等级保护", "等保"],
    ["ISO 14001", "ISO14001", "环境管理体系"],
    ["ISO 45001", "ISO45001", "职业健康安全"],
    ["ISO 37301", "ISO 37001", "ISO37301", "ISO37001", "合规管理体系", "反贿赂"],
]


class Params(BaseModel):
    """Which certificates count."""

    model_config = ConfigDict(extra="forbid")

    certifications: list[str | list[str]] = param(
        RECOGNISED, "Certificates that count, each a word or a list of words for it.", "计入的认证，每项为一个词或一组同义词。"
    )  # fmt: skip


def certificates(context: Context) -> pl.Expr:
    """How many of the params' certificates the customer holds; null where its own are unknown or the params list none."""
    words = [[item] if isinstance(item, str) else item for item in context.params.certifications]
    return count(mentions(pl.col("certifications"), one) for one in words) if words else NOTHING


CRITERION = Criterion(
    id="compliance",
    title=Text("Compliance and standing", "合规与企业资信"),
    about=Text(
        "Whether the customer keeps rules, contracts and data in order, and whether others have certified it: management systems, customs, tax. "
        "Who keeps its papers in order pays by them.",
        "客户在法规、合同与数据方面是否规范，并有第三方佐证：管理体系认证、海关、税务。管理规范的企业，付款也更有保障。",
    ),
    serves=("D12", "D18"),
    params=Params,
    measures=(
        Measure(
            "certifications",
            value=certificates,
            fields=("certifications",),
            about=Text("How many of the certificates of `params.certifications` it holds.", "`params.certifications` 所列认证中，客户持有的项数。"),
            curve=linear({0: 30, 1: 65, 2: 85, 4: 100}),
            title=Text("Certificates held", "持有认证"),
            ask=Text("Which management systems are certified, for instance ISO 9001 or ISO 27001?", "通过了哪些管理体系认证，例如 ISO 9001、ISO 27001？"),
            serves="D12",
            source=Text("certificate register, company website", "认证认可公共信息平台、公司网站"),
            direction="rising",
        ),
        Measure(
            "data_security",
            value="data_security",
            curve=linear({1: 0, 3: 60, 5: 100}),
            title=Text("Care for data security", "数据安全管理"),
            ask=Text("How does the customer handle our data and that of others?", "客户如何管理我方及第三方的数据？"),
            serves="D12",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "contract_discipline",
            value="contract_discipline",
            curve=linear({1: 0, 3: 50, 5: 100}),
            weight=2,
            title=Text("Contract discipline", "合同管理严谨性"),
            ask=Text("How careful is the customer with contracts?", "客户的合同管理是否严谨？"),
            serves="D12",
            source=INTERVIEW,
            direction="rising",
        ),
        Measure(
            "compliance_penalties",
            value="compliance_penalties",
            curve=linear({0: 100, 1: 60, 3: 20, 6: 0}),
            weight=2,
            title=Text("Penalties by authorities", "行政处罚"),
            ask=Text("How often did authorities penalise the company in the last three years?", "近三年公司受到过几次行政处罚？"),
            serves="D12",
            source=BUREAU,
            direction="falling",
        ),
        Measure(
            "aeo_status",
            value="aeo_status",
            curve=levels({"seriously_dishonest": 0, "dishonest": 10, "not_certified": 40, "registered": 70, "certified": 90, "advanced": 100}),
            title=Text("AEO customs status", "AEO认证等级"),
            ask=Text("Do customs authorities list the company as authorised economic operator, and at which level?", "公司是否取得海关 AEO 认证？属于哪一等级？"),
            serves="D18",
            source=Text("customs register", "海关企业信用公示"),
            direction="rising",
        ),
        Measure(
            "tax_credit_grade",
            value="tax_credit_grade",
            curve=levels({"D": 0, "C": 30, "M": 60, "B": 75, "A": 100}),
            title=Text("Tax credit grade", "纳税信用等级"),
            ask=Text("Which tax credit grade did the authorities last give the company?", "税务机关最近一次评定的纳税信用等级是哪一级？"),
            serves="D18",
            source=Text("tax authority, public notice", "税务机关公告"),
            direction="rising",
        ),
        Measure(
            "contract_performance",
            value="contract_performance",
            curve=linear({0.5: 0, 0.8: 40, 0.95: 80, 1: 100}),
            title=Text("Contracts performed as agreed", "合同履约率"),
            ask=Text("Which share of its contracts with us and others did the customer perform as agreed?", "客户与我方及他方的合同中，按约履行的比例是多少？"),
            serves="D18",
            source=Text("contracts, business partners", "合同台账、商业伙伴"),
            direction="rising",
        ),
    ),
)  # fmt: skip
