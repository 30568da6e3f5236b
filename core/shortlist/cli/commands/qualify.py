"""`shortlist qualify`: decide a list."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any

import click

from shortlist.cli import language_option
from shortlist.cli.options import (
    as_of_option,
    db_option,
    engine_option,
    history_option,
    intake_options,
    memo_options,
    option,
    ranking_options,
    ruleset_option,
    set_option,
)
from shortlist.language import Text

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
    from shortlist.api import Ruleset
    from shortlist.cli import steps
    from shortlist.cli.terminal.run import ROWS, progress, show_summary, show_table, write
    from shortlist.engines.opening import check_engine, open_engine
    from shortlist.reports.concentration import Ranking
    from shortlist.reports.summary import Summary

    # Whatever can be wrong with the options is found out before the list is read.
    check_engine(engine)
    rules = Ruleset.load(ruleset, set=options["assignments"])
    plan = rules.plan(as_of.date() if as_of else date.today())
    ranking = Ranking.create(rules, options["concentration"], options["capacity"], options["by"])
    modes = {"append": options["append"], "replace": options["replace"]}
    steps.check_outputs(output, options["refused"], modes)
    summary = Summary()
    with ExitStack() as stack:
        given = steps.open_given(stack, plan, ranking.fields if ranking else {}, list_, output, options)
        recorder = steps.recorder(stack, plan, list_, engine, options)
        memos = steps.memos(stack, plan, given, recorder, list_, ruleset, options)
        # Each step adds to a lazy frame, which runs where a step needs it in a file (record, ranking), else in `write`.
        frame = recorder.inputs(given.frame) if recorder else given.frame
        frame = ranking.carry(frame, list_) if ranking else frame
        with open_engine(engine, plan) as decider, progress(given.intake.rows_in) as advance:
            decided = summary.watch(decider.decide(frame), advance)
            decided = recorder.decisions(decided) if recorder else decided
            decided = ranking.rank(decided, steps.make_spill_folder(stack)) if ranking else decided
            head = write(decided, output, rows=ROWS, guard=not options["no_guard"], **modes)
        # Only now that the frame has run is it known whom the engine refused.
        steps.refuse(decider.refused, given.intake, recorder, options["refused"])
        if memos is not None:
            memos.publish()
        # Last, and without an exception: a record that fails (a full disk) must not cost the decisions.
        run, failed = steps.land(recorder, given.intake, output)
        report = steps.report(plan, list_, given, summary, output)
    report |= ranking.report if ranking else {}
    report |= {"run": run, "overrides_in_force": recorder.overridden if recorder else None}
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        if head is not None:
            show_table(rules, head, summary.rows)
        show_summary(rules, summary, report, steps.next_command(list_, output, rules))
    if failed is not None:
        raise failed
    if decider.refused:
        steps.warn_of_refused_prospects(decider.refused)
        click.get_current_context().exit(1)


qualify.params.append(language_option())
