"""The sentence of every reason, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from shortlist.language import Text
from shortlist.model.explanation import Ask, Explanation
from shortlist.model.fields import FieldType
from shortlist.model.reasons import ALONE, ReasonCode
from shortlist.planning import columns
from shortlist.planning.reasons import SEPARATOR
from shortlist.planning.treatments import term_title
from shortlist.ruleset.definition import Rule, Ruleset

KINDS: dict[str, Text] = {
    "RULE": Text("a rule holds", "规则成立"),
    "unknown:RULE": Text(
        "a rule cannot be judged from what is known, and asks for a review then", "资料不足，无法判断规则，按规定转复核"
    ),
    "floor:CRITERION": Text("a criterion is below its floor", "评价维度低于下限"),
    "coverage:CRITERION": Text(
        "too little is known; this criterion has the largest gap", "已知信息过少，该维度缺口最大"
    ),
    "score:CRITERION": Text(
        "the criterion that gave or cost most against the cut", "相对准入线加分或扣分最多的评价维度"
    ),
    "undefined:CRITERION.measure": Text("a measure cannot be computed from what is known", "指标资料不足，无法计算"),
    "assumed:COLUMN": Text(
        "a grade, class, treatment or offer is assumed from a range, and may be another one",
        "等级、分类、合作方案或其条件按区间暂定，可能变化",
    ),
    "no-score": Text("no measure has a score", "尚无指标可以评分"),
    "uncertain": Text(
        "it would qualify, but what is not known exactly could change that",
        "得分已达准入线，但尚未确知的信息仍可能改变结论",
    ),
}
"""Every form that a reason can take, and what it says."""
BY_BOUNDS = Text("whatever its ranges come to, the score leads to this decision", "区间内无论取何值，结论均相同")
"""What `no-score` says where the bounds of the score decided."""


EXACT: dict[FieldType, Text] = {
    "number": Text("What is the exact number?", "准确数值是多少？"),
    "money": Text("What is the exact amount?", "准确金额是多少？"),
    "percent": Text("What is the exact percentage?", "准确比例是多少？"),
    "date": Text("What is the exact date?", "具体是哪一天？"),
    "level": Text("Which one is it exactly?", "具体是哪一级？"),
    "rating": Text("What is the exact rating?", "具体评分是多少？"),
}
"""What is asked where a range is known, by the type of the field."""

STAR = " *"
STARRED = Text("* what is not known exactly was assumed", "* 未确知的信息按暂定值计")
_NOTE = Text(" (what is not known exactly was assumed)", "（未确知的信息按暂定值计）")


def reason_text(
    ruleset: Ruleset, reason: str, decision: str, row: Mapping[str, Any] | None = None, *, starred: bool = False
) -> Text:
    """The sentence of a reason; with a decided `row` also the prospect's own value beside the threshold.

    It names neither the id nor the condition of a rule: those who act on decisions read it. A `starred` one marks what rests on an
    assumption with a star, which `STARRED` explains once below all of them. Of a criterion of which nothing is known, as the row
    says (`is_blank`), it says just that: what was assumed of it speaks neither for nor against anybody.

    >>> from shortlist import Ruleset
    >>> reason_text(Ruleset.load("b2b"), "score:scale", "qualify", {"scale": 81.5}).en
    'Business scale (81.5) reaches the cut of 57'
    """
    code, row = ReasonCode.parse(reason), row or {}
    if code.kind == "score" and is_blank(row, code.name) and not _is_moved(ruleset, code.name, decision, row):
        return _say_blank(ruleset.criteria[code.name].title, row.get(code.name))
    text = _sentence(ruleset, code, decision, row)
    if code.assumed and starred:
        return Text(f"{text.en}{STAR}", f"{text.zh}{STAR}")
    if code.assumed:
        return Text(f"{text.en}{_NOTE.en}", f"{text.zh}{_NOTE.zh}")
    return text


def star(text: Text) -> Text:
    """The sentence of a reason with a star in the place of the note that says that something was assumed.

    >>> star(Text("Scale reaches the cut (what is not known exactly was assumed)", "规模达标（未确知的信息按暂定值计）")).zh
    '规模达标 *'
    """
    if not text.en.endswith(_NOTE.en):
        return text
    return Text(f"{text.en.removesuffix(_NOTE.en)}{STAR}", f"{text.zh.removesuffix(_NOTE.zh)}{STAR}")


def is_starred(text: Text) -> bool:
    """Whether a sentence has a star that is to be explained."""
    return text.en.endswith(STAR)


def star_all(texts: Iterable[Text]) -> list[Text]:
    """The sentences of reasons, starred, and below them what the star means where one has it."""
    starred = [star(text) for text in texts]
    return [*starred, STARRED] if any(map(is_starred, starred)) else starred


def no_change_text(one: Explanation, ruleset: Ruleset) -> Text:
    """What is said where no single value is named that would make a prospect qualify: what was tried, or why nothing was."""
    asks = open_text(ask.known is not None for ask in one.asks)
    if one.score is None:
        first = (
            Text("find out first", "须先查明") if one.asks else Text("there is nothing to change yet", "暂无改进空间")
        )
        said = Text(f"{first.en} {asks.en}", f"{first.zh}{asks.zh}") if one.asks else first
        return Text(f"it has no score, so no single value was tried: {said.en}", f"尚无得分，未逐项试算；{said.zh}")
    cut = ruleset.cut("qualify").zh
    if one.score >= ruleset.decision.qualify:
        return Text(
            "its score reaches the cut, so only what stands against it counts", f"得分已达{cut}，结论取决于上述原因"
        )
    said = Text(
        "nothing that somebody can change would by itself make it qualify",
        f"仅改善任一单项，尚不足以达到{cut}",
    )
    if one.decision_best == "qualify" and one.asks:
        return Text(f"{said.en}; {asks.en} could", f"{said.zh}；{asks.zh}查明后则有可能")
    return said


def is_moved(value: float, cut: float, decision: str) -> bool:
    """Whether a criterion that is named as the reason, or the mean, lies on the cut's other side: the total's bounds decided.

    >>> is_moved(85.0, 70.0, "reject"), is_moved(85.0, 70.0, "qualify")
    (True, False)
    """
    return (value >= cut) != (decision == "qualify")


def is_blank(row: Mapping[str, Any], criterion: str) -> bool:
    """Whether a row of a plan, computed or decided by one that tells of blanks, says that nothing is known of a criterion.

    >>> is_blank({"~coverage:scale": 0.0}, "scale"), is_blank({"~blank": "risk; scale"}, "scale"), is_blank({}, "scale")
    (True, True, False)
    """
    return row.get(columns.coverage(criterion)) == 0 or criterion in (row.get(columns.BLANK) or "").split(SEPARATOR)


def _is_moved(ruleset: Ruleset, name: str, decision: str, row: Mapping[str, Any]) -> bool:
    cuts, value = ruleset.decision, row.get(name)
    return value is not None and is_moved(value, cuts.review if decision == "reject" else cuts.qualify, decision)


def _say_blank(title: Text, value: float | None) -> Text:
    counts = Text("", "") if value is None else Text(f", which counts as {value:g}", f"，暂按 {value:g} 分计")
    return Text(f"Nothing is known of {title.en} yet{counts.en}", f"{title.zh}尚无资料{counts.zh}")


def open_text(ranges: Iterable[bool]) -> Text:
    """What the fields that are not known exactly are, of which `ranges` says each whether a range is known of it.

    >>> open_text([True, True]).en, open_text([False]).zh
    ('what is known only as a range', '缺失的信息')
    """
    kinds = set(ranges)
    if kinds == {True}:
        return Text("what is known only as a range", "仅知区间的信息")
    if kinds == {False}:
        return Text("what is missing", "缺失的信息")
    return Text("what is missing or known only as a range", "缺失或仅知区间的信息")


def _is_range(row: Mapping[str, Any], name: str) -> bool:
    return any(row.get(end(name)) is not None for end in (columns.fact_least, columns.fact_most))


def ask_text(ask: Ask, known: Text | None) -> Text:
    """The question of an ask; `known` is the text of the range within which the exact value is asked for, None without one.

    >>> from shortlist.model.fields import Field
    >>> from shortlist.model.ranges import Range
    >>> staff = Field("staff", "integer", Text("Employees", "员工人数"))
    >>> ask_text(Ask(staff, 5.0, (), Range(51.0, 200.0)), Text("51–200", "51 至 200")).en
    'Known: 51–200. What is the exact number?'
    """
    field = ask.field
    if known is None:
        return field.question
    exact = EXACT.get(field.type, EXACT["number"])
    # A title is no question, and stands before this one already.
    own = Text("", "") if field.question == field.title else Text(f" ({field.question.en})", f"（{field.question.zh}）")
    return Text(f"Known: {known.en}. {exact.en}{own.en}", f"已知为 {known.zh}；{exact.zh}{own.zh}")


def short_reason(ruleset: Ruleset, reason: str, row: Mapping[str, Any]) -> Text:
    """A reason of a decided row in a few words, for a table: a criterion's title, or what a rule says of itself."""
    code = ReasonCode.parse(reason)
    kind, name, star = code.kind, code.name, "*" if code.assumed else ""
    if kind == "score" and is_blank(row, name):
        title = ruleset.criteria[name].title
        return Text(f"{title.en} unknown", f"{title.zh}尚无资料")
    if kind in ("score", "floor", "coverage"):
        title = ruleset.criteria[name].title
        lacking = {
            "score": Text("", ""),
            "floor": Text(" below floor", "低于下限"),
            "coverage": Text(" little known", "资料不足"),
        }[kind]
        return Text(f"{title.en}{lacking.en}{star}", f"{title.zh}{lacking.zh}{star}")
    if kind == "undefined":
        title = _measure_title(ruleset, name)
        return Text(f"{title.en}?", f"{title.zh}？")
    if kind == "assumed":
        title = _column_title(ruleset, name)
        return Text(f"{title.en}*", f"{title.zh}*")
    if kind in ("no-score", "uncertain"):
        return Text("no score", "无法评分") if kind == "no-score" else Text("uncertain", "结论未定")
    said = _rule(ruleset, name)
    return Text(f"{said.en}?", f"{said.zh}？") if kind == "unknown" else Text(f"{said.en}{star}", f"{said.zh}{star}")


def _sentence(ruleset: Ruleset, code: ReasonCode, decision: str, row: Mapping[str, Any]) -> Text:
    kind, name, cuts = code.kind, code.name, ruleset.decision
    if kind == "score":
        cut, named = cuts.review if decision == "reject" else cuts.qualify, ruleset.cut(decision).zh
        title = _with_value(ruleset.criteria[name].title, row.get(name))
        if _is_moved(ruleset, name, decision, row):
            low, high = row.get("score_low"), row.get("score_high")
            within = Text("", "") if low is None else Text(f", {low:g} to {high:g}", f"（{low:g} 至 {high:g}）")
            side = Text("reaches", "达到") if decision == "qualify" else Text("is below", "低于")
            return Text(
                f"The score was moved into its bounds{within.en}, and so {side.en} the cut of {cut:g}; {title.en} alone does not",
                f"总分按其上下限{within.zh}修正后{side.zh}{named} {cut:g} 分；仅看{title.zh}则不然",
            )
        if decision == "qualify":
            return Text(f"{title.en} reaches the cut of {cut:g}", f"{title.zh}达到{named} {cut:g} 分")
        return Text(f"{title.en} is below the cut of {cut:g}", f"{title.zh}低于{named} {cut:g} 分")
    if kind == "coverage":
        title, least, known = ruleset.criteria[name].title, cuts.min_coverage, row.get("coverage")
        share = (
            Text("less", "掌握不足")
            if known is None
            else Text(f"{_percent(known)}, less", f"已掌握 {_percent(known)}，不足")
        )
        return Text(
            f"What is known is {share.en} than the {_percent(least)} asked for; the largest gap is in {title.en}",
            f"计分信息{share.zh} {_percent(least)}；缺口最大的是{title.zh}",
        )
    if kind == "floor":
        return _floor(ruleset, name, row)
    if kind == "undefined":
        title = _measure_title(ruleset, name)
        return Text(f"{title.en} cannot be computed from what is known", f"{title.zh}资料不足，无法计算")
    if kind == "unknown":
        text = _rule(ruleset, name)
        return Text(f"It cannot be told whether this holds: {text.en}", f"资料不足，无法核实以下情形：{text.zh}")
    if kind == "assumed":
        title = _column_title(ruleset, name)
        return Text(
            f"{title.en[0].upper()}{title.en[1:]} is assumed from a range, and may be another one once that is known exactly",
            f"{title.zh}按区间暂定，查明准确数值后可能变化",
        )
    if kind == "uncertain" and (asked := row.get("ask_next")) and columns.fact(asked.partition(SEPARATOR)[0]) in row:
        open_ = open_text(_is_range(row, name) for name in asked.split(SEPARATOR))
        return Text(
            f"It would qualify, but {open_.en} could change that",
            f"得分已达{ruleset.cut('qualify').zh}，但{open_.zh}仍可能改变结论",
        )
    if kind in ALONE:
        # Without a score what decided otherwise than for review is that all which it may be leads there.
        text = BY_BOUNDS if kind == "no-score" and decision != "review" else KINDS[kind]
        return Text(text.en[0].upper() + text.en[1:], text.zh)
    return _rule(ruleset, name)


def _measure_title(ruleset: Ruleset, name: str) -> Text:
    criterion, _, measure = name.partition(".")
    return next(one.title for one in ruleset.criteria[criterion].measures if one.id == measure)


def _column_title(ruleset: Ruleset, name: str) -> Text:
    """What an output column is called that may be assumed."""
    if name in ruleset.segments:
        return ruleset.segments[name].title
    fixed = {"grade": Text("grade", "等级"), "treatment": Text("treatment", "合作方案")}
    return fixed.get(name) or term_title(name.removeprefix(columns.offer("")))


def describe_rule(ruleset: Ruleset, rule: Rule) -> Text:
    """What a rule says of itself, whether it holds or not; one that says nothing has its id in words."""
    if rule.because is not None or ReasonCode.parse(rule.id).kind == "floor":
        return rule.because or _rule(ruleset, rule.id)
    words = rule.id.replace("_", " ")
    return Text(f"The rule '{words}'", f"规则“{words}”")


def say_then(ruleset: Ruleset, then: Iterable[str]) -> Iterator[str]:
    """What follows from a rule, in the language of the process: decisions and tags; a conclusion only where there is nothing else."""
    parts = [one.partition(" ") for one in then]
    for kind, _, name in parts:
        if kind == "tag":
            yield str(Text(f"tag '{ruleset.tag(name)}'", f"标签“{ruleset.tag(name)}”"))
        elif kind != "conclude":
            yield str(ruleset.word(kind))
    if all(kind == "conclude" for kind, _, _ in parts):
        yield str(Text("other rules build on it", "供其他规则引用"))


def rule_title(ruleset: Ruleset, rule_id: str) -> Text:
    """What a rule says of itself up to its first colon or semicolon, as a name for it."""
    said = _rule(ruleset, rule_id)
    return Text(re.split(r"[:;]\s", said.en)[0], re.split("[：；]", said.zh)[0])


def _rule(ruleset: Ruleset, rule_id: str) -> Text:
    """What a rule says of itself, or else that it holds."""
    if (code := ReasonCode.parse(rule_id)).kind == "floor":
        return _floor(ruleset, code.name, {})
    rule: Rule = next(rule for rule in ruleset.rules if rule.id == rule_id)
    if rule.because is None:
        words = rule.id.replace("_", " ")
        return Text(f"The rule '{words}' holds", f"符合规则“{words}”")
    return Text(rule.because.en.rstrip("."), rule.because.zh.rstrip("。"))


def _floor(ruleset: Ruleset, name: str, row: Mapping[str, Any]) -> Text:
    floor = ruleset.criteria[name].floor
    title, below = _with_value(ruleset.criteria[name].title, row.get(name)), floor.below if floor else 0
    return Text(f"{title.en} is below its floor of {below:g}", f"{title.zh}低于下限 {below:g} 分")


def _percent(share: float) -> str:
    """A share with as many digits as coverage has, so that two that differ look different."""
    return f"{round(share * 100, 2):g}%"


def _with_value(title: Text, value: float | None) -> Text:
    return title if value is None else Text(f"{title.en} ({value:g})", f"{title.zh}（{value:g} 分）")
