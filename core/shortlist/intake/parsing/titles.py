"""Units that a line above the headers says for a whole table: `单位：万元`, `Figures in thousand EUR`, `in Mio. €`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from shortlist.intake.parsing.units import BARE_LETTERS, Unit, unit_of
from shortlist.model.normal import normalise

_LABEL = re.compile(
    r"(?:(?:金额|货币|计量|计价|金額|貨幣)?(?:单位|單位)|币种|币别|幣種|幣別|货币|貨幣|金额|金額|amounts?|figures?|values?|units?|currency|currencies|einheit(?:en)?"
    r"|währung|beträge|angaben|devise|montants?|unités?|moneda|importes?|unidad(?:es)?|moeda|valores|valuta|importi|bedragen)"
    r"\s*(?::|is\b|are\b|=)\s*(.+)",
    re.I,
)
_IN = re.compile(r"(?<![^\W\d_])(?:in|en|em|expressed in|stated in)\s+(.+)", re.I)
_SIZES = {
    **dict.fromkeys(
        ("milliers", "miles", "mil", "milhares", "migliaia", "duizenden", "duizend", "tausend"), "thousand"
    ),
    **dict.fromkeys(("millones", "milhões", "milioni", "miljoen", "millionen"), "million"),
    **dict.fromkeys(("milliards", "miliardi", "miljard", "milliarden"), "billion"),
    **dict.fromkeys(("euros", "d'euros"), "EUR"),
}
_FILLERS = re.compile(r"\b(?:of|de|di|d'|all|the|whole|full)\s*", re.I)
_HINT = re.compile(
    r"[万萬亿億千仟]|\b(?:thousands?|millions?|billions?|mio|mrd|tsd|milliers|miles|millones|milioni|k?\W?000s?)\b",
    re.I,
)
LONGEST = 6  # words of a unit


def find_unit(title: str, home: str) -> Unit | None:
    """The unit of money that a line says, or None. An ambiguous sign is `home` where it can be.

    >>> [find_unit(t, "USD").words for t in ("（单位：万元）", "Figures in thousand EUR", "All values in Mio. €", "($ in millions)")]
    ['CNY 万', 'EUR thousand', 'EUR million', 'USD million']
    >>> find_unit("编制单位：东方贸易有限公司", "USD") is None, find_unit("Customers in Spain", "USD") is None
    (True, True)
    """
    for phrase in _phrases(normalise(title)):
        words = re.split(r"\s+", phrase)
        for count in range(min(len(words), LONGEST), 0, -1):
            if unit := _read(" ".join(words[:count]), home):
                return unit
    return None


def hints_at_unit(title: str) -> bool:
    """Whether a line has a word for a magnitude, whatever it says with it."""
    return bool(_HINT.search(normalise(title)))


def _phrases(title: str) -> Iterator[str]:
    """What may be a unit in a line: behind a label, behind `in`, in brackets, the whole line."""
    for inside in re.findall(r"[(\[【]([^)\]】]+)[)\]】]", title):
        yield from _bare_phrases(inside)
    yield from _bare_phrases(title)


def _bare_phrases(text: str) -> Iterator[str]:
    if label := _LABEL.search(text):
        yield re.split(r"[;、]|,(?=\D)", label[1])[0]
        yield from _behind_in(label[1])
    if len(text) < 30:
        yield text
    yield from _behind_in(text)


def _behind_in(text: str) -> Iterator[str]:
    at = 0
    while told := _IN.search(text, at):
        yield told[1]
        at = told.start(1)


def _read(phrase: str, home: str) -> Unit | None:
    phrase = _FILLERS.sub(" ", phrase).strip(" ()[]【】.,;:!*'") or phrase
    phrase = " ".join(_SIZES.get(word.casefold(), word) for word in phrase.split())
    if phrase.casefold() in BARE_LETTERS:
        return None
    unit = unit_of(phrase, home, loose=False)
    if not unit or not (unit.currency or unit.power) or replace(unit, currency=None, power=None):
        return None
    return unit
