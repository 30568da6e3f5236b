"""Names that mean something to the program, so that no ruleset and no plugin may give them to something else."""

from __future__ import annotations

RESERVED = frozenset(
    {
        "score",
        "coverage",
        "decision",
        "grade",
        "seller",
        "prospect_id",
        "name",
        "reasons",
        "ask_next",
        "tags",
        "score_low",
        "score_high",
        "certain",
        "decision_worst",
        "decision_best",
        "treatment",
        "within_capacity",
    }
)
