"""One small tree of industries, and where in it the text of a cell leads: names, codes and free words in both languages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import polars as pl
from pydantic import AfterValidator

from shortlist import Context
from shortlist_criteria.industry_negations import HINTS, strip_denied
from shortlist_criteria.lookups import Table, looked_up, mentions, table

SYSTEMS = ("gics", "nace", "gbt", "sic", "naics")
OPEN = 1e6  # the rank of a text of which the tree leaves open where it leads
PARTS = ("first", "second", "third", "rest")  # of so many industries of one cell all are looked up

# Codes begin with the letter of a section, or with none; `GB/T 4754-2017` and `NACE Rev. 2` are names of their systems.
_SYSTEM = r"(?:(nace|sic|naics|gics|gb/?t)(?:[\s.]*rev[\s.]*2(?:\.\d)?|[\s-]*4754(?:-\d{4})?)?(?: codes?)?[\s:：.-]*)"
_CODE = rf"^{_SYSTEM}?([a-u]?)[\s.-]?(\d+)?((?:\.\d+)*)$"
_BEFORE = rf"^(?:{_SYSTEM}?(?:[a-u]?\d{{1,8}}(?:\.\d+)*|[a-u] ?[-–:：.])[\s\-–:：.、]+|[a-u]?\d{{2,8}})([^\x00-\x7f].*|[a-z(].*)$"
_LEAD = rf"^({_SYSTEM}?(?:[a-u]?\d{{2,8}}(?:\.\d+)*))[\s\-–:：.、]*(?:[^\x00-\x7f]|[a-z(])"
_SECTION = r"^[a-u] +([^\x00-\x7f].*)$"
_BEHIND = r"\s*[(（\[](?:[a-u]?\d[\d.]*|[a-u])[)）\]]$"
# What stands between several industries; the same signs stand inside names, which are looked up before.
_BETWEEN = r"\s[-–—]\s|-\s|[;；、|/,，&+\n]|\band\b|以及|[和与及]"
_TOGETHER = r"\b(oil|food|r|iron) ?(?:&|\band\b) ?(gas|beverages?|drinks?|d|steel)\b"
_NO_INDUSTRY = (
    r"(?:;\s*(?:related )?(?:services?|supplies|components?|parts|products?|solutions?|systems?|accessories|equipment"
    r"|相关服务|服务|设备|配件|零部件|产品)\s*)+(;|$)"
)
# The maker of something is of that thing's industry.
_MAKING = r"\b(?:manufactur\w*|production|producers?|makers?) of\b"
_MADE = r"\b(?:manufactur\w*)\b|制造|生产"
_SIGNS = r"(?:\W|\band\b)+"
_JOINTS = (r"([a-z0-9])([^\x00-\u02ff])", r"([^\x00-\u02ff])([a-z0-9])")  # Latin and Chinese without a space
_HEAD_FIRST = r"^(.+?) (?:for|of|in|to|von|für) (.+)$"


@dataclass(frozen=True)
class Place:
    """A sector, an industry, or (without names) what may be one of several; `leads` are the industries that it may be.

    `names` are what rulesets call it, English and Chinese; `labels` are whole cells, and `words` are found inside them.
    """

    id: str
    names: tuple[tuple[str, ...], tuple[str, ...]]
    labels: tuple[str, ...]
    words: tuple[str, ...]
    codes: Mapping[str, tuple[str, ...]]
    sector: str
    leads: tuple[str, ...]


@cache
def tree() -> Mapping[str, Place]:
    """Every place by its id: each sector before its industries, then those that may be one of several.

    >>> tree()["machinery"].sector, tree()["machinery"].names[1][0]
    ('manufacturing', '机械')
    """
    # Imported here, so that only rulesets that name industries load it.
    from ruamel.yaml import YAML

    text = files("shortlist_criteria").joinpath("industries.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    below = {one["id"]: tuple(leaf["id"] for leaf in one["industries"]) for one in read["sectors"]}

    def leads(ids: str) -> Iterator[str]:
        for one in ids.split():
            yield from below.get(one, (one,))

    found: dict[str, Place] = {}
    for sector in read["sectors"]:
        name = sector["id"]
        found[name] = _place(sector, name, name, (*below[name], *leads(sector.get("also", ""))))
        found |= {one["id"]: _place(one, one["id"], name, (one["id"],)) for one in sector["industries"]}
    for wide in read["wide"]:
        first = wide["nodes"].split()[0]
        sector = first if first in below else ""
        found[wide["nodes"]] = _place(wide, wide["nodes"], sector, tuple(leads(wide["nodes"])))
    return found


def _place(entry: Mapping[str, Any], name: str, sector: str, leads: tuple[str, ...]) -> Place:
    def listed(key: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in str(entry.get(key, "")).split(";") if part.strip())

    codes = {system: tuple(str(entry[system]).lower().split()) for system in SYSTEMS if system in entry}
    return Place(name, (listed("en"), listed("zh")), listed("labels"), listed("words"), codes, sector, leads)


def plain(text: str) -> str:
    """The form in which names are compared: small letters without signs and without `and`.

    >>> plain("INDUSTRIAL_AUTOMATION"), plain("Oil & Gas"), plain("oil and gas")
    ('industrial automation', 'oil gas', 'oil gas')
    """
    text = re.sub(_SIGNS, " ", text.lower().replace("_", " "))
    for joint in _JOINTS:
        text = re.sub(joint, r"\1 \2", text)
    return text.strip()


def _plain(text: pl.Expr) -> pl.Expr:
    text = text.str.replace_all(_SIGNS, " ")
    for joint in _JOINTS:
        text = text.str.replace_all(joint, "$1 $2")
    return text.str.strip_chars(" ")


@cache
def names() -> Mapping[str, str]:
    """The id of each sector and industry by its id and names, as rulesets may write them, in plain form."""
    places = [place for place in tree().values() if any(place.names)]
    return {plain(name): place.id for place in places for name in (place.id, *place.names[0], *place.names[1])}


@cache
def labels() -> Mapping[str, str]:
    """The id of each place by all whole cells that lead to it, words and their plurals among them, in plain form."""
    found = {plain(word): place.id for place in tree().values() for word in (*place.words, *place.labels)}
    found |= names()
    return {plural: place for word, place in found.items() for plural in _plurals(word)} | found


@cache
def words() -> tuple[str, ...]:
    """What is found inside texts, in plain form: words, and names but for those of manufacturing, which all makers share."""
    made = {plain(name) for part in tree()["manufacturing"].names for name in part}
    said = {plain(word) for place in tree().values() for word in (*place.words, *place.names[0], *place.names[1])}
    return tuple(sorted({plural for word in said - made for plural in (word, *_plurals(word))}))


def _plurals(word: str) -> tuple[str, ...]:
    if not (word.isascii() and len(word) > 2 and word[-1].isalpha()) or word[-1] == "s":
        return ()
    return (f"{word[:-1]}ies" if word[-1] == "y" and word[-2] not in "aeiou" else f"{word}s",)


@cache
def _backward() -> pl.Series:
    """Every word written backwards, the longest first; Latin ones between spaces, for they are found as whole words."""
    back = [word[::-1] for word in sorted(words(), key=len, reverse=True)]
    return pl.Series([f"{' ' * word[0].isascii()}{word}{' ' * word[-1].isascii()}" for word in back])


def _known(entries: list[str]) -> list[str]:
    """Refuses what is written like an id and is none: nobody writes a free word with an underscore."""
    for entry in entries:
        if "_" in entry and plain(entry) not in labels():
            near = difflib.get_close_matches(plain(entry), names(), 1)
            hint = f" (`{names()[near[0]]}`?)" if near else ""
            raise ValueError(
                f"`{entry}` is no industry{hint}; docs/industries.md lists them; 没有行业 `{entry}`{hint}，全部行业见 docs/industries.md"
            )
    return entries


Industries = Annotated[list[str], AfterValidator(_known)]
Groups = tuple[tuple[str, ...], ...]


@cache
def _ranks(groups: Groups) -> Mapping[str, float]:
    """The rank of each place: the number of the first group that names it, or else its sector, or `len(groups)` elsewhere."""
    named = {
        names()[plain(entry)]: float(rank)
        for rank, group in reversed(list(enumerate(groups)))
        for entry in group
        if plain(entry) in names()
    }
    # A word of an industry is narrower than that: of `光伏`, other texts that lead to renewable energy leave open whether it is meant.
    narrow = {
        leaf
        for group in groups
        for entry in group
        if plain(entry) not in names() and plain(entry) in labels()
        for leaf in tree()[labels()[plain(entry)]].leads
    }

    def leaf_rank(one: str) -> float:
        return named.get(one, named.get(tree()[one].sector, OPEN if one in narrow else float(len(groups))))

    def rank(place: Place) -> float:
        own = named.get(place.id, named.get(place.sector) if place.leads != (place.id,) else None)
        among = {leaf_rank(one) for one in place.leads}
        return own if own is not None else among.pop() if len(among) == 1 else OPEN

    return {place.id: rank(place) for place in tree().values()}


@cache
def _label_table(groups: Groups) -> Table:
    ranks = _ranks(groups)
    return table((label, ranks[place]) for label, place in labels().items())


@cache
def _code_table(groups: Groups) -> Table:
    ranks = _ranks(groups)
    listed = [
        (place.id, system, code) for place in tree().values() for system in place.codes for code in place.codes[system]
    ]
    return table((f"{system}:{code}", ranks[place]) for place, system, code in listed)


def ranked(field: str, groups: Sequence[Iterable[str]], context: Context) -> pl.Expr:
    """Which group of industries the text of a field belongs to: 0 for the first, `len(groups)` where it is known to be in none, else null.

    A group is of names of the tree, a sector with its industries, and of free words, which hold where the text has them. What
    names an industry goes before what names its sector, then the first group. Of several industries in a text any may be meant.
    """
    return _ranked(field, tuple(tuple(group) for group in groups), coding_of(context))


@cache  # Polars knows no two functions as the same, and two plans of one ruleset have to be equal
def _ranked(field: str, groups: Groups, coding: str | None) -> pl.Expr:
    def each(texts: pl.Series) -> pl.Series:
        # A list has few industries and many rows: each distinct text is looked up once.
        distinct = texts.unique().drop_nulls()
        codes = texts.cast(pl.Enum(distinct)).to_physical()
        return _ranks_of(distinct, groups, coding).gather(codes)

    return pl.col(field).map_batches(each, return_dtype=pl.Float64, is_elementwise=True)


def _ranks_of(texts: pl.Series, groups: Groups, coding: str | None) -> pl.Series:
    """The rank of each text, as `ranked` has it."""
    frame = texts.to_frame("text").lazy()
    low = pl.col("text").str.to_lowercase().str.replace_all("_", " ", literal=True).str.strip_chars(" ")
    frame = frame.with_columns(low=low)
    named = pl.col("low").str.replace(_BEFORE, "$2").str.replace(_SECTION, "$1").str.replace(_BEHIND, "")
    frame = frame.with_columns(named=named, code=_code_rank(pl.col("low"), groups, coding))
    frame = frame.with_columns(whole=looked_up(_plain(pl.col("named")), _label_table(groups)))
    small = texts.str.to_lowercase()
    strip = strip_denied if small.str.contains_any(list(HINTS)).any() else lambda text: text
    unknown = pl.col("whole").is_null() & pl.col("code").is_null()
    rest, meant = pl.when(unknown).then(strip(pl.col("named"))), pl.when(unknown).then(strip(pl.col("low")))
    frame = frame.with_columns(_parts(rest), meant=meant.otherwise("low"))
    parts = [_rank_of_one(name, groups) for name in PARTS]
    said = [pl.when(mentions(pl.col("meant"), _free(group))).then(float(rank)) for rank, group in enumerate(groups)]
    frame = frame.with_columns(*parts, said=pl.min_horizontal(said))
    places = ("whole", "code", *PARTS)
    least, most = pl.min_horizontal(*places, "said"), pl.max_horizontal(*places)
    decided = (least == 0) | pl.col("said").is_not_null() | (most < OPEN)
    found = frame.select("low", rank=pl.when(decided).then(least))
    if not small.str.contains(r"^[^\p{Han}]*[0-9]{2}[^0-9]").any():
        return found.collect()["rank"]
    return found.select(pl.when(~_is_contradicted(groups, coding)).then("rank")).collect().to_series()


def _is_contradicted(groups: Groups, coding: str | None) -> pl.Expr:
    """Whether the code before a name (`P83 光伏`) leads elsewhere than `rank`, which the name has: which of them is right cannot be known.

    Of a code whose system nobody says, each that begins its codes with a letter may be meant.
    """
    lead = pl.col("low").str.extract(_LEAD, 1).str.strip_chars(" ")
    systems = (coding,) if coding else ("gbt", "nace")
    if coding is None:
        lead = pl.when(lead.str.contains(rf"^(?:{_SYSTEM}|[a-u])")).then(lead)
    codes = [_code_rank(lead, groups, one) for one in systems]
    known = pl.any_horizontal((code < OPEN).fill_null(False) for code in codes)
    return known & ~pl.any_horizontal((code == pl.col("rank")).fill_null(False) for code in codes)


def _free(group: Iterable[str]) -> list[str]:
    return [entry.replace("_", " ") for entry in group if plain(entry) not in names()]


def _parts(text: pl.Expr) -> list[pl.Expr]:
    """The industries that a text names, each in a column of `PARTS`; null where it has no more of them."""
    apart = text.str.replace_all(_TOGETHER, "$1 $2").str.replace_all(_BETWEEN, ";").str.replace_all(_NO_INDUSTRY, "$1")
    split = apart.str.replace_all(r"\s*;[;\s]*", ";").str.strip_chars("; ").str.splitn(";", len(PARTS))
    return [split.struct.field(f"field_{number}").alias(name) for number, name in enumerate(PARTS)]


def _rank_of_one(name: str, groups: Groups) -> pl.Expr:
    """The rank of an industry in a column: as a whole, or by the word at its end, which says what it is; `OPEN` where it leads nowhere."""
    text, listed = _plain(pl.col(name)), _label_table(groups)
    inside = text.str.replace_all(_MAKING, "").str.replace(_HEAD_FIRST, "$2 $1")
    # The word that ends last, and the longest that ends there, is the first of a text written backwards.
    back = pl.concat_str(pl.lit(" "), inside, pl.lit(" ")).str.reverse()
    found = back.str.extract_many(pl.lit(_backward()).implode(), leftmost=True).list.first()
    word = found.str.strip_chars(" ").str.reverse()
    made = pl.when(text.str.contains(_MADE)).then(_ranks(groups)["manufacturing"])
    rank = pl.coalesce(looked_up(text, listed), looked_up(word, listed), made, OPEN)
    # The last part may hold several more, which are not looked up.
    more = pl.col(name).str.contains(";", literal=True)
    return pl.when(more).then(OPEN).when(pl.col(name).is_not_null()).then(rank).alias(name)


def coding_of(context: Context) -> str | None:
    """The system of codes that the seller says the list's codes are of (`seller.industry_codes`); None if it says none."""
    named = context.seller.get("industry_codes")
    if named is None or named in SYSTEMS:
        return named
    raise ValueError(
        f"seller.industry_codes is {named!r}; it is one of {', '.join(SYSTEMS)}; 只能是 {'、'.join(SYSTEMS)} 之一"
    )


def _code_rank(text: pl.Expr, groups: Groups, coding: str | None) -> pl.Expr:
    """The rank of a text that is nothing but a code of a system that it names itself, or else of `coding`; else null."""
    system = text.str.extract(_CODE, 1).str.replace("/", "", literal=True)
    system = system if coding is None else pl.coalesce(system, pl.when(text.str.contains(_CODE)).then(pl.lit(coding)))
    digits = pl.concat_str(
        text.str.extract(_CODE, 3), text.str.extract(_CODE, 4).str.replace_all(".", "", literal=True)
    )
    listed = _code_table(groups)
    lengths = sorted({len(key.partition(":")[2]) for key in listed[0].categories}, reverse=True)
    keys = [digits.str.head(length) for length in lengths]
    keys.append(pl.when(digits.is_null()).then(text.str.extract(_CODE, 2)))
    return pl.coalesce(looked_up(pl.concat_str(system, pl.lit(":"), key), listed) for key in keys)
