"""The one prospect that a command is about, found in the record."""

from __future__ import annotations

from shortlist.planning.compile import compile_plan
from shortlist.prospects.subject import Subject
from shortlist.record.names import find_named
from shortlist.record.prospects import find_prospect
from shortlist.record.runs import open_record


def from_run(prospect_id: str, path: str | None, run: str | None) -> Subject:
    """The prospect as a run of the record decided it, by default its newest one, with the override in force.

    It is found by its id, else as the only one whose name has that in it. Raises RecordError for an unknown prospect or
    run, and for a name that several have.
    """
    with open_record(path) as opened:
        called = find_named(opened, prospect_id, run)
        found = find_prospect(opened, called.prospect_id if called else prospect_id, run)
        notes = (called.note, *found.notes) if called else found.notes
        return Subject(compile_plan(found.ruleset, found.as_of), found.frame, notes, found.override)
