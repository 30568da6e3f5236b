"""Operators of compiled code: arithmetic, comparisons and three-valued logic over typed parts, as Polars has them."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from shortlist.decider.program import Code, Program

FLOAT, BOOL, TEXT, NULL = pl.Float64(), pl.Boolean(), pl.String(), pl.Null()
_SIGNS = {"Gt": ">", "GtEq": ">=", "Lt": "<", "LtEq": "<=", "Eq": "==", "NotEq": "!="}
_MATH = {"Plus": "+", "Minus": "-", "Multiply": "*"}


class UntranslatableError(Exception):
    """A node that has no translation."""


class Operators:
    """Puts together code of code. Every method raises UntranslatableError for types that it does not know."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def constant(self, value: Any) -> str:
        """The name of a value that is no number."""
        return self._program.constant(value)

    def put(self, text: str) -> str:
        return self._program.put(text)

    def strict(self, text: str, dtype: pl.DataType, *parts: Code, nan: bool = False) -> Code:
        if any(one.text == "None" for one in parts):
            return Code("None", dtype)
        filled = text.format(*(f"({one.text})" if one.text.startswith("-") else one.text for one in parts))
        tests = dict.fromkeys(f"{one.text} is None" for one in parts if one.null)
        if tests:
            filled = f"None if {' or '.join(tests)} else {filled}"
        return Code(self.put(filled), dtype, bool(tests), nan)

    def fit(self, one: Code, dtype: pl.DataType) -> Code:
        """Code as a type to which it fits."""
        if one.dtype == dtype or one.dtype == NULL:
            return Code(one.text, dtype, one.null, one.nan)
        if dtype == FLOAT and one.dtype.is_integer():
            if one.literal:
                return Code(write(float(eval(one.text))), FLOAT, null=False)
            return self.strict("float({})", FLOAT, one)
        if dtype.is_integer() and one.dtype.is_integer():
            return Code(one.text, dtype, one.null)
        raise UntranslatableError

    def align(self, a: Code, b: Code) -> tuple[Code, Code]:
        """Two codes as they are compared."""
        if is_number(a) and is_number(b):
            return a, b
        for one, other in ((a, b), (b, a)):
            if isinstance(one.dtype, pl.Enum) and other.dtype == TEXT:
                raise UntranslatableError
        dtype = supertype(a, b)
        return self.fit(a, dtype), self.fit(b, dtype)

    def combine(self, op: str, a: Code, b: Code) -> Code:
        if op in ("And", "LogicalAnd", "Or", "LogicalOr") and a.dtype == b.dtype == BOOL:
            return self.both(a, b) if op.endswith("And") else self.either(a, b)
        if op in ("And", "Or") and a.dtype.is_integer() and b.dtype.is_integer():
            return self.strict(f"{{}}{'&' if op == 'And' else '|'}{{}}", supertype(a, b), a, b)
        if op in _SIGNS:
            return self.compare(_SIGNS[op], a, b)
        if op == "EqValidity":
            a, b = self.align(a, b)
            return Code(self.put(_equal(a, b).format(a.text, b.text)), BOOL, null=False)
        if not (is_number(a) and is_number(b)):
            raise UntranslatableError
        dtype = FLOAT if op == "TrueDivide" else supertype(a, b)
        if op == "TrueDivide":
            safe = b.literal and float(b.text) != 0
            return self.strict("{}/{}" if safe else "divide({},{})", FLOAT, a, b, nan=a.nan or b.nan or not safe)
        if op not in _MATH:
            raise UntranslatableError
        if dtype == FLOAT:
            return self.strict(f"{{}}{_MATH[op]}{{}}", FLOAT, self.fit(a, FLOAT), self.fit(b, FLOAT), nan=True)
        return self._wrapped(self.strict(f"{{}}{_MATH[op]}{{}}", dtype, a, b))

    def _wrapped(self, code: Code) -> Code:
        least, most = limits(code.dtype)
        return self.strict(f"({{0}} if {least}<={{0}}<={most} else wrap({{0}},{least},{most}))", code.dtype, code)

    def both(self, a: Code, b: Code) -> Code:
        return self._chain("and", "False", "True", a, b)

    def either(self, a: Code, b: Code) -> Code:
        return self._chain("or", "True", "False", a, b)

    def _chain(self, word: str, settles: str, neutral: str, a: Code, b: Code) -> Code:
        """Two truths by a word of Python's: one of them settles it whatever the other is, null too."""
        if settles in (a.text, b.text):
            return Code(settles, BOOL, null=False)
        if neutral in (a.text, b.text):
            return b if a.text == neutral else a
        if a.null and b.null:
            chained = f"{a.text} {word} {b.text}"
            text = f"({chained}) if {a.text} is not None else ({settles} if {b.text} is {settles} else None)"
        else:  # what is never null first: then the other stands for itself
            text = f"{b.text} {word} {a.text}" if a.null else f"{a.text} {word} {b.text}"
        return Code(self.put(text), BOOL, a.null or b.null)

    def compare(self, sign: str, a: Code, b: Code) -> Code:
        a, b = self.align(a, b)
        if sign in ("==", "!="):
            text = _equal(a, b)
            return self.strict(text if sign == "==" else f"not ({text})" if a.nan and b.nan else "{}!={}", BOOL, a, b)
        if not a.nan and not b.nan:
            return self.strict(f"{{}}{sign}{{}}", BOOL, a, b)
        # NaN is the greatest number: where one side may be NaN, the comparison is put so that NaN falls on the right side.
        if a.nan and b.nan:
            text = "greater({},{})" if sign in (">", "<=") else "greater({1},{0})"
            return self.strict(text if sign in (">", "<") else f"not {text}", BOOL, a, b)
        turned = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}[sign]
        holds = (sign[0] == ">") == a.nan  # for NaN
        return self.strict(f"not {{}}{turned}{{}}" if holds else f"{{}}{sign}{{}}", BOOL, a, b)

    def coalesce(self, parts: list[Code]) -> Code:
        found = parts[-1]
        for one in reversed(parts[:-1]):
            dtype = supertype(one, found)
            one, found = self.fit(one, dtype), self.fit(found, dtype)
            if not one.null:
                found = one
            elif one.text == "None" or found.text == "None":
                found = found if one.text == "None" else one
            else:
                text = self.put(f"{found.text} if {one.text} is None else {one.text}")
                found = Code(text, dtype, found.null, one.nan or found.nan)
        return found

    def extreme(self, most: bool, parts: list[Code]) -> Code:
        dtype = parts[0].dtype
        for one in parts[1:]:
            dtype = supertype(Code("", dtype), one)
        parts = [self.fit(one, dtype) for one in parts if one.text != "None"] or parts[:1]
        if not (dtype.is_numeric() or dtype == pl.Date()):
            raise UntranslatableError
        if len(parts) == 1:
            return parts[0]
        nan, null = all(one.nan for one in parts), all(one.null for one in parts)
        if any(one.nan or one.null for one in parts):
            names = ",".join(one.text for one in parts)
            return Code(self.put(f"{'most_of' if most else 'least_of'}({names})"), dtype, null, nan)
        found, *rest = parts
        for one in rest:  # of zeros that differ in sign it is the last
            text = f"{found.text} if {found.text}{'>' if most else '<'}{one.text} else {one.text}"
            found = Code(self.put(text), dtype, null=False)
        return found

    def clip(self, options: Any, parts: list[Code], dtype: pl.DataType) -> Code:
        first, *ends = [self.fit(part, dtype) for part in parts]
        if not all(end.literal for end in ends):
            raise UntranslatableError
        low = f"{ends[0].text} if {{0}}<{ends[0].text} else " if options["has_min"] else ""
        high = f"{ends[-1].text} if {{0}}>{ends[-1].text} else " if options["has_max"] else ""
        return self.strict(f"({low}{high}{{0}})", dtype, first, nan=first.nan)


def supertype(a: Code, b: Code) -> pl.DataType:
    """The type of what may be one of both."""
    if a.dtype == b.dtype or b.dtype == NULL:
        return a.dtype
    if a.dtype == NULL:
        return b.dtype
    if FLOAT in (a.dtype, b.dtype) and a.dtype.is_numeric() and b.dtype.is_numeric():
        return FLOAT
    for one, other in ((a, b), (b, a)):
        if one.dynamic and one.dtype.is_integer() and other.dtype.is_integer():
            least, most = limits(other.dtype)
            if least <= int(eval(one.text)) <= most:
                return other.dtype
    if a.dtype.is_unsigned_integer() and b.dtype.is_unsigned_integer():
        return max(a.dtype, b.dtype, key=lambda dtype: limits(dtype)[1])
    raise UntranslatableError


def _equal(a: Code, b: Code) -> str:
    return "equal({},{})" if a.nan and b.nan else "{}=={}"


def is_number(one: Code) -> bool:
    return one.dtype == FLOAT or one.dtype.is_integer()


def limits(dtype: pl.DataType) -> tuple[int, int]:
    bits = int(str(dtype).lstrip("UInt"))
    return (0, 2**bits - 1) if dtype.is_unsigned_integer() else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def holds(outer: pl.DataType, inner: pl.DataType) -> bool:
    (least, most), (low, high) = limits(outer), limits(inner)
    return least <= low and high <= most


def write(value: float | bool) -> str:
    """A number as Python reads it back."""
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if value != value else "inf" if value > 0 else "(-inf)"
    return repr(value)


def physical(series: pl.Series) -> list[Any]:
    """The values of a series as compiled code has them."""
    if isinstance(series.dtype, pl.Enum) or series.dtype == pl.Date():
        return series.to_physical().to_list()
    if series.dtype in (pl.Datetime, pl.Duration, pl.Categorical, pl.List, pl.Struct, pl.Object, pl.Float32):
        raise UntranslatableError
    return series.to_list()
