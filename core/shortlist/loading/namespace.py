"""The one namespace of a ruleset: who has a name, and who wants one that is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shortlist.errors import Problem
from shortlist.language import Text
from shortlist.model.reserved import RESERVED
from shortlist.ruleset.document import Node

KINDS = {
    "field": Text("a field", "字段"),
    "reference table": Text("a reference table", "参照表"),
    "criterion": Text("a criterion", "准则"),
    "segment": Text("a segment", "分类"),
    "conclusion": Text("a conclusion", "结论"),
    "offer": Text("a column of the treatments", "处理方案的列"),
}
PROGRAM = Text("a name of the program", "程序保留名")


@dataclass(frozen=True)
class Declared:
    """A name that a ruleset gives to something, and where."""

    kind: str
    name: str
    node: Node


def collisions(declared: Iterable[Declared], supplied: Mapping[str, str]) -> tuple[list[Problem], dict[str, set[str]]]:
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
