"""A run from list to decisions, as a function: read, decide, write, record, sum up, write memos."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from shortlist import ending, temporary
from shortlist.delivery import Note, Notes, Outputs, Tell, Told, check_system, say_over, write
from shortlist.engines.base import Refused
from shortlist.engines.opening import check_engine, open_engine
from shortlist.errors import ListError, Place, Problem, ShortlistError
from shortlist.intake.bare_lists import useless
from shortlist.intake.headers import mapping_yaml
from shortlist.intake.kept_columns import Keep
from shortlist.intake.options import ReadOptions
from shortlist.intake.read import Intake
from shortlist.language import Text, current
from shortlist.loading.load import load
from shortlist.memo import provenance
from shortlist.memo.batch import Memos, Order, check_folder, write_memos
from shortlist.model.fields import Field
from shortlist.model.reserved import KEPT
from shortlist.outputs import destination, identity
from shortlist.planning.columns import BLANK
from shortlist.planning.compile import compile_plan
from shortlist.planning.features import OUTSIDE
from shortlist.planning.plan import Plan
from shortlist.prospects.given import Given, open_given
from shortlist.prospects.inputs import keep_apart, list_inputs
from shortlist.prospects.waiting import note_waiting
from shortlist.record.database import RecordError, location
from shortlist.record.runs import open_record
from shortlist.record.write import Recorder, Source
from shortlist.reports.concentration import Ranking
from shortlist.reports.summary import Summary
from shortlist.ruleset.definition import Ruleset
from shortlist.run_options import MemoOptions, OutputOptions, RankingOptions, RecordOptions

Progress = Callable[[int], AbstractContextManager[Callable[[int], None] | None]]


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    `report` is `summary` and all else that `--json` prints, as plain data. `decisions` are the first so many where no file
    was named, else None; `blanks` are beside them the criteria of which nothing is known, joined as reasons are.
    `refused` rows were not decided: `row` (from 1), `line` (null where the list has no lines),
    `reason`, `text`; the `undecided` are those of them that the engine refused. `number` is the run's in the record, None
    where there is none or it failed: then `failed` says why, and the decisions stand all the same.

    >>> from shortlist import ReadOptions, Ruleset
    >>> found = run("examples/crm.csv", Ruleset.load("b2b").plan(date(2026, 11, 23)), ReadOptions(limit=3))
    >>> found.decisions.height, found.number, found.failed
    (3, None, None)
    """

    summary: Summary
    report: dict[str, Any]
    decisions: pl.DataFrame | None
    refused: pl.DataFrame
    undecided: tuple[Refused, ...]
    notes: tuple[Note, ...]
    number: int | None
    failed: ShortlistError | None
    blanks: pl.Series | None = None


def run(
    source: str | Path,
    rules: Ruleset | Plan | str | Path,
    reading: ReadOptions = ReadOptions(),  # noqa: B008  (frozen, as all options are)
    *,
    history: Sequence[str] = (),
    output: OutputOptions = OutputOptions(),  # noqa: B008
    ranking: RankingOptions = RankingOptions(),  # noqa: B008
    memos: MemoOptions | None = None,
    record: RecordOptions | None = None,
    engine: str = "columnar",
    tell: Tell | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Decide every prospect of a list, as `shortlist qualify` does; without `record` and `memos` neither is written.

    `rules` are a ruleset, its name or file, which decide as of today; for another day give `ruleset.plan(day)`. `history`
    are tables given as NAME=FILE. Notes are told as they arise, and `progress` is entered with the number of rows and told
    of each batch that is decided.

    Raises ShortlistError for all that is wrong with what is given; no file is ever left half-written. A record that fails
    once decisions are written raises nothing: it is in `Outcome.failed`.

    >>> from shortlist import Ruleset
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "list.csv")
    ...     _ = path.write_text("Customer ID,Country\\nC-1,North Korea\\nC-2,Germany\\n")
    ...     found = run(path, Ruleset.load("b2b").plan(date(2026, 11, 23)))
    >>> found.decisions["decision"].to_list(), found.report["decisions"]["reject"]
    (['reject', 'review'], 1)
    """
    plan = _compile(rules)
    task, summary, notes = (
        _Task(plan, str(source), reading, tuple(history)),
        Summary(least_coverage=plan.ruleset.decision.min_coverage),
        Notes(tell),
    )
    outputs = Outputs({})
    ranked = Ranking.create(plan.ruleset, ranking.concentration, ranking.capacity, ranking.by)
    check_engine(engine)
    _check_destinations(task, output, memos, record)
    with ExitStack() as stack:
        given = stack.enter_context(task.open(ranked.fields if ranked else {}, output.kept))
        intake, frame = given.intake, _attach(task, given, notes)
        check_system(output, intake, recorded=record is not None)
        if memos is not None:  # before the record is opened, which would make its file
            check_folder(Path(memos.folder), intake.rows_in)
        recorder = _begin_record(stack, task, intake, engine, record, notes)
        memo_folder = _stage_memos(stack, task, frame, recorder, memos)
        frame = given.histories.watch(frame)  # after the memos, which read it too
        frame = recorder.inputs(frame) if recorder else frame
        frame = ranked.carry(frame, task.source, plan.as_of) if ranked else frame
        names = frame.collect_schema().names()
        headers = [name.removeprefix(KEPT) for name in names if name.startswith(KEPT)]
        fitted = replace(plan.fit(names), tells_blanks=True)
        with open_engine(engine, fitted) as decider, progress(intake.rows_in) if progress else nullcontext() as advance:
            decided = summary.watch(decider.decide(frame), advance)
            decided = recorder.decisions(decided) if recorder else decided
            decided = ranked.rank(decided, _make_folder(stack)) if ranked else decided
            told = Told(
                plan,
                task.source,
                intake,
                summary,
                notes,
                recorder,
                headers,
                lambda: len(decider.refused),
            )
            decisions = write(stack, outputs, decided, output, told)
        notes.tell(*given.histories.outside())
        undecided = _refuse(decider.refused, intake, recorder)
        if output.refused:
            options = {"guard": output.guard, "mark": output.mark, **say_over(output, output.refused)}
            outputs.add(stack, intake.refused.lazy(), output.refused, **options)
        if memo_folder is not None:
            outputs.staged[str(memo_folder.folder)] = memo_folder
        _settle(given, summary.rows)
        number, failed = _land(recorder, intake, outputs, output.path)
        report = _report(task, given, summary, output.path) | (ranked.report if ranked else {})
        report |= {"run": number, "overrides_in_force": recorder.overridden if recorder else None}
        head, blanks = (None, None) if decisions is None else (decisions.drop(BLANK), decisions[BLANK])
        return Outcome(summary, report, head, intake.refused, undecided, tuple(notes.told), number, failed, blanks)


# --- the steps


def _compile(rules: Ruleset | Plan | str | Path) -> Plan:
    if isinstance(rules, Plan):
        return rules
    return compile_plan(load(str(rules)) if isinstance(rules, str | Path) else rules, date.today())


@dataclass(frozen=True)
class _Task:
    """What is decided: a list as it was named, how it is read, and by which plan."""

    plan: Plan
    source: str
    reading: ReadOptions
    history: tuple[str, ...]

    def open(self, more: Mapping[str, Field], keep: Keep) -> AbstractContextManager[Given]:
        return open_given(self.plan, self.source, self.reading, self.history, more=more, keep=keep)


def _make_folder(stack: ExitStack) -> Path:
    """A folder for as long as the run takes."""
    return stack.enter_context(temporary.folder())


def _check_destinations(
    task: _Task, output: OutputOptions, memos: MemoOptions | None, record: RecordOptions | None
) -> None:
    """Before anything is read: every file can be written, and none is one that is read or another output."""
    outputs = [
        (output.path, identity.DECISIONS),
        (output.refused, identity.REFUSED),
        (memos.folder if memos else None, identity.MEMOS),
    ]
    # Also where this run is not recorded, for the next one may be.
    kept = (str(location(record.path if record else None)), identity.RUNS)
    said = ([kept] if record else []) + [(path, what) for path, what in outputs if path is not None]
    inputs = list_inputs(task.plan.ruleset, task.source, task.reading, task.history)
    # First, for no other remedy, such as --replace, helps an output onto what is read.
    keep_apart(said, inputs if record else [*inputs, kept], task.plan.ruleset, memos.folder if memos else None)
    for path in (output.path, output.refused):
        if path is not None:
            destination.check(path, **say_over(output, path))
    if memos is not None:
        check_folder(Path(memos.folder), 0)


def _attach(task: _Task, given: Given, notes: Notes) -> pl.LazyFrame:
    """The prospects with their histories; what was noted of either is told."""
    notes.tell(*task.plan.ruleset.notes, *given.notes)
    if not given.histories.tables and (problem := useless(given.intake, given.ranked)) is not None:
        raise ListError([problem])
    frame = given.attach()
    notes.tell(*given.histories.texts())
    if not given.is_bare:  # or each of its rules would say anew that the list has nothing
        notes.tell(*note_waiting(task.plan, frame.collect_schema().names(), given.intake.source))
    return frame


def _begin_record(
    stack: ExitStack, task: _Task, intake: Intake, engine: str, options: RecordOptions | None, notes: Notes
) -> Recorder | None:
    """The record, opened before any work is done; the first run says where it is."""
    if options is None:
        return None
    path = location(options.path)
    first = not path.exists()
    opened = stack.enter_context(open_record(path, write=True))
    if first:
        notes.tell(
            Text(
                f"this run and later ones are kept in the file {path}, where `explain` and `memo` find them "
                "(--db or $SHORTLIST_DB names another file, --no-db keeps nothing)",
                f"本次及以后各次运行的结果保存在文件 {path} 中，供 explain、memo 等命令查阅（另存他处用 --db 或 $SHORTLIST_DB，不保存用 --no-db）",
            )
        )
    options_said = {**asdict(task.reading), "history": task.history}
    source = Source.of(task.source, options_said, numbered=intake.numbered)
    recorder = stack.enter_context(Recorder(opened, task.plan, source, engine))
    notes.tell(*recorder.notes)
    return recorder


def _stage_memos(
    stack: ExitStack,
    task: _Task,
    frame: pl.LazyFrame,
    recorder: Recorder | None,
    options: MemoOptions | None,
) -> Memos | None:
    """The memos of all prospects, written aside before anything else is, so that a wrong template costs nothing."""
    if options is None:
        return None
    folder, plan, language = Path(options.folder), task.plan, current()
    named = options.ruleset if options.ruleset is not None else plan.ruleset.source
    came = provenance.of_list(plan.ruleset, named, plan.as_of, task.source, task.reading, task.history, language)
    overrides = recorder.overrides if recorder else {}
    wanted = [name for name in frame.collect_schema().names() if not name.startswith((KEPT, OUTSIDE))]
    typed = frame.select(wanted).collect(engine="streaming")
    return stack.enter_context(write_memos(plan, typed, folder, Order(options.formats, language, came, overrides)))


def _settle(given: Given, decided: int) -> None:
    """Before anything is to be seen: the files are those that were read first, and every row is accounted for.

    Raises ListError.
    """
    given.watch.check()
    intake = given.intake
    refused = intake.refused_count
    if intake.rows_in != decided + refused:
        raise ListError.of(
            f"{intake.rows_in:,} rows were read, but {decided:,} decided and {refused:,} refused, which is not as many; nothing was written: "
            "if nobody changed the list meanwhile, this is a fault of the program, please report it",
            f"读入 {intake.rows_in:,} 行，但评审 {decided:,} 行、未读入 {refused:,} 行，行数不符；未写入任何内容：若期间无人改动名单，则为程序错误，请报告",
            Place(intake.source),
        )


def _refuse(undecided: Sequence[Refused], intake: Intake, recorder: Recorder | None) -> tuple[Refused, ...]:
    """Put prospects that the engine could not decide among the refused rows."""
    if undecided:
        intake.refuse({one.position: (one.prospect_id, one.reason) for one in undecided})
        if recorder:
            recorder.drop([one.position for one in undecided])
    return tuple(undecided)


def _land(
    recorder: Recorder | None, intake: Intake, outputs: Outputs, output: str | None
) -> tuple[int | None, ShortlistError | None]:
    """Outputs into place, and the run's number in the record; where that fails, what was decided is not lost."""
    if recorder is None:
        with ending.step():
            outputs.publish()
        return None, None
    try:
        mapping = mapping_yaml(intake.columns, intake.unmapped)
        recorder.stage(mapping=mapping, refused=intake.refused_texts, rows_in=intake.rows_in)
        return recorder.complete(list(outputs.staged.values()), outputs.publish), None
    except RecordError as error:
        with ending.step():
            outputs.publish()
            ending.say_lacking(Text("the run is not in the record", "本次运行未记入运行记录"))
        where = output or "-"
        after = Text(
            f"; the run is not in the record, its decisions stand ({where})",
            f"；本次运行未记入，但结论已输出（{where}）",
        )
        said = [Problem.of(p.text.en + after.en, p.text.zh + after.zh, p.place) for p in error.problems]
        return None, ShortlistError(said)


def _report(task: _Task, given: Given, summary: Summary, output: str | None) -> dict[str, Any]:
    """The run's summary as data."""
    rules, intake = task.plan.ruleset, given.intake
    tables = {name: table.as_dict() for name, table in given.histories.tables.items()}
    return {
        "ruleset": rules.id,
        "version": rules.version,
        "as_of": task.plan.as_of.isoformat(),
        "source": task.source,
        "rows_in": intake.rows_in,
        "refused": intake.refused_count,
        "unreadable": intake.unreadable.counts(),
        **({"ranges": intake.ranged_cells} if intake.ranged_cells else {}),
        "columns": [
            {"field": column.field.id, "header": column.header, "found_by": column.how} for column in intake.columns
        ],
        **summary.as_dict(),
        "output": output,
        **({"history": tables} if tables else {}),
    }
