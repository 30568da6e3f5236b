"""The list of a run with its history tables: opened together, and attached to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import polars as pl

from shortlist.errors import Problem
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, Keep, read_list
from shortlist.model.fields import Field
from shortlist.planning.plan import Plan
from shortlist.prospects.histories import Histories


@dataclass(frozen=True)
class Given:
    """A list as it was read and its history tables; `fields` are those that were looked for."""

    intake: Intake
    histories: Histories
    fields: Mapping[str, Field]

    @property
    def notes(self) -> tuple[Problem, ...]:
        return (*self.intake.notes, *self.histories.notes)

    def attach(self) -> pl.LazyFrame:
        """All prospects with what their histories say. Raises ListError where the keys of a table match no prospect."""
        return self.histories.attach(self.intake.frame, self.fields)


@contextmanager
def open_given(
    plan: Plan,
    source: str,
    reading: ReadOptions,
    history: Sequence[str] = (),
    *,
    more: Mapping[str, Field] | None = None,
    keep: Keep = "none",
) -> Iterator[Given]:
    """Open a list, and tables given as NAME=FILE, for what a plan reads; `more` are fields to read besides.

    `maps` that begin with a table's NAME are the table's. Raises ListError.
    """
    ruleset, fields = plan.ruleset, {**plan.fields, **(more or {})}
    with Histories(ruleset, plan.as_of) as histories:
        options = replace(reading, maps=histories.open(history, reading.maps))
        others = {name: one for name, one in ruleset.fields.items() if name not in fields}
        with read_list(
            source, fields, options, currency=ruleset.currency, rates=ruleset.rates, keep=keep, others=others
        ) as intake:
            yield Given(intake, histories, fields)
