"""Makes distributions with plugins in a folder, as an installer would leave them, and puts the folder on the path."""

from __future__ import annotations

import base64
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from shortlist.plugins.discovery import registry

HEAD = """\
import polars as pl
from pydantic import BaseModel
from shortlist import Context, Criterion, Field, Measure, Segment, SegmentClass, Text, hookimpl, levels, linear, steps

shortlist_api = 1
TITLE = {"en": "Years as customer", "zh": "合作年限"}
YEARS = Field("acme_years", "number", title=TITLE, minimum=0)
SPEND = Field("acme_spend", "money", title={"en": "Spend", "zh": "采购额"}, minimum=0)

def criterion(id="acme_loyalty", value="acme_years", curve=linear({0: 0, 5: 100}), **more):
    measure = Measure("years", value=value, curve=curve, **{"title": TITLE, **more})
    return Criterion(id, (measure,), title={"en": "Loyalty", "zh": "忠诚度"})

@hookimpl
def register_fields():
    return [YEARS, SPEND]
"""
CRITERIA = """
@hookimpl
def register_criteria():
    return [{}]
"""
GOOD = HEAD + CRITERIA.format("criterion()")


def distribution(folder: Path, module: str, code: str, name: str = "acme-loyalty", entry: str = "loyalty") -> None:
    """Leave a distribution of one module and one entry point in a folder."""
    (folder / f"{module}.py").write_text(dedent(code), encoding="utf-8")
    about = folder / f"{name.replace('-', '_')}-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(f"[shortlist]\n{entry} = {module}\n", encoding="utf-8")
    digest = hashlib.sha256((folder / f"{module}.py").read_bytes()).digest()
    told = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    files = [
        f"{module}.py,sha256={told},",
        *(f"{about.name}/{one},," for one in ("METADATA", "entry_points.txt", "RECORD")),
    ]
    (about / "RECORD").write_text("\n".join(files) + "\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path for distributions; what was imported from it is forgotten afterwards."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delenv("SHORTLIST_PLUGINS", raising=False)
    monkeypatch.setenv("SHORTLIST_LANG", "en")
    registry.cache_clear()
    yield folder
    registry.cache_clear()
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]
