"""Prospects that are given one by one, as mappings: the same text-to-value code as a list."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.as_shown import read_as_shown
from shortlist.intake.columns import Column, Unmapped, fold
from shortlist.intake.currencies import find_currency_columns
from shortlist.intake.detection import settle
from shortlist.intake.headers import match
from shortlist.intake.parsing.full_amounts import SAID
from shortlist.intake.parsing.number_grammar import parts
from shortlist.intake.parsing.range_facts import ENDS, write_number, write_range
from shortlist.intake.parsing.range_reasons import UNREAD
from shortlist.intake.parsing.ranges import convert_ends, read_ranges
from shortlist.intake.parsing.text import clean
from shortlist.intake.parsing.units import NO_UNIT, Unit, agree_on
from shortlist.intake.profile import NEEDED, Tally
from shortlist.intake.ranged import say_range
from shortlist.intake.sources.jsonl import cell_text
from shortlist.language import Text
from shortlist.model.fields import NUMERIC, Field
from shortlist.model.identity import IDENTITY
from shortlist.model.ranges import LEAST, MOST, ORDERED, Range


@dataclass(frozen=True)
class Prospects:
    """`frame` has one row a prospect: `prospect_id` (its number where it has none), `name`, and the mapped fields, typed.

    A range has its ends in `least:FIELD` and `most:FIELD`. `unreadable` are cells that could not be read: the prospect's number, the key and
    the text; `reasons` say why some of them were not: what is wrong with a range, and a currency without a rate.
    """

    frame: pl.DataFrame
    unreadable: tuple[tuple[int, str, str], ...]
    notes: tuple[Problem, ...]
    reasons: tuple[Problem, ...] = ()


def read_prospects(
    records: Sequence[Mapping[str, Any]],
    fields: Mapping[str, Field],
    *,
    currency: str = "USD",
    rates: Mapping[str, float] | None = None,
    source: str = "prospect",
    skip_unknown: bool = False,
) -> Prospects:
    """Prospects as a typed frame. Keys are fields' ids, titles or aliases, with units as headers have them.

    Each record is read by itself. Raises ListError for values that leave a doubt, and for unknown keys unless
    `skip_unknown` only notes them.
    """
    known = {**{one.id: one for one in IDENTITY}, **fields}
    names = [name for field in known.values() for name in (field.id, *field.title, *field.aliases)]
    notes, problems, reasons = list[Problem](), list[Problem](), list[Problem]()
    parts: list[pl.DataFrame] = []
    unreadable: list[tuple[int, str, str]] = []
    schema: dict[str, pl.DataType] = {"prospect_id": pl.String(), "name": pl.String()}
    for number, given in enumerate(records, 1):
        record, too_large = _set_aside({key: read_fact(cell) or cell for key, cell in given.items()}, source)
        problems += too_large
        said: list[Problem] = []
        columns, unmapped = match([str(key) for key in record], known, home=currency, notes=said)
        doubts = [column.doubt for column in columns] + [one.doubt for one in unmapped]
        # Who writes a key can write the field's id: no option is due.
        notes += [note for note in said if note not in doubts]
        texts = pl.LazyFrame({str(key): [cell_text(value)] for key, value in record.items()}, strict=False)
        columns, unsettled = find_currency_columns(texts, list(map(str, record)), columns, currency, source, notes)
        problems += unsettled
        beside = {column.currency_header for column in columns}
        for one in unmapped:
            if one.header not in beside:
                wrong = _explain_key(one, known.values(), names, source)
                (notes if skip_unknown and one.header not in names else problems).append(wrong)
        row = {"prospect_id": pl.Series([str(number)])}
        for column in columns:
            try:
                value, unread, *ends = _value(column, record, currency, rates or {}, source, notes, reasons)
            except ListError as error:
                problems += error.problems
                continue
            schema.setdefault(column.field.id, column.field.dtype)
            if unread:
                unreadable.append((number, column.header, _show_cell(record[column.header])))
            if column.field.id != "prospect_id" or value[0] is not None:
                row[column.field.id] = value
            for name, end in zip((LEAST + column.field.id, MOST + column.field.id), ends, strict=True):
                if any(one[0] is not None for one in ends):
                    row[name] = end
                    schema.setdefault(name, column.field.dtype)
        parts.append(pl.DataFrame({key: value.alias(key) for key, value in row.items()}))
    if problems:
        raise ListError(problems)
    frame = pl.concat([pl.DataFrame(schema=schema), *parts], how="diagonal_relaxed").cast(pl.Schema(schema))
    return Prospects(frame, tuple(unreadable), tuple(notes), tuple(reasons))


def _set_aside(record: Mapping[str, Any], source: str) -> tuple[dict[str, Any], list[Problem]]:
    """A record without the values that hold a whole number beyond all that floats hold, and what to say of each of these."""
    beyond = [key for key, cell in record.items() if any(map(_is_beyond, _list_ends(cell)))]
    problems = [
        Problem.of(
            f"{key}: a number of more than 308 digits cannot be read; write null where it is unknown",
            f"{key}：数字超过 308 位，无法读取；未知请写 null",
            Place(source),
        )
        for key in beyond
    ]
    return {key: None if key in beyond else cell for key, cell in record.items()}, problems


def _list_ends(cell: Any) -> tuple[Any, ...]:
    return (cell.least, cell.most) if isinstance(cell, Range) else cell if isinstance(cell, tuple) else (cell,)


def _is_beyond(cell: object) -> bool:
    try:
        return isinstance(cell, int) and not math.isfinite(float(cell))
    except OverflowError:
        return True


def _explain_key(one: Unmapped, fields: Collection[Field], names: Collection[str], source: str) -> Problem:
    """Why a key is no field."""
    if one.header in names:
        return Problem.of(
            f"'{one.header}' names a field that another key gives already; keep one of them",
            f"'{one.header}' 所指的字段已由另一个键给出；请只保留其一",
            Place(source),
        )
    if one.doubt is not None:
        return _ask_key(one.header, fields, source)
    near = suggest(one.header, names)
    return Problem.of(f"there is no field '{one.header}'{near.en}", f"没有字段 '{one.header}'{near.zh}", Place(source))


def _ask_key(key: str, fields: Iterable[Field], source: str) -> Problem:
    """That a key may mean a field or something else, and the ids that say it for sure."""
    meant = ", ".join(one.id for one in fields if fold(key) in {fold(name) for name in one.doubtful_aliases})
    return Problem.of(
        f"'{key}' may mean several things; write {meant} if that is meant",
        f"'{key}' 含义不明；如确指该字段，请写 {meant}",
        Place(source),
    )


def _say_shown(column: Column, cell: str, shown: float, source: str) -> Problem:
    """How a text was read that other files may mean otherwise."""
    return Problem.of(
        f"{column.header}: '{cell}' is read as shortlist writes numbers, with a point before decimals: {shown:.12g}",
        f"{column.header}：'{cell}' 按 shortlist 的数字写法读取（点为小数点）：{shown:.12g}",
        Place(source),
    )


def _show_cell(cell: object) -> str:
    """A cell as who gave it would write it."""
    if isinstance(cell, Range):
        return json.dumps({"least": cell.least, "most": cell.most}, ensure_ascii=False, default=str)
    return str(cell_text(cell))


def read_fact(cell: object) -> Range | None:
    """What an explanation gives for a range, also as JSON; None of anything else.

    >>> read_fact(Range(51.0, None)), read_fact({"least": 51, "most": 200}), read_fact({"low": 51})
    (Range(least=51.0, most=None), Range(least=51, most=200), None)
    """
    if isinstance(cell, Mapping) and cell and cell.keys() <= ENDS:
        return Range(cell.get("least"), cell.get("most"))
    return cell if isinstance(cell, Range) else None


def _write_pair(pair: tuple[Any, Any], declared: Field, header: str, source: str) -> str | None:
    """A pair of ends as a text that says the same; None where it has neither end."""
    if declared.type not in ORDERED or declared.history or len(pair) != 2:
        raise ListError.of(
            f"{header}: a tuple is a range, (least, most), of a number, date or level; found {pair!r}",
            f"{header}：元组表示区间（写作 `(least, most)`），只用于数值、日期和等级；实际为 {pair!r}",
            Place(source),
        )
    least, most = (None if end is None else _write_end(end) for end in pair)
    return write_range(least, most, declared.type)


def _write_end(end: Any) -> str | None:
    """An end of a pair as text; a number has no decimal mark, so that it leaves no doubt."""
    if isinstance(end, (int, float)) and not isinstance(end, bool) and math.isfinite(end):
        return write_number(end)
    return cell_text(end)


def _look_at(cells: pl.Series, column: Column, cell: Any, source: str) -> Tally:
    """The tally of one value. Raises ListError where it leaves a doubt that a column as a whole might settle."""
    kind = column.field.type
    tally = Tally(column)
    tally.look(cells)
    tally.finish()
    if kind == "percent" and tally.counts["bare"] and column.unit.percent is None:
        raise ListError.of(
            f'{column.header}: {cell_text(cell)} has no % sign; write "12%" with its sign',
            f'{column.header}：{cell_text(cell)} 没有 % 号；请写成 "12%" 的形式',
            Place(source),
        )
    if kind == "date" and tally.counts["either"] and column.unit.order is None:
        raise ListError.of(
            f"{column.header}: '{cell}' does not tell day from month; write it as 2024-01-31",
            f"{column.header}：'{cell}' 无法区分日和月；请写成 2024-01-31 的形式",
            Place(source),
        )
    return tally


def _read_ends(
    column: Column,
    record: Mapping[str, Any],
    pair: tuple[Any, ...],
    currency: str,
    rates: Mapping[str, float],
    source: str,
    notes: list[Problem],
) -> tuple[Any, ...]:
    """The ends of which some are texts, each read by itself, as what the field has: of (1, '5M') the 1 is no million."""
    said = parts(clean(pl.Series([end for end in pair if isinstance(end, str)], dtype=pl.String)))["currency"].to_list()
    if len(said) == 2 and agree_on(*said)[1] is not None:
        raise ListError.of(
            f"{column.header}: {UNREAD['currencies'].en}",
            f"{column.header}：{UNREAD['currencies'].zh}",
            Place(source),
        )
    ends = []
    for end in pair:
        reasons: list[Problem] = []
        value, unread, least, most = _value(
            column, {**record, column.header: end}, currency, rates, source, notes, reasons
        )
        if unread or value[0] is None or least[0] is not None or most[0] is not None:
            wrong = Problem.of(
                f"{column.header}: the end {end!r} of a range cannot be read as one value",
                f"{column.header}：区间端点 {end!r} 无法读作单个数值",
                Place(source),
            )
            raise ListError([wrong, *reasons])
        ends.append(int(value[0]) if value[0].is_integer() else value[0])
    _refuse_one_currency(column, pair, currency, source)
    return tuple(ends)


def _refuse_one_currency(column: Column, pair: tuple[Any, ...], currency: str, source: str) -> None:
    """Raise ListError where one end names another currency than the bare amounts of the field are in, and the other end names none."""
    ends = [end for end in pair if end is not None]
    texts = clean(pl.Series([end if isinstance(end, str) else None for end in ends], dtype=pl.String))
    said = parts(texts.fill_null(""))["currency"].to_list()
    word, home = next(filter(None, said), None), (column.unit.currency or currency).lower()
    if column.field.type != "money" or None not in said or word is None or column.currency_header is not None:
        return
    if agree_on(word, home)[1] is not None:
        named, bare = ends[said.index(word)], ends[said.index(None)]
        raise ListError.of(
            f"{column.header}: one end of a range names a currency ({named}) and the other ({bare}) none; write it at both",
            f"{column.header}：区间一端注明了货币（{named}），另一端（{bare}）没有；请在两端都注明",
            Place(source),
        )


def _value(
    column: Column,
    record: Mapping[str, Any],
    currency: str,
    rates: Mapping[str, float],
    source: str,
    notes: list[Problem],
    reasons: list[Problem],
) -> tuple[pl.Series, bool, pl.Series, pl.Series]:
    """One value as a Series of one, whether the cell could not be read, and its ends where it is a range."""
    cell: Any = record[column.header]
    is_fact, is_pair = isinstance(cell, Range), isinstance(cell, (Range, tuple))
    kind = column.field.type
    if is_pair:
        cell = _list_ends(cell)
        if kind in NUMERIC and any(isinstance(end, str) for end in cell) and None not in cell:
            cell = _read_ends(column, record, cell, currency, rates, source, notes)
            column = replace(column, unit=Unit(percent=False) if kind == "percent" else NO_UNIT, currency_header=None)
        elif kind == "percent" and is_fact:
            column = replace(column, unit=column.unit.over(Unit(percent=False)))  # a fact is a ratio
        cell = _write_pair(cell, column.field, column.header, source)
    shown = read_as_shown(cell, column.field, currency) if isinstance(cell, str) and column.unit == NO_UNIT else None
    if shown is not None and column.field.rubric:
        cell = shown
    elif shown is not None:
        column = replace(column, unit=replace(column.unit, decimal="point"))
        notes.append(_say_shown(column, str(cell), shown, source))
    if isinstance(cell, bool) and kind == "bool":
        cells = pl.Series([cell])
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and kind in NUMERIC:
        cells = pl.Series([float(cell)], dtype=pl.Float64)
    else:
        cells = pl.Series([cell_text(cell)], dtype=pl.String)
    tally = _look_at(cells, column, cell, source) if kind in NEEDED else None
    names = amounts = None
    if column.currency_header is not None:
        names = pl.Series([cell_text(record[column.currency_header])], dtype=pl.String)
        amounts = pl.DataFrame({"text": names, "n": [1]})
    told: list[Problem] = []
    reading = settle(column, tally, source, currency, rates, told, amounts, lambda _: str(cell_text(cell)))
    if reading.full is not None:  # nothing stands beside it that vouches for so much
        reading = replace(reading, far=(reading.full * SAID, math.inf))
    if reading.takes_ranges and (column.field.range[0] >= 0 or column.field.unit == "days"):
        reading = replace(reading, plus=True)
    found, bad = convert_ends(cells, reading, names)
    (reasons if bad.any() else notes).extend(told)
    value, least, most = found.get_columns()
    if not is_pair and (least[0] is not None or most[0] is not None):
        said = say_range(least[0], most[0], column.field, currency)
        notes.append(
            Problem.of(
                f"{column.header}: '{cell}' is a range: {said.en}",
                f"{column.header}：'{cell}' 为区间：{said.zh}",
                Place(source),
            )
        )
    elif bad.any() and reading.takes_ranges and (why := read_ranges(cells, reading, names)["why"][0]) is not None:
        remark = Text(f"'{cell}' stays unread: {UNREAD[why].en}", f"'{cell}' 未读取：{UNREAD[why].zh}")
        reasons.append(Problem.of(f"{column.header}: {remark.en}", f"{column.header}：{remark.zh}", Place(source)))
    return value, bool(bad.any()), least, most
