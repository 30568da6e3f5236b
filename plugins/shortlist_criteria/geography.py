"""Geography (R06): how far is the customer from where the seller can serve?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl

from shortlist import Context, Criterion, Measure, Text, linear
from shortlist_criteria.lookups import NOTHING, Table, looked_up, looked_up_late, seller_words
from shortlist_criteria.places import Point, city_distances, continents, country_distances, nearest, region_distances
from shortlist_criteria.sources import CRM, OWN

NEAR_TO_FAR = linear({0: 100, 500: 85, 2000: 60, 6000: 30, 12000: 0})


def centres(context: Context) -> tuple[Point, ...]:
    """The seller's centres as (latitude, longitude) in degrees. Raises RulesetError for one without, or off the globe."""
    listed: Any = context.seller.get("centres")
    if listed is None:
        return ()
    found = [_read_point(one) for one in listed] if isinstance(listed, list) else [None]
    if None in found:
        raise context.misstated(
            "centres",
            "each of the centres needs a latitude of -90 to 90 and a longitude of -180 to 180: [{name: Frankfurt, latitude: 50.11, longitude: 8.68}]",
            "centres 的每一处都须写明纬度（-90 至 90）和经度（-180 至 180），如 [{name: Shanghai, latitude: 31.23, longitude: 121.47}]",
        )
    return tuple(point for point in found if point is not None)


def _read_point(one: Any) -> Point | None:
    given = [one.get(name) for name in ("latitude", "longitude")] if isinstance(one, dict) else []
    degrees = [float(value) for value in given if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(degrees) < 2:
        return None
    latitude, longitude = degrees
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def site_distance(context: Context) -> pl.Expr:
    """Kilometres from the site's coordinates to the nearest centre; null without coordinates or centres."""
    points = centres(context)
    return nearest(points) if points else NOTHING


def city_distance(context: Context) -> pl.Expr:
    """Kilometres from the city to the nearest centre; null for an unlisted city. `Austin, Texas` is read as `Austin`."""
    # With the country in the key, since cities of many countries have the same name.
    points = centres(context)
    return _late("city", city_distances, points) if points else NOTHING


def region_distance(context: Context) -> pl.Expr:
    """Kilometres from the people of a province of China or state of the US, on average, to the nearest centre; else null."""
    points = centres(context)
    return _late("region", region_distances, points) if points else NOTHING


@cache  # Polars knows no two functions as the same, and two plans of one ruleset have to be equal
def _late(column: str, distances: Callable[[tuple[Point, ...]], Table], points: tuple[Point, ...]) -> pl.Expr:
    return looked_up_late(_name_place(column), lambda: distances(points))


def _name_place(column: str) -> pl.Expr:
    place = pl.col(column).str.replace(r"\s*(?:[,，;；(（]|-\s).*$", "").str.strip_chars().str.to_lowercase()
    return pl.concat_str(pl.col("country"), pl.lit("|"), place)


def country_distance(context: Context) -> pl.Expr:
    """Kilometres from the country to the nearest centre, by `country_distances`; null for an unlisted country."""
    points = centres(context)
    return looked_up(pl.col("country"), country_distances(points).items()) if points else NOTHING


def footprint(context: Context) -> pl.Expr:
    """1 in a country of ours (`seller.countries`), 0.5 on the continent of one, 0 elsewhere; null if the seller names none."""
    ours = set(seller_words(context, "countries"))
    known = continents()
    # A name or a mistyped code would be nobody's country, and everybody elsewhere.
    if odd := sorted(ours - {*known}):
        raise context.misstated(
            "countries",
            f"countries has {', '.join(odd)}; write codes of two letters (ISO 3166), such as DE or CN",
            f"countries 中的 {'、'.join(odd)} 不是两位国家代码（ISO 3166），例如 DE、CN",
        )
    near = {known[code] for code in ours if code in known}
    values = {code: 1.0 if code in ours else 0.5 if known[code] in near else 0.0 for code in known}
    return looked_up(pl.col("country"), values.items()) if ours else NOTHING


CRITERION = Criterion(
    id="geography",
    title=Text("Geography", "地理位置"),
    about=Text(
        "How far the customer is from the seller's nearest centre (`seller.centres`), which decides freight cost and how fast service is there, "
        "and whether we work in its country at all (`seller.countries`). The country weighs more, because almost every list has it.",
        "客户与我方最近服务中心（`seller.centres`）的距离影响物流成本与服务及时性，同时考察我方是否在其所在国家/地区开展业务（`seller.countries`）。国家/地区权重较高，因为几乎每份名单都有这一列。",
    ),
    serves=("R06",),
    measures=(
        Measure(
            "site_distance",
            value=site_distance,
            fields=("latitude", "longitude"),
            about=Text("Great-circle kilometres to the nearest of `seller.centres`.", "到 `seller.centres` 中最近一处的大圆距离（公里）。"),
            curve=NEAR_TO_FAR,
            weight=2,
            title=Text("Distance of the site, km", "收货地址距离（公里）"),
            ask=Text("What are the coordinates of the site to be supplied?", "收货地址的经纬度是多少？"),
            serves="R06a",
            source=Text("address, geocoded", "地址（经纬度）"),
            direction="falling",
        ),
        Measure(
            "city_distance",
            value=city_distance,
            fields=("city", "country"),
            about=Text("Great-circle kilometres from the city to the nearest of `seller.centres`; undefined for a city not listed.",
                       "城市到 `seller.centres` 中最近一处的大圆距离（公里）；查不到的城市不计分。"),
            curve=NEAR_TO_FAR,
            weight=2,
            title=Text("Distance of the city, km", "所在城市距离（公里）"),
            ask=Text("In which city is the site to be supplied?", "收货地址在哪个城市？"),
            serves="R06a",
            source=CRM,
            direction="falling",
        ),
        Measure(
            "region_distance",
            value=region_distance,
            fields=("region", "country"),
            about=Text("Great-circle kilometres from the people of a province of China or a state of the US, on average, to the nearest of `seller.centres`; "
                       "undefined elsewhere. It weighs nothing unless a ruleset says so: the city says the same, and more exactly.",
                       "中国各省份（或美国各州）按人口加权到 `seller.centres` 中最近一处的平均大圆距离（公里），其他地区不计分。"
                       "默认不计权重：所在城市更为准确，需要时在规则集中设定权重。"),
            curve=NEAR_TO_FAR,
            weight=0,
            title=Text("Distance of the province or state, km", "所在省份距离（公里）"),
            ask=Text("In which province or state is the company?", "公司在哪个省份？"),
            serves="R06a",
            source=CRM,
            direction="falling",
        ),
        Measure(
            "country_distance",
            value=country_distance,
            fields=("country",),
            about=Text("Great-circle kilometres from the country's people, on average, to the nearest of `seller.centres`.",
                       "该国（按人口加权）到 `seller.centres` 中最近一处的平均大圆距离（公里）。"),
            curve=NEAR_TO_FAR,
            weight=3,
            title=Text("Distance of the country, km", "所在国家/地区距离（公里）"),
            ask=Text("In which country is the company seated?", "公司注册或总部在哪个国家/地区？"),
            serves="R06b",
            source=CRM,
            direction="falling",
        ),
        Measure(
            "footprint",
            value=footprint,
            fields=("country",),
            about=Text("1 in one of `seller.countries`, 0.5 on their continents, 0 elsewhere.", "位于 `seller.countries` 之内为 1，同一大洲为 0.5，其他为 0。"),
            curve=linear({0: 20, 0.5: 60, 1: 100}),
            weight=2,
            title=Text("Country we work in", "我方业务覆盖"),
            ask=Text("In which country is the company seated?", "公司注册或总部在哪个国家/地区？"),
            serves="R06c",
            source=OWN,
            words={1: Text("yes", "已覆盖"), 0.5: Text("on the same continent", "仅同一大洲"), 0: Text("elsewhere", "未覆盖")},
            direction="rising",
        ),
        Measure(
            "freight_share",
            value="freight_share",
            curve=linear({0.01: 100, 0.05: 75, 0.15: 25, 0.3: 0}),
            weight=0.5,
            title=Text("Freight as a share of order value", "运费占订单额比例"),
            ask=Text("What would freight cost, as a share of a usual order?", "按通常订单计，运费占订单金额的比例是多少？"),
            serves="R06a",
            source=Text("quotation of a carrier", "承运商报价"),
            direction="falling",
        ),
        Measure(
            "transport_days",
            value="transport_days",
            # Next day, a week by road, a month by sea: what is longer on the way than usual terms run is paid for by us.
            curve=linear({1: 100, 3: 85, 7: 60, 30: 15, 60: 0}),
            weight=0.5,
            title=Text("Days in transit", "运输天数"),
            ask=Text("How many days do our goods travel from us to the customer?", "货物从我方发出到客户收货需要多少天？"),
            serves="R06a",
            source=Text("quotation of a carrier", "承运商报价"),
            direction="falling",
        ),
    ),
)  # fmt: skip
