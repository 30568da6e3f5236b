"""`shortlist qualify`: decide a list."""

from __future__ import annotations

import json
import shlex
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shortlist.cli import language_option
from shortlist.cli.options import (
    as_of_option,
    db_option,
    engine_option,
    history_option,
    intake_arguments,
    intake_options,
    memo_options,
    option,
    ranking_options,
    ruleset_option,
    set_option,
)
from shortlist.language import Text

if TYPE_CHECKING:
    import polars as pl

    from shortlist.engine import Refused
    from shortlist.errors import ShortlistError
    from shortlist.intake import Intake
    from shortlist.memofiles import Memos
    from shortlist.plan import Plan
    from shortlist.recording import Recorder
    from shortlist.ruleset import Ruleset

HELP = Text(
    """Decide every prospect of a list.

    LIST is CSV, TSV, XLSX (FILE.xlsx::Sheet), JSONL, Parquet, FILE.db::TABLE, or - for standard input.

    \b
    shortlist qualify customers.csv
    shortlist qualify customers.csv -r rules.yaml -o decided.xlsx
    shortlist qualify list.csv --map 'annual_revenue=Sales:USD billion'
    shortlist qualify list.csv --set decision.qualify=65
    shortlist qualify list.csv --memos memos --memo-format both
    """,
    """对名单中的每个客户作出决定。

    LIST 可为 CSV、TSV、XLSX（文件.xlsx::工作表）、JSONL、Parquet、文件.db::表，或 - 表示标准输入。

    \b
    shortlist qualify customers.csv
    shortlist qualify customers.csv -r rules.yaml -o decided.xlsx
    shortlist qualify list.csv --map 'annual_revenue=销售额:CNY 万'
    shortlist qualify list.csv --set decision.qualify=65
    shortlist qualify list.csv --memos memos --memo-format both
    """,
)
OUTPUT = ("-o", "--output", "--append", "--replace")
KEEP_ALL = (".csv", ".tsv", ".xlsx")


@click.command(help=str(HELP), params=[])
@click.argument("list_", metavar="LIST")
@ruleset_option("The ruleset to decide by.", "所用规则集。")
@set_option
@option(
    "-o",
    "--output",
    metavar="FILE",
    en="Where decisions go: .csv .tsv .xlsx .jsonl .parquet or FILE.db::TABLE [default: a table here].",
    zh="决定的去处：.csv .tsv .xlsx .jsonl .parquet 或 文件.db::表 [默认：在此列表显示]。",
)
@option("--append", is_flag=True, en="Add to a database table that exists.", zh="追加到已有的数据库表。")
@option("--replace", is_flag=True, en="Replace a database table that exists.", zh="替换已有的数据库表。")
@option(
    "--keep",
    metavar="all|none|COL,...",
    en="The list's own columns beside the decision [default: all for CSV and XLSX].",
    zh="在决定旁保留名单原有的列 [默认：CSV 与 XLSX 全部保留]。",
)
@intake_options
@history_option
@as_of_option
@engine_option
@ranking_options
@option(
    "--refused",
    metavar="FILE",
    en="Where refused rows go, with line and reason.",
    zh="被拒收的行（含行号与原因）写入此文件。",
)
@option(
    "--no-guard",
    is_flag=True,
    en="Do not guard CSV text that begins with = + - @ against spreadsheets.",
    zh="CSV 中以 = + - @ 开头的文本不作防公式处理。",
)
@memo_options
@db_option
@option("--no-db", is_flag=True, en="Keep no record of this run.", zh="本次运行不作记录。")
@option("--json", "as_json", is_flag=True, en="Print the run's summary as JSON.", zh="以 JSON 输出本次运行的汇总。")
def qualify(
    list_: str, ruleset: str, output: str | None, as_of: datetime | None, engine: str, as_json: bool, **options: Any
) -> None:
    from shortlist import outputs
    from shortlist.cli import screens
    from shortlist.concentration import Ranking
    from shortlist.engine import check_engine, open_engine
    from shortlist.historylist import Histories
    from shortlist.intake import read_list
    from shortlist.ruleset import Ruleset
    from shortlist.summary import Summary

    check_engine(engine)
    rules = Ruleset.load(ruleset, set=options["assignments"])
    day = as_of.date() if as_of else date.today()
    plan = rules.plan(day)
    ranking = Ranking.asked(rules, options["concentration"], options["capacity"], options["by"])
    fields = {**plan.fields, **(ranking.fields if ranking else {})}
    modes = {"append": options["append"], "replace": options["replace"]}
    _check_outputs(output, options["refused"], modes)
    keep = _kept(options["keep"], output)
    summary = Summary()
    with ExitStack() as stack:
        histories = stack.enter_context(Histories(rules, day))
        maps = histories.open(options["history"], options["maps"])
        reading = {"currency": rules.currency, "rates": rules.rates, "keep": keep, **intake_arguments(options)}
        intake = stack.enter_context(read_list(list_, fields, **{**reading, "maps": maps}))
        recorder = _recorder(stack, plan, list_, engine, options)
        for note in (*rules.notes, *intake.notes, *histories.notes):
            click.echo(str(note), err=True)
        if not histories.tables:
            _check_useful(intake, plan.fields, list_)
        frame = histories.attach(intake.frame, fields)
        for table in histories.tables.values():
            click.echo(str(table.text()), err=True)
        memos = _memos(stack, plan, frame, intake.rows_in, recorder, list_, ruleset, options)
        frame = recorder.inputs(frame) if recorder else frame
        frame = ranking.carry(frame, list_) if ranking else frame
        with open_engine(engine, plan) as decider, screens.progress(intake.rows_in) as advance:
            decided = summary.watch(decider.decide(frame), advance)
            decided = recorder.decisions(decided) if recorder else decided
            head = screens.write(
                ranking.placed(decided, _aside(stack)) if ranking else decided,
                output,
                rows=screens.ROWS,
                guard=not options["no_guard"],
                **modes,
            )
        if decider.refused:
            intake.refuse({one.position: (one.prospect_id, one.reason) for one in decider.refused})
            if recorder:
                recorder.drop([one.position for one in decider.refused])
        if options["refused"]:
            outputs.write(intake.refused.lazy(), options["refused"])
        if memos is not None:
            memos.publish()
        run, failed = _landed(recorder, intake, output)
        report = _report(rules, day, list_, intake, summary, output)
        if histories.tables:
            report["history"] = {name: table.as_dict() for name, table in histories.tables.items()}
    report |= ranking.report if ranking else {}
    report |= {"run": run, "overrides_in_force": recorder.overridden if recorder else None}
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        if head is not None:
            screens.show_table(rules, head, summary.rows)
        screens.show_summary(rules, summary, report, _next_command(list_, output, rules))
    if failed is not None:
        raise failed
    if decider.refused:
        _warn_of_refused(decider.refused)
        click.get_current_context().exit(1)


def _aside(stack: ExitStack) -> Path:
    """A folder for as long as the run takes."""
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shortlist-")))


def _check_outputs(output: str | None, refused: str | None, modes: dict[str, bool]) -> None:
    """Before anything is read: both files can be written."""
    from shortlist import outputs

    if output is not None:
        outputs.check(output, **modes)
    if refused is not None:
        outputs.check(refused)


def _warn_of_refused(refused: Sequence[Refused]) -> None:
    first = refused[0]
    text = Text(
        f"the engine could not decide {len(refused):,} prospects, which are refused; the first is {first.prospect_id} ({first.reason.en})",
        f"引擎无法判定 {len(refused):,} 个客户，均已拒收；第一个是 {first.prospect_id}（{first.reason.zh}）",
    )
    click.echo(str(text), err=True)


def _recorder(stack: ExitStack, plan: Plan, list_: str, engine: str, options: dict[str, Any]) -> Recorder | None:
    """The record, opened before any work is done; the first run says where it is."""
    if options["no_db"]:
        if options["db"]:
            raise click.UsageError(str(Text("--db and --no-db exclude each other", "--db 与 --no-db 不能同时使用")))
        return None
    from shortlist import record
    from shortlist.recording import Recorder, Source
    from shortlist.recordschema import location

    path = location(options["db"])
    first = not path.exists()
    opened = stack.enter_context(record.open(path, write=True))
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
    source = Source.of(list_, {**intake_arguments(options), "history": options["history"]})
    return stack.enter_context(Recorder(opened, plan, source, engine))


def _memos(
    stack: ExitStack,
    plan: Plan,
    frame: pl.LazyFrame,
    rows: int,
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

    from shortlist import memofiles, provenance
    from shortlist.cli.memo import FORMATS
    from shortlist.intake import PREFIX
    from shortlist.language import current
    from shortlist.record import overrides

    folder = Path(options["memos"])
    memofiles.check(folder, rows)
    reading = {**intake_arguments(options), "history": options["history"]}
    came = provenance.of_list(plan.ruleset, ruleset, plan.as_of, list_, reading, current())
    beside = overrides(recorder.record, plan.as_of) if recorder else {}
    order = memofiles.Order(FORMATS[options["memo_format"] or "md"], current(), came, beside)
    wanted = [name for name in frame.collect_schema().names() if not name.startswith(PREFIX)]
    typed = frame.select(pl.col(wanted)).collect(engine="streaming")
    return stack.enter_context(memofiles.written(plan, typed, folder, order))


def _landed(recorder: Recorder | None, intake: Intake, output: str | None) -> tuple[int | None, ShortlistError | None]:
    """The run's number in the record; decisions that are written already are not lost where the record fails."""
    from shortlist.errors import Problem, ShortlistError
    from shortlist.headers import mapping_yaml

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
        said = [Problem(Text(p.text.en + after.en, p.text.zh + after.zh), p.place) for p in error.problems]
        return None, ShortlistError(said)


def _kept(keep: str | None, output: str | None) -> Any:
    if keep is None:
        return "all" if output is not None and Path(output).suffix.lower() in KEEP_ALL else "none"
    return keep if keep in ("all", "none") else [name.strip() for name in keep.split(",")]


def _check_useful(intake: Intake, fields: Any, source: str) -> None:
    from shortlist.errors import ListError, Place, Problem

    if not {column.field.id for column in intake.columns} & set(fields):
        headers = ", ".join(column.header for column in intake.unmapped[:8])
        wanted = ", ".join(list(fields)[:8])
        raise ListError(
            Problem(
                Text(
                    f"no column is one that the ruleset reads; columns: {headers}; the ruleset reads: {wanted}; say which is which with --map FIELD=HEADER",
                    f"没有任何列是规则集要读取的；现有列：{headers}；规则集读取：{wanted}；请用 --map 字段=表头 指定",
                ),
                Place(source),
            )
        )


def _report(rules: Ruleset, day: date, source: str, intake: Intake, summary: Any, output: str | None) -> dict[str, Any]:
    return {
        "ruleset": rules.id,
        "version": rules.version,
        "as_of": day.isoformat(),
        "source": source,
        "rows_in": intake.rows_in,
        "refused": intake.refused_count,
        "unreadable": intake.unreadable.counts(),
        "columns": [
            {"field": column.field.id, "header": column.header, "found_by": column.how} for column in intake.columns
        ],
        **summary.as_dict(),
        "output": output,
    }


def _next_command(source: str, output: str | None, rules: Ruleset) -> str | None:
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


qualify.params.append(language_option())
