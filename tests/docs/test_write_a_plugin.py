"""The tutorial does what it says, from its first command to its last."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support import fresh
from tests.support.tutorial import BLOCK, follow, steady

PAGE = fresh.ROOT / "docs" / "write-a-plugin.md"


@pytest.mark.proof
@pytest.mark.skipif(sys.platform != "linux", reason="the page's sed is GNU's")
def test_the_tutorial_does_what_it_says(product: Path, tmp_path: Path) -> None:
    binaries = fresh.environment(tmp_path / "env", product)
    ran = 0
    for command, expected, printed in follow(PAGE.read_text(encoding="utf-8"), binaries, tmp_path):
        assert steady(printed) == steady(expected), f"$ {command}"
        ran += 1
    assert ran >= 12


def test_every_file_to_write_is_found() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("Write this to `") == sum(bool(block["file"]) for block in BLOCK.finditer(page)) == 5
