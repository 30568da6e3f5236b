"""Numbers written with Chinese numerals, and 万 as chats and exports abbreviate it (`1500W`), as digits."""

from __future__ import annotations

import re

import polars as pl

from shortlist.intake.parsing.chinese_counts import write_counts
from shortlist.intake.parsing.units import MAGNITUDES

_DIGITS = {char: str(value) for value, chars in enumerate(("零〇", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九")) for char in chars}  # fmt: skip
_ONE = "[一二两兩三四五六七八九]"
_STARTS = "一二两兩三四五六七八九十"
# No run behind a digit (5千万 is a magnitude) or behind what says several (几十万), and none that goes on behind it (一些).
_RUN = re.compile(rf"(?<![0-9.几幾数數多上第零〇百千万萬亿億])[{_STARTS}][零〇百千万萬亿億{_STARTS}]*(?![几幾数數])")
_SECTION = re.compile(
    rf"(?:(?P<k>{_ONE})千)?(?P<z1>[零〇])?(?:(?P<h>{_ONE})百)?(?P<z2>[零〇])?(?:(?P<t>{_ONE}?)十)?(?P<z3>[零〇])?(?P<o>{_ONE})?"
)
_LARGE = re.compile(r"(?:(?P<yi>.+?)[亿億])?(?:(?P<wan>.+?)[万萬])?(?P<rest>.*)")


_COUNTS = "[亿億].+[万萬]|[万萬].*千|^上|、[1-9]|[1-9]百"  # what may be a count in parts, or between two numerals, without a numeral


# A magnitude alone is one of it where a word says that it is an end: 过亿, 千人以上; `万元` is a unit.
def _alone(magnitude: str) -> str:
    return (
        rf"^(超过|突破|[超过過逾近]|不足|不到|约)({magnitude})((?:[人元美港户家名员].*)?)$"
        rf"|^()({magnitude})((?:人|元|美元|港元|名|户|家)?(?:及?以[上下内]|左右)|[余餘多来來][万萬亿億]?(?:[人元美港户家名员].*)?)$"
    )


_HUNDRED, _BARE = _alone("百"), _alone("[百千万萬亿億]|[十百千]万")


def write_chinese(text: pl.Series, *, money: bool) -> pl.Series:
    """Clean texts with digits in place of Chinese numerals, and of `money` with 万 for a W behind digits.

    >>> write_chinese(pl.Series(["五百人以上", "一千万至五千万", "1.5个亿", "几十人", "二〇一五年", "1500W"]), money=True).to_list()
    ['500人以上', '1000万至5000万', '1.5亿', '几十人', '2015年', '1500万']
    >>> write_chinese(pl.Series(["千人以上", "过亿", "亿元以上", "万元"]), money=True).to_list()
    ['1千人以上', '过1亿', '1亿元以上', '万元']
    """
    if money and text.str.contains("[0-9] ?[wW]").any():
        text = text.str.replace_all(r"([0-9]) ?[wW]($|[^A-Za-z0-9])", "${1}万${2}")
    worth = text.str.contains_any(list(_STARTS)) | text.str.contains(_COUNTS)
    if worth.any():
        distinct = text.filter(worth).unique()
        text = text.replace(distinct, distinct.map_elements(_write_one, return_dtype=pl.String))
    if text.str.contains(_BARE).any():
        text = text.str.replace(_HUNDRED, "${1}${4}100${3}${6}")  # which is no magnitude behind digits
        text = text.str.replace(_BARE, "${1}${4}1${2}${5}${3}${6}")
    if text.str.contains_any(["个亿", "个万", "個億", "個萬", "个億"]).any():
        text = text.str.replace_all("([0-9]) ?[个個]([万萬亿億])", "${1}${2}")
    return text


def _write_one(text: str) -> str:
    written = write_counts(text)
    return text if written is None else _RUN.sub(_write_run, written)


def _write_run(found: re.Match[str]) -> str:
    """The digits of a run of numerals, with its last magnitude where nothing stands behind that; the run itself where it is no number."""
    run = found[0]
    before = found.string[: found.start()].rstrip(" .,")[-1:]
    if before.isdigit() or run in MAGNITUDES:  # 5 十亿
        return run
    if len(run) > 1 and all(char in _DIGITS for char in run):
        return "".join(_DIGITS[char] for char in run) if len(run) == 4 else run  # a year; 三五 is three to five
    parts = _LARGE.fullmatch(run)
    if parts is None:
        return run
    large = [_read_section(parts[name]) for name in ("yi", "wan")]
    rest = _read_section(parts["rest"]) if parts["rest"] else 0
    if None in large[: bool(parts["yi"])] or (parts["wan"] and large[1] is None) or rest is None:
        return run
    yi, wan = (one or 0 for one in large)
    if parts["rest"]:
        low = rest < 1000 and bool(parts["yi"] or parts["wan"])
        if low and parts["rest"][0] not in "零〇":  # 一万五 is 15,000 to those who say it
            return run
        return str(yi * 10**8 + wan * 10**4 + rest)
    if parts["wan"] and not parts["yi"]:
        return f"{wan}万"
    return str(yi * 10**8 + wan * 10**4) if parts["wan"] else f"{yi}亿"


def _read_section(text: str | None) -> int | None:
    """A number below 10,000; None where it is none, or says less than it means (三千五)."""
    found = _SECTION.fullmatch(text) if text else None
    if found is None:
        return None
    thousands, hundreds, ones = (int(_DIGITS[found[name]]) if found[name] else 0 for name in "kho")
    tens = 0 if found["t"] is None else int(_DIGITS[found["t"]]) if found["t"] else 1
    skips = (thousands and not hundreds and (tens or ones), (thousands or hundreds) and not tens and ones)
    noughts = (found["z1"] or found["z2"], found["z2"] or found["z3"] or found["z1"])
    if any(skip and not nought for skip, nought in zip(skips, noughts, strict=True)):
        return None
    return thousands * 1000 + hundreds * 100 + tens * 10 + ones
