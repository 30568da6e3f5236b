"""What stands where an output goes is not lost: inputs, other outputs, sheets, links, protected files."""

from __future__ import annotations

import errno
import gc
import io
import os
import sqlite3
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from shortlist.errors import ListError, ShortlistError
from shortlist.intake.options import ReadOptions
from shortlist.outputs.destination import check, split_destination, write_text
from shortlist.outputs.identity import is_same
from shortlist.outputs.workbook import write_sheet
from shortlist.outputs.write import write_decisions
from shortlist.pipeline import run
from shortlist.run_options import MemoOptions, OutputOptions, RecordOptions
from tests.support.program import files
from tests.support.program import run as program

LIST = "Customer ID,Country\nA1,Germany\nA2,Iran\n"
FRAME = pl.LazyFrame({"a": ["x", "中"]})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def book(path: Path, *sheets: str) -> None:
    with xlsxwriter.Workbook(str(path)) as made:
        for name in sheets:
            sheet = made.add_worksheet(name)
            sheet.write_row(0, 0, ["Customer ID", "Country"])
            sheet.write_row(1, 0, ["A1", "Germany"])


@pytest.mark.quick(2)
@pytest.mark.parametrize("spelt", ["list.csv", "./list.csv", "sub/../list.csv", "soft.csv", "hard.csv", "absolute"])
@pytest.mark.parametrize("option", ["path", "refused"])
def test_no_output_goes_onto_the_list(spelt: str, option: str, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "soft.csv").symlink_to("list.csv")
    os.link(folder / "list.csv", folder / "hard.csv")
    path = str(folder / "list.csv") if spelt == "absolute" else spelt
    before = files(folder)
    with pytest.raises(ListError, match="the list that is being read"):
        run("list.csv", "b2b", output=OutputOptions(**{option: path}))
    assert files(folder) == before


def test_no_output_goes_onto_anything_else_that_is_read(folder: Path) -> None:
    (folder / "m.csv").write_text("country: Country\n", encoding="utf-8")
    with pytest.raises(ListError, match="the mapping that is being read"):
        run("list.csv", "b2b", ReadOptions(mapping_file="m.csv"), output=OutputOptions("m.csv"))
    (folder / "paid.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(ListError, match="a history table that is being read"):
        run("list.csv", "good_customer", history=["invoices=paid.csv"], output=OutputOptions(refused="./paid.csv"))
    with pytest.raises(ListError, match="the list that is being read"):
        run("list.csv", "b2b", output=OutputOptions("o.csv"), record=RecordOptions("list.csv"))
    assert {*files(folder)} == {"list.csv", "m.csv", "paid.csv"}


@pytest.mark.parametrize("arguments", [["list.csv"], ["./list.csv"], ["m.yaml", "--mapping", "m.yaml"]])
def test_a_mapping_is_not_written_onto_what_is_read(arguments: list[str], folder: Path) -> None:
    (folder / "m.yaml").write_text("country: Country\n", encoding="utf-8")
    before = files(folder)
    ran = program(folder, "inspect", "list.csv", "--write-mapping", *arguments)
    assert ran.status == 2 and "is being read" in ran.err and len(ran.lines) == 1
    assert files(folder) == before


def test_two_outputs_are_two_files(folder: Path) -> None:
    (folder / "o.csv").write_text("before", encoding="utf-8")
    (folder / "link.csv").symlink_to("o.csv")
    with pytest.raises(ListError, match="cannot go into one file"):
        OutputOptions("o.csv", refused="link.csv")
    with pytest.raises(ListError, match="where the decisions go"):
        run("list.csv", "b2b", output=OutputOptions("new.csv"), memos=MemoOptions("./new.csv"))
    with pytest.raises(ListError, match="the record of runs"):
        run("list.csv", "b2b", output=OutputOptions("n.db::t"), record=RecordOptions("n.db"))
    assert {*files(folder)} == {"list.csv", "o.csv", "link.csv"}
    OutputOptions("o.db::a", refused="o.db::b")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a.csv", "./a.csv", True), ("a.db::t", "a.db::T", True), ("a.db::t", "a.db::u", False), ("a.db::t", "a.db", True),
        ("a.xlsx::S", "a.xlsx", True), ("a.csv", "b.csv", False), ("x/../a.csv", "a.csv", True),
    ],
)  # fmt: skip
def test_places_that_are_the_same(one: str, other: str, same: bool, folder: Path) -> None:
    assert is_same(one, other) is same is is_same(other, one)


@pytest.mark.parametrize("sheets", [["Leads"], ["Leads", "Notes"], ["shortlist", "Notes"]])
def test_a_workbook_with_other_sheets_stays_unless_it_may_be_replaced(sheets: list[str], folder: Path) -> None:
    book(folder / "book.xlsx", *sheets)
    before = (folder / "book.xlsx").read_bytes()
    with pytest.raises(ListError, match=f"'{sheets[0]}'.*--replace"):
        write_decisions(FRAME, "book.xlsx")
    assert (folder / "book.xlsx").read_bytes() == before
    write_decisions(FRAME, "book.xlsx", replace=True)
    write_decisions(FRAME, "book.xlsx")  # our own is replaced as any file
    assert pl.read_excel(folder / "book.xlsx", sheet_name="shortlist")["a"].to_list() == ["x", "中"]


@pytest.mark.parametrize("replace", [False, True])
def test_the_workbook_that_is_read_stays(replace: bool, folder: Path) -> None:
    book(folder / "book.xlsx", "Leads", "Notes")
    before = files(folder)
    with pytest.raises(ListError, match=r"being read|would be lost"):
        run("book.xlsx::Leads", "b2b", output=OutputOptions("book.xlsx", replace=replace))
    assert files(folder) == before


@pytest.mark.parametrize("name", ["o.csv", "o.tsv", "o.jsonl", "o.parquet", "o.xlsx", "o.db::t"])
@pytest.mark.parametrize("there", [True, False])
def test_a_link_stays_one_and_its_target_is_written(name: str, there: bool, folder: Path) -> None:
    file = name.partition("::")[0]
    (folder / "share").mkdir()
    target = folder / "share" / file
    if there and "::" not in name:
        target.write_text("" if name == "o.xlsx" else "before", encoding="utf-8")  # text is no workbook to be replaced
        target.chmod(0o640)
    (folder / "again").symlink_to(f"share/{file}")
    (folder / file).symlink_to("again")
    write_decisions(FRAME, name)
    assert (folder / file).is_symlink() and (folder / "again").is_symlink() and target.stat().st_size > 10
    assert not there or "::" in name or target.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in (folder / "share").iterdir()] == [file]


def test_what_is_no_file_or_protected_is_left_alone(folder: Path) -> None:
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "null.csv").symlink_to("/dev/null")
    (folder / "lost.csv").symlink_to("nowhere/o.csv")
    (folder / "kept.csv").write_text("kept", encoding="utf-8")
    (folder / "kept.csv").chmod(0o444)
    for name, said in [
        ("loop.csv", "itself"),
        ("null.csv", "no ordinary file"),
        ("lost.csv", "no folder"),
        ("kept.csv", "protected"),
    ]:
        with pytest.raises(ListError, match=said):
            write_decisions(FRAME, name)
    assert (folder / "kept.csv").read_text() == "kept" and Path("/dev/null").is_char_device()


def test_the_record_is_no_place_for_decisions(folder: Path) -> None:
    run("list.csv", "b2b", record=RecordOptions("r.db"))
    before = (folder / "r.db").read_bytes()
    for destination in ("r.db::decisions", "./r.db::mine"):
        with pytest.raises(ListError, match="record of runs"):
            write_decisions(FRAME, destination, replace=True)
    assert (folder / "r.db").read_bytes() == before


def test_a_table_is_known_whatever_its_case(folder: Path) -> None:
    with sqlite3.connect(folder / "o.db") as connection:
        connection.execute("CREATE TABLE Leads (a TEXT)")
    connection.close()
    with pytest.raises(ListError, match="exists"):
        write_decisions(FRAME, "o.db::leads")


def test_memos_follow_links(folder: Path) -> None:
    (folder / "memos").symlink_to("share")
    run("list.csv", "b2b", memos=MemoOptions("memos"))
    assert (folder / "memos").is_symlink() and {*files(folder / "share")} == {"A1.memo.md", "A2.memo.md"}
    (folder / "share" / "A1.memo.md").unlink()
    (folder / "share" / "A1.memo.md").symlink_to("../one.md")
    run("list.csv", "b2b", memos=MemoOptions("memos"))
    assert (folder / "share" / "A1.memo.md").is_symlink() and (folder / "one.md").read_text(encoding="utf-8")


def test_a_text_is_written_whole_or_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "m.yaml").write_text("before", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ShortlistError, match="No space left"):
        write_text(folder / "m.yaml", "after")
    assert {name: data for name, data in files(folder).items() if name != "list.csv"} == {"m.yaml": b"before"}


@pytest.mark.quick(2)
@pytest.mark.parametrize("name", ["list.csv", "./list.csv", "list.tsv", "list.jsonl", "list.xlsx"])
@pytest.mark.parametrize("flag", ["append", "replace"])
def test_an_output_onto_the_list_is_named_before_its_options(name: str, flag: str, folder: Path) -> None:
    (folder / name).write_text("Customer ID,Country\nA1,Germany\n", encoding="utf-8")
    with pytest.raises(ListError, match="the list that is being read"):
        run(name, "b2b", output=OutputOptions(name, **{flag: True}))  # type: ignore[arg-type]
    assert (folder / name).read_text(encoding="utf-8").endswith("Germany\n")


@pytest.mark.quick(1)
@pytest.mark.parametrize("room", [0, 50, 700, 3_000])
def test_a_full_disk_costs_one_error_and_nothing_else(
    room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, data: Any) -> int:
            if self.tell() + len(data) > room:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    unheard: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", unheard.append)
    plain = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *a, **k: Full() if "wb" in a else plain(path, *a, **k))
    with pytest.raises(OSError, match="No space left"):
        write_sheet(FRAME, tmp_path / "o.xlsx")
    gc.collect()
    assert not unheard
    assert not [*tmp_path.iterdir()]


def test_a_workbook_is_one_that_others_read(tmp_path: Path) -> None:
    write_sheet(FRAME, tmp_path / "o.xlsx")
    assert pl.read_excel(tmp_path / "o.xlsx").height == FRAME.collect().height


@pytest.mark.parametrize("text", ["hello", "id,name\nA1,Acme\n", "{}"])
def test_a_file_that_is_only_called_a_workbook_is_not_replaced(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out.xlsx"
    path.write_text(text)
    with pytest.raises(ListError, match=r"no workbook, whatever its name, .* --replace"):
        check(str(path))
    check(str(path), replace=True)
    assert path.read_text() == text


@pytest.mark.parametrize("name", ["other.xlsx::Dec", "x.csv::a"])
def test_a_part_is_named_of_a_database_only(name: str) -> None:
    with pytest.raises(ListError, match=f"use {name.partition('::')[0]}"):
        split_destination(name)
