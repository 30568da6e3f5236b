"""`shortlist memo`: the decision memo of one prospect or several."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from shortlist.cli import language_option
from shortlist.cli.options import (
    MEMO_FORMATS,
    SubjectOptions,
    list_of,
    option,
    plan_of,
    say,
    say_default,
    subject_options,
)
from shortlist.cli.terminal.screen import echo
from shortlist.language import Text, current

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shortlist.memo.render import Format
    from shortlist.memo.single import Asked
    from shortlist.outputs.identity import Named
    from shortlist.ruleset.definition import Ruleset

HELP = Text(
    """Write the decision memo of a prospect, as Markdown on standard output or into a file; of several into a folder.

    Prospects are taken from the record, or from --list, where they are decided anew, by their ids or by names (or parts of
    them) that only one has. A folder `templates` beside the ruleset may hold memo.md.j2 and memo.html.j2 of your own.

    \b
    shortlist memo C-17
    shortlist memo "Acme Ltd"
    shortlist memo C-17 --list customers.csv -r rules.yaml -o memo.html
    shortlist memo C-17 C-18 --list customers.csv -o memos --format both
    """,
    """生成客户评审意见：以 Markdown 输出到标准输出，或写入文件；多家客户则写入文件夹。

    客户取自运行记录；给出 --list 时取自名单并重新评审。可用编号指定，也可用名称（或其中一部分，须只有一家符合）。
    规则集旁的 `templates` 文件夹可放自定义模板 memo.md.j2 和 memo.html.j2。

    \b
    shortlist memo C-17
    shortlist memo 渝江汽车
    shortlist memo C-17 --list customers.csv -r rules.yaml -o memo.html
    shortlist memo C-17 C-18 --list customers.csv -o memos --format both
    """,
)


@click.command(help=str(HELP), params=[])
@click.argument("prospect_ids", nargs=-1, required=True, metavar="ID|NAME...")
@subject_options
@option(
    "--format",
    "format_",
    type=click.Choice(list(MEMO_FORMATS)),
    en="Markdown, HTML or both [default: that of the output's name, else md].",
    zh="Markdown、HTML 或两者 [默认：按输出文件名，否则为 md]。",
)
@option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    en="Where memos go: a file .md or .html, or a folder for ID.memo.md and ID.memo.html.",
    zh="评审意见输出到：.md 或 .html 文件，或文件夹（文件名为 编号.memo.md、编号.memo.html）。",
)
def memo(prospect_ids: tuple[str, ...], asked: SubjectOptions, format_: str | None, output: str | None) -> None:
    from shortlist.memo import single

    formats = _formats(format_, output, len(prospect_ids))
    found = _resolve_ids(prospect_ids, asked, output)
    say(note for one in found for note in one.notes)
    if output is None:
        echo(single.page(found[0], formats[0], current()), end="")
    elif Path(output).suffix in SUFFIXES:
        single.write_file(found[0], formats[0], current(), Path(output))
    else:
        single.write_folder(found, formats, current(), Path(output))


SUFFIXES = (".md", ".html")


def _formats(format_: str | None, output: str | None, count: int) -> tuple[Format, ...]:
    """The formats asked for. Raises UsageError if they do not fit the output, or several prospects do not."""
    suffix = Path(output).suffix if output else ""
    one = output is None or suffix in SUFFIXES
    if one and (count > 1 or format_ == "both"):
        said = Text("several memos need a folder: -o FOLDER", "多份评审意见须写入文件夹：-o 文件夹")
        raise click.UsageError(str(said))
    if suffix in SUFFIXES and format_ not in (None, suffix[1:]):
        said = Text(f"--format {format_} does not go with {output}", f"--format {format_} 与 {output} 不一致")
        raise click.UsageError(str(said))
    return MEMO_FORMATS[format_ or suffix[1:] if suffix in SUFFIXES else format_ or "md"]


def _resolve_ids(prospect_ids: tuple[str, ...], asked: SubjectOptions, output: str | None) -> list[Asked]:
    from shortlist.memo import single
    from shortlist.prospects.inputs import list_inputs

    if (list_ := list_of(asked)) is None:
        _check_output(output, [], asked)
        return single.from_record(prospect_ids, asked.db, asked.run, current())
    plan = plan_of(asked.ruleset, asked.assignments, asked.as_of)
    _check_output(output, list_inputs(plan.ruleset, list_, asked.reading, asked.history), asked, plan.ruleset)
    written = single.from_list(plan, prospect_ids, list_, asked.ruleset, asked.reading, asked.history, current())
    say_default(plan.ruleset)
    return written


def _check_output(
    output: str | None, inputs: Sequence[Named], asked: SubjectOptions, ruleset: Ruleset | None = None
) -> None:
    """Refuse, before anything is read, an output onto what is read or onto the record."""
    from shortlist.outputs import identity
    from shortlist.prospects.inputs import keep_apart
    from shortlist.record.database import location

    if output is None:
        return
    kept = (str(location(asked.db)), identity.RUNS)
    folder = None if Path(output).suffix in SUFFIXES else output
    keep_apart([(output, identity.MEMOS)], [*inputs, kept], ruleset, folder)


memo.params.append(language_option())
