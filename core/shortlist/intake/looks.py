"""Numbers that a sheet shows with a unit, written so that they read the same where there are no number formats."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from shortlist.intake.parsing.units import unit_of
from shortlist.intake.sources.number_formats import NumberFormat, read_format

PERCENT, PERCENT_SIGN = "%", " %"  # behind a number that is a ratio, and behind one that is a percentage as it stands


def say_look(told: NumberFormat) -> str | None:
    """What follows a number as text to read as its format shows it; None where the format says no unit.

    >>> from shortlist.intake.sources.number_formats import read_format
    >>> [say_look(read_format(code)) for code in ("0.0%", '#,##0"万元"', "[$€-407] #,##0", '#,##0.0,,"M"', "00000")]
    ['%', '万元', ' EUR', None, None]
    >>> say_look(read_format('[$CNY] #,##0"万"')), say_look(read_format('#,##0 "TEUR"'))
    (' 万 CNY', ' thousand EUR')
    """
    if told.percent:
        return PERCENT
    if told.percent_sign:
        return PERCENT_SIGN
    words = told.words.rstrip("人家个名")
    unit = next((one for home in ("CNY", "EUR") if words and (one := unit_of(words, home))), None)
    if not told.scale and unit is not None and unit.power:
        if words.isascii() or re.search("[A-Za-z]", words):  # `CNY 万`, `TEUR`: in the order in which cells are read
            words = f" {replace(unit, currency=None).words}"
            return f"{words} {unit.currency or told.currency or ''}".rstrip()
        return words if unit.currency or not told.currency else f"{words} {told.currency}"
    return f" {told.currency}" if told.currency else None


def write_shown(cell: pl.Expr, codes: pl.Expr) -> pl.Expr:
    """`write_numbers` where each cell has the code of a format of its own beside it, or none."""

    def say(shown: pl.Series) -> pl.Series:
        said = {code: say_look(read_format(code)) for code in shown.unique().drop_nulls()}
        return shown.replace_strict(said, default=None, return_dtype=pl.String)

    return write_numbers(cell, codes.map_batches(say, return_dtype=pl.String))


def write_numbers(cell: pl.Expr, look: pl.Expr) -> pl.Expr:
    """Cells as text, each number with what follows it; others as they stand.

    >>> frame = pl.DataFrame({"a": [0.25, 7.0, None], "look": ["%", "万元", None]})
    >>> frame.select(write_numbers(pl.col("a"), pl.col("look")))["a"].to_list()
    ['25%', '7万元', None]
    """
    number = cell.cast(pl.Float64, strict=False)
    times = pl.when(look == PERCENT).then((number * 100).round_sig_figs(15)).otherwise(number)
    return pl.when(number.is_not_null() & look.is_not_null()).then(_plain(times) + look).otherwise(_plain(cell))


def _plain(number: pl.Expr) -> pl.Expr:
    return number.cast(pl.String).str.replace(r"\.0$", "")
