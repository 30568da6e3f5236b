"""Rows below the first that are headers again: the list's own, as where files were put together, or others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.columns import Column, fold
from shortlist.intake.sources.raw import ROW, RawList
from shortlist.model.fields import NUMERIC
from shortlist.model.normal import put

LOOKED_AT = 4  # columns in which headers are looked for; a row of headers fills most of them
SHOWN = 3
IDS = ("prospect_id", "prospect")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def bare_header(header: str) -> str:
    """A header as it stands in its list, where one of the same name was numbered.

    >>> bare_header("Revenue (2)")
    'Revenue'
    """
    return re.sub(r" \(\d+\)$", "", header)


def may_be_headers(raw: RawList, columns: Sequence[Column]) -> pl.Expr:
    """Rows that are worth a look: two cells are names of columns, or one is that stands where numbers or dates do."""
    schema = raw.frame.collect_schema()
    measured = [c.header for c in columns if c.field.type in NUMERIC | {"date"}]
    order = dict.fromkeys([*(column.header for column in columns), *raw.headers])
    texts = [header for header in order if schema[header] == pl.String]
    looked_at = list(dict.fromkeys([*texts[: LOOKED_AT // 2], *(h for h in measured if h in texts), *texts]))[
        :LOOKED_AT
    ]
    words = pl.Series(
        sorted({form for name in _names(raw, columns) for form in _forms(name)}), dtype=pl.String
    ).implode()
    hits = {header: pl.col(header).is_in(words).fill_null(False) for header in looked_at}
    if len(raw.headers) == 1:
        return pl.any_horizontal(pl.lit(False), *hits.values())
    several = pl.sum_horizontal(pl.lit(0, pl.UInt8), *(hit.cast(pl.UInt8) for hit in hits.values())) > 1
    return several | pl.any_horizontal(pl.lit(False), *(hits[header] for header in measured if header in hits))


def _names(raw: RawList, columns: Sequence[Column]) -> Iterator[str]:
    """The headers of the list, and what else the fields are called that they became."""
    yield from (bare_header(header) for header in raw.headers)
    for column in columns:
        yield from (column.field.id, *column.field.title, *column.field.aliases)


def _forms(name: str) -> Iterator[str]:
    """How a name is written when it is written again; as long as one cell of a row is found, all of its cells are compared."""
    for one in {name, name.lower(), name.upper(), name.title(), name.capitalize()}:
        for form in (one, one.replace(" ", ""), one.replace(" ", "_"), one.translate(_WIDE)):
            if form.strip():
                yield from (form, f"\ufeff{form}", f" {form}", f"{form} ", f" {form} ", f"'{form}")


def judge_headers(suspects: pl.DataFrame, raw: RawList, columns: Sequence[Column]) -> pl.Series:
    """What each row is: `header` where every cell that is there is the header of its own column, `other` where the cells are
    names of columns but stand elsewhere, null where it is no row of headers."""
    few = suspects.with_row_index("__at").filter(may_be_headers(raw, columns))
    kinds = pl.Series("kind", [None] * suspects.height, dtype=pl.String)
    if not few.height:
        return kinds
    cells = few.select(pl.col(header).cast(pl.String, strict=False) for header in raw.headers)
    texts = {text for header in raw.headers for text in cells[header].drop_nulls().unique()}
    folded = {text: fold(text) for text in texts}
    bare = cells.select(
        pl.col(h).replace_strict(folded, default=None, return_dtype=pl.String).replace("", None) for h in raw.headers
    )
    names = pl.Series(sorted({fold(name) for name in _names(raw, columns)} - {""}), dtype=pl.String).implode()
    there = [pl.col(header).is_not_null() for header in raw.headers]
    own = [(pl.col(header) == fold(bare_header(header))).fill_null(False) for header in raw.headers]
    named = [pl.col(header).is_in(names).fill_null(False) for header in raw.headers]
    count, same, hits = (pl.sum_horizontal(one.cast(pl.UInt32) for one in some) for some in (there, own, named))
    # A number, a day or an id among the cells is in no row of headers.
    ids = {column.header for column in columns if column.field.id in IDS}
    value = pl.any_horizontal(
        pl.col(header).str.contains(r"^\p{L}{0,4}\d+$" if header in ids else r"^\d+$") & ~known
        for header, known in zip(raw.headers, named, strict=True)
    )
    headers = pl.Series(sorted({fold(bare_header(header)) for header in raw.headers}), dtype=pl.String).implode()
    listed = pl.sum_horizontal(pl.col(header).is_in(headers).fill_null(False).cast(pl.UInt32) for header in raw.headers)
    distinct = pl.concat_list(pl.when(known).then(pl.col(h)) for h, known in zip(raw.headers, named, strict=True))
    found = bare.select(
        pl.when((same == count) & ((same > 1) | (len(raw.headers) == 1)))
        .then(pl.lit("header"))
        .when(
            ((listed > 1) | (hits > 2))
            & (hits * 2 > count)
            & ~value.fill_null(False)
            & (distinct.list.drop_nulls().list.n_unique() > 1)
        )
        .then(pl.lit("other"))
        .alias("kind")
    ).to_series()
    return put(kinds, few["__at"], found)


def add_rows_below(raw: RawList, told: pl.DataFrame, *, related: bool) -> pl.DataFrame:
    """The refused rows with those that stand below other headers, which are named: down to the list's own headers again.

    Raises ListError for a `related` list: what a ledger says without half of its rows is better than the truth.
    """
    others = told.filter(pl.col("kind") == "other")[ROW].sort()
    if not len(others):
        return told
    ends = told.filter(pl.col("kind") == "header")[ROW].sort()
    ranges: list[tuple[int, int]] = []
    for first in others:
        after = ends.filter(ends > first)
        end = int(after[0]) if len(after) else raw.rows_in + 1
        if not ranges or end != ranges[-1][1]:
            ranges.append((first, end))
    within = pl.any_horizontal(pl.col(ROW).is_between(first, end, closed="left") for first, end in ranges)
    rows = raw.frame.filter(within).collect(engine="streaming").sort(ROW)
    said = _say(raw, rows, [first for first, _ in ranges], len(others))
    if related:
        raise ListError([said])
    raw.notes.append(said)
    rows = rows.with_columns(pl.lit("other").alias("kind")).select(told.columns)
    return pl.concat([told.filter(~pl.col(ROW).is_in(rows[ROW].implode())), rows]).sort(ROW)


def _say(raw: RawList, rows: pl.DataFrame, starts: Sequence[int], headers: int) -> Problem:
    first = rows.filter(pl.col(ROW) == starts[0]).select(pl.col(h).cast(pl.String, strict=False) for h in raw.headers)
    shown = ", ".join(cell.strip("\ufeff ") for cell in first.row(0) if cell)[:120]
    lines = [one for one in raw.lines_of(pl.Series(starts[:SHOWN])) if one is not None]
    more, more_zh = (" ...", " 等") if len(starts) > SHOWN else ("", "")
    where = (
        f"line {', '.join(map(str, lines))}{more}" if lines else f"record {', '.join(map(str, starts[:SHOWN]))}{more}"
    )
    where_zh = f"第 {'、'.join(map(str, lines or starts[:SHOWN]))}{more_zh} {'行' if lines else '条记录'}"
    below = rows.height - headers
    count = "the row below them cannot" if below == 1 else f"the {below:,} rows below them cannot"
    return Problem.of(
        f"{where}: headers in another order or of other columns than the first ones ('{shown}'), so {count} be taken: save that table as "
        "a file of its own, or put the columns in one order",
        f"{where_zh}为另一行表头（'{shown}'），与首行表头的顺序或名称不同，其下 {below:,} 行的单元格属于别的列，无法读取；请将其另存为单独的文件，或统一列的顺序",
        Place(raw.source),
    )
