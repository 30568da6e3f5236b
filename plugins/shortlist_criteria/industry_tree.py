"""One small tree of industries: the places of it, what each is called, and the words that stand beside such names in texts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from shortlist import Text

SYSTEMS = ("gics", "nace", "gbt", "sic", "naics")
NOWHERE = "nowhere"  # the place of what names no industry, or none that is understood

_SIGNS = r"(?:\W|\band\b)+"
_JOINTS = (r"([a-z0-9])([^\x00-\u02ff])", r"([^\x00-\u02ff])([a-z0-9])")  # Latin and Chinese without a space


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
    read = _load("industries.toml")
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
    found[NOWHERE] = _place({"words": ";".join(said(NOWHERE, "en") + said(NOWHERE, "zh"))}, NOWHERE, "", ())
    return found


def _load(name: str) -> dict[str, Any]:
    # TOML, which the standard library reads in a hundredth of the time that our reader of YAML takes.
    return tomllib.loads(files("shortlist_criteria").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def _beside() -> dict[str, dict[str, str]]:
    return _load("industry_words.toml")


def name_places() -> dict[str, Text]:
    """What each sector and industry is called before people, by its id.

    >>> name_places()["oil_gas"]
    Text(en='Oil and Gas', zh='石油与天然气')
    """
    return {place.id: Text(place.names[0][0], place.names[1][0]) for place in tree().values() if all(place.names)}


def said(kind: str, language: str) -> tuple[str, ...]:
    """The words of a kind that stand beside names (industry_words.toml), in one of the two languages.

    >>> said("services", "zh")
    ('服务', '服务业')
    """
    text = _beside()[kind].get(language, "")
    parts = text.split(";") if ";" in text else text.split()
    return tuple(part.strip() for part in parts if part.strip())


def pattern(kind: str, language: str) -> str:
    """The regular expression that stands for a kind of words in a language."""
    # That it goes on in the next line is none of the expression.
    return _beside()[kind][language].replace("\n", "")


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


def plainly(text: pl.Expr) -> pl.Expr:
    """A column of small letters as `plain` has it."""
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
def backward() -> pl.Series:
    """Every word written backwards, the longest first; Latin ones between spaces, for they are found as whole words."""
    back = [word[::-1] for word in sorted(words(), key=len, reverse=True)]
    return pl.Series([f"{' ' * word[0].isascii()}{word}{' ' * word[-1].isascii()}" for word in back])
