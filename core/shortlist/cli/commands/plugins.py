"""`shortlist plugins`: which plugins are installed, what each supplies, and what of it is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from shortlist.cli import language_option
from shortlist.cli.terminal.screen import echo, echo_json
from shortlist.language import Text

if TYPE_CHECKING:
    from shortlist.plugins.registry import Fault, Plugin, Registry

HELP = Text(
    """List the plugins: what each supplies, and what is broken and why.

    Every measure is built and tried on made-up rows. SHORTLIST_PLUGINS, a list of ids or distributions with commas, lets in
    only these beside the built-in ones; empty, it lets in none.

    \b
    shortlist plugins --json
    SHORTLIST_PLUGINS=acme-loyalty shortlist plugins
    """,
    """列出插件：各自提供的内容、有无错误及原因。

    每个指标都会在虚构数据上构建并试算。环境变量 SHORTLIST_PLUGINS 以逗号列出插件编号或发行包名，除内置插件外只加载这些；
    留空则只加载内置插件。

    \b
    shortlist plugins --json
    SHORTLIST_PLUGINS=acme-loyalty shortlist plugins
    """,
)
SUPPLIES = (
    ("criteria", Text("criteria", "评价维度")),
    ("fields", Text("fields", "字段")),
    ("segments", Text("segments", "分类")),
    ("rulesets", Text("rulesets", "规则集")),
)


@click.command(help=str(HELP), params=[language_option()])
@click.option("--json", "as_json", is_flag=True, help=str(Text("Print JSON.", "输出 JSON。")))
def plugins(as_json: bool) -> int:
    from shortlist.plugins.discovery import registry
    from shortlist.testing.conformance import find_faults

    known = registry()
    found = [(plugin, find_faults(known, plugin)) for plugin in known.plugins]
    for problem in known.unknown:
        echo(str(problem), err=True)
    if as_json:
        _print_json(known, found)
    else:
        _print(known, found)
    return 0


def _list_supplied(known: Registry, plugin: Plugin, wrong: list[Fault]) -> dict[str, list[str]]:
    """The ids of what a plugin supplies and can be used, by kind."""
    # What is declared and sound may still belong to another plugin, after a clash; the registry knows.
    broken = {fault.name for fault in wrong}
    declared = {
        "criteria": [c.id for c in plugin.criteria],
        "fields": [f.id for f in plugin.fields],
        "segments": [s.id for s in plugin.segments],
        "rulesets": [file.stem for file in plugin.rulesets],
    }
    return {
        kind: [name for name in ids if name not in broken and name in getattr(known, kind)]
        for kind, ids in declared.items()
    }


def _print(known: Registry, found: list[tuple[Plugin, list[Fault]]]) -> None:
    from rich.text import Text as Line

    from shortlist.cli.terminal.tables import console, table

    out = console()
    first = True
    for plugin, wrong in found:
        if not first:
            out.print()
        first = False
        out.print(f"{plugin.id} {plugin.version}")
        grid = table(Text("", ""), Text("", ""))
        grid.box, grid.show_header, grid.pad_edge, grid.padding = None, False, True, (0, 1, 0, 2)
        for kind, title in SUPPLIES:
            if names := _list_supplied(known, plugin, wrong)[kind]:
                grid.add_row(str(title), Line(", ".join(names), overflow="fold"))
        for fault in wrong:
            grid.add_row(str(Text("broken", "有错")), Line(" ".join(str(fault.text).split()), overflow="fold"))
        out.print(grid)
    if known.left_out:
        rest = ", ".join(known.left_out)
        out.print()
        out.print(str(Text(f"left out by SHORTLIST_PLUGINS: {rest}", f"未列入 SHORTLIST_PLUGINS 而未加载：{rest}")))


def _print_json(known: Registry, found: list[tuple[Plugin, list[Fault]]]) -> None:

    from shortlist.version import API

    def described(plugin: Plugin, wrong: list[Fault]) -> dict[str, Any]:
        result: dict[str, Any] = {"id": plugin.id, "distribution": plugin.distribution, "version": plugin.version}
        result |= _list_supplied(known, plugin, wrong)
        result["broken"] = [{"kind": f.kind, "name": f.name or None, "reason": f.reason._asdict()} for f in wrong]
        return result

    report = {"interface": API, "plugins": [described(*item) for item in found], "left_out": known.left_out}
    echo_json(report)
