"""The rules and treatments of a ruleset: from the entries of its file to declarations, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from shortlist.errors import Problem
from shortlist.language import Text
from shortlist.model.reasons import ALONE, ReasonCode
from shortlist.ruleset.definition import Rule, RulesetCriterion, Treatment
from shortlist.ruleset.document import Node
from shortlist.ruleset.rule_entries import RuleEntry, TreatmentEntry
from shortlist.ruleset.schema import RulesetFile
from shortlist.ruleset.validation import Structure


def rules_of(
    entry: RulesetFile, structure: Structure, criteria: Iterable[RulesetCriterion]
) -> tuple[tuple[Rule, ...], list[Problem]]:
    """The rules that are in use, floors last, and what is wrong with their ids."""
    problems = list(_twice(structure, "rules", entry.rules, Text("rules", "规则")))
    rules: list[Rule] = []
    for index, item in enumerate(entry.rules):
        node = structure.item("rules", index)
        if item.id in ALONE:
            text = Text(
                f"'{item.id}' is a reason of the program's own; name the rule otherwise",
                f"'{item.id}' 是程序自身的理由名；请给规则另起名称",
            )
            problems.append(Problem(text, node.at(("id",)).place))
        if item.use:
            then, because = item.then, item.because.text if item.because else None
            unknown = item.if_unknown or "ignore"
            rules.append(
                Rule(item.id, node.at(("when",)), then.decision, then.tags, then.conclusions, unknown, because)
            )
    return (*rules, *_floors(criteria)), problems


def _floors(criteria: Iterable[RulesetCriterion]) -> Iterator[Rule]:
    for criterion in criteria:
        if (floor := criterion.floor) is not None:
            when = Node(f"{criterion.id} < {floor.below!r}", criterion.node.at(("floor",)).place)
            yield Rule(str(ReasonCode("floor", criterion.id)), when, "reject", (), (), floor.if_unknown, None)


def treatments_of(entry: RulesetFile, structure: Structure) -> tuple[tuple[Treatment, ...], list[Problem]]:
    """The treatments that are in use, in their order, and what is wrong with their ids."""
    problems = list(_twice(structure, "treatments", entry.treatments, Text("treatments", "处理方案")))
    found: list[Treatment] = []
    for index, item in enumerate(entry.treatments):
        if item.use:
            node = structure.item("treatments", index)
            title = item.title.text if item.title else Text.of(item.id)
            when = node.at(("when",)) if item.when is not None else None
            offer = {key: node.at(("offer", key)) for key in item.offer}
            found.append(Treatment(item.id, title, when, tuple(item.decisions), offer, node))
    return tuple(found), problems


def _twice(
    structure: Structure, section: str, entries: Sequence[RuleEntry | TreatmentEntry], kind: Text
) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, item in enumerate(entries):
        if item.id in seen:
            text = Text(f"two {kind.en} have the id '{item.id}'", f"两条{kind.zh}的编号都是 '{item.id}'")
            yield Problem(text, structure.item(section, index).at(("id",)).place)
        seen.add(item.id)
