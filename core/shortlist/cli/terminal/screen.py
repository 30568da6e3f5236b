"""The one place through which everything printed passes: no text of a list commands the terminal, and none stops the program."""

from __future__ import annotations

import codecs
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from shortlist.language import Text

if TYPE_CHECKING:
    from rich.console import Console

# Control characters but TAB and line feed, what turns the direction of writing, line separators, invisible tags.
_COMMANDS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\U000e0000-\U000e007f"
_COMMAND = re.compile(f"[{_COMMANDS}]")
_BREAK = re.compile(r"\s*[\r\n\x0b\x0c\x85\u2028\u2029]+\s*")
INSTEAD = "shortlist.instead"
"""The name of the way to write characters that an encoding has not."""
STANDARD_OUTPUT = "stdout"
_unshown: dict[str, int] = {}


def clean(text: str) -> str:
    r"""The text without anything that a terminal would obey; lines stay lines.

    >>> clean("Acme\x1b[31m Ltd\u202e\nnext")
    'Acme[31m Ltd\nnext'
    """
    return _COMMAND.sub("", text)


def clean_line(text: str) -> str:
    r"""The same on one line.

    >>> clean_line("a\r\nb\x07")
    'a b'
    """
    return clean(_BREAK.sub(" ", text))


def echo(text: object = "", *, err: bool = False, end: str = "\n") -> None:
    """Print a text, cleaned, on standard output or standard error."""
    stream = sys.stderr if err else sys.stdout
    with _survive(stream):
        stream.write(clean(str(text)) + end)
        stream.flush()


def echo_line(text: object) -> None:
    """Print a note or an error on standard error, on one line whatever it quotes."""
    echo(clean_line(str(text)), err=True)


def echo_json(data: Any) -> None:
    """Print data as JSON on standard output. Every text comes back as it is: what cannot be shown is escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    text = re.sub(f"[{_COMMANDS}\ud800-\udfff]", lambda found: json.dumps(found[0])[1:-1], text)
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeError:
        text = json.dumps(data, indent=2, default=str)
    with _survive(sys.stdout):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def screen(*, err: bool = False, **options: Any) -> Console:
    """A rich console whose tables and trees are cleaned like all else; brackets and colons are printed as they are."""
    from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
    from rich.segment import Segment

    class Cleaned:
        def __init__(self, inner: ConsoleRenderable) -> None:
            self.inner = inner

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            for part in console.render(self.inner, options):
                yield part if part.control else Segment(clean(part.text), part.style)

    class Cleaning(RenderHook):
        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [Cleaned(one) for one in renderables]

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            _close(sys.stderr if err else sys.stdout)

    console = Screen(stderr=err, highlight=False, soft_wrap=False, markup=False, emoji=False, **options)
    console.push_render_hook(Cleaning())
    return console


def prepare() -> None:
    """Let both streams write something for what their encoding has not, instead of ending the program."""
    _open_closed()
    codecs.register_error(INSTEAD, _write_instead)
    _unshown.clear()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=INSTEAD)


def _open_closed() -> None:
    """Give each standard stream that was closed (`>&-`) the null device, so that what it would carry goes nowhere.

    Its number must be taken too: a list or a record that is opened would get it, and whatever is printed would go there.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
        mode = "r" if name == "stdin" else "w"
        setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  (as long as the process)


def finish() -> None:
    """Write what is left to write, and say once where an encoding could not show everything."""
    try:
        sys.stdout.flush()
    except OSError:  # said already, when it was written
        _close(sys.stdout)
    for encoding, count in list(_unshown.items()):
        text = Text(
            f"{count:,} characters are shown as ?, for {encoding} has none for them; PYTHONUTF8=1 or -o FILE keeps them",
            f"{count:,} 个字符无法用 {encoding} 显示，以 ? 代替；可设置 PYTHONUTF8=1 或用 -o FILE 保留原文",
        )
        del _unshown[encoding]
        echo_line(text)


def is_stuck() -> bool:
    """Whether standard output takes nothing more, such as a file on a full disk."""
    try:
        sys.stdout.write("\n")  # what was to be written may be dropped already
        sys.stdout.flush()
    except OSError:
        return True
    return False


def _write_instead(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    count = error.end - error.start
    named = getattr(sys.stdout, "encoding", None) or error.encoding  # the error knows a code page only as "charmap"
    _unshown[named] = _unshown.get(named, 0) + count
    return "?" * count, error.end


@contextmanager
def _survive(stream: TextIO) -> Iterator[None]:
    """Go on without readers: what a run leaves in files and its exit status do not depend on them."""
    try:
        yield
    except BrokenPipeError:
        _close(stream)


def _close(stream: TextIO) -> None:
    """Send all that is still written nowhere, so that the interpreter's last flush does not fail either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
