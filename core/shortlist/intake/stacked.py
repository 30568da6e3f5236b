"""A second table below the first, in the same sheet or file: rows under other headers behind blank rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.parsing.text import missing_tokens
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.model.fields import NUMERIC


def find_stacked(
    raw: RawList, columns: Sequence[Column], blank: pl.Series, repeated: pl.Series
) -> tuple[pl.DataFrame, str] | None:
    """The rows of a second table with the text of its headers, or None. `blank` and `repeated` are the numbers of rows that are
    blank or repeat the list's headers.

    Its first row stands behind a gap and has texts without digits alone; it has one where the list has numbers, or nothing below
    it goes beyond its columns.
    """
    gaps = pl.concat([(blank + 1).cast(pl.UInt32), pl.Series(raw.gaps, dtype=pl.UInt32)]).unique().sort()
    gaps = gaps.filter(~gaps.is_in(blank.implode()) & ~gaps.is_in(repeated.implode()))
    if not len(gaps):
        return None
    texts = [pl.col(header).cast(pl.String, strict=False).str.strip_chars() for header in raw.headers]
    first = raw.frame.filter(pl.col(ROW).is_in(gaps.implode())).select(ROW, *texts).collect(engine="streaming")
    numeric = {column.header for column in columns if column.field.type in NUMERIC}
    missing = missing_tokens()
    for row in first.sort(ROW).iter_rows(named=True):
        number = row.pop(ROW)
        cells = {header: cell for header, cell in row.items() if cell}
        if len(cells) < 2 or any(any(letter.isdigit() for letter in cell) for cell in cells.values()):
            continue
        ends = repeated.filter(repeated > number)
        end = int(ends.min() or 0) if len(ends) else 0  # type: ignore[arg-type]
        below = pl.col(ROW) > number if not end else (pl.col(ROW) > number) & (pl.col(ROW) < end)
        rows = raw.frame.filter(below).select(ROW, *texts).collect(engine="streaming")
        rows = rows.filter(~pl.col(ROW).is_in(blank.implode()))
        if not rows.height:
            continue
        wrong = [h for h in cells if h in numeric and len(cells[h]) > 2 and cells[h].casefold() not in missing]
        outside = [header for header in raw.headers if header not in cells]
        beyond = rows.select(
            pl.any_horizontal(pl.lit(False), *(pl.col(h).str.len_chars() > 0 for h in outside)).any()
        ).item()
        if wrong or (outside and not beyond):
            whole = raw.frame.filter((pl.col(ROW) == number) | pl.col(ROW).is_in(rows[ROW].implode()))
            return whole.collect(engine="streaming"), ", ".join(cells.values())
    return None
