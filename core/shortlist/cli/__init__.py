"""The command line. Commands are loaded when they are named, so that `--help` stays quick."""

from __future__ import annotations

import errno
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from shortlist import ending
from shortlist.cli.help import speak
from shortlist.cli.terminal.screen import STANDARD_OUTPUT, echo, echo_line, finish, is_stuck, prepare
from shortlist.errors import Place, Problem, ShortlistError
from shortlist.files import explain_error
from shortlist.language import LANGUAGES, Language, Text, choose
from shortlist.version import VERSION

COMMANDS = (
    "qualify",
    "inspect",
    "explain",
    "decide",
    "whatif",
    "memo",
    "override",
    "replay",
    "runs",
    "record",
    "check",
    "criteria",
    "fields",
    "rulesets",
    "plugins",
    "new",
)
ABOUT = Text(
    """Decide which customers to take, and defend every decision.

    \b
    shortlist qualify customers.csv            decide a list
    shortlist explain C-17 --list customers.csv   why one was decided so
    shortlist check rules.yaml                 find every mistake in a ruleset
    """,
    """客户评审：决定与谁合作，每项结论均有据可查。

    \b
    shortlist qualify customers.csv            评审一份名单
    shortlist explain C-17 --list customers.csv   说明一家客户的评审依据
    shortlist check rules.yaml                 检查规则集中的全部错误
    """,
)


OTHERS = (
    (re.compile(r"Got unexpected extra arguments? \((.*)\)"), r"多余的参数 \1"),
    (re.compile(r"Option '(.*)' requires (?:an argument|\d+ arguments)"), r"选项 \1 缺少取值"),
    (re.compile(r"Option '(.*)' does not take a value"), r"选项 \1 不带取值"),
    (re.compile("Missing command"), "缺少命令"),
)
"""Errors of click that have no class of their own, and what is said of them in Chinese."""
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
WORDS = "shortlist.words"
"""Under which a context's `meta` holds the words of the command line, for commands that say how to go on."""


class Commands(click.Group):
    """Finds each command in the module of its name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[WORDS] = tuple(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"shortlist.cli.commands.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return speak(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from shortlist.errors import suggest

        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            near = suggest(name, COMMANDS)
            raise click.UsageError(
                str(Text(f"there is no command '{name}'{near.en}", f"没有命令 '{name}'{near.zh}")), ctx
            )
        return super().resolve_command(ctx, args)


def application() -> click.Group:
    """The whole command line in the language of the process."""
    group = Commands(
        name="shortlist",
        help=str(ABOUT),
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    group.params.append(language_option())
    group.params.append(
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            help=str(Text("Show the version.", "显示版本号。")),
            callback=_show_version,
        )
    )
    group.callback = lambda: None
    speak(group)
    return group


def language_option() -> click.Option:
    """`--lang`, which the command line as a whole and each command take."""
    return click.Option(
        ["--lang"],
        type=click.Choice(LANGUAGES),
        is_eager=True,
        expose_value=False,
        callback=_choose,
        help=str(
            Text(
                "Language of messages and texts [default: that of the environment].",
                "提示与文本的语言 [默认：随系统环境]。",
            )
        ),
    )


def _choose(_: click.Context, __: click.Parameter, language: Language | None) -> None:
    if language is not None:
        choose(language)


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        echo(f"shortlist {VERSION}")
        ctx.exit()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit status: 0, 1 (a check failed) or 2 (wrong usage or input).

    As a program it leaves with 130 after SIGINT (Ctrl-C), 143 after SIGTERM, 129 after SIGHUP.
    """
    if arguments is None:  # as a program; whoever calls this function keeps the signals
        ending.watch()
    given = list(sys.argv[1:] if arguments is None else arguments)
    _choose_early(given)
    prepare()
    status = run(given)
    finish()
    ending.close()
    sys.exit(status)


def run(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit status; every error is said on standard error."""
    if (wrong := _check_temporary(arguments)) is not None:
        echo_line(wrong)
        return 2
    if any("\0" in word for word in arguments):  # no process can be given one, but `main` can
        echo_line(Text("an argument holds the character NUL; leave it out", "参数含有 NUL 字符，请去掉"))
        return 2
    try:
        with ending.quiet():
            result = application().main(list(arguments), prog_name="shortlist", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except ShortlistError as error:
        for problem in error.problems:
            echo_line(problem)
        return error.exit_status
    except click.exceptions.NoArgsIsHelpError as error:
        echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "shortlist"
        said = _error_line(error)
        text = Text(
            f"{path}: {said.en}; see {path} --help",
            f"{path}：{said.zh}{'' if said.zh.endswith('？') else '；'}参见 {path} --help",
        )
        echo_line(text)
        return 2
    except (click.Abort, KeyboardInterrupt):
        echo_line(ending.said())
        return 130
    except UnicodeEncodeError as error:  # what was typed or read is no text, such as half a character
        shown = error.object[max(0, error.start - 20) : error.end].encode("utf-8", "backslashreplace").decode()
        echo_line(
            Text(
                f"'{shown}' holds bytes that are no characters; write it in UTF-8",
                f"'{shown}' 含有不成字符的字节，请以 UTF-8 书写",
            )
        )
        return 2
    except OSError as error:  # of the system, where no room could say what it was about: a full disk, most of all
        place = Place(str(error.filename)) if error.filename else None
        if place is None and error.errno in FULL and is_stuck():
            place = Place(STANDARD_OUTPUT)
        echo_line(Problem(explain_error(error), place))
        return 2


def _check_temporary(arguments: Sequence[str]) -> Problem | None:
    """What is wrong with the temporary folder that was named: Python would take another, without a word."""
    named = next((name for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)), None)
    if named is None or {"-h", "--help", "--version"} & {*arguments}:
        return None
    folder = os.environ[named]
    try:
        if Path(tempfile.gettempdir()).samefile(folder):
            return None
    except (OSError, ValueError):
        pass
    return Problem.of(
        f"the temporary folder '{folder}' cannot be written (it is missing, full or not yours); make room, or name another",
        f"临时文件夹 '{folder}' 无法写入（不存在、已满或没有权限）；请腾出空间或另行指定",
        Place(f"${named}"),
    )


def _error_line(error: click.ClickException) -> Text:
    """Click's message on one line, and its kind in Chinese."""
    english = " ".join(error.format_message().split()).rstrip(".")
    if isinstance(error, click.NoSuchOption):
        return Text(english, f"没有选项 {error.option_name}")
    if isinstance(error, click.MissingParameter):
        return Text(english, f"缺少{_name_in_chinese(error.param)}")
    if isinstance(error, click.BadParameter):
        return Text(english, f"{_name_in_chinese(error.param)} 的值无效{_type_in_chinese(error.param)}")
    for pattern, chinese in OTHERS:
        if isinstance(error, click.UsageError) and (found := pattern.match(english)):
            return Text(english, found.expand(chinese))
    return Text(english, english)


def _name_in_chinese(parameter: click.Parameter | None) -> str:
    """An option by its name, an argument as help writes it."""
    if isinstance(parameter, click.Argument):
        return f"参数 {parameter.human_readable_name.rstrip('.')}"
    return f"选项 {parameter.opts[-1]}" if parameter else "选项"


def _type_in_chinese(parameter: click.Parameter | None) -> str:
    """What a parameter takes, in Chinese."""
    kind = parameter.type if parameter else None
    if isinstance(kind, click.Choice):
        return f"，可选：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        return f"，须为 {kind.min} 至 {kind.max} 的整数" if kind.max else f"，须为不小于 {kind.min} 的整数"
    return "，日期请写成 2026-01-31" if isinstance(kind, click.DateTime) else ""


def _choose_early(arguments: Sequence[str]) -> None:
    """Help texts are made when a command is loaded, so `--lang` is looked for before."""
    for here, after in zip(arguments, [*arguments[1:], ""], strict=False):
        wanted = here.partition("=")[2] if here.startswith("--lang=") else after if here == "--lang" else ""
        for language in LANGUAGES:
            if wanted == language:
                choose(language)
