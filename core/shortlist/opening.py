"""The sentence that opens a memo: decision, main reason and next step, in 25 English words or 45 Chinese characters.

Each of name, reason and step has wordings from full to terse, and the fullest that fit together are taken. A wording is
never cut within a word: a name that cannot be shortened at a word's end gives way to "this prospect".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from shortlist import figures
from shortlist.explain import ASSUMED
from shortlist.explanation import Explanation
from shortlist.language import Language, Text
from shortlist.ruleset import Ruleset

WORDS, CHARACTERS = 25, 45
LONGEST_NAME: dict[Language, int] = {"en": 48, "zh": 24}  # characters beyond which a name is shortened in any case
LEGAL = re.compile(
    r"[\s,]+(inc|incorporated|corp|corporation|co|company|ltd|limited|plc|llc|l\.l\.c|gmbh|ag|sa|s\.a|nv|n\.v|spa|s\.p\.a|kgaa|se|holdings?|group)\.?$",
    re.IGNORECASE,
)
LEGAL_ZH = re.compile(r"(集团)?(股份有限公司|有限责任公司|有限公司|集团公司|公司)$")
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
    """The opening sentence of a memo; an override in force comes first, with what the rules say beside it."""
    names = [*_names(explanation.name or explanation.prospect_id, language)]
    reasons = [text.in_(language) for text in _reasons(explanation, ruleset)]
    steps = [text.in_(language) for text in _steps(explanation)]
    for name, reason, step in _fullest_first(names, reasons, steps):
        sentence = _sentence(explanation, name, reason, step).in_(language)
        if fits(sentence, language):
            return sentence
    raise AssertionError("the terse wordings always fit")


def fits(sentence: str, language: Language) -> bool:
    """Whether a sentence is short enough to open a memo."""
    return len(sentence) <= CHARACTERS if language == "zh" else len(sentence.split()) <= WORDS


def _fullest_first(*wordings: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Every combination; the name gives way first, then the step, the reason last."""
    order = sorted(
        product(*(range(len(choice)) for choice in wordings)), key=lambda at: (at[0] + 2 * at[2] + 4 * at[1], at)
    )
    for at in order:
        yield tuple(choice[index] for choice, index in zip(wordings, at, strict=True))


def _sentence(explanation: Explanation, name: str, reason: str, step: str) -> Text:
    english = {"qualify": "Qualify", "review": "Review", "reject": "Reject"}
    chinese = {"qualify": "准入", "review": "复核", "reject": "拒绝"}
    computed, override = explanation.decision, explanation.override
    if override is None:
        return Text(
            f"{english[computed]} {name}: {reason}; next, {step}.",
            f"{chinese[computed]}{name}：{reason}；下一步{step}。",
        )
    return Text(
        f"{english[override.decision]} {name} by override (computed: {computed}, as {reason}); next, {step}.",
        f"人工改判{chinese[override.decision]}{name}（原为{chinese[computed]}：{reason}）；下一步{step}。",
    )


# --- the name


def _names(name: str, language: Language) -> Iterator[str]:
    """A name, full to short; at the end words that stand for any name."""
    longest = LONGEST_NAME[language]
    shorter = (LEGAL_ZH if language == "zh" and not name.isascii() else LEGAL).sub("", name).strip() or name
    for wording in dict.fromkeys((name, shorter)):
        if len(wording) <= longest:
            yield wording
    words = shorter.split()
    for count in range(min(len(words) - 1, 4), 0, -1):
        wording = f"{' '.join(words[:count]).rstrip(',;:-')}…"
        if len(wording) <= longest:
            yield wording
    yield str(Text("this prospect", "该客户").in_(language))


# --- the main reason


def _reasons(explanation: Explanation, ruleset: Ruleset) -> list[Text]:
    """The deciding reason, full to terse."""
    reason = explanation.reasons[0]
    base = reason.id.partition(f" {ASSUMED}")[0]
    kind, _, name = base.partition(":")
    if kind in ("score", "coverage", "floor") and name in ruleset.criteria:
        return _numbers(explanation, ruleset, kind, name)
    if kind == "unknown":
        return [
            Text(f"the rule {name} cannot be judged yet", f"规则{name}尚无法判断"),
            Text("a rule cannot be judged yet", "有规则尚无法判断"),
        ]
    fixed = {
        "no-score": Text("nothing about it could be scored", "没有任何指标得分"),
        "uncertain": Text("it would qualify, but missing facts could change that", "本可准入，但缺失信息可能改变结果"),
        "undefined": Text("a measure cannot be computed from what is known", "有指标无法由已知信息算出"),
    }
    if kind in fixed:
        return [fixed[kind]]
    because = next((rule.because for rule in ruleset.rules if rule.id == base), None)
    said = [*_clauses(because)] if because else []
    return [*said, Text(f"the rule {base} holds", f"触发规则{base}"), Text("a rule of the ruleset holds", "触发规则")]


def _numbers(explanation: Explanation, ruleset: Ruleset, kind: str, name: str) -> list[Text]:
    title, cuts = ruleset.criteria[name].title, ruleset.decision
    if kind == "coverage":
        known = Text(figures.share(explanation.coverage, "en"), figures.share(explanation.coverage, "zh"))
        return [
            Text(
                f"only {known.en} of what counts is known; {title.en} lacks most",
                f"已知信息仅占{known.zh}，{title.zh}缺失最多",
            ),
            Text(f"only {known.en} of what counts is known", f"已知信息仅占{known.zh}"),
        ]
    if kind == "floor":
        part = next(part for part in explanation.criteria if part.id == name)
        got, least = figures.score(part.score, "en"), figures.score(part.floor, "en")
        return [
            Text(f"{title.en} ({got}) is below its floor of {least}", f"{title.zh}（{got}）低于下限{least}"),
            Text(f"a criterion scores {got}, below its floor of {least}", f"有准则仅{got}分，低于下限{least}"),
        ]
    score = figures.score(explanation.score, "en")
    if explanation.decision == "qualify":
        cut = figures.score(cuts.qualify, "en")
        return [
            Text(
                f"its score of {score} reaches the cut of {cut}, led by {title.en}",
                f"得分{score}达到分数线{cut}，{title.zh}贡献最大",
            ),
            Text(f"its score of {score} reaches the cut of {cut}", f"得分{score}达到分数线{cut}"),
        ]
    cut = figures.score(cuts.review if explanation.decision == "reject" else cuts.qualify, "en")
    return [
        Text(
            f"its score of {score} is below the cut of {cut}, held back most by {title.en}",
            f"得分{score}低于分数线{cut}，{title.zh}失分最多",
        ),
        Text(f"its score of {score} is below the cut of {cut}", f"得分{score}低于分数线{cut}"),
    ]


def _clauses(because: Text) -> Iterator[Text]:
    """A rule's own sentence, whole and up to its first colon or semicolon: commas may part an either from its or."""
    whole = Text(_lowered(" ".join(because.en.split()).rstrip(".!")), "".join(because.zh.split("\n")).rstrip("。！"))
    yield whole
    first = Text(re.split(r"[:;]\s", whole.en)[0], re.split("[：；]", whole.zh)[0])
    if first != whole:
        yield first


def _lowered(sentence: str) -> str:
    """A sentence as it goes on after a colon: its first word small, unless it may be a name."""
    first, space, rest = sentence.partition(" ")
    return f"{first.lower() if first in SMALL else first}{space}{rest}"


# --- the next step


def _steps(explanation: Explanation) -> list[Text]:
    """What to do next, full to terse."""
    override = explanation.override
    decision = override.decision if override else explanation.decision
    if explanation.asks and not override:
        field = explanation.asks[0].field
        title = field.title
        if field.type == "rating":
            wanted = Text(f"assess {title.en}", f"评估{title.zh}")
        else:
            wanted = Text(f"ask for {title.en}", f"了解{title.zh}")
        before = [Text(f"{wanted.en} before declining", f"婉拒前{wanted.zh}")] if decision == "reject" else []
        return [*before, wanted, Text("ask for what is missing", "补充缺失信息")]
    return {
        "qualify": [Text("prepare an offer", "准备报价")],
        "review": [Text("have a manager decide", "请主管裁定")],
        "reject": [Text("decline and say why", "婉拒并说明原因"), Text("decline", "婉拒")],
    }[decision]
