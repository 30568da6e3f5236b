"""How a single cell reads, written a second time without the code of intake: plain Python, decimal and datetime.

`read_cell` says of a cell, alone, what it is for a type, a unit and a convention: a value, MISSING or UNREADABLE. It walks through
the cell word by word, where intake splits columns by patterns.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise, takewhile
from typing import Any

from tests.support.reading_days import read_day, read_year
from tests.support.reading_numbers import is_within, read_number
from tests.support.reading_words import (
    BROKEN,
    COUNTRIES,
    DASHES,
    MISSING,
    MONEY,
    NO,
    NOTHING,
    UNREADABLE,
    YES,
    Kind,
    list_codes,
)


def _is_raised(c: str) -> bool:
    return not c.isdecimal() and any(d in "0123456789" for d in unicodedata.normalize("NFKC", c))


def _without_footnote(seen: list[str]) -> list[str]:
    """The letters without a raised number behind the last word, unless that is the power of a unit."""
    text = "".join(seen)
    rest = text.rstrip()
    bare = rest[:-1] if rest[-1:] in (")", "）") else rest
    word = bare.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")
    if word == bare:
        return seen
    unit = "".join(takewhile(str.isalpha, reversed(word)))[::-1]
    units = ("m", "km", "cm", "dm", "mm", "μm", "µm", "nm", "ft", "in", "yd", "mi", "s")
    ahead = word[: len(word) - len(unit)][-1:]
    if (
        rest == bare
        and bare[len(word) :] in ("²", "³")
        and unit in units
        and (ahead in "0123456789" or _is_raised(ahead or "a") or not (ahead.isalnum() or ahead == "_"))
    ):
        return seen
    before = word[:-1] if word[-1:].isspace() else word
    end = before.removesuffix(".")[-1:] or " "
    if not (end.isalpha() or before[-1:] in tuple(")]）】」")):
        return seen
    return list(before + text[len(rest) :])


def normal(text: str) -> str:
    """The normal form: NFKC, nothing unseen, single spaces, no apostrophe in front."""
    white = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
    seen = [
        c
        for c in text
        if c in white
        or not (
            unicodedata.category(c) in ("Cc", "Cf")
            or c in "\u034f\u115f\u1160\u3164\uffa0"
            or "\ufe00" <= c <= "\ufe0f"
        )
    ]
    seen = _without_footnote(seen)
    parted = [seen[0]] if seen else []
    for before, c in pairwise(seen):  # a raised digit joins no other
        if (before.isdecimal() and _is_raised(c)) or (_is_raised(before) and c.isdecimal()):
            parted.append("^")
        parted.append(c)
    text = " ".join(unicodedata.normalize("NFKC", "".join(parted)).split())
    bare = text.lstrip("' ")
    return bare if bare != text and not (bare.endswith("'")) and (bare or set(text) <= {"'", " "}) else text


def _is_decorated_nothing(text: str, kind: Kind) -> bool:
    """Whether a text is a word for nothing with brackets, quotes, dashes or marks of footnotes around it."""
    around = "()[]{}<>《》【】「」«»“”‘’\"'`´*†‡§#!?=~^:_-−–— \t\n"
    words = {word for word in NOTHING if re.search(r"[^\W\d_]\W?[^\W\d_]|[\u4e00-\u9fff]", word)}
    if kind.type == "country":  # the code of Namibia too
        words -= {"na"}
    bare = text.lstrip(around).lower()
    return any(_is_bare_mark(bare[len(word) :], around) for word in words if bare.startswith(word))


def _is_bare_mark(rest: str, around: str) -> bool:
    """Whether behind a word for nothing stands no more than a point, the digit of a footnote close to it and marks."""
    return not re.sub(r"^\(?\^?[0-9]\)", "", rest.removeprefix(".")).strip(around)


def read_cell(cell: str, kind: Kind) -> Any:
    """The value of a cell, MISSING or UNREADABLE."""
    text = normal(cell)
    if text.lower() in NOTHING and text in (
        text.lower(),
        text.upper(),
        text.title(),
        text.capitalize(),
        "NaN",
        "N/a",
        "nA",
    ):
        return MISSING
    if _is_decorated_nothing(text, kind):
        return MISSING
    if _marked(text, kind):
        return MISSING
    if kind.type == "text":
        return UNREADABLE if text in BROKEN else text
    if kind.type == "bool":
        word = " ".join(text.lower().replace("_", " ").split())
        return True if word in YES else False if word in NO else UNREADABLE
    if kind.type == "country":
        return COUNTRIES.get(text.lower()) or COUNTRIES.get(_letters(text)) or _by_letters(text)
    if kind.type == "level":
        return _rating(text)
    if kind.type == "date":
        found = read_day(text, kind.order)
        if found is None:
            return UNREADABLE
        return MISSING if found.isoformat() in kind.missing else found
    if kind.missing and _is_marked_number(text, kind):
        return MISSING
    value = read_number(text, kind)
    if value is not None and not is_within(value, kind):
        value = None
    if value is None and kind.counts == "year":
        value = read_year(text)
        if value is not None and not is_within(value, kind):
            value = None
    if value is None:
        return UNREADABLE
    return float(value)


def _is_marked_number(text: str, kind: Kind) -> bool:
    """Whether a cell is a number that the field calls missing, as the list writes it: before any currency counts."""
    written = replace(kind, rates=dict.fromkeys([*MONEY.values()], 1.0))
    found = read_number(text.replace("¥", "元"), written)  # whichever of the two it is
    if found is None and kind.counts == "year":
        found = read_year(text)
    if found is None or (kind.type == "integer" and found != round(found)):
        return False
    numbers = []
    for marker in kind.missing:
        if not isinstance(marker, str):
            numbers.append(Decimal(str(marker)).scaleb(-2 if kind.percent else kind.power))
            continue
        bare = replace(written, percent=bool(kind.percent))
        told = read_number(marker, bare)
        numbers.append(told if told is not None else read_number(marker, replace(bare, comma=not kind.comma)))
    return any(one is not None and float(one) == float(found) for one in numbers)


def _marked(text: str, kind: Kind) -> bool:
    for marker in kind.missing:
        if isinstance(marker, str):
            if text.lower() == marker.lower():
                return True
        elif re.fullmatch(r"[-+]?[0-9]+(?:\.[0-9]*)?", text) and Decimal(text) == Decimal(str(marker)):
            return True
    return False


def _letters(text: str) -> str:
    """A name without accents, marks and spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    bare = re.sub(r"\bthe\b", "", re.sub(r"\bst\.? ", "saint ", bare))
    return "".join(c for c in bare if c.isalnum())


def _by_letters(text: str) -> Any:
    wanted = _letters(text)
    plain = re.sub("[^a-z]", "", text.lower())
    if re.fullmatch("[a-z]{1,3}", wanted) and (plain != wanted or (wanted == "na" and text.lower() != "na")):
        return UNREADABLE
    if not wanted:
        return UNREADABLE
    if _spell(text) == ("korea", "dem", "people", "rep"):
        return "KP"  # word by word: an apostrophe took the place of the s
    by_words = {_spell(name): code for name, code in COUNTRIES.items() if " " in name}  # between them `&` says nothing
    return list_codes()[0].get(wanted) or _names().get(wanted) or by_words.get(_spell(text)) or UNREADABLE


def _spell(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+", re.sub(r"(?<![^\W_])&|&(?![^\W_])", " ", name.lower().replace("'", ""))))


def _rating(text: str) -> Any:
    for dash in DASHES:
        text = text.replace(dash, "-")
    text = text.upper()
    outlook = re.fullmatch(r"(.+?)\s*(?:[/,(]| )\s*(?:STABLE|NEGATIVE|POSITIVE|稳定|负面|正面)\s*\)?", text)
    text = outlook[1] if outlook else text
    if text in ("NR", "WR", "WD", "N.R.", "UR", "NPR", "未评级", "未评", "无评级", "NOT RATED", "UNRATED"):
        return MISSING if not outlook else UNREADABLE
    if text not in ("(P)", "SF"):
        bare = text.removeprefix("(P)")
        sf = re.fullmatch(r"(.+?)(?: ?\(SF\)|SF)", bare)
        if (bare != text) != bool(sf):
            bare = sf[1] if sf else bare
            letters = "|".join(("AA", "A", "BBB", "BB", "B", "CCC", "CC", "C"))
            text = bare if not re.fullmatch(rf"(?:{letters}) (?:PLUS|MINUS)", bare) else text
    if plus := re.fullmatch(r"(AA|A|BBB|BB|B|CCC|CC|C) (?:PLUS|MINUS)", text):
        return plus[1]
    if text in ("D", "D级", "D 级", "D級", "D 級", "SD", "RD", "DD", "DDD", "LD", "违约", "DEFAULT"):
        return "D"
    if text in ("AAA", "AAA级", "AAA 级", "AAA級", "AAA 級"):
        return "AAA"
    if sp := re.fullmatch(r"(AA|A|BBB|BB|B|CCC|CC|C)(?:[+-]?(?: ?[级級])?|级[+-])", text):
        return sp[1]
    moodys = {"AAA": "AAA", "AA": "AA", "A": "A", "BAA": "BBB", "BA": "BB", "B": "B", "CAA": "CCC", "CA": "CC"}
    if found := re.fullmatch(r"(AA|A|BAA|BA|B|CAA)[123]|(BAA|BA|CAA|CA)", text):
        return moodys[found[1] or found[2]]
    return UNREADABLE


@cache
def _names() -> dict[str, str]:
    return {_letters(name): code for name, code in COUNTRIES.items()}
