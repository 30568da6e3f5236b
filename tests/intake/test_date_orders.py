"""Dates of two-digit years: whether the year stands first or last is told by the column, or asked; never turned round in silence."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.language import Text
from shortlist.model.fields import Field

DAY = Field("last_order", "date", title=Text("Last order", "最近下单日期"))
FIELDS = {"last_order": DAY}


def read(tmp_path: Path, cells: list[str], *maps: str, field: Field = DAY) -> tuple[list[date | None], list[str]]:
    (tmp_path / "a.csv").write_text("id,Last order\n" + "".join(f"{n},{cell}\n" for n, cell in enumerate(cells)))
    with read_list(str(tmp_path / "a.csv"), {"last_order": field}, ReadOptions(maps=maps)) as intake:
        return intake.frame.collect()["last_order"].to_list(), [note.text.en for note in intake.notes]


@pytest.mark.quick(20)
@pytest.mark.parametrize("seed", range(120))
def test_no_date_is_ever_turned_round(seed: int, tmp_path: Path) -> None:
    random = Random(seed)
    order, mark, padded = random.choice(["ymd", "dmy", "mdy"]), random.choice("-/."), random.random() < 0.6
    days = [date(2026, 11, 1) - timedelta(random.randrange(4_000)) for _ in range(random.choice([1, 2, 5, 20, 60]))]

    def write(day: date) -> str:
        year, month, number = f"{day.year % 100:02}", str(day.month), str(day.day)
        if padded:
            month, number = month.zfill(2), number.zfill(2)
        return mark.join({"y": year, "m": month, "d": number}[one] for one in order)

    try:
        found, notes = read(tmp_path, [write(day) for day in days])
    except ListError as error:
        assert f"last_order=Last order:{order}" in str(error)
        assert len(days) < 60 or max(day.day for day in days) < 28, "sixty dates tell"
        found, notes = read(tmp_path, [write(day) for day in days], f"last_order=Last order:{order}")
    assert found == days
    assert order != "ymd" or any("year stands first" in note for note in notes) or len(days) < 60


def test_of_one_digit_no_year_is_made(tmp_path: Path) -> None:
    assert read(tmp_path, ["26/1/5", "25/12/31"])[0] == [date(2026, 1, 5), date(2025, 12, 31)]
    assert read(tmp_path, ["1/5/26", "12/31/25"])[0] == [date(2026, 1, 5), date(2025, 12, 31)]


@pytest.mark.parametrize("beside", ["25.12.2024", "3/25/24"])
def test_the_sign_of_a_year_tells_by_itself(tmp_path: Path, beside: str) -> None:
    assert read(tmp_path, ["25年12月31日", "26年1月5日", beside])[0][:2] == [date(2025, 12, 31), date(2026, 1, 5)]


def test_days_ahead_do_not_tell_a_day_from_a_year(tmp_path: Path) -> None:
    ends = Field("last_order", "date", title=Text("Last order", "最近下单日期"), future=True)
    with pytest.raises(ListError, match="first or last"):
        read(tmp_path, ["05.03.28", "11.04.29"], field=ends)


def test_dates_that_contradict_each_other_are_asked_about(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"Last order:ymd' or .*:dmy' or .*:mdy'"):
        read(tmp_path, ["98-05-12", "12-05-98"])
