"""What is written is made anew for its owner, whatever stands or is planted there, and ends with the permissions that it should have."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from shortlist import temporary
from shortlist.errors import ListError
from shortlist.intake.options import ReadOptions
from shortlist.intake.sources import opening
from shortlist.outputs.destination import write_beside, write_text
from shortlist.outputs.write import write_decisions
from shortlist.pipeline import run
from shortlist.record import write
from shortlist.record.runs import open_record
from shortlist.run_options import MemoOptions, OutputOptions, RecordOptions
from tests.support.program import run as program

FRAME = pl.LazyFrame({"a": ["x", "中"]})
KINDS = ("o.csv", "o.tsv", "o.jsonl", "o.parquet", "o.xlsx", "o.db::t")
UMASKS = (0o000, 0o022, 0o027, 0o077)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "list.csv").write_text("Customer ID,Country\nA1,Germany\nA2,Iran\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", ["link", "dangling", "file", "folder", "hard"])
def test_what_is_planted_where_a_part_goes_is_not_followed(
    kind: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even a name that was guessed leads nowhere."""
    victim = folder / "victim"
    victim.write_text("mine", encoding="utf-8")
    planted = folder / f".shortlist-{'a' * 12}.part.csv"
    {
        "link": lambda: planted.symlink_to(victim),
        "dangling": lambda: planted.symlink_to(folder / "nowhere"),
        "file": lambda: planted.write_text("theirs"),
        "folder": planted.mkdir,
        "hard": lambda: os.link(victim, planted),
    }[kind]()
    marks = iter(["a" * 12])
    random = secrets.token_hex
    monkeypatch.setattr(temporary.secrets, "token_hex", lambda count: next(marks, None) or random(count))
    write_decisions(FRAME, "o.csv")
    assert next(marks, None) is None
    assert victim.read_text(encoding="utf-8") == "mine" and not (folder / "nowhere").exists()
    assert (folder / "o.csv").read_text("utf-8").endswith("a\nx\n中\n") and not (folder / "o.csv").is_symlink()


def test_names_of_parts_cannot_be_guessed(folder: Path) -> None:
    made = [temporary.make_part(folder / "o.csv") for _ in range(100)]
    assert len({path.name for path in made}) == 100
    assert all(re.fullmatch(r"\.shortlist-[0-9a-f]{12}\.part\.csv", path.name) for path in made)
    for path in made:
        temporary.remove(path)


@pytest.mark.parametrize("name", ["x" * 250 + ".csv", "客" * 83 + ".csv", "o." + "y" * 240])
def test_a_name_as_long_as_the_system_takes_gets_a_part(name: str, folder: Path) -> None:
    write_text(folder / name, "whole")
    assert (folder / name).read_text() == "whole" and len([*folder.iterdir()]) == 2


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("mask", UMASKS)
def test_a_new_output_has_the_permissions_of_any_new_file(name: str, mask: int, folder: Path) -> None:
    with umask(mask):
        write_decisions(FRAME, name)
    assert mode(folder / name.partition("::")[0]) == 0o666 & ~mask


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("kept", [0o600, 0o640, 0o664, 0o200, 0o755])
def test_an_output_keeps_its_permissions_and_no_part_is_wider(
    name: str, kept: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / name.partition("::")[0]
    write_decisions(FRAME, name)
    file.chmod(kept)
    made: list[int] = []
    plain = os.open

    def note(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        number = plain(path, flags, *rest, **more)
        if flags & os.O_EXCL:
            made.append(stat.S_IMODE(os.fstat(number).st_mode))
            assert flags & os.O_NOFOLLOW
        return number

    monkeypatch.setattr(os, "open", note)
    with umask(0):
        write_decisions(FRAME, name, replace=name.endswith((".xlsx", "::t")))
    assert mode(file) == kept
    assert all(not one & ~(kept | 0o600) for one in made)
    assert made or "::" in name


def test_a_part_that_was_replaced_is_not_published(folder: Path) -> None:
    with pytest.raises(OSError, match="was replaced"), write_beside(folder / "o.csv") as made:
        made.unlink()
        made.symlink_to(folder / "list.csv")
    assert not (folder / "o.csv").exists() and "Germany" in (folder / "list.csv").read_text()


def test_a_database_is_not_made_through_a_link(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def plant(path: Path, mode: int) -> None:
        path.symlink_to(folder / "victim.db")
        temporary.create_file(path, mode)

    monkeypatch.setattr("shortlist.outputs.database.create_file", plant)
    with pytest.raises(ListError, match="cannot be written"):
        write_decisions(FRAME, "o.db::t")
    assert not (folder / "victim.db").exists()


def test_a_part_stands_beside_its_file_until_it_is_one(folder: Path) -> None:
    made = temporary.make_part(folder / "o.csv")
    assert made.parent == folder and made.stat().st_size == 0
    with pytest.raises(FileExistsError):
        temporary.create_file(made, 0o600)
    temporary.remove(made)


@pytest.mark.quick(1)
@pytest.mark.parametrize("mask", UMASKS)
def test_the_record_is_its_owners_alone(mask: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, what SQLite and a writer keep beside it, its folders, and every temporary file while a run goes on."""
    scratch = folder / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    wide: dict[str, int] = {}
    looked: list[str] = []

    def look(*_: object) -> None:
        for path in (folder / "kept").rglob("*"):
            looked.append(path.name)
            if mode(path) & 0o077:
                wide[str(path)] = mode(path)
        for path in (*scratch.iterdir(), *folder.glob(".*.part*")):
            looked.append(path.name)
            if mode(path) & 0o077 and path.is_dir():
                wide[str(path)] = mode(path)

    land = write._insert_files
    monkeypatch.setattr(write, "_insert_files", lambda *given: (look(), land(*given)))
    with umask(mask):
        outcome = run("list.csv", "b2b", ReadOptions(), record=RecordOptions("kept/deep/r.db"), memos=MemoOptions("memos"),
                      output=OutputOptions("o.csv"), tell=look)  # fmt: skip
        with open_record("kept/deep/r.db", write=True) as record:
            record.db.execute("BEGIN IMMEDIATE")
            record.db.execute("UPDATE runs SET folder = 'elsewhere'")
            look()
            record.db.execute("ROLLBACK")
    look()
    assert outcome.number == 1 and not wide
    assert "r.db-journal" in looked and any("-writing-" in name for name in looked)
    assert (
        mode(folder / "kept" / "deep" / "r.db") == 0o600
        and mode(folder / "kept") == mode(folder / "kept" / "deep") == 0o700
    )
    assert mode(folder / "memos") == 0o777 & ~mask and mode(folder / "memos" / "A1.memo.md") == 0o666 & ~mask


@pytest.mark.parametrize("mask", UMASKS[:2])
def test_standard_input_is_kept_for_its_owner_alone(mask: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = folder / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    seen: list[int] = []
    plain = opening._from_stdin

    def note(where: Path) -> Path:
        seen.append(mode(where))
        return plain(where)

    monkeypatch.setattr(opening, "_from_stdin", note)
    with umask(mask):
        ran = program(folder, "qualify", "-", "--no-db", stdin="Customer ID,Country\nA1,Germany\n")
    assert ran.status == 0 and seen == [0o700] and not [*scratch.iterdir()]


def test_a_record_that_others_may_read_stays_so(folder: Path) -> None:
    run("list.csv", "b2b", record=RecordOptions("r.db"))
    (folder / "r.db").chmod(0o640)  # whoever opens it to a team has meant it
    run("list.csv", "b2b", record=RecordOptions("r.db"))
    assert mode(folder / "r.db") == 0o640
    (folder / "new.db").touch(0o644)
    run("list.csv", "b2b", record=RecordOptions("new.db"))
    assert mode(folder / "new.db") == 0o600


def test_memos_keep_their_permissions_and_folders_stay(folder: Path) -> None:
    run("list.csv", "b2b", memos=MemoOptions("memos"))
    (folder / "memos" / "A1.memo.md").chmod(0o600)
    run("list.csv", "b2b", memos=MemoOptions("memos"))
    assert mode(folder / "memos" / "A1.memo.md") == 0o600
    (folder / "memos" / "A2.memo.md").unlink()
    (folder / "memos" / "A2.memo.md").mkdir()
    with pytest.raises(ListError, match="this is a folder"):
        run("list.csv", "b2b", memos=MemoOptions("memos"), output=OutputOptions("o.csv"))
    assert not (folder / "o.csv").exists() and not [*folder.glob(".*part*")]
