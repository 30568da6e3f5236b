"""Cells of lookup tables, held to what their column declares: bounds of what is unknown count on it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from shortlist.expressions.nodes import country_codes
from shortlist.language import InvalidError
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.formatting import HUGE

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BOOLS = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}


def read_cell(text: str, column: Field) -> Any:
    """The value of a cell in normal form: a float, bool, date or text of the column's type; None where it is empty.

    Nothing is guessed: a number is written with digits and a point, a percent as a ratio, a day as 2026-01-31.
    Raises InvalidError, which says what is wrong behind the cell's text, for what is not of the column's type, its range
    (`minimum`..`maximum`, 1..5 of a rating) or its levels.

    >>> from shortlist.model.fields import Field
    >>> read_cell("4", Field("stars", "rating")), read_cell("", Field("stars", "rating"))
    (4.0, None)
    >>> read_cell("9", Field("stars", "rating"))
    Traceback (most recent call last):
    shortlist.language.InvalidError: is outside the range of its column, 1 to 5
    """
    if not text:
        return None
    if column.type in NUMERIC:
        return _read_number(text, column)
    if column.type == "bool":
        if text.lower() not in _BOOLS:
            raise InvalidError("is neither true nor false", "既非 true 也非 false")
        return _BOOLS[text.lower()]
    if column.type == "date":
        return _read_day(text)
    if column.type == "level" and text not in column.values:
        known = ", ".join(column.values)
        raise InvalidError(f"is none of the column's levels: {known}", f"不在该列的等级之内：{known}")
    if column.type == "country" and text not in country_codes():
        raise InvalidError(
            "is no ISO code of a country; write two letters, such as DE", "不是 ISO 国家代码；请写两位字母，例如 DE"
        )
    return text


def _read_number(text: str, column: Field) -> float:
    number = float(text) if _NUMBER.fullmatch(text) else float("inf")
    if abs(number) == float("inf"):
        if column.type == "percent":
            raise InvalidError(
                "is no ratio; write 0.05 for 5 %, without a percent sign", "不是比率；5% 请写 0.05，不带百分号"
            )
        raise InvalidError(
            "is no number that can be read; write digits and a point, such as 1234.5",
            "不是可读的数字；请只用数字和小数点，例如 1234.5",
        )
    if column.type == "integer" and number != int(number):
        raise InvalidError("is no whole number, which the type integer asks for", "不是整数，而该列类型为 integer")
    if column.type == "money" and abs(number) >= HUGE:
        raise InvalidError("is more than any amount of money can be", "超出金额的可能范围")
    if not (column.range[0] <= number <= column.range[1]):
        span = column.span
        raise InvalidError(f"is outside the range of its column, {span.en}", f"超出该列的范围（{span.zh}）")
    return number + 0.0  # -0 is 0


def _read_day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidError("is no day; write it as 2026-01-31", "不是日期；请写成 2026-01-31")
