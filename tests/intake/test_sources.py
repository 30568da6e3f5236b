"""Every kind of list opens as the same rows, and every kind of output is written whole or not at all."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace

import polars as pl
import pytest
import xlsxwriter

from shortlist.errors import ListError, Problem
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import read_list
from shortlist.intake.sources.encoding import lines, survey
from shortlist.intake.sources.opening import open_list
from shortlist.intake.sources.raw import ROW, RawList, unique_headers
from shortlist.intake.sources.text import open_text
from shortlist.model.fields import Field
from shortlist.outputs.write import write_decisions

HEADER = b"id,name,city\n"


def rows(raw: RawList) -> list[tuple[object, ...]]:
    return raw.frame.drop(ROW).collect().rows()


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., RawList]:
    def open_bytes(data: bytes, name: str = "list.csv", **options: object) -> RawList:
        path = tmp_path / name
        path.write_bytes(data)
        (tmp_path / "folder").mkdir(exist_ok=True)
        return open_list(str(path), tmp_path / "folder", **options)  # type: ignore[arg-type]

    return open_bytes


@pytest.mark.parametrize(
    ("data", "expected", "refused"),
    [
        (b'1,Acme,"Bonn, West"\n2,Beta,\n', [("1", "Acme", "Bonn, West"), ("2", "Beta", None)], 0),
        (b"1,Acme,Bonn", [("1", "Acme", "Bonn")], 0),
        (b"1,Acme,Bonn\r\n2,B,C\r\n", [("1", "Acme", "Bonn"), ("2", "B", "C")], 0),
        (b"1,Acme,Bonn\n\n\n2,B,C\n\n", [("1", "Acme", "Bonn"), ("2", "B", "C")], 0),
        (b'1,"two\nlines",Bonn\n2,B,C\n', [("1", "two\nlines", "Bonn"), ("2", "B", "C")], 0),
        (b"1,Acme,Bonn\n2,B\n3,C,D,E\n4,F,G\n", [("1", "Acme", "Bonn"), ("4", "F", "G")], 2),
        (b'1,5" pipe,Bonn\n', [("1", '5" pipe', "Bonn")], 0),
        (b'1,"a""b",Bonn\n', [("1", 'a"b', "Bonn")], 0),
        (b'1,"open,Bonn\n2,B,C\n3,D,E\n', [("2", "B", "C"), ("3", "D", "E")], 1),
        (b'"1,""A, B"",Bonn"\n', [("1", "A, B", "Bonn")], 0),
        (b"1,nul\0,x\n2,B,C\n", [("2", "B", "C")], 1),
        (
            b"1,Soci\xc3\xa9t\xc3\xa9 \xc3\xa0,x\n2,\xff,C\n3,\xc3\xa9\xc3\xa9,D\n",
            [("1", "Société à", "x"), ("3", "éé", "D")],
            1,
        ),
        (b"", [], 0),
    ],
)
def test_the_two_lanes(opened: Callable[..., RawList], data: bytes, expected: list[object], refused: int) -> None:
    raw = opened(HEADER + data)
    assert rows(raw) == expected
    assert (raw.refused.count, raw.rows_in) == (refused, len(expected) + refused)


def test_refused_rows_say_line_and_text(opened: Callable[..., RawList]) -> None:
    raw = opened(HEADER + b'1,"a\nb",c\n2,x\n3,y,z\n')
    assert raw.refused.frame().rows() == [
        (2, 4, "it has 2 cells and the header has 3", "有 2 个单元格，而表头有 3 个", "2,x")
    ]
    assert raw.frame.collect()[ROW].to_list() == [1, 3]


@pytest.mark.parametrize(
    ("data", "options", "words"),
    [
        (b"", {}, "empty"),
        (b"\n\n\n", {}, "empty"),
        (b"a,b\n1\n2\n3\n", {}, "3 of 3 rows do not fit"),
        (b"1\n1,2,3\n4,5,6\n", {}, "--header-row N"),
        (b"<html><table><tr><td>a</td></tr></table>", {}, "web page"),
        *(
            (b"a,b\n1,2\n", {"encoding": name}, "unknown encoding")
            for name in ("nonsense", "hex", "rot13", "idna", "undefined", "unicode_escape")
        ),
        (b"a,b\n1,2\n", {"delimiter": "ab"}, "one character"),
        (b"a,b\n1,2\n", {"header_row": 9}, "cannot be its header"),
        (b"a,b\n1,2\n", {"header_row": 0}, "counted from 1"),
        (b"\x1f\x8b\x08\0abc", {}, "compressed"),
        (b"%PDF-1.7", {}, "document"),
        (bytes(range(256)) * 20, {}, None),
        (b"PAR1 but not parquet at all PAR1", {}, None),
        (b"PK\x03\x04 but no workbook", {}, "workbook"),
        (b"SQLite format 3\0 but no database", {}, None),
    ],
)
def test_what_is_refused(
    opened: Callable[..., RawList], data: bytes, options: dict[str, object], words: str | None
) -> None:
    with pytest.raises(ListError, match=words) as refusal:
        rows(opened(data, **options))
    assert all("\n" not in str(problem) for problem in refusal.value.problems)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "cp1252", "mac_roman", "utf-32"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_encodings_and_line_ends(opened: Callable[..., RawList], encoding: str, end: str) -> None:
    word = "北京贸易公司" if encoding.startswith(("utf", "gb")) else "Société générale à Zürich, où"
    text = (
        end.join(["name;city", *(f"{word} {n};Besançon" if "é" in word else f"{word} {n};上海市" for n in range(30))])
        + end
    )
    raw = opened(text.encode(encoding))
    assert raw.rows_in == 30
    assert rows(raw)[29] == (f"{word} 29", "Besançon" if "é" in word else "上海市")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "]", "\x01", "é"])
def test_delimiters(opened: Callable[..., RawList], delimiter: str) -> None:
    text = "\n".join(delimiter.join((f"a{n}", "1.5", "x y")) for n in range(9))
    raw = opened(text.encode(), delimiter=delimiter if delimiter in "^]\x01é" else None)
    assert rows(raw)[0] == ("a1", "1.5", "x y")


def test_excels_own_separator_line(opened: Callable[..., RawList]) -> None:
    assert rows(opened(b"sep=|\na|b,c\n1|2\n")) == [("1", "2")]


def test_empty_and_double_headers_get_names(opened: Callable[..., RawList]) -> None:
    raw = opened(b"Name,,Name,__row__,list:x\n1,2,3,4,5\n")
    assert raw.headers == ("Name", "column 2", "Name (2)", "row (2)", "x (2)")
    assert len(raw.notes) == 4


FRAME = pl.DataFrame(
    {"id": ["01", "02", "03"], "text": ["=1+1", "-5", None], "value": [1.5, None, -2.0], "flag": [True, None, False]}
).lazy()


@pytest.mark.parametrize("name", ["o.csv", "o.tsv", "o.xlsx", "o.jsonl", "o.parquet", "o.db::decisions"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    write_decisions(FRAME, str(tmp_path / name), guard=False)
    (tmp_path / "folder").mkdir()
    raw = open_list(str(tmp_path / name), tmp_path / "folder")
    assert raw.headers == ("id", "text", "value", "flag")
    assert [row[:2] for row in rows(raw)] == [("01", "=1+1"), ("02", "-5"), ("03", None)]
    assert [float(row[2]) if row[2] is not None else None for row in rows(raw)] == [1.5, None, -2.0]  # type: ignore[arg-type]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name.split("::")[0], "folder"])


def test_formulas_are_guarded_in_csv(tmp_path: Path) -> None:
    frame = pl.LazyFrame({"=h": ["=1+1", "+x", "-x", "@x", "\tx", "a=b", "-5", "+4.5%"], "n": [-1.0] * 8})
    write_decisions(frame, str(tmp_path / "o.csv"))
    assert pl.read_csv(tmp_path / "o.csv")["'=h"].to_list() == [
        "'=1+1",
        "'+x",
        "'-x",
        "'@x",
        "'\tx",
        "a=b",
        "-5",
        "+4.5%",
    ]


@pytest.mark.parametrize("name", ["o.csv", "o.jsonl", "o.parquet", "o.xlsx", "o.db::t"])
def test_a_failure_leaves_what_stood_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name.split("::")[0]

    def fail(_: pl.Series) -> pl.Series:
        raise pl.exceptions.ComputeError("broken")

    broken = FRAME.with_columns(pl.col("value").map_batches(fail, return_dtype=pl.Float64))
    if "::" not in name:
        path.write_text("before")
    with pytest.raises(ListError):
        write_decisions(broken, str(tmp_path / name))
    assert [one.name for one in tmp_path.iterdir()] == ([] if "::" in name else [path.name])
    assert "::" in name or path.read_text() == "before"


def test_tables_are_appended_or_replaced_only_when_told(tmp_path: Path) -> None:
    target = f"{tmp_path}/o.db::t"
    write_decisions(FRAME, target)
    with pytest.raises(ListError, match="--append or --replace"):
        write_decisions(FRAME, target)
    write_decisions(FRAME, target, append=True)
    with pytest.raises(ListError, match="lacks the columns more"):
        write_decisions(FRAME.with_columns(more=1), target, append=True)
    connection = sqlite3.connect(tmp_path / "o.db")
    assert connection.execute("SELECT COUNT(*), SUM(value) FROM t").fetchone() == (6, -1.0)
    write_decisions(FRAME, target, replace=True)
    assert connection.execute("SELECT COUNT(*) FROM t").fetchone() == (3,)
    connection.close()


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("o.cvs", "did you mean '.csv'"),
        ("o.db", "o.db::decisions"),
        ("none/o.csv", "no folder"),
        ("", "unknown kind|no folder|folder"),
    ],
)
def test_outputs_that_cannot_be(tmp_path: Path, target: str, words: str) -> None:
    with pytest.raises(ListError, match=words):
        write_decisions(FRAME, str(tmp_path / target))


def test_a_sheet_has_its_own_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shortlist.outputs.workbook.ROWS", 3)
    with pytest.raises(ListError, match="XLSX holds 2 rows"):
        write_decisions(FRAME, str(tmp_path / "o.xlsx"))
    assert not list(tmp_path.iterdir())


def test_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for data, expected in ((b"a,b\n1,2\n", ("1", "2")), (b'{"a": 1.50, "b": "x"}\n', ("1.50", "x"))):
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        row = rows(open_list("-", tmp_path))[0]
        assert tuple(str(cell) for cell in row) in (expected, ("1.5", "x"))


def test_json_lines(opened: Callable[..., RawList]) -> None:
    good = [{"id": 1, "x": {"y": [1]}, "f": True}, {"id": "2", "z": None}]
    text = "\n".join([json.dumps(good[0]), "{broken", "[1, 2]", "", json.dumps(good[1]), json.dumps({"id": 3})])
    raw = opened(text.encode(), "list.jsonl")
    assert raw.headers == ("id", "x", "f", "z")
    assert rows(raw)[0] == ("1", '{"y": [1]}', "true", None)
    assert (raw.rows_in, raw.refused.count) == (5, 2)


def test_the_careful_lane_does_not_hold_the_file(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_bytes(HEADER + b'1,"a\nb",c\n' * 60_000 + b"short\n" * 20_000)
    (tmp_path / "folder").mkdir()
    raw = open_text(path, str(path), tmp_path / "folder")
    assert (raw.rows_in, raw.refused.count, raw.refused.frame().height) == (80_000, 20_000, 20_000)


def test_utf8_is_known_wherever_its_chunks_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shortlist.intake.sources.encoding.CHUNK", 5)
    random, path = Random(7), tmp_path / "list.csv"
    told = []
    for _ in range(1500):
        data = "".join(random.choices("aé中😀\n", k=random.randint(0, 12))).encode()
        if data and random.random() < 0.5:
            at = random.randrange(len(data))
            data = data[:at] + random.randbytes(random.randint(0, 2)) + data[at + 1 :]
        path.write_bytes(data)
        told.append((survey(path).utf8, data.decode("utf-8", "replace").encode() == data))
    assert all(found == right for found, right in told)
    assert 200 < sum(right for _, right in told) < 1300


def test_a_percent_format_makes_ratios(tmp_path: Path) -> None:
    """A cell that shows 25% holds 0.25, whatever the header says; a column that is formatted in parts is asked for."""
    path = tmp_path / "list.xlsx"
    fields = {name: Field(name, "percent") for name in ("margin", "growth", "share", "rate")}
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0.0%"})
        sheet.write(0, 1, "A title")
        sheet.write_row(2, 1, ["Name", "Margin", "Growth (%)", "Share (%)", "Rate"])
        for row in range(3, 33):
            sheet.write_row(row, 1, ["Acme", 0.255, 0.255, 25.5, 0.255 if row % 2 else 25.5])
            for column in (2, 3, *((5,) if row % 2 else ())):
                sheet.write(row, column, 0.255, percent)
    with read_list(str(path), fields, ReadOptions(header_row=3), leave_doubts=True) as intake:
        frame = intake.frame.collect()
    assert [(name, set(frame[name])) for name in ("margin", "growth", "share")] == [
        ("margin", {0.255}),
        ("growth", {0.255}),
        ("share", {0.255}),
    ]
    assert ["Growth (%)" in note.text.en for note in intake.notes] == [True]
    assert "rate" not in frame.columns
    assert ["Rate" in doubt.text.en for doubt in intake.doubts] == [True]


def test_percents_of_a_workbook_without_known_formats_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["Name", "Growth (%)", "Share (%)"])
        for row in range(1, 30):
            sheet.write_row(row, 0, ["Acme", 0.25, 25.5])
            sheet.write(row, 1, 0.25, percent)
    monkeypatch.setattr("shortlist.intake.sources.workbook.read_facts", lambda *_, **__: 1 / 0)
    fields = {name: Field(name, "percent") for name in ("growth", "share")}
    with read_list(str(path), fields, leave_doubts=True) as intake:
        assert set(intake.frame.collect()["share"]) == {0.255}
        assert ["formats of the cells" in note.text.en for note in intake.notes] == [True]
        assert ["Growth (%)" in doubt.text.en for doubt in intake.doubts] == [True]
    with read_list(str(path), fields, ReadOptions(maps=("growth=Growth (%):ratio",))) as intake:
        assert set(intake.frame.collect()["growth"]) == {0.25}


def test_columns_without_a_header_are_named_in_one_line(tmp_path: Path) -> None:
    for count, said in [
        (1, "column 1 has no header; it is called 'column 1'"),
        (3, "3 columns have no header (1, 2, 3); they"),
        (9, " 8 ...)"),
    ]:
        notes: list[Problem] = []
        assert unique_headers([""] * count + ["id"], notes, "a.csv") == (
            *(f"column {n + 1}" for n in range(count)),
            "id",
        )
        assert len(notes) == 1 and said in notes[0].text.en and str(count) in notes[0].text.zh


@pytest.mark.quick(10)
@pytest.mark.parametrize("seed", range(40))
def test_whatever_the_chunks_the_bytes_of_a_file_are_seen_alike(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    pieces = random.choice(
        [[b"a", b"\n"], [b"a", b"\r\n"], [b"ab", b"\n", b"\r\n"], [b"a", b"\r", b"\n", b"\r\n", b"\0"]]
    )
    text = b"".join(random.choice(pieces) for _ in range(random.choice([1, 9, 60])))
    (tmp_path / "a.csv").write_bytes(text)
    for name in ("CHUNK", "FIRST"):
        monkeypatch.setattr(f"shortlist.intake.sources.encoding.{name}", random.choice([1, 2, 3, 7, 64]))
    seen = survey(tmp_path / "a.csv")
    assert (seen.nul, seen.cr, seen.crlf) == (text.count(b"\0"), text.count(b"\r"), text.count(b"\r\n"))
    alike = b"\r\n" not in text or text.count(b"\r\n") == text.count(b"\n")
    assert seen.plain == (b"\0" not in text and text.count(b"\r") == text.count(b"\r\n") and alike)
    assert list(lines(tmp_path / "a.csv", "utf-8")) == _lines(text.decode())


def _lines(text: str) -> list[str]:
    for end in ("\r\r\n", "\r\n", "\r"):
        text = text.replace(end, "\n")
    whole = text.split("\n")
    return whole if whole[-1] else whole[:-1]
