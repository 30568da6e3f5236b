"""Where every measure counts from the start, finding something out moves the score the way it moves what it measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist.planning import scores
from tests.support import check_findings
from tests.support.seeds import sample


@pytest.mark.parametrize("seed", sample(range(30), 5, proofs=10))
def test_a_fact_moves_the_score_the_way_it_moves_its_measures(seed: int, tmp_path: Path) -> None:
    counterexample, _ = check_findings.findings(seed, tmp_path)
    if counterexample:
        pytest.fail(counterexample.message)


def test_the_proof_notices_what_counts_as_something_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the unknown counts as nothing, a fact below its prior raises the score."""
    monkeypatch.setattr(scores, "_assume", lambda *_: 0.0)
    assert any(check_findings.findings(seed, tmp_path)[0] for seed in range(8))
