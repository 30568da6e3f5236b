"""Decisions made by people, kept beside the computed ones and never in their place."""

from __future__ import annotations

from datetime import date
from typing import Any

from shortlist.errors import ShortlistError
from shortlist.language import Text
from shortlist.record.database import RecordError, transaction, troubles
from shortlist.record.prospects import check_identity, find_prospect, settle_id
from shortlist.record.runs import Record
from shortlist.record.write import current_time


def override(
    record: Record, prospect_id: str, decision: str, *, because: str, by: str, until: date | None = None
) -> dict[str, Any]:
    """Override a prospect's decision, through the day `until` or for good; returns the new row.

    The newest override of a prospect counts; older ones are kept to be read. Raises RecordError for a prospect that no run
    holds or whose id is but a row number, ShortlistError for a date that has passed or an empty reason or name.
    """
    reason, person = _check_text("--because", because), _check_text("--by", by)
    if until is not None and until < date.today():
        raise ShortlistError.of(
            f"--until {until} has passed; name today or a later day", f"--until {until} 已过；请写今天或以后的日期"
        )
    prospect_id = settle_id(record, prospect_id)
    check_identity(record, prospect_id)
    held = find_prospect(record, prospect_id)
    (decided,) = record.rows("SELECT decision FROM decisions WHERE run_id = ? AND prospect_id = ? LIMIT 1",
                             [held.run.id, prospect_id])  # fmt: skip
    facts = {
        "prospect_id": prospect_id,
        "decision": decision,
        "because": reason,
        "decided_by": person,
        "made": current_time(),
        "until": until.isoformat() if until else None,
        "run_id": held.run.id,
        "computed": decided["decision"],
    }
    done = Text(f"the override of {prospect_id}", f"对 {prospect_id} 的人工调整")
    with troubles(record.path), transaction(record.db, done):
        names, marks = ", ".join(facts), ", ".join("?" * len(facts))
        record.db.execute(f"INSERT INTO overrides ({names}) VALUES ({marks})", list(facts.values()))
    return facts


def withdraw(record: Record, prospect_id: str, *, because: str, by: str) -> dict[str, Any]:
    """Take back the override in force, so that the computed decision stands alone again; returns the row withdrawn.

    Older overrides do not come back; ids are taken as lists write them. Raises RecordError where none is in force.
    """
    reason, person = _check_text("--because", because), _check_text("--by", by)
    prospect_id = settle_id(record, prospect_id)
    done = Text(f"the withdrawal of the override of {prospect_id}", f"对 {prospect_id} 人工调整的撤回")
    with troubles(record.path), transaction(record.db, done):
        found = record.rows("SELECT * FROM overrides_in_force WHERE prospect_id = ?", [prospect_id])
        if not found:
            raise RecordError.of(
                f"no override of '{prospect_id}' is in force; see `shortlist override`",
                f"'{prospect_id}' 目前没有有效的人工调整；参见 `shortlist override`",
            )
        record.db.execute(
            "UPDATE overrides SET withdrawn = ?, withdrawn_by = ?, withdrawn_because = ? WHERE id = ?",
            [current_time(), person, reason, found[0]["id"]],
        )
    return found[0]


def list_overrides(record: Record) -> list[dict[str, Any]]:
    """Every override, the newest first, each with its `state`: in force, expired, replaced or withdrawn.

    Each is a row of `overrides` (docs/record.md) as a dict; `until` is an ISO date, or None where it holds for good. Raises
    RecordError.

    >>> from shortlist import open_record
    >>> with open_record() as record:
    ...     [(row["prospect_id"], row["decision"], row["state"]) for row in list_overrides(record)]
    [('0017A', 'review', 'in force')]
    """
    return record.rows(
        "SELECT o.*, CASE WHEN withdrawn IS NOT NULL THEN 'withdrawn' "
        "WHEN EXISTS (SELECT 1 FROM overrides n WHERE n.prospect_id = o.prospect_id AND n.id > o.id) THEN 'replaced' "
        "WHEN until < date('now', 'localtime') THEN 'expired' ELSE 'in force' END AS state FROM overrides o ORDER BY id DESC"
    )


def _check_text(option: str, text: str) -> str:
    """The text on one line. Raises ShortlistError where it is empty."""
    line = " ".join(text.split())
    if not line:
        raise ShortlistError.of(f"{option} is empty; say it in words", f"{option} 为空；请写明内容")
    return line
