"""The headings and labels of memos in both languages, which templates use as `phrases.ID`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from shortlist.explanation.sentences import STARRED
from shortlist.language import Language, Text
from shortlist.model.explanation import UNRATED

PHRASES: dict[str, Text] = {
    "memo": Text("Decision memo", "客户评审意见"),
    "prospect_id": Text("Prospect ID", "客户编号"),
    "decision": Text("Decision", "评审结论"),
    "computed": Text("Computed decision", "系统结论"),
    "override": Text("Override", "人工调整"),
    "by": Text("Decided by", "审批人"),
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
    "reasons": Text("Why", "主要依据"),
    "strengths": Text("Strengths", "优势"),
    "weaknesses": Text("Weaknesses", "不足"),
    "criterion": Text("Criterion", "评价维度"),
    "share": Text("Weight", "权重"),
    "points": Text("Points", "贡献分"),
    "measures": Text("What did most", "主要指标"),
    "starred": STARRED,
    "no_strengths": Text("No criterion reaches the cut to qualify.", "没有评价维度达标。"),
    "no_weaknesses": Text("No scored criterion is below the cut to qualify.", "已评分的维度均已达标。"),
    "unscored": Text("Nothing known yet of", "尚无资料"),
    "changes": Text("What would change it", "改进空间"),
    "against": Text("Standing against it", "未达标的原因"),
    "any_one": Text("Any one of these alone would make it qualify:", "以下任一项成立，即可达标："),
    "questions": Text("What to ask", "待了解的信息"),
    "no_questions": Text("Nothing more needs to be asked.", "无须补充信息。"),
    "rules": Text("Rules that wait for it", "查明后方可判断"),
    "unjudged": Text("Rules that could not be judged", "暂无法判断的规则"),
    "rule": Text("Rule", "规则"),
    "then": Text("If it holds", "触发后果"),
    "missing_for": Text("Waits for", "所缺信息"),
    "treatment": Text("Treatment", "合作方案"),
    "facts": Text("Facts used", "评审依据"),
    "fact": Text("Fact", "数据项"),
    "value": Text("Value", "取值"),
    "no_facts": Text("No fact that counts is known.", "暂无可用数据。"),
    "missing": Text("Not known", "未知"),
    "classes": Text("Classes", "客户分类"),
    "tags": Text("Tags", "标签"),
    "repeat": Text("How to repeat it", "结果复现方法"),
    "ruleset": Text("Ruleset", "规则集"),
    "hash": Text("Hash of the ruleset", "规则集校验值（SHA-256）"),
    "as_of": Text("As of", "基准日"),
    "currency": Text("Amounts and offers are in", "金额货币"),
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
