"""Options that several commands share, each written once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from shortlist.cli.terminal.screen import echo_line
from shortlist.intake.options import ReadOptions
from shortlist.language import Text, current

if TYPE_CHECKING:
    from shortlist.errors import Problem
    from shortlist.memo.render import Format
    from shortlist.planning.plan import Plan
    from shortlist.prospects.subject import Subject
    from shortlist.ruleset.definition import Ruleset

Function = TypeVar("Function", bound=Callable[..., Any])
Decorator = Callable[[Function], Function]
_CHINESE = re.compile("[\u4e00-\u9fff]")
COUNT = click.IntRange(min=1, max=2**32 - 1)  # no list has more rows
MEMO_FORMATS: dict[str, tuple[Format, ...]] = {"md": ("md",), "html": ("html",), "both": ("md", "html")}


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


def gather(name: str, kind: type, *decorators: Decorator[Any]) -> Decorator[Any]:
    """Several options that reach the command as one value: a dataclass with a field for each, under this name."""
    names = [field.name for field in fields(kind)]

    def decorate(function: Any) -> Any:
        @wraps(function)
        def command(*arguments: Any, **options: Any) -> Any:
            gathered = kind(**{name: options.pop(name) for name in names})
            return function(*arguments, **options, **{name: gathered})

        return together(*decorators)(command)

    return decorate


def ruleset_option(en: str, zh: str) -> Decorator[Any]:
    """`-r`, whose meaning differs a little from command to command."""
    return option("-r", "--ruleset", default="starter", show_default=True, metavar="NAME|FILE", en=en, zh=zh)


set_option = option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    en="Try a change without an edit (repeatable).",
    zh="不改动文件，临时修改一项设置（可重复）。",
)

as_of_option = option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    en="The day to decide as of [default: today].",
    zh="评审基准日 [默认：今天]。",
)

history_option = option(
    "--history",
    "history",
    multiple=True,
    metavar="NAME=FILE",
    en="A table of a history of the ruleset, such as invoices or ratings (repeatable); --map NAME.COLUMN=HEADER names its columns.",
    zh="规则集所用历史表的文件，如发票、评分（可重复）；用 --map 名称.列=表头 指定其列。",
)

db_option = option(
    "--db",
    metavar="FILE",
    en="The record's file [default: $SHORTLIST_DB, else in the user's data directory].",
    zh="运行记录文件 [默认：$SHORTLIST_DB，否则在用户数据目录]。",
)

engine_option = option(
    "--engine",
    default="columnar",
    show_default=True,
    metavar="NAME",
    en="What decides: columnar, or durable (a Rete network; slower, proved equal).",
    zh="判定引擎：columnar 或 durable（Rete 网络，较慢，结果经验证一致）。",
)

ranking_options = together(
    option(
        "--concentration",
        metavar="FIELD",
        en="How much of this field's sum over the qualified is with the ten largest, and by segment.",
        zh="准入客户在该字段上的集中度：前十大客户占比、HHI 及各分类占比。",
    ),
    option(
        "--capacity",
        type=COUNT,
        metavar="N",
        en="Mark the best N of the qualified in the column within_capacity.",
        zh="在 within_capacity 列标出准入客户中最优的 N 家。",
    ),
    option(
        "--by",
        metavar="FIELD",
        en="By what --capacity chooses: a field or score [default: the field of --concentration, else score].",
        zh="--capacity 的排序依据：字段或 score [默认：--concentration 的字段，否则为 score]。",
    ),
)

intake_options = gather(
    "reading",
    ReadOptions,
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
    option(
        "--header-row",
        type=COUNT,
        metavar="N",
        en="The row that holds the headers [default: found out].",
        zh="表头所在的行 [默认：自动识别]。",
    ),
    option(
        "--visible",
        is_flag=True,
        en="Leave out the rows that a sheet hides or filters away.",
        zh="排除工作表中已隐藏或筛选掉的行。",
    ),
    option("--id", "id_field", metavar="HEADER", en="The column that identifies a prospect.", zh="客户编号所在的列。"),
    option(
        "--duplicates",
        type=click.Choice(["refuse", "keep"]),
        default="refuse",
        show_default=True,
        en="What to do with later rows of an id.",
        zh="编号重复时，后面的行如何处理。",
    ),
    option("--limit", type=COUNT, metavar="N", en="Only the first N rows.", zh="只读取前 N 行。"),
)
memo_options = together(
    option(
        "--memos",
        metavar="FOLDER",
        en="Write a memo of every prospect into this folder, as ID.memo.md or .html (at most 20,000).",
        zh="为每家客户生成一份评审意见，存入此文件夹，文件名为 编号.memo.md 或 .html（最多 20,000 份）。",
    ),
    option(
        "--memo-format",
        type=click.Choice(["md", "html", "both"]),
        en="Markdown, HTML or both [default: md].",
        zh="Markdown、HTML 或两者 [默认：md]。",
    ),
)


@dataclass(frozen=True)
class SubjectOptions:
    """Which prospect is meant: by which rules and as of when it is decided from a list, or where it stands in the record."""

    list_: str | None
    run: str | None
    db: str | None
    ruleset: str
    assignments: tuple[str, ...]
    as_of: datetime | None
    reading: ReadOptions
    history: tuple[str, ...]


subject_options = gather(
    "asked",
    SubjectOptions,
    option(
        "--list",
        "list_",
        metavar="LIST",
        en="Decide anew from this list: CSV, XLSX, JSONL, Parquet, FILE.db::TABLE or - [default: as the record has it].",
        zh="从该名单重新评审：CSV、XLSX、JSONL、Parquet、文件.db::表 或 - [默认：取自运行记录]。",
    ),
    option(
        "--run",
        metavar="N|last",
        en="Take the prospect from this run of the record.",
        zh="取自运行记录中的某一次运行。",
    ),
    db_option,
    ruleset_option("The ruleset to decide by.", "所用规则集。"),
    set_option,
    as_of_option,
    intake_options,
    history_option,
)


def plan_of(ruleset: str, assignments: Sequence[str], as_of: datetime | None) -> Plan:
    """The plan that `--ruleset`, `--set` and `--as-of` name; its notes are said on standard error."""
    from shortlist.api import Ruleset

    rules = Ruleset.load(ruleset, set=assignments)
    say(rules.notes)
    return rules.plan(as_of.date() if as_of else date.today())


def say_default(rules: Ruleset, headers: Collection[str] = ()) -> None:
    """Where the user named no ruleset, which one it was: said once the work is done, for what is wrong gets one line.

    Of a list whose `headers` are mostly Chinese, or to who reads Chinese, it names the edition for China too.
    """
    if click.get_current_context().get_parameter_source("ruleset") is not click.core.ParameterSource.DEFAULT:
        return
    edition = Text("", "")
    if current() == "zh" or 2 * sum(bool(_CHINESE.search(header)) for header in headers) > len(headers):
        edition = Text(
            f"; for a list from China take its edition, -r {rules.id}_cn",
            f"；国内客户名单建议改用国内版：-r {rules.id}_cn",
        )
    tell(
        Text(
            f"no -r was given, so this is by the built-in ruleset {rules.id} ({rules.title.en}){edition.en}; `shortlist rulesets` lists the others",
            f"未指定 -r，采用内置规则集 {rules.id}（{rules.title.zh}）{edition.zh}；其他规则集见 shortlist rulesets",
        )
    )


def subject(prospect_id: str, asked: SubjectOptions) -> Subject:
    """The prospect that a command's ID and `subject_options` name; what was noted is said on standard error."""
    if (list_ := list_of(asked)) is None:
        from shortlist.prospects.recorded import from_run

        found = from_run(prospect_id, asked.db, asked.run)
    else:
        from shortlist.prospects.subject import from_list

        plan = plan_of(asked.ruleset, asked.assignments, asked.as_of)
        found = from_list(plan, prospect_id, list_, asked.reading, asked.history)
        say_default(plan.ruleset)
    say(found.notes)
    return found


def list_of(asked: SubjectOptions) -> str | None:
    """The list that `subject_options` name; None: the record. Raises UsageError where options of both are given."""
    of_list = {field.name for field in (*fields(SubjectOptions), *fields(ReadOptions))} - {"list_", "run", "db"}
    context = click.get_current_context()
    named = asked.list_ is not None
    for parameter in context.command.params:
        name = parameter.name or ""
        if name not in ({"run", "db"} if named else of_list):
            continue
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            given = parameter.opts[-1]
            wrong = Text(f"{given} is for the record, not for --list", f"{given} 用于运行记录，不能与 --list 同用")
            lacking = Text(f"{given} is for --list LIST", f"{given} 须与 --list 名单 同用")
            raise click.UsageError(str(wrong if named else lacking))
    return asked.list_


def say(notes: Iterable[Problem | Text]) -> None:
    """Notes on standard error, a line each."""
    for note in notes:
        tell(note)


def tell(note: Problem | Text) -> None:
    """One note on standard error."""
    echo_line(note)
