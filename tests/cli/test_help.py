"""In Chinese all that help says is Chinese, click's own words too."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from shortlist.cli import COMMANDS
from tests.support.program import environment

# In a process of its own, for a command says its help in the language in which its module was imported.
PRINT = """
from shortlist.cli import COMMANDS, application

def show(command, context):
    print("=====", context.command_path)
    print(command.get_help(context))
    for name, below in getattr(command, "commands", {}).items():
        show(below, below.context_class(below, info_name=name, parent=context))

group = application()
top = group.context_class(group, info_name="shortlist")
show(group, top)
for name in COMMANDS:
    command = group.get_command(top, name)
    show(command, command.context_class(command, info_name=name, parent=top))
"""
ENGLISH = re.compile(r"\b(Usage|Options|Commands|Arguments|default:|required|Show|the|and|of)\b|<=x")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """By command the help that it gives in Chinese."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT],
        env=environment({"SHORTLIST_LANG": "zh"}),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    parts = done.stdout.split("===== ")[1:]
    return {name: text for name, _, text in (part.partition("\n") for part in parts)}


def test_help_of_every_command_is_chinese(pages: dict[str, str]) -> None:
    assert {f"shortlist {name}" for name in COMMANDS} < {*pages}
    for name, text in pages.items():
        assert text.startswith(f"用法：{name}"), name
        assert "选项：" in text
        # Commands and their options as one types them are the same in both languages.
        said = [
            line for line in text.splitlines() if not line.strip().startswith(("shortlist ", "SHORTLIST_", "echo "))
        ]
        assert [line for line in said if ENGLISH.search(re.sub("--[a-z-]+", "", line))] == [], name


def test_help_in_chinese_has_chinese_punctuation(pages: dict[str, str]) -> None:
    for name, text in pages.items():
        said = "\n".join(line for line in text.splitlines() if not line.strip().startswith(("shortlist ", "echo ")))
        assert not re.search("[一-鿿][,;:?!]|[一-鿿] ?\\([一-鿿]", said), name
