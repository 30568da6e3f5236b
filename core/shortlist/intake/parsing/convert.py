"""Text to values: a column of cells becomes a typed column, null where a cell is missing or cannot be read.

Everything works on whole Series. How a column is to be read (its unit, its decimal mark, its date order) is fixed before, in
a `Reading`, and is the same for each of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from shortlist.intake.parsing.countries import key, table
from shortlist.intake.parsing.country_forms import read_form
from shortlist.intake.parsing.dates import dates
from shortlist.intake.parsing.full_amounts import find_full
from shortlist.intake.parsing.numbers import convert_numbers
from shortlist.intake.parsing.row_currency import convert_amounts
from shortlist.intake.parsing.text import HAS_NOT, WORDS, Reading, clean, fold, fold_word, is_decorated, is_marker
from shortlist.model.fields import NUMERIC
from shortlist.model.nested import settle_nested
from shortlist.model.normal import normalise_column, put

# What agencies write behind a rating and what leaves it as it is.
_OUTLOOK = re.compile(
    r"\s*[/,(\s]\s*(?:outlook:? ?|展望:? ?)?(?:stable|positive|negative|developing|evolving|稳定|穩定|正面|负面|負面|观望)(?: outlook|展望)?\s*\)?$"
)


_HYPHEN = re.compile(r"(?<=[^\W\d_]{3})-(?=[^\W\d_]{3})")  # `AA-sf` is a notch


def convert(cells: pl.Series, reading: Reading, beside: pl.Series | None = None) -> tuple[pl.Series, pl.Series]:
    """The typed values of a column of cells, and which cells are neither missing nor readable (Boolean, never null).

    Values outside the field's minimum..maximum and outside a level's values count as unreadable. `beside` are the cells of the
    column that names the currency of each row, for a reading that has one.
    """
    value, bad = _convert(cells, reading, beside)
    if (full := find_full(cells, value, reading, beside)) is not None:
        value, bad = (
            put(one, full, pl.Series([new] * len(full), dtype=one.dtype)) for one, new in ((value, None), (bad, True))
        )
    if cells.dtype == pl.String and bad.any():  # a list or object in which nothing stands is missing, whatever reads it
        places = bad.arg_true()
        if cells.gather(places).str.contains_any(["[", "{", "\uff3b", "\uff5b"]).any():
            bad = put(bad, places, settle_nested(normalise_column(cells.gather(places))).is_not_null())
        places = bad.arg_true()
        keep = reading.keep | {"na"} if reading.field.type == "country" else reading.keep  # a code too, so it is said
        bad = put(bad, places, ~is_decorated(normalise_column(cells.gather(places)), keep))
    return value, bad


def _convert(cells: pl.Series, reading: Reading, beside: pl.Series | None) -> tuple[pl.Series, pl.Series]:
    kind = reading.field.type
    if reading.row is not None:
        assert beside is not None, reading.row.header
        return convert_amounts(cells, reading, beside)
    if kind in NUMERIC:
        return convert_numbers(cells, reading)
    if kind == "date" and cells.dtype in (pl.Date, pl.Datetime):
        value = cells.cast(pl.Date)
        if reading.field.missing:
            value = value.set(is_marker(value.cast(pl.String), reading.field), None)
        return value, pl.repeat(False, len(cells), eager=True)
    if kind == "bool" and cells.dtype == pl.Boolean:
        return cells, pl.repeat(False, len(cells), eager=True)
    if cells.dtype == pl.String and (kind in ("bool", "country", "level") or _repeats(cells)):
        return _by_distinct(cells, reading)
    return _convert_text(cells, reading)


def _repeats(cells: pl.Series) -> bool:
    """Whether cells repeat so much that reading each distinct one is cheaper."""
    return bool(cells.to_frame().select(pl.all().approx_n_unique()).item() * 3 < len(cells))


def _by_distinct(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    """Columns of few distinct texts: each is read once."""
    distinct = cells.unique()
    value, bad = _convert_text(distinct, reading)
    table = pl.DataFrame({"cell": distinct, "value": value, "bad": bad})
    found = cells.alias("cell").to_frame().join(table, on="cell", how="left", nulls_equal=True, maintain_order="left")
    return found["value"].alias(cells.name), found["bad"]


def _convert_text(cells: pl.Series, reading: Reading) -> tuple[pl.Series, pl.Series]:
    kind = reading.field.type
    form = "text" if kind == "text" else "value"
    text = clean(cells, {"prospect_id": "id", "name": "name"}.get(reading.field.id, form), reading.keep)
    if reading.field.missing:
        text = text.set(is_marker(text, reading.field), None)
    if kind == "date":
        value = dates(text, reading.unit.order)
        if reading.field.missing:  # however a day is written, it is the marker
            marked = is_marker(value.cast(pl.String), reading.field)
            text, value = text.set(marked, None), value.set(marked, None)
    elif kind == "text":
        if reading.field.id != "prospect_id":
            text = text.set(is_decorated(text, reading.keep), None)
        text = _spell(text, reading)
        value = (
            text.set(text.is_in(pl.Series(WORDS["broken"]).implode()), None)
            if text.str.starts_with("#").any()
            else text
        )
    else:
        words = _vocabulary(reading)
        value = _look_up(text, words, pl.Boolean if kind == "bool" else pl.String, kind == "country")
    return value, (text.is_not_null() & value.is_null())


def _spell(text: pl.Series, reading: Reading) -> pl.Series:
    """Texts with the spellings that the field declares written as it wants them."""
    if not reading.field.value_aliases:
        return text
    words = {fold_word(alias): value for alias, value in reading.field.value_aliases.items()}
    return fold(text).replace_strict(list(words), list(words.values()), default=text, return_dtype=pl.String)


def _look_up(text: pl.Series, words: Mapping[str, object], dtype: type[pl.DataType], country: bool) -> pl.Series:
    """Each distinct text is looked up once; the rest is a join."""
    distinct = text.drop_nulls().unique()
    keys = _country_keys(distinct) if country else fold(distinct)
    if country:
        keys = keys.set(_is_no_code(distinct, keys), "")
    found = [words.get(key, words.get(_OUTLOOK.sub("", key))) for key in keys]
    if not country and None in found:
        loose = _loosen(words)
        found = [loose.get(_HYPHEN.sub(" ", key)) if one is None else one for key, one in zip(keys, found, strict=True)]
    if country:
        found = [read_form(one, words) if code is None else code for one, code in zip(distinct, found, strict=True)]
    values = pl.Series(found, dtype=dtype)
    known = values.is_not_null()
    return text.replace_strict(distinct.filter(known), values.filter(known), default=None, return_dtype=dtype)


def _loosen(words: Mapping[str, object]) -> dict[str, object]:
    """The words with a space for each hyphen between letters, where that is no two of them: `key-account` is `key account`."""
    found: dict[str, set[object]] = {}
    for word, value in words.items():
        found.setdefault(_HYPHEN.sub(" ", word), set()).add(value)
    return {word: next(iter(values)) for word, values in found.items() if len(values) == 1}


def _is_no_code(distinct: pl.Series, keys: pl.Series) -> pl.Series:
    """Which texts come to the letters of a code only by what `key` changes: ß is no South Sudan, and N/A' no Namibia."""
    lower = distinct.str.to_lowercase()
    code = keys.str.contains("^[a-z]{1,3}$") & (lower.str.replace_all("[^a-z]", "") != keys)
    return code | ((keys == "na") & (lower != "na"))


def _country_keys(distinct: pl.Series) -> pl.Series:
    """`countries.key` of each text; many are done at once."""
    if len(distinct) <= 2_000:
        return distinct.map_elements(key, return_dtype=distinct.dtype, skip_nulls=True)
    text = distinct.str.normalize("NFKD").str.to_lowercase().str.replace_all(r"\p{M}", "").str.replace_all("&", " and ")
    text = text.str.replace_all("ß", "ss", literal=True).str.replace_all(r"\bst\.? ", "saint ")
    return text.str.replace_all(r"\bthe\b", "").str.replace_all(r"[\W_]+", "")


def _vocabulary(reading: Reading) -> Mapping[str, object]:
    """The words of a bool, country or level, folded, with their values."""
    declared = reading.field
    if declared.type == "bool":
        words: dict[str, object] = {**dict.fromkeys(WORDS["true"], True), **dict.fromkeys(WORDS["false"], False)}
        if "无" in reading.keep:
            words |= dict.fromkeys(HAS_NOT, False)
        for alias, value in declared.value_aliases.items():
            words[fold_word(alias)] = str(value).lower() in WORDS["true"]
        return words
    if declared.type == "country":
        own = {key(alias): value for alias, value in declared.value_aliases.items()}
        return {**table(), **own} if own else table()
    return {
        **{fold_word(word): value for value, words in declared.words.items() for word in words},
        **{fold_word(alias): value for alias, value in declared.value_aliases.items()},
        **{fold_word(value): value for value in declared.values},
    }
