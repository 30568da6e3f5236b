"""No test writes the record of whoever runs it, or leaves a language behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shortlist.language import choose
from shortlist.record.database import VARIABLE, open_record


@pytest.fixture(scope="session", autouse=True)
def own_record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A record for the session; it is there already, so that no run says where it is."""
    path = tmp_path_factory.mktemp("record") / "record.db"
    open_record(path, write=True).db.close()
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(path)
    yield path
    del os.environ[VARIABLE]
    if before is not None:
        os.environ[VARIABLE] = before


@pytest.fixture(autouse=True)
def no_language_left_behind() -> Iterator[None]:
    yield
    choose(None)
