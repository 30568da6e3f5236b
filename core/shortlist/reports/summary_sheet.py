"""The summary of a run as lines of a sheet: for those who open the workbook and not the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from shortlist.errors import Problem
from shortlist.explanation.sentences import STARRED, is_starred, reason_text
from shortlist.language import Language, Text
from shortlist.model.explanation import UNRATED
from shortlist.model.terms import DECISIONS
from shortlist.outputs.dress import Line
from shortlist.planning.plan import Plan
from shortlist.reports.summary import Summary, order_counts

MOST_REASONS, MOST_ASKS = 10, 5


def summary_lines(
    plan: Plan,
    summary: Summary,
    language: Language,
    *,
    source: str,
    run: int | None,
    refused: int,
    notes: Iterable[Problem | Text],
) -> list[Line]:
    """What was decided, from what and by what, what decided most, and what to know about it: a heading, then its lines."""
    lines: list[tuple[Text | str | float | int | date | None, ...]] = [
        *_facts(plan, summary, source, run, refused),
        (),
        *_counts(plan, summary),
        (),
        *_reasons(plan, summary),
        (),
        *_asks(plan, summary),
    ]
    told = [(None, None, None, one.text if isinstance(one, Problem) else one) for one in notes]
    if told:
        lines += [(), (Text("Worth knowing", "提示"),), *told]
    return [[one.in_(language) if isinstance(one, Text) else one for one in line] for line in lines]


def _facts(plan: Plan, summary: Summary, source: str, run: int | None, refused: int) -> Iterator[tuple[Any, ...]]:
    rules = plan.ruleset
    yield (rules.title,)
    yield Text("List", "名单"), source
    yield Text("Ruleset", "规则集"), f"{rules.id} {rules.version}"
    yield Text("As of", "基准日"), plan.as_of
    yield Text("Run", "运行编号"), run if run is not None else Text("not recorded", "未记入运行记录")
    yield Text("Prospects decided", "已评审客户"), summary.rows
    yield Text("Rows refused", "未读入行数"), refused


def _counts(plan: Plan, summary: Summary) -> Iterator[tuple[Any, ...]]:
    rows = max(summary.rows, 1)
    yield (Text("Decisions", "评审结论"),)
    for decision in reversed(DECISIONS):
        count = summary.decisions[decision]
        word = plan.ruleset.word(decision)
        yield Text(word.en.capitalize(), word.zh), count, count / rows
    cuts = plan.ruleset.decision.grades
    yield ()
    yield (Text("Grades", "等级"),)
    for grade in [*sorted(cuts, key=lambda one: -cuts[one]), None]:
        if summary.grades.get(grade):
            count = summary.grades[grade]
            yield grade or Text(UNRATED.en.capitalize(), UNRATED.zh), count, count / rows
    if summary.treatments:
        titles = {one.id: one.title for one in plan.ruleset.treatments}
        yield ()
        yield (Text("Treatments", "合作方案"),)
        for one, count in order_counts(summary.treatments):
            yield titles[one] if one else Text("None", "无"), count, count / rows


def _reasons(plan: Plan, summary: Summary) -> Iterator[tuple[Any, ...]]:
    yield (Text("What decided most", "结论的主要依据"),)
    texts = []
    for decision, reason, row, count in summary.split_reasons()[:MOST_REASONS]:
        word = plan.ruleset.word(decision)
        texts.append(reason_text(plan.ruleset, reason, decision, row, starred=True))
        yield Text(word.en.capitalize(), word.zh), count, count / max(summary.rows, 1), texts[-1]
    if any(map(is_starred, texts)):
        yield None, None, None, STARRED


def _asks(plan: Plan, summary: Summary) -> Iterator[tuple[Any, ...]]:
    if not summary.asks:
        yield (Text("Nothing is left to find out", "无须补充信息"),)
        return
    yield (
        Text(
            f"What would settle most of the {summary.uncertain:,} that are not certain",
            f"{summary.uncertain:,} 家客户的结论仍可能变化，优先补充以下信息",
        ),
    )
    for name, count in order_counts(summary.asks)[:MOST_ASKS]:
        field = plan.ruleset.fields[name]
        yield field.title, count, count / max(summary.uncertain, 1), field.question
