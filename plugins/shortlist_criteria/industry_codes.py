"""Codes of industries in texts: alone, or beside a name, which they may confirm, make finer or contradict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import polars as pl

from shortlist_criteria.industry_tree import NOWHERE, SYSTEMS, Place, tree
from shortlist_criteria.lookups import Table, looked_up, table

# `GB/T 4754-2017` and `NACE Rev. 2` are names of their systems.
_SYSTEM = r"(?:(?P<system>nace|sic|naics|gics|gb/?t)(?:[\s.]*rev[\s.]*2(?:\.\d)?|[\s-]*4754(?:-\d{4})?)?(?: codes?)?[\s:：.-]*)"
_LETTER, _DIGITS = "(?P<letter>[a-u])", r"(?P<digits>\d{1,8}(?:\.\d+)*)"
_NAME = r"(?P<name>[^\x00-\x7f].*|[a-z(].*)$"
_OPEN, _SHUT, _SIGN = r"[(（\[【]", r"[)）\]】]", r"[\s\-–—:：.、/|,，;；]+"
# Where a code stands: alone, in front of the name, or behind it. The first of these that a text has counts.
_STANDS = (
    rf"^{_SYSTEM}?{_LETTER}?[\s.-]?{_DIGITS}?$",
    rf"^{_OPEN}?{_SYSTEM}?{_LETTER}?[\s.-]?{_DIGITS}(?:{_SHUT}\s*|{_SIGN}){_NAME}",
    rf"^{_LETTER}?(?P<digits>\d{{2,8}}){_NAME}",
    rf"^{_SYSTEM}?{_LETTER} ?[-–:：.][\s\-–:：.、]*[\s\-–:：.、]{_NAME}",
    rf"^{_LETTER}[：、] ?{_NAME}",
    rf"^{_LETTER} +(?P<name>[^\x00-\x7f].*)$",
    rf"^(?P<name>.+?)\s*{_OPEN}{_SYSTEM}?{_LETTER}?{_DIGITS}{_SHUT}$",
    rf"^(?P<name>.+?)\s*{_OPEN}{_SYSTEM}?{_LETTER}{_SHUT}$",
    rf"^(?P<name>.+?){_SIGN}{_SYSTEM}{_LETTER}?{_DIGITS}$",
    rf"^(?P<name>.+?){_SIGN}{_LETTER}(?P<digits>\d{{2,6}})$",
    rf"^(?P<name>.*[^\x00-\x7f]){_LETTER}(?P<digits>\d{{2,6}})$",
)
_MAY_STAND = r"\d|^[a-u](?:[^a-z]|$)|[(（\[【][a-u][)）\]】]$|^(?:nace|naics|gics|sic|gb/?t)\b"  # what every text has that one of these fits
_CODE = ("system", "letter", "digits", "name")
_SCHEMA = {"row": pl.UInt32, **dict.fromkeys(_CODE, pl.String)}
_YEAR = r"^(?:19|20)\d\d$"
# The sections of the two systems that name them by letters, each with its first and last division.
_SECTIONS = {
    "gbt": "a01-05 b06-12 c13-43 d44-46 e47-50 f51-52 g53-60 h61-62 i63-65 j66-69 k70-70 l71-72 m73-75 n76-79 o80-82 p83-83 q84-86 r87-90 s91-96 t97-97",
    "nace": "a01-03 b05-09 c10-33 d35-35 e36-39 f41-43 g45-47 h49-53 i55-56 j58-63 k64-66 l68-68 m69-75 n77-82 o84-84 p85-85 q86-88 r90-93 s94-96 t97-98 u99-99",
}


def parts_of(texts: pl.Series) -> pl.DataFrame:
    """The `system`, `letter` and `digits` of the code in each text of small letters, null where it has none, and the `name` without it."""
    frame = pl.DataFrame({"name": texts}).with_row_index("row")
    left = frame.filter(pl.col("name").str.contains(_MAY_STAND))
    found = [frame.join(left, on="row", how="anti")]
    for stand in _STANDS:
        has = left["name"].str.contains(stand)
        groups = [part for part in _CODE if f"(?P<{part}>" in stand]
        parts = left.filter(has).select("row", pl.col("name").str.extract_groups(stand).struct.field(groups))
        found.append(parts.select("row", *(pl.when(pl.col(one) != "").then(one) for one in groups)))
        left = left.filter(~has)
    whole = pl.concat([*found, left, pl.DataFrame(schema=_SCHEMA)], how="diagonal").sort("row")
    system = pl.col("system").str.replace("/", "", literal=True)
    return whole.select("name", "letter", system, pl.col("digits").str.replace_all(".", "", literal=True))


@cache
def numbers() -> Mapping[str, int]:
    """The number of each place of the tree, by its id."""
    return {place: number for number, place in enumerate(tree())}


@cache
def nowhere() -> float:
    """The number of the place of what is not understood."""
    return float(numbers()[NOWHERE])


@cache
def _lines() -> Mapping[str, tuple[Place, frozenset[str]]]:
    """The place of each code (`gbt:38`), and all industries that it may be: those too of the codes that begin with it.

    `gbt:38*` is a code that is longer, of which no more is known: it may be those of the place alone. `gbt:p` is a section, and
    `gbt:?` a code that is none, for its letter and its digits do not go together.
    """
    listed = {
        f"{system}:{code}": place for place in tree().values() for system in place.codes for code in place.codes[system]
    }
    found = {f"{key}*": (place, frozenset(place.leads)) for key, place in listed.items() if key[-1].isdigit()}
    for key, place in listed.items():
        below = [other.leads for longer, other in listed.items() if longer.startswith(key)]
        found[key] = place, frozenset(place.leads).union(*below)
    for system, sections in _SECTIONS.items():
        for section in sections.split():
            key, divisions = f"{system}:{section[0]}", [f"{system}:{one:02}" for one in _divisions(section)]
            below = [other.leads for longer, other in listed.items() if longer.startswith(tuple(divisions))]
            if key in found:
                found[key] = found[key][0], found[key][1].union(*below)
    return found | {f"{system}:?": (tree()[NOWHERE], frozenset()) for system in SYSTEMS}


def _divisions(section: str) -> Iterator[int]:
    first, last = section[1:].split("-")
    yield from range(int(first), int(last) + 1)


@cache
def _code_table() -> Table:
    return table((key, float(number)) for number, key in enumerate(_lines()))


@cache
def _division_table() -> Table:
    every = [
        (f"{system}:{one[0]}{number:02}", 1.0)
        for system, text in _SECTIONS.items()
        for one in text.split()
        for number in _divisions(one)
    ]
    return table(every)


@cache
def _places() -> pl.Series:
    """The number of the place of each code."""
    return pl.Series([float(numbers()[place.id]) for place, _ in _lines().values()])


@cache
def _agreed() -> pl.Series:
    """For every code and place, as code * places + place: the number of the finer of the two, or NOWHERE where they contradict each other."""
    found = [agreed(place, line, name) for place, line in _lines().values() for name in tree().values()]
    return pl.Series([float(numbers()[one]) for one in found])


def agreed(place: Place, line: frozenset[str], name: Place) -> str:
    """The id of what a code and the name beside it say together: the finer of the two if one lies in the other's line."""
    own, named = set(place.leads), set(name.leads)
    if not own or not named:
        return NOWHERE
    if own < named:
        return place.id
    return name.id if named <= line else NOWHERE


def code_of(system: str) -> pl.Expr:
    """The number of the code of a system that a row has in its columns `system`, `letter` and `digits`; null where it has none that is listed."""
    letter, digits = pl.col("letter"), pl.col("digits")
    listed, prefix = _code_table(), pl.lit(f"{system}:")
    lengths = sorted({len(key.partition(":")[2].rstrip("*")) for key in listed[0].categories}, reverse=True)
    keys = [
        prefix + digits.str.head(size) + pl.when(digits.str.len_chars() > size).then(pl.lit("*")).otherwise(pl.lit(""))
        for size in lengths
    ]
    code = pl.coalesce(*(looked_up(key, listed) for key in keys), looked_up(prefix + letter, listed))
    if system in _SECTIONS:
        fits = looked_up(prefix + letter + digits.str.head(2), _division_table()).is_not_null()
        none = letter.is_not_null() & (digits.str.len_chars() > 1) & ~fits
        code = pl.when(none).then(looked_up(prefix + pl.lit("?"), listed)).otherwise(code)
    return code


def place_of(code: pl.Expr) -> pl.Expr:
    """The number of the place of a code."""
    return pl.lit(_places()).gather(code.cast(pl.Int64))


def agree(code: pl.Expr, name: pl.Expr) -> pl.Expr:
    """The number of the place that a code and the place of a name say together."""
    return pl.lit(_agreed()).gather((code * len(tree()) + name).cast(pl.Int64))


@cache
def _narrower() -> pl.Series:
    """For every two places, as first * places + second: the number of the finer, or NOWHERE where neither lies in the other's line."""
    found = []
    for one in tree().values():
        for other in tree().values():
            place = one if not other.leads or set(one.leads) <= set(other.leads) else other
            found.append(place.id if not other.leads or set(place.leads) <= {*one.leads} else NOWHERE)
    return pl.Series([float(numbers()[place]) for place in found])


def agree_names(name: pl.Expr, other: pl.Expr) -> pl.Expr:
    """The number of the place that a name and what stands in brackets behind it say together; of what is not understood the name."""
    together = pl.lit(_narrower()).gather((name * len(tree()) + other).cast(pl.Int64))
    return pl.coalesce(pl.when(name == nowhere()).then(name), together, name)


def joined(name: pl.Expr) -> pl.Expr:
    """The number of the place of a name, with the code beside it: `code` of a system that is known, else `code:SYSTEM` of each.

    Of which system a code is may not be said: then it contradicts a name that it fits in none of them. A number of one or two
    digits alone, or a year, is no code there, but an item's of a list.
    """
    known = pl.col("code")
    codes = [pl.col(f"code:{system}") for system in SYSTEMS]
    fits = pl.any_horizontal([(agree(one, name) != nowhere()).fill_null(False) for one in codes])
    listed = pl.any_horizontal([one.is_not_null() for one in codes])
    return (
        pl.when(known.is_not_null() & (name == nowhere()))
        .then(nowhere())
        .when(known.is_not_null())
        .then(agree(known, name))
        .when(listed & ~fits & name.is_not_null())
        .then(nowhere())
        .otherwise(name)
    )


def code_columns(coding: str | None) -> list[pl.Expr]:
    """The columns that `joined` reads, of the columns that `parts_of` names; `coding` is the system of codes that name none."""
    system, letter, digits = pl.col("system"), pl.col("letter"), pl.col("digits")
    system = system if coding is None else system.fill_null(pl.lit(coding))
    known = pl.coalesce(pl.when(system == one).then(code_of(one)) for one in SYSTEMS)
    code = letter.is_not_null() | ((digits.str.len_chars() > 2) & ~digits.str.contains(_YEAR))
    # Only two systems have letters, of those that are guessed at.
    guessed = [
        pl.when(system.is_null() & code & (letter.is_null() | (one in _SECTIONS)))
        .then(code_of(one))
        .alias(f"code:{one}")
        for one in SYSTEMS
    ]
    return [known.alias("code"), *guessed]
