"""Figures as a memo's reader writes them: scores, shares, days, countries, and large money in words."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_decimal,
    format_percent,
    get_currency_symbol,
)

from shortlist.language import Language
from shortlist.model.fields import Field, FieldType
from shortlist.model.formatting import LOCALES, format_value

LARGE = 1_000_000


@lru_cache(maxsize=20_000)
def score(value: float | None, language: Language) -> str:
    """A score or its points with at most two decimals, as decisions are rounded; empty where there is none."""
    return "" if value is None else format_decimal(round(value, 2) + 0.0, "#,##0.##", LOCALES[language])


@lru_cache(maxsize=20_000)
def share(ratio: float, language: Language) -> str:
    """A ratio as a percent, with as many digits as coverage has."""
    return format_percent(round(ratio, 4), "#,##0.##%", LOCALES[language])


@lru_cache(maxsize=2_000)
def day(value: date, language: Language) -> str:
    """A day, with its month in words in English."""
    return format_date(value, "long", LOCALES[language])


@lru_cache(maxsize=20_000)
def large(value: float, currency: str, language: Language) -> str:
    """Money of a million and more in words, such as `$1.2 billion` and `US$12亿`; empty for less."""
    if abs(value) < LARGE:
        return ""
    if language == "zh":
        return format_compact_currency(value, currency, locale=LOCALES["zh"], fraction_digits=1)
    sign, symbol = "-" if value < 0 else "", get_currency_symbol(currency, "en")
    return f"{sign}{symbol}{format_compact_decimal(abs(value), format_type='long', locale='en', fraction_digits=1)}"


def exact(value: Any, field: Field | None, currency: str, language: Language) -> str:
    """A value with its unit; a country by its name, a rating with the step that it stands for."""
    said = format_value(value, field, currency).in_(language)
    if field is None or value is None:
        return said
    if field.type == "country":
        return _country(value, language)
    if field.type == "rating" and field.rubric and float(value).is_integer() and 1 <= value <= len(field.rubric):
        step = field.rubric[int(value) - 1].in_(language)
        return f"{said}：{step}" if language == "zh" else f"{said}: {step}"
    return said


def term(key: str, value: Any, currency: str, language: Language) -> str:
    """A term of an offer: an amount of money where its key says so, else the exact value."""
    kind: FieldType = "money" if key.endswith(MONEY) and isinstance(value, int | float) else "number"
    return exact(
        value,
        Field(key, kind) if isinstance(value, int | float) and not isinstance(value, bool) else None,
        currency,
        language,
    )


MONEY = ("limit", "amount", "price", "fee", "deposit")
"""What the keys of offers end in that are amounts of money."""


def brief(value: Any, field: Field | None, currency: str, language: Language) -> str:
    """A value as a sentence holds it: large money in words, other numbers rounded to four digits, all else exact."""
    kind = "" if field is None else field.type
    if kind == "money" and value is not None and (words := large(value, currency, language)):
        return words
    if kind == "country" and value is not None:
        return _country(value, language)
    if kind == "percent" and value is not None:
        return share(value, language)
    if isinstance(value, float) and not value.is_integer():
        value = float(round(value)) if abs(value) >= 1_000 else float(f"{value:.4g}")
    return format_value(value, field, currency).in_(language)


def moment(written: str, language: Language) -> str:
    """A moment as the record writes it (ISO 8601, UTC), to the minute."""
    then = datetime.fromisoformat(written)
    return f"{day(then.date(), language)} {then:%H:%M} UTC"


@lru_cache(maxsize=1_000)
def _country(code: str, language: Language) -> str:
    name = Locale.parse(LOCALES[language]).territories.get(code)
    left, right = ("（", "）") if language == "zh" else (" (", ")")
    return f"{name}{left}{code}{right}" if name else code
