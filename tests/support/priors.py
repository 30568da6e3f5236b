"""Priors for a random ruleset: from chance of their own, so that what was drawn before stays as it was."""

from __future__ import annotations

import random
from typing import Any


def give_priors(ruleset: dict[str, Any], seed: object) -> dict[str, Any]:
    """The ruleset with `missing: prior` for half of its `neutral`, and a prior for half of the measures."""
    chance = random.Random(f"priors {seed}")

    def place(entry: dict[str, Any]) -> None:
        if entry.get("missing") == "neutral" and chance.random() < 0.5:
            entry["missing"] = "prior"

    place(ruleset["decision"])
    for criterion in ruleset["criteria"].values():
        place(criterion)
        for measure in criterion["measures"].values():
            if chance.random() < 0.5:
                measure["prior"] = chance.choice([0, 12.5, 35, 50, 66.6, 100])
    return ruleset
