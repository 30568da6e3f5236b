"""The card of `benchmarks.peers`: ten figures in steps, three gates, missing figures that count half; and prospects to decide by it."""

from __future__ import annotations

import random
from collections.abc import Sequence
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


def by_hand(rows: Sequence[Row]) -> list[Result]:
    """The card in plain Python, as a programmer would write it for this card alone."""
    found = []
    for row in rows:
        total = 0
        for n in range(FIGURES):
            value = row.get(f"f{n}")
            points = (
                NEUTRAL if value is None else 100 if value >= 80 else 60 if value >= 50 else 25 if value >= 20 else 0
            )
            total += WEIGHTS[n] * points
        score = total / 100
        fired = []
        if row.get("country") == "KP":
            fired.append("embargo")
        if (late := row.get("days_late")) is not None and late > 60:
            fired.append("overdue")
        if (staff := row.get("employees")) is not None and staff < 5:
            fired.append("too_small")
        found.append((settle(fired, score), score, "; ".join(fired)))
    return found


def settle(fired: Sequence[str], score: float) -> str:
    """The decision of the gates that fired, or else of the score."""
    decided = [then for name, _, then in GATES if name in fired]
    return "reject" if "reject" in decided else "review" if decided else decide_by_score(score)


TERNARY = "({test} ? {then} : {otherwise})"


def nested(n: int, number: str = "{}") -> str:
    """The points of a figure as nested ternaries; `number` says how a float is written."""
    text = str(STEPS[0][1])
    for start, points in STEPS[1:]:
        text = TERNARY.format(test=f"f{n} >= {number.format(start)}", then=points, otherwise=text)
    return TERNARY.format(test=f"f{n} == null", then=NEUTRAL, otherwise=text)


def sum_up(number: str = "{}") -> str:
    """All points, weighted, as an expression."""
    return " + ".join(f"{WEIGHTS[n]} * {nested(n, number)}" for n in range(FIGURES))
