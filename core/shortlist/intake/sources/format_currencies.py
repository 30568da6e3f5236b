"""Currencies that the texts of number formats name, by the words that text cells name them with."""

from __future__ import annotations

import locale
import re
import unicodedata
from functools import cache

from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_territory_currencies

from shortlist.intake.parsing.row_currency import read_currency
from shortlist.intake.parsing.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, MAJOR, PLAIN_UNITS, compile_glued

# Words of formats beside those of text cells.
_MORE = {
    **dict.fromkeys(("원", "韓元"), "KRW"),
    "澳币": "AUD",
    "加币": "CAD",
    "kč": "CZK",
    "chf": "CHF",
}
# What looks like a currency and is none that text cells know: its amounts are not the ruleset's. Short ones as they are written,
# for `ft` are feet and `dm` decimetres.
_UNKNOWN_SHORT = frozenset((
    "DM", "FF", "Rp", "RP", "R", "RM", "Ft", "Kn", "Lt", "Lv", "TL", "LE", "KD", "BD", "JD", "QR", "SR", "Dh", "Dhs",
    "DH", "DHS", "KSh", "Ksh", "TSh", "USh", "Bs", "Gs", "Lit", "öS", "Pta", "Ptas", "Kčs", "р", "дин",
))  # fmt: skip
_UNKNOWN = frozenset((
    "руб", "рубль", "рублей", "рубля", "рубли", "грн", "лв", "тенге", "lei", "leu", "dinar", "dinars", "dirham",
    "dirhams", "riyal", "riyals", "ringgit", "rupiah", "rupee", "rupees", "peso", "pesos", "rand", "baht", "dong",
    "reais", "złoty", "zloty", "zlotys", "forint", "koruna", "kroner", "kronor", "krona", "krone", "franc", "francs",
    "franken", "lira", "shilling", "shillings", "ruble", "rubles", "rouble", "roubles", "naira", "cedi", "rial",
    "rials", "pesetas",
))  # fmt: skip
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_CJK_UNKNOWN = re.compile("(?:[币幣]|盾|法郎|比索|林吉特|里亚尔|第纳尔|克朗|兰特|迪拉姆|雷亚尔|福林|兹罗提|里拉)$")
_SOL = re.compile(r"(?<!\w)[SB]/\.?(?!\w)")  # of Peru and Panama, whose sign has a stroke
_BREAKS = re.compile(r"[\s/()\[\]{}:;|,+*=~（）：；，、-]+")
_SIZES = "[十百千仟万萬亿億兆]"
_LEAD = "约約共计計合单單位"  # words before a 元 that are of no other currency
LONGEST = 3  # words that name one currency


def find_currency(text: str) -> str | None:
    """The currency that the texts of a format name: a code, a sign that several share (`$`, `¥`, `kr`), or the text itself where it looks
    like a currency and is none that is known, or names two; None where it names none.

    >>> [find_currency(text) for text in ("RMB万", "C$", "Rs. ", "k€", "USD $", "pcs", "SFr.")]
    ['CNY', 'CAD', 'INR', 'EUR', 'USD', None, 'CHF']
    >>> find_currency("$"), find_currency("Mex$"), find_currency("DM"), find_currency("EUR / USD")
    ('$', 'Mex$', 'DM', 'EUR / USD')
    """
    text = unicodedata.normalize("NFKC", text)
    if sol := _SOL.search(text):
        return sol[0]
    words = [word for word in _BREAKS.split(text) if word]
    found: list[str] = []
    at = 0
    while at < len(words):
        for count in range(min(LONGEST, len(words) - at), 0, -1):
            if names := _read(words[at : at + count]):
                found += names
                at += count
                break
        else:
            at += 1
    codes = [one for one in dict.fromkeys(found) if one not in AMBIGUOUS and one != "元"]
    signs = [one for one in dict.fromkeys(found) if one in AMBIGUOUS and not {*codes} & {*AMBIGUOUS[one]}]
    left = [*codes, *signs] or (["CNY"] if found else [])
    return " / ".join(left) or None


def _read(words: list[str]) -> list[str]:
    if len(words) == 1:
        return _split(words[0])
    told = " ".join(words)
    if code := _name(told):
        return [code]
    if len(words) == 2 and words[1] == "$" and re.fullmatch("[A-Z][A-Za-z]{0,3}", words[0]):  # `Mex $`
        known = _split(words[0]) or words[0].casefold() in MAGNITUDES
        return [] if known else [told]
    return []


def _name(word: str) -> str | None:
    """What one word or several name; a dot behind them or none is the same."""
    folded = word.casefold()
    for form in (folded, folded.rstrip("."), folded + "."):
        if form in AMBIGUOUS:
            return "kr" if form == "kr." else form
        if form in PLAIN_UNITS:
            return "元"
        if code := CURRENCY_WORDS.get(form) or _MORE.get(form):
            return code
    code = word.rstrip(".").upper()
    return code if code in MAJOR or (word == code and is_currency(code)) else None


def _split(word: str) -> list[str]:
    """What a text without a gap names, as `万美元`, `RMB万`, `TEUR` or `Mex$`."""
    if code := _name(word):
        return [code]
    found = []
    for part in _CJK.findall(word):
        found += _split_chinese(part)
    for part in _CJK.split(word):
        if part and (name := _name(part) or _split_letters(part)):
            found.append(name)
    return found


def _split_letters(part: str) -> str | None:
    bare = part.rstrip(".")
    if glued := compile_glued().fullmatch(part) or compile_glued().fullmatch(bare):
        money = glued["c1"] or glued["c2"] or ""
        if name := _name(money):
            return name
    if bare in _UNKNOWN_SHORT or bare.casefold() in _UNKNOWN:
        return part
    signs = [letter for letter in part if unicodedata.category(letter) == "Sc"]
    if not signs:
        return None
    known = _name(signs[0])
    if known in AMBIGUOUS and (code := part.replace(signs[0], "").upper()) in AMBIGUOUS[known]:
        return code  # `CAD$`
    if known is None or (known in AMBIGUOUS and any(letter.isalpha() for letter in part)):
        return part
    return known


def _split_chinese(part: str) -> list[str]:
    bare = re.sub(rf"^[{_LEAD}]*{_SIZES}*|{_SIZES}+$", "", part)
    if name := _name(part) or _name(bare):
        return [name]
    for word in _chinese_words():
        if word in part:
            return [CURRENCY_WORDS.get(word) or _MORE[word]]
    if plain := re.search(rf"(.*?){_SIZES}*[元圆圓]", part):
        before = plain[1].lstrip(_LEAD)
        return ["元"] if not before else [read_currency(f"{before}元", "CNY") or part]
    if _CJK_UNKNOWN.search(bare):
        return [read_currency(bare, "CNY") or part]
    return []


@cache
def _chinese_words() -> list[str]:
    """The words of Chinese and its like for one currency, longest first; a bare 元 is none of them."""
    words = {word for word in (*CURRENCY_WORDS, *_MORE) if _CJK.fullmatch(word)} - PLAIN_UNITS
    return sorted(words, key=len, reverse=True)


def read_bracket(sign: str, lcid: str) -> str | None:
    """The currency of `[$SIGN-LCID]`; the country of its language tells which of several a sign is.

    >>> read_bracket("$", "1009"), read_bracket("€", "409"), read_bracket("RMB", ""), read_bracket("C$", "")
    ('CAD', 'EUR', 'RMB', 'CAD')
    """
    if re.fullmatch("[A-Z]{3}", sign):
        return sign
    known = find_currency(sign)
    clear = known is not None and re.fullmatch("[A-Z]{3}", known) is not None
    local = _currency_of(lcid) if lcid and not clear and sign not in ("DM", "FF") else None
    return local or known


def is_currency(code: str) -> bool:
    """Whether letters are or were the code of a currency."""
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
