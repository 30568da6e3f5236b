"""Units that a list shows around its numbers: the texts of number formats, and the lines above the headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.currencies import option
from shortlist.intake.parsing.titles import find_unit, hints_at_unit
from shortlist.intake.parsing.unit_doubts import says_lakhs
from shortlist.intake.parsing.units import AMBIGUOUS, Unit, unit_of
from shortlist.intake.sources.raw import RawList

CHINESE = r"[\u4e00-\u9fff]"
CREDIT = re.compile(r"(?<![a-z])cr(?![a-z])", re.I)  # or crores
ALONE = frozenset(("t", "T"))  # thousands or trillions


def take_shown_units(
    raw: RawList, columns: Sequence[Column], home: str
) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """The columns with the units that the number formats of their cells and the lines above the headers show, and what is doubtful.

    What a user or a header says of a column stands; a doubtful column is left out. What was taken is added to the list's notes.
    """
    columns, doubts = _take_formats(raw, columns, home)
    columns, more = _take_titles(raw, columns, home)
    return columns, (*doubts, *more)


def _take_formats(raw: RawList, columns: Sequence[Column], home: str) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    result, problems = [], []
    for column in columns:
        shown = raw.shown.get(column.header, frozenset())
        if column.field.type not in ("money", "number", "integer") or column.is_told:
            shown = frozenset()
        if crores := _find_crores(raw, column, shown, home):
            problems.append(_ask_crores(column, crores, home, raw.source))
            continue
        powers = {_power(words, scale, column) for words, scale in shown}
        scaled = {scale for _, scale in shown}
        own = column.unit.power
        if own and powers <= {None, 0} and scaled == {own}:
            powers = {0}
        elif own is None and powers <= {None, 0}:
            powers = {None}
        if powers <= {None} and (own is None or scaled <= {0}):
            result.append(column)
        elif len(powers) > 1 or powers & {-1} or (own not in (None, *powers) and powers != {0}) or powers == {None}:
            problems.append(_ask_formats(column, shown, home, raw.source))
        else:
            (power,) = powers
            if power != own:
                raw.notes.append(_explain_format(column, power or 0, shown, home, raw.source))
            result.append(replace(column, unit=replace(column.unit, power=power)))
    return tuple(result), tuple(problems)


def _power(words: str, scale: int, column: Column) -> int | None:
    """The power of ten that a format says of its number: None where it says none, -1 where it is not clear."""
    if column.field.type != "money" and not re.search(CHINESE, words):
        words = ""
    parts = {unit.power for part in (words, words.rstrip("人家个名")) if (unit := _read(part)) and unit.power}
    if not parts and re.search("[万萬亿億]", words):
        return -1
    told = -1 if words in ALONE else next(iter(parts), None)
    if not scale:
        return told
    return 0 if told in (None, scale) else -1


def _find_crores(raw: RawList, column: Column, shown: frozenset[tuple[str, int]], home: str) -> str | None:
    """The words of formats that count in lakhs or crores of no currency, or in `Cr` of another than rupees; None where there are none."""
    if column.field.type != "money" or "INR" in (home, column.unit.currency) or column.unit.power in (5, 7):
        return None
    if column.currency_header not in (None, raw.currencies.get(column.header)):
        return None  # of whatever the column beside the amounts names
    for words, _ in sorted(shown):
        unit = _read(words)
        named = column.unit.currency or (unit.currency if unit else None)
        if says_lakhs(words) and (named is None or (named != "INR" and CREDIT.search(words))):
            return words
    return None


def _ask_crores(column: Column, words: str, home: str, source: str) -> Problem:
    currency = column.unit.currency or home
    power = next((unit.power for unit in (_read(words),) if unit), None) or 7
    ways = " / ".join(_with(column, *way) for way in ((power, "INR"), (power, currency), (None, currency)))
    return Problem.of(
        f"'{column.header}': its number formats show '{words}', which counts in lakhs or crores, as is usual for rupees, or marks a credit, and "
        f"its currency is not rupees; say which: {ways}",
        f"'{column.header}'：数字格式显示 '{words}'，可能以 lakh 或 crore 计（通常指卢比），也可能表示贷方，而该列货币并非卢比，请指明：{ways}",
        Place(source),
    )


def _read(words: str) -> Unit | None:
    """The unit of some words; which of its currencies a sign names has been settled elsewhere."""
    return next((unit for home in ("CNY", "SEK", "EUR") if words and (unit := unit_of(words, home))), None)


def _currency(column: Column, shown: frozenset[tuple[str, int]], home: str) -> str:
    there = {unit.currency for words, _ in shown if (unit := _read(words)) and unit.currency}
    return column.unit.currency or (there.pop() if len(there) == 1 else home)


def _with(column: Column, power: int | None, currency: str | None) -> str:
    plain = replace(column, currency_header=None) if currency else column
    return option(replace(plain, unit=replace(column.unit, power=power, currency=currency)))


def _undo(column: Column, shown: frozenset[tuple[str, int]], home: str) -> str:
    """The option that says that the numbers are as they stand."""
    return _with(column, column.unit.power, _currency(column, shown, home) if column.field.type == "money" else None)


def _ask_formats(column: Column, shown: frozenset[tuple[str, int]], home: str, source: str) -> Problem:
    forms = sorted(shown, reverse=True)[:3]
    said = ", ".join(f"'{words}'" if words else "no word" for words, _ in forms)
    said_zh = "、".join(f"'{words}'" if words else "无文字" for words, _ in forms)
    divided = sorted({scale for _, scale in shown if scale})
    by = ", ".join(f"{10**scale:,}" for scale in divided)
    how, how_zh = (f", divided by {by} to be shown", f"，且显示值除以了 {by}") if divided else ("", "")
    powers = [unit.power for words, _ in forms if (unit := _read(words)) and unit.power]
    currency = _currency(column, shown, home) if column.field.type == "money" else None
    choices = dict.fromkeys((*powers, *((column.unit.power,) if column.unit.power else ()), None))
    ways = " / ".join(_with(column, power, currency) for power in choices)
    header = f" (header: {column.unit.words})" if column.unit.power else ""
    return Problem.of(
        f"'{column.header}': the number formats of its cells do not agree on a magnitude (beside the numbers: {said}{how}){header}; say which it is: {ways}",
        f"'{column.header}'：各单元格数字格式所示的数量级不一致或不明确（{said_zh}{how_zh}），请指明：{ways}",
        Place(source),
    )


def _explain_format(column: Column, power: int, shown: frozenset[tuple[str, int]], home: str, source: str) -> Problem:
    if not power:
        kept = option(replace(column, currency_header=None))
        return Problem.of(
            f"'{column.header}': its cells show their numbers divided, so these are no {column.unit.words} but units; {kept} says otherwise",
            f"'{column.header}'：单元格按缩放后的数值显示，实际数值为元级而非 {column.unit.words}；如有误，请加 {kept}",
            Place(source),
        )
    words = "', '".join(sorted(words for words, _ in shown))
    undo = _undo(column, shown, home)
    return Problem.of(
        f"'{column.header}': its number formats show '{words}' behind each number, so they are read in {Unit(power=power).words}; "
        f"{undo} says otherwise",
        f"'{column.header}'：数字格式在数值旁显示 '{words}'，故按{Unit(power=power).words}读取；如有误，请加 {undo}",
        Place(source),
    )


def _take_titles(raw: RawList, columns: Sequence[Column], home: str) -> tuple[tuple[Column, ...], tuple[Problem, ...]]:
    """Columns of money that say no unit themselves, with the one that stands above the headers."""
    money = [column for column in columns if column.field.type == "money" and not column.is_told]
    units = {text: unit for text in raw.titles if (unit := find_unit(text, home))}
    place = Place(raw.source)
    if not money or not units:
        raw.notes += [_hint(text, money, place) for text in raw.titles if money and hints_at_unit(text)]
        return tuple(columns), ()
    said = " / ".join(units)[:80]
    currencies = {unit.currency for unit in units.values() if unit.currency}
    powers = {unit.power for unit in units.values() if unit.power is not None}
    choices = _choices(units, home)
    unclear = len(currencies) > 1 or len(powers) > 1 or len(choices) > 1
    unit = Unit(currency=next(iter(choices), None), power=next(iter(powers), None))
    result, problems, taken = [], [], []
    for column in columns:
        if column not in money or (column.unit.power is not None and _has_currency(column, raw)):
            result.append(column)
            continue
        own = column.unit.currency or column.currency_header or raw.currencies.get(column.header)
        half = unit.power is not None and column.unit.power is None and column.unit.currency is not None
        if unclear or half:
            problems.append(_ask_titles(column, said, choices or {home: None}, powers or {None}, place))
            continue
        changed = replace(
            column.unit,
            currency=column.unit.currency if own else unit.currency,
            power=unit.power if column.unit.power is None else column.unit.power,
        )
        if changed != column.unit:
            taken.append((column, changed))
        result.append(replace(column, unit=changed))
    if taken:
        raw.notes.append(_explain_titles(taken, said, home, place))
    return tuple(result), tuple(problems)


def _has_currency(column: Column, raw: RawList) -> bool:
    return bool(column.unit.currency or column.currency_header or raw.currencies.get(column.header))


def _choices(units: dict[str, Unit], home: str) -> dict[str, None]:
    """The currencies that the lines may name: more than one where a sign or a Traditional Chinese 元 leaves it open."""
    found: dict[str, None] = {}
    for text, unit in units.items():
        sign = next((one for one in ("$", "¥") if re.search(rf"(?<![A-Za-z]){re.escape(one)}", text)), None)
        if unit.currency is None:
            continue
        if (
            sign
            and unit.currency in AMBIGUOUS[sign]
            and home not in AMBIGUOUS[sign]
            and not re.search(r"[A-Z]{3}", text)
        ):
            found |= dict.fromkeys(AMBIGUOUS[sign][:2])
        elif unit.currency == "CNY" and re.search("[萬億單幣仟]", text) and not re.search("人民幣|CNY|RMB", text):
            found |= dict.fromkeys((home,) if home in ("TWD", "HKD", "CNY") else ("TWD", "CNY", "HKD"))
        else:
            found[unit.currency] = None
    return found


def _hint(text: str, money: Sequence[Column], place: Place) -> Problem:
    way = option(money[0])
    return Problem.of(
        f"the line '{text[:60]}' above the headers may say a magnitude; it changes nothing: {way} with its unit does",
        f"表头上方的“{text[:60]}”可能说明了数量级，但未被采用；请在 {way} 中补上单位",
        place,
    )


def _ask_titles(
    column: Column, said: str, currencies: dict[str, None] | dict[str, None], powers: set[int] | set[None], place: Place
) -> Problem:
    own = column.unit.currency
    choices = [(power, currency) for power in powers for currency in ((own,) if own else currencies)]
    choices.append((None, own or next(iter(currencies))))
    ways = " / ".join(dict.fromkeys(_with(column, power, currency) for power, currency in choices))
    return Problem.of(
        f"'{column.header}': above the headers stands '{said}', which does not settle its unit; say which it is: {ways}",
        f"'{column.header}'：表头上方写有“{said}”，但不足以确定其单位，请指明：{ways}",
        place,
    )


def _explain_titles(taken: Sequence[tuple[Column, Unit]], said: str, home: str, place: Place) -> Problem:
    en, zh = (mark.join(f"'{column.header}'" for column, _ in taken) for mark in (", ", "、"))
    words = " / ".join(dict.fromkeys(unit.words for _, unit in taken))
    undo = " ".join(
        option(replace(column, unit=replace(column.unit, currency=column.unit.currency or home))) for column, _ in taken
    )
    return Problem.of(
        f"above the headers stands '{said}', so {en} is read in {words}; {undo} says otherwise",
        f"表头上方写有“{said}”，{zh} 按 {words} 读取；如有误，请加 {undo}",
        place,
    )
