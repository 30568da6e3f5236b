"""Signs and remarks about ranges, in every type of field and as whole lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from shortlist.intake.later import find_later
from shortlist.intake.parsing.ranges import convert_ends
from shortlist.intake.parsing.text import Reading
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


@pytest.mark.quick(5)
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


PEOPLE = Reading(FIELDS["employees"])
REMARKS = (
    "{} (est.)",
    "{} (estimated)",
    "{} (估计)",
    "{} est.",
    "est. {}",
    "estimated {}",
    "估计{}人",
    "预估{}",
    "{}人左右",
    "{} (approx.)",
    "约{}",
    "~{} (est.)",
    "约{}左右",
)


def read(cells: list[str], reading: Reading) -> list[object]:
    found, bad = convert_ends(pl.Series(cells), reading)
    return [None if no else row for row, no in zip(found.rows(), bad, strict=True)]


@pytest.mark.parametrize("remark", REMARKS)
def test_every_remark_that_says_about_makes_a_range(remark: str) -> None:
    said = [remark.format(one) for one in ("500", "100", "50-100", "1,000-2,000")]
    assert read(said, PEOPLE) == [(None, 455, 550), (None, 91, 110), (None, 46, 110), (None, 910, 2200)]


def test_words_before_and_behind_with_their_points() -> None:
    assert read(["max. 50", "max 50", "min. 50", "min 50人", "-0-5"], PEOPLE) == [
        (None, None, 50), (None, None, 50), (None, 50, None), (None, 50, None), (None, 0, 5),
    ]  # fmt: skip
    grade = Reading(FIELDS["grade"])
    assert read(["better than B", "worse than A", "优于B", "差于A", "Better than C"], grade) == [
        (None, "A", None), (None, None, "B"), (None, "A", None), (None, None, "B"), (None, "B", None),
    ]  # fmt: skip


@pytest.mark.parametrize("marker", [0.0, 9999.0, 7.0])
def test_a_range_of_one_value_that_is_a_marker_is_missing(marker: float, tmp_path: Path) -> None:
    field = Field("employees", "integer", minimum=0, missing=(marker,))
    alone = [f"{marker:.0f}-{marker:.0f}", f"{marker:.0f} to {marker:.0f}人", *(["<1"] if not marker else [])]
    assert read([*alone, "5-5"], Reading(field)) == [(None, None, None)] * len(alone) + [(5, None, None)]
    path = tmp_path / "list.csv"
    pl.DataFrame({"Account ID": [f"A{n}" for n in range(len(alone))], "employees": alone}).write_csv(path)
    with read_list(str(path), {"employees": field}) as intake:
        assert intake.frame.collect()["employees"].null_count() == len(alone) and not intake.ranged_cells


@pytest.mark.parametrize(
    ("cells", "count", "cut"),
    [
        (["2028-2030", "2029"], 2, 0),
        ([">2030", "2010"], 1, 0),
        (["2010-2030", "2011"], 0, 1),
        (["2010-2030", "2028-2029", "2011-2025", "2012-2027"], 1, 2),
        (["2027", "2028-2029", "2030-2031"], 3, 0),
    ],
)
def test_a_range_in_the_future_is_counted_as_a_point_there_is_and_one_that_ends_there_is_said_to_be_cut(
    cells: list[str], count: int, cut: int, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    ids = [f"A{n}" for n in range(len(cells))]
    days = [cell if cell == ">2030" else "-".join(f"{year}/01/05" for year in cell.split("-")) for cell in cells]
    pl.DataFrame(
        {"Account ID": ids, "founded": cells, "day": [one.replace(">2030", ">2030/01/05") for one in days]}
    ).write_csv(path)
    fields = {"founded": Field("founded", "integer", unit="year", minimum=1000, maximum=2100), "day": FIELDS["day"]}
    with read_list(str(path), fields) as intake:
        said = [note.text.en for note in find_later(intake.frame, intake.columns, intake.source, date(2026, 6, 30))]
    words = [f"{count} "] * 2 * bool(count) + [f"{cut} range{'s' * (cut > 1)} in "] * 2 * bool(cut)
    assert all(note.startswith(word) for note, word in zip(said, words, strict=True))


@pytest.mark.parametrize(("name", "band", "plus"), [
    ("employees", "51-200", "+50"), ("employees", "1000人以上", "+50人"), ("employees", "约500", "＋50"),
    ("annual_revenue", "$1M-$5M", "+$5M"), ("annual_revenue", "500万以上", "$+5M"), ("share", "10-20%", "+5%"),
])  # fmt: skip
def test_a_plus_before_a_number_is_in_doubt_where_other_cells_are_ranges(
    name: str, band: str, plus: str, tmp_path: Path
) -> None:
    plain = {"employees": "60", "annual_revenue": "$7M", "share": "7%"}[name]
    for cells, unread in (([band, plus, plain], 1), ([plus, plain], 0)):
        path = tmp_path / "list.csv"
        pl.DataFrame({"Account ID": [f"A{n}" for n in range(len(cells))], name: cells}).write_csv(path)
        with read_list(str(path), FIELDS) as intake:
            found = intake.frame.collect()[name]
            said = [note.text for note in intake.notes if "plus before a number" in note.text.en]
            assert intake.unreadable.counts() == ({name: 1} if unread else {}) and len(said) == unread
        assert found.null_count() == 2 * unread and found.to_list()[-1] is not None


def test_where_a_number_may_be_negative_a_plus_is_its_sign(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    pl.DataFrame({"Account ID": ["A1", "A2", "A3"], "growth": ["5-10%", "+5%", "-3%"]}).write_csv(path)
    with read_list(str(path), {"growth": Field("growth", "percent")}) as intake:
        assert intake.frame.collect()["growth"].to_list() == [None, 0.05, -0.03]
