"""Files that take the place of others when they are whole: made anew, for this process alone, under a name that nobody can guess."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

NAME = 120  # bytes of a file's name that its part keeps, so that none is too long for the file system
# Nothing that stands there is opened, no link is followed, and no process that is started gets hold of it.
EXCLUSIVE = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def create_part(real: Path) -> Path:
    """An empty file beside `real`, which is to become it; with permissions no wider than those of the file that stands there.

    Raises OSError.
    """
    part = name_part(real)
    create_file(part, _find_mode(real))
    return part


def name_part(real: Path) -> Path:
    """A name beside `real` that no file has and nobody can guess: hidden, with this process's number, of the same kind.

    >>> name_part(Path("list.csv")).name.startswith(f".list.csv.{os.getpid()}-")
    True
    """
    shown = real.name.encode()[:NAME].decode(errors="ignore")
    kind = real.suffix if len(real.suffix.encode()) < NAME else ""
    return real.with_name(f".{shown}.{os.getpid()}-{secrets.token_hex(8)}.part{kind}")


def create_file(path: Path, mode: int) -> None:
    """Make an empty file where nothing stands, not even a link; the umask takes from `mode`. Raises OSError."""
    os.close(os.open(path, EXCLUSIVE, mode))


def check_part(part: Path) -> None:
    """Make sure that what was written is a file and no link that took its place. Raises OSError."""
    if not stat.S_ISREG(part.lstat().st_mode):
        raise OSError(f"{part.name} was replaced while it was written")


def _find_mode(real: Path) -> int:
    try:
        there = stat.S_IMODE(real.stat().st_mode)
    except FileNotFoundError:
        return 0o666
    return there & 0o666 | 0o600  # we write it, and read it once more
