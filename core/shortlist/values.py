"""Text to values: a column of cells becomes a typed column, null where a cell is missing or cannot be read.

Everything works on whole Series. How a column is to be read (its unit, its decimal mark, its date order) is fixed before, in
a `Reading`, and is the same for each of its cells.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from shortlist.fields import NUMERIC, Field
from shortlist.units import NO_UNIT, Unit

if TYPE_CHECKING:
    import polars as pl

_MISSING = (
    "-",
    "--",
    "---",
    "—",
    "——",
    "–",
    "_",
    ".",
    "..",
    "...",
    "/",
    "\\",
    "?",
    "??",
    "???",
    "*",
    "#N/A",
    "#N/A N/A",
    "#NULL!",
    "n/a",
    "n.a.",
    "n.a",
    "na",
    "n/d",
    "nan",
    "-nan",
    "null",
    "<null>",
    "(null)",
    "none",
    "nil",
    "nill",
    "select",
    "select...",
    "-- select --",
    "--none--",
    "- none -",
    "please select",
    "unknown",
    "not available",
    "not applicable",
    "not specified",
    "not provided",
    "not known",
    "missing",
    "tbd",
    "tba",
    "tbc",
    "(blank)",
    "blank",
    "undefined",
    "<na>",
    "未知",
    "无",
    "無",
    "暂无",
    "暫無",
    "不详",
    "不詳",
    "不明",
    "未填",
    "未填写",
    "未提供",
    "未披露",
    "未公开",
    "未公布",
    "未说明",
    "缺失",
    "空",
    "空值",
    "待定",
    "待补充",
    "不适用",
    "没有",
    "请选择",
    "其他/未知",
    "暂缺",
)
# Of an id only these are no id: a ticker may be NA, a code may be a dot.
_NO_ID = (
    "-",
    "--",
    "---",
    "—",
    "#N/A",
    "n/a",
    "N/A",
    "null",
    "NULL",
    "Null",
    "(null)",
    "<null>",
    "nan",
    "NaN",
    "未知",
    "无",
    "暂无",
)
_BROKEN = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#####", "########")
_TRUE = (
    "yes",
    "y",
    "true",
    "t",
    "1",
    "1.0",
    "on",
    "是",
    "有",
    "真",
    "对",
    "對",
    "√",
    "✓",
    "✔",
    "☑",
    "checked",
    "ja",
    "oui",
    "si",
    "sí",
    "会",
    "启用",
    "已",
    "是的",
    "wahr",
    "vrai",
    "verdadero",
)
_FALSE = (
    "no",
    "n",
    "false",
    "f",
    "0",
    "0.0",
    "off",
    "否",
    "没有",
    "假",
    "错",
    "錯",
    "×",
    "✗",
    "✘",
    "☐",
    "unchecked",
    "nein",
    "non",
    "不是",
    "不",
    "未",
    "停用",
    "falsch",
    "faux",
    "falso",
)
# Text of other letters than these may change under NFKC; ASCII, the commonest accented letters and Chinese characters do not.
_UNSETTLED = "[^\\x00-\\x7f\\x{c0}-\\x{12f}\\x{4e00}-\\x{9fff}]"
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"


@dataclass(frozen=True)
class Reading:
    """How every cell of one column is read.

    `rate` is the worth of a bare 1 in the ruleset's currency (None: there is no rate), `rates` that of each currency word
    found in cells. `comma` says that the comma is the decimal mark. `keep` are missing tokens that mean something here.
    """

    field: Field
    unit: Unit = NO_UNIT
    comma: bool = False
    rate: float | None = 1.0
    rates: Mapping[str, float] = dataclasses.field(default_factory=dict)
    keep: frozenset[str] = frozenset()


@cache
def missing_tokens(kind: str = "value") -> pl.Series:
    """The cells that mean nothing, in each way to write them in capitals."""
    import polars as pl

    if kind == "id":
        return pl.Series([*_NO_ID, ""])
    forms = {
        form for token in _MISSING for form in (token, token.lower(), token.upper(), token.title(), token.capitalize())
    }
    return pl.Series(sorted({*forms, "N/a", "NaN", "NaT", "-NaN", "Na", "nA", "<NA>", "nan%", ""}))


def as_text(cells: pl.Series) -> pl.Series:
    """Cells of any type as text: whole floats without `.0`, true and false, ISO dates."""
    import polars as pl

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
    import polars as pl

    text = as_text(cells)
    if text.dtype != pl.String:
        return pl.Series(cells.name, [None] * len(cells), dtype=pl.String)
    frame = text.alias("text").to_frame()
    cell = pl.col("text")
    beyond = frame.select(pl.arg_where(cell.str.contains(_UNSETTLED))).to_series()
    if len(beyond):
        normal = text.gather(beyond).str.normalize("NFKC").str.replace_all(_INVISIBLE, "")
        frame = (normal if len(beyond) == len(text) else text.scatter(beyond, normal)).alias("text").to_frame()
    tokens = missing_tokens(kind)
    if keep:
        tokens = tokens.filter(~tokens.str.to_lowercase().is_in(list(keep)))
    bare = frame.with_columns(cell.str.strip_chars())
    there = ~cell.is_in(tokens.implode())
    return bare.select(pl.when(there).then(cell).alias(cells.name)).to_series()


def convert(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """The typed values of a column of cells, and which cells are neither missing nor readable (Boolean, never null).

    Values outside the field's minimum..maximum and outside a level's values count as unreadable.
    """
    import polars as pl

    kind = reading.field.type
    if kind in NUMERIC:
        from shortlist.numbers import typed_numbers

        return typed_numbers(cells, reading)
    if kind == "date" and cells.dtype in (pl.Date, pl.Datetime):
        return cells.cast(pl.Date), pl.repeat(False, len(cells), eager=True)
    if kind == "bool" and cells.dtype == pl.Boolean:
        return cells, pl.repeat(False, len(cells), eager=True)
    if cells.dtype == pl.String and (kind in ("bool", "country", "level") or _repeats(cells)):
        return _by_distinct(cells, reading)
    return _convert_text(cells, reading)


def _repeats(cells: pl.Series) -> bool:
    """Whether cells repeat so much that reading each distinct one is cheaper."""
    import polars as pl

    return bool(cells.to_frame().select(pl.all().approx_n_unique()).item() * 3 < len(cells))


def _by_distinct(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """Columns of few distinct texts: each is read once."""
    import polars as pl

    distinct = cells.unique()
    value, bad = _convert_text(distinct, reading)
    table = pl.DataFrame({"cell": distinct, "value": value, "bad": bad})
    found = cells.alias("cell").to_frame().join(table, on="cell", how="left", nulls_equal=True, maintain_order="left")
    return found["value"].alias(cells.name), found["bad"]


def _convert_text(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    import polars as pl

    kind = reading.field.type
    text = clean(cells, "id" if reading.field.id == "prospect_id" else "value", reading.keep)
    if kind == "date":
        from shortlist.dates import dates

        value = dates(text, reading.unit.order)
    elif kind == "text":
        value = text.set(text.is_in(pl.Series(_BROKEN).implode()), None) if text.str.starts_with("#").any() else text
    else:
        words = _vocabulary(reading)
        value = _looked_up(text, words, pl.Boolean if kind == "bool" else pl.String, kind == "country")
    return value, (text.is_not_null() & value.is_null())


def _looked_up(text: pl.Series, words: Mapping[str, object], dtype: type[pl.DataType], country: bool) -> pl.Series:
    """Each distinct text is looked up once; the rest is a join."""
    import polars as pl

    distinct = text.drop_nulls().unique()
    keys = _country_keys(distinct) if country else fold(distinct)
    values = pl.Series([words.get(key) for key in keys], dtype=dtype)
    known = values.is_not_null()
    return text.replace_strict(distinct.filter(known), values.filter(known), default=None, return_dtype=dtype)


def _country_keys(distinct: pl.Series) -> pl.Series:
    """`countries.key` of each text; many are done at once."""
    if len(distinct) <= 2_000:
        from shortlist.countries import key

        return distinct.map_elements(key, return_dtype=distinct.dtype, skip_nulls=True)
    text = distinct.str.normalize("NFKD").str.to_lowercase().str.replace_all(r"\p{M}", "").str.replace_all("&", " and ")
    text = text.str.replace_all("ß", "ss", literal=True).str.replace_all(r"\bst\.? ", "saint ")
    return text.str.replace_all(r"\bthe\b", "").str.replace_all(r"[\W_]+", "")


def fold(text: pl.Series) -> pl.Series:
    """What words of a level or bool are compared by: lower case, with single spaces."""
    return text.str.to_lowercase().str.replace_all(r"[\s_]+", " ")


def _fold_word(word: str) -> str:
    import unicodedata

    return " ".join(unicodedata.normalize("NFKC", word).lower().replace("_", " ").split())


def _vocabulary(reading: Reading) -> dict[str, object]:
    """The words of a bool, country or level, folded, with their values."""
    declared = reading.field
    if declared.type == "bool":
        words: dict[str, object] = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
        if "无" in reading.keep:
            words |= {"无": False, "無": False}
        for alias, value in declared.value_aliases.items():
            words[_fold_word(alias)] = str(value).lower() in _TRUE
        return words
    if declared.type == "country":
        from shortlist.countries import key, table

        return {**table(), **{key(alias): value for alias, value in declared.value_aliases.items()}}
    return {
        **{_fold_word(alias): value for alias, value in declared.value_aliases.items()},
        **{_fold_word(value): value for value in declared.values},
    }


def kept_tokens(declared: Field) -> frozenset[str]:
    """Missing tokens that are words of the field itself: a level `none`, a value alias `无`."""
    words = {word.lower() for word in (*declared.values, *declared.value_aliases)}
    return frozenset(words & set(missing_tokens().str.to_lowercase().to_list())) - {""}
