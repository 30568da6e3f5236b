"""Whether what was read makes sense: columns that hold something else, money that may be in millions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.currencies import option
from shortlist.intake.detection import Detection
from shortlist.intake.headers import Column
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.number_grammar import parts
from shortlist.intake.parsing.text import Reading, clean
from shortlist.intake.profile import Tally
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.intake.typed import VALUE, type_columns

LOOK_AT = 5_000  # rows that a column is judged by before it is judged as a whole
SENSE = 0.1  # a column of which less than this share can be read makes no sense


def check_plausibility(
    raw: RawList, frame: pl.LazyFrame, detected: Detection, tallies: Mapping[str, Tally], currency: str
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """The columns of `frame` that make sense as they are read, and what is wrong with each other one.

    Money that may be in millions is added to the list's notes.
    """
    senseless = _find_senseless(frame, detected.columns, detected.readings, raw.source)
    columns = tuple(column for column in detected.columns if column.field.id not in senseless)
    _warn_of_small_money(raw, frame, columns, detected.readings, tallies, currency)
    return columns, tuple(senseless.values())


def _find_senseless(
    frame: pl.LazyFrame, columns: Sequence[Column], readings: Mapping[str, Reading], source: str
) -> dict[str, Problem]:
    """The fields whose whole column makes no sense, each with a problem that names column, field and examples."""
    headers = {header for column in columns for header in (column.header, column.currency_header) if header is not None}
    head = frame.head(LOOK_AT).select(ROW, *headers).collect(engine="streaming")
    problems = {}
    for column in columns:
        reading = readings[column.field.id]
        if column.field.type == "text" or reading.rate is None:
            continue
        share, examples = _share(head, column, reading)
        if share is None or share >= SENSE:
            continue
        share, examples = _share(frame.select(headers).collect(engine="streaming"), column, reading)
        if share is not None and share < SENSE and not _no_rate(reading, examples):
            shown = ", ".join(f"'{text[:40]}'" for text in examples)
            kind = column.field.type
            problems[column.field.id] = Problem.of(
                f"the column '{column.header}' makes no sense as {column.field.id} ({kind}): {shown}; name another with --map "
                f"'{column.field.id}=HEADER', or leave it out with --map '{column.field.id}='",
                f"列 '{column.header}' 无法读作 {column.field.id}（{kind}）：{shown}；请用 --map '{column.field.id}=表头' 指定"
                f"其他列，或用 --map '{column.field.id}=' 忽略",
                Place(source),
            )
    return problems


def _share(frame: pl.DataFrame, column: Column, reading: Reading) -> tuple[float | None, list[str]]:
    """The share of cells that can be read among those that are there (None: fewer than 3), and examples of the others."""
    cells = frame[column.header]
    # Amounts whose row names no known currency are unknown, but not senseless.
    value, bad = convert(cells, replace(reading, row=None, rates=dict.fromkeys(reading.rates, 1.0)))
    there = int((value.is_not_null() | bad).sum())
    examples = cells.filter(bad).cast(pl.String).unique(maintain_order=True).head(3).to_list()
    return (1 - int(bad.sum()) / there if there >= 3 else None), examples


def _no_rate(reading: Reading, examples: Sequence[str]) -> bool:
    """Whether the examples are amounts in currencies without a rate: unknown, but not senseless."""

    if reading.field.type != "money":
        return False
    return bool(parts(clean(pl.Series(examples, dtype=pl.String)))["currency"].is_not_null().any())


def _warn_of_small_money(
    raw: RawList,
    frame: pl.LazyFrame,
    columns: Sequence[Column],
    readings: Mapping[str, Reading],
    tallies: Mapping[str, Tally],
    currency: str,
) -> None:
    """Warn of money without a unit whose median is under 1,000: it may be in millions."""
    doubtful = [
        column
        for column in columns
        if column.field.type == "money"
        and column.unit.currency is None
        and column.unit.power is None
        and (seen := tallies[column.field.id].counts)["cells"]
        and seen["large"] * 2 < seen["cells"]
    ]
    if not doubtful:
        return
    values = type_columns(frame, doubtful, readings, None)
    names = [VALUE + column.field.id for column in doubtful]
    found = values.select(
        pl.struct(
            small=(pl.col(name).abs() < 1000).sum(), all=pl.col(name).count(), top=pl.col(name).top_k(3).implode()
        ).alias(name)
        for name in names
    ).collect(engine="streaming")
    for column, name in zip(doubtful, names, strict=True):
        seen = found[name][0]
        if seen["small"] * 2 <= seen["all"]:
            continue
        largest = sorted((value for value in seen["top"] if value is not None), reverse=True)
        top = ", ".join(f"{value:,.2f}".rstrip("0").rstrip(".") for value in largest)
        better = option(column, f"{currency} million")
        raw.notes.append(
            Problem.of(
                f"'{column.header}' has no unit and half of its amounts are under 1,000; the largest are read as {top} {currency}. "
                f"If they are millions, add {better}",
                f"'{column.header}' 没有单位，且半数金额小于 1,000；最大的几个读作 {top} {currency}。如果单位是百万，请加 {better}",
                Place(raw.source),
            )
        )
