"""A month without its day is the range of its days, wherever a field may be a range; in the rows of a history it is its first day, which is said."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.ranges import convert_ends
from shortlist.intake.parsing.text import Reading
from shortlist.intake.read import read_list
from shortlist.model.fields import Field

NAMES = ("Jan", "Feb", "March", "Apr", "May", "June", "Jul", "August", "Sept", "Oct", "November", "Dec")
FORMS = ("{y}-{m:02}", "{y}/{m}", "{y}年{m}月", "{y} 年 {m} 月", "{n} {y}", "{n}, {y}", "{n}-{y}", "{y}-{m}")
OTHERS = ("2015-19", "Hello 2015", "2015.5", "13/2015", "2015-00", "20155-01", "before Hello 2015")
AROUND = ("before {}", "after {}", "until {}", "from {}", "{} or later", "{}以前", "{}及以后", "around {}", "自{}起")


@pytest.mark.parametrize("form", FORMS)
def test_a_month_is_the_range_of_its_days(form: str) -> None:
    months = [(year, month) for year in (1999, 2016, 2024) for month in range(1, 13)]
    cells = pl.Series([form.format(y=year, m=month, n=NAMES[month - 1]) for year, month in months])
    found, bad = convert_ends(cells, Reading(Field("since", "date")))
    assert not bad.any() and not found["value"].drop_nulls().len()
    assert found.select("least", "most").rows() == [
        (date(year, month, 1), date(year, month, monthrange(year, month)[1])) for year, month in months
    ]
    known, _ = convert_ends(cells, Reading(Field("day", "date", history="payments")))
    assert known["value"].to_list() == [date(year, month, 1) for year, month in months]
    assert not known["least"].drop_nulls().len()


@pytest.mark.parametrize("form", AROUND)
def test_words_around_a_month_are_ends_and_never_the_month_itself(form: str) -> None:
    for month in ("2015-03", "March 2015", "2015年3月"):
        found, bad = convert_ends(pl.Series([form.format(month)]), Reading(Field("since", "date")))
        value, least, most = found.row(0)
        assert value is None and (bad[0] or None in (least, most)), (form, month)


def test_what_is_no_month_is_no_range_of_one() -> None:
    found, bad = convert_ends(pl.Series(OTHERS), Reading(Field("since", "date")))
    assert bad.all() and found.null_count().row(0) == (len(OTHERS),) * 3


def test_a_day_beside_months_stays_a_day() -> None:
    cells = pl.Series(["2024-02", "2024-02-03", None, "3 Feb 2024", "x"])
    found, bad = convert_ends(cells, Reading(Field("since", "date")))
    assert found["value"].to_list() == [None, date(2024, 2, 3), None, date(2024, 2, 3), None]
    assert bad.to_list() == [False] * 4 + [True]


@pytest.mark.parametrize("beside", ["2016-03-05", "after 2016-10-20", "", "2016年4月", "5 Mar 2016"])
@pytest.mark.parametrize("form", FORMS)
def test_a_month_is_read_alike_whatever_stands_beside_it(form: str, beside: str, tmp_path: Path) -> None:
    cell = form.format(y=2016, m=10, n=NAMES[9])
    path = tmp_path / "list.csv"
    path.write_text(f'id,Since\n1,"{cell}"\n2,"{beside}"\n', encoding="utf-8")
    fields = {"since": Field("since", "date", title={"en": "Since", "zh": "自"})}
    with read_list(str(path), fields, ReadOptions(), currency="CNY") as read:
        row = read.frame.collect().row(0, named=True)
        assert any(note.text.en.startswith("ranges: 'Since'") for note in read.notes)
    assert (row["since"], row["least:since"], row["most:since"]) == (None, date(2016, 10, 1), date(2016, 10, 31))
