"""The card of `benchmarks.peers`: ten figures in steps, three gates, missing figures that count half; and prospects to decide by it."""

from __future__ import annotations

import random
from typing import Any

FIGURES = 10
WEIGHTS = (18, 16, 14, 12, 10, 8, 8, 6, 5, 3)  # of 100
STEPS = ((0, 0), (20, 25), (50, 60), (80, 100))
"""From where on a figure has how many points; none is below 0."""
NEUTRAL = 50  # points of a figure that is missing
QUALIFY, REVIEW = 60, 40
GATES = (
    ("embargo", "country = 'KP'", "reject"),
    ("overdue", "days_late > 60", "reject"),
    ("too_small", "employees < 5", "review"),
)
"""Each gate by its name, its condition and what it decides; one whose field is missing does not fire."""

Row = dict[str, Any]
Result = tuple[str, float, str]
"""The decision, the score with two decimals, and the gates that fired, joined by "; "."""


def write_ruleset() -> str:
    """The card as a ruleset."""
    steps = ", ".join(f"{start}: {points}" for start, points in STEPS)
    lines = ["ruleset: card", 'version: "1.0"', "fields:"]
    lines += [f"  f{n}: {{type: number, minimum: 0}}" for n in range(FIGURES)]
    lines += ["  country: {type: country}", "  days_late: {type: number}", "  employees: {type: number}"]
    lines += ["criteria:", "  fit:", "    weight: 1", "    measures:"]
    lines += [f"      f{n}: {{value: f{n}, steps: {{{steps}}}, weight: {WEIGHTS[n]}}}" for n in range(FIGURES)]
    lines += ["rules:"]
    lines += [f'  - {{id: {name}, when: "{when}", then: {then}, if_unknown: ignore}}' for name, when, then in GATES]
    lines += [f"decision: {{qualify: {QUALIFY}, review: {REVIEW}, missing: neutral}}"]
    return "\n".join(lines) + "\n"


def make_rows(count: int, seed: int = 1) -> list[Row]:
    """Random prospects, a fifth of the cells missing (not in the mapping at all)."""
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        row: Row = {f"f{n}": float(chance.randrange(121)) for n in range(FIGURES)}
        row |= {"country": chance.choice(["DE", "CN", "FR", "US", "KP"]), "days_late": float(chance.randrange(80))}
        row |= {"employees": float(chance.choice([2, 8, 40, 300, 5000]))}
        rows.append({name: value for name, value in row.items() if chance.random() < 0.8})
    return rows


def decide_by_score(score: float) -> str:
    """What the score alone decides."""
    return "qualify" if score >= QUALIFY else "review" if score >= REVIEW else "reject"
