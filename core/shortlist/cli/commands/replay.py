"""`shortlist replay`: decide a run again and compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from shortlist.cli import language_option
from shortlist.cli.options import db_option, option
from shortlist.cli.terminal.screen import echo, echo_json
from shortlist.language import Text

if TYPE_CHECKING:
    from shortlist.record.replay import Replay

HELP = Text(
    """Decide the recorded inputs of a run again, and compare every column.

    RUN is a number of `shortlist runs`, or last. The ruleset and the engine are those of the run, plugins are today's. The exit
    status is 1 where anything differs.

    \b
    shortlist replay last
    shortlist replay 3 -r changed.yaml
    """,
    """用运行记录中的输入重新评审一次，并逐列比较。

    RUN 为 `shortlist runs` 中的编号，或 last。规则集与引擎同该次运行，插件为当前版本。若有任何差异，退出码为 1。

    \b
    shortlist replay last
    shortlist replay 3 -r changed.yaml
    """,
)
ROWS = 20


@click.command(help=str(HELP))
@click.argument("number", metavar="RUN")
@option(
    "-r",
    "--ruleset",
    metavar="NAME|FILE",
    en="Decide by this ruleset instead [default: the recorded one].",
    zh="改用此规则集评审 [默认：记录中的规则集]。",
)
@option(
    "--engine",
    metavar="NAME",
    en="Decide by this engine instead [default: that of the run].",
    zh="改用此引擎评审 [默认：该次运行所用的引擎]。",
)
@db_option
@option("--json", "as_json", is_flag=True, en="Print the comparison as JSON.", zh="以 JSON 输出比较结果。")
def replay(number: str, ruleset: str | None, engine: str | None, db: str | None, as_json: bool) -> int:
    from shortlist.api import Ruleset
    from shortlist.engines.opening import check_engine
    from shortlist.record.replay import list_unrecorded
    from shortlist.record.replay import replay as decide_again
    from shortlist.record.runs import find_run, open_record

    if engine is not None:
        check_engine(engine)
    with open_record(db) as opened:
        run = find_run(opened, number)
        other = Ruleset.load(ruleset) if ruleset else None
        if other and (wanting := list_unrecorded(run, other)):
            names = ", ".join(wanting)
            said = Text(
                f"run {run.id} did not record these fields, which count as missing: {names}",
                f"第 {run.id} 次运行未记录以下字段，按缺失处理：{names}",
            )
            echo(str(said), err=True)
        result = decide_again(run, other, engine)
    if as_json:
        echo_json(result.as_dict())
    else:
        _show(result)
    return 0 if result.same else 1


def _show(result: Replay) -> None:
    from shortlist.cli.terminal.tables import bullets, console, table

    out = console()
    number, rows, odd = result.run.id, f"{result.rows:,}", f"{result.differing:,}"
    if result.same:
        out.print(
            str(
                Text(
                    f"run {number}: {rows} rows decided again, no difference",
                    f"第 {number} 次运行：重新评审 {rows} 行，无差异",
                )
            )
        )
    else:
        out.print(
            str(Text(f"run {number}: {odd} of {rows} rows differ", f"第 {number} 次运行：{rows} 行中有 {odd} 行不同"))
        )
    bullets(out, Text("What differs from then", "与当时相比的变化"), [str(text) for text in result.why])
    bullets(
        out,
        Text("Files (a replay reads the recorded ones)", "文件（复现时读取的是记录中的内容）"),
        [str(text) for text in result.aside],
    )
    if result.same:
        return
    bullets(
        out,
        Text("Rows by column", "各列不同的行数"),
        [f"{name}: {rows:,}" for name, rows in result.columns.most_common()],
    )
    bullets(
        out, Text("Decisions that moved", "结论的变动"), [_move(*of, rows) for of, rows in result.moved.most_common()]
    )
    shown = table(
        Text("ID", "编号"), Text("Name", "名称"), Text("Column", "列"), Text("Before", "之前"), Text("Now", "现在")
    )
    for row in result.shown[:ROWS]:
        column = next(name for name in ("decision", "score", *row) if name in row and isinstance(row[name], list))
        before, now = row[column]
        shown.add_row(row["prospect_id"], row["name"], column, str(before), str(now))
    if result.shown:
        out.print()
        out.print(shown)
    if result.differing > ROWS:
        rest = f"{result.differing - ROWS:,}"
        echo(
            str(Text(f"... and {rest} more; --json names up to 1,000", f"…… 另有 {rest} 行；--json 最多列出 1,000 行")),
            err=True,
        )


def _move(before: str, now: str, rows: int) -> str:
    """How many rows went from one decision to another; from what an engine refuses now to `-`."""
    from shortlist.model.terms import DECISION_WORDS

    was, is_ = (DECISION_WORDS.get(one, Text(one, one)) for one in (before, now))
    return str(Text(f"{was.en} -> {is_.en}: {rows:,}", f"由{was.zh}变为{is_.zh}：{rows:,} 家"))


replay.params.append(language_option())
