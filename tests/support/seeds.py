"""Which seeds or lists `make test` tries; `make proofs` tries the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def sample(seeds: Sequence[Any], count: int, mark: str = "proof") -> list[Any]:
    """All the seeds (or other cases), as a test is parametrized with them; those after the first `count` are marked as a proof."""
    assert 0 < count < len(seeds)
    return [*seeds[:count], *(pytest.param(seed, marks=getattr(pytest.mark, mark)) for seed in seeds[count:])]
