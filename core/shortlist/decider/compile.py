"""Compiles a plan to a Python function of one prospect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from shortlist.decider import runtime, texts
from shortlist.decider.left import Left
from shortlist.decider.program import Code, Program
from shortlist.decider.translate import Translator
from shortlist.model.ranges import LEAST, MOST
from shortlist.planning.plan import Plan
from shortlist.planning.ranges import settling
from shortlist.planning.values import later_cuts
from shortlist.ruleset.definition import Reference

Row = Callable[[str], Any]
"""Gives the value of a column, None where it is missing."""


@dataclass(frozen=True)
class Compiled:
    """A plan as a function: `call` takes values by column as `typed.type_values` gives them, and returns the output columns.

    `left` are the expressions that Polars computes, each with the column for which it does.
    """

    call: Callable[[Row], dict[str, Any]]
    left: tuple[tuple[str, pl.Expr], ...]


def compile_decider(plan: Plan) -> Compiled:
    """The plan as a function; what cannot be translated is computed by Polars within it."""
    return _Compiler(plan).compile()


class _Compiler:
    def __init__(self, plan: Plan) -> None:
        self._plan, self._program = plan, Program()
        self._known: dict[str, Code] = {}
        self._left: list[tuple[str, pl.Expr]] = []
        self._made = ""  # the column that is being translated
        self._translator = Translator(self._program, self._known.__getitem__, self._leave)

    def compile(self) -> Compiled:
        plan = self._plan
        outputs = plan.outputs()
        ranged = [plan.fields[name] for name in sorted(plan.scope.ranged)]
        before = [later_cuts(plan.fields.values(), plan.as_of), *(settling(ranged, plan.as_of) if ranged else ())]
        stages = _needed(plan.scope.stages.steps, outputs)
        before = _needed(before, [one for step in stages for one in step] + outputs)
        self._read_fields()
        for step in before:
            self._step(step)
        for reference in plan.references:
            self._join(reference)
        for step in stages:
            self._step(step)
        found = {one.meta.output_name(): self._show(self._translate(one)) for one in outputs}
        return Compiled(self._program.compile(found, runtime.NAMES | texts.NAMES), tuple(self._left))

    def _read_fields(self) -> None:
        rules, plan = self._plan.ruleset, self._plan
        fields = {**{name: rules.fields[name] for name in ("prospect_id", "name")}, **plan.fields}
        columns = {name: one.dtype for name, one in fields.items()}
        columns |= {end + name: plan.fields[name].dtype for name in plan.scope.ranged for end in (LEAST, MOST)}
        for name, dtype in columns.items():
            self._known[name] = Code(self._program.put(f"row({self._program.constant(name)})"), dtype)

    def _step(self, step: list[pl.Expr]) -> None:
        # What one step computes reads only what stood before it.
        self._known.update({one.meta.output_name(): self._translate(one) for one in step})

    def _translate(self, expression: pl.Expr) -> Code:
        self._made = expression.meta.output_name()
        return self._translator.translate(expression)

    def _join(self, reference: Reference) -> None:
        fields = self._plan.ruleset.fields
        key = self._known[reference.key]
        keys = _to_codes(pl.Series(list(reference.rows), dtype=fields[reference.key].dtype))
        columns = [_to_codes(pl.Series([row[name] for row in reference.rows.values()], dtype=one.dtype))
                   for name, one in reference.fields.items()]  # fmt: skip
        rows = dict(zip(keys, zip(*columns, strict=True), strict=True))
        row = self._program.put(f"{self._program.constant(rows)}.get({key.text})")
        for place, (name, one) in enumerate(reference.fields.items()):
            text = self._program.put(f"None if {row} is None else {row}[{place}]")
            self._known[f"{reference.id}.{name}"] = Code(text, one.dtype)

    def _leave(self, expression: pl.Expr) -> Code:
        roots = list(dict.fromkeys(expression.meta.root_names()))
        left = Left(expression, {name: self._known[name].dtype for name in roots})
        self._left.append((self._made, expression))
        names = ",".join(self._known[name].text for name in roots)
        return Code(
            self._program.put(f"{self._program.constant(left)}({names})"), left.dtype, nan=left.dtype.is_float()
        )

    def _show(self, code: Code) -> str:
        """The value of an output column, as Polars hands it to Python."""
        if isinstance(code.dtype, pl.Enum):
            words = self._program.constant(tuple(code.dtype.categories))
            return self._program.put(f"None if {code.text} is None else {words}[{code.text}]")
        if code.dtype == pl.Date():
            return self._program.put(f"None if {code.text} is None else day_of({code.text})")
        return code.text


def _needed(steps: list[list[pl.Expr]], after: list[pl.Expr]) -> list[list[pl.Expr]]:
    """The steps without what nothing after them reads."""
    read = {root for one in after for root in one.meta.root_names()}
    kept: list[list[pl.Expr]] = []
    for step in reversed(steps):
        kept.append([one for one in step if one.meta.output_name() in read])
        read |= {root for one in kept[-1] for root in one.meta.root_names()}
    return kept[::-1]


def _to_codes(series: pl.Series) -> list[Any]:
    if isinstance(series.dtype, pl.Enum) or series.dtype == pl.Date():
        series = series.to_physical()
    return series.to_list()
