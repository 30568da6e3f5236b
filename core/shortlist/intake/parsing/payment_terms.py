"""Terms of payment as invoices write them, in days after the invoice: only where nothing else moves the day."""

from __future__ import annotations

import re

import polars as pl

UNIT = "payment days"
_DAYS = r"(?:days?|d|tage[n]?|jours?|jrs|d[ií]as?|giorni|gg|dagen|天|日)"
_NET = r"(?:net(?:to)?\.?|nett|n|净|淨)"
# What says once more that the days run from the invoice, and moves nothing.
_FROM = (
    r"(?:(?:after|from|of|since)\s*(?:the\s*)?(?:date\s*of\s*)?(?:invoice|bill)(?:\s*date)?|invoice\s*date|nach\s*rechnungs(?:datum|erhalt)"
    r"|ab\s*rechnungsdatum|date\s*(?:de\s*)?facture|fecha\s*(?:de\s*)?factura|data\s*fattura|na\s*factuurdatum|票到|见票|发票后|开票后)"
)
_DISCOUNT = r"[0-9]{1,2}(?:[.,][0-9]+)?\s*%?\s*(?:[/,@-]|in)?\s*[0-9]{1,3}\s*(?:" + _DAYS + r")?"
_COUNTED = re.compile(
    rf"(?:(?:{_DISCOUNT})\s*[,;/-]?\s*(?={_NET}))?(?:(?:payment|due|payable|zahlbar|账期|帐期|賬期|信用期|付款期|within|in|innerhalb|开票后|票到|见票)\s*)*"
    rf"(?:{_NET}\s*[/-]?\s*)?(?P<days>[0-9]{{1,3}})\s*{_DAYS}?\s*(?:{_NET})?\s*(?:{_FROM})?\s*(?:内|付款|内付款)?"
)
_AT_ONCE = re.compile(
    r"(?:due|payable|payment)?\s*(?:up)?on\s*receipt|due\s*(?:immediately|now)|immediate(?:ly)?(?:\s*payment)?|payable\s*immediately|c\.?o\.?d\.?"
    r"|cash(?:\s*on\s*delivery)?|c\.?i\.?a\.?|cash\s*(?:in\s*advance|with\s*order|before\s*delivery)|cwo|cbd|prepaid|prepayment|pre-?payment|(?:payment\s*)?in\s*advance"
    r"|pia|sofort(?:\s*(?:zahlbar|f[aä]llig|rein\s*netto))?|vorkasse|nachnahme|(?:paiement\s*)?comptant|[aà]\s*r[eé]ception|contado|al\s*contado|alla\s*consegna"
    r"|货到付款|貨到付款|货到即付|款到发货|款到發貨|先款后货|先款後貨|现款现货|現款現貨|现款|现金|现结|現結|即付|即期|票到即付|见票即付|预付|预付款|全款预付|立即付款"
)


def read_terms(text: pl.Series) -> pl.Series:
    """The days of clean texts (Float64); null where they are no terms, or name another day to count from, as EOM does.

    >>> read_terms(pl.Series(["Net 30", "2/10 net 45", "COD", "账期60天", "EOM", "月结30天", "30/60/90"])).to_list()
    [30.0, 45.0, 0.0, 60.0, None, None, None]
    """
    distinct = text.drop_nulls().unique()
    days = pl.Series([_days(one) for one in distinct], dtype=pl.Float64)
    return text.replace_strict(distinct, days, default=None, return_dtype=pl.Float64)


def _days(text: str) -> float | None:
    words = " ".join(text.casefold().split()).strip(" .")
    if _AT_ONCE.fullmatch(words):
        return 0.0
    found = _COUNTED.fullmatch(words)
    return float(found["days"]) if found else None
