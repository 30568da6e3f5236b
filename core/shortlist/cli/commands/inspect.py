"""`shortlist inspect`: what a list holds, before anything is decided."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from shortlist.cli import language_option
from shortlist.cli.options import COUNT, intake_options, option, ruleset_option, say_default
from shortlist.cli.terminal.screen import echo, echo_json
from shortlist.intake.options import ReadOptions
from shortlist.language import Text

SayRange = Callable[[str, dict[str, Any]], str]

HELP = Text(
    """Show how a list is understood, before anything is decided.

    Which header became which field, in which unit, what is missing or cannot be read, and which criteria of the
    ruleset the list can feed. Nothing is recorded.

    \b
    shortlist inspect leads.csv
    shortlist inspect leads.csv --map 'annual_revenue=Sales:USD million'
    shortlist inspect leads.xlsx::Sheet1 --write-mapping mapping.yaml
    """,
    """评审前检查名单的识别情况。

    各表头对应哪个字段、按什么单位读取，哪些单元格缺失或无法读取，以及名单可支持哪些维度的评价。不留任何记录。

    \b
    shortlist inspect leads.csv
    shortlist inspect leads.csv --map 'annual_revenue=销售额:CNY 万'
    shortlist inspect leads.xlsx::Sheet1 --write-mapping mapping.yaml
    """,
)


@click.command(help=str(HELP), params=[])
@click.argument("source", metavar="LIST")
@ruleset_option("Whose fields and criteria the list is held against.", "按哪个规则集的字段和评价维度检查名单。")
@intake_options
@option(
    "--row",
    type=COUNT,
    metavar="N",
    en="Show one row, each cell as text and as value.",
    zh="显示一行：每个单元格的原文与值。",
)
@option(
    "--write-mapping",
    metavar="FILE",
    en="Write the columns as a file for --mapping.",
    zh="将列的对应关系写成 --mapping 可用的文件。",
)
@option("--json", "as_json", is_flag=True, en="Print everything as JSON.", zh="以 JSON 输出全部内容。")
def inspect(
    source: str, ruleset: str, reading: ReadOptions, row: int | None, write_mapping: str | None, as_json: bool
) -> None:

    from shortlist.api import Ruleset
    from shortlist.intake.inspection import inspect as look
    from shortlist.intake.inspection import one_row
    from shortlist.prospects.inputs import Watch, list_inputs
    from shortlist.prospects.unplaced import find_unplaced

    rules = Ruleset.load(ruleset)
    if write_mapping is not None:
        _check_mapping(write_mapping, source, reading, rules)
    # `leave_doubts`: a list that cannot be decided yet is exactly what one wants to look at.
    watch = Watch.begin(list_inputs(rules, source, reading))
    with watch.explain(), rules.read(source, reading, keep="all", leave_doubts=True) as intake:
        if write_mapping is not None:
            watch.check()
            _write_mapping(write_mapping, intake)
        ranges = _say_with(intake)
        if row is not None:
            cells = one_row(intake, row)
            _print_json(cells) if as_json else _print_row(cells, source, row, ranges)
            return
        plan = rules.plan(date.today())
        found = look(intake, rules, plan.rank_fields())
        found["notes"] += [str(note.text) for note in find_unplaced(intake, plan)]
        watch.check()
        _print_json(found) if as_json else _print(found, ranges)
        say_default(rules, [*(one.header for one in intake.columns), *(one.header for one in intake.unmapped)])


inspect.params.append(language_option())


def _check_mapping(path: str, source: str, reading: ReadOptions, rules: Any) -> None:
    from pathlib import Path

    from shortlist.errors import Place
    from shortlist.outputs import identity
    from shortlist.outputs.destination import check_file
    from shortlist.prospects.inputs import keep_apart, list_inputs
    from shortlist.record.database import location

    inputs = [*list_inputs(rules, source, reading), (str(location()), identity.RUNS)]
    keep_apart([(path, Text("the mapping", "映射文件"))], inputs, rules)
    check_file(Path(path), Place(path))


def _write_mapping(path: str, intake: Any) -> None:
    from pathlib import Path

    from shortlist.intake.headers import mapping_yaml
    from shortlist.outputs.destination import write_text

    write_text(Path(path), mapping_yaml(intake.columns, intake.unmapped))
    echo(str(Text(f"the mapping is in {path}", f"映射已写入 {path}")), err=True)


def _print_json(data: Any) -> None:

    echo_json(data)


def _print_row(cells: list[dict[str, Any]], source: str, row: int, ranges: SayRange) -> None:
    from shortlist.cli.terminal.tables import console, table

    found = table(Text("Header", "表头"), Text("Text", "原文"), Text("Field", "字段"), Text("Value", "值"))
    for cell in cells:
        value = (
            str(Text("cannot be read", "无法读取"))
            if not cell["readable"]
            else ranges(cell["field"], cell)
            if "least" in cell
            else format_value(cell["value"], cell.get("type"))
        )
        found.add_row(cell["header"], cell["text"] or "", cell["field"] or "", value if cell["field"] else "")
    console().print(f"{source}, {Text(f'row {row}', f'第 {row} 行')}", found)


def format_value(value: Any, kind: str | None = None) -> str:
    """A value as a person reads it, such as 1,234,567 or 12.5 %."""
    if value is None:
        return ""
    if kind == "percent":
        return f"{value * 100:,.6g} %"
    if isinstance(value, float):
        if kind == "integer" and 1000 <= value <= 2999:
            return f"{value:.0f}"  # most likely a year
        if abs(value) >= 1e15 or 0 < abs(value) < 1e-4:
            return f"{value:.4g}"
        text = f"{value:,.4f}" if abs(value) < 1000 else f"{value:,.2f}"
        return text.rstrip("0").rstrip(".")
    if isinstance(value, bool):
        return str(Text("yes", "是") if value else Text("no", "否"))
    return str(value)


def _say_with(intake: Any) -> SayRange:
    """What gives the text of a range of a field, from what has its `least` and `most`, as explanations have it."""
    from shortlist.intake.ranged import say_range

    fields = {column.field.id: column.field for column in intake.columns}
    return lambda name, ends: str(say_range(ends["least"], ends["most"], fields[name], intake.currency))


def _say_ranges(one: dict[str, Any], ranges: SayRange) -> list[str]:
    """What the ranges of a column are: how many, and what the commonest is read as."""
    told = one["ranges"]
    if not told["cells"]:
        return []
    first = told["examples"][0]
    shown = f"'{first['text']}' = {ranges(one['field'], first)}"
    one_alone = told["cells"] == 1
    en = f"1 range: {shown}" if one_alone else f"{told['cells']:,} ranges, as {shown}"
    return [str(Text(en, f"区间 {told['cells']:,} 个{'：' if one_alone else '，如 '}{shown}"))]


def _print(found: dict[str, Any], ranges: SayRange) -> None:
    from shortlist.cli.terminal.tables import console, table

    out = console()
    rows, refused, twice = found["rows_in"], found["refused"], found["duplicates"]
    understood = len(found["columns"])
    told = Text(
        f"{found['list']}: {rows:,} row{'s' * (rows != 1)}, {understood} column{'s' * (understood != 1)} understood, {len(found['unmapped'])} not",
        f"{found['list']}：{rows:,} 行，识别 {understood} 列，未识别 {len(found['unmapped'])} 列",
    )
    if refused:
        told = Text(
            f"{told.en}; {refused:,} row{'s' * (refused != 1)} refused, {twice:,} of them as duplicates",
            f"{told.zh}；未读入 {refused:,} 行，其中重复 {twice:,} 行",
        )
    out.print(str(told))
    columns = table(
        Text("Header", "表头"),
        Text("Field", "字段"),
        Text("By", "依据"),
        Text("Unit", "单位"),
        Text("Missing", "缺失"),
        Text("Unread", "无法读取"),
        Text("Smallest to largest, or examples", "取值范围或示例"),
    )
    for one in found["columns"]:
        shares = _share(one["missing"]), _share(one["unreadable"])
        columns.add_row(one["header"], one["field"], _how(one), one["unit"], *shares, _values(one, ranges))
    out.print(columns)
    _print_lists(found, out)


def _how(one: dict[str, Any]) -> str:
    """By what a column was taken for its field, with a question mark where that is not sure."""
    known = {
        "name": Text("name", "名称"),
        "alias": Text("alias", "别名"),
        "cells": Text("cells", "内容"),
        "mapping": Text("mapping", "映射"),
    }
    return str(known.get(one["how"], one["how"])) + ("" if one["sure"] else " ?")


def _share(share: float) -> str:
    if not share:
        return ""
    return "<0.1 %" if share < 0.001 else f"{share * 100:.1f} %"


def _values(one: dict[str, Any], ranges: SayRange) -> str:
    kind = one["type"]
    if one["smallest"] is not None:
        text = f"{format_value(one['smallest'], kind)} … {format_value(one['largest'], kind)}{_say_open(one)}"
        odd = [
            f"'{pair['text']}' = {format_value(pair['value'], kind)}"
            for pair in one["examples"][:1]
            if pair["text"].replace(",", "") != format_value(pair["value"], kind).replace(",", "")
        ]
        return "; ".join([text, *odd, *_say_ranges(one, ranges)])
    pairs = [(str(pair["text"]).strip(), format_value(pair["value"], kind)) for pair in one["examples"]]
    shown = [value if kind == "text" or text == value else f"'{text}' = {value}" for text, value in pairs]
    return "; ".join([*shown, *_say_ranges(one, ranges)])


def _say_open(one: dict[str, Any]) -> str:
    """That some ranges of a column have no end: beyond which value they go on, another cell does not tell."""
    if one["or_less"] and one["or_more"]:
        return str(Text(", some open at one end", "，部分只给出一端"))
    if one["or_less"]:
        return str(Text(", some open below", "，部分无下限"))
    return str(Text(", some open above", "，部分无上限")) if one["or_more"] else ""


def _unmapped(one: dict[str, Any]) -> str:
    """A header that became no field, with the reason where there is one."""
    reasons = [
        str(Text("empty", "空列")) if one["empty"] else "",
        str(Text("see above", "见上")) if one["asked"] else "",
        one["why"] or "",
        f"{one['suggestion']}?" if one["suggestion"] and not one["asked"] else "",
    ]
    told = str(Text("; ", "；")).join(filter(None, reasons))
    return str(Text(f"{one['header']} ({told})", f"{one['header']}（{told}）")) if told else str(one["header"])


def _count_others(found: dict[str, Any], total: int) -> str:
    """How many unread cells are not shown, in which columns all stand, and how to see them."""
    from shortlist.intake.inspection import SHOWN

    counts = sorted(((one["unreadable_cells"], one["header"]) for one in found["columns"]), key=lambda one: -one[0])
    where = [(f"{header} {count:,}", f"{header} {count:,} 个") for count, header in counts if count]
    listed = len(found["unreadable"])
    first = Text("", "") if listed == total else Text(f" the first {listed:,}", f"前 {listed:,} 个")
    return str(
        Text(
            f"{total - SHOWN:,} more; of all, {', '.join(en for en, _ in where)}; --json names{first.en or ' each'}",
            f"另有 {total - SHOWN:,} 个；各列合计：{'、'.join(zh for _, zh in where)}；用 --json 可列出{first.zh or '全部'}",
        )
    )


def _list_refused(found: dict[str, Any]) -> list[str]:
    """The first rows that are refused, and how many more there are."""
    lines = [
        str(Text(f"row {one['row']}: {one['reason']}", f"第 {one['row']} 行：{one['reason']}"))
        for one in found["refused_rows"]
    ]
    if found["refused"] > len(lines):
        more = found["refused"] - len(lines)
        lines.append(
            str(
                Text(
                    f"{more:,} more; --refused FILE of `qualify` writes them all",
                    f"另有 {more:,} 行；用 `qualify` 的 --refused FILE 可全部写出",
                )
            )
        )
    return lines


def _print_lists(found: dict[str, Any], out: Any) -> None:
    """Print what follows the table of columns, each part only if there is something to say."""
    from shortlist.cli.terminal.tables import bullets, table
    from shortlist.intake.inspection import SHOWN

    bullets(out, Text("To be settled before the list can be decided", "运行前请先确认"), found["doubts"])
    bullets(out, Text("Headers that may mean something else", "含义有疑义的表头"), found["asked"])
    bullets(out, Text("Worth a look", "请核对"), found["notes"])
    names = [_unmapped(one) for one in found["unmapped"]]
    bullets(
        out, Text("Columns that are no field", "未识别为字段的列"), [str(Text(", ", "、")).join(names)] if names else []
    )
    cells = [
        str(
            Text(
                f"row {one['row']}, {one['header']}: {one['text']}",
                f"第 {one['row']} 行，{one['header']}：{one['text']}",
            )
        )
        for one in found["unreadable"][:SHOWN]
    ]
    total = sum(one["unreadable_cells"] for one in found["columns"])
    if total > SHOWN:
        cells.append(_count_others(found, total))
    bullets(out, Text(f"Cells that cannot be read: {total:,}", f"无法读取的单元格：{total:,}"), cells)
    bullets(
        out,
        Text(f"Rows that are refused: {found['refused']:,}", f"未读入的行：{found['refused']:,}"),
        _list_refused(found),
    )
    if found.get("criteria"):
        fed = table(
            Text("Criterion", "评价维度"),
            Text("Measures fed", "可用指标"),
            Text("From", "数据来源"),
            Text("Lacking", "所缺字段"),
        )
        for one in found["criteria"]:
            fed.add_row(
                one["title"],
                f"{one['fed']}/{one['measures']}",
                ", ".join(f"{name} {share * 100:.0f} %" for name, share in one["fields"].items()),
                ", ".join(one["lacking"]),
            )
        out.print()
        out.print(fed)
    bullets(
        out,
        Text("Texts in rules that no row has", "规则中引用但名单中未出现的取值"),
        [f"{one['where']}: {one['field']} = '{one['literal']}'" for one in found.get("literals", ())],
    )
