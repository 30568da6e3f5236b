"""What the examples of docstrings about the record read: a record of one run over a list of `examples/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist.cli import run
from shortlist.record.database import VARIABLE

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="session")
def one_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of one run, with one override."""
    path = tmp_path_factory.mktemp("record") / "record.db"
    output, record = str(path.with_name("decided.csv")), ["--db", str(path)]
    assert run(["qualify", str(EXAMPLES / "crm.csv"), "--as-of", "2026-11-23", "-o", output, *record]) == 0
    said = ["--decision", "review", "--because", "Litigation", "--by", "A. Keller"]
    assert run(["override", "0017A", *said, *record]) == 0
    return path


@pytest.fixture(autouse=True)
def examples_read_a_record(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if isinstance(request.node, pytest.DoctestItem) and request.node.name.startswith("shortlist.record."):
        monkeypatch.setenv(VARIABLE, str(request.getfixturevalue("one_run")))
