"""The end of a process before its time: its helpers end, what it made for itself is removed, one line says what was written.

A signal becomes no exception: Python would raise it only when Polars comes back from its own threads, which can take minutes,
and in the middle of whatever is being written. A thread waits for signals instead and leaves for the whole process.
"""

from __future__ import annotations

import os
import re
import secrets
import select
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shortlist.language import Text

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
MARK = re.compile(r"-[0-9a-f]{12}\.")  # in the names of `temporary`
PATIENCE = 0.5  # seconds in which the line that is said last must find a reader
NOTHING = Text("stopped; nothing was written", "已中止，未写入任何内容")
SHOW_CURSOR = "\r\x1b[K\x1b[?25h"  # a progress bar hides it

_lock = threading.RLock()  # once a signal has come, its thread takes it for good, and nothing that needs it goes on
_came = threading.Event()
_paths: dict[Path, None] = {}
_helpers: dict[object, Callable[[], None]] = {}
_written: list[Text] = []
_lacking: list[Text] = []
_watching = False


@contextmanager
def step() -> Iterator[None]:
    """What a signal waits for, and what does not begin once one came: keep it short.

    Making a file that is to be removed, starting a process, putting outputs into place.
    """
    with _lock:
        yield


def remove_at_end(path: Path) -> None:
    """Remove this file or folder should the process be ended; until `keep`."""
    _paths[path] = None


def keep(path: Path) -> None:
    """It is gone, or where it belongs."""
    _paths.pop(path, None)


def end_with_us(key: object, end: Callable[[], None]) -> None:
    """Call `end`, which kills a process and waits for it, should this one be ended; until `forget`."""
    _helpers[key] = end


def forget(key: object) -> None:
    """That process has ended."""
    _helpers.pop(key, None)


def say_written(what: Text) -> None:
    """From now on this is in place, for the line that is said at the end."""
    if _watching:
        _written.append(what)


def say_lacking(what: Text) -> None:
    """From now on this sentence belongs into that line, of something that failed."""
    if _watching:
        _lacking.append(what)


@contextmanager
def lacking(what: Text) -> Iterator[None]:
    """The same until the block is done."""
    say_lacking(what)
    yield
    if what in _lacking:
        _lacking.remove(what)


def said() -> Text:
    """The line, as things stand now.

    >>> said().en
    'stopped; nothing was written'
    """
    if not _written:
        return NOTHING
    *more, last = _written
    en = f"{', '.join(one.en for one in more)} and {last.en}" if more else last.en
    zh = "、".join(one.zh for one in _written)
    after = Text("".join(f"; {one.en}" for one in _lacking), "".join(f"；{one.zh}" for one in _lacking))
    verb = "are" if more else "is"
    return Text(f"stopped; {en} {verb} complete{after.en}", f"已中止，但以下内容已完成：{zh}{after.zh}")


@contextmanager
def quiet() -> Iterator[None]:
    """Lets no error through once a signal came: its cause is that everything is being ended, which is said already."""
    try:
        yield
    except BaseException:
        _leave_to_the_end()
        raise


def close() -> None:
    """The command has done its work; where a signal came first, it is the signal's thread that leaves."""
    _leave_to_the_end()
    _written.clear()
    _lacking.clear()


def _leave_to_the_end() -> None:
    if _came.is_set():
        threading.Event().wait()


def watch() -> None:
    """From now on SIGINT, SIGTERM and SIGHUP end this process so. Call it once, from the main thread.

    What is ignored stays so, as a process that was started with `nohup` or in the background expects.
    """
    global _watching
    _watching = True
    ours = [one for one in SIGNALS if signal.getsignal(one) is not signal.SIG_IGN]
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    for one in ours:
        signal.signal(one, _notice)
    threading.Thread(target=_wait, args=(reader, writer, {*ours}), daemon=True).start()


def _notice(number: int, frame: object) -> None:
    """Nothing: the thread knows already, and system calls of others go on."""


def _wait(reader: socket.socket, writer: socket.socket, ours: set[int]) -> None:
    # `writer` is only held: the number of a socket that is collected would be another file's.
    while True:
        for number in reader.recv(64):
            if number in ours:
                _came.set()
                _end(number)


def _end(number: int) -> None:
    _lock.acquire()
    for end in list(_helpers.values()):
        with suppress(Exception):
            end()
    # Polars' threads go on meanwhile, and one that was about to open a file may do so after it was removed.
    for pause in (0.02, 0):
        for path in list(_paths):
            remove(path)
        time.sleep(pause)
    with suppress(Exception):
        _say(str(said()))
    os._exit(128 + number)


def remove(path: Path) -> None:
    """Remove a file or a folder, though somebody may be writing into it."""
    if MARK.search(path.name) and path.is_dir():
        # Under another name whoever writes into it finds no way there any more; else it would fill as fast as it is emptied.
        elsewhere = path.with_name(MARK.sub(f"-{secrets.token_hex(6)}.", path.name))
        with suppress(OSError):
            path = path.replace(elsewhere)
    for _ in range(5):
        with suppress(OSError):
            path.unlink(missing_ok=True)
        shutil.rmtree(path, ignore_errors=True)
        if not os.path.lexists(path):
            return
        time.sleep(0.01)


def _say(line: str) -> None:
    # Not through `sys.stderr`, which another thread may hold; and not for ever, where nobody reads.
    try:
        tty, encoding = os.isatty(2), getattr(sys.stderr, "encoding", None) or "utf-8"
    except (OSError, ValueError):
        return
    text = f"{SHOW_CURSOR if tty else ''}{line}\n".encode(encoding, "replace")
    if hasattr(select, "poll"):
        waiting = select.poll()
        waiting.register(2, select.POLLOUT)
        if not waiting.poll(PATIENCE * 1000):
            return
    os.write(2, text)
