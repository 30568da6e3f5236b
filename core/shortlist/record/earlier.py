"""What the last run of the same list decided, so that only what has changed since is handed on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from shortlist.record.database import troubles
from shortlist.record.runs import Record, Run, decision_id, list_runs
from shortlist.record.write import Recorder


@dataclass(frozen=True)
class Earlier:
    """A run, and of each of its prospects `prospect_id`, `decision` and `grade`."""

    run: Run
    decisions: pl.DataFrame


def read_earlier(recorder: Recorder) -> Earlier | None:
    """The newest complete run of the list that is being decided, by the file's place; None where there is none. Raises RecordError."""
    record, here = recorder.record, Path.cwd() / recorder.source.name
    for run in list_runs(record):
        if Path(run.facts["folder"], run.facts["source"]) == here:
            return Earlier(run, _read_decisions(record, run))
    return None


def _read_decisions(record: Record, run: Run) -> pl.DataFrame:
    with troubles(record.path):
        rows = record.db.execute(
            "SELECT prospect_id, decision, grade FROM decisions WHERE id >= ? AND id < ? ORDER BY id",
            [decision_id(run.id, 0), decision_id(run.id + 1, 0)],
        ).fetchall()
    schema = {"prospect_id": pl.String, "decision": pl.String, "grade": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").unique("prospect_id", keep="last", maintain_order=True)
