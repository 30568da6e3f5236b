"""The `criteria:` of a ruleset: plugins' and its own, with their measures, params and weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from shortlist.errors import suggest
from shortlist.language import Text
from shortlist.loading.dependencies import explain_unknown_criterion
from shortlist.loading.draft import Draft
from shortlist.loading.params import validate_params
from shortlist.model.criteria import Criterion, Measure, weight_fault
from shortlist.ruleset.definition import RulesetCriterion, Weight
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import CriterionEntry, MeasureEntry
from shortlist.ruleset.validation import BROKEN


def build_criteria(draft: Draft) -> dict[str, RulesetCriterion]:
    """The criteria in use, by id; those that are wrong become broken names."""
    found: dict[str, RulesetCriterion] = {}
    for name, entry in draft.entry.criteria.items():
        if not entry.use:
            continue
        criterion = _build_criterion(draft, name, entry)
        if criterion is None:
            draft.broken.add(name)
        else:
            found[name] = criterion
    drivers = {c.weight.by: c.node.at(("weight", "by")) for c in found.values() if c.weight.by}
    segments = {segment.id: [part.id for part in segment.parts] for segment in draft.entry.segments}
    _check_drivers(draft, drivers, segments)
    for criterion in found.values():
        _check_classes(draft, criterion, segments)
    _check_sums(draft, found, [part for driver in drivers for part in segments.get(driver, [])])
    return found


def _build_criterion(draft: Draft, name: str, entry: CriterionEntry) -> RulesetCriterion | None:
    """A criterion, or None where something is wrong that was told of."""
    node = draft.tree.at(("criteria", name))
    place = node.key or node.place
    supplied = draft.plugins.criteria.get(name)
    before = len(draft.problems)
    whole = name != BROKEN and name not in draft.broken
    if whole and supplied is None and not any(measure.value for measure in entry.measures.values()):
        draft.problems += explain_unknown_criterion(name, place, draft.plugins, draft.entry.criteria)
    measures = (*_change_supplied(draft, name, entry, supplied), *_build_own(draft, name, entry, supplied))
    params = _check_params(draft, name, entry, supplied)
    if not measures:
        if whole and len(draft.problems) == before:
            en = f"criterion '{name}' has every measure switched off"
            draft.problem(place, en, f"评价维度 '{name}' 的指标全部停用")
        return None
    if fault := weight_fault(measure.weight for measure in measures):
        en = f"criterion '{name}': the weights of its measures {fault.en}"
        draft.problem(place, en, f"评价维度 '{name}' 的指标权重{fault.zh}")
        return None
    if params is None and supplied is not None and supplied.params is not None:
        return None
    title = entry.title.text if entry.title else supplied.title if supplied else Text.of(name)
    return RulesetCriterion(
        supplied or Criterion(name, measures, title),
        Weight(entry.weight.default, entry.weight.by, entry.weight.classes),
        measures,
        entry.missing or draft.entry.decision.missing,
        entry.floor,
        params,
        title,
        node,
        draft.plugins.owner[name] if supplied else "",
    )


# --- measures and params


def _change_supplied(draft: Draft, name: str, entry: CriterionEntry, supplied: Criterion | None) -> Iterator[Measure]:
    """A plugin's measures, with what the ruleset changes of them."""
    for measure in supplied.measures if supplied else ():
        change = entry.measures.get(measure.id)
        if change is None:
            yield measure
        elif change.use:
            if change.value is not None:
                draft.problem(
                    draft.tree.at(("criteria", name, "measures", measure.id, "value")),
                    f"the value of '{measure.id}' comes from its plugin; write a measure of another name",
                    f"'{measure.id}' 的取值由插件给出；请另起名称写一个指标",
                )
            yield _apply_change(measure, change)


def _build_own(draft: Draft, name: str, entry: CriterionEntry, supplied: Criterion | None) -> Iterator[Measure]:
    """The measures that are written in the ruleset."""
    known = {measure.id for measure in supplied.measures} if supplied else set()
    for key, change in entry.measures.items():
        if key in known or not change.use:
            continue
        node = draft.tree.at(("criteria", name, "measures", key))
        curve = change.curve()
        if change.value is None:
            near = suggest(key, {*known, *entry.measures} - {key})
            draft.problem(
                node.key or node.place,
                f"'{key}' is no measure of '{name}'{near.en}; a new one needs `value:`",
                f"'{key}' 不是 '{name}' 的指标{near.zh or '；'}新指标需要 `value:`",
            )
        elif curve is None:
            draft.problem(
                node.key or node.place,
                f"measure '{key}' needs a curve: linear, steps or levels",
                f"指标 '{key}' 需要一条曲线：linear、steps 或 levels",
            )
        else:
            yield _apply_change(Measure(key, change.value, curve), change)


def _apply_change(measure: Measure, change: MeasureEntry) -> Measure:
    curve = change.curve() or (
        measure.curve if change.otherwise is None else replace(measure.curve, otherwise=change.otherwise)
    )
    return replace(
        measure,
        curve=curve,
        weight=measure.weight if change.weight is None else change.weight,
        prior=measure.prior if change.prior is None else change.prior,
        title=change.title.text if change.title else measure.title,
        ask=change.ask.text if change.ask else measure.ask,
    )


def _check_params(draft: Draft, name: str, entry: CriterionEntry, supplied: Criterion | None) -> Any:
    node = draft.tree.at(("criteria", name, "params"))
    if supplied is None or supplied.params is None:
        if entry.params:
            draft.problem(node.key or node.place, f"'{name}' takes no params", f"'{name}' 没有参数")
        return None
    params, problems = validate_params(supplied.params, entry.params, node, name)
    draft.problems += problems
    return params


# --- weights


def _check_drivers(draft: Draft, drivers: Mapping[str, Node], segments: Mapping[str, list[str]]) -> None:
    """The segments that weights read, by name: there must be one at most, and it must be known."""
    for driver, place in drivers.items():
        if driver not in segments and driver not in draft.broken:
            near = suggest(driver, segments)
            draft.problem(place, f"unknown segment '{driver}'{near.en}", f"未知分类 '{driver}'{near.zh}")
    if len(drivers) > 1:
        names = ", ".join(drivers)
        draft.problem(
            [*drivers.values()][1],
            f"one segment may drive weights; here are {names}",
            f"权重只能按一个分类设定，此处有 {names}",
        )


def _check_classes(draft: Draft, criterion: RulesetCriterion, segments: Mapping[str, list[str]]) -> None:
    weight, node = criterion.weight, criterion.node.at(("weight",))
    if weight.classes and weight.by is None:
        draft.problem(node, "weights by class need `by: SEGMENT`", "按分类设权重需要 `by: 分类名`")
    classes = segments.get(weight.by or "", [])
    for class_id in weight.classes if classes else ():
        if class_id not in classes:
            near = suggest(class_id, classes)
            draft.problem(
                node.at((class_id,)),
                f"'{class_id}' is no class of {weight.by}{near.en}",
                f"'{class_id}' 不是 {weight.by} 的类别{near.zh}",
            )


def _check_sums(draft: Draft, criteria: Mapping[str, RulesetCriterion], classes: list[str]) -> None:
    """Under no class may the weights allow no mean; told only where nothing else is wrong, which may be why."""
    node = draft.tree.get("criteria") or draft.tree
    for name in (None, *classes):
        fault = weight_fault(criterion.weight.of(name) for criterion in criteria.values()) if criteria else None
        if fault and not draft.problems:
            en, zh = (f" for the class '{name}'", f"（类别 {name}）") if name else ("", "")
            text = f"the weights of the criteria{en} {fault.en}"
            draft.problem(node.key or node.place, text, f"各评价维度的权重{zh}{fault.zh}")
