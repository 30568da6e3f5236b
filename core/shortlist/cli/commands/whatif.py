"""`shortlist whatif`: one prospect before and after a change."""

from __future__ import annotations

from dataclasses import replace

import click

from shortlist.cli import language_option
from shortlist.cli.options import SubjectOptions, option, say, subject, subject_options
from shortlist.language import Text

HELP = Text(
    """Decide a prospect again with other values, and show both decisions side by side.

    Values are written as in a list; FIELD= without a value makes the field missing.

    \b
    shortlist whatif C-17 'annual_revenue=$5M' --list customers.csv
    shortlist whatif C-17 credit_rating=AA employees= --list customers.csv
    """,
    """改动客户的若干数据后重新评审，并列显示前后两项结论。

    取值写法与名单相同；FIELD= 后不写值表示该字段缺失。

    \b
    shortlist whatif C-17 'annual_revenue=500万' --list customers.csv
    shortlist whatif C-17 credit_rating=AA employees= --list customers.csv
    """,
)


@click.command(help=str(HELP), params=[])
@click.argument("prospect_id", metavar="ID|NAME")
@click.argument("changes", metavar="FIELD=VALUE...", nargs=-1, required=True)
@subject_options
@option("--json", "as_json", is_flag=True, en="Print both as data.", zh="以 JSON 数据输出两者。")
def whatif(prospect_id: str, changes: tuple[str, ...], asked: SubjectOptions, as_json: bool) -> None:
    from shortlist.cli.terminal.data import print_json
    from shortlist.cli.terminal.difference import print_difference
    from shortlist.explanation.explain import explain
    from shortlist.prospects.subject import change_subject

    found = subject(prospect_id, asked)
    other, fields = change_subject(found, changes)
    say(other.notes)
    before, after = (
        replace(next(explain(one.plan, one.frame, one.seen)), override=found.override) for one in (found, other)
    )
    if as_json:
        both = {"changed": list(fields), "before": before.as_dict(), "after": after.as_dict()}
        print_json(found.plan, both)
    else:
        print_difference(found.plan, before, after, fields)


whatif.params.append(language_option())
