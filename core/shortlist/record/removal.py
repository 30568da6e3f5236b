"""Removes runs from the record, and settles those whose writers have died."""

from __future__ import annotations

from sqlite_utils import Database

from shortlist.language import Text
from shortlist.record.claims import disclaim, list_writers, lives
from shortlist.record.database import transaction
from shortlist.record.journal import Journal
from shortlist.record.runs import Record, decision_id

CHUNK = 50_000  # decisions that a transaction removes


def clear_dead(record: Record) -> list[Text]:
    """Remove the runs whose writers have died; of those that died while outputs took their places, says what became."""
    notes: list[Text] = []
    for row in record.rows("SELECT id, writer FROM runs WHERE state = 'writing'"):
        if not lives(record.path, row["writer"]):
            notes += _settle(record, row["id"], row["writer"])
    busy = {row["writer"] for row in record.rows("SELECT writer FROM runs WHERE state = 'writing'")}
    for writer in list_writers(record.path):
        if writer not in busy and not lives(record.path, writer, remove=True):
            Journal.of(record.path, writer).remove()
    return notes


def _settle(record: Record, number: int, writer: str) -> list[Text]:
    journal = Journal.of(record.path, writer)
    with transaction(record.db):  # so that two runs do not settle the same at once
        if not record.rows("SELECT 1 FROM runs WHERE id = ? AND state = 'writing'", [number]):
            return []
        stands, note = journal.finish()
        if stands:
            set_complete(record.db, number)
    if not stands:
        remove_run(record.db, number)
    journal.remove()
    disclaim(record.path, writer)
    return [] if note is None else [Text(f"run {number} {note.en}", f"第 {number} 次运行{note.zh}")]


def set_complete(database: Database, run_id: int) -> None:
    """Let readers see the run."""
    now = "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
    database.execute(f"UPDATE runs SET state = 'complete', ended = {now} WHERE id = ?", [run_id])


def remove_run(database: Database, run_id: int, done: Text | None = None) -> None:
    """Remove a run with all that only it used, in short transactions; it is out of sight, and `done`, after the first."""
    # A removal that is cut short looks like a run whose writer died, so the next run goes on with it.
    with transaction(database, done):
        database.execute("UPDATE runs SET state = 'writing' WHERE id = ?", [run_id])
    last = database.execute(
        "SELECT max(id) FROM decisions WHERE id BETWEEN ? AND ?",
        [decision_id(run_id, 0), decision_id(run_id + 1, 0) - 1],
    ).fetchone()[0]
    for first in range(decision_id(run_id, 0), (last or 0) + 1, CHUNK):
        with transaction(database):
            database.execute("DELETE FROM decisions WHERE id BETWEEN ? AND ?", [first, min(first + CHUNK - 1, last)])
    with transaction(database):
        for table in ("inputs", "refused", "run_files"):
            database.execute(f"DELETE FROM {table} WHERE run_id = ?", [run_id])
        database.execute("DELETE FROM runs WHERE id = ?", [run_id])
        remove_orphans(database)


def remove_orphans(database: Database) -> None:
    """Remove contents that no run uses any more."""
    database.execute(
        "DELETE FROM contents WHERE hash NOT IN (SELECT content FROM inputs UNION SELECT content FROM run_files)"
    )
