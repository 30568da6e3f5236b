"""What is looked at in fewer columns first, or counted and planned for several chunks at once, comes to the same."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from shortlist.intake import leftovers, profile
from shortlist.intake.columns import Column
from shortlist.intake.parsing import numbers
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.units import NO_UNIT
from shortlist.intake.profile import Tally
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from tests.support.hostile import CASES, make_cells

TEXTS = ("country", "city", "industry", "region", "segment", "owner")
FIELDS = {"country": Field("country", "country"), **{name: Field(name, "text") for name in TEXTS[1:]}}
HEADER = ["id", "name", *TEXTS, "size"]
LEFT = (
    ["Total", *[""] * 7, "900"], [""] * 9, ["", "Germany Total", *[""] * 6, "7"], HEADER, ["Source: CRM", *[""] * 8],
    ["负责人：", "", "填表人：", *[""] * 6], ["\u00a0", "\u3000", *[""] * 7], ["A9", *[""] * 8], ["", "Alone", *[""] * 7],
    ["x1", "Firm", *[""] * 4, "North", "", ""], ["x2", "", "Germany", *[""] * 5, "5"],
)  # fmt: skip


def refused(path: Path) -> list[tuple[object, ...]]:
    with read_list(str(path), FIELDS) as intake:
        return intake.refused_texts.rows()


@pytest.mark.quick(3)
@pytest.mark.parametrize("seed", range(8))
def test_fewer_columns_first_refuse_the_same_rows(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    thin = chance.random()
    rows = [
        ",".join(
            [
                f"A{n}",
                f"Firm {n}",
                *(chance.choice(["", "Germany"]) if chance.random() < thin else "Germany" for _ in TEXTS),
                "3",
            ]
        )
        for n in range(60)
    ]
    rows += map(",".join, chance.choices(LEFT, k=12))
    chance.shuffle(rows)
    path = tmp_path / "list.csv"
    path.write_text("\n".join([",".join(HEADER), *rows]), encoding="utf-8")
    found = refused(path)
    monkeypatch.setattr(leftovers, "FULLEST", len(TEXTS))
    assert found == refused(path)
    assert len(found) >= 6


@pytest.mark.parametrize("name", ["money", "percent", "things"])
def test_looks_counted_in_turns_or_together_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, reading = CASES[name]
    cells = make_cells(kind, 3, 400)

    def count(size: int) -> tuple[dict[str, int], dict[str, int]]:
        tally = Tally(Column(reading.field, "x", NO_UNIT, "name"))
        for at in range(0, len(cells), size):
            tally.look(pl.Series(cells[at : at + size], dtype=pl.String))
        tally.finish()
        return {key: n for key, n in tally.counts.items() if n}, dict(tally.currencies)

    whole = count(len(cells))
    assert count(37) == whole and whole[0]
    monkeypatch.setattr(profile, "LOOKS", 5)
    assert count(37) == whole


@pytest.mark.parametrize("kept", [0, 20, 5_000])
def test_plans_kept_from_other_chunks_change_no_value(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, reading = CASES["money"]
    cells = make_cells(kind, 4, 400)
    column = pl.Series(cells, dtype=pl.String)
    whole = [one.to_list() for one in convert(column, reading)]
    reading.plans.clear()
    monkeypatch.setattr(numbers, "KEPT_LOOKS", kept)
    parts = [convert(column[at : at + 50], reading) for at in range(0, len(cells), 50)]
    assert [pl.concat(side).to_list() for side in zip(*parts, strict=True)] == whole
    assert bool(reading.plans) == (kept == 5_000)
    reading.plans.clear()
