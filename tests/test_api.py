"""The public ruleset: plans are kept, frames are decided or refused with a reason, lists are read, records decided again."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from shortlist import ListError, Ruleset, RulesetError, decide_frame
from shortlist.api import PLANS
from shortlist.language import speaking
from tests.support.places import ROOT
from tests.support.small import SMALL, load, write

AS_OF = date(2026, 11, 23)
HISTORY = """\
history:
  calls:
    prospect: [Customer]
    date: [Day]
    fields: {minutes: {type: number, header: [Minutes]}}
    features: {visits: COUNT(*)}
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return load(tmp_path_factory.mktemp("small"), SMALL, HISTORY)


FLOATS = """\
ruleset: floats
version: "1.0"
title: Floats
extends: base
fields: {gap: {type: number}}
history:
  calls:
    prospect: [Customer]
    date: [Day]
    fields: {minutes: {type: number}}
    features: {spent: SUM(minutes)}
rules:
  - {id: hi, when: gap * 100 >= 29, then: {tag: hi}, because: x}
  - {id: eq, when: gap = 0.29, then: {tag: eq}, because: x}
  - {id: spent, when: spent > 0.29, then: {tag: spent}, because: x}
"""

# --- plans


def test_a_plan_is_kept_for_its_date(rules: Ruleset) -> None:
    assert rules.plan(AS_OF) is rules.plan(AS_OF)
    assert rules.plan(AS_OF).as_of == AS_OF
    assert rules.plan(AS_OF + timedelta(1)) is not rules.plan(AS_OF)


def test_deciding_compiles_a_date_once(rules: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[date] = []

    def count(ruleset: Ruleset, as_of: date) -> object:
        compiled.append(as_of)
        return plan(ruleset, as_of)

    from shortlist import api

    plan = api.compile_plan
    monkeypatch.setattr(api, "compile_plan", count)
    fresh = replace(rules)
    for _ in range(3):
        fresh.decide({"visits": 3}, AS_OF)
        fresh.qualify(pl.DataFrame({"visits": [3]}), AS_OF)
    assert compiled == [AS_OF]


def test_a_kept_plan_decides_as_a_new_one(rules: Ruleset) -> None:
    first = [rules.decide({"visits": visits}, AS_OF) for visits in (1, 9, 1)]
    assert first == [replace(rules).decide({"visits": visits}, AS_OF) for visits in (1, 9, 1)]


def test_only_the_last_dates_are_kept(rules: Ruleset) -> None:
    plan = rules.plan(AS_OF)
    for day in range(1, PLANS):
        rules.plan(AS_OF + timedelta(day))
    assert rules.plan(AS_OF) is plan
    for day in range(1, PLANS + 1):
        rules.plan(AS_OF + timedelta(day))
    assert rules.plan(AS_OF) is not plan


def test_a_language_has_a_plan_of_its_own(rules: Ruleset) -> None:
    with speaking("zh"):
        chinese = rules.plan(AS_OF)
    with speaking("en"):
        assert rules.plan(AS_OF) is not chinese


def test_kept_plans_are_no_part_of_the_ruleset(rules: Ruleset) -> None:
    fresh = replace(rules)
    before, shown = len(pickle.dumps(fresh)), repr(fresh)
    plan = fresh.plan(AS_OF)
    assert (len(pickle.dumps(fresh)), repr(fresh)) == (before, shown)
    for other in (pickle.loads(pickle.dumps(fresh)), copy.copy(fresh), replace(fresh)):
        assert other == fresh
        assert other.plan(AS_OF) is not plan
        assert other.plan(AS_OF).ruleset is other
    cut = replace(fresh, currency="EUR")
    assert cut.plan(AS_OF).ruleset.currency == "EUR"


def test_threads_share_a_ruleset(rules: Ruleset) -> None:
    fresh, wanted = replace(rules), rules.decide({"visits": 9}, AS_OF)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: fresh.decide({"visits": 9}, AS_OF), range(12))) == [wanted] * 12


# --- frames


def test_lazy_and_eager_are_decided_alike_in_the_order_of_the_rows(rules: Ruleset) -> None:
    frame = pl.DataFrame({"prospect_id": ["b", "a", "b"], "visits": [9, None, 1], "list:Owner": ["x", None, "y"]})
    eager, lazy = decide_frame(frame, rules, AS_OF), decide_frame(frame.lazy(), rules, AS_OF)
    assert isinstance(lazy, pl.LazyFrame)
    assert eager.equals(lazy.collect())
    assert eager.equals(rules.qualify(frame, AS_OF))
    assert eager.columns == [*rules.plan(AS_OF).output_columns, "Owner"]
    assert eager["prospect_id"].to_list() == ["b", "a", "b"]
    assert eager["size"].to_list() == ["large", None, "small"]


def test_a_ruleset_by_name_or_file(tmp_path: Path) -> None:
    frame = pl.DataFrame({"visits": [9]})
    path = write(tmp_path, SMALL)
    assert decide_frame(frame, path, AS_OF).equals(decide_frame(frame, str(path), AS_OF))
    with pytest.raises(RulesetError, match="unknown ruleset 'b2d'; did you mean 'b2b'"):
        decide_frame(frame, "b2d", AS_OF)


def test_nothing_is_run_before_the_lazy_frame_is(rules: Ruleset) -> None:
    def fail(frame: pl.DataFrame) -> pl.DataFrame:
        raise RuntimeError("run")

    frame = pl.LazyFrame({"visits": [9.0]}).map_batches(fail, schema={"visits": pl.Float64()})
    decided = decide_frame(frame, rules, AS_OF)
    with pytest.raises(RuntimeError, match="run"):
        decided.collect()


def test_what_is_absent_null_or_not_finite_is_missing(rules: Ruleset) -> None:
    frames = [
        pl.DataFrame({"likes_us": [True]}),
        pl.DataFrame({"likes_us": [True], "visits": [None]}),
        pl.DataFrame({"likes_us": [True], "visits": [float("nan")]}),
        pl.DataFrame({"likes_us": [True], "visits": [float("inf")]}),
    ]
    first, *others = [decide_frame(frame, rules, AS_OF) for frame in frames]
    assert first["ask_next"].to_list() == ["visits"]
    assert first["prospect_id"].to_list() == ["1"]
    assert all(first.equals(other) for other in others)


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt64, pl.Float32, pl.Decimal(10, 2), pl.Int128])
def test_every_numeric_type_serves_for_a_number(dtype: pl.DataType, rules: Ruleset) -> None:
    frame = pl.DataFrame({"visits": pl.Series([9, None], dtype=dtype)})
    assert decide_frame(frame, rules, AS_OF)["size"].to_list() == ["large", None]


@pytest.mark.parametrize("dtype", [pl.Float16, pl.Float32])
def test_short_floats_are_the_decimals_that_they_stand_for(dtype: type[pl.DataType], tmp_path: Path) -> None:
    (tmp_path / "floats.yaml").write_text(FLOATS)
    rules = Ruleset.load(tmp_path / "floats.yaml")
    gaps = [0.29, 0.28, 0.57, 1.1, None, float("nan")]
    wide = pl.DataFrame({"prospect_id": [*"abcdef"], "gap": gaps, "list:gap": gaps})
    table = pl.DataFrame({"prospect": ["a", "b"], "date": [AS_OF, AS_OF], "minutes": [0.29, 0.3]})
    right = rules.qualify(wide, AS_OF, {"calls": table})
    short = wide.with_columns(pl.col("gap").cast(dtype))
    calls = {"calls": table.with_columns(pl.col("minutes").cast(dtype))}
    assert rules.qualify(short, AS_OF, calls).equals(right)
    assert decide_frame(short.lazy(), rules, AS_OF, histories=calls).collect().equals(right)
    assert right["tags"].to_list()[:4] == ["hi; eq", "spent", "hi", "hi"]


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["DE", "FR"]), pl.String])
def test_every_type_of_text_serves_for_text(dtype: pl.DataType, rules: Ruleset) -> None:
    frame = pl.DataFrame({"prospect_id": [7, 8], "seat": pl.Series(["DE", "FR"], dtype=dtype)})
    decided = decide_frame(frame, rules, AS_OF)
    assert decided.select("prospect_id", "place").rows() == [("7", "home"), ("8", "away")]


def test_texts_are_compared_in_their_normal_form() -> None:
    frame = pl.LazyFrame({"industry": ["Banking", "Ｂａｎｋｉｎｇ\u00a0", "Ban\u00adking"]})
    assert Ruleset.load("b2b").qualify(frame, AS_OF).select("score").collect().n_unique() == 1


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ({"visits": ["9"]}, "the column 'visits' is String; wanted is Float64; cast it, or read text with `read_list`"),
        ({"visits": [True]}, "the column 'visits' is Boolean; wanted is Float64"),
        ({"likes_us": [1]}, "the column 'likes_us' is Int64; wanted is Boolean"),
        ({"met": ["2026-01-01"]}, "the column 'met' is String; wanted is Date"),
        ({"met": pl.Series([0]).cast(pl.Datetime("us"))}, "the column 'met' is Datetime(time_unit='us', time_zone=None);"),
        ({"seat": [49]}, "the column 'seat' is Int64; wanted is String;"),
        ({"prospect_id": [1.5]}, "the column 'prospect_id' is Float64; wanted is String or an integer"),
        ({"visit": [9]}, "no field of the ruleset; leave it out, or carry it through as 'list:visit'; did you mean 'visits'?"),
        ({"row": [9]}, "the column 'row' is no field of the ruleset; leave"),
    ],
)  # fmt: skip
def test_a_column_that_does_not_fit_is_refused(column: dict[str, list[object]], said: str, rules: Ruleset) -> None:
    with pytest.raises(ListError) as caught:
        decide_frame(pl.LazyFrame({"name": ["x"], **column}), rules, AS_OF)
    (problem,) = caught.value.problems
    assert str(problem).startswith("frame: ")
    assert said in str(problem)
    assert next(iter(column)) in problem.text.zh


def test_every_column_that_does_not_fit_is_named_at_once(rules: Ruleset) -> None:
    with pytest.raises(ListError) as caught:
        rules.qualify(pl.DataFrame({"visits": ["9"], "x": [1], "met": [2]}), AS_OF)
    assert [problem.text.en.split("'")[1] for problem in caught.value.problems] == ["visits", "x", "met"]


def test_a_field_that_the_ruleset_does_not_read_changes_nothing(rules: Ruleset) -> None:
    assert "spend" not in rules.plan(AS_OF).fields
    with_it = decide_frame(pl.DataFrame({"visits": [9], "spend": [1e6]}), rules, AS_OF)
    assert with_it.equals(decide_frame(pl.DataFrame({"visits": [9]}), rules, AS_OF))


# --- histories


def calls(**columns: object) -> pl.DataFrame:
    return pl.DataFrame({"prospect": ["a"] * 9, "date": [date(2026, 1, 1)] * 9, **columns})


def test_histories_supply_fields(rules: Ruleset) -> None:
    frame = pl.LazyFrame({"prospect_id": ["a", "b"]})
    decided = decide_frame(frame, rules, AS_OF, histories={"calls": calls(row=range(9))}).collect()
    assert decided["size"].to_list() == ["large", "small"]
    assert decide_frame(frame, rules, AS_OF).collect()["size"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            {"call": calls()},
            "histories: the ruleset has no history 'call'; it has: calls, ratings; did you mean 'calls'?",
        ),
        ({"calls": calls(minute=1)}, "calls: the column 'minute' is no field of the ruleset; leave it out"),
        ({"calls": calls(minutes="1")}, "calls: the column 'minutes' is String; wanted is Float64"),
        ({"calls": calls().drop("date")}, "calls: the column 'date' is missing"),
        ({"calls": calls().drop("prospect")}, "calls: the column 'prospect' is missing"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tables: dict[str, pl.DataFrame], said: str, rules: Ruleset) -> None:
    with pytest.raises(ListError) as caught:
        decide_frame(pl.DataFrame({"prospect_id": ["a"]}), rules, AS_OF, histories=tables)
    (problem,) = caught.value.problems
    assert str(problem).startswith(said)


def test_histories_need_to_know_whose_rows_are_whose(rules: Ruleset) -> None:
    with pytest.raises(ListError, match="frame: histories need the column 'prospect_id'"):
        decide_frame(pl.DataFrame({"visits": [9]}), rules, AS_OF, histories={"calls": calls()})


# --- lists and records


def test_a_list_is_read_for_the_ruleset() -> None:
    rules = Ruleset.load("b2b", ["rates={EUR: 2}"])
    with rules.read(ROOT / "examples" / "crm.csv", keep=["Orders"]) as intake:
        assert {column.field.id for column in intake.columns} <= {"prospect_id", "name", *rules.plan(AS_OF).fields}
        assert intake.frame.collect()["annual_revenue"][0] == 168e6
        decided = rules.qualify(intake.frame, as_of=AS_OF).collect()
    assert decided.height == intake.rows_in
    assert decided.columns[-1] == "Orders"


def test_a_recorded_ruleset_decides(rules: Ruleset) -> None:
    from shortlist.loading.load import rebuild

    recorded = rebuild(rules.origin)
    frame = pl.DataFrame({"visits": [9]})
    assert decide_frame(frame, Ruleset.of(recorded), AS_OF).equals(decide_frame(frame, rules, AS_OF))
