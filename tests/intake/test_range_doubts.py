"""What may be one number or a range, or two numbers, is never read in silence: each cell has its reason, by column as alone."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.read import Intake, read_list
from shortlist.language import Text
from shortlist.plugins.discovery import registry
from shortlist.prospects.given import open_given
from shortlist.prospects.subject import from_record

FIELDS = registry().fields


def read(cells: list[str], header: str, folder: Path) -> Intake:
    path = folder / "list.csv"
    pl.DataFrame({"Account ID": [f"A{n}" for n in range(len(cells))], header: cells}).write_csv(path)
    return read_list(str(path), FIELDS)


def find_known(intake: Intake, field: str) -> list[Any]:
    """A value, the ends of a range, or None."""
    frame = intake.frame.collect()
    rows = frame.select(one for one in frame.columns if one.endswith(field)).rows(named=True)
    ends = [(row.get(f"least:{field}"), row.get(f"most:{field}")) for row in rows]
    return [
        row[field] if row[field] is not None else pair if pair != (None, None) else None
        for row, pair in zip(rows, ends, strict=True)
    ]


def check_alone(intake: Intake, cells: list[str], field: str) -> None:
    """Each cell is read alone, in the reading of its column, as it is in the column."""
    known = find_known(intake, field)
    for cell, right in zip(cells, known, strict=True):
        found, bad = convert_ends(pl.Series([cell]), intake.readings[field])
        value, least, most = found.row(0)
        assert (value if value is not None else (least, most) if (least, most) != (None, None) else None) == right
        if right is None:
            assert bad[0] and read_ranges(pl.Series([cell]), intake.readings[field])["why"][0] in UNREAD, cell


@pytest.mark.parametrize("seed", range(4))
def test_two_numbers_that_lost_their_dash_are_unread_beside_bands(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    bands = [f"{least}-{least + rng.randint(1, 900)}" for least in rng.sample(range(1, 900), 6)]
    lost = [one.replace("-", " ") for one in rng.sample(bands, 3)] + ["51 200", "201 500 employees", "over 51 200"]
    cells = [*bands, *lost, "77"]
    with read(cells, "Employees", tmp_path) as intake:
        known = find_known(intake, "employees")
        assert [one is None for one in known] == [cell in lost for cell in cells]
        assert any(UNREAD["gap"].en in note.text.en and UNREAD["gap"].zh in note.text.zh for note in intake.notes)
        check_alone(intake, cells, "employees")


@pytest.mark.parametrize("proof", ["10 000", "1 200 000", "1 001-5 000", "1001 to 5 000", "12 050+", "1 500.50"])
def test_thousands_with_a_space_are_read_where_another_cell_proves_them(proof: str, tmp_path: Path) -> None:
    field, header = ("annual_revenue", "Annual revenue") if "." in proof else ("employees", "Employees")
    with read(["51-200", "51 200", proof], header, tmp_path) as intake:
        assert find_known(intake, field)[1] == 51_200
    with read(["51 200", "1 500", "77"], header, tmp_path) as intake:  # no cell is a range
        assert find_known(intake, field)[0] == 51_200


GERMAN = (
    "mehr als {}",
    "über {}",
    "ab {}",
    "bis {}",
    "unter {}",
    "mindestens {}",
    "{} oder mehr",
    "{} Mitarbeiter",
    "plus de {}",
    "rund {}",
)
OTHERS = ("over {}", "more than {}", "at least {}", "up to {}", "{} or more", "{} employees", "{}人以上", "不足{}人")


@pytest.mark.parametrize(("mark", "forms", "plain"), [(".", GERMAN, "12.0"), (",", OTHERS, "12,0")])
def test_words_that_part_thousands_otherwise_than_the_column_leave_a_doubt(
    mark: str, forms: tuple[str, ...], plain: str, tmp_path: Path
) -> None:
    rng = random.Random(mark)
    odd = [form.format(f"{rng.randint(1, 999)}{mark}{rng.choice(('000', '500', '250'))}") for form in forms]
    cells = [plain, "51-200", *odd, "over 1500", "ab 1500"]
    with read(cells, "Employees", tmp_path) as intake:
        known = find_known(intake, "employees")
        assert known == [12, (51, 200), *[None] * len(odd), (1501, None), (1500, None)]
        assert any(UNREAD["mark"].en in note.text.en for note in intake.notes)
        check_alone(intake, cells, "employees")


@pytest.mark.parametrize("sign", [">", "over ", "more than ", "超过", "大于", "mehr als "])
@pytest.mark.parametrize("join", ["-", "–", "~", "至", " to "])
def test_beyond_before_two_ends_leaves_the_first_open(sign: str, join: str, tmp_path: Path) -> None:
    cells = [f"{sign}51{join}200", "51-200", f"{sign}51", ">50 and <=100", "über 50 bis 100"]
    with read(cells, "Employees", tmp_path) as intake:
        assert find_known(intake, "employees") == [None, (51, 200), (52, None), (51, 100), (51, 100)]
        assert any(UNREAD["beyond"].en in note.text.en and UNREAD["beyond"].zh in note.text.zh for note in intake.notes)
        check_alone(intake, cells, "employees")


def test_a_year_with_two_digits_more_is_a_season_a_span_or_in_doubt(tmp_path: Path) -> None:
    rng = random.Random(5)
    right: dict[str, Any] = {
        "2010-99": None,
        "2010–75": None,
        "1998/97": None,
        "2010/99": None,
        "2010-11": (2010, 2011),
    }
    for year in rng.sample(range(1950, 2030), 20):
        right[f"{year}/{(year + 1) % 100:02d}"] = (year, year + 1)
    with read(list(right), "Founded", tmp_path) as intake:
        assert dict(zip(right, find_known(intake, "founded_year"), strict=True)) == right
        check_alone(intake, list(right), "founded_year")


B2B = Ruleset.load("b2b")
DAY = date(2026, 11, 28)


def take(record: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What a prospect given as JSON is read as, and what is said of it; of one that is refused nothing, and why."""
    try:
        subject = from_record(B2B.plan(DAY), record)
    except ListError as error:
        return {}, "\n".join(str(part) for one in error.problems for part in (one.text.en, one.text.zh))
    said = "\n".join(str(part) for one in subject.notes for part in (one.text.en, one.text.zh))
    return subject.frame.row(0, named=True), said


@pytest.mark.parametrize(("record", "says"), [
    ({"employees": "+50"}, UNREAD["plus"]),
    ({"employees": ">51-200"}, UNREAD["beyond"]),
    ({"annual_revenue": {"least": "$5M", "most": "€9M"}}, UNREAD["currencies"]),
    ({"employees": {"min": 51, "max": 200}}, Text('write one value, or a range as {"least": 51, "most": 200}', '区间写作 {"least": 51, "most": 200}')),
    ({"employees": {"least": True}}, Text('\'{"least": true, "most": null}\'', '\'{"least": true, "most": null}\'')),
])  # fmt: skip
def test_a_prospect_given_as_json_is_refused_with_the_reason(record: dict[str, Any], says: Text) -> None:
    known, said = take(record)
    assert not known and says.en in said and says.zh in said and "Range(" not in said


@pytest.mark.parametrize("field", ["last_order", "founded_year"])
@pytest.mark.parametrize(("cell", "en", "zh"), [
    ("2020-2023", "", ""), ("2024-2030", "is taken to end with it", "按截至"),
    ("2030-2040", "counts as unknown", "按未知处理"), ("2031", "counts as unknown", "按未知处理"),
])  # fmt: skip
def test_what_lies_ahead_is_told_alike_in_a_list_and_in_json(
    field: str, cell: str, en: str, zh: str, tmp_path: Path
) -> None:
    _, said = take({field: cell})
    path = tmp_path / "list.csv"
    path.write_text(f"prospect_id,{field}\na,{cell}\nb,2020\n", "utf-8")
    plan = B2B.plan(DAY)
    with open_given(plan, str(path), ReadOptions()) as given:
        listed = "\n".join(str(part) for one in given.notes for part in (one.text.en, one.text.zh))
    for words in filter(None, (en, zh)):
        assert words in said and words in listed
    if not en:
        assert "counts as unknown" not in said + listed and "is taken to end" not in said + listed


@pytest.mark.parametrize("odd", ["20-30", "12", "20–30", "up to 30", "0.5"])
def test_a_percent_without_its_sign_among_others_is_a_matter_of_its_cell(odd: str, tmp_path: Path) -> None:
    cells = ["20%-30%", "10%", odd, "15%"]
    with read(cells, "Market share", tmp_path) as intake:
        assert find_known(intake, "market_share") == [(0.2, 0.3), 0.1, None, 0.15]
        assert any("stays unread; write the sign" in n.text.en and "请补上 % 号" in n.text.zh for n in intake.notes)
    with pytest.raises(ListError, match="no % sign"):
        read(["20%-30%", odd], "Market share", tmp_path)
