"""The typed values of one prospect, as a mapping has them, checked and as compiled code takes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from shortlist.decider.runtime import EPOCH
from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.identity import IDENTITY
from shortlist.model.normal import normalise
from shortlist.model.ranges import LEAST, MOST, ORDERED

PROSPECT = "prospect"
Read = Callable[[Any], Any]
"""Takes a value that is not None, as compiled code wants it; raises TypeError or ValueError for one that is none of the field's."""


def read_number(value: Any) -> float | None:
    """A number as a float; None for NaN and infinity, which are missing."""
    if type(value) is not float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
        value = float(value)
    return value if math.isfinite(value) else None


def read_bool(value: Any) -> bool:
    """Itself."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def read_date(value: Any) -> int:
    """A date as its days since 1970."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise TypeError
    return value.toordinal() - EPOCH


def read_text(value: Any) -> str:
    """A text as it is."""
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # lone surrogates are no text
    return value


def read_normal(value: Any) -> str:
    """A text in the form in which conditions compare it."""
    return normalise(read_text(value))


def read_key(value: Any) -> str:
    """An id, which may be a whole number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else read_text(value)


def read_level(values: tuple[str, ...]) -> Read:
    """One of these words."""
    listed = {value: value for value in values}

    def read(value: Any) -> str:
        try:
            return listed[value]
        except (KeyError, TypeError):
            raise ValueError from None

    return read


class Typed:
    """Reads the prospects of a ruleset with these fields."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = {**fields, **{one.id: one for one in IDENTITY}}
        self._read: dict[str, Read] = {name: _reader(one) for name, one in self._fields.items()}
        for name, one in fields.items():
            if one.type in ORDERED:
                self._read |= {end + name: self._read[name] for end in (LEAST, MOST)}

    def __call__(self, prospect: Mapping[str, Any], number: int = 1) -> dict[str, Any]:
        """The values of a prospect by column. Raises ListError with all that is wrong; `number` is the prospect's id if it has none."""
        found: dict[str, Any] = {"prospect_id": str(number)}
        read = self._read
        try:
            for name, value in prospect.items():
                if value is not None:
                    found[name] = read[name](value)
                elif name not in read:
                    raise KeyError(name)
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError):
            raise ListError(list(self._find_wrong(prospect, number))) from None
        return found

    def _find_wrong(self, prospect: Any, number: int) -> list[Problem]:
        place = Place(f"{PROSPECT} {number}" if number > 1 else PROSPECT)
        if not isinstance(prospect, Mapping):
            return [_refuse_prospect(prospect, place)]
        problems = []
        for name, value in prospect.items():
            if name not in self._read:
                near = suggest(str(name), self._fields)
                problems.append(
                    Problem.of(
                        f"there is no field {name!r}{near.en or '; names are those of the fields, not headers of a list'}",
                        f"没有字段 {name!r}{near.zh or '；此处用字段编号，而非名单表头'}",
                        place,
                    )
                )
            elif value is not None:
                try:
                    self._read[name](value)
                except (TypeError, ValueError, OverflowError):
                    problems.append(
                        _refuse_value(self._fields[name.removeprefix(LEAST).removeprefix(MOST)], name, value, place)
                    )
        return problems


def _reader(field: Field) -> Read:
    if field.type in NUMERIC:
        return read_number
    if field.type == "level":
        return read_level(field.values)
    if field.id == "prospect_id":
        return read_key
    readers: dict[str, Read] = {"bool": read_bool, "date": read_date}
    return readers.get(field.type) or (read_normal if field.type == "text" and field.id != "name" else read_text)


def _refuse_prospect(prospect: object, place: Place) -> Problem:
    kind = type(prospect).__name__
    return Problem.of(
        f"a prospect is a mapping from fields to values; found {kind}",
        f"一位客户须为“字段到取值”的映射；实际为 {kind}",
        place,
    )


def _refuse_value(field: Field, name: str, value: Any, place: Place) -> Problem:
    wanted = _describe(field)
    shown = repr(value) if len(repr(value)) < 60 else f"{repr(value)[:57]}..."
    text = Text("; texts as a list has them are read by Ruleset.decide", "；名单中的文本请用 Ruleset.decide 读取")
    hint = text if isinstance(value, str) and field.type not in ("text", "country", "level") else Text("", "")
    return Problem.of(
        f"'{name}' is {wanted.en}; found {shown}{hint.en}", f"'{name}' 须为{wanted.zh}；实际为 {shown}{hint.zh}", place
    )


def _describe(field: Field) -> Text:
    """What the values of a field are in Python."""
    if field.type == "level":
        return Text(f"one of {', '.join(field.values)}", f"以下之一：{'、'.join(field.values)}")
    if field.type in NUMERIC:
        return Text("a number (int or float)", "数值（int 或 float）")
    said = {"bool": Text("True or False", " True 或 False"), "date": Text("a datetime.date", " datetime.date 日期")}
    return said.get(field.type, Text("a text (str)", "文本（str）"))
