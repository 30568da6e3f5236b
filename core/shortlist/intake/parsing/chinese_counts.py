"""Counts as Chinese gives them in parts or between two numerals, 1亿5000万 and 两三百人, as one number or two ends in numerals."""

from __future__ import annotations

import re

_VALUES = {char: value for value, chars in enumerate(("", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for char in chars}  # fmt: skip
_VALUES |= {str(value): value for value in range(1, 10)}
_ONE = "[一二两兩三四五六七八九]"
_EITHER = "[1-9一二两兩三四五六七八九]"
_SIZE = "(?:[十百千]?[万萬亿億]|[十百千])"
_NUMERAL = "0-9.零〇一二两兩三四五六七八九十百千万萬亿億几幾数數"
_UNIT = "(?:人|名|家|户|位|个|元|美元|港元|员工)"
_HUNDREDS = {"": 1, "百": 100, "千": 1000}

_LARGE = re.compile(r"(?<![0-9.,])([0-9]{1,4})[亿億]零?([0-9]{1,4})([百千]?)[万萬](?![0-9零百千])")
_SMALL = re.compile(r"(?<![0-9.,])([0-9]{1,4})[万萬]零?([0-9])千(?![万萬亿億百0-9零])")
_PAIR = re.compile(
    rf"(?<![{_NUMERAL}])(?:({_ONE})、?({_ONE})|([1-9])、([1-9]))[个個]?({_SIZE}|(?={_UNIT}))(?![{_NUMERAL}])"
)
_JOINED = re.compile(rf"(?<![{_NUMERAL}])({_EITHER})( ?[到至~～—-] ?)({_EITHER})({_SIZE})(?![{_NUMERAL}])")
_TEENS = re.compile(rf"({_ONE}?)十[几幾][个個]?([万萬亿億]?)({_UNIT}?)")
_AT_LEAST = re.compile(rf"上([百千万萬亿億]|[十百千][万萬亿億])({_UNIT}?)")


def write_counts(text: str) -> str | None:
    """A clean text with such counts as one number or as two ends; None where it may be two such ranges (三到五十: from 3, or from 30).

    >>> [write_counts(one) for one in ("1亿-1亿5000万", "两三百人", "两到三千万", "十几万元", "上千人", "五到一百人")]
    ['1亿-15000万', '两百至三百人', '两千万到三千万', '>10万元 <20万元', '千人以上', '五到一百人']
    """
    if found := _AT_LEAST.fullmatch(text):
        return f"{found[1]}{found[2]}以上"
    if found := _TEENS.fullmatch(text):
        least, behind = _VALUES.get(found[1], 1) * 10, found[2] + found[3]
        return f">{least}{behind} <{least + 10}{behind}"
    text = _SMALL.sub(lambda one: f"{int(one[1]) * 10 + int(one[2])}千", _LARGE.sub(_add, text))
    text = _PAIR.sub(_write_pair, text)
    if (found := _JOINED.search(text)) is not None:
        if (ends := _join(*found.groups())) is None:
            return None
        text = text[: found.start()] + ends + text[found.end() :]
    return text


def _add(found: re.Match[str]) -> str:
    below = int(found[2]) * _HUNDREDS[found[3]]
    return f"{int(found[1]) * 10_000 + below}万" if below < 10_000 else found[0]


def _write_pair(found: re.Match[str]) -> str:
    """Two numerals in a row are from the one to the other: 两三百, 三五百; any others may be a list, or a slip."""
    a, b, size = found[1] or found[3], found[2] or found[4], found[5]
    follow = _VALUES[b] == _VALUES[a] + 1
    idiom = (_VALUES[a], _VALUES[b]) == (3, 5) and found[1] and size
    if not (follow or idiom):
        return found[0]
    return f"{a}00至{b}00" if found[3] and size == "百" else f"{a}{size}至{b}{size}"


def _join(a: str, join: str, b: str, size: str) -> str | None:
    """Two ends of which only the last says its size, in that of both, as grammar shares 万 and 亿; None where the first may stand by itself."""
    plain = f"{a}{join}{b}{size}"
    low, high = _VALUES[a], _VALUES[b]
    if size in "万萬亿億" or (a.isdigit() and b.isdigit() and size != "百"):
        return plain
    if low >= high:  # 五到一百 is from 5 on
        return plain if len(size) == 1 and size != "十" else None
    if low == 1 or size[0] == "十":
        return None
    return f"{low}00{join}{high}00" if a.isdigit() and b.isdigit() else f"{a}{size}{join}{b}{size}"
