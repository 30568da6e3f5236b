"""Shows one explained decision on a terminal: as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line
from rich.tree import Tree

from shortlist.cli.terminal.run import COLOURS
from shortlist.cli.terminal.screen import clean
from shortlist.cli.terminal.tables import console
from shortlist.explanation.sentences import ask_text, no_change_text, rule_title, say_then, star_all
from shortlist.explanation.unjudged import find_unjudged
from shortlist.language import Text
from shortlist.model.explanation import ASSUMED, UNRATED, Ask, CriterionPart, Explanation, MeasurePart, RulePart
from shortlist.model.fields import Field
from shortlist.model.formatting import format_point, format_term, format_value, put_around, round_computed
from shortlist.model.ranges import Range
from shortlist.planning import columns
from shortlist.planning.plan import Plan
from shortlist.planning.treatments import term_title

STATES = {
    "fired": ("✓", Text("fired", "已触发")),
    "unknown": ("?", Text("undetermined", "暂无法判断")),
    "not fired": ("·", Text("did not fire", "未触发")),
}
FAINT, STRONG = "dim", "bold"
GAP = "  "
TITLE, VALUE, RANGE = 32, 16, 28  # the most columns for a title, for a value and for a range
NUMBERS = (Text("weight", "权重"), Text("score", "得分"), Text("bounds", "区间"), Text("gives", "贡献"))
WIDTHS = (6, 5, 7, 7)
CLIPPING, ROUNDING = Text("moved into the bounds", "按区间修正"), Text("rounding", "尾差")
TOTAL = Text("Total", "总分")
INDENT = 6  # columns that a measure has less than its criterion: how far it is moved in, and the gap after its title
FEW = 4  # the most titles of missing fields in a line


def print_explanation(plan: Plan, one: Explanation) -> None:
    """Print the whole decision as a tree."""
    tree = Tree(_head(plan, one), guide_style=FAINT)
    _branch(tree, Text("Decided otherwise by a person", "人工调整"), list(_override(plan, one)))
    _branch(
        tree, Text("Why", "主要依据"), [clean(str(text)) for text in star_all(reason.text for reason in one.reasons)]
    )
    _score(tree, plan, one)
    _branch(tree, Text("Rules", "规则"), list(_rules(plan, one)))
    _branch(tree, Text("Classes", "分类"), list(_classes(plan, one)))
    _branch(tree, Text("Treatment", "合作方案"), list(_treatment(plan, one)))
    _branch(tree, Text("Known only as a range", "仅知区间的信息"), list(_ranges(plan, one)))
    _branch(tree, Text("Ask next", "待了解的信息"), [_ask(plan, ask) for ask in one.asks])
    if one.decision != "qualify":
        _branch(
            tree, Text("What stands against it, and what would change it", "未达标原因与改进空间"), _changes(plan, one)
        )
    console().print(tree)


def _override(plan: Plan, one: Explanation) -> Iterator[str]:
    if (other := one.override) is not None:
        until = Text(f", until {other.until}", f"，有效期至 {other.until}") if other.until else Text("", "")
        said = Text(
            f"{other.decision} by {other.by}{until.en}: {other.because}",
            f"{plan.ruleset.word(other.decision).zh}（{other.by}{until.zh}）：{other.because}",
        )
        yield clean(str(said))


def _treatment(plan: Plan, one: Explanation) -> Iterator[str]:
    for treatment in plan.ruleset.treatments:
        if treatment.id == one.treatment:
            yield _mark(one, "treatment", treatment.title)
            for key, value in one.offer.items():
                said = format_term(key, value, plan.ruleset.currency)
                yield clean(_mark(one, columns.offer(key), f"{term_title(key)}: {said}"))


def _branch(tree: Tree, title: Text, leaves: Sequence[RenderableType]) -> None:
    if leaves:
        branch = tree.add(Line(str(title), STRONG))
        for leaf in leaves:
            branch.add(leaf)


def _head(plan: Plan, one: Explanation) -> RenderableType:
    who = GAP.join(clean(part) for part in (one.prospect_id, one.name) if part)
    line = Line(f"{who}{GAP}", STRONG).append(str(plan.ruleset.word(one.decision)), f"{STRONG} {COLOURS[one.decision]}")
    grade = UNRATED if one.grade is None else Text(f"grade {one.grade}", f"等级 {one.grade}")
    line.append(_mark(one, "grade", Text(f", {grade.en}", f"，{grade.zh}")))
    line.append(str(Text(f", score {write_points(one.score)}", f"，得分 {write_points(one.score)}")))
    line.append(
        str(
            Text(
                f" ({write_bounds(one.score_low, one.score_high)})",
                f"（{write_bounds(one.score_low, one.score_high)}）",
            )
        )
    )
    worst, best = plan.ruleset.word(one.decision_worst), plan.ruleset.word(one.decision_best)
    sure = (
        Text("certain", "结论已确定")
        if one.certain
        else Text(
            f"may still come out anywhere from {worst.en} to {best.en}", f"结论未定（可能为“{worst.zh}”至“{best.zh}”）"
        )
        if (one.decision_worst, one.decision_best) == ("reject", "qualify")
        else Text(f"may still come out as {worst.en} or {best.en}", f"结论未定（可能为“{worst.zh}”或“{best.zh}”）")
    )
    known = f"{one.coverage:.0%}"
    line.append(
        str(Text(f"\n{sure.en}; {known} of what counts is known", f"\n{sure.zh}；计分信息已掌握 {known}")), FAINT
    )
    return line


# --- scores


def _score(tree: Tree, plan: Plan, one: Explanation) -> None:
    """The criteria with weight, score, bounds and contribution, and below each its measures."""
    # One width for all titles, so that the numbers of criteria and total stand under each other.
    titles = [*(part.title for part in one.criteria), CLIPPING, ROUNDING, TOTAL]
    longest = [cell_len(str(title)) + 2 for title in titles]
    longest += [cell_len(str(measure.title)) + INDENT for part in one.criteria for measure in part.measures]
    width = min(TITLE, max(longest))
    names = _numbers(*(str(name) for name in NUMBERS))
    branch = tree.add(Line(_pad(str(Text("Score", "得分构成")), width + 4), STRONG).append(names, FAINT))
    for part in one.criteria:
        numbers = _numbers(
            f"{part.weight:.1%}",
            write_points(part.score),
            write_bounds(part.low, part.high),
            f"{part.contribution:.2f}",
        )
        line = Line(_pad(str(part.title), width)).append(numbers, STRONG).append(f"{GAP}{_remarks(part)}", FAINT)
        branch.add(line).add(_measures(plan, one, part, width))
    # With these two the contributions add up to the total, as a reader may check.
    for title, value in ((CLIPPING, one.clipping), (ROUNDING, one.rounding)):
        if abs(value) < 0.00005:
            continue
        said = f"{value:.{4 if abs(value) < 0.01 else 2}f}"
        branch.add(Line(_pad(str(title), width)).append(_numbers("", "", "", said)))
    total = _numbers(
        "", "", write_bounds(one.score_low, one.score_high), "-" if one.score is None else f"{one.score:.2f}"
    )
    branch.add(Line(_pad(str(TOTAL), width)).append(total, STRONG))


def _numbers(*cells: str) -> str:
    """Weight, score, bounds and contribution, each right-aligned in its column."""
    return GAP.join(" " * (width - cell_len(cell)) + cell for width, cell in zip(WIDTHS, cells, strict=True))


def _remarks(part: CriterionPart) -> str:
    floor = Text(f"floor {part.floor:g}", f"下限 {part.floor:g}") if part.floor is not None else None
    known = Text(f"{part.coverage:.0%} known", f"已知 {part.coverage:.0%}") if part.coverage < 1 else None
    assumed = Text("assumed in part", "部分按暂定值计") if part.assumed else None
    comma = str(Text(", ", "，"))
    return comma.join(str(text) for text in (known, floor, assumed) if text)


def _measures(plan: Plan, of: Explanation, part: CriterionPart, width: int) -> Table:
    ranges = [str(_say(plan, one.value, one.field)) for one in part.measures if isinstance(one.value, Range)]
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=width - INDENT, overflow="fold")
    widest = max(VALUE, *(min(cell_len(text), RANGE) for text in ranges)) if ranges else VALUE
    grid.add_column(width=widest, justify="right", overflow="fold")
    grid.add_column(width=6, justify="right")
    grid.add_column(overflow="fold")
    for one in part.measures:
        counts = one.score is not None or one.part is not None
        grid.add_row(clean(str(one.title)), *_measure(plan, of, one), style=None if counts else FAINT)
    return grid


def _measure(plan: Plan, of: Explanation, one: MeasurePart) -> tuple[str, str, str]:
    if not one.settled:
        return _open_measure(plan, of, one)
    value = one.word or _say(plan, one.value, one.field)
    said = clean(str(value)) if one.value is not None else str(Text("not computable", "无法计算"))
    if one.score is None:
        return (
            said,
            "-",
            str(_unscored(one)),
        )
    return said, write_points(one.score), _part(plan, one)


def _unscored(one: MeasurePart) -> Text:
    """What becomes of a measure that is known and has no score."""
    if one.assumed is not None:
        return Text(f"counts as {write_points(one.assumed)} points", f"按 {write_points(one.assumed)} 分计")
    return Text("left out", "不计入") if one.value is None else Text("not listed", "未列出")


def _open_measure(plan: Plan, of: Explanation, one: MeasurePart) -> tuple[str, str, str]:
    """A measure that reads what is missing or a range: what is known, what it can score, what it counts as and lacks."""
    bounds = write_bounds(one.low, one.high)
    value = clean(str(_say(plan, one.value, one.field))) if one.value is not None else "?"
    if one.score is not None:
        said = (
            Text("wherever in the range", "区间内任何取值得分均相同")
            if one.value is not None
            else Text("the same for all that it may be", "任何可能取值得分均相同")
        )
        return value, write_points(one.score), str(said)
    parts: list[Text] = []
    if one.part is not None and one.counts_as is None:
        parts.append(
            Text(f"counts as {write_points(one.part)} points until asked", f"暂按 {write_points(one.part)} 分计")
        )
    elif one.part is not None:
        counted, part = _say_point(plan, one.counts_as, one.value, one.field), write_points(one.part)
        parts.append(
            Text(
                f"counts as {counted.en} = {part} until asked", f"{put_around('暂按', counted.zh, '计')}，得 {part} 分"
            )
        )
    elif one.assumed is not None:
        parts.append(
            Text(
                f"counts as {write_points(one.assumed)} points until known",
                f"查明前按 {write_points(one.assumed)} 分计",
            )
        )
    elif one.value is not None:
        parts.append(Text("waits for the exact value", "查明准确数值后计分"))
    if one.value is None:
        parts += _list_lacking(plan, of, one)
    return value, bounds, clean(str(Text("; ", "；")).join(str(part) for part in parts))


def _list_lacking(plan: Plan, of: Explanation, one: MeasurePart) -> Iterator[Text]:
    """What a measure lacks: fields that are missing, and those of which only a range is known."""
    ranges = [name for name in one.wanting if of.facts[name] is not None]
    missing = _titles(plan, of, [name for name in one.wanting if name not in ranges])
    if missing and missing != str(one.title):
        yield Text(f"missing: {missing}", f"缺少：{missing}")
    if ranges:
        titles = str(Text(", ", "、")).join(str(plan.fields[name].title) for name in ranges[:FEW])
        yield Text(f"not exact: {titles}", f"仅知区间：{titles}")


def _say(plan: Plan, value: Any, field: Field | None) -> Text:
    if field is None or plan.ruleset.computes(field.id):
        value = round_computed(value, field)
    return format_value(value, field, plan.ruleset.currency)


def _say_point(plan: Plan, point: Any, known: Any, field: Field | None) -> Text:
    """What a range counts as; what an expression over ranges comes to has no range of its own to lie in."""
    if not isinstance(known, Range):
        return _say(plan, point, field)
    return format_point(point, known, field, lambda one, of: _say(plan, one, of))


def _part(plan: Plan, one: MeasurePart) -> str:
    """The part of the curve that gave the score."""
    points = [
        f"{clean(str(one.words.get(key) or format_value(key, one.field, plan.ruleset.currency)))} = {score:g}"
        for key, score in one.points
    ]
    if not points:
        return str(Text("anything else", "其他取值"))
    return " … ".join(points)


# --- rules, classes, asks, changes


def _rules(plan: Plan, one: Explanation) -> Iterator[RenderableType]:
    """The rules in their order, but for those of many that cannot be judged which matter least: one line stands for them."""
    unjudged = find_unjudged(one)
    left_out = [id(part) for part in unjudged.others]
    for part in one.rules:
        if id(part) not in left_out:
            yield _rule(plan, one, part)
    if unjudged.others:
        mark, state = STATES["unknown"]
        said = Text(f"{len(left_out)} more rules", f"其余 {len(left_out)} 条规则")
        line = Line(f"{mark} {said}", "yellow").append(f"{GAP}{state}", FAINT)
        missing = _titles(plan, one, unjudged.waiting)
        yield _under(line, [Line(str(Text(f"for want of {missing}", f"缺少：{missing}")), FAINT)])


def _rule(plan: Plan, of: Explanation, part: RulePart) -> RenderableType:
    mark, state = STATES[part.state]
    colour = {"unknown": "yellow", "not fired": FAINT}.get(part.state) or COLOURS.get(part.then[0], "cyan")
    line = Line(f"{mark} {clean(str(part.text)).rstrip('.。')}", colour).append(f"{GAP}{state}", FAINT)
    line.append(f"{GAP}→ {str(Text(', ', '，')).join(say_then(plan.ruleset, part.then))}", FAINT)
    below: list[Line] = []
    if part.wanting:
        missing = _titles(plan, of, part.wanting)
        wants = Text(f"for want of {missing}", f"缺少：{missing}")
        if any(isinstance(of.facts[name], Range) for name in part.wanting):
            wants = Text(f"cannot be told before this is known exactly: {missing}", f"须查明准确数值：{missing}")
        moves = Text(f"could change with {missing}", f"查明以下信息后可能变化：{missing}")
        below.append(Line(str(wants if part.state == "unknown" else moves), FAINT))
    if part.enough:
        known = _titles(plan, of, part.enough)
        below.append(Line(str(Text(f"known well enough: {known}", f"区间已足以判断：{known}")), FAINT))
    return _under(line, below)


def _titles(plan: Plan, of: Explanation, names: Sequence[str]) -> str:
    """The titles of the first few fields, with the ranges that are known of them."""
    few = str(Text(", ", "、")).join(_title(plan, of, name) for name in names[:FEW])
    more = len(names) - FEW
    return few if more <= 0 else str(Text(f"{few} and {more} more", f"{few}等 {len(names)} 项"))


def _title(plan: Plan, of: Explanation, name: str) -> str:
    field, known = plan.fields[name], of.facts[name]
    if not isinstance(known, Range):
        return clean(str(field.title))
    said = _say(plan, known, field)
    return clean(str(Text(f"{field.title.en} ({said.en})", f"{field.title.zh}（{said.zh}）")))


def _under(line: Line, below: Sequence[Line]) -> RenderableType:
    """A line with others below it, indented a little."""
    return Group(line, *(Padding(one, (0, 0, 0, 2)) for one in below))


def _classes(plan: Plan, one: Explanation) -> Iterator[str]:
    for name, segment in plan.ruleset.segments.items():
        found = next((str(part.title) for part in segment.classes if part.id == one.segments[name]), None)
        yield _mark(one, name, f"{segment.title}{Text(': ', '：')}{found or Text('unknown', '未知')}")


def _mark(one: Explanation, column: str, said: object) -> str:
    """What is said of an output column, marked where it was taken from a range."""
    return f"{said}{Text(f' ({ASSUMED.en})', f'（{ASSUMED.zh}）')}" if column in one.assumed else str(said)


def _ranges(plan: Plan, one: Explanation) -> Iterator[str]:
    """The facts that are ranges, whatever reads them, and what they count as."""
    for name, known in one.facts.items():
        if isinstance(known, Range):
            field = plan.fields[name]
            said = _say(plan, known, field)
            if (point := one.counts_as.get(name)) is not None:
                counted = _say_point(plan, point, known, field)
                said = Text(
                    f"{said.en}; counts as {counted.en} until asked",
                    f"{said.zh}；{put_around('暂按', counted.zh, '计')}",
                )
            yield clean(str(Text(f"{field.title.en}: {said.en}", f"{field.title.zh}：{said.zh}")))


def _ask(plan: Plan, ask: Ask) -> RenderableType:
    question = ask_text(ask, None if ask.known is None else _say(plan, ask.known, ask.field))
    line = Line(clean(str(ask.field.title)), STRONG).append(f"{GAP}{clean(str(question))}")
    moves = Text(f"can move the score by {ask.effect:g}", f"最多影响 {ask.effect:g} 分")
    rules = [rule_title(plan.ruleset, one) for one in ask.rules]
    waits = Text(
        f"; rules waiting: {'; '.join(one.en for one in rules)}",
        f"；查明后方可判断：{'；'.join(one.zh for one in rules)}",
    )
    said = Text(moves.en + waits.en * bool(ask.rules), moves.zh + waits.zh * bool(ask.rules))
    return _under(line, [Line(str(said), FAINT)])


def _changes(plan: Plan, one: Explanation) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for change in one.changes:
        mark, colour = ("+", "green") if change.kind == "measure" else ("!", "yellow")
        lines.append(Line(f"{mark} ", colour).append(clean(str(change.text)), ""))
    if not any(change.kind == "measure" for change in one.changes):
        said = no_change_text(one, plan.ruleset)
        lines.append(Line(str(said), FAINT))
    return lines


# --- words


def write_points(score: float | None) -> str:
    return "-" if score is None else f"{score:.2f}".rstrip("0").rstrip(".")


def write_bounds(low: float, high: float) -> str:
    return f"{low:.0f}-{high:.0f}" if low != high else f"{low:.0f}"


def _pad(text: str, width: int) -> str:
    """The text cut or padded to exactly so many columns; a Chinese character takes two."""
    line = Line(clean(text))
    line.truncate(width, overflow="ellipsis", pad=True)
    return line.plain
