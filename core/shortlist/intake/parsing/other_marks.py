"""Numbers whose only mark may part thousands or decimals, among words of a language that writes it otherwise than their column: `mehr als 1.000`."""

from __future__ import annotations

import polars as pl

_BY_POINTS = (
    r"ab|mindestens|höchstens|hoechstens|maximal|über|ueber|unter|bis|mehr als|weniger als|und mehr|oder mehr|oder weniger|zwischen"
    r"|rund|etwa|knapp|gut|plus de|moins de|au moins|environ"
    r"|mitarbeiter|mitarbeitende|beschäftigte"
)
_ENGLISH = (
    r"over|above|under|below|more than|less than|fewer than|at least|at most|up to|or more|or less|and more|between|about|around|nearly|almost"
    r"|employees|people|persons|staff"
)
_BY_POINT = rf"(?i)\b(?:{_BY_POINTS})(?:[^\p{{L}}]|$)"
_CHINESE = "[0-9] ?[多余餘]?[人名家]|以上|以下|以内|以內|不足|不到|不少于|不超过|超过|超過|至少|至多"
_BY_COMMA = rf"(?i)\b(?:{_ENGLISH})\b|{_CHINESE}"
_EITHER = r"(?:^|[^0-9.,])[1-9][0-9]{{0,2}}{}[0-9]{{3}}(?:[^0-9.,]|[.,]?$)"


def have_other_marks(text: pl.Series, *, comma: bool) -> pl.Series:
    """Which clean texts, or `looks` of them, part thousands by the decimal mark of their column if their words are anything to go by
    (Boolean; false where null). `comma` says that the comma is that mark.

    >>> cells = pl.Series(["mehr als 1.000", "1.000 Mitarbeiter", "over 1.000", "über 1.5", None])
    >>> have_other_marks(cells, comma=False).to_list(), have_other_marks(pl.Series(["over 1,000", "1,000人以上"]), comma=True).to_list()
    ([True, True, False, False, False], [True, True])
    """
    digits = text.str.contains(_EITHER.format("," if comma else r"\.")).fill_null(False)
    return digits & text.str.contains(_BY_COMMA if comma else _BY_POINT).fill_null(False) if digits.any() else digits
