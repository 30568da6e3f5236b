"""Values that know what they could still become once missing data are found out: the algebra below conditions.

A `Truth` is a three-valued boolean with the flags T, F, N: whether it can be true, false or null under some completion
of the prospect. A `Scalar` is a number, date, level or text with its range over completions. Flags are Polars
expressions that are never null, or plain bools where they are the same for every prospect.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal, overload

import polars as pl

from shortlist.model.search import FEW, pick

Flag = pl.Expr | bool
Kind = Literal["number", "date", "level", "text", "country", "null"]
ORDERED: frozenset[str] = frozenset({"number", "date", "level"})


def both(a: Flag, b: Flag) -> Flag:
    """`a and b`, folded where one is constant."""
    if isinstance(a, bool):
        return b if a else False
    if isinstance(b, bool):
        return a if b else False
    return a & b


def either(a: Flag, b: Flag) -> Flag:
    """`a or b`, folded where one is constant."""
    if isinstance(a, bool):
        return True if a else b
    if isinstance(b, bool):
        return True if b else a
    return a | b


def opposite(a: Flag) -> Flag:
    """`not a`."""
    return not a if isinstance(a, bool) else ~a


def every(flags: Sequence[Flag]) -> Flag:
    """Whether all flags hold; True of none, folded where one is constant."""
    rest = [flag for flag in flags if flag is not True]
    if any(flag is False for flag in rest):
        return False
    # Flat, not a chain of `&`: Polars recurses into chains and does not get through one of thousands of terms.
    return pl.all_horizontal(*rest) if len(rest) > 2 else _fold(both, rest, True)


def some(flags: Sequence[Flag]) -> Flag:
    """Whether any flag holds; False of none, folded where one is constant."""
    rest = [flag for flag in flags if flag is not False]
    if any(flag is True for flag in rest):
        return True
    return pl.any_horizontal(*rest) if len(rest) > 2 else _fold(either, rest, False)


def _fold(join: Callable[[Flag, Flag], Flag], flags: Sequence[Flag], nothing: Flag) -> Flag:
    return reduce(join, flags, nothing)


def expression(value: Flag | float | str | None, dtype: pl.DataType | type[pl.DataType] | None = None) -> pl.Expr:
    """A constant as a Polars literal; an expression unchanged."""
    return value if isinstance(value, pl.Expr) else pl.lit(value, dtype)


@dataclass(frozen=True)
class Truth:
    """A three-valued boolean: its value now (null is unknown), and what it can be under some completion.

    `t`, `f` and `n`: whether it can be true, false, null. At least one of them holds.
    """

    now: pl.Expr | bool | None
    t: Flag
    f: Flag
    n: Flag

    @classmethod
    def constant(cls, value: bool | None) -> Truth:
        return cls(value, value is True, value is False, value is None)

    @property
    def surely(self) -> Flag:
        """Whether it is true under every completion."""
        return both(self.t, both(opposite(self.f), opposite(self.n)))

    @property
    def known(self) -> Flag:
        """Whether only one of true, false and null is possible."""
        t, f, n = self.t, self.f, self.n
        return some([self.surely, every([f, opposite(t), opposite(n)]), every([n, opposite(t), opposite(f)])])

    @property
    def is_true(self) -> Flag:
        """Whether it is true now; never null."""
        if isinstance(self.now, pl.Expr):
            return self.now.fill_null(False)
        return self.now is True

    def negate(self) -> Truth:
        now = ~self.now if isinstance(self.now, pl.Expr) else None if self.now is None else not self.now
        return Truth(now, self.f, self.t, self.n)

    def is_null(self) -> Truth:
        now = self.now.is_null() if isinstance(self.now, pl.Expr) else self.now is None
        return Truth(now, self.n, either(self.t, self.f), False)

    def is_value(self, value: bool) -> Truth:
        """IS TRUE or IS FALSE: never null."""
        t, f = (self.t, self.f) if value else (self.f, self.t)
        now: pl.Expr | bool = self.now is value
        if isinstance(self.now, pl.Expr):
            now = (self.now if value else ~self.now).fill_null(False)
        return Truth(now, t, either(f, self.n), False)


def conjunction(truths: Sequence[Truth]) -> Truth:
    """Three-valued AND. It can be null when each can be true or null, and some can be null."""
    null = both(every([either(truth.t, truth.n) for truth in truths]), some([truth.n for truth in truths]))
    t, f = every([truth.t for truth in truths]), some([truth.f for truth in truths])
    return Truth(_kleene([truth.now for truth in truths], absorbing=False), t, f, null)


def disjunction(truths: Sequence[Truth]) -> Truth:
    """Three-valued OR. It can be null when each can be false or null, and some can be null."""
    null = both(every([either(truth.f, truth.n) for truth in truths]), some([truth.n for truth in truths]))
    t, f = some([truth.t for truth in truths]), every([truth.f for truth in truths])
    return Truth(_kleene([truth.now for truth in truths], absorbing=True), t, f, null)


def _kleene(values: Sequence[pl.Expr | bool | None], absorbing: bool) -> pl.Expr | bool | None:
    """Three-valued AND (absorbing False) or OR (absorbing True), of one value or more."""
    if any(value is absorbing for value in values):
        return absorbing
    # The other constant is neutral. What is left are expressions and nulls.
    rest = [value for value in values if value is not (not absorbing)]
    if len(rest) < 2 or all(value is None for value in rest):
        return rest[0] if rest else not absorbing
    together = pl.any_horizontal if absorbing else pl.all_horizontal
    return together(*(expression(value, pl.Boolean) for value in rest))


@dataclass(frozen=True)
class Scalar:
    """A number, date (days since 1970), level (rank), text or country.

    `now` is its value with what is known today. Over completions: `null`, whether it can be null; `value`, whether it can
    be a value; `low` and `high`, the least and greatest of these values (numbers, dates, levels); `fixed`, whether a text
    can be no other than `at`. `known`: whether everything inside it is known. Where `value` holds, `low`, `high` and, if
    fixed, `at` are not null. `values` are a level's, worst first. `computed`: whether it comes from arithmetic, and so may be
    off the decimal that it stands for; `loose`: whether its ends are infinite unless it is known; `rests`: whether it rests on
    a range that counts as nothing before it is asked for.
    """

    kind: Kind
    now: pl.Expr | float | str | None
    known: Flag
    null: Flag
    value: Flag
    low: pl.Expr | float = -math.inf
    high: pl.Expr | float = math.inf
    at: pl.Expr | str | None = None
    fixed: Flag = False
    values: tuple[str, ...] = ()
    computed: bool = False
    loose: bool = False
    rests: Flag = False

    @property
    def is_constant(self) -> bool:
        return not isinstance(self.now, pl.Expr)

    @classmethod
    def point(cls, kind: Kind, value: float | str | None, values: tuple[str, ...] = ()) -> Scalar:
        """A constant; None is a null for good."""
        if value is None:
            # Ends are read only where `value` holds, so those of a null are never read.
            return cls(kind, None, True, True, False, math.nan, math.nan, None, True, values)
        if isinstance(value, str):
            return cls(kind, value, True, False, True, at=value, fixed=True, values=values)
        return cls(kind, value, True, False, True, value, value, values=values)

    @classmethod
    def column(
        cls,
        kind: Kind,
        column: pl.Expr,
        missing: pl.Expr,
        low: float = -math.inf,
        high: float = math.inf,
        values: tuple[str, ...] = (),
        nullable: bool = False,
    ) -> Scalar:
        """A field or reference column. `nullable`: it may be null though it is not missing (a table's empty cell)."""
        # A missing value may stay missing under a completion, so it can be null as well as any value of its range.
        empty = column.is_null()
        value: Flag = (missing | ~empty) if nullable else True
        if kind in ORDERED:
            least = pl.when(missing).then(low).otherwise(column) if nullable else column.fill_null(low)
            most = pl.when(missing).then(high).otherwise(column) if nullable else column.fill_null(high)
            return cls(kind, column, ~missing, empty, value, least, most, values=values)
        return cls(kind, column, ~missing, empty, value, at=column, fixed=~missing, values=values)

    @classmethod
    def exact(cls, kind: Kind, now: pl.Expr, known: Flag, rests: Flag = False) -> Scalar:
        """A function's result: exact where everything inside is known, otherwise null or any value."""
        unknown = opposite(known)
        null, value = either(unknown, now.is_null()), either(unknown, now.is_not_null())
        if kind not in ORDERED:
            return cls(kind, now, known, null, value, at=now, fixed=known, rests=rests)
        known = expression(known)
        return cls(
            kind,
            now,
            known,
            null,
            value,
            pl.when(known).then(now).otherwise(-math.inf),
            pl.when(known).then(now).otherwise(math.inf),
            loose=True,
            rests=rests,
        )

    def is_null(self) -> Truth:
        now = self.now.is_null() if isinstance(self.now, pl.Expr) else self.now is None
        return Truth(now, self.null, self.value, False)


@overload
def fold(value: Truth) -> Truth: ...
@overload
def fold(value: Scalar) -> Scalar: ...
def fold(value: Truth | Scalar) -> Truth | Scalar:
    """A value that reads no column as the constant that it is; any other unchanged (docs/semantics.md, section 4)."""
    if isinstance(value, Scalar) and value.kind == "null":
        # Null under every completion, whatever is read in between; what that is decides whether it is known.
        return replace(Scalar.point("null", None), known=value.known)
    if not isinstance(value.now, pl.Expr) or value.now.meta.root_names():
        return value
    constant = pl.select(value.now).item()
    if isinstance(value, Truth):
        return Truth.constant(constant)
    return replace(Scalar.point(value.kind, constant, value.values), computed=value.computed)


def compare(operator: Literal["=", "<", "<="], a: Scalar, b: Scalar) -> Truth:
    """A comparison of two scalars of one kind; texts can only be compared with `=`."""
    comparable = both(a.value, b.value)
    null = either(a.null, b.null)
    x, y = expression(a.now), expression(b.now)
    now = x == y if operator == "=" else x < y if operator == "<" else x <= y
    if a.kind not in ORDERED:
        same = expression(a.at, pl.String) == expression(b.at, pl.String)
        settled = both(a.fixed, b.fixed)
        can, cannot = either(opposite(settled), same), opposite(both(settled, same))
        return Truth(now, both(comparable, can), both(comparable, cannot), null)
    al, ah, bl, bh = (expression(end, pl.Float64) for end in (a.low, a.high, b.low, b.high))
    # The ends are reached independently of each other: too wide where both sides read the same field, never too narrow.
    if operator == "=":
        can, cannot = (al <= bh) & (bl <= ah), (al < bh) | (bl < ah)
    elif operator == "<":
        can, cannot = al < bh, ah >= bl
    else:
        can, cannot = al <= bh, ah > bl
    return Truth(now, both(comparable, can), both(comparable, cannot), null)


def among(a: Scalar, points: Sequence[float | str]) -> Truth:
    """Whether a scalar equals any of these points: the OR of the comparisons, by searching instead of comparing with each."""
    listed, x = sorted(set(points)), expression(a.now)
    kind = pl.Float64 if a.kind in ORDERED else pl.String
    values = pl.Series(listed, dtype=kind).implode()
    if a.kind not in ORDERED:
        same = expression(a.at, pl.String).is_in(values)
        can, cannot = either(opposite(a.fixed), same), opposite(both(a.fixed, same))
        return Truth(x.is_in(values), both(a.value, can), both(a.value, cannot), a.null)
    low, high = expression(a.low, pl.Float64), expression(a.high, pl.Float64)
    # The least point that is not below the low end, as the greatest key not above it in the mirror.
    mirrored = [-float(point) for point in reversed(listed)]
    least = pick(-low, mirrored, [pl.lit(-key) for key in mirrored])
    can = (low <= listed[-1]) & (least <= high)
    only = (low == high) & low.is_in(values)
    return Truth(x.is_in(values), both(a.value, can), both(a.value, ~only), a.null)


def doubt(truth: Truth, rests: Flag) -> Truth:
    """A comparison that has no value now where it rests on a range and can be true as well as false."""
    if rests is False:
        return truth
    open_ = expression(both(rests, both(truth.t, truth.f)))
    return Truth(pl.when(~open_).then(expression(truth.now, pl.Boolean)), truth.t, truth.f, either(truth.n, open_))


def join(
    reached: Sequence[tuple[Flag, Scalar]], now: pl.Expr, known: Flag, hold: Callable[[pl.Expr], pl.Expr]
) -> Scalar:
    """The hull of the results that can be reached; `reached` pairs each result with the flag that it can be reached.

    `hold` computes once what is used more than once.
    """
    parts = [(reach, part) for reach, part in reached if reach is not False]
    null = some([both(reach, part.null) for reach, part in parts])
    value = some([both(reach, part.value) for reach, part in parts])
    typed = [part for _, part in reached if part.kind != "null"]
    kind: Kind = typed[0].kind if typed else "null"
    values = typed[0].values if typed else ()
    computed, rests = any(part.computed for part in typed), some([part.rests for part in typed])
    valued = [(both(reach, part.value), part) for reach, part in parts if part.kind != "null"]
    if kind in ORDERED and valued:
        low = in_groups(pl.min_horizontal, [gate(flag, part.low) for flag, part in valued])
        high = in_groups(pl.max_horizontal, [gate(flag, part.high) for flag, part in valued])
        return Scalar(kind, now, known, null, value, low, high, values=values, computed=computed, rests=rests)
    ats = [pl.when(expression(flag)).then(expression(part.at, pl.String)) for flag, part in valued]
    at = hold(in_groups(pl.coalesce, ats)) if ats else None
    fixed = every(
        [either(opposite(flag), both(part.fixed, expression(part.at, pl.String) == at)) for flag, part in valued]
    )
    # A comparison with a null text is null only where `value` is false, which gates whatever reads `fixed`.
    fixed = fixed.fill_null(False) if isinstance(fixed, pl.Expr) else fixed
    return Scalar(kind, now, known, null, value, at=at, fixed=fixed, values=values, rests=rests)


def in_groups(combine: Callable[..., pl.Expr], parts: Sequence[pl.Expr]) -> pl.Expr:
    """A horizontal function of many parts, group by group: at once it would need a column of memory for each of them."""
    while len(parts) > FEW:
        parts = [combine(*parts[start : start + FEW]) for start in range(0, len(parts), FEW)]
    return combine(*parts)


def all_before(flags: Sequence[Flag], hold: Callable[[Flag], Flag]) -> list[Flag]:
    """For each flag whether all before it hold, and at the end whether all do.

    Each is computed from others in as many steps as the logarithm of their number, where a chain would take as many as there are.
    """
    if len(flags) <= FEW:
        result: list[Flag] = [True]
        for flag in flags:
            result.append(hold(both(result[-1], flag)))
        return result
    pairs = [hold(both(one, two)) for one, two in zip(flags[::2], flags[1::2], strict=False)]
    result = []
    for index, before in enumerate(all_before(pairs, hold)):
        result.append(before)
        if 2 * index < len(flags):
            result.append(hold(both(before, flags[2 * index])))
    return result[: len(flags) + 1]


def first(chosen: Sequence[Flag], results: Sequence[pl.Expr]) -> pl.Expr:
    """The result of the first flag that holds, else the last result; flags are never null."""
    if len(chosen) > FEW:
        half = len(chosen) // 2
        early, late = first(chosen[: half - 1], results[:half]), first(chosen[half:], results[half:])
        return pl.when(expression(some(chosen[:half]))).then(early).otherwise(late)
    now = results[-1]
    for flag, result in reversed(list(zip(chosen, results[:-1], strict=True))):
        now = pl.when(expression(flag)).then(result).otherwise(now)
    return now


def amount(flag: Flag, value: float = 1, dtype: type[pl.DataType] = pl.Float64) -> pl.Expr:
    """The value where the flag holds, else 0."""
    # Takes a sixth of the time of a cast and a product.
    return pl.when(expression(flag)).then(pl.lit(value, dtype)).otherwise(pl.lit(0, dtype))


def gate(flag: Flag, end: pl.Expr | float) -> pl.Expr:
    """An interval's end where the flag holds, else null, which min_horizontal and max_horizontal ignore."""
    return pl.when(expression(flag)).then(expression(end, pl.Float64))
