"""Tables and lists on a terminal, at most 100 columns wide."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shortlist.cli.terminal.screen import screen

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from shortlist.language import Text

WIDTH = 100


def console() -> Console:
    """A console on standard output, as wide as the terminal but at most WIDTH; WIDTH without a terminal."""
    width = min(shutil.get_terminal_size((WIDTH, 40)).columns, WIDTH)
    return screen(width=width)


def table(*titles: Text) -> Table:
    """An empty table whose cells are plain text and wrap."""
    from rich import box
    from rich.table import Table

    found = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for title in titles:
        found.add_column(str(title), overflow="fold")
    return found


def bullets(out: Console, title: Text, lines: Sequence[str]) -> None:
    """Print a title and its lines, each with a dash and a hanging indent; nothing if there are no lines."""
    from rich.table import Table
    from rich.text import Text as Line

    if not lines:
        return
    out.print()
    out.print(str(title))
    grid = Table.grid(padding=(0, 1, 0, 0))
    for line in lines:
        grid.add_row(" -", Line(line, overflow="fold"))
    out.print(grid)
