"""Long random proofs of how cells are read: python -m tests.support.prove_reading --cells 1000000 --columns 50000 --seed 1

Hostile cells against the intake's own oracle, then columns against their cells alone. What differs is printed, and the exit status is 1;
it becomes a named test.
"""

from __future__ import annotations

import argparse
import sys
from itertools import count

from tests.intake.test_alone import CASES as TYPES
from tests.intake.test_alone import try_columns
from tests.support.hostile import CASES, compare

CELLS, COLUMNS = 5_000, 100  # of one kind and seed


def prove(cells: int, columns: int, seed: int) -> int:
    """Try at least so many cells and columns; returns the exit status."""
    wrong = tried = 0
    for at in count(seed):
        if tried >= cells:
            break
        for name in CASES:
            for cell, got, right in compare(name, at, CELLS):
                print(f"{name} {cell!r}: got {got!r}, right {right!r}", flush=True)
                wrong += 1
            tried += CELLS
        print(f"{tried:,} cells, {wrong} differences", flush=True)
    tried = 0
    for at in count(seed):
        if tried >= columns:
            break
        for name in TYPES:
            for difference in try_columns(name, at, COLUMNS):
                print(f"{name}: {difference}", flush=True)
                wrong += 1
            tried += COLUMNS
        print(f"{tried:,} columns, {wrong} differences in all", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(prove(arguments.cells, arguments.columns, arguments.seed))
