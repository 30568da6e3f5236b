"""The list of a run with its history tables: opened together, and attached to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.later import find_later
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.text import clean
from shortlist.intake.read import Intake, Keep, read_list
from shortlist.intake.sources.raw import ROW
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
        """All prospects with what their histories say.

        Raises ListError where the list has no ids, for row numbers say nothing of whose rows these are, and where the keys of
        a table match no prospect.
        """
        if self.histories.tables and not any(one.field.id == "prospect_id" for one in self.intake.columns):
            headers = ", ".join(self.intake.raw.headers)
            raise ListError.of(
                f"the list has no column of ids, by which a history finds its prospects; columns: {headers}; say which with --id HEADER",
                f"名单没有编号列，历史表无从对应客户；现有列：{headers}；请用 --id 表头 指定",
                Place(self.intake.source),
            )
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
        with read_list(source, fields, options, currency=ruleset.currency, rates=ruleset.rates, keep=keep) as intake:
            intake.raw.notes.extend(find_later(intake, plan.as_of))
            if histories.tables and len(numbers := _find_numbered(intake)):
                histories.numbered = numbers
                intake.raw.notes.append(
                    Problem.of(
                        f"{len(numbers):,} rows have no id; by their row numbers no history is theirs",
                        f"{len(numbers):,} 行没有编号；历史表不会按行号对应这些客户",
                        Place(source),
                    )
                )
            yield Given(intake, histories, fields)


def _find_numbered(intake: Intake) -> pl.Series:
    """The row numbers, as texts, of rows whose cell of the id is empty: they stand for the id everywhere else."""
    header = next((one.header for one in intake.columns if one.field.id == "prospect_id"), None)
    if header is None:
        return pl.Series([], dtype=pl.String)
    blank = pl.col(header).map_batches(
        lambda cells: clean(cells, "id").is_null(), return_dtype=pl.Boolean, is_elementwise=True
    )
    return intake.raw.frame.filter(blank).select(pl.col(ROW).cast(pl.String)).collect(engine="streaming")[ROW]
