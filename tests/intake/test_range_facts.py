"""Ranges in lists as explanations give them, `{"least": 51, "most": 200}`: in every kind of file what they are in a mapping."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.intake.mappings import read_prospects
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.model.fields import Field
from shortlist.model.ranges import LEAST, MOST

GRADES = ("D", "C", "CC", "B", "BB", "BBB", "A", "AA", "AAA")
FIELDS = {
    one.id: one
    for one in (
        Field("employees", "integer", minimum=0),
        Field("growth", "number"),
        Field("annual_revenue", "money", minimum=0),
        Field("share", "percent", minimum=0),
        Field("stars", "rating"),
        Field("grade", "level", values=GRADES),
        Field("risk", "level", values=("high", "medium", "low")),
        Field("day", "date"),
        Field("founded_year", "integer", unit="year", minimum=500, maximum=2100),
    )
}
WRONG: tuple[Any, ...] = (
    {"low": 1}, {"least": 1, "most": 2, "of": 3}, {"least": True}, {"least": "some"}, {"least": 1.5, "most": 1.7, "and": 1}, {"most": [1]},
    {"least": "1", "most": "5k"},
)  # fmt: skip
OPTIONS = ReadOptions(maps=["share=share:ratio"])
SUFFIXES = (".jsonl", ".json", ".csv", ".parquet")


def make_ends(name: str, rng: random.Random) -> tuple[Any, Any]:
    """Two values of a field, the lesser first, as JSON has them; one may be absent."""
    field = FIELDS[name]
    if field.type == "level":
        least, most = (field.values[at] for at in sorted(rng.sample(range(len(field.values)), 2)))
        if (least, most) == (field.values[0], field.values[-1]):
            most = field.values[1]
    elif field.type == "date":
        first = date(2020, 1, 1) + timedelta(rng.randrange(900))
        least, most = str(first), str(first + timedelta(rng.randrange(1, 900)))
    else:
        make = {
            "integer": lambda: rng.randrange(1000, 2000),
            "percent": lambda: rng.randrange(1, 999) / 1000,
            "rating": lambda: rng.randrange(11, 49) / 10,
        }.get(field.type, lambda: round(rng.uniform(1, 1e5), rng.randrange(4)))
        least, most = sorted((make(), make()))
        if least == most:
            return make_ends(name, rng)
    if field.type == "level":
        return rng.choice(((least, most), (field.values[1], None), (None, field.values[-2])))
    return rng.choice(((least, most), (least, most), (least, None), (None, most)))


def make_records(seed: int) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    records = []
    for number in range(25):
        record: dict[str, Any] = {"prospect_id": f"A{number}"}
        for name in FIELDS:
            least, most = make_ends(name, rng)
            point = most if least is None else least
            whole = {"least": least, "most": most}
            given = {end: value for end, value in whole.items() if value is not None}
            record[name] = rng.choice((whole, given, dict(reversed(whole.items())), point, None))
        records.append(record)
    return records


def open_records(path: Path, records: Sequence[dict[str, Any]]) -> Intake:
    if path.suffix == ".jsonl":
        path.write_text("\n".join(map(json.dumps, records)))
    elif path.suffix == ".json":
        path.write_text(json.dumps(records, indent=1))
    else:
        cells = [
            {name: json.dumps(one) if isinstance(one, dict) else one if one is None else str(one) for name, one in record.items()}
            for record in records
        ]  # fmt: skip
        frame = pl.DataFrame(cells, schema=dict.fromkeys(records[0], pl.String))
        (frame.write_csv if path.suffix == ".csv" else frame.write_parquet)(path)
    return read_list(str(path), FIELDS, OPTIONS if "share" in records[0] else ReadOptions())


def write_facts(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """What explanations give for the rows of a frame: a value, or the ends of a range."""
    facts = []
    for row in frame.rows(named=True):
        fact = {"prospect_id": row["prospect_id"]}
        for name in FIELDS:
            ends = {end: row.get(f"{end}:{name}") for end in ("least", "most")}
            one = ends if any(end is not None for end in ends.values()) else row[name]
            fact[name] = json.loads(json.dumps(one, default=str))
        facts.append(fact)
    return facts


@pytest.mark.quick(2, proofs=6)
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("seed", range(3))
def test_a_column_is_what_each_of_its_cells_is_and_what_comes_out_goes_in_again(
    seed: int, suffix: str, tmp_path: Path
) -> None:
    records = make_records(seed)
    with open_records(tmp_path / f"list{suffix}", records) as intake:
        found = intake.frame.collect()
        assert not intake.unreadable.counts()
    told = {**{name: name for name in records[0]}, "share": "share (ratio)"}
    given = read_prospects([{told[name]: one for name, one in record.items()} for record in records], FIELDS).frame
    for name in FIELDS:
        assert {LEAST + name, MOST + name} <= set(found.columns)
        for column in (name, LEAST + name, MOST + name):
            assert found[column].to_list() == given[column].to_list(), column
    with open_records(tmp_path / f"again{suffix}", write_facts(found)) as intake:
        assert intake.frame.collect().equals(found)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        *(("employees", cell, "object") for cell in WRONG),
        ("annual_revenue", {"least": 1, "most": "5M"}, "object"),
        *(("grade", cell, "object") for cell in ({"least": 7}, {"least": "XX"}, {"least": "B", "more": "A"})),
        *(("day", cell, "object") for cell in ({"least": 2024}, {"most": "soon"})),
        ("employees", {"least": 200, "most": 51}, "reversed"),
        ("employees", {"least": -5, "most": 51}, "outside"),
        ("grade", {"least": "D", "most": "AAA"}, "nothing"),
    ],
)  # fmt: skip
def test_an_object_that_is_no_range_is_unread_with_its_reason(
    name: str, cell: Any, reason: str, suffix: str, tmp_path: Path
) -> None:
    point = {"employees": 5, "annual_revenue": 5, "grade": "A", "day": "2024-02-01"}[name]
    records = [
        {"prospect_id": "A1", name: cell},
        {"prospect_id": "A2", name: point},
        {"prospect_id": "A3", name: point},
    ]
    with open_records(tmp_path / f"list{suffix}", records) as intake:
        assert intake.frame.collect()[name].null_count() == 1
        assert intake.unreadable.counts() == {name: 1}
        assert dict(intake.ranges[name].unread) == {reason: 1}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_ends_of_whole_numbers_move_in(suffix: str, tmp_path: Path) -> None:
    cells = [{"least": 50.5}, {"most": 60.5}, {"least": 50.5, "most": "60.9"}, {"least": 50.2, "most": 50.8}]
    records = [{"prospect_id": f"A{at}", "employees": cell} for at, cell in enumerate(cells)]
    with open_records(tmp_path / f"list{suffix}", records) as intake:
        found = intake.frame.collect()
        assert found[LEAST + "employees"].to_list() == [51, None, 51, None]
        assert found["most:employees"].to_list() == [None, 60, 60, None]
        assert dict(intake.ranges["employees"].unread) == {"reversed": 1}


@pytest.mark.parametrize("cell", [{"least": None, "most": None}, {}, {"least": None}])
def test_an_object_without_ends_is_missing(cell: Any, tmp_path: Path) -> None:
    with open_records(tmp_path / "list.jsonl", [{"prospect_id": "A1", "employees": cell}, {"prospect_id": "A2", "employees": 5}]) as intake:  # fmt: skip
        assert intake.frame.collect()["employees"].to_list() == [None, 5] and not intake.unreadable.counts()
