"""`shortlist qualify`: decide a list."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from shortlist.cli import WORDS, language_option
from shortlist.cli.options import (
    MEMO_FORMATS,
    as_of_option,
    db_option,
    engine_option,
    history_option,
    intake_options,
    memo_options,
    option,
    ranking_options,
    ruleset_option,
    say_default,
    set_option,
    tell,
)
from shortlist.cli.terminal.screen import echo_json
from shortlist.intake.options import ReadOptions
from shortlist.language import Text
from shortlist.model.headings import HEADINGS, Headings
from shortlist.model.systems import SYSTEMS

if TYPE_CHECKING:
    from shortlist.engines.base import Refused
    from shortlist.intake.kept_columns import Keep
    from shortlist.pipeline import Outcome
    from shortlist.ruleset.definition import Ruleset

# What a run writes, and how: a trial of another cut goes without.
NAMES_OUTPUT = ("-o", "--output", "--for", "--headings", "--memos", "--memo-format", "--refused")
OUTPUT = (*NAMES_OUTPUT, "--append", "--replace", "--only-changes")

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
    """评审名单中的每家客户，给出结论。

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
    zh="结果输出到：.csv .tsv .xlsx .jsonl .parquet 或 文件.db::表 [默认：在终端列表显示]。",
)
@option("--append", is_flag=True, en="Add to a database table that exists.", zh="追加到已有的数据库表。")
@option(
    "--replace",
    is_flag=True,
    en="Replace a database table that exists, or a workbook with other sheets.",
    zh="替换已有的数据库表，或含有其他工作表的工作簿。",
)
@option(
    "--keep",
    metavar="all|none|COL,...",
    en="The list's own columns beside the decision [default: all for CSV and XLSX].",
    zh="结果中保留名单原有的列 [默认：CSV 与 XLSX 全部保留]。",
)
@option(
    "--headings",
    type=click.Choice(HEADINGS),
    en="How columns are called: ids, or in words with why and what to find out [default: words for XLSX, else ids].",
    zh="列名写法：ids（代码），或中英文表头（另附主要依据与待了解的信息） [默认：XLSX 用文字表头，其他用 ids]。",
)
@option(
    "--for",
    "system",
    type=click.Choice([*SYSTEMS]),
    en="Write a CSV that this system imports: the record id and what was decided.",
    zh="写出供该系统导入的 CSV：记录编号与评审结论。",
)
@option(
    "--only-changes",
    is_flag=True,
    en="With --for: only what has changed since the last recorded run of the list.",
    zh="与 --for 同用：只写出较该名单上次运行有变化的客户。",
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
    zh="未读入的行（含行号与原因）写入此文件。",
)
@option(
    "--no-guard",
    is_flag=True,
    en="Do not put an apostrophe before CSV text that a spreadsheet would take for a formula.",
    zh="不在 CSV 中形似公式的文本前加撇号。",
)
@option(
    "--bom/--no-bom",
    "mark",
    default=None,
    en="Begin CSV with a byte-order mark, which Excel needs [default: with --lang zh, or where text is not all ASCII].",
    zh="CSV 以字节顺序标记（BOM）开头，Excel 需要 [默认：--lang zh 时，或含非 ASCII 字符时]。",
)
@memo_options
@db_option
@option("--no-db", is_flag=True, en="Keep no record of this run.", zh="本次运行不留记录。")
@option("--json", "as_json", is_flag=True, en="Print the run's summary as JSON.", zh="以 JSON 输出本次运行的汇总。")
def qualify(
    list_: str,
    ruleset: str,
    assignments: tuple[str, ...],
    output: str | None,
    append: bool,
    replace: bool,
    keep: str | None,
    headings: Headings | None,
    system: str | None,
    only_changes: bool,
    reading: ReadOptions,
    history: tuple[str, ...],
    as_of: datetime | None,
    engine: str,
    concentration: str | None,
    capacity: int | None,
    by: str | None,
    refused: str | None,
    no_guard: bool,
    mark: bool | None,
    memos: str | None,
    memo_format: str | None,
    db: str | None,
    no_db: bool,
    as_json: bool,
) -> None:
    from shortlist.api import Ruleset
    from shortlist.cli.terminal.run import ROWS, progress
    from shortlist.pipeline import run
    from shortlist.run_options import MemoOptions, OutputOptions, RankingOptions, RecordOptions

    _check_usage(memos, memo_format, db, no_db)
    rules = Ruleset.load(ruleset, set=assignments)
    outcome = run(
        list_,
        rules.plan(as_of.date() if as_of else date.today()),
        reading,
        history=history,
        output=OutputOptions(
            output,
            ROWS,
            append,
            replace,
            _parse_keep(keep),
            not no_guard,
            refused,
            mark,
            headings,
            system,
            only_changes,
        ),
        ranking=RankingOptions(concentration, capacity, by),
        memos=None if memos is None else MemoOptions(memos, MEMO_FORMATS[memo_format or "md"], ruleset),
        record=None if no_db else RecordOptions(db),
        engine=engine,
        tell=tell,
        progress=progress,
    )
    say_default(rules, [column["header"] for column in outcome.report["columns"]])
    if as_json:
        echo_json(outcome.report)
    else:
        _show(rules, outcome, _next_command(list_, output, outcome.summary.other_cut(rules.decision)))
    _leave(outcome)


qualify.params.append(language_option())


def _leave(outcome: Outcome) -> None:
    """With the status of a run whose decisions stand, but not all of what was asked for."""
    if outcome.failed is not None:
        raise outcome.failed
    if outcome.undecided:
        _warn_of_undecided(outcome.undecided)
        click.get_current_context().exit(1)


def _show(rules: Ruleset, outcome: Outcome, following: str | None) -> None:
    from shortlist.cli.terminal.run import show_summary, show_table

    if outcome.decisions is not None:
        show_table(rules, outcome.decisions.with_columns(outcome.blanks), outcome.summary.rows)
    show_summary(rules, outcome.summary, outcome.report, following)


def _check_usage(memos: str | None, memo_format: str | None, db: str | None, no_db: bool) -> None:
    if db and no_db:
        raise click.UsageError(str(Text("--db and --no-db exclude each other", "--db 与 --no-db 不能同时使用")))
    if memo_format and memos is None:
        said = Text("--memo-format needs --memos FOLDER", "--memo-format 须与 --memos 文件夹 同用")
        raise click.UsageError(str(said))


def _parse_keep(keep: str | None) -> Keep | None:
    if keep is None or keep == "all" or keep == "none":
        return keep
    return [name.strip() for name in keep.split(",")]


def _warn_of_undecided(undecided: Sequence[Refused]) -> None:
    first = undecided[0]
    tell(
        Text(
            f"the engine could not decide {len(undecided):,} prospects, which are refused; the first is {first.prospect_id} ({first.reason.en})",
            f"引擎无法评审 {len(undecided):,} 家客户，均未读入；第一个是 {first.prospect_id}（{first.reason.zh}）",
        )
    )


def _next_command(source: str, output: str | None, cut: float | None) -> str | None:
    """A command that goes on from here: keep the decisions, or see what another cut would do, if one would do anything."""
    if source == "-":
        return None
    given: tuple[str, ...] = click.get_current_context().meta[WORDS]
    if output is None:
        stem = Path(source.partition("::")[0]).stem
        return shlex.join(["shortlist", *given, "-o", f"{stem}-decided.csv"])
    if cut is None:
        return None
    without: list[str] = []
    skip = False
    joined = ("-o", *(f"{name}=" for name in NAMES_OUTPUT))
    for word in given:
        if not (skip or word in OUTPUT or word.startswith(joined)):
            without.append(word)
        skip = word in NAMES_OUTPUT
    return shlex.join(["shortlist", *without, "--set", f"decision.qualify={cut:g}"])
