"""Signals: what is left, what is said, and what is in the record."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shortlist import ending
from shortlist.errors import Problem
from shortlist.language import Text
from shortlist.memo import helpers
from shortlist.record.runs import list_runs, open_record
from tests.support.places import DOCS
from tests.support.program import run
from tests.support.prove_signals import Bench, tried
from tests.support.seeds import sample
from tests.support.small import RISK, SMALL

LEFT_BY = {
    "polars": "import polars as pl; pl.select(pl.int_range(10**11, eager=False).hash().sum())",
    "python": "while True: pass",
    "sleep": "import time; time.sleep(60)",
    "sqlite": "import sqlite3; sqlite3.connect(':memory:').execute("
    "'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n').fetchone()",
    "swallow": "import time\nwhile True:\n  try: time.sleep(60)\n  except BaseException: pass",
    "fill": "made = temporary.make_part(Path(sys.argv[1]) / 'memos', folder=True)\n"  # it holds the interpreter, as memos do
    "for number in range(10**9):\n  try: (made / f'{number}.md').touch()\n  except OSError: pass\n"
    "  if number > 600: sum(range(300_000))",
    "step": "with ending.step():\n  time.sleep(0.3); ending.say_written(Text('a.csv', 'a.csv'))\ntime.sleep(60)",
}
START = """
import sys, time
from collections.abc import Callable
from pathlib import Path
from shortlist import ending, temporary
from shortlist.errors import Problem
from shortlist.language import Text
from shortlist.memo import helpers
ending.watch()
part = temporary.make_part(Path(sys.argv[1]) / 'out.csv')
print(flush=True)
"""


SIGNALS = [signal.SIGINT, *(pytest.param(one, marks=pytest.mark.proof) for one in (signal.SIGTERM, signal.SIGHUP))]


@pytest.mark.parametrize("what", LEFT_BY)
@pytest.mark.parametrize("number", SIGNALS)
def test_whatever_it_does_it_ends_soon(tmp_path: Path, what: str, number: signal.Signals) -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", START + LEFT_BY[what], str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=os.environ | {"SHORTLIST_LANG": "en"},
    )  # fmt: skip
    assert running.stdout is not None
    running.stdout.readline()
    assert list(tmp_path.iterdir())
    time.sleep(0.1)
    running.send_signal(number)
    _, said = running.communicate(timeout=20)
    written = "stopped; a.csv is complete" if what == "step" else "stopped; nothing was written"
    assert (running.returncode, said) == (128 + number, written + "\n")
    assert list(tmp_path.iterdir()) == []


def test_what_is_ignored_stays_so(tmp_path: Path) -> None:
    """As under `nohup`, and for SIGINT in the background of a script."""
    code = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{START}\ntime.sleep(0.5); print('on')"
    running = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    running.stdout.readline()
    running.send_signal(signal.SIGHUP)
    assert running.communicate() == (b"on\n", b"") and running.returncode == 0


def test_the_line_names_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ending, "_watching", True)
    ending.say_written(Text("a.csv", "a.csv"))
    assert ending.said() == ("stopped; a.csv is complete", "已中止，但以下内容已完成：a.csv")
    ending.say_written(Text("3 memos in m", "m 中的 3 份备忘录"))
    ending.say_lacking(Text("the run is not in the record", "本次运行未记入运行记录"))
    assert ending.said().en == "stopped; a.csv and 3 memos in m are complete; the run is not in the record"
    assert ending.said().zh == "已中止，但以下内容已完成：a.csv、m 中的 3 份备忘录；本次运行未记入运行记录"
    ending.close()
    assert ending.said() == ending.NOTHING


@pytest.mark.proof
def test_signals_at_random_moments_of_a_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path, 30, 20)
    assert len(list(tried(bench, 3, bench.measure(), 5))) == 3


HELPED = """
import os, signal, sys, time
from shortlist.memo import helpers

def prepare(seconds):
    return lambda task: time.sleep(seconds) or ()

def mine(task):
    time.sleep(1.0 if task else 0.5)  # until the other is busy
    print(os.getpid(), *(one._process.pid for one in ending_helpers()), flush=True)
    time.sleep(60)

def ending_helpers():
    from shortlist import ending
    return list(ending._helpers)

if __name__ == "__main__":
    from shortlist import ending
    ending.watch()
    helpers.share_out(range(9), prepare, 60, mine, 2)
"""


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc to look for processes in")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_helpers_end_with_the_process(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "helped.py").write_text(HELPED)
    running = subprocess.Popen(
        [sys.executable, "helped.py"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env=os.environ | {"SHORTLIST_LANG": "en"},
    )  # fmt: skip
    assert running.stdout is not None
    _, *others = map(int, running.stdout.readline().split())
    assert len(others) == 2 and all(map(is_running, others))
    running.send_signal(number)
    _, said = running.communicate(timeout=20)
    assert said == ("" if number == signal.SIGKILL else "stopped; nothing was written\n")
    end = time.monotonic() + 10
    while any(map(is_running, others)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not any(map(is_running, others))


def test_a_task_over_which_a_helper_dies_is_done_here() -> None:
    done: list[int] = []

    def mine(task: int) -> tuple[Problem, ...]:
        done.append(task)
        time.sleep(0.05)
        return ()

    helpers.share_out(range(60), _die, None, mine, 1)
    assert sorted(done) == list(range(60))


def _die(_: object) -> Callable[[int], tuple[Problem, ...]]:
    return lambda task: os._exit(3)


@pytest.mark.proof
@pytest.mark.parametrize("seed", sample(range(6), 1, "long"))
def test_more_signals_at_random_moments_of_a_run(tmp_path: Path, seed: int) -> None:
    bench = Bench(tmp_path, 400, 300)
    assert len(list(tried(bench, 3, bench.measure(), seed))) == 3


# --- killed between any two steps of putting outputs into place

KILLED = """
import os, signal, sys
from shortlist import cli, ending, pipeline
from shortlist.record.write import Recorder

number, complete = int(sys.argv.pop(1)), Recorder.complete
say_written, steps = ending.say_written, 0

def step(event, arguments=()):
    global steps
    if event in ('os.rename', 'os.remove', 'open', 'said'):
        steps += 1
        if steps > number:
            os.kill(os.getpid(), signal.SIGKILL)

def watched(self, *arguments):
    sys.addaudithook(step)
    ending.say_written = lambda what: step('said')
    return complete(self, *arguments)

Recorder.complete = watched
cli.main(sys.argv[1:])
"""


def kill_after(folder: Path, steps: int, *more: str) -> int:
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "risk.csv").write_text(RISK, encoding="utf-8")
    words = [
        "qualify",
        "list.csv",
        "-r",
        "small.yaml",
        "--db",
        "r.db",
        "-o",
        "o.csv",
        "--refused",
        "n.csv",
        "--memos",
        "m",
    ]
    command = [sys.executable, "-c", KILLED, str(steps), *words, *more]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode


STEPS = 40  # more than there are


@pytest.mark.parametrize("again", [pytest.param(False, marks=pytest.mark.proof), True])
@pytest.mark.parametrize("step", [8, *(pytest.param(one, marks=pytest.mark.long if one % 10 else pytest.mark.proof) for one in range(STEPS) if one != 8)])  # fmt: skip
def test_killed_at_any_step_the_next_run_settles_it(tmp_path: Path, step: int, again: bool) -> None:
    """The run is in the record exactly if its output is in place; so are the others then, and nothing else is left."""
    ids = random.Random(step).sample(range(1000), 4)
    (tmp_path / "list.csv").write_text("id,name,visits\n" + "".join(f"A{one},N{one},9\n" for one in ids))
    (tmp_path / "next.csv").write_text("id,name,visits\nB1,N,3\n")
    if again:
        assert kill_after(tmp_path, 10_000, "--limit", "1") == 0
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*")}
    status = kill_after(tmp_path, step)
    assert status in (0, -signal.SIGKILL)
    ran = run(tmp_path, "qualify", "next.csv", "-r", "small.yaml", "--db", "r.db", "-o", "x.csv", "--json")
    assert ran.status == 0, ran.err
    known = {"list.csv", "next.csv", "small.yaml", "risk.csv", "o.csv", "n.csv", "m", "r.db", "x.csv"}
    assert {path.name for path in tmp_path.iterdir()} <= known
    new = {path.name for path in (tmp_path / "o.csv", tmp_path / "n.csv", *(tmp_path / "m").glob("*"))
           if path.exists() and path.stat().st_ino != before.get(path)}  # fmt: skip
    assert len(new) in (0, 6), new
    with open_record(tmp_path / "r.db") as opened:
        recorded = [one.facts["source"] for one in list_runs(opened)]
    assert recorded == ["next.csv", *["list.csv"] * (bool(new) + again)]
    killed = [line for line in ran.lines if "was killed" in line]
    assert len(killed) <= 1
    assert not killed or ("it is in the record now" in killed[0]) == bool(new)


def test_the_steps_are_all_there(tmp_path: Path) -> None:
    """So that the kills above reach from before the first to behind the last."""
    (tmp_path / "list.csv").write_text("id,name,visits\nB1,N,3\n")
    assert kill_after(tmp_path, 0) == -signal.SIGKILL
    assert kill_after(tmp_path, STEPS) == 0


@pytest.mark.parametrize(("name", "language"), [("record.md", "en"), ("record.zh.md", "zh")])
def test_pages_quote_the_line_that_is_said(name: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert f"`{getattr(ending.said(), language)}`" in page
    memos, run_ = (
        Text("40 memos in memos", "memos 中的 40 份评审意见"),
        Text("run 7 of the record", "运行记录（第 7 次运行）"),
    )
    monkeypatch.setattr(ending, "_written", [Text("out.csv", "out.csv"), memos, run_])
    assert f"`{getattr(ending.said(), language)}`" in page
