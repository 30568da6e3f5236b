"""Other writings of the names of countries: abbreviated, in another order, with the code or a second name beside.

Nothing is guessed: what is read has exactly the words of a known name, or every part of it is the same country.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from shortlist.intake.parsing.countries import key as fold
from shortlist.intake.parsing.countries import known_names, table
from shortlist.intake.parsing.traditional import simplify

_LONGEST = 80  # characters of a name
_SHORT = 3  # of a code
_NEAR = 0.75  # as difflib counts likeness
_LETTERS = r"(?<![a-z])(?:[a-z]\.\s?){2,}"  # I.R., P. R., D.P.R.
_IGNORED = frozenset(("the", "of", "and", "de", "y", "et"))
_WORDS = {
    **dict.fromkeys(("rep", "repub"), "republic"),
    **dict.fromkeys(("dem", "democr"), "democratic"),
    **dict.fromkeys(("fed", "federation", "federated", "federative"), "federal"),
    **dict.fromkeys(("st", "ste"), "saint"),
    "sts": "states",
    **dict.fromkeys(("is", "isl", "isls", "island"), "islands"),
    **dict.fromkeys(("people", "ppl", "ppls"), "peoples"),
    **dict.fromkeys(("n", "northern", "nth"), "north"),
    **dict.fromkeys(("s", "southern", "sth"), "south"),
    **dict.fromkeys(("e", "eastern"), "east"),
    **dict.fromkeys(("w", "western"), "west"),
    "eq": "equatorial",
    "utd": "united",
    "prov": "province",
    "soc": "socialist",
    "terr": "territory",
    "ir": "islamic republic",
    "pr": "peoples republic",
    "ar": "arab republic",
    "dr": "democratic republic",
    **dict.fromkeys(("dpr", "pdr"), "democratic peoples republic"),
}
# Who means the People's Republic and who the other one is not told by these words.
_OPEN = frozenset({"china republic"})
_BREAKS = re.compile(r"[()\[\]{}/,;:|–—-]+|(?<=[a-z.])\s*(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s*(?=[a-z])", re.I)
_SLASHES = re.compile(r"[/|;]")
_CODE = re.compile(r"[A-Z]{2,3}\Z")
_BESIDE = (
    re.compile(r"(?P<name>.+?)[\W_]+(?P<code>[A-Z]{2,3})\W*\Z"),
    re.compile(r"\W*(?P<code>[A-Z]{2,3})[\W_]+(?P<name>.+)\Z"),
)
# Beside those of headers, the characters of countries.
_PAIRS = (
    "亞亚島岛馬马爾尔蘭兰羅罗聖圣納纳薩萨幾几盧卢魯鲁蘇苏烏乌庫库麥麦頓顿愛爱諾诺萊莱紐纽岡冈貝贝倫伦誕诞濟济臘腊澤泽韓韩緬缅賓宾邊边嶼屿圖图"
    "賽赛剛刚撾挝湯汤贊赞韋韦寧宁敘叙奧奥瓊琼聶聂"
)
_SIMPLE = str.maketrans(_PAIRS[::2], _PAIRS[1::2])


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, written out and in order of the alphabet: what its writings have in common.

    >>> words_of("Iran, I.R.") == words_of("Islamic Rep. of Iran"), words_of("N. Korea")
    (True, ('korea', 'north'))
    """
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = re.sub("['’`]", "", "".join(c for c in text if not unicodedata.combining(c)))
    text = re.sub(_LETTERS, lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    text = re.sub(r"\bisl\.?\s+rep", "islamic rep", text)
    words = [_WORDS.get(word, word) for word in re.findall(r"[^\W_]+", text)]
    return tuple(sorted(word for one in words for word in one.split() if word not in _IGNORED))


@cache
def _by_words() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for known in known_names():
        found.setdefault(known.words, set()).add(known.code)
    return {words: next(iter(codes)) for words, codes in found.items() if len(codes) == 1 and words not in _OPEN}


@cache
def _simplified() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name, code in table().items():
        if re.search(r"[\u3400-\u9fff]", name):
            found.setdefault(_simplify(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


@lru_cache(maxsize=20_000)
def _read_whole(text: str) -> str | None:
    words = words_of(text)
    if len(words) > 1 and (code := _by_words().get(" ".join(words))):
        return code
    return _simplified().get(_simplify(fold(text)))


def _simplify(name: str) -> str:
    return simplify(name).translate(_SIMPLE)


def read_form(text: str, own: Mapping[str, object]) -> object:
    """The country of a text that is no known name; None where it is none, or its parts are two. `own` are further names, folded.

    >>> [read_form(text, {}) for text in ("Korea DPR", "Germany (DE)", "德国 Germany", "Korea (KP)", "Tehran, Iran")]
    ['KP', 'DE', 'DE', None, None]
    """
    if len(text) > _LONGEST:
        return None
    if (code := _read_whole(text)) is not None:
        return code
    beside = [(found["name"], found["code"]) for shape in _BESIDE if (found := shape.match(text))]
    split = [[part.strip() for part in breaks.split(text) if part.strip()] for breaks in (_SLASHES, _BREAKS)]
    for parts in (*beside, *split):
        several = {_read_part(part, own) for part in parts}
        if len(parts) > 1 and len(several) == 1 and several != {None}:
            return several.pop()
    return None


def _read_part(part: str, own: Mapping[str, object]) -> object:
    folded = fold(part)
    if len(folded) <= _SHORT and folded.isascii() and not _CODE.match(part.upper()):
        return None
    return own.get(folded) or table().get(folded) or _read_whole(part)


@cache
def _plain_names() -> dict[str, tuple[str, str]]:
    return {one.key: (one.name, one.code) for one in reversed(known_names()) if len(one.key) > _SHORT}


def near_country(text: str) -> tuple[str, str] | None:
    """The known name, with its code, to which an unread text is near; to be offered, never to be read.

    >>> near_country("Germny"), near_country("Atlantis")
    (('Germany', 'DE'), None)
    """
    folded, names = fold(text), _plain_names()
    near = difflib.get_close_matches(folded, names, 1, _NEAR) if _SHORT < len(folded) <= _LONGEST else []
    return names[near[0]] if near else None
