"""Names that the program uses itself, so that no ruleset and no plugin may give them to anything."""

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
KEPT = "list:"  # stands before a list's own columns that are kept beside the fields, so that the two never meet
