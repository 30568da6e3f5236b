"""Damaged command lines against the whole program: python -m tests.support.fuzz_commands --count 5000 --seed 1

Every command of click's tree with options out of its own parameters; arguments, files, environment and standard streams are
damaged. A line fails that prints a traceback or a library's own words, that leaves with a status which is not documented, takes
too long, or changes a file that is no output. Most run in copies of this process, some as the installed program. What failed
is printed with its seed, and the exit status is 1; `--only SEED` runs one of them again and shows what it printed.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.support import fuzz_files
from tests.support.fuzz_lines import Line, draw
from tests.support.fuzz_server import Left, Streams, digest, fork, warm
from tests.support.program import BIN, environment

LIMIT = 60.0  # seconds; on a busy machine, where a template alone may take five
STATUSES = (0, 1, 2, 130)
PROSPECT = b'{"Country": "Germany", "Staff": 12, "Revenue": "EUR 5m"}'
STDIN = (
    PROSPECT,
    fuzz_files.CSV.encode(),
    b"",
    b"\xff\xfe\x00",
    b"{" * 5000,
    b'{"a": 1e999, "[/x]": null}',
    b'{"Staff": ' + b"9" * 5000 + b"}",
)
# What a library or Python says in its own words.
FOREIGN = re.compile(
    r"Traceback|panicked at|RUST_BACKTRACE|[A-Za-z]+(?:Error|Exception|Warning)\b(?! [\u4e00-\u9fff])|object has no attribute|NoneType|<class '|<[a-z_.A-Z]+ object at|"
    r"os error \d|\[Errno|codec can't|unhashable|not subscriptable|unexpected keyword|cannot unpack|MarkupError|sqlite3\.|polars\.|core dumped|"
    r"invalid literal for|list index out of|Exception ignored"
)  # fmt: skip


class Fuzzer:
    """A folder with files to damage, and the program loaded."""

    def __init__(self, folder: Path) -> None:
        self.stock, self.here = folder / "stock", folder / "here"
        self.stock.mkdir()
        # In a process of its own: this one must never start the threads that a copy of it would not have.
        code = "import sys, pathlib; from tests.support.fuzz_files import make; make(pathlib.Path(sys.argv[1]))"
        subprocess.run([sys.executable, "-c", code, str(self.stock)], check=True)
        warm()

    def attempt(self, seed: int, program: bool = False) -> tuple[Line, Left, list[str]]:
        """One line, what it left behind, and what is wrong with that; `program` starts the installed one."""
        chance = random.Random(seed)
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.stock, self.here)
        fuzz_files.make_others(self.here)
        line = draw(chance, STDIN)
        for name in line.damaged:
            try:
                fuzz_files.damage(self.here, name, chance)
            except (OSError, LookupError, ValueError, sqlite3.Error):  # it was damaged before
                continue
        before = digest(self.here)
        usual = {
            "TMPDIR": str(self.here / "tmp"),
            "HOME": str(self.here / "home"),
            "SHORTLIST_DB": "record.db",
            "SHORTLIST_LANG": "en",
        }
        variables = environment(usual | line.variables)
        streams = Streams(line.stdin, line.closed, line.full)
        run = start if program else fork
        left = run(line.words, self.here, variables, streams, LIMIT)
        after = digest(self.here)
        left.changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        return line, left, list(judge(line, left, before))


def start(words: list[str], folder: Path, variables: dict[str, str], streams: Streams, limit: float) -> Left:
    """The same as a process of the installed program."""
    closing = " ".join(f"{number}{'<' if number == 0 else '>'}&-" for number in streams.closed)
    full = ">/dev/full" if streams.full else ""
    began = time.monotonic()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(streams.stdin)
        given.seek(0)
        command = ["sh", "-c", f'exec "$0" "$@" {full} {closing}', str(BIN / "shortlist"), *words]
        try:
            status: int | None = subprocess.run(
                command, cwd=folder, env=variables, stdin=given, stdout=out, stderr=err, timeout=limit + 10
            ).returncode
        except subprocess.TimeoutExpired:
            status = None
        except ValueError:  # a NUL, which no process can be given
            status = 2
            err.write("no process 无此进程".encode())  # for the judge, who wants a word in the language asked for
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read(1 << 22).decode("utf-8", "backslashreplace"))
    return Left(status, texts[0], texts[1], time.monotonic() - began)


def judge(line: Line, left: Left, before: dict[str, str]) -> Iterator[str]:
    """What is wrong with what a line left behind."""
    said = left.err
    if left.status is None:
        yield f"took more than {LIMIT:g} seconds"
    elif left.status not in STATUSES:
        yield f"exit status {left.status}"
    # A word of the command line that comes back is not the program's own.
    own = said
    for word in line.words:
        own = own.replace(word, "") if len(word) > 3 else own
    if found := FOREIGN.search(own):
        yield f"in a library's words: {found[0]}"
    coding = line.variables.get("PYTHONIOENCODING", "utf-8")
    if left.status == 2 and not said.strip() and 2 not in line.closed and coding != "utf-16":
        yield "exit status 2 without a word"
    # That of headings is another language than that of messages.
    words = [word for before, word in pairwise(("", *line.words)) if before != "--headings"]
    chinese = "zh" in (line.variables.get("SHORTLIST_LANG"), *words) and "en" not in words
    shown = coding == "utf-8" and 2 not in line.closed and said.strip() != ""
    if left.status == 2 and chinese and shown and not re.search("[\u4e00-\u9fff]", said):
        yield "no word of Chinese"
    for name in left.changed:
        if not _may_change(name, line, name in before):
            yield f"{'changed' if name in before else 'left'}: {name}"


def _may_change(name: str, line: Line, existed: bool) -> bool:
    """Whether a file is an output of a line: named as one, below a folder named as one, or the record."""
    table = any(one.startswith(f"{name}::") for one in line.outputs)
    if existed and not name.startswith("record.db") and not table:
        return False  # no line of ours names a file as an output that is there, but for the record and tables
    named = [part for one in line.outputs for part in (one, one.rpartition("::")[0])]  # a memo's has no table
    outputs = [one.rstrip("/").removeprefix("./") for one in named if one]
    record = [line.variables.get("SHORTLIST_DB", "record.db"), "home"]
    for output in (*outputs, *(one for one in record if one)):
        if output in ("", ".", ".."):
            continue
        if name in (output, f"{output}-wal", f"{output}-shm", f"{output}-journal") or name.startswith(f"{output}/"):
            return True
        if f"{output}/".startswith(f"{name}/"):
            return True
    return False


def fuzz(count: int, seed: int, share: int = 50) -> int:
    """Try so many lines, one in `share` as the installed program; returns the exit status."""
    wrong = 0
    statuses: dict[int | None, int] = {}
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        fuzzer = Fuzzer(Path(folder))
        for number in range(count):
            line, left, problems = fuzzer.attempt(
                seed * 1_000_000 + number, program=share > 0 and number % share == share - 1
            )
            statuses[left.status] = statuses.get(left.status, 0) + 1
            slowest = max(slowest, left.seconds)
            if problems:
                wrong += 1
                print(
                    f"{seed * 1_000_000 + number}: {'; '.join(problems)}\n  {line}\n  {left.err[-600:]!r}", flush=True
                )
            if number % 100 == 99:
                print(
                    f"{number + 1:,} lines, {wrong} wrong; exit statuses {statuses}; slowest {slowest:.1f} s",
                    flush=True,
                )
    print(f"{count:,} lines, {wrong} wrong; exit statuses {statuses}; slowest {slowest:.1f} s", flush=True)
    return 1 if wrong else 0


def show(seed: int) -> int:
    """One line again, with all that it printed."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        line, left, problems = Fuzzer(Path(folder)).attempt(seed)
        print(line, left.status, f"{left.seconds:.1f} s", left.changed, left.out, left.err, *problems, sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    asked = parser.parse_args()
    sys.exit(show(asked.only) if asked.only is not None else fuzz(asked.count, asked.seed))
