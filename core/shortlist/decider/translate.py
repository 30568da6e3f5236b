"""Translates Polars expressions to Python, node by node; what has no translation is left to Polars."""

from __future__ import annotations

import math
from collections.abc import Callable
from io import BytesIO
from typing import Any

import polars as pl

from shortlist.decider import texts
from shortlist.decider.operators import (
    BOOL,
    FLOAT,
    NULL,
    TEXT,
    Operators,
    UntranslatableError,
    holds,
    is_number,
    limits,
    physical,
    supertype,
    write,
)
from shortlist.decider.program import Code, Program
from shortlist.decider.tree import Node, parse

_PARTS = ("Year", "Quarter", "Month", "Day")  # of a date
_TRIGONOMETRY = {"Radians": "radians", "Sin": "sine", "Cos": "cosine", "ArcSin": "arc_sine"}


class Translator(Operators):
    """Translates expressions over columns whose code is known (`columns`), into a program.

    `leave` gives for an expression that cannot be translated, and its columns, the code that has Polars compute it.
    """

    def __init__(self, program: Program, column: Callable[[str], Code], leave: Callable[[pl.Expr], Code]) -> None:
        super().__init__(program)
        self._column, self._leave = column, leave

    def translate(self, expression: pl.Expr) -> Code:
        tree = parse(expression)
        return self._leave(expression.meta.undo_aliases()) if tree is None else self.node(tree)

    # --- nodes

    def node(self, node: Node) -> Code:
        try:
            match node.kind:
                case "Column":
                    return self._column(node.said)
                case "Literal":
                    return self._literal(node)
                case "BinaryExpr":
                    return self.combine(node.said["op"], *map(self.node, node.children))
                case "Ternary":
                    return self._ternary(*map(self.node, node.children))
                case "Cast":
                    return self._cast(node)
                case "Gather":
                    return self._gather(node)
                case "Function":
                    return self._function(node)
            raise UntranslatableError(node.kind)
        except UntranslatableError:
            return self._leave(node.expression)

    def _literal(self, node: Node) -> Code:
        match node.said:
            case {"Dyn": {"Float": value}} | {"Scalar": {"Float64": value}}:
                # Written down, NaN and infinity are null.
                value = float(str(node.expression).removeprefix("dyn float: ") if value is None else value)
                return Code(write(value), FLOAT, null=False, nan=value != value, dynamic="Dyn" in node.said)
            case {"Dyn": {"Int": value}} if -(2**31) <= value < 2**31:
                return Code(write(value), pl.Int32(), null=False, dynamic=True)
            case {"Scalar": {"Boolean": value}}:
                return Code(str(value), BOOL, null=False)
            case {"Scalar": {"String": value}}:
                return Code(self.constant(value), TEXT, null=False)
            case {"Scalar": {"Null": "Null"}}:
                return Code("None", NULL)
        series = pl.select(node.expression).to_series()
        if len(series) != 1 or isinstance(series.dtype, pl.List):
            raise UntranslatableError
        (value,) = physical(series)
        if value is None or isinstance(value, str):
            return Code("None" if value is None else self.constant(value), series.dtype, null=value is None)
        return Code(write(value), series.dtype, null=False, nan=value != value)

    def _ternary(self, test: Code, then: Code, otherwise: Code) -> Code:
        dtype = supertype(then, otherwise)
        then, otherwise = self.fit(then, dtype), self.fit(otherwise, dtype)
        if test.text in ("True", "False", "None"):
            return then if test.text == "True" else otherwise
        text = self.put(f"{then.text} if {test.text} else {otherwise.text}")
        return Code(text, dtype, then.null or otherwise.null, then.nan or otherwise.nan)

    # --- casts and lookups

    def _cast(self, node: Node) -> Code:
        (child,), said = node.children, node.said
        wanted, inner = _read_dtype(said["dtype"]), self.node(child)
        strict = said.get("options") == "Strict"
        if inner.dtype == wanted:
            return inner
        if inner.dtype == NULL:
            return Code("None", wanted)
        if wanted == FLOAT and (inner.dtype.is_integer() or inner.dtype == BOOL):
            return self.strict("float({})", FLOAT, inner)
        if wanted.is_integer() and inner.dtype == BOOL:
            return self.strict("int({})", wanted, inner)
        if {wanted, inner.dtype} == {pl.Int32(), pl.Date()}:
            return Code(inner.text, wanted, inner.null)
        if wanted.is_integer() and inner.dtype == FLOAT:
            least, most = limits(wanted)
            if strict:
                return self.strict(f"fit(int({{}}),{least},{most})", wanted, inner)
            return Code(self.strict(f"whole({{}},{least},{most})", wanted, inner).text, wanted)
        if wanted.is_integer() and inner.dtype.is_integer():
            if holds(wanted, inner.dtype):
                return Code(inner.text, wanted, inner.null)
            if strict:
                least, most = limits(wanted)
                return self.strict(f"fit({{}},{least},{most})", wanted, inner)
        if isinstance(wanted, pl.Enum) and inner.dtype == TEXT:
            places = self.constant({word: place for place, word in enumerate(wanted.categories)})
            if strict:
                return self.strict(f"{places}[{{}}]", wanted, inner)
            return Code(self.put(f"{places}.get({inner.text})"), wanted)
        if wanted == TEXT and isinstance(inner.dtype, pl.Enum):
            words = self.constant(tuple(inner.dtype.categories))
            return self.strict(f"{words}[{{}}]", TEXT, inner)
        raise UntranslatableError

    def _gather(self, node: Node) -> Code:
        table, index = node.children
        if table.kind != "Literal" or node.said["null_on_oob"]:
            raise UntranslatableError
        series, place = pl.select(table.expression).to_series(), self.node(index)
        if not place.dtype.is_integer():
            raise UntranslatableError
        held = self.constant(tuple(physical(series)))
        # In Polars a negative index counts from the end too, and one beyond it is an error in both.
        found = self.strict(f"{held}[{{}}]", series.dtype, place)
        nan = series.dtype.is_float() and bool(series.is_nan().any())
        return Code(found.text, found.dtype, place.null or series.null_count() > 0, nan)

    # --- functions

    def _function(self, node: Node) -> Code:
        name, options = node.function
        if name == "StringExpr":
            return texts.translate(self, node, options)
        parts = [self.node(child) for child in node.children]
        if name == "Boolean":
            return self._boolean(options, parts, node)
        if name in ("FillNull", "Coalesce"):
            return self.coalesce(parts)
        if name in ("MinHorizontal", "MaxHorizontal"):
            return self.extreme(name[:3] == "Max", parts)
        if name == "ToPhysical":
            return self._to_physical(parts[0])
        if name == "Bitwise" and options == "CountOnes" and parts[0].dtype.is_unsigned_integer():
            return self.strict("{}.bit_count()", pl.UInt32(), parts[0])
        if name == "SumHorizontal" and not options["ignore_nulls"] and all(one.dtype == FLOAT for one in parts):
            return self.strict("+".join("{}" for _ in parts), FLOAT, *parts, nan=True)
        if name == "TemporalExpr" and parts[0].dtype == pl.Date() and options in _PARTS:
            text = "(day_of({}).month+2)//3" if options == "Quarter" else f"day_of({{}}).{options.lower()}"
            return self.strict(text, pl.Int32() if options == "Year" else pl.Int8(), parts[0])
        if name == "Clip" and parts[0].dtype.is_integer():
            return self.clip(options, parts, parts[0].dtype)
        if not all(one.dtype == FLOAT for one in parts[:1]):
            raise UntranslatableError
        return self._numeric(name, options, parts)

    def _numeric(self, name: str, options: Any, parts: list[Code]) -> Code:
        """A function whose first operand is a float."""
        first = parts[0]
        match name:
            case "Negate":
                return self.strict("-{}", FLOAT, first, nan=first.nan)
            case "Abs":
                return self.strict("fabs({})", FLOAT, first, nan=first.nan)
            case "Floor" | "Ceil":
                return self.strict("floor({})" if name == "Floor" else "ceiling({})", FLOAT, first, nan=first.nan)
            case "Round":
                scale, even = write(10.0 ** options["decimals"]), options["mode"] == "HalfToEven"
                return self.strict(f"round_{'even' if even else 'away'}({{}},{scale})", FLOAT, first, nan=first.nan)
            case "RoundSF":
                return self.strict(f"round_figures({{}},{options['digits']})", FLOAT, first, nan=first.nan)
            case "Clip":
                return self.clip(options, parts, FLOAT)
            case "Log":
                base = self.fit(parts[1], FLOAT)
                if not base.literal:
                    raise UntranslatableError
                return self.strict(f"natural({{}})/{write(math.log(float(base.text)))}", FLOAT, first, nan=True)
            case "Pow" if options == "Sqrt":
                return self.strict("root({})", FLOAT, first, nan=True)
            case "Pow" if options == "Generic" and is_number(parts[1]):
                return self.strict("power({},{})", FLOAT, first, parts[1], nan=True)
            case "Trigonometry" if options in _TRIGONOMETRY:
                return self.strict(_TRIGONOMETRY[options] + "({})", FLOAT, first, nan=True)
        raise UntranslatableError

    def _boolean(self, name: Any, parts: list[Code], node: Node) -> Code:
        first = parts[0]
        match name:
            case "IsNull":
                return Code(self.put(f"{first.text} is None") if first.null else "False", BOOL, null=False)
            case "IsNotNull":
                return Code(self.put(f"{first.text} is not None") if first.null else "True", BOOL, null=False)
            case "Not" if first.dtype == BOOL:
                return self.strict("not {}", BOOL, first)
            case "IsFinite" if first.dtype == FLOAT:
                return self.strict("isfinite({})", BOOL, first)
            case "IsNan" | "IsNotNan" if first.dtype == FLOAT:
                return self.strict("{0}!={0}" if name == "IsNan" else "{0}=={0}", BOOL, first)
            case "AllHorizontal" | "AnyHorizontal" if all(one.dtype == BOOL for one in parts):
                # What is never null first: then no other needs to be asked for null.
                found, *rest = sorted(parts, key=lambda one: one.null)
                for one in rest:
                    found = self.both(found, one) if name[1] == "l" else self.either(found, one)
                return found
            case {"IsBetween": {"closed": "Both"}}:
                return self.both(self.compare(">=", first, parts[1]), self.compare("<=", first, parts[2]))
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
        return self.strict(f"{{}} in {self.constant(frozenset(physical(series)))}", BOOL, first)

    def _to_physical(self, one: Code) -> Code:
        if one.dtype == pl.Date():
            return Code(one.text, pl.Int32(), one.null)
        if isinstance(one.dtype, pl.Enum):
            wanted = pl.Series([], dtype=one.dtype).to_physical().dtype
            return Code(one.text, wanted, one.null)
        if one.dtype.is_numeric():
            return one
        raise UntranslatableError


def _read_dtype(said: Any) -> pl.DataType:
    """The type to which a cast leads."""
    match said:
        case {"Literal": str(name)} if name in ("Float64", "Boolean", "String", "Date") or "Int" in name:
            return getattr(pl, name)()  # type: ignore[no-any-return]
        case {"Literal": {"Enum": {"strings": words}}}:
            return pl.Enum(pl.read_ipc_stream(BytesIO(bytes(words))).to_series())
    raise UntranslatableError
