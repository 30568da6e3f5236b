"""From a checked file to a Ruleset of all that is right in it, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from shortlist.language import Text
from shortlist.loading.criteria import build_criteria
from shortlist.loading.dependencies import explain_absent_plugins
from shortlist.loading.draft import Draft
from shortlist.loading.fields import build_fields
from shortlist.loading.histories import build_histories
from shortlist.loading.namespace import find_collisions
from shortlist.loading.questions import build_questions
from shortlist.loading.references import build_references
from shortlist.loading.rules import build_rules, build_treatments
from shortlist.loading.segments import build_segments, fill_segments
from shortlist.ruleset.definition import Ruleset

T = TypeVar("T")


def build_ruleset(draft: Draft, path: Path) -> Ruleset:
    """The ruleset of a file, without what is wrong: that is among the draft's problems then."""
    draft.problems += explain_absent_plugins(draft.entry, draft.tree, draft.plugins)
    fill_segments(draft)
    fields = build_fields(draft)
    references = build_references(draft, fields)
    histories = build_histories(draft, fields)
    criteria = build_criteria(draft)
    segments = build_segments(draft)
    rules = build_rules(draft, criteria.values())
    treatments = build_treatments(draft)
    taken = find_collisions(draft, criteria)
    entry = draft.entry
    return Ruleset(
        id=entry.ruleset,
        version=entry.version,
        title=entry.title.text if entry.title else Text.of(entry.ruleset),
        source=str(path),
        currency=entry.currency,
        rates=entry.rates.values,
        seller=entry.seller,
        fields=_leave_out(fields, taken["field"]),
        references=_leave_out(references, taken["reference table"]),
        criteria=_leave_out(criteria, taken["criterion"]),
        segments=_leave_out(segments, taken["segment"]),
        rules=tuple(
            replace(rule, conclusions=tuple(name for name in rule.conclusions if name not in taken["conclusion"]))
            for rule in rules
        ),
        decision=entry.decision,
        histories=histories,
        treatments=treatments,
        tags={name: title.text for name, title in entry.tags.items()},
        questions=build_questions(draft),
    )


def _leave_out(things: Mapping[str, T], taken: set[str]) -> dict[str, T]:
    return {name: thing for name, thing in things.items() if name not in taken}
