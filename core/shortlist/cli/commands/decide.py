"""`shortlist decide`: one prospect as JSON in, decision and explanation as JSON out."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from shortlist.cli import language_option
from shortlist.cli.options import as_of_option, engine_option, plan_of, ruleset_option, say, say_default, set_option
from shortlist.language import Text

HELP = Text(
    """Decide one prospect, given as a JSON object on standard input; print the decision and its explanation as JSON.

    Keys are fields' ids, titles or aliases; values are as a list has them.

    \b
    echo '{"country": "Germany", "Revenue": "$5M"}' | shortlist decide
    shortlist decide -r rules.yaml < prospect.json
    """,
    """评审一家客户：从标准输入读取 JSON 对象，以 JSON 输出结论及说明。

    键可用字段编号、名称或别名；值的写法与名单相同。

    \b
    echo '{"country": "德国", "营业收入": "500万美元"}' | shortlist decide
    shortlist decide -r rules.yaml < prospect.json
    """,
)


@click.command(help=str(HELP), params=[])
@ruleset_option("The ruleset to decide by.", "所用规则集。")
@set_option
@as_of_option
@engine_option
def decide(ruleset: str, assignments: tuple[str, ...], as_of: datetime | None, engine: str) -> None:
    from shortlist.cli.terminal.data import print_json
    from shortlist.engines.opening import check_engine, confirm
    from shortlist.explanation.explain import explain
    from shortlist.prospects.subject import from_record, parse

    record = parse(sys.stdin.buffer.read(), "stdin")
    found = from_record(plan_of(ruleset, assignments, as_of), record, "stdin", skip_unknown=True)
    say(found.notes)
    # The explanation is always the plan's; another engine has to come to the same decision, or nothing is printed.
    explanation = next(explain(found.plan, found.frame))
    check_engine(engine)
    confirm(engine, found.plan, found.frame)
    say_default(found.plan.ruleset)
    print_json(found.plan, {"engine": engine, **explanation.as_dict()})


decide.params.append(language_option())
