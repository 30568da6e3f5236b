"""Priors fitted from a list, and the ruleset that is printed with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.errors import ListError
from shortlist.reports.priors import FEWEST, Prior, find_priors
from tests.support.program import run

DAY = date(2026, 11, 1)
RULES = """ruleset: small
version: "1"
title: {en: Small, zh: 小}
fields: {staff: {type: integer, minimum: 0}, sales: {type: money}, good: {type: bool}}
criteria:
  size:
    weight: 1
    measures:
      staff: {value: staff, linear: {0: 0, 200: 100}, prior: 20}
      sales: {value: sales, linear: {0: 0, 1000: 100}}
  trust: {weight: 1, measures: {good: {value: good, levels: {true: 100, false: 0}, prior: 70}}}
decision: {qualify: 60, review: 40, min_coverage: 0.4}
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(RULES, encoding="utf-8")
    rows = [
        f"P{n},{n * 10 if n % 2 else '50-70' if n == 2 else ''},{'yes' if n < FEWEST - 1 else ''}" for n in range(60)
    ]
    (tmp_path / "list.csv").write_text("\n".join(["id,staff,good", *rows]), encoding="utf-8")
    return tmp_path


def test_a_prior_is_the_mean_score_of_those_of_whom_enough_is_known(place: Path) -> None:
    plan = Ruleset.load(place / "small.yaml").plan(DAY)
    frame = pl.DataFrame(
        {
            "staff": [100.0, None] * FEWEST,
            "least:staff": [None, 50.0] * FEWEST,
            "good": [True] + [None] * (2 * FEWEST - 1),
        }
    )
    found, rows = find_priors(plan, frame.lazy(), "list")
    assert rows == 2 * FEWEST
    assert found == [
        Prior("size", "staff", FEWEST, 50.0),
        Prior("size", "sales", 0, None),
        Prior("trust", "good", 1, None),
    ]
    with pytest.raises(ListError, match="nothing to fit"):
        find_priors(plan, frame.lazy().head(10), "list")


def test_what_is_printed_is_a_ruleset_that_decides_so(place: Path) -> None:
    ran = run(place, "rulesets", "priors", "list.csv", "-r", "small.yaml")
    assert ran.status == 0 and "staff: {prior: 83.3}  # 30 / 60" in ran.out and "good" not in ran.out
    (place / "mine.yaml").write_text(ran.out, encoding="utf-8")
    rules = Ruleset.load(place / "mine.yaml")
    assert rules.id == "small_fitted"
    found = rules.decide({}, DAY)
    assert found.score == pytest.approx((83.3 / 2 + 50 / 2 + 70) / 2, abs=0.01) and found.grade is None
    parts = {one.id: one.assumed for part in found.criteria for one in part.measures}
    assert parts == {"staff": 83.3, "sales": 50.0, "good": 70.0}


def test_a_list_of_which_too_little_is_known_is_said_in_one_line(place: Path) -> None:
    ran = run(place, "rulesets", "priors", "list.csv", "-r", "small.yaml", "--limit", "9")
    assert ran.status == 2 and "nothing to fit" in ran.lines[-1] and not ran.out
