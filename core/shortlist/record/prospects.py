"""One prospect as a run of the record decided it, the override that is in force, or what is near an id that no run holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from shortlist.errors import Problem, suggest
from shortlist.language import Text
from shortlist.model.explanation import Override
from shortlist.model.normal import normalise, write_otherwise
from shortlist.record.database import OVERRIDES_JOIN, RecordError, has_ids
from shortlist.record.runs import INPUT_ROW, Record, Run, find_run, name_runs
from shortlist.record.soundness import check_override, damaged
from shortlist.ruleset.definition import Ruleset

LIKE = 200  # ids that are looked at for one that was meant


@dataclass(frozen=True)
class RecordedProspect:
    """A prospect as a run decided it.

    `frame` is its row of typed inputs, as `Plan.decide` takes it; `override` the one in force today; `notes` say what the
    reader should know, such as that several runs hold the prospect.

    >>> from shortlist import open_record
    >>> with open_record() as record:
    ...     found = find_prospect(record, "0017A")
    ...     found.run.id, found.override.because, found.frame["country"].to_list()
    (1, 'Litigation', ['DE'])
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

    >>> from shortlist import open_record
    >>> with open_record() as record:
    ...     found = find_prospect(record, "0017A", run="last")
    ...     found.row, found.as_of.isoformat(), found.notes
    (1, '2026-11-23', ())
    """
    (found,) = find_prospects(record, [prospect_id], run)
    return found


def find_prospects(record: Record, prospect_ids: Iterable[str], run: int | str | None = None) -> list[RecordedProspect]:
    """Prospects in the order in which they are named, each once, as `find_prospect` finds it.

    Raises RecordError with every id that the record does not hold.
    """
    wanted = _run_of(record, run)
    problems: list[Problem] = []
    held: list[tuple[str, _Place, list[_Place]]] = []
    for prospect_id in dict.fromkeys(settle_id(record, one) for one in prospect_ids):
        found = _places(record, prospect_id)
        here = [place for place in found if wanted is None or place.run == wanted.id]
        if not here:
            problems.append(_unknown(record, prospect_id, wanted, found))
        else:
            held.append((prospect_id, here[0], found))
    if problems:
        raise RecordError(problems)
    read = _Reading(record)
    return [
        RecordedProspect(
            prospect_id,
            read.run(place.run),
            place.row,
            read.frame(place.run, place.row),
            None if place.numbered else _override(record, prospect_id),
            tuple(_doubt(prospect_id, place, found) if wanted is None else ()),
        )
        for prospect_id, place, found in held
    ]


def _run_of(record: Record, number: int | str | None) -> Run | None:
    return None if number is None else find_run(record, number)


@dataclass(frozen=True)
class _Place:
    """Where a decision stands; `numbered`: its id is the number of a row of a list without ids."""

    run: int
    row: int
    numbered: bool


def _places(record: Record, prospect_id: str) -> list[_Place]:
    """Every decision of a prospect, the newest first; those whose id is but a row number come last."""
    found = record.rows(
        f"SELECT d.run_id, d.row, NOT {has_ids('r')} AS numbered FROM decisions d "
        "JOIN runs r ON r.id = d.run_id AND r.state = 'complete' WHERE d.prospect_id = ? ORDER BY numbered, d.id DESC",
        [prospect_id],
    )
    numbered = is_row(prospect_id)
    return [_Place(place["run_id"], place["row"], bool(place["numbered"]) or numbered) for place in found]


def is_row(prospect_id: str) -> bool:
    """Whether an id is what a row without one is called in a list that has ids.

    >>> is_row("row 7"), is_row("7")
    (True, False)
    """
    return re.fullmatch(r"row [1-9]\d*", prospect_id) is not None


def check_identity(record: Record, prospect_id: str) -> None:
    """Raises RecordError where an id is in every run that holds it the number of a row, which names nobody elsewhere."""
    found = _places(record, prospect_id)
    if not found or not all(place.numbered for place in found):
        return
    runs = name_runs(place.run for place in found)
    remedy = Text("qualify the list again with --id HEADER", "请用 --id 表头 指定编号列后重新运行 qualify")
    if is_row(prospect_id):  # the list has a column of ids, in which this row has none
        remedy = Text(
            "this row has no id in the list: give it one there and qualify the list again",
            "该行在名单的编号列中没有编号；请在名单中补上编号后重新运行 qualify",
        )
    raise RecordError.of(
        f"'{prospect_id}' is the number of a row without an id ({runs.en}), which is somebody else in the next list; {remedy.en}",
        f"'{prospect_id}' 只是没有编号的行的行号（{runs.zh}），在下一份名单中指别的客户；{remedy.zh}",
    )


def settle_id(record: Record, prospect_id: str) -> str:
    """An id that a person wrote as the record holds it: just so, else in the normal form in which lists are read."""
    held = "SELECT 1 FROM {} WHERE prospect_id = ? LIMIT 1"
    if any(record.rows(held.format(table), [prospect_id]) for table in ("decisions", "overrides")):
        return prospect_id
    return normalise(prospect_id)


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
        chunks = self.record.rows(
            "SELECT content FROM inputs WHERE run_id = ? AND first_row <= ? AND last_row >= ?", [number, row, row]
        )
        content = chunks[0]["content"] if len(chunks) == 1 else None
        if content is not None and content not in self.chunks:
            self.chunks = {content: self.run(number).inputs(content)}
        frame = self.chunks[content].filter(pl.col(INPUT_ROW) == row).drop(INPUT_ROW) if content is not None else None
        if frame is None or frame.height != 1:
            raise damaged(
                self.record.path, f"row {row} of the inputs of run {number}", f"第 {number} 次运行第 {row} 行的输入"
            )
        return frame


def _doubt(prospect_id: str, place: _Place, found: Sequence[_Place]) -> Iterator[Problem]:
    """What the reader should know of a decision for which no run was named: which of several it is."""
    same = [one for one in found if one.numbered == place.numbered]
    runs = list(dict.fromkeys(one.run for one in same))
    others = Text(*(mark.join(str(one) for one in sorted({*runs} - {place.run})) for mark in (", ", "、")))
    if place.numbered:
        more = Text("", "")
        if others.en:
            more = Text(f" (--run takes one of {others.en})", f"（可用 --run 指定：{others.zh}）")
        yield Problem.of(
            f"{prospect_id} is the number of a row without an id, here of run {place.run}; in another run it is somebody else{more.en}",
            f"{prospect_id} 是没有编号的行的行号，此处为第 {place.run} 次运行；在其他运行中指别的客户{more.zh}",
        )
    elif others.en:
        yield Problem.of(
            f"{prospect_id} stands in {len(runs)} runs; this is the newest, {place.run} (--run takes one of {others.en})",
            f"{prospect_id} 见于 {len(runs)} 次运行；此处为最新一次，即第 {place.run} 次（可用 --run 指定：{others.zh}）",
        )


def _unknown(record: Record, prospect_id: str, wanted: Run | None, found: Sequence[_Place]) -> Problem:
    if wanted is not None and found:
        held_by = name_runs(place.run for place in found)
        return Problem.of(
            f"run {wanted.id} holds no prospect '{prospect_id}'; it stands in {held_by.en}",
            f"第 {wanted.id} 次运行没有客户 '{prospect_id}'；它见于{held_by.zh}",
        )
    near = suggest_id(record, prospect_id)
    return Problem.of(
        f"{record.path}: the record holds no prospect '{prospect_id}'{near.en}",
        f"{record.path}：运行记录中没有客户 '{prospect_id}'{near.zh}",
    )


def suggest_id(record: Record, prospect_id: str) -> Text:
    """`; did you mean '7'?`: the same number written in another way, else an id that is spelt nearly so; or nothing."""
    ways = write_otherwise(prospect_id)
    marks = ", ".join("?" * len(ways))
    same = record.rows(f"SELECT prospect_id FROM complete_decisions WHERE prospect_id IN ({marks}) LIMIT 1", ways)
    if same:
        meant = same[0]["prospect_id"]
        return Text(f"; did you mean '{meant}'?", f"，是否应为 '{meant}'？")
    return suggest(prospect_id, _near_ids(record, prospect_id))


def _near_ids(record: Record, prospect_id: str) -> list[str]:
    """Some ids of the record near which the one that was meant may be; quick whatever the record's size."""
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


def _override(record: Record, prospect_id: str) -> Override | None:
    found = record.rows("SELECT * FROM overrides_in_force WHERE prospect_id = ?", [prospect_id])
    if not found:
        return None
    check_override(record.path, found[0])
    return to_override(found[0])


def read_overrides(record: Record, day: date) -> dict[str, Override]:
    """By prospect the overrides in force on a day."""
    found = record.rows(
        f"SELECT * FROM overrides o WHERE {OVERRIDES_JOIN} AND withdrawn IS NULL AND (until IS NULL OR until >= ?) "
        "AND NOT EXISTS (SELECT 1 FROM overrides n WHERE n.prospect_id = o.prospect_id AND n.id > o.id)",
        [day.isoformat()],
    )
    for row in found:
        check_override(record.path, row)
    return {row["prospect_id"]: to_override(row) for row in found}


def to_override(row: dict[str, Any]) -> Override:
    """A row of `overrides` as the explanation shows it."""
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Override(row["decision"], row["because"], row["decided_by"], row["made"], until)
