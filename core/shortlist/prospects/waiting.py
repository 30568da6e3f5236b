"""Rules that wait for what a list has no column for, and so send everyone to review: named before anything is decided."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.expressions.truth import expression
from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.planning.plan import Plan
from shortlist.ruleset.definition import Rule


def note_waiting(plan: Plan, there: Collection[str], source: str) -> list[Problem]:
    """What is said of each rule with `if_unknown: review` that is null of whom nothing is known, and reads nothing but fields which are not `there`."""
    waiting = {item.rule.id: fields for item in plan.fired if (fields := _find_waiting(plan, item.rule, there))}
    if not waiting:
        return []
    unknown = [expression(item.unknown).alias(item.rule.id) for item in plan.fired if item.rule.id in waiting]
    nobody = plan.compute(pl.LazyFrame({"prospect_id": ["nobody"]})).select(unknown).collect().row(0, named=True)
    return [_say_waiting(rule, fields, source) for rule, fields in waiting.items() if nobody[rule]]


def _find_waiting(plan: Plan, rule: Rule, there: Collection[str]) -> list[Field]:
    label = f"rule {rule.id}"
    if rule.if_unknown != "review" or plan.scope.criteria_of(label, [*plan.ruleset.criteria]):
        return []
    read = plan.scope.fields_of(label, lambda _: ())
    return [] if any(name in there for name in read) else [plan.ruleset.fields[name] for name in read]


def _say_waiting(rule: str, read: list[Field], source: str) -> Problem:
    titles = Text(", ".join(one.title.en for one in read), "、".join(one.title.zh for one in read))
    remedy = " ".join(f"--set 'fields.{one.id}={{type: {one.type}, default: ...}}'" for one in read)
    without = f"--set rules.{rule}.use=false"
    return Problem.of(
        f"the rule {rule} has everyone reviewed, for no column gives {titles.en}; if it is the same for all, say so with "
        f"{remedy}, else leave the rule out with {without}",
        f"名单没有{titles.zh}列，规则 {rule} 无法判断，全部客户都会转复核；如各行取值相同，请用 {remedy} 写明，否则可用 {without} 停用该规则",
        Place(source),
    )
