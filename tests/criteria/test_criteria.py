"""The built-in criteria: YAML cases in both directions, both languages, and distances against known ones."""

from __future__ import annotations

import itertools
import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from ruamel.yaml import YAML

from shortlist import Context, Criterion, Field, Measure, Ruleset, Text
from shortlist.catalogue import reads_of
from shortlist.loading.load import list_built_in
from shortlist.plugins.discovery import registry
from shortlist_criteria import fields as declared
from shortlist_criteria import geography, places, register_criteria, register_fields
from tests.support.places import TESTS
from tests.support.small import START, decide, write

CASES = TESTS / "cases"
CRITERIA = {criterion.id: criterion for criterion in register_criteria()}
LONDON = """\
seller:
  centres: [{name: London, latitude: 51.5074, longitude: -0.1278}]
  countries: [GB]
  languages: [en]
  services: [installation, training, support]
  response_hours: 8
  service_days: 100
  annual_capacity: 1000000
"""
PARAMS = {
    "need_fit": "{industries: [machinery, 机械], adjacent_industries: [logistics], needs: [automation, [ERP, 管理软件]], typical_price: 1000}",
    "long_term_potential": "{growing: [software], shrinking: [coal]}",
}
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    found: list[Case] = YAML(typ="safe", pure=True).load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


EVERY = [pytest.param(name, case, id=f"{name}: {case['name']}") for name in CRITERIA for case in cases(name)]


def decided(folder: Path, name: str, case: Case, *changes: str) -> dict[str, Any]:
    """The criterion's score, bounds and coverage for a case; it is the only one of its ruleset."""
    path = write(folder, START, LONDON, f"criteria: {{{name}: {{weight: 1, params: {PARAMS.get(name, '{}')}}}}}")
    row = decide(Ruleset.load(path, changes), **case["prospect"])
    return {"score": row[name], "low": row["score_low"], "high": row["score_high"], "coverage": row["coverage"]} | {
        key: row[key] for key in ("certain", "ask_next", "reasons")
    }


def agrees(found: float | None, expected: Any) -> bool:
    if isinstance(expected, list):
        return found is not None and expected[0] <= found <= expected[1]
    return bool(found == expected)


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_case_comes_out_as_it_says(name: str, case: Case, tmp_path: Path) -> None:
    assert set(case) == {"name", "kind", "prospect", "expect"}
    assert set(case["expect"]) <= {"score", "low", "high", "coverage"} and {"score", "coverage"} <= set(case["expect"])
    found = decided(tmp_path, name, case)
    wrong = {key: found[key] for key, expected in case["expect"].items() if not agrees(found[key], expected)}
    assert wrong == {}


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_case_is_of_its_kind(name: str, case: Case, tmp_path: Path) -> None:
    """The other direction: a good case must be good, a bad one bad, and one that lacks something must show it."""
    found = decided(tmp_path, name, case)
    score, low, high = found["score"], found["low"], found["high"]
    assert 0 <= low <= high <= 100
    assert score is None or low <= score <= high
    complete = "undefined:" not in found["reasons"] and found["coverage"] == 1
    assert complete == (low == high)
    if case["kind"] == "missing":
        assert not complete
        assert score is None or low < high
    elif case["kind"] == "good":
        assert score is not None and score >= 40
    else:
        assert case["kind"] == "bad"
        assert score is not None and score < 60


@pytest.mark.parametrize("name", CRITERIA)
def test_every_criterion_has_good_bad_and_missing_cases_of_different_scores(name: str, tmp_path: Path) -> None:
    listed = cases(name)
    assert {case["kind"] for case in listed} == {"good", "bad", "missing"}
    assert len({case["name"] for case in listed}) == len(listed)
    scores = {
        kind: [decided(tmp_path, name, case)["score"] for case in listed if case["kind"] == kind]
        for kind in ("good", "bad")
    }
    assert max(scores["good"]) - min(scores["bad"]) >= 50


def test_every_file_of_cases_belongs_to_a_criterion() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(CRITERIA)


@pytest.mark.parametrize(("name", "case"), EVERY)
def test_completing_a_case_stays_within_its_bounds(name: str, case: Case, tmp_path: Path) -> None:
    """Whatever the missing fields are, also those of other cases, the score stays within the bounds."""
    found = decided(tmp_path, name, case)
    for other in cases(name):
        completed = decided(tmp_path, name, {"prospect": other["prospect"] | case["prospect"]})
        assert found["low"] <= completed["low"] <= completed["high"] <= found["high"]


@pytest.mark.parametrize("missing", ["skip", "neutral", "worst"])
@pytest.mark.parametrize("name", CRITERIA)
def test_nothing_known_counts_as_the_ruleset_says(name: str, missing: str, tmp_path: Path) -> None:
    measures = CRITERIA[name].measures
    total = sum(measure.weight for measure in measures)
    low, high = (
        sum(measure.weight * getattr(measure.curve, end) for measure in measures) / total
        for end in ("lowest", "highest")
    )
    found = decided(tmp_path, name, {"prospect": {}}, f"decision.missing={missing}")
    assert found["score"] == {"skip": None, "neutral": 50, "worst": pytest.approx(low, abs=0.01)}[missing]
    assert (found["low"], found["high"]) == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))
    assert found["ask_next"]


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
    assert places.kilometres(a, b) == pytest.approx(expected, rel=0.003, abs=0.01)
    assert places.kilometres(a, b) == pytest.approx(places.kilometres(b, a))
    assert site(a, b) == pytest.approx(places.kilometres(a, b), abs=1e-6)


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
        assert places.kilometres(a, b) == pytest.approx(by_vectors(a, b), rel=1e-6)


def test_ends_of_the_earth() -> None:
    half = math.pi * places.EARTH_RADIUS_KM
    assert places.kilometres((90, 0), (-90, 0)) == pytest.approx(half)
    assert places.kilometres((0, 0), (0, 180)) == pytest.approx(half)
    assert places.kilometres((10, 179.5), (10, -179.5)) == pytest.approx(109.5, rel=0.001)
    assert places.kilometres((90, 0), (90, 123)) == pytest.approx(0, abs=1e-6)
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


@pytest.mark.parametrize(
    "seller", [{}, {"centres": []}, {"centres": None}, {"centres": [{"name": "x"}]}, {"centres": ["x"]}]
)
def test_seller_without_usable_centres_has_no_distances(seller: dict[str, Any]) -> None:
    bare = Context(None, seller, date(2026, 11, 23))
    assert geography.centres(bare) == ()
    frame = pl.DataFrame({"latitude": [1.0], "longitude": [2.0], "country": ["DE"]})
    found = frame.select(site=geography.site_distance(bare), country=geography.country_distance(bare))
    assert found.row(0) == (None, None)
