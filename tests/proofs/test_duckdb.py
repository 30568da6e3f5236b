"""A condition's value now is what DuckDB computes from the same text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import duck
from tests.support.engine import qualify
from tests.support.generate import AS_OF
from tests.support.seeds import sample


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", sample(range(20), 3))
def test_oracle_agrees_with_duckdb(seed: int) -> None:
    conditions = duck.conditions(seed)
    assert duck.first_difference(conditions, conditions.oracle()) is None


@pytest.mark.quick(1)
@pytest.mark.parametrize("seed", sample(range(20), 3))
def test_engine_agrees_with_duckdb(seed: int, tmp_path: Path) -> None:
    conditions = duck.conditions(seed)
    found = qualify(conditions.generated.write(tmp_path), conditions.generated.prospects, AS_OF)
    assert duck.first_difference(conditions, [conditions.from_tags(row["tags"]) for row in found]) is None
