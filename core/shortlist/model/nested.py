"""Lists and objects in cells: the one JSON text that each has in every kind of file, and none where nothing stands in it."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from shortlist.model.normal import put

_EXACT = 2**53  # up to which a whole float is the same whole number in every kind of file


def write_nested(value: object) -> str | None:
    """A list or object as JSON, None where nothing stands in it; numbers are written as a list of any other kind writes them.

    >>> write_nested(["automation", 2.0, None]), write_nested([{}, [None, " "]])
    ('["automation", 2, null]', None)
    """
    return json.dumps(_settle(value), ensure_ascii=False) if _holds(value) else None


def settle_nested(text: pl.Series) -> pl.Series:
    """Trimmed texts that are a JSON list or object in their one form, null where nothing stands in it; all others as they are.

    >>> settle_nested(pl.Series(['["a","b"]', "[]", "[draft]"])).to_list()
    ['["a", "b"]', None, '[draft]']
    """
    # By their first character, which is quicker to compare than a pattern; blanks before it have been trimmed.
    places = (((text >= "[") & (text < "\\")) | ((text >= "{") & (text < "|"))).arg_true()
    if not len(places):
        return text
    some = text.gather(places)
    forms = {one: _rewrite(one) for one in some.unique().to_list()}
    return put(text, places, pl.Series([forms[one] for one in some.to_list()], dtype=pl.String))


def _rewrite(text: str) -> str | None:
    try:
        return write_nested(json.loads(text, object_pairs_hook=_once, parse_constant=lambda _: None))
    except (ValueError, RecursionError):
        return text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")  # one of its values would be lost
    return found


def _settle(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _settle(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_settle(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else value


def _holds(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(map(_holds, value.values() if isinstance(value, dict) else value))
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
