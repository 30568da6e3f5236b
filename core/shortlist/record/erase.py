"""Removes from the record what must not stay: one prospect everywhere, or whole runs."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from shortlist import ending
from shortlist.language import Text
from shortlist.record.database import RecordError, has_ids, transaction, troubles
from shortlist.record.prospects import check_identity, settle_id, suggest_id
from shortlist.record.removal import clear_dead, remove_run
from shortlist.record.runs import Record, decode_frame, encode_frame
from shortlist.record.soundness import reading
from shortlist.record.write import insert_content
from shortlist.ruleset.sources import content_hash

NOT_ANEW = Text(
    "the record's file was not written anew, so that free pages may still hold it; purge or forget anything to do that",
    "运行记录文件尚未重写，空闲页中可能仍有残留；再执行一次 forget 或 purge 即可清除",
)
REMOVED = Text("removed on request", "已应要求删除")


@dataclass(frozen=True)
class Forgotten:
    """Whose rows were removed and how many, and the lists that were read, which still hold the prospect where they stand."""

    prospect_id: str
    decisions: int
    inputs: int
    refused: int
    overrides: int
    sources: tuple[str, ...]


def forget(record: Record, prospect_id: str) -> Forgotten:
    """Remove all that the record holds of a prospect: decisions, typed inputs, refused texts, overrides.

    The file is written anew afterwards, so that nothing is left in its free pages. Counts of runs stay as they were.
    Raises RecordError where the record holds nothing of the prospect, and changes nothing then.
    """
    with troubles(record.path):
        # The rows of a run whose writer died are out of sight, but still in the file.
        clear_dead(record)
        done = Text(f"the removal of {prospect_id}", f"{prospect_id} 的删除")
        with transaction(record.db, done):
            prospect_id = settle_id(record, prospect_id)
            check_identity(record, prospect_id)
            # Not what is called so in lists without ids, where it is the number of a row and somebody else.
            held = record.rows(
                f"SELECT d.id, run_id, row, name FROM decisions d JOIN runs r ON r.id = run_id AND {has_ids('r')} WHERE prospect_id = ?",
                [prospect_id],
            )
            refused = _find_refused(record, prospect_id, {row["name"] for row in held if row["name"]})
            overrides = record.db.execute("DELETE FROM overrides WHERE prospect_id = ?", [prospect_id]).rowcount
            if not (held or refused or overrides):
                raise _explain_unknown(record, prospect_id)
            inputs = sum(_rewrite(record, content, prospect_id) for content in _find_chunks(record, held))
            record.db.conn.executemany("DELETE FROM decisions WHERE id = ?", [(row["id"],) for row in held])
            for row in refused:
                record.db.execute(
                    "UPDATE refused SET text = NULL, reason = ?, reason_zh = ? WHERE run_id = ? AND row = ?",
                    [REMOVED.en, REMOVED.zh, row["run_id"], row["row"]],
                )
        numbers = {row["run_id"] for row in (*held, *refused)}
        sources = {row["source"]: None for row in record.rows("SELECT id, source FROM runs") if row["id"] in numbers}
        with ending.lacking(NOT_ANEW):
            record.db.execute("VACUUM")  # SQLite refuses it inside a transaction
    return Forgotten(prospect_id, len(held), inputs, len(refused), overrides, tuple(sources))


def _find_chunks(record: Record, held: list[dict[str, Any]]) -> list[str]:
    """The hashes of the chunks of inputs that hold these rows, each once, though several runs may share one."""
    found: dict[str, None] = {}
    for row in held:
        chunk = record.rows(
            "SELECT content FROM inputs WHERE run_id = ? AND first_row <= ? AND last_row >= ?",
            [row["run_id"], row["row"], row["row"]],
        )
        found |= {one["content"]: None for one in chunk}
    return list(found)


def _rewrite(record: Record, content: str, prospect_id: str) -> int:
    """Replace a chunk by one without the prospect; returns how many rows it lost."""
    # Its name is the hash of its content, so every run that shares it has to be pointed to the new one.
    found = record.rows("SELECT body FROM contents WHERE hash = ?", [content])
    with reading(record.path, "a chunk of inputs", "一段输入"):
        (chunk,) = found
        frame = decode_frame(chunk["body"])
    left = frame.filter(pl.col("prospect_id") != prospect_id)
    body = encode_frame(left)
    insert_content(record.db, "inputs", body)
    record.db.execute("UPDATE inputs SET content = ? WHERE content = ?", [content_hash(body), content])
    record.db.execute("DELETE FROM contents WHERE hash = ?", [content])
    return frame.height - left.height


def _find_refused(record: Record, prospect_id: str, names: set[str]) -> list[dict[str, Any]]:
    """Refused rows in which the prospect's id or name is a whole cell, or whose reason quotes it."""
    wanted = {prospect_id, *names}
    found = []
    # SQLite narrows it down to rows that hold the text anywhere; a whole cell is what spares prospect 11 where 1 is meant.
    for text in wanted:
        near = record.rows(
            "SELECT run_id, row, reason, text FROM refused WHERE instr(coalesce(text, ''), ?) OR instr(reason, ?)",
            [text, text],
        )
        found += [row for row in near if wanted & _cells(row["text"] or "") or f"'{text}'" in row["reason"]]
    return list({(row["run_id"], row["row"]): row for row in found}.values())


def _cells(text: str) -> set[str]:
    """Whatever may be a cell of a refused row: its text read as CSV, and split at any usual delimiter."""
    # A row may have been refused just because its quotes or delimiters are wrong.
    whole = {cell.strip() for row in csv.reader(text.splitlines()) for cell in row}
    return whole | {part.strip(" \"'") for part in re.split(r"[,;\t|]", text)}


def _explain_unknown(record: Record, prospect_id: str) -> RecordError:
    near = suggest_id(record, prospect_id)
    return RecordError.of(
        f"{record.path}: the record holds nothing of a prospect '{prospect_id}'{near.en}",
        f"{record.path}：运行记录中没有客户 '{prospect_id}' 的任何内容{near.zh}",
    )


def purge(record: Record, before: date) -> list[int]:
    """Remove the runs that ended before a day, and contents that no other run uses; returns their numbers.

    Overrides stay: they are about prospects, not runs.
    """
    with troubles(record.path):
        clear_dead(record)
        old = [
            row["id"]
            for row in record.rows(
                "SELECT id FROM runs WHERE state = 'complete' AND date(ended) < ? ORDER BY id", [before.isoformat()]
            )
        ]
        for number in old:
            remove_run(record.db, number, Text(f"the removal of run {number}", f"第 {number} 次运行的删除"))
        with ending.lacking(NOT_ANEW):
            record.db.execute("VACUUM")
    return old
