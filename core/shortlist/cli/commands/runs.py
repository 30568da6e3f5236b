"""`shortlist runs`: what the record holds."""

from __future__ import annotations

from typing import Any

import click

from shortlist.cli import language_option
from shortlist.cli.catalogue import Catalogue, json_option, lines
from shortlist.cli.options import db_option
from shortlist.cli.terminal.screen import echo_json
from shortlist.language import Text, current

HELP = Text(
    """List the runs of the record, the newest first.

    \b
    shortlist runs
    shortlist runs show 3
    shortlist runs --json
    """,
    """列出运行记录中的各次运行，最近的在前。

    \b
    shortlist runs
    shortlist runs show 3
    shortlist runs --json
    """,
)
SHOW_HELP = Text(
    """Show one run (a number, or `last`): its list, ruleset, plugins, counts and overrides in force.

    \b
    shortlist runs show 3
    shortlist runs show last
    """,
    """显示一次运行（编号，或 last 表示最近一次）：名单、规则集、插件、各项计数及有效的人工调整。

    \b
    shortlist runs show 3
    shortlist runs show last
    """,
)


@click.group(cls=Catalogue, help=str(HELP), invoke_without_command=True)
@db_option
@click.pass_context
def runs(context: click.Context, db: str | None, as_json: bool) -> None:
    context.obj = {"db": db, "as_json": as_json}
    if context.invoked_subcommand is None:
        _list(db, as_json)


@runs.command("list", help=str(HELP))
@db_option
@click.pass_obj
def list_(outer: dict[str, Any], db: str | None, as_json: bool) -> None:
    _list(db or outer["db"], as_json or outer["as_json"])


@runs.command("show", help=str(SHOW_HELP))
@click.argument("number", metavar="RUN")
@db_option
@click.pass_obj
def show(outer: dict[str, Any], number: str, db: str | None, as_json: bool) -> None:
    from shortlist.record.listing import describe_run
    from shortlist.record.runs import find_run, open_record

    with open_record(db or outer["db"]) as opened:
        found = describe_run(find_run(opened, number))
    if as_json or outer["as_json"]:
        echo_json(found)
    else:
        _show(found)


def _list(db: str | None, as_json: bool) -> None:
    from shortlist.cli.terminal.tables import console, table
    from shortlist.record.listing import summarise_run
    from shortlist.record.runs import list_runs, open_record

    with open_record(db) as opened:
        found = [summarise_run(run) for run in list_runs(opened)]
    if as_json:
        echo_json(found)
        return
    shown = table(
        Text("Run", "运行"), Text("As of", "基准日"), Text("Ruleset", "规则集"), Text("List", "名单"),
        Text("Rows", "行数"), Text("Refused", "未读入"), Text("qualify", "准入"), Text("review", "复核"), Text("reject", "拒绝"),
    )  # fmt: skip
    for column in (0, 4, 5, 6, 7, 8):
        shown.columns[column].justify = "right"
    for run in found:
        counts = (f"{run[name]:,}" for name in ("rows_in", "refused", "qualify", "review", "reject"))
        shown.add_row(
            str(run["run"]), run["as_of"], f"{run['ruleset']} {run['ruleset_version']}", run["source"], *counts
        )
    console().print(shown)


def _show(run: dict[str, Any]) -> None:
    from shortlist.cli.terminal.tables import bullets, console

    counts = Text(
        f"{run['rows_in']:,} in, {run['refused']:,} refused; qualify {run['qualify']:,}, review {run['review']:,}, reject {run['reject']:,}",
        f"读入 {run['rows_in']:,}，未读入 {run['refused']:,}；准入 {run['qualify']:,}，复核 {run['review']:,}，拒绝 {run['reject']:,}",
    )
    lines(
        [
            (Text("Run", "运行"), str(run["run"])),
            (Text("Written", "写入时间"), f"{run['started']} - {run['ended']}"),
            (Text("As of", "基准日"), run["as_of"]),
            (Text("List", "名单"), run["source"]),
            (Text("  SHA-256", "  SHA-256"), run["source_hash"] or ""),
            (Text("Ruleset", "规则集"), f"{run['ruleset']} {run['ruleset_version']} ({run['ruleset_file']})"),
            (Text("  SHA-256", "  SHA-256"), run["ruleset_hash"]),
            (Text("  changes", "  修改"), "; ".join(run["assignments"])),
            (Text("Engine", "引擎"), f"{run['engine']}, shortlist {run['shortlist_version']}"),
            (Text("Prospects", "客户"), str(counts)),
        ]
    )
    out = console()
    plugins = run["plugins"].items()
    bullets(
        out, Text("Plugins", "插件"), [f"{name} {one['version']} {one['declarations'][:12]}" for name, one in plugins]
    )
    bullets(out, Text("Files", "文件"), [f"{one['kind']} {one['path']} {one['hash'][:12]}" for one in run["files"]])
    bullets(out, Text("Overrides in force", "有效的人工调整"), [_override(one) for one in run["overrides_in_force"]])
    reason = "reason_zh" if current() == "zh" else "reason"
    bullets(
        out,
        Text("Refused", "未读入的行"),
        [f"{one['line'] or one['row']}: {one[reason]}" for one in run["first_refused"]],
    )


def _override(one: dict[str, Any]) -> str:
    from shortlist.model.terms import DECISION_WORDS

    return str(
        Text(
            f"{one['prospect_id']}: {one['override']} instead of {one['decision']}, by {one['by']}: {one['because']}",
            f"{one['prospect_id']}：“{DECISION_WORDS[one['decision']].zh}”调整为“{DECISION_WORDS[one['override']].zh}”，审批人 {one['by']}：{one['because']}",
        )
    )


for command in (runs, *runs.commands.values()):
    command.params += [json_option(), language_option()]
