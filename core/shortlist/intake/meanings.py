"""Headers that may mean something else: cells settle it where they can, else it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from shortlist.errors import Problem
from shortlist.intake.parsing.number_grammar import count_words
from shortlist.intake.parsing.numbers import every_currency
from shortlist.intake.parsing.ranges import ENDS, convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading, find_kept_tokens
from shortlist.intake.parsing.units import NO_UNIT, Unit
from shortlist.language import Text
from shortlist.model.fields import Field, FieldType
from shortlist.model.people import counts_people

TOLD_BY_CELLS: frozenset[FieldType] = frozenset({"level", "bool"})
FITTING = 0.8  # the share of cells that must be words of a field before they settle that its column is meant
_SIZE = re.compile("(?i)size|规模|規模")
CLASSES = Text("classes of your own", "我方自定的分类")
MOST_HEADS = 1_000_000  # an end that far without a word for people is an amount of money: 5000万以上
FEW = 3  # words of cells that a line shows


def advise(field: str, header: str = "", words: str = "") -> str:
    """The option that reads a field from a header, with the words of a unit; without a header the one that leaves it out.

    >>> advise("annual_revenue", "Sales", "EUR million"), advise("annual_revenue")
    ("--map 'annual_revenue=Sales:EUR million'", "--map 'annual_revenue='")
    """
    shown = header.replace("'", "'\\''")
    return f"--map '{field}={shown}{':' if words else ''}{words}'"


def is_told_by_cells(declared: Field, name: str, banded: bool) -> bool:
    """Whether cells can settle that a header is a field's: words of its own do, and ranges, where the header promises them or the size of
    somebody is asked in a number of heads. Whose an amount is no range tells."""
    return declared.type in TOLD_BY_CELLS or banded or (declared.type == "integer" and bool(_SIZE.search(name)))


def words_that_settle(declared: Field, cells: pl.Series, unit: Unit = NO_UNIT, *, named: bool = False) -> list[str]:
    """A few words by which cells show that a column is the field's: they are its own words, and not of one letter only, or ranges of it.

    A to D alone are as well the steps of a scale of the seller's, unless the field is `named`, and plain numbers the codes of one.
    Empty where the cells do not settle it.
    """
    found, bad = _read(declared, cells, unit)
    read = found.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    there = int((read | bad).sum())
    if declared.type in TOLD_BY_CELLS:
        settled = _fit(int(read.sum()), there)
        if declared.type == "level" and not named:
            settled &= any((found[name].drop_nulls().str.len_chars() > 1).any() for name in ENDS)
        words = cells.filter(read)
    else:
        ranged = found["value"].is_null() & read
        # What says a range counts, also where it holds none, as the days that spreadsheets make of bands.
        odd = read_ranges(cells.filter(bad), Reading(declared, unit)) if ranged.any() and bad.any() else None
        said = 0 if odd is None else int(odd["why"].is_not_null().sum())
        ranges = int(ranged.sum())
        settled = ranges > 0 and 2 * (ranges + said) >= there and _fit(int(read.sum()) + said, there)
        settled &= not _find_amounts(declared, cells, found)
        words = cells.filter(ranged)
    return _show(words) if settled else []


def _find_amounts(declared: Field, cells: pl.Series, found: pl.DataFrame) -> list[str]:
    """A few cells of a column that may count people which rather are amounts of money: no company has a million people, but for a few that say so."""
    if not counts_people(declared):
        return []
    far = found.select(pl.any_horizontal((pl.all() >= MOST_HEADS).fill_null(False))).to_series()
    texts = cells.filter(far).cast(pl.String)
    return _show(texts.filter(~texts.str.contains(f"(?i){count_words(declared)}")))


def _show(cells: pl.Series) -> list[str]:
    return cells.cast(pl.String).str.strip_chars().unique(maintain_order=True).head(FEW).to_list()


def _read(declared: Field, cells: pl.Series, unit: Unit = NO_UNIT) -> tuple[pl.DataFrame, pl.Series]:
    rates = every_currency() if declared.type == "money" else {}
    return convert_ends(cells, Reading(declared, unit, rates=rates, keep=find_kept_tokens(declared)))


def _fit(read: int, there: int) -> bool:
    """Whether so many of the cells that are there settle a meaning; one odd one among a few does not cost the column."""
    return there > 0 and (read >= FITTING * there or (there > FEW and read >= there - 1))


def find_odd(declared: Field, cells: pl.Series, unit: Unit = NO_UNIT) -> list[str]:
    """The cells that kept a column from being a field, of which most cells are words; empty where few are."""
    found, bad = _read(declared, cells, unit)
    if amounts := _find_amounts(declared, cells, found):
        return amounts
    read = int(found.select(pl.any_horizontal(pl.all().is_not_null())).to_series().sum())
    there = read + int(bad.sum())
    if 2 * read < there or _fit(read, there):
        return []
    return _show(cells.filter(bad))


def note_settled(header: str, declared: Field, words: Sequence[str]) -> Problem:
    """That a header of several meanings was taken for a field because of its cells."""
    shown = ", ".join(words)
    return Problem.of(
        f"'{header}' is read as {declared.address} because its cells say so ({shown}); leave it out with {advise(declared.address)}",
        f"根据单元格内容（{shown}），'{header}' 读作 {declared.address}；如不采用，请加 {advise(declared.address)}",
    )


def note_taken(header: str, declared: Field, other: Text) -> Problem:
    """That a header was taken for a field, though it may mean something else."""
    take, leave = advise(declared.address, header), advise(declared.address)
    return Problem.of(
        f"'{header}' is read as {declared.address} ({declared.title.en}), but may be {other.en}: say that it is with {take}, "
        f"or leave it out with {leave}",
        f"'{header}' 读作 {declared.address}（{declared.title.zh}），但也可能是{other.zh}：如确为该字段，请加 {take}；"
        f"如不是，请加 {leave} 将其排除",
    )


def ask(
    header: str,
    meanings: Sequence[tuple[Field, Text]],
    rivals: Sequence[tuple[Field, str]] = (),
    odd: Sequence[str] = (),
) -> Problem:
    """That a header was left out because it may mean one of several things: each field with its option, then what else.

    `rivals` are fields that it would fit too and that are read from another header, `odd` the cells without which its cells would have
    settled it.
    """
    fields = [declared for declared, _ in meanings]
    en = [f"{one.address} ({one.title.en}), take it with {advise(one.address, header)}" for one in fields]
    zh = [f"{one.address}（{one.title.zh}），请加 {advise(one.address, header)}" for one in fields]
    en += [
        f"{one.address}, now read from '{now}', take this instead with {advise(one.address, header)}"
        for one, now in rivals
    ]
    zh += [f"{one.address}（现取自 '{now}'），如改用此列，请加 {advise(one.address, header)}" for one, now in rivals]
    leave = " ".join(advise(one.address) for one in fields)
    # Of several fields each one's other meaning is mostly the next field, which is named already.
    other = meanings[0][1] if len(en) == 1 else Text("something else", "其他含义")
    shown = ", ".join(f"'{cell[:40]}'" for cell in odd)
    cells = (
        Text(f" (cells that are no such value: {shown})", f"（不属于该字段取值的单元格：{shown}）")
        if odd
        else Text("", "")
    )
    return Problem.of(
        f"'{header}' is left out{cells.en}, for it may be: {'; '.join(en)}; or {other.en}, leave it out for good with {leave}",
        f"'{header}' 未采用{cells.zh}，其含义可能是：{'；'.join(zh)}；或者是{other.zh}，请加 {leave} 将其排除",
    )
