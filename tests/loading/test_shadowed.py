"""A class that nobody can be in is a mistake exactly where the limits before it say so, told at the number that was written last."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError
from tests.support.small import START, write

GRADES = "criteria: {payment_ability: {weight: 1}}\nsegments: [{id: payment_grade, use: payment_grade}]\n"
PROFILE = "grade_min_invoices: 1, grade_early_credit: 0"


@pytest.mark.parametrize("seed", range(30))
def test_a_class_is_refused_where_no_prospect_can_be_in_it(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    op = chance.choice(["<", "<=", ">", ">="])
    limits = [chance.randint(0, 6) for _ in range(3)]
    if chance.random() < 0.4:
        limits.sort(reverse=op.startswith(">"))
    names = [f"seller.k{at}" if chance.random() < 0.5 else f"{limits[at]}" for at in range(3)]
    seller = ", ".join(f"k{at}: {limit}" for at, limit in enumerate(limits))
    classes = "".join(f"      - {{id: c{at}, when: visits {op} {name}}}\n" for at, name in enumerate(names))
    text = (
        "fields:\n  visits: {type: integer}\n", f"seller: {{{seller}}}\n",
        "criteria: {all: {weight: 1, measures: {visits: {value: visits, linear: {0: 0, 10: 100}}}}}\n",
        f"segments:\n  - id: s\n    classes:\n{classes}      - {{id: rest, else: true}}\n",
    )  # fmt: skip
    ordered = sorted(limits, reverse=op.startswith(">"))
    path = write(tmp_path, START, *text)
    if limits == ordered:
        rules = Ruleset.load(path)
        met = {rules.decide({"visits": visits}).segments["s"] for visits in range(-1, 9)}
        assert {f"c{at}" for at in range(3) if at == 0 or limits[at] != limits[at - 1]} <= met
        return
    with pytest.raises(RulesetError, match=r"must (rise|fall) from class to class") as caught:
        Ruleset.load(path)
    (problem,) = caught.value.problems
    assert problem.place is not None and problem.place.line is not None and "逐级" in problem.text.zh


def test_grades_that_contradict_each_other_are_told_at_the_profile(tmp_path: Path) -> None:
    own = f"seller: {{{PROFILE}, grade_a_days: 30, grade_b_days: 20, grade_c_days: 40}}\n"
    with pytest.raises(RulesetError) as caught:
        Ruleset.load(write(tmp_path, START, own, GRADES))
    assert [str(one.place).rpartition("/")[2] for one in caught.value.problems] == ["small.yaml:3:88"]
    path = write(tmp_path, START, own.replace("grade_b_days: 20", "grade_b_days: 30"), GRADES)
    assert Ruleset.load(path).seller["grade_b_days"] == 30
    with pytest.raises(
        RulesetError, match=r"--set seller\.grade_c_days=29: .*'A' goes up to seller.grade_a_days \(30\)"
    ):
        Ruleset.load(path, ["seller.grade_c_days=29"])
