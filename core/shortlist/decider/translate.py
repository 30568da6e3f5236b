"""Translates Polars expressions to Python, node by node; what has no translation is left to Polars."""

from __future__ import annotations

import math
from collections.abc import Callable
from io import BytesIO
from typing import Any

import polars as pl

from shortlist.decider import texts
from shortlist.decider.program import Code, Program
from shortlist.decider.tree import Node, parse

FLOAT, BOOL, TEXT, NULL = pl.Float64(), pl.Boolean(), pl.String(), pl.Null()
DEBUG = False
_SIGNS = {"Gt": ">", "GtEq": ">=", "Lt": "<", "LtEq": "<=", "Eq": "==", "NotEq": "!="}
_MATH = {"Plus": "+", "Minus": "-", "Multiply": "*"}
_TRIGONOMETRY = {"Radians": "radians", "Sin": "sine", "Cos": "cosine", "ArcSin": "arc_sine"}


class UntranslatableError(Exception):
    """A node that has no translation."""


class Translator:
    """Translates expressions over columns whose code is known (`columns`), into a program.

    `leave` gives for an expression that cannot be translated, and its columns, the code that has Polars compute it.
    """

    def __init__(self, program: Program, column: Callable[[str], Code], leave: Callable[[pl.Expr], Code]) -> None:
        self._program, self._column, self._leave = program, column, leave

    def translate(self, expression: pl.Expr) -> Code:
        tree = parse(expression)
        return self._leave(expression.meta.undo_aliases()) if tree is None else self._node(tree)

    # --- nodes

    def _node(self, node: Node) -> Code:
        try:
            match node.kind:
                case "Column":
                    return self._column(node.said)
                case "Literal":
                    return self._literal(node)
                case "BinaryExpr":
                    return self._binary(node.said["op"], *map(self._node, node.children))
                case "Ternary":
                    return self._ternary(*map(self._node, node.children))
                case "Cast":
                    return self._cast(node)
                case "Gather":
                    return self._gather(node)
                case "Function":
                    return self._function(node)
            raise UntranslatableError(node.kind)
        except UntranslatableError as error:
            if DEBUG: print("UNTR", repr(error)[:100], error.__traceback__.tb_next.tb_lineno, str(node.expression)[:160])
            return self._leave(node.expression)

    def _literal(self, node: Node) -> Code:
        ((form, said),) = node.said.items() if isinstance(node.said, dict) else ((node.said, None),)
        dynamic = form == "Dyn"
        if dynamic or form == "Scalar":
            ((name, value),) = said.items() if isinstance(said, dict) else ((said, None),)
            if name in ("Float", "Float64") and value is not None:
                return Code(_write(float(value)), FLOAT, null=False, dynamic=dynamic)
            if name == "Boolean":
                return Code(str(value), BOOL, null=False)
            if name == "Null":
                return Code("None", pl.select(node.expression).to_series().dtype)
        series = pl.select(node.expression).to_series()
        if len(series) != 1 or isinstance(series.dtype, pl.List):
            raise UntranslatableError
        return self._value(series, dynamic)

    def _value(self, series: pl.Series, dynamic: bool = False) -> Code:
        dtype = series.dtype
        value = _physical(series)[0]
        if value is None:
            return Code("None", dtype)
        if isinstance(value, str):
            return Code(self._program.constant(value), dtype, null=False)
        return Code(_write(value), dtype, null=False, nan=value != value, dynamic=dynamic)

    def _ternary(self, test: Code, then: Code, otherwise: Code) -> Code:
        dtype = _supertype(then, otherwise)
        then, otherwise = self._to(then, dtype), self._to(otherwise, dtype)
        if test.text in ("True", "False", "None"):
            return then if test.text == "True" else otherwise
        text = self._put(f"{then.text} if {test.text} else {otherwise.text}")
        return Code(text, dtype, then.null or otherwise.null, then.nan or otherwise.nan)

    def _binary(self, op: str, a: Code, b: Code) -> Code:
        if op in ("And", "LogicalAnd", "Or", "LogicalOr") and a.dtype == b.dtype == BOOL:
            return self._both(a, b) if op.endswith("And") else self._either(a, b)
        if op in ("And", "Or") and a.dtype.is_integer() and b.dtype.is_integer():
            return self._strict(f"{{}}{'&' if op == 'And' else '|'}{{}}", _supertype(a, b), a, b)
        if op in _SIGNS:
            return self._compare(_SIGNS[op], a, b)
        if op == "EqValidity":
            a, b = self._alike(a, b)
            return Code(self._put(_equal(a, b).format(a.text, b.text)), BOOL, null=False)
        if not (_is_number(a) and _is_number(b)):
            raise UntranslatableError
        dtype = FLOAT if op == "TrueDivide" else _supertype(a, b)
        if op == "TrueDivide":
            safe = b.literal and float(b.text) != 0
            return self._strict("{}/{}" if safe else "divide({},{})", FLOAT, a, b, nan=a.nan or b.nan or not safe)
        if op not in _MATH:
            raise UntranslatableError
        if dtype == FLOAT:
            return self._strict(f"{{}}{_MATH[op]}{{}}", FLOAT, self._to(a, FLOAT), self._to(b, FLOAT), nan=True)
        return self._wrapped(self._strict(f"{{}}{_MATH[op]}{{}}", dtype, a, b))

    def _wrapped(self, code: Code) -> Code:
        least, most = _limits(code.dtype)
        return self._strict(f"({{0}} if {least}<={{0}}<={most} else wrap({{0}},{least},{most}))", code.dtype, code)

    def _both(self, a: Code, b: Code) -> Code:
        if "False" in (a.text, b.text):
            return Code("False", BOOL, null=False)
        if "True" in (a.text, b.text):
            return b if a.text == "True" else a
        if a.null and b.null:
            text = f"({a.text} and {b.text}) if {a.text} is not None else (False if {b.text} is False else None)"
        else:
            text = f"{b.text} and {a.text}" if a.null else f"{a.text} and {b.text}"
        return Code(self._put(text), BOOL, a.null or b.null)

    def _either(self, a: Code, b: Code) -> Code:
        if "True" in (a.text, b.text):
            return Code("True", BOOL, null=False)
        if "False" in (a.text, b.text):
            return b if a.text == "False" else a
        if a.null and b.null:
            text = f"({a.text} or {b.text}) if {a.text} is not None else (True if {b.text} else None)"
        else:
            text = f"{b.text} or {a.text}" if a.null else f"{a.text} or {b.text}"
        return Code(self._put(text), BOOL, a.null or b.null)

    def _compare(self, sign: str, a: Code, b: Code) -> Code:
        a, b = self._alike(a, b)
        if sign in ("==", "!="):
            text = _equal(a, b)
            return self._strict(text if sign == "==" else f"not ({text})" if a.nan and b.nan else "{}!={}", BOOL, a, b)
        if not a.nan and not b.nan:
            return self._strict(f"{{}}{sign}{{}}", BOOL, a, b)
        # NaN is the greatest number: where one side may be NaN, the comparison is put so that NaN falls on the right side.
        if a.nan and b.nan:
            text = "greater({},{})" if sign in (">", "<=") else "greater({1},{0})"
            return self._strict(text if sign in (">", "<") else f"not {text}", BOOL, a, b)
        turned = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}[sign]
        holds = (sign[0] == ">") == a.nan  # for NaN
        return self._strict(f"not {{}}{turned}{{}}" if holds else f"{{}}{sign}{{}}", BOOL, a, b)

    # --- casts and lookups

    def _cast(self, node: Node) -> Code:
        (child,), said = node.children, node.said
        wanted, inner = _read_dtype(said["dtype"]), self._node(child)
        strict = said.get("options") == "Strict"
        if inner.dtype == wanted:
            return inner
        if inner.dtype == NULL:
            return Code("None", wanted)
        if wanted == FLOAT and (inner.dtype.is_integer() or inner.dtype == BOOL):
            return self._strict("float({})", FLOAT, inner)
        if wanted.is_integer() and inner.dtype == BOOL:
            return self._strict("int({})", wanted, inner)
        if wanted == pl.Int32() and inner.dtype == pl.Date():
            return Code(inner.text, wanted, inner.null)
        if wanted.is_integer() and inner.dtype == FLOAT and not strict:
            least, most = _limits(wanted)
            text = self._strict(f"whole({{}},{least},{most})", wanted, inner).text
            return Code(text, wanted)
        if wanted.is_integer() and inner.dtype.is_integer():
            if _holds(wanted, inner.dtype):
                return Code(inner.text, wanted, inner.null)
            if strict:
                least, most = _limits(wanted)
                return self._strict(f"fit({{}},{least},{most})", wanted, inner)
        if isinstance(wanted, pl.Enum) and inner.dtype == TEXT:
            places = self._program.constant({word: place for place, word in enumerate(wanted.categories)})
            if strict:
                return self._strict(f"{places}[{{}}]", wanted, inner)
            return Code(self._put(f"{places}.get({inner.text})"), wanted)
        if wanted == TEXT and isinstance(inner.dtype, pl.Enum):
            words = self._program.constant(tuple(inner.dtype.categories))
            return self._strict(f"{words}[{{}}]", TEXT, inner)
        raise UntranslatableError

    def _gather(self, node: Node) -> Code:
        table, index = node.children
        if table.kind != "Literal" or node.said["null_on_oob"]:
            raise UntranslatableError
        series, place = pl.select(table.expression).to_series(), self._node(index)
        if not place.dtype.is_integer():
            raise UntranslatableError
        held = self._program.constant(tuple(_physical(series)))
        # In Polars a negative index counts from the end too, and one beyond it is an error in both.
        found = self._strict(f"{held}[{{}}]", series.dtype, place)
        nan = series.dtype.is_float() and bool(series.is_nan().any())
        return Code(found.text, found.dtype, place.null or series.null_count() > 0, nan)

    # --- functions

    def _function(self, node: Node) -> Code:
        name, options = node.function
        if name == "StringExpr":
            return texts.translate(self, node, options)
        parts = [self._node(child) for child in node.children]
        if name == "Boolean":
            return self._boolean(options, parts, node)
        if name in ("FillNull", "Coalesce"):
            return self._coalesce(parts)
        if name in ("MinHorizontal", "MaxHorizontal"):
            return self._extreme(name[:3] == "Max", parts)
        if name == "ToPhysical":
            return self._to_physical(parts[0])
        if name == "Bitwise" and options == "CountOnes" and parts[0].dtype.is_unsigned_integer():
            return self._strict("{}.bit_count()", pl.UInt32(), parts[0])
        if name == "SumHorizontal" and not options["ignore_nulls"] and all(one.dtype == FLOAT for one in parts):
            return self._strict("+".join("{}" for _ in parts), FLOAT, *parts, nan=True)
        if name == "Clip" and parts[0].dtype.is_integer():
            return self._clip(options, parts, parts[0].dtype)
        if not all(one.dtype == FLOAT for one in parts[:1]):
            raise UntranslatableError
        return self._numeric(name, options, parts)

    def _numeric(self, name: str, options: Any, parts: list[Code]) -> Code:
        """A function whose first operand is a float."""
        first = parts[0]
        match name:
            case "Negate":
                return self._strict("-{}", FLOAT, first, nan=first.nan)
            case "Abs":
                return self._strict("fabs({})", FLOAT, first, nan=first.nan)
            case "Floor" | "Ceil":
                return self._strict("floor({})" if name == "Floor" else "ceiling({})", FLOAT, first, nan=first.nan)
            case "Round" if options["mode"] == "HalfToEven":
                scale = _write(10.0 ** options["decimals"])
                return self._strict(f"round_even({{}},{scale})", FLOAT, first, nan=first.nan)
            case "Clip":
                return self._clip(options, parts, FLOAT)
            case "Log":
                base = self._to(parts[1], FLOAT)
                if not base.literal:
                    raise UntranslatableError
                return self._strict(f"natural({{}})/{_write(math.log(float(base.text)))}", FLOAT, first, nan=True)
            case "Pow" if options == "Sqrt":
                return self._strict("root({})", FLOAT, first, nan=True)
            case "Pow" if options == "Generic" and _is_number(parts[1]):
                return self._strict("power({},{})", FLOAT, first, parts[1], nan=True)
            case "Trigonometry" if options in _TRIGONOMETRY:
                return self._strict(_TRIGONOMETRY[options] + "({})", FLOAT, first, nan=True)
        raise UntranslatableError

    def _clip(self, options: Any, parts: list[Code], dtype: pl.DataType) -> Code:
        first, *ends = [self._to(part, dtype) for part in parts]
        if not all(end.literal for end in ends):
            raise UntranslatableError
        low = f"{ends[0].text} if {{0}}<{ends[0].text} else " if options["has_min"] else ""
        high = f"{ends[-1].text} if {{0}}>{ends[-1].text} else " if options["has_max"] else ""
        return self._strict(f"({low}{high}{{0}})", dtype, first, nan=first.nan)

    def _boolean(self, name: Any, parts: list[Code], node: Node) -> Code:
        first = parts[0]
        match name:
            case "IsNull":
                return Code(self._put(f"{first.text} is None") if first.null else "False", BOOL, null=False)
            case "IsNotNull":
                return Code(self._put(f"{first.text} is not None") if first.null else "True", BOOL, null=False)
            case "Not" if first.dtype == BOOL:
                return self._strict("not {}", BOOL, first)
            case "IsFinite" if first.dtype == FLOAT:
                return self._strict("isfinite({})", BOOL, first)
            case "IsNan" | "IsNotNan" if first.dtype == FLOAT:
                return self._strict("{0}!={0}" if name == "IsNan" else "{0}=={0}", BOOL, first)
            case "AllHorizontal" | "AnyHorizontal" if all(one.dtype == BOOL for one in parts):
                # What is never null first: then no other needs to be asked for null.
                found, *rest = sorted(parts, key=lambda one: one.null)
                for one in rest:
                    found = self._both(found, one) if name[1] == "l" else self._either(found, one)
                return found
            case {"IsIn": {"nulls_equal": False}}:
                return self._is_in(first, node)
        raise UntranslatableError

    def _is_in(self, first: Code, node: Node) -> Code:
        listed = node.children[1]
        if listed.kind != "Literal":
            raise UntranslatableError
        series = pl.select(listed.expression).to_series().explode()
        if series.dtype != first.dtype or series.dtype.is_float() or series.null_count():
            raise UntranslatableError
        return self._strict(f"{{}} in {self._program.constant(frozenset(_physical(series)))}", BOOL, first)

    def _coalesce(self, parts: list[Code]) -> Code:
        found = parts[-1]
        for one in reversed(parts[:-1]):
            dtype = _supertype(one, found)
            one, found = self._to(one, dtype), self._to(found, dtype)
            if not one.null:
                found = one
            elif one.text == "None" or found.text == "None":
                found = found if one.text == "None" else one
            else:
                text = self._put(f"{found.text} if {one.text} is None else {one.text}")
                found = Code(text, dtype, found.null, one.nan or found.nan)
        return found

    def _extreme(self, most: bool, parts: list[Code]) -> Code:
        dtype = parts[0].dtype
        for one in parts[1:]:
            dtype = _supertype(Code("", dtype), one)
        parts = [self._to(one, dtype) for one in parts if one.text != "None"] or parts[:1]
        if not (dtype.is_numeric() or dtype == pl.Date()):
            raise UntranslatableError
        if len(parts) == 1:
            return parts[0]
        nan, null = all(one.nan for one in parts), all(one.null for one in parts)
        if any(one.nan or one.null for one in parts):
            names = ",".join(one.text for one in parts)
            return Code(self._put(f"{'most_of' if most else 'least_of'}({names})"), dtype, null, nan)
        found, *rest = parts
        for one in rest:  # of zeros that differ in sign it is the last
            text = f"{found.text} if {found.text}{'>' if most else '<'}{one.text} else {one.text}"
            found = Code(self._put(text), dtype, null=False)
        return found

    def _to_physical(self, one: Code) -> Code:
        if one.dtype == pl.Date():
            return Code(one.text, pl.Int32(), one.null)
        if isinstance(one.dtype, pl.Enum):
            wanted = pl.Series([], dtype=one.dtype).to_physical().dtype
            return Code(one.text, wanted, one.null)
        if one.dtype.is_numeric():
            return one
        raise UntranslatableError

    # --- parts

    def _put(self, text: str) -> str:
        return self._program.put(text)

    def put_constant(self, value: Any) -> str:
        """The name of a constant."""
        return self._program.constant(value)

    def node(self, node: Node) -> Code:
        """The code of a node."""
        return self._node(node)

    def strict(self, text: str, dtype: pl.DataType, *parts: Code) -> Code:
        """Code of a text with a place for each part, that is null where one of them is."""
        return self._strict(text, dtype, *parts)

    def _strict(self, text: str, dtype: pl.DataType, *parts: Code, nan: bool = False) -> Code:
        if any(one.text == "None" for one in parts):
            return Code("None", dtype)
        filled = text.format(*(f"({one.text})" if one.text.startswith("-") else one.text for one in parts))
        tests = dict.fromkeys(f"{one.text} is None" for one in parts if one.null)
        if tests:
            filled = f"None if {' or '.join(tests)} else {filled}"
        return Code(self._put(filled), dtype, bool(tests), nan)

    def _to(self, one: Code, dtype: pl.DataType) -> Code:
        """Code as a type to which it fits."""
        if one.dtype == dtype or one.dtype == NULL:
            return Code(one.text, dtype, one.null, one.nan)
        if dtype == FLOAT and one.dtype.is_integer():
            if one.literal:
                return Code(_write(float(eval(one.text))), FLOAT, null=False)
            return self._strict("float({})", FLOAT, one)
        if dtype.is_integer() and one.dtype.is_integer():
            return Code(one.text, dtype, one.null)
        raise UntranslatableError

    def _alike(self, a: Code, b: Code) -> tuple[Code, Code]:
        """Two codes as they are compared."""
        if _is_number(a) and _is_number(b):
            return a, b
        for one, other in ((a, b), (b, a)):
            if isinstance(one.dtype, pl.Enum) and other.dtype == TEXT:
                raise UntranslatableError
        dtype = _supertype(a, b)
        return self._to(a, dtype), self._to(b, dtype)


def _supertype(a: Code, b: Code) -> pl.DataType:
    """The type of what may be one of both."""
    if a.dtype == b.dtype or b.dtype == NULL:
        return a.dtype
    if a.dtype == NULL:
        return b.dtype
    if FLOAT in (a.dtype, b.dtype) and a.dtype.is_numeric() and b.dtype.is_numeric():
        return FLOAT
    for one, other in ((a, b), (b, a)):
        if one.dynamic and one.dtype.is_integer() and other.dtype.is_integer():
            least, most = _limits(other.dtype)
            if least <= int(eval(one.text)) <= most:
                return other.dtype
    if a.dtype.is_unsigned_integer() and b.dtype.is_unsigned_integer():
        return max(a.dtype, b.dtype, key=lambda dtype: _limits(dtype)[1])
    raise UntranslatableError


def _equal(a: Code, b: Code) -> str:
    return "equal({},{})" if a.nan and b.nan else "{}=={}"


def _is_number(one: Code) -> bool:
    return one.dtype == FLOAT or one.dtype.is_integer()


def _limits(dtype: pl.DataType) -> tuple[int, int]:
    bits = int(str(dtype).lstrip("UInt"))
    return (0, 2**bits - 1) if dtype.is_unsigned_integer() else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _holds(outer: pl.DataType, inner: pl.DataType) -> bool:
    (least, most), (low, high) = _limits(outer), _limits(inner)
    return least <= low and high <= most


def _write(value: float | bool) -> str:
    """A number as Python reads it back."""
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if value != value else "inf" if value > 0 else "(-inf)"
    return repr(value)


def _physical(series: pl.Series) -> list[Any]:
    """The values of a series as compiled code has them."""
    if isinstance(series.dtype, pl.Enum) or series.dtype == pl.Date():
        return series.to_physical().to_list()
    if series.dtype in (pl.Datetime, pl.Duration, pl.Categorical, pl.List, pl.Struct, pl.Object, pl.Float32):
        raise UntranslatableError
    return series.to_list()


def _read_dtype(said: Any) -> pl.DataType:
    """The type to which a cast leads."""
    match said:
        case {"Literal": str(name)} if name in ("Float64", "Boolean", "String", "Date") or "Int" in name:
            return getattr(pl, name)()  # type: ignore[no-any-return]
        case {"Literal": {"Enum": {"strings": words}}}:
            return pl.Enum(pl.read_ipc_stream(BytesIO(bytes(words))).to_series())
    raise UntranslatableError
