"""Which fields behind a condition are wanted to judge it, and where a range is enough (docs/semantics.md, section 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from shortlist.expressions.truth import Flag, both, either, every, some
from shortlist.planning import columns
from shortlist.planning.decision import Fired
from shortlist.planning.scope import Scope
from shortlist.planning.scores import ScoredMeasure


@dataclass
class Wanting:
    """What the texts of one ruleset want to know exactly."""

    scope: Scope
    measures: Sequence[ScoredMeasure]
    _open: dict[str, dict[str, Flag]] = field(default_factory=dict)

    def prepare(self, fired: Sequence[Fired]) -> None:
        """Compute what is asked of rules, before the plan is complete: nothing can be added to it then."""
        if self.scope.ranged:
            for item in fired:
                self._find_open(f"rule {item.rule.id}")

    def find_wanted(self, label: str) -> dict[str, Flag]:
        """By field behind a text, in the order of first mention, where its value is wanted if it has none.

        That is everywhere where it is missing. A range is wanted only where all is open around one of its mentions, or around
        one of a criterion of which a measure that is not pinned reads it.
        """
        wanted: dict[str, Flag] = dict.fromkeys(self.scope.fields_of(label, self._fields_of), True)
        open_: dict[str, list[Flag]] = {name: [] for name in wanted if name in self.scope.ranged}
        if not open_:
            return wanted
        for name, flag in self._find_open(label).items():
            for one, pinned in self._read_by(name):
                if one in open_:
                    open_[one].append(both(flag, ~pinned if isinstance(pinned, pl.Expr) else not pinned))
        return wanted | {name: either(is_no_range(name), some(flags)) for name, flags in open_.items()}

    def find_enough(self, label: str) -> dict[str, Flag]:
        """By field behind a text that may be a range whether that is enough: every comparison with it is known."""
        told: dict[str, list[Flag]] = {}
        for place, name in self.scope.names_behind(label):
            for one, pinned in self._read_by(name):
                if one in self.scope.ranged:
                    found = self.scope.mentioned.get((place, name), ())
                    told.setdefault(one, []).extend(either(mention.told, pinned) for mention in found)
        return {name: both(pl.col(columns.least(name)).is_not_null(), every(flags)) for name, flags in told.items()}

    def _find_open(self, label: str) -> dict[str, Flag]:
        """By name behind a text, through segments and conclusions, whether all is open around one of its mentions."""
        if label not in self._open:
            found: dict[str, list[Flag]] = {}
            for name in self.scope.mentions.get(label, ()):
                flag = some([mention.open for mention in self.scope.mentioned.get((label, name), ())])
                if inner := self.scope.inside(name):
                    for one in inner:
                        for behind, within in self._find_open(one).items():
                            found.setdefault(behind, []).append(both(flag, within))
                else:
                    found.setdefault(name, []).append(flag)
            self._open[label] = {name: self.scope.stages.hold(some(flags)) for name, flags in found.items()}
        return self._open[label]

    def _fields_of(self, criterion: str) -> list[str]:
        return [name for one in self.measures if one.criterion == criterion for name in one.reads]

    def _read_by(self, name: str) -> Iterator[tuple[str, Flag]]:
        """The fields that a name reads, each with whether one score alone can come out of the measure that reads it."""
        head = name.partition(".")[0]
        if head in self.scope.ruleset.criteria:
            for one in self.measures:
                if one.criterion == head:
                    yield from ((name, one.span.pinned if one.span else False) for name in one.reads)
        else:
            tables = self.scope.ruleset.references
            yield (tables[head].key if head in tables else name), False


def is_no_range(name: str) -> pl.Expr:
    """Whether a field that may be a range has a value, or is missing."""
    return pl.col(columns.least(name)).is_null()
