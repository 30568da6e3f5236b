"""Real lists and hazards load as they should: rows, refused rows, and cells."""

from __future__ import annotations

import dataclasses
import datetime
import gc
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist.errors import ListError
from shortlist.intake.kept_columns import Keep
from shortlist.intake.mappings import read_prospects
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake, read_list
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY
from tests.intake.test_fuzz import DATA, FIELDS, HAZARDS

RATES = {"EUR": 1.08, "CNY": 0.14}
ENGLISH = {
    0: ("annual_revenue", 1_001_001.5),
    6: ("since", datetime.date(2007, 8, 8)),
    237: ("annual_revenue", -1_238_238.0),
}
CHINESE = {
    0: ("annual_revenue", 700_000.0),
    1: ("annual_revenue", 2.5 * 10_000 * 0.14),
    10: ("founded", 2010.0),
    3: ("annual_revenue", 320_000_000 * 0.14),
    6: ("since", datetime.date(2007, 8, 8)),
}
GERMAN = {
    0: ("annual_revenue", 1101.01 * 1.08),
    3: ("annual_revenue", 4_500_000 * 1.08),
    1: ("since", datetime.date(2002, 3, 3)),
    2: ("growth", 0.035),
    4: ("employees", 1105.0),
}
LINES = {0: ("annual_revenue", 1_250_000.0), 239: ("annual_revenue", 240_250_000.0), 2: ("name", "Acme 3")}

# file, options, rows in, refused, cells by the position of the decided row
CASES: list[tuple[str, dict[str, Any], int, int, Mapping[int, tuple[str, Any]]]] = [
    *(
        (name, {}, 240, 0, ENGLISH | {0: ("name", "Société 1, Ltd.")})
        for name in (
            "all_quoted_semicolon.csv",
            "crcrlf.csv",
            "utf16.csv",
            "utf16_tab.tsv",
            "mac_roman_cr.csv",
            "windows1252_office.csv",
            "wholly_quoted.csv",
            "sqlite_export.csv",
            "office.xlsx",
            "office.ods",
            "duckdb.parquet",
            "crm.db::leads",
        )
    ),
    ("headers.csv", {"maps": ["name=Company name"]}, 240, 0, {**ENGLISH, 8: ("prospect_id", "00009")}),
    ("title_above.csv", {"header_row": 3}, 240, 0, {**ENGLISH, 5: ("country", "GB")}),
    ("duplicates.csv", {}, 250, 10, {**ENGLISH, 239: ("prospect_id", "00240")}),
    (
        "duplicates.csv",
        {"duplicates": "keep"},
        250,
        0,
        {0: ("prospect_id", "00001"), 1: ("prospect_id", "00001"), 2: ("prospect_id", "00002")},
    ),
    (
        "ragged.csv",
        {},
        240,
        10,
        {0: ("annual_revenue", 1_001_001.5), 5: ("prospect_id", "00007"), 229: ("name", "Müller 240")},
    ),
    (
        "stray_quotes.csv",
        {},
        240,
        4,
        {0: ("annual_revenue", 1_001_001.5), 48: ("prospect_id", "00050"), 235: ("name", "Müller 240")},
    ),
    *(
        (name, {}, 240, 0, CHINESE)
        for name in ("gb18030.csv", "office_utf8.csv", "office_zh.xlsx", "utf16le_no_bom.csv", "utf8_bom_crlf.csv")
    ),
    ("windows1252.csv", {}, 240, 0, GERMAN),
    ("quoted_newlines.csv", {}, 240, 0, LINES),
    ("duckdb.jsonl", {}, 240, 0, {0: ("founded", 1901.0), 6: ("founded", 1907.0), 7: ("name", "Société 8, Ltd.")}),
    ("crm.db::numbers", {}, 240, 0, {0: ("prospect_id", "1"), 6: ("founded", 1907.0), 7: ("name", "Société 8, Ltd.")}),
]


def opened(path: Path | str, keep: Keep = "none", **options: Any) -> Intake:
    return read_list(str(path), FIELDS, ReadOptions(**options), rates=RATES, keep=keep)


@pytest.mark.quick(5)
@pytest.mark.parametrize(("name", "options", "rows", "refused", "cells"), CASES, ids=[case[0] for case in CASES])
def test_hazards(
    name: str, options: dict[str, Any], rows: int, refused: int, cells: Mapping[int, tuple[str, Any]]
) -> None:
    with opened(HAZARDS / name, **options) as intake:
        frame = intake.frame.collect(engine="streaming")
        assert (intake.rows_in, intake.refused_count, frame.height) == (rows, refused, rows - refused)
        assert intake.refused.height == refused
        assert len(cells) >= 3
        for row, (field, value) in cells.items():
            found = frame[field][row]
            assert found == (pytest.approx(value) if isinstance(value, float) else value), (row, field)
        assert not intake.unreadable.counts()


def real(name: str) -> Path:
    if not (DATA / name).exists():
        pytest.skip(f"{DATA / name} is not there")
    return DATA / name


def test_every_country_of_forbes_is_read() -> None:
    with opened(real("forbes_2024.csv"), maps=["annual_revenue=Sales:USD billion"]) as intake:
        frame = intake.frame.collect()
        assert frame.height == 2001
        assert frame["country"].null_count() == 0
        assert frame["annual_revenue"].max() == 657.3e9
        assert intake.unreadable.cells().collect().rows() == [(1981, "founded", "Founded", "20047")]
        assert frame["employees"].null_count() == 58


def test_select_is_missing_and_the_empty_column_has_a_name() -> None:
    with opened(real("xeducation_leads.csv"), keep=["column 38"]) as intake:
        frame = intake.frame.collect()
        assert frame["industry"].null_count() == 3380
        assert frame["list:column 38"].null_count() == 9240
        assert any("column 38 has no header" in note.text.en for note in intake.notes)


def test_founding_years_before_a_bracket() -> None:
    with opened(real("sp500_constituents.csv")) as intake:
        frame = intake.frame.collect()
        assert frame.filter(prospect_id="ABBV")["founded"].to_list() == [2013.0]
        assert set(intake.unreadable.cells().collect()["text"]) == {
            "1975/1977 (1997)",
            "1904/1946/1959",
            "1881/1894 (1980)",
        }


def test_american_dates() -> None:
    with opened(real("receivables.csv"), duplicates="keep") as intake:
        frame = intake.frame.collect()
        assert (frame["since"].null_count(), frame.height) == (0, 2466)
        assert frame["since"][1] == datetime.date(2013, 1, 26)
        assert intake.readings["since"].unit.order == "mdy"


@pytest.fixture
def listed(tmp_path: Path) -> Callable[..., Intake]:
    def open_text(text: str, **options: Any) -> Intake:
        path = tmp_path / "list.csv"
        path.write_text(text, "utf-8")
        return opened(path, **options)

    return open_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,growth\n1,12\n2,13%\n", "--map 'growth=growth:%' if 12 means 12 %, or --map 'growth=growth:ratio'"),
        ("id,since\n1,3/4/2024\n2,5/6/2024\n", "--map 'since=since:dmy' or --map 'since=since:mdy'"),
        ("id,since\n1,13/4/2024\n2,5/16/2024\n", "can only be day/month"),
        ('id,growth\n1,"1,234%"\n', "decimal-point' or --map 'growth=growth:decimal-comma'"),
        ("id,Revenue\n1,1.234\n2,2.345\n", "'1.234' may be 1234 or 1.234"),
        ('id,Revenue\n1,"1,234.5"\n2,"1.234,5"\n', "both conventions"),
        ("id,Revenue\n1,¥5000\n", "'¥' names several currencies"),
        ("id,country\n1,391\n2,406\n3,770\n", "makes no sense as country"),
        ("x,y\n1,2\n", "no column of the list is a known field"),
    ],
)
def test_doubts_are_asked_for(listed: Callable[..., Intake], text: str, words: str) -> None:
    with pytest.raises(ListError) as refusal:
        listed(text)
    assert words in refusal.value.problems[0].text.en
    assert all(len(str(problem).splitlines()) == 1 for problem in refusal.value.problems)


@pytest.mark.parametrize(
    ("text", "maps", "field", "values"),
    [
        ("id,growth\n1,12\n2,13%\n", ["growth=growth:%"], "growth", [0.12, 0.13]),
        ("id,growth\n1,0.12\n2,13%\n", ["growth=growth:ratio"], "growth", [0.12, 0.13]),
        ("id,since\n1,3/4/2024\n", ["since=since:dmy"], "since", [datetime.date(2024, 4, 3)]),
        ("id,Revenue\n1,1.234\n", ["annual_revenue=Revenue:decimal-comma"], "annual_revenue", [1234.0]),
        ("id,Revenue\n1,1.234\n", ["annual_revenue=Revenue:USD billion 1,234.56"], "annual_revenue", [1.234e9]),
        ("id,Revenue\n1,¥5000\n", ["annual_revenue=Revenue:CNY"], "annual_revenue", [700.0]),
        ("编号,营业收入\n1,¥5000\n", [], "annual_revenue", [700.0]),
        ("id,a:b\n1,5000\n", ["annual_revenue=a:b:EUR"], "annual_revenue", [5400.0]),
        ("id,country\n1,NA\n2,DE\n3,CN\n", [], "country", ["NA", "DE", "CN"]),
        ("id,country\n1,NA\n2,Germany\n3,China\n", [], "country", [None, "DE", "CN"]),
        ("id,Active\n1,有\n2,无\n", [], "disputed", [True, False]),
        ("id,Active\n1,是\n2,无\n", [], "disputed", [True, None]),
    ],
)
def test_what_settles_them(
    listed: Callable[..., Intake], text: str, maps: list[str], field: str, values: list[Any]
) -> None:
    with listed(text, maps=maps) as intake:
        found = intake.frame.collect()[field].to_list()
        assert found == (pytest.approx(values) if isinstance(values[0], float) else values)


def test_money_that_may_be_millions_is_warned_of(listed: Callable[..., Intake]) -> None:
    with listed("id,Revenue\n1,12.5\n2,700\n3,3\n4,5000\n") as intake:
        assert "the largest are read as 5,000, 700, 12.5 USD" in intake.notes[-1].text.en
        assert "--map 'annual_revenue=Revenue:USD million'" in intake.notes[-1].text.en
    for text, maps in (
        ("id,Revenue (USD m)\n1,12\n2,7\n", []),
        ("id,Revenue\n1,$12M\n2,$7M\n", []),
        ("id,Revenue\n1,12\n2,7\n", ["annual_revenue=Revenue:USD"]),
    ):
        with listed(text, maps=maps) as intake:
            assert not intake.notes


def test_money_without_a_rate_is_unknown_and_listed(listed: Callable[..., Intake]) -> None:
    with listed("id,Revenue\n1,£5000\n2,$6000\n3,€1000\n") as intake:
        assert intake.frame.collect()["annual_revenue"].to_list() == [None, 6000.0, 1080.0]
        assert intake.unreadable.cells().collect()["text"].to_list() == ["£5000"]
        assert "no rate for GBP" in intake.notes[0].text.en


def test_ids(listed: Callable[..., Intake]) -> None:
    text = "id,name\n007,A\n,B\n007,C\nNA,D\n n/a ,E\n00７,F\n"
    with listed(text) as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == ["007", "row 2", "NA", "row 5"]
        assert [(row[0], row[1]) for row in intake.refused.rows()] == [(3, 4), (6, 7)]
        assert intake.rows_in == 6
    with listed(text, id_field="name") as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == list("ABCDEF")
    with listed("name\nA\nB\n") as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == ["1", "2"]


def test_limit_counts_refused_rows(listed: Callable[..., Intake]) -> None:
    with listed("id,name\n1,A\n2\n3,C\n4\n5,E\n", limit=3) as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == ["1", "3"]
        assert (intake.rows_in, intake.refused_count, intake.refused["row"].to_list()) == (3, 1, [2])


@pytest.mark.parametrize("limit", [5, 6, 2**32 - 1, 2**63, 10**30])
def test_a_limit_beyond_the_list_is_none(listed: Callable[..., Intake], limit: int) -> None:
    with listed("id,name\n1,A\n2\n3,C\n4\n5,E\n", limit=limit) as intake:
        assert intake.frame.collect()["prospect_id"].to_list() == ["1", "3", "5"]
        assert (intake.rows_in, intake.refused_count) == (5, 2)


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("damage", [b"\xff", b"\xe5\xae", b"\xed\xa0\x80", b"\0"])
@pytest.mark.parametrize("above", ["", "客户清单\n\n"])
def test_headers_that_lost_bytes_are_refused(tmp_path: Path, place: int, damage: bytes, above: str) -> None:
    headers = ["客户编号", "客户名称", "员工数"]
    line = b",".join(one.encode() + damage * (number == place) for number, one in enumerate(headers))
    rows = "".join(f"A{number},莱茵机械{number},{number}\n" for number in range(40))
    (tmp_path / "list.csv").write_bytes(above.encode() + line + f"\n{rows}".encode())
    with pytest.raises(
        ListError, match=rf"list\.csv:\d+: the headers hold bytes that are no UTF-8: column {place + 1} \('"
    ):
        read_list(str(tmp_path / "list.csv"), {})


def test_running_the_frame_twice_lists_a_cell_once(listed: Callable[..., Intake]) -> None:
    with listed("id,Employees\n1,many\n2,3\n3,4\n4,5\n") as intake:
        for _ in range(2):
            intake.frame.collect(engine="streaming")
        assert intake.unreadable.counts() == {"Employees": 1}


def test_closing_removes_the_temporary_files(
    listed: Callable[..., Intake], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    with listed('id,name\n1,"a\nb"\n') as intake:
        assert list((tmp_path / "tmp").iterdir())
        intake.frame.collect()
    assert not list((tmp_path / "tmp").iterdir())
    with pytest.raises(ListError):
        listed("x,y\n1,2\n")
    assert not list((tmp_path / "tmp").iterdir())


def test_a_list_that_nothing_refers_to_any_more_leaves_no_temporary_files(
    listed: Callable[..., Intake], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    intake = listed('id,name\n1,"a\nb"\n')
    frame = intake.frame
    gc.collect()
    assert frame.collect().height == 1 and list((tmp_path / "tmp").iterdir())
    del intake
    gc.collect()
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.quick(1)
@pytest.mark.parametrize("end", ["", "raise SystemExit(3)"])
def test_a_program_that_ends_with_a_list_open_leaves_no_temporary_files(end: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text('id,name\n1,"a\nb"\n', "utf-8")
    (tmp_path / "tmp").mkdir()
    code = f"""
import os
from shortlist.intake.read import read_list
intake = read_list("list.csv", {{}})
print(len(os.listdir(os.environ["TMPDIR"])))
{end}
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.stdout, done.stderr) == ("1\n", "")
    assert not list((tmp_path / "tmp").iterdir())


def test_what_is_said_about_a_list_is_frozen() -> None:
    options = ReadOptions(maps=["a=b"])  # type: ignore[arg-type]
    assert options.maps == ("a=b",) and hash(options) == hash(ReadOptions(maps=("a=b",)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.limit = 3  # type: ignore[misc]


def test_the_same_list_in_every_format_gives_the_same_values(tmp_path: Path) -> None:
    from shortlist.outputs.write import write_decisions

    frame = pl.LazyFrame(
        {
            "id": ["1", "2", "3"],
            "Revenue (USD m)": [1.1, 2.3, None],
            "growth (%)": [7.0, 0.3, 12.25],
            "employees": [10, None, 30],
        }
    )
    found = []
    for name in ("a.csv", "a.xlsx", "a.jsonl", "a.parquet", "a.db::t"):
        write_decisions(frame, str(tmp_path / name))
        with opened(tmp_path / name) as intake:
            found.append(intake.frame.collect())
    assert found[0]["growth"].to_list() == [0.07, 0.003, 0.1225]
    assert found[0]["annual_revenue"].to_list() == [1_100_000.0, 2_300_000.0, None]
    assert all(one.equals(found[0]) for one in found)


def test_prospects_one_by_one() -> None:
    found = read_prospects(
        [
            {"name": "A", "annual_revenue": "$9bn", "country": "KP", "growth": "12%", "disputed": True},
            {"Revenue (USD m)": 1.5, "country": "Atlantis"},
        ],
        FIELDS,
    )
    assert found.frame["annual_revenue"].to_list() == [9e9, 1.5e6]
    assert found.frame["prospect_id"].to_list() == ["1", "2"]
    assert found.unreadable == ((2, "country", "Atlantis"),)
    for wrong in ({"growth": 0.12}, {"cuontry": "x"}, {"since": "3/4/2024"}):
        with pytest.raises(ListError):
            read_prospects([wrong], FIELDS)


def test_only_mapped_fields_are_columns(listed: Callable[..., Intake]) -> None:
    with listed("id,employees,other\n1,2,x\n", keep="all") as intake:
        assert intake.frame.collect_schema() == {
            "prospect_id": pl.String,
            "name": pl.String,
            "employees": pl.Float64,
            "list:id": pl.String,
            "list:employees": pl.String,
            "list:other": pl.String,
        }
        assert [one.header for one in intake.unmapped] == ["other"]


def test_the_plan_streams() -> None:
    with opened(HAZARDS / "crcrlf.csv") as intake:
        plan = intake.frame.explain(engine="streaming")
        assert "in-memory" not in plan.lower()


def test_a_field_that_is_also_identity_can_be_redeclared() -> None:
    fields = {**FIELDS, "name": Field("name", "text", aliases=("Company name",))}
    assert {one.id for one in IDENTITY} <= set(fields)
    with read_list(str(HAZARDS / "crcrlf.csv"), fields) as intake:
        assert intake.frame.collect()["name"][1] == "Société 2, Ltd."
