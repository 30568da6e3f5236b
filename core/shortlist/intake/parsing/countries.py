"""Names of countries in English, Chinese and other languages, as the codes of ISO 3166 alpha-2.

They stand in `country_names.json`, which `make docs` writes (`tests/support/country_names.py`): to put them together takes half a second.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from babel import Locale


def key(name: str) -> str:
    """What a name is compared by: lower case, without accents, marks, `the` and spaces; `&` and `St.` spelt out."""
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\bst\.? ", "saint ", text)
    return re.sub(r"[\W_]+", "", re.sub(r"\bthe\b", "", text))


@cache
def _load() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("shortlist.intake.parsing") / "country_names.json").read_text("utf-8"))
    return found


class Known(NamedTuple):
    """A name as it is written, its code, its `key`, and its words as `country_forms.words_of` gives them, with spaces between."""

    name: str
    code: str
    key: str
    words: str


@cache
def known_names() -> tuple[Known, ...]:
    """Every known name; of one name the first counts. Codes are not among them."""
    return tuple(Known(*one) for one in _load()["names"])


@cache
def codes() -> frozenset[str]:
    """The codes of countries."""
    return frozenset(_load()["codes"])


def table() -> dict[str, str]:
    """Every known name's `key` with its code. Codes of two and three letters are names too; numbers are not."""
    found: dict[str, str] = _load()["keys"]
    return found


def code_of(name: str) -> str | None:
    """The alpha-2 code of a country's name or code, or None.

    >>> code_of("中国香港"), code_of("The Netherlands"), code_of("391")
    ('HK', 'NL', None)
    """
    return table().get(key(name))


def titles(code: str) -> tuple[str, str] | None:
    """A country's name in English and Chinese."""

    en, zh = Locale.parse("en").territories.get(code), Locale.parse("zh").territories.get(code)
    return (en, zh) if en and zh else None
