"""Runs the command line: in this process, which is quick, or as the installed program, which is what a person starts."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from shortlist import cli
from shortlist.language import choose

BIN = Path(sys.executable).parent
LANGUAGE = ("SHORTLIST_LANG", "LC_ALL", "LC_MESSAGES")


@dataclass
class Ran:
    """What a run of the program left behind."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def environment(variables: dict[str, str]) -> dict[str, str]:
    """That of a run: English and 100 columns, unless a variable says otherwise."""
    kept = {name: value for name, value in os.environ.items() if name not in LANGUAGE}
    return kept | {"LANG": "C.UTF-8", "COLUMNS": "100"} | variables


def run(folder: Path, *arguments: str, stdin: str | bytes = "", **variables: str) -> Ran:
    """Run `shortlist` in a folder, in this process.

    Not for help: a command says it in the language in which its module was imported, which is that of an earlier test.
    """
    assert arguments and not {"-h", "--help"} & {*arguments}
    given = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    choose(None)
    try:
        with (
            chdir(folder),
            patch.dict(os.environ, environment(variables), clear=True),
            patch.object(sys, "stdin", given),
            patch.object(sys, "argv", ["shortlist", *arguments]),  # from which the next command is said
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            cli.main(arguments)
    except SystemExit as left:
        assert isinstance(left.code, int)
        return Ran(left.code, out.getvalue(), err.getvalue())
    finally:
        choose(None)
    raise AssertionError("the program did not leave")


def start(folder: Path, *arguments: str, shell: str | None = None, stdin: str | None = None, **variables: str) -> Ran:
    """Start the installed `shortlist` (or a whole shell line) in a folder, as a process of its own."""
    path = {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    command: str | list[str] = shell or ["shortlist", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(path | variables),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        shell=shell is not None,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
