"""Signs and remarks about ranges, in every type of field and as whole lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist.intake.read import read_list
from shortlist.model.fields import Field

FIELDS = {
    one.id: one
    for one in (
        Field("employees", "integer", minimum=0),
        Field("annual_revenue", "money", minimum=0),
        Field("grade", "level", values=("D", "C", "B", "A", "AA", "AAA")),
        Field("day", "date"),
        Field("share", "percent", minimum=0),
    )
}
SIGNS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d~\uff5e\u301c\u223c\u2053"
WRITTEN = {  # the ends of each, and what a joined cell is to be
    "employees": ("51", "200", (51, 200)),
    "annual_revenue": ("$1M", "$5M", (1e6, 5e6)),
    "grade": ("C", "AA", ("C", "AA")),
    "day": ("2010-01-05", "2015-12-31", (date(2010, 1, 5), date(2015, 12, 31))),
    "share": ("10%", "20%", (0.1, 0.2)),
}


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: f"{ord(sign):04x}")
@pytest.mark.parametrize("form", ["{}{}{}", "{} {} {}"])
def test_every_dash_and_tilde_is_a_sign_of_ranges_in_a_list_of_its_own(sign: str, form: str, tmp_path: Path) -> None:
    cells = {name: [form.format(low, sign, high), low] for name, (low, high, _) in WRITTEN.items()}
    path = tmp_path / "list.csv"
    pl.DataFrame({"Account ID": ["A1", "A2"], **cells}).write_csv(path)
    with read_list(str(path), FIELDS) as intake:
        assert not intake.unreadable.counts()
        found = intake.frame.collect()
    for name, (_, _, ends) in WRITTEN.items():
        assert (found[f"least:{name}"][0], found[f"most:{name}"][0]) == ends
        assert found[name].null_count() == 1
