"""`qualify --concentration` and `--capacity`: against plain Python, and what is wrong with them."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.cli import run
from shortlist.language import choose

RULES = """
ruleset: t
version: "1"
fields:
  visits: {type: number, title: {en: Visits, zh: 访问}}
  spend: {type: number, title: {en: Spend, zh: 采购}}
  town: {type: text, title: {en: Town, zh: 城市}}
criteria: {c: {weight: 1, measures: {m: {value: visits, linear: {0: 0, 100: 100}}}}}
segments:
  - {id: place, classes: [{id: home, when: town = 'X'}, {id: away, else: true}]}
decision: {qualify: 50, review: 20}
"""
Row = dict[str, Any]


def listed(rows: int, seed: int = 7) -> list[Row]:
    rng = random.Random(seed)
    spend = [None, -5.0, 0.0, 10.0, 10.0, 10.0, 250.0, 1000.0, 0.1]
    return [
        {"id": f"p{n}", "visits": rng.randrange(101), "spend": rng.choice(spend), "town": rng.choice(["X", "Y", None])}
        for n in range(rows)
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("t.yaml").write_text(RULES, "utf-8")
    choose("en")
    return tmp_path


def save(rows: list[Row]) -> None:
    with Path("list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def qualify(*more: str) -> int:
    return run(["qualify", "list.csv", "-r", "t.yaml", "--as-of", "2026-06-30", "--no-db", "-o", "out.parquet", *more])


def report(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[Any, list[Row]]:
    capsys.readouterr()
    assert qualify("--json", *more) == 0
    return json.loads(capsys.readouterr().out), pl.read_parquet("out.parquet").rows(named=True)


def test_shares_and_hhi_are_those_of_plain_python(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = listed(400)
    save(rows)
    found, decided = report(capsys, "--concentration", "spend")
    qualified = [row for row in rows if row["visits"] >= 50]
    counted = [row for row in qualified if row["spend"] is not None and row["spend"] >= 0]
    total = sum(row["spend"] for row in counted)
    said = found["concentration"]
    assert said["qualified"] == len(qualified) == found["decisions"]["qualify"]
    assert said["without_value"] == sum(row["spend"] is None for row in qualified) > 0
    assert said["negative"] == sum((row["spend"] or 0) < 0 for row in qualified) > 0
    assert said["hhi"] == pytest.approx(sum((row["spend"] / total) ** 2 for row in counted), rel=1e-8)
    assert said["equal_ones"] == pytest.approx(1 / said["hhi"], rel=1e-8)
    best = sorted(counted, key=lambda row: -row["spend"])[:10]
    assert [one["prospect_id"] for one in said["top_ten"]] == [row["id"] for row in best]
    assert said["top_ten_share"] == pytest.approx(sum(row["spend"] for row in best) / total, rel=1e-8)
    classes = {"home": 0.0, "away": 0.0, None: 0.0}
    for row in counted:
        classes[{"X": "home", "Y": "away"}.get(row["town"])] += row["spend"] / total
    shares = {one["class"]: one["share"] for one in said["segments"]["place"]["classes"]}
    assert shares == pytest.approx(classes, rel=1e-8)
    assert said["segments"]["place"]["hhi"] == pytest.approx(sum(share**2 for share in classes.values()), rel=1e-8)
    assert not [name for name in decided[0] if name.startswith(("~", "within"))]


@pytest.mark.parametrize(
    ("capacity", "by"), [(1, "spend"), (40, "spend"), (100_000, "spend"), (25, "score"), (25, None)]
)
def test_the_best_by_value_are_within_capacity_and_of_equal_ones_the_earlier(
    folder: Path, capsys: pytest.CaptureFixture[str], capacity: int, by: str | None
) -> None:
    rows = listed(400)
    save(rows)
    found, decided = report(capsys, "--capacity", str(capacity), *(["--by", by] if by else []))
    column = by if by == "spend" else "visits"  # the score is the number of visits
    ranked = [n for n, row in enumerate(rows) if row["visits"] >= 50 and row[column] is not None]
    best = set(sorted(ranked, key=lambda n: (-rows[n][column], n))[:capacity])
    wanted = [n in best if n in ranked else None for n in range(len(rows))]
    assert [row["within_capacity"] for row in decided] == wanted
    unknown = sum(row["visits"] >= 50 and row[column] is None for row in rows)
    assert found["capacity"] == {
        "capacity": capacity, "by": by or "score", "within": len(best), "beyond": len(ranked) - len(best), "without_value": unknown,
    }  # fmt: skip
    assert [*decided[0]][-1] == "within_capacity" and [row["prospect_id"] for row in decided] == [
        row["id"] for row in rows
    ]


def test_two_runs_give_equal_bytes_and_the_same_figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(listed(5000))
    asked = ("--concentration", "spend", "--capacity", "300")
    one, _ = report(capsys, *asked)
    first = Path("out.parquet").read_bytes()
    two, _ = report(capsys, *asked)
    assert one == two and one["capacity"]["by"] == "spend"
    assert first == Path("out.parquet").read_bytes()


def test_without_a_value_above_zero_there_are_no_shares(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save([{"id": "a", "visits": 80, "spend": 0, "town": "X"}, {"id": "b", "visits": 90, "spend": -3, "town": "Y"}])
    found, decided = report(capsys, "--concentration", "spend", "--capacity", "1")
    assert found["concentration"]["hhi"] is None and found["concentration"]["negative"] == 1
    assert [row["within_capacity"] for row in decided] == [True, False]


def test_the_summary_says_it_in_both_languages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save([{"id": n, "visits": 80, "spend": n, "town": "X" if n < 3 else "Y"} for n in (1, 2, 3, 4)])
    assert qualify("--concentration", "spend", "--capacity", "3") == 0
    err = capsys.readouterr().err
    assert "the ten largest of the 4 qualified have 100.0% of spend; HHI 0.3000, as of 3.3 equal ones" in err
    assert "by place: away 70.0%, home 30.0%" in err
    assert "within a capacity of 3: 3 qualified, the best by spend; beyond it 1" in err
    assert qualify("--concentration", "spend", "--capacity", "3", "--lang", "zh") == 0
    err = capsys.readouterr().err
    assert (
        "4 家准入客户中，前十大客户占采购的 100.0%；HHI 为 0.3000" in err
        and "按采购择优，承接 3 家，暂不承接 1 家" in err
    )


def test_a_column_of_the_list_with_that_name_is_kept_beside(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save([{"id": "a", "visits": 80, "spend": 1, "town": "X", "within_capacity": "mine"}])
    _, decided = report(capsys, "--capacity", "1", "--keep", "all")
    assert (decided[0]["within_capacity"], decided[0]["list_within_capacity"]) == (True, "mine")


BAD = [
    (["--concentration", "spent"], "--concentration: unknown field 'spent'; did you mean 'spend'?"),
    (["--concentration", "town"], "--concentration: 'town' is text; numbers are needed"),
    (["--capacity", "0"], "--capacity"),
    (["--by", "spend"], "--by: --by says by what --capacity chooses; give --capacity N"),
    (["--capacity", "5", "--by", "annual_revenue"], "no column feeds 'annual_revenue'"),
]


@pytest.mark.parametrize(("more", "said"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_one_line_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    save(listed(3))
    assert qualify(*more) == 2
    lines = [line for line in capsys.readouterr().err.splitlines() if said in line]
    assert len(lines) == 1
    assert sorted(path.name for path in folder.iterdir()) == ["list.csv", "t.yaml"]
