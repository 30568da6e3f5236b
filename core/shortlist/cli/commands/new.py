"""`shortlist new`: a complete package for a plugin, ready to be installed and changed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from shortlist.cli import language_option
from shortlist.cli.terminal.screen import echo
from shortlist.language import Text

HELP = Text(
    """Write a new plugin: a package with a criterion or a ruleset, tests, a list to try and a README.

    NAME is your company's prefix and a word, as in acme_loyalty. The folder gets the name with dashes; one that exists is
    left alone.

    \b
    shortlist new criterion acme_loyalty
    shortlist new ruleset acme_accounts --into plugins
    """,
    """新建插件：一个完整的包，含评价维度或规则集、测试、示例名单和说明。

    NAME 为公司前缀加名称，例如 acme_loyalty。文件夹以短横线命名；不改动已有的文件夹。

    \b
    shortlist new criterion acme_loyalty
    shortlist new ruleset acme_accounts --into plugins
    """,
)


@click.command(help=str(HELP), params=[language_option()])
@click.argument("kind", type=click.Choice(["criterion", "ruleset"]))
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help=str(Text("The folder in which to write it [default: this one].", "写入的位置 [默认：当前文件夹]。")),
)
def new(kind: Literal["criterion", "ruleset"], name: str, into: Path) -> int:
    from shortlist.scaffold import files, write

    folder = write(kind, name, into)
    for file in files(folder):
        echo(str(folder / file))
    ruleset = "rules.yaml" if kind == "criterion" else name
    echo(str(Text("Next", "下一步")), err=True)
    for line in (
        f"cd {folder}",
        "python -m pip install --editable .",
        "python -m pytest",
        f"shortlist qualify customers.csv -r {ruleset}",
    ):
        echo(f"  {line}", err=True)
    return 0
