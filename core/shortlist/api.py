"""The public ruleset: loaded by name or file, it plans, qualifies a frame and decides one prospect.

The only module below the command line that knows every step from a file to an explained decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import polars as pl

from shortlist.explanation.explain import explain
from shortlist.loading.load import load
from shortlist.model.explanation import Explanation
from shortlist.planning.compile import compile_plan
from shortlist.planning.features import attach
from shortlist.planning.plan import Plan
from shortlist.prospects.subject import from_record
from shortlist.ruleset import definition

if TYPE_CHECKING:
    Tables = Mapping[str, pl.DataFrame | pl.LazyFrame]


@dataclass(frozen=True)
class Ruleset(definition.Ruleset):
    """A ruleset, checked and complete. Load one with `Ruleset.load`."""

    @classmethod
    def load(cls, name: str | Path, set: Sequence[str] = ()) -> Ruleset:
        """The ruleset of a name or file, with changes like `decision.qualify=65`.

        Raises RulesetError with every mistake at once, each with file, line and column.
        """

        loaded = load(str(name), set)
        return cls(**{part.name: getattr(loaded, part.name) for part in fields(loaded)})

    def plan(self, as_of: date) -> Plan:
        """The compiled plan for a run at a date."""

        return compile_plan(self, as_of)

    @overload
    def qualify(
        self, frame: pl.DataFrame, as_of: date | None = None, history: Tables | None = None
    ) -> pl.DataFrame: ...
    @overload
    def qualify(
        self, frame: pl.LazyFrame, as_of: date | None = None, history: Tables | None = None
    ) -> pl.LazyFrame: ...
    def qualify(
        self, frame: pl.DataFrame | pl.LazyFrame, as_of: date | None = None, history: Tables | None = None
    ) -> pl.DataFrame | pl.LazyFrame:
        """Decide every row of a typed frame; columns are named by field, absent ones are missing.

        `history` gives tables of the ruleset's histories by name: `prospect`, `date` and the declared columns, typed.
        Returns one row a prospect, in the same order, with the columns of `plan.output_columns`.

        >>> import polars as pl
        >>> frame = pl.DataFrame({"prospect_id": ["C-1", "C-2"], "country": ["KP", "DE"]})
        >>> Ruleset.load("b2b").qualify(frame, date(2026, 11, 23))["decision"].to_list()
        ['reject', 'review']
        """

        day = as_of or date.today()
        plan = self.plan(day)
        lazy = frame.lazy()
        if history:
            lazy = attach(self, lazy, {name: table.lazy() for name, table in history.items()}, day, plan.fields)
        decided = plan.decide(lazy)
        return decided if isinstance(frame, pl.LazyFrame) else decided.collect()

    def decide(self, prospect: Mapping[str, Any], as_of: date | None = None) -> Explanation:
        """Decide one prospect and explain it. Keys and values are as a list has them: `{"Revenue": "$5M"}`.

        Keys are fields' ids, titles or aliases; what is not given is missing. Raises ListError for an unknown key and
        for a value that cannot be read.

        >>> found = Ruleset.load("b2b").decide({"country": "Germany", "annual_revenue": "$5M"}, date(2026, 11, 23))
        >>> found.decision, found.asks[0].field.id
        ('review', 'credit_rating')
        """

        subject = from_record(self.plan(as_of or date.today()), prospect)
        return next(explain(subject.plan, subject.frame))
