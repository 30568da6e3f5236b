"""Rows whose id stood earlier in the list, found by hashes so that memory stays flat."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from shortlist.intake.parsing.text import clean
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.intake.sources.spill import Spill

CHUNK_OF_IDS = 500_000


def hashes_of_ids(folder: Path) -> Spill:
    """Where the hashes of ids are put."""
    return Spill(folder, "ids", {ROW: pl.UInt32, "a": pl.UInt64, "b": pl.UInt64})


def hasher(ids: Spill) -> Callable[[pl.Series], pl.Series]:
    """A function that puts the hashes of a struct (ROW, id) into `ids`; its result is all null."""

    def hashes(cells: pl.Series) -> pl.Series:
        text = clean(cells.struct.field("id"), "id")
        frame = pl.DataFrame({ROW: cells.struct.field(ROW), "a": text.hash(1), "b": text.hash(2)})
        ids.add(frame.filter(text.is_not_null()))
        return pl.repeat(None, len(cells), dtype=pl.Boolean, eager=True)

    return hashes


def refuse_duplicates(raw: RawList, header: str, ids: Spill) -> pl.Series | None:
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
    doubles = pl.col(ROW).map_batches(select_rows(doubled), return_dtype=pl.Boolean, is_elementwise=True)
    rows = (
        raw.frame.filter(doubles).select(ROW, pl.col(header).cast(pl.String).alias("text")).collect(engine="streaming")
    )
    line = pl.lit(None, pl.UInt32) if raw.first_line is None else pl.col(ROW) + raw.first_line - 1
    raw.refused.add_frame(
        rows.select(
            ROW,
            line.alias("line"),
            pl.format("its id '{}' stood in an earlier row", "text").alias("en"),
            pl.format("编号 '{}' 在前面的行已出现", "text").alias("zh"),
            "text",
        )
    )
    return doubled


def select_rows(rows: pl.Series) -> Callable[[pl.Series], pl.Series]:
    def within(some: pl.Series) -> pl.Series:
        if not len(some):
            return pl.Series(some.name, [], dtype=pl.Boolean)
        low = int(rows.search_sorted(int(some.min()), "left"))  # type: ignore[arg-type, call-overload]
        high = int(rows.search_sorted(int(some.max()), "right"))  # type: ignore[arg-type, call-overload]
        return some.is_in(rows.slice(low, high - low).implode())

    return within


def not_in(rows: pl.Series) -> Callable[[pl.Series], pl.Series]:
    inside = select_rows(rows)
    return lambda some: inside(some).not_()
