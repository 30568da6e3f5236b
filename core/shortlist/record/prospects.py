"""The prospects of the record: each as a run decided it, with the override in force today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from shortlist.errors import Problem, suggest
from shortlist.model.explanation import Override
from shortlist.record.database import Record, RecordError
from shortlist.record.runs import INPUT_ROW, Run, find_run
from shortlist.ruleset.definition import Ruleset

LIKE = 200  # ids that are looked at for one that was meant


@dataclass(frozen=True)
class RecordedProspect:
    """A prospect as a run decided it.

    `frame` is its row of typed inputs, as `Plan.decide` takes it; `override` the one in force today; `notes` say what the
    reader should know, such as that several runs hold the prospect.
    """

    prospect_id: str
    run: Run
    row: int
    frame: pl.DataFrame
    override: Override | None
    notes: tuple[Problem, ...]

    @property
    def ruleset(self) -> Ruleset:
        return self.run.ruleset

    @property
    def as_of(self) -> date:
        return self.run.as_of


def find_prospect(record: Record, prospect_id: str, run: int | str | None = None) -> RecordedProspect:
    """A prospect of a run, else of the newest complete run that holds it.

    Raises RecordError for an unknown id (with the nearest) or run.
    """
    (found,) = find_prospects(record, [prospect_id], run)
    return found


def find_prospects(record: Record, prospect_ids: Iterable[str], run: int | str | None = None) -> list[RecordedProspect]:
    """Prospects in the order of their ids, each as `prospect` finds it; a chunk of inputs is read once for all.

    Raises RecordError with every id that the record does not hold.
    """
    wanted = None if run is None else find_run(record, run)
    problems: list[Problem] = []
    places: list[tuple[str, int, int, list[int]]] = []
    for prospect_id in prospect_ids:
        found = _find_places(record, prospect_id)
        held = [place for place in found if wanted is None or place[0] == wanted.id]
        if not held:
            problems.append(_explain_absence(record, prospect_id, wanted, found))
        else:
            places.append((prospect_id, *held[0], sorted({number for number, _ in found}, reverse=True)))
    if problems:
        raise RecordError(problems)
    read = _Reading(record)
    return [
        RecordedProspect(
            prospect_id,
            read.run(number),
            row,
            read.frame(number, row),
            _read_override(record, prospect_id),
            () if len(held_by) == 1 or wanted is not None else (_note_several(prospect_id, number, held_by),),
        )
        for prospect_id, number, row, held_by in places
    ]


def _find_places(record: Record, prospect_id: str) -> list[tuple[int, int]]:
    """Run and row of every decision of a prospect, the newest first."""
    found = record.rows(
        "SELECT d.run_id, d.row FROM decisions d JOIN runs r ON r.id = d.run_id AND r.state = 'complete' "
        "WHERE d.prospect_id = ? ORDER BY d.id DESC",
        [prospect_id],
    )
    return [(place["run_id"], place["row"]) for place in found]


class _Reading:
    """Runs and chunks of inputs, each read once."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.runs: dict[int, Run] = {}
        self.chunks: dict[str, pl.DataFrame] = {}

    def run(self, number: int) -> Run:
        if number not in self.runs:
            self.runs[number] = find_run(self.record, number)
        return self.runs[number]

    def frame(self, number: int, row: int) -> pl.DataFrame:
        (chunk,) = self.record.rows(
            "SELECT content FROM inputs WHERE run_id = ? AND first_row <= ? AND last_row >= ?", [number, row, row]
        )
        content = chunk["content"]
        if content not in self.chunks:
            self.chunks = {content: self.run(number).inputs(content)}
        return self.chunks[content].filter(pl.col(INPUT_ROW) == row).drop(INPUT_ROW)


def _note_several(prospect_id: str, number: int, held_by: Sequence[int]) -> Problem:
    others = ", ".join(str(other) for other in held_by if other != number)
    return Problem.of(
        f"{prospect_id} stands in {len(held_by)} runs; this is the newest, {number} (--run takes one of {others})",
        f"{prospect_id} 见于 {len(held_by)} 次运行；此处为最新一次，即第 {number} 次（可用 --run 指定：{others}）",
    )


def _explain_absence(record: Record, prospect_id: str, wanted: Run | None, found: Sequence[tuple[int, int]]) -> Problem:
    if wanted is not None and found:
        held = ", ".join(dict.fromkeys(str(number) for number, _ in found))
        return Problem.of(
            f"run {wanted.id} holds no prospect '{prospect_id}'; it stands in the runs {held}",
            f"第 {wanted.id} 次运行没有客户 '{prospect_id}'；它见于第 {held} 次运行",
        )
    near = suggest(prospect_id, near_ids(record, prospect_id))
    return Problem.of(
        f"{record.path}: the record holds no prospect '{prospect_id}'{near.en}",
        f"{record.path}：运行记录中没有客户 '{prospect_id}'{near.zh}",
    )


def near_ids(record: Record, prospect_id: str) -> list[str]:
    """Some ids and names of the record near which the one that was meant may be; quick whatever the record's size."""
    around = [
        ("SELECT prospect_id FROM complete_decisions WHERE prospect_id >= ? ORDER BY prospect_id LIMIT ?", prospect_id),
        (
            "SELECT prospect_id FROM complete_decisions WHERE prospect_id < ? ORDER BY prospect_id DESC LIMIT ?",
            prospect_id,
        ),
        (
            "SELECT prospect_id FROM complete_decisions WHERE prospect_id >= ? ORDER BY prospect_id LIMIT ?",
            prospect_id.upper(),
        ),
        (
            "SELECT prospect_id FROM complete_decisions WHERE prospect_id >= ? ORDER BY prospect_id LIMIT ?",
            prospect_id[:1],
        ),
    ]
    return [row["prospect_id"] for sql, key in around for row in record.rows(sql, [key, LIKE])]


def _read_override(record: Record, prospect_id: str) -> Override | None:
    found = record.rows("SELECT * FROM overrides_in_force WHERE prospect_id = ?", [prospect_id])
    return to_override(found[0]) if found else None


def read_overrides(record: Record, day: date) -> dict[str, Override]:
    """By prospect the overrides in force on a day."""
    found = record.rows(
        "SELECT * FROM overrides o WHERE withdrawn IS NULL AND (until IS NULL OR until >= ?) "
        "AND NOT EXISTS (SELECT 1 FROM overrides n WHERE n.prospect_id = o.prospect_id AND n.id > o.id)",
        [day.isoformat()],
    )
    return {row["prospect_id"]: to_override(row) for row in found}


def to_override(row: dict[str, Any]) -> Override:
    """A row of `overrides` as the explanation shows it."""
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Override(row["decision"], row["because"], row["decided_by"], row["made"], until)
