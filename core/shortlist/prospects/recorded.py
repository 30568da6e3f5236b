"""The one prospect that a command is about, found in the record."""

from __future__ import annotations

from shortlist.planning.compile import compile_plan
from shortlist.prospects.subject import Subject
from shortlist.record.prospects import find_prospect
from shortlist.record.runs import open_record


def from_run(prospect_id: str, path: str | None, run: str | None) -> Subject:
    """The prospect as a run of the record decided it, by default its newest one, with the override in force.

    Raises RecordError for an unknown prospect or run.
    """
    with open_record(path) as opened:
        found = find_prospect(opened, prospect_id, run)
        return Subject(compile_plan(found.ruleset, found.as_of), found.frame, found.notes, found.override)
