"""What there is to choose from: criteria, fields and rulesets as plain data, for commands and generated pages.

Texts are `Text`s, in both languages; `plain` makes them mappings for JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlglot import exp

from shortlist.api import Ruleset
from shortlist.errors import ShortlistError, suggest
from shortlist.expressions.parser import parse
from shortlist.language import Text
from shortlist.model.criteria import Criterion, Measure
from shortlist.model.curves import Curve
from shortlist.model.fields import YEAR, Actionable, Field
from shortlist.model.formatting import UNITS
from shortlist.plugins.discovery import registry
from shortlist.plugins.registry import Registry
from shortlist.ruleset.definition import Rule, RulesetCriterion, Treatment
from shortlist.ruleset.document import read_document

DIRECTIONS = {
    "rising": Text("higher is better", "越高越好"),
    "falling": Text("lower is better", "越低越好"),
    "none": Text("best in between", "适中为佳"),
}
TYPES: dict[str, Text] = {
    "number": Text("number", "数值"),
    "integer": Text("integer", "整数"),
    "money": Text("money", "金额"),
    "percent": Text("percent", "百分比"),
    "rating": Text("rating", "评分"),
    "bool": Text("bool", "是/否"),
    "date": Text("date", "日期"),
    "text": Text("text", "文本"),
    "country": Text("country", "国家/地区"),
    "level": Text("level", "等级"),
}
WORD = re.compile(r"[^\W\d_]+(?:[ -][^\W_]+)*")  # text that YAML reads as text without quotes, but for CONSTANTS
CONSTANTS = ("true", "false", "null")
CURVES = {
    "linear": Text("linear", "线性插值"),
    "steps": Text("steps", "分段"),
    "levels": Text("levels", "按取值"),
}


def plain(value: Any) -> Any:
    """The same with each Text as a mapping of both languages."""
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def find(kind: Text, name: str, known: Mapping[str, Any]) -> Any:
    """The thing of that name. Raises ShortlistError with the nearest one."""
    if name not in known:
        near = suggest(name, known)
        raise ShortlistError.of(f"there is no {kind.en} '{name}'{near.en}", f"没有{kind.zh} '{name}'{near.zh}")
    return known[name]


# --- criteria


def criteria() -> list[dict[str, Any]]:
    """Every criterion that the plugins supply, in their order."""
    plugins = registry()
    return [criterion(item, plugins) for item in plugins.criteria.values()]


def one_criterion(name: str) -> dict[str, Any]:
    plugins = registry()
    return criterion(find(Text("criterion", "评价维度"), name, plugins.criteria), plugins)


def criterion(item: Criterion, plugins: Registry) -> dict[str, Any]:
    total = sum(measure.weight for measure in item.measures)
    measures = [_measure(measure, plugins.fields, total) for measure in item.measures]
    return {
        "id": item.id,
        "title": item.title,
        "about": item.about,
        "serves": list(item.serves),
        "supplied_by": plugins.owner.get(item.id, ""),
        "fields": list(dict.fromkeys(name for measure in measures for name in measure["fields"])),
        "params": _params(item),
        "measures": measures,
    }


def _params(item: Criterion) -> list[dict[str, Any]]:
    if item.params is None:
        return []
    return [
        {"name": name, "about": _param_about(info), "default": info.get_default(call_default_factory=False)}
        for name, info in item.params.model_fields.items()
    ]


def _param_about(info: Any) -> Text:
    """A param's description, with the Chinese one of `json_schema_extra={"zh": ...}`."""
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return Text(info.description or "", str(extra.get("zh", info.description or "")))


def _measure(measure: Measure, fields: Mapping[str, Field], total: float) -> dict[str, Any]:
    reads = reads_of(measure)
    asks = [fields[name].ask for name in reads if name in fields]
    return {
        "id": measure.id,
        "title": measure.title,
        "value": measure.value if isinstance(measure.value, str) else None,
        "about": measure.about,
        "fields": reads,
        "weight": measure.weight,
        "share": measure.weight / total if total else 0.0,
        "curve": {"kind": measure.curve.kind, "points": [list(point) for point in measure.curve.points]}
        | ({} if measure.curve.otherwise is None else {"else": measure.curve.otherwise}),
        "direction": measure.direction,
        "serves": measure.serves,
        "source": measure.source,
        "ask": measure.ask or next((ask for ask in asks if ask), None),
        "rubric": [step for name in reads if name in fields for step in fields[name].rubric],
    }


def reads_of(measure: Measure) -> list[str]:
    """The fields that a measure reads: those it declares, else those in its SQL."""
    if not isinstance(measure.value, str):
        return list(measure.fields)

    return list(dict.fromkeys(node.name for node in parse(measure.value).find_all(exp.Column)))


def curve_text(curve: Curve | Mapping[str, Any]) -> str:
    """The points of a curve in a line: `0: 100, 30: 60`."""
    points = curve.points if isinstance(curve, Curve) else curve["points"]
    otherwise = curve.otherwise if isinstance(curve, Curve) else curve.get("else")
    shown = [f"{_key(key)}: {score:g}" for key, score in points]
    return ", ".join([*shown, *([] if otherwise is None else [f"else: {otherwise:g}"])])


def _key(key: object) -> str:
    if isinstance(key, bool) or not isinstance(key, int | float):
        return str(key).lower() if isinstance(key, bool) else str(key)
    return f"{key:,.6f}".rstrip("0").rstrip(".")


# --- fields


def fields() -> list[dict[str, Any]]:
    """Every field that the plugins declare, and the two that every list has."""
    plugins = registry()
    readers = _readers(plugins)
    return [field(item, plugins, readers) for item in plugins.fields.values()]


def one_field(name: str) -> dict[str, Any]:
    plugins = registry()
    return field(find(Text("field", "字段"), name, plugins.fields), plugins, _readers(plugins))


def field(item: Field, plugins: Registry, readers: Mapping[str, list[str]]) -> dict[str, Any]:
    return {
        "id": item.id,
        "type": item.type,
        "title": item.title,
        "about": item.about,
        "unit": item.unit,
        "minimum": item.minimum,
        "maximum": item.maximum,
        "values": list(item.values),
        "words": dict(item.words),
        "aliases": list(item.aliases),
        "doubtful_aliases": dict(item.doubtful_aliases),
        "ask": item.ask,
        "actionable": item.actionable,
        "rubric": list(item.rubric),
        "supplied_by": plugins.owner.get(item.id, "shortlist"),
        "read_by": readers.get(item.id, []),
    }


def _readers(plugins: Registry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in plugins.criteria.values():
        for measure in item.measures:
            for name in reads_of(measure):
                found.setdefault(name, []).append(f"{item.id}.{measure.id}")
    return found


def actionable_text(actionable: Actionable) -> Text:
    """Whether an explanation may name a change of the field, in words.

    >>> actionable_text(True).en, actionable_text("ask").zh
    ('yes', '否，只能查明')
    """
    if actionable == "ask":
        return Text("no, only found out", "否，只能查明")
    return Text("yes", "是") if actionable else Text("no", "否")


def range_text(item: Mapping[str, Any]) -> Text:
    """`0 ...`, `0 ... 1`, or nothing.

    >>> range_text({"minimum": 0, "maximum": None, "type": "integer"})
    Text(en='0 …', zh='不小于 0')
    """
    low, high = item["minimum"], item["maximum"]
    if low is None and high is None:
        return Text("", "")
    percent = item["type"] == "percent"
    ends = ["" if end is None else _key(end * (100 if percent else 1)) for end in (low, high)]
    unit = "%" if percent else ""
    chinese = (
        f"不小于 {ends[0]}{unit}"
        if high is None
        else f"不大于 {ends[1]}{unit}"
        if low is None
        else f"{ends[0]}～{ends[1]}{unit}"
    )
    return Text(f"{ends[0]} … {ends[1]}".strip() + (" %" if percent else ""), chinese)


def unit_text(unit: str | None) -> Text:
    """The unit of a field in words."""
    return Text(unit or "", UNITS.get(unit or "", "年份" if unit == YEAR else unit or ""))


# --- rulesets


def rulesets() -> list[dict[str, Any]]:
    """Every ruleset that the plugins supply, the built-in ones among them. Raises RulesetError where one is wrong."""
    return [one_ruleset(name) for name in registry().rulesets]


def one_ruleset(name: str) -> dict[str, Any]:
    """A ruleset by name or file, with all that it takes over. Raises RulesetError with every mistake."""
    rules = Ruleset.load(name)
    head = _head(Path(rules.source))
    total = sum(item.weight.default for item in rules.criteria.values())
    shares = {item.id: item.weight.default / total for item in rules.criteria.values()}
    return {
        "id": rules.id,
        "version": rules.version,
        "title": rules.title,
        "about": head.get("about"),
        "extends": head.get("extends"),
        "file": rules.source,
        "currency": rules.currency,
        "rates": dict(rules.rates),
        "seller": [
            {"key": key, "question": rules.questions.get(key), "answer": answer} for key, answer in rules.seller.items()
        ],
        "decision": rules.decision.model_dump(),
        "tags": dict(rules.tags),
        "criteria": [
            {
                "id": item.id,
                "title": item.title,
                "weight": item.weight.default,
                "share": shares[item.id],
                "weight_by": {"segment": item.weight.by, "classes": dict(item.weight.classes)}
                if item.weight.by
                else None,
                "floor": item.floor.below if item.floor else None,
                "missing": item.missing,
                "measures": _used_measures(item, shares[item.id]),
            }
            for item in rules.criteria.values()
        ],
        "segments": [
            {
                "id": segment.id,
                "title": segment.title,
                "classes": [
                    {"id": one.id, "title": one.title, "when": str(one.when.value) if one.when else None}
                    for one in segment.classes
                ],
            }
            for segment in rules.segments.values()
        ],
        "rules": [_rule(rule) for rule in rules.rules],
        "treatments": [_treatment(one) for one in rules.treatments],
    }


def answer_text(answer: Any) -> str:
    """An answer of the seller's profile as it is written behind `--set seller.KEY=`.

    >>> answer_text(["CN", "DE"]), answer_text([{"name": "Lyon", "latitude": 45.76}]), answer_text(2e7), answer_text(None)
    ('[CN, DE]', '[{name: Lyon, latitude: 45.76}]', '20000000', 'null')
    """
    if isinstance(answer, Mapping):
        return "{" + ", ".join(f"{answer_text(key)}: {answer_text(value)}" for key, value in answer.items()) + "}"
    if isinstance(answer, list):
        return f"[{', '.join(map(answer_text, answer))}]"
    if isinstance(answer, str):
        plain_word = WORD.fullmatch(answer) and answer.lower() not in CONSTANTS
        return answer if plain_word else json.dumps(answer, ensure_ascii=False)
    if isinstance(answer, float) and answer.is_integer() and abs(answer) < 1e15:
        return f"{answer:.0f}"
    return answer.isoformat() if isinstance(answer, date) else json.dumps(answer)


def _used_measures(item: RulesetCriterion, share: float) -> list[dict[str, Any]]:
    """The measures of a criterion in use: each with its share of the whole score, and the score it counts as while unknown."""
    total = sum(measure.weight for measure in item.measures)
    return [
        {
            "id": measure.id,
            "title": measure.title,
            "weight": measure.weight,
            "share": share * measure.weight / total,
            "if_unknown": measure.assumed(item.missing),
        }
        for measure in item.measures
    ]


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "when": " ".join(str(rule.when.value).split()),
        "decision": rule.decision,
        "tags": list(rule.tags),
        "conclusions": list(rule.conclusions),
        "if_unknown": rule.if_unknown,
        "because": rule.because,
    }


def _treatment(treatment: Treatment) -> dict[str, Any]:
    return {
        "id": treatment.id,
        "title": treatment.title,
        "for": list(treatment.decisions),
        "when": " ".join(str(treatment.when.value).split()) if treatment.when else None,
        "offer": {key: node.data() for key, node in treatment.offer.items()},
    }


def _head(path: Path) -> dict[str, Any]:
    """What the file itself says under `about` and `extends`."""

    tree = read_document(path.read_bytes().decode("utf-8-sig"), str(path))
    about, extends = tree.get("about"), tree.get("extends")
    return {
        "about": Text.of(about.data()) if about is not None else None,
        "extends": str(extends.value) if extends is not None else None,
    }
