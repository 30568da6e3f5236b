"""Runs a page whose blocks are files to write and commands with what they print; `python -m tests.support.tutorial` prints anew."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.support import fresh

BLOCK = re.compile(r"(?:Write this to `(?P<file>[^`]+)`:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)```", re.S)
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def follow(page: str, binaries: Path, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Do what the page says; each command, with what it should print and what it does."""
    for block in BLOCK.finditer(page):
        if block["file"]:
            (folder / block["file"]).write_text(block["text"], encoding="utf-8")
        elif block["kind"] == "console":
            for part in re.split(r"^\$ ", block["text"], flags=re.M)[1:]:
                command, _, expected = part.partition("\n")
                if command.startswith("cd "):
                    folder = folder / command.removeprefix("cd ")
                    continue
                settings = " ".join(f"{key}={value}" for key, value in OFFLINE.items())
                done = fresh.run(binaries, folder, "sh", "-c", f"export {settings}; {command}")
                yield command, expected, done.stdout + done.stderr


def steady(printed: str) -> str:
    """What is printed, without trailing blanks and with times set to 0."""
    lines = "\n".join(line.rstrip() for line in printed.splitlines()).strip()
    lines = re.sub(r"\b[\d.]+s\b", "0.0s", lines)
    return re.sub(r"^ +\d+\.\d\d(?=  \w+$)", "   0.00", lines, flags=re.M)


def printed_anew(page: str, folder: Path) -> str:
    """The page with what its commands print now."""
    (folder / "product").mkdir()
    binaries = fresh.environment(folder / "env", fresh.product(folder / "product"))
    at = 0
    for command, expected, printed in follow(page, binaries, folder):
        at = page.index(f"$ {command}\n", at) + len(f"$ {command}\n")
        if steady(printed) != steady(expected):
            shown = "".join(f"{line.rstrip()}\n" for line in printed.strip().splitlines())
            page = page[:at] + shown + page[at + len(expected) :]
    return page


if __name__ == "__main__":
    tutorial = fresh.ROOT / "docs" / "write-a-plugin.md"
    with tempfile.TemporaryDirectory() as place:
        tutorial.write_text(printed_anew(tutorial.read_text(encoding="utf-8"), Path(place)), encoding="utf-8")
    print(tutorial.relative_to(fresh.ROOT))
