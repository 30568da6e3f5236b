"""What a number format of a workbook says beside the number: percent, a currency, leading zeros."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from shortlist.intake.parsing.range_words import HINT
from shortlist.intake.sources.format_currencies import find_currency, read_bracket

# Formats that a file need not spell out, of those that say something here (ECMA-376, 18.8.30; 5-8 and 42, 44 as in the US).
BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy", **dict.fromkeys((5, 6, 7, 8, 42, 44), '"$"#,##0')}
_HIDDEN = re.compile(r"_.|\*.")  # a gap as wide as a sign, a sign that fills the cell: neither is shown
_QUOTED = re.compile(r'"([^"]*)"|[\\!](.)')
# A sign that is shown as it stands, one that is hidden, a currency with its language, a colour or condition, any other sign.
PART = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[\$(?P<sign>[^\]-]*)(?:-(?P<lcid>[0-9A-Fa-f]+)(?![^\],]))?[^\]]*\]'
    r"|\[[^\]]*\]|(?P<general>general)|(?P<bare>.)",
    re.S | re.I,
)
# What `_read_signs` writes for a place of a digit, the point, the comma and the percent sign that are not shown as they stand.
_DIGIT, _POINT, _COMMA, _PERCENT = "\x01", "\x02", "\x03", "\x04"
_SPECIAL = {**dict.fromkeys("0#?", _DIGIT), ".": _POINT, ",": _COMMA, "%": _PERCENT}
_OWN = "[\x01-\x04]+"


@dataclass(frozen=True)
class NumberFormat:
    """`percent`: the cell shows 25% for 0.25; `percent_sign`: it shows 25% for 25. `currency`: a code, or a sign that several currencies
    share (`$`, `¥`), or a text that looks like a currency and is none that is known (`Mex$`).

    `zeros` is how an id is shown: literal texts and counts of digits in turn, as (`""`, 5) for 00000. `words` are the texts with
    letters beside the number (`万元`), `scale` the power of ten by which it is divided to be shown. `code` is how a workbook spells it,
    and `bounded` the same where some of its texts may say that what it shows is a range (`0"+"`), else empty.
    `span` is what it shows of a day, where that is not the day: `month` (of a year) or `year`.
    """

    percent: bool = False
    percent_sign: bool = False
    currency: str | None = None
    zeros: tuple[str | int, ...] = ()
    words: str = ""
    scale: int = 0
    bounded: str = ""
    span: str = ""
    code: str = field(default="", compare=False)

    @property
    def says_something(self) -> bool:
        return self != NumberFormat()

    @property
    def says_unit(self) -> bool:
        """Whether the number alone, without its format, would say less."""
        return self.percent or self.percent_sign or bool(self.currency or self.words or self.scale)


@cache
def read_format(code: str) -> NumberFormat:
    """What a format's code says.

    >>> read_format("0.0%").percent, read_format("[$¥-411]#,##0").currency, read_format("00000").zeros
    (True, 'JPY', ('', 5))
    >>> read_format('#,##0.00 "EUR"').currency, read_format('"$"#,##0').currency, read_format("#,##0").says_something
    ('EUR', '$', False)
    >>> read_format('#,##0" 万元"').words, read_format('0.0,,"M"').scale, read_format('#,##0 "TEUR"').currency
    ('万元', 6, 'EUR')
    >>> read_format("mmm yyyy").span, read_format('yyyy"年"m"月"').span, read_format("yyyy").span, read_format("yyyy-mm-dd").span
    ('month', 'month', 'year', '')
    >>> read_format('0"%"').percent_sign, read_format('0!.0,"万"').scale
    (True, 4)
    """
    first = split_sections(code)[0]
    signs = _read_signs(first)
    words = _words(first, signs)
    percent, scale = _PERCENT in signs, _scale(signs, words)
    return NumberFormat(
        percent,
        not percent and _DIGIT in signs and re.search("[%％]", signs) is not None,
        _currency(first, signs),
        () if scale else _zeros(_HIDDEN.sub("", first)),
        words,
        scale,
        code if any(map(_may_say_range, split_sections(code))) else "",
        _find_span(first),
        code,
    )


def _find_span(section: str) -> str:
    bare = {(found["bare"] or "").lower() for found in PART.finditer(section)}
    if "y" not in bare or bare & set("dhs0#?"):
        return ""
    return "month" if "m" in bare else "year"


def _may_say_range(section: str) -> bool:
    """Whether the texts of a section have a word or sign of a range; dates show none of this kind."""
    shown = []
    for found in PART.finditer(re.sub("[Ee][+-](?=[0#?])", "", section)):
        bare = found["bare"]
        if bare and bare in "ymdhsYMDHS":
            return False
        if bare and bare not in "$+<>=~&-" and bare.isascii():
            shown.append("1" if bare in "0#?" else " ")
        else:
            shown.append(
                bare or found["quoted"] or found["escaped"] or found["sign"] or ("1" if found["general"] else "")
            )
    return re.search(HINT, re.sub("1(?: *1)*", "1", "".join(shown))) is not None


def find_scale(section: str) -> int:
    """The power of ten by which a number is divided to be shown by a section of a format."""
    signs = _read_signs(section)
    return _scale(signs, _words(section, signs))


def _read_signs(section: str) -> str:
    """A section as it is shown, the places of its number written as signs of our own; dates have no such texts."""

    def show(found: re.Match[str]) -> str:
        if found["general"]:
            return _DIGIT
        if (bare := found["bare"]) is not None:
            shown = bare in "$" or not bare.isascii()
            return _SPECIAL.get(bare) or (bare if shown else " ")
        return found["quoted"] or found["escaped"] or found["sign"] or ""

    return PART.sub(show, section)


def _words(section: str, signs: str) -> str:
    """The texts that a format shows beside the number, if there is a letter in them; dates show none of this kind."""
    bare = "".join(found["bare"] or "" for found in PART.finditer(section))
    if re.search("(?i)[ymdhs]", bare):
        return ""
    text = re.sub(_OWN, " ", re.sub(f"(?<={_DIGIT})[.,](?={_DIGIT})", "", signs))
    words = [word for word in text.split() if any(map(_is_told, word))]
    return " ".join(words) if any(letter.isalpha() for letter in text) else ""


def _is_told(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter) == "Sc"


def _scale(signs: str, words: str) -> int:
    """The power of ten by which a number is divided to be shown: each comma behind its last digit is a thousand, and a point that is
    a text parts the last digits from the rest, as Chinese sheets show 万."""
    commas = re.search(f"{_DIGIT}({_COMMA}+)(?![{_DIGIT}{_COMMA}])", signs)
    scale = 3 * len(commas[1]) if commas else 0
    points = re.findall(f"(?<={_DIGIT})[.,]({_DIGIT}+)", signs)
    if (
        len(points) == 1 and _POINT not in signs and (scale or (words and len(points[0]) != 3))
    ):  # `#\\.##0` groups thousands
        scale += len(points[0])
    return scale


def split_sections(code: str) -> list[str]:
    """The parts of a format between its semicolons, for positive numbers first."""
    return re.sub(r'"[^"]*"|[\\!].', lambda found: found[0].replace(";", ""), code).split(";")


def _currency(section: str, signs: str) -> str | None:
    for found in PART.finditer(section):
        if (sign := (found["sign"] or "").strip()) and (code := read_bracket(sign, found["lcid"] or "")):
            return code
    return find_currency(re.sub(_OWN, " ", signs))


def _zeros(section: str) -> tuple[str | int, ...]:
    """Literal texts and runs of zeros in turn; nothing where the format shows anything but digits in fixed places."""
    found: list[str | int] = []
    literal, at = "", 0
    section = re.sub(r"^\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow)\]", "", section, flags=re.I)
    while at < len(section):
        if run := re.compile("0+").match(section, at):
            found += [literal, len(run[0])]
            literal, at = "", run.end()
        elif (quoted := _QUOTED.match(section, at)) or (quoted := re.compile("([-/ ()])()").match(section, at)):
            literal += quoted[1] or quoted[2] or ""
            at = quoted.end()
        else:
            return ()
    runs = [one for one in found if isinstance(one, int)]
    return (*found, literal) if runs and max(runs) > 1 and literal else tuple(found) if runs and max(runs) > 1 else ()
