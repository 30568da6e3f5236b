"""A cell reads the same whatever stands beside it: a column reads as each of its cells does alone, for every type, in any
company, order, number of repeats and cut into any chunks; cells of a workbook that are no text as well."""

from __future__ import annotations

import ast
import datetime
import random
from typing import Any

import polars as pl
import pytest

from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.text import Reading, clean
from tests.support.hostile import CASES, make_cells
from tests.support.places import ROOT

RAW: dict[Any, list[Any]] = {
    pl.Float64: [0.0, 1.0, 2008.0, 12.5, -3.0, 1e16, 45292.0, float("nan"), float("inf"), 0.07, 9999.0, None],
    pl.Int64: [0, 1, 2008, 45292, -3, 9999, 10**15, None],
    pl.Boolean: [True, False, None],
    pl.Date: [datetime.date(2008, 5, 12), datetime.date(1900, 1, 1), None],
    pl.Datetime: [datetime.datetime(2008, 5, 12, 10, 20), datetime.datetime(1900, 1, 1), None],
}
Read = tuple[Any, bool]


class Alone:
    """How cells read alone, each asked for once."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.known = reading, {}  # type: Reading, dict[tuple[str, str], Read]

    def read(self, cell: Any, dtype: Any) -> Read:
        key = (str(dtype), repr(cell))
        if key not in self.known:
            value, bad = convert(pl.Series([cell], dtype=dtype), self.reading)
            self.known[key] = value[0], bad[0]
        return self.known[key]


def chunks(cells: list[Any], dtype: Any, rng: random.Random) -> pl.Series:
    """The cells as a Series of one or more chunks, with a null and repeats among them."""
    column = pl.Series(cells, dtype=dtype)
    cut = rng.randint(0, len(cells))
    return column if rng.random() < 0.5 else pl.concat([column[:cut], column[cut:]], rechunk=False)


def try_columns(name: str, seed: int, columns: int) -> list[str]:
    """What is wrong with random columns of a case; empty where every cell reads as it does alone."""
    rng = random.Random(f"{name} {seed}")
    kind, reading = CASES[name]
    alone = Alone(reading)
    pool = make_cells(kind, seed, 300)
    wrong = []
    for _ in range(columns):
        dtype = pl.String if rng.random() < 0.8 else rng.choice(list(RAW))
        some = rng.choices(pool if dtype == pl.String else RAW[dtype], k=rng.randint(1, 10))
        cells = [*some, *rng.choices([*some, None], k=rng.choice((0, 0, 3, 40)))]
        rng.shuffle(cells)
        column = chunks(cells, dtype, rng)
        values, unreadable = convert(column, reading)
        found = list(zip(values.to_list(), unreadable.to_list(), strict=True))
        right = [alone.read(cell, dtype) for cell in cells]
        if repr(found) != repr(right) or repr(column.to_list()) != repr(cells):
            wrong.append(f"{name}, seed {seed}: {cells} reads as {found}, alone as {right}")
    return wrong


@pytest.mark.quick(5)
@pytest.mark.parametrize("name", CASES)
def test_a_cell_reads_as_it_does_alone(name: str) -> None:
    assert not try_columns(name, 1, 12)


@pytest.mark.proof
@pytest.mark.parametrize("name", CASES)
def test_many_columns_read_as_their_cells_do_alone(name: str) -> None:
    assert not try_columns(name, 2, 100)


def test_cleaning_leaves_the_cells_as_they_are() -> None:
    cells = pl.Series(["Germany", "Iran\u00a0", "ＡＡ"])
    assert clean(cells).to_list() == ["Germany", "Iran", "AA"]
    assert cells.to_list() == ["Germany", "Iran\u00a0", "ＡＡ"]


def test_no_series_is_changed_in_place() -> None:
    """`scatter` and its like change the series that they are called on; only `put` may, on a clone."""
    changing = {
        "scatter",
        "set_at_idx",
        "insert_column",
        "replace_column",
        "drop_in_place",
        "set_sorted",
        "shrink_to_fit",
    }
    found = []
    for path in sorted([*(ROOT / "core").rglob("*.py"), *(ROOT / "plugins").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            in_place = any(word.arg == "in_place" for word in node.keywords)
            if node.func.attr in changing or in_place:
                found.append(f"{path.name}: {node.func.attr}")
    assert found == ["normal.py: scatter"]
