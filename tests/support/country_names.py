"""Writes `country_names.json`: every name of a country that a cell may hold, from Babel (CLDR), pycountry (ISO 3166) and `countries.json`."""

from __future__ import annotations

import gettext
import json
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import pycountry
from babel import Locale

from shortlist.intake.parsing.countries import key
from shortlist.intake.parsing.country_forms import words_of
from tests.support.places import ROOT

FILE = ROOT / "core/shortlist/intake/parsing/country_names.json"
LANGUAGES = ("en", "zh", "zh_Hant", "zh_Hant_HK", "de", "fr", "es")
# A name that means two countries in them is none.
OTHERS = ("it", "pt", "nl", "pl", "sv", "tr", "ru", "uk", "ja", "ko", "ar")
OFFICIAL = ("zh_CN", "zh_TW", "zh_HK")  # in which official names are translated
FORMS = ("name", "official_name", "common_name")
LONGEST_CODE = 3


def names(codes: set[str]) -> list[tuple[str, str]]:
    """Every name as it is written, with its code; of one name the first counts."""
    common = json.loads((files("shortlist.intake.parsing") / "countries.json").read_text("utf-8"))
    found = [(name, code) for code, several in common.items() for name in several]
    found += [
        (name, code)
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if code in codes
    ]
    for country in pycountry.countries:
        for form in FORMS:
            if name := getattr(country, form, None):
                found.append((name, country.alpha_2))
                if ", " in name:  # `Korea, Republic of` is `Republic of Korea` too
                    found.append((" ".join(reversed(name.split(", "))), country.alpha_2))
    for language in OFFICIAL:
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        found += [
            (words.gettext(name), country.alpha_2)
            for country in pycountry.countries
            for form in FORMS
            if (name := getattr(country, form, None))
        ]
    return list(dict.fromkeys(found))


def keys(codes: set[str], written: list[tuple[str, str]]) -> dict[str, str]:
    """What cells are compared by, with its code: names and codes of two and three letters."""
    found: dict[str, str] = {}
    for name, code in written:
        found.setdefault(key(name), code)
    found.update((country.alpha_3.casefold(), country.alpha_2) for country in pycountry.countries)
    found.update((code.casefold(), code) for code in sorted(codes))
    found.pop("", None)
    others: dict[str, set[str]] = {}
    for language in OTHERS:
        for code, name in Locale.parse(language).territories.items():
            if code in codes:
                others.setdefault(key(name), set()).add(code)
    for name, several in others.items():
        if len(several) == 1 and not (len(name) <= LONGEST_CODE and name.isascii()):
            found.setdefault(name, *several)
    return found


def table() -> dict[str, Any]:
    """What the file holds, and of which versions of its sources."""
    codes = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    written = names(codes)
    sources = {package: version(package) for package in ("babel", "pycountry")}
    named = [(name, code, key(name), " ".join(words_of(name))) for name, code in written]
    return {"sources": sources, "codes": sorted(codes), "names": named, "keys": keys(codes, written)}


def write() -> None:
    FILE.write_text(json.dumps(table(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
