"""No output goes onto what is read or onto another output, whatever either is called: every output by every input by every way to name it."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import shortlist_criteria
from shortlist.errors import ListError
from shortlist.outputs import identity
from shortlist.outputs.identity import fold, is_same, protect
from tests.support.program import files, run, start

LIST = "Customer ID,Country,Segment\nA1,Germany,x\nA2,Iran,y\n"
INPUTS = ("list.csv", "rules.yaml", "table.csv", "paid.csv", "m.yaml", "templates/memo.md.j2")
WAYS: dict[str, Callable[[Path, str, str], str]] = {}
"""How to name a file of a folder otherwise: the folder, the file, and the suffix that the name must have."""


def way(function: Callable[[Path, str, str], str]) -> Callable[[Path, str, str], str]:
    WAYS[function.__name__] = function
    return function


@way
def soft(folder: Path, name: str, suffix: str) -> str:
    (folder / f"soft{suffix}").symlink_to(folder / name)
    return f"soft{suffix}"


@way
def soft_twice(folder: Path, name: str, suffix: str) -> str:
    (folder / "once").symlink_to(name)
    (folder / f"twice{suffix}").symlink_to("once")
    return f"./twice{suffix}"


@way
def hard(folder: Path, name: str, suffix: str) -> str:
    os.link(folder / name, folder / f"hard{suffix}")
    return f"hard{suffix}"


@way
def plain(folder: Path, name: str, suffix: str) -> str:
    return name


@way
def dotted(folder: Path, name: str, suffix: str) -> str:
    return f"./templates/.././{name}"


@way
def absolute(folder: Path, name: str, suffix: str) -> str:
    return str(folder / name)


@way
def by_linked_folder(folder: Path, name: str, suffix: str) -> str:
    (folder / "there").symlink_to(folder, target_is_directory=True)
    return f"there/{name}"


@way
def by_double_slash(folder: Path, name: str, suffix: str) -> str:
    return f"{folder}//{name}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "here"
    (here / "templates").mkdir(parents=True)
    for name, text in {
        "list.csv": LIST,
        "rules.yaml": "ruleset: mine\nversion: '1'\ntitle: {en: Mine, zh: 我的}\nextends: good_customer\n"
        "references:\n  table: {file: table.csv, key: country, fields: {points: {type: number}}}\n",
        "table.csv": "country,points\nDE,1\nIR,2\n",
        "paid.csv": "Customer ID,Invoice date,Amount\nA1,2026-01-01,5\n",
        "m.yaml": "country: Country\n",
        "templates/memo.md.j2": "{{ phrases.comma }}\n",
    }.items():
        (here / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(here)
    return here


READING = (
    "list.csv",
    "-r",
    "rules.yaml",
    "--history",
    "invoices=paid.csv",
    "--mapping",
    "m.yaml",
    "--as-of",
    "2026-07-01",
)
OUTPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "-o": (".csv", ("qualify", *READING, "--no-db")),
    "--refused": (".csv", ("qualify", *READING, "--no-db", "-o", "out.csv")),
    "--memos": ("", ("qualify", *READING, "--no-db")),
    "--db": (".db", ("qualify", *READING)),
    "--write-mapping": (".yaml", ("inspect", "list.csv", "-r", "rules.yaml", "--mapping", "m.yaml")),
    "memo -o": (
        ".md",
        (
            "memo",
            "A1",
            "--list",
            "list.csv",
            "-r",
            "rules.yaml",
            "--history",
            "invoices=paid.csv",
            "--mapping",
            "m.yaml",
        ),
    ),
}


@pytest.mark.quick(24, proofs=12)
@pytest.mark.parametrize(("option", "name", "spelt"), [*itertools.product(OUTPUTS, INPUTS, WAYS)])
def test_no_output_goes_onto_an_input(option: str, name: str, spelt: str, folder: Path) -> None:
    if option == "--write-mapping" and name == "paid.csv":
        pytest.skip("inspect reads no history")
    suffix, command = OUTPUTS[option]
    destination = WAYS[spelt](folder, name, suffix)
    before = files(folder)
    ran = run(folder, *command, option.removeprefix("memo "), destination, SHORTLIST_DB="elsewhere.db")
    assert ran.status == 2 and len(ran.lines) == 1, ran.err
    if Path(destination).suffix == suffix:
        assert "would be lost" in ran.err, ran.err
    assert files(folder) == before


TWO = [
    (("-o", "o.csv"), ("--refused", "o.csv")),
    (("-o", "o.csv"), ("--memos", "o.csv")),
    (("-o", "o.db::t"), ("--refused", "o.db::T")),
    (("-o", "o.db::t"), ("--db", "o.db")),
    (("--refused", "o.db::t"), ("--db", "o.db")),
    (("--memos", "o"), ("--db", "o")),
    (("--memos", "memos"), ("--db", "memos/A1.memo.md")),
    (("-o", "o.csv"), ("--db", "o.csv")),
]


@pytest.mark.quick(8, proofs=6)
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("how", ["plain", "dotted", "absolute", "case", "folder"])
@pytest.mark.parametrize(("one", "other"), TWO)
def test_no_two_outputs_go_into_one_file(
    one: tuple[str, str], other: tuple[str, str], how: str, there: bool, folder: Path
) -> None:
    file, mark, table = other[1].partition("::")
    (folder / "memos").mkdir()
    if there and how != "case":
        if "::" in one[1] or one[0] == "--memos":
            pytest.skip("a file of no kind that either could take")
        (folder / file).write_text("", encoding="utf-8")
    (folder / "there").symlink_to(folder, target_is_directory=True)
    spelt = {
        "plain": file, "dotted": f"templates/../{file}", "absolute": str(folder / file), "folder": f"there/{file}",
        "case": str(Path(file).with_name(Path(file).name.upper())),
    }[how]  # fmt: skip
    before = files(folder)
    rest = () if "--db" in (one[0], other[0]) else ("--no-db",)
    ran = run(folder, "qualify", "list.csv", *rest, *one, other[0], f"{spelt}{mark}{table}")
    assert ran.status == 2 and len(ran.lines) == 1, ran.err
    assert files(folder) == before


def test_outputs_that_are_apart_are_taken(folder: Path) -> None:
    ran = run(
        folder,
        "qualify",
        *READING,
        "-o",
        "o.db::decided",
        "--refused",
        "o.db::refused",
        "--memos",
        "memos",
        "--db",
        "r.db",
    )
    assert ran.status == 0, ran.err
    assert {"o.db", "r.db", "memos/A1.memo.md"} <= {*files(folder)}


@pytest.mark.parametrize("option", ["--append", "--replace"])
@pytest.mark.parametrize("refused", ["o.db::refused", "hard.db::refused", "refused.csv"])
def test_an_option_of_tables_is_for_all_that_are_tables(option: str, refused: str, folder: Path) -> None:
    command = ["qualify", "list.csv", "--no-db", "-o", "o.db::decided", "--refused", refused]
    run(folder, *command[:-2])
    (folder / "hard.db").hardlink_to(folder / "o.db")
    for _ in range(2):
        ran = run(folder, *command, option)
        assert ran.status == 0, ran.err
    with sqlite3.connect(folder / "o.db") as db:
        (count,) = db.execute("SELECT count(*) FROM decided").fetchone()
    assert count == (6 if option == "--append" else 2)
    ran = run(folder, *command)
    assert ran.status == 2 and "add --append or --replace" in ran.err


def test_an_output_into_the_record_names_the_record(folder: Path) -> None:
    ran = run(folder, "qualify", "list.csv", "-o", "r.db::t", "--db", "r.db")
    assert ran.status == 2 and ran.err.startswith("r.db::t: this is the record of runs"), ran.err


@pytest.mark.parametrize("name", ["/dev/null", "pipe"])
@pytest.mark.parametrize("option", ["-o", "--refused"])
def test_a_device_or_pipe_is_no_output(option: str, name: str, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    ran = run(folder, "qualify", "list.csv", "--no-db", option, name)
    assert ran.status == 2 and "this is no ordinary file" in ran.err, ran.err


@pytest.mark.parametrize("end", [".csv", ".xlsx", ".jsonl", ".parquet", ".db", ".sqlite", ".db::t"])
@pytest.mark.parametrize("line", ["qualify {} --no-db", "qualify list.csv --no-db --history invoices={}", "inspect {}"])
def test_a_pipe_is_no_list_whatever_its_name_and_nothing_waits_for_it(line: str, end: str, folder: Path) -> None:
    """A pipe called `.db` was opened as a database to see its tables, and waited for ever for somebody to write into it."""
    os.mkfifo(folder / f"pipe{end.partition(':')[0]}")
    if "history" in line:
        line += " -r good_customer"
    ran = run(folder, *line.format(f"pipe{end}").split())
    assert ran.status == 2 and "this is a pipe, not a file" in ran.err, ran.err


@pytest.mark.parametrize("end", ["-journal", "-wal", "-shm"])
def test_what_sqlite_keeps_beside_a_file_is_no_output(end: str, folder: Path) -> None:
    (folder / f"r.db{end}").write_text("mine", encoding="utf-8")
    (folder / "soft.yaml").symlink_to(f"r.db{end}")
    for name in (f"r.db{end}", f"./r.db{end}", "soft.yaml"):
        ran = run(folder, "inspect", "list.csv", "--write-mapping", name, SHORTLIST_DB="r.db")
        assert ran.status == 2 and "the record of runs" in ran.err
    shutil.copy(folder / "list.csv", folder / f"x.db{end}")
    ran = run(folder, "qualify", f"x.db{end}", "--db", "x.db")
    assert ran.status == 2 and "the list that is being read" in ran.err and not (folder / "x.db").exists()


def test_the_record_is_kept_from_a_run_that_is_not_recorded(folder: Path) -> None:
    for recorded in (False, True):
        before = files(folder)
        for destination in ("r.db::decisions", "./r.db::mine"):
            ran = run(folder, "qualify", "list.csv", "--no-db", "-o", destination, "--replace", SHORTLIST_DB="r.db")
            assert ran.status == 2 and "the record of runs" in ran.err
        assert files(folder) == before
        assert recorded or run(folder, "qualify", "list.csv", "--db", "r.db").status == 0


def database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute('CREATE TABLE leads ("Customer ID" TEXT, Country TEXT)')
        connection.execute("INSERT INTO leads VALUES ('A1', 'Germany'), ('A2', 'Iran')")
        connection.execute("CREATE VIEW shown AS SELECT * FROM leads")
        connection.execute("CREATE VIEW again AS SELECT * FROM shown WHERE Country <> ''")
    connection.close()


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    "source", ["crm.db::leads", "crm.db::shown", "crm.db::again", "./crm.db::LEADS", "crm.sqlite3"]
)
@pytest.mark.parametrize("flag", ["--replace", "--append"])
def test_a_table_behind_the_list_is_no_output(source: str, flag: str, folder: Path) -> None:
    name = source.removeprefix("./").partition("::")[0]
    database(folder / name)
    if "::" not in source:  # the only table, which needs no name
        with sqlite3.connect(folder / name) as connection:
            connection.execute("DROP VIEW again")
            connection.execute("DROP VIEW shown")
        connection.close()
    before = files(folder)
    for table in ("leads", "Leads"):
        ran = run(folder, "qualify", source, "--no-db", "-o", f"{name}::{table}", flag)
        assert ran.status == 2 and "the list that is being read" in ran.err
    assert files(folder) == before
    if "LEADS" not in source:
        assert run(folder, "qualify", source, "--no-db", "-o", f"{name}::decided").status == 0


@pytest.mark.parametrize("table", ["Decided", "sqlite_master", "sqlite_stat1"])
def test_a_table_of_somebody_else_stays(table: str, folder: Path) -> None:
    with sqlite3.connect(folder / "x.db") as connection:
        connection.execute("CREATE TABLE decided (a)")
    connection.close()
    before = files(folder)
    ran = run(folder, "qualify", "list.csv", "--no-db", "-o", f"x.db::{table}")
    assert ran.status == 2 and len(ran.lines) == 1
    assert files(folder) == before


@pytest.mark.parametrize("target", ["list.csv", "out.csv", "r.db"])
def test_no_memo_goes_through_a_link_onto_what_is_read_or_written(target: str, folder: Path) -> None:
    (folder / "memos").mkdir()
    (folder / "memos" / "A1.memo.md").symlink_to(f"../{target}")
    before = files(folder)
    ran = run(folder, "qualify", "list.csv", "-o", "out.csv", "--memos", "memos", "--db", "r.db")
    assert ran.status == 2 and len(ran.lines) == 1 and "would be lost" in ran.err
    ran = run(folder, "memo", "A1", "--list", "list.csv", "-o", "memos", SHORTLIST_DB="r.db")
    assert ran.status == (0 if target == "out.csv" else 2)
    assert target == "out.csv" or files(folder) == before


def test_two_memos_are_two_files(folder: Path) -> None:
    (folder / "memos").mkdir()
    for name in ("A1", "A2"):
        (folder / "memos" / f"{name}.memo.md").symlink_to("../one")
    ran = run(folder, "qualify", "list.csv", "--memos", "memos", "--no-db")
    assert ran.status == 2 and "links to one file" in ran.err and not (folder / "one").exists()


def test_a_list_among_the_memos_is_not_replaced(folder: Path) -> None:
    (folder / "memos").mkdir()
    shutil.copy(folder / "list.csv", folder / "memos" / "A1.memo.md")
    os.link(folder / "list.csv", folder / "memos" / "A2.memo.md")
    before = files(folder)
    ran = run(folder, "qualify", "memos/A1.memo.md", "--memos", "./memos", "--no-db")
    assert ran.status == 2 and "the list that is being read" in ran.err and files(folder) == before
    # A memo takes the place of a name, and a second name of the list leads to it as before.
    assert run(folder, "qualify", "list.csv", "--memos", "memos", "--no-db").status == 0
    assert (folder / "list.csv").read_text(encoding="utf-8") == LIST


@pytest.mark.parametrize("how", ["soft", "hard"])
@pytest.mark.parametrize("module", [identity.__file__, shortlist_criteria.__file__])
def test_no_output_goes_onto_the_program_or_a_plugin(module: str | None, how: str, folder: Path) -> None:
    assert module is not None
    copy = Path(module).read_bytes()
    try:
        (os.link if how == "hard" else os.symlink)(module, folder / "x.csv")
    except OSError:
        pytest.skip("the program is on another file system")
    for name, ran in (("x.csv", run(folder, "qualify", "list.csv", "--no-db", "-o", "x.csv")),
                      (module, run(folder, "inspect", "list.csv", "--write-mapping", module))):  # fmt: skip
        assert ran.status == 2 and "of the program or of a plugin" in ran.err, name
    assert Path(module).read_bytes() == copy


@pytest.mark.quick(1)
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("qualify list.csv --no-db -o out.csv > out.csv", "where standard output goes"),
        ("qualify list.csv --no-db -o out.csv 2> out.csv", ""),
        ("inspect list.csv --write-mapping /dev/stdout > m.txt", "where standard output goes"),
        ("qualify - --no-db -o list.csv < list.csv", "the list that is being read"),
        ("qualify /dev/stdin --no-db --refused ./list.csv < list.csv", "the list that is being read"),
        ("inspect list.csv --write-mapping /dev/null", "no ordinary file"),
        ("inspect list.csv --write-mapping /dev/stdout |", "no ordinary file"),
        ("qualify list.csv --no-db -o /dev/stdout |", "this is no ordinary file"),
        ("qualify list.csv --no-db -o pipe.csv", "no ordinary file"),
        ("qualify list.csv --db /dev/null", ""),
        ("memo A1 --list list.csv -o /dev/null", ""),
        ("qualify list.csv --no-db --memos /dev/null", "name a folder"),
    ],
)
def test_streams_and_devices_are_right_or_refused_with_one_line(line: str, said: str, folder: Path) -> None:
    os.mkfifo(folder / "pipe.csv")
    command, piped, _ = line.partition("|")
    ran = start(folder, shell=f"(shortlist {command}; echo $? > status) {'| cat' if piped else ''}")
    assert (folder / "status").read_text().strip() == "2", ran
    assert said in ran.err and (not said or len(ran.lines) == 1), ran
    assert (folder / "list.csv").read_text(encoding="utf-8") == LIST


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("New.csv", "new.csv", True), ("é.csv", "e\u0301.csv", True), ("no/a.csv", "NO/./A.csv", True), ("a.csv", "no/a.csv", False),
        ("list.csv", "LIST.CSV", None), ("ß.csv", "SS.csv", True), ("a.db::t", "a.db::t.u", False), ("a.db::t", "a.db", True),
    ],
)  # fmt: skip
def test_names_are_one_as_any_system_may_take_them(one: str, other: str, same: bool | None, folder: Path) -> None:
    wanted = (folder / other).exists() if same is None else same  # where a file is there, the system has said it
    assert is_same(one, other) is wanted is is_same(other, one)


def test_names_fold_once() -> None:
    for name in ("A", "İ.csv", "ſ", "ﬁle", "Å", "ΐ"):
        assert fold(fold(name)) == fold(name)


def test_a_file_that_is_called_like_a_table_is_known(folder: Path) -> None:
    database(folder / "a.db")
    (folder / "a.db::leads").write_text(LIST, encoding="utf-8")
    with pytest.raises(ListError, match="would be lost"):
        protect([("a.db::leads", identity.DECISIONS)], [("a.db", identity.LIST)])
    with pytest.raises(ListError, match="would be lost"):
        protect([("a.db::leads", identity.DECISIONS)], [("a.db::leads", identity.LIST)])
