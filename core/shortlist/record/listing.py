"""The runs of the record as plain data, for `shortlist runs` and its JSON."""

from __future__ import annotations

import json
from typing import Any

from shortlist.record.runs import Run

COUNTS = ("rows_in", "refused", "qualify", "review", "reject")
JSON = ("assignments", "options", "versions", "plugins")
SHOWN = ("as_of", "started", "ended", "folder", "source", "source_hash", "ruleset", "ruleset_version", "ruleset_hash", "ruleset_file",
         "engine", "shortlist_version", "language", *COUNTS)  # fmt: skip


def summarise_run(run: Run) -> dict[str, Any]:
    """One line of `runs list`."""
    names = ("ended", "as_of", "ruleset", "ruleset_version", "source", *COUNTS)
    return {"run": run.id, **{name: run.facts[name] for name in names}}


def describe_run(run: Run) -> dict[str, Any]:
    """All that the record knows of a run, with the overrides in force for its prospects and its first refused rows.

    Raises RecordError where a kept file of its ruleset is no longer what was recorded.
    """
    rows = run.record.rows
    files = rows("SELECT kind, path, content AS hash FROM run_files WHERE run_id = ? ORDER BY position", [run.id])
    overrides = rows(
        "SELECT o.prospect_id, d.name, d.decision, o.decision AS override, o.because, o.decided_by AS by, o.until "
        "FROM overrides_in_force o JOIN decisions d ON d.prospect_id = o.prospect_id AND d.run_id = ? ORDER BY d.row",
        [run.id],
    )
    refused = rows(
        "SELECT row, line, reason, reason_zh, text FROM refused WHERE run_id = ? ORDER BY row LIMIT 20", [run.id]
    )
    return {
        "run": run.id,
        **{name: run.facts[name] for name in SHOWN},
        "ruleset_hash": run.origin.hash,  # of the files as they are kept, which are checked by that
        **{name: json.loads(run.facts[name]) for name in JSON},
        "files": files,
        "overrides_in_force": overrides,
        "first_refused": refused,
    }
