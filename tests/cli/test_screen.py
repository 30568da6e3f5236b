"""Nothing of a list commands the terminal, and no encoding, closed pipe or full disk costs more than a line."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from shortlist.cli.terminal import screen
from tests.support.program import Ran, run, start
from tests.support.seeds import sample

EVIL = "Ev\x1b[31mil\x07\x9b2J\u202eX\u2066\x7f"
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [f"Customer ID,Company,Country,{EVIL}", f"A1{EVIL},{EVIL},{EVIL},x{EVIL}", "A2,Müller 一ł😀,Germany,y"]
    (tmp_path / "list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / f"{EVIL}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.quick(3)
@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "list.csv"], ["inspect", "list.csv", "--row", "1"], ["inspect", "list.csv", "--json"],
        ["inspect", f"{EVIL}.csv"], ["qualify", "list.csv", "--no-db"], ["qualify", f"no{EVIL}.csv"],
        ["qualify", "list.csv", "--no-db", "--json", "--map", f"country={EVIL}"], ["explain", f"A1{EVIL}", "--list", "list.csv"],
        ["explain", f"B{EVIL}", "--list", "list.csv"], ["memo", f"A1{EVIL}", "--list", "list.csv"], ["override", f"{EVIL}"],
        ["whatif", "A2", f"country={EVIL}", "--list", "list.csv"], [f"{EVIL}"], ["qualify", "list.csv", f"--{EVIL}"],
    ],
)  # fmt: skip
def test_no_command_of_a_terminal_is_printed(words: list[str], folder: Path) -> None:
    ran: Ran = run(folder, *words)
    assert ran.out + ran.err and not COMMANDS.findall(ran.out + ran.err)


def test_json_says_what_there_is(folder: Path) -> None:
    found = json.loads(run(folder, "inspect", "list.csv", "--row", "1", "--json").out)
    assert found[1]["text"] == EVIL


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "latin-1", "utf-8", "cp437"])
def test_every_encoding_goes_on(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)
    screen.prepare()
    name = "Müller 一ł😀\udce9"
    screen.echo(name)
    screen.screen().print(name)
    screen.echo_json({"name": name})
    screen.finish()
    shown = out.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert shown.count("ller") >= 2 and json.loads(shown[shown.index("{") :]) == {"name": name}
    assert "characters are shown as ?" in err.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


@pytest.mark.proof
def test_the_program_survives_consoles_pipes_and_full_disks(folder: Path) -> None:
    ran = start(
        folder, shell="shortlist inspect list.csv | head -1; exit ${PIPESTATUS:-0}", PYTHONIOENCODING="cp1252:strict"
    )
    assert ran.status == 0 and "Traceback" not in ran.err and "BrokenPipe" not in ran.err
    if Path("/dev/full").exists():
        ran = start(folder, shell="shortlist inspect list.csv > /dev/full")
        assert ran.status == 2 and len(ran.lines) == 1 and "the disk is full" in ran.err


def test_a_stream_without_readers_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[object] = []

    class Pipe(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Pipe())
    monkeypatch.setattr(screen, "_close", closed.append)
    screen.echo("a")
    screen.echo_json({})
    screen.screen().print("b")
    assert len(closed) == 3


def test_notes_are_one_line() -> None:
    assert screen.clean_line("a\nb\r\n\u2028c\x1b") == "a b c"


CLOSED = [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"]


@pytest.mark.parametrize("closed", sample(CLOSED, 1, "long"))
@pytest.mark.proof
def test_a_closed_stream_stops_nothing(closed: str, folder: Path) -> None:
    lines = "\n".join(
        f"shortlist {command} {closed} || echo {command} $? >> status"
        for command in ("qualify list.csv -o out.csv", "qualify list.csv", "inspect list.csv", "memo A2", "explain A2")
    )
    ran = start(folder, shell=f"exec 3>seen; {lines}; cat status 2>/dev/null", SHORTLIST_DB="r.db")
    assert (ran.out if ">&-" in closed.replace("2>&-", "") else "", "Traceback" in ran.err) == ("", False), ran.err
    assert (folder / "out.csv").read_text(encoding="utf-8-sig").startswith("prospect_id,name,decision")
    # Neither the list nor the record was opened as the stream that was closed.
    assert start(folder, "runs", "--json", SHORTLIST_DB="r.db").out.count('"run":') == 2


@pytest.mark.long
def test_a_wrong_list_keeps_its_exit_status_without_streams(folder: Path) -> None:
    for closed in CLOSED:
        assert start(folder, shell=f"shortlist qualify nowhere.csv {closed}").status == 2
        assert start(folder, shell=f"shortlist qualify - --no-db {closed} <&-").status == 2
