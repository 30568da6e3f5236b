"""What a number format of a workbook says beside the number: percent, a currency, leading zeros."""

from __future__ import annotations

import locale
import re
from dataclasses import dataclass
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


@dataclass(frozen=True)
class NumberFormat:
    """`percent`: the cell shows 25% for 0.25. `currency`: a code, or a sign that several currencies share (`$`, `¥`).

    `zeros` is how an id is shown: literal texts and counts of digits in turn, as (`""`, 5) for 00000.
    """

    percent: bool = False
    currency: str | None = None
    zeros: tuple[str | int, ...] = ()

    @property
    def says_something(self) -> bool:
        return self.percent or self.currency is not None or bool(self.zeros)


@cache
def read_format(code: str) -> NumberFormat:
    """What a format's code says.

    >>> read_format("0.0%").percent, read_format("[$¥-411]#,##0").currency, read_format("00000").zeros
    (True, 'JPY', ('', 5))
    >>> read_format('#,##0.00 "EUR"').currency, read_format('"$"#,##0').currency, read_format("#,##0").says_something
    ('EUR', '$', False)
    """
    first = _HIDDEN.sub("", _sections(code)[0])
    bare = _QUOTED.sub("", first)
    return NumberFormat("%" in bare, _currency(first), _zeros(first))


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
    code = re.search(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])", "".join(a for a, _ in _QUOTED.findall(section)))
    return code[1] if code and _is_currency(code[1]) else None


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
