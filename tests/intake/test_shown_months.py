"""Days of a workbook that are shown as months or years are these, not their first days."""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from shortlist.intake.read import read_list
from shortlist.plugins.discovery import registry

FIELDS = registry().fields
MONTHS = ("mmm yyyy", "mmm-yy", "yyyy-mm", 'yyyy"年"m"月"', "[$-409]mmmm yyyy;@", "mm/yyyy")
YEARS = ("yyyy", 'yyyy"年"')
DAYS = ("yyyy-mm-dd", "d mmm yyyy", "m/d/yy", "yyyy-mm-dd hh:mm")


@pytest.mark.parametrize("seed", range(3))
def test_the_first_day_of_what_is_shown_without_its_days_is_all_of_it(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    book = Workbook()
    sheet = book.active
    sheet.append(["Account ID", "Last order"])
    right: list[Any] = []
    for row in range(2, 42):
        month, day = rng.choice((1, 1, rng.randint(2, 12))), rng.choice((1, 1, 15))
        year, code = rng.randint(1990, 2025), rng.choice((*MONTHS, *YEARS, *DAYS))
        sheet.append([f"A{row}", datetime(year, month, day)])
        sheet.cell(row, 2).number_format = code
        exact = date(year, month, day)
        if code in MONTHS and day == 1:
            right.append((exact, date(year, month, monthrange(year, month)[1])))
        elif code in YEARS and (month, day) == (1, 1):
            right.append((exact, date(year, 12, 31)))
        else:
            right.append(exact)
    book.save(tmp_path / "list.xlsx")
    with read_list(str(tmp_path / "list.xlsx"), FIELDS) as intake:
        rows = intake.frame.collect().select("last_order", "least:last_order", "most:last_order").rows()
        assert [one if one is not None else (least, most) for one, least, most in rows] == right
        assert any("without its days" in note.text.en and "只显示" in note.text.zh for note in intake.notes)
