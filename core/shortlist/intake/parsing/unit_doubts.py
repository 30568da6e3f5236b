"""Words of units that may mean two things: a T, a 元 and crores."""

from __future__ import annotations

import re

from shortlist.intake.parsing.units import CURRENCY_WORDS, PLAIN_UNITS
from shortlist.model.normal import normalise

_LAKHS = re.compile(r"(?:^|[\W_\d])(?:lakhs?|lacs?|crores?|cr)(?=$|[\W_])", re.I)
_CJK = re.compile(r"[\u4e00-\u9fff]")


def has_open_t(text: str) -> bool:
    """Whether a `T` stands alone in a header or unit: a thousand or a trillion.

    >>> has_open_t("Revenue (T USD)"), has_open_t("Umsatz (T)"), has_open_t("Umsatz TEUR"), has_open_t("Revenue ($T)")
    (True, True, False, False)
    """
    return any(word in ("t", "t.") for word in re.split(r"[\s_()\[\]{}<>【】,/:\-]+", normalise(text).casefold()))


def says_only_yuan(header: str) -> bool:
    """Whether a header names no currency but 元, as in 万元: a unit of whatever currency a column beside it names.

    >>> says_only_yuan("营业收入(万元)"), says_only_yuan("营业收入(万美元)"), says_only_yuan("营业收入(人民币万元)")
    (True, False, False)
    """
    text = normalise(header).casefold()
    others = [word for word in CURRENCY_WORDS if len(word) > 1 and _CJK.search(word) and word not in PLAIN_UNITS]
    named = any(word in text for word in others if not word.startswith("元")) or re.search("[a-z$€£¥₹]", text)
    return "元" in text and not named


def says_lakhs(text: str) -> bool:
    """Whether a header or unit counts in lakhs or crores, which is itself a sign of rupees.

    >>> says_lakhs("Revenue (Cr)"), says_lakhs("Turnover in lakhs"), says_lakhs("Credit")
    (True, True, False)
    """
    return bool(_LAKHS.search(normalise(text)))
