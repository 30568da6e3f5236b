"""The rules and treatments of a ruleset: from the entries of its file to declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shortlist.language import Text
from shortlist.loading.draft import Draft
from shortlist.model.reasons import ALONE, ReasonCode
from shortlist.ruleset.definition import Rule, RulesetCriterion, Treatment
from shortlist.ruleset.document import Node
from shortlist.ruleset.rule_entries import RuleEntry, TreatmentEntry


def build_rules(draft: Draft, criteria: Iterable[RulesetCriterion]) -> tuple[Rule, ...]:
    """The rules that are in use, floors last."""
    _check_twice(draft, "rules", draft.entry.rules, Text("rules", "规则"))
    rules: list[Rule] = []
    for index, item in enumerate(draft.entry.rules):
        node = draft.structure.item("rules", index)
        if item.id in ALONE:
            draft.problem(
                node.at(("id",)),
                f"'{item.id}' is a reason of the program's own; name the rule otherwise",
                f"'{item.id}' 是程序自身的理由名；请给规则另起名称",
            )
        if item.use:
            then, because = item.then, item.because.text if item.because else None
            unknown = item.if_unknown or "ignore"
            rules.append(
                Rule(item.id, node.at(("when",)), then.decision, then.tags, then.conclusions, unknown, because)
            )
    return (*rules, *_build_floors(criteria))


def _build_floors(criteria: Iterable[RulesetCriterion]) -> Iterator[Rule]:
    for criterion in criteria:
        if (floor := criterion.floor) is not None:
            when = Node(f"{criterion.id} < {floor.below!r}", criterion.node.at(("floor",)).place)
            yield Rule(str(ReasonCode("floor", criterion.id)), when, "reject", (), (), floor.if_unknown, None)


def build_treatments(draft: Draft) -> tuple[Treatment, ...]:
    """The treatments that are in use, in their order."""
    _check_twice(draft, "treatments", draft.entry.treatments, Text("treatments", "合作方案"))
    found: list[Treatment] = []
    for index, item in enumerate(draft.entry.treatments):
        if item.use:
            node = draft.structure.item("treatments", index)
            title = item.title.text if item.title else Text.of(item.id)
            when = node.at(("when",)) if item.when is not None else None
            offer = {key: node.at(("offer", key)) for key in item.offer}
            found.append(Treatment(item.id, title, when, tuple(item.decisions), offer, node))
    return tuple(found)


def _check_twice(draft: Draft, section: str, entries: Sequence[RuleEntry | TreatmentEntry], kind: Text) -> None:
    seen: set[str] = set()
    for index, item in enumerate(entries):
        if item.id in seen:
            node = draft.structure.item(section, index).at(("id",))
            draft.problem(node, f"two {kind.en} have the id '{item.id}'", f"两条{kind.zh}的编号都是 '{item.id}'")
        seen.add(item.id)
