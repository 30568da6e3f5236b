"""Cells as text: what is trimmed and normalised, what counts as missing, and how a column's cells are to be read."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from shortlist.intake.parsing.units import NO_UNIT, Unit
from shortlist.model.fields import Field
from shortlist.model.nested import settle_nested
from shortlist.model.normal import normalise, normalise_column, trim
from shortlist.model.ranges import ORDERED

# Whole cells that say something: `missing`, `no_id` (of an id only these are none: a ticker may be NA, a code may be a dot),
# `broken` (errors of spreadsheets), and the words for `true` and `false`.
WORDS: dict[str, list[str]] = json.loads((files("shortlist.intake.parsing") / "words.json").read_text("utf-8"))

# No, where 有 stands beside them; elsewhere `无` says nothing.
HAS_NOT = frozenset(("无", "無", "没有", "沒有", "没", "沒"))

_DASHES = "[−–—﹣‐‑‒]"


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
    decimal mark. `keep` are missing tokens that mean something here. `rupees`: the ruleset's currency is that, so `Cr` behind an
    amount without a word is a crore; `lakhs`: such an amount may be counted in lakhs and crores, for its currency stands beside it.
    `accounts`: some cells are debits (`Dr`), so each `Cr` is a credit; `crores`: others are rupees or crores,
    so a bare `12 cr` may be either. `plus`: other cells are ranges, so a plus before a number that cannot be negative may say that or more;
    `gaps`: besides, none writes thousands with a space for sure, so `51 200` may have lost its dash.
    `full`: from this amount on, in the ruleset's currency, one that says no magnitude beside the column's own seems to be written in full;
    `far`: from which on it is so far from the others of the column that it may be, where it names its currency and where it does not.
    """

    field: Field
    unit: Unit = NO_UNIT
    comma: bool = False
    rate: float | None = 1.0
    rates: Mapping[str, float] = dataclasses.field(default_factory=dict)
    row: RowCurrency | None = None
    keep: frozenset[str] = frozenset()
    rupees: bool = False
    lakhs: bool = False
    accounts: bool = False
    crores: bool = False
    plus: bool = False
    gaps: bool = False
    full: float | None = None
    far: tuple[float, float] | None = None
    # What was worked out for cells of this column so far; a changed copy of a reading begins anew.
    plans: dict[str, pl.DataFrame] = dataclasses.field(default_factory=dict, init=False, compare=False, repr=False)

    @property
    def takes_ranges(self) -> bool:
        """Whether a cell may say that a value lies between two others; the rows of a history have none."""
        return self.field.type in ORDERED and not self.field.history

    @property
    def doubted_from(self) -> float | None:
        """From which amount on some may be written in full; None where none is."""
        return None if self.full is None else min((self.full, *(self.far or ())))

    @property
    def in_rupees(self) -> bool:
        """Whether an amount without a word of its own is in rupees."""
        return self.unit.currency == "INR" or (self.rupees and self.unit.currency is None)

    @property
    def takes_lakhs(self) -> bool:
        """Whether a lakh or crore without a currency has one nevertheless."""
        return self.lakhs or self.in_rupees or self.unit.currency is not None or self.unit.power in (5, 7)


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
    """Text in its normal form, null where it is a missing token that is not in `keep`.

    Of the kind `text` a list or object of JSON has one form, and is missing where nothing stands in it. Of the kind `name` the
    text keeps its own form, but for what nobody sees around it; `id` has missing tokens of its own.
    """
    text = as_text(cells)
    if text.dtype != pl.String:
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
    tokens = missing_tokens(kind)
    if keep:
        tokens = tokens.filter(~tokens.str.to_lowercase().is_in(list(keep)))
    normal = normalise_column(text)
    normal = settle_nested(normal) if kind == "text" else normal
    frame = pl.DataFrame({"text": trim(text) if kind == "name" else text, "normal": normal})
    there = ~pl.col("normal").is_in(tokens.implode())
    shown = pl.col("text" if kind == "name" else "normal")
    return frame.select(pl.when(there).then(shown).alias(cells.name)).to_series()


_AROUND = r"[\s()\[\]{}<>《》【】「」«»“”‘’\"'`´*†‡§#!?=~^:_\-−–—]"
_WORDLIKE = re.compile(r"[^\W\d_]\W?[^\W\d_]|[\u4e00-\u9fff]")


@cache
def _decorated(keep: frozenset[str]) -> str:
    """Missing tokens of letters, as a regular expression, with brackets, quotes, dashes and marks of footnotes around them."""
    words = [word for word in WORDS["missing"] if _WORDLIKE.search(word) and word.lower() not in keep]
    # Behind the word also the digit of a footnote, as the normal form has it.
    return rf"(?i)^{_AROUND}*(?:{'|'.join(map(re.escape, words))})\.?(?:\(?\^?[0-9]\))?{_AROUND}*$"


def is_decorated(text: pl.Series, keep: frozenset[str] = frozenset()) -> pl.Series:
    """Which texts in normal form are a missing token of letters with something around it: `(N/A)`, `n/a*` (Boolean; false where null).

    >>> is_decorated(pl.Series(["(N/A)", "#N/A!", "[null]", "(12)", "-", "NA Ltd"])).to_list()
    [True, True, True, False, False, False]
    """
    return text.str.contains(_decorated(keep)).fill_null(False)


# Somebody says that it is not known: that is no empty cell where an empty one means something, as "not paid yet".
_UNSURE = frozenset(
    ("unknown", "not known", "tbd", "tba", "tbc", "?", "??", "???", "未知", "不详", "不詳", "不明", "待定")
)


def find_kept_tokens(declared: Field) -> frozenset[str]:
    """Missing tokens that are words of the field itself: a level `none`, a value alias `无`.

    In a date or level of a history those of doubt are kept too: there they are unreadable.
    """
    own = [word for words in declared.words.values() for word in words]
    words = {normalise(word).lower() for word in (*declared.values, *declared.value_aliases, *own)}
    if declared.history and declared.type in ("date", "level"):
        words |= _UNSURE
    return frozenset(words & set(missing_tokens().str.to_lowercase().to_list())) - {""}


def fold(text: pl.Series) -> pl.Series:
    """What words of a level or bool are compared by: lower case, with single spaces and plain hyphens."""
    return text.str.to_lowercase().str.replace_all(r"[\s_]+", " ").str.replace_all(_DASHES, "-")


def fold_word(word: str) -> str:
    """`fold` of one word of a declaration."""
    return re.sub(_DASHES, "-", " ".join(normalise(word).lower().replace("_", " ").split()))


def is_marker(text: pl.Series, declared: Field) -> pl.Series:
    """Which clean texts are what the field calls missing (Boolean; false where null)."""
    words = [fold_word(str(marker)) for marker in declared.missing if isinstance(marker, str)]
    numbers = [float(marker) for marker in declared.missing if not isinstance(marker, str)]
    found = fold(text).is_in(words).fill_null(False)
    return found | text.cast(pl.Float64, strict=False).is_in(numbers).fill_null(False) if numbers else found
