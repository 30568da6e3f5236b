"""Shows two decisions of one prospect side by side on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.table import Table
from rich.text import Text as Line

from shortlist.cli.terminal.explanation import GAP, STRONG, write_bounds, write_points
from shortlist.cli.terminal.screen import clean
from shortlist.cli.terminal.tables import console
from shortlist.explanation.sentences import star_all
from shortlist.language import Text
from shortlist.model.explanation import Explanation
from shortlist.model.formatting import format_value
from shortlist.planning.plan import Plan


def print_difference(plan: Plan, before: Explanation, after: Explanation, changed: Sequence[str]) -> None:
    """Print both decisions side by side, and below them the criteria that moved."""
    out = console()
    found = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style=STRONG)
    found.add_column("")
    for title in (Text("before", "改动前"), Text("after", "改动后")):
        found.add_column(str(title), overflow="fold")
    for label, old, new in _compare_points(plan, before, after, changed):
        style = None if old == new else STRONG
        found.add_row(clean(str(label)), Line(clean(old)), Line(clean(new), style or ""))
    who = GAP.join(clean(part) for part in (before.prospect_id, before.name) if part)
    out.print(Line(who, STRONG))
    out.print(found)


def _compare_points(
    plan: Plan, before: Explanation, after: Explanation, changed: Sequence[str]
) -> Iterator[tuple[Text, str, str]]:
    def both(label: Text, said: Callable[[Explanation], object]) -> tuple[Text, str, str]:
        return label, str(said(before)), str(said(after))

    for name in changed:
        field = plan.fields[name]
        was, is_ = (str(format_value(one.facts[field.id], field, plan.ruleset.currency)) for one in (before, after))
        yield field.title, was, is_
    yield both(Text("Decision", "评审结论"), lambda one: plan.ruleset.word(one.decision))
    yield both(Text("Grade", "等级"), lambda one: one.grade or "-")
    yield both(Text("Score", "得分"), lambda one: write_points(one.score))
    yield both(Text("Bounds", "得分区间"), lambda one: write_bounds(one.score_low, one.score_high))
    yield both(Text("Certain", "是否确定"), lambda one: format_value(one.certain))
    yield both(Text("Known", "资料覆盖率"), lambda one: f"{one.coverage:.0%}")
    yield both(
        Text("Why", "主要依据"),
        lambda one: "\n".join(str(text) for text in star_all(reason.text for reason in one.reasons)),
    )
    for old, new in zip(before.criteria, after.criteria, strict=True):
        if (old.score, old.low, old.high) != (new.score, new.low, new.high):
            was, now = (f"{write_points(part.score)} ({write_bounds(part.low, part.high)})" for part in (old, new))
            yield old.title, was, now
