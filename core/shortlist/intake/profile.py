"""One look at a whole list, to settle what is settled per column: decimal marks, date orders, currencies, duplicates."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.day_counts import count_days, list_distinct, sum_flags
from shortlist.intake.parsing.chinese_numbers import write_chinese
from shortlist.intake.parsing.dates import SINCE
from shortlist.intake.parsing.number_grammar import (
    BOOKS,
    COMMA,
    EITHER,
    INDIAN,
    POINT,
    RUPEES,
    count_words,
    looks,
    parts,
)
from shortlist.intake.parsing.numbers import SPACED, says_own_unit
from shortlist.intake.parsing.odd_phrases import find_odd
from shortlist.intake.parsing.range_ends import CIRCA, DAY, may_part, write_ends
from shortlist.intake.parsing.range_phrases import DECADE
from shortlist.intake.parsing.text import HAS_NOT, as_text, clean, find_kept_tokens
from shortlist.intake.parsing.text import WORDS as CELLS
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.intake.sources.spill import Spill
from shortlist.model.fields import NUMERIC, YEAR, Field


@dataclass
class Tally:
    """Counts over the cells of one column, added up from chunks by any thread.

    Numbers: `cells`, `bare` (not 0, no unit of their own), `large` (1,000 or more, or with a magnitude word), `point` and
    `comma` (cells that leave no doubt about the decimal mark), `either_point` and `either_comma` (`1.234`, `1,234`),
    `not_whole`, `sized` (doubtful ones with a magnitude word), `debits` (`Dr`), `lakhs` (lakhs and crores of no currency),
    `rupees` (words of them, or rupees), `any_crs` (`CR` or `Cr` of no currency or of rupees, but not as books write it) and `crs` (`Cr` of no currency),
    `markers` (9999 and its like), `since` (years that say since when). Dates: `dmy`, `mdy`, `either`,
    `short`, `ymd` (may have the year first), `first_year` and `last_year` (have it there for sure), `first_late`, `last_late`,
    `first_latest` and `last_latest` (of `ymd`, hardly a year there), `months` (without a day), `serials` (day numbers of spreadsheets),
    `markers`. `ranges`: cells that may say a range, each end of which counts among the others; `days`: cells of numbers that are
    days, `spaced`: numbers whose thousands are parted by a space for sure, `strange`: what has its own reason to be unread,
    `full`: amounts of a column with a magnitude that may be written in full.
    Countries: `codes`, `na`. Bools: `has` (有), `has_not` (无, not read by other words), `said` (yes or no).
    `currencies` and `magnitudes` count the words for them in cells.
    Of texts, levels and countries `values` counts each distinct clean cell, up to so many.
    """

    column: Column
    counts: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    magnitudes: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    looks: list[pl.DataFrame] = field(default_factory=list)

    def look(self, cells: pl.Series) -> None:
        """Add one chunk of raw cells."""
        kind = self.column.field.type
        if kind in ("text", "level"):
            self._count_values(cells)
            return
        alike = None
        if kind in NUMERIC:
            found, alike = _numbers(cells, self.column)
        else:
            found = (
                count_days(cells, self.column.field)
                if kind == "date"
                else (_countries if kind == "country" else _bools)(cells)
            )
            if kind == "country":
                self._count_values(cells)
        with self.lock:
            self.counts.update({name: int(value or 0) for name, value in found.items()})
            if alike is not None:
                self.looks.append(alike)
                if sum(frame.height for frame in self.looks) > LOOKS:
                    self.finish()

    @property
    def may_hold_ranges(self) -> bool:
        """Whether some cells may say a range, as far as that can be told without reading them."""
        if self.column.field.type != "level":
            return bool(self.counts["ranges"] or self.counts["strange"])
        return len(self.values) >= DISTINCT or bool(may_part(pl.Series(list(self.values), dtype=pl.String)).any())

    def finish(self) -> None:
        """Count the cells that are more than plain numbers, by what they look like: once for all chunks, for few looks stand for many."""
        if not self.looks:
            return
        alike = pl.concat(self.looks).group_by("t").agg(pl.col("n").sum())
        self.looks.clear()
        found, currencies, magnitudes = _count_odd(alike, self.column.field, self.column.unit.power or 0)
        if self.column.field.type == "money" and (power := self.column.unit.power):
            found["full"] = int(alike["n"].filter(alike["t"].str.count_matches("[0-9]") >= FULL_DIGITS - power).sum())
        self.counts.update({name: int(value or 0) for name, value in found.items()})
        self.currencies.update(currencies)
        self.magnitudes.update(magnitudes)

    def _count_values(self, cells: pl.Series) -> None:
        seen = list_distinct(as_text(cells))
        seen = seen.with_columns(clean(seen["t"], "text", find_kept_tokens(self.column.field)).alias("t")).drop_nulls(
            "t"
        )
        with self.lock:
            if len(self.values) < DISTINCT:
                self.values.update(dict(seen.group_by("t").agg(pl.col("n").sum()).iter_rows()))


MARKS = ("point", "comma", "either_point", "either_comma", "not_whole", "sized")
NAMELESS = "__nameless"
LOOKS = 50_000  # of one column that are kept to be counted together
FULL_DIGITS = 11  # of an amount in units that may be more than a company has, whatever its currency
DISTINCT = 10_000  # texts of a column beyond which no more are counted
# What systems write for a number or a day that nobody entered.
MARKERS = (-1.0, -999.0, -9999.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0, 99999999.0, 999999999.0)
NEEDED = NUMERIC | {"date", "country", "bool"}


@dataclass(frozen=True)
class Profile:
    """What one look at all cells found: the tallies by field, the hashes of all ids (None: not asked for, or no ids), and how
    many rows have no id in the column of ids, with the number of the first."""

    tallies: dict[str, Tally]
    ids: Spill | None
    nameless: int = 0
    first_nameless: int | None = None


def profile_list(
    raw: RawList, columns: Sequence[Column], folder: Path, *, hash_ids: bool, listed: Collection[str] = ()
) -> Profile:
    """Run the one pass over all cells that decides how they are read; with `hash_ids` it hashes the ids as well.

    `listed` are the text fields whose distinct values are counted.
    """
    tallies = {
        column.field.id: Tally(column)
        for column in columns
        if column.field.type in NEEDED or column.field.type == "level" or column.field.id in listed
    }
    schema = raw.frame.collect_schema()
    numbers = {c.field.id: c.header for c in columns if c.field.type in NUMERIC and schema[c.header] == pl.String}
    powers = {c.field.id: c.unit.power for c in columns if c.field.type == "money" and c.unit.power}
    frame, odd, counts = plain_counts(raw.frame, numbers, powers)
    for number, column in enumerate(columns):
        if (tally := tallies.get(column.field.id)) is not None:
            cell = odd.get(column.field.id, pl.col(column.header))
            watched = cell.map_batches(_watch(tally), return_dtype=pl.Boolean, is_elementwise=True)
            counts.append(watched.any(ignore_nulls=True).alias(str(number)))
    ids = Spill(folder, "ids", {ROW: pl.UInt32, "a": pl.UInt64, "b": pl.UInt64}) if hash_ids else None
    id_column = next((column for column in columns if column.field.id == "prospect_id"), None)
    if id_column is not None:
        cells = pl.struct(ROW, pl.col(id_column.header).alias("id"))
        frame = frame.with_columns(
            cells.map_batches(_look_at_ids(ids), return_dtype=pl.Boolean, is_elementwise=True).alias(NAMELESS)
        )
        counts += [pl.col(NAMELESS).sum(), pl.col(ROW).filter(pl.col(NAMELESS)).min().alias(ROW)]
    found = frame.select(counts).collect(engine="streaming").row(0, named=True) if counts else {}
    for tally in tallies.values():
        tally.finish()
    for name, count in found.items():
        field_id, _, what = name.partition(":")
        if what:
            tallies[field_id].counts[what] += count
    return Profile(tallies, ids if id_column is not None else None, int(found.get(NAMELESS) or 0), found.get(ROW))


def _watch(tally: Tally) -> Callable[[pl.Series], pl.Series]:
    def watch(cells: pl.Series) -> pl.Series:
        if cells.null_count() < len(cells):
            tally.look(cells)
        return pl.repeat(None, len(cells), dtype=pl.Boolean, eager=True)

    return watch


def _look_at_ids(ids: Spill | None) -> Callable[[pl.Series], pl.Series]:
    """A function that tells of a struct (ROW, id) which have no id, and puts the hashes of the others into `ids`."""

    def look(cells: pl.Series) -> pl.Series:
        text = clean(cells.struct.field("id"), "id")
        if ids is not None:
            frame = pl.DataFrame({ROW: cells.struct.field(ROW), "a": text.hash(1), "b": text.hash(2)})
            ids.add(frame.filter(text.is_not_null()))
        return text.is_null()

    return look


def plain_counts(
    frame: pl.LazyFrame, headers: Mapping[str, str], powers: Mapping[str, int] | None = None
) -> tuple[pl.LazyFrame, dict[str, pl.Expr], list[pl.Expr]]:
    """Of raw columns of text that hold numbers, by field: the frame with what is needed, the cells that are more than
    plain numbers, and the counts, called `FIELD:COUNT`, over those that are none but that.

    Polars counts these alone; `Tally.look` is for the rest.
    """
    counts: list[pl.Expr] = []
    values, marks, eithers = [], [], []
    odd: dict[str, pl.Expr] = {}
    for name, header in headers.items():
        cell, value, plain = pl.col(header), pl.col(f"__value:{name}"), pl.col(f"__plain:{name}")
        point, either = pl.col(f"__point:{name}"), pl.col(f"__either:{name}")
        values.append(cell.cast(pl.Float64, strict=False).alias(f"__value:{name}"))
        marks.append(value.is_finite().fill_null(False).alias(f"__plain:{name}"))
        marks.append(cell.str.find(".", literal=True).alias(f"__point:{name}"))
        # `1.234`: at most three digits, the first not 0, before the point, and three behind it.
        whole = pl.any_horizontal(
            (point == n) & value.is_between(10 ** (n - 1), 10**n, closed="left") for n in (1, 2, 3)
        )
        eithers.append((plain & whole & (cell.str.len_bytes() - point == 4)).fill_null(False).alias(f"__either:{name}"))
        odd[name] = pl.when(~plain).then(cell)
        sums = {
            "cells": plain,
            "bare": plain & (value != 0),
            "large": plain & (value.abs() >= 1000),
            "markers": plain & _is_marker(value),
            "point": plain & point.is_not_null() & ~either,
            "either_point": either,
            "not_whole": either & (value != value.floor()),
        }
        if power := (powers or {}).get(name):
            sums["full"] = plain & (value.abs() >= 10.0 ** (FULL_DIGITS - 1 - power))
        counts += [flag.sum().alias(f"{name}:{what}") for what, flag in sums.items()]
    return frame.with_columns(values).with_columns(marks).with_columns(eithers), odd, counts


def _is_marker(value: pl.Expr) -> pl.Expr:
    return value.is_in(MARKERS)


def _numbers(cells: pl.Series, column: Column) -> tuple[Mapping[str, int], pl.DataFrame | None]:
    """The counts over plain numbers, and of the other cells each look `t` with how many have it (`n`)."""
    power = (column.unit.power or 0) if column.field.type == "money" else 0
    full = (pl.col("v").abs() >= 10.0 ** (FULL_DIGITS - 1 - power)) if power else pl.lit(False)
    if cells.dtype.is_numeric():
        value = pl.DataFrame({"v": cells.cast(pl.Float64, strict=False)})
        return dict(
            value.select(
                cells=pl.col("v").is_finite().sum(),
                bare=(pl.col("v") != 0).sum(),
                large=(pl.col("v").abs() >= 1000).sum(),
                markers=_is_marker(pl.col("v")).sum(),
                full=full.sum(),
                typed=pl.len(),
            ).row(0, named=True)
        ), None
    cells = as_text(cells)
    if cells.dtype != pl.String:
        return {}, None
    seen = list_distinct(cells)
    seen = seen.with_columns(clean(seen["t"]).alias("t")).filter(pl.col("t").is_not_null())
    frame = seen.with_columns(pl.col("t").cast(pl.Float64, strict=False).alias("v"))
    direct, dotted = pl.col("v").is_finite().fill_null(False), pl.col("t").str.contains(".", literal=True)
    either = pl.col("t").str.contains(EITHER)
    found = sum_flags(
        frame.filter(direct),
        cells=pl.lit(True),
        bare=pl.col("v") != 0,
        large=pl.col("v").abs() >= 1000,
        markers=_is_marker(pl.col("v")),
        full=full,
        point=dotted & ~either,
        either_point=dotted & either,
        not_whole=dotted & either & ~pl.col("t").str.ends_with(".000"),
    )
    odd = frame.filter(~direct)
    said = write_chinese(odd["t"], money=column.field.type == "money")
    alike = odd.select(looks(said, count_words(column.field)).alias("t"), "n")
    return found, alike.group_by("t").agg(pl.col("n").sum()) if odd.height else None


def _count_odd(alike: pl.DataFrame, declared: Field, power: int) -> tuple[Counter[str], dict[str, int], dict[str, int]]:
    """`_odd_numbers` of looks, and of the ends of those that are ranges; a range counts as one cell with one currency."""
    counted = count_words(declared)
    if declared.history:
        return _odd_numbers(parts(alike["t"], counted).with_columns(alike["n"]))
    split = parts(alike["t"], counted).with_columns(alike)
    unread = split.filter(pl.col("digits").is_null()).select("t", "n")
    ends = write_ends(unread, declared) if unread.height else None
    if ends is None:
        found, currencies, magnitudes = _odd_numbers(split)
    else:
        first, others = (parts(one["t"], counted).with_columns(one) for one in ends)
        found, currencies, magnitudes = _odd_numbers(pl.concat([split, first]))
        marks, _, _ = _odd_numbers(others)
        found.update({name: marks[name] for name in MARKS})
        found["ranges"] = int(first["n"].sum())
    found["spaced"] = int(alike["n"].filter(alike["t"].str.contains(SPACED)).sum())
    found["ranges"] += int(split["n"].filter(split["about"] & split["digits"].is_not_null()).sum())
    odd = unread["t"].str.starts_with("{") | unread["t"].str.contains(CIRCA)  # read, or unread with its reason
    if declared.unit == YEAR:
        odd |= unread["t"].str.contains(DECADE)
    found["ranges"] += int(unread["n"].filter(odd).sum())
    found["strange"] = sum(int(unread["n"].filter(odd).sum()) for odd in find_odd(unread["t"], declared).values())
    if power > 0:
        found["strange"] += int(split.filter(says_own_unit(declared.type))["n"].sum())
    if declared.unit == YEAR:
        found["since"] = int(unread["n"].filter(unread["t"].str.contains(SINCE)).sum())
    else:
        found["days"] = int(unread["n"].filter(unread["t"].str.contains(DAY)).sum())
    return found, currencies, magnitudes


def _odd_numbers(split: pl.DataFrame) -> tuple[Counter[str], dict[str, int], dict[str, int]]:
    """The counts over the `parts` of cells that are more than digits and a point, each `n` times, and the words for currencies and magnitudes in them."""
    split = split.filter(pl.col("digits").is_not_null())
    digits = pl.col("digits")
    split = split.with_columns(
        digits.str.contains(POINT).alias("p"),
        digits.str.contains(COMMA).alias("c"),
        digits.str.contains("[.,]").alias("marked"),
        digits.str.contains(",", literal=True).alias("has_comma"),
    )
    indian = pl.col("size").str.to_lowercase().is_in(INDIAN).fill_null(False)
    p, c, marked, comma = pl.col("p"), pl.col("c"), pl.col("marked"), pl.col("has_comma")
    rupees = pl.col("currency").is_in(RUPEES).fill_null(False)
    any_cr = pl.col("side").is_in(["Cr", "CR"]) & (pl.col("currency").is_null() | rupees) & ~digits.str.contains(BOOKS)
    found = sum_flags(
        split,
        cells=pl.lit(True),
        bare=pl.col("pct").is_null() & digits.str.contains("[1-9]"),
        large=pl.col("size").is_not_null() | (digits.str.len_bytes() > 4),
        point=marked & p & ~c,
        comma=marked & c & ~p,
        either_comma=marked & p & c & comma,
        either_point=marked & p & c & ~comma,
        not_whole=marked & p & c & ~comma & ~digits.str.ends_with(".000"),
        sized=marked & p & c & pl.col("size").is_not_null() & ~indian,
        debits=pl.col("side") == "debit",
        lakhs=indian & pl.col("currency").is_null(),
        rupees=indian | rupees,
        crs=any_cr & (pl.col("side") == "Cr") & ~rupees,
        any_crs=any_cr,
    )
    currencies, magnitudes = (
        dict(split.drop_nulls(word).group_by(word).agg(pl.col("n").sum()).iter_rows()) for word in ("currency", "size")
    )
    return found, currencies, magnitudes


def _countries(cells: pl.Series) -> Counter[str]:
    seen = list_distinct(as_text(cells))
    text, na = pl.col("t"), pl.col("t").str.contains("^NA$")
    frame = seen.with_columns(clean(seen["t"], keep=frozenset({"na"})).alias("t")).filter(text.is_not_null())
    return sum_flags(frame, na=na, codes=text.str.contains("^[A-Z]{2}$") & ~na, cells=pl.lit(True))


def _bools(cells: pl.Series) -> Counter[str]:
    seen = list_distinct(as_text(cells))
    text = pl.col("t")
    return sum_flags(
        seen.with_columns(clean(seen["t"], keep=HAS_NOT).alias("t")),
        has=text == "有",
        has_not=text.is_in(sorted(HAS_NOT & set(CELLS["missing"]))),
        said=text.str.to_lowercase().is_in([*CELLS["true"], *(set(CELLS["false"]) - HAS_NOT)]),
    )
