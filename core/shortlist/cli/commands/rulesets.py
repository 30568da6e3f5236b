"""`shortlist rulesets`: the built-in rulesets, and any ruleset together with all that it extends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from shortlist.cli import language_option
from shortlist.cli.catalogue import Rows, catalogue, inline, lines
from shortlist.cli.options import (
    as_of_option,
    history_option,
    intake_options,
    plan_of,
    ruleset_option,
    say,
    say_default,
    set_option,
)
from shortlist.cli.terminal.screen import echo
from shortlist.intake.options import ReadOptions
from shortlist.language import Text
from shortlist.model.reasons import ReasonCode

if TYPE_CHECKING:
    from rich.table import Table

HELP = Text(
    """List the built-in rulesets, to be used with -r or taken over with `extends:`.

    \b
    shortlist rulesets
    shortlist rulesets show b2b
    shortlist rulesets --json
    """,
    """列出内置规则集：可用 -r 选用，或用 `extends:` 继承。

    \b
    shortlist rulesets
    shortlist rulesets show b2b
    shortlist rulesets --json
    """,
)
PRIORS_HELP = Text(
    """Fit what unknown facts count as to a list, and print a ruleset that says so.

    The prior of a measure is what it scores on average, among the prospects of the list of whom it is known; of fewer than
    20 it keeps its own. The ruleset extends the one that is named, and is printed to be read, kept and edited.

    \b
    shortlist rulesets priors customers.csv -r b2b > mine.yaml
    shortlist qualify leads.csv -r mine.yaml
    """,
    """根据名单拟合未知信息的先验得分，并输出相应的规则集。

    指标的先验得分，即名单中该指标已知的客户的平均得分；已知不足 20 家时沿用原值。输出的规则集继承所指定的规则集，供查看、保存和修改。

    \b
    shortlist rulesets priors customers.csv -r b2b > mine.yaml
    shortlist qualify leads.csv -r mine.yaml
    """,
)
SHOW_HELP = Text(
    """Show a ruleset, built-in or of a file, with all that it extends: weights down to each measure, cuts, rates, rules, segments.

    \b
    shortlist rulesets show b2b
    shortlist rulesets show mine.yaml
    """,
    """显示一个规则集（内置或文件），含其继承的全部内容：权重（细到各指标）、准入线与复核线、汇率、规则、分类。

    \b
    shortlist rulesets show b2b
    shortlist rulesets show mine.yaml
    """,
)


def _list_rows() -> Rows:
    from shortlist.catalogue import rulesets

    return rulesets()


def _one(name: str) -> dict[str, Any]:
    from shortlist.catalogue import one_ruleset

    return one_ruleset(name)


def _print_list(rows: Rows) -> None:
    from shortlist.cli.terminal.tables import console, table

    found = table(Text("Ruleset", "规则集"), Text("Title", "名称"), Text("Criteria", "评价维度"), Text("About", "说明"))
    found.columns[0].no_wrap = True
    for row in rows:
        found.add_row(
            f"{row['id']} {row['version']}", str(row["title"]), str(len(row["criteria"])), inline(row["about"])
        )
    console().print(found)


def _print_one(row: dict[str, Any]) -> None:
    from shortlist.cli.terminal.tables import bullets, console

    out = console()
    out.print(f"{row['id']} {row['version']}  {row['title']}")
    if row["about"]:
        out.print(str(row["about"]))
    cuts = row["decision"]
    grades = ", ".join(f"{grade} {cut:g}" for grade, cut in cuts["grades"].items())
    rates = ", ".join(f"{code} {rate:g}" for code, rate in row["rates"].items())
    lines(
        [
            (Text("Extends", "继承"), row["extends"] or ""),
            (Text("Qualify from", "达标线" if cuts["words"].get("qualify") else "准入线"), f"{cuts['qualify']:g}"),
            (Text("Review from", "复核线"), f"{cuts['review']:g}"),
            (Text("Least coverage", "最低资料覆盖率"), f"{cuts['min_coverage']:.0%}"),
            (Text("Grades from", "等级线"), grades),
            (Text("Currency", "货币"), row["currency"]),
            (Text(f"Rates in {row['currency']}", f"汇率（折合 {row['currency']}）"), rates),
        ]
    )
    if row["seller"]:
        out.print()
        out.print(_profile(row["seller"]))
        out.print(
            str(
                Text(
                    "Answer otherwise with --set seller.KEY=VALUE, or under `seller:` in a ruleset that extends this one.",
                    "如与实际不符，可用 --set seller.键=值 试改，或在继承本规则集的文件中填写 `seller:`。",
                )
            )
        )
    out.print()
    out.print(_weights(row["criteria"]))
    bullets(out, Text("Other weights", "分类权重"), [_weight_by(one) for one in row["criteria"] if one["weight_by"]])
    # Floors are rules too, but they stand in the table above.
    written = [_rule(row, rule) for rule in row["rules"] if ReasonCode.parse(rule["id"]).kind != "floor"]
    bullets(out, Text("Rules", "规则"), written)
    bullets(out, Text("Segments", "分类"), [_segment(segment) for segment in row["segments"]])
    bullets(
        out,
        Text("Treatments, the first that holds", "合作方案（取首个成立者）"),
        [_treatment(row, one) for one in row["treatments"]],
    )


def _profile(seller: Rows) -> Table:
    """What is asked of the seller, with the key and the answer that stands."""
    from shortlist.catalogue import answer_text
    from shortlist.cli.terminal.tables import table

    found = table(Text("Your company", "本公司情况"), Text("Key", "键"), Text("Answer", "当前值"))
    found.columns[1].no_wrap = True
    for one in seller:
        found.add_row(inline(one["question"]), one["key"], answer_text(one["answer"]))
    return found


def _weights(criteria: Rows) -> Table:
    """A row a criterion and, below it, a row a measure. Floors, and what counts for the unknown, have a column where there are any."""
    from shortlist.cli.terminal.tables import table

    heads = [
        Text("Weight", "权重"),
        Text("Share", "占总分"),
        Text("Unknown", "未知时计"),
        Text("Floor", "下限"),
    ]
    names: list[tuple[str, str, str]] = []
    figures: list[list[str]] = []
    for one in criteria:
        names.append((one["id"], str(one["title"]), "bold"))
        figures.append([f"{one['weight']:g}", f"{one['share']:.1%}", "", _figure(one["floor"])])
        for measure in one["measures"]:
            names.append((f"  {measure['id']}", f"  {measure['title']}", ""))
            figures.append([f"{measure['weight']:g}", f"{measure['share']:.1%}", _figure(measure["if_unknown"]), ""])
    used = [at for at in range(len(heads)) if any(line[at] for line in figures)]
    found = table(Text("Criterion, measures", "评价维度与指标"), Text("Title", "名称"), *(heads[at] for at in used))
    for column in found.columns[2:]:
        column.justify, column.no_wrap = "right", True
    for (name, title, style), line in zip(names, figures, strict=True):
        found.add_row(name, title, *(line[at] for at in used), style=style)
    return found


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _weight_by(one: dict[str, Any]) -> str:
    """`cooperation: 4 where stage is new`."""
    comma, segment = str(Text(", ", "、")), one["weight_by"]["segment"]
    said = comma.join(
        str(Text(f"{weight:g} where {segment} is {name}", f"{segment} 为 {name} 时计 {weight:g}"))
        for name, weight in one["weight_by"]["classes"].items()
    )
    return f"{one['id']}: {said}"


def _word(row: dict[str, Any], decision: str) -> str:
    """What the ruleset calls a decision."""
    from shortlist.model.terms import DECISION_WORDS

    own = row["decision"]["words"].get(decision)
    return str(Text(**own) if own else DECISION_WORDS[decision])


def _rule(row: dict[str, Any], rule: dict[str, Any]) -> str:
    then = [_word(row, rule["decision"])] if rule["decision"] else []
    then += [str(Text(f"tag {tag}", f"标签“{row['tags'].get(tag, tag)}”")) for tag in rule["tags"]]
    because = f"  {rule['because']}" if rule["because"] else ""
    return f"{rule['id']}: {rule['when']} → {str(Text(', ', '、')).join([*then, *rule['conclusions']])}{because}"


def _treatment(row: dict[str, Any], one: dict[str, Any]) -> str:
    decisions = str(Text(", ", "、")).join(_word(row, decision) for decision in one["for"])
    when = f" {one['when']}" if one["when"] else ""
    offer = "; ".join(
        f"{key} = {Text(**value) if isinstance(value, dict) else str(value).lower() if isinstance(value, bool) else value}"
        for key, value in one["offer"].items()
    )
    return f"{one['id']} ({one['title']}): {decisions}{':' if when else ''}{when}{f' → {offer}' if offer else ''}"


def _segment(segment: dict[str, Any]) -> str:
    left, right, colon = Text(" (", "（"), Text(")", "）"), Text(": ", "：")
    classes = str(Text(", ", "、")).join(f"{one['id']}{left}{one['title']}{right}" for one in segment["classes"])
    return f"{segment['id']}{left}{segment['title']}{right}{colon}{classes}"


rulesets = catalogue("rulesets", HELP, SHOW_HELP, "NAME|FILE", _list_rows, _one, _print_list, _print_one)


@click.command("priors", help=str(PRIORS_HELP), params=[])
@click.argument("source", metavar="LIST")
@ruleset_option("The ruleset to extend.", "所继承的规则集。")
@set_option
@as_of_option
@history_option
@intake_options
def priors(
    source: str,
    ruleset: str,
    assignments: tuple[str, ...],
    as_of: datetime | None,
    history: tuple[str, ...],
    reading: ReadOptions,
) -> None:
    from shortlist.prospects.given import open_given
    from shortlist.reports.priors import find_priors, write_priors

    plan = plan_of(ruleset, assignments, as_of)
    with open_given(plan, source, reading, history) as given:
        say(given.notes)
        found, rows = find_priors(plan, given.attach(), source)
        say(given.histories.texts())
        given.watch.check()
    say_default(plan.ruleset)
    for line in write_priors(found, rows, plan.ruleset, ruleset):
        echo(line)


priors.params.append(language_option())
rulesets.add_command(priors)
