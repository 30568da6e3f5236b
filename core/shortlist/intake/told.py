"""Columns as whoever gives a list says: `--map`, `--id` and a mapping file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.columns import Column, fold
from shortlist.intake.mapping_file import Told
from shortlist.intake.meanings import advise
from shortlist.intake.parsing.unit_doubts import has_open_t
from shortlist.intake.parsing.units import WORDS_HELP, Unit, fits, split_header, unit_of
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY


def note_unread(one: Told) -> Problem:
    return Problem.of(
        f"the ruleset does not read '{one.field}', so naming its column has no effect",
        f"规则集未使用 '{one.field}'，指定其列不起作用",
        one.place,
    )


def read_options(maps: Sequence[str], headers: Sequence[str]) -> list[Told]:
    found = []
    for text in maps:
        field, mark, rest = text.partition("=")
        if not mark or not field.strip():
            raise ListError.of(
                f"'{text}' is not FIELD=HEADER or FIELD=HEADER:UNIT",
                f"'{text}' 应写成 字段=表头 或 字段=表头:单位",
                Place("--map"),
            )
        header, unit = rest.strip(), ""
        beside = re.fullmatch(r"(.+?)\s*[:：]([^:：\[]*\[.+\][^\]]*)", header)
        if header not in headers and beside:
            header, unit = beside[1], beside[2]
        elif header not in headers and ":" in header.replace("：", ":"):
            name, _, words = header.replace("：", ":").rpartition(":")
            if name and (_find(header, headers) is None or unit_of(words, "") is not None):
                header, unit = name, words
        found.append(Told(field.strip(), header.strip(), unit.strip(), Place("--map")))
    return found


def _find(name: str, headers: Sequence[str]) -> str | None:
    """The header that a user wrote: exactly, else as it folds where only one does."""
    if name in headers:
        return name
    near = [header for header in headers if fold(header) == fold(name) and fold(name)]
    return near[0] if len(near) == 1 else None


def find_told(
    one: Told, headers: Sequence[str], fields: Mapping[str, Field], home: str, problems: list[Problem]
) -> Column | None:
    declared = fields.get(one.field)
    if declared is None:
        near = suggest(one.field, fields)
        problems.append(
            Problem.of(
                f"there is no field '{one.field}'{near.en}",
                f"没有字段 '{one.field}'{near.zh}",
                one.place,
            )
        )
        return None
    if not one.header:
        return None
    header = _find(one.header, headers)
    if header is None:
        near = suggest(one.header, headers)
        problems.append(
            Problem.of(
                f"the list has no column '{one.header}'{near.en}", f"名单没有列 '{one.header}'{near.zh}", one.place
            )
        )
        return None
    currency_header, said = _read_beside(one, headers, problems)
    unit = unit_of(said, home) if said else Unit()
    if unit is None:
        problems.append(
            Problem.of(
                f"'{said}' is no unit; the words are {WORDS_HELP}",
                f"'{said}' 不是单位；可用：{WORDS_HELP}",
                one.place,
            )
        )
        return None
    carried = next((way for _, way in split_header(header, home) if way and not fits(way, declared.type)), Unit())
    if (wrong := _misfit(one, header, declared, unit, carried, said, currency_header)) is not None:
        problems.append(wrong)
        return None
    if currency_header:
        carried = replace(carried, currency=None)
    how = "mapping" if one.place.source != "--map" else "--map"
    return Column(declared, header, unit.over(carried), how, currency_header=currency_header)


def _misfit(
    one: Told, header: str, declared: Field, unit: Unit, carried: Unit, said: str, currency_header: str | None
) -> Problem | None:
    """Why the unit that was said of a column cannot be its own, None where it can. `carried` is what its header says."""
    if (unit.power == 12 and has_open_t(said)) or (unit.power is None and carried.power == 12 and has_open_t(header)):
        ways = [advise(one.field, header, replace(unit, power=power).words) for power in (3, 12)]
        return Problem.of(
            f"{one.field}: 'T' may be thousand or trillion; write {ways[0]} or {ways[1]}",
            f"{one.field}：'T' 可能是千，也可能是万亿；请写 {ways[0]} 或 {ways[1]}",
            one.place,
        )
    if currency_header and (declared.type != "money" or unit.currency):
        return Problem.of(
            f"{one.field}: [{currency_header}] names the currency of a money field that has no other",
            f"{one.field}：[{currency_header}] 只能用于未另行指明货币的金额字段",
            one.place,
        )
    if wrong := fits(unit, declared.type):
        return Problem.of(f"{one.field}: {wrong.en}", f"{one.field}：{wrong.zh}", one.place)
    return None


def _read_beside(one: Told, headers: Sequence[str], problems: list[Problem]) -> tuple[str | None, str]:
    """The column that `[Header]` in a unit names as that of the currency, and the rest of the unit."""
    told = re.search(r"\[(.+)\]", one.unit)
    if told is None:
        return None, one.unit
    rest = f"{one.unit[: told.start()]} {one.unit[told.end() :]}".strip()
    header = _find(told[1].strip(), headers)
    if header is None:
        near = suggest(told[1], headers)
        problems.append(
            Problem.of(f"the list has no column '{told[1]}'{near.en}", f"名单没有列 '{told[1]}'{near.zh}", one.place)
        )
    return header, rest


def find_id(
    name: str, headers: Sequence[str], fields: Mapping[str, Field], found: Mapping[str, Column], problems: list[Problem]
) -> Column:
    header = found[name].header if name in found else _find(name, headers)
    if header is None:
        near = suggest(name, [*headers, *found])
        problems.append(
            Problem.of(
                f"neither a column nor a field of this list is called '{name}'{near.en}",
                f"名单中没有名为 '{name}' 的列或字段{near.zh}",
                Place("--id"),
            )
        )
        header = headers[0] if headers else ""

    return Column(fields.get("prospect_id", IDENTITY[0]), header, Unit(), "--id")
