"""The child process: chains prospects until its standard input ends. Run as `python -m shortlist.engines.rete.worker`.

Requests and answers are JSON, each after its length in four bytes (big-endian). The first request is a network's
specification, answered by {} or {"failed": why, "rule": name}; every other one is {"rows": facts by row} or
{"trace": facts of one row}. An answer with an "error" means the row after the last one in "shown"; the process ends after
it, because the state of the library is unknown.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any, BinaryIO

from shortlist.engines.rete.chaining import Chain, Event, RefusedRuleError

PREFIX = 4


def read(stream: BinaryIO) -> Any:
    """The next request; None at the end of the stream."""
    prefix = stream.read(PREFIX)
    if len(prefix) < PREFIX:
        return None
    return json.loads(stream.read(int.from_bytes(prefix, "big")))


def write(stream: BinaryIO, answer: Any) -> None:
    text = json.dumps(answer).encode()
    stream.write(len(text).to_bytes(PREFIX, "big") + text)
    stream.flush()


def answer(chain: Chain, request: Any) -> dict[str, Any]:
    """What to answer to a request for rows or a trace; with "error" where any of it failed."""
    shown: list[list[int]] = []
    events: list[Event] = []
    try:
        if "trace" in request:
            shown.append(chain.run(request["trace"], events))
            return {"shown": shown, "events": events}
        # A generator, so that the rows before one that fails stay in `shown`.
        shown += (chain.run(row) for row in request["rows"])
        chain.check_empty()
    except Exception as error:
        return {"shown": shown, "error": f"{type(error).__name__}: {error}"}
    return {"shown": shown}


def _end_with(parent: int) -> None:
    """End once the parent has; a closed pipe would be noticed only when a row is done, which may be never."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def main() -> None:
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints must not stand among the answers
    requests = sys.stdin.buffer
    try:
        chain = Chain(read(requests))
    except RefusedRuleError as error:
        write(answers, {"failed": error.why, "rule": error.rule})
        return
    except ImportError as error:
        write(answers, {"failed": str(error)})
        return
    write(answers, {})
    while (request := read(requests)) is not None:
        said = answer(chain, request)
        write(answers, said)
        if "error" in said:
            return


if __name__ == "__main__":
    main()
