"""Writes a value as a person reads it, in both languages: money with its currency, percents, units, dates."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from shortlist.language import LANGUAGES, Language, Text
from shortlist.model.fields import YEAR, Field

LOCALES: dict[Language, str] = {"en": "en", "zh": "zh_Hans_CN"}
UNITS = {
    "days": "天",
    "payment days": "天",
    "years": "年",
    "hours": "小时",
    "degrees": "度",
    "months": "个月",
    "km": "公里",
}
COMPUTED = "computed"
TINY, HUGE = 1e-9, 1e16  # beyond these a number is written with its power of ten
NOTHING = Text("unknown", "未知")


AMOUNTS = ("limit", "amount", "price", "fee", "deposit")


def is_amount(key: str) -> bool:
    """Whether a number of an offer under this key is an amount of money: by its ending.

    >>> is_amount("credit_limit"), is_amount("payment_days")
    (True, False)
    """
    return key.endswith(AMOUNTS)


def format_value(value: Any, field: Field | None = None, currency: str = "USD") -> Text:
    """The text of a field's value, or of one that a measure computed (without a field); None is "unknown".

    Money is in `currency`; a percent is a ratio. A field's number keeps 12 significant digits, a computed one 6.

    >>> format_value(0.125, Field("share", "percent")).en, format_value(1200000.0, Field("sales", "money"), "CNY").zh
    ('12.5%', '¥1,200,000')
    """
    if value is None:
        return NOTHING
    kind, unit = (field.type, field.unit) if field else (COMPUTED, None)
    en, zh = (_format_in(value, kind, unit or "", currency, language) for language in LANGUAGES)
    return Text(en, zh)


@lru_cache(maxsize=100_000, typed=True)  # True and 1.0 are equal, and look different
def _format_in(value: Any, kind: str, unit: str, currency: str, language: Language) -> str:
    locale = LOCALES[language]
    if isinstance(value, bool):  # before numbers, since Python counts it among them
        return Text("yes" if value else "no", "是" if value else "否").in_(language)
    if isinstance(value, date):
        return format_date(value, "medium", locale)
    if not isinstance(value, (int, float)):
        return str(value)
    if not math.isfinite(value):
        return NOTHING.in_(language)
    # By way of decimal digits: 0.1 + 0.2 is to read 0.3.
    number = Decimal(f"{value:.12g}")
    if number and not TINY < abs(number) < HUGE:
        return f"{value:.6g}"
    if kind == "money":
        return format_currency(number, currency, "¤#,##0.##;-¤#,##0.##", locale, currency_digits=False)
    if kind == "percent":
        return format_percent(number, "#,##0.##########%", locale)
    if unit == YEAR:  # 2,026 is no year
        return f"{number:f}"
    if kind == COMPUTED:
        number = Decimal(f"{value:.6g}")
    said = format_decimal(number, "#,##0.############", locale)
    return f"{said} {UNITS.get(unit, unit) if language == 'zh' else unit}".rstrip()
