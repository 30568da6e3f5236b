"""`shortlist check`: every mistake in a ruleset, with its place."""

from __future__ import annotations

import click

from shortlist.cli import language_option
from shortlist.cli.options import set_option
from shortlist.cli.terminal.screen import echo
from shortlist.language import Text

HELP = Text(
    """Check rulesets: say every mistake with file, line and column.

    FILE is a YAML file or the name of a built-in ruleset. The exit status is 1 where something is wrong.

    \b
    shortlist check rules.yaml
    shortlist check b2b --set decision.qualify=65
    """,
    """检查规则集：逐条指出错误所在的文件、行、列。

    FILE 为 YAML 文件，或内置规则集的名称。有错误时退出码为 1。

    \b
    shortlist check rules.yaml
    shortlist check b2b --set decision.qualify=65
    """,
)


@click.command(help=str(HELP), params=[language_option()])
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@set_option
def check(files: tuple[str, ...], assignments: tuple[str, ...]) -> int:
    from shortlist.api import Ruleset
    from shortlist.errors import Place, RulesetError
    from shortlist.loading.load import find

    # A name that does not exist is wrong usage (exit status 2), whatever else is wrong with the others.
    for file in files:
        find(file, Place(file))
    wrong = 0
    for file in files:
        try:
            ruleset = Ruleset.load(file, set=assignments)
        except RulesetError as error:
            for problem in error.problems:
                echo(str(problem), err=True)
            wrong += len(error.problems)
            continue
        for note in ruleset.notes:
            echo(str(note), err=True)
        echo(str(_describe(file, ruleset)))
    if wrong:
        echo(str(Text(f"{wrong} mistake{'s' if wrong > 1 else ''}", f"共 {wrong} 处错误")), err=True)
    return 1 if wrong else 0


def _describe(file: str, ruleset: object) -> Text:
    from shortlist.api import Ruleset

    assert isinstance(ruleset, Ruleset)
    counts = [
        (len(ruleset.criteria), Text("criterion criteria", "个评价维度")),
        (sum(len(criterion.measures) for criterion in ruleset.criteria.values()), Text("measure measures", "个指标")),
        (len(ruleset.rules), Text("rule rules", "条规则")),
        (len(ruleset.segments), Text("segment segments", "个分类")),
        *(
            [(treatments, Text("treatment treatments", "个合作方案"))]
            if (treatments := len(ruleset.treatments))
            else []
        ),
    ]
    en = ", ".join(f"{count} {word.en.split()[count != 1]}" for count, word in counts)
    zh = "、".join(f"{count} {word.zh}" for count, word in counts)
    return Text(f"{file}: no mistakes; {en}", f"{file}：没有错误；{zh}")
