"""Whether amounts are written in thousands, millions or billions without saying so, judged for all columns of a list together."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.currencies import option
from shortlist.intake.parsing.full_amounts import FULL
from shortlist.intake.parsing.units import MAGNITUDES, Unit
from shortlist.language import Text
from shortlist.model.formatting import format_range
from shortlist.model.ranges import Range

PEOPLE = "employees"
# What a company turns over or owns for each of its people, in US dollars: the middle of what is usual. The median of the 2,000
# largest listed companies is 571,000 (Forbes Global 2000 of 2024, our count); small companies, poor countries and trades of much
# work have a tenth of that.
A_HEAD = {"annual_revenue": 200_000.0, "total_assets": 400_000.0}
LEAST_A_HEAD, MOST_A_HEAD = (
    5_000.0,
    5_000_000.0,
)  # the median of a list lies between, whatever the country and the trade
FEW = 3  # of fewer companies a single odd one is no sign
TOTALS = frozenset(
    (*A_HEAD, "market_capitalisation", "equity", "previous_revenue")
)  # of a whole company, not of what it buys
LARGEST = 1e13  # dollars; the largest bank owns 6e12, the largest company turns over 7e11
SMALL = 1_000.0  # half of a column of money lies below: as amounts these would be trifles
SMALL_TOTAL = 100_000.0  # companies of less as a rule are not what such lists are about
WRITTEN_IN_FULL = 1e9  # dollars: what half of a column turns over only where it lists the largest companies
NEAR, USUAL = (
    2.0,
    -0.5,
)  # powers of ten: an amount against the revenue of its company, and how far it may lie from there


DOLLAR = {
    "CNY": 7.0,
    "EUR": 0.9,
    "GBP": 0.8,
    "JPY": 150.0,
    "INR": 85.0,
    "HKD": 7.8,
    "CHF": 0.9,
}  # where no rate is said; roughly


@dataclass(frozen=True)
class Amounts:
    """A column of money without a magnitude of its own, with its values in the ruleset's currency."""

    column: Column
    values: pl.Series
    ends: pl.DataFrame | None = None
    """`least` and `most` of the ranges of a column that has some; `values` are then their middles, by which it is judged, and which are
    no facts."""

    @property
    def at_least(self) -> pl.Series:
        """What each amount is for sure or more; null where that is not known."""
        return self._end("least")

    @property
    def at_most(self) -> pl.Series:
        """What each amount is for sure or less; infinite where nothing is known of that."""
        return self._end("most").fill_null(math.inf).set(self.values.is_null(), None)

    def _end(self, name: str) -> pl.Series:
        if self.ends is None:
            return self.values
        ranged = pl.any_horizontal(pl.col("least", "most").is_not_null())
        values = self.ends.with_columns(self.values.alias("value"))
        return values.select(pl.when(ranged).then(name).otherwise("value")).to_series()

    def show(self, at: int, home: str) -> Text:
        """The amount of a row, of a range both ends."""
        known = Range(*self.ends.row(at)) if self.ends is not None else Range(None, None)
        if known == Range(None, None):
            return Text(*[f"{_number(float(self.values[at]))} {home}"] * 2)
        said = format_range(
            known, self.column.field, lambda value, _: Text(_number(float(value)), f"{_number(float(value))} {home}")
        )
        return Text(f"{said.en} {home}", said.zh)


def find_limit(column: Column, home: str, rates: Mapping[str, float]) -> float | None:
    """From which amount on, in the ruleset's currency, one of a column with a magnitude in its header seems to be written in full."""
    dollar = 1.0 if home == "USD" else rates.get("USD") or DOLLAR.get(home)
    return FULL * dollar if column.unit.power and dollar and not column.field.history else None


def is_open(column: Column) -> bool:
    """Whether nobody has said in which magnitude a column's amounts are; who maps it with a currency has."""
    told = column.how in ("--map", "mapping") and (column.unit.currency or column.currency_header)
    return column.field.type == "money" and column.unit.power is None and not told


def doubt_magnitudes(
    amounts: Sequence[Amounts],
    people: Amounts | None,
    home: str,
    rates: Mapping[str, float],
    small: Sequence[Column],
    source: str,
) -> list[Problem]:
    """A note for a list whose amounts cannot be units: the power that fits, and the options that say it for all its columns.

    `amounts` and `people` are of the rows of the list's head, `small` the columns of which half are under 1,000 in the whole list.
    """
    dollar = (
        1.0 if home == "USD" or "USD" not in rates else 1.0 / rates["USD"]
    )  # dollars for 1 in the ruleset's currency
    for name, usual in A_HEAD.items():
        anchor = next((one for one in amounts if one.column.field.id == name), None)
        if anchor is None or people is None:
            continue
        a_head, count = _median_ratio(anchor.values, people.values)
        if a_head is None or (count < FEW and a_head * dollar >= LEAST_A_HEAD / 50):
            continue
        if a_head * dollar >= LEAST_A_HEAD:
            if a_head * dollar > MOST_A_HEAD * 10 and count >= FEW:
                return [_explain_large(anchor, people, a_head, home, source)]
            break
        return [_explain_a_head(anchor, people, amounts, a_head, usual / dollar, home, source)]
    totals = [one.column for one in amounts if one.column.field.id in TOTALS and _is_small_total(one, dollar)]
    doubted = {one.field.id for one in (*small, *totals)} & {one.column.field.id for one in amounts}
    if doubted and people is not None and not small and _median_ratio(amounts[0].values, people.values)[0] is not None:
        doubted -= {one.field.id for one in totals}  # small companies of few people
    return _explain_small(amounts, doubted, dollar, home, source) if doubted else []


def doubt_large(
    amounts: Sequence[Amounts], people: Amounts | None, home: str, rates: Mapping[str, float], source: str
) -> list[Problem]:
    """A note for each column of which an amount is more than any company has, whoever said its magnitude: it may be another."""
    dollar = 1.0 if home == "USD" or "USD" not in rates else 1.0 / rates["USD"]
    notes = []
    for one in amounts:
        # Of a range, what is certain: not its middle.
        large = (one.at_least.abs() * dollar > LARGEST).fill_null(False).arg_true()
        if one.column.field.id in TOTALS and len(large):
            notes.append(_explain_largest(one, large, home, source))
        elif one.column.field.id == "annual_revenue" and people is not None and one.column.unit.power:
            a_head, count = _median_ratio(one.values, people.values)
            if a_head is not None and a_head * dollar > MOST_A_HEAD * 10 and count >= FEW:
                notes.append(_explain_large(one, people, a_head, home, source))
        if _is_full(one, dollar):
            notes.append(_explain_full(one, home, source))
    return notes


def _is_full(one: Amounts, dollar: float) -> bool:
    """Whether half of the amounts of a column are written with seven digits and more though its header says thousands or the like."""
    power, middle = one.column.unit.power or 0, _median(one.values.abs())
    return power >= 3 and middle is not None and middle >= 10.0 ** (power + 6) and middle * dollar >= WRITTEN_IN_FULL


def _explain_full(one: Amounts, home: str, source: str) -> Problem:
    column, largest = one.column, one.show(one.values.arg_max() or 0, home)
    words = _name((column.unit.power or 0,))
    plain = option(replace(column, unit=replace(column.unit, power=None, currency=column.unit.currency or home)))
    return Problem.of(
        f"'{column.header}': half of the amounts have seven digits and more and are read as {words[0]}, the largest as {largest.en}; if they are "
        f"written in full, add {plain}",
        f"'{column.header}'：半数金额达到七位数，又按{words[1]}计，最大的读作 {largest.zh}；若单元格写的已是完整金额，请加 {plain}",
        Place(source),
    )


def _explain_largest(one: Amounts, large: pl.Series, home: str, source: str) -> Problem:
    column, top = one.column, one.show(large[0], home)
    return Problem.of(
        f"'{column.header}': {len(large):,} amount(s) are larger than those of any company, as {top.en}; check the unit, e.g. T may be "
        "thousand",
        f"'{column.header}'：有 {len(large):,} 个金额超过任何公司的规模，如 {top.zh}；请核对单位（例如 T 可能表示千）",
        Place(source),
    )


def _is_small_total(one: Amounts, dollar: float) -> bool:
    middle = _median(one.values.abs())
    return len(one.values.drop_nulls()) >= FEW and middle is not None and 0 < middle * dollar < SMALL_TOTAL


def _median(values: pl.Series) -> float | None:
    found = values.drop_nulls().median()
    return float(found) if isinstance(found, int | float) and math.isfinite(found) else None


def _median_ratio(values: pl.Series, others: pl.Series) -> tuple[float | None, int]:
    """The median of one amount by another over the rows that have both, and how many these are."""
    frame = pl.DataFrame({"a": values.cast(pl.Float64), "b": others.cast(pl.Float64)})
    ratios = frame.filter((pl.col("a") != 0) & (pl.col("b") > 0)).select(pl.col("a").abs() / pl.col("b")).to_series()
    return _median(ratios), len(ratios)


def _powers(column: Column, home: str) -> tuple[int, ...]:
    """The magnitudes that a list in this language may be written in."""
    if re.search(r"[\u4e00-\u9fff]", column.header):
        return (3, 4, 6, 8)
    return (3, 5, 6, 7, 9) if home == "INR" else (3, 6, 9)


def _rank(powers: Iterable[int], value: float, usual: float) -> list[int]:
    """The powers by how near they bring a value to what is usual; only those that are nearly as good as the first."""
    far = {power: abs(math.log10(value / usual) + power) for power in powers}
    best = sorted(far, key=far.__getitem__)
    return [power for power in best[:2] if far[power] - far[best[0]] < 0.5]


def _say_about(value: float, *judged: Amounts) -> Text:
    """A number, rounded where it rests on middles of ranges."""
    if all(one.ends is None for one in judged):
        return Text(_number(value), f"为 {_number(value)}")
    shown = _number(float(f"{value:.2g}"))
    return Text(f"some {shown}", f"约 {shown}")


def _explain_a_head(
    anchor: Amounts, people: Amounts, amounts: Sequence[Amounts], a_head: float, usual: float, home: str, source: str
) -> Problem:
    powers = _rank(_powers(anchor.column, home), a_head, usual)
    fitting: dict[str, int] = {}
    for one in amounts:
        power = powers[0] if one is anchor else _fit_beside(one, anchor, powers[0], home)
        if power:
            fitting[one.column.field.id] = power
    named = [one.column for one in amounts if one.column.field.id in fitting]
    lines = " ".join(_option(column, fitting[column.field.id], home) for column in named)
    words = _name(powers)
    keep = option(
        replace(anchor.column, unit=replace(anchor.column.unit, currency=anchor.column.unit.currency or home))
    )
    en, zh = (mark.join(f"'{column.header}'" for column in named) for mark in (", ", "、"))
    what = ("revenue", "营业收入") if anchor.column.field.id == "annual_revenue" else ("assets", "资产")
    now, fit = (_say_about(one, anchor, people) for one in (a_head, a_head * 10.0 ** powers[0]))
    return Problem.of(
        f"{en}: no magnitude is said, and as plain {home} they are {now.en} {home} of {what[0]} an employee; in {words[0]} "
        f"these are {fit.en}. Add {lines}; if they are right as they are, {keep}",
        f"{zh}：未注明数量级；按 {home} 元级读取时人均{what[1]}仅{now.zh} {home}，若为{words[1]}则{fit.zh}。请加 {lines}；"
        f"如现有读法无误，请加 {keep}",
        Place(source),
    )


def _fit_beside(one: Amounts, anchor: Amounts, power: int, home: str) -> int:
    """The power of a column beside one whose power is known: the same where that fits; 0 for units."""
    ratio, count = _median_ratio(one.values, anchor.values)
    if ratio is None or not count:
        return power
    far = {other: abs(math.log10(ratio) + other - power - USUAL) for other in (power, 0, *_powers(one.column, home))}
    if far[power] <= NEAR:
        return power
    # What a company buys of us may be any small part of its revenue, but no large multiple: those are another unit, our own.
    if one.column.field.id not in TOTALS:
        return power if math.log10(ratio) < USUAL else 0
    return min(far, key=far.__getitem__)


def _explain_large(anchor: Amounts, people: Amounts, a_head: float, home: str, source: str) -> Problem:
    about = _say_about(a_head, anchor, people)
    return Problem.of(
        f"'{anchor.column.header}': as it is read an employee stands for {about.en} {home}; check its unit and the column of "
        "employees",
        f"'{anchor.column.header}'：按现有读法人均{about.zh.replace('为', '达')} {home}；请核对其单位与员工人数列",
        Place(source),
    )


def find_small(column: Column, home: str, rates: Mapping[str, float]) -> float:
    """Below what a plain number of a column is too small for an amount in units, in the column's currency."""
    if column.field.id not in TOTALS:
        return SMALL
    currency = column.unit.currency or home
    rate = (rates.get("USD") if home != "USD" else 1.0) or 1.0  # of a dollar, in the ruleset's currency
    worth = 1.0 if currency == home else rates.get(currency) or 1.0
    return float(f"{SMALL_TOTAL * rate / worth:.1g}")


def explain_mixed(
    column: Column, count: int, shown: str, limit: float, magnitudes: Mapping[str, int], home: str, source: str
) -> Problem:
    """That small numbers without a magnitude stand beside amounts that name one, so that they may be meant in it.

    `magnitudes` count the words for these in the column's cells.
    """
    sizes = {word: MAGNITUDES[word.lower()] for word in magnitudes}
    word = min(sizes, key=lambda one: (sizes[one], -magnitudes[one], one))
    power = sizes[word]
    unit = replace(column.unit, currency=column.unit.currency or (None if column.currency_header else home))
    as_said, as_units = option(replace(column, unit=replace(unit, power=power))), option(replace(column, unit=unit))
    return Problem.of(
        f"'{column.header}': {count:,} amount{'s' * (count != 1)} under {limit:,.0f}, as '{shown}', say{'s' * (count == 1)} no magnitude and "
        f"{'is' if count == 1 else 'are'} read as plain {unit.currency or 'units'}, beside others in {word}; if {'it is' if count == 1 else 'they are'} in "
        f"{word} too, add {as_said}; if right as read, {as_units}",
        f"'{column.header}'：{count:,} 个金额小于 {limit:,.0f}（如 '{shown}'），未注明数量级，现按 {unit.currency or ''} 元级读取，而同列其他金额以"
        f"“{word}”计；若这些金额也以“{word}”计，请加 {as_said}；如现有读法无误，请加 {as_units}",
        Place(source),
    )


def _explain_small(
    amounts: Sequence[Amounts], doubted: set[str], dollar: float, home: str, source: str
) -> list[Problem]:
    """A note for amounts that are small for companies, where no number of people tells their magnitude."""
    first = next(one for one in amounts if one.column.field.id in doubted)
    # Whoever is right about one column is likely to be right about the others: they are asked about together.
    named: list[Column] = []
    powers: list[int] = []
    usual = 4 if 4 in _powers(first.column, home) else 6  # in Chinese lists 万
    for power in sorted(_powers(first.column, home), key=lambda power: abs(power - usual)):
        fitting = [one.column for one in amounts if _fits(one, power, dollar)]
        if first.column in fitting:
            powers.append(power)
            named = named or fitting
    if not powers:
        return []
    lines = " ".join(_option(column, powers[0], home) for column in named)
    en, zh = (mark.join(f"'{column.header}'" for column in named) for mark in (", ", "、"))
    # `<0` is the number next to nothing.
    told = first.values.set((first.values.abs() <= 1e-300).fill_null(False), None)
    tops = [
        first.show(at, home) for at in told.arg_sort(descending=True, nulls_last=True).head(len(told.drop_nulls()))[:3]
    ]
    top = Text("; ".join(dict.fromkeys(one.en for one in tops)), "、".join(dict.fromkeys(one.zh for one in tops)))
    if first.ends is None:  # the currency once, behind all
        top = Text(*[", ".join(one.en.removesuffix(f" {home}") for one in tops) + f" {home}"] * 2)
    words = _name(powers[:1])
    others = [Unit(power=power).words for power in powers[1:]]
    or_en = f" (or {' or '.join(others)} in their place)" if others else ""
    or_zh = f"（也可能是 {'、'.join(others)}，请相应替换）" if others else ""
    name = first.column.header
    few = (
        f"half of the amounts in '{name}' are under 1,000"
        if _below(first, SMALL)
        else f"the amounts in '{name}' are small for companies"
    )
    few_zh = "半数金额小于 1,000" if _below(first, SMALL) else "金额相对企业规模过小"
    return [
        Problem.of(
            f"{en}: no magnitude is said, and {few}: the largest are read as {top.en}. If they are in "
            f"{words[0]}, add {lines}{or_en}",
            f"{zh}：未注明数量级；'{first.column.header}' {few_zh}，最大的几个读作 {top.zh}。如果单位是{words[1]}，请加 {lines}{or_zh}",
            Place(source),
        )
    ]


def _below(one: Amounts, limit: float) -> bool:
    middle = one.at_most.abs().drop_nulls().median()
    return isinstance(middle, int | float) and middle < limit


def _fits(one: Amounts, power: int, dollar: float) -> bool:
    """Whether amounts of companies can be in this magnitude."""
    largest, middle = one.values.abs().max(), _median(one.values.abs())
    if not isinstance(largest, int | float) or middle is None:
        return False
    return largest * 10.0**power * dollar <= LARGEST and (middle * 10.0**power * dollar >= SMALL_TOTAL or power == 6)


def _option(column: Column, power: int, home: str) -> str:
    currency = column.unit.currency or (None if column.currency_header else home)
    return option(replace(column, unit=replace(column.unit, currency=currency, power=power)))


def _name(powers: Sequence[int]) -> tuple[str, str]:
    english = {3: "thousands", 4: "万", 5: "lakhs", 6: "millions", 7: "crores", 8: "亿", 9: "billions"}
    chinese = {3: "千", 4: "万", 5: "十万", 6: "百万", 7: "千万", 8: "亿", 9: "十亿"}
    return " or ".join(english[power] for power in powers), "或".join(chinese[power] for power in powers)


def _number(value: float) -> str:
    if abs(value) < 1:
        return f"{value:.2g}"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if abs(value) < 1000 else f"{value:,.0f}"
