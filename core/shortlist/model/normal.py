"""The one form in which texts are compared: cells, headers, ids, keys of histories and words of rulesets alike.

It is NFKC without characters that nobody sees, with single plain spaces, and without the apostrophe that spreadsheets put before
what they shall take for text. A raised digit joins no other: `12¹` is `12^1`, and not 121. Behind the last word of a text it is a
footnote, and no part of it: `Aa¹` is `Aa`; but `m²` is `m2`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import polars as pl

# Zero-width characters, soft hyphens, marks of direction, fillers, variation selectors, tags, and control characters but for the
# white ones.
_UNSEEN = (
    "[\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SPACES = "[\\t-\\r\\x1c-\\x20\\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
# Raised, lowered and circled digits, fractions, days and hours in one character: NFKC makes plain digits of them.
_RAISED = (
    "\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea\u3251-\u325f\u32b1-\u32cb\u3358-\u3370"
    "\u3378\u3379\u339f-\u33a6\u33a8\u33af\u33e0-\u33fe\U0001f100-\U0001f10a"
)
_DIGITS = "0-9\uff10-\uff19"
_PARTED = (f"([{_DIGITS}])([{_RAISED}])", f"([{_RAISED}])([{_DIGITS}])")
# The number of a footnote behind the last word; powers of units are none.
_FOOTNOTE = f"([^\\W\\d_{_RAISED}]\\.?|[)\\]）】」])\\s?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+[)）]?(\\s*)$"
_POWER = f"(?:^|[^\\w]|[0-9{_RAISED}])(?:[kcdmμµn]?m|ft|in|yd|mi|s)[\u00b2\u00b3]\\s*$"
PADDED = 20  # digits up to which ids are filled with leading zeros
# Spreadsheets put `'` before a text; with another at the end it is a quotation.
_APOSTROPHE = "^[' ]+(|.*[^'])$"
# Text of none but these letters, with single spaces and no apostrophe in front, is normal already: printable ASCII, the
# commonest accented letters and Chinese characters.
_UNSETTLED = "[^\\x20-\\x7e\u00c0-\u012f\u4e00-\u9fff]|  |^ *'"


def normalise(text: str) -> str:
    """The normal form of a text.

    >>> normalise(" Ｄｅａｄ\\u00a0"), normalise("'00421")
    ('Dead', '00421')
    >>> normalise("Acme Ltd¹"), normalise("50 m²"), normalise("12¹")
    ('Acme Ltd', '50 m2', '12^1')
    """
    if not re.search(_UNSETTLED, text):
        return text.strip(" ")
    return re.sub(_APOSTROPHE, r"\1", normalise_pattern(text).strip(" "))


def normalise_pattern(pattern: str) -> str:
    """The normal form of a part of a text, as a pattern of LIKE: spaces at its ends count.

    >>> normalise_pattern("%Ｄｅａｄ\u3000")
    '%Dead '
    """
    if not re.search(_UNSETTLED, pattern):
        return pattern
    text = re.sub(_UNSEEN, "", pattern)
    if not re.search(_POWER, text):
        text = re.sub(_FOOTNOTE, r"\1\2", text)
    for parted in _PARTED:
        text = re.sub(parted, r"\1^\2", text)
    return re.sub(_SPACES, " ", unicodedata.normalize("NFKC", text))


def normalise_column(text: pl.Series) -> pl.Series:
    """The normal form of each text of a String column; null stays null.

    >>> normalise_column(pl.Series(["Iran\\u00a0", "ＡＡ", None])).to_list()
    ['Iran', 'AA', None]
    """
    unsettled = text.str.contains(_UNSETTLED).arg_true()
    if len(unsettled):
        odd = text.gather(unsettled).str.replace_all(_UNSEEN, "")
        noted = (odd.str.contains(_FOOTNOTE) & ~odd.str.contains(_POWER)).arg_true()
        if len(noted):
            odd = put(odd, noted, odd.gather(noted).str.replace(_FOOTNOTE, "${1}${2}"))
        for parted in _PARTED:
            odd = odd.str.replace_all(parted, "${1}^${2}")
        odd = odd.str.normalize("NFKC").str.replace_all(_SPACES, " ")
        text = put(text, unsettled, odd.str.strip_chars(" ").str.replace(_APOSTROPHE, "$1"))
    return text.str.strip_chars(" ")


def trim(text: pl.Series) -> pl.Series:
    """Texts in their own form, without spaces and unseen characters around them and without a spreadsheet's apostrophe."""
    around = f"(?:{_SPACES}|{_UNSEEN})+"
    unsettled = text.str.contains(_UNSETTLED).arg_true()
    if len(unsettled):
        odd = text.gather(unsettled).str.replace(f"^{around}", "").str.replace(f"{around}$", "")
        text = put(text, unsettled, odd.str.replace("(?s)" + _APOSTROPHE, "$1"))
    return text.str.strip_chars(" ")


def write_otherwise(text: str) -> list[str]:
    """Other writings of a whole number: as spreadsheets show it, with leading zeros or `.0`; none of any other text.

    >>> write_otherwise("7.0")[:3], write_otherwise("C-7")
    (['7', '07', '007'], [])
    """
    number = re.fullmatch(r"0*([0-9]+?)(?:\.0+)?", text)
    if number is None:
        return []
    padded = [number[1].zfill(width) for width in range(len(number[1]), max(PADDED, len(number[1])) + 1)]
    return [one for one in (*padded, *(f"{one}.0" for one in padded)) if one != text]


def put(column: pl.Series, places: pl.Series | Sequence[int], values: pl.Series | Sequence[Any]) -> pl.Series:
    """The column with `values` at `places`. Every such change goes this way: `scatter` changes the series that it is called on.

    >>> put(pl.Series([1, 2, 3]), [1], [9]).to_list()
    [1, 9, 3]
    """
    return column.clone().scatter(places, values)
