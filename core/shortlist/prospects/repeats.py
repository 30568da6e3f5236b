"""Rows of a history that were exported twice: alike in every column of the file."""

from __future__ import annotations

import polars as pl

from shortlist.intake.read import Intake
from shortlist.intake.sources.raw import ROW as RAW_ROW
from shortlist.planning.rows import ROW, UNREAD

NUMBER = "number"  # of an invoice or an order: without one, two rows that are alike may be two


def count_repeated(table: pl.LazyFrame, intake: Intake) -> int:
    """How many rows with a document's number are alike in every column with a row before.

    Told by the typed columns first: only rows that are alike in these are read again as they stand in the file.
    """
    names = [name for name in table.collect_schema().names() if name != ROW and not name.startswith(UNREAD)]
    if NUMBER not in names:
        return 0
    alike = table.filter(pl.col(NUMBER).is_not_null()).filter(pl.struct(names).is_duplicated()).select(ROW)
    rows = alike.collect(engine="streaming")[ROW]
    if not len(rows):
        return 0
    cells = [pl.col(header).cast(pl.String, strict=False) for header in intake.raw.headers]
    found = intake.raw.frame.filter(pl.col(RAW_ROW).is_in(rows.implode())).select(cells).collect(engine="streaming")
    return found.height - found.n_unique()
