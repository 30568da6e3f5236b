"""Opens an engine by its name, and compares an engine's decision on one prospect with the plan's."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from shortlist.engines.base import Columnar, Engine, UndecidedError
from shortlist.errors import Place, Problem, ShortlistError, suggest
from shortlist.language import Text
from shortlist.planning.plan import Plan


def _open_durable(plan: Plan) -> Engine:
    # Here, because a decision by the columns, which is nearly every one, needs nothing of the network.
    from shortlist.engines.rete.engine import Durable

    return Durable(plan)


ENGINES: dict[str, Callable[[Plan], Engine]] = {"columnar": Columnar, "durable": _open_durable}
"""What opens the engine of each name."""


def open_engine(name: str, plan: Plan) -> Engine:
    """The engine of that name, ready to decide by a plan that is fitted to the frames to come (`Plan.fit`).

    Raises ShortlistError for an unknown name or an engine that cannot run here, and RulesetError for a ruleset that the
    engine cannot express.
    """
    check_engine(name)
    return ENGINES[name](plan)


def confirm(name: str, plan: Plan, prospect: pl.DataFrame) -> None:
    """Decide one prospect by the engine of that name and compare every column with the plan's.

    Raises UndecidedError (exit status 1) where the engine refuses the prospect or a column differs.
    """
    if ENGINES[name] is Columnar:  # the plan itself
        return
    with open_engine(name, plan.fit(prospect.columns)) as engine:
        found = engine.decide(prospect.lazy()).collect()
        if engine.refused:
            raise UndecidedError(engine.refused[0].reason)
    expected = plan.decide(prospect.lazy()).collect()
    different = [column for column in expected.columns if not expected[column].equals(found[column], null_equal=True)]
    if different:
        names = ", ".join(different)
        raise UndecidedError.of(f"the engines disagree about {names}", f"两个引擎的结果不一致：{names}")


def check_engine(name: str) -> None:
    """Raises ShortlistError for an unknown name; the message lists the engines."""
    if name not in ENGINES:
        near, known = suggest(name, ENGINES), ", ".join(ENGINES)
        text = Text(f"no engine '{name}'; there are: {known}{near.en}", f"没有引擎 '{name}'；可用：{known}{near.zh}")
        raise ShortlistError(Problem(text, Place("--engine")))
