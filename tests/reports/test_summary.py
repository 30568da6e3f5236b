"""A run's summary: what it counts is what the decisions say, whatever the batches, and its data are in a fixed order."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.reports.summary import Summary, order_counts
from tests.support.engine import frame, load, rows
from tests.support.generate import AS_OF, generate
from tests.support.small import SMALL
from tests.support.small import load as load_small


def decided(**columns: list[Any]) -> pl.LazyFrame:
    schema = {
        "decision": pl.String,
        "grade": pl.String,
        "score": pl.Float64,
        "coverage": pl.Float64,
        "certain": pl.Boolean,
        "reasons": pl.String,
        "ask_next": pl.String,
    }
    return pl.LazyFrame(columns, schema=schema)


SAMPLE: dict[str, list[Any]] = {
    "decision": ["reject", "review", "review", "qualify", "review"],
    "grade": ["D", None, "B", "A", "B"],
    "score": [30.0, 66.0, 75.0, 88.88, 75.0],
    "coverage": [0.9, 0.2, 0.2, 0.7, 0.7],
    "certain": [True, False, False, True, True],
    "reasons": ["embargo; tagged", "coverage:scale", "coverage:scale; tagged", "score:scale (assumed); score:b", "unknown:embargo"],
    "ask_next": [None, "country; employees", "employees", None, "country"],
}  # fmt: skip


def counted(lazy: pl.LazyFrame, **how: Any) -> tuple[Summary, pl.DataFrame]:
    summary = Summary()
    return summary, summary.watch(lazy).collect(**how)


def test_counts_by_decision_grade_first_reason_and_field_asked() -> None:
    summary, _ = counted(decided(**SAMPLE))
    assert summary.rows == 5
    assert summary.decisions == {"reject": 1, "review": 3, "qualify": 1}
    assert summary.grades == {"D": 1, None: 1, "B": 2, "A": 1}
    assert summary.reasons == {
        ("reject", "embargo"): 1,
        ("review", "coverage:scale"): 2,
        ("qualify", "score:scale (assumed)"): 1,
        ("review", "unknown:embargo"): 1,
    }
    assert (summary.uncertain, summary.gated) == (2, 2)
    assert summary.asks == {"country": 1, "employees": 2}
    assert summary.scored == {("qualify", 88): 1}  # what rules and the gate decide, another cut may leave alone


def test_data_name_every_decision_and_stand_in_a_fixed_order() -> None:
    summary, _ = counted(decided(**SAMPLE))
    data = summary.as_dict()
    assert list(data["decisions"].items()) == [("qualify", 1), ("review", 3), ("reject", 1)]
    assert list(data["grades"].items()) == [("A", 1), ("B", 2), ("D", 1), ("none", 1)]
    assert data["reasons"][0] == {"decision": "review", "reason": "coverage:scale", "rows": 2}
    assert [entry["reason"] for entry in data["reasons"][1:]] == ["score:scale (assumed)", "embargo", "unknown:embargo"]
    assert data["ask_next"] == [{"field": "employees", "rows": 2}, {"field": "country", "rows": 1}]
    assert (data["rows"], data["uncertain"], data["decided_by_coverage_gate"]) == (5, 2, 2)


def test_nothing_decided() -> None:
    summary, _ = counted(decided(decision=[], grade=[], score=[], coverage=[], certain=[], reasons=[], ask_next=[]))
    assert summary.as_dict() == {
        "rows": 0,
        "decisions": {"qualify": 0, "review": 0, "reject": 0},
        "grades": {},
        "uncertain": 0,
        "decided_by_coverage_gate": 0,
        "reasons": [],
        "ask_next": [],
    }


def test_watching_changes_nothing_and_tells_of_all_rows() -> None:
    told: list[int] = []
    lazy = decided(**{name: column * 400 for name, column in SAMPLE.items()})
    summary = Summary()
    assert summary.watch(lazy, told.append).collect(engine="streaming").equals(lazy.collect())
    assert sum(told) == summary.rows == 2000


def test_ordered_puts_the_most_frequent_first_and_equal_ones_by_name() -> None:
    assert order_counts(Counter({"b": 2, "a": 2, "c": 5})) == [("c", 5), ("a", 2), ("b", 2)]


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", [3, 11])
@pytest.mark.parametrize("engine", ["streaming", "in-memory"])
def test_counts_are_those_of_the_decisions(seed: int, engine: Any, tmp_path: Path) -> None:
    generated = generate(seed, 60)
    plan = load(generated.write(tmp_path)).plan(AS_OF)
    summary, found = counted(plan.decide(frame(generated.prospects).lazy()), engine=engine)
    plain = rows(found)
    assert summary.decisions == Counter(row["decision"] for row in plain)
    assert summary.grades == Counter(row["grade"] for row in plain)
    assert summary.reasons == Counter((row["decision"], row["reasons"].split("; ")[0]) for row in plain)
    unsure = [row for row in plain if not row["certain"]]
    assert summary.uncertain == len(unsure)
    assert summary.asks == Counter(name for row in unsure for name in (row["ask_next"] or "").split("; ") if name)


def test_summary_of_the_small_ruleset(tmp_path: Path) -> None:
    ruleset = load_small(tmp_path, SMALL, "decision: {min_coverage: 0.9}")
    typed = pl.LazyFrame(
        {"visits": [10.0, None], "likes_us": [True, None]}, schema={"visits": pl.Float64, "likes_us": pl.Boolean}
    )
    summary, _ = counted(ruleset.plan(date(2026, 11, 23)).decide(typed))
    assert summary.decisions == {"qualify": 1, "review": 1}
    assert (summary.gated, summary.asks) == (1, {"visits": 1, "likes_us": 1})
