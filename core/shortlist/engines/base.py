"""What every engine can do, and the engine that is the plan itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import polars as pl

from shortlist.errors import ShortlistError
from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.planning.plan import Plan


class UndecidedError(ShortlistError):
    """An engine refuses a prospect, or decides it differently from the plan."""

    exit_status = 1


@dataclass(frozen=True)
class Refused:
    """A prospect that an engine could not decide, and what went wrong; `reason` is that in both languages.

    `position` is its row in the frame, counted from 0.
    """

    position: int
    prospect_id: str
    fault: str

    @property
    def reason(self) -> Text:
        return Text(f"engine: {self.fault}", f"引擎：{self.fault}")


class Engine(Protocol):
    """Decides prospects by a compiled plan. Use it as a context manager, which frees what the engine holds."""

    @property
    def fields(self) -> dict[str, Field]:
        """The fields that it reads, by id."""
        ...

    @property
    def output_columns(self) -> list[str]:
        """The columns that `decide` returns, without those of the list that are kept."""
        ...

    @property
    def refused(self) -> Sequence[Refused]:
        """The prospects that could not be decided, filled while a frame of `decide` runs."""
        ...

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """One row for each prospect that is not refused, in the order of the frame: see `Plan.decide`."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...


class Columnar:
    """The plan itself, which decides all prospects a column at a time and refuses none."""

    refused: tuple[Refused, ...] = ()

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @property
    def fields(self) -> dict[str, Field]:
        return self.plan.fields

    @property
    def output_columns(self) -> list[str]:
        return self.plan.output_columns

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        return self.plan.decide(frame)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return
