"""The rules that cannot be judged, of which there may be dozens: the few that matter most, and what the others wait for."""

from __future__ import annotations

from dataclasses import dataclass

from shortlist.model.explanation import Explanation, RulePart
from shortlist.model.terms import DECISIONS

FEW, NAMED = 5, 6
"""So many rules are shown where there are more, and so many facts named that the others wait for."""


@dataclass(frozen=True)
class Unjudged:
    """`shown` in the order of the ruleset; of the `others` the facts that they wait for, `waiting`, those first that most of them do."""

    shown: tuple[RulePart, ...]
    others: tuple[RulePart, ...]
    waiting: tuple[str, ...]


def find_unjudged(one: Explanation) -> Unjudged:
    """The rules that cannot be judged. Shown are those that decide, of these those first that wait for what is to be asked first:
    so asks are ordered too, and what only tags is never asked for."""
    unknown = [rule for rule in one.rules if rule.state == "unknown"]
    places = {ask.field.id: place for place, ask in enumerate(one.asks)}

    def rank(rule: RulePart) -> tuple[bool, int]:
        asked = min((places[name] for name in rule.wanting if name in places), default=len(places))
        return not set(rule.then) & {*DECISIONS}, asked

    # One alone would take as much room as the line that stands for it.
    few = len(unknown) if len(unknown) <= FEW + 1 else FEW
    first = [id(rule) for rule in sorted(unknown, key=rank)[:few]]
    shown = tuple(rule for rule in unknown if id(rule) in first)
    others = tuple(rule for rule in unknown if id(rule) not in first)
    counts: dict[str, int] = {}
    for rule in others:
        for name in rule.wanting:
            counts[name] = counts.get(name, 0) + 1
    return Unjudged(shown, others, tuple(sorted(counts, key=lambda name: -counts[name])))
