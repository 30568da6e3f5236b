"""Features of histories, against DuckDB over random tables; and the table of ratings."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.errors import RulesetError
from shortlist.planning.features import attach

AS_OF = date(2026, 6, 30)
NUMBERS = (
    "a",
    "b",
    "a * b",
    "a - b",
    "ABS(a)",
    "a / NULLIF(b, 0)",
    "COALESCE(a, 0)",
    "CASE WHEN flag THEN a ELSE b END",
)
CONDITIONS = ("a > 0", "flag", "kind = 'x'", "kind IN ('x', 'y') AND b IS NOT NULL", "NOT flag", "date >= CURRENT_DATE - 365", "kind LIKE '%z'")  # fmt: skip
RULESET = """
ruleset: t
version: "1"
history:
  rows:
    prospect: who
    date: when
    fields:
      a: {type: number}
      b: {type: number}
      flag: {type: bool}
      kind: {type: text}
      due: {type: date, future: true}
    features:
%s
criteria: {c: {weight: 1, measures: {m: {value: f0, linear: {0: 0, 1: 100}}}}}
"""


def aggregate(rng: random.Random) -> str:
    name = rng.choice(["SUM", "AVG", "MIN", "MAX", "MEDIAN", "COUNT", "COUNT(*)", "COUNT(DISTINCT"])
    if name == "COUNT(*)":
        text = name
    elif name == "COUNT(DISTINCT":
        text = f"COUNT(DISTINCT {rng.choice(['kind', 'a', 'flag', 'due'])})"
    else:
        text = f"{name}({rng.choice(NUMBERS)})"
    return f"{text} FILTER (WHERE {rng.choice(CONDITIONS)})" if rng.random() < 0.5 else text


def feature(rng: random.Random) -> str:
    one, other = aggregate(rng), aggregate(rng)
    return rng.choice(
        [one, f"{one} - {other}", f"{one} / NULLIF({other}, 0)", f"COALESCE({one}, -1)",
         "MAX(date) - MIN(due)", "CURRENT_DATE - MAX(date)", f"CASE WHEN {one} > 3 THEN 1 ELSE {other} END",
         f"GREATEST({one}, {other})"]
    )  # fmt: skip


def table(rng: random.Random, rows: int) -> pl.DataFrame:
    def some(value: object, share: float = 0.2) -> object:
        return None if rng.random() < share else value

    return pl.DataFrame(
        {
            "prospect": [some(f"p{rng.randrange(12)}", 0.05) for _ in range(rows)],
            "date": [some(AS_OF + timedelta(rng.randrange(-900, 200)), 0.05) for _ in range(rows)],
            "a": [some(rng.choice([0.0, 1.5, -3.0, 1e6, 0.1, 0.2, -0.3])) for _ in range(rows)],
            "b": [some(float(rng.randrange(-3, 4))) for _ in range(rows)],
            "flag": [some(rng.random() < 0.5) for _ in range(rows)],
            "kind": [some(rng.choice(["x", "y", "xz"])) for _ in range(rows)],
            "due": [some(AS_OF + timedelta(rng.randrange(-900, 200))) for _ in range(rows)],
        },
        schema_overrides={"a": pl.Float64, "b": pl.Float64, "flag": pl.Boolean, "due": pl.Date, "date": pl.Date, "prospect": pl.String, "kind": pl.String},
    )  # fmt: skip


def load(tmp_path: Path, features: list[str]) -> Ruleset:
    lines = "\n".join(f'      f{number}: "{text}"' for number, text in enumerate(features))
    path = tmp_path / "t.yaml"
    path.write_text(RULESET % lines, "utf-8")
    return Ruleset.load(path)


def database(folder: Path, rows: pl.DataFrame, prospects: pl.DataFrame) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name, frame in (("rows", rows), ("prospects", prospects)):
        frame.write_parquet(folder / f"{name}.parquet")
        connection.sql(f"CREATE TABLE {name} AS SELECT * FROM '{folder / name}.parquet'")
    return connection


def by_duckdb(connection: duckdb.DuckDBPyConnection, text: str) -> list[float | None]:
    """The same SQL by DuckDB: by prospect, and over no rows for the prospects that have none."""
    text = text.replace("CURRENT_DATE", f"DATE '{AS_OF}'")
    usable = f"FROM rows WHERE date <= DATE '{AS_OF}'"
    groups = connection.sql(f"SELECT prospect, CAST({text} AS DOUBLE) {usable} GROUP BY prospect").fetchall()
    ((empty,),) = connection.sql(f"SELECT CAST({text} AS DOUBLE) {usable} AND FALSE").fetchall()
    found = dict(groups)
    ids = connection.sql("SELECT prospect_id FROM prospects ORDER BY number").fetchall()
    return [found.get(one, empty) for (one,) in ids]


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", range(6))
def test_features_are_what_duckdb_computes(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    features = [feature(rng) for _ in range(25)]
    ruleset = load(tmp_path, features)
    rows = table(rng, rng.choice([0, 5, 60, 200]))
    prospects = pl.DataFrame({"prospect_id": [f"p{n}" for n in range(14)], "number": range(14)})
    found = attach(ruleset, prospects.lazy(), {"rows": rows.lazy()}, AS_OF).collect(engine="streaming")
    assert found["prospect_id"].to_list() == prospects["prospect_id"].to_list()
    connection = database(tmp_path, rows, prospects)
    for number, text in enumerate(features):
        expected = by_duckdb(connection, text)
        for value, wanted in zip(found[f"f{number}"].to_list(), expected, strict=True):
            finite = wanted is not None and abs(wanted) < float("inf") and wanted == wanted
            assert value == (pytest.approx(wanted, rel=1e-8, abs=1e-9) if finite else None), text


def test_sums_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    ruleset = load(tmp_path, ["SUM(a)", "SUM(a) / COUNT(*)", "AVG(a * b)"])
    rng = random.Random(3)
    values = [rng.choice([0.1, 0.2, 0.3, -0.6, 1e9, -1e9]) for _ in range(600)]
    rows = pl.DataFrame({"prospect": ["p"] * 600, "date": [AS_OF] * 600, "a": values, "b": values[::-1]})
    found = set()
    for seed in range(20):
        shuffled = rows.sample(fraction=1, shuffle=True, seed=seed).lazy()
        frame = pl.LazyFrame({"prospect_id": ["p"]})
        found.add(attach(ruleset, frame, {"rows": shuffled}, AS_OF).collect().row(0))
    assert len(found) == 1
    rows = pl.DataFrame({"prospect": ["p"] * 3, "date": [AS_OF] * 3, "a": [0.1, 0.2, -0.3], "b": [1.0] * 3})
    assert (
        attach(ruleset, pl.LazyFrame({"prospect_id": ["p"]}), {"rows": rows.lazy()}, AS_OF).collect()["f0"].item() == 0
    )
    huge = rows.with_columns(a=pl.Series([1e30, 1.0, 2.0]))
    assert (
        attach(ruleset, pl.LazyFrame({"prospect_id": ["p"]}), {"rows": huge.lazy()}, AS_OF).collect()["f0"].item()
        is None
    )


def test_a_list_column_serves_where_the_table_gives_nothing(tmp_path: Path) -> None:
    ruleset = load(tmp_path, ["AVG(a)", "COUNT(*)"])
    frame = pl.LazyFrame({"prospect_id": ["p", "q"], "f0": [7.0, 8.0], "f1": [7.0, 8.0]})
    rows = pl.LazyFrame({"prospect": ["p"], "date": [AS_OF], "a": [1.0]})
    found = attach(ruleset, frame, {"rows": rows}, AS_OF).collect()
    assert found["f0"].to_list() == [1.0, 8.0]
    assert found["f1"].to_list() == [1.0, 0.0]
    decided = ruleset.qualify(frame.collect(), AS_OF, {"rows": rows})
    assert decided["score"].to_list() == [100.0, 100.0]
    without = ruleset.qualify(frame.select("prospect_id").collect(), AS_OF)
    assert without["score"].to_list() == [None, None]
    assert without["ask_next"].to_list() == ["f0", "f0"]


def test_a_feature_reads_those_above_it(tmp_path: Path) -> None:
    """In place of its name stands its text, also through a third; what stands below it, or itself, is no name."""
    ruleset = load(tmp_path, ["COUNT(*)", "SUM(a) / 3", "f0 >= 2", "CASE WHEN f2 THEN f1 * 3 END", "f1", "f4 + f4"])
    frame = pl.LazyFrame({"prospect_id": ["p", "q", "r"], "f0": [9.0, 9.0, 9.0]})
    rows = pl.LazyFrame({"prospect": ["p", "p", "q"], "date": [AS_OF] * 3, "a": [0.1, 0.2, 0.1]})
    found = attach(ruleset, frame, {"rows": rows}, AS_OF).collect()
    assert found["f2"].to_list() == [True, False, False]
    assert found["f3"].to_list() == [0.3, None, None]
    assert found["f5"].to_list() == [pytest.approx(0.2), pytest.approx(0.2 / 3), None]
    assert attach(ruleset, frame, {"rows": rows}, AS_OF, ["f3"]).collect()["f3"].to_list() == [0.3, None, None]
    for wrong in (["f1 + COUNT(*)", "COUNT(*)"], ["f0 + COUNT(*)"]):
        with pytest.raises(RulesetError, match=r"has no column|has a value in every row"):
            load(tmp_path, wrong)


@pytest.mark.parametrize("link", ["{0} + {0}", "{0} + 1", "CASE WHEN {0} > 1 THEN {0} ELSE {0} END"])
def test_features_that_read_each_other_cannot_grow_without_end(tmp_path: Path, link: str) -> None:
    with pytest.raises(RulesetError, match="with the features that it names this comes to more than 5,000 operations"):
        load(tmp_path, ["SUM(a)", *(link.format(f"f{number}") for number in range(80))])


WRONG = [
    ("SUM(amont)", 14, "the history 'rows' has no column 'amont'"),
    ("SUM(a) + b", 23, "'b' has a value in every row; say which is meant, for instance MAX(b)"),
    ("SUM(AVG(a))", 22, "an aggregate stands inside another"),
    ("SUM(a) FILTER (WHERE COUNT(*) > 1)", None, "an aggregate stands inside another"),
    ("a + 1", None, "'a' has a value in every row"),
    ("SUM(kind)", None, "kind is a text; here a number is needed"),
    ("SUM(DISTINCT a)", None, "DISTINCT and * to COUNT"),
    ("COUNT(a, b)", None, "nothing else (expressions) is taken here"),
    ("COUNT()", None, "write COUNT(*) or COUNT(x)"),
    ("SUM(a) OVER ()", None, "not taken"),
    ("STDDEV(a)", None, "not taken"),
    ("MAX(a, 3)", None, "nothing else (count) is taken here"),
    ("5 + 1", None, "a feature needs an aggregate"),
    ("SUM(a) FILTER (WHERE a)", None, "here true or false is needed"),
    ("MEDIAN(due)", None, "here a number is needed"),
]


@pytest.mark.parametrize(("text", "column", "said"), WRONG)
def test_wrong_features(text: str, column: int | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(RulesetError) as caught:
        load(tmp_path, [text])
    (problem, *_) = caught.value.problems
    assert said in problem.text.en, problem
    assert problem.place is not None
    assert problem.place.line == 15


def test_aggregates_are_refused_outside_histories(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(
        'ruleset: t\nversion: "1"\ncriteria: {c: {weight: 1, measures: {m: {value: SUM(employees), linear: {0: 0, 1: 1}}}}}\n'
    )
    with pytest.raises(RulesetError, match="sums and counts belong into a feature of a history"):
        Ruleset.load(path)


def test_ratings_by_several_people() -> None:
    ruleset = Ruleset.load("b2b")
    rated = next(one.id for one in ruleset.fields.values() if one.type == "rating")
    day = date(2026, 6, 1)
    rows = pl.LazyFrame(
        {
            "prospect": ["p", "p", "p", "p", "q"],
            "date": [date(2026, 1, 1), day, day, date(2026, 12, 1), day],
            "field": [rated] * 5,
            "rating": [1.0, 4.0, 2.0, 5.0, 3.0],
            "rater": ["ann", "ann", "bob", "bob", "ann"],
        }
    )
    frame = pl.LazyFrame({"prospect_id": ["p", "q", "r"]})
    found = attach(
        ruleset, frame, {"ratings": rows}, AS_OF, {rated, f"{rated}_spread", f"{rated}_raters", f"{rated}_age_days"}
    )
    assert found.collect().rows() == [
        ("p", 3.0, 2.0, 2.0, 29.0),
        ("q", 3.0, 0.0, 1.0, 29.0),
        ("r", None, None, 0.0, None),
    ]


DECIMALS = [
    ("SUM(a) >= 0.3", [0.1, 0.2]),
    ("SUM(a) <= 0.3", [0.1, 0.2]),
    ("SUM(a) = 4.35", [0.1, 0.25, 4.0]),
    ("AVG(a) = 0.15", [0.1, 0.2]),
    ("MEDIAN(a) = 0.15", [0.1, 0.2]),
    ("SUM(a * 100) >= 29", [0.29]),
    ("MAX(a * 100) >= 29", [0.29]),
    ("COUNT(*) FILTER (WHERE a * 100 >= 29) = 1", [0.29]),
    ("COUNT(DISTINCT a * 3) = 1", [0.1, 0.1]),
    ("SUM(a) - MAX(a) = 0.37", [62000000.0, 0.37]),
]


@pytest.mark.parametrize(("text", "amounts"), DECIMALS, ids=[case[0] for case in DECIMALS])
def test_aggregates_compare_as_decimals(text: str, amounts: list[float], tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    feature = f"      f0: {{title: f0, value: '{text}', type: bool}}"
    path.write_text(
        RULESET.replace("linear: {0: 0, 1: 100}", "levels: {false: 0, true: 100}") % feature, encoding="utf-8"
    )
    rows = pl.LazyFrame({"prospect": ["p"] * len(amounts), "date": [AS_OF] * len(amounts), "a": amounts})
    found = attach(Ruleset.load(path), pl.LazyFrame({"prospect_id": ["p"]}), {"rows": rows}, AS_OF)
    assert found.collect()["f0"].to_list() == [True]
