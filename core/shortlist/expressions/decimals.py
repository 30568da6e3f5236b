"""Computed numbers as the decimals that they stand for: 0.1 + 0.2 is 0.3 (docs/semantics.md, section 1).

Binary fractions carry noise in the sixteenth digit. Two places take it off. A sum keeps no digit behind the fourteenth of its
larger operand, so that 1000.3 - 1000 is 0.3 and 0.3 - 0.1 - 0.2 is 0. And where a computed number is compared, cut to a
whole number or looked up among steps, it counts with fourteen significant digits; products and quotients in between
keep all of theirs, so that 1 / 3 * 3 is 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from shortlist.expressions.truth import Scalar, expression

DIGITS = 14
MOST_PLACES = 308  # 10.0 ** 309 is infinite
SUM_PLACES = (
    22  # the last power of ten that is a binary fraction without rounding: sums and their bounds meet on one grid
)
TIE = 0.0197
"""Added before rounding, so that no decimal of 16 digits or fewer lies between two results: noise cannot part equal numbers."""
NOISE = 4e-15
"""What binary fractions can add to a sum of two decimals, as a share of the larger one, and some more."""


def round_computed(value: pl.Expr) -> pl.Expr:
    """A number with 14 significant digits, and at least its whole ones; null and infinity stay.

    It never falls where the value rises, so the rounded bounds of a value are bounds of the rounded value.

    >>> pl.select(round_computed(pl.lit(0.29) * 100)).item()
    29.0
    """
    return _round_at(value, _power(value.abs(), DIGITS, MOST_PLACES))


def round_scalar(value: Scalar, hold: Callable[[pl.Expr], pl.Expr]) -> Scalar:
    """A number as it is compared: its value now and its bounds rounded, what is used more than once held."""
    if value.now is None:
        return value
    if value.is_constant:
        return Scalar.point(value.kind, pl.select(round_computed(expression(value.now, pl.Float64))).item())
    now = hold(round_computed(expression(value.now)))
    if value.loose:
        return Scalar.exact(value.kind, now, value.known, value.rests)
    low, high = (hold(round_computed(expression(end, pl.Float64))) for end in (value.low, value.high))
    return replace(value, now=now, low=low, high=high)


def add_decimals(a: pl.Expr | float | str | None, b: pl.Expr | float | str | None) -> pl.Expr:
    """The sum of two numbers, without the digits behind the fourteenth of the larger one.

    >>> pl.select(add_decimals(1000.3, -1000.0)).item()
    0.3
    """
    x, y = expression(a, pl.Float64), expression(b, pl.Float64)
    return _round_at(x + y, _power(pl.max_horizontal(x.abs(), y.abs()), DIGITS, SUM_PLACES))


def least_sum(a: pl.Expr | float | str | None, b: pl.Expr | float | str | None) -> pl.Expr:
    """What `add_decimals` is never below for operands that are not below these: the sum itself where it has 13 digits.

    A larger operand is rounded more coarsely, so rounding the sum of the least operands would not always be the least.
    """
    x, y = expression(a, pl.Float64), expression(b, pl.Float64)
    scale = pl.max_horizontal(x.abs(), y.abs())
    power = _power(scale, DIGITS - 1, SUM_PLACES)
    units = (x + y) * power
    whole = units.round()
    # At 0.5 the two signs would be rounded to different sides.
    is_decimal = (units - whole).abs() <= (scale * power * NOISE).clip(0.0, 0.4)
    least = pl.when(is_decimal).then(whole).otherwise(units - 1.0) / power
    return least.fill_nan(-math.inf)  # of infinities of both signs


def greatest_sum(a: pl.Expr | float | str | None, b: pl.Expr | float | str | None) -> pl.Expr:
    """The mirror image of `least_sum`."""
    return -least_sum(-expression(a, pl.Float64), -expression(b, pl.Float64))


def _round_at(value: pl.Expr, power: pl.Expr) -> pl.Expr:
    # Adding 0.0 makes -0.0, which prints otherwise, 0.0.
    return (value * power + TIE).round() / power + 0.0


def _power(scale: pl.Expr, digits: int, most: int) -> pl.Expr:
    """The power of ten that leaves so many digits before the point; at least 1, since whole numbers are exact."""
    places = (digits - 1.0 - scale.log10().floor()).clip(0, most)
    # A whole exponent: the powers are exact, and taken in two thirds of the time.
    return pl.lit(10.0).pow(places.cast(pl.Int32, strict=False))
