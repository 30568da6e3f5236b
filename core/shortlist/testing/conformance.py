"""Finds faults of a plugin's declarations that show only when they are built: SQL, functions, curves, rows, segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from pydantic import ValidationError

from shortlist.errors import Place, Problem
from shortlist.expressions.parser import ConditionError
from shortlist.language import Text
from shortlist.model.criteria import Context, Criterion, Measure
from shortlist.model.fields import Field
from shortlist.model.segments import Segment, SegmentClass
from shortlist.planning.function_measures import AS_OF, build_expression, find_mistake
from shortlist.planning.scope import Scope
from shortlist.planning.scores import score_measure
from shortlist.plugins.checks import WAYS, direction_of, of_measure
from shortlist.plugins.registry import Fault, Plugin, Registry
from shortlist.ruleset.definition import Rule, Ruleset, RulesetCriterion, Weight
from shortlist.ruleset.definition import Segment as RulesetSegment
from shortlist.ruleset.definition import SegmentClass as SegmentPart
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import DecisionEntry

NOWHERE = Node(None, Place("-"))
# What `seller.x` in a plugin's SQL may be. Only a ruleset says which, so a condition is sound if it is for one of them.
SELLER_VALUES: tuple[Any, ...] = (1.0, "CN", AS_OF, True)


def find_faults(registry: Registry, plugin: Plugin) -> list[Fault]:
    """Everything that is wrong with a plugin: what loading found, then what building finds."""
    result = list(plugin.faults)
    # Only what is this plugin's and can be used: the rest has its fault already.
    for criterion in plugin.criteria:
        if registry.owner.get(criterion.id) == plugin.id and criterion.id in registry.criteria:
            reasons = criterion_faults(criterion, registry.fields)
            result += [Fault(plugin.id, "criterion", criterion.id, reason) for reason in reasons]
    for segment in plugin.segments:
        if registry.owner.get(segment.id) == plugin.id and segment.id in registry.segments:
            reasons = segment_faults(segment, registry.fields)
            result += [Fault(plugin.id, "segment", segment.id, reason) for reason in reasons]
    return result


def criterion_faults(
    criterion: Criterion, fields: Mapping[str, Field], params: Any = None, seller: Mapping[str, Any] | None = None
) -> list[Text]:
    """What is wrong with the measures of a criterion, for a seller and params.

    Without params, those of a ruleset that sets none are taken; if the model requires some, functions are not built.
    """
    measures = criterion.measures
    if criterion.params is not None and params is None:
        try:
            params = criterion.params()
        except ValidationError:
            measures = tuple(measure for measure in measures if not callable(measure.value))
    found = [(m.id, measure_fault(criterion, m, fields, params, seller or {})) for m in measures]
    return [of_measure(name, reason) for name, reason in found if reason is not None]


def measure_fault(
    criterion: Criterion, measure: Measure, fields: Mapping[str, Field], params: Any, seller: Mapping[str, Any]
) -> Text | None:
    """The first thing that is wrong with a measure; None if it is sound."""
    reason: Text | None = None
    text = measure.value if isinstance(measure.value, str) else ""
    for given in _list_sellers(text, seller):
        ruleset = _surround(fields, given)
        used = RulesetCriterion(criterion, Weight(1), (measure,), "skip", None, params, criterion.title, NOWHERE)
        try:
            score_measure(Scope(ruleset, AS_OF, frozenset()), used, measure, 1.0)
            break
        except ConditionError as error:
            reason = reason or error.text
    else:
        return reason
    if callable(measure.value):
        own = [fields[name] for name in measure.fields]
        value, kind = build_expression(measure, Context(params, seller, AS_OF), own)
        return find_mistake(value, kind, own)
    return _check_levels_direction(measure, fields)


def _check_levels_direction(measure: Measure, fields: Mapping[str, Field]) -> Text | None:
    """What is wrong where the scores of a level or bool field do not go the declared way."""
    field = fields.get(str(measure.value))
    if measure.curve.kind != "levels" or measure.direction in (None, "none") or field is None:
        return None
    points = dict(measure.curve.points)
    order: list[Any] = [False, True] if field.type == "bool" else list(field.values)
    way = direction_of([points[value] for value in order if value in points])
    if way in (measure.direction, "flat"):
        return None
    return Text(
        f"direction is {measure.direction}, but the scores of the values in their order are {WAYS[way].en}",
        f"direction 为 {measure.direction}，但各取值按顺序的分数{WAYS[way].zh}",
    )


def _list_sellers(text: str, seller: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The seller, completed in every combination of SELLER_VALUES by what the SQL reads and it does not have."""
    names = [name for name in dict.fromkeys(re.findall(r"\bseller\.(\w+)", text)) if name not in seller]
    for choice in product(SELLER_VALUES, repeat=len(names)):
        yield {**seller, **dict(zip(names, choice, strict=True))}


def segment_faults(segment: Segment, fields: Mapping[str, Field]) -> list[Text]:
    """What is wrong with the conditions of a segment, which read fields and the seller's profile."""
    found = []
    for item in segment.classes[:-1]:
        if (reason := _find_condition_fault(segment, item, fields)) is not None:
            found.append(Text(f"class '{item.id}': {reason.en}", f"类别 '{item.id}'：{reason.zh}"))
    return found


def _find_condition_fault(segment: Segment, item: SegmentClass, fields: Mapping[str, Field]) -> Text | None:
    """The first thing that is wrong with a class's condition; None if it is sound for some seller."""
    first: Text | None = None
    parts = (
        SegmentPart(item.id, Node(item.when, NOWHERE.place), item.title),
        SegmentPart("~else", None, item.title),
    )
    for given in _list_sellers(item.when or "", {}):
        try:
            scope = Scope(_surround(fields, given), AS_OF, frozenset())
            scope.segment(RulesetSegment(segment.id, segment.title, parts, NOWHERE))
            return None
        except ConditionError as error:
            first = first or error.text
    return first


def _surround(fields: Mapping[str, Field], seller: Mapping[str, Any]) -> Ruleset:
    """A ruleset with nothing but fields and a seller, since a scope needs one."""
    none: dict[str, Any] = {}
    rules: tuple[Rule, ...] = ()
    return Ruleset(
        "probe", "1", Text.of("probe"), "-", "USD", {}, seller, fields, none, none, none, rules, DecisionEntry()
    )


def verify_plugins(registry: Registry) -> list[Problem]:
    """Everything that is wrong with any plugin, with the plugin as its place."""
    return [fault.problem for plugin in registry.plugins for fault in find_faults(registry, plugin)]
