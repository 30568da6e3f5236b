"""The steps of a run of `shortlist qualify`, from opening the list to what is said at its end."""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shortlist.cli.options import MEMO_FORMATS, intake_arguments, say
from shortlist.language import Text

if TYPE_CHECKING:
    import polars as pl

    from shortlist.engines.base import Refused
    from shortlist.errors import ShortlistError
    from shortlist.intake.read import Intake
    from shortlist.memo.batch import Memos
    from shortlist.model.fields import Field
    from shortlist.planning.plan import Plan
    from shortlist.prospects.histories import Histories
    from shortlist.record.write import Recorder
    from shortlist.reports.summary import Summary
    from shortlist.ruleset.definition import Ruleset

OUTPUT = ("-o", "--output", "--append", "--replace")
KEEP_ALL = (".csv", ".tsv", ".xlsx")


@dataclass
class Given:
    """What a run decides: the list as it was read, its history tables, and both together as typed prospects."""

    intake: Intake
    histories: Histories
    frame: pl.LazyFrame


def open_given(
    stack: ExitStack, plan: Plan, more: Mapping[str, Field], list_: str, output: str | None, options: dict[str, Any]
) -> Given:
    """The list and its histories, opened for as long as the run takes; `more` are fields to read besides the plan's."""
    from shortlist.intake.read import read_list
    from shortlist.prospects.histories import Histories

    rules, fields = plan.ruleset, {**plan.fields, **more}
    histories = stack.enter_context(Histories(rules, plan.as_of))
    reading = {**intake_arguments(options), "maps": histories.open(options["history"], options["maps"])}
    keep = parse_keep(options["keep"], output)
    intake = stack.enter_context(
        read_list(list_, fields, currency=rules.currency, rates=rules.rates, keep=keep, **reading)
    )
    say((*rules.notes, *intake.notes, *histories.notes))
    if not histories.tables:
        check_useful(intake, plan.fields, list_)
    frame = histories.attach(intake.frame, fields)
    for table in histories.tables.values():
        click.echo(str(table.text()), err=True)
    return Given(intake, histories, frame)


def refuse(refused: Sequence[Refused], intake: Intake, recorder: Recorder | None, path: str | None) -> None:
    """Put prospects that the engine could not decide among the refused rows, and write these where that is asked for."""
    from shortlist.outputs.write import write_decisions

    if refused:
        intake.refuse({one.position: (one.prospect_id, one.reason) for one in refused})
        if recorder:
            recorder.drop([one.position for one in refused])
    if path:
        write_decisions(intake.refused.lazy(), path)


def _reading(options: dict[str, Any]) -> dict[str, Any]:
    """How the list and its histories were read, for the record and for memos."""
    return {**intake_arguments(options), "history": options["history"]}


def make_spill_folder(stack: ExitStack) -> Path:
    """A folder for as long as the run takes."""
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shortlist-")))


def check_outputs(output: str | None, refused: str | None, modes: dict[str, bool]) -> None:
    """Before anything is read: both files can be written."""
    from shortlist.outputs.write import check

    if output is not None:
        check(output, **modes)
    if refused is not None:
        check(refused)


def warn_of_refused_prospects(refused: Sequence[Refused]) -> None:
    first = refused[0]
    text = Text(
        f"the engine could not decide {len(refused):,} prospects, which are refused; the first is {first.prospect_id} ({first.reason.en})",
        f"引擎无法判定 {len(refused):,} 个客户，均已拒收；第一个是 {first.prospect_id}（{first.reason.zh}）",
    )
    click.echo(str(text), err=True)


def recorder(stack: ExitStack, plan: Plan, list_: str, engine: str, options: dict[str, Any]) -> Recorder | None:
    """The record, opened before any work is done; the first run says where it is."""
    if options["no_db"]:
        if options["db"]:
            raise click.UsageError(str(Text("--db and --no-db exclude each other", "--db 与 --no-db 不能同时使用")))
        return None
    from shortlist.record.database import location, open_record
    from shortlist.record.write import Recorder, Source

    path = location(options["db"])
    first = not path.exists()
    opened = stack.enter_context(open_record(path, write=True))
    if first:
        click.echo(
            str(
                Text(
                    f"the record of this and later runs is {path} (--db or $SHORTLIST_DB names another, --no-db keeps none)",
                    f"本次及以后的运行记录保存在 {path}（可用 --db 或 $SHORTLIST_DB 另行指定，--no-db 不作记录）",
                )
            ),
            err=True,
        )
    source = Source.of(list_, _reading(options))
    return stack.enter_context(Recorder(opened, plan, source, engine))


def memos(
    stack: ExitStack,
    plan: Plan,
    given: Given,
    recorder: Recorder | None,
    list_: str,
    ruleset: str,
    options: dict[str, Any],
) -> Memos | None:
    """The memos of all prospects, written aside before anything else is, so that a wrong template costs nothing."""
    if options["memos"] is None:
        if options["memo_format"]:
            said = Text("--memo-format needs --memos FOLDER", "--memo-format 须与 --memos 文件夹 同用")
            raise click.UsageError(str(said))
        return None
    import polars as pl

    from shortlist.intake.read import PREFIX
    from shortlist.language import current
    from shortlist.memo import provenance
    from shortlist.memo.batch import Order, check_folder, write_memos
    from shortlist.record.prospects import read_overrides

    folder = Path(options["memos"])
    check_folder(folder, given.intake.rows_in)
    reading = {**intake_arguments(options), "history": options["history"]}
    came = provenance.of_list(plan.ruleset, ruleset, plan.as_of, list_, reading, current())
    beside = read_overrides(recorder.record, plan.as_of) if recorder else {}
    order = Order(MEMO_FORMATS[options["memo_format"] or "md"], current(), came, beside)
    frame = given.frame
    wanted = [name for name in frame.collect_schema().names() if not name.startswith(PREFIX)]
    typed = frame.select(pl.col(wanted)).collect(engine="streaming")
    return stack.enter_context(write_memos(plan, typed, folder, order))


def land(recorder: Recorder | None, intake: Intake, output: str | None) -> tuple[int | None, ShortlistError | None]:
    """The run's number in the record; decisions that are written already are not lost where the record fails."""
    from shortlist.errors import Problem, ShortlistError
    from shortlist.intake.headers import mapping_yaml

    if recorder is None:
        return None, None
    try:
        mapping = mapping_yaml(intake.columns, intake.unmapped)
        return recorder.land(mapping=mapping, refused=intake.refused_texts, rows_in=intake.rows_in), None
    except ShortlistError as error:
        where = output or "-"
        after = Text(
            f"; the run is not in the record, its decisions stand ({where})",
            f"；本次运行未记入，但决定已输出（{where}）",
        )
        said = [Problem.of(p.text.en + after.en, p.text.zh + after.zh, p.place) for p in error.problems]
        return None, ShortlistError(said)


def parse_keep(keep: str | None, output: str | None) -> Any:
    if keep is None:
        return "all" if output is not None and Path(output).suffix.lower() in KEEP_ALL else "none"
    return keep if keep in ("all", "none") else [name.strip() for name in keep.split(",")]


def check_useful(intake: Intake, fields: Any, source: str) -> None:
    from shortlist.errors import ListError, Place

    if not {column.field.id for column in intake.columns} & set(fields):
        headers = ", ".join(column.header for column in intake.unmapped[:8])
        wanted = ", ".join(list(fields)[:8])
        raise ListError.of(
            f"no column is one that the ruleset reads; columns: {headers}; the ruleset reads: {wanted}; say which is which with --map FIELD=HEADER",
            f"没有任何列是规则集要读取的；现有列：{headers}；规则集读取：{wanted}；请用 --map 字段=表头 指定",
            Place(source),
        )


def report(plan: Plan, source: str, given: Given, summary: Summary, output: str | None) -> dict[str, Any]:
    """The run's summary as data."""
    rules, intake = plan.ruleset, given.intake
    tables = {name: table.as_dict() for name, table in given.histories.tables.items()}
    return {
        "ruleset": rules.id,
        "version": rules.version,
        "as_of": plan.as_of.isoformat(),
        "source": source,
        "rows_in": intake.rows_in,
        "refused": intake.refused_count,
        "unreadable": intake.unreadable.counts(),
        "columns": [
            {"field": column.field.id, "header": column.header, "found_by": column.how} for column in intake.columns
        ],
        **summary.as_dict(),
        "output": output,
        **({"history": tables} if tables else {}),
    }


def next_command(source: str, output: str | None, rules: Ruleset) -> str | None:
    """A command that goes on from here: keep the decisions, or see what another cut would do."""
    import sys

    if source == "-":
        return None
    given = sys.argv[1:]
    if output is None:
        stem = Path(source.partition("::")[0]).stem
        return shlex.join(["shortlist", *given, "-o", f"{stem}-decided.csv"])
    without: list[str] = []
    skip = False
    for word in given:
        if not (skip or word in OUTPUT or word.startswith(("--output=", "-o"))):
            without.append(word)
        skip = word in ("-o", "--output")
    cut = max(rules.decision.review, rules.decision.qualify - 5)
    return shlex.join(["shortlist", *without, "--set", f"decision.qualify={cut:g}"])
