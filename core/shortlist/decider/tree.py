"""The nodes of a Polars expression, as its own serialised form has them."""

from __future__ import annotations

import json
import warnings
from functools import cached_property
from typing import Any

import polars as pl


class Node:
    """One node: its `kind`, what the form says of it (`said`), and its children in the order in which they are written.

    `expression` is the node as an expression; it is taken from its parent when it is asked for.
    """

    def __init__(
        self, form: Any, parent: Node | None = None, place: int = 0, expression: pl.Expr | None = None
    ) -> None:
        self.kind: str
        self.said: Any
        self.kind, self.said = (form, None) if isinstance(form, str) else next(iter(form.items()))
        self._form, self._parent, self._place, self._own = form, parent, place, expression

    @cached_property
    def expression(self) -> pl.Expr:
        if self._parent is None:
            assert self._own is not None
            return self._own
        return self._parent._popped[self._place]

    @cached_property
    def _popped(self) -> list[pl.Expr]:
        # Polars hands out the inputs of a node last first, and of a ternary the predicate before both.
        inputs = self.expression.meta.pop()[::-1]
        return [inputs[2], *inputs[:2]] if self.kind == "Ternary" else inputs

    @cached_property
    def children(self) -> list[Node]:
        said = self.said
        match self.kind:
            case "Function":
                forms = said["input"]
            case "BinaryExpr":
                forms = [said["left"], said["right"]]
            case "Ternary":
                forms = [said["predicate"], said["truthy"], said["falsy"]]
            case "Gather":
                forms = [said["expr"], said["idx"]]
            case "Cast":
                forms = [said["expr"]]
            case _:
                forms = []
        return [Node(form, self, place) for place, form in enumerate(forms)]

    @property
    def function(self) -> tuple[str, Any]:
        """The name of a function and its options."""
        found = self.said["function"]
        return (found, None) if isinstance(found, str) else next(iter(found.items()))


def parse(expression: pl.Expr) -> Node | None:
    """The tree of an expression below its own name; None where Polars cannot write it down, as with a Python function in it."""
    bare = expression.meta.undo_aliases()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # the form may change between versions: whatever is not known is left to Polars
            form = json.loads(bare.meta.serialize(format="json"))
    except (pl.exceptions.ComputeError, ValueError):
        return None
    return Node(form, expression=bare)
