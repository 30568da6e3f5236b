"""Generated pages are current, and the README's commands do what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shortlist.sql import TABLE
from tests.make_docs import DOCS, PAGES

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), f"docs/{name} is old: run make docs"


def test_every_node_with_a_spelling_is_on_the_page() -> None:
    page = (DOCS / "conditions.md").read_text(encoding="utf-8")
    assert all(rule.meaning.zh in page for rule in TABLE.values() if rule.spelling)


def transcript(text: str) -> list[tuple[str, str]]:
    """The commands of the `console` blocks of a page, each with what it prints."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = command[:-1] + more.strip()
            found.append((command, output))
    return found


@pytest.mark.parametrize("page", ["README.md"])
def test_commands_of_the_page_print_what_it_says(page: str, tmp_path: Path) -> None:
    commands = transcript((ROOT / page).read_text(encoding="utf-8"))
    assert len(commands) >= 5
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "110", "SHORTLIST_LANG": "en", "TERM": "dumb"}
    for command, expected in commands:
        run = subprocess.run(command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        printed = "\n".join(line.rstrip() for line in (run.stdout + run.stderr).splitlines())
        wanted = "\n".join(line.rstrip() for line in expected.splitlines())
        assert printed.strip() == wanted.strip(), f"$ {command}"
