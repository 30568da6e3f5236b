"""Ranges worked out on paper: the oracle, which is right by nothing but its text, and the engine say what the comments do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.engine import qualify
from tests.support.generate import dump
from tests.support.oracle import decide
from tests.support.oracle_ranges import Range

AS_OF = date(2026, 6, 30)
TITLE = {"en": "t", "zh": "t"}
FIELDS: dict[str, dict[str, Any]] = {
    "staff": {"type": "integer", "minimum": 0},
    "sales": {"type": "money"},
    "share": {"type": "percent", "minimum": 0, "maximum": 1},
    "stars": {"type": "rating"},
    "grown": {"type": "level", "values": ["seed", "sprout", "plant", "tree"]},
    "met": {"type": "date"},
    "due": {"type": "date", "future": True},
    "founded": {"type": "integer", "unit": "year"},
    "open": {"type": "bool"},
}
Row = dict[str, Any]
Decide = Callable[..., Row]


def ruleset(
    measures: Row | None = None,
    rules: list[Row] | None = None,
    missing: str = "skip",
    treatments: list[Row] | None = None,
    **decision: Any,
) -> Row:
    """One criterion `c` of these measures, and these rules."""
    made = {
        "ruleset": "hand",
        "version": "1.0",
        "title": TITLE,
        "currency": "USD",
        "fields": {name: raw | {"title": TITLE} for name, raw in FIELDS.items()},
        "references": {"size": {"file": "size.csv", "key": "grown", "fields": {"height": {"type": "number"}}}},
        "criteria": {
            "c": {
                "weight": 1,
                "title": TITLE,
                "missing": missing,
                "measures": measures or {"m": {"value": "open", "levels": {True: 60, False: 60}}},
            }
        },
        "rules": rules or [],
        "decision": decision,
    }
    return made | ({"treatments": treatments} if treatments else {})


TABLE = {"seed": {"height": 1.0}, "tree": {"height": 9.0}}


@pytest.fixture(params=["oracle", "engine"])
def decided(request: pytest.FixtureRequest, tmp_path: Path) -> Decide:
    """Decides a prospect under a ruleset, by the oracle and by the engine."""

    def ask(rules: Row, **prospect: Any) -> Row:
        row = {"prospect_id": "p", "name": "n"} | dict.fromkeys(FIELDS) | prospect
        text, parsed = dump(rules)
        if request.param == "oracle":
            return decide(parsed, row, AS_OF, {"size": TABLE})
        (tmp_path / "size.csv").write_text("grown,height\nseed,1\ntree,9\n", encoding="utf-8")
        (tmp_path / "hand.yaml").write_text(text, encoding="utf-8")
        return qualify(tmp_path / "hand.yaml", [row], AS_OF, FIELDS)[0]

    return ask


def scores(row: Row) -> tuple[Any, ...]:
    return row["score_low"], row["score"], row["score_high"], row["coverage"]


LINEAR = {"value": "staff", "linear": {0: 0, 100: 100}}
HILL = {"value": "staff", "linear": {0: 20, 50: 100, 100: 40}}
STEPS = {"value": "staff", "steps": {0: 10, 50: 40, 200: 90}}
GROWN = {"value": "grown", "levels": {"seed": 0, "sprout": 80, "plant": 30, "tree": 100}}
MET = {"value": "grown", "levels": {"seed": 0, "tree": 100}}
MANY = {"value": "staff >= 50", "levels": {True: 100, False: 20}}


@pytest.mark.parametrize(
    ("measure", "given", "wanted"),
    [
        # 20 at 20, 80 at 80; the middle sqrt(20 * 80) = 40; 60 of the curve's 100 are open: 1 - 0.6
        (LINEAR, Range(20.0, 80.0), (20, 40, 80, 0.4)),
        # 40: 20 + 40 * 1.6 = 84; 90: 100 - 40 * 1.2 = 52; the knot at 50 lies inside: 100; the middle is 60: 100 - 12 = 88;
        # 48 of the curve's 80 are open: 1 - 0.6
        (HILL, Range(40.0, 90.0), (52, 88, 100, 0.4)),
        # beside the knot only: 60 -> 88, 90 -> 52; sqrt(5400) = 73.48 -> 73 -> 100 - 27.6; 1 - 36 / 80
        (HILL, Range(60.0, 90.0), (52, 72.4, 88, 0.55)),
        # from the knot on: 50 -> 100, 100 and all above -> 40; one end only: that end
        (HILL, Range(50.0, None), (40, 100, 100, 0.25)),
        # no least: the field begins at 0, which is not above 0: the middle is (0 + 30) / 2; 15 -> 20 + 24; 30 -> 68; 1 - 48 / 80
        (HILL, Range(None, 30.0), (20, 44, 68, 0.4)),
        # 0 to 49 -> 24.5 -> 25 of an integer -> 20 + 40
        (HILL, Range(0.0, 49.0), (20, 60, 98.4, 0.02)),
        # steps: 51..200 reaches the last one at its end alone; sqrt(10200) = 101 -> 40; 1 - 50 / 80
        (STEPS, Range(51.0, 200.0), (40, 40, 90, 0.375)),
        # and here it does not: one score, pinned, as good as known
        (STEPS, Range(51.0, 199.0), (40, 40, 40, 1)),
        # all three: 1 - 80 / 80
        (STEPS, Range(1.0, None), (10, 10, 90, 0)),
        # flat beyond the last knot
        (LINEAR, Range(100.0, None), (100, 100, 100, 1)),
        # a single value, and one that the field's own range leaves: staff begins at 0
        (LINEAR, Range(30.0, 30.0), (30, 30, 30, 1)),
        (LINEAR, Range(-5.0, 0.0), (0, 0, 0, 1)),
        # neither end, ends reversed, nothing inside the field's range: missing
        (LINEAR, Range(None, None), (0, None, 100, 0)),
        (LINEAR, Range(80.0, 20.0), (0, None, 100, 0)),
        (LINEAR, Range(-9.0, -5.0), (0, None, 100, 0)),
        # a condition: surely true; possibly both, true at sqrt(40 * 90) = 60; 1 - 80 / 80
        (MANY, Range(50.0, 90.0), (100, 100, 100, 1)),
        (MANY, Range(40.0, 90.0), (20, 100, 100, 0)),
        (MANY, Range(1.0, 49.0), (20, 20, 20, 1)),
    ],
)  # fmt: skip
def test_a_measure_spans_what_its_curve_can_be(
    decided: Decide, measure: Row, given: Range, wanted: tuple[Any, ...]
) -> None:
    assert scores(decided(ruleset({"m": measure}), staff=given)) == wanted


@pytest.mark.parametrize(
    ("measure", "given", "wanted"),
    [
        # sprout 80, plant 30: between ranks 1 and 2; the middle of 1 and 2 is 1.5, its floor sprout; 1 - 50 / 100
        (GROWN, Range("sprout", "plant"), (30, 80, 80, 0.5)),
        # seed to plant: the middle is rank 1
        (GROWN, Range("seed", "plant"), (0, 80, 80, 0.2)),
        (GROWN, Range("plant", None), (30, 30, 100, 0.3)),
        # sprout and plant are not listed and there is no else: the whole curve, and the point (sprout) has no score
        (MET, Range("seed", "tree"), (0, None, 100, 0)),
        # with an else of 40: 0, 40 and 100; the point sprout has that; 1 - 100 / 100
        (MET | {"else": 40}, Range("seed", "tree"), (0, 40, 100, 0)),
        # sprout to plant: only the else: pinned
        (MET | {"else": 40}, Range("sprout", "plant"), (40, 40, 40, 1)),
    ],
)  # fmt: skip
def test_a_level_spans_the_scores_between(decided: Decide, measure: Row, given: Range, wanted: tuple[Any, ...]) -> None:
    assert scores(decided(ruleset({"m": measure}), grown=given)) == wanted


def rule(when: str, then: Any, if_unknown: str = "ignore") -> Row:
    return (
        {"id": "r", "when": when, "then": then, "if_unknown": if_unknown}
        if isinstance(then, str)
        else {"id": "r", "when": when, "then": then}
    )


@pytest.mark.parametrize(
    ("when", "given", "decision", "worst", "best"),
    [
        ("staff < 50", {"staff": Range(51.0, 200.0)}, "review", "review", "review"),  # surely not: 60 points are a review
        ("staff < 50", {"staff": Range(10.0, 49.0)}, "reject", "reject", "reject"),  # surely
        ("staff < 50", {"staff": Range(10.0, 50.0)}, "reject", "reject", "review"),  # sqrt(500) = 22 is
        ("staff < 50", {"staff": Range(40.0, 90.0)}, "review", "reject", "review"),  # 60 is not
        ("staff + 1 <= 11", {"staff": Range(20.0, 30.0)}, "review", "review", "review"),
        ("met >= '2026-07-01'", {"met": Range(date(2026, 1, 1), None)}, "review", "review", "review"),  # not after the day
        ("due >= '2026-07-01'", {"due": Range(date(2026, 1, 1), None)}, "review", "reject", "review"),  # it may lie ahead
        ("due >= '2026-07-01'", {"due": Range(date(2026, 7, 1), None)}, "reject", "reject", "reject"),
        ("founded > 2026", {"founded": Range(2020.0, 2090.0)}, "review", "review", "review"),  # no year ahead
        ("founded <= 2026", {"founded": Range(2020.0, None)}, "reject", "reject", "reject"),
        ("grown >= 'plant'", {"grown": Range("plant", None)}, "reject", "reject", "reject"),
        ("grown = 'sprout'", {"grown": Range("plant", "tree")}, "review", "review", "review"),
        ("staff IS NULL", {"staff": Range(1.0, 2.0)}, "review", "review", "review"),  # never missing
        ("stars > 5", {"stars": Range(4.0, 9.0)}, "review", "review", "review"),  # a rating ends at 5
        ("stars >= 5", {"stars": Range(5.0, 9.0)}, "reject", "reject", "reject"),  # 5 is all that is left
        ("CASE WHEN staff > 50 THEN 1 ELSE 3 END >= 1", {"staff": Range(1.0, 99.0)}, "reject", "reject", "reject"),
        ("CASE WHEN staff > 50 THEN 1 ELSE 3 END = 1", {"staff": Range(1.0, 99.0)}, "review", "reject", "review"),
        ("COALESCE(staff, 999) < 50", {"staff": Range(60.0, 99.0)}, "review", "review", "review"),
        ("GREATEST(staff, 20) < 20", {"staff": Range(1.0, 99.0)}, "review", "review", "review"),
        ("staff < sales", {"staff": Range(1.0, 9.0), "sales": Range(10.0, 20.0)}, "reject", "reject", "reject"),
        ("staff < sales", {"staff": Range(1.0, 10.0), "sales": Range(10.0, 20.0)}, "reject", "reject", "review"),
        ("size.height < 5", {"grown": Range("seed", "tree")}, "review", "reject", "review"),  # a key: anything
    ],
)  # fmt: skip
def test_a_condition_over_ranges(decided: Decide, when: str, given: Row, decision: str, worst: str, best: str) -> None:
    row = decided(ruleset(rules=[rule(when, "reject")]), open=True, **given)
    assert (row["decision"], row["decision_worst"], row["decision_best"], row["certain"]) == (
        decision,
        worst,
        best,
        worst == best,
    )


@pytest.mark.parametrize(
    ("ranges", "given", "decision", "reasons"),
    [
        ("middle", Range(40.0, 90.0), "reject", "r (assumed)"),  # 60
        ("low", Range(40.0, 90.0), "review", "score:c"),  # 40 is not
        ("low", Range(None, 90.0), "review", "score:c"),  # staff begins at 0, which is finite
        ("unknown", Range(40.0, 90.0), "review", "unknown:r"),  # both can be
        ("unknown", Range(50.0, 90.0), "reject", "r"),  # nothing else can
        ("middle", Range(50.0, 90.0), "reject", "r"),
        ("unknown", Range(1.0, 49.0), "review", "score:c"),
    ],
)
def test_what_a_range_counts_as(decided: Decide, ranges: str, given: Range, decision: str, reasons: str) -> None:
    row = decided(ruleset(rules=[rule("staff >= 50", "reject", "review")], ranges=ranges), staff=given, open=True)
    assert (row["decision"], row["reasons"]) == (decision, reasons)


def test_what_a_spanning_measure_counts_as(decided: Decide) -> None:
    """LINEAR over 20..80 weighs as much as a known 90."""
    measures = {"m": LINEAR, "n": {"value": "share", "linear": {0: 0, 1: 100}}}
    known = {"staff": Range(20.0, 80.0), "share": 0.9}
    # (20 + 90) / 2, (80 + 90) / 2; coverage (0.4 + 1) / 2
    assert scores(decided(ruleset(measures), **known)) == (55, 65, 85, 0.7)  # the middle, 40
    assert scores(decided(ruleset(measures, ranges="low"), **known)) == (55, 55, 85, 0.7)
    assert scores(decided(ruleset(measures, ranges="unknown"), **known)) == (
        55,
        85,
        85,
        0.7,
    )  # 90 alone, moved into the bounds
    assert scores(decided(ruleset(measures, ranges="unknown", missing="neutral"), **known)) == (55, 70, 85, 0.7)  # 50
    assert scores(decided(ruleset(measures, ranges="unknown", missing="worst"), **known)) == (
        55,
        55,
        85,
        0.7,
    )  # 20, not 0
    assert scores(decided(ruleset(measures, missing="worst"), **known)) == (55, 65, 85, 0.7)
    high = {"staff": Range(60.0, 80.0), "share": None}
    assert scores(decided(ruleset(measures, ranges="unknown", missing="neutral"), **high)) == (
        30,
        55,
        90,
        0.4,
    )  # 60 of 60..80, and 50


@pytest.mark.parametrize(
    ("given", "decision", "certain"),
    [
        (Range(80.0, 90.0), "qualify", True),
        (Range(10.0, 20.0), "reject", True),
        (Range(55.0, 65.0), "review", True),
        (Range(10.0, 90.0), "review", False),
        (Range(60.0, 90.0), "review", False),
    ],
)
def test_a_score_of_which_nothing_counts_yet_is_decided_by_its_bounds(
    decided: Decide, given: Range, decision: str, certain: bool
) -> None:
    """A range is never left missing, so a score over it cannot be null: what all of its values lead to is the decision."""
    row = decided(ruleset({"m": LINEAR}, ranges="unknown"), staff=given)
    assert (row["score"], row["grade"], row["decision"], row["certain"]) == (None, None, decision, certain)
    assert row["reasons"] == "no-score"


@pytest.mark.parametrize(
    ("given", "decision", "reasons"),
    [
        (Range(30.0, 40.0), "reject", "r"),
        (Range(60.0, 70.0), "qualify", "score:d"),
        (Range(40.0, 60.0), "review", "unknown:r"),
    ],
)
def test_a_rule_over_such_a_score_holds_where_no_value_of_the_range_can_change_it(
    decided: Decide, given: Range, decision: str, reasons: str
) -> None:
    made = ruleset({"m": LINEAR}, rules=[rule("c < 50", "reject", "review")], ranges="unknown")
    made["criteria"]["d"] = {"weight": 9, "title": TITLE, "measures": {"m": {"value": "open", "levels": {True: 90}}}}
    row = decided(made, staff=given, open=True)
    assert (row["decision"], row["reasons"]) == (decision, reasons)


def test_reasons_say_what_was_assumed(decided: Decide) -> None:
    row = decided(ruleset({"m": LINEAR}, qualify=30, review=10), staff=Range(20.0, 80.0))
    assert (row["decision"], row["reasons"], row["ask_next"]) == (
        "qualify",
        "score:c (assumed); assumed:grade",
        "staff",
    )
    row = decided(ruleset({"m": STEPS}, qualify=30, review=10), staff=Range(51.0, 199.0))  # pinned: nothing was assumed
    assert (row["decision"], row["reasons"], row["ask_next"], row["certain"]) == ("qualify", "score:c", None, True)
    rules = [rule("k AND open", {"tag": "t"}) | {"id": "s"}, rule("staff >= 50", {"conclude": "k"})]
    row = decided(ruleset(rules=rules), staff=Range(40.0, 90.0), open=True)
    assert row["reasons"] == "score:c; s (assumed); r (assumed)"  # through the conclusion; c reads `open` only
    row = decided(ruleset(rules=rules), staff=Range(50.0, 90.0), open=True)
    assert row["reasons"] == "score:c; s; r"
    row = decided(
        ruleset({"m": LINEAR}, rules=[rule("c >= 30", {"tag": "t"})], qualify=90, review=0), staff=Range(20.0, 80.0)
    )
    assert row["reasons"] == "score:c (assumed); r (assumed); assumed:grade"  # through the criterion


def test_a_rule_with_a_key_that_is_a_range(decided: Decide) -> None:
    """The key is read, and the rule is undetermined."""
    row = decided(ruleset(rules=[rule("size.height IS NULL", {"tag": "t"})]), open=True, grown=Range("seed", "plant"))
    assert row["reasons"] == "score:c; r (assumed)"


def test_asks_name_ranges_only_where_they_are_open(decided: Decide) -> None:
    measures = {
        "m": STEPS,
        "n": {"value": "share", "linear": {0: 0, 1: 100}},
        "o": {"value": "stars", "steps": {1: 0, 3: 9}},
    }
    row = decided(ruleset(measures, qualify=40, review=0), staff=Range(51.0, 199.0), share=Range(0.3, 0.9), stars=None)
    assert row["ask_next"] == "share; stars"  # of 100 and of 9 points; staff is pinned
    row = decided(ruleset(measures, qualify=40, review=0), staff=Range(51.0, 201.0), share=0.5, stars=None)
    assert row["ask_next"] == "staff; stars"
    rules = [rule("staff > 100 OR sales > 0", "qualify")]
    row = decided(ruleset(rules=rules), open=True, staff=Range(51.0, 200.0), sales=Range(None, 5.0))
    assert row["ask_next"] == "staff; sales"
    row = decided(ruleset(rules=rules), open=True, staff=Range(51.0, 99.0), sales=Range(1.0, None))
    assert (row["ask_next"], row["decision"], row["certain"]) == (None, "qualify", True)


def test_coverage_counts_a_range_by_how_much_it_narrows(decided: Decide) -> None:
    """0.4 of the criterion is known; below 0.5 the decision waits, unless nothing can come of it."""
    row = decided(ruleset({"m": LINEAR}, min_coverage=0.5, qualify=30, review=10), staff=Range(20.0, 80.0))
    assert (row["decision"], row["reasons"]) == ("review", "coverage:c")
    row = decided(ruleset({"m": LINEAR}, min_coverage=0.5, qualify=20, review=20), staff=Range(20.0, 80.0))
    assert (row["decision"], row["certain"]) == ("qualify", True)
    row = decided(ruleset({"m": LINEAR}, min_coverage=0.4, qualify=30, review=10), staff=Range(20.0, 80.0))
    assert (row["decision"], row["reasons"]) == ("qualify", "score:c (assumed); assumed:grade")


def test_a_tie_between_the_ends_of_what_is_one_score_stays_in_the_bounds(decided: Decide) -> None:
    """Scores are rounded as (x + 1e-9) * 100: one end goes down to 0, the other up to 0.01, though less than 1e-9 lies between."""
    made = ruleset({"m": {"value": "sales", "linear": {0: 0, 100: 100}}})
    row = decided(made, sales=Range(0.0049999985, 0.0049999994))
    assert (row["score_low"], row["score_high"], row["coverage"]) == (0, 0.01, 1)
    assert decided(made, sales=0.0049999985)["score"] == 0
    assert decided(made, sales=0.0049999994)["score"] == 0.01


@pytest.mark.parametrize(
    ("measure", "given", "wanted"),
    [
        # 21..81: a sum of finite ends is a value; 41
        ({"value": "staff + 1", "linear": {0: 0, 100: 100}}, {"staff": Range(20.0, 80.0)}, (21, 41, 81, 0.4)),
        # 30..120: 80 points of 100 at the most; the middles are 40 and 25
        ({"value": "staff + sales", "linear": {0: 0, 150: 100}}, {"staff": Range(20.0, 80.0), "sales": Range(10.0, 40.0)}, (20, 40, 80, 0.4)),
        # 21 at least, however many there are
        ({"value": "staff + 1", "linear": {0: 0, 100: 100}}, {"staff": Range(20.0, None)}, (21, 21, 100, 0.21)),
        ({"value": "staff + 1", "linear": {0: 0, 100: 100}, "else": 30}, {"staff": Range(20.0, None)}, (21, 21, 100, 0.21)),
        # 2026-06-30 less 2026-06-10..2026-06-26: 4 to 20 days; the middle is the 18th, 12 days
        ({"value": "CURRENT_DATE - met", "linear": {0: 0, 50: 100}}, {"met": Range(date(2026, 6, 10), date(2026, 6, 26))}, (8, 24, 40, 0.68)),
        # no later than the day itself: 0 to 20 days
        ({"value": "CURRENT_DATE - met", "linear": {0: 0, 50: 100}}, {"met": Range(date(2026, 6, 10), None)}, (0, 20, 40, 0.6)),
    ],
)  # fmt: skip
def test_a_sum_of_ranges_is_a_range(decided: Decide, measure: Row, given: Row, wanted: tuple[Any, ...]) -> None:
    assert scores(decided(ruleset({"m": measure}), **given)) == wanted


def test_ranges_with_a_missing_field_in_one_expression_do_not_span(decided: Decide) -> None:
    measure = {"value": "CASE WHEN open THEN staff ELSE staff END", "linear": {0: 0, 100: 100}}
    assert scores(decided(ruleset({"m": measure}), staff=Range(20.0, 80.0), open=True)) == (20, 40, 80, 0.4)
    assert scores(decided(ruleset({"m": measure}), staff=Range(20.0, 80.0))) == (0, None, 100, 0)


def test_what_can_be_no_value_is_unsure(decided: Decide) -> None:
    """A quotient can be null: without an else the whole curve, but its value at the point counts; with one, too."""
    measure = {"value": "staff / (share + 1)", "linear": {0: 0, 100: 100}}
    assert scores(decided(ruleset({"m": measure}), staff=Range(20.0, 80.0), share=1.0)) == (0, 20, 100, 0)  # 40 / 2
    assert scores(decided(ruleset({"m": measure | {"else": 10}}), staff=Range(20.0, 80.0), share=1.0)) == (
        0,
        20,
        100,
        0,
    )
    assert scores(decided(ruleset({"m": measure}, ranges="unknown"), staff=Range(20.0, 80.0), share=1.0)) == (
        0,
        None,
        100,
        0,
    )


def test_a_quotient_by_a_constant_is_a_value(decided: Decide) -> None:
    """10..40, 1 - 30 / 100 known."""
    measure = {"value": "staff / 2", "linear": {0: 0, 100: 100}}
    assert scores(decided(ruleset({"m": measure}), staff=Range(20.0, 80.0))) == (10, 20, 40, 0.7)
    measure = {"value": "-2 * staff", "linear": {-160: 0, 0: 100}}  # -160..-40 -> 0..75; sqrt(1600) = 40 -> -80 -> 50
    assert scores(decided(ruleset({"m": measure}), staff=Range(20.0, 80.0))) == (0, 50, 75, 0.25)


def test_an_offer_of_a_range_under_unknown_is_null(decided: Decide) -> None:
    treatments = [
        {
            "id": "t",
            "for": ["reject", "review", "qualify"],
            "offer": {"days": "staff * 2", "limit": "GREATEST(share, 5)"},
        }
    ]
    prospect = {"open": True, "share": 0.5, "staff": Range(20.0, 80.0)}
    row = decided(ruleset(treatments=treatments), **prospect)
    assert (row["offer_days"], row["offer_limit"]) == (80, 5)
    row = decided(ruleset(treatments=treatments, ranges="unknown"), **prospect)
    assert (row["offer_days"], row["offer_limit"]) == (None, 5)


def test_a_value_goes_before_ends_beside_it(decided: Decide) -> None:
    row = decided(ruleset({"m": LINEAR}), **{"staff": 30.0, "least:staff": 50.0, "most:staff": 90.0})
    assert scores(row) == (30, 30, 30, 1)


def test_a_segment_over_a_range_is_what_it_can_only_be(decided: Decide) -> None:
    classes = [{"id": "big", "when": "staff >= 50"}, {"id": "small", "else": True}]
    made = ruleset(rules=[rule("band = 'big'", "reject")]) | {"segments": [{"id": "band", "classes": classes}]}
    assert (
        decided(made, open=True, staff=Range(50.0, None))["band"],
        decided(made, open=True, staff=Range(50.0, None))["certain"],
    ) == ("big", True)
    row = decided(made, open=True, staff=Range(40.0, 90.0))
    assert (row["band"], row["decision"], row["certain"], row["reasons"]) == (
        "big",
        "reject",
        False,
        "r (assumed); assumed:band",
    )
    row = decided(made | {"decision": {"ranges": "unknown"}}, open=True, staff=Range(40.0, 90.0))
    assert (row["band"], row["decision"], row["certain"]) == (None, "review", False)
