"""The headings and labels of memos in both languages, which templates use as `phrases.ID`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from shortlist.language import Language, Text
from shortlist.model.explanation import UNRATED

PHRASES: dict[str, Text] = {
    "memo": Text("Decision memo", "决定备忘录"),
    "prospect_id": Text("Prospect ID", "客户编号"),
    "decision": Text("Decision", "决定"),
    "computed": Text("Computed decision", "计算结果"),
    "override": Text("Override", "人工改判"),
    "by": Text("Decided by", "改判人"),
    "because": Text("Reason", "理由"),
    "made": Text("Recorded", "记录时间"),
    "until": Text("In force until", "有效期至"),
    "grade": Text("Grade", "等级"),
    "no_grade": UNRATED,
    "no_score": Text("none", "无"),
    "score": Text("Score", "得分"),
    "bounds": Text("Bounds", "得分区间"),
    "coverage": Text("Known", "资料覆盖率"),
    "result": Text("Grade and score", "等级与得分"),
    "reasons": Text("Why", "决定理由"),
    "strengths": Text("Strengths", "优势"),
    "weaknesses": Text("Weaknesses", "不足"),
    "criterion": Text("Criterion", "准则"),
    "share": Text("Weight", "权重"),
    "points": Text("Points", "贡献分"),
    "measures": Text("What did most", "主要依据"),
    "assumed": Text("assumed in part", "部分为假设"),
    "no_strengths": Text("No criterion reaches the cut to qualify.", "没有准则达到准入线。"),
    "no_weaknesses": Text("No scored criterion is below the cut to qualify.", "已得分的准则均达到准入线。"),
    "unscored": Text("Not scored yet", "尚未评分"),
    "changes": Text("What would change it", "如何改变结果"),
    "against": Text("Standing against it", "构成阻碍"),
    "any_one": Text("Any one of these alone would make it qualify:", "满足以下任一项即可准入："),
    "questions": Text("What to ask", "需要询问"),
    "no_questions": Text("Nothing more needs to be asked.", "无需再询问。"),
    "rules": Text("Rules that wait for it", "等待该信息的规则"),
    "unjudged": Text("Rules that could not be judged", "无法判断的规则"),
    "rule": Text("Rule", "规则"),
    "then": Text("If it holds", "若成立"),
    "missing_for": Text("Waits for", "有待查明"),
    "treatment": Text("Treatment", "合作方案"),
    "facts": Text("Facts used", "所用事实"),
    "fact": Text("Fact", "事实"),
    "value": Text("Value", "数值"),
    "no_facts": Text("No fact that counts is known.", "没有任何相关的已知事实。"),
    "missing": Text("Not known", "未知"),
    "classes": Text("Classes", "所属类别"),
    "tags": Text("Tags", "标签"),
    "repeat": Text("How to repeat it", "如何复现"),
    "ruleset": Text("Ruleset", "规则集"),
    "hash": Text("Hash of the ruleset", "规则集哈希"),
    "as_of": Text("As of", "基准日"),
    "currency": Text("Amounts and offers are in", "金额与方案所用货币"),
    "source": Text("Source", "数据来源"),
    "versions": Text("Versions", "版本"),
    "comma": Text(", ", "、"),
    "semicolon": Text("; ", "；"),
    "colon": Text(": ", "："),
    "open": Text(" (", "（"),
    "close": Text(")", "）"),
}


@cache
def phrases(language: Language) -> Mapping[str, str]:
    """Every phrase in one language, by id."""
    return MappingProxyType({name: text.in_(language) for name, text in PHRASES.items()})
