"""A disk that is full while an output, memo or record is written: status 2, one line at the end, and nothing left of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import BIN, environment

resource = pytest.importorskip("resource", reason="sizes of files are limited through resource")
LIMIT = 12_000  # bytes of a file
CODE = (
    "import os, resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    f"resource.setrlimit(resource.RLIMIT_FSIZE, ({LIMIT}, {LIMIT})); os.execv(sys.argv[1], sys.argv[1:])"
)


@pytest.mark.quick(1, proofs=2)
@pytest.mark.parametrize(
    "words",
    [
        ["-o", "o.xlsx", "--no-db"],
        ["-o", "o.db::t", "--no-db"],
        ["-o", "o.csv", "--no-db"],
        ["-o", "o.tsv", "--no-db"],
        ["-o", "o.jsonl", "--no-db"],
        ["-o", "o.parquet", "--no-db"],
        ["-o", "ok.parquet", "--refused", "r.csv", "--no-db"],
        ["--memos", "memos", "--no-db"],
    ],
)
def test_nothing_is_left_of_an_output_that_found_no_room(words: list[str], tmp_path: Path) -> None:
    rows = "".join(f"A{n},Firm {n * 7919},DE,{n * 31}\n" for n in range(400))
    bad = "".join(f"B{n},{'x' * 40},DE\n" for n in range(399)) if "--refused" in words else ""
    (tmp_path / "list.csv").write_text("id,name,country,employees\n" + rows + bad)
    before = {one.name for one in tmp_path.iterdir()}
    command = [sys.executable, "-c", CODE, str(BIN / "shortlist"), "qualify", "list.csv", "-r", "b2b", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment({}), timeout=240)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert "cannot be written" in last and ("File too large" in last or "disk I/O error" in last)
    left = [one for one in tmp_path.rglob("*") if one.is_file() and one.name not in before]
    assert not left or (words[1] == "ok.parquet" and [one.name for one in left] == ["ok.parquet"])
