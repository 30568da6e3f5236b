"""Headers that may mean something else: cells settle it where they can, else it is asked."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.errors import Problem
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading, find_kept_tokens
from shortlist.intake.parsing.units import NO_UNIT
from shortlist.language import Text
from shortlist.model.fields import Field, FieldType

TOLD_BY_CELLS: frozenset[FieldType] = frozenset({"level", "bool"})
FITTING = 0.8  # the share of cells that must be words of a field before they settle that its column is meant
FEW = 3  # words of cells that a line shows


def advise(field: str, header: str = "", words: str = "") -> str:
    """The option that reads a field from a header, with the words of a unit; without a header the one that leaves it out.

    >>> advise("annual_revenue", "Sales", "EUR million"), advise("annual_revenue")
    ("--map 'annual_revenue=Sales:EUR million'", "--map 'annual_revenue='")
    """
    shown = header.replace("'", "'\\''")
    return f"--map '{field}={shown}{':' if words else ''}{words}'"


def words_that_settle(declared: Field, cells: pl.Series) -> list[str]:
    """A few words by which cells show that a column is the field's: they are its own words, and not of one letter only.

    A to D alone are as well the steps of a scale of the seller's. Empty where the cells do not settle it.
    """
    value, bad = convert(cells, Reading(declared, NO_UNIT, keep=find_kept_tokens(declared)))
    there = int((value.is_not_null() | bad).sum())
    if not there or not _fit(int(value.is_not_null().sum()), there):
        return []
    words = cells.filter(value.is_not_null()).cast(pl.String).str.strip_chars().unique(maintain_order=True)
    if declared.type == "level" and not (value.drop_nulls().str.len_chars() > 1).any():
        return []
    return words.head(FEW).to_list()


def _fit(read: int, there: int) -> bool:
    """Whether so many of the cells that are there settle a meaning; one odd one among a few does not cost the column."""
    return read >= FITTING * there or (there > FEW and read >= there - 1)


def find_odd(declared: Field, cells: pl.Series) -> list[str]:
    """The cells that kept a column from being a field, of which most cells are words; empty where few are."""
    value, bad = convert(cells, Reading(declared, NO_UNIT, keep=find_kept_tokens(declared)))
    read, there = int(value.is_not_null().sum()), int((value.is_not_null() | bad).sum())
    if 2 * read < there or _fit(read, there):
        return []
    return cells.filter(bad).cast(pl.String).str.strip_chars().unique(maintain_order=True).head(FEW).to_list()


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
