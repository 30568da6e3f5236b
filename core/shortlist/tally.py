"""One look at a whole list, to settle what is settled per column: decimal marks, date orders, currencies, duplicates."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shortlist.fields import NUMERIC
from shortlist.headers import Column
from shortlist.values import as_text, clean

if TYPE_CHECKING:
    import polars as pl


@dataclass
class Tally:
    """Counts over the cells of one column, added up from chunks by any thread.

    Numbers: `cells`, `bare` (not 0, no unit of their own), `large` (1,000 or more, or with a magnitude word), `point` and
    `comma` (cells that leave no doubt about the decimal mark), `either_point` and `either_comma` (`1.234`, `1,234`),
    `not_whole`, `sized` (doubtful ones with a magnitude word). Dates: `dmy`, `mdy`, `either`, `short`. Countries: `codes`,
    `na`. Bools: `has`.
    """

    column: Column
    counts: Counter[str] = field(default_factory=Counter)
    currencies: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, cells: pl.Series) -> None:
        """Add one chunk of raw cells."""
        kind = self.column.field.type
        if kind in NUMERIC:
            found, currencies = _numbers(cells, self.column)
        else:
            found, currencies = {"date": _dates, "country": _countries, "bool": _bools}[kind](cells), {}
        with self.lock:
            self.counts.update({name: int(value or 0) for name, value in found.items()})
            self.currencies.update(currencies)


NEEDED = NUMERIC | {"date", "country", "bool"}


def plain_counts(
    frame: pl.LazyFrame, headers: Mapping[str, str]
) -> tuple[pl.LazyFrame, dict[str, pl.Expr], list[pl.Expr]]:
    """Of raw columns of text that hold numbers, by field: the frame with what is needed, the cells that are more than
    plain numbers, and the counts, called `FIELD:COUNT`, over those that are none but that.

    Polars counts these alone; `Tally.look` is for the rest.
    """
    import polars as pl

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
        grouped = plain & (cell.str.len_bytes() - point == 4) & point.is_between(1, 3) & (value >= 1)
        eithers.append((grouped & ~cell.str.starts_with("0")).fill_null(False).alias(f"__either:{name}"))
        odd[name] = pl.when(~plain).then(cell)
        sums = {
            "cells": plain,
            "bare": plain & (value != 0),
            "large": plain & (value.abs() >= 1000),
            "point": plain & point.is_not_null() & ~either,
            "either_point": either,
            "not_whole": either & ~cell.str.ends_with(".000"),
        }
        counts += [flag.sum().alias(f"{name}:{what}") for what, flag in sums.items()]
    return frame.with_columns(values).with_columns(marks).with_columns(eithers), odd, counts


def _numbers(cells: pl.Series, column: Column) -> tuple[dict[str, int], dict[str, int]]:
    import polars as pl

    from shortlist.numbers import COMMA, EITHER, POINT, parts

    if cells.dtype.is_numeric():
        value = pl.DataFrame({"v": cells.cast(pl.Float64, strict=False)})
        return dict(
            value.select(
                cells=pl.col("v").is_finite().sum(),
                bare=(pl.col("v") != 0).sum(),
                large=(pl.col("v").abs() >= 1000).sum(),
                typed=pl.len(),
            ).row(0, named=True)
        ), {}
    cells = as_text(cells)
    if cells.dtype != pl.String:
        return {}, {}
    direct_value = cells.cast(pl.Float64, strict=False)
    plain_ = direct_value.is_finite().fill_null(False)
    rest = clean(cells.filter(~plain_ & cells.is_not_null()))
    text = pl.concat([cells.filter(plain_).rename("t"), rest.rename("t")])
    frame = pl.DataFrame({"t": text, "v": text.cast(pl.Float64, strict=False)})
    direct, dotted = pl.col("v").is_finite(), pl.col("t").str.contains(".", literal=True)
    # The pattern is dear, and can only hold where a mark stands before the last three characters.
    fourth = pl.col("t").str.slice(-4, 1)
    either = pl.when((fourth == ".") | (fourth == ",")).then(pl.col("t").str.contains(EITHER)).otherwise(False)
    plain = frame.filter(direct)
    found: Counter[str] = Counter(
        plain.select(
            cells=pl.len(),
            bare=(pl.col("v") != 0).sum(),
            large=(pl.col("v").abs() >= 1000).sum(),
        ).row(0, named=True)
    )
    marked = plain.filter(dotted)
    if marked.height:
        found.update(
            marked.select(
                point=(~either).sum(),
                either_point=either.sum(),
                not_whole=(either & ~pl.col("t").str.ends_with(".000")).sum(),
            ).row(0, named=True)
        )
    odd = frame.filter(pl.col("t").is_not_null() & ~direct.fill_null(False))["t"]
    if column.field.type == "percent":
        odd = _without_plain_percents(odd, found)
    if not len(odd):
        return found, {}
    split = (
        parts(odd, column.field.unit or "")
        .filter(pl.col("digits").is_not_null())
        .with_columns(
            pl.col("digits").str.contains(POINT).alias("p"),
            pl.col("digits").str.contains(COMMA).alias("c"),
            pl.col("digits").str.contains("[.,]").alias("marked"),
            pl.col("digits").str.contains(",", literal=True).alias("has_comma"),
        )
    )
    p, c, marked_, comma = pl.col("p"), pl.col("c"), pl.col("marked"), pl.col("has_comma")
    found.update(
        split.select(
            cells=pl.len(),
            bare=(pl.col("pct").is_null() & pl.col("digits").str.contains("[1-9]")).sum(),
            large=(pl.col("size").is_not_null() | (pl.col("digits").str.len_bytes() > 4)).sum(),
            point=(marked_ & p & ~c).sum(),
            comma=(marked_ & c & ~p).sum(),
            either_comma=(marked_ & p & c & comma).sum(),
            either_point=(marked_ & p & c & ~comma).sum(),
            not_whole=(marked_ & p & c & ~comma & ~pl.col("digits").str.ends_with(".000")).sum(),
            sized=(marked_ & p & c & pl.col("size").is_not_null()).sum(),
        ).row(0, named=True)
    )
    words = split["currency"].drop_nulls().value_counts()
    return found, dict(words.iter_rows())


def _without_plain_percents(odd: pl.Series, found: Counter[str]) -> pl.Series:
    """Count and leave out the commonest: digits, at most one point that is none of thousands, a percent sign."""
    plain = odd.str.contains(r"^-?[0-9]+(?:\.(?:[0-9]{1,2}|[0-9]{4,}))?%$")
    found["cells"] += (count := int(plain.sum() or 0))
    found["point"] += count and int(odd.filter(plain).str.contains(".", literal=True).sum() or 0)
    return odd.filter(~plain)


def _dates(cells: pl.Series) -> dict[str, int]:
    import polars as pl

    from shortlist.dates import THREE

    if cells.dtype != pl.String:
        return {}
    frame = clean(cells).str.extract_groups(THREE).struct.unnest()
    frame = frame.filter(pl.col("a").str.len_bytes() <= 2).with_columns(
        pl.col("a").cast(pl.Int32), pl.col("b").cast(pl.Int32), pl.col("c").str.len_bytes().alias("length")
    )
    a, b = pl.col("a"), pl.col("b")
    return dict(
        frame.select(
            dmy=((a > 12) & (a <= 31) & (b <= 12)).sum(),
            mdy=((b > 12) & (b <= 31) & (a <= 12)).sum(),
            either=((a <= 12) & (b <= 12) & (a != b)).sum(),
            short=(pl.col("length") == 2).sum(),
            cells=pl.len(),
        ).row(0, named=True)
    )


def _countries(cells: pl.Series) -> dict[str, int]:
    text = clean(cells, keep=frozenset({"na"}))
    na = text.str.contains("^NA$")
    return {
        "na": int(na.sum() or 0),
        "codes": int((text.str.contains("^[A-Z]{2}$") & ~na).sum() or 0),
        "cells": len(text) - text.null_count(),
    }


def _bools(cells: pl.Series) -> dict[str, int]:
    return {"has": int((clean(cells) == "有").sum() or 0)}
