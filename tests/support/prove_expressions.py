"""Long random proof that no expression crashes: python -m tests.support.prove_expressions --count 1000000 --seed 1

Each expression compiles and is evaluated, or is refused in one line; what does neither is printed, and the exit status is 1. So it is where
a batch of them takes more than 500 MB above what the process had before.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
from itertools import count
from pathlib import Path

from tests.support.expressions import Places, name_missing
from tests.support.generate_expressions import generate

BATCH = 500
MOST = 500.0
"""Megabytes."""


def peak() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def prove(wanted: int, seed: int) -> int:
    """Try at least so many expressions; returns the exit status."""
    wrong = tried = 0
    with tempfile.TemporaryDirectory() as folder:
        places = Places.load(Path(folder))
        before = peak()
        for at in count(seed):
            if tried >= wanted:
                break
            texts = generate(at, BATCH)
            for fault in places.try_all(texts):
                print(f"seed {at}: {fault}", flush=True)
                wrong += 1
            tried += len(texts)
            if (more := peak() - before) > MOST:
                print(f"seed {at}: {more:,.0f} MB more than before", flush=True)
                return 1
            if tried % (40 * BATCH) == 0 or tried >= wanted:
                print(
                    f"{tried:,} expressions, {places.compiled:,} compiled, the others refused; {wrong} faults, {peak() - before:,.0f} MB",
                    flush=True,
                )
    for node in name_missing(places):
        print(f"no expression held {node}", flush=True)
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(prove(arguments.count, arguments.seed))
