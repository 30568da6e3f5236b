"""In which power a SQL text depends on money: what becomes of it, and which of its constants are money, in another currency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_SAME = (exp.Paren, exp.Neg, exp.Abs, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Filter, exp.Alias)
_SIDES = (
    exp.Add, exp.Sub, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In, exp.Coalesce, exp.Greatest, exp.Least,
    exp.Nullif,
)  # fmt: skip
_TRUTHS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In)
Degree = int | None
"""The power of money; None for a constant, which goes with any."""


class UnsureError(Exception):
    """A text whose money cannot be told from its other numbers."""


@dataclass
class Money:
    """What of a SQL text is money. `degree`: an amount is 1, a share 0; `seller` are the seller's numbers that are amounts,
    `factors` those of which the text does not tell."""

    tree: exp.Expr
    degree: Degree = None
    literals: list[exp.Literal] = field(default_factory=list)
    seller: set[str] = field(default_factory=set)
    factors: set[str] = field(default_factory=set)

    def scaled(self, factor: float) -> str:
        """The text with its literals of money times a factor, to 12 significant digits."""
        mine = {id(one) for one in self.literals}

        def scale(node: exp.Expr) -> exp.Expr:
            return exp.Literal.number(format_number(float(node.this) * factor)) if id(node) in mine else node

        return str(self.tree.transform(scale, copy=False).sql(dialect="duckdb"))


def format_number(value: float) -> str:
    """A number to 12 significant digits, written without an exponent."""
    text = f"{value:.12g}"
    return text if "e" not in text else f"{float(text):f}".rstrip("0").rstrip(".")


def find_money(text: str, degree_of: Callable[[str], int], seller: Iterable[str] = ()) -> Money:
    """What of a condition or scalar is money; `degree_of` is 1 for the names of amounts, else 0, `seller` the seller's amounts.

    A number beside an amount in a comparison or a sum is money, a factor is not. Raises UnsureError where what is compared
    or added is money on one side only, or rounded.

    >>> found = find_money("employees > 10 OR annual_revenue / 2 >= 500", {"annual_revenue": 1, "employees": 0}.__getitem__)
    >>> found.scaled(7.0)
    'employees > 10 OR annual_revenue / 2 >= 3500'
    >>> find_money("annual_revenue / employees", {"annual_revenue": 1, "employees": 0}.__getitem__).degree
    1
    """
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError, ValueError):
        raise UnsureError from None
    found = Money(tree)
    found.degree = _Reader(found, degree_of, frozenset(seller)).read(tree)
    return found


class _Reader:
    def __init__(self, found: Money, degree_of: Callable[[str], int], seller: frozenset[str]) -> None:
        self.found, self.degree_of, self.seller = found, degree_of, seller

    def read(self, node: exp.Expr) -> Degree:
        if isinstance(node, exp.Literal | exp.Null | exp.Boolean):
            return None
        if isinstance(node, exp.Column):
            if node.table == "seller":
                if node.name in self.seller:
                    return 1
                self.found.factors.add(node.name)
                return None
            return self.degree_of(f"{node.table}.{node.name}" if node.table else node.name)
        if isinstance(node, exp.Mul | exp.Div):
            left, right = self.read(node.left), self.read(node.right)
            if left is None and right is None:
                return None
            return (left or 0) + (right or 0) * (1 if isinstance(node, exp.Mul) else -1)
        if isinstance(node, _SAME):
            for name, part in node.args.items():
                if name != "this" and isinstance(part, exp.Expr):
                    self.read(part)
            return self.read(node.this)
        if isinstance(node, exp.Case):
            return self._read_case(node)
        if isinstance(node, _SIDES):
            degree = self._agree([one for one in node.iter_expressions() if isinstance(one, exp.Expr)])
            return 0 if isinstance(node, _TRUTHS) else degree
        degrees = [self.read(one) for one in node.iter_expressions()]
        if isinstance(node, exp.Count | exp.And | exp.Or | exp.Not | exp.Is | exp.Where):
            return 0
        if any(degrees):
            raise UnsureError  # ROUND to whole yuan is not ROUND to whole dollars
        return 0 if degrees else None

    def _read_case(self, node: exp.Case) -> Degree:
        for one in node.args["ifs"]:
            self.read(one.this)
        results = [one.args["true"] for one in node.args["ifs"]]
        return self._agree([*results, *filter(None, [node.args.get("default")])])

    def _agree(self, sides: list[exp.Expr]) -> Degree:
        """The one degree of several sides; constants beside money are money."""
        degrees = [self.read(side) for side in sides]
        known = {degree for degree in degrees if degree is not None}
        if len(known) > 1:
            raise UnsureError
        degree = next(iter(known), None)
        if degree:
            for side, own in zip(sides, degrees, strict=True):
                if own is None:
                    self._take(side, degree)
        return degree

    def _take(self, node: exp.Expr, degree: int) -> None:
        """A constant beside money: its numbers are money, those that are factors of a seller's amount are not."""
        names = list(node.find_all(exp.Column))
        literals = [one for one in node.find_all(exp.Literal) if not one.is_string and float(one.this) != 0]
        if (names or literals) and degree != 1:
            raise UnsureError
        if names:
            if len(names) > 1 or isinstance(node, exp.Add | exp.Sub):
                raise UnsureError
            self.found.seller.add(names[0].name)
        elif len(literals) > 1:
            raise UnsureError
        else:
            self.found.literals += literals
