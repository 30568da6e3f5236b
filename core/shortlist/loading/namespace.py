"""The one namespace of a ruleset: who has a name, and who wants one that is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from shortlist.errors import Problem
from shortlist.language import Text
from shortlist.loading.draft import Draft
from shortlist.model.reserved import RESERVED
from shortlist.planning import columns
from shortlist.ruleset.document import Node

KINDS = {
    "field": Text("a field", "字段"),
    "reference table": Text("a reference table", "参照表"),
    "criterion": Text("a criterion", "评价维度"),
    "segment": Text("a segment", "分类"),
    "conclusion": Text("a conclusion", "结论"),
    "offer": Text("a column of the treatments", "合作方案的列"),
}
PROGRAM = Text("a name of the program", "程序保留名")


@dataclass(frozen=True)
class Declared:
    """A name that a ruleset gives to something, and where."""

    kind: str
    name: str
    node: Node


def find_collisions(draft: Draft, criteria: Iterable[str]) -> dict[str, set[str]]:
    """Names that have another meaning already, by kind; each is a problem, and keeps its older meaning."""
    supplied = {name: owner for name, owner in draft.plugins.owner.items() if name in draft.plugins.fields}
    problems, dropped = _collide([*_declare_fields(draft), *_declare_rest(draft, criteria)], supplied)
    draft.problems += problems
    return dropped


def _declare_fields(draft: Draft) -> Iterator[Declared]:
    """The fields that the ruleset adds to those of plugins, and the features that are fields by themselves."""
    entry, supplied = draft.entry, draft.plugins.fields
    own: dict[str, tuple[str, ...]] = {
        name: ("fields", name) for name in entry.fields if name not in supplied or name in RESERVED
    }
    for history, table in entry.history.items():
        for name in table.features:
            if name in RESERVED or name not in (*supplied, *entry.fields):
                own.setdefault(name, ("history", history, "features", name))
    for name, path in own.items():
        yield Declared("field", name, draft.tree.at(path))


def _declare_rest(draft: Draft, criteria: Iterable[str]) -> Iterator[Declared]:
    """Everything else that has a name, each once, in the order in which names are given away."""
    entry, tree, item = draft.entry, draft.tree, draft.structure.item
    for name in entry.references:
        yield Declared("reference table", name, tree.at(("references", name)))
    for name in criteria:
        yield Declared("criterion", name, tree.at(("criteria", name)))
    for index, segment in enumerate(entry.segments):
        yield Declared("segment", segment.id, item("segments", index).at(("id",)))
    # Several rules may give one conclusion, and several treatments offer under one key: of conclusions the last is told
    # of, of offers the first.
    conclusions = {name: index for index, rule in enumerate(entry.rules) for name in rule.then.conclusions}
    for name, index in conclusions.items():
        yield Declared("conclusion", name, item("rules", index).at(("then",)))
    offers = {key: index for index, treatment in reversed([*enumerate(entry.treatments)]) for key in treatment.offer}
    for key, index in offers.items():
        yield Declared("offer", columns.offer(key), item("treatments", index).at(("offer", key)))


def _collide(declared: Iterable[Declared], supplied: Mapping[str, str]) -> tuple[list[Problem], dict[str, set[str]]]:
    """A problem for each name that is taken, naming both sides; and by kind the names that lose.

    `supplied` are the fields of plugins, each with its plugin.
    """
    taken = dict.fromkeys(RESERVED, PROGRAM)
    taken |= {name: Text(f"a field of {owner}", f"{owner} 的字段") for name, owner in supplied.items()}
    problems: list[Problem] = []
    dropped: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for item in declared:
        kind, other = KINDS[item.kind], taken.get(item.name)
        if other is None:
            taken[item.name] = kind
            continue
        text = Text(
            f"'{item.name}' is {kind.en} here, but it is also {other.en}; rename one",
            f"'{item.name}' 在此是{kind.zh}，但它也是{other.zh}；请改名",
        )
        problems.append(Problem(text, item.node.key or item.node.place))
        dropped[item.kind].add(item.name)
    return problems, dropped
