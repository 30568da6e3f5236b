"""Shows a run on a terminal: its progress, the table of decisions, the summary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import polars as pl
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text as Line

from shortlist.cli.terminal.screen import clean_line, echo, screen
from shortlist.explanation.sentences import STARRED, is_starred, reason_text, short_reason
from shortlist.language import Text, current
from shortlist.model.fields import Field
from shortlist.planning.reasons import SEPARATOR
from shortlist.reports.concentration import sentences
from shortlist.reports.summary import Summary, order_counts
from shortlist.ruleset.definition import Ruleset

ROWS = 20
COLOURS = {"qualify": "green", "review": "yellow", "reject": "red"}


@contextmanager
def progress(rows: int) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on a terminal for a long list; nothing for a short one or elsewhere."""
    # On standard error, because standard output carries data only.
    if not sys.stderr.isatty() or rows < 100_000:
        yield None
        return
    bar = Progress(
        TextColumn(str(Text("deciding", "评审中"))),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=screen(err=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=rows)
        yield lambda count: bar.advance(task, count)


TITLES = (
    Text("ID", "编号"),
    Text("Name", "名称"),
    Text("Decision", "评审结论"),
    Text("Grade", "等级"),
    Text("Score", "得分"),
    Text("Bounds", "区间"),
    Text("Why", "主要依据"),
    Text("Ask next", "待了解"),
)
LONGEST_NAME, LEAST_WHY = 26, 24
ID, NAME, DECISION, GRADE, SCORE, BOUNDS, WHY, ASK = range(8)
WIDE, GAP = 120, 2


def show_table(rules: Ruleset, head: pl.DataFrame, rows: int) -> None:
    """Print the first decisions, with the blanks of each, one on a line that is cut to the screen, but never an id or a decision."""
    console = screen()
    lines = [_cells(rules, row) for row in head.rows(named=True)]
    widths = _settle_widths(lines, console.width)
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, GAP, 0, 0))
    for index, width in widths.items():
        justify: Literal["right", "left"] = "right" if index == SCORE else "left"
        table.add_column(
            str(TITLES[index]), justify=justify, min_width=width, max_width=width, no_wrap=True, overflow="ellipsis"
        )
    for line, decision in zip(lines, head["decision"], strict=True):
        cells = [Line(_plain(line[index])) for index in widths]
        cells[[*widths].index(DECISION)].stylize(COLOURS[decision])
        table.add_row(*cells)
    # An id that is longer than the screen is wide goes on in the next line of the screen.
    console.width = max(console.width, sum(widths.values()) + GAP * len(widths))
    console.print(table)
    if rows > len(head):
        echo(
            str(
                Text(
                    f"... and {rows - len(head):,} more; -o FILE writes all",
                    f"…… 另有 {rows - len(head):,} 行；用 -o FILE 写出全部",
                )
            ),
            err=True,
        )


def _settle_widths(lines: list[list[str]], screen_width: int) -> dict[int, int]:
    """The columns that are shown, each with its width: those that say least go first where there is no room for all."""
    natural = {
        index: max(cell_len(_plain(text)) for text in (str(title), *(line[index] for line in lines)))
        for index, title in enumerate(TITLES)
    }
    natural[NAME] = min(natural[NAME], LONGEST_NAME)
    shown = [*natural] if screen_width >= WIDE else [ID, NAME, DECISION, GRADE, SCORE, WHY]

    def rest() -> int:
        """What is left for the reasons and what to ask."""
        return screen_width - sum(natural[index] + GAP for index in shown if index < WHY)

    if rest() < LEAST_WHY:
        natural[NAME] = max(min(natural[NAME], 12), natural[NAME] - LEAST_WHY + rest())
    for index in (SCORE, GRADE, NAME):
        if rest() < LEAST_WHY:
            shown.remove(index)
    room = rest() - GAP * (ASK in shown)
    if room < cell_len(str(TITLES[WHY])) + GAP:
        shown.remove(WHY)
    said = {WHY: room * 3 // 5, ASK: room * 2 // 5} if ASK in shown else {WHY: room}
    return {index: said.get(index, natural[index]) for index in shown}


def _cells(rules: Ruleset, row: dict[str, Any]) -> list[str]:
    """The cells of a row, in the order of TITLES."""
    comma = str(Text(", ", "、"))
    reasons = comma.join(str(short_reason(rules, reason, row)) for reason in row["reasons"].split(SEPARATOR))
    first = (row["ask_next"] or "").split(SEPARATOR)[0]
    if row["decision"] == "review" and first:
        title = rules.fields[first].title
        reasons = f"{Text(f'find out {title.en}: ', f'先了解{title.zh}：')}{reasons}"
    asks = comma.join(str(rules.fields[name].title) for name in (row["ask_next"] or "").split(SEPARATOR) if name)
    bounds = f"{_number(row['score_low'])}-{_number(row['score_high'])}"
    decision = str(rules.word(row["decision"]))
    return [
        row["prospect_id"],
        row["name"] or "",
        decision,
        row["grade"] or "-",
        _number(row["score"]),
        bounds,
        reasons,
        asks,
    ]


def _plain(value: Any) -> str:
    """Text from a list on one line, without anything that a terminal would obey."""
    return clean_line(str(value)) if value is not None else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def show_summary(rules: Ruleset, summary: Summary, report: dict[str, Any], following: str | None) -> None:
    """Print counts, main reasons, what to ask and what to do next, on standard error."""
    console = screen(err=True)
    console.print()
    if summary.gated:
        _wrap(console, "", _plain(_gate_line(rules, summary)))
    decided, rest = _decision_line(rules, summary, report)
    console.print(Line.assemble((decided, "bold"), rest))
    _show_counts(console, rules, summary)
    _show_reasons(console, rules, summary)
    _show_asks(console, rules, summary)
    for line in sentences(report, rules):
        _wrap(console, "", _plain(str(line)))
    _show_unreadable(console, report)
    _show_overrides(console, report["overrides_in_force"])
    if following:
        console.print()
        console.print(str(Text("Next", "下一步")), style="bold")
        echo(f"  {following}", err=True)


def _decision_line(rules: Ruleset, summary: Summary, report: dict[str, Any]) -> tuple[str, str]:
    """How many were decided, and by what."""
    title, refused = _plain(rules.title.in_(current())), report["refused"]
    decided = Text(f"{summary.rows:,} prospect{'s' * (summary.rows != 1)} decided", f"已评审 {summary.rows:,} 家客户")
    rest = Text(
        f" by {title} {rules.version}, as of {report['as_of']}"
        + (f"; {refused:,} row{'s' * (refused != 1)} refused" if refused else ""),
        f"，规则集：{title} {rules.version}，基准日：{report['as_of']}"
        + (f"；未读入 {refused:,} 行" if refused else ""),
    )
    return str(decided), str(rest)


def _show_counts(console: Console, rules: Ruleset, summary: Summary) -> None:
    rows = max(summary.rows, 1)
    console.print()
    for decision in ("qualify", "review", "reject"):
        count = summary.decisions[decision]
        bar = f" {count:>10,}  {count / rows:>5.0%}  {'█' * round(30 * count / rows)}"
        console.print(Line.assemble("  ", _name(rules, decision), bar))
    grades = "   ".join(
        f"{grade or '-'} {summary.grades[grade]:,}"
        for grade in [*sorted(rules.decision.grades, key=lambda g: -rules.decision.grades[g]), None]
        if summary.grades.get(grade)
    )
    console.print(str(Text(f"  grades    {grades}", f"  等级      {grades}")))
    if summary.treatments:
        titles = {one.id: one.title.in_(current()) for one in rules.treatments}
        given = "   ".join(f"{_plain(titles[one])} {n:,}" for one, n in order_counts(summary.treatments) if one)
        console.print(str(Text(f"  treated   {given or '-'}", f"  合作方案  {given or '-'}")), soft_wrap=True)


def _name(rules: Ruleset, decision: str) -> tuple[str, str]:
    """A decision in its colour."""
    return _pad(str(rules.word(decision)), 8), COLOURS[decision]


def _show_reasons(console: Console, rules: Ruleset, summary: Summary) -> None:
    if not summary.reasons:
        return
    console.print()
    console.print(str(Text("What decided most", "结论的主要依据")), style="bold")
    texts = []
    for decision, reason, row, count in summary.split_reasons()[:6]:
        texts.append(reason_text(rules, reason, decision, row, starred=True))
        start = Line.assemble(f"  {count:>10,}  ", _name(rules, decision), " ")
        _wrap(console, start, _plain(texts[-1].in_(current())))
    if any(map(is_starred, texts)):
        _wrap(console, " " * 14, str(STARRED))


def _wrap(console: Console, start: str | Line, text: str) -> None:
    """Print a text behind a start; on a terminal it goes on below itself, elsewhere it stays one line for other programs."""
    begin = Line(start) if isinstance(start, str) else start
    if not console.is_terminal:
        console.print(Line.assemble(begin, text), soft_wrap=True)
        return
    for at, line in enumerate(Line(text).wrap(console, max(20, console.width - begin.cell_len))):
        console.print(Line.assemble(" " * begin.cell_len if at else begin, line), soft_wrap=True)


def _show_asks(console: Console, rules: Ruleset, summary: Summary) -> None:
    if not summary.asks:
        return
    title = Text(
        f"What would settle most of the {summary.uncertain:,} that are not certain",
        f"{summary.uncertain:,} 家客户的结论仍可能变化，优先补充以下信息",
    )
    console.print()
    console.print(str(title), style="bold")
    for name, count in order_counts(summary.asks)[:3]:
        _wrap(console, f"  {count:>10,}  ", _plain(_ask_title(rules.fields[name])))


def _show_overrides(console: Console, count: int | None) -> None:
    if count:
        said = Text(
            f"{count:,} of these prospects {'has an override' if count == 1 else 'have overrides'} in force: see the column `override`",
            f"其中 {count:,} 家客户的人工调整仍然有效：见 `override` 列",
        )
        console.print()
        console.print(str(said))


def _ask_title(field: Field) -> str:
    """A field's title; for a rating with both ends of its rubric."""
    title = field.title.in_(current())
    if not field.rubric:
        return title
    low, high = field.rubric[0].in_(current()), field.rubric[-1].in_(current())
    return str(Text(f"{title} (1: {low} 5: {high})", f"{title}（1 分：{low.rstrip('。')}；5 分：{high.rstrip('。')}）"))


def _gate_line(rules: Ruleset, summary: Summary) -> Text:
    """How many were reviewed for want of knowledge, and which columns would help most."""
    share = summary.gated / summary.rows
    shown = Text(f"{share:.0%}", f"{share:.0%}") if share >= 0.01 else Text("less than 1%", "不到 1%")
    titles = [rules.fields[name].title for name, _ in order_counts(summary.asks)[:3]]
    return Text(
        f"Too little is known of {shown.en}, which went to review"
        + (f"; most would be settled by {', '.join(title.en for title in titles)}" if titles else ""),
        f"因资料不足转复核：{shown.zh}"
        + (f"；建议优先补充：{'、'.join(title.zh for title in titles)}" if titles else ""),
    )


def _show_unreadable(console: Console, report: dict[str, Any]) -> None:
    if report["unreadable"]:
        counts = sorted(report["unreadable"].items(), key=lambda item: -item[1])
        shown = ", ".join(f"{header} {count:,}" for header, count in counts[:5])
        if left := counts[5:]:
            more, of = sum(count for _, count in left), len(left)
            shown += str(
                Text(
                    f"; {more:,} more in {of} other{'s' * (of > 1)}; `shortlist inspect` counts each",
                    f"；其余 {of} 列共 {more:,} 个；用 `shortlist inspect` 查看各列",
                )
            )
        console.print()
        console.print(
            _plain(
                str(Text(f"Cells that could not be read, by column: {shown}", f"无法读取的单元格（按列）：{shown}"))
            ),
            style="yellow",
        )


def _pad(text: str, width: int) -> str:
    """The text padded to so many columns; a Chinese character takes two."""
    return text + " " * max(0, width - cell_len(text))
