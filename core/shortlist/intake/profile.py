"""One look at a whole list, to settle what is settled per column: decimal marks, date orders, currencies, duplicates."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.parsing.dates import MONTH, MONTH_WORD, SERIAL, THREE, WORDS
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
from shortlist.intake.parsing.text import HAS_NOT, as_text, clean, find_kept_tokens
from shortlist.intake.parsing.text import WORDS as CELLS
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.intake.sources.spill import Spill
from shortlist.model.fields import NUMERIC


@dataclass
class Tally:
    """Counts over the cells of one column, added up from chunks by any thread.

    Numbers: `cells`, `bare` (not 0, no unit of their own), `large` (1,000 or more, or with a magnitude word), `point` and
    `comma` (cells that leave no doubt about the decimal mark), `either_point` and `either_comma` (`1.234`, `1,234`),
    `not_whole`, `sized` (doubtful ones with a magnitude word), `debits` (`Dr`), `lakhs` (lakhs and crores of no currency),
    `rupees` (words of them, or rupees), `any_crs` (`CR` or `Cr` of no currency or of rupees, but not as books write it) and `crs` (`Cr` of no currency),
    `markers` (9999 and its like). Dates: `dmy`, `mdy`, `either`,
    `short`, `ymd` (may have the year first), `first_year` and `last_year` (have it there for sure), `first_late`, `last_late`,
    `first_latest` and `last_latest` (of `ymd`, hardly a year there), `months` (without a day), `serials` (day numbers of spreadsheets),
    `markers`. Countries: `codes`, `na`. Bools: `has` (有), `has_not` (无, not read by other words), `said` (yes or no).
    Of texts, levels and countries `values` counts each distinct clean cell, up to so many.
    """

    column: Column
    counts: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
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
            found = {"date": _dates, "country": _countries, "bool": _bools}[kind](cells)
            if kind == "country":
                self._count_values(cells)
        with self.lock:
            self.counts.update({name: int(value or 0) for name, value in found.items()})
            if alike is not None:
                self.looks.append(alike)
                if sum(frame.height for frame in self.looks) > LOOKS:
                    self.finish()

    def finish(self) -> None:
        """Count the cells that are more than plain numbers, by what they look like: once for all chunks, for few looks stand for many."""
        if not self.looks:
            return
        alike = pl.concat(self.looks).group_by("t").agg(pl.col("n").sum())
        self.looks.clear()
        found, currencies = _odd_numbers(alike, count_words(self.column.field))
        self.counts.update({name: int(value or 0) for name, value in found.items()})
        self.currencies.update(currencies)

    def _count_values(self, cells: pl.Series) -> None:
        seen = _distinct(as_text(cells))
        seen = seen.with_columns(clean(seen["t"], "text", find_kept_tokens(self.column.field)).alias("t")).drop_nulls(
            "t"
        )
        with self.lock:
            if len(self.values) < DISTINCT:
                self.values.update(dict(seen.group_by("t").agg(pl.col("n").sum()).iter_rows()))


NAMELESS = "__nameless"
LOOKS = 50_000  # of one column that are kept to be counted together
DISTINCT = 10_000  # texts of a column beyond which no more are counted
# From here on two digits are hardly a year of the past, and from LATEST on no year ahead either: they tell that a day stands there.
LATE, LATEST = 28, 30
# What systems write for a number or a day that nobody entered.
MARKERS = (-1.0, -999.0, -9999.0, 999.0, 9999.0, 99999.0, 999999.0, 9999999.0, 99999999.0, 999999999.0)
MARKER_DAYS = (
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1970-01-01",
    "1753-01-01",
    "2099-12-31",
    "2999-12-31",
    "9999-12-31",
)
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
    frame, odd, counts = plain_counts(raw.frame, numbers)
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
    frame: pl.LazyFrame, headers: Mapping[str, str]
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
        counts += [flag.sum().alias(f"{name}:{what}") for what, flag in sums.items()]
    return frame.with_columns(values).with_columns(marks).with_columns(eithers), odd, counts


def _is_marker(value: pl.Expr) -> pl.Expr:
    return value.is_in(MARKERS)


def _numbers(cells: pl.Series, column: Column) -> tuple[Mapping[str, int], pl.DataFrame | None]:
    """The counts over plain numbers, and of the other cells each look `t` with how many have it (`n`)."""
    if cells.dtype.is_numeric():
        value = pl.DataFrame({"v": cells.cast(pl.Float64, strict=False)})
        return dict(
            value.select(
                cells=pl.col("v").is_finite().sum(),
                bare=(pl.col("v") != 0).sum(),
                large=(pl.col("v").abs() >= 1000).sum(),
                markers=_is_marker(pl.col("v")).sum(),
                typed=pl.len(),
            ).row(0, named=True)
        ), None
    cells = as_text(cells)
    if cells.dtype != pl.String:
        return {}, None
    seen = _distinct(cells)
    seen = seen.with_columns(clean(seen["t"]).alias("t")).filter(pl.col("t").is_not_null())
    frame = seen.with_columns(pl.col("t").cast(pl.Float64, strict=False).alias("v"))
    direct, dotted = pl.col("v").is_finite().fill_null(False), pl.col("t").str.contains(".", literal=True)
    either = pl.col("t").str.contains(EITHER)
    found = _sums(
        frame.filter(direct),
        cells=pl.lit(True),
        bare=pl.col("v") != 0,
        large=pl.col("v").abs() >= 1000,
        markers=_is_marker(pl.col("v")),
        point=dotted & ~either,
        either_point=dotted & either,
        not_whole=dotted & either & ~pl.col("t").str.ends_with(".000"),
    )
    odd = frame.filter(~direct)
    alike = odd.select(looks(odd["t"], count_words(column.field)).alias("t"), "n")
    return found, alike.group_by("t").agg(pl.col("n").sum()) if odd.height else None


def _distinct(cells: pl.Series) -> pl.DataFrame:
    """The distinct cells `t` that are there, and how often each stands (`n`)."""
    return cells.drop_nulls().alias("t").to_frame().group_by("t").agg(pl.len().alias("n"))


def _sums(frame: pl.DataFrame, **flags: pl.Expr) -> Counter[str]:
    """How many cells each flag holds of, by the `n` of each row."""
    row = frame.select(pl.col("n").filter(flag).sum().alias(name) for name, flag in flags.items()).row(0, named=True)
    return Counter(row)


def _odd_numbers(alike: pl.DataFrame, counted: str) -> tuple[Counter[str], dict[str, int]]:
    """The counts over looks `t` of cells that are more than digits and a point, each `n` times, and the currency words in them."""
    split = parts(alike["t"], counted).with_columns(alike["n"]).filter(pl.col("digits").is_not_null())
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
    found = _sums(
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
    words = split.filter(pl.col("currency").is_not_null()).group_by("currency").agg(pl.col("n").sum())
    return found, dict(words.iter_rows())


# The marker days in the usual orders: 1900-01-01, 01/01/1900, 31.12.9999, 19000101.
_MARKER_TEXT = (
    r"^(?:(?:1753|1900|1970)[-/.年]?0?1[-/.月]?0?1|(?:1899|2099|2999|9999)[-/.年]?12[-/.月]?3[01]"
    r"|0?1[-/.]0?1[-/.](?:1753|1900|1970)|(?:3[01][-/.]12|12[-/.]3[01])[-/.](?:1899|2099|2999|9999))日?(?:[T ].*)?$"
)


def _dates(cells: pl.Series) -> Counter[str]:
    if cells.dtype in (pl.Date, pl.Datetime):
        return Counter(markers=int(cells.dt.to_string("%Y-%m-%d").is_in(MARKER_DAYS).sum()), cells=cells.count())
    if cells.dtype != pl.String:
        return Counter()
    seen = _distinct(cells)
    text = clean(seen["t"])
    odd = _sums(
        pl.DataFrame({"t": text, "n": seen["n"]}).drop_nulls("t"),
        months=pl.col("t").str.contains(MONTH) | pl.col("t").str.contains(MONTH_WORD),
        serials=pl.col("t").str.contains(SERIAL),
        short=pl.col("t").str.extract_groups(WORDS).struct.field("y").str.len_bytes() == 2,
        markers=pl.col("t").str.contains(_MARKER_TEXT),
    )
    frame = text.str.extract_groups(THREE).struct.unnest().with_columns(seen["n"])
    frame = frame.filter((pl.col("a").str.len_bytes() <= 2) & (pl.col("s") != "年")).select(
        *(pl.col(name).cast(pl.Int32) for name in "abc"),
        pl.col("a").str.len_bytes().alias("first"),
        pl.col("c").str.len_bytes().alias("last"),
        "n",
    )
    return odd + _count_orders(frame)


def _count_orders(frame: pl.DataFrame) -> Counter[str]:
    """What dates of three numbers `a`, `b`, `c` of `first` and `last` digits tell about their order."""
    a, b, c = pl.col("a"), pl.col("b"), pl.col("c")
    last_year = (pl.col("last") == 4) | (pl.col("last") == 2) & (
        (pl.col("first") == 1) | (b > 12) | ~c.is_between(1, 31)
    )
    ymd = ~last_year & (pl.col("first") == 2) & (b <= 12)
    return _sums(
        frame,
        dmy=(a > 12) & (a <= 31) & (b <= 12),
        mdy=(b > 12) & (b <= 31) & (a <= 12),
        either=(a <= 12) & (b <= 12) & (a != b),
        short=pl.col("last") == 2,
        cells=pl.lit(True),
        ymd=ymd,
        last_year=last_year,
        first_year=ymd & ((a > 31) | (pl.col("last") == 1)),
        first_late=ymd & (a >= LATE),
        last_late=ymd & (c >= LATE),
        first_latest=ymd & (a >= LATEST),
        last_latest=ymd & (c >= LATEST),
    )


def _countries(cells: pl.Series) -> Counter[str]:
    seen = _distinct(as_text(cells))
    text, na = pl.col("t"), pl.col("t").str.contains("^NA$")
    frame = seen.with_columns(clean(seen["t"], keep=frozenset({"na"})).alias("t")).filter(text.is_not_null())
    return _sums(frame, na=na, codes=text.str.contains("^[A-Z]{2}$") & ~na, cells=pl.lit(True))


def _bools(cells: pl.Series) -> Counter[str]:
    seen = _distinct(as_text(cells))
    text = pl.col("t")
    return _sums(
        seen.with_columns(clean(seen["t"], keep=HAS_NOT).alias("t")),
        has=text == "有",
        has_not=text.is_in(sorted(HAS_NOT & set(CELLS["missing"]))),
        said=text.str.to_lowercase().is_in([*CELLS["true"], *(set(CELLS["false"]) - HAS_NOT)]),
    )
