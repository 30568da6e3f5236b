"""Which seeds or lists `make test` tries; `make proofs` tries the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest


def sample(seeds: Sequence[Any], count: int, mark: str = "proof", proofs: int | None = None) -> list[Any]:
    """All the seeds (or other cases), as a test is parametrized with them; those after the first `count` are marked as a proof.

    Of these `proofs` at most, where that is given; the others are for `make prove`.
    """
    assert 0 < count < len(seeds)
    most = len(seeds) if proofs is None else count + proofs
    marks = [getattr(pytest.mark, mark)] * (most - count) + [pytest.mark.long] * len(seeds)
    rest = zip(seeds[count:], marks, strict=False)
    return [*seeds[:count], *(pytest.param(seed, marks=own) for seed, own in rest)]
