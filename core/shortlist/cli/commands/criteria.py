"""`shortlist criteria`: the criteria that rulesets may name."""

from __future__ import annotations

from typing import Any

from shortlist.cli.catalogue import Rows, catalogue, inline, lines
from shortlist.language import Text

HELP = Text(
    """List the criteria that plugins supply, to be named under `criteria:` in a ruleset.

    \b
    shortlist criteria
    shortlist criteria show need_fit
    shortlist criteria --json
    """,
    """列出插件提供的评价维度，可写在规则集的 `criteria:` 之下。

    \b
    shortlist criteria
    shortlist criteria show need_fit
    shortlist criteria --json
    """,
)
SHOW_HELP = Text(
    """Show one criterion: what it measures, how it scores, where the data come from, what to ask.

    \b
    shortlist criteria show risk
    shortlist criteria show risk --json
    """,
    """显示一个评价维度：衡量内容、评分方法、数据来源，以及资料缺失时应了解的问题。

    \b
    shortlist criteria show risk
    shortlist criteria show risk --json
    """,
)


def _list_rows() -> Rows:
    from shortlist.catalogue import criteria

    return criteria()


def _one(name: str) -> dict[str, Any]:
    from shortlist.catalogue import one_criterion

    return one_criterion(name)


def _print_list(rows: Rows) -> None:
    from shortlist.cli.terminal.tables import console, table

    found = table(Text("Criterion", "评价维度"), Text("Title", "名称"), Text("Measures", "指标"))
    found.columns[0].no_wrap = True
    for row in rows:
        measures = str(Text(", ", "、")).join(str(measure["title"]) for measure in row["measures"])
        found.add_row(row["id"], str(row["title"]), measures)
    console().print(found)


def _print_one(row: dict[str, Any]) -> None:
    from shortlist.catalogue import CURVES, DIRECTIONS, curve_text
    from shortlist.cli.terminal.tables import bullets, console

    out = console()
    out.print(f"{row['id']}  {row['title']}")
    if row["about"]:
        out.print(str(row["about"]))
    lines(
        [
            (Text("Supplied by", "来源插件"), row["supplied_by"]),
            (Text("Reads", "所用字段"), ", ".join(row["fields"])),
        ]
    )
    bullets(out, Text("Params", "参数"), [f"{one['name']}: {one['about']}" for one in row["params"]])
    for measure in row["measures"]:
        out.print()
        out.print(f"{measure['id']}  {measure['title']}")
        curve = f"{CURVES[measure['curve']['kind']]}  {curve_text(measure['curve'])}"
        direction = DIRECTIONS.get(measure["direction"] or "")
        lines(
            [
                (Text("  value", "  取值"), measure["value"] or inline(measure["about"])),
                (Text("  about", "  说明"), inline(measure["about"]) if measure["value"] else ""),
                (Text("  score", "  评分"), curve),
                (Text("  direction", "  方向"), inline(direction)),
                (Text("  weight", "  权重"), f"{measure['weight']:g} ({measure['share']:.0%})"),
                (Text("  source", "  数据来源"), inline(measure["source"])),
                (Text("  ask", "  应了解的问题"), inline(measure["ask"])),
                *((Text("", ""), f"{step} {text}") for step, text in enumerate(measure["rubric"], 1)),
            ]
        )


criteria = catalogue("criteria", HELP, SHOW_HELP, "CRITERION", _list_rows, _one, _print_list, _print_one)
