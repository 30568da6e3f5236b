"""Whether the writer of a run still lives."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from shortlist import ending
from shortlist.record.database import WAIT
from shortlist.temporary import create_file


def claim(path: Path, writer: str) -> sqlite3.Connection:
    """Show that a writer is alive for as long as the connection is open, by a lock that ends with the process, however it ends.

    The lock is SQLite's exclusive one on an empty file beside the record, so that it needs no process ids and works on
    every system on which SQLite runs.
    """
    sign = _sign(path, writer)
    for one in _files(sign):
        ending.remove_at_end(one)
    while True:
        with suppress(OSError):  # SQLite then says what is wrong
            create_file(sign, 0o600)
        connection = sqlite3.connect(sign, isolation_level=None, timeout=WAIT)
        connection.execute("BEGIN EXCLUSIVE")
        if sign.exists():
            return connection
        connection.close()  # another run took it for a dead one's, in the moment before it was locked


def list_writers(path: Path) -> list[str]:
    """The writers of which a sign stands beside the record, be they alive or dead."""
    whole = path.resolve()
    found = re.compile(re.escape(whole.name) + "-(?:writing|publishing)-([0-9a-f]{16})(?:-journal)?")
    return sorted({match[1] for one in whole.parent.iterdir() if (match := found.fullmatch(one.name))})


def lives(path: Path, writer: str, *, remove: bool = False) -> bool:
    """Whether the writer still holds its claim; with `remove`, what is left of one that does not goes."""
    # Asking must neither wait (timeout=0) nor make the file (mode=rw).
    sign = _sign(path, writer)
    if not sign.exists():
        if remove:
            disclaim(path, writer)
        return False
    try:
        with closing(
            sqlite3.connect(f"{sign.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=0)
        ) as connection:
            connection.execute("BEGIN EXCLUSIVE")
            if remove:
                sign.unlink(missing_ok=True)  # while it is locked
            return False
    except sqlite3.OperationalError as error:
        return (getattr(error, "sqlite_errorname", "") or "").startswith("SQLITE_BUSY")


def disclaim(path: Path, writer: str) -> None:
    """Remove what a claim leaves behind."""
    for one in _files(_sign(path, writer)):
        one.unlink(missing_ok=True)
        ending.keep(one)


def _files(sign: Path) -> tuple[Path, Path]:
    """The sign, and the journal that SQLite has beside it for a moment."""
    return sign, sign.with_name(f"{sign.name}-journal")


def _sign(path: Path, writer: str) -> Path:
    whole = path.resolve()
    return whole.with_name(f"{whole.name}-writing-{writer}")
