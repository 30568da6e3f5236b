"""What a cell that holds a number consists of: digits, a sign, a currency, a magnitude word, percent, counted things."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

import polars as pl

from shortlist.intake.parsing.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, agree_on, currency_codes

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
def _parse_before(text: str) -> tuple[bool, bool, int, str | None]:
    """Of what stands before the digits: is it sound, a bracket, the signs (1 plus, 100 minus), a currency."""
    found = _grammar("")[0].fullmatch(text)
    if not found:
        return False, False, 0, None
    signs = sum({"-": 100, "+": 1}.get(found[name] or "", 0) for name in ("sign", "inner"))
    return True, bool(found["open"]), signs, (found["currency"] or "").lower() or None


@lru_cache(maxsize=20_000)
def _parse_behind(text: str, unit: str) -> tuple[bool, bool, int, str | None, str | None, str | None, bool]:
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


def looks(text: pl.Series, unit: str = "") -> pl.Series:
    """What each cell looks like: the cell with every digit from 2 to 9 as 1, null where it is null.

    Cells that look alike have the same `parts` but for the digits themselves, and few looks stand for many cells. Where a
    field's `unit` holds such a digit (`m2`), each cell is its own look.
    """
    if re.search("[2-9]", unit):
        return text
    return text.str.replace_many(list("23456789"), ["1"])


def parts(text: pl.Series, unit: str = "") -> pl.DataFrame:
    """The parts of each cell, row by row: `digits` (null where the cell is no number) and `start` (the characters before them),
    `exp`, `size`, `pct`, `negative`, `currency`, `before` (another one in front), `counted`. Words are looked up once for each
    distinct one.
    """
    frame = text.str.replace_all("[−–—﹣]", "-").str.extract_groups(_SPLIT).struct.unnest()
    heads = frame["head"].drop_nulls().unique()
    rests = frame["rest"].drop_nulls().unique()
    front = pl.DataFrame(
        [(head, *_parse_before(head)) for head in heads],
        orient="row",
        schema={"head": pl.String, "sound": pl.Boolean, "open": pl.Boolean, "signs": pl.Int32, "before": pl.String},
    )
    back = pl.DataFrame(
        [(rest, *_parse_behind(rest, unit)) for rest in rests],
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
    frame = _reconcile(frame)
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
        pl.col("head").str.len_chars().alias("start"),
        "exp",
        "size",
        "pct",
        (pl.col("open") | (signs == 100)).alias("negative"),
        pl.coalesce("after", "before").alias("currency"),
        "before",
        "counted",
    )


def _reconcile(frame: pl.DataFrame) -> pl.DataFrame:
    """Frame with the currency of an amount in `after`, and in `before` only one that contradicts it."""
    pairs = frame.select("before", "after").unique()
    said = pl.DataFrame(
        [(before, after, *agree_on(before, after)) for before, after in pairs.iter_rows()],
        orient="row",
        schema=dict.fromkeys(("before", "after", "currency", "other"), pl.String),
    )
    found = frame.join(said, on=["before", "after"], how="left", nulls_equal=True, maintain_order="left")
    return found.with_columns(pl.col("currency").alias("after"), pl.col("other").alias("before"))
