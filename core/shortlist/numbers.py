"""Text to numbers: signs, currencies, magnitude words, percent, and separators of both conventions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from shortlist.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, currency_codes
from shortlist.values import Reading, as_text, clean

if TYPE_CHECKING:
    import polars as pl

_SPLIT = (
    r"^(?P<head>[^0-9.]*)(?P<digits>[0-9](?:[0-9.,'’ ]*[0-9])?\.?|\.[0-9]+)(?P<exp>[eE][-+]?[0-9]{1,3})?(?P<rest>.*)$"
)
_COUNT = "人|名|位|employees|employee|people|persons|staff|fte|headcount"
# What numbers look like where the point, and where the comma is the decimal mark. A group never starts with 0.
POINT = (
    r"^(?:[0-9]+\.?[0-9]*|\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?|[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:\.[0-9]*)?"
    r"|[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?)$"
)
COMMA = r"^(?:[0-9]+,?[0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]*)?|[1-9][0-9]{0,2}(?:[ '’][0-9]{3})+(?:,[0-9]*)?)$"
EITHER = r"^[1-9][0-9]{0,2}[.,][0-9]{3}$"  # 1,234 and 1.234 mean two numbers
# One letter is a magnitude of money; of other numbers only in capitals, for 5 m and 5 t may be metres and tonnes.
_UNSAFE = ("m", "t", "b", "T", "cr", "mil", "mm")


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def _grammar(unit: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What may stand before a number and behind it, and the words in a last bracket that would change it."""
    money = _any({*CURRENCY_WORDS, *AMBIGUOUS, *(code.lower() for code in currency_codes())})
    size = _any(MAGNITUDES)
    count = "|".join(filter(None, (_COUNT, re.escape(unit.lower()))))
    before = rf"(?:约|≈|~)?\s*(?P<open>\()?\s*(?P<sign>[-+])?\s*(?P<currency>{money})?\s*(?P<inner>[-+])?\s*"
    behind = (
        rf"\s*(?P<own>{count})?\s*(?P<size>{size})?\s*(?P<currency>{money})?\s*(?P<count>{count})?\s*"
        r"(?P<pct>%|‰|percent|pct\.?|per cent)?\s*(?P<tail>-)?\s*(?P<close>\))?\s*(?P<note>\([^()]*\))?"
    )
    changes = rf"(?:^|[\s(0-9])(?:{_any({*MAGNITUDES, *CURRENCY_WORDS, *AMBIGUOUS, '%'})})(?:$|[\s)])"
    return re.compile(before, re.I), re.compile(behind, re.I), re.compile(changes, re.I)


@lru_cache(maxsize=20_000)
def _before(text: str) -> tuple[bool, bool, int, str | None]:
    """Of what stands before the digits: is it sound, a bracket, the signs (1 plus, 100 minus), a currency."""
    found = _grammar("")[0].fullmatch(text)
    if not found:
        return False, False, 0, None
    signs = sum({"-": 100, "+": 1}.get(found[name] or "", 0) for name in ("sign", "inner"))
    return True, bool(found["open"]), signs, (found["currency"] or "").lower() or None


@lru_cache(maxsize=20_000)
def _behind(text: str, unit: str) -> tuple[bool, bool, int, str | None, str | None, str | None, bool]:
    """Of what stands behind the digits: is it sound, a bracket, a sign, magnitude, currency, percent sign, and counted things."""
    _, grammar, changes = _grammar(unit)
    found = grammar.fullmatch(text)
    if not found or (found["note"] and changes.search(found["note"])):
        return False, False, 0, None, None, None, False
    return (
        True,
        bool(found["close"]),
        100 if found["tail"] else 0,
        found["size"],
        (found["currency"] or "").lower() or None,
        found["pct"],
        bool(found["own"] or found["count"]),
    )


def parts(text: pl.Series, unit: str = "") -> pl.DataFrame:
    """The parts of each cell, row by row: `digits` (null where the cell is no number), `exp`, `size`, `pct`, `negative`,
    `currency`, `before` (a currency in front), `counted`. Words are looked up once for each distinct one.
    """
    import polars as pl

    frame = text.str.replace_all("[−–—﹣]", "-").str.extract_groups(_SPLIT).struct.unnest()
    heads = frame["head"].drop_nulls().unique()
    rests = frame["rest"].drop_nulls().unique()
    front = pl.DataFrame(
        [(head, *_before(head)) for head in heads],
        orient="row",
        schema={"head": pl.String, "sound": pl.Boolean, "open": pl.Boolean, "signs": pl.Int32, "before": pl.String},
    )
    back = pl.DataFrame(
        [(rest, *_behind(rest, unit)) for rest in rests],
        orient="row",
        schema={
            "rest": pl.String,
            "sound2": pl.Boolean,
            "close": pl.Boolean,
            "signs2": pl.Int32,
            "size": pl.String,
            "after": pl.String,
            "pct": pl.String,
            "counted": pl.Boolean,
        },
    )
    frame = frame.join(front, on="head", how="left", maintain_order="left").join(
        back, on="rest", how="left", maintain_order="left"
    )
    signs = pl.col("signs") + pl.col("signs2")
    sound = (
        pl.col("sound")
        & pl.col("sound2")
        & (pl.col("open") == pl.col("close"))
        & signs.is_in([0, 1, 100])
        & ((signs == 0) | ~pl.col("open"))
        & (pl.col("exp").is_null() | pl.col("size").is_null())
    )
    return frame.select(
        pl.when(sound).then("digits").alias("digits"),
        "exp",
        "size",
        "pct",
        (pl.col("open") | (signs == 100)).alias("negative"),
        pl.coalesce("after", "before").alias("currency"),
        "before",
        "counted",
    )


def typed_numbers(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """`values.convert` for the numeric types."""
    import polars as pl

    power = _power(reading)
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
        value, there = _read(cells, reading, power)
    value = _bounded(value, reading)
    return value, there & value.is_null()


def _scaled(text: pl.Series, power: int) -> pl.Series:
    """Digits times 10**power, rounded once: the exponent is written behind the digits."""
    import polars as pl

    value = (text + f"e{power}").cast(pl.Float64, strict=False)
    if value.null_count() > text.null_count():  # digits with an exponent of their own
        loose = text.cast(pl.Float64, strict=False) * float(f"1e{power}")
        value = pl.DataFrame({"a": value, "b": loose}).select(pl.coalesce("a", "b")).to_series()
    return value


def _read(cells: pl.Series, reading: Reading, power: int) -> tuple[pl.Series, pl.Series]:
    """The numbers of raw text, and which cells are there; plain ones are read before the rest is cleaned."""
    import polars as pl

    cells = as_text(cells)
    if cells.dtype != pl.String:
        return pl.repeat(None, len(cells), dtype=pl.Float64, eager=True), pl.repeat(False, len(cells), eager=True)
    frame = cells.alias("text").to_frame().with_columns(_plain(pl.col("text"), reading, power).alias("value"))
    frame = frame.with_columns(pl.when(pl.col("value").is_finite()).then("value").alias("value"))
    odd = frame.select(pl.arg_where(pl.col("value").is_null() & pl.col("text").is_not_null())).to_series()
    value, there = frame["value"], frame["value"].is_not_null()
    if len(odd):
        text = clean(cells.gather(odd), keep=reading.keep)
        value, there = value.scatter(odd, _numbers(text, reading, power)), there.scatter(odd, text.is_not_null())
    return value, there


def _numbers(text: pl.Series, reading: Reading, power: int) -> pl.Series:
    """The numbers of clean text: plain digits and percents at once, all other cells by their grammar."""
    import polars as pl

    cell = pl.col("text")
    frame = text.alias("text").to_frame()
    frame = frame.with_columns(_plain(cell, reading, power).alias("value"))
    odd = frame.select(pl.arg_where(pl.col("value").is_null() & cell.is_not_null())).to_series()
    value = frame["value"]
    return value.scatter(odd, _odd(text.gather(odd), reading, power)) if len(odd) else value


def _plain(cell: pl.Expr, reading: Reading, power: int) -> pl.Expr:
    """The commonest cells read without a grammar: digits and a point, and the same before a percent sign."""
    import polars as pl

    value = pl.lit(None, pl.Float64)
    if reading.rate is not None and (reading.field.type != "percent" or reading.unit.percent is not None):
        plain = pl.when(~cell.str.contains(".", literal=True)).then(cell) if reading.comma else cell
        value = (plain + f"e{power}" if power else plain).cast(pl.Float64, strict=False)
        if reading.rate != 1.0:
            value = value * reading.rate
    if reading.field.type == "percent" and not reading.comma:
        digits = pl.when(cell.str.ends_with("%")).then(cell.str.strip_suffix("%").str.strip_chars_end(" ") + "e-2")
        value = pl.coalesce(value, digits.cast(pl.Float64, strict=False))
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
    exponent = (
        pl.col("size")
        .str.to_lowercase()
        .replace_strict(sizes, [f"e{MAGNITUDES[size]}" for size in sizes], default=None, return_dtype=pl.String)
    )
    bare = pl.lit(f"e{power}" if power else "")
    if kind == "percent":
        signed = pl.when(pl.col("pct") == "‰").then(pl.lit("e-3")).when(pl.col("pct").is_not_null()).then(pl.lit("e-2"))
        unsaid = (
            pl.when(reading.unit.percent is not None)
            .then(bare)
            .when(digits.str.contains(r"^0*[.,]?0*$"))
            .then(pl.lit(""))
        )
        exponent = pl.coalesce(signed, unsaid)
    else:
        exponent = pl.coalesce(exponent, bare)
    allowed = _allowed(reading, unit)
    plain = pl.when(pl.col("exp").is_null()).then(number + exponent).otherwise(number + pl.col("exp"))
    value = pl.when(allowed).then(plain).cast(pl.Float64, strict=False)
    if power:
        value = (
            pl.when(pl.col("exp").is_not_null() & pl.col("pct").is_null())
            .then(value * float(f"1e{power}"))
            .otherwise(value)
        )
    value = pl.when("negative").then(-value).otherwise(value)
    if kind == "money":
        worth, front = (
            pl.col(name).replace_strict(
                list(reading.rates), list(reading.rates.values()), default=None, return_dtype=pl.Float64
            )
            if reading.rates
            else pl.lit(None, pl.Float64)
            for name in ("currency", "before")
        )
        rate = (
            pl.when(pl.col("currency").is_null())
            .then(pl.lit(reading.rate, pl.Float64))
            .when(pl.col("before").is_null() | (front == worth))
            .then(worth)
        )
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
    """Null where a value is not finite, outside the field's bounds, or no whole number where it must be."""
    import polars as pl

    return value.alias("v").to_frame().select(_within(pl.col("v"), reading)).to_series()


def _within(number: pl.Expr, reading: Reading) -> pl.Expr:
    import polars as pl

    low, high = reading.field.minimum, reading.field.maximum
    right = number.is_finite()
    if low is not None:
        right = right & (number >= low)
    if high is not None:
        right = right & (number <= high)
    if reading.field.type == "integer":
        right = right & (number == number.round())
    return pl.when(right).then(number)


def plain_numbers(cell: pl.Expr, reading: Reading) -> pl.Expr:
    """The value of each raw text that is a plain number within the field's bounds; null for every other cell."""
    return _within(_plain(cell, reading, _power(reading)), reading)


def _power(reading: Reading) -> int:
    return -2 if reading.unit.percent else (reading.unit.power or 0)
