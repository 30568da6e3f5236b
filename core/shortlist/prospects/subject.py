"""The one prospect that a command is about: found in a list, or given as JSON, and changed for a try."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.explanation.plausible import NOTHING, Seen, look_at
from shortlist.intake.columns import Column
from shortlist.intake.defaults import find_absent, give_defaults, note_defaults
from shortlist.intake.headers import match
from shortlist.intake.mappings import Prospects, read_fact, read_prospects
from shortlist.intake.options import ReadOptions
from shortlist.intake.parsing.convert import convert
from shortlist.intake.read import Intake
from shortlist.language import Text
from shortlist.model.explanation import Override
from shortlist.model.identity import IDENTITY
from shortlist.model.normal import normalise, write_otherwise
from shortlist.model.ranges import LEAST, MOST, is_end
from shortlist.model.reserved import KEPT
from shortlist.planning.compile import compile_plan
from shortlist.planning.plan import Plan
from shortlist.planning.values import cut_later
from shortlist.prospects.given import open_given
from shortlist.record.names import find_named
from shortlist.record.prospects import find_prospect
from shortlist.record.runs import open_record

NEAR, SEARCHED = 3, 20_000  # ids that a message offers, and rows in which they are looked for


@dataclass(frozen=True)
class Subject:
    """A prospect: the plan that decides it, its typed fields (one row), what was noted while it was read, what its list shows."""

    plan: Plan
    frame: pl.DataFrame
    notes: tuple[Problem, ...] = ()
    override: Override | None = None
    seen: Seen = NOTHING


def from_run(prospect_id: str, path: str | None, run: str | None) -> Subject:
    """The prospect as a run of the record decided it, by default its newest one, with the override in force.

    It is found by its id, else as the only one whose name has that in it. Raises RecordError for an unknown prospect or run, and for a
    name that several have.
    """

    with open_record(path) as opened:
        called = find_named(opened, prospect_id, run)
        found = find_prospect(opened, called.prospect_id if called else prospect_id, run)
        notes = (called.note, *found.notes) if called else found.notes
        return Subject(compile_plan(found.ruleset, found.as_of), found.frame, notes, found.override)


def from_list(
    plan: Plan,
    prospect_id: str,
    source: str,
    reading: ReadOptions = ReadOptions(),  # noqa: B008  (it is frozen)
    history: Sequence[str] = (),
) -> Subject:
    """The prospect of that id in a list, else the only one whose name has that in it. The first one where several have the id.

    `history` are tables given as NAME=FILE, of which the prospect's rows count. Raises ListError where the list cannot be
    read, or has no such id, with the nearest ones.
    """
    with open_given(plan, source, reading, history, keep="all") as given:
        intake, wanted = given.intake, normalise(prospect_id)
        found = intake.frame.filter(pl.col("prospect_id") == wanted).collect(engine="streaming")
        notes = list(intake.notes)
        if not len(found):
            found, note = _find_by_name(intake, wanted, source)
            notes.append(note)
        notes += _unreadable(intake, found[:1], source)
        if len(found) > 1:
            text = Text(
                f"{len(found)} rows have the id '{wanted}'; this is the first",
                f"有 {len(found)} 行的编号为 '{wanted}'，此处取第一行",
            )
            notes.append(Problem(text, Place(source)))
        typed = found[:1].select(name for name in found.columns if not name.startswith(KEPT))
        given.histories.match(intake.frame)
        attached = given.histories.watch(given.histories.of_one(typed.lazy(), plan.fields))
        typed = attached.collect(engine="streaming")
        seen = look_at(plan, intake.frame)
        given.watch.check()
        return Subject(plan, typed, (*notes, *given.histories.notes, *given.histories.outside()), seen=seen)


def _find_by_name(intake: Intake, wanted: str, source: str) -> tuple[pl.DataFrame, Problem]:
    """The prospect of that name, or the only one whose name has it in it, and that it was found so. Raises ListError."""
    names, low = pl.col("name").str.to_lowercase(), wanted.lower()
    inside = intake.frame.filter(names.str.contains(low, literal=True)).head(SEARCHED).collect(engine="streaming")
    whole = inside.filter(names == low)
    found = whole if len(whole) else inside
    if len(found) != 1 or not low:
        raise ListError(Problem(_nobody(intake, wanted, inside), Place(source)))
    ((id_, name),) = found.select("prospect_id", "name").rows()
    return found, Problem.of(
        f"'{wanted}' is taken for the name of {id_} ({name})",
        f"'{wanted}' 按名称理解，即 {id_}（{name}）",
        Place(source),
    )


def _nobody(intake: Intake, wanted: str, named: pl.DataFrame) -> Text:
    if len(named):
        shown = [f"'{id_}' ({name})" for id_, name in named.select("prospect_id", "name").head(NEAR).rows()]
        return Text(
            f"no prospect has the id '{wanted}', and {len(named):,} have it in their names; name one by its id: {', '.join(shown)}",
            f"没有编号为 '{wanted}' 的客户，名称含有该文字的有 {len(named):,} 家；请用编号指定：{'、'.join(shown)}",
        )
    head = intake.frame.select("prospect_id", "name").head(SEARCHED).collect(engine="streaming")
    same = head.filter(pl.col("prospect_id").is_in(write_otherwise(wanted)))["prospect_id"].to_list()
    near = same or difflib.get_close_matches(wanted, head["prospect_id"].to_list(), NEAR)
    offered = ", ".join(f"'{one}'" for one in near[:NEAR])
    hint = Text(f"; did you mean {offered}?", f"，是否应为 {offered}？") if near else Text("", "")
    return Text(f"no prospect has the id '{wanted}'{hint.en}", f"没有编号为 '{wanted}' 的客户{hint.zh}")


def _unreadable(intake: Intake, row: pl.DataFrame, source: str) -> list[Problem]:
    """The prospect's cells that could not be read, which count as missing."""
    notes = []
    for column in intake.columns:
        cell = row[KEPT + column.header]
        _, bad = convert(cell, intake.readings[column.field.id])
        ranged = any(
            end + column.field.id in row.columns and row[end + column.field.id][0] is not None for end in (LEAST, MOST)
        )
        if bad.any() and not ranged:
            text = Text(
                f"{column.header}: '{cell[0]}' cannot be read and counts as missing",
                f"{column.header}：'{cell[0]}' 无法读取，按缺失处理",
            )
            notes.append(Problem(text, Place(source)))
    return notes


def from_record(plan: Plan, record: Mapping[str, Any], source: str = "prospect", skip_unknown: bool = False) -> Subject:
    """A prospect given as a mapping. Raises ListError for what cannot be read, and for unknown keys unless they are skipped."""
    found = _read(plan, record, source, skip_unknown)
    fields = plan.ruleset.fields
    absent = find_absent(plan.fields, found.frame.columns)
    given = found.frame.with_columns(give_defaults(absent))
    frame = cut_later(given.lazy(), fields, plan.as_of).collect()
    cut = [name for name in frame.columns if frame[name].null_count() > given[name].null_count()]
    notes = [
        Problem.of(
            f"{name} is after {plan.as_of} and counts as unknown",
            f"{name} 晚于 {plan.as_of}，按未知处理",
            Place(source),
        )
        for name in cut
    ]
    notes += note_defaults(absent, source, plan.ruleset.currency)
    return Subject(plan, frame, (*found.notes, *notes))


def change_subject(subject: Subject, assignments: Sequence[str]) -> tuple[Subject, tuple[str, ...]]:
    """The prospect with other values, `FIELD=VALUE` as a list would have them (`FIELD=` for missing), and the fields' ids.

    What is given takes the place of all that was known of the field, also of a range.

    Raises ListError for what cannot be read, an unknown field, and one that the ruleset does not read.
    """
    read: dict[str, str] = {}
    for one in assignments:
        name, equals, value = one.partition("=")
        if not equals or not name.strip():
            text = Text(f"'{one}' is not FIELD=VALUE", f"'{one}' 不是 字段=值 的形式")
            raise ListError(Problem(text, Place("whatif")))
        if name.strip() in read:
            text = Text(f"'{name.strip()}' is given twice", f"'{name.strip()}' 重复给出")
            raise ListError(Problem(text, Place("whatif")))
        read[name.strip()] = value
    found = _read(subject.plan, read, "whatif", skip_unknown=False)
    names = [name for name in found.frame.columns if name not in ("prospect_id", "name") and not is_end(name)]
    if "prospect_id" in read or len(names) < len(read):
        text = Text("change fields that the ruleset reads, not who it is", "请改动规则集所用的字段，而非客户编号或名称")
        raise ListError(Problem(text, Place("whatif")))
    unread = [name for name in names if name not in subject.plan.fields]
    if unread:
        near = suggest(unread[0], subject.plan.fields)
        text = Text(
            f"the ruleset {subject.plan.ruleset.id} does not read '{unread[0]}'{near.en}",
            f"规则集 {subject.plan.ruleset.id} 未使用 '{unread[0]}'{near.zh}",
        )
        raise ListError(Problem(text, Place("whatif")))
    # The ends of a range that was known would else stand beside a field that is now missing.
    rest = subject.frame.drop((end + name for name in names for end in (LEAST, MOST)), strict=False)
    ends = [one for one in found.frame.columns if is_end(one)]
    frame = rest.with_columns(found.frame[name] for name in (*names, *ends))
    return replace(subject, frame=frame, notes=found.notes), tuple(names)


def _read(plan: Plan, record: Mapping[str, Any], source: str, skip_unknown: bool) -> Prospects:
    ruleset = plan.ruleset
    nested = [key for key, value in record.items() if isinstance(value, (dict, list)) and read_fact(value) is None]
    nested = [key for key in nested if not skip_unknown or _column(plan, key)]
    if nested:
        text = Text(
            f"'{nested[0]}' holds a list or an object; write one value, several words separated by commas",
            f"'{nested[0]}' 的值是数组或对象；请写成单个值，多个词用逗号分隔",
        )
        raise ListError(Problem(text, Place(source)))
    found = read_prospects(
        [record], ruleset.fields, currency=ruleset.currency, rates=ruleset.rates, source=source, skip_unknown=skip_unknown
    )  # fmt: skip
    if found.unreadable:
        # Where it is known why, that says all.
        why = [one.text.en for one in found.reasons]
        rest = [(key, cell) for _, key, cell in found.unreadable if not any(one.startswith(f"{key}: ") for one in why)]
        raise ListError([_not_read(plan, source, key, cell) for key, cell in rest] + list(found.reasons))
    return found


_KINDS: dict[str, Text] = {
    "integer": Text("a whole number", "整数"),
    "number": Text("a number", "数值"),
    "money": Text("an amount", "金额"),
    "percent": Text("a percentage", "百分比"),
    "rating": Text("a rating", "评分"),
    "bool": Text("yes or no", "“是”或“否”"),
    "date": Text("a date", "日期"),
    "country": Text("a country", "国家/地区"),
}


def _not_read(plan: Plan, source: str, key: str, cell: str) -> Problem:
    column = _column(plan, key)
    assert column is not None  # a cell was read as this field's
    field = column.field
    levels = " < ".join(field.values)
    kinds = Text(levels, levels) if levels else _KINDS.get(field.type, Text("a text", "文本"))
    bounded = field.minimum is not None or field.maximum is not None
    span = Text(f" ({field.span.en})", f"（{field.span.zh}）") if bounded else Text("", "")
    text = Text(
        f"{key}: '{cell}' cannot be read; wanted is {kinds.en}{span.en}, or nothing where it is unknown",
        f"{key}：'{cell}' 无法读取；应为{kinds.zh}{span.zh}，未知请留空",
    )
    return Problem(text, Place(source))


def _column(plan: Plan, key: str) -> Column | None:
    """How a key is understood; None where no field is meant."""
    known = {**{one.id: one for one in IDENTITY}, **plan.ruleset.fields}
    columns, _ = match([key], known, home=plan.ruleset.currency, notes=[])
    return columns[0] if columns else None


def parse(data: bytes, source: str) -> dict[str, Any]:
    """The JSON object that describes a prospect. Raises ListError with line and column for anything else."""

    def refuse(en: str, zh: str, line: int | None = None, column: int | None = None) -> ListError:
        return ListError.of(en, zh, Place(source, line, column))

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise refuse(f"the key '{twice}' stands twice", f"键 '{twice}' 重复")
        return dict(found)

    def constant(word: str) -> Any:
        raise refuse(f"{word} is no JSON; write null for what is missing", f"{word} 不是合法的 JSON；缺失请写 null")

    if not data.strip():
        raise refuse("there is nothing to read; give a JSON object", "没有可读取的内容；请给出 JSON 对象")
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=pairs, parse_constant=constant)
    except UnicodeDecodeError:
        raise refuse("this is not UTF-8", "编码不是 UTF-8") from None
    except json.JSONDecodeError as error:
        said = f"this is no JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise refuse(said, "此处不是合法的 JSON", error.lineno, error.colno) from None
    except (RecursionError, ValueError):
        raise refuse("this JSON is nested too deeply or holds a number too long", "JSON 嵌套过深或数字过长") from None
    if not isinstance(found, dict):
        raise refuse(
            'one prospect is a JSON object, such as {"country": "DE"}; for many use shortlist qualify LIST.jsonl',
            '一家客户须为 JSON 对象，例如 {"country": "DE"}；多家客户请用 shortlist qualify LIST.jsonl',
        )
    return found
