"""Provinces of China and states of the US are known by all of their names; nothing else has a distance of its region."""

from __future__ import annotations

import json
from datetime import date

import polars as pl

from shortlist import Context, Ruleset
from shortlist_criteria.geography import region_distance
from tests.support.places import ROOT
from tests.support.shared import exports

REGIONS: dict[str, list[str]] = json.loads(
    (ROOT / "plugins/shortlist_criteria/data/regions.json").read_text(encoding="utf-8")
)
SHANGHAI = {"centres": [{"name": "Shanghai", "latitude": 31.23, "longitude": 121.47}]}
AS_OF = date(2026, 11, 26)


def distances(rows: list[tuple[str | None, str | None]]) -> list[float | None]:
    frame = pl.DataFrame(rows, schema={"region": pl.String, "country": pl.String}, orient="row")
    return frame.select(found=region_distance(Context(None, SHANGHAI, AS_OF)))["found"].to_list()


def test_there_are_34_provinces_and_all_states() -> None:
    states = [code for code in REGIONS if code.startswith("US-")]
    assert (len(REGIONS) - len(states), len(states)) == (34, 51)  # with the District of Columbia


def test_all_names_of_a_region_lead_to_one_distance_of_its_own() -> None:
    found = {}
    for code, names in REGIONS.items():
        written = [form for name in names for form in (name, name.title(), f" {name} ", f"{name}, x")]
        (found[code],) = set(distances([(name, code[:2]) for name in written]))
    assert None not in found.values()
    assert len(set(found.values())) == len(found)


def test_far_provinces_are_farther() -> None:
    near, middle, far = distances([("浙江省", "CN"), ("湖北", "CN"), ("新疆维吾尔自治区", "CN")])
    # From Shanghai to Hangzhou 165 km, to Wuhan 690, to Urumqi 3,270 as the crow flies; the provinces lie around them.
    assert near is not None and middle is not None and far is not None
    assert 100 < near < 350 < 550 < middle < 900 < 2_900 < far < 3_800


def test_taiwan_is_found_as_a_province_and_as_a_country() -> None:
    assert len(set(distances([("台湾省", "CN"), ("臺灣", "TW"), ("Taiwan", "TW")]))) == 1


def test_what_is_no_province_there_has_no_distance() -> None:
    cells = [
        ("华东", "CN"),
        ("广东省", "DE"),
        ("CA", "CA"),
        ("Bavaria", "DE"),
        ("", "CN"),
        (None, "CN"),
        ("广东", None),
    ]
    assert distances(cells) == [None] * len(cells)


def test_every_province_of_a_chinese_export_is_known() -> None:
    with Ruleset.load("starter_cn").read(exports("crm_zh.csv")) as read:
        frame = read.frame.collect()
    named = frame.filter(pl.col("region").is_not_null()).select("region", "country").unique()
    assert named.height >= 12
    assert None not in distances(named.rows())
