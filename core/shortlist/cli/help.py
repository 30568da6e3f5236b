"""Help in the language of the process: what click itself says in it, such as `Usage:` and `[default: ...]`, too."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from shortlist.language import current

WORDS = {
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示此帮助。",
    "[OPTIONS]": "[选项]",
    "[COMMAND]": "[命令]",
    "COMMAND": "命令",
    "[ARGS]...": "[参数]...",
}
"""What click says in English, and what stands in Chinese help for it."""
NOTES = (
    (re.compile(r"\[required\]"), "[必填]"),
    (re.compile(r"\[default: (.*?)\]"), r"[默认：\1]"),
    (re.compile(r"  \[(-?\d+)<=x(<=-?\d+)?\]"), r" [不小于 \1]"),
)
"""What click puts behind an option's own help: its default, and the range of its number, of which the upper end says nothing."""


class Help(click.HelpFormatter):
    """Writes help with click's own words in the language of the process."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        if current() == "zh":
            prefix = prefix or "用法："
            for english, chinese in WORDS.items():
                args = args.replace(english, chinese)
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        if current() == "en":
            super().write_heading(heading)
        else:
            self.write(f"{'':>{self.current_indent}}{WORDS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        if current() == "zh":
            rows = [(name, _translate(said)) for name, said in rows]
        super().write_dl(rows, col_max, col_spacing)


def _translate(said: str) -> str:
    said = WORDS.get(said, said)
    for english, chinese in NOTES:
        said = english.sub(chinese, said)
    return said.replace("。  [", "。[").replace("。 [", "。[")


class Context(click.Context):
    formatter_class = Help


def speak(command: click.Command) -> click.Command:
    """The command, whose help and that of its subcommands is in the language of the process."""
    command.context_class = Context
    for below in getattr(command, "commands", {}).values():
        speak(below)
    return command
