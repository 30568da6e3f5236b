"""The parent's side of the child process: asks, watches and restarts it, and refuses rows that it cannot answer."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from shortlist import ending
from shortlist.engines.rete.worker import PREFIX

BATCH = 500  # rows in a request
START_SECONDS, ANSWER_SECONDS, ROW_SECONDS = 60.0, 60.0, 1.0  # a child that does not answer by then is killed
TRIES = 3  # how often the child may die over one row before the row is refused: it may have died of something else
STARTS = 10  # how often to start a child that dies before it has chained anything


class LostError(Exception):
    """The child died or went silent; the message is the reason as far as the child gave one."""


class StartError(Exception):
    """The child cannot start; `rule` is the one that its library refuses, if that is the reason."""

    def __init__(self, why: str, rule: str | None = None) -> None:
        super().__init__(why)
        self.rule = rule


@dataclass(frozen=True)
class Answer:
    """The numbers of the statements shown of a row; or None and the fault."""

    shown: Sequence[int] | None
    fault: str = ""


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


class Child:
    """Chains rows in a child process. Use it from one thread at a time; `close` ends the process."""

    module = "shortlist.engines.rete.worker"

    def __init__(self, specification: dict[str, Any]) -> None:
        """Raises StartError."""
        self._specification = specification
        self._process: subprocess.Popen[bytes] | None = None
        # A file, because a pipe that nobody reads while the child works would fill up and block it.
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, it is closed with the child
        self.starts = 0
        try:
            self._start()
        except StartError:
            self.close()
            raise

    @property
    def pid(self) -> int | None:
        """The running process; None where there is none."""
        return self._process.pid if self._process else None

    def rows(self, rows: Sequence[Sequence[Any]]) -> list[Answer]:
        """One answer for each row, in order. Only a row over which the child dies or fails is refused."""
        answers: list[Answer] = []
        for start in range(0, len(rows), BATCH):
            answers += self._answer_batch(rows[start : start + BATCH])
        return answers

    def trace(self, row: Sequence[Any]) -> list[tuple[str, Any]]:
        """What happened in the chaining of one row. Raises LostError."""
        answer = self._ask({"trace": row}, ANSWER_SECONDS)
        if "error" in answer:
            self._end()
            raise LostError(answer["error"])
        return [(kind, what) for kind, what in answer["events"]]

    def close(self) -> None:
        """End the process for good."""
        self._end()
        self._errors.close()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            ending.forget(self)
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    # Closing flushes what the dead child never read.
                    try:
                        stream.close()
                    except BrokenPipeError:
                        continue

    # --- rows

    def _answer_batch(self, rows: Sequence[Sequence[Any]], tries: int = TRIES) -> list[Answer]:
        # A dead child does not tell over which row it died, so the batch is halved until one row is left.
        try:
            answer = self._ask({"rows": rows}, ANSWER_SECONDS + ROW_SECONDS * len(rows))
        except LostError as error:
            if len(rows) > 1:
                return self._answer_halves(rows)
            return self._answer_batch(rows, tries - 1) if tries > 1 else [Answer(None, str(error))]
        done = [Answer(shown) for shown in answer["shown"]]
        if "error" not in answer:
            return done
        self._end()  # the state of its library is unknown now
        if len(done) >= len(rows):  # something was left behind, and nobody knows by which row
            return self._answer_halves(rows) if len(rows) > 1 else [Answer(None, answer["error"])]
        return [*done, Answer(None, answer["error"]), *self.rows(rows[len(done) + 1 :])]

    def _answer_halves(self, rows: Sequence[Sequence[Any]]) -> list[Answer]:
        middle = len(rows) // 2
        return [*self._answer_batch(rows[:middle]), *self._answer_batch(rows[middle:])]

    # --- the process

    def _start(self) -> None:
        self._end()
        self.starts += 1
        # -P, so that nothing in the working directory is imported. A process group of its own, so that Ctrl-C in a terminal
        # goes to this process only, which then ends the child.
        command = [sys.executable, "-P", "-m", self.module]
        self._errors.seek(0)
        self._errors.truncate()
        try:
            with ending.step():
                self._process = started = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, process_group=0
                )
                ending.end_with_us(self, lambda: _kill(started))
        except OSError as error:
            raise StartError(str(error)) from None
        try:
            answer = self._exchange(self._specification, START_SECONDS)
        except LostError as error:
            self._end()
            raise StartError(str(error)) from None
        if "failed" in answer:
            self._end()
            raise StartError(answer["failed"], answer.get("rule"))

    def _ask(self, request: Any, seconds: float) -> Any:
        if self._process is None:
            self._restart()
        try:
            return self._exchange(request, seconds)
        except LostError:
            self._end()
            raise

    def _restart(self) -> None:
        """Start anew. The network was accepted at the first start, so a start that fails now is tried again."""
        for attempt in range(1, STARTS + 1):
            try:
                self._start()
                return
            except StartError as error:
                if attempt == STARTS:
                    raise LostError(str(error)) from None

    def _exchange(self, request: Any, seconds: float) -> Any:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        text = json.dumps(request).encode()
        try:
            process.stdin.write(len(text).to_bytes(PREFIX, "big") + text)
            process.stdin.flush()
        except OSError:
            raise LostError(self._last_words()) from None
        deadline = time.monotonic() + seconds
        size = int.from_bytes(self._read_exactly(process.stdout.fileno(), PREFIX, deadline), "big")
        return json.loads(self._read_exactly(process.stdout.fileno(), size, deadline))

    def _read_exactly(self, stream: int, size: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            # select sees the pipe only, not what a buffered reader has taken from it; hence os.read below.
            ready, _, _ = select.select([stream], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise LostError("it did not answer in time")
            part = os.read(stream, min(1 << 20, size - len(parts)))
            if not part:
                raise LostError(self._last_words())
            parts += part
        return bytes(parts)

    def _last_words(self) -> str:
        """The last line that the child printed, otherwise its exit status."""
        assert self._process is not None
        try:
            code: int | str = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = "unknown"
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with the status {code}"
