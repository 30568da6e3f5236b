"""A column that makes no sense is refused with the cause, where its cells say one; unknown currencies are no such cause."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.read import Intake, read_list
from shortlist.model.fields import Field

FIELDS = {
    "employees": Field("employees", "integer", aliases=("Staff",), minimum=0),
    "growth": Field("growth", "percent", aliases=("Growth",), minimum=-1, maximum=10),
    "score": Field("score", "number", aliases=("Score",), minimum=0, maximum=100),
    "revenue": Field("revenue", "money", aliases=("Revenue",), minimum=0),
    "late": Field("late", "number", aliases=("Days late",), unit="days"),
}
SAID = {
    "reversed": ("200-51", "500-201", "1000-501"),
    "outside": ("110-120", "300-400", "101-109"),
    "nothing": ("0-1000000000", "1-2000000000", "0-5,000,000,000"),
    "day": ("10-Jan", "Nov-50", "1月10日", "2026-11-11", "Jan-10"),
    "currencies": ("$10M-€50M", "£1M-$2M", "$5M-£9M"),
}


def read(path: Path, header: str, cells: list[str]) -> Intake:
    path.write_text(f"id,{header}\n" + "".join(f'{at},"{one}"\n' for at, one in enumerate(cells)), encoding="utf-8")
    return read_list(str(path), FIELDS, ReadOptions(), currency="USD", rates={"USD": 1.0, "EUR": 1.1, "GBP": 1.3})


@pytest.mark.parametrize("why", SAID)
@pytest.mark.parametrize("seed", range(3))
def test_a_column_that_makes_no_sense_is_refused_with_the_reason_that_its_cells_give(
    tmp_path: Path, why: str, seed: int
) -> None:
    rng = random.Random(f"{why}{seed}")
    header = {"outside": "Score", "currencies": "Revenue"}.get(why, "Staff")
    cells = [rng.choice(SAID[why]) for _ in range(rng.randint(3, 30))]
    with pytest.raises(ListError) as refusal:
        read(tmp_path / "list.csv", header, cells)
    text = refusal.value.problems[0].text
    assert UNREAD[why].en in text.en and UNREAD[why].zh in text.zh and cells[0] in text.en
    with pytest.raises(ListError) as refusal:
        read(tmp_path / "list.csv", header, ["teal", "mauve", "olive"])
    assert not any(reason.en in refusal.value.problems[0].text.en for reason in UNREAD.values())


@pytest.mark.parametrize("cells", [["10-50M MNT", "5M-10M MNT", "over 1M MNT"], ["10M MNT"] * 3, ["MNT 5M - 10M"] * 4])
def test_amounts_and_ranges_in_a_currency_without_a_rate_are_unknown_and_not_senseless(
    tmp_path: Path, cells: list[str]
) -> None:
    with read(tmp_path / "list.csv", "Revenue", cells) as intake:
        assert any("has no rate for MNT" in note.text.en and "MNT" in note.text.zh for note in intake.notes)
        assert intake.frame.collect()["revenue"].null_count() == len(cells)


@pytest.mark.parametrize("unit", ["{}", "{} days", "{}天"])
def test_bands_of_days_are_ranges(tmp_path: Path, unit: str) -> None:
    cells = [unit.format(one) for one in ("0-30", "31-60", "61-90")] + ["90+", "不足30天", "over 90 days"]
    with read(tmp_path / "list.csv", "Days late", cells) as intake:
        frame = intake.frame.collect()
    assert frame.select("least:late", "most:late").rows()[:4] == [(0, 30), (31, 60), (61, 90), (90, None)]
    assert intake.ranges["late"].cells == len(cells)
