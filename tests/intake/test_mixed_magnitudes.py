"""Small plain numbers beside amounts that name a magnitude: it is said how they are read, with the option for each meaning, and never where nothing is in doubt."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.model.fields import Field
from tests.support.seeds import sample

FIELDS = {"annual_revenue": Field("annual_revenue", "money", aliases=("年营业额",))}
BARE = (
    "800",
    "30.5",
    "1,200.50",
    "99999",
    "300-500",
    "1000-5000",
    "800以上",
    "至少 500",
    "$750",
    "$10-50",
    "$100 - $500",
)
SIZED = {
    4: ("5000万", "1,200.50 万", "1000-5000万", "5000万以上", "300万元"),
    8: ("1.2亿", "2-3亿"),
    6: ("$5M", "12 million", "2-5M"),
}
CLEAR = ("800元", "USD 750", "250000000", "0", "", "2000000-5000000", "n/a", "5%")


def read_notes(path: Path, cells: list[str], *maps: str) -> list[str]:
    path.write_text("id,年营业额\n" + "".join(f'{at},"{cell}"\n' for at, cell in enumerate(cells)), encoding="utf-8")
    with read_list(str(path), FIELDS, ReadOptions(maps=list(maps)), currency="CNY", rates={"USD": 7.0}) as intake:
        return [note.text.en for note in intake.notes if "no magnitude" in note.text.en and "beside" in note.text.en]


@pytest.mark.parametrize("seed", sample(range(60), 12))
def test_small_numbers_beside_magnitudes_are_said(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    powers = chance.sample(sorted(SIZED), chance.randrange(3))
    sized = [chance.choice(SIZED[power]) for power in powers for _ in range(chance.randrange(1, 4))]
    bare = chance.choices(BARE, k=chance.randrange(4))
    cells = [*sized, *bare, *chance.choices(CLEAR, k=chance.randrange(3)), "40000000"]
    chance.shuffle(cells)
    found = read_notes(tmp_path / "list.csv", cells)
    assert bool(found) == bool(sized and bare), (cells, found)
    if found:
        word = {4: "万", 6: "million", 8: "亿"}[min(powers)]
        assert f"{len(bare)} amount" in found[0] and f":CNY {word}'" in found[0], (
            cells,
            found,
        )
        assert not read_notes(tmp_path / "list.csv", cells, f"annual_revenue=年营业额:CNY {word}")
        assert not read_notes(tmp_path / "list.csv", cells, "annual_revenue=年营业额:CNY")
