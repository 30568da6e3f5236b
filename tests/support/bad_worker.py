"""A child process that goes wrong on certain rows, for tests: by the number that is their first fact."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from shortlist.engines.rete import worker
from shortlist.engines.rete.chaining import Chain, FaultError

CRASH, FAULT, SILENCE = 13.0, 14.0, 15.0


class BadChain(Chain):
    def run(self, values: Sequence[Any], events: Any = None) -> list[int]:
        if values[0] == CRASH:
            sys.stderr.write("segmentation fault, as it were\n")
            os._exit(139)
        if values[0] == FAULT:
            raise FaultError("a fact was answered with the code 99")
        if values[0] == SILENCE:
            time.sleep(60)
        return super().run(values, events)


if __name__ == "__main__":
    worker.Chain = BadChain  # type: ignore[misc]
    worker.main()
