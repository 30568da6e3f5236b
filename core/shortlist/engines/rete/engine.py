"""The Rete engine: decides with segments, conclusions, rules and steps chained in durable-rules.

The plan does the arithmetic: scores, bounds, what is still possible, and the facts. The child process shows which
statements hold for each prospect. Their columns then replace the plan's own, and reasons, asks and tags are computed
from them; so a rule that fired wrongly would show in the output.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from shortlist.engines.base import Refused
from shortlist.engines.rete.model import Model, Modeller
from shortlist.engines.rete.packing import Packer
from shortlist.engines.rete.process import Child, StartError
from shortlist.errors import RulesetError, ShortlistError
from shortlist.model.fields import Field
from shortlist.planning.columns import STEP
from shortlist.planning.plan import Plan

POSITION = "!position"  # no field can be called so
ROWS = 2_000  # as many rows at a time become Python values


class EngineError(ShortlistError):
    """The engine cannot run here."""


class Durable:
    """Decides with durable-rules. Open it with `open_engine`; close it, or use it as a context manager.

    `refused` fills while a frame runs with the prospects that the engine could not decide, which are missing from the
    decisions.
    """

    def __init__(self, plan: Plan) -> None:
        """Raises RulesetError for what the engine cannot express, EngineError where the child process cannot start."""
        # The reader of conditions compiles what it needs into the scope, and a kept plan must stay equal to a fresh one.
        plan = replace(plan, scope=plan.scope.copy())
        self.plan = plan
        self.refused: list[Refused] = []
        self.model: Model = Modeller(plan).model()
        self.packer = Packer(self.model.network)
        self._lock = threading.Lock()  # Polars calls `_chain` from its own threads, and a Child answers one at a time
        specification = self.packer.specification(self.model.facts, self.model.network)
        try:
            self.child = Child(specification)
        except StartError as error:
            raise self._explain_start(error) from None

    def _explain_start(self, error: StartError) -> ShortlistError:
        # The child's rules are called STATEMENT.WAY.
        if error.rule is not None:
            says = self.model.network.statements[int(error.rule.partition(".")[0])].text
            return RulesetError.of(
                f"the engine durable does not take what shows '{says.en}': {error}; use --engine columnar",
                f"durable 引擎不接受得出“{says.zh}”的规则：{error}；请用 --engine columnar",
            )
        if sys.version_info >= (3, 13):
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            return EngineError.of(
                f"the engine durable needs durable-rules, which does not run on Python {version}; use --engine columnar, or Python 3.12",
                f"durable 引擎依赖 durable-rules，该库不支持 Python {version}；请用 --engine columnar，或改用 Python 3.12",
            )
        return EngineError.of(
            f"the engine durable cannot start: {error}; use --engine columnar",
            f"durable 引擎无法启动：{error}；请用 --engine columnar",
        )

    @property
    def fields(self) -> dict[str, Field]:
        return self.plan.fields

    @property
    def output_columns(self) -> list[str]:
        return self.plan.output_columns

    def __enter__(self) -> Durable:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the child process."""
        self.child.close()

    # --- running

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """As `Plan.decide`, without the prospects that are refused, of a frame that the plan was fitted to."""
        plan, columns = self.plan, self.model.columns
        frame, kept = self._prepare(frame)
        frame = frame.with_row_index(POSITION)
        # The plan computes everything once, and whatever reads the engine's columns a second time, from these. Only the
        # columns needed for that come along.
        rest = plan.scope.stages.select_after(columns)
        needed = (rest.reads | plan.reads) - rest.names - set(columns)
        frame = plan.scope.stages.apply(frame).select(POSITION, *sorted(needed | set(kept)), *self._fact_expressions())
        given = {name: pl.Boolean() for name in self.model.flags} | {
            name: pl.UInt8() if name == STEP else pl.String() for name in self.model.choices
        }
        schema = {name: dtype for name, dtype in frame.collect_schema().items() if name not in self._facts} | given
        chained = frame.map_batches(self._chain, schema=schema, streamable=True, validate_output_schema=True)
        return plan.finish(rest.apply(chained), kept)

    def read_facts(self, prospect: pl.DataFrame) -> tuple[Any, ...]:
        """The values of one prospect's facts, in the order of `model.facts`; None is missing."""
        frame, _ = self._prepare(prospect.lazy())
        return self.plan.scope.stages.apply(frame).select(self._fact_expressions()).collect().row(0)

    def _prepare(self, frame: pl.LazyFrame) -> tuple[pl.LazyFrame, list[str]]:
        # The network is made of one plan: ranges that it does not know of would count as missing.
        if self.plan.fit(frame.collect_schema().names()) is not self.plan:
            raise ValueError("open the engine for Plan.fit(the columns of the frame)")
        return self.plan.prepare(frame)

    @property
    def _facts(self) -> list[str]:
        return [f"fact:{fact.name}" for fact in self.model.facts]

    def _fact_expressions(self) -> list[pl.Expr]:
        dtypes = {"number": pl.Float64, "text": pl.String, "truth": pl.Boolean}
        return [
            fact.column.cast(dtypes[fact.kind]).alias(name)
            for fact, name in zip(self.model.facts, self._facts, strict=True)
        ]

    def _chain(self, frame: pl.DataFrame) -> pl.DataFrame:
        """A batch of prospects with the engine's columns in place of the facts, without those that it refuses."""
        # At least one slice: a batch without rows must have the engine's columns too.
        parts = [self._chain_slice(frame.slice(start, ROWS)) for start in range(0, max(len(frame), 1), ROWS)]
        return pl.concat(parts)

    def _chain_slice(self, frame: pl.DataFrame) -> pl.DataFrame:
        rows = frame.select(self._facts).rows()
        with self._lock:
            answers = self.child.rows(rows)
            faults = [(number, answer.fault) for number, answer in enumerate(answers) if answer.shown is None]
            named = frame.select(POSITION, pl.col("prospect_id").cast(pl.String))
            for number, fault in faults:
                position, prospect_id = named.row(number)
                self.refused.append(Refused(position, prospect_id, fault))
        shown = [answer.shown for answer in answers if answer.shown is not None]
        if faults:
            lost = {number for number, _ in faults}
            frame = frame.filter(pl.Series([number not in lost for number in range(len(frame))], dtype=pl.Boolean))
        return frame.drop(self._facts).with_columns(self._fill_columns(shown))

    def _fill_columns(self, shown: Sequence[Sequence[int]]) -> list[pl.Series]:
        """The engine's columns, filled from the statements shown of each row."""
        model = self.model
        # By statement the cells that it fills: one statement may serve several columns.
        flags: dict[int, list[bool]] = {number: [False] * len(shown) for number in model.flags.values()}
        choices: dict[str, list[Any]] = {name: [None] * len(shown) for name in model.choices}
        places: dict[int, list[tuple[list[Any], Any]]] = {number: [(column, True)] for number, column in flags.items()}
        for name, options in model.choices.items():
            for number, value in options.items():
                places.setdefault(number, []).append((choices[name], value))
        for row, numbers in enumerate(shown):
            for number in numbers:
                for column, value in places.get(number, ()):
                    column[row] = value
        return [
            *(pl.Series(name, flags[number], dtype=pl.Boolean) for name, number in model.flags.items()),
            *(
                pl.Series(name, column, dtype=pl.UInt8 if name == STEP else pl.String)
                for name, column in choices.items()
            ),
        ]
