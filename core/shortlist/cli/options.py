"""Options that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from shortlist.language import Text

Function = TypeVar("Function", bound=Callable[..., Any])
Decorator = Callable[[Function], Function]
COUNT = click.IntRange(min=1)


def option(*names: str, en: str, zh: str, **more: Any) -> Decorator[Any]:
    """A click option with its help in both languages."""
    return click.option(*names, help=str(Text(en, zh)), **more)


def together(*decorators: Decorator[Any]) -> Decorator[Any]:
    """Several options as one decorator, in the order in which help shows them."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def ruleset_option(en: str, zh: str) -> Decorator[Any]:
    """`-r`, whose meaning differs a little from command to command."""
    return option("-r", "--ruleset", default="b2b", show_default=True, metavar="NAME|FILE", en=en, zh=zh)


set_option = option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    en="Try a change without an edit (repeatable).",
    zh="不改文件，试行一处修改（可重复）。",
)

as_of_option = option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    en="The day to decide as of [default: today].",
    zh="决定的基准日 [默认：今天]。",
)

history_option = option(
    "--history",
    "history",
    multiple=True,
    metavar="NAME=FILE",
    en="A table of a history of the ruleset, such as invoices or ratings (repeatable); --map NAME.COLUMN=HEADER names its columns.",
    zh="规则集所用历史表的文件，如发票、评分（可重复）；用 --map 名称.列=表头 指定其列。",
)

intake_options = together(
    option(
        "--map",
        "maps",
        multiple=True,
        metavar="FIELD=HEADER[:UNIT]",
        en="Which column feeds a field, and its unit (repeatable); without a header the field is left out.",
        zh="指定字段取自哪一列及其单位（可重复）；不写表头则忽略该字段。",
    ),
    option("--mapping", "mapping_file", metavar="FILE", en="The same in a YAML file.", zh="同上，写在 YAML 文件中。"),
    option(
        "--encoding",
        metavar="NAME",
        en="Encoding of a text file [default: found out].",
        zh="文本文件的编码 [默认：自动识别]。",
    ),
    option(
        "--delimiter",
        metavar="CHAR",
        en="Delimiter of a text file [default: found out].",
        zh="文本文件的分隔符 [默认：自动识别]。",
    ),
    option("--header-row", type=COUNT, metavar="N", en="The row that holds the headers.", zh="表头所在的行。"),
    option("--id", "id_field", metavar="HEADER", en="The column that identifies a prospect.", zh="标识客户的列。"),
    option(
        "--duplicates",
        type=click.Choice(["refuse", "keep"]),
        default="refuse",
        show_default=True,
        en="What to do with later rows of an id.",
        zh="编号重复的后续行如何处理。",
    ),
    option("--limit", type=COUNT, metavar="N", en="Only the first N rows.", zh="只读取前 N 行。"),
)
"""How a list is read: the keyword arguments of `read_list`."""

INTAKE = ("maps", "mapping_file", "encoding", "delimiter", "header_row", "id_field", "duplicates", "limit")


def intake_arguments(options: dict[str, Any]) -> dict[str, Any]:
    """Of a command's options those that `read_list` takes."""
    return {name: options[name] for name in INTAKE}
