"""`qualify --concentration` and `--capacity` where the list has ranges: against plain Python, over all that they may be."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import pytest

from tests.reports.test_concentration import Row, folder, qualify, report, save

__all__ = ["folder"]
Known = tuple[float, float] | None
WITHIN = "within_capacity"
INFINITE = float("inf")


def write(known: Known) -> str:
    """What a list says of a value that lies between two."""
    if known is None:
        return ""
    least, most = known
    if least == most:
        return f"{least:g}"
    return f"{least:g}+" if most == INFINITE else f"at most {most:g}" if least == -INFINITE else f"{least:g}-{most:g}"


def save_known(known: list[Known], scores: list[int] | None = None) -> None:
    save(
        [
            {"id": f"p{n}", "visits": scores[n] if scores else 80, "spend": write(one), "town": "X"}
            for n, one in enumerate(known)
        ]
    )


def better(one: int, other: int, known: list[Known]) -> tuple[bool, bool]:
    """Whether one certainly is better than the other, and whether it can be."""
    mine, theirs = known[one], known[other]
    assert mine is not None and theirs is not None
    if mine[0] == mine[1] == theirs[0] == theirs[1]:
        return one < other, one < other
    return mine[0] > theirs[1], mine[1] >= theirs[0]


def expect(known: list[Known], scores: list[int], capacity: int) -> list[bool | None]:
    ranked = [n for n, one in enumerate(known) if one is not None and scores[n] >= 50]
    found: list[bool | None] = [None] * len(known)
    for n in ranked:
        pairs = [better(other, n, known) for other in ranked if other != n]
        certain, possible = (sum(flags) for flags in zip(*pairs, strict=True)) if pairs else (0, 0)
        found[n] = True if possible < capacity else False if certain >= capacity else None
    return found


def draw(rng: random.Random, share: float) -> Known:
    kind, low = rng.random(), float(rng.randrange(1, 12))
    if kind < 0.1:
        return None
    if kind > share:
        return low, low
    return rng.choice([(low, low + rng.randrange(1, 6)), (low, INFINITE), (-INFINITE, low)])


@pytest.mark.quick(3)
@pytest.mark.parametrize("seed", range(12))
def test_who_is_within_and_who_beyond_whatever_the_ranges_turn_out_to_be(
    folder: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    rng = random.Random(seed)
    known = [draw(rng, rng.choice([0.15, 0.4, 0.9])) for _ in range(rng.choice([3, 12, 40]))]
    # That an open range is among them makes the column one of ranges.
    known.append((3.0, 5.0))
    scores = [rng.choice([20, 80, 90]) for _ in known[:-1]] + [80]
    save_known(known, scores)
    for capacity in (1, 2, 5, 30):
        found, decided = report(capsys, "--capacity", str(capacity), "--by", "spend")
        wanted = expect(known, scores, capacity)
        assert [row[WITHIN] for row in decided] == wanted
        said, ranked = found["capacity"], [one for n, one in enumerate(known) if scores[n] >= 50]
        assert (said["within"], said["beyond"]) == (wanted.count(True), wanted.count(False))
        assert said["without_value"] == ranked.count(None)
        assert said["only_range"] == sum(one is not None and one[0] < one[1] for one in ranked)
        assert sum(said[key] for key in ("within", "beyond", "undecided", "without_value")) == len(ranked)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_said_for_certain_holds_in_every_completion(
    folder: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    rng = random.Random(seed)
    known = [(a, a + rng.choice([0, 0, 1, 2])) for a in (float(rng.randrange(1, 5)) for _ in range(5))] + [(2.0, 4.0)]
    save_known([*known])
    for capacity in (1, 2, 4):
        _, decided = report(capsys, "--capacity", str(capacity), "--by", "spend")
        spans = [[low + step / 2 for step in range(int((high - low) * 2) + 1)] for low, high in known]
        seen: list[set[bool]] = [set() for _ in known]
        for values in itertools.product(*spans):
            best = sorted(range(len(values)), key=lambda n: (-values[n], n))[:capacity]
            for n, found in enumerate(seen):
                found.add(n in best)
        for row, found in zip(decided, seen, strict=True):
            assert row[WITHIN] is None or found == {row[WITHIN]}


CASE: list[Known] = [(1000.0, INFINITE), (10.0, 50.0), (20.0, 20.0), None, (30.0, 40.0)]


def test_the_one_that_can_be_displaced_is_not_within(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_known(CASE)
    found, decided = report(capsys, "--concentration", "spend", "--capacity", "2")
    assert [row[WITHIN] for row in decided] == [True, None, False, None, None]
    assert found["capacity"] == {
        "capacity": 2, "by": "spend", "within": 1, "beyond": 1, "undecided": 2, "without_value": 1, "only_range": 3,
    }  # fmt: skip
    said = found["concentration"]
    assert (said["qualified"], said["exact_value"], said["only_range"], said["without_value"]) == (5, 1, 3, 4)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "the ten largest of the 1 qualified with an exact value have 100.0% of what these have of spend",
                "left out: 3 only a range, 1 without a value, 0 negative",
                "certainly within a capacity of 2: 1 qualified, the best by spend; certainly beyond it 1; "
                "2 may be either: 3 are known only as a range, 1 have no value to compare",
            ],
        ),
        (
            "zh",
            [
                "1 家有准确数值的准入客户中，前十大客户占这些客户的采购的 100.0%",
                "未计入：仅知区间 3 家，无数值 1 家，负值 0 家",
                "择优，可确定承接 1 家，可确定暂不承接 1 家；2 家尚不能确定，因为有 3 家仅知区间，另有 1 家无可比数值",
            ],
        ),
    ],
)
def test_no_certain_claim_is_made_of_ranges(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str, said: list[str]
) -> None:
    save_known(CASE)
    capsys.readouterr()
    assert qualify("--concentration", "spend", "--capacity", "2", "--lang", language) == 0
    err = capsys.readouterr().err
    for line in said:
        assert line in err
    save_known([(10.0, 20.0), None])
    assert qualify("--concentration", "spend", "--lang", "en") == 0
    assert "has an exact spend above 0, so there are no shares; left out: 1 only a range" in capsys.readouterr().err


def test_ranges_of_those_that_do_not_qualify_change_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[Row] = [{"id": f"p{n}", "visits": 80, "spend": n % 4, "town": "X"} for n in range(9)]
    more = ("--concentration", "spend", "--capacity", "3")
    other: dict[str, Any] = {"id": "q", "visits": 0, "spend": "5-10", "town": "X"}
    save([*rows, {**other, "spend": 5}])
    plain, without = report(capsys, *more)
    save([*rows, other])
    ranged, with_ = report(capsys, *more)
    assert [row[WITHIN] for row in with_] == [row[WITHIN] for row in without]
    assert plain["capacity"] == {key: ranged["capacity"][key] for key in plain["capacity"]}
    assert plain["concentration"] == {key: ranged["concentration"][key] for key in plain["concentration"]}
