"""How what a run came to gets out: decisions as codes or in words, the files into their places together, notes as they arise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from shortlist import temporary
from shortlist.errors import ListError, Place, Problem
from shortlist.intake.read import Intake
from shortlist.intake.sources.number_formats import NumberFormat
from shortlist.language import Language, Text, current
from shortlist.model.systems import SYSTEMS
from shortlist.outputs import destination
from shortlist.outputs.dress import Line
from shortlist.outputs.staged import Staged
from shortlist.outputs.workbook import SUMMARY
from shortlist.outputs.write import publish, stage_decisions
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.record.earlier import read_earlier
from shortlist.record.write import Recorder
from shortlist.reports.hand_on import note_since, note_system, write_for
from shortlist.reports.plain_table import write_plainly
from shortlist.reports.summary import Summary
from shortlist.reports.summary_sheet import summary_lines
from shortlist.run_options import OutputOptions

Note = Problem | Text
Tell = Callable[[Note], None]
PLAIN = ("money", "number", "integer")
"""Types of fields whose plain numbers a sheet may have as numbers; those of others may mean something else there."""


class Notes:
    """Notes are told at once, so that they are not lost where the run fails, and are kept for its outcome."""

    def __init__(self, tell: Tell | None) -> None:
        self._tell = tell
        self.told: list[Note] = []

    def tell(self, *notes: Note) -> None:
        for note in notes:
            self.told.append(note)
            if self._tell is not None:
                self._tell(note)


@dataclass(frozen=True)
class Outputs:
    """The files of a run, which are written aside and take their places together, as near to the record as can be."""

    staged: dict[str, Staged]

    def add(self, stack: ExitStack, frame: pl.LazyFrame, path: str, **options: Any) -> None:
        self.staged[path] = stack.enter_context(stage_decisions(frame, path, **options, beside=[*self.staged.values()]))

    def publish(self) -> None:
        """Raises ListError, which says which of them are in place all the same."""
        done: list[str] = []
        for path, staged in list(self.staged.items()):
            try:
                publish(staged, path)
            except ListError as error:
                if not done:
                    raise
                names = ", ".join(done)
                after = Problem.of(f"but {names} is written", f"但 {names} 已写出")
                raise ListError([*error.problems, after]) from error
            done.append(path)
            del self.staged[path]


@dataclass(frozen=True)
class Told:
    """What the summary of a workbook says besides its rows; it is asked for when all of these are written; `headers` are those of the list's columns that are kept."""

    plan: Plan
    source: str
    intake: Intake
    summary: Summary
    notes: Notes
    recorder: Recorder | None
    headers: Sequence[str]
    undecided: Callable[[], int]

    def lines(self, language: Language) -> tuple[str, list[Line]]:
        lines = summary_lines(
            self.plan,
            self.summary,
            language,
            source=self.source,
            run=self.recorder.run_id if self.recorder else None,
            refused=self.intake.refused_count + self.undecided(),
            notes=self.notes.told,
        )
        return SUMMARY.in_(language), lines


def write(
    stack: ExitStack, outputs: Outputs, decided: pl.LazyFrame, output: OutputOptions, told: Told
) -> pl.DataFrame | None:
    """Write the decisions aside; without a path, run all the same and return the first rows.

    `decided` comes of a plan that tells of blanks, which only what is returned still does: words say so, ids do not.
    """
    if output.path is not None:
        options: dict[str, Any] = {"guard": output.guard, **say_over(output, output.path)}
        if output.system is not None:
            _write_for(stack, outputs, decided, output, told)
            return None
        looks = _find_looks(decided, output, told.intake)
        if (language := output.words) is not None:
            table = write_plainly(decided, told.plan.ruleset, language, told.headers)
            decided, looks = table.frame, {table.kept[name]: one for name, one in looks.items()}
            read = {column.header for column in told.intake.columns if column.field.type in PLAIN}
            numbers = frozenset(
                table.kept[name] for name, header in zip(table.kept, told.headers, strict=True) if header in read
            )
            options["dress"] = replace(table.dress, numbers=numbers, summary=lambda: told.lines(language))
        else:
            decided = decided.drop(columns.BLANK)
        outputs.add(stack, decided, output.path, **options, mark=output.mark, looks=looks)
        return None
    with temporary.folder() as folder:
        place = folder / "decided.parquet"
        try:
            decided.sink_parquet(place)
        except (pl.exceptions.PolarsError, OSError) as error:
            if "os error" not in str(error) and not isinstance(error, OSError):
                raise
            said = " ".join(str(error).split())[-200:]
            raise ListError.of(
                f"the temporary folder cannot be written to: {said}; make room, or set TMPDIR",
                f"无法写入临时文件夹：{said}；请腾出空间，或设置 TMPDIR",
                Place(str(folder)),
            ) from error
        return pl.read_parquet(place, n_rows=output.rows)


def check_system(output: OutputOptions, intake: Intake, *, recorded: bool) -> None:
    """Refuse, before anything is decided, what no system could import. Raises ListError."""
    if output.system is not None and intake.numbered:
        raise ListError.of(
            "an import finds its records by their ids, and no column of the list holds one; say which does with --id HEADER",
            "导入时按记录编号匹配，而名单没有编号列；请用 --id 表头 指定",
            Place(intake.source),
        )
    if output.only_changes and not recorded:
        raise ListError.of(
            "--only-changes compares with the record of runs, so it goes without --no-db",
            "--only-changes 须与运行记录比较，不能与 --no-db 同用",
            Place("--only-changes"),
        )


def _write_for(stack: ExitStack, outputs: Outputs, decided: pl.LazyFrame, output: OutputOptions, told: Told) -> None:
    """Write the decisions aside as a system imports them."""
    assert output.system is not None and output.path is not None
    system, plan = SYSTEMS[output.system], told.plan
    header = next(column.header for column in told.intake.columns if column.field.id == "prospect_id")
    if (note := note_system(system, header)) is not None:
        told.notes.tell(note)
    since = None
    if output.only_changes and told.recorder is not None:
        since = read_earlier(told.recorder)
        told.notes.tell(note_since(since))
    language = system.language or current()
    frame = write_for(system, decided, plan.ruleset, plan.as_of, header, language, since)
    mark = system.mark if output.mark is None else output.mark
    outputs.add(stack, frame, output.path, guard=system.guard and output.guard, mark=mark)


def _find_looks(decided: pl.LazyFrame, output: OutputOptions, intake: Intake) -> dict[str, NumberFormat]:
    """The number formats of the list's own columns, by the name that each has beside the decision."""
    if output.kept == "none":
        return {}
    there = set(decided.collect_schema().names())
    told = {column.header for column in intake.columns if column.is_told}
    workbook = output.path is not None and Path(output.path).suffix.lower() == ".xlsx"
    names = {f"list_{header}" if f"list_{header}" in there else header: header for header in intake.raw.looks}
    return {
        name: intake.raw.looks[header]
        for name, header in names.items()
        if name in there and (workbook or header not in told)
    }


def say_over(output: OutputOptions, path: str) -> dict[str, bool]:
    """--append and --replace for one of the outputs; they are about a table alone where only one of the outputs is one."""
    tables = {one: destination.split_destination(one)[1] is not None for one in (output.path, output.refused) if one}
    about = tables[path] or (path == output.path and not any(tables.values()))
    return {"append": output.append and about, "replace": output.replace and (about or path == output.path)}
