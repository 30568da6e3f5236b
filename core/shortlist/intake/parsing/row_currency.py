"""Amounts whose currency stands beside them: what a cell of a currency column names, and amounts in the currency of their row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import polars as pl
from babel import Locale

from shortlist.intake.parsing.numbers import convert_numbers, convert_row
from shortlist.intake.parsing.text import Reading, RowCurrency
from shortlist.intake.parsing.units import AMBIGUOUS, CURRENCY_WORDS, currency_codes
from shortlist.model.normal import put

_LANGUAGES = ("en", "zh_Hans", "zh_Hant")
_BREAKS = re.compile(r"[\s,;:|/()\[\]·•–—-]+")

_CODE = re.compile(r"(?<=[A-Za-z$€£])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z])")


@cache
def _names() -> dict[str, str]:
    """The codes of currencies by their names in our languages; names that several share are left out."""
    found: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).currencies.items():
            if code in currency_codes():
                found.setdefault(" ".join(name.casefold().split()), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def read_currency(text: str, home: str) -> str | None:
    """The code of the currency that a clean cell names by code, sign, word or name; None where it names none, or several share
    the word.

    >>> [read_currency(text, "USD") for text in ("EUR", "人民币", "Japanese Yen", "GBP - British Pound", "US$", "$")]
    ['EUR', 'CNY', 'JPY', 'GBP', 'USD', 'USD']
    >>> read_currency("¥", "USD"), read_currency("Retail", "USD"), read_currency("EUR/USD", "USD")
    (None, None, None)
    """
    folded = " ".join(text.casefold().split())
    if (code := _word(folded, home) or _names().get(folded) or _names().get(folded.removesuffix("s"))) is not None:
        return code
    # `CNY人民币` breaks where the letters of the code end.
    parts = [part for part in _BREAKS.split(_CODE.sub(" ", text)) if part]
    codes = {code for part in parts if part.isupper() and (code := _word(part.casefold(), home))}
    words = {code for part in parts if (code := _word(part.casefold(), home))}
    return codes.pop() if len(codes) == 1 and words <= codes else None


def _word(folded: str, home: str) -> str | None:
    if folded in AMBIGUOUS:
        choices, dollar = AMBIGUOUS[folded], folded in ("$", "dollar", "dollars")
        # In a ruleset of another dollar `$` may be either.
        return (
            home
            if home in choices and (not dollar or home == "USD")
            else "USD"
            if dollar and home not in choices
            else None
        )
    return CURRENCY_WORDS.get(folded) or (folded.upper() if folded.upper() in currency_codes() else None)


def convert_amounts(cells: pl.Series, reading: Reading, beside: pl.Series) -> tuple[pl.Series, pl.Series]:
    """`convert` for amounts in the currency of their row: `beside` are the cells of the column that names it.

    An amount without a word of its own is in the currency of its row; unknown where that is missing, unknown or has no rate. One
    that names a currency itself is known where its row names the same, or none.
    """
    row, field = reading.row, reading.field
    assert row is not None
    free = replace(reading, rate=1.0, rates={}, row=None, field=replace(field, minimum=None, maximum=None))
    value, odd = convert_numbers(cells, free)
    there = value.is_not_null() | odd
    worth = row.look_up(beside, row.worth)
    value = _multiply(value, worth)
    if reading.rates or row.shared:
        at = odd.arg_true()
        own = _read_own(cells.gather(at), replace(free, rate=None), reading.rates, row, beside.gather(at))
        value = put(value, at, own)
    number = pl.col("v")
    right = number.is_finite()
    if field.minimum is not None:
        right &= number >= field.minimum
    if field.maximum is not None:
        right &= number <= field.maximum
    value = value.alias("v").to_frame().select(pl.when(right).then(number)).to_series()
    return value, there & value.is_null()


def _read_own(
    cells: pl.Series, reading: Reading, rates: Mapping[str, float], row: RowCurrency, beside: pl.Series
) -> pl.Series:
    """The amounts that name a currency themselves, null where the row names another."""
    worth = row.look_up(beside, row.worth)
    amount, _ = convert_numbers(cells, replace(reading, rates=dict.fromkeys(rates, 1.0)))
    own, _ = convert_numbers(cells, replace(reading, rates=rates))
    frame = pl.DataFrame({"own": own, "amount": amount, "worth": worth})
    # Of two currencies of one rate it does not matter which it is.
    agrees = pl.col("worth").is_null() | (pl.col("own") == convert_row(pl.col("amount"), pl.col("worth")))
    found = frame.select(pl.when(agrees).then("own")).to_series()
    for word, worths in row.shared.items():  # `¥` is yen in a row of JPY
        shared, _ = convert_numbers(cells, replace(reading, rates={word: 1.0}))
        shared = _multiply(shared, row.look_up(beside, worths))
        found = pl.DataFrame({"a": found, "b": shared}).select(pl.coalesce("a", "b")).to_series()
    return found


def _multiply(amounts: pl.Series, worth: pl.Series) -> pl.Series:
    return pl.DataFrame({"a": amounts, "w": worth}).select(convert_row(pl.col("a"), pl.col("w"))).to_series()
