"""The entries of a ruleset file that say what follows for a prospect: rules and treatments."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from shortlist.errors import suggest
from shortlist.model.terms import DECISIONS, Decision, IfUnknown
from shortlist.ruleset.entries import LABEL, NAME, BothLanguages, Id, Label, Model, mapping, wrong


class Then(Model):
    """What follows when a rule holds."""

    decision: Decision | None = None
    tags: tuple[str, ...] = ()
    conclusions: tuple[str, ...] = ()


def _as_then(value: object) -> Then:
    decisions: list[Decision] = []
    tags: list[str] = []
    conclusions: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item in DECISIONS:
            decisions.append(item)
        elif isinstance(item, dict) and [*item] == ["tag"] and re.match(LABEL, str(item["tag"])):
            tags.append(str(item["tag"]))
        elif isinstance(item, dict) and [*item] == ["conclude"] and re.match(NAME, str(item["conclude"])):
            conclusions.append(str(item["conclude"]))
        else:
            forms, near = "reject, review, qualify, {tag: NAME}, {conclude: NAME}", suggest(str(item), DECISIONS)
            raise wrong(
                f"found {item!r}{near.en}; what follows is one of {forms}, or a list of these",
                f"无法识别 {item!r}{near.zh or '；'}可用：{forms} 或它们的列表",
            )
    if len(decisions) > 1:
        raise wrong("a rule leads to one decision at most", "一条规则最多给出一项结论")
    if not decisions and not tags and not conclusions:
        raise wrong("nothing follows from this rule", "这条规则没有任何结果")
    return Then(decision=decisions[0] if decisions else None, tags=tuple(tags), conclusions=tuple(conclusions))


_THEN_ITEMS: list[dict[str, Any]] = [
    {"enum": list(DECISIONS)},
    mapping(tag={"type": "string", "pattern": LABEL}),
    mapping(conclude={"type": "string", "pattern": NAME}),
]


class RuleEntry(Model):
    """A condition and what follows when it holds."""

    id: Label
    when: str
    then: Annotated[
        Then,
        BeforeValidator(_as_then),
        WithJsonSchema({"anyOf": [*_THEN_ITEMS, {"type": "array", "items": {"anyOf": _THEN_ITEMS}}]}),
    ]
    if_unknown: IfUnknown | None = None
    because: BothLanguages | None = None
    use: bool = True

    @model_validator(mode="after")
    def _says_if_unknown(self) -> RuleEntry:
        if self.then.decision == "reject" and self.if_unknown is None:
            raise wrong(
                "a rule that rejects must say what to do where data are missing: if_unknown: review or if_unknown: ignore",
                "拒绝规则必须说明数据缺失时怎么办：if_unknown: review 或 if_unknown: ignore",
            )
        return self


def _as_offer(value: object) -> object:
    if isinstance(value, bool | int | float) or (isinstance(value, str) and value.strip()):
        return value
    if isinstance(value, dict) and set(value) == {"en", "zh"} and all(isinstance(v, str) and v for v in value.values()):
        return value
    raise wrong(
        "an offer is a number, true or false, SQL, or a text {en: ..., zh: ...}",
        "方案内容须为数字、true 或 false、SQL，或文本 {en: ..., zh: ...}",
    )


Offer = Annotated[
    Any,
    BeforeValidator(_as_offer),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["number", "boolean"]},
                {"type": "string", "description": "SQL, as in 0.05 * annual_revenue."},
                mapping(en={"type": "string"}, zh={"type": "string"}),
            ]
        }
    ),
]


class TreatmentEntry(Model):
    """What decided prospects are offered; the first treatment that holds is the prospect's."""

    id: Label
    title: BothLanguages | None = None
    when: str | None = Field(None, description="A condition; without it all prospects of the decisions under `for`.")
    decisions: Annotated[list[Decision], Field(min_length=1)] = Field(["qualify"], alias="for")
    offer: dict[Id, Offer] = Field({}, description="Terms, limits, service, remedy: each a column `offer_KEY`.")
    use: bool = True
