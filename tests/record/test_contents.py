"""A record whose contents were changed by another hand explains nothing: one line, exit status 2."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.program import run
from tests.support.small import SMALL, write

COMMANDS = [
    ["explain", "A"], ["memo", "A"], ["replay", "last"], ["runs", "show", "last"], ["whatif", "A", "visits=3"],
]  # fmt: skip
CHANGES = {
    "ruleset": "UPDATE contents SET body = replace(body, '100', '90') WHERE kind = 'ruleset'",
    "table": "UPDATE contents SET body = replace(body, 'DE,1.5', 'DE,0.5') WHERE kind = 'reference'",
    "inputs": "UPDATE contents SET body = CAST('no' || body AS BLOB) WHERE kind = 'inputs'",
    "lost": "DELETE FROM contents WHERE kind = 'reference'",
    "swapped": "UPDATE run_files SET content = (SELECT content FROM run_files WHERE kind = 'reference') WHERE kind = 'ruleset'",
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recorded")
    write(folder, SMALL)
    (folder / "list.csv").write_text("id,visits,seat\nA,4,DE\nB,9,CN\n", encoding="utf-8")
    done = run(folder, "qualify", "list.csv", "-r", "small.yaml", "-o", "out.csv", "--db", "r.db")
    assert done.status == 0, done.err
    return folder


@pytest.mark.quick(12)
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_changed_contents_are_said_and_not_shown(
    command: list[str], change: str, language: str, recorded: Path, tmp_path: Path
) -> None:
    record = tmp_path / "r.db"
    record.write_bytes((recorded / "r.db").read_bytes())
    before = run(tmp_path, *command, "--db", str(record), "--lang", language)
    assert before.status == 0, before.err
    with closing(sqlite3.connect(record)) as database:
        database.execute("PRAGMA foreign_keys = OFF")
        assert database.execute(CHANGES[change]).rowcount
        database.commit()
    after = run(tmp_path, *command, "--db", str(record), "--lang", language)
    if change == "inputs" and command[0] == "runs":  # shows none of them
        assert after.status == 0
        return
    assert (after.status, after.out) == (2, "")
    assert ("has been changed" if language == "en" else "有改动") in after.err
    assert after.err.strip().count("\n") == 0
