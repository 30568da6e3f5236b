"""The same rows give the same typed values whatever kind of file holds them, and no type of a file stops a list."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

FIELDS = {
    one.id: one
    for one in (
        Field("prospect_id", "text", aliases=("id",)),
        Field("needs", "text"),
        Field("gap", "number"),
        Field("reply", "number", unit="days"),
        Field("waits", "integer", unit="days"),
        Field("size", "integer"),
        Field("flag", "bool"),
        Field("nation", "country"),
        Field("day", "date"),
        Field("amount", "money"),
        Field("state", "level", values=("low", "high")),
    )
}
Rows = list[dict[str, Any]]


def typed(path: Path | str) -> dict[str, list[Any]]:
    """The typed columns of a list and the counts of its unread cells, by header."""
    with read_list(str(path), FIELDS, ReadOptions(), leave_doubts=True) as intake:
        frame = intake.frame.collect()
        return {**frame.to_dict(as_series=False), "unread": [intake.unreadable.counts()]}


def as_cell(value: Any) -> str:
    """A value as somebody writes it into a CSV."""
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else f"{value}".removesuffix(".0")


def write_all(folder: Path, rows: Rows, schema: dict[str, Any]) -> list[str]:
    """The rows as CSV, JSONL, Parquet, XLSX and SQLite, whose lists are compact JSON."""
    names = list(rows[0])
    with (folder / "a.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerows([names, *([as_cell(row[name]) for name in names] for row in rows)])
    (folder / "a.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    pl.DataFrame(rows, schema=schema).write_parquet(folder / "a.parquet")
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, names)
        for at, row in enumerate(rows, 1):
            for column, name in enumerate(names):
                value = row[name]
                if isinstance(value, list | dict):
                    sheet.write_string(at, column, as_cell(value))
                elif value is not None:
                    sheet.write(at, column, value)
    with closing(sqlite3.connect(folder / "a.db")) as database:
        database.execute(f"CREATE TABLE t ({', '.join(names)})")
        compact = (
            [json.dumps(v, separators=(",", ":")) if isinstance(v, list | dict) else v for v in row.values()]
            for row in rows
        )
        database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", compact)
        database.commit()
    return [*(str(folder / f"a.{kind}") for kind in ("csv", "jsonl", "parquet", "xlsx")), f"{folder / 'a.db'}::t"]


def test_a_list_reads_alike_in_every_kind_of_file(tmp_path: Path) -> None:
    rows: Rows = [
        {"id": "a", "needs": ["automation", "ERP"], "nation": ["IR"], "gap": [1.5]},
        {"id": "b", "needs": None, "nation": None, "gap": None},
        {"id": "c", "needs": [], "nation": [], "gap": []},
        {"id": "d", "needs": [None, "培训"], "nation": ["DE", "FR"], "gap": [1.0, 2.0]},
        {"id": "e", "needs": [None], "nation": [""], "gap": [None]},
    ]
    strings = pl.List(pl.String)
    schema = {"id": pl.String, "needs": strings, "nation": strings, "gap": pl.List(pl.Float64)}
    first, *others = (typed(path) for path in write_all(tmp_path, rows, schema))
    assert first["needs"] == ['["automation", "ERP"]', None, None, '[null, "培训"]', None]
    assert first["nation"] == ["IR", None, None, None, None]
    assert first["unread"] == [{"gap": 2, "nation": 1}]
    for other in others:
        assert other == first


@pytest.mark.parametrize("empty", [{}, {"a": None}, [[]], [{}], {"a": []}])
def test_nothing_in_a_list_or_object_is_missing(tmp_path: Path, empty: Any) -> None:
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"id": str(n), "needs": v, "gap": v, "flag": v}) + "\n" for n, v in enumerate([empty, "x"]))
    )
    found = typed(tmp_path / "a.jsonl")
    assert (found["needs"], found["unread"]) == ([None, "x"], [{"flag": 1, "gap": 1}])


@pytest.mark.parametrize("text", ["[draft]", "[x", "{not json}", '{"a": 1, "a": 2}', "[TBD] later"])
def test_what_is_no_json_stays_as_it_is(tmp_path: Path, text: str) -> None:
    pl.DataFrame({"id": ["a"], "needs": [text]}).write_parquet(tmp_path / "a.parquet")
    assert typed(tmp_path / "a.parquet")["needs"] == [text]


@pytest.mark.quick(2)
@pytest.mark.parametrize("seed", range(6))
def test_generated_rows_read_alike_in_every_kind_of_file(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    words = ["a", "培训", 'q"x', "1", "IR", "no", "", None]
    numbers = [0.1, 2.5, -3.25, 7.0, 0.0, 0.001, 12345.678, None]
    shapes: list[tuple[Any, Any]] = [
        (pl.List(pl.String), lambda: [random.choice(words) for _ in range(random.randrange(3))]),
        (pl.List(pl.Float64), lambda: [random.choice(numbers) for _ in range(random.randrange(3))]),
        (
            pl.Struct({"k": pl.String, "n": pl.Int64}),
            lambda: {"k": random.choice(words), "n": random.choice([1, None])},
        ),
        (pl.List(pl.List(pl.Int64)), lambda: [[random.choice([1, None])] * random.randrange(2)] * random.randrange(3)),
        (pl.Float64, lambda: random.choice(numbers)),
        (pl.String, lambda: random.choice(["x", "[]", "{}", '["a","b"]', None])),
    ]
    schema: dict[str, Any] = {"id": pl.String}
    makes: dict[str, Any] = {}
    for name in ("needs", "gap", "nation", "flag", "state"):
        schema[name], makes[name] = random.choice(shapes)
    rows = [
        {"id": f"k{n}", **{name: make() if random.random() < 0.8 else None for name, make in makes.items()}}
        for n in range(30)
    ]
    first, *others = (typed(path) for path in write_all(tmp_path, rows, schema))
    for other in others:
        assert other == first


@pytest.mark.parametrize("seed", range(4))
def test_numbers_of_32_bits_read_as_their_csv_does(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    gaps = [
        0.29,
        1.1,
        *(round(random.uniform(-1, 1) * 10 ** random.randrange(-3, 6), random.randrange(1, 5)) for _ in range(200)),
    ]
    frame = pl.DataFrame({"id": [f"k{n}" for n in range(len(gaps))], "gap": gaps}, schema_overrides={"gap": pl.Float32})
    frame.write_parquet(tmp_path / "a.parquet")
    frame.with_columns(pl.col("gap").cast(pl.String)).write_csv(tmp_path / "a.csv")
    with read_list(str(tmp_path / "a.csv"), FIELDS, ReadOptions(maps=("gap=gap:decimal-point",))) as intake:
        right = intake.frame.collect()["gap"].to_list()
    assert typed(tmp_path / "a.parquet")["gap"] == right
    assert right[:2] == [0.29, 1.1]


def test_durations_are_days_where_days_are_counted(tmp_path: Path) -> None:
    spans = [timedelta(days=2), timedelta(hours=27), timedelta(days=-1), None]
    frame = pl.DataFrame({"id": list("abcd"), **dict.fromkeys(("reply", "waits", "needs", "size"), spans)})
    for unit in ("ms", "us", "ns"):
        frame.with_columns(pl.col(pl.Duration).dt.cast_time_unit(unit)).write_parquet(tmp_path / "a.parquet")  # type: ignore[arg-type]
        found = typed(tmp_path / "a.parquet")
        assert found["reply"] == [2.0, 1.125, -1.0, None]
        assert found["waits"] == [2.0, None, -1.0, None]  # 27 hours are no whole number of days
        assert found["needs"] == ["2 days", "1.1250 days", "-1 days", None]
        assert "size" not in found  # the column makes no sense as one, which is said
        assert found["unread"] == [{"waits": 1}]


def test_bytes_are_text_or_unread_and_named(tmp_path: Path) -> None:
    data = ["Müller".encode(), b"\xff\xfe", b"\x80", None]
    pl.DataFrame({"id": list("abcd"), "needs": data, "other": data}).write_parquet(tmp_path / "a.parquet")
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        database.execute("CREATE TABLE t (id, needs, other)")
        database.executemany(
            "INSERT INTO t VALUES (?, ?, ?)", [(one, cell, cell) for one, cell in zip("abcd", data, strict=True)]
        )
        database.commit()
    for path in (tmp_path / "a.parquet", f"{tmp_path / 'a.db'}::t"):
        found = typed(path)
        assert found["needs"] == ["Müller", None, None, None]
        assert found["unread"] == [{"needs": 2}]


def _columns(random: Random) -> dict[str, pl.Series]:
    """A column of three rows, the last null, of every type that a Parquet file can have; and lists, arrays and structs of them."""
    whole = [random.randrange(100), random.randrange(100), None]
    days = [date(2020, 1, 1), date(2031, 5, 6), None]
    plain: dict[str, pl.Series] = {
        str(dtype): pl.Series(whole, dtype=dtype)
        for dtype in (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.Int128, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64, pl.UInt128,
                      pl.Float16, pl.Float32, pl.Float64)
    }  # fmt: skip
    plain |= {
        "String": pl.Series(["a", "", None]),
        "Boolean": pl.Series([True, False, None]),
        "Binary": pl.Series([b"\xff", b"a", None]),
        "Date": pl.Series(days),
        "Datetime": pl.Series([datetime(2020, 1, 1, 3), datetime(1, 1, 1), None]),
        "zoned": pl.Series([datetime(2020, 1, 1, 3)] * 3).dt.replace_time_zone("Asia/Shanghai"),
        "ns": pl.Series([datetime(2020, 1, 1, 3)] * 3, dtype=pl.Datetime("ns")),
        "Time": pl.Series([time(3, 4), time(0), None]),
        "Duration": pl.Series([timedelta(days=2), timedelta(hours=-5), None]),
        "Decimal": pl.Series([Decimal("0.29"), Decimal("7"), None], dtype=pl.Decimal(38, 20)),
        "Categorical": pl.Series(["a", "b", None], dtype=pl.Categorical),
        "Enum": pl.Series(["a", "b", None], dtype=pl.Enum(["a", "b"])),
        "Null": pl.Series([None, None, None], dtype=pl.Null),
    }
    nested = {
        f"list of {name}": one.implode().extend(one.clear().implode()).extend_constant(None, 1)
        for name, one in plain.items()
    }
    nested |= {f"struct of {name}": pl.DataFrame({"k": one}).to_struct() for name, one in plain.items()}
    nested |= {
        f"array of {name}": pl.Series([[one[0]], [one[1]], None], dtype=pl.Array(one.dtype, 1))
        for name, one in plain.items()
        if name != "Null"
    }
    deep = {
        f"list of {name}": one.implode().extend_constant(None, 2)
        for name, one in nested.items()
        if random.random() < 0.2
    }
    return plain | nested | deep


def _written(columns: dict[str, pl.Series], path: Path) -> dict[str, pl.Series]:
    """Those of the columns that Polars can write into a file."""
    found = {}
    for name, cells in columns.items():
        try:
            pl.DataFrame({name: cells}).write_parquet(path)
        except BaseException:  # what cannot be written stands in no file
            continue
        found[name] = cells
    return found


def test_no_type_of_a_column_stops_a_list(tmp_path: Path) -> None:
    path, random = tmp_path / "a.parquet", Random(1)
    columns = _written(_columns(random), path)
    assert len(columns) > 60
    base = pl.DataFrame({"id": ["a", "b", "c"], "size": [1, 2, 3]})
    base.with_columns(cells.alias(f"other {name}") for name, cells in columns.items()).write_parquet(path)
    with read_list(str(path), FIELDS, keep="all") as intake:
        found = intake.frame.collect()
    assert found["size"].to_list() == [1.0, 2.0, 3.0]
    for name, cells in columns.items():
        assert found[f"list:other {name}"].is_null()[2] or cells.null_count() == 0, name
    for name in random.sample(sorted(columns), 25):
        header = random.choice(("needs", "gap", "amount", "day", "flag", "nation", "state", "waits"))
        base.with_columns(columns[name].alias(header)).write_parquet(path)
        assert typed(path)["size"] == [1.0, 2.0, 3.0], (name, header)
