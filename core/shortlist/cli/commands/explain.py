"""`shortlist explain`: one decision and everything that led to it."""

from __future__ import annotations

from dataclasses import replace

import click

from shortlist.cli import language_option
from shortlist.cli.options import SubjectOptions, option, subject, subject_options
from shortlist.cli.terminal.screen import echo
from shortlist.language import Text

HELP = Text(
    """Explain one decision: scores, rules, what to ask, and what would change it.

    The prospect is taken from the record, or from --list, where it is decided anew, by its id or by its name (or a part of
    it) that only one has.

    \b
    shortlist explain C-17
    shortlist explain "Acme Ltd"
    shortlist explain C-17 --list customers.csv -r rules.yaml --json
    """,
    """说明一项结论：得分构成、适用规则、待了解的信息与改进空间。

    客户取自运行记录；给出 --list 时取自名单并重新评审。可用编号指定，也可用名称（或其中一部分，须只有一家符合）。

    \b
    shortlist explain C-17
    shortlist explain 渝江汽车
    shortlist explain C-17 --list customers.csv -r rules.yaml --json
    """,
)


@click.command(help=str(HELP), params=[])
@click.argument("prospect_id", metavar="ID|NAME")
@subject_options
@option(
    "--trace",
    "with_trace",
    is_flag=True,
    en="Show too how the rules were chained in the Rete network: facts, rules in order, what each used.",
    zh="另显示规则在 Rete 网络中的推理过程：事实、规则触发顺序及其依据。",
)
@option(
    "--json",
    "as_json",
    is_flag=True,
    en="Print it as data, texts in both languages.",
    zh="以 JSON 数据输出，文本含中英文。",
)
def explain(prospect_id: str, asked: SubjectOptions, with_trace: bool, as_json: bool) -> None:
    from shortlist.cli.terminal.data import print_json
    from shortlist.cli.terminal.explanation import print_explanation
    from shortlist.engines.rete.trace import lines, trace
    from shortlist.explanation.explain import explain

    found = subject(prospect_id, asked)
    explanation = replace(next(explain(found.plan, found.frame, found.seen)), override=found.override)
    steps = trace(found.plan, found.frame) if with_trace else []
    if as_json:
        traced = {"trace": [step.as_dict() for step in steps]} if with_trace else {}
        print_json(found.plan, {**explanation.as_dict(), **traced})
        return
    print_explanation(found.plan, explanation)
    if with_trace:
        echo("\n" + "\n".join(lines(steps)))


explain.params.append(language_option())
