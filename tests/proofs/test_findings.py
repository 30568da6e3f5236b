"""Where every measure counts from the start, finding something out moves the score the way it moves what it measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from shortlist import Ruleset
from shortlist.loading.load import list_built_in
from shortlist.planning import scores
from tests.support import built_in_findings, check_findings
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


PRIORS = tuple(
    f"{name}{edition}"
    for name in ("b2b", "good_customer", "project_finance", "starter")
    for edition in ("", "_cn", "_eu")
)


def test_every_built_in_ruleset_but_their_base_counts_priors() -> None:
    assert {*list_built_in()} - {*PRIORS} == {"base"}
    assert {Ruleset.load(name).decision.missing for name in PRIORS} == {"prior"}


@pytest.mark.quick(1, proofs=20)
@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("name", PRIORS)
def test_a_fact_moves_the_score_of_a_built_in_ruleset_the_way_it_moves_its_measures(name: str, seed: int) -> None:
    counterexample, rows = built_in_findings.findings(name, seed)
    if counterexample:
        pytest.fail(counterexample.message)
    assert rows >= 900
