"""Currencies that the number formats of a workbook show: taken where nothing else names one, asked about where they contradict."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.currencies import option, read_texts
from shortlist.intake.parsing.units import AMBIGUOUS
from shortlist.intake.sources.raw import RawList

SHOWN = 3  # currencies of each side that a question names


def find_shown(raw: RawList, columns: Sequence[Column], home: str) -> frozenset[str]:
    """The headers of the amounts whose number formats show another currency than the ruleset's."""
    money = [column.header for column in columns if column.field.type == "money" and column.header in raw.currencies]
    return frozenset(header for header in money if {*_read(raw, header, home).values()} - {home})


def take_formats(raw: RawList, columns: Sequence[Column], home: str) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """The columns of a workbook, amounts with the currencies that the number formats of their cells show.

    A number whose format shows none says nothing of its currency: it is the ruleset's, but unknown where other cells of its column
    show another. So is what looks like a currency and is none that is known. A sign that several currencies share is asked about, and
    so are formats that contradict the header or the column beside the amounts, unless the user has said which it is; then the column
    is left out.
    """
    result, problems = [], []
    for column in columns:
        shown = raw.currencies.get(column.header) if column.field.type == "money" else None
        named = column.unit.currency is not None or column.currency_header is not None
        if shown is None or (named and column.how in ("--map", "mapping")):
            result.append(column)
            continue
        if named:
            if against := _find_contrary(raw, column, shown, home):
                problems.append(_ask_contrary(column, against, home, raw.source))
            else:
                result.append(column)
            continue
        codes = _read(raw, column.header, home)
        if unclear := [sign for sign, code in codes.items() if code is None and sign.casefold() in AMBIGUOUS]:
            problems.append(_ask_sign(column, unclear[0], raw.source))
            continue
        if {*codes.values()} != {home}:
            column = replace(column, currency_header=shown)
        result.append(column)
    return tuple(result), tuple(problems)


def names_all(raw: RawList, column: Column) -> bool:
    """Whether the number formats of all amounts of a column name a currency by a word that means one alone."""
    shown = raw.currencies.get(column.header)
    if shown is None or column.field.type != "money":
        return False
    sign = pl.col(shown).str.to_lowercase()
    unsaid = pl.col(column.header).is_not_null() & (sign.is_null() | sign.is_in([*AMBIGUOUS]))
    return not raw.frame.select(unsaid.any()).collect(engine="streaming").item()


def _read(raw: RawList, header: str, home: str) -> dict[str, str | None]:
    shown = raw.currencies[header]
    return read_texts(raw.frame.select(shown).unique(maintain_order=True).collect()[shown].drop_nulls(), home)


def _find_contrary(raw: RawList, column: Column, shown: str, home: str) -> list[tuple[str, str]]:
    """What names the currency of an amount (as a code, or as its text) and what its format shows instead, each pair once."""
    beside = pl.col(column.currency_header).cast(pl.String) if column.currency_header else pl.lit(column.unit.currency)
    pairs = (
        raw.frame.filter(pl.col(column.header).is_not_null())
        .select(beside.alias("said"), pl.col(shown).alias("shown"))
        .unique(maintain_order=True)
        .drop_nulls()
        .collect()
    )
    said = read_texts(pairs["said"].unique(), home)
    return [
        (text, sign)
        for text, sign in pairs.iter_rows()
        if (code := said.get(text)) is not None and not _agrees(sign, code, home)
    ]


def _agrees(sign: str, code: str, home: str) -> bool:
    """Whether a format shows a currency by its code, or by a sign that it shares."""
    return code in AMBIGUOUS.get(sign.casefold(), ()) or _codes((sign,), home) == [code]


def _codes(signs: Collection[str], home: str) -> list[str]:
    """The currencies that signs may name; of several that share one, the first few."""
    known = read_texts(pl.Series(list(signs), dtype=pl.String), home)
    found = [(code,) if code is not None else AMBIGUOUS.get(sign.casefold(), ()) for sign, code in known.items()]
    return list(dict.fromkeys(code for codes in found for code in codes[:SHOWN]))


def _ask_contrary(column: Column, against: Sequence[tuple[str, str]], home: str, source: str) -> Problem:
    said, signs = (list(dict.fromkeys(part)) for part in zip(*against, strict=True))
    bare = replace(column, currency_header=None)
    choices = [code for code in _codes(signs, home)[:SHOWN] if code != column.unit.currency]
    ways = [column, *(replace(bare, unit=replace(column.unit, currency=code)) for code in choices)]
    lines = " / ".join(option(way) for way in ways)
    where, where_zh = (f"'{column.currency_header}'", f"'{column.currency_header}' 列")
    if column.currency_header is None:
        where, where_zh = "its header", "表头"
    there, shown = (", ".join(one[:SHOWN]) for one in (said, signs))
    return Problem.of(
        f"'{column.header}': {where} names {there} where the number formats of its cells show {shown}; say which it is: {lines}",
        f"'{column.header}'：{where_zh}注明 {there}，而单元格的数字格式显示 {shown}，两者不一致，请指明：{lines}",
        Place(source),
    )


def _ask_sign(column: Column, sign: str, source: str) -> Problem:
    choices = AMBIGUOUS.get(sign.casefold(), ())
    ways = " / ".join(option(replace(column, unit=replace(column.unit, currency=code))) for code in choices)
    return Problem.of(
        f"'{column.header}': its number formats show '{sign}', which names several currencies; say which: {ways}",
        f"'{column.header}'：数字格式显示 '{sign}'，可指多种货币，请指明：{ways}",
        Place(source),
    )
