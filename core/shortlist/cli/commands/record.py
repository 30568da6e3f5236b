"""`shortlist record`: remove one prospect, or old runs, from the record."""

from __future__ import annotations

from datetime import datetime

import click

from shortlist.cli import language_option
from shortlist.cli.options import db_option, option
from shortlist.cli.terminal.screen import echo
from shortlist.language import Text

HELP = Text(
    """Remove from the record one prospect, or runs before a day.

    \b
    shortlist record forget A1
    shortlist record purge --before 2026-01-01
    """,
    """从运行记录中删除一家客户，或某日之前的各次运行。

    \b
    shortlist record forget A1
    shortlist record purge --before 2026-01-01
    """,
)
FORGET_HELP = Text(
    """Remove all that the record holds of a prospect: decisions, inputs, refused texts, overrides.

    The lists that were read, and outputs that were written, stay where they are.

    \b
    shortlist record forget A1
    """,
    """删除运行记录中某一客户的全部内容：结论、输入、未读入的文本及人工调整。

    读取过的名单和已写出的结果文件不受影响。

    \b
    shortlist record forget A1
    """,
)
PURGE_HELP = Text(
    """Remove whole runs that were written before a day. Overrides stay.

    \b
    shortlist record purge --before 2026-01-01
    """,
    """删除某日之前的各次运行。人工调整予以保留。

    \b
    shortlist record purge --before 2026-01-01
    """,
)
before_option = option(
    "--before",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    en="Runs that ended before this day (UTC).",
    zh="在此日（UTC）之前结束的运行。",
)


@click.group(help=str(HELP))
def record() -> None:
    pass


@record.command("forget", help=str(FORGET_HELP))
@click.argument("prospect_id", metavar="ID")
@db_option
def forget_(prospect_id: str, db: str | None) -> None:
    from shortlist.record.erase import forget
    from shortlist.record.runs import open_record

    open_record(db).db.close()  # opened to write, a record that is not there would be made
    with open_record(db, write=True) as opened:
        gone = forget(opened, prospect_id)
    echo(
        str(
            Text(
                f"{gone.prospect_id}: removed decisions: {gone.decisions}, rows of inputs: {gone.inputs}, refused texts: {gone.refused}, "
                f"overrides: {gone.overrides}",
                f"{gone.prospect_id}：已删除结论 {gone.decisions} 条、输入 {gone.inputs} 行、未读入文本 {gone.refused} 条、人工调整 {gone.overrides} 条",
            )
        ),
        err=True,
    )
    if gone.sources:
        kept = ", ".join(gone.sources)
        echo(
            str(
                Text(
                    f"not removed, for shortlist does not own them: the lists that were read ({kept}), outputs, copies of the record",
                    f"以下不归 shortlist 管理，未删除：读取过的名单（{kept}）、已写出的结果、运行记录的副本",
                )
            ),
            err=True,
        )


@record.command("purge", help=str(PURGE_HELP))
@before_option
@db_option
def purge_(before: datetime, db: str | None) -> None:
    from shortlist.record.erase import purge
    from shortlist.record.runs import name_runs, open_record

    open_record(db).db.close()
    with open_record(db, write=True) as opened:
        gone = purge(opened, before.date())
    runs = name_runs(gone)
    said = (
        Text(f"removed {runs.en}", f"已删除{runs.zh}")
        if gone
        else Text(f"no run is older than {before.date()}", f"没有早于 {before.date()} 的运行")
    )
    echo(str(said), err=True)


for command in (record, *record.commands.values()):
    command.params.append(language_option())
