"""Finds the prospect of the record that a person calls by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shortlist.errors import Problem
from shortlist.model.normal import normalise
from shortlist.record.database import RecordError
from shortlist.record.runs import Record, find_run

SHOWN = 10  # prospects of one name that a message lists


@dataclass(frozen=True)
class Called:
    """The prospect that a name stands for, and the note which says that it was taken for a name."""

    prospect_id: str
    note: Problem


def find_named(record: Record, written: str, run: int | str | None = None) -> Called | None:
    """The only prospect of that name, else the only one whose name has it in it, in a run or in all; case does not count.

    None where it is an id that the record holds, or nobody has it in the name. Raises RecordError where several have, a line each.

    >>> from shortlist import open_record
    >>> with open_record() as record:
    ...     find_named(record, "0017A") is None, find_named(record, "nobody is called so") is None
    (True, True)
    """
    wanted = normalise(written)
    held = "SELECT 1 FROM {} WHERE prospect_id IN (?, ?) LIMIT 1"
    if not wanted or any(record.rows(held.format(table), [written, wanted]) for table in ("decisions", "overrides")):
        return None
    inside = _find_inside(record, wanted, run)
    whole = {id_: name for id_, name in inside.items() if name.lower() == wanted.lower()}
    found = whole or inside
    if not found:
        return None
    if len(found) > 1:
        raise RecordError([*_say_several(record, wanted, found)])
    ((id_, name),) = found.items()
    note = Problem.of(
        f"'{wanted}' is taken for the name of {id_} ({name})",
        f"'{wanted}' 按名称理解，即 {id_}（{name}）",
    )
    return Called(id_, note)


def _find_inside(record: Record, wanted: str, run: int | str | None) -> dict[str, str]:
    """By id the newest name, of those that have these words in it."""
    # SQLite lowers the letters A to Z alone, so the words are compared here.
    within = "" if run is None else f" WHERE run_id = {find_run(record, run).id}"
    rows = record.rows(
        f"SELECT prospect_id, name, MAX(run_id) FROM complete_decisions{within} GROUP BY prospect_id"
    )  # with MAX, SQLite takes the name from that row
    low = wanted.lower()
    return {row["prospect_id"]: row["name"] for row in rows if row["name"] and low in row["name"].lower()}


def _say_several(record: Record, wanted: str, found: dict[str, str]) -> Iterator[Problem]:
    shown = [*found.items()][:SHOWN]
    yield Problem.of(
        f"{record.path}: no prospect has the id '{wanted}', and {len(found):,} have it in their names; name one by its id",
        f"{record.path}：没有编号为 '{wanted}' 的客户，名称含有该文字的有 {len(found):,} 家；请用编号指定",
    )
    for id_, name in shown:
        yield Problem.of(f"'{id_}' ({name})", f"'{id_}'（{name}）")
    if more := len(found) - len(shown):
        yield Problem.of(f"and {more:,} more", f"另有 {more:,} 家")
