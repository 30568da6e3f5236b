"""What a number format of a workbook says beside the number: percent, a currency, leading zeros."""

from __future__ import annotations

import locale
import re
from dataclasses import dataclass, field
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_territory_currencies

# Formats that a file need not spell out, of those that say something here (ECMA-376, 18.8.30; 5-8 and 42, 44 as in the US).
BUILT_IN = {9: "0%", 10: "0.00%", **dict.fromkeys((5, 6, 7, 8, 42, 44), '"$"#,##0')}
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "￥": "¥",
    "¥": "¥",
    "$": "$",
    "₩": "KRW",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "฿": "THB",
    "₫": "VND",
    "₪": "ILS",
    "元": "CNY",
    **dict.fromkeys(("人民币", "人民幣"), "CNY"),
    **dict.fromkeys(("美元", "美金"), "USD"),
    **dict.fromkeys(("欧元", "歐元"), "EUR"),
    **dict.fromkeys(("英镑", "英鎊"), "GBP"),
    **dict.fromkeys(("港元", "港币", "港幣"), "HKD"),
    **dict.fromkeys(("日元", "日圆", "日圓", "円"), "JPY"),
    **dict.fromkeys(("新台币", "新台幣", "新臺幣", "台币", "台幣", "臺幣"), "TWD"),
    **dict.fromkeys(("韩元", "韓元", "원"), "KRW"),
    **dict.fromkeys(("澳元", "澳币"), "AUD"),
    **dict.fromkeys(("加元", "加币"), "CAD"),
    **dict.fromkeys(("新加坡元", "新元"), "SGD"),
    "瑞士法郎": "CHF",
    "zł": "PLN",
    "Kč": "CZK",
    "CHF": "CHF",
    "R$": "BRL",
    "NT$": "TWD",
    "HK$": "HKD",
    "US$": "USD",
}
_HIDDEN = re.compile(r"_.|\*.")  # a gap as wide as a sign, a sign that fills the cell: neither is shown
_BRACKET = re.compile(r"\[\$([^\]-]*)(?:-([0-9A-Fa-f]+))?\]")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_CODE = re.compile(
    r"(?<![A-Za-z])(?:[KkTtMm]|Mio|mio|Tsd|tsd|Mrd|mrd)?([A-Z]{3})(?:m|mn|mm|bn|k|K|M|Mio|mio)?(?![A-Za-z])"
)
_KRONOR = re.compile(r"(?<![A-Za-z])[tTmMk]?kr\.?(?![A-Za-z])", re.I)


@dataclass(frozen=True)
class NumberFormat:
    """`percent`: the cell shows 25% for 0.25. `currency`: a code, or a sign that several currencies share (`$`, `¥`).

    `zeros` is how an id is shown: literal texts and counts of digits in turn, as (`""`, 5) for 00000. `words` are the texts with
    letters beside the number (`万元`), `scale` how many times it is divided by 1,000 to be shown. `code` is how a workbook spells it.
    """

    percent: bool = False
    currency: str | None = None
    zeros: tuple[str | int, ...] = ()
    words: str = ""
    scale: int = 0
    code: str = field(default="", compare=False)

    @property
    def says_something(self) -> bool:
        return self != NumberFormat()


@cache
def read_format(code: str) -> NumberFormat:
    """What a format's code says.

    >>> read_format("0.0%").percent, read_format("[$¥-411]#,##0").currency, read_format("00000").zeros
    (True, 'JPY', ('', 5))
    >>> read_format('#,##0.00 "EUR"').currency, read_format('"$"#,##0').currency, read_format("#,##0").says_something
    ('EUR', '$', False)
    >>> read_format('#,##0" 万元"').words, read_format('0.0,,"M"').scale, read_format('#,##0 "TEUR"').currency
    ('万元', 2, 'EUR')
    """
    first = _HIDDEN.sub("", _sections(code)[0])
    bare = _BRACKET.sub("", _QUOTED.sub("", first))
    scale = re.search(r"[0#?](,+)(?![#0?,])", bare)
    return NumberFormat(
        "%" in bare,
        _currency(first),
        _zeros(first),
        _words(first),
        len(scale[1]) if scale is not None else 0,
        code,
    )


def _words(section: str) -> str:
    """The texts that a format shows beside the number, if there is a letter in them; dates show none of this kind."""
    if re.search(r"(?i)[ymdhs]|general", _BRACKET.sub("", _QUOTED.sub("", re.sub(r"\[(?!\$)[^\]]*\]", "", section)))):
        return ""
    section = re.sub(r"\[(?!\$)[^\]]*\]", "", section)  # colours and conditions
    text = re.sub(
        r'\[\$([^\]-]*)[^\]]*\]|"([^"]*)"|\\(.)|([€£¥￥$₩₹₽₺฿₫₪])|[#0?.,%+\-/() ]+|.',
        lambda found: next((part for part in found.groups() if part), " "),
        section,
    )
    return " ".join(text.split()) if any(letter.isalpha() for letter in text) else ""


def _sections(code: str) -> list[str]:
    """The parts of a format between its semicolons, for positive numbers first."""
    return re.sub(r'"[^"]*"|\\.', lambda found: found[0].replace(";", ""), code).split(";")


def _currency(section: str) -> str | None:
    for sign, lcid in _BRACKET.findall(section):
        text = sign.strip()
        if not text:
            continue  # a language only, for dates
        if re.fullmatch("[A-Z]{3}", text):
            return str(text)
        known = SIGNS.get(text)
        local = _currency_of(lcid) if lcid else None
        return local if local is not None and (known is None or len(known) < 3) else known
    texts = "".join(a or b for a, b in _QUOTED.findall(section)) + " " + _BRACKET.sub("", _QUOTED.sub("", section))
    for sign in sorted(SIGNS, key=len, reverse=True):
        if sign in texts:
            return SIGNS[sign]
    quoted = "".join(a or b for a, b in _QUOTED.findall(section))
    code = _CODE.search(quoted)
    if code and _is_currency(code[1]):
        return code[1]
    return "kr" if _KRONOR.search(quoted) else None


def _is_currency(code: str) -> bool:
    return code in Locale("en").currencies


@cache
def _currency_of(lcid: str) -> str | None:
    """The currency of the country of a language number of Windows: 411 is Japanese in Japan."""
    name = locale.windows_locale.get(int(lcid, 16) & 0xFFFF)
    try:
        territory = Locale.parse(name).territory if name else None
    except (UnknownLocaleError, ValueError):
        return None
    found = get_territory_currencies(territory) if territory else []
    return str(found[0]) if found else None


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
