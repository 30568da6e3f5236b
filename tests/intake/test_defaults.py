"""What stands where a list has no column for a field, and what is said of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Field, Ruleset
from shortlist.errors import RulesetError
from shortlist.language import InvalidError
from shortlist.prospects.subject import from_record
from tests.support.program import run

DAY = date(2026, 11, 1)
RULES = """ruleset: home
version: "1"
title: {en: Home, zh: 国内}
fields:
  seat: {type: country, title: {en: Seat, zh: 所在地}, doubtful_aliases: {Place: {en: a place, zh: 地点}}, %s}
  staff: {type: integer}
criteria: {size: {weight: 1, measures: {staff: {value: staff, linear: {0: 0, 100: 100}}}}}
rules:
  - {id: abroad, when: "seat <> 'CN'", then: reject, if_unknown: review}
  - {id: nowhere, when: seat IS NULL, then: {tag: nowhere}, if_unknown: review}
"""


def place(tmp_path: Path, default: str, text: str) -> Path:
    (tmp_path / "home.yaml").write_text(RULES % default, encoding="utf-8")
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    return tmp_path


def decide(folder: Path, *options: str) -> tuple[list[dict[str, Any]], list[str]]:
    ran = run(
        folder,
        "qualify",
        "list.csv",
        "-r",
        "home.yaml",
        "--no-db",
        "--as-of",
        "2026-11-01",
        "-o",
        "out.parquet",
        *options,
    )
    assert ran.status == 0, ran.err
    return pl.read_parquet(folder / "out.parquet").rows(named=True), ran.lines


def test_a_list_without_the_column_has_the_default_and_says_so(tmp_path: Path) -> None:
    rows, said = decide(place(tmp_path, "default: CN", "id,staff\na,90\nb,\n"))
    assert [row["decision"] for row in rows] == ["qualify", "review"]
    assert [row["tags"] for row in rows] == [None, None]
    assert "list.csv: nothing gives Seat, so it is CN, the ruleset's default" in said
    assert not any("abroad" in line for line in said)


def test_a_cell_that_is_empty_stays_missing(tmp_path: Path) -> None:
    rows, said = decide(place(tmp_path, "default: CN", "id,staff,seat\na,90,\nb,90,DE\nc,90,CN\n"))
    assert [row["decision"] for row in rows] == ["review", "reject", "qualify"]
    assert not any("ruleset's default" in line for line in said)


def test_a_column_that_may_be_the_field_is_not_passed_over(tmp_path: Path) -> None:
    rows, said = decide(place(tmp_path, "default: CN", "id,staff,Place\na,90,Berlin\n"))
    assert [row["decision"] for row in rows] == ["review"] and not any("ruleset's default" in line for line in said)


def test_the_record_keeps_what_it_was_decided_by(tmp_path: Path) -> None:
    folder = place(tmp_path, "default: CN", "id,staff\na,90\n")
    options = ["-r", "home.yaml", "--db", "record.db", "--as-of", "2026-11-01"]
    assert run(folder, "qualify", "list.csv", *options).status == 0
    assert "no difference" in run(folder, "replay", "last", "--db", "record.db").out
    shown = run(folder, "explain", "a", "--db", "record.db", "--json").out
    assert '"seat": "CN"' in shown


def test_one_prospect_is_decided_as_a_list_of_it(tmp_path: Path) -> None:
    plan = Ruleset.load(place(tmp_path, "default: CN", "") / "home.yaml").plan(DAY)
    found = from_record(plan, {"staff": 90})
    assert found.frame["seat"].to_list() == ["CN"] and "nothing gives Seat" in found.notes[-1].text.en
    assert from_record(plan, {"staff": 90, "seat": None}).frame["seat"].to_list() == [None]


def test_a_rule_that_waits_for_what_no_column_gives_is_named_with_both_ways_out(tmp_path: Path) -> None:
    folder = place(tmp_path, "unit: x", "id,staff\na,90\n")
    rows, said = decide(folder)
    waiting = [line for line in said if "everyone reviewed" in line]
    assert [row["decision"] for row in rows] == ["review"] and len(waiting) == 1
    assert (
        "--set 'fields.seat={type: country, default: ...}'" in waiting[0]
        and "--set rules.abroad.use=false" in waiting[0]
    )
    for way in ("fields.seat={type: country, default: CN}", "rules.abroad.use=false"):
        rows, said = decide(folder, "--set", way)
        assert [row["decision"] for row in rows] == ["qualify"] and not any(
            "everyone reviewed" in line for line in said
        )


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        ("country", "China"),
        ("integer", "many"),
        ("integer", "1.5"),
        ("bool", "maybe"),
        ("date", "soon"),
        ("level, values: [low, high]", "middle"),
        ("rating", "9"),
    ],
)
def test_a_default_that_is_no_value_is_refused_with_its_place(kind: str, default: str, tmp_path: Path) -> None:
    measures = "{m: {value: b, levels: {true: 1, false: 0}}}"
    text = f'ruleset: x\nversion: "1"\ntitle: x\nfields:\n  b: {{type: bool}}\n  one: {{type: {kind}, default: {default}}}\n'
    text += f"criteria: {{c: {{weight: 1, measures: {measures}}}}}\n"
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesetError, match=r"x.yaml:6:\d+: the default '.*' of one"):
        Ruleset.load(tmp_path / "x.yaml")


def test_a_field_of_a_plugin_is_held_to_its_default() -> None:
    assert Field("staff", "integer", default=5).default == 5
    with pytest.raises(InvalidError, match="no value of the field"):
        Field("staff", "integer", minimum=10, default=5)
