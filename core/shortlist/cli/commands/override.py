"""`shortlist override`: a person's decision beside the computed one."""

from __future__ import annotations

from datetime import datetime

import click

from shortlist.cli import language_option
from shortlist.cli.options import db_option, option
from shortlist.cli.terminal.screen import echo
from shortlist.language import Text

HELP = Text(
    """Decide otherwise for one prospect of the record, with a reason and a name.

    The computed decision stays beside it. The newest override of a prospect counts, through --until or until it is
    withdrawn. Without an ID every override is listed.

    \b
    shortlist override A1 --decision qualify --because "paid in advance" --by "Li Wei" --until 2027-06-30
    shortlist override A1 --withdraw --because "advance returned" --by "Li Wei"
    """,
    """人工调整运行记录中一家客户的结论，须写明理由和审批人。

    系统结论仍一并保留。同一客户以最近一次调整为准，至 --until 当日或撤回为止。不写 ID 则列出全部人工调整。

    \b
    shortlist override A1 --decision qualify --because "已预付货款" --by "李伟" --until 2027-06-30
    shortlist override A1 --withdraw --because "预付款已退回" --by "李伟"
    """,
)
STATES = {
    "in force": Text("in force", "有效"),
    "expired": Text("expired", "已到期"),
    "replaced": Text("replaced", "已有新的调整"),
    "withdrawn": Text("withdrawn", "已撤回"),
}


@click.command(help=str(HELP))
@click.argument("prospect_id", metavar="[ID]", required=False)
@option(
    "--decision", type=click.Choice(["qualify", "review", "reject"]), en="The decision instead.", zh="调整后的结论。"
)
@option("--because", metavar="TEXT", en="Why.", zh="理由。")
@option("--by", metavar="WHO", en="Who decides so.", zh="审批人。")
@option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    en="The last day on which it is in force [default: no end].",
    zh="有效期的最后一天 [默认：长期有效]。",
)
@option("--withdraw", is_flag=True, en="Take back the override in force.", zh="撤回当前有效的人工调整。")
@db_option
def override(
    prospect_id: str | None,
    decision: str | None,
    because: str | None,
    by: str | None,
    until: datetime | None,
    withdraw: bool,
    db: str | None,
) -> None:
    from shortlist.record import overrides
    from shortlist.record.runs import open_record

    if prospect_id is None:
        with open_record(db) as opened:
            _show(overrides.list_overrides(opened))
        return
    if because is None or by is None or (decision is None) != withdraw:
        raise click.UsageError(
            str(
                Text(
                    "write --because, --by, and either --decision or --withdraw",
                    "请写明 --because、--by，以及 --decision 或 --withdraw 之一",
                )
            )
        )
    from shortlist.model.terms import DECISION_WORDS

    open_record(db).db.close()  # opened to write, a record that is not there would be made
    with open_record(db, write=True) as opened:
        if decision is None:
            gone = overrides.withdraw(opened, prospect_id, because=because, by=by)["prospect_id"]
            echo(str(Text(f"{gone}: override withdrawn", f"{gone}：人工调整已撤回")), err=True)
            return
        day = until.date() if until else None
        made = overrides.override(opened, prospect_id, decision, because=because, by=by, until=day)
    end = Text(f"through {day}", f"至 {day}（含当日）") if day else Text("until it is withdrawn", "直至撤回")
    prospect_id = made["prospect_id"]
    was = DECISION_WORDS[str(made["computed"])].zh
    echo(
        str(
            Text(
                f"{prospect_id}: {decision} {end.en}, beside the computed {made['computed']} (run {made['run_id']})",
                f"{prospect_id}：结论调整为“{DECISION_WORDS[decision].zh}”，{end.zh}；系统结论为“{was}”（第 {made['run_id']} 次运行）",
            )
        ),
        err=True,
    )


def _show(rows: list[dict[str, str | None]]) -> None:
    from shortlist.cli.terminal.tables import console, table
    from shortlist.model.terms import DECISION_WORDS

    found = table(
        Text("ID", "编号"), Text("Decision", "调整后结论"), Text("Computed", "系统结论"), Text("State", "状态"),
        Text("Until", "有效至"), Text("By", "审批人"), Text("Because", "理由"),
    )  # fmt: skip
    for row in rows:
        found.add_row(
            row["prospect_id"],
            str(DECISION_WORDS[str(row["decision"])]),
            str(DECISION_WORDS[str(row["computed"])]),
            str(STATES[row["state"] or ""]),
            row["until"],
            row["decided_by"],
            row["because"],
        )
    console().print(found)


override.params.append(language_option())
