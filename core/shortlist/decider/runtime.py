"""What compiled deciders call: arithmetic as IEEE 754 and Polars have it, where Python raises or differs."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import polars as pl

EPOCH = date(1970, 1, 1).toordinal()
_INTEGERS = 2.0**52  # from here on every float is whole


def divide(a: float, b: float) -> float:
    """The quotient; infinite or NaN where Python raises.

    >>> divide(1.0, -0.0), divide(0.0, 0.0)
    (-inf, nan)
    """
    if b:
        return a / b
    return math.nan if a != a or not a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def power(a: float, b: float) -> float:
    """a to the power of b; infinite or NaN where Python raises.

    >>> power(10.0, 400.0), power(-8.0, 0.5), power(0.0, -1.0)
    (inf, nan, inf)
    """
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    except ValueError:
        if a:
            return math.nan
        return math.copysign(math.inf, a) if b % 2 == 1 else math.inf


def logarithm(a: float, base: float) -> float:
    """The logarithm, as the quotient of two natural ones.

    >>> logarithm(0.0, 10.0), logarithm(-1.0, 10.0)
    (-inf, nan)
    """
    return divide(natural(a), natural(base))


def natural(a: float) -> float:
    """The natural logarithm; minus infinity of 0, NaN below."""
    if a > 0 or a != a:
        return math.log(a)
    return math.nan if a else -math.inf


def root(a: float) -> float:
    """The square root; NaN below 0."""
    return math.sqrt(a) if a >= 0 or a != a else math.nan


def floor(a: float) -> float:
    """The greatest whole number that is not greater; the sign of zero, infinity and NaN stay."""
    return a if not -_INTEGERS < a < _INTEGERS else math.copysign(float(math.floor(a)), a) if 0 <= a < 1 else a // 1.0


def ceiling(a: float) -> float:
    """The least whole number that is not less."""
    return -floor(-a)


def round_even(a: float, scale: float) -> float:
    """Rounded to the even one of two neighbours on the grid of 1 / scale; what is too large for the grid stays.

    >>> round_even(2.5, 1.0), round_even(0.125, 100.0)
    (2.0, 0.12)
    """
    scaled = a * scale
    if not -_INTEGERS < scaled < _INTEGERS:
        return a if math.isinf(scaled) else scaled / scale
    return math.copysign(float(round(scaled)), scaled) / scale


def round_away(a: float, scale: float) -> float:
    """Rounded as in `round_even`, but half away from zero."""
    scaled = a * scale
    if not -_INTEGERS < scaled < _INTEGERS:
        return a if math.isinf(scaled) else scaled / scale
    whole = math.floor(abs(scaled))
    return math.copysign(float(whole + (abs(scaled) - whole >= 0.5)), scaled) / scale


def round_figures(a: float, digits: int) -> float:
    """Rounded half away from zero to so many significant digits, on the grid that Polars takes for it.

    >>> round_figures(0.30000000000000004, 12), round_figures(-123456.5, 6)
    (0.3, -123457.0)
    """
    if not 1e-250 < abs(a) < 1e250:
        return a if not a or not math.isfinite(a) else pl.Series([a]).round_sig_figs(digits)[0]
    scale = _power_of_ten(digits - 1 - math.floor(math.log10(abs(a))))
    scaled = abs(a) * scale
    whole = math.floor(scaled)
    return math.copysign(float(whole + (scaled - whole >= 0.5)), a) / scale


@cache
def _power_of_ten(exponent: int) -> float:
    """10 to this power by repeated squaring, which is not always the nearest float."""
    found, square, rest = 1.0, 10.0, abs(exponent)
    while rest:
        found *= square if rest & 1 else 1.0
        square, rest = square * square, rest // 2
    return found if exponent >= 0 else 1.0 / found


def day_of(days: int) -> date:
    """The date of so many days after 1970 began. Raises OverflowError or ValueError outside the years 1 to 9999."""
    return date.fromordinal(days + EPOCH)


def outside(function: Callable[[float], float]) -> Callable[[float], float]:
    """A function of `math` that is NaN where it is not defined."""

    def call(a: float) -> float:
        try:
            return function(a)
        except ValueError:
            return math.nan

    return call


sine, cosine, arc_sine = outside(math.sin), outside(math.cos), outside(math.asin)


def whole(a: float, least: int, most: int) -> int | None:
    """A float cut to an integer between these; None outside, and of infinity and NaN."""
    return int(a) if least <= a < most + 1 or (a == a and not math.isinf(a) and least <= int(a) <= most) else None


def fit(a: int, least: int, most: int) -> int:
    """An integer that lies between these. Raises OverflowError for another, as the cast does in Polars."""
    if not least <= a <= most:
        raise OverflowError(f"{a} does not lie between {least} and {most}")
    return a


def wrap(a: int, least: int, most: int) -> int:
    """An integer as a type of these limits keeps it."""
    return (a - least) % (most - least + 1) + least


def least_of(*values: Any) -> Any:
    """The least value; null and NaN count only where there is nothing else."""
    found = None
    for one in values:
        if one is not None and (found is None or found != found or not (one != one or found < one)):
            found = one
    return found


def most_of(*values: Any) -> Any:
    """The greatest value; null and NaN count only where there is nothing else."""
    found = None
    for one in values:
        if one is not None and (found is None or found != found or not (one != one or found > one)):
            found = one
    return found


def first_of(*values: Any) -> Any:
    """The first value that is not null."""
    return next((one for one in values if one is not None), None)


def greater(a: float, b: float) -> bool:
    """Whether a is greater, where NaN is the greatest of all and equals itself."""
    return a > b or (a != a and b == b)


def equal(a: float, b: float) -> bool:
    """Whether both are equal, where NaN equals itself."""
    return a == b or (a != a and b != b)


def strip(text: str) -> str:
    """A text without white space around it, as Unicode has it (Python counts the separators 1C to 1F too)."""
    return text.strip(SPACE)


SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

NAMES: dict[str, Any] = {
    one.__name__: one
    for one in (divide, power, logarithm, natural, root, floor, ceiling, round_even, round_away, round_figures, day_of, whole, fit, wrap, least_of, most_of,
                first_of, greater, equal, strip)
} | {"sine": sine, "cosine": cosine, "arc_sine": arc_sine, "isfinite": math.isfinite, "radians": math.radians,
     "inf": math.inf, "nan": math.nan, "fabs": math.fabs}  # fmt: skip
"""What compiled code reads by name."""
