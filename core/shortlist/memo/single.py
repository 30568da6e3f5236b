"""Writes the memos of prospects that were named: finds them in a list or the record and explains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.explanation.explain import explain
from shortlist.explanation.plausible import NOTHING, Seen
from shortlist.intake.options import ReadOptions
from shortlist.language import Language
from shortlist.memo import provenance
from shortlist.memo.batch import check_folder, say_system_errors, stage_memos, stems
from shortlist.memo.compose import compose
from shortlist.memo.provenance import Provenance
from shortlist.memo.render import Format, Renderer
from shortlist.model.explanation import Override
from shortlist.model.normal import normalise
from shortlist.outputs.destination import check_file, write_beside
from shortlist.planning.compile import compile_plan
from shortlist.planning.plan import Plan
from shortlist.prospects import subject
from shortlist.record.names import find_named
from shortlist.record.prospects import find_prospects
from shortlist.record.runs import open_record


@dataclass(frozen=True)
class Asked:
    """A prospect whose memo is asked for: one row of typed fields, the plan that decides it, and what the memo adds.

    `seen` is what its list shows to be plausible.
    """

    prospect_id: str
    plan: Plan
    frame: pl.DataFrame
    provenance: Provenance
    override: Override | None
    notes: tuple[Problem, ...]
    seen: Seen = NOTHING


def from_list(
    plan: Plan,
    prospect_ids: Sequence[str],
    source: str,
    given: str,
    reading: ReadOptions,
    history: Sequence[str],
    language: Language,
) -> list[Asked]:
    """Prospects of a list by their ids or names, each once; `given` is the ruleset as it was named, `history` the tables given as NAME=FILE.

    Raises ListError where the list cannot be read or does not hold one of them.
    """
    came = provenance.of_list(plan.ruleset, given, plan.as_of, source, reading, history, language)
    found = [
        subject.from_list(plan, name, source, reading, history) for name in dict.fromkeys(map(normalise, prospect_ids))
    ]
    asked = [Asked(str(one.frame["prospect_id"][0]), plan, one.frame, came, None, one.notes, one.seen) for one in found]
    return [*{one.prospect_id: one for one in asked}.values()]


def from_record(prospect_ids: Sequence[str], path: str | None, run: str | None, language: Language) -> list[Asked]:
    """Prospects as a run of the record decided them (by default each one's newest), with the override in force.

    They are found by their ids, else as the only ones whose names have that in it, each once. Raises RecordError for an unknown
    prospect or run, and for a name that several have.
    """
    with open_record(path) as opened:
        called = {written: find_named(opened, written, run) for written in prospect_ids}
        said = {one.prospect_id: one.note for one in called.values() if one is not None}
        found = find_prospects(opened, [one.prospect_id if one else name for name, one in called.items()], run)
        plans = {one.run.id: compile_plan(one.ruleset, one.as_of) for one in found}
        return [
            Asked(
                one.prospect_id,
                plans[one.run.id],
                one.frame,
                provenance.of_run(one.run, language),
                one.override,
                (*([said[one.prospect_id]] if one.prospect_id in said else []), *one.notes),
            )
            for one in found
        ]


def page(asked: Asked, format_: Format, language: Language) -> str:
    """The memo in one format. Raises TemplateError."""
    return _pages(asked, (format_,), language)[format_]


def _pages(asked: Asked, formats: tuple[Format, ...], language: Language) -> dict[Format, str]:
    ruleset = asked.plan.ruleset
    renderer = Renderer(formats, Path(ruleset.source))
    explanation = replace(next(explain(asked.plan, asked.frame, asked.seen)), override=asked.override)
    memo = compose(explanation, ruleset, language, asked.provenance)
    return {format_: renderer.render(memo, format_) for format_ in formats}


def write_file(asked: Asked, format_: Format, language: Language, path: Path) -> None:
    """Write the memo to a file, whole or not at all. Raises TemplateError and ListError."""
    check_file(path, Place(str(path)))
    text = page(asked, format_, language)
    with say_system_errors(path), write_beside(path) as part:
        part.write_text(text, encoding="utf-8")


def write_folder(asked: Sequence[Asked], formats: tuple[Format, ...], language: Language, folder: Path) -> None:
    """Write a memo of each into a folder, all or none. Raises TemplateError and ListError."""
    check_folder(folder, len(asked))
    with stage_memos(folder) as memos:
        for one, stem in zip(asked, stems(one.prospect_id for one in asked), strict=True):
            memos.add(stem, _pages(one, formats, language))
        memos.check()
        memos.publish()
