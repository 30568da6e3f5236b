"""Names of countries in other writings are read by their words, and never taken for another country."""

from __future__ import annotations

import json
from functools import cache
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.countries import code_of, codes, known_names, titles
from shortlist.intake.parsing.country_forms import words_of
from shortlist.intake.parsing.text import Reading
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from tests.support import country_names

COUNTRY = Field("country", "country")


def read(*cells: str) -> list[Any]:
    return convert(pl.Series(cells), Reading(COUNTRY))[0].to_list()


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        ("IR", ("Iran, I.R.", "I.R. Iran", "Iran, Islamic Republic", "Iran IR", "Iran (IR)", "IR - Iran", "Islamic Rep. Iran", "Iran, Isl. Rep. of")),
        ("SY", ("Syria, Arab Republic", "Syria (SY)", "Syrian Arab Rep.", "Arab Republic, Syrian")),
        ("KP", ("N. Korea", "Korea DPR", "D.P.R. Korea", "Dem. Rep. Korea", "DPR Korea", "Korea, D.P.R. of", "Korea N.", "Северная Корея", "KP 朝鲜", "北朝鲜 (KP)",
                "Korea (Democratic People's Rep. of)", "North Korea / DPRK")),
        ("KR", ("S. Korea", "Korea S", "Rep. Korea", "Korea/South", "ROK", "Südkorea (KR)")),
        ("CN", ("中國大陸", "China, P.R.: Mainland", "China PR", "P.R.China", "CN中国", "中国 China")), ("HK", ("China, Hong Kong SAR", "China, P.R.: Hong Kong")),
        ("MO", ("China, P.R.: Macao", "Macao, China SAR")), ("NA", ("那米比亞", "那米比亚")), ("DM", ("多明尼克",)), ("TT", ("千里达", "千里達", "Trinidad Tobago")),
        ("RU", ("Россия", "Russian Fed.", "ロシア", "Russia (RUS)")), ("DE", ("Germany (DE)", "DE Germany", "Germany/DE", "Germany [DEU]", "德国 Germany")),
        ("CD", ("Congo DR", "Congo (Dem. Rep.)", "D.R. Congo")), ("CG", ("Congo, Republic", "Congo (CG)", "Rep. Congo")), ("GW", ("Guinea (Bissau)", "Guinea Bissau")),
        ("GQ", ("Eq. Guinea", "Guinea, Equatorial")), ("PG", ("Papua N. Guinea",)), ("SS", ("S. Sudan", "Sudan (South)")), ("SD", ("Sudan, Rep. of the",)),
        ("DO", ("Dominican Rep.", "Republic, Dominican")), ("CU", ("Куба", "Cuba, Rep.", "CU/Cuba")), ("VE", ("Venezuela, Bolivarian Rep. of",)),
    ],
)  # fmt: skip
def test_other_writings(code: str, cells: tuple[str, ...]) -> None:
    assert dict(zip(cells, read(*cells), strict=True)) == dict.fromkeys(cells, code)


@pytest.mark.parametrize(
    "cell",
    ["Korea (KP)", "Korea KP", "KP Korea", "North Korea (KR)", "South Korea / KP", "North Korea (South)", "Korea PR",
     "Korea, E.", "People's Rep. of Korea", "Congo (CD)", "Congo / DR Congo",
     "Guinea (GW)", "Guinea/Bissau/GN", "N. Guinea", "E. Guinea", "Niger (NG)", "Nigeria (NE)", "China, Rep.", "Rep. China", "China (TW)",
     "Dominica (DO)", "Dominica, Rep.", "Sudan SS", "Iran/UAE",
     "Georgia, US", "Iran (IQ)", "Ireland, IR", "Tehran, Iran", "Germany; France", "Virgin Islands", "Samoa (US)", "Yemen PDR", "East Germany", "Paris, France",
     "N/A'", "N-A", "ß", "S.", "Korea?North!South",
     "S. Arabia", "Rep.", "Islands", "S. & N. Korea", "Macedonia, GR", "World", "Arab World", "Asia/Pacific"],
)  # fmt: skip
def test_what_may_be_another_country_stays_unread(cell: str) -> None:
    assert read(cell) == [None]


def test_the_words_of_a_name_in_any_order_are_that_country_or_none() -> None:
    random = Random(1)
    for name, code, *_ in random.sample(known_names(), 400):
        words = name.replace(",", " ").replace("(", " ").replace(")", " ").split()
        if 2 <= len(words) <= 4 and name.isascii():
            turned = [" ".join(order) for order in permutations(words)]
            assert set(read(*turned)) <= {code, None}, name


def test_a_code_beside_a_name_counts_only_where_they_agree() -> None:
    random = Random(2)
    texts, wanted = [], []
    for code in sorted(codes()):
        en, zh = titles(code) or ("", "")
        other = random.choice(sorted(codes() - {code}))
        texts += [f"{en} ({code})", f"{code} - {en}", f"{zh} {code}", f"{zh}/{en}"]
        wanted += [{code}] * 4
        texts += [f"{en} ({other})", f"{other} - {en}", f"{zh} {other}"]
        wanted += [{None, _combined(en, other)}] * 3
    wrong = [
        (text, found) for text, found, right in zip(texts, read(*texts), wanted, strict=True) if found not in right
    ]
    assert not wrong


def _combined(name: str, other: str) -> str | None:
    """What the name means with the code as a word of it: `Virgin Islands (US)`; nothing where it has no such name."""
    return _names_by_words().get(words_of(f"{name} {other}"))


@cache
def _names_by_words() -> dict[tuple[str, ...], str]:
    return {words_of(name): code for name, code, *_ in reversed(known_names())}


def test_no_words_stand_for_two_countries() -> None:
    found: dict[tuple[str, ...], set[str]] = {}
    for name, code, *_ in known_names():
        found.setdefault(words_of(name), set()).add(code)
    assert {words: some for words, some in found.items() if len(some) > 1} == {}
    assert all(code_of(name) for name, *_ in known_names())


def test_unread_countries_are_offered_what_they_are_near_to(tmp_path: Path) -> None:
    cells = ["Germany"] * 8 + ["Germny", "Germny", "Korea, Nort", "Atlantis", "Irann"]
    pl.DataFrame({"id": range(len(cells)), "country": cells}).write_csv(tmp_path / "a.csv")
    with read_list(str(tmp_path / "a.csv"), {"country": COUNTRY}) as intake:
        assert intake.frame.collect()["country"].to_list() == ["DE"] * 8 + [None] * 5
        said = [note.text for note in intake.notes if "no known country" in note.text.en]
    assert len(said) == 1
    for part in (
        "'Germny' (2, near 'Germany')",
        "'Irann' (1, near 'Iran')",
        "near 'Korea, North'",
        "'Atlantis' (1)",
        "value_aliases",
    ):
        assert part in said[0].en
    assert "'Germny'（2 个，近似 'Germany'）" in said[0].zh


def test_countries_without_a_near_one_are_only_counted(tmp_path: Path) -> None:
    pl.DataFrame({"id": range(9), "country": ["Germany"] * 8 + ["Atlantis"]}).write_csv(tmp_path / "a.csv")
    with read_list(str(tmp_path / "a.csv"), {"country": COUNTRY}) as intake:
        intake.frame.collect()
        assert intake.unreadable.counts() == {"country": 1}
        assert not [note for note in intake.notes if "no known country" in note.text.en]


def test_the_file_of_names_is_what_its_sources_give() -> None:
    """With the versions that it was written with; another one changes a name here and there."""
    made, kept = country_names.table(), json.loads(country_names.FILE.read_text("utf-8"))
    if made["sources"] != kept["sources"]:
        pytest.skip(f"written with {kept['sources']}, here are {made['sources']}: make docs")
    assert kept == json.loads(json.dumps(made)), "make docs"
    assert len(kept["keys"]) > 4_000
