"""The list of a run with its history tables: opened together, and attached to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.bare_lists import note_bare, note_numbered
from shortlist.intake.kept_columns import Keep
from shortlist.intake.known import Known
from shortlist.intake.later import find_later
from shortlist.intake.listed_words import list_words
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.model.fields import Field
from shortlist.planning.plan import Plan
from shortlist.plugins.discovery import list_outputs
from shortlist.prospects.histories import Histories
from shortlist.prospects.inputs import Watch, list_inputs
from shortlist.prospects.unplaced import find_unplaced


@dataclass(frozen=True)
class Given:
    """A list as it was read and its history tables; `fields` are those that were looked for, `ranked` those that the plan reads, those
    first that count most.

    `watch` knows how all the files stood before they were read.
    """

    intake: Intake
    histories: Histories
    fields: Mapping[str, Field]
    ranked: Mapping[str, Field]
    watch: Watch

    @property
    def is_bare(self) -> bool:
        """Whether nothing but names is known of the prospects."""
        return self.intake.is_bare and not self.histories.tables

    @property
    def notes(self) -> tuple[Problem, ...]:
        little = [note_numbered(self.intake.source)] if self.intake.numbered else []
        if self.is_bare:
            little = [note_bare(self.intake, self.ranked.values())]
        return (*self.intake.notes, *little, *self.histories.notes)

    def attach(self) -> pl.LazyFrame:
        """All prospects with what their histories say. Raises ListError where the keys of a table match no prospect."""
        return self.histories.attach(self.intake.frame, self.fields)


def know_lists(plan: Plan) -> Known:
    """What a plan's ruleset knows of the lists that it reads."""
    unread = {name: one for name, one in plan.ruleset.fields.items() if name not in plan.fields}
    return Known(unread, list_words(plan.ruleset), plan.output_columns, list_outputs(), plan.ruleset.decision.ranges)


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

    `maps` that begin with a table's NAME are the table's. Raises ListError; whatever fails
    inside is said to be a change of a file meanwhile, where there was one.
    """
    ruleset, fields = plan.ruleset, {**plan.fields, **(more or {})}
    watch = Watch.begin(list_inputs(ruleset, source, reading, history))
    with watch.explain(), Histories(ruleset, plan.as_of) as histories:
        options = replace(reading, maps=histories.open(history, reading.maps))
        with read_list(
            source,
            fields,
            options,
            currency=ruleset.currency,
            rates=ruleset.rates,
            keep=keep,
            known=know_lists(plan),
        ) as intake:
            intake.raw.notes.extend(find_later(intake.frame, intake.columns, intake.source, plan.as_of))
            intake.raw.notes.extend(find_unplaced(intake, plan))
            if histories.tables and intake.numbered:
                raise ListError.of(
                    "histories are found by the id of a prospect, and no column of the list holds one; say which does with --id HEADER",
                    "历史表按客户编号关联，而名单没有编号列；请用 --id 表头 指定",
                    Place(source),
                )
            yield Given(intake, histories, fields, plan.rank_fields(), watch)
