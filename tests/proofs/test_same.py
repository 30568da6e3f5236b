"""A decision does not depend on the list around it, on chunks, on Polars' engine, or on the number of threads."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.support.places import ROOT

PLAN = {
    1: ["list", "streaming", "in-memory", "chunks"],
    2: ["list", "alone", "anew"],
    8: ["list", "shuffled", "rechunked", "streaming", "in-memory"],
}


@pytest.mark.proof
@pytest.mark.parametrize(("seed", "prospects"), [(604, 500)])
def test_every_way_gives_the_same_bytes(seed: int, prospects: int) -> None:
    running = {}
    for threads, ways in PLAN.items():
        command = [sys.executable, "-m", "tests.support.same", "--seed", str(seed), "--prospects", str(prospects)]
        command += ["--ways", *ways]
        environment = os.environ | {"POLARS_MAX_THREADS": str(threads)}
        running[threads] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    digests: dict[str, str] = {}
    for threads, process in running.items():
        output, _ = process.communicate(timeout=900)
        assert process.returncode == 0
        found = json.loads(output)
        assert found["threads"] == threads
        digests |= {f"{way} with {threads} threads": digest for way, digest in found["digests"].items()}
    assert len(digests) == sum(map(len, PLAN.values()))
    assert len(set(digests.values())) == 1, digests
