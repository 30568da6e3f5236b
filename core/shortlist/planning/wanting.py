"""Which fields behind a condition are wanted to judge it, and where a range is enough (docs/semantics.md, section 7)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.expressions.truth import Flag, both, either, opposite, some
from shortlist.planning import columns
from shortlist.planning.scope import Scope
from shortlist.planning.scores import ScoredMeasure


def find_wanted(scope: Scope, measures: Sequence[ScoredMeasure], label: str) -> dict[str, Flag]:
    """By field behind a condition, in the order of first mention, where its value is wanted if it has none.

    That is everywhere where it is missing. A range is wanted only where a comparison in which it stands is not known, or one
    with a criterion of which a measure reads it that is not pinned.
    """

    def of_criterion(key: str) -> list[str]:
        return [field for one in measures if one.criterion == key for field in one.reads]

    wanted: dict[str, Flag] = dict.fromkeys(scope.fields_of(label, of_criterion), True)
    open_: dict[str, list[Flag]] = {name: [] for name in wanted if name in scope.ranged}
    if not open_:
        return wanted
    for place, name in scope.names_behind(label):
        compared = some([opposite(one.known) for one in scope.comparisons.get((place, name), ())])
        head = name.partition(".")[0]
        if head in scope.ruleset.criteria:
            own = [one for one in measures if one.criterion == head]
            read = [(field, opposite(one.span.pinned) if one.span else True) for one in own for field in one.reads]
        else:
            tables = scope.ruleset.references
            read = [(tables[head].key if head in tables else name, True)]
        for field, flag in read:
            if field in open_:
                open_[field].append(both(compared, flag))
    return wanted | {name: either(pl.col(columns.least(name)).is_null(), some(flags)) for name, flags in open_.items()}
