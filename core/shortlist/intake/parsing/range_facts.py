"""Ranges as explanations give them, `{"least": 51, "most": 200}`, as the text that says the same."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import Any

import polars as pl

from shortlist.model.fields import NUMERIC, FieldType
from shortlist.model.normal import put

ENDS = frozenset(("least", "most"))
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_LONGEST = 400  # characters of an object that may be a range


def write_range(least: str | None, most: str | None, kind: FieldType) -> str | None:
    """Two ends as a text that says the same; None where there is neither.

    >>> write_range("51", "200", "integer"), write_range(None, "BBB", "level"), write_range("51", None, "integer")
    ('51 to 200', 'BBB or worse', '>= 51')
    """
    if least is not None and most is not None:
        return f"{least} to {most}"
    if kind == "level":
        return f"{least} or better" if least is not None else f"{most} or worse" if most is not None else None
    return f">= {least}" if least is not None else f"<= {most}" if most is not None else None


def write_number(number: float) -> str:
    """A finite number without a decimal mark, so that it leaves no doubt.

    >>> write_number(51), write_number(-0.25)
    ('51', '-25e-2')
    """
    sign, digits, exponent = Decimal(repr(number)).as_tuple()
    return f"{'-' * sign}{''.join(map(str, digits))}" + (f"e{exponent}" if exponent else "")


def write_facts(text: pl.Series, kind: FieldType) -> pl.Series:
    """Clean texts, or `looks` of them, with ranges in words where they are such objects; any other object stays.

    The ends of numbers are numbers there, those of dates and levels texts.

    >>> write_facts(pl.Series(['{"least": 51, "most": 200}', '{"low": 51}', "51+"]), "integer").to_list()
    ['51 to 200', '{"low": 51}', '51+']
    """
    at = text.str.starts_with("{").fill_null(False).arg_true()
    if not len(at):
        return text
    some = text.gather(at)
    said = {one: _write_fact(one, kind) or one for one in some.unique()}
    return put(text, at, pl.Series([said[one] for one in some], dtype=pl.String))


def _write_fact(text: str, kind: FieldType) -> str | None:
    try:
        fact = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(fact, dict) or not fact.keys() <= ENDS:
        return None
    ends = {name: _write_end(end, kind, name) for name, end in fact.items() if end is not None}
    return None if None in ends.values() else write_range(ends.get("least"), ends.get("most"), kind)


def _write_end(end: Any, kind: FieldType, name: str) -> str | None:
    """An end as text; None where it is of another kind than the field."""
    if kind not in NUMERIC:
        return end.strip() or None if isinstance(end, str) else None
    if isinstance(end, str) and _NUMBER.fullmatch(end):
        end = float(end)
    if isinstance(end, bool) or not isinstance(end, (int, float)) or not math.isfinite(end):
        return None
    if kind == "integer":  # the whole numbers inside
        end = math.ceil(end) if name == "least" else math.floor(end)
    return write_number(end)
