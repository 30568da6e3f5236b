"""What `criteria`, `fields` and `rulesets` have in common: a group that lists, and shows one by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from shortlist.cli import language_option
from shortlist.cli.terminal.screen import echo_json
from shortlist.language import Text

Rows = list[dict[str, Any]]


class Catalogue(click.Group):
    """`list` (also without a word) and `show NAME`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(
                str(
                    Text(
                        f"there is no command '{args[0]}'; write: {ctx.command_path} show {args[0]}",
                        f"没有命令 '{args[0]}'；请写：{ctx.command_path} show {args[0]}",
                    )
                ),
                ctx,
            )
        return super().resolve_command(ctx, args)


def json_option() -> click.Option:
    return click.Option(
        ["--json", "as_json"], is_flag=True, help=str(Text("Print everything as JSON.", "以 JSON 输出全部内容。"))
    )


def print_json(data: Any) -> None:
    from shortlist.catalogue import plain

    echo_json(plain(data))


def catalogue(
    name: str,
    about: Text,
    show_about: Text,
    metavar: str,
    listed: Callable[[], Rows],
    one: Callable[[str], dict[str, Any]],
    print_list: Callable[[Rows], None],
    print_one: Callable[[dict[str, Any]], None],
) -> click.Group:
    """The group of one kind of thing. `about` and `show_about` are the helps, each with examples."""

    def show_list(as_json: bool) -> None:
        rows = listed()
        print_json(rows) if as_json else print_list(rows)

    def group(as_json: bool) -> None:
        context = click.get_current_context()
        context.obj = as_json
        if context.invoked_subcommand is None:
            show_list(as_json)

    def list_(as_json: bool) -> None:
        show_list(as_json or bool(click.get_current_context().obj))

    def show(name: str, as_json: bool) -> None:
        found = one(name)
        print_json(found) if as_json or click.get_current_context().obj else print_one(found)

    help_names: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
    subcommands: Sequence[click.Command] = (
        click.Command("list", callback=list_, help=str(about), params=[json_option(), language_option()]),
        click.Command(
            "show",
            callback=show,
            help=str(show_about),
            params=[click.Argument(["name"], metavar=metavar), json_option(), language_option()],
        ),
    )
    return Catalogue(
        name,
        callback=group,
        help=str(about),
        invoke_without_command=True,
        params=[json_option(), language_option()],
        commands={command.name or "": command for command in subcommands},
        context_settings=help_names,
    )


def lines(pairs: Sequence[tuple[Text, str]]) -> None:
    """`label: value` on lines of their own, those without a value left out; long values hang under their begin."""
    from rich.table import Table
    from rich.text import Text as Line

    from shortlist.cli.terminal.tables import console

    grid = Table.grid(padding=(0, 2, 0, 0))
    for label, value in pairs:
        if value:
            grid.add_row(str(label), Line(value, overflow="fold"))
    console().print(grid)


def inline(text: Text | None) -> str:
    return str(text) if text is not None else ""
