"""Texts that name an industry and deny it, doubt it, or tell that it is over: of these none says which industry somebody is in."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from shortlist_criteria.industry_tree import labels, pattern, plainly, said

_RAW = "\x01"  # stands for a 原 that denies nothing, while texts are looked at
# What somebody was before says nothing of what he is now.
_FORMER = (
    r"[(（\[【]\s*(?:formerly|former|previously|ex\b|原|曾|前身|旧)[^)）\]】]*[)）\]】]"
    r"|[,;，；]\s*(?:formerly|previously)\b.*$|[,;，；、]\s*(?:原|曾|前身)[^,;，；、]*$"
)
# `面向制造业的软件` is software.
_FOR = r"(?:面向|针对|服务于|为)[^的]+的"


def without_former(texts: pl.Series) -> pl.Series:
    """Texts of small letters without remarks on what was before: `餐饮（原钢铁）` is `餐饮`."""
    marked = _marked(texts).str.replace_all(_FORMER, "").str.replace_all(_FOR, "")
    return marked.str.replace_all(_RAW, "原", literal=True)


def denied(texts: pl.Series) -> pl.Series:
    """Whether each text of small letters denies or doubts what it names."""
    plain = texts.to_frame("text").select(plainly(pl.col("text"))).to_series()
    signs = plain.str.contains(pattern("denied", "en")) | texts.str.contains(pattern("denied", "zh"))
    found = signs.fill_null(False)
    if found.any():  # most texts have no sign, and what is kept is long
        latin, chinese = _kept()
        plain = plain.filter(found).str.replace_all(latin, " ")
        marked = _marked(texts.filter(found)).str.replace_all(chinese, "")
        said_so = plain.str.contains(pattern("denied", "en")) | marked.str.contains(pattern("denied", "zh"))
        found &= said_so.gather((found.cast(pl.Int64).cum_sum() - 1).clip(0))
    return found


def _marked(texts: pl.Series) -> pl.Series:
    if not texts.str.contains("原", literal=True).any():
        return texts
    words = _raw()
    return texts.str.replace_many(list(words), list(words.values()), leftmost=True)


@cache
def _raw() -> dict[str, str]:
    """What words with a 原 become, the longest first: it denies nothing in `原煤`, but does in `原煤炭企业`, for coal is a name."""
    raw = [word for word in said("raw", "zh") if word not in labels()]
    begun = [
        f"原{label}"
        for label in labels()
        for word in raw
        if len(label) > 1 and label.startswith(word[1:]) and word[0] == "原"
    ]
    kept = {word: word for word in begun if word not in labels()} | {word: word.replace("原", _RAW) for word in raw}
    return {word: kept[word] for word in sorted(kept, key=len, reverse=True)}


@cache
def _kept() -> tuple[str, str]:
    """Regular expressions of the words that hold a sign of denial and deny nothing, names of the tree among them."""
    signs = (pattern("denied", "en"), pattern("denied", "zh"))
    named = [label for label in labels() if any(re.search(sign, label) for sign in signs)]
    words = sorted({*named, *said("kept", "en"), *said("kept", "zh")}, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    return rf"\b(?:{latin}|no \d+)\b", "|".join(re.escape(word) for word in words if not word.isascii())
