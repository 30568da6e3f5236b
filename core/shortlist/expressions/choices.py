"""Nodes that choose among values: CASE, COALESCE, NULLIF, GREATEST, LEAST."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from sqlglot import exp

from shortlist.expressions.nodes import KIND_NAMES, Nodes, Value
from shortlist.expressions.truth import (
    ORDERED,
    Flag,
    Scalar,
    Truth,
    all_before,
    both,
    every,
    expression,
    first,
    gate,
    in_groups,
    join,
    opposite,
    some,
)
from shortlist.model.search import FEW


class Choices(Nodes):
    """The nodes whose result is one of their operands."""

    def _equal(self, left: exp.Expr, right: exp.Expr) -> Truth:
        """`left = right`; `compiler.Compiler` supplies it."""
        raise TypeError

    def _case(self, node: exp.Expr) -> Truth | Scalar:
        branches = node.args["ifs"]
        conditions = [self.hold(self.truth(branch.this)) for branch in branches]
        results = self._unify(
            [*(branch.args["true"] for branch in branches), node.args.get("default") or _null_in(node)]
        )
        # A branch stays open behind a condition that is not certainly true: what is null goes on to the next one.
        *before, rest = all_before([opposite(condition.surely) for condition in conditions], self.hold)
        reached = [
            *(self.hold(both(open_, one.t)) for open_, one in zip(before, conditions, strict=True)),
            rest,
        ]
        return self._choose(
            results,
            reached,
            [condition.is_true for condition in conditions],
            every([condition.known for condition in conditions]),
        )

    def _nullif(self, node: exp.Expr) -> Truth | Scalar:
        # CASE WHEN a = b THEN NULL ELSE a END
        equal = self.hold(self._equal(node.this, node.expression))
        a, _ = self._unify([node.this, node.expression])
        return self._choose(
            [Scalar.point("null", None), a], [equal.t, opposite(equal.surely)], [equal.is_true], equal.known
        )

    def _choose(
        self, results: Sequence[Value], reached: Sequence[Flag], chosen: Sequence[Flag], known: Flag
    ) -> Truth | Scalar:
        """The join of the results that can be reached; its value now is the first one that is `chosen`, else the last."""
        if any(isinstance(r, Truth) for r in results):
            # Beside a truth only NULL passes _unify as something else.
            truths = [r if isinstance(r, Truth) else Truth.constant(None) for r in results]
            now = first(chosen, [expression(t.now, pl.Boolean) for t in truths])
            flags = [
                some([both(reach, getattr(t, flag)) for reach, t in zip(reached, truths, strict=True)])
                for flag in "tfn"
            ]
            return self.hold(Truth(now, *flags))
        scalars = [r for r in results if isinstance(r, Scalar)]
        now = self.hold(first(chosen, [expression(s.now, _choose_dtype(scalars)) for s in scalars]))
        known = self.hold(every([known, *(s.known for s in scalars)]))
        return self.hold(join(list(zip(reached, scalars, strict=True)), now, known, self.hold))

    def _coalesce(self, node: exp.Expr) -> Truth | Scalar:
        values = self._unify([node.this, *node.expressions])
        truths = [self.hold(v) for v in values if isinstance(v, Truth)]
        nulls: list[Flag] = [t.n for t in truths] or [v.null for v in values if isinstance(v, Scalar)]
        # A few take no columns of their own.
        few = [every(nulls[:index]) for index in range(min(len(nulls), FEW + 1))]
        reached = few if len(nulls) <= FEW else all_before(nulls, self.hold)[:-1]
        if truths:
            now = in_groups(pl.coalesce, [expression(t.now, pl.Boolean) for t in truths])
            t, f = (some([both(r, getattr(x, flag)) for r, x in zip(reached, truths, strict=True)]) for flag in "tf")
            return self.hold(Truth(now, t, f, every(nulls)))
        scalars = [v for v in values if isinstance(v, Scalar)]
        now = self.hold(in_groups(pl.coalesce, [expression(s.now, _choose_dtype(scalars)) for s in scalars]))
        joined = join(list(zip(reached, scalars, strict=True)), now, every([s.known for s in scalars]), self.hold)
        # A join can be null where one result can; COALESCE only where all can.
        return self.hold(replace(joined, null=every(nulls)))

    def _greatest(self, node: exp.Expr) -> Scalar:
        return self._extreme(node, pl.max_horizontal, pl.min_horizontal, "high", "low")

    def _least(self, node: exp.Expr) -> Scalar:
        return self._extreme(node, pl.min_horizontal, pl.max_horizontal, "low", "high")

    def _extreme(
        self, node: exp.Expr, outer: Callable[..., pl.Expr], inner: Callable[..., pl.Expr], far: str, near: str
    ) -> Scalar:
        """GREATEST (`far` is high) or LEAST (`far` is low); nulls are ignored."""
        values = self._unify([node.this, *node.expressions])
        scalars = []
        for part, value in zip((node.this, *node.expressions), values, strict=True):
            if not isinstance(value, Scalar) or value.kind not in ORDERED:
                raise self._mismatch(part, KIND_NAMES["number"], value)
            scalars.append(value)
        # GREATEST may ignore any operand that can be null, so it can fall to the least of all. Those that cannot be null
        # always take part: it is never below the greatest of their least values. LEAST is the mirror image.
        reach = in_groups(outer, [gate(s.value, getattr(s, far)) for s in scalars])
        hull = in_groups(inner, [gate(s.value, getattr(s, near)) for s in scalars])
        sure = in_groups(outer, [gate(opposite(s.null), getattr(s, near)) for s in scalars])
        ends: dict[str, Any] = {far: reach, near: outer(hull, sure)}
        now = self.hold(in_groups(outer, [expression(s.now, pl.Float64) for s in scalars]))
        result = Scalar(
            scalars[0].kind,
            now,
            every([s.known for s in scalars]),
            every([s.null for s in scalars]),
            some([s.value for s in scalars]),
            values=scalars[0].values,
            computed=any(s.computed for s in scalars),
            rests=some([s.rests for s in scalars]),
            **ends,
        )
        return self.hold(result)


def _null_in(node: exp.Expr) -> exp.Expr:
    """The NULL in which a CASE without ELSE ends."""
    # The compiler takes a NULL only below a CASE, and looks for it in `parent`.
    null = exp.Null()
    null.parent = node
    return null


def _choose_dtype(scalars: Sequence[Scalar]) -> type[pl.DataType]:
    # Of all, because a NULL among them tells no type.
    return pl.Float64 if any(s.kind in ORDERED for s in scalars) else pl.String
