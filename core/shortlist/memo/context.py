"""What a memo says, as data: the whole context of a memo's template.

The fields of `Memo` are the names that a template may use; every text is in the memo's language, numbers, money and dates are
written as that language writes them. `docs/memo-template.md` is made from this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from markupsafe import Markup

from shortlist.language import Language, Text
from shortlist.model.terms import Decision


@dataclass(frozen=True)
class Fact:
    """A named value, such as a field of the prospect or a class it belongs to."""

    id: Annotated[str, Text("the field's or segment's id", "字段或分类的编号")]
    title: Annotated[str, Text("its title", "名称")]
    value: Annotated[str, Text("the exact value, with its unit", "精确值，含单位")]
    short: Annotated[
        str, Text("large money in words (`$1.2 billion`); else empty", "大额金额的简写（如 `12亿`）；其他情况为空")
    ]


@dataclass(frozen=True)
class Part:
    """A criterion that speaks for or against the prospect."""

    title: Annotated[str, Text("the criterion's title", "评价维度名称")]
    score: Annotated[str, Text("its score, 0 to 100", "得分，0 至 100")]
    share: Annotated[str, Text("its share of the total, as a percent", "占总分的权重，百分数")]
    points: Annotated[str, Text("what it adds to the total, in points", "对总分的贡献（分）")]
    assumed: Annotated[
        bool, Text("what is not known exactly was assumed, as the ruleset says", "按规则集的规定对未确知的信息作了假设")
    ]
    measures: Annotated[tuple[str, ...], Text("the measures that did most, a line each", "影响最大的指标，每项一行")]
    thin: Annotated[
        str,
        Text(
            "says that a strength rests on one measure of several; else empty",
            "优势仅依据多项指标中的一项时注明，否则为空",
        ),
    ] = ""


@dataclass(frozen=True)
class Step:
    """One step of a rating's rubric."""

    rating: Annotated[str, Text("the rating, 1 to 5", "评分，1 至 5")]
    text: Annotated[str, Text("what it means", "该分的含义")]


@dataclass(frozen=True)
class Question:
    """A missing field to ask for, the most useful first."""

    title: Annotated[str, Text("the field's title", "字段名称")]
    question: Annotated[str, Text("the question that gets it", "获取该信息的问题")]
    effect: Annotated[str, Text("how far the answer could move the score", "答案最多可使得分变动多少")]
    rules: Annotated[tuple[str, ...], Text("the rules that wait for it, in words", "查明后方可判断的规则，用词表示")]
    rubric: Annotated[tuple[Step, ...], Text("of a rating, its steps; else none", "评分类字段的各级说明；其他字段为空")]


@dataclass(frozen=True)
class Unjudged:
    """A rule that cannot be judged from what is known."""

    id: Annotated[str, Text("the rule's id", "规则编号")]
    text: Annotated[str, Text("what the rule says", "规则内容")]
    then: Annotated[str, Text("what would follow if it held", "触发后果则有何后果")]
    missing: Annotated[
        str,
        Text(
            "the titles of the fields that it waits for, with the range that is known of one",
            "所缺信息的字段名称，已知区间的附区间",
        ),
    ]


@dataclass(frozen=True)
class Overruled:
    """What a person decided instead of the computed decision, in force at the as-of date."""

    decision: Annotated[Decision, Text("`qualify`, `review` or `reject`", "`qualify`、`review` 或 `reject`")]
    verdict: Annotated[str, Text("the same as a word", "同上，用词表示")]
    because: Annotated[str, Text("the reason given", "所述理由")]
    by: Annotated[str, Text("who decided", "审批人")]
    made: Annotated[str, Text("when it was recorded", "记录时间")]
    until: Annotated[str, Text("the last day it holds; empty where it has no end", "有效期最后一日；无期限则为空")]


@dataclass(frozen=True)
class Treatment:
    """What a decided prospect is offered."""

    title: Annotated[str, Text("the treatment's title", "方案名称")]
    terms: Annotated[tuple[Fact, ...], Text("its terms, one value each", "各项条件")]


@dataclass(frozen=True)
class Repeat:
    """What it takes to come to the same decision again."""

    command: Annotated[str, Text("a command that writes this memo again", "重新生成本评审意见的命令")]
    ruleset: Annotated[str, Text("the ruleset's title, id and version", "规则集的名称、编号与版本")]
    hash: Annotated[
        str,
        Text(
            "SHA-256 of all that the ruleset was made from; empty where it is not known",
            "规则集全部来源的 SHA-256；不详则为空",
        ),
    ]
    as_of: Annotated[str, Text("the day of the decision", "评审基准日")]
    currency: Annotated[str, Text("the currency of all money, as a code", "所有金额的货币代码")]
    source: Annotated[str, Text("the list or record that the facts come from", "事实来源的名单或记录")]
    versions: Annotated[tuple[str, ...], Text("programs and plugins with their versions", "程序与插件的版本")]


@dataclass(frozen=True)
class Memo:
    """One decision, ready to be put on paper. The fields are a template's variables."""

    language: Annotated[Language, Text("`en` or `zh`", "`en` 或 `zh`")]
    phrases: Annotated[
        Mapping[str, str],
        Text(
            "headings and labels in the memo's language, by id (below)",
            "评审意见所用语言的标题与标签，按编号取（见下）",
        ),
    ]
    opening: Annotated[
        str,
        Text(
            "the decision in one sentence of at most 25 words or 45 characters: decision, main reason, next step",
            "一句话概括结论、主要依据与下一步，英文不超过 25 词，中文不超过 45 字（不计空格）",
        ),
    ]
    prospect_id: Annotated[str, Text("the prospect's id", "客户编号")]
    name: Annotated[str, Text("its name; its id where it has none", "名称；没有名称时为编号")]
    decision: Annotated[
        Decision,
        Text("the computed decision: `qualify`, `review` or `reject`", "系统结论：`qualify`、`review` 或 `reject`"),
    ]
    verdict: Annotated[str, Text("the same as a word", "同上，用词表示")]
    certain: Annotated[
        bool,
        Text(
            "nothing that is missing or known only as a range could change the decision",
            "缺失或仅知区间的信息无论如何查明，结论不变",
        ),
    ]
    certainty: Annotated[
        str, Text("the same as a sentence, with what it could become", "同上，用句子说明还可能变为什么")
    ]
    grade: Annotated[str, Text("the grade; empty where too little is known for one", "等级；已知信息不足以评级时为空")]
    score: Annotated[str, Text("the score, 0 to 100; empty where there is none", "得分，0 至 100；没有时为空")]
    score_low: Annotated[
        str,
        Text(
            "the least it could be, whatever is not known exactly turns out to be", "无论尚未确知的信息为何，得分的下限"
        ),
    ]
    score_high: Annotated[str, Text("the most it could be", "得分的上限")]
    coverage: Annotated[str, Text("the share of what counts that is known", "已知信息所占比重")]
    picture: Annotated[
        Markup, Text("score, bounds, cuts and grades as SVG, for HTML", "得分、区间、准入线与等级的 SVG 图，用于 HTML")
    ]
    drawing: Annotated[str, Text("the same in characters, for Markdown", "同上，用字符绘制，用于 Markdown")]
    picture_text: Annotated[str, Text("the same in words", "同上，文字说明")]
    reasons: Annotated[tuple[str, ...], Text("the reasons, the one that decided first", "依据，起主要作用的在前")]
    starred: Annotated[
        bool, Text("a reason or a criterion has a star, for what was assumed", "依据或评价维度带有星号，表示含暂定值")
    ]
    strengths: Annotated[
        tuple[Part, ...],
        Text("criteria at or above the cut to qualify, most helpful first", "达到准入线的评价维度，贡献大者在前"),
    ]
    weaknesses: Annotated[
        tuple[Part, ...], Text("criteria below it, most costly first", "低于准入线的评价维度，失分多者在前")
    ]
    unscored: Annotated[
        tuple[str, ...],
        Text(
            "titles of criteria of which nothing is known, or nothing that gives a score",
            "尚无资料或尚不能评分的评价维度名称",
        ),
    ]
    against: Annotated[
        tuple[str, ...], Text("rules, floors and gate that stand against it", "未达准入的原因的规则、下限与资料要求")
    ]
    changes: Annotated[
        tuple[str, ...],
        Text(
            "single values that would make it qualify; each was decided again",
            "单独改变即可准入的数值，每项均已重新评审确认",
        ),
    ]
    no_changes: Annotated[
        str, Text("why no such value is named; empty where there is one", "没有这样的数值时说明原因；有则为空")
    ]
    questions: Annotated[tuple[Question, ...], Text("what to ask", "待了解的信息的信息")]
    unjudged: Annotated[
        tuple[Unjudged, ...],
        Text(
            "rules that could not be judged; of more than six the five that wait for what matters most",
            "暂无法判断的规则；超过六条时列出所缺信息最重要的五条",
        ),
    ]
    unjudged_rest: Annotated[
        str,
        Text(
            "a sentence on how many others there are and what they wait for; else empty",
            "其余规则的条数与所缺信息；没有则为空",
        ),
    ]
    segments: Annotated[tuple[Fact, ...], Text("the classes it belongs to", "所属类别")]
    tags: Annotated[tuple[str, ...], Text("its tags", "标签")]
    facts: Annotated[tuple[Fact, ...], Text("the facts that are known", "已知事实")]
    missing: Annotated[tuple[str, ...], Text("titles of the fields that are not known", "未知字段的名称")]
    override: Annotated[Overruled | None, Text("what a person decided instead, or none", "人工调整；没有则为空")]
    treatment: Annotated[
        Treatment | None,
        Text("what it is offered, or none where the ruleset has no treatments", "所给方案；规则集未定义方案时为空"),
    ]
    repeat: Annotated[Repeat, Text("how to come to the same decision again", "结果复现方法")]


PARTS = (Memo, Fact, Part, Step, Question, Unjudged, Overruled, Treatment, Repeat)
"""Every class that a template meets."""
