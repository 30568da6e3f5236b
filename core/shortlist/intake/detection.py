"""How each column is to be read, settled from its tally; what cannot be settled is asked for, never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.currencies import count_beside, option
from shortlist.intake.money import ask_words, settle_money
from shortlist.intake.parsing.dates import SINCE
from shortlist.intake.parsing.text import HAS_NOT, Reading, find_kept_tokens
from shortlist.intake.parsing.unit_doubts import says_lakhs
from shortlist.intake.parsing.units import DateOrder
from shortlist.intake.profile import Tally
from shortlist.intake.shown_currencies import names_all
from shortlist.intake.sources.raw import RawList
from shortlist.language import Text
from shortlist.model.fields import NUMERIC

MAJORITY = 20  # a decimal mark or a date order stands when it is this many times as frequent as its contrary


@dataclass(frozen=True)
class Detection:
    """The columns whose cells leave no doubt, with their readings by field, and the doubts of the others."""

    columns: tuple[Column, ...]
    readings: dict[str, Reading]
    doubts: tuple[Problem, ...]


def detect(
    raw: RawList, columns: Sequence[Column], tallies: Mapping[str, Tally], currency: str, rates: Mapping[str, float]
) -> Detection:
    """How each column of a list is read; what is worth a look is added to the list's notes."""
    readings: dict[str, Reading] = {}
    doubts: list[Problem] = []
    columns = _apply_percent_formats(columns, raw)
    for column in columns:
        name = column.field.id
        try:
            beside = count_beside(raw.frame, column) if column.currency_header else None
            find = partial(_find_cell, raw.frame, column.header)
            readings[name] = settle(column, tallies.get(name), raw.source, currency, rates, raw.notes, beside, find)
        except ListError as error:
            doubts += error.problems
    settled = tuple(column for column in columns if column.field.id in readings)
    unsaid = [column for column in settled if not names_all(raw, column)]
    raw.notes += _explain_home(unsaid, tallies, currency, raw.source)
    return Detection(settled, readings, tuple(doubts))


def _find_cell(frame: pl.LazyFrame, header: str, pattern: str) -> str | None:
    """The first cell of a column in which a pattern is found."""
    cells = frame.select(pl.col(header).cast(pl.String)).filter(pl.col(header).str.contains(pattern)).head(1)
    found = cells.collect(engine="streaming").to_series().to_list()
    return str(found[0]).strip()[:40] if found else None


def _explain_home(columns: Sequence[Column], tallies: Mapping[str, Tally], currency: str, source: str) -> list[Problem]:
    """Say which amounts have no sign of their currency: they are in the ruleset's."""
    bare = [
        column.header
        for column in columns
        if column.field.type == "money"
        and column.unit.currency is None
        and column.currency_header is None
        and (tally := tallies.get(column.field.id)) is not None
        and tally.counts["cells"] > sum(tally.currencies.values())
    ]
    if not bare:
        return []
    en, zh = (mark.join(f"'{header}'" for header in bare) for mark in (", ", "、"))
    return [
        Problem.of(
            f"money is in {currency}, the ruleset's currency; so are amounts without a sign of their own: {en}",
            f"金额以规则集货币 {currency} 计；未注明货币的金额按 {currency} 读取：{zh}",
            Place(source),
        )
    ]


def _apply_percent_formats(columns: Sequence[Column], raw: RawList) -> Sequence[Column]:
    """The columns with percents as ratios where the cells say that they are, whatever the header says."""
    if not any(column.field.type == "percent" for column in columns):
        return columns
    formatted = raw.percents()
    found = []
    for column in columns:
        all_are = formatted.get(column.header) if column.field.type == "percent" else None
        if all_are:
            if column.unit.percent:
                raw.notes.append(
                    Problem.of(
                        f"'{column.header}': its cells are formatted as percents, so 0.25 is 25 %",
                        f"'{column.header}'：单元格为百分比格式，0.25 即 25%",
                        Place(raw.source),
                    )
                )
            column = replace(column, unit=replace(column.unit, percent=False))
        elif all_are is False and column.how in ("name", "alias"):
            # Some are, and these say so themselves (`settle_true_numbers`): the others are asked for.
            column = replace(column, unit=replace(column.unit, percent=None))
        found.append(column)
    return found


def settle(
    column: Column,
    tally: Tally | None,
    source: str,
    currency: str,
    rates: Mapping[str, float],
    notes: list[Problem],
    beside: pl.DataFrame | None = None,
    find: Callable[[str], str | None] = lambda pattern: None,
) -> Reading:
    """The reading of one column; `beside` are the texts that name the currencies of its amounts, as `count_beside` gives them, and
    `find` gives a cell in which a pattern is found.

    Raises ListError with the options to choose from where its cells leave a doubt.
    """
    keep = find_kept_tokens(column.field)
    kind = column.field.type
    if tally is None:
        return Reading(column.field, column.unit, keep=keep)
    place = Place(source)
    if kind in NUMERIC:
        ask_words(column, tally, currency, place)
    if kind in ("text", "level"):
        _note_national_scale(column, tally, place, notes)
        return Reading(column.field, column.unit, keep=keep)
    if kind == "country":
        return Reading(column.field, column.unit, keep=keep | _namibia(column, tally, place, notes))
    if kind == "bool":
        if not tally.counts["has"] and "无" not in keep:
            _note_nothing(column, tally, place, notes)
        return Reading(column.field, column.unit, keep=keep | (HAS_NOT if tally.counts["has"] else frozenset()))
    if kind == "date":
        return Reading(column.field, replace(column.unit, order=_order(column, tally, place, notes)), keep=keep)
    if tally.counts["since"]:
        _note_since(column, tally.counts["since"], find(SINCE), place, notes)
    if kind == "percent" and column.unit.percent is None and tally.counts["bare"]:
        _ask_percent(column, tally, place, notes)
    gaps = tally.counts["ranges"] > 0 and not tally.counts["spaced"]
    reading = Reading(column.field, column.unit, comma=_comma(column, tally, place, notes, find), keep=keep, gaps=gaps)
    if tally.counts["ranges"] and (
        column.field.range[0] >= 0 or column.field.unit == "days"
    ):  # +90 ends a list of ages
        reading = replace(reading, plus=True)
    if kind != "money":
        return reading
    return settle_money(reading, column, tally, place, currency, rates, notes, beside)


def _note_since(column: Column, count: int, cell: str | None, place: Place, notes: list[Problem]) -> None:
    """Years that are said to be those since when something is."""
    shown = Text(f", as '{cell}',", f"（如 '{cell}'）") if cell else Text("", "")
    says = "says since which year, and is" if count == 1 else "say since which year, and are"
    notes.append(
        Problem.of(
            f"'{column.header}': {count:,} cell{'s' * (count != 1)}{shown.en} {says} read as that year, in which it began, not as that "
            "year or later",
            f"'{column.header}'：{count:,} 个单元格{shown.zh}写的是自某年起，按起始的那一年读取，而不是“该年及以后”",
            place,
        )
    )


def _ask_percent(column: Column, tally: Tally, place: Place, notes: list[Problem]) -> None:
    """Ask what numbers without a percent sign are; beside more that have it they are unread, which is said."""
    as_percent, as_ratio = option(column, "%"), option(column, "ratio")
    bare = tally.counts["bare"]
    if bare * 2 < tally.counts["cells"]:
        notes.append(
            Problem.of(
                f"'{column.header}': {bare:,} cell{'s' * (bare != 1)} of a percent field without a % sign, beside others that have it, "
                f"stay{'s' * (bare == 1)} unread; write the sign, or add {as_percent} if 12 means 12 %, or {as_ratio} if 0.12 does",
                f"'{column.header}'：百分比字段有 {bare:,} 个单元格没有 % 号，而其他单元格有，未读取；请补上 % 号；若 12 表示 12%，可加 {as_percent}；"
                f"若 0.12 表示 12%，可加 {as_ratio}",
                place,
            )
        )
        return
    raise ListError.of(
        f"'{column.header}': {tally.counts['bare']:,} cell(s) of a percent field have no % sign; add {as_percent} if 12 means "
        f"12 %, or {as_ratio} if 0.12 does",
        f"'{column.header}'：百分比字段有 {tally.counts['bare']:,} 个单元格没有 % 号；若 12 表示 12%，请加 {as_percent}；"
        f"若 0.12 表示 12%，请加 {as_ratio}",
        place,
    )


def _comma(column: Column, tally: Tally, place: Place, notes: list[Problem], find: Callable[[str], str | None]) -> bool:
    """Whether the comma is the decimal mark of a column."""
    if column.unit.decimal is not None:
        return column.unit.decimal == "comma"
    seen = tally.counts
    point, comma = seen["point"], seen["comma"]
    if point and comma:
        if max(point, comma) >= MAJORITY * min(point, comma):
            few, comma_wins = min(point, comma), comma > point
            notes.append(
                Problem.of(
                    f"'{column.header}': {few:,} cell(s) have the decimal mark of the other convention and stay unread",
                    f"'{column.header}'：{few:,} 个单元格使用了另一种小数点写法，未读取",
                    place,
                )
            )
            return comma_wins
        _ask_decimal(
            column, place, "both conventions occur (1,234.56 and 1.234,56)", "两种写法（1,234.56 与 1.234,56）并存"
        )
    if point or comma:
        return comma > 0
    kind = column.field.type
    # Lakhs and crores are counted where nobody writes a decimal comma.
    indian = column.unit.currency == "INR" or (column.unit.power in (5, 7) and says_lakhs(column.header))
    whole = kind == "integer" or (kind == "money" and (indian or (not seen["sized"] and not column.unit.power)))
    comma_cell, point_cell = (
        (find(rf"(?:^|[^0-9.,])[1-9][0-9]{{0,2}}{mark}[0-9]{{3}}(?:[^0-9.,]|$)") if seen[name] else None) or shown
        for mark, name, shown in ((",", "either_comma", "1,234"), (r"\.", "either_point", "1.234"))
    )
    if seen["either_comma"] and seen["either_point"]:
        _ask_decimal(
            column, place, f"'{comma_cell}' and '{point_cell}' both occur", f"'{comma_cell}' 与 '{point_cell}' 并存"
        )
    if seen["either_comma"] and not whole:
        _ask_either(column, place, comma_cell, ",")
    if seen["either_point"]:
        if kind == "integer" and seen["not_whole"]:
            return True
        _ask_either(column, place, point_cell, ".")
    return False


def _ask_either(column: Column, place: Place, cell: str, mark: str) -> None:
    """Ask what a cell of the list is whose only mark may part thousands or decimals."""
    found = re.search(r"[0-9]+[.,][0-9]+", cell)
    digits = found[0] if found else cell
    whole, fraction = digits.replace(mark, ""), digits.replace(mark, ".")
    _ask_decimal(
        column, place, f"'{cell}' may be {whole} or {fraction} here", f"'{cell}' 可能是 {whole}，也可能是 {fraction}"
    )


def _ask_decimal(column: Column, place: Place, en: str, zh: str) -> None:
    point, comma = option(column, "decimal-point"), option(column, "decimal-comma")
    raise ListError.of(
        f"'{column.header}': {en}; add {point} or {comma}", f"'{column.header}'：{zh}；请加 {point} 或 {comma}", place
    )


def _note_odd_days(column: Column, tally: Tally, place: Place, notes: list[Problem]) -> None:
    """Months without a day, and day numbers of spreadsheets."""
    if (count := tally.counts["months"]) and column.field.history:
        notes.append(
            Problem.of(
                f"'{column.header}': {count:,} cell(s) give a month without a day, and are read as its first day",
                f"'{column.header}'：{count:,} 个单元格只有年月，按当月 1 日读取",
                place,
            )
        )
    if count := tally.counts["serials"]:
        notes.append(
            Problem.of(
                f"'{column.header}': {count:,} cell(s) are bare numbers, perhaps days as Excel counts them (45292 is 2024-01-01); they stay "
                "unread: format the column as dates there",
                f"'{column.header}'：{count:,} 个单元格是纯数字，可能是 Excel 的日期序号（45292 即 2024-01-01），未读取；"
                "请在 Excel 中将该列设为日期格式",
                place,
            )
        )


def _order(column: Column, tally: Tally, place: Place, notes: list[Problem]) -> DateOrder | None:
    """The order of day, month and year; None where every date is plain without one."""
    seen = tally.counts
    _note_odd_days(column, tally, place, notes)
    if column.unit.order is None and _has_year_first(column, tally, place):
        notes.append(
            Problem.of(
                f"'{column.header}': the year stands first in dates of two-digit years, 1930-2029 (26-01-05 is 5 January 2026)",
                f"'{column.header}'：两位数年份的日期按年-月-日读取，年份为 1930–2029（26-01-05 即 2026 年 1 月 5 日）",
                place,
            )
        )
        return "ymd"
    if seen["short"] and column.unit.order != "ymd":
        notes.append(
            Problem.of(
                f"'{column.header}': years of two digits are read as 1930-2029",
                f"'{column.header}'：两位数年份按 1930–2029 读取",
                place,
            )
        )
    if column.unit.order is not None:
        return column.unit.order
    dmy, mdy = seen["dmy"], seen["mdy"]
    lines = [option(column, "dmy"), option(column, "mdy")]
    if dmy and mdy and max(dmy, mdy) < MAJORITY * min(dmy, mdy):
        raise ListError.of(
            f"'{column.header}': {dmy:,} date(s) can only be day/month and {mdy:,} only month/day; add {lines[0]} or {lines[1]}",
            f"'{column.header}'：{dmy:,} 个日期只能是日/月，{mdy:,} 个只能是月/日；请加 {lines[0]} 或 {lines[1]}",
            place,
        )
    if dmy or mdy:
        return "dmy" if dmy > mdy else "mdy"
    if seen["either"]:
        raise ListError.of(
            f"'{column.header}': no date tells day from month (3/4/2024); add {lines[0]} or {lines[1]}",
            f"'{column.header}'：所有日期都无法区分日和月（如 3/4/2024）；请加 {lines[0]} 或 {lines[1]}",
            place,
        )
    return None


def _has_year_first(column: Column, tally: Tally, place: Place) -> bool:
    """Whether dates as `26-01-05` have the year first. Raises ListError where nothing tells, or one date tells against another."""
    seen = tally.counts
    first, last = seen["first_year"], seen["last_year"]
    if not first and not last:
        # All fit both ways: a number from 28 on is a day rather than a year, one from 30 on where days ahead are usual.
        late = "latest" if column.field.future else "late"
        first, last = seen[f"last_{late}"], seen[f"first_{late}"]
    if max(first, last) >= MAJORITY * min(first, last) and (first or last or not seen["ymd"]):
        return first > last
    ways, ways_zh = (word.join(option(column, order) for order in ("ymd", "dmy", "mdy")) for word in (" or ", " 或 "))
    raise ListError.of(
        f"'{column.header}': its dates do not tell whether the year stands first or last (26-01-05); add {ways}",
        f"'{column.header}'：日期无法区分年份在前还是在后（如 26-01-05）；请加 {ways_zh}",
        place,
    )


def _note_national_scale(column: Column, tally: Tally, place: Place, notes: list[Problem]) -> None:
    """A rating on a national scale is not the same as one on the international scale; which it is, its cells do not say."""
    if not {"AAA", "BBB"} <= set(column.field.values):
        return
    chinese = [
        text
        for text in tally.values
        if re.search("[级級]|中诚信|联合资信|大公|东方金诚|新世纪|鹏元|中债资信|chn$", text, re.I)
    ]
    if not chinese and not re.search(r"[\u4e00-\u9fff]", column.header):
        return
    shown = Text(f" ('{sorted(chinese)[0]}')", f"（'{sorted(chinese)[0]}'）") if chinese else Text("", "")
    notes.append(
        Problem.of(
            f"'{column.header}'{shown.en}: if these ratings are on China's domestic scale, they stand several letters lower on an international one; they "
            "are read as they are written: see that the ruleset means the same scale",
            f"'{column.header}'{shown.zh}：如为国内评级，其等级普遍高于国际评级；此处按原值读取，请确认规则集采用同一评级体系",
            place,
        )
    )


def _note_nothing(column: Column, tally: Tally, place: Place, notes: list[Problem]) -> None:
    """Say which 无 beside yes and no are taken as missing."""
    count = tally.counts["has_not"]
    if not count or not tally.counts["said"]:
        return
    remedy = column.field.declare("value_aliases: {无: 'no', 没有: 'no'}")
    notes.append(
        Problem.of(
            f"'{column.header}': {count:,} cell(s) are 无 or 没有 beside yes and no, and are taken as missing; if they mean no, write {remedy}",
            f"'{column.header}'：{count:,} 个单元格为“无”或“没有”，与是/否并存，按缺失处理；如果表示否，请写 {remedy}",
            place,
        )
    )


def _namibia(column: Column, tally: Tally, place: Place, notes: list[Problem]) -> frozenset[str]:
    """`NA` is Namibia in a column of two-letter codes, else a missing cell."""
    if not tally.counts["na"] or tally.counts["codes"] * 2 < tally.counts["cells"] - tally.counts["na"]:
        return frozenset()
    if not tally.counts["codes"]:
        return frozenset()
    notes.append(
        Problem.of(
            f"'{column.header}': {tally.counts['na']:,} cell(s) 'NA' are read as Namibia",
            f"'{column.header}'：{tally.counts['na']:,} 个 'NA' 读作纳米比亚",
            place,
        )
    )
    return frozenset({"na"})
