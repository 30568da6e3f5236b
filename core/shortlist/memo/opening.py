"""Writes the sentence that opens a memo: decision, main reason and next step, in 25 English words or 45 Chinese characters
(spaces do not count).

Name, reason and step each have wordings from full to terse; the fullest that fit together are taken. Nothing is cut within
a word: a name that cannot be shortened at the end of a word gives way to "this prospect".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from shortlist.explanation.sentences import BY_BOUNDS, is_moved, open_text
from shortlist.language import Language, Text
from shortlist.memo import figures
from shortlist.model.explanation import Explanation
from shortlist.model.reasons import ReasonCode, ReasonKind
from shortlist.ruleset.definition import Ruleset

WORDS, CHARACTERS = 25, 45
LONGEST_NAME = 48  # characters; a longer name is shortened even if it would fit
# Legal forms, which a name that is too long loses first.
LEGAL = re.compile(
    r"[\s,]+(inc|incorporated|corp|corporation|co|company|ltd|limited|plc|llc|l\.l\.c|gmbh|ag|sa|s\.a|nv|n\.v|spa|s\.p\.a|kgaa|se|holdings?|group)\.?$",
    re.IGNORECASE,
)
LEGAL_ZH = re.compile(r"(集团)?(股份有限公司|有限责任公司|有限公司|集团公司|公司)$")
BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
Wording = tuple[int, Text]  # what it loses against the full wording, and the words
FIXED: dict[ReasonKind, Text] = {
    "no-score": Text("nothing about it could be scored", "尚无指标可以评分"),
}
# Words at the beginning of a rule's sentence that are surely no names, and so lose their capital after a colon.
SMALL = {
    "A",
    "An",
    "The",
    "They",
    "Their",
    "We",
    "Our",
    "It",
    "Its",
    "This",
    "These",
    "What",
    "There",
    "No",
    "Most",
    "Some",
    "All",
}


def opening(explanation: Explanation, ruleset: Ruleset, language: Language) -> str:
    """The opening sentence of a memo; with an override in force, that comes first and the computed decision beside it."""
    choices = [
        [(0, Text("", ""))] if language == "zh" else list(_names(explanation.name or explanation.prospect_id)),
        _reasons(explanation, ruleset),
        _steps(explanation, ruleset),
    ]
    for wordings in _fullest_first(choices):
        name, reason, step = (wording.in_(language) for wording in wordings)
        sentence = _sentence(explanation, ruleset, name, reason, step).in_(language)
        if fits(sentence, language):
            return sentence
    raise AssertionError("the terse wordings always fit")


def fits(sentence: str, language: Language) -> bool:
    """Whether a sentence is short enough to open a memo."""
    return len(sentence.replace(" ", "")) <= CHARACTERS if language == "zh" else len(sentence.split()) <= WORDS


def _fullest_first(choices: Sequence[Sequence[Wording]]) -> Iterator[list[Text]]:
    """Every combination of one wording each; those that lose least come first."""
    # Where the full wordings fit, nothing has to be combined and sorted.
    yield [choice[0][1] for choice in choices]
    for combined in sorted(product(*choices), key=lambda wordings: sum(loss for loss, _ in wordings)):
        yield [text for _, text in combined]


def _sentence(explanation: Explanation, ruleset: Ruleset, name: str, reason: str, step: str) -> Text:
    """In English the name stands in the sentence; a Chinese memo has it as its heading alone."""
    computed, override = explanation.decision, explanation.override
    word = ruleset.word(override.decision if override else computed)
    verdict = f"{word.en[0].upper()}{word.en[1:]}"
    if override is None:
        return Text(f"{verdict} {name}: {reason}; next, {step}.", f"{_advise(ruleset, computed)}：{reason}；{step}。")
    was = ruleset.word(computed)
    return Text(
        f"{verdict} {name} by override (computed: {was.en}, as {reason}); next, {step}.",
        f"经人工调整为“{word.zh}”（系统结论：{was.zh}，{reason}）；{step}。",
    )


def _advise(ruleset: Ruleset, decision: str) -> str:
    """A decision as Chinese advice."""
    if decision in ruleset.decision.words:
        return f"建议{ruleset.word(decision).zh}"
    return {"qualify": "建议准入", "review": "转人工复核", "reject": "建议不予准入"}[decision]


# --- the name


def _names(name: str) -> Iterator[Wording]:
    """Wordings of a name from full to short, the last of which stands for any name."""
    shorter = (LEGAL if name.isascii() else LEGAL_ZH).sub("", name).strip() or name
    for loss, wording in enumerate(dict.fromkeys((name, shorter))):
        if len(wording) <= LONGEST_NAME:
            yield loss, Text(wording, wording)
    words = shorter.split()
    for count in range(min(len(words) - 1, 4), 0, -1):
        wording = f"{' '.join(words[:count]).rstrip(',;:-&')}…"
        if len(wording) <= LONGEST_NAME:
            yield 8 - count, Text(wording, wording)
    yield 12, Text("this prospect", "该客户")


# --- the main reason


def _reasons(explanation: Explanation, ruleset: Ruleset) -> list[Wording]:
    """The deciding reason, full to terse."""
    code = ReasonCode.parse(explanation.reasons[0].id)
    kind, name = code.kind, code.name
    if kind == "score":
        return _by_score(explanation, ruleset, name)
    if kind == "coverage":
        return _by_coverage(explanation, ruleset.criteria[name].title)
    if kind == "floor":
        return _by_floor(explanation, name)
    if kind == "unknown":
        return _by_unknown(ruleset, name)
    if kind == "uncertain":
        open_ = open_text(ask.known is not None for ask in explanation.asks)
        return [
            (
                0,
                Text(
                    f"it would qualify, but {open_.en} could change that",
                    f"得分已达{ruleset.cut('qualify').zh}，但{open_.zh}仍可能改变结论",
                ),
            ),
            (
                3,
                Text("it would qualify, but that may change", f"得分已达{ruleset.cut('qualify').zh}，但结论仍可能变化"),
            ),
        ]
    if kind in FIXED:
        by_bounds = kind == "no-score" and explanation.decision != "review"
        return [(0, BY_BOUNDS if by_bounds else FIXED[kind])]
    return _by_rule(ruleset, name, code.assumed)


def _by_score(explanation: Explanation, ruleset: Ruleset, name: str) -> list[Wording]:
    cuts, decision, title = ruleset.decision, explanation.decision, ruleset.criteria[name].title
    cut = cuts.review if decision == "reject" else cuts.qualify
    got, wanted = _rough(explanation.score, cut), figures.score(cut, "en")
    line = f"{ruleset.cut(decision).zh} {wanted} 分"
    before = None if explanation.score is None else round(explanation.score - explanation.clipping, 2)
    if before is not None and is_moved(before, cut, decision):
        return [
            (
                0,
                Text(
                    f"its bounds put the score at {got} against a cut of {wanted}",
                    f"得分按上下限修正为 {got} 分（{line}）",
                ),
            ),
        ]
    plainly = (14, Text(f"it scores {got} against a cut of {wanted}", f"综合得分 {got} 分（{line}）"))
    if not next(part for part in explanation.criteria if part.id == name).coverage:
        return [
            (
                0,
                Text(
                    f"it scores {got} against a cut of {wanted}, with nothing known of {title.en}",
                    f"综合得分 {got} 分（{line}），{title.zh}尚无资料",
                ),
            ),
            plainly,
        ]
    if decision == "qualify":
        return [
            (
                0,
                Text(
                    f"it scores {got} against a cut of {wanted}, led by {title.en}",
                    f"综合得分 {got} 分（{line}），主要得益于{title.zh}",
                ),
            ),
            (
                1,
                Text(
                    f"it scores {got} of {wanted} needed, led by {title.en}", f"综合得分 {got} 分，主要得益于{title.zh}"
                ),
            ),
            plainly,
        ]
    return [
        (
            0,
            Text(
                f"it scores {got} against a cut of {wanted}, held back by {title.en}",
                f"综合得分 {got} 分（{line}），主要失分在{title.zh}",
            ),
        ),
        (
            1,
            Text(
                f"it scores {got} of {wanted} needed, held back by {title.en}",
                f"综合得分 {got} 分，主要失分在{title.zh}",
            ),
        ),
        plainly,
    ]


def _rough(score: float | None, cut: float) -> str:
    """A score with one decimal, or with two where one would bring it to the cut's other side, or to the cut that it misses."""
    rough = None if score is None else round(score, 1)
    if score is None or rough is None or (rough < cut, rough > cut) != (score < cut, score > cut):
        return figures.score(score, "en")
    return figures.score(rough, "en")


def _by_coverage(explanation: Explanation, title: Text) -> list[Wording]:
    known = figures.share(explanation.coverage, "en")
    if not explanation.coverage:
        return [(0, Text("nothing that counts is known of it yet", "尚无可用于计分的资料"))]
    return [
        (
            0,
            Text(
                f"only {known} of what counts is known, the largest gap in {title.en}",
                f"计分信息仅掌握 {known}，{title.zh}缺口最大",
            ),
        ),
        (14, Text(f"only {known} of what counts is known", f"计分信息仅掌握 {known}")),
    ]


def _by_floor(explanation: Explanation, name: str) -> list[Wording]:
    part = next(part for part in explanation.criteria if part.id == name)
    got, least = figures.score(part.score, "en"), figures.score(part.floor, "en")
    return [
        (
            0,
            Text(
                f"{part.title.en} scores {got}, below its floor of {least}",
                f"{part.title.zh}仅 {got} 分，低于下限 {least} 分",
            ),
        ),
        (
            14,
            Text(
                f"a criterion scores {got}, below its floor of {least}", f"有评价维度仅 {got} 分，低于下限 {least} 分"
            ),
        ),
    ]


def _by_unknown(ruleset: Ruleset, rule_id: str) -> list[Wording]:
    return [
        *(
            (loss, Text(f"it is unknown whether {said.en}", f"资料不足，无法核实“{said.zh}”"))
            for loss, said in _because(ruleset, rule_id)
        ),
        *(
            (8, Text(f"the rule {name} cannot be judged yet", f"资料不足，无法判断规则“{name}”"))
            for name in _named(ruleset, rule_id)
        ),
        (14, Text("a rule cannot be judged yet", "资料不足，有规则无法判断")),
    ]


def _by_rule(ruleset: Ruleset, rule_id: str, assumed: bool) -> list[Wording]:
    found = [
        *_because(ruleset, rule_id),
        *((8, Text(f"the rule {name} holds", f"符合规则“{name}”")) for name in _named(ruleset, rule_id)),
        (14, Text("a rule of the ruleset holds", "触发规则")),
    ]
    return (
        [(loss, Text(f"it is assumed that {said.en}", f"暂按“{said.zh}”处理")) for loss, said in found]
        if assumed
        else found
    )


def _named(ruleset: Ruleset, rule_id: str) -> list[str]:
    """The id of a rule that says nothing of itself, as words."""
    rule = next((rule for rule in ruleset.rules if rule.id == rule_id), None)
    return [rule.id.replace("_", " ")] if rule and rule.because is None else []


def _because(ruleset: Ruleset, rule_id: str) -> list[Wording]:
    """A rule's own sentence, whole and up to its first colon or semicolon."""
    # Not up to a comma, which may part an "either" from its "or".
    because = next((rule.because for rule in ruleset.rules if rule.id == rule_id), None)
    if because is None:
        return []
    whole = Text(
        _lower_first(" ".join(because.en.split()).rstrip(".!")),
        BETWEEN_HAN.sub("", " ".join(because.zh.split())).rstrip("。！"),
    )
    return [(0, whole), (3, Text(re.split(r"[:;]\s", whole.en)[0], re.split("[：；]", whole.zh)[0]))]


def _lower_first(sentence: str) -> str:
    """A sentence as it continues after a colon: its first word in lower case, unless that may be a name."""
    first, space, rest = sentence.partition(" ")
    return f"{first.lower() if first in SMALL else first}{space}{rest}"


# --- the next step


def _steps(explanation: Explanation, ruleset: Ruleset) -> list[Wording]:
    """Wordings of what to do next, from full to terse."""
    override = explanation.override
    decision = override.decision if override else explanation.decision
    if not explanation.asks or override:
        own = "qualify" in ruleset.decision.words
        return {
            "qualify": [
                (0, Text("prepare an offer", "请落实合作方案" if own else "请准备报价")),
                (1, Text("make an offer", "请落实方案" if own else "请报价")),
            ],
            "review": [
                (0, Text("have a manager decide", "请主管裁定")),
                (1, Text("have it decided", "请裁定")),
            ],
            "reject": [(0, Text("decline and say why", "请婉拒并说明原因")), (1, Text("decline", "请婉拒"))],
        }[decision]
    first = explanation.asks[0]
    title, rated = first.field.title, first.field.type == "rating"
    ask = Text("assess" if rated else "ask for", "评估" if rated else "补充")
    if first.known is not None:
        ask = Text("pin down", "核实")
    before = Text(" before declining", "婉拒前请先") if decision == "reject" else Text("", "请")
    return [
        (0, Text(f"{ask.en} {title.en}{before.en}", f"{before.zh}{ask.zh}{title.zh}")),
        (2, Text(f"{ask.en} {title.en}", f"请{ask.zh}{title.zh}")),
        (
            9,
            Text("ask for what is missing", "请补充资料") if first.known is None else Text("pin it down", "请核实数值"),
        ),
    ]
