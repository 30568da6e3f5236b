"""Processes that help this one with its tasks, and end when it does, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any

from shortlist import ending
from shortlist.errors import ListError, Problem

Work = Callable[[Any], tuple[Problem, ...]]
"""Does one task, and returns what went wrong: an exception would lose its places between processes."""
Prepare = Callable[[Any], Work]


class Helper:
    """A process that prepares itself and then does one task after the other."""

    def __init__(self) -> None:
        self._connection, theirs = multiprocessing.Pipe()
        # Spawned, not forked: a copy of this process could hang in the locks of Polars' threads.
        self._process = multiprocessing.get_context("spawn").Process(target=_help, args=(theirs,), daemon=True)
        self._busy = False
        resource_tracker.ensure_running()  # when it starts, it lets all signals through
        with ending.step(), _signals_held_back():
            self._process.start()
            ending.end_with_us(self, self.end)
        theirs.close()

    def end(self) -> None:
        """Kill it, wherever it is."""
        self._process.kill()
        self._process.join()
        ending.forget(self)

    def end_idle(self) -> None:
        """Kill it if it has not begun anything."""
        if not self._busy:
            self.end()

    def help(self, prepare: Prepare, argument: Any, tasks: deque[Any]) -> tuple[Problem, ...]:
        """Take tasks from the front until there are none; one over which it dies is put back."""
        with suppress(EOFError, OSError):
            self._connection.send((prepare, argument))
            self._connection.recv()
            while True:
                try:
                    task = tasks.popleft()
                except IndexError:
                    break
                self._busy = True
                try:
                    self._connection.send(task)
                    problems: tuple[Problem, ...] = self._connection.recv()
                except (EOFError, OSError):
                    tasks.append(task)
                    raise
                if problems:
                    tasks.clear()
                    return problems
        return ()


def share_out(tasks: Sequence[Any], prepare: Prepare, argument: Any, mine: Work, count: int) -> None:
    """Do all tasks, in this process by `mine` and in `count` others by what `prepare(argument)` gives. Raises ListError.

    Others need seconds to start, so this process works meanwhile, from the end, on what no other has begun.
    """
    left = deque(tasks)
    with ThreadPoolExecutor(count) as threads, _helpers(count) as others:
        helping = [threads.submit(one.help, prepare, argument, left) for one in others]
        _do(left, mine)
        for one in others:
            one.end_idle()
        problems = [problem for one in helping for problem in one.result()]
        if problems:
            raise ListError(problems)
        _do(left, mine)  # what others died over


def _do(left: deque[Any], mine: Work) -> None:
    while True:
        try:
            task = left.pop()
        except IndexError:
            return
        if problems := mine(task):
            raise ListError(problems)


@contextmanager
def _helpers(count: int) -> Iterator[list[Helper]]:
    others: list[Helper] = []
    try:
        for _ in range(count):
            others.append(Helper())
        yield others
    finally:
        for one in others:
            one.end()


@contextmanager
def _signals_held_back() -> Iterator[None]:
    """What is started inside never gets the signals that end this process: Ctrl-C in a terminal goes to all of its processes."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ending.SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# --- in the other process


def _help(connection: Connection) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Whatever goes wrong, the other process does the task itself and says it.
    with suppress(Exception):
        prepare, argument = connection.recv()
        work = prepare(argument)
        connection.send(None)
        while True:
            connection.send(work(connection.recv()))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
