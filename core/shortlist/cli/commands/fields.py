"""`shortlist fields`: the fields that lists may have and rulesets may read."""

from __future__ import annotations

from typing import Any

from shortlist.cli.catalogue import Rows, catalogue, inline, lines
from shortlist.language import Text

HELP = Text(
    """List the fields: what a column of a list can be, and what conditions may read.

    \b
    shortlist fields
    shortlist fields show credit_rating
    shortlist fields --json
    """,
    """列出字段：名单中的列可对应的字段，也是规则条件可用的字段。

    \b
    shortlist fields
    shortlist fields show credit_rating
    shortlist fields --json
    """,
)
SHOW_HELP = Text(
    """Show one field: its type and range, the headers that it is known by, what to ask, and a rating's rubric.

    \b
    shortlist fields show annual_revenue
    shortlist fields show communication
    """,
    """显示一个字段：类型与范围、可识别的表头、资料缺失时应了解的问题，以及评分字段的评分标准。

    \b
    shortlist fields show annual_revenue
    shortlist fields show communication
    """,
)


def _list_rows() -> Rows:
    from shortlist.catalogue import fields

    return fields()


def _one(name: str) -> dict[str, Any]:
    from shortlist.catalogue import one_field

    return one_field(name)


def _print_list(rows: Rows) -> None:
    from shortlist.catalogue import TYPES, range_text
    from shortlist.cli.terminal.tables import console, table

    found = table(
        Text("Field", "字段"),
        Text("Title", "名称"),
        Text("Type", "类型"),
        Text("Range", "范围"),
        Text("Read by", "用于"),
    )
    found.columns[0].no_wrap = True
    for row in rows:
        readers = dict.fromkeys(name.partition(".")[0] for name in row["read_by"])
        found.add_row(row["id"], str(row["title"]), str(TYPES[row["type"]]), str(range_text(row)), ", ".join(readers))
    console().print(found)


def _print_one(row: dict[str, Any]) -> None:
    from shortlist.catalogue import TYPES, actionable_text, range_text, unit_text
    from shortlist.cli.terminal.tables import bullets, console

    out = console()
    out.print(f"{row['id']}  {row['title']}")
    lines(
        [
            (Text("About", "说明"), inline(row["about"])),
            (Text("Type", "类型"), str(TYPES[row["type"]])),
            (Text("Unit", "单位"), str(unit_text(row["unit"]))),
            (Text("Range", "范围"), str(range_text(row))),
            (Text("Values", "取值"), " < ".join(_value(row, value) for value in row["values"])),
            (Text("Known as", "可识别的表头"), ", ".join(row["aliases"])),
            (Text("Known in doubt as", "有疑义的表头"), ", ".join(row["doubtful_aliases"])),
            (Text("Ask", "应了解的问题"), inline(row["ask"])),
            (Text("Can be changed", "能否改善"), str(actionable_text(row["actionable"]))),
            (Text("Read by", "用于"), ", ".join(row["read_by"])),
            (Text("Supplied by", "来源插件"), row["supplied_by"]),
        ]
    )
    steps = [f"{step}  {text}" for step, text in enumerate(row["rubric"], 1)]
    bullets(out, Text("Rubric: what each rating means", "评分标准"), steps)


def _value(row: dict[str, Any], value: str) -> str:
    """A level as conditions write it, and what it is called."""
    word = str(row["words"].get(value, value))
    return value if word == value else str(Text(f"{value} ({word})", f"{value}（{word}）"))


fields = catalogue("fields", HELP, SHOW_HELP, "FIELD", _list_rows, _one, _print_list, _print_one)
