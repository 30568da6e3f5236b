"""Which encoding bytes beyond ASCII are in, by the letters that they become: the one that is likely, or those that may be."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# The encodings that lists come in, each with the letters of its languages (by frequency, in letters.json).
CANDIDATES = {
    "cp1252": "latin",
    "iso8859_15": "latin",
    "mac_roman": "latin",
    "cp850": "latin",
    "cp437": "latin",
    "cp1250": "central",
    "iso8859_2": "central",
    "cp852": "central",
    "cp1254": "turkish",
    "cp1257": "baltic",
    "cp1253": "greek",
    "cp1251": "cyrillic",
    "koi8_r": "russian",
    "cp1255": "hebrew",
    "cp1256": "arabic",
    "gb18030": "chinese",
    "big5": "taiwanese",
    "shift_jis": "japanese",
    "euc_jp": "japanese",
    "euc_kr": "korean",
}
LATIN = {"latin", "central", "turkish", "baltic"}
WIDE = {"chinese", "taiwanese", "japanese", "korean"}
# As Python's own names say less than Windows writes.
SUPERSETS = {"big5": "cp950", "shift_jis": "cp932", "euc_kr": "cp949"}
WORDS_LOOKED_AT = 4_000
MARGIN = 6.0  # in natural logarithms: how much likelier than every other reading the chosen one must be
# What lists are saved in most often, and hardly ever: it tips a few letters, never a page of them.
BEFORE = {"cp1252": 1.5, "iso8859_15": -1.0, "gb18030": 1.5, "euc_jp": -3.0, "mac_roman": -1.0, "iso8859_2": -1.0}
BEFORE |= {"cp850": -1.0, "cp437": -1.5, "cp852": -1.1}  # of DOS, and of exports that go through it
# Two letters that follow each other in no language of a family: `São` in another encoding.
NEVER, NEVER_BESIDE = -6.0, frozenset({"ăo", "ăe"})
SENSELESS = -7.0  # a byte on average: no text in any of the encodings
SWITCH = 3.0  # what a word of another language costs
RARE, SIGN, STRAY, BROKEN = -9.0, -5.0, -11.0, -15.0
# Words with bytes beyond ASCII, and their neighbours of the same kind; no separator here is the second half of a character.
_WORDS = re.compile(rb"[^\s,;\"]*[\x80-\xff][^\s,;\"]*(?: [^\s,;\"]*[\x80-\xff][^\s,;\"]*)*")
# A single byte beside a number, a space between: `€ 5000`, `5000 €`.
_PRICE = re.compile(rb"(?<![^\s,;\"])([\x80-\xff]) (\d)")
_AMOUNT = re.compile(rb"(\d) ([\x80-\xff])(?![^\s,;\"])")
_MONEY = set("€£¥")
MONEY = 1.0  # a sign of a currency at a number: hardly anything else stands there
_SIGNS = set("’‘“”„–—…€£¥°·«»№®™©  、。，（）：；　・")


@dataclass(frozen=True)
class Guess:
    """The encodings that fit, the likeliest first: one where it is plain, several where they make different texts of the bytes,
    none where the bytes are no text in any.
    `samples` has what each makes of a word that tells them apart."""

    encodings: tuple[str, ...]
    samples: tuple[str, ...]


def guess_letters(sample: bytes) -> Guess:
    """Which encodings `sample`, lines that hold bytes beyond ASCII, may be in.

    >>> guess_letters("Северная мельница, Москва".encode("cp1251")).encodings
    ('cp1251',)
    >>> guess_letters("Győr".encode("cp1250")).encodings
    ('cp1252', 'cp1250')
    """
    from charset_normalizer import from_bytes  # slow to load, and a list in UTF-8 has no need of it

    sample = _AMOUNT.sub(rb"\1\2", _PRICE.sub(rb"\1\2", sample))
    words = list(dict.fromkeys(_WORDS.findall(sample)))[:WORDS_LOOKED_AT]
    found = from_bytes(b"\n".join(words[:500]), cp_isolation=list(CANDIDATES), enable_fallback=False)
    fit = {name for match in found for name in match.could_be_from_charset}
    texts = {name: [word.decode(SUPERSETS.get(name, name), "replace") for word in words] for name in CANDIDATES}
    scores: dict[str, float] = {
        name: _score(texts[name], family) + BEFORE.get(name, 0.0) - (SWITCH if fit and name not in fit else 0.0)
        for name, family in CANDIDATES.items()
    }
    ranked = sorted(scores, key=lambda name: -scores[name])
    best = ranked[0]
    high = sum(byte > 0x7F for word in words for byte in word)
    if scores[best] < SENSELESS * high:
        return Guess((), ())
    near: list[str] = []
    for name in ranked:
        if scores[best] - scores[name] < MARGIN and all(texts[name] != texts[other] for other in near):
            near.append(name)
    differing = next((n for n in range(len(words)) if len({texts[name][n] for name in near}) == len(near)), 0)
    shown = tuple(texts[name][differing][:30] if words else "" for name in near)
    return Guess(tuple(SUPERSETS.get(name, name) for name in near), shown)


def _score(words: Sequence[str], family: str) -> float:
    """The logarithm of how likely words are in the best language of a family; some words may be of another of its languages."""
    by_language = {name: [_word(word, letters, family) for word in words] for name, letters in _letters(family).items()}
    best = [max(scores) for scores in zip(*by_language.values(), strict=True)]
    totals: list[float] = [
        sum(max(own, other - SWITCH) for own, other in zip(scores, best, strict=True))
        for scores in by_language.values()
    ]
    return max(totals)


@cache
def _letters(family: str) -> Mapping[str, Mapping[str, float]]:
    """The logarithm of how frequent each letter is among those beyond ASCII, by language."""
    words = json.loads((files("shortlist.intake.sources") / "letters.json").read_text("utf-8"))[family]
    flat = 60 if family in WIDE else 3
    found = {}
    for language, text in words.items():
        order = dict.fromkeys(text)
        weights = {letter: (rank + flat) ** -(1.0 if family in WIDE else 1.5) for rank, letter in enumerate(order)}
        share = math.log(0.75 if family in WIDE else 0.95) - math.log(sum(weights.values()))
        found[language] = {letter: math.log(weight) + share for letter, weight in weights.items()}
    return found


def _word(word: str, letters: Mapping[str, float], family: str) -> float:
    total = 0.0
    for at, letter in enumerate(word):
        if letter < "\x80":
            continue
        before, after = word[at - 1] if at else " ", word[at + 1] if at + 1 < len(word) else " "
        total += _letter(letter, before, after, letters, family)
    return total


def _letter(letter: str, before: str, after: str, letters: Mapping[str, float], family: str) -> float:
    if letter == "\ufffd":
        return BROKEN
    inside = before.isalpha() and after.isalpha()
    at_number = (before.isdigit() or after.isdigit()) and not (before.isalpha() or after.isalpha())
    if letter in _MONEY and at_number:
        return MONEY
    if letter in _SIGNS and letter not in letters:
        return STRAY if inside and letter not in "’·–、・" else SIGN
    if not letter.isalpha() and unicodedata.category(letter) not in ("Mn", "Mc", "Lm"):
        return STRAY if unicodedata.category(letter)[0] in "SPN" else BROKEN
    if unicodedata.category(letter) == "Co":
        return BROKEN
    known = letters.get(letter)
    if known is None and family not in LATIN | WIDE and (lower := letter.lower()) in letters:
        known = letters[lower] - (0.7 if not before.isalpha() or before.isupper() else 0)
    value = RARE if known is None else known
    if letter.isupper() and before.islower():
        value -= 6
    elif letter.isupper() and before.isalpha() and after.islower():  # `JŘrgens`
        value -= 4
    if family not in WIDE and (before.isdigit() or after.isdigit()):
        value -= 4  # `Ä5000` of another encoding is `€5000`
    ascii_beside = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    if family in LATIN:
        value -= 2.5 if before > "\x7f" and before.isalpha() else 0
        value -= 1.2 if letter.islower() and not before.isalpha() else 0  # names begin with a capital
        value += NEVER if (letter + after).lower() in NEVER_BESIDE else 0
    elif family in WIDE:
        value -= 3 if ascii_beside else 0
    elif ascii_beside:
        value -= 6
    return value
