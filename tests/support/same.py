"""Decides one list in many ways and prints a digest of each result, in a process with its own thread count.

python -m tests.support.same --seed 1 --prospects 2000 --ways list shuffled chunks alone streaming in-memory
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from tests.support import engine
from tests.support.generate import AS_OF, Generated, dump, generate


def small(seed: int, prospects: int) -> Generated:
    """A generated ruleset without its many rules that only tag, so that 2,000 single decisions take seconds."""
    generated = generate(seed, prospects)
    rules = [rule for rule in generated.ruleset["rules"] if "tag" not in rule["then"]]
    generated.text, generated.ruleset = dump(generated.ruleset | {"rules": rules})
    return generated


def digest(rows: list[tuple[Any, ...]]) -> str:
    """Of every bit of every value: repr tells all floats apart, also 0.0 and -0.0."""
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def ways(path: Path, frame: pl.DataFrame) -> dict[str, Callable[[], list[tuple[Any, ...]]]]:
    """One plan serves every way but `anew`, which loads and compiles the ruleset for each fifth of the list."""
    plan = engine.load(path).plan(AS_OF)

    def decide(part: pl.DataFrame) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = plan.decide(part.lazy()).collect().rows()
        return rows

    def anew() -> list[tuple[Any, ...]]:
        size = frame.height // 5
        parts = [frame[start : start + size] for start in range(0, frame.height, size)]
        return [row for part in parts for row in engine.load(path).qualify(part, as_of=AS_OF).rows()]

    def in_parts(size: int) -> list[tuple[Any, ...]]:
        return [row for start in range(0, frame.height, size) for row in decide(frame[start : start + size])]

    def shuffled() -> list[tuple[Any, ...]]:
        order = random.Random(0).sample(range(frame.height), frame.height)
        decided = dict(zip(order, decide(frame[order]), strict=True))
        return [decided[number] for number in range(frame.height)]

    def collected(how: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = plan.decide(frame.lazy()).collect(engine=how).rows()
        return rows

    return {
        "list": lambda: decide(frame),
        "shuffled": shuffled,
        "chunks": lambda: in_parts(7),
        "alone": lambda: in_parts(1),
        "anew": anew,
        "rechunked": lambda: decide(pl.concat([frame[:3], frame[3:100], frame[100:]], rechunk=False)),
        "streaming": lambda: collected("streaming"),
        "in-memory": lambda: collected("in-memory"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True, help="seed of the ruleset and the prospects")
    parser.add_argument("--prospects", type=int, default=2000, help="how many prospects")
    parser.add_argument("--ways", nargs="+", required=True, help="ways to decide them")
    arguments = parser.parse_args()
    generated = small(arguments.seed, arguments.prospects)
    with tempfile.TemporaryDirectory() as folder:
        every = ways(generated.write(Path(folder)), engine.frame(generated.prospects))
        found = {way: digest(every[way]()) for way in arguments.ways}
    print(json.dumps({"threads": pl.thread_pool_size(), "digests": found}))


if __name__ == "__main__":
    main()
