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
OFFICIAL = ("zh_CN", "zh_TW", "zh_HK")  # in which official names are translated


def key(name: str) -> str:
    """What a name is compared by: lower case, without accents, marks, `the` and spaces; `&` and `St.` spelt out."""
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\bst\.? ", "saint ", text)
    return re.sub(r"[\W_]+", "", re.sub(r"\bthe\b", "", text))


@cache
def table() -> dict[str, str]:
    """Every known name's `key` with its code. Codes of two and three letters are names too; numbers are not."""

    found: dict[str, str] = {}
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in codes:
                found.setdefault(key(name), code)
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name", "alpha_3"):
            if name := getattr(country, attribute, None):
                found.setdefault(key(name), country.alpha_2)
                if ", " in name:  # `Korea, Republic of` is `Republic of Korea` too
                    found.setdefault(key(" ".join(reversed(name.split(", ")))), country.alpha_2)
    for language in OFFICIAL:
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        for country in pycountry.countries:
            for attribute in ("name", "official_name", "common_name"):
                if name := getattr(country, attribute, None):
                    found.setdefault(key(words.gettext(name)), country.alpha_2)
    common = json.loads((files("shortlist.intake.parsing") / "countries.json").read_text("utf-8"))
    found.update((key(name), code) for code, names in common.items() for name in names)
    found.update((code.casefold(), code) for code in sorted(codes))
    found.pop("", None)
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
