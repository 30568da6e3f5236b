"""Arranges named expressions in as few `with_columns` as possible, each after what it reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any, overload

import polars as pl

from shortlist.expressions.limits import LARGE, MOST_CELLS, MOST_COLUMNS
from shortlist.expressions.parser import ConditionError
from shortlist.expressions.truth import Flag, Scalar, Truth, fold


class TooLargeError(ConditionError):
    """More is computed than `limits` allows."""

    def __init__(self) -> None:
        super().__init__(LARGE)


class Stages:
    """Collects named expressions, so that what is used more than once is computed once, as a column.

    Names that were never added are columns of the frame itself.
    """

    def __init__(self) -> None:
        self._depth: dict[str, int] = {}
        self._steps: list[list[pl.Expr]] = []

    def copy(self) -> Stages:
        """Stages of their own with the same columns."""
        other = Stages()
        other._depth, other._steps = dict(self._depth), [list(step) for step in self._steps]
        return other

    def __eq__(self, other: object) -> bool:
        """Whether the same columns are computed in the same steps."""
        if not isinstance(other, Stages) or len(self._steps) != len(other._steps):
            return False
        return all(
            len(one) == len(two) and all(a.meta.eq(b) for a, b in zip(one, two, strict=True))
            for one, two in zip(self._steps, other._steps, strict=True)
        )

    def add(self, name: str, expression: pl.Expr) -> pl.Expr:
        """Compute an expression as the column `name`; returns the column."""
        # An expression cannot read a column that is made in its own `with_columns`, only one of an earlier step.
        depth = 1 + max((self._depth.get(root, 0) for root in expression.meta.root_names()), default=0)
        self._depth[name] = depth
        if len(self._depth) > MOST_COLUMNS or len(self._depth) * len(self._steps) > MOST_CELLS:
            raise TooLargeError
        while len(self._steps) < depth:
            self._steps.append([])
        self._steps[depth - 1].append(expression.alias(name))
        return pl.col(name)

    @overload
    def hold(self, value: pl.Expr) -> pl.Expr: ...
    @overload
    def hold(self, value: Flag) -> Flag: ...
    @overload
    def hold(self, value: Truth) -> Truth: ...
    @overload
    def hold(self, value: Scalar) -> Scalar: ...
    def hold(self, value: Flag | Truth | Scalar) -> Flag | Truth | Scalar:
        """Compute once what is used more than once: an expression as a nameless column, a Truth or Scalar part by part.

        Columns and what reads none stay as they are. A Truth or Scalar that reads no column becomes a constant, so that
        what is built on it folds.
        """
        if isinstance(value, Truth | Scalar):
            return self._hold_parts(value)
        if not isinstance(value, pl.Expr) or value.meta.is_column() or not value.meta.root_names():
            return value
        # No field's id begins with ~, so the name is free.
        return self.add(f"~{len(self._depth)}", value)

    def _hold_parts(self, value: Truth | Scalar) -> Truth | Scalar:
        value = fold(value)
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        held: dict[str, Any] = {name: self.hold(part) for name, part in parts.items() if isinstance(part, pl.Expr)}
        return replace(value, **held)

    def hold_once(self, name: str, expression: pl.Expr) -> pl.Expr:
        """Compute an expression as the column `name`, unless that column was added before."""
        return pl.col(name) if name in self._depth else self.add(name, expression)

    def apply(self, frame: pl.LazyFrame, instead: Mapping[str, pl.Expr] | None = None) -> pl.LazyFrame:
        """The frame with all columns; one that `instead` names takes the value given there, where that is not null."""
        for step in self._steps:
            changed = [_is_replaced(one, instead.get(one.meta.output_name())) if instead else one for one in step]
            frame = frame.with_columns(changed)
        return frame

    def select_after(self, names: Collection[str]) -> Stages:
        """The stages that read these columns, directly or not, for a frame that already has the columns."""
        # Steps are in order, so whatever depends on a changed column is met after it.
        rest, changed = Stages(), set(names)
        for step in self._steps:
            for expression in step:
                name = expression.meta.output_name()
                if name not in names and changed.intersection(expression.meta.root_names()):
                    changed.add(name)
                    rest.add(name, expression)
        return rest

    @property
    def steps(self) -> list[list[pl.Expr]]:
        """The named expressions, step by step."""
        return self._steps

    @property
    def names(self) -> set[str]:
        return set(self._depth)

    @property
    def reads(self) -> set[str]:
        """The columns that a frame must bring along."""
        return {root for step in self._steps for e in step for root in e.meta.root_names()} - set(self._depth)


def _is_replaced(expression: pl.Expr, value: pl.Expr | None) -> pl.Expr:
    return expression if value is None else pl.coalesce(value, expression).alias(expression.meta.output_name())
