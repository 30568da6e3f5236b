"""Rows whose id stood earlier in the list, found by hashes so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from shortlist.intake.columns import Column
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.intake.sources.spill import Spill

CHUNK_OF_IDS = 500_000


def drop_duplicates(raw: RawList, columns: Sequence[Column], ids: Spill | None) -> tuple[pl.LazyFrame, int]:
    """The rows but for later ones of an id, and how many these are; all rows where ids were not hashed."""
    if ids is None:
        return raw.frame, 0
    header = next(column.header for column in columns if column.field.id == "prospect_id")
    doubled = _refuse(raw, header, ids)
    if doubled is None:
        return raw.frame, 0
    once = pl.col(ROW).map_batches(_not_in(doubled), return_dtype=pl.Boolean, is_elementwise=True)
    return raw.frame.filter(once), len(doubled)


def _refuse(raw: RawList, header: str, ids: Spill) -> pl.Series | None:
    """Rows whose id stood earlier, sorted; they are refused. Ids are compared by 128 bits, a share of them at a time."""
    scan = ids.scan()
    total = int(scan.select(pl.len()).collect().item())
    shares = total // CHUNK_OF_IDS + 1
    found = []
    for share in range(shares):
        part = scan if shares == 1 else scan.filter(pl.col("a") % shares == share)
        twins = part.collect(engine="streaming").filter(pl.col("a").is_duplicated())
        again = twins.sort(ROW).filter(~pl.struct("a", "b").is_first_distinct()).select(ROW)
        found.append(again[ROW])
    doubled = pl.concat(found).sort()
    if not len(doubled):
        return None
    doubles = pl.col(ROW).map_batches(_select_rows(doubled), return_dtype=pl.Boolean, is_elementwise=True)
    rows = (
        raw.frame.filter(doubles).select(ROW, pl.col(header).cast(pl.String).alias("text")).collect(engine="streaming")
    )
    raw.refused.add_frame(
        rows.select(
            ROW,
            raw.lines_of(rows[ROW]).alias("line"),
            pl.format("its id '{}' stood in an earlier row", "text").alias("en"),
            pl.format("编号 '{}' 与前面的行重复", "text").alias("zh"),
            "text",
        )
    )
    return doubled


def _select_rows(rows: pl.Series) -> Callable[[pl.Series], pl.Series]:
    def within(some: pl.Series) -> pl.Series:
        if not len(some):
            return pl.Series(some.name, [], dtype=pl.Boolean)
        first, last = some.to_frame("row").select(pl.col("row").min(), pl.col("row").max().alias("last")).row(0)
        low, high = rows.search_sorted(first, "left"), rows.search_sorted(last, "right")
        return some.is_in(rows.slice(low, high - low).implode())

    return within


def _not_in(rows: pl.Series) -> Callable[[pl.Series], pl.Series]:
    inside = _select_rows(rows)
    return lambda some: inside(some).not_()
