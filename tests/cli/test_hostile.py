"""A hostile text in every place from which a text is printed: arguments, options, cells, headers, sheets, files, rulesets."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import xlsxwriter

from shortlist.cli import COMMANDS as NAMES
from shortlist.cli import application
from tests.support.program import run

EVIL = "Ev\x1b[31mil\x07\x9b2J\u202eX\u2066\x7f\x08\x1b]8;;http://x\x1b\\y\x9d0;t\x9c\u2069[/x][link=http://x]z[bold]\u061c"
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
REACHED = {
    "override": ["A1", "--decision", "qualify"],
    "explain": ["A1"],
    "memo": ["A1"],
    "whatif": ["A1"],
    "new": ["criterion"],
}


def settle(folder: Path) -> None:
    rows = [
        "Customer ID,Company,Country,Revenue,Employees",
        f"A1,{EVIL},{EVIL},{EVIL},{EVIL}",
        f"A2{EVIL},x,Germany,5,=1{EVIL}",
    ]
    (folder / "list.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    header = f"Customer ID,Company,Country,{EVIL},Revenue\nA1,x,Germany,y,5\nA1,x\n"
    (folder / "headers.csv").write_text(header, encoding="utf-8")
    with xlsxwriter.Workbook(str(folder / "sheets.xlsx")) as book:
        shown = "".join(EVIL.translate(dict.fromkeys(map(ord, "[]:*?/\\"))))[:31]
        for name in ("Data", shown):
            sheet = book.add_worksheet(name)
            for number, row in enumerate([["Customer ID", "Company", EVIL], ["A1", EVIL, EVIL]]):
                sheet.write_row(number, 0, row)
    quoted = EVIL.replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c.isprintable() and c.isascii() else f"\\u{ord(c):04x}" for c in quoted)
    (folder / "rules.yaml").write_text(f'id: r\nversion: "1"\ntitle: "{escaped}"\nextends: b2b\n"{escaped}": 1\n')
    (folder / "titled.yaml").write_text(f'id: r\nversion: "1"\ntitle: "{escaped}"\nextends: b2b\n')


def says_nothing_to_a_terminal(folder: Path, *words: str) -> None:
    ran = run(folder, *words, SHORTLIST_DB=str(folder / "record.db"))
    said = ran.out + ran.err
    assert "Traceback" not in said, words
    assert not COMMANDS.findall(said), words


@pytest.mark.quick(5, proofs=4)
@pytest.mark.parametrize(
    "words",
    [
        ["inspect", "headers.csv"], ["qualify", "headers.csv", "--no-db", "--refused", "refused.csv"], ["inspect", "sheets.xlsx"],
        ["inspect", f"sheets.xlsx::{EVIL}"], ["check", "rules.yaml"], ["check", "titled.yaml"], ["rulesets", "titled.yaml"],
        ["qualify", "list.csv", "--no-db", "-r", "titled.yaml"], ["explain", "A1", "--list", "list.csv", "-r", "titled.yaml"],
        ["memo", "A1", "--list", "list.csv", "-r", "titled.yaml"], ["decide", f"name={EVIL}", f"country={EVIL}"],
        ["qualify", "list.csv", "--db", "record.db"], ["runs", "--db", f"{EVIL}.db"], ["qualify", "list.csv", "-o", f"{EVIL}.{EVIL}"],
        ["qualify", "list.csv", "--no-db", "--set", f"{EVIL}={EVIL}"], ["qualify", "list.csv", "--no-db", "--lang", EVIL],
    ],
)  # fmt: skip
def test_texts_of_lists_sheets_and_rulesets(words: list[str], tmp_path: Path) -> None:
    settle(tmp_path)
    says_nothing_to_a_terminal(tmp_path, *words)


def test_markup_is_shown_as_it_stands(tmp_path: Path) -> None:
    settle(tmp_path)
    said = run(tmp_path, "explain", "A1", "--list", "list.csv").out
    assert "[/x][link=http://x]z[bold]" in "".join(said.split())


@pytest.mark.quick(2)
@pytest.mark.parametrize("name", NAMES)
def test_every_argument_and_option_of_every_command(name: str, tmp_path: Path) -> None:
    settle(tmp_path)
    group = application()
    context = click.Context(group)
    command = group.get_command(context, name)
    assert command is not None
    subs = list(getattr(command, "commands", {}).values())
    for one in subs or [command]:
        before = [name, one.name or ""] if subs else [name]
        says_nothing_to_a_terminal(tmp_path, *before, EVIL)
        given = REACHED.get(name, ["list.csv"] if name in ("qualify", "inspect") else [])
        for parameter in one.params:
            if isinstance(parameter, click.Option) and not parameter.is_flag and parameter.opts[0] not in given:
                says_nothing_to_a_terminal(tmp_path, *before, *given, parameter.opts[-1], EVIL)
        says_nothing_to_a_terminal(tmp_path, *before, f"--{EVIL}")
