"""Which values a ruleset lists for a field, and which of a list's cells it does not: typing errors that would take `else`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.intake.columns import Column
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.country_forms import near_country
from shortlist.intake.parsing.ranges import read_ranges
from shortlist.intake.parsing.text import Reading, fold_word
from shortlist.intake.profile import Tally
from shortlist.model.normal import put

SHOWN = 10  # values that one note names
ASKED = 40  # unread countries for which a near one is looked for
NEAR = 0.75  # as difflib counts likeness
SHORT = 3  # letters of a code
# What turns the meaning of a text that is else alike.
TURNING = frozenset("未非不无無没沒红紅蓝藍负負正退反冲沖借贷貸收付应應预預已增减減")
TURNING_WORDS = frozenset(
    (
        "not",
        "no",
        "non",
        "un",
        "credit",
        "debit",
        "return",
        "reversal",
        "without",
        "never",
        "ex",
        "anti",
        "nicht",
        "pas",
        "niet",
    )
)
PREFIXES = (
    "un",
    "non",
    "non-",
    "in",
    "im",
    "ir",
    "il",
    "dis",
    "de",
    "re",
    "over",
    "under",
    "pre",
    "ex",
    "mis",
    "anti",
    "im",
    "on",
    "nicht ",
)


@dataclass(frozen=True)
class Listed:
    """The texts that a ruleset lists for a field. `whole`: a curve scores them, and what it does not list takes its `else`;
    without that they only stand in conditions, which need not name every value.
    """

    words: frozenset[str]
    whole: bool


def note_unlisted(
    columns: Sequence[Column],
    readings: Mapping[str, Reading],
    tallies: Mapping[str, Tally],
    listed: Mapping[str, Listed],
    source: str,
) -> list[Problem]:
    """A note for each column that holds values which no level and no list of the ruleset names, with counts and near spellings."""
    notes = []
    for column in columns:
        tally = tallies.get(column.field.id)
        if tally is None or not tally.values:
            continue
        if column.field.type == "country":
            notes += _note_countries(column, readings[column.field.id], tally, Place(source))
            continue
        words = (
            Listed(frozenset(column.field.values), True) if column.field.type == "level" else listed[column.field.id]
        )
        unlisted = _find_unlisted(tally, readings[column.field.id], words)
        if unlisted:
            notes.append(_describe(column, unlisted, Place(source)))
    return notes


def _note_countries(column: Column, reading: Reading, tally: Tally, place: Place) -> list[Problem]:
    """A note for countries that are unread and near to a name that is known; others only count as unread."""
    texts = sorted(tally.values, key=lambda text: (-tally.values[text], text))
    _, bad = convert(pl.Series(texts, dtype=pl.String), reading)
    unread = [text for text, one in zip(texts, bad, strict=True) if one]
    found = [(text, tally.values[text], near_country(text)) for text in unread[:ASKED]]
    if not any(near for _, _, near in found):
        return []
    en = ", ".join(f"'{t[:40]}' ({n:,}{f', near {near[0]!r}' if near else ''})" for t, n, near in found[:SHOWN])
    zh = "、".join(f"'{t[:40]}'（{n:,} 个{f'，近似 {near[0]!r}' if near else ''}）" for t, n, near in found[:SHOWN])
    if (more := len(unread) - SHOWN) > 0:
        en, zh = f"{en}, and {more:,} more", f"{zh}，另有 {more:,} 种"
    remedy = [column.field.declare(f"value_aliases: {{{words}}}") for words in ("SPELLING: CODE", "写法: 代码")]
    return [
        Problem.of(
            f"'{column.header}' holds names that are no known country and stay unread: {en}; where one is another spelling, write {remedy[0]}",
            f"'{column.header}' 中有无法识别、未读取的国家名：{zh}；如果只是写法不同，请写 {remedy[1]}",
            place,
        )
    ]


def _find_unlisted(tally: Tally, reading: Reading, listed: Listed) -> list[tuple[str, int, str | None]]:
    """The unlisted values, the most frequent first: the text, its count, and the listed value that it is near to."""
    texts = sorted(tally.values, key=lambda text: (-tally.values[text], text))
    value, bad = convert(pl.Series(texts, dtype=pl.String), reading)
    if reading.takes_ranges and bad.any():  # what says a range has notes of its own (ranged.py)
        told = read_ranges(pl.Series(texts, dtype=pl.String).filter(bad), reading)
        bad = put(bad, bad.arg_true(), ~(told["read"] | told["why"].is_not_null()))
    folded: dict[str, str] = {}
    for word in (*sorted(listed.words), *reading.field.value_aliases):
        folded.setdefault(fold_word(word), word)
    found = []
    for text, read, unread in zip(texts, value, bad, strict=True):
        if unread or (read is not None and read not in listed.words):
            near = _find_near(text, folded)
            if near is not None or listed.whole:
                found.append((text, tally.values[text], near))
    return found


def _find_near(text: str, folded: Mapping[str, str]) -> str | None:
    """The listed value that a text is a typing error of; none for codes, which are all near each other, and for opposites."""
    key = fold_word(text)
    if key in folded:
        return folded[key]
    glued = {re.sub(r"[\W_]", "", word): value for word, value in folded.items()}
    if len(key) > SHORT and (bare := re.sub(r"[\W_]", "", key)) in glued and len(bare) > SHORT:
        return glued[bare]
    if key.isascii() and len(key) <= SHORT:
        return None
    near: Iterable[str] = difflib.get_close_matches(key, folded, 3, NEAR) if len(key) <= 60 else ()
    return next((folded[one] for one in near if not _differ(key, one)), None)


def _differ(one: str, other: str) -> bool:
    """Whether what two texts do not share turns the meaning: `unpaid` and `paid`, `红字发票` and `蓝字发票`, `return of` ...

    A typing error adds or drops letters; whole words and Chinese characters say something.

    >>> _differ("unpaid", "paid"), _differ("未完全核销", "完全核销"), _differ("credit note", "debit note"), _differ("manufacturng", "manufacturing")
    (True, True, True, False)
    """
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    odd = [part for tag, i, j, k, m in blocks if tag != "equal" for part in (one[i:j], other[k:m])]
    if any(re.search("[\u4e00-\u9fff]", part) for part in odd):
        turned = {*one} ^ {*other}
        return bool(turned & TURNING) or one in other or other in one
    words, others = (set(re.findall(r"\w+", text)) for text in (one, other))
    if (words ^ others) & TURNING_WORDS or len(words) != len(others):
        return True
    return any(one == prefix + other or other == prefix + one for prefix in PREFIXES)


def _describe(column: Column, unlisted: Sequence[tuple[str, int, str | None]], place: Place) -> Problem:
    en = [f"'{text[:40]}' ({count:,}{f', near {near!r}' if near else ''})" for text, count, near in unlisted[:SHOWN]]
    zh = [
        f"'{text[:40]}'（{count:,} 个{f'，近似 {near!r}' if near else ''}）" for text, count, near in unlisted[:SHOWN]
    ]
    if (more := len(unlisted) - SHOWN) > 0:
        en.append(f"and {more:,} more")
        zh.append(f"另有 {more:,} 种")
    remedy_en, remedy_zh = (
        column.field.declare(f"value_aliases: {{{words}}}") for words in ("SPELLING: VALUE", "写法: 值")
    )
    return Problem.of(
        f"'{column.header}' holds values that no level or list of the ruleset names: {', '.join(en)}; where one is another spelling, "
        f"write {remedy_en}",
        f"'{column.header}' 中有规则集的等级或列表未列出的值：{'、'.join(zh)}；如果只是写法不同，请写 {remedy_zh}",
        place,
    )
