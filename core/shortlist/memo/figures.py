"""Writes figures as a memo's reader would: scores, shares, days, countries, and large money in words."""

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
from shortlist.model.fields import Field
from shortlist.model.formatting import LOCALES, format_point, format_step, format_term, format_value
from shortlist.model.ranges import Range

LARGE = 1_000_000

# The memos of a list repeat the same figures over and over, hence the caches.


@lru_cache(maxsize=20_000)
def score(value: float | None, language: Language) -> str:
    """A score or points of it, with at most two decimals, as scores are rounded; empty where there is none."""
    # + 0.0 makes 0 of -0, which would be written with its sign.
    return "" if value is None else format_decimal(round(value, 2) + 0.0, "#,##0.##", LOCALES[language])


@lru_cache(maxsize=20_000)
def share(ratio: float, language: Language) -> str:
    """A ratio as a percent, with as many decimals as coverage has."""
    return format_percent(round(ratio, 4), "#,##0.##%", LOCALES[language])


@lru_cache(maxsize=2_000)
def day(value: date, language: Language) -> str:
    """A day, written out."""
    return format_date(value, "long", LOCALES[language])


@lru_cache(maxsize=20_000)
def large(value: float, currency: str, language: Language) -> str:
    """Money of a million or more in words, such as `$1.2 billion` and `US$12亿`; empty for less."""
    if abs(value) < LARGE:
        return ""
    if language == "zh":
        return format_compact_currency(value, currency, locale=LOCALES["zh"], fraction_digits=1)
    sign, symbol = "-" if value < 0 else "", get_currency_symbol(currency, "en")
    return f"{sign}{symbol}{format_compact_decimal(abs(value), format_type='long', locale='en', fraction_digits=1)}"


def point(value: Any, known: Range, field: Field, currency: str, language: Language) -> str:
    """What a range counts as, an end of it as exactly as the range is written, another number to three digits."""
    return format_point(value, known, field, lambda one, of: format_value(one, of, currency)).in_(language)


def exact(value: Any, field: Field | None, currency: str, language: Language) -> str:
    """A value with its unit; a country by its name, a rating with the step of the rubric that it stands for."""
    said = format_value(value, field, currency).in_(language)
    if field is None or value is None or isinstance(value, Range):
        return said
    if field.type == "country":
        return _country(value, language)
    return format_step(value, field).in_(language) if field.type == "rating" else said


def term(key: str, value: Any, currency: str, language: Language) -> str:
    """A term of an offer, as `format_term` has it."""
    return format_term(key, value, currency).in_(language)


def brief(value: Any, field: Field | None, currency: str, language: Language) -> str:
    """A value as it stands in a sentence: large money in words, fractions rounded to about four digits, the rest exact."""
    kind = "" if field is None else field.type
    if kind == "money" and value is not None and (words := large(value, currency, language)):
        return words
    if kind == "country" and value is not None:
        return _country(value, language)
    if kind == "percent" and value is not None:
        return share(value, language)
    if isinstance(value, float):
        value = _round_about(value, kind)
    return format_value(value, field, currency).in_(language)


def moment(written: str, language: Language) -> str:
    """A moment that the record has written (ISO 8601, UTC), to the minute."""
    then = datetime.fromisoformat(written)
    return f"{day(then.date(), language)} {then:%H:%M} UTC"


@lru_cache(maxsize=1_000)
def _country(code: str, language: Language) -> str:
    name = Locale.parse(LOCALES[language]).territories.get(code)
    left, right = ("（", "）") if language == "zh" else (" (", ")")
    return f"{name}{left}{code}{right}" if name else code


def _round_about(value: float, kind: str) -> float:
    if kind == "percent":
        return round(value, 4)
    if value.is_integer():
        return value
    return float(round(value)) if abs(value) >= 1_000 else float(f"{value:.4g}")
