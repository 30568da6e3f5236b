"""The currency and the magnitude of a column's amounts, settled from its tally, its header and the columns beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.currencies import Worths, name_source, option, weigh
from shortlist.intake.magnitude import find_limit
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.unit_doubts import has_open_t, says_lakhs
from shortlist.intake.parsing.units import AMBIGUOUS, currency_of
from shortlist.intake.profile import Tally
from shortlist.intake.sources.raw import CURRENCY


def settle_money(
    reading: Reading,
    column: Column,
    tally: Tally,
    place: Place,
    currency: str,
    rates: Mapping[str, float],
    notes: list[Problem],
    beside: pl.DataFrame | None,
) -> Reading:
    """The reading with the worth of each currency that the cells, or the columns beside them, name."""
    worth: dict[str, float] = {}
    unknown: Counter[str] = Counter()
    # A number format is of numbers: the sign in a text cell is its own, and no row contradicts it.
    by_format = (column.currency_header or "").startswith(CURRENCY)
    for word, cells in sorted(tally.currencies.items()):
        if beside is not None and word in AMBIGUOUS and not by_format:
            continue  # which of them it is, the row says
        code = _currency(word, column, currency, place)
        if (rate := _rate(code, currency, rates)) is not None:
            worth[word] = rate
        else:
            unknown[code] += cells
    row = None
    if beside is not None and column.currency_header is not None:
        words = [] if by_format else [word for word in tally.currencies if word in AMBIGUOUS]
        weighed = weigh(beside, column.currency_header, currency, rates, words)
        if by_format:
            own = sum(tally.currencies.values())
            weighed = replace(weighed, missing=max(weighed.missing - own, 0))
        row = weighed.row
        unknown.update(weighed.rateless)
        _note_currencies(column, weighed, currency, place, notes)
    rate = 1.0
    if row is None:
        bare = column.unit.currency or currency
        rate = _rate(bare, currency, rates)
        if rate is None:
            unknown[bare] += tally.counts["cells"] - sum(tally.currencies.values())
    for code, cells in unknown.items():
        if cells:
            _note_rate(column, code, cells, place, notes)
    reading = replace(
        reading,
        rate=rate,
        rates=worth,
        row=row,
        rupees=currency == "INR" and row is None,
        lakhs=row is not None,
        accounts=tally.counts["debits"] > 0,
        crores=tally.counts["rupees"] > 0,
        full=find_limit(column, currency, rates),
    )
    if reading.accounts and (reading.crores or reading.in_rupees) and tally.counts["any_crs"]:
        _note_crs(column, tally.counts["any_crs"], place, notes)
    crs = 0 if reading.accounts else tally.counts["crs"]
    if (count := tally.counts["lakhs"] + crs) and not reading.takes_lakhs:
        _note_lakhs(column, count, currency, place, notes)
    return reading


def _note_crs(column: Column, count: int, place: Place, notes: list[Problem]) -> None:
    notes.append(
        Problem.of(
            f"'{column.header}': {count:,} amount(s) end in Cr, which may be crores or a credit beside rupees and debits (Dr), so they are "
            "unread; write crore, or a minus sign, in the list",
            f"'{column.header}'：{count:,} 个金额以 Cr 结尾；该列既有卢比或 crore，又有借方（Dr），Cr 可能是 crore（千万），也可能是贷方，"
            "因此未读取；请在名单中写明 crore 或负号",
            place,
        )
    )


def _note_lakhs(column: Column, count: int, currency: str, place: Place, notes: list[Problem]) -> None:
    way = option(replace(column, unit=replace(column.unit, currency="INR")))
    notes.append(
        Problem.of(
            f"'{column.header}': {count:,} amount(s) in lakhs or crores name no currency; these words are usual for rupees and the ruleset's "
            f"currency is {currency}, so they are unread. If all amounts without a sign are rupees, add {way}",
            f"'{column.header}'：{count:,} 个金额以 lakh 或 crore 计但未注明货币；这类单位通常指卢比，而规则集货币为 {currency}，因此未读取。"
            f"若该列未注明货币的金额均为卢比，请加 {way}",
            place,
        )
    )


def ask_words(column: Column, tally: Tally, currency: str, place: Place) -> None:
    """Ask about a header whose unit may mean two things: `T` alone, and crores of no currency. Who maps it has said."""
    if column.how in ("--map", "mapping") or not tally.counts["cells"]:
        return
    unit = column.unit
    if unit.power == 12 and has_open_t(column.header):
        ways = " / ".join(option(replace(column, unit=replace(unit, power=power))) for power in (3, 12))
        raise ListError.of(
            f"'{column.header}': 'T' may be thousand or trillion; say which: {ways}",
            f"'{column.header}'：'T' 可能是千，也可能是万亿，请指明：{ways}",
            place,
        )
    if (
        column.field.type == "money"
        and unit.power in (5, 7)
        and not unit.currency
        and not column.currency_header
        and currency != "INR"
        and says_lakhs(column.header)
    ):
        ways = " / ".join(option(replace(column, unit=replace(unit, currency=code))) for code in ("INR", currency))
        raise ListError.of(
            f"'{column.header}' counts in lakhs or crores, as is usual for rupees, and names no currency; say which: {ways}",
            f"'{column.header}' 以 lakh 或 crore 计（通常指卢比），但未注明货币，请指明：{ways}",
            place,
        )


def _note_currencies(column: Column, weighed: Worths, currency: str, place: Place, notes: list[Problem]) -> None:
    """Say which amounts are unknown because of the column of their currencies."""
    header = name_source(column.currency_header or "")
    unknown = {text: count for text, count in weighed.unknown.items() if count}
    if unknown:
        shown = ", ".join(f"'{text[:40]}'" for text in list(unknown)[:3])
        count = sum(unknown.values())
        remedy, remedy_zh = "write a code, such as EUR", "请填写货币代码，如 EUR"
        if (column.currency_header or "").startswith(CURRENCY):
            way = option(replace(column, unit=replace(column.unit, currency="EUR"), currency_header=None))
            remedy, remedy_zh = f"if all are in one currency, say which, as {way}", f"若均为同一货币，请指明，如 {way}"
        notes.append(
            Problem.of(
                f"'{column.header}': {count:,} amount(s) are unknown, for {header.en} names no known currency there: {shown}; {remedy}",
                f"'{column.header}'：{count:,} 个金额视为未知，因为 {header.zh} 中不是可识别的货币：{shown}；{remedy_zh}",
                place,
            )
        )
    if weighed.missing:
        way = option(replace(column, unit=replace(column.unit, currency=currency), currency_header=None))
        notes.append(
            Problem.of(
                f"'{column.header}': {weighed.missing:,} amount(s) have no currency in {header.en}, and are unknown unless they name one "
                f"themselves; if all amounts of the column are in {currency}, add {way}",
                f"'{column.header}'：{weighed.missing:,} 个金额在 {header.zh} 中没有货币；除非金额自带货币，否则视为未知；若该列金额均为 {currency}，请加 {way}",
                place,
            )
        )


def _rate(code: str, currency: str, rates: Mapping[str, float]) -> float | None:
    return 1.0 if code == currency else rates.get(code)


def _note_rate(column: Column, code: str, cells: int, place: Place, notes: list[Problem]) -> None:
    notes.append(
        Problem.of(
            f"'{column.header}': the ruleset has no rate for {code}, so {cells:,} amount(s) are unknown; add `{code}: RATE` to "
            "its rates",
            f"'{column.header}'：规则集没有 {code} 的汇率，{cells:,} 个金额视为未知；请在 rates 中加入 `{code}: 汇率`",
            place,
        )
    )


def _currency(word: str, column: Column, home: str, place: Place) -> str:
    """The currency of a word found in cells; `$` in a ruleset of another dollar, and a bare `¥`, are asked for."""
    if word not in AMBIGUOUS:
        code = currency_of(word, home)
        assert code is not None, word
        return code
    choices = AMBIGUOUS[word]
    if column.unit.currency in choices:
        return str(column.unit.currency)
    if word == "¥" and re.search(r"[\u4e00-\u9fff]", column.header):
        return "CNY"
    if home in choices and (word not in ("$", "dollar", "dollars") or home == "USD"):
        return home
    if word in ("$", "dollar", "dollars") and home not in choices:
        return "USD"
    wanted = (home, *(code for code in choices if code != home)) if home in choices else choices
    lines = " / ".join(option(replace(column, unit=replace(column.unit, currency=code))) for code in wanted)
    raise ListError.of(
        f"'{column.header}': '{word}' names several currencies; say which: {lines} (amounts without a sign are then in that currency too)",
        f"'{column.header}'：'{word}' 可指多种货币，请指明：{lines}（未注明货币的金额也将按该货币读取）",
        place,
    )
