"""In which power a SQL text depends on money: what becomes of it, and which of its constants are money, in another currency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_SAME = (exp.Paren, exp.Neg, exp.Abs, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.Median, exp.Filter, exp.Alias)
_VALUES = (exp.Add, exp.Sub, exp.Coalesce, exp.Greatest, exp.Least, exp.Nullif)
_TRUTHS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.In)
Degree = int | None
"""The power of money; None for a constant, which goes with any."""


class UnsureError(Exception):
    """A text whose money cannot be told from its other numbers."""


@dataclass
class Money:
    """What of a SQL text is money. `degree`: an amount is 1, a share 0.

    Of the seller's numbers `seller` are amounts, `likely` those that are amounts unless the number they are multiplied with is one,
    `divisors` those by which an amount is divided, and `factors` all of which the text does not tell, these two among them.
    """

    tree: exp.Expr
    degree: Degree = None
    literals: list[exp.Literal] = field(default_factory=list)
    seller: set[str] = field(default_factory=set)
    likely: set[str] = field(default_factory=set)
    divisors: set[str] = field(default_factory=set)
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

    A number beside an amount in a comparison, a sum or a choice is money, a factor is not. Raises UnsureError where what is compared
    or added is money on one side only, or rounded.

    >>> found = find_money("employees > 10 OR annual_revenue / 2 >= 500", {"annual_revenue": 1, "employees": 0}.__getitem__)
    >>> found.scaled(7.0)
    'employees > 10 OR annual_revenue / 2 >= 3500'
    >>> find_money("annual_revenue > CASE WHEN employees > 9 THEN 5 ELSE 2 END", {"annual_revenue": 1, "employees": 0}.__getitem__).scaled(7.0)
    'annual_revenue > CASE WHEN employees > 9 THEN 35 ELSE 14 END'
    >>> find_money("annual_revenue / employees", {"annual_revenue": 1, "employees": 0}.__getitem__).degree
    1
    """
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (SqlglotError, RecursionError, ValueError):
        raise UnsureError from None
    found = Money(tree)
    try:
        found.degree = _Reader(found, degree_of, frozenset(seller)).read(tree)
    except RecursionError:
        raise UnsureError from None
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
            return self._read_product(node)
        if isinstance(node, _SAME):
            for name, part in node.args.items():
                if name != "this" and isinstance(part, exp.Expr):
                    self.read(part)
            return self.read(node.this)
        if isinstance(node, exp.Case):
            for one in node.args["ifs"]:
                self.read(one.this)
        if isinstance(node, (exp.Case, *_VALUES, *_TRUTHS)):
            degree = self._agree(_results(node))
            return 0 if isinstance(node, _TRUTHS) else degree
        # A long AND or OR as one: pair by pair it would recurse too deeply.
        below = node.flatten(unnest=False) if isinstance(node, exp.And | exp.Or) else node.iter_expressions()
        degrees = [self.read(one) for one in below]
        if isinstance(node, exp.Count | exp.And | exp.Or | exp.Not | exp.Is | exp.Where):
            return 0
        if any(degrees):
            raise UnsureError  # ROUND to whole yuan is not ROUND to whole dollars
        return 0 if degrees else None

    def _read_product(self, node: exp.Mul | exp.Div) -> Degree:
        left, right = self.read(node.left), self.read(node.right)
        if isinstance(node, exp.Div) and left and right is None:
            self.found.divisors |= self._names(node.right)
        if left is None and right is None:
            return None
        return (left or 0) + (right or 0) * (1 if isinstance(node, exp.Mul) else -1)

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

    def _take(self, node: exp.Expr, degree: int, sure: bool = True) -> None:
        """A constant beside money, whatever is chosen in it: what it comes to is money. Factors of it are not."""
        if isinstance(node, exp.Null) or (isinstance(node, exp.Literal) and (node.is_string or not float(node.this))):
            return
        if isinstance(node, _SAME):
            self._take(node.this, degree, sure)
        elif isinstance(node, (exp.Case, *_VALUES)):
            for one in _results(node):
                self._take(one, degree, sure)
        elif degree != 1:
            raise UnsureError
        elif isinstance(node, exp.Literal):
            self.found.literals.append(node)
        elif isinstance(node, exp.Column):
            (self.found.seller if sure else self.found.likely).add(node.name)
        elif isinstance(node, exp.Mul | exp.Div):
            self._take_factor(node, degree, sure)
        else:
            raise UnsureError

    def _take_factor(self, node: exp.Mul | exp.Div, degree: int, sure: bool) -> None:
        """Which factor of a product carries the money: a number of the seller's goes before one that is written out."""
        left, right = (self._names(one) for one in (node.left, node.right))
        if left and right:
            raise UnsureError
        if isinstance(node, exp.Div):
            self._take(node.left, degree, sure)
        elif right:
            self._take(node.right, degree, False)
        else:
            self._take(node.left, degree, sure and not left)

    def _names(self, node: exp.Expr) -> set[str]:
        return {one.name for one in node.find_all(exp.Column) if one.table == "seller"}


def _results(node: exp.Expr) -> list[exp.Expr]:
    """The sides of a sum or comparison, or what a choice may come to."""
    if isinstance(node, exp.Case):
        return [*(one.args["true"] for one in node.args["ifs"]), *filter(None, [node.args.get("default")])]
    return [one for one in node.iter_expressions() if isinstance(one, exp.Expr)]
