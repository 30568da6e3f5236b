"""Cells that say ranges: generated from their ends, and by hand where words, units and bad input decide."""

from __future__ import annotations

import math
import random
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from shortlist.errors import ListError
from shortlist.intake.inspection import inspect, one_row
from shortlist.intake.mappings import read_prospects
from shortlist.intake.parsing.convert import convert
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import Reading
from shortlist.intake.parsing.units import Unit
from shortlist.intake.read import Intake, read_list
from shortlist.model.fields import Field
from shortlist.model.formatting import format_value
from shortlist.model.ranges import Range
from tests.support.ranges import MILLIONS, MONEY, PEOPLE, READINGS, SHARE, STARS, expect, make_range, read_points

GRADES = ("D", "C", "B", "BB", "BBB", "A-", "A", "AA-", "AA", "AAA")
GRADE = Reading(Field("grade", "level", values=GRADES))
RISK = Reading(Field("risk", "level", values=("high", "medium", "low")))
DAY = Reading(Field("day", "date"), Unit(order="dmy"))
YEAR = Reading(Field("founded", "integer", unit="year", minimum=1000, maximum=2100))
BAD = "bad"


def read(cell: str, reading: Reading) -> Any:
    """A value, the two ends of a range, or BAD."""
    found, bad = convert_ends(pl.Series([cell]), reading)
    value, least, most = found.row(0)
    if bad[0]:
        assert (value, least, most) == (None, None, None)
        return BAD
    return value if value is not None else (least, most)


def why(cell: str, reading: Reading) -> str | None:
    assert read(cell, reading) == BAD, cell
    return read_ranges(pl.Series([cell]), reading)["why"].to_list()[0]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", sorted(READINGS))
def test_the_ends_of_a_range_are_what_they_are_as_points_in_the_same_column(name: str, seed: int) -> None:
    rng, reading = random.Random(f"{name}{seed}"), READINGS[name]
    made = [make_range(name, rng) for _ in range(150)]
    ends = [read_points([cell[at] for cell in made], reading) for at in (2, 3)]
    found, bad = convert_ends(pl.Series([cell[0] for cell in made]), reading)
    for (cell, kind, _, _), least, most, got, no in zip(made, *ends, found.rows(), bad, strict=True):
        right = expect(kind, least, most, reading)
        assert not no, cell
        for one, other in zip(got, right, strict=True):
            assert (one is None) == (other is None) and (one is None or one == pytest.approx(other, rel=1e-14)), (
                cell,
                got,
                right,
            )


@pytest.mark.quick(2)
@pytest.mark.parametrize("name", sorted(READINGS))
def test_a_column_reads_as_each_of_its_cells_alone_and_in_any_chunks(name: str) -> None:
    rng, reading = random.Random(name), READINGS[name]
    cells = [make_range(name, rng)[0] for _ in range(60)]
    cells += ["200-51", "n/a", "", "abc", "7", "7%", "12-Jan", "1-2-3", "50-50", "5-", "(7)", "- 7"]
    rng.shuffle(cells)
    whole, bad = convert_ends(pl.Series(cells), reading)
    fresh = Reading(reading.field, reading.unit, reading.comma, reading.rate, reading.rates)
    parts = [convert_ends(pl.Series(cells[at : at + 7]), fresh) for at in range(0, len(cells), 7)]
    assert pl.concat([part for part, _ in parts]).equals(whole)
    assert [no for _, one in parts for no in one] == bad.to_list()
    for cell, row, no in zip(cells, whole.rows(), bad, strict=True):
        alone, odd = convert_ends(
            pl.Series([cell]), Reading(reading.field, reading.unit, reading.comma, reading.rate, reading.rates)
        )
        assert (alone.row(0), odd[0]) == (row, no), cell


@pytest.mark.parametrize("name", sorted(READINGS))
def test_what_is_read_as_a_point_is_never_taken_for_a_range(name: str) -> None:
    reading = READINGS[name]
    rng = random.Random(name)
    cells = pl.Series(
        [make_range(name, rng)[2] or "9" for _ in range(40)] + ["-5", "(100)", "100-", "5-", "$-5", "2,000", "1e3"]
    )
    value, bad = convert(cells, reading)
    found, still = convert_ends(cells, reading)
    assert found["value"].filter(~bad).equals(value.filter(~bad))
    assert found["least"].filter(~bad).null_count() == found["most"].filter(~bad).null_count() == (~bad).sum()
    assert not (still & ~bad).any()


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("51-200", (51, 200)),
        ("51～200", (51, 200)),
        ("51到200人", (51, 200)),
        ("51 to 200 employees", (51, 200)),
        ("1,001-5,000", (1001, 5000)),
        ("10,001+", (10001, None)),
        ("10001 or more", (10001, None)),
        ("1000+ employees", (1000, None)),
        ("1000人以上", (1000, None)),
        ("500余人", (500, None)),
        ("超过500人以上", (500, None)),
        (">1000", (1001, None)),
        ("<50", (None, 49)),
        ("小于50人", (None, 49)),
        ("50以内", (None, 50)),
        ("0.5-1万人", (5000, 10000)),
        ("10K-50K", (10000, 50000)),
        ("1-1.5k", (1000, 1500)),
        ("800-1.5k", (800, 1500)),
        ("50人以上100人以下", (50, 100)),
        ("50人以上，100人以下", (50, 100)),
        ("20≤X<300", (20, 299)),
        (">50 and <=100", (51, 100)),
        ("more than 50 but less than 100", (51, 99)),
        ("50(含)-100(不含)", (50, 99)),
        ("51-200人之间", (51, 200)),
        ("c_00051_00100", (51, 100)),
        ("c_10001_max", (10001, None)),
        ("约15", (14, 16)),
        ("约50-100", (46, 110)),
        ("500 (approx.)", (455, 550)),
        ("1000（以上）", (1000, None)),
        ("-5-10", BAD),
        ("50-50", 50.0),
        ("<1", 0.0),
        ("1", 1.0),
        ("10-50-100", BAD),
        ("1.5-3", BAD),
        ("555-0100", BAD),
        ("5-10 apples", BAD),
        ("$5-$10", BAD),
        ("50以上20以下", BAD),
        ("about", BAD),
        ("2-3 weeks", BAD),
    ],
)
def test_people(cell: str, ends: Any) -> None:
    assert read(cell, PEOPLE) == ends


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("$10M-$50M", (1e7, 5e7)),
        ("$10-50M", (1e7, 5e7)),
        ("10-50M", (1e7, 5e7)),
        ("USD 10 to 50 million", (1e7, 5e7)),
        ("$10M - 50M USD", (1e7, 5e7)),
        ("$500K - $1M", (5e5, 1e6)),
        ("$500,000 - $1 mil.", (5e5, 1e6)),
        ("$10 mil. - $25 mil.", (1e7, 2.5e7)),
        ("€1,000-€5,000", (1250, 6250)),
        ("10-50百万", (1e7, 5e7)),
        ("5000万-1亿", (5e7, 1e8)),
        ("500-1000万元", (625_000, 1_250_000)),
        ("10万-50万元", (12_500, 62_500)),
        ("500余万元", (625_000, None)),
        ("$1B+", (1e9, None)),
        ("under $1M", (None, math.nextafter(1e6, 0))),
        ("Over $5 bil.", (math.nextafter(5e9, math.inf), None)),
        ("r_00000000", (None, math.nextafter(1e6, 0))),
        ("r_00010000", (1e7, 5e7)),
        ("r_10000000", (1e10, None)),
        ("(10)-(5)", (-10, -5)),
        ("-10 to -5", (-10, -5)),
        ("$10M-€50M", BAD),
        ("10M USD - 50M 元", BAD),
        ("500-1M", BAD),
        ("1-1M", BAD),
        ("$10M-50M CR", BAD),
    ],
)
def test_money(cell: str, ends: Any) -> None:
    assert read(cell, MONEY) == ends


def test_other_numbers() -> None:
    assert read("10-50", MILLIONS) == (1e7, 5e7) and read("500K-1", MILLIONS) == (5e5, 1e6)
    assert [read(cell, SHARE) for cell in ("10-20%", "10%-20%", "5%以上", "-10%~5%")] == [
        (0.1, 0.2),
        (0.1, 0.2),
        (0.05, None),
        (-0.1, 0.05),
    ]
    assert [read(cell, STARS) for cell in ("3-4", "3-4 stars", "3/5-4/5", "4+", "1-3", ">=5", "4分以上")] == [
        (3, 4), (3, 4), (3, 4), (4, None), (1, 3), 5.0, (4, None),
    ]  # fmt: skip
    assert [why(cell, STARS) for cell in ("4-10", "0-3", "4-6", "<=6", "0-5", "-1-4")] == ["outside"] * 6
    whole = Reading(Field("paid", "percent", minimum=0, maximum=1))
    assert [why(cell, whole) for cell in ("90%-110%", "50%~200%", "-5%-10%")] == ["outside"] * 3
    assert [read(cell, whole) for cell in ("90%-100%", "约95%", "<100%")] == [
        (0.9, 1), (pytest.approx(0.855), 1), (None, math.nextafter(1, 0)),
    ]  # fmt: skip
    assert read("3/1-4/1", STARS) == BAD
    assert [read(cell, YEAR) for cell in ("2010-2015", "2010年-2015年", "before 2000", "since 2010", "2010-12")] == [
        (2010, 2015), (2010, 2015), (None, 1999), 2010.0, 2010.0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("2010-01-01 to 2015-12-31", (date(2010, 1, 1), date(2015, 12, 31))),
        ("2010-01-01-2015-12-31", (date(2010, 1, 1), date(2015, 12, 31))),
        ("2010-01-01～2015-12-31", (date(2010, 1, 1), date(2015, 12, 31))),
        ("01/02/2010 - 05/03/2011", (date(2010, 2, 1), date(2011, 3, 5))),
        ("2010-01 ~ 2010-03", (date(2010, 1, 1), date(2010, 3, 31))),
        ("2010-2015", (date(2010, 1, 1), date(2015, 12, 31))),
        ("2024年2月以前", (None, date(2024, 2, 29))),
        ("after 2024-02", (date(2024, 3, 1), None)),
        ("before 2024-03", (None, date(2024, 2, 29))),
        ("after 31/12/2023", (date(2024, 1, 1), None)),
        ("since Jan 2024", (date(2024, 1, 1), None)),
        ("2024-03-05-2024-03-05", date(2024, 3, 5)),
        ("2024-03", (date(2024, 3, 1), date(2024, 3, 31))),
        ("2024-03-05", date(2024, 3, 5)),
        ("2015-12-31 to 2010-01-01", BAD),
        ("约2024-03-01", BAD),
        ("2010-01-01-2015", BAD),
    ],
)
def test_days(cell: str, ends: Any) -> None:
    assert read(cell, DAY) == ends


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("BBB to A", ("BBB", "A")),
        ("A-AA", ("A", "AA")),
        ("A--AA", ("A-", "AA")),
        ("AAA to BBB", ("BBB", "AAA")),
        ("between BBB and A", ("BBB", "A")),
        ("AA- or better", ("AA-", None)),
        ("BBB or worse", (None, "BBB")),
        ("A及以上", ("A", None)),
        ("BBB以下", (None, "BBB")),
        ("at least BBB", ("BBB", None)),
        (">= BBB", ("BBB", None)),
        ("> A", ("AA-", None)),
        ("A-", "A-"),
        ("AAA or better", "AAA"),
        ("D-AAA", BAD),
        ("A and AA", BAD),
        ("BBB+", BAD),
        ("约BBB", BAD),
    ],
)
def test_grades(cell: str, ends: Any) -> None:
    assert read(cell, GRADE) == ends


def test_of_other_levels_higher_may_be_worse() -> None:
    assert [read(cell, RISK) for cell in ("medium or better", "medium or worse", "high-medium")] == [
        ("medium", None), (None, "medium"), ("high", "medium"),
    ]  # fmt: skip
    assert [read(cell, RISK) for cell in ("medium or higher", "medium以上", ">= medium", "at least medium")] == [
        BAD
    ] * 4


@pytest.mark.parametrize(
    ("cell", "reading", "reason"),
    [
        ("200-51", PEOPLE, "reversed"),
        ("$50M-$10M", MONEY, "reversed"),
        ("0-1000000000", PEOPLE, "nothing"),
        ("1-10000001", PEOPLE, "nothing"),
        ("1-1000000", PEOPLE, "nothing"),
        ("$2-$2000000", MONEY, "nothing"),
        ("3-3000000", PEOPLE, "nothing"),
        ("0+", PEOPLE, "nothing"),
        ("1-5", STARS, "nothing"),
        (">5", STARS, "outside"),
        ("<0", PEOPLE, "outside"),
        ("-9 to -5", PEOPLE, "outside"),
        ("$10M-€50M", MONEY, "currencies"),
        ("约2010", YEAR, "about"),
        ("10-Jan", PEOPLE, "day"),
        ("Nov-50", PEOPLE, "day"),
        ("1月10日", PEOPLE, "day"),
        ("2026-01-10", PEOPLE, "day"),
        ("2026-01-10 00:00:00", MONEY, "day"),
        ("1/10/2026", PEOPLE, None),
        ("abc", PEOPLE, None),
        ("AAA-D", GRADE, "nothing"),
    ],
)
def test_what_says_a_range_that_cannot_be_read_has_its_reason(cell: str, reading: Reading, reason: str | None) -> None:
    assert why(cell, reading) == reason


def test_the_middle_of_what_is_about_so_is_what_was_written() -> None:
    numbers = list(range(1, 3000, 7))
    found, bad = convert_ends(pl.Series([f"约{number}人" for number in numbers]), PEOPLE)
    assert not bad.any()
    for number, (value, least, most) in zip(numbers, found.rows(), strict=True):
        assert value == number or math.floor(math.sqrt(least) * math.sqrt(most) + 0.5) == number, (number, least, most)
        assert value == number or (least * 1.1 >= number - 1e-9 and most <= number * 1.1 + 1e-9)


def test_the_rows_of_a_history_have_no_ranges_and_read_about_as_before() -> None:
    reading = Reading(Field("amount", "money", history="invoices"))
    assert [read(cell, reading) for cell in ("51-200", ">100", "~500", "约500")] == [BAD, BAD, 500.0, 500.0]


FIELDS = {
    one.id: one
    for one in (
        Field("employees", "integer", aliases=("Headcount",), minimum=0),
        Field("annual_revenue", "money", minimum=0),
        GRADE.field,
        DAY.field,
    )
}
ROWS = [
    ("A1", "51-200", "$10M-$50M", "BBB or better"),
    ("A2", "120", "5000000", "A"),
    ("A3", "10,001+", "<$1M", None),
    ("A4", None, "约$5M", "A-AA"),
    ("A5", "200-51", "$1M", "BB"),
    ("A6", "10-Jan", None, "B"),
]
HEADERS = ("Account ID", "Headcount", "Annual Revenue", "grade")


def open_rows(
    path: Path, rows: list[tuple[Any, ...]] = ROWS, headers: tuple[str, ...] = HEADERS, fields: Any = FIELDS
) -> Intake:
    frame = pl.DataFrame(rows, orient="row", schema=dict.fromkeys(headers, pl.String))
    {
        ".csv": lambda: frame.write_csv(path),
        ".jsonl": lambda: frame.write_ndjson(path),
        ".parquet": lambda: frame.write_parquet(path),
        ".xlsx": lambda: frame.write_excel(path),
    }[path.suffix]()
    return read_list(str(path), fields)


def test_a_list_is_the_same_in_every_format(tmp_path: Path) -> None:
    frames = []
    for suffix in (".csv", ".jsonl", ".parquet", ".xlsx"):
        with open_rows(tmp_path / f"list{suffix}") as intake:
            frames.append(intake.frame.collect())
            assert intake.unreadable.counts() == {"Headcount": 2}, suffix
            assert {name: (one.cells, one.loose) for name, one in intake.ranges.items() if one.cells} == {
                "employees": (2, 0), "annual_revenue": (3, 1), "grade": (2, 0),
            }  # fmt: skip
    assert all(frame.equals(frames[0]) for frame in frames[1:])
    first = frames[0]
    assert first.columns == [
        "prospect_id", "name", "employees", "least:employees", "most:employees",
        "annual_revenue", "least:annual_revenue", "most:annual_revenue", "grade", "least:grade", "most:grade",
    ]  # fmt: skip
    assert first["employees"].to_list() == [None, 120, None, None, None, None]
    assert first["least:employees"].to_list() == [51, None, 10001, None, None, None]
    assert first["most:employees"].to_list() == [200, None, None, None, None, None]
    assert first["least:annual_revenue"].to_list() == [1e7, None, None, pytest.approx(5e6 / 1.1), None, None]
    assert first["least:grade"].to_list() == ["BBB", None, None, "A", None, None]
    assert first["most:grade"].to_list() == [None, None, None, "AA", None, None]


@pytest.mark.parametrize("cells", [["5", "7"], ["5", "200-51"], ["5", "10-Jan"], ["50-50", "3"], ["5", "1-5 apples"]])
def test_a_column_without_a_range_has_no_ends(cells: list[str], tmp_path: Path) -> None:
    with open_rows(tmp_path / "list.csv", [(f"A{n}", cell, None, None) for n, cell in enumerate(cells)]) as intake:
        assert not any(":" in name for name in intake.frame.collect_schema().names())
        assert intake.frame.collect()["employees"].drop_nulls().len() == (
            2 if "50-50" in cells else cells.count("5") + cells.count("7")
        )


def test_what_was_understood_and_what_not_is_said_in_both_languages(tmp_path: Path) -> None:
    with open_rows(tmp_path / "list.csv") as intake:
        said = "\n".join(note.text.en for note in intake.notes)
        told = "\n".join(note.text.zh for note in intake.notes)
    assert (
        "ranges: 'Headcount' 2 cells, as '10,001+' (at least 10,001); 'Annual Revenue' 3 cells, as '$10M-$50M' ($10,000,000–$50,000,000), "
        "1 of them approximate; 'grade' 2 cells, as 'A-AA' (A to AA). Their ends decide" in said
    )
    assert said.count("Their ends decide") == said.count("taken 10% to either side") == 1
    assert "'Headcount': 1 cell, as '200-51', stays unread: a range whose first end is not below its last" in said
    assert "'Headcount': 1 cell, as '10-Jan', stays unread: a day" in said and "as text" in said
    assert "区间：'Headcount' 2 个单元格，如 '10,001+'（10,001 人及以上）；" in told and "，其中约数 1 个" in told
    assert "'10-Jan'）未读取：为日期" in told and "评审以区间两端为准" in told


@pytest.mark.parametrize(
    ("rule", "en", "zh"),
    [
        ("middle", "count as their middle", "暂按中间值计"),
        ("low", "count as their lower end", "暂按低端计"),
        ("unknown", "is unknown until", "按未知处理"),
    ],
)
def test_what_ranges_count_as_is_said_in_plain_words(rule: str, en: str, zh: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,Employees\n1,51-200\n", "utf-8")
    with Ruleset.load("starter", [f"decision.ranges={rule}"]).read(str(path)) as intake:
        (note,) = [note.text for note in intake.notes if note.text.en.startswith("ranges:")]
    assert en in note.en and zh in note.zh and "{" not in note.en + note.zh


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["约500"], "'Headcount' 1 cell, as '约500' (455–550), approximate."),
        (["约500", "约500"], "'Headcount' 2 cells, as '约500' (455–550), approximate."),
        (["约500", "51-200", "51-200"], "'Headcount' 3 cells, as '51-200' (51–200), 1 of them approximate."),
        (["200-51", "200-51"], "'Headcount': 2 cells, as '200-51', stay unread: a range whose"),
        ([">0", "<50", "<50"], "'Headcount' 3 cells, as '<50' (at most 49)."),
    ],
)
def test_one_and_many_are_worded_as_such(cells: list[str], words: str, tmp_path: Path) -> None:
    rows = [("A0", "7", None, None), *((f"A{n}", cell, None, None) for n, cell in enumerate(cells, 1))]
    with open_rows(tmp_path / "list.csv", rows) as intake:
        said = "\n".join(note.text.en for note in intake.notes)
    assert words in said and "(s)" not in said.replace("cell(s) missing", "")


@pytest.mark.parametrize("currency", ["USD", "CNY", "EUR"])
@pytest.mark.parametrize("seed", range(2))
def test_intake_words_ranges_as_explanations_do(currency: str, seed: int, tmp_path: Path) -> None:
    rng = random.Random(f"{currency}{seed}")
    low = rng.choice([1, 5, 10, 20])
    share = Field("share", "percent", minimum=0)
    fields = {**FIELDS, "share": share}
    row = ("A1", f"{low}-{low * 4}", rng.choice([f"under {low}M", f"{low}M-{low * 5}M", f"{low}M+"]), "BBB or better", f"{low}%-{low * 2}%",
           f"2024-0{rng.randint(1, 9)} or later")  # fmt: skip
    pl.DataFrame([row], orient="row", schema=dict.fromkeys((*HEADERS, "share", "day"), pl.String)).write_csv(
        tmp_path / "list.csv"
    )
    with read_list(str(tmp_path / "list.csv"), fields, currency=currency) as intake:
        found = intake.frame.collect()
        notes = "\n".join(f"{note.text.en}\n{note.text.zh}" for note in intake.notes)
    for name in ("employees", "annual_revenue", "grade", "share", "day"):
        known = Range(found[f"least:{name}"][0], found[f"most:{name}"][0])
        words = format_value(known, fields[name], currency)
        assert f"({words.en})" in notes and f"（{words.zh}）" in notes
        given = read_prospects(
            [{name: row[[*HEADERS, "share", "day"].index(HEADER_OF.get(name, name))]}], fields, currency=currency
        )
        assert any(note.text.en.endswith(words.en) and note.text.zh.endswith(words.zh) for note in given.notes)


HEADER_OF = {"employees": "Headcount", "annual_revenue": "Annual Revenue"}


def test_inspect_shows_ranges_and_does_not_count_them_as_missing(tmp_path: Path) -> None:
    with open_rows(tmp_path / "list.csv") as intake:
        column = next(one for one in inspect(intake)["columns"] if one["field"] == "employees")
        assert column["ranges"]["cells"] == 2 and column["ranges"]["unread"] == {"day": 1, "reversed": 1}
        assert {"text": "51-200", "least": 51.0, "most": 200.0} in column["ranges"]["examples"]
        assert column["missing"] == pytest.approx(1 / 6) and column["unreadable_cells"] == 2
        assert (column["smallest"], column["largest"]) == (51, 10001) or column["largest"] == 200
        cell = next(one for one in one_row(intake, 1) if one["field"] == "employees")
        assert (cell["least"], cell["most"], cell["readable"]) == (51, 200, True)


def test_bands_alone_make_sense_and_days_alone_do_not(tmp_path: Path) -> None:
    bands = [(f"A{n}", band, None, None) for n, band in enumerate(("1-10", "11-50", "51-200", "10,001+"))]
    with open_rows(tmp_path / "bands.csv", bands) as intake:
        assert intake.ranges["employees"].cells == 4
    days = [(f"A{n}", day, None, None) for n, day in enumerate(("10-Jan", "Nov-50", "20-Nov", "10-Jan"))]
    with pytest.raises(ListError, match="10-Jan"):
        open_rows(tmp_path / "days.csv", days)


def test_ends_are_evidence_for_the_decimal_mark(tmp_path: Path) -> None:
    fields = {"share": Field("share", "money", aliases=("Turnover",))}
    rows = [(f"A{n}", cell) for n, cell in enumerate(("€1.000-€5.000", "€1.234.567,89 - €2.000.000", "1.234"))]
    path = tmp_path / "list.csv"
    pl.DataFrame(rows, orient="row", schema={"Account ID": pl.String, "Turnover": pl.String}).write_csv(path)
    with read_list(str(path), fields, rates={"EUR": 2.0}) as intake:
        found = intake.frame.collect()
    assert found["share"].to_list() == [None, None, 1234.0]
    assert found["least:share"].to_list() == [2000.0, 2469135.78, None]
    rows = rows[:1]
    pl.DataFrame(rows, orient="row", schema={"Account ID": pl.String, "Turnover": pl.String}).write_csv(path)
    with pytest.raises(ListError, match="decimal"):  # nothing tells 1.000 from 1
        read_list(str(path), fields, rates={"EUR": 2.0})


def test_ends_are_evidence_for_the_order_of_days(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Account ID,day\nA1,01/02/2010 - 25/02/2010\nA2,03/04/2010\n")
    with read_list(str(path), FIELDS) as intake:
        found = intake.frame.collect()
    assert found["day"].to_list() == [None, date(2010, 4, 3)]
    assert (found["least:day"][0], found["most:day"][0]) == (date(2010, 2, 1), date(2010, 2, 25))


def test_the_currency_of_a_row_is_that_of_both_ends(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Account ID,Annual Revenue,Currency\nA1,10-50M,EUR\nA2,10-50M,USD\nA3,$10M-$50M,EUR\nA4,5,EUR\n")
    with read_list(str(path), FIELDS, rates={"EUR": 2.0}) as intake:
        found = intake.frame.collect()
    assert found["least:annual_revenue"].to_list() == [2e7, 1e7, None, None]
    assert found["most:annual_revenue"].to_list() == [1e8, 5e7, None, None]


@pytest.mark.parametrize(
    ("record", "ends"),
    [
        ({"employees": "51-200"}, (51, 200)),
        ({"employees": (51, 200)}, (51, 200)),
        ({"employees": (51, None)}, (51, None)),
        ({"employees": (None, 200)}, (None, 200)),
        ({"annual_revenue": (1.5e6, 2.25e7)}, (1.5e6, 2.25e7)),
        ({"annual_revenue": (1234.567, 2000.123)}, (1234.567, 2000.123)),
        ({"annual_revenue": ("$1M", "$5M")}, (1e6, 5e6)),
        ({"grade": ("BBB", None)}, ("BBB", None)),
        ({"grade": (None, "BBB")}, (None, "BBB")),
        ({"grade": ("BBB", "AA")}, ("BBB", "AA")),
        ({"day": (date(2024, 1, 1), "2024-06-30")}, (date(2024, 1, 1), date(2024, 6, 30))),
        ({"day": (None, date(2024, 1, 1))}, (None, date(2024, 1, 1))),
        ({"employees": Range(51.0, 200.0)}, (51, 200)),
        ({"employees": {"least": 51, "most": 200}}, (51, 200)),
        ({"employees": {"most": 200}}, (None, 200)),
        ({"share": Range(0.1, 0.333)}, (0.1, 0.333)),
        ({"annual_revenue": ("$1", "5k")}, (1, 5000)),
        ({"annual_revenue": (10, "5M")}, (10, 5e6)),
        ({"annual_revenue": (1e6, "5M")}, (1e6, 5e6)),
        ({"employees": (2, "5k")}, (2, 5000)),
        ({"share": ("10%", "33.3%")}, (0.1, 0.333)),
        ({"share (%)": (10, 20)}, (0.1, 0.2)),
        ({"day": {"least": "2024-01-01", "most": None}}, (date(2024, 1, 1), None)),
    ],
)
def test_a_mapping_may_give_a_text_or_a_pair(record: dict[str, Any], ends: tuple[Any, Any]) -> None:
    name = next(iter(record)).removesuffix(" (%)")
    found = read_prospects([record, {"employees": 5}], {**FIELDS, "share": Field("share", "percent", minimum=0)})
    assert found.unreadable == () and found.frame[name].to_list() == [None, 5 if name == "employees" else None]
    assert (found.frame[f"least:{name}"][0], found.frame[f"most:{name}"][0]) == ends
    assert bool(found.notes) == isinstance(next(iter(record.values())), str)


def test_a_mapping_says_what_it_could_not_read() -> None:
    found = read_prospects([{"employees": "200-51"}], FIELDS)
    assert found.unreadable == ((1, "employees", "200-51"),) and "not below its last" in found.reasons[0].text.en
    assert read_prospects([{"employees": (50, 50)}], FIELDS).frame["employees"].to_list() == [50]
    assert read_prospects([{"employees": (None, None)}], FIELDS).frame["employees"].to_list() == [None]
    for huge in (10**400, -(10**400), 10**5000, (10**400, None), (None, 10**309), (1, 10**400)):
        for name in ("employees", "annual_revenue"):
            with pytest.raises(ListError, match=name):
                read_prospects([{name: huge}], FIELDS)
    for ends in (("~50", 200), ("50-60", 200), ("x", 5), (5, "")):
        with pytest.raises(ListError, match=r"the end .* of a range cannot be read as one value"):
            read_prospects([{"employees": ends}], FIELDS)
    with pytest.raises(ListError, match="no % sign"):  # as of one number
        read_prospects([{"share": (0.1, 0.2)}], {"share": Field("share", "percent")})
    for wrong in ({"employees": (1, 2, 3)}, {"name": ("a", "b")}):
        with pytest.raises(ListError, match="tuple"):
            read_prospects([wrong], FIELDS)


def test_rulesets_read_lists_with_ranges(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "客户编号,客户名称,员工规模,年营业收入(万元)\nK1,甲,100-499人,500-1000\nK2,乙,20人以下,1亿以上\nK3,丙,约500人,2000\n",
        encoding="utf-8",
    )
    with Ruleset.load("b2b").read(str(path)) as intake:
        found = intake.frame.collect()
    assert list(zip(found["least:employees"], found["most:employees"], strict=True)) == [
        (100, 499),
        (None, 20),
        (455, 550),
    ]
    assert found["least:annual_revenue"][0] == pytest.approx(found["most:annual_revenue"][0] / 2)
