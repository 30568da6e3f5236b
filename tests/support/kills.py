"""Kills runs with SIGKILL while they write the record, and looks at what is left.

python -m tests.support.kills [--moments 20] [--rows 300000]

The time of writing is measured first. Moments are spread evenly over it; three in four lie while the run's state is
`writing`, the others before and after. After each kill: SQLite's integrity check passes, readers see complete runs only, all
whole, and the next run lands.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.throughput import RULESET, make_list

from shortlist.record.database import open_record
from shortlist.record.runs import list_runs


@dataclass
class Left:
    """What a kill left: when it was, the state of the killed run (none where it had not begun), and the complete runs."""

    moment: float
    state: str
    complete: int


def command(source: Path, path: Path) -> list[str]:
    return [sys.executable, "-c", "import sys; from shortlist.cli import main; main(sys.argv[1:])", "qualify", str(source), "-r", str(RULESET),
            "--db", str(path), "-o", str(path.with_suffix(".parquet")), "--as-of", "2026-11-01", "--duplicates", "keep"]  # fmt: skip


def states(path: Path) -> dict[int, str]:
    """The state of each run, also of those that readers do not see; read without changing anything."""
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            return dict(connection.execute("SELECT id, state FROM runs").fetchall())
        finally:
            connection.close()
    except sqlite3.Error:
        return {}


def measure(source: Path, path: Path) -> tuple[float, float, float]:
    """Seconds from the start of a run until its state is `writing`, until it is `complete`, and until its rows land."""
    before = max(states(path), default=0)
    start = time.perf_counter()
    running = subprocess.Popen(command(source, path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    began = landing = 0.0
    while running.poll() is None:
        known = states(path)
        now = time.perf_counter() - start
        new = max(known, default=0)
        began = began or (now if new > before else 0.0)
        landing = landing or (now if began and rows_of(path, new) else 0.0)
        if new > before and known[new] == "complete":
            running.wait()
            return began, landing or now, now
        time.sleep(0.01)
    raise SystemExit("the run to be measured failed")


def rows_of(path: Path, run: int) -> int:
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            return int(connection.execute("SELECT count(*) FROM inputs WHERE run_id = ?", [run]).fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:
        return 0


def kill_at(source: Path, path: Path, moment: float) -> None:
    running = subprocess.Popen(command(source, path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    if running.poll() is None:
        os.kill(running.pid, signal.SIGKILL)
    running.wait()


def look(path: Path, rows: int, moment: float, seen: set[int]) -> Left:
    """Raises AssertionError where the file is damaged or a reader sees anything that is not whole."""
    with open_record(path) as opened:
        assert opened.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}], moment
        known = {row["id"]: row["state"] for row in opened.rows("SELECT id, state FROM runs")}
        complete = [run.id for run in list_runs(opened)]
        assert complete == sorted((number for number, state in known.items() if state == "complete"), reverse=True)
        for number in complete:
            held = opened.rows("SELECT count(*) AS rows FROM complete_decisions WHERE run_id = ?", [number])[0]["rows"]
            inputs = opened.rows("SELECT sum(last_row - first_row + 1) AS rows FROM inputs WHERE run_id = ?", [number])
            assert (held, inputs[0]["rows"]) == (rows, rows), (moment, number)
        assert (
            opened.rows("SELECT count(*) AS n FROM last_decisions WHERE run_id NOT IN (SELECT id FROM complete_runs)")[
                0
            ]["n"]
            == 0
        )
    new = max(set(known) - seen, default=0)
    return Left(moment, known.get(new, "not begun"), len(complete))


def spread(moments: int, began: float, landing: float, complete: float) -> list[float]:
    """A quarter of the moments before the writing and after it, the others evenly over it, half of these while rows land."""
    inside = moments * 3 // 4 + (moments > 4)
    rows = (inside + 1) // 2
    early = [began + (landing - began) * (i + 0.5) / (inside - rows) for i in range(inside - rows)]
    late = [landing + (complete - landing) * (i + 0.5) / rows for i in range(rows)]
    outside = moments - inside
    around = [began * (i + 0.5) / outside if i % 2 else complete + 0.05 * (i + 1) for i in range(outside)]
    return sorted([*early, *late, *around])


def tried(folder: Path, moments: int, rows: int) -> Iterator[Left]:
    """Every moment: a run killed, the record looked at, and the next run landed."""
    source, path = folder / "list.csv", folder / "record.db"
    make_list(source, rows)
    measure(source, path)
    times = sorted(measure(source, path) for _ in range(3))[1]
    found: list[Left] = []
    planned = spread(moments, *times)
    while planned:
        moment = planned.pop(0)
        seen = set(states(path))
        kill_at(source, path, moment)
        found.append(look(path, rows, moment, seen))
        subprocess.run(command(source, path), check=True, capture_output=True)
        after = look(path, rows, moment, seen)
        assert after.complete == found[-1].complete + 1, moment
        assert set(states(path).values()) == {"complete"}, moment
        assert not list(folder.glob("*-writing-*")), moment
        yield found[-1]
        # A busy machine runs faster or slower than it was measured; then some moments are tried again.
        if (
            not planned
            and len(found) < 2 * moments
            and sum(left.state == "writing" for left in found) < moments * 3 // 4
        ):
            planned = [times[1] + (times[2] - times[1]) * len(found) / (2 * moments)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--rows", type=int, default=300_000)
    arguments = parser.parse_args()
    writing = count = 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        for count, left in enumerate(tried(Path(name), arguments.moments, arguments.rows), 1):  # noqa: B007
            writing += left.state == "writing"
            print(
                f"{left.moment:6.2f} s  {left.state:<9}  {left.complete} complete runs seen, integrity ok, the next run landed",
                flush=True,
            )
    print(f"{writing} of {count} kills while `writing`")


if __name__ == "__main__":
    main()
