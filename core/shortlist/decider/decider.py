"""Decides prospects that are given as mappings of typed values, one in microseconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from shortlist.decider.compile import compile_decider
from shortlist.decider.typed import Typed
from shortlist.planning.plan import Plan

VARIANTS = 64  # combinations of ranged fields that are kept compiled


class Decider:
    """A compiled ruleset, called with one prospect; get one with `Ruleset.decider`.

    A prospect is a mapping from fields' ids to typed values: int or float (money in the ruleset's currency, a percent as a ratio), bool,
    `datetime.date`, str, or one of a level's words. None, NaN, infinity and what is not given are missing. `least:FIELD` and
    `most:FIELD` are the ends of a range, as in `decide_frame`, with which every column of the result is equal; without `prospect_id`
    the id is the place in the sequence, from 1. Fields of the ruleset that it does not read are checked and left out.

    The result maps the names of `Ruleset.plan(as_of).output_columns` to float, int, bool, str or None. Raises ListError for a
    name that is no field and for a value of another type, with all of them at once. It never changes; threads may share one.

    >>> from datetime import date
    >>> from shortlist import Ruleset
    >>> decide = Ruleset.load("b2b").decider(date(2026, 11, 23))
    >>> decide({"country": "KP"})["certain"], [one["decision"] for one in decide.many([{"employees": 12}])]
    (True, ['review'])
    """

    def __init__(self, plan: Plan) -> None:
        self._plan, self._typed = plan, Typed(plan.ruleset.fields)
        self._whole = compile_decider(plan)
        # Which fields are ranges decides what is computed: each combination is compiled when it is met.
        self._variant = lru_cache(VARIANTS)(
            lambda ranged: compile_decider(plan.variant(ranged)) if ranged else self._whole
        )

    def __call__(self, prospect: Mapping[str, Any]) -> dict[str, Any]:
        """Decide one prospect."""
        return self._decide(self._typed(prospect))

    def many(self, prospects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Decide each of a sequence, in its order. Raises ListError for the first that is wrong, with its place."""
        return [self._decide(self._typed(one, number)) for number, one in enumerate(prospects, 1)]

    @property
    def left(self) -> dict[str, list[str]]:
        """What is computed by Polars, slower than the rest: of each column that needs it the expressions, as text."""
        found: dict[str, list[str]] = {}
        for column, expression in self._whole.left:
            found.setdefault(column, []).append(str(expression))
        return found

    def _decide(self, row: dict[str, Any]) -> dict[str, Any]:
        for name in row:
            if ":" in name:
                return self._variant(self._plan.find_ranged(row)).call(row.get)
        return self._whole.call(row.get)
