"""Cells as text: what is trimmed and normalised, what counts as missing, and how a column's cells are to be read."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from shortlist.intake.parsing.units import NO_UNIT, Unit
from shortlist.model.fields import Field

# Whole cells that say something: `missing`, `no_id` (of an id only these are none: a ticker may be NA, a code may be a dot),
# `broken` (errors of spreadsheets), and the words for `true` and `false`.
WORDS: dict[str, list[str]] = json.loads((files("shortlist.intake.parsing") / "words.json").read_text("utf-8"))
# Text of other letters than these may change under NFKC; ASCII, the commonest accented letters and Chinese characters do not.
_UNSETTLED = "[^\\x00-\\x7f\\x{c0}-\\x{12f}\\x{4e00}-\\x{9fff}]"
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"


@dataclass(frozen=True)
class RowCurrency:
    """The column `header` that names the currency of each row's amount.

    `worth` is that of 1 in the currency that a cell of it names, by the cell's text: NaN where that is unknown or has no rate; a
    missing cell is not listed. `shared` is the same for amounts with a word that several currencies share, as `¥`.
    """

    header: str
    worth: Mapping[str, float]
    shared: Mapping[str, Mapping[str, float]] = dataclasses.field(default_factory=dict)

    @staticmethod
    def look_up(cells: pl.Series, worth: Mapping[str, float]) -> pl.Series:
        """The worth that each cell stands for; null where it is missing."""
        return cells.cast(pl.String).replace_strict(
            pl.Series(list(worth), dtype=pl.String),
            pl.Series(list(worth.values()), dtype=pl.Float64),
            default=None,
            return_dtype=pl.Float64,
        )

    def expression(self) -> pl.Expr:
        """The worth of 1 of each row, of a frame with the column."""
        # In a map, because replace_strict leaves the streaming engine.
        return pl.col(self.header).map_batches(
            lambda cells: self.look_up(cells, self.worth), return_dtype=pl.Float64, is_elementwise=True
        )


@dataclass(frozen=True)
class Reading:
    """How every cell of one column is read.

    `rate` is the worth of a bare 1 in the ruleset's currency (None: there is no rate), `rates` that of each currency word
    found in cells, and where `row` is set each row names the currency of its bare amount. `comma` says that the comma is the
    decimal mark. `keep` are missing tokens that mean something here.
    """

    field: Field
    unit: Unit = NO_UNIT
    comma: bool = False
    rate: float | None = 1.0
    rates: Mapping[str, float] = dataclasses.field(default_factory=dict)
    row: RowCurrency | None = None
    keep: frozenset[str] = frozenset()


@cache
def missing_tokens(kind: str = "value") -> pl.Series:
    """The cells that mean nothing, in each way to write them in capitals."""
    if kind == "id":
        return pl.Series([*WORDS["no_id"], ""])
    forms = {
        form
        for token in WORDS["missing"]
        for form in (token, token.lower(), token.upper(), token.title(), token.capitalize())
    }
    return pl.Series(sorted({*forms, "N/a", "NaN", "NaT", "-NaN", "Na", "nA", "<NA>", "nan%", ""}))


def as_text(cells: pl.Series) -> pl.Series:
    """Cells of any type as text: whole floats without `.0`, true and false, ISO dates."""
    if cells.dtype == pl.String:
        return cells
    if cells.dtype.is_float():
        text = cells.cast(pl.String)
        frame = pl.DataFrame({"v": cells, "t": text})
        whole = pl.col("v").is_finite() & (pl.col("v").abs() < 1e15) & (pl.col("v") == pl.col("v").round())
        return frame.select(
            pl.when(pl.col("v").is_nan())
            .then(None)
            .when(whole)
            .then(pl.when(whole).then(pl.col("v")).cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(pl.col("t"))
        ).to_series()
    return cells.cast(pl.String, strict=False)


def clean(cells: pl.Series, kind: str = "value", keep: frozenset[str] = frozenset()) -> pl.Series:
    """Text NFKC-normalised and trimmed, null where it is a missing token that is not in `keep`."""
    text = as_text(cells)
    if text.dtype != pl.String:
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
    frame = text.alias("text").to_frame()
    cell = pl.col("text")
    beyond = frame.select(pl.arg_where(cell.str.contains(_UNSETTLED))).to_series()
    if len(beyond):
        normal = text.gather(beyond).str.normalize("NFKC").str.replace_all(_INVISIBLE, "")
        # On a clone, because scatter changes a series in place: here the caller's own cells, which it looks up once more.
        frame = text.clone().scatter(beyond, normal).alias("text").to_frame()
    tokens = missing_tokens(kind)
    if keep:
        tokens = tokens.filter(~tokens.str.to_lowercase().is_in(list(keep)))
    bare = frame.with_columns(cell.str.strip_chars())
    there = ~cell.is_in(tokens.implode())
    return bare.select(pl.when(there).then(cell).alias(cells.name)).to_series()


def find_kept_tokens(declared: Field) -> frozenset[str]:
    """Missing tokens that are words of the field itself: a level `none`, a value alias `无`."""
    words = {word.lower() for word in (*declared.values, *declared.value_aliases)}
    return frozenset(words & set(missing_tokens().str.to_lowercase().to_list())) - {""}
