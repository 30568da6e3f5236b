"""Where a grade, a class, a treatment or an offer was taken from what ranges count as (docs/semantics.md, section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shortlist.expressions.nodes import Classes
from shortlist.expressions.truth import Flag, both, opposite, some
from shortlist.planning.decision import Decided
from shortlist.planning.scope import Scope, Scored
from shortlist.planning.wanting import Wanting, is_no_range
from shortlist.ruleset.schema import DecisionEntry


@dataclass(frozen=True)
class Taken:
    """What ranges are behind the texts of a ruleset; `scored` are the criteria that the score reads, `grade` where the grade was taken from a range."""

    wanting: Wanting
    scored: Sequence[str]
    grade: Flag = False

    @property
    def scope(self) -> Scope:
        return self.wanting.scope

    @property
    def counts(self) -> bool:
        """Whether there are ranges that count as something."""
        return bool(self.scope.ranged) and self.scope.ruleset.decision.ranges != "unknown"

    def with_grade(self, decided: Decided, total: Scored, cuts: DecisionEntry) -> Taken:
        """The same, with where the grade would be another one at one of the score's bounds while a range feeds the score."""
        if not self.counts or not cuts.grades:
            return self
        crossed = [(total.low < cut) & (total.high >= cut) for cut in cuts.grades.values()]
        rated = both(decided.grade.is_not_null(), some(crossed))
        return replace(self, grade=self.scope.stages.hold(both(rated, self._behind_score())))

    def is_segment(self, name: str, segment: Classes) -> Flag:
        """Whether the class of a segment was taken from a range."""
        return both(segment.now.is_not_null(), self.rests(f"segment {name}", segment.undetermined))

    def rests(self, label: str, open_: Flag) -> Flag:
        """Whether what the text of this label comes to was taken from a range: while it is `open_` it reads one, or a score over one.

        A grade that was taken from a range is none that is open: it has no bounds.
        """
        if not self.counts:
            return False
        wanted = self.wanting.find_wanted(label)
        flags = [both(~is_no_range(name), wanted[name]) for name in wanted if name in self.scope.ranged]
        names = {name for _, name in self.scope.names_behind(label)}
        flags += [self._behind_score()] if names & {"score", "coverage"} else []
        return some([both(open_, some(flags)), self.grade if "grade" in names else False])

    def _behind_score(self) -> Flag:
        """Whether a range from which more than one score can come feeds the score."""
        scored = [one for one in self.wanting.measures if one.criterion in self.scored]
        return some(
            [
                both(opposite(one.span.pinned) if one.span else True, ~is_no_range(name))
                for one in scored
                for name in one.reads
                if name in self.scope.ranged
            ]
        )
