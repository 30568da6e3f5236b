"""Units of a column: currencies, magnitude words, percent, date orders, and how headers and `--map` write them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import pycountry

from shortlist.language import Text
from shortlist.model.normal import normalise

DateOrder = Literal["dmy", "mdy", "ymd"]

MAGNITUDES: dict[str, int] = {
    **dict.fromkeys(("thousand", "thousands", "k", "tsd", "tsd.", "thsd", "千", "仟"), 3),
    **dict.fromkeys(("万", "萬"), 4),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "十万", "十萬"), 5),
    **dict.fromkeys(("million", "millions", "m", "mm", "mn", "mln", "mio", "mio.", "mil", "mil.", "百万", "百萬"), 6),
    **dict.fromkeys(("crore", "crores", "cr", "千万", "千萬"), 7),
    **dict.fromkeys(("亿", "億"), 8),
    **dict.fromkeys(
        (
            "billion",
            "billions",
            "b",
            "bn",
            "bln",
            "bil",
            "bil.",
            "mrd",
            "mrd.",
            "md",
            "mds",
            "milliard",
            "milliards",
            "十亿",
            "十億",
        ),
        9,
    ),
    **dict.fromkeys(("百亿", "百億"), 10),
    **dict.fromkeys(("千亿", "千億"), 11),
    **dict.fromkeys(("trillion", "trillions", "t", "tn", "trn", "万亿", "萬億", "兆"), 12),
}
# A word that names one currency. `$`, `¥` and `kr` name several, see AMBIGUOUS.
CURRENCY_WORDS: dict[str, str] = {
    word: code
    for code, words in json.loads(
        (files("shortlist.intake.parsing") / "currency_words.json").read_text("utf-8")
    ).items()
    for word in words
}
# As Chinese writes them around an amount: `6200万元整`, `3億元新台幣`, `美元:500万`.
CURRENCY_WORDS |= {
    form: code
    for word, code in tuple(CURRENCY_WORDS.items())
    if re.search(r"[\u4e00-\u9fff]", word)
    for form in (f"{word}:", f"{word}整", f"{word}正", *((f"元{word}",) if word[-1] not in "元圆圓円" else ()))
}
PLAIN_UNITS = frozenset(("元", "圆", "元整", "元正", "圆整", "圆正"))  # of whatever currency is named before the amount
AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "$": ("USD", "AUD", "CAD", "HKD", "SGD", "NZD", "TWD", "MXN"),
    "dollar": ("USD", "AUD", "CAD", "HKD", "SGD", "NZD"),
    "dollars": ("USD", "AUD", "CAD", "HKD", "SGD", "NZD"),
    "¥": ("CNY", "JPY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "NOK", "SEK", "ISK"),
}
# Codes that a header may carry without being asked: `Revenue (ALL)` is not in Albanian lek.
MAJOR = frozenset((
    "USD", "EUR", "GBP", "CNY", "JPY", "HKD", "TWD", "KRW", "INR", "AUD", "CAD", "NZD", "SGD", "CHF", "SEK", "NOK",
    "DKK", "PLN", "CZK", "HUF", "RUB", "BRL", "MXN", "ZAR", "AED", "SAR", "THB", "MYR", "IDR", "PHP", "VND", "ILS", "RMB",
))  # fmt: skip
# Behind a name and without a currency these say nothing: `Revenue B` may be the second of two columns.
BARE_LETTERS = frozenset(("", "k", "m", "mm", "b", "t", "cr", "mil", "tn", "md", "mds"))
_CJK = re.compile(r"[\u4e00-\u9fff]")
PERCENT_WORDS = frozenset({"%", "percent", "pct", "per cent", "百分比", "百分数"})
RATIO_WORDS = frozenset({"ratio", "fraction", "比率", "小数"})
DECIMAL_WORDS: dict[str, Literal["point", "comma"]] = {
    "decimal-point": "point",
    "decimal-comma": "comma",
    "1,234.56": "point",
    "1.234,56": "comma",
}
ORDERS: dict[str, DateOrder] = {
    "dmy": "dmy",
    "mdy": "mdy",
    "ymd": "ymd",
    "d/m/y": "dmy",
    "m/d/y": "mdy",
    "y/m/d": "ymd",
    "dd/mm/yyyy": "dmy",
    "mm/dd/yyyy": "mdy",
    "yyyy/mm/dd": "ymd",
    "日月年": "dmy",
    "月日年": "mdy",
    "年月日": "ymd",
}
WORDS_HELP = (
    "USD, EUR, CNY ..., [the header of a currency column], thousand, million, billion, 万, 亿, %, ratio, dmy, mdy, ymd, "
    "decimal-comma, decimal-point"
)


@dataclass(frozen=True)
class Unit:
    """What a column's bare values mean; None is not said. `power` 6 is millions, `percent` True reads 12 as 12 %."""

    currency: str | None = None
    power: int | None = None
    percent: bool | None = None
    order: DateOrder | None = None
    decimal: Literal["point", "comma"] | None = None

    def __bool__(self) -> bool:
        return self != Unit()

    def over(self, other: Unit) -> Unit:
        """This unit, with what it leaves open taken from `other`."""
        return Unit(
            self.currency if self.currency is not None else other.currency,
            self.power if self.power is not None else other.power,
            self.percent if self.percent is not None else other.percent,
            self.order if self.order is not None else other.order,
            self.decimal if self.decimal is not None else other.decimal,
        )

    @property
    def words(self) -> str:
        """The unit as `--map` writes it; empty where nothing is said."""
        names = {
            3: "thousand",
            4: "万",
            5: "lakh",
            6: "million",
            7: "crore",
            8: "亿",
            9: "billion",
            10: "百亿",
            11: "千亿",
            12: "trillion",
        }
        found = [
            self.currency,
            names.get(self.power or 0, f"e{self.power}" if self.power else None),
            {True: "%", False: "ratio", None: None}[self.percent],
            self.order,
            f"decimal-{self.decimal}" if self.decimal else None,
        ]
        return " ".join(word for word in found if word)


NO_UNIT = Unit()


@cache
def currency_codes() -> frozenset[str]:
    """The codes of ISO 4217 in use."""

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def currency_of(word: str, home: str) -> str | None:
    """The currency that a word or sign names; an ambiguous one is `home` where it can be, `$` else USD, others None."""
    folded = word.casefold().strip()
    if folded in AMBIGUOUS:
        if home in AMBIGUOUS[folded]:
            return home
        return "USD" if folded in ("$", "dollar", "dollars") else None
    return CURRENCY_WORDS.get(folded) or (word.upper().strip() if word.upper().strip() in currency_codes() else None)


def agree_on(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """The word for the currency of an amount between two, and the one before it where they name different currencies.

    >>> agree_on("美元", "元"), agree_on("$", "usd"), agree_on("€", "usd")
    (('美元', None), ('usd', None), ('usd', '€'))

    A sign that several share with 元 behind it stays open, but for ¥: `$500元` may be Taiwan's dollars.
    """
    if before is None or after is None:
        return after or before, None
    if after in PLAIN_UNITS and before not in AMBIGUOUS:
        return before, None
    here, there = (AMBIGUOUS.get(word) or (CURRENCY_WORDS.get(word) or word.upper(),) for word in (before, after))
    if set(here) & set(there):
        return (before if len(here) < len(there) else after), None
    return after, before


def one_word(word: str, home: str, *, loose: bool = True) -> Unit | None:
    """The unit that one word says, or None. Unless `loose`, only the major currencies go by their codes."""
    folded = word.casefold()
    if folded in PERCENT_WORDS:
        return Unit(percent=True)
    if folded in RATIO_WORDS:
        return Unit(percent=False)
    if folded in ORDERS or folded.replace("-", "/").replace(".", "/") in ORDERS:
        return Unit(order=ORDERS.get(folded) or ORDERS[folded.replace("-", "/").replace(".", "/")])
    if folded in DECIMAL_WORDS:
        return Unit(decimal=DECIMAL_WORDS[folded])
    if folded in MAGNITUDES:
        return Unit(power=MAGNITUDES[folded])
    if loose or word.upper() in MAJOR or not word.isalpha() or folded in CURRENCY_WORDS:
        code = currency_of(word, home)
        return Unit(currency=code) if code else None
    return None


@cache
def compile_glued() -> re.Pattern[str]:
    """Currency and magnitude written as one word: `$billion`, `USDm`, `万元`, `亿美元`, `$bn`, `€m`."""
    money = "|".join(map(re.escape, sorted({*CURRENCY_WORDS, *AMBIGUOUS, *currency_codes()}, key=len, reverse=True)))
    size = "|".join(map(re.escape, sorted(MAGNITUDES, key=len, reverse=True)))
    return re.compile(
        rf"(?:(?P<c1>{money})(?P<m1>{size}|'?000s?)|(?P<m2>{size})(?P<c2>{money})|(?P<ks>'000s?|000s?))", re.I
    )


def unit_of(text: str, home: str, *, loose: bool = True) -> Unit | None:
    """The unit that some words say (`USD billion`, `万元`, `$bn`, `dmy`), or None where a word is no unit."""
    text = re.sub(r"单位\s*:?|\bin\b", " ", normalise(text)).strip(" ,")
    words = [word for word in re.split(r"[\s_]+|(?<=\D),\s*", text) if word]
    found = one_word(text, home, loose=loose)
    if found is not None or not words:
        return found
    found = Unit()
    for word in words:
        unit = one_word(word, home, loose=loose) or _split_word(word, home)
        if unit is None or any(
            a is not None and b is not None and a != b for a, b in zip(_parts(unit), _parts(found), strict=True)
        ):
            return None
        found = unit.over(found)
    return found


def _split_word(word: str, home: str) -> Unit | None:
    glued = compile_glued().fullmatch(word)
    if not glued:
        return _split_chinese(word, home)
    if glued["ks"]:
        return Unit(power=3)
    money = glued["c1"] or glued["c2"]
    code = currency_of(money, home)
    size = (glued["m1"] or glued["m2"]).casefold()
    if size == "t" and glued["m2"]:
        size = t_before(money) or ""
    return Unit(currency=code, power=MAGNITUDES.get(size, 3)) if code and size else None


def t_before(currency: str, between: str = "") -> str | None:
    """The magnitude that a `T` before a currency says, None where that may be either.

    >>> t_before("EUR"), t_before("€"), t_before("USD", " "), t_before("美元")
    ('thousand', 'thousand', None, None)

    German books write thousands so, and leave no space; before a Chinese word it may be a trillion.
    """
    return None if between or _CJK.search(currency) else "thousand"


def _split_chinese(word: str, home: str) -> Unit | None:
    """A currency with a magnitude and a plain 元 behind it: `人民币万元`, `新台幣仟元`."""
    told = re.fullmatch(r"(.*?)([十百千仟万萬亿億兆]*)[元圆圓]", word)
    code = currency_of(told[1], home) if told and told[1] and told[1].casefold() not in AMBIGUOUS else None
    if told is None or code is None or (told[2] and told[2] not in MAGNITUDES):
        return None
    return Unit(currency=code, power=MAGNITUDES.get(told[2]))


def _parts(unit: Unit) -> tuple[object, ...]:
    return (unit.currency, unit.power, unit.percent, unit.order, unit.decimal)


def split_header(header: str, home: str) -> list[tuple[str, Unit]]:
    """The ways to read a header as a name and a unit; what stands in brackets is a unit first of all.

    >>> [(name, unit.words) for name, unit in split_header("营业收入（亿元）", "USD")][0]
    ('营业收入', 'CNY 亿')
    """
    text = normalise(header)
    home = "CNY" if re.search(r"[\u4e00-\u9fff]", text) else home
    ways = [(text, Unit())]
    if (told := re.fullmatch(r"(.+?)\s*[(\[{<【]\s*(.+?)\s*[)\]}>】]\s*", text)) and (
        unit := unit_of(told[2].removesuffix("人") or told[2], home, loose=False)
    ):
        return [(told[1], unit), (text, unit)]
    for separator in re.finditer(r"[\s_,/:\-]+(?:in\s+)?|(?<=[\u4e00-\u9fff])(?=[^\u4e00-\u9fff])|(?=%$)", text):
        name, rest = text[: separator.start()], text[separator.end() :]
        if name and rest.casefold() not in BARE_LETTERS and (unit := unit_of(rest, home, loose=False)):
            return [(text, Unit()), (text, unit), (name, unit)]
    chinese = re.fullmatch(r"(.*?[\u4e00-\u9fff])((?:[十百千]?[万亿]|千)(?:元|美元|港元|人民币|欧元|人)?)", text)
    if chinese and (unit := unit_of(chinese[2].removesuffix("人"), home, loose=False)):
        ways += [(text, unit), (chinese[1], unit)]
    return ways


def fits(unit: Unit, kind: str) -> Text | None:
    """Why a unit makes no sense for a field of this type, or None where it does."""
    wrong: list[str] = []
    if unit.currency and kind != "money":
        wrong.append(unit.currency)
    if unit.power is not None and kind not in ("money", "number", "integer"):
        wrong.append(replace(Unit(), power=unit.power).words)
    if unit.percent is not None and kind != "percent":
        wrong.append("%" if unit.percent else "ratio")
    if unit.order and kind != "date":
        wrong.append(unit.order)
    if unit.decimal and kind not in ("money", "number", "integer", "percent", "rating"):
        wrong.append(f"decimal-{unit.decimal}")
    if not wrong:
        return None
    return Text(f"a {kind} field takes no '{' '.join(wrong)}'", f"{kind} 类型的字段不能用 '{' '.join(wrong)}'")
