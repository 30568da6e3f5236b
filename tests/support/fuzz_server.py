"""Runs one command line in a forked copy of this process, in which the program is loaded already.

Each run has a session, a folder, an environment and standard streams of its own, a limit of time, and is looked at
afterwards: its exit status, what it printed, and which files it changed.
"""

from __future__ import annotations

import gc
import hashlib
import io
import os
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

BEFORE_POLARS = ("shortlist.pipeline", "shortlist.api", "shortlist.memo.single", "shortlist.record.replay", "shortlist.catalogue",
                 "shortlist.scaffold", "shortlist.intake.inspection", "shortlist.explanation.explain", "shortlist.engines.rete.engine",
                 "shortlist.record.overrides", "shortlist.record.erase", "shortlist.testing.conformance", "shortlist.prospects.subject",
                 "shortlist.intake.sources.workbook", "shortlist.intake.sources.parquet", "shortlist.intake.sources.sqlite",
                 "shortlist.intake.sources.jsonl", "shortlist.cli.terminal.run", "shortlist.cli.terminal.tables",
                 "shortlist.cli.terminal.explanation", "rich.table", "rich.progress", "sqlglot", "pydantic")  # fmt: skip
GRACE = 0.02  # seconds between two looks at a running child


@dataclass(frozen=True)
class Streams:
    """How the standard streams are: `closed` ones by number, what standard input holds, where standard output goes."""

    stdin: bytes = b""
    closed: frozenset[int] = frozenset()
    full: bool = False  # standard output is /dev/full


@dataclass
class Left:
    """What a run left behind."""

    status: int | None  # None: it was killed, for it took too long; negative: the signal that ended it
    out: str
    err: str
    seconds: float
    changed: list[str] = field(default_factory=list)


def warm() -> None:
    """Load the program, up to but without the first frame: Polars' threads would not live on in a copy of the process."""
    from shortlist.cli import COMMANDS, application

    group = application()
    for name in COMMANDS:
        group.get_command(None, name)  # type: ignore[arg-type]
    for module in BEFORE_POLARS:
        import_module(module)
    gc.collect()
    gc.freeze()


def fork(arguments: Sequence[str], folder: Path, variables: Mapping[str, str], streams: Streams, limit: float) -> Left:
    """Run the command line in a copy of this process; `folder` is the working directory."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given:
        given.write(streams.stdin)
        given.seek(0)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            _become(arguments, folder, variables, streams, (given.fileno(), out.fileno(), err.fileno()))
        status = _wait(child, began + limit)
        seconds = time.monotonic() - began
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read(1 << 22).decode("utf-8", "backslashreplace"))
    return Left(status, texts[0], texts[1], seconds)


def _wait(child: int, until: float) -> int | None:
    """The child's exit status; None where it had to be killed. Whatever it started ends with it."""
    status: int | None = None
    while True:
        done, code = os.waitpid(child, os.WNOHANG)
        if done:
            status = os.waitstatus_to_exitcode(code)
            break
        if time.monotonic() > until:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            break
        time.sleep(GRACE)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # its session is its own: processes that it started
    return status


def _become(
    arguments: Sequence[str], folder: Path, variables: Mapping[str, str], streams: Streams, numbers: Sequence[int]
) -> None:
    """Be the program, as a new process would be it; never returns."""
    code = 99
    try:
        os.setsid()
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(variables)
        tempfile.tempdir = None
        for number, opened in enumerate(numbers):
            os.dup2(opened, number)
        if streams.full:
            os.dup2(os.open("/dev/full", os.O_WRONLY), 1)
        for number in streams.closed:
            os.close(number)
        coding = variables.get("PYTHONIOENCODING", "utf-8").partition(":")[0]
        sys.stdin, sys.stdout, sys.stderr = (_stream(number, streams, coding) for number in range(3))
        sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
        sys.argv = ["shortlist", *arguments]
        code = _call(arguments)
    finally:
        os._exit(code)


def _stream(number: int, streams: Streams, coding: str) -> Any:
    if number in streams.closed:
        return None
    raw = io.FileIO(number, "r" if number == 0 else "w", closefd=False)
    buffered: Any = io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw)
    errors = "backslashreplace" if number == 2 else "strict"
    return io.TextIOWrapper(buffered, encoding=coding, errors=errors, line_buffering=number == 2)


def _call(arguments: Sequence[str]) -> int:
    """The exit status of the program, with a traceback on standard error where Python would print one."""
    import traceback

    from shortlist.cli import main

    status = 0
    try:
        main(arguments)
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    except BaseException:
        traceback.print_exc()
        status = 1
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:  # what Python does at its end
            status = 120
    return status


def digest(folder: Path) -> dict[str, str]:
    """Everything below a folder: by path what it is, with the hash of a file's bytes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif stat.S_ISLNK(mode):
            found[str(path.relative_to(folder))] = f"-> {path.readlink()}"
        else:
            found[str(path.relative_to(folder))] = oct(stat.S_IFMT(mode))
    return found
