"""Damaged command lines: no traceback, no foreign words, no status that is not documented, no file changed that was no output."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from tests.support.fuzz_commands import judge
from tests.support.fuzz_lines import VALUES, Line, commands
from tests.support.fuzz_server import Left
from tests.support.seeds import sample

LINES = 10


@pytest.mark.proof
@pytest.mark.parametrize("seed", sample(range(30), 5, "long"))
def test_damaged_command_lines(seed: int) -> None:
    # In a process of its own: this one has the threads of Polars, with which no copy of it would go on.
    command = [sys.executable, "-m", "tests.support.fuzz_commands", "--count", str(LINES), "--seed", str(700 + seed)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_parameter_of_every_command_has_values() -> None:
    for path, command in commands():
        for parameter in command.params:
            own = isinstance(parameter.type, click.Choice | click.IntRange | click.DateTime) or getattr(parameter, "is_flag", False)  # fmt: skip
            assert own or parameter.name in VALUES, (path, parameter.name)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (Left(1, "", "Traceback (most recent call last):", 1.0), "in a library's words"),
        (Left(2, "", "polars.exceptions.ComputeError: x", 1.0), "in a library's words"),
        (Left(2, "", "list.csv: [Errno 2]", 1.0), "in a library's words"),
        (Left(2, "", "", 1.0), "exit status 2 without a word"),
        (Left(3, "", "x", 1.0), "exit status 3"),
        (Left(-11, "", "x", 1.0), "exit status -11"),
        (Left(None, "", "", 20.0), "took more than"),
        (Left(0, "", "", 1.0, ["list.csv"]), "changed: list.csv"),
        (Left(2, "", "x", 1.0, ["tmp/shortlist-x"]), "left: tmp/shortlist-x"),
        (Left(0, "", "", 1.0, ["out.csv"]), None),
    ],
)
def test_what_is_wrong_is_found(left: Left, said: str | None) -> None:
    found = list(judge(Line(["qualify", "list.csv", "-o", "out.csv"], outputs=["out.csv"]), left, {"list.csv": ""}))
    assert [one for one in found if said and said in one] == found and bool(found) == bool(said)
