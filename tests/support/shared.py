"""The real lists of `../shared/data` and exports of `../shared/exports`, or of the folder SHORTLIST_SHARED; tests that need them are skipped aloud without."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.places import ROOT

SHARED = Path(os.environ.get("SHORTLIST_SHARED", ROOT.parent / "shared"))


def data(name: str) -> Path:
    """A list of real data. Skips the test where it is not there."""
    return _find(f"data/{name}")


def exports(name: str) -> Path:
    """An export as a CRM writes it. Skips the test where it is not there."""
    return _find(f"exports/{name}")


def _find(name: str) -> Path:
    path = SHARED / name
    if not path.is_file():
        pytest.skip(f"{path} is not there; set SHORTLIST_SHARED to the folder that holds {name}")
    return path
