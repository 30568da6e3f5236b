"""Whatever is wrong around the program (files that are none, streams, folders, arguments, contents of the record) is one line of its own."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortlist.files import explain_no_file
from tests.support import fuzz_files
from tests.support.program import Ran, files, run, start

RULES = ("-r", "rules.yaml")
QUALIFY = ("qualify", "list.csv", *RULES, "--no-db")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stock")
    fuzz_files.make(folder)
    return folder


@pytest.fixture
def folder(stock: Path, tmp_path: Path) -> Iterator[Path]:
    """A folder with a file of every kind, and the names `fifo`, `socket`, `loop` and `folder` for what is none."""
    here = tmp_path / "here"
    shutil.copytree(stock, here)
    fuzz_files.make_others(here)
    yield here


def refused(ran: Ran, *said: str) -> None:
    """It ended with status 2 and one line that says so much."""
    assert ran.status == 2 and ran.out == "", ran
    (line,) = ran.lines
    for part in said:
        assert part in line, line


def both(folder: Path, *arguments: str, en: str, zh: str) -> None:
    """It is refused in both languages, and nothing is changed."""
    before = files(folder)
    refused(run(folder, *arguments), en)
    refused(run(folder, *arguments, SHORTLIST_LANG="zh"), zh)
    assert files(folder) == before


KINDS = [
    ("fifo", "this is a pipe, not a file", "这是管道，不是文件"),
    ("socket", "this is a socket, not a file", "这是套接字，不是文件"),
    ("loop", "this is a link that leads to itself", "这是指向自身的链接"),
    ("/dev/zero", "this is a device, not a file", "这是设备，不是文件"),
    ("/dev/tty", "this is a device, not a file", "这是设备，不是文件"),
    ("folder", "this is a folder", "这是文件夹"),
]
PLACES = [
    ("inspect", "@", *RULES),
    (*QUALIFY, "--history", "invoices=@"),
    (*QUALIFY, "--mapping", "@"),
    ("qualify", "list.csv", *RULES, "--db", "@"),
    ("runs", "--db", "@"),
    ("qualify", "list.csv", "--no-db", "-r", "@"),
    ("explain", "A-1", "--list", "@", *RULES),
]


@pytest.mark.quick(5, proofs=6)
@pytest.mark.parametrize("words", PLACES)
@pytest.mark.parametrize(("name", "en", "zh"), KINDS)
def test_what_is_no_file_is_not_opened(folder: Path, words: tuple[str, ...], name: str, en: str, zh: str) -> None:
    # Where it was opened, it waited for ever or read without end.
    both(folder, *(word.replace("@", name) for word in words), en=en, zh=zh)


@pytest.mark.quick(4, proofs=4)
@pytest.mark.parametrize(("name", "en", "zh"), KINDS)
@pytest.mark.parametrize("written", ["{file: table.csv,", "extends"])
def test_nor_is_what_a_ruleset_names(folder: Path, written: str, name: str, en: str, zh: str) -> None:
    rules = folder / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    changed = f"{text}extends: {name}\n" if written == "extends" else text.replace("file: table.csv", f"file: {name}")
    rules.write_text(changed, encoding="utf-8")
    both(folder, *QUALIFY, en=en, zh=zh)


def test_a_file_is_a_file_and_nothing_is_nothing(folder: Path) -> None:
    assert explain_no_file(folder / "list.csv") is None and explain_no_file(folder / "nowhere.csv") is None
    for name, said in (("a\0b", "NUL"), ("x" * 300, "too long")):
        text = explain_no_file(folder / name)
        assert text is not None and said in text.en


# --- streams and folders


@pytest.mark.quick(1, proofs=2)
@pytest.mark.parametrize("words", [QUALIFY, ("memo", "A-2"), ("runs",), ("runs", "--json"), ("fields",), ("explain", "A-1", "--run", "1")])  # fmt: skip
def test_a_full_standard_output_is_said(folder: Path, words: tuple[str, ...]) -> None:
    for language, said in (("en", "stdout: the disk is full; make room"), ("zh", "stdout: 磁盘已满；请腾出空间")):
        ran = start(folder, shell=f"shortlist {' '.join(words)} > /dev/full", SHORTLIST_LANG=language, SHORTLIST_DB="record.db")  # fmt: skip
        assert ran.status == 2 and ran.lines[-1] == said and "Traceback" not in ran.err, ran


@pytest.mark.quick(1, proofs=2)
@pytest.mark.parametrize("closing", ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("words", ["decide -r rules.yaml", "qualify - -r rules.yaml --no-db", "explain A-1"])
def test_closed_streams_are_as_good_as_empty(folder: Path, closing: str, words: str) -> None:
    before = files(folder)
    ran = start(folder, shell=f"shortlist {words} {closing}", SHORTLIST_DB="record.db", stdin="")
    assert ran.status == (0 if words.startswith("explain") else 2), ran
    assert len(ran.lines) == (0 if "2>" in closing else 1), ran
    assert files(folder) == before


@pytest.mark.quick(1, proofs=3)
@pytest.mark.parametrize("coding", ["ascii", "latin-1", "gbk"])
@pytest.mark.parametrize("words", [QUALIFY, ("memo", "A-2"), ("explain", "A-2"), ("runs", "show", "last")])
def test_an_encoding_without_the_characters_ends_nothing(folder: Path, words: tuple[str, ...], coding: str) -> None:
    ran = start(folder, shell=f"shortlist {' '.join(words)} --lang zh 2>&1 | od -c | tail -1", PYTHONIOENCODING=coding, LC_ALL="C", SHORTLIST_DB="record.db")  # fmt: skip
    assert ran.status == 0 and ran.err == "" and ran.out.strip() != "0000000"


@pytest.mark.quick(4, proofs=4)
@pytest.mark.parametrize("named", ["nowhere", "list.csv", "/dev/full", "/proc"])
@pytest.mark.parametrize("words", [QUALIFY, ("inspect", "list.xlsx", *RULES), ("replay", "last")])
def test_a_temporary_folder_that_cannot_be_written_is_said(folder: Path, words: tuple[str, ...], named: str) -> None:
    # Python would take another in silence.
    for language, said in (
        ("en", f"$TMPDIR: the temporary folder '{named}' cannot be written"),
        ("zh", f"临时文件夹 '{named}' 无法写入"),
    ):
        tempfile.tempdir = None
        try:
            refused(run(folder, *words, TMPDIR=named, SHORTLIST_LANG=language), said)
        finally:
            tempfile.tempdir = None


# --- texts


@pytest.mark.quick(3, proofs=4)
@pytest.mark.parametrize(
    "title", ["Own [/x]", "[bold]Own", "[/]", "a [link=x]b[/link]", r"a \[b", ":smile: [red]", "[@click=x]", "C:\\"]
)
def test_brackets_and_colons_are_printed_as_they_are(folder: Path, title: str) -> None:
    rules, list_ = folder / "rules.yaml", folder / "list.csv"
    rules.write_text(rules.read_text(encoding="utf-8").replace('"Own [/x]"', f"'{title}'").replace("en: Place", f"en: '{title}'"), encoding="utf-8")  # fmt: skip
    list_.write_text(list_.read_text(encoding="utf-8").replace("Rheinwerk", title), encoding="utf-8")
    ran = run(folder, *QUALIFY)
    assert ran.status == 0
    assert f"4 prospects decided by {title} 1.0" in ran.err
    assert any(line.split("review")[0].split(" ", 1)[1].strip() == title for line in ran.out.splitlines() if line.startswith("A-1"))  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("override", "A-1", "--decision", "review", "--because", "\udcff", "--by", "Li"),
        ("override", "A-1", "--decision", "review", "--because", "x", "--by", "\ud800"),
        ("explain", "A-\udcff"),
        ("memo", "\ud83d"),
        ("record", "forget", "\udcff"),
    ],
)
def test_half_a_character_is_one_line(folder: Path, words: tuple[str, ...]) -> None:
    both(folder, *words, "--db", "record.db", en="holds bytes that are no characters", zh="含有不成字符的字节")


def test_a_nul_in_an_argument_is_one_line(folder: Path) -> None:
    for words in (("qualify", "a\0b"), ("check", "rules.yaml", "--set", "a\0=1"), (*QUALIFY, "-o", "\0.csv")):
        both(folder, *words, en="an argument holds the character NUL", zh="参数含有 NUL 字符")


@pytest.mark.quick(9, proofs=6)
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z is a moment; write the day alone"),
        ("2026-01-01 10:00:00", "is a moment"),
        ("[2026-01-01T10:00:00+08:00]", "is a moment"),
        ("9" * 400, "is too large for a whole number"),
        ("-9223372036854775809", "is too large for a whole number"),
        ("!!binary aGk=", "tags are not taken"),
        ("!!set {a}", "tags are not taken"),
        ("&a 1", "anchors and aliases"),
        ("1e999", "is not a number to decide with"),
    ],
)
@pytest.mark.parametrize("key", ["home: DE", "weight: 3", 'version: "1.0"'])
def test_what_yaml_takes_for_more_than_a_value_is_refused(folder: Path, written: str, said: str, key: str) -> None:
    rules = folder / "rules.yaml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace(key, f"{key.partition(':')[0]}: {written}"), encoding="utf-8"
    )
    ran = run(folder, *QUALIFY)
    assert ran.status == 2 and any(re.match(r"rules\.yaml:\d+:\d+: ", line) and said in line for line in ran.lines), ran


# --- contents of the record

DAMAGE = [
    ("UPDATE contents SET body = x'ff00' WHERE kind = 'inputs'", "explain A-2", "the inputs of run 2"),
    ("UPDATE contents SET body = 'x' WHERE kind = 'inputs'", "replay last", "the inputs of run 2"),
    ("UPDATE contents SET body = 'x' WHERE kind = 'inputs'", "record forget A-2", "a chunk of inputs"),
    ("UPDATE contents SET body = x'ff' WHERE kind = 'ruleset'", "explain A-2", "rules.yaml of run 2"),
    ("DELETE FROM run_files", "replay last", "the ruleset of run 2"),
    ("DELETE FROM contents WHERE kind = 'reference'", "memo A-2", "table.csv of run 2"),
    ("UPDATE run_files SET path = x'ff'", "explain A-2", "the ruleset of run 2"),
    ("DELETE FROM inputs", "explain A-2", "row 2 of the inputs of run 2"),
    ("DELETE FROM inputs", "replay last", "run 2 has 4 decisions and the inputs of 0"),
    ("UPDATE inputs SET last_row = 'x'", "replay last", "the inputs of run 2"),
    ("UPDATE decisions SET details = '{'", "replay last", "the decisions of run 2"),
    ("UPDATE decisions SET score = 'abc'", "replay last", "the decisions of run 2"),
    ("UPDATE overrides SET until = 'x'", "explain A-2", "the override 1"),
    ("UPDATE runs SET options = '['", "runs show last", "options of run 2"),
    ("UPDATE runs SET assignments = '{}'", "replay last", "assignments of run 2"),
    ("UPDATE runs SET plugins = '[[1]]'", "replay last", "plugins of run 2"),
    ("UPDATE runs SET versions = 'null'", "replay last", "versions of run 2"),
    ('UPDATE runs SET columns = \'[["decision", "col"]]\'', "runs", "columns of run 2"),
    ("UPDATE runs SET as_of = '2026-99-99'", "runs", "as_of of run 2"),
    ("UPDATE runs SET started = 5", "runs --json", "started of run 2"),
    ("UPDATE runs SET source = x'ff'", "runs", "source of run 2"),
    ("UPDATE runs SET rows_in = 'many'", "runs", "rows_in of run 2"),
    ("ALTER TABLE runs RENAME COLUMN source TO other", "explain A-2", "source of run 2"),
    ("DROP TABLE contents", "explain A-2", "it lacks contents"),
    ("DROP VIEW last_decisions", "runs", "it lacks last_decisions"),
    ("DROP TABLE overrides", "override A-1 --decision review --because x --by y", "it lacks overrides"),
    ("UPDATE _sqlite_migrations SET name = name || 'x'", "runs", "written by a newer shortlist"),
]


@pytest.mark.quick(9)
@pytest.mark.parametrize(("statement", "words", "said"), DAMAGE)
def test_damaged_contents_of_the_record_are_named(folder: Path, statement: str, words: str, said: str) -> None:
    db = sqlite3.connect(folder / "record.db")
    db.execute(statement)
    db.commit()
    db.close()
    for language, remedy in (("en", said), ("zh", "运行记录")):
        ran = run(folder, *words.split(), "--db", "record.db", SHORTLIST_LANG=language)
        assert ran.status == 2 and len(ran.lines) == 1 and remedy in ran.err, ran
        assert ran.err.startswith("record.db: ")


@pytest.mark.parametrize(
    "content", [b"", b"x" * 5000, b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 9000, None]
)
def test_what_is_no_record_is_said(folder: Path, content: bytes | None) -> None:
    whole = (folder / "record.db").read_bytes()
    (folder / "record.db").write_bytes(whole[: len(whole) // 3] if content is None else content)
    for words in (("runs",), ("explain", "A-1"), ("replay", "last")):
        ran = run(folder, *words, "--db", "record.db")
        assert ran.status == 2 and len(ran.lines) == 1 and ran.err.startswith("record.db: "), ran
