"""Names of countries in English, Chinese and a few other languages, as the codes of ISO 3166 alpha-2."""

from __future__ import annotations

import gettext
import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

import pycountry
from babel import Locale

LANGUAGES = ("en", "zh", "zh_Hant", "zh_Hant_HK", "de", "fr", "es")
OTHERS = (
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "tr",
    "ru",
    "uk",
    "ja",
    "ko",
    "ar",
)  # a name that means two countries in them is none
LONGEST_CODE = 3
OFFICIAL = ("zh_CN", "zh_TW", "zh_HK")  # in which official names are translated


def key(name: str) -> str:
    """What a name is compared by: lower case, without accents, marks, `the` and spaces; `&` and `St.` spelt out."""
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\bst\.? ", "saint ", text)
    return re.sub(r"[\W_]+", "", re.sub(r"\bthe\b", "", text))


@cache
def known_names() -> tuple[tuple[str, str], ...]:
    """Every known name, as it is written, with its code; of one name the first counts. Codes are not among them."""
    found = [
        (name, code)
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if code in codes()
    ]
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            if name := getattr(country, attribute, None):
                found.append((name, country.alpha_2))
                if ", " in name:  # `Korea, Republic of` is `Republic of Korea` too
                    found.append((" ".join(reversed(name.split(", "))), country.alpha_2))
    for language in OFFICIAL:
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        for country in pycountry.countries:
            for attribute in ("name", "official_name", "common_name"):
                if name := getattr(country, attribute, None):
                    found.append((words.gettext(name), country.alpha_2))
    common = json.loads((files("shortlist.intake.parsing") / "countries.json").read_text("utf-8"))
    return (*((name, code) for code, names in common.items() for name in names), *found)


@cache
def codes() -> frozenset[str]:
    """The codes of countries."""
    return frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}


@cache
def table() -> dict[str, str]:
    """Every known name's `key` with its code. Codes of two and three letters are names too; numbers are not."""
    found: dict[str, str] = {}
    for name, code in known_names():
        found.setdefault(key(name), code)
    found.update((country.alpha_3.casefold(), country.alpha_2) for country in pycountry.countries)
    found.update((code.casefold(), code) for code in sorted(codes()))
    found.pop("", None)
    for name, several in _foreign().items():
        if len(several) == 1 and not (len(name) <= LONGEST_CODE and name.isascii()):
            found.setdefault(name, *several)
    return found


def _foreign() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for language in OTHERS:
        for code, name in Locale.parse(language).territories.items():
            if code in codes():
                found.setdefault(key(name), set()).add(code)
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
