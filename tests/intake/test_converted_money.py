"""Converted amounts are the decimals that they stand for, as points and as ends of ranges alike."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.intake.parsing.ranges import convert_ends
from shortlist.intake.parsing.row_currency import convert_amounts
from shortlist.intake.parsing.text import Reading, RowCurrency
from shortlist.intake.parsing.units import Unit
from shortlist.model.fields import Field
from tests.support.seeds import sample

MONEY = Field("turnover", "money")


@pytest.mark.quick(4)
@pytest.mark.parametrize("seed", sample(range(3), 1))
@pytest.mark.parametrize("how", ["column", "cell", "row", "sheet"])
def test_a_converted_amount_is_its_decimal_and_so_is_the_end_of_a_range(how: str, seed: int) -> None:
    rng = random.Random(f"{how}{seed}")
    for _ in range(40):
        rate = Decimal(rng.randint(2, 9999)) / rng.choice((100, 1000, 10_000))
        amounts = sorted({rng.randint(1, 999) * 10 ** rng.randint(0, 7) for _ in range(20)})
        right = [float(amount * rate) for amount in amounts]
        row = RowCurrency("currency", {"X": float(rate)}) if how == "row" else None
        if how == "cell":
            reading, sign = Reading(MONEY, rates={"€": float(rate)}), "€"
        else:
            reading, sign = Reading(MONEY, rate=float(rate) if row is None else 1.0, row=row), ""
        beside = pl.Series(["X"] * len(amounts))
        if how == "sheet":
            assert convert_ends(pl.Series([float(one) for one in amounts]), reading)[0]["value"].to_list() == right
        texts = [f"{sign}{amount}" for amount in amounts]
        value, bad = (
            convert_amounts(pl.Series(texts), reading, beside) if row else convert_ends(pl.Series(texts), reading)
        )
        points = value if isinstance(value, pl.Series) else value["value"]
        assert not bad.any() and points.to_list() == right, rate
        for cells, least, most in (
            ([f"{text}以上" for text in texts], right, None),
            ([f"up to {text}" for text in texts], None, right),
            ([f">{text}" for text in texts], [math.nextafter(one, math.inf) for one in right], None),
            ([f"under {text}" for text in texts], None, [math.nextafter(one, -math.inf) for one in right]),
        ):
            found, bad = convert_ends(pl.Series(cells), reading, beside if row else None)
            nothing = [None] * len(texts)
            assert not bad.any()
            assert (found["least"].to_list(), found["most"].to_list()) == (least or nothing, most or nothing), rate


@pytest.mark.parametrize(
    ("cell", "least", "most"),
    [
        ("5000万以上", 7e6, None),
        ("不足5000万", None, math.nextafter(7e6, 0)),
        ("0.5-1亿", 7e6, 1.4e7),
        ("100-500", 140_000, 700_000),
        ("1-5亿", 1.4e7, 7e7),
        ("超过5000万", math.nextafter(7e6, math.inf), None),
        ("1.5亿以内", None, 2.1e7),
    ],
)
def test_yuan_in_tens_of_thousands(cell: str, least: Any, most: Any) -> None:
    reading = Reading(MONEY, Unit("CNY", power=4), rate=0.14)
    assert convert_ends(pl.Series([cell]), reading)[0].row(0) == (None, least, most)


def test_what_is_included_is_said_as_included_and_decides_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "客户编号,客户名称,年营业收入(万元)\nK1,甲,5000万以上\nK2,乙,5000万以上\nK3,丙,5000万\n", encoding="utf-8"
    )
    with Ruleset.load("b2b").read(str(path)) as intake:
        found = intake.frame.collect()
        said = "\n".join(note.text.en for note in intake.notes)
    assert found["annual_revenue"].to_list() == [None, None, 7e6] and "at least $7,000,000" in said
