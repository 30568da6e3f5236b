"""A ruleset's file on its way to a ruleset: what each section reads, and what all of them find wrong."""

from __future__ import annotations

from collections.abc import Mapping

from shortlist.errors import Place, Problem
from shortlist.plugins.registry import Registry
from shortlist.ruleset.document import Node
from shortlist.ruleset.validation import Structure


class Draft:
    """A file that was read and checked against the schema, with the plugins that it may use.

    `problems` grow as sections are built; `broken` are the names whose own mistake is among them, so that who reads them
    is not told again. Lookup tables come from `recorded`, by path, where it is given, else from their files; `tables` are
    those that were read; `notes` are what to know of a ruleset without a mistake.
    """

    def __init__(self, tree: Node, plugins: Registry, recorded: Mapping[str, bytes] | None = None) -> None:
        self.tree, self.plugins, self.recorded = tree, plugins, recorded
        self.structure = Structure(tree)
        self.entry = self.structure.file
        self.problems = list(self.structure.problems)
        self.broken = set(self.structure.broken)
        self.tables: dict[str, bytes] = {}
        self.notes: list[Problem] = []

    def problem(self, place: Node | Place, en: str, zh: str) -> None:
        """Note what is wrong; of a node, at its value."""
        self.problems.append(Problem.of(en, zh, place.place if isinstance(place, Node) else place))

    def note(self, place: Place, en: str, zh: str) -> None:
        """Note what is right, but good to know."""
        self.notes.append(Problem.of(en, zh, place))
