"""Whether what was read makes sense: columns that hold something else, money that may be in millions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.detection import Detection
from shortlist.intake.magnitude import (
    PEOPLE,
    Amounts,
    doubt_large,
    doubt_magnitudes,
    explain_mixed,
    find_small,
    is_open,
)
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.numbers import every_currency, plain_numbers
from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import AMBIGUOUS, CURRENCY_WORDS, MAGNITUDES, currency_codes
from shortlist.intake.profile import DISTINCT, Tally
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.intake.typed import VALUE, convert_column, type_columns
from shortlist.language import Text

LOOK_AT = 5_000  # rows that a column is judged by before it is judged as a whole
SENSE = 0.1  # a column of which less than this share can be read makes no sense


def check_plausibility(
    raw: RawList,
    frame: pl.LazyFrame,
    detected: Detection,
    tallies: Mapping[str, Tally],
    currency: str,
    rates: Mapping[str, float],
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """The columns of `frame` that make sense as they are read, and what is wrong with each other one.

    Money that may be in millions is added to the list's notes.
    """
    headers = {
        header
        for column in detected.columns
        for header in (column.header, column.currency_header)
        if header is not None
    }
    head = frame.head(LOOK_AT).select(ROW, *headers).collect(engine="streaming")
    senseless = _find_senseless(frame, head, detected.columns, detected.readings, tallies, raw.source)
    columns = tuple(column for column in detected.columns if column.field.id not in senseless)
    _doubt_money(raw, frame, head, columns, detected.readings, tallies, currency, rates)
    return columns, tuple(senseless.values())


def _find_senseless(
    frame: pl.LazyFrame,
    head: pl.DataFrame,
    columns: Sequence[Column],
    readings: Mapping[str, Reading],
    tallies: Mapping[str, Tally],
    source: str,
) -> dict[str, Problem]:
    """The fields whose whole column makes no sense, each with a problem that names column, field and examples."""
    problems = {}
    for column in columns:
        reading = readings[column.field.id]
        if column.field.type == "text" or reading.rate is None:
            continue
        tally = tallies.get(column.field.id)
        take = convert_ends if tally is not None and tally.may_hold_ranges else _convert_points
        # Amounts whose currency has no rate, or whose row names no known one, are unknown, but not senseless.
        # What they are worth is not known without their rows, and so not whether they are written in full either.
        full = reading.full if reading.row is None else None
        reading = replace(reading, row=None, full=full, rates=every_currency() if column.field.type == "money" else {})
        share, _ = _share(head[column.header], reading, take)
        if share is None or share >= SENSE:
            continue
        share, odd = _share(frame.select(column.header).collect(engine="streaming").to_series(), reading, take)
        if share is not None and share < SENSE:
            shown = ", ".join(f"'{text[:40]}'" for text in odd.unique(maintain_order=True).head(3))
            kind, why = column.field.type, _find_reason(odd, reading)
            problems[column.field.id] = Problem.of(
                f"the column '{column.header}' makes no sense as {column.field.address} ({kind}): {shown}{why.en}; name another with --map "
                f"'{column.field.address}=HEADER', or leave it out with --map '{column.field.address}='",
                f"列 '{column.header}' 无法识别为 {column.field.address}（{kind}）：{shown}{why.zh}；请用 --map '{column.field.address}=表头' 指定"
                f"其他列，或用 --map '{column.field.address}=' 忽略",
                Place(source),
            )
    return problems


def _convert_points(cells: pl.Series, reading: Reading) -> tuple[pl.DataFrame, pl.Series]:
    """`convert_ends` where nothing says a range."""
    value, bad = convert(cells, reading)
    return value.alias("value").to_frame(), bad


def _share(
    cells: pl.Series, reading: Reading, take: Callable[[pl.Series, Reading], tuple[pl.DataFrame, pl.Series]]
) -> tuple[float | None, pl.Series]:
    """The share of cells that can be read among those that are there (None: fewer than 3), and the others as text."""
    found, bad = take(cells, reading)
    read = found.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    there = int((read | bad).sum())
    return (1 - int(bad.sum()) / there if there >= 3 else None), cells.filter(bad).cast(pl.String)


def _find_reason(odd: pl.Series, reading: Reading) -> Text:
    """Why most cells of a column are not read, where they say a range."""
    if not reading.takes_ranges:
        return Text("", "")
    why = read_ranges(odd, reading)["why"]
    first = why.drop_nulls().value_counts(sort=True)
    if not first.height or 2 * int(first["count"][0]) < len(odd):
        return Text("", "")
    said = UNREAD[first["why"][0]]
    return Text(f" (each is {said.en})", f"（{said.zh}）")


def judge_by(head: pl.DataFrame, column: Column, reading: Reading, tallies: Mapping[str, Tally]) -> Amounts:
    """The amounts by which a column is judged: of a range its geometric middle, or the end that there is."""
    if not tallies[column.field.id].may_hold_ranges:
        return Amounts(column, convert_column(head, column, reading)[0])
    found, _ = convert_ends(head[column.header], reading, head[reading.row.header] if reading.row else None)
    least, most = pl.col("least"), pl.col("most")
    middle = pl.when((least > 0) & (most > 0)).then(least.sqrt() * most.sqrt())
    values = found.select(pl.coalesce("value", middle, least, most).alias(column.header)).to_series()
    ends = found.select(pl.when(pl.col("value").is_null()).then(name).alias(name) for name in ("least", "most"))
    return Amounts(column, values, ends)


def _doubt_money(
    raw: RawList,
    frame: pl.LazyFrame,
    head: pl.DataFrame,
    columns: Sequence[Column],
    readings: Mapping[str, Reading],
    tallies: Mapping[str, Tally],
    currency: str,
    rates: Mapping[str, float],
) -> None:
    """Note money of which nobody has said whether it is in millions, where units cannot be or hardly are."""
    # Nothing is told by the size of an invoice or an order.
    known = [
        column
        for column in columns
        if column.field.type == "money" and not column.field.history and readings[column.field.id].rate is not None
    ]
    people = next((column for column in columns if column.field.id == PEOPLE), None)
    heads = judge_by(head, people, readings[PEOPLE], tallies) if known and people is not None else None
    every = [judge_by(head, one, readings[one.field.id], tallies) for one in known]
    raw.notes += doubt_large(every, heads, currency, rates, raw.source)
    money = [column for column in known if is_open(column)]
    if not money:
        return
    for column in money:
        raw.notes += _doubt_mixed(
            frame, column, tallies[column.field.id], readings[column.field.id], currency, rates, raw.source
        )
    # Cheap to tell from the tally; the amounts themselves are looked at only where this leaves a doubt.
    doubtful = [
        column
        for column in money
        if (seen := tallies[column.field.id].counts)["cells"] and seen["large"] * 2 < seen["cells"]
    ]
    small = []
    if doubtful:
        names = {VALUE + column.field.id: column for column in doubtful}
        values = type_columns(frame, doubtful, readings, None)
        counts = values.select(
            (((pl.col(name).abs() < 1000) & (pl.col(name) != 0)).sum() * 2 > (pl.col(name) != 0).sum()).alias(name)
            for name in names
        ).collect(engine="streaming")
        small = [column for name, column in names.items() if counts[name][0]]
    # Zero has no magnitude; a column of nothing else, or of debts alone, is not asked about.
    amounts = [
        replace(one, values=one.values.set((one.values == 0).fill_null(False), None))
        for one in every
        if one.column in money and (one.values > 0).any()
    ]
    raw.notes += doubt_magnitudes(amounts, heads, currency, rates, small, raw.source)


@cache
def _compile_units() -> str:
    """What says in a cell in words which currency or magnitude it is in, or that it is a share; a sign may be its format's alone."""
    every = {*MAGNITUDES, *CURRENCY_WORDS, *AMBIGUOUS, *(code.lower() for code in currency_codes())}
    words = {word for word in every if any(letter.isalpha() for letter in word)}
    latin = {word for word in words if word.isascii() and word.isalpha()}
    written, signs = ("|".join(map(re.escape, sorted(some))) for some in (latin, words - latin))
    return rf"(?i)(?:^|[^a-z])(?:{written})(?:[^a-z]|$)|{signs}|%"


def _doubt_mixed(
    frame: pl.LazyFrame,
    column: Column,
    tally: Tally,
    reading: Reading,
    currency: str,
    rates: Mapping[str, float],
    source: str,
) -> list[Problem]:
    """Note plain numbers too small for units beside amounts with a magnitude of their own: 800 beside 5000万."""
    if not tally.magnitudes or tally.counts["cells"] <= tally.magnitudes.total():
        return []
    limit = find_small(column, currency, rates)
    cell, own = pl.col(column.header), replace(reading, row=None, rate=1.0)
    value = plain_numbers(cell, own)
    plain = frame.filter((value.abs() < limit) & (value != 0)).select(pl.len(), cell.first().alias("shown"))
    bare = ~cell.str.contains(_compile_units())
    ranged = frame.filter(value.is_null() & bare & cell.str.contains("[0-9]")).select(cell.alias("t")).head(DISTINCT)
    count, shown = plain.collect(engine="streaming").row(0)
    texts = ranged.collect(engine="streaming")["t"]
    found, _ = convert_ends(texts, own)
    small = texts.filter(found.select(pl.max_horizontal(pl.all().abs()) < limit).to_series().fill_null(False))
    if not count and not len(small):
        return []
    return [explain_mixed(column, count + len(small), shown or small[0], limit, tally.magnitudes, currency, source)]
