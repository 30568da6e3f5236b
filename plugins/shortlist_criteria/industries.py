"""What rulesets say of industries, and which of it the text of a cell fits: names, codes and free words in both languages."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Annotated

import polars as pl
from pydantic import AfterValidator

from shortlist import Context, Text
from shortlist_criteria.industry_texts import PLACES, read_texts
from shortlist_criteria.industry_tree import SYSTEMS, Place, labels, names, plain, tree
from shortlist_criteria.lookups import mentions

OPEN = 1e6  # the rank of a text of which the tree leaves open where it leads


def _known(entries: list[str]) -> list[str]:
    """Refuses what is written like an id and is none: nobody writes a free word with an underscore."""
    for entry in entries:
        if "_" in entry and plain(entry) not in names() and plain(entry) not in labels():
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
def _rank_series(groups: Groups) -> pl.Series:
    """The rank of each place, by its number."""
    return pl.Series(list(_ranks(groups).values()))


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
    frame = read_texts(texts, coding).lazy()
    frame = frame.with_columns(
        pl.lit(_rank_series(groups)).gather(pl.col(one).cast(pl.Int64)).alias(one) for one in PLACES
    )
    words = [pl.when(mentions(pl.col("said"), _free(group))).then(float(rank)) for rank, group in enumerate(groups)]
    frame = frame.with_columns(word=pl.min_horizontal(words))
    least, most = pl.min_horizontal(*PLACES, "word"), pl.max_horizontal(*PLACES)
    decided = (least == 0) | pl.col("word").is_not_null() | (most < OPEN)
    return frame.select(pl.when(decided).then(least)).collect().to_series()


def _free(group: Iterable[str]) -> list[str]:
    return [entry.replace("_", " ") for entry in group if plain(entry) not in names()]


def say_remedy(texts: Sequence[str], context: Context) -> Text:
    """What to do about texts that lead to no industry, or to one of several of which only some are meant."""
    coded = any(re.fullmatch(r"(?i)[a-u]?[\s.-]?\d{2,8}(?:\.\d+)*|[a-u]", text.strip()) for text in texts)
    if coded and coding_of(context) is None:
        return Text(
            "codes are understood where the ruleset says of which system they are: --set seller.industry_codes=nace (or gbt, gics, sic, naics)",
            "仅有代码时须写明代码体系方可识别：--set seller.industry_codes=gbt（或 nace、gics、sic、naics）",
        )
    return Text(
        "write names of docs/industries.md in the list, with no code that says otherwise, or put words of these texts under `industries` of the ruleset",
        "请在名单中改用 docs/industries.md 里的行业名称（旁边的代码须与之相符），或在规则集的 `industries` 中写上文本里的词",
    )


def coding_of(context: Context) -> str | None:
    """The system of codes that the seller says the list's codes are of (`seller.industry_codes`); None if it says none."""
    named = context.seller.get("industry_codes")
    if named is None or named in SYSTEMS:
        return named
    raise context.misstated(
        "industry_codes",
        f"industry_codes is {named!r}; it is one of {', '.join(SYSTEMS)}, or null",
        f"industry_codes 为 {named!r}；只能是 {'、'.join(SYSTEMS)} 之一，或 null",
    )
