"""Files and folders that do not outlive a run. Each is locked while its process lives, so that a later run removes what a killed one left."""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shortlist import ending

if sys.platform != "win32":
    import fcntl

FOLDER = re.compile(r"shortlist-[0-9a-f]{12}\.run")
# Nothing that stands there is opened, no link is followed, and no process that is started gets hold of it.
EXCLUSIVE = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
PART = re.compile(r"\.shortlist-[0-9a-f]{12}\.part(\.\w+)?")

LONGEST = 60  # characters of an ending that a part keeps, since a name has room for some 80 only

_locks: dict[Path, int] = {}
_swept: set[str] = set()


def make_folder() -> Path:
    """A new folder for temporary files, for its owner alone; `remove` it."""
    base = tempfile.gettempdir()
    if base not in _swept:  # once: what others left there is no more by the next time
        _swept.add(base)
        sweep(Path(base), FOLDER)
    return _make(lambda mark: Path(base, f"shortlist-{mark}.run"), folder=True)


@contextmanager
def folder() -> Iterator[Path]:
    """The same for a block."""
    made = make_folder()
    try:
        yield made
    finally:
        remove(made)


def make_part(target: Path, *, folder: bool = False, mode: int | None = None) -> Path:
    """A new empty file, or folder, beside `target`, from which it is to be made; `place` or `remove` it. Raises OSError.

    Beside it, so that both are on one file system and taking the place is one step. What killed runs left there goes. A file
    may be read and written by whom `mode` says, else by no more than may the file that stands there; a folder by its owner.
    """
    sweep(target.parent, PART)
    suffix = (
        target.suffix if not folder and len(target.suffix) < LONGEST and re.fullmatch(r"\.\w+", target.suffix) else ""
    )
    allowed = _find_mode(target) if mode is None else mode
    return _make(lambda mark: target.with_name(f".shortlist-{mark}.part{suffix}"), folder=folder, mode=allowed)


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A folder beside `target` for a block."""
    made = make_part(target, folder=True)
    try:
        yield made
    finally:
        remove(made)


def place(part: Path, target: Path) -> None:
    """Let a part take its target's place. Raises OSError."""
    with ending.step():
        part.replace(target)
        ending.keep(part)
        held = _locks.pop(part, None)
        if target in _locks:  # itself a part
            os.close(_locks.pop(target))
            if held is not None:
                _locks[target] = held
        elif held is not None:
            os.close(held)


def remove(path: Path) -> None:
    """Remove what `make_folder` or `make_part` made, if it is still there."""
    ending.remove(path)
    ending.keep(path)
    if (held := _locks.pop(path, None)) is not None:
        os.close(held)


def sweep(place: Path, names: re.Pattern[str]) -> None:
    """Remove what killed runs of this user left in a folder; what a living one holds, and all else, stays."""
    with suppress(OSError), os.scandir(place) as entries:
        for entry in entries:
            if names.fullmatch(entry.name):
                _sweep_one(Path(entry.path))


def create_file(path: Path, mode: int) -> None:
    """Make an empty file where nothing stands, not even a link; the umask takes from `mode`. Raises OSError."""
    os.close(os.open(path, EXCLUSIVE, mode))


def _find_mode(target: Path) -> int:
    try:
        there = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        return 0o666
    return there & 0o666 | 0o600  # we write it, and read it once more


def _make(name: Callable[[str], Path], *, folder: bool, mode: int = 0o666) -> Path:
    while True:
        path = name(secrets.token_hex(6))
        with ending.step():
            ending.remove_at_end(path)
            try:
                if folder:
                    path.mkdir(mode=0o700)
                else:
                    create_file(path, mode)
            except FileExistsError:
                ending.keep(path)
                continue
            except OSError:
                ending.keep(path)
                raise
            if (held := _lock(path)) is None and not path.exists():
                ending.keep(path)
                continue  # another run took it for a dead one's, in the moment before it was locked
            if held is not None:
                _locks[path] = held
            return path


def _lock(path: Path) -> int | None:
    """Lock a file or folder for as long as this process lives; None where it is another's, or nothing can be locked there."""
    if sys.platform == "win32":
        return None
    try:
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(number), os.lstat(path)):
            return number
    except OSError:
        pass
    os.close(number)
    return None


def _sweep_one(path: Path) -> None:
    try:
        there = path.lstat()
    except OSError:
        return
    if not (stat.S_ISREG(there.st_mode) or stat.S_ISDIR(there.st_mode)) or there.st_uid != os.geteuid():
        return
    if (held := _lock(path)) is not None:
        ending.remove(path)
        os.close(held)
