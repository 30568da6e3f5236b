"""Text to numbers: signs, currencies, magnitude words, percent, and separators of both conventions."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from shortlist.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, currency_codes
from shortlist.values import Reading, clean

if TYPE_CHECKING:
    import polars as pl

_DIGITS = r"\d(?:[\d.,'’ ]*\d)?\.?|\.\d+"
_COUNT = "人|名|位|employees|employee|people|persons|staff|fte|headcount"
# What numbers look like where the point, and where the comma is the decimal mark. A group never starts with 0.
POINT = (r"^(?:\d+\.?\d*|\.\d+|[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|[1-9]\d{0,2}(?:[ '’]\d{3})+(?:\.\d*)?"
         r"|[1-9]\d?(?:,\d{2})+,\d{3}(?:\.\d*)?)$")
COMMA = r"^(?:\d+,?\d*|[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?|[1-9]\d{0,2}(?:[ '’]\d{3})+(?:,\d*)?)$"
EITHER = r"^[1-9]\d{0,2}[.,]\d{3}$"  # 1,234 and 1.234 mean two numbers
# One letter is a magnitude of money; of other numbers only in capitals, for 5 m and 5 t may be metres and tonnes.
_UNSAFE = ("m", "t", "b", "T", "cr", "mil", "mm")


def _any(words: object) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))  # type: ignore[call-overload]


@cache
def pattern(unit: str = "") -> str:
    """The grammar of a cell that holds one number; `unit` is the field's own word for it (`days`)."""
    money = _any({*CURRENCY_WORDS, *AMBIGUOUS, *(code.lower() for code in currency_codes())})
    size = _any(MAGNITUDES)
    count = "|".join(filter(None, (_COUNT, re.escape(unit.lower()))))
    return (
        rf"(?i)^(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<before>{money})?\s*(?P<inner>[-+])?\s*(?P<digits>{_DIGITS})"
        rf"(?P<exp>e[-+]?\d{{1,3}})?\s*(?P<own>{count})?\s*(?P<size>{size})?\s*(?P<after>{money})?\s*(?P<count>{count})?\s*"
        r"(?P<pct>%|‰|percent|pct\.?|per cent)?\s*(?P<tail>-)?\s*(?P<close>\))?\s*(?P<note>\([^()]*\))?$"
    )


@cache
def _unit_word() -> str:
    """A word in a trailing bracket that would change the number before it."""
    return rf"(?i)(?:^|[\s(\d])(?:{_any({*MAGNITUDES, *CURRENCY_WORDS, *AMBIGUOUS, '%'})})(?:$|[\s)])"


def parts(text: pl.Series, unit: str = "") -> pl.DataFrame:
    """The parts of each cell (null where a part is absent), `digits` null where the cell is no number at all."""
    import polars as pl

    plain = text.str.replace_all("[−–—﹣]", "-").str.replace(r"^[^\d(]*(?:约|≈|~)\s*", "")
    frame = plain.str.extract_groups(pattern(unit)).struct.unnest()
    signs = pl.concat_str("sign", "inner", "tail", ignore_nulls=True)
    bracket = pl.col("open").is_not_null()
    sound = (signs.str.len_bytes() + bracket.cast(pl.UInt32) <= 1) & (bracket == pl.col("close").is_not_null()) & (pl.col("exp").is_null() | pl.col("size").is_null()) & ~(
        pl.col("note").fill_null("").str.contains(_unit_word()))
    return frame.select(
        pl.when(sound).then("digits").alias("digits"), "exp", "pct", "size",
        (bracket | signs.str.contains("-", literal=True)).alias("negative"),
        pl.coalesce("after", "before").str.to_lowercase().alias("currency"), pl.col("before").str.to_lowercase(),
        (pl.col("count").is_not_null() | pl.col("own").is_not_null()).alias("counted"), text.alias("cell"))


def typed_numbers(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """`values.convert` for the numeric types."""
    import polars as pl

    power = -2 if reading.unit.percent else (reading.unit.power or 0)
    if cells.dtype.is_numeric():
        value = cells.cast(pl.Float64, strict=False)
        value = value.set(~value.is_finite(), None)
        there = value.is_not_null()
        if power:
            value = _scaled(value.cast(pl.String), power)
        if reading.rate is None:
            value = pl.repeat(None, len(cells), dtype=pl.Float64, eager=True)
        elif reading.rate != 1.0:
            value = value * reading.rate
    else:
        text = clean(cells, keep=reading.keep)
        there = text.is_not_null()
        value = _numbers(text, reading, power)
    value = _bounded(value.set(~value.is_finite(), None), reading)
    return value, there & value.is_null()


def _scaled(text: pl.Series, power: int) -> pl.Series:
    """Digits times 10**power, rounded once: the exponent is written behind the digits."""
    import polars as pl

    value = (text + f"e{power}").cast(pl.Float64, strict=False)
    if value.null_count() > text.null_count():  # digits with an exponent of their own
        loose = text.cast(pl.Float64, strict=False) * float(f"1e{power}")
        value = pl.DataFrame({"a": value, "b": loose}).select(pl.coalesce("a", "b")).to_series()
    return value


def _numbers(text: pl.Series, reading: Reading, power: int) -> pl.Series:
    import polars as pl

    bare = reading.rate is not None and (reading.field.type != "percent" or reading.unit.percent is not None)
    if not bare:
        value = pl.repeat(None, len(text), dtype=pl.Float64, eager=True)
    else:
        value = (text + f"e{power}" if power else text).cast(pl.Float64, strict=False)
        if reading.comma:
            value = value.set(text.str.contains(".", literal=True).fill_null(False), None)
        value = value.set(~value.is_finite(), None)
        if reading.rate != 1.0 and reading.rate is not None:
            value = value * reading.rate
    odd = (value.is_null() & text.is_not_null()).arg_true()
    if len(odd):
        value = value.scatter(odd, _odd(text.gather(odd), reading, power))
    return value


def _odd(text: pl.Series, reading: Reading, power: int) -> pl.Series:
    """Cells that are more than digits and a point."""
    import polars as pl

    kind = reading.field.type
    if kind == "rating":
        text = text.str.replace(r"(?i)\s*(?:/\s*5(?:\.0)?|out of 5|of 5|stars?|星级?|分)$", "")
    unit = reading.field.unit or ""
    frame = parts(text, unit)
    digits, group, mark = pl.col("digits"), "[, '’]", "."
    if reading.comma:
        group, mark = "[. '’]", ","
    number: pl.Expr = pl.when(digits.str.contains(COMMA if reading.comma else POINT)).then(digits)
    number = number.str.replace_all(group, "").str.replace(mark, ".", literal=True)
    sizes = list(MAGNITUDES)
    exponent = pl.col("size").str.to_lowercase().replace_strict(
        sizes, [f"e{MAGNITUDES[size]}" for size in sizes], default=None, return_dtype=pl.String)
    bare = pl.lit(f"e{power}" if power else "")
    if kind == "percent":
        signed = pl.when(pl.col("pct") == "‰").then(pl.lit("e-3")).when(pl.col("pct").is_not_null()).then(pl.lit("e-2"))
        unsaid = pl.when(reading.unit.percent is not None).then(bare).when(digits.str.contains(r"^0*[.,]?0*$")).then(pl.lit(""))
        exponent = pl.coalesce(signed, unsaid)
    else:
        exponent = pl.coalesce(exponent, bare)
    allowed = _allowed(reading, unit)
    plain = pl.when(pl.col("exp").is_null()).then(number + exponent).otherwise(number + pl.col("exp"))
    value = pl.when(allowed).then(plain).cast(pl.Float64, strict=False)
    if power:
        value = pl.when(pl.col("exp").is_not_null() & pl.col("pct").is_null()).then(value * float(f"1e{power}")).otherwise(value)
    value = pl.when("negative").then(-value).otherwise(value)
    if kind == "money":
        worth, front = (pl.col(name).replace_strict(
            list(reading.rates), list(reading.rates.values()), default=None, return_dtype=pl.Float64
        ) if reading.rates else pl.lit(None, pl.Float64) for name in ("currency", "before"))
        rate = (pl.when(pl.col("currency").is_null()).then(pl.lit(reading.rate, pl.Float64))
                .when(pl.col("before").is_null() | (front == worth)).then(worth))
        value = value * rate
    return frame.select(value.alias("value")).to_series()


def _allowed(reading: Reading, unit: str) -> pl.Expr:
    """Whether a cell says nothing that its field cannot be: no `$` in a head count, no `%` in money."""
    import polars as pl

    kind = reading.field.type
    allowed = pl.col("digits").is_not_null()
    if kind != "money":
        allowed &= pl.col("currency").is_null()
    if kind in ("number", "integer"):
        allowed &= ~pl.col("size").is_in(_UNSAFE).fill_null(False)
    elif kind != "money":
        allowed &= pl.col("size").is_null()
    if kind not in ("integer", "number") and not unit:
        allowed &= ~pl.col("counted")
    if kind != "percent" and unit not in ("%", "percent"):
        allowed &= pl.col("pct").is_null()
    return allowed


def _bounded(value: pl.Series, reading: Reading) -> pl.Series:
    """Null where a value lies outside the field's bounds, or is no whole number where it must be."""
    import polars as pl

    low, high = reading.field.minimum, reading.field.maximum
    wrong = pl.lit(False)
    if low is not None:
        wrong = wrong | (pl.col("v") < low)
    if high is not None:
        wrong = wrong | (pl.col("v") > high)
    if reading.field.type == "integer":
        wrong = wrong | (pl.col("v") != pl.col("v").round())
    return pl.DataFrame({"v": value}).select(pl.when(~wrong).then("v").alias("v")).to_series()
