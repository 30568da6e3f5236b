"""Sends signals to runs at random moments, and looks at what is left, what was said, and what is in the record.

python -m tests.support.prove_signals [--count 300] [--rows 100000] [--seed 1]

SIGINT and SIGTERM go to the process, or to all of its session as a terminal does; SIGKILL to the process alone, so that its
helpers have to notice. One in five comes while outputs are put into place, which takes too short a time to be met often. After
SIGINT and SIGTERM nothing may be left; after SIGKILL a small run follows, after which nothing may.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.throughput import RULESET, make_list

from tests.support.program import environment

KINDS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
LAUNCH = Path(__file__).with_name("few_memos.py")
MEMOS = 300
LATE = 0.05  # seconds that putting 300 memos into place takes
AGAIN = 25  # trials between which the record and the outputs begin anew
NOTHING = {"en": "stopped; nothing was written", "zh": "已中止，未写入任何内容"}
WRITTEN = {
    "en": r"stopped; out\.csv, refused\.csv, (\d+) memos in memos and run (\d+) of the record are complete",
    "zh": r"已中止，但以下内容已完成：out\.csv、refused\.csv、memos 中的 (\d+) 份评审意见、运行记录（第 (\d+) 次运行）",
}
Identity = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """What one signal came to: the seconds until it was sent and until the process had ended, and which way it ended."""

    kind: str
    moment: float
    took: float
    end: str


class Bench:
    """A folder with a list, in which runs are started and ended."""

    def __init__(self, folder: Path, rows: int, memos: int = MEMOS) -> None:
        self.folder, self.memos = folder, memos
        self.place, self.temporary = folder / "place", folder / "tmp"
        self.temporary.mkdir()
        self.place.mkdir()
        make_list(folder / "list.csv", rows)
        lines = (folder / "list.csv").read_text().splitlines(keepends=True)
        (folder / "small.csv").write_text("".join(lines[:20]))
        self.recorded = 0

    def start(self, language: str, source: str = "list.csv", output: str = "out") -> subprocess.Popen[bytes]:
        words = ["qualify", f"../{source}", "-r", str(RULESET), "--db", "record.db", "-o", f"{output}.csv"]
        words += ["--refused", "refused.csv", "--memos", "memos", "--as-of", "2026-11-01", "--lang", language]
        with (self.folder / "said").open("wb") as said:
            return subprocess.Popen(
                [sys.executable, str(LAUNCH), str(self.memos), *words],
                cwd=self.place, env=environment({"TMPDIR": str(self.temporary)}), start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
            )  # fmt: skip

    def run(self, source: str, output: str) -> list[str]:
        """A run that nobody ends; returns what it said."""
        running = self.start("en", source, output)
        assert running.wait() == 0, self.said()
        return self.said()

    def said(self) -> list[str]:
        return (self.folder / "said").read_text("utf-8").splitlines()

    def measure(self) -> float:
        begun = time.perf_counter()
        self.run("list.csv", "out")
        self.recorded = self.count()
        return time.perf_counter() - begun

    def renew(self) -> None:
        for path in sorted(self.place.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        self.recorded = 0

    # --- what is there

    def outputs(self) -> dict[str, Identity]:
        found = [self.place / "out.csv", self.place / "refused.csv", *(self.place / "memos").glob("*")]
        return {str(one): (one.stat().st_ino, one.stat().st_mtime_ns) for one in found if one.exists()}

    def count(self) -> int:
        """Runs in the record, as readers see it."""
        if not (self.place / "record.db").exists():
            return 0
        connection = sqlite3.connect(self.place / "record.db")
        try:
            return int(connection.execute("SELECT count(*) FROM complete_runs").fetchone()[0])
        except sqlite3.OperationalError as error:
            assert "no such table" in str(error), error
            return 0
        finally:
            connection.close()

    def leftovers(self) -> list[str]:
        """What is no output, of this folder and that for temporary files."""
        known = {"out.csv", "refused.csv", "memos", "record.db", "record.db-journal", "small.csv"}
        there = [*self.place.iterdir(), *self.temporary.iterdir(), *(self.place / "memos").glob(".*")]
        return [str(one) for one in there if one.name not in known]

    def processes(self, session: int) -> list[str]:
        """Those of a run, by their session; what a parent has not yet waited for has ended."""
        left = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, _, own = stat.read_text().rpartition(") ")[2].split()[:4]
            except OSError:
                continue
            if int(own) == session and state != "Z":
                left.append(stat.parent.name)
        return left

    # --- one trial

    def wait(self, running: subprocess.Popen[bytes], moment: float, late: float | None) -> None:
        """Until the moment; or, with `late`, until so many seconds after outputs began to take their places."""
        if late is None:
            time.sleep(moment)
            return
        while running.poll() is None:
            if any("-publishing-" in one.name for one in self.place.iterdir()):
                time.sleep(late)
                return
            time.sleep(0.0005)

    def try_signal(
        self, kind: signal.Signals, moment: float, language: str, *, to_all: bool, late: float | None = None
    ) -> Found:
        """Raises AssertionError where anything is left, is not true, or is recorded and not published."""
        before = self.outputs()
        begun = time.perf_counter()
        running = self.start(language)
        self.wait(running, moment, late)
        sent = time.perf_counter()
        moment = sent - begun
        if running.poll() is None:
            os.killpg(running.pid, kind) if to_all and kind != signal.SIGKILL else running.send_signal(kind)
        status = running.wait(30)
        took = time.perf_counter() - sent
        while (left := self.processes(running.pid)) and time.perf_counter() < sent + took + 5:
            time.sleep(0.02)
        assert not left, f"processes {left}"
        said = self.said()
        after = self.outputs()
        if status == -signal.SIGKILL:
            return Found(kind.name, moment, took, self._settle_killed(before))
        assert not (left := self.leftovers()), f"{left} after {kind.name} at {moment:.3f}: {said}"
        published = self._is_published(before, after)
        assert self.count() - self.recorded == published, (said, published)
        self.recorded += published
        if status == 0:
            assert published
            return Found(kind.name, moment, took, "had ended")
        if status == -kind and published:
            # All was done, and Python on its way out had let go of the signals; to a shell it is 128 + kind too.
            assert any(word in line for line in said for word in ("prospects decided", "已评审")), said
            return Found(kind.name, moment, took, "had ended")
        if status in (-kind, 1) or (status == 128 + kind and not said):
            # Python was still on the way to the program, which takes the signals first of all.
            assert not published and moment < 1 and not any("stopped" in line for line in said), (status, said)
            return Found(kind.name, moment, took, "before the program")
        assert status == 128 + kind, (status, said)
        assert not any("Traceback" in line for line in said), said
        if not published:
            assert said[-1] == NOTHING[language], said
            return Found(kind.name, moment, took, "nothing written")
        found = re.fullmatch(WRITTEN[language], said[-1])
        assert found and int(found[1]) == self.memos, said
        return Found(kind.name, moment, took, "all written")

    def _is_published(self, before: dict[str, Identity], after: dict[str, Identity]) -> bool:
        """All outputs are new ones, or none is."""
        changed = {name for name in after if after[name] != before.get(name)}
        assert not changed or changed == set(after), f"{len(changed)} of {len(after)} outputs are new"
        assert not after or len(after) == self.memos + 2 or after == before, len(after)
        return bool(changed)

    def _settle_killed(self, before: dict[str, Identity]) -> str:
        """The next run: it removes what is left, and finishes or undoes what was begun."""
        placed = self.outputs()
        decided = placed.get(str(self.place / "out.csv")) != before.get(str(self.place / "out.csv"))
        seen = self.count() - self.recorded
        small = self.memos
        self.memos = 0  # of which no output is looked at again
        try:
            said = self.run("small.csv", "small")
        finally:
            self.memos = small
        assert not (left := self.leftovers()), left
        told = [line for line in said if "was killed" in line]
        landed = self.count() - self.recorded - 1
        assert landed == decided, (seen, landed, decided, said)
        assert landed == seen or (told and landed == 1 and seen == 0), (seen, landed, said)
        self.recorded += landed + 1
        if told:
            return "finished by the next" if landed else "undone by the next"
        return "all written" if landed else "nothing written"


def tried(bench: Bench, count: int, seconds: float, seed: int) -> Iterator[Found]:
    """So many signals, by thirds, over the time of a run and a little more."""
    random_ = random.Random(seed)
    for number in range(count):
        if number and number % AGAIN == 0:
            bench.renew()
        moment = random_.uniform(0, seconds * 1.05)
        language, to_all = random_.choice(("en", "zh")), random_.random() < 0.5
        late = random_.uniform(0, LATE) if random_.random() < 0.2 else None
        yield bench.try_signal(KINDS[number % 3], moment, language, to_all=to_all, late=late)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    ends: Counter[tuple[str, str]] = Counter()
    longest = 0.0
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), arguments.rows)
        seconds = sorted(bench.measure() for _ in range(3))[1]
        print(f"a run takes {seconds:.1f} s", flush=True)
        for found in tried(bench, arguments.count, seconds, arguments.seed):
            ends[found.kind, found.end] += 1
            longest = max(longest, found.took)
            print(f"{found.kind:<7} at {found.moment:5.2f} s, ended {found.took:4.2f} s later: {found.end}", flush=True)
    for (kind, end), times in sorted(ends.items()):
        print(f"{kind:<7} {end:<20} {times}")
    print(f"{sum(ends.values())} signals, 0 violations; the longest end took {longest:.2f} s")


if __name__ == "__main__":
    main()
