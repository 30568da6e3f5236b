"""Which places of the tree a text leads to: each industry that it names, as a whole or by the word that says what it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache

import polars as pl

from shortlist_criteria.industry_codes import agree_names, code_columns, joined, nowhere, numbers, parts_of, place_of
from shortlist_criteria.industry_denials import denied, without_former
from shortlist_criteria.industry_tree import backward, labels, plain, plainly, said, tree
from shortlist_criteria.lookups import Table, looked_up, table

PARTS = ("first", "second", "third", "rest")  # of so many industries of one cell all are looked up
PLACES = ("whole", "alone", *PARTS)
_FEW = 50  # so many texts are remembered with what they lead to

# What stands between several industries; the same signs stand inside names, which are looked up before.
_BETWEEN = r"\s[-–—]\s|-\s|[;；、|/,，&+\n]|\band\b|以及|[和与及]"
_TOGETHER = r"\b(oil|food|r|iron) ?(?:&|\band\b) ?(gas|beverages?|drinks?|d|steel)\b"
_NO_INDUSTRY = (
    r"(?:;\s*(?:related )?(?:services?|supplies|components?|parts|products?|solutions?|systems?|accessories|equipment"
    r"|相关服务|服务|设备|配件|零部件|产品)\s*)+(;|$)"
)
# The maker of something is of that thing's industry, and a company in something too; of `X for Y` X says what it is.
_MAKING = r"\b(?:manufactur\w*|production|producers?|makers?|suppliers?|providers?|developers?|operators?|process\w*|development) of\b"
_MADE = r"\b(?:manufactur\w*)\b|制造|生产"
_HEAD_FIRST = r"^(.+?) (?:for|of|in|to|with|from|at|by|on|via|near|as|von|für|mit|serving)\b.*$"
_INSIDE = r"[(（\[【]([^)）\]】]*)[)）\]】]"
_GOODS = (
    "agriculture",
    "materials",
    "manufacturing",
    "consumer_goods",
)  # sectors of things, whose services are another trade's


def read_texts(texts: pl.Series, coding: str | None) -> pl.DataFrame:
    """For each text the numbers of the places that it leads to, in the columns `PLACES`; null where there is no such part.

    `said` is the text in which an author's own words may be found: null where it denies, doubts or contradicts itself.
    """
    # Single prospects are decided again and again, as what would change a decision is looked for.
    return _read_few(tuple(texts), coding) if len(texts) <= _FEW else _read(texts, coding)


@lru_cache(maxsize=1000)
def _read_few(texts: tuple[str | None, ...], coding: str | None) -> pl.DataFrame:
    return _read(pl.Series(texts, dtype=pl.String), coding)


def _read(texts: pl.Series, coding: str | None) -> pl.DataFrame:
    low = texts.str.to_lowercase().str.replace_all("_", " ", literal=True)
    low = without_former(low).str.strip_chars(" ")
    frame = pl.DataFrame({"low": low}).hstack(parts_of(low))
    coded = frame.select(pl.any_horizontal(pl.col("letter", "digits").is_not_null()).any()).item()
    frame = frame.with_columns(code_columns(coding) if coded else [pl.lit(None, pl.Float64).alias("code")])
    frame = frame.with_columns(_wholes())
    frame = frame.with_columns(denied=frame["whole"].is_null() & denied(low))
    frame = frame.hstack(_parts_read(frame))
    named = ("whole", *PARTS)
    frame = frame.with_columns((joined(pl.col(one)) if coded else pl.col(one)).alias(f"joined:{one}") for one in named)
    # A code that is known says more than the only name, where that is not.
    only = (pl.col("first") == nowhere()) & pl.col("second").is_null()
    first = pl.coalesce(pl.when(only).then(place_of(pl.col("code"))), _left("first", named))
    first = pl.when(pl.col("denied")).then(nowhere()).otherwise(first)
    others = [_left(one, named).alias(one) for one in named if one != "first"]
    said_in = pl.when(~pl.col("denied") & ~_against(named)).then(pl.col("low"))
    return frame.select(said_in.alias("said"), "alone", first.alias("first"), *others)


def _parts_read(frame: pl.DataFrame) -> pl.DataFrame:
    """The places of the industries that each text names, in `PARTS`, where it is none as a whole."""
    rest = pl.when(pl.col("whole").is_null() & ~pl.col("denied")).then(pl.col("name"))
    inside = rest.str.extract(_INSIDE, 1)
    several = pl.when(inside.str.contains(_BETWEEN)).then(pl.lit(";")).otherwise(inside)
    parts = frame.select(*_parts(rest.str.replace_all(_INSIDE, " ")), several.alias("inside"))
    # All are looked up at once, each text once, for it is the making of the search that takes long.
    distinct = pl.concat([parts[one] for one in parts.columns]).unique().drop_nulls()
    places = distinct.to_frame("part").select(_place_of("part")).to_series()
    listed = pl.Enum(distinct)
    found = [pl.lit(places).gather(pl.col(one).cast(listed).to_physical()).alias(one) for one in parts.columns]
    numbered = parts.select(found) if len(distinct) else parts.select(pl.all().cast(pl.Float64))
    return numbered.select(agree_names(pl.col(one), pl.col("inside")).alias(one) for one in PARTS)


def _against(named: Iterable[str]) -> pl.Expr:
    """Whether the code of a text contradicts all names beside it."""
    known = [(pl.col(one) != nowhere()).fill_null(False) for one in named]
    agreed = [(pl.col(f"joined:{one}") != nowhere()).fill_null(False) for one in named]
    return pl.any_horizontal(known) & ~pl.any_horizontal(agreed)


def _left(one: str, named: Iterable[str]) -> pl.Expr:
    """The place of a name with the code of its text; null where that contradicts it, and is another's of several (`光伏设备及元器件`)."""
    joined_ = pl.col(f"joined:{one}")
    lost = (pl.col(one) != nowhere()) & (joined_ == nowhere())
    return pl.when(~lost.fill_null(False) | _against(named)).then(joined_)


def _wholes() -> list[pl.Expr]:
    """The place of a text that is a label, with or without a code beside it, and that of a code alone."""
    asked = pl.col("low").str.contains("[?？]")
    whole = pl.coalesce(looked_up(plainly(pl.col(one)), _label_table()) for one in ("name", "low"))
    whole = pl.when(~asked).then(whole)
    alone = pl.when(pl.col("name").is_null()).then(place_of(pl.col("code")))
    return [whole.alias("whole"), alone.alias("alone")]


def _parts(text: pl.Expr) -> list[pl.Expr]:
    """The industries that a text names, each in a column of `PARTS`; null where it has no more of them."""
    apart = text.str.replace_all(_TOGETHER, "$1 $2").str.replace_all(_BETWEEN, ";").str.replace_all(_NO_INDUSTRY, "$1")
    split = apart.str.replace_all(r"\s*;[;\s]*", ";").str.strip_chars("; ").str.splitn(";", len(PARTS))
    return [split.struct.field(f"field_{number}").alias(name) for number, name in enumerate(PARTS)]


def _place_of(name: str) -> pl.Expr:
    """The number of the place of an industry in a column: as a whole, or by its head, the word at its end; NOWHERE where it is not understood."""
    text = plainly(pl.col(name))
    within, tail, service, before = _beside()
    head = text.str.replace_all(_MAKING, "").str.strip_chars(" ").str.replace(within, "")
    vitro = head.str.contains(r"\b(?:in vitro|not for profit)\b")  # no `X in Y`
    head = (
        pl.when(vitro)
        .then(head.str.replace(r"\bdiagnostics? for .*$", "diagnostic"))
        .otherwise(head.str.replace(_HEAD_FIRST, "$1"))
    )
    # The word that ends last, and the longest that ends there, is the first of a text written backwards.
    back = pl.concat_str(pl.lit(" "), head, pl.lit(" ")).str.reverse()
    found = back.str.extract_many(pl.lit(backward()).implode(), leftmost=True).list.first()
    split = back.str.splitn(found, 2)
    behind, ahead = (split.struct.field(f"field_{one}").str.reverse().str.strip_chars(" ") for one in range(2))
    word = found.str.strip_chars(" ").str.reverse()
    # Behind it there may be words that leave an industry what it is; any other is the head, and is not understood.
    place: pl.Expr = pl.when(behind.str.contains(tail)).then(looked_up(word, _label_table()))
    place = pl.coalesce(place, pl.when(behind.str.contains(service)).then(looked_up(word, _served_table())))
    shifted = looked_up(word, _alone_table()).is_not_null() & ~ahead.str.contains(before)
    place = pl.when(shifted).then(nowhere()).otherwise(place)
    made = pl.when(text.str.contains(_MADE) & ~shifted.fill_null(False)).then(float(numbers()["manufacturing"]))
    place = pl.coalesce(looked_up(text, _label_table()), place, made, nowhere())
    # The last part, and what stands in brackets, may hold several more, which are not looked up.
    more = pl.col(name).str.contains(";", literal=True)
    return pl.when(more).then(nowhere()).when(pl.col(name).is_not_null()).then(place).alias(name)


@cache
def _beside() -> tuple[str, str, str, str]:
    """Regular expressions: what leads to the industry within `company in X`, what may follow a name, a service too, and what may precede a word."""
    neutral, service = "|".join(said("neutral", "en")), "|".join(said("services", "en"))

    def only(english: str, kinds: tuple[str, ...]) -> str:
        chinese = "|".join(sorted((word for kind in kinds for word in said(kind, "zh")), key=len, reverse=True))
        return rf"^(?:\s*(?:\b(?:{english})\b|\d+|{chinese}))*\s*$"

    return (
        rf"^(?:(?:{neutral}|leaders?|active|engaged|working) )+(?:of|in) ",
        only(neutral, ("neutral",)),
        only(f"{neutral}|{service}", ("neutral", "services")),
        only("|".join(said("before", "en")), ("before",)),
    )


@cache
def _label_table() -> Table:
    return table((label, float(numbers()[place])) for label, place in labels().items())


@cache
def _served_table() -> Table:
    """The places of words that may have `services` behind them."""
    served = ((label, place) for label, place in labels().items() if tree()[place].sector not in _GOODS)
    return table((label, float(numbers()[place])) for label, place in served)


@cache
def _alone_table() -> Table:
    return table((plain(word), 1.0) for language in ("en", "zh") for word in said("alone", language))
