"""Engines: what decides the prospects of a frame. All give the same decisions; see docs/engines.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from shortlist.errors import Place, Problem, ShortlistError, meant
from shortlist.language import Text

if TYPE_CHECKING:
    import polars as pl

    from shortlist.fields import Field
    from shortlist.plan import Plan


class UndecidedError(ShortlistError):
    """A prospect that an engine refuses, or decides otherwise than the plan."""

    exit_status = 1


@dataclass(frozen=True)
class Refused:
    """A prospect that an engine could not decide, and what went wrong; `reason` says so in both languages.

    `position` is its row in the frame, counted from 0.
    """

    position: int
    prospect_id: str
    fault: str

    @property
    def reason(self) -> Text:
        return Text(f"engine: {self.fault}", f"引擎：{self.fault}")


class Engine(Protocol):
    """Decides prospects by a compiled plan. A context manager; leaving it frees what it holds."""

    @property
    def fields(self) -> dict[str, Field]:
        """The fields that it reads, by id."""
        ...

    @property
    def output_columns(self) -> list[str]:
        """What `decide` returns before kept columns."""
        ...

    @property
    def refused(self) -> Sequence[Refused]:
        """The prospects that could not be decided, filled while a frame of `decide` runs."""
        ...

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """One row a prospect that is not refused, in the same order: see `Plan.decide`."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...


class Columnar:
    """The plan itself: all prospects at once, a column at a time. It refuses none."""

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


def _durable(plan: Plan) -> Engine:
    from shortlist.engine.durable import Durable

    return Durable(plan)


ENGINES: dict[str, Callable[[Plan], Engine]] = {"columnar": Columnar, "durable": _durable}
"""The openers of the engines by name."""


def open_engine(name: str, plan: Plan) -> Engine:
    """The engine of that name for a plan.

    Raises ShortlistError for an unknown name or an engine that cannot run here, RulesetError for a ruleset that it cannot
    express.
    """
    check_engine(name)
    return ENGINES[name](plan)


def confirm(name: str, plan: Plan, prospect: pl.DataFrame) -> None:
    """Decide one prospect by the engine of that name and hold its output against the plan's, column by column.

    Raises UndecidedError (exit status 1) where the engine refuses the prospect or decides otherwise.
    """
    with open_engine(name, plan) as engine:
        found = engine.decide(prospect.lazy()).collect()
        if engine.refused:
            raise UndecidedError(engine.refused[0].reason)
    expected = plan.decide(prospect.lazy()).collect()
    different = [column for column in expected.columns if not expected[column].equals(found[column], null_equal=True)]
    if different:
        names = ", ".join(different)
        raise UndecidedError(Text(f"the engines disagree about {names}", f"两个引擎的结果不一致：{names}"))


def check_engine(name: str) -> None:
    """Raises ShortlistError for an unknown name; the error lists the engines."""
    if name not in ENGINES:
        near, known = meant(name, ENGINES), ", ".join(ENGINES)
        text = Text(f"no engine '{name}'; there are: {known}{near.en}", f"没有引擎 '{name}'；可用：{known}{near.zh}")
        raise ShortlistError(Problem(text, Place("--engine")))
