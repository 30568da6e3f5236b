"""What the compilers of all nodes share: the scope of names, the kinds of values, and bringing operands to one kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import add
from typing import Protocol

import polars as pl
import pycountry
from sqlglot import exp

from shortlist.errors import suggest
from shortlist.expressions.parser import ConditionError, offset_of
from shortlist.expressions.stages import Stages
from shortlist.expressions.truth import Flag, Kind, Scalar, Truth, amount, fold, some
from shortlist.language import Text

EPOCH = date(1970, 1, 1).toordinal()
KIND_NAMES: dict[str, Text] = {
    "number": Text("a number", "数字"), "date": Text("a date", "日期"), "level": Text("a level", "等级"),
    "text": Text("a text", "文本"), "country": Text("a country", "国家"), "null": Text("NULL", "NULL"),
    "truth": Text("true or false", "真假值"), "segment": Text("a segment", "分类"),
}  # fmt: skip


@dataclass(frozen=True)
class Classes:
    """A segment: its class now (null is unknown), a flag for each class still possible, and whether it can stay unknown."""

    now: pl.Expr
    possible: dict[str, Flag]
    unknown: Flag

    @property
    def undetermined(self) -> Flag:
        """Whether more than one class, or a class and "unknown", is still possible."""
        return reduce(add, (amount(flag, 1, pl.UInt32) for flag in (*self.possible.values(), self.unknown))) > 1

    def among(self, ids: Sequence[str]) -> Truth:
        """`segment IN (ids)`."""
        now = some([self.now == class_id for class_id in ids])
        inside = some([flag for class_id, flag in self.possible.items() if class_id in ids])
        outside = some([flag for class_id, flag in self.possible.items() if class_id not in ids])
        return Truth(now, inside, outside, self.unknown)

    def is_null(self) -> Truth:
        return Truth(self.now.is_null(), self.unknown, some(list(self.possible.values())), False)


Value = Truth | Scalar | Classes


class Scope(Protocol):
    """What names mean in the place where a condition is written."""

    as_of: date
    stages: Stages
    reads: list[tuple[int, str]]
    """The names resolved so far, each with its offset; those of the seller are left out."""

    def resolve(self, name: str, offset: int) -> Value:
        """The value of a name (dotted for `seller.x`, `table.column`, `KEY.coverage`); raises ConditionError."""
        ...


def days(day: date) -> float:
    """Days since 1970-01-01: Polars' own count of a Date, as the float that dates are compared and added as."""
    return float(day.toordinal() - EPOCH)


@cache
def country_codes() -> frozenset[str]:
    """All ISO 3166 alpha-2 codes."""

    return frozenset(country.alpha_2 for country in pycountry.countries)


def suggest_country(text: str) -> str | None:
    """The code that a wrong country literal was probably meant to be; None without a guess."""

    # What pycountry does not find: codes that are not ISO's, parts of countries, Chinese names.
    usual = {
        "UK": "GB",
        "EL": "GR",
        "ENGLAND": "GB",
        "中国": "CN",
        "美国": "US",
        "英国": "GB",
        "德国": "DE",
        "日本": "JP",
    }
    if (code := usual.get(text.upper())) is not None:
        return code
    try:
        return str(pycountry.countries.lookup(text).alpha_2)
    except LookupError:
        return None


def kind_of(value: Value) -> Text:
    """What a value is, as messages call it."""
    name = value.kind if isinstance(value, Scalar) else "truth" if isinstance(value, Truth) else "segment"
    return KIND_NAMES[name]


class Nodes:
    """The compiler's tools; `compiler.Compiler` adds a method for each node."""

    def __init__(self, scope: Scope) -> None:
        self.scope, self.hold = scope, scope.stages.hold
        self._values: dict[int, tuple[exp.Expr, Value]] = {}

    def value(self, node: exp.Expr) -> Value:
        """What a node of the checked tree means; every node of `parser.TABLE` has a method named after it."""
        # Several methods ask for one operand more than once; compiled anew each time it would double with every level. The
        # node is kept too, so that no other can get its id.
        if (found := self._values.get(id(node))) is not None:
            return found[1]
        method: Callable[[exp.Expr], Value] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
        assert method is not None, f"{type(node).__name__} is in parser.TABLE but has no meaning here"
        value = method(node)
        value = value if isinstance(value, Classes) else fold(value)
        self._values[id(node)] = node, value
        return value

    def truth(self, node: exp.Expr) -> Truth:
        """The value of a node that must be true or false. Raises ConditionError."""
        value = self.value(node)
        if isinstance(value, Truth):
            return value
        raise self._mismatch(node, KIND_NAMES["truth"], value)

    def scalar(self, node: exp.Expr, *kinds: Kind) -> Scalar:
        """The value of a node that must be of one of these kinds, or of any. Raises ConditionError."""
        value = self.value(node)
        if isinstance(value, Scalar) and (value.kind in kinds or not kinds):
            return value
        wanted = [KIND_NAMES[kind] for kind in kinds] or [Text("a single value", "单个值")]
        raise self._mismatch(node, Text(" / ".join(w.en for w in wanted), " / ".join(w.zh for w in wanted)), value)

    def _mismatch(self, node: exp.Expr, wanted: Text, value: Value) -> ConditionError:
        what = node.sql("duckdb")
        return ConditionError(
            Text(
                f"{what} is {kind_of(value).en}; here {wanted.en} is needed",
                f"{what} 是{kind_of(value).zh}，此处需要{wanted.zh}",
            ),
            offset_of(node),
        )

    def _check_listed(self, text: str, values: Sequence[str] | dict[str, Flag], offset: int) -> str:
        """The text, which must be one of a level's values or a segment's classes. Raises ConditionError."""
        if text not in values:
            near, known = suggest(text, values), ", ".join(f"'{value}'" for value in values)
            raise ConditionError(
                Text(f"'{text}' is not one of {known}{near.en}", f"'{text}' 不在 {known} 之中{near.zh}"), offset
            )
        return text

    def _unify(self, nodes: Sequence[exp.Expr], beside_class: bool = False) -> list[Value]:
        """The operands brought to one kind: beside a date, level or country a constant text becomes one itself.

        A segment is refused, except beside the text of a class where `beside_class` allows that.
        """
        values = [self.value(node) for node in nodes]
        # NULL goes with any kind and a constant text may become another one, so anything else decides first.
        named = [value for value in values if _names_a_kind(value)]
        model = next((value for value in named if not _is_constant_text(value)), named[0] if named else values[0])
        result: list[Value] = []
        for node, value in zip(nodes, values, strict=True):
            if isinstance(model, Scalar) and isinstance(value, Scalar) and _is_constant_text(value):
                value = self._adapt(node, value, model)
            if isinstance(model, Classes) and is_text_literal(node):
                result.append(value)
                continue
            if isinstance(value, Scalar) and value.kind == "null":
                result.append(value)
                continue
            if type(value) is not type(model) or (
                isinstance(model, Scalar)
                and isinstance(value, Scalar)
                and (value.kind, value.values) != (model.kind, model.values)
            ):
                raise self._mismatch(node, kind_of(model), value)
            if isinstance(value, Classes) and (not beside_class or sum(isinstance(v, Classes) for v in values) > 1):
                raise ConditionError(
                    Text(
                        "a segment is compared with its classes only, as in size = 'small'",
                        "分类只能与其分类编号比较，例如 size = 'small'",
                    ),
                    offset_of(node),
                )
            result.append(value)
        return result

    def _adapt(self, node: exp.Expr, value: Scalar, model: Scalar) -> Scalar:
        """A constant text as the date, level or country that it stands beside. Raises ConditionError."""
        text, offset = str(value.now), offset_of(node)
        if model.kind == "date":
            try:
                return Scalar.point("date", days(date.fromisoformat(text)))
            except ValueError:
                raise ConditionError(
                    Text(f"'{text}' is no date; write it as '2026-01-31'", f"'{text}' 不是日期；请写成 '2026-01-31'"),
                    offset,
                ) from None
        if model.kind == "level":
            return Scalar.point(
                "level", float(model.values.index(self._check_listed(text, model.values, offset))), model.values
            )
        if model.kind == "country":
            if text not in country_codes():
                code = suggest_country(text)
                raise ConditionError(
                    Text(
                        f"'{text}' is no ISO country code" + (f"; write '{code}'" if code else ", as 'DE' or 'CN' are"),
                        f"'{text}' 不是 ISO 国家代码" + (f"；请写 '{code}'" if code else "，例如 'DE'、'CN'"),
                    ),
                    offset,
                )
            return Scalar.point("country", text)
        return value


def is_text_literal(node: exp.Expr) -> bool:
    """Whether a node is a text in quotes, in brackets or not."""
    while isinstance(node, exp.Paren):
        node = node.this
    return isinstance(node, exp.Literal) and bool(node.args["is_string"])


def _is_constant_text(value: Value) -> bool:
    """Whether this is a text literal or a text of the seller's, which may stand for a date, level or country."""
    return isinstance(value, Scalar) and value.kind == "text" and value.is_constant and value.now is not None


def _names_a_kind(value: Value) -> bool:
    return not (isinstance(value, Scalar) and value.kind == "null")
