"""Headers to fields: by name, by alias, with the unit that a header carries, or as `--map` and a mapping file say."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from shortlist.errors import ListError, Place, Problem, suggest
from shortlist.intake.parsing.units import WORDS_HELP, Unit, fits, split_header, unit_of
from shortlist.model.fields import IDENTITY, Field


@dataclass(frozen=True)
class Column:
    """One header of a list and the field it became. `how` is `name`, `alias`, `--map` or `mapping`.

    `currency_header` is the column that names the currency of each row's amount.
    """

    field: Field
    header: str
    unit: Unit
    how: str
    currency_header: str | None = None

    @property
    def words(self) -> str:
        """The unit as `--map` takes it: `million`, `USD`, `[Currency] 万`."""
        return " ".join(filter(None, (f"[{self.currency_header}]" if self.currency_header else "", self.unit.words)))


@dataclass(frozen=True)
class Unmapped:
    """A header that became no field, and the field it may have meant."""

    header: str
    suggestion: str | None


@dataclass(frozen=True)
class _Told:
    field: str
    header: str
    unit: str
    place: Place


def fold(name: str) -> str:
    """What headers and names are compared by: letters and digits in lower case, without Salesforce's `__c`.

    >>> fold("Annual Revenue") == fold("annual_revenue") == fold("AnnualRevenue__c")
    True
    """
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    return re.sub(r"[\W_]+", "", text.removesuffix("__c"))


def match(
    headers: Sequence[str],
    fields: Mapping[str, Field],
    *,
    home: str,
    maps: Sequence[str] = (),
    mapping_file: str | None = None,
    id_field: str | None = None,
    notes: list[Problem] | None = None,
) -> tuple[tuple[Column, ...], tuple[Unmapped, ...]]:
    """Which header became which field, in the order of the headers, and those that became none.

    Raises ListError where `--map` or the mapping names what is not there, or a choice is left to the user.
    """
    notes = notes if notes is not None else []
    told = {one.field: one for one in (*_from_file(mapping_file), *_from_options(maps, headers))}
    found: dict[str, Column] = {}
    problems: list[Problem] = []
    for one in told.values():
        column = _column_from_option(one, headers, fields, home, problems)
        if column is not None:
            found[column.field.id] = column
    claimed = {column.header for column in found.values()}
    free = [
        header for header in headers if header not in claimed
    ]  # what a user gave to one field feeds no other by its name
    by_name = _by_name({key: field for key, field in fields.items() if key not in told}, free, home, problems, notes)
    found = {**by_name, **found}
    if id_field is not None:
        found["prospect_id"] = _id_column(id_field, headers, fields, found, problems)
    if problems:
        raise ListError(problems)
    position = {header: index for index, header in enumerate(headers)}
    columns = tuple(sorted(found.values(), key=lambda column: position[column.header]))
    used = {column.header for column in columns}
    return columns, tuple(_suggest(header, fields, home) for header in headers if header not in used)


def _from_options(maps: Sequence[str], headers: Sequence[str]) -> list[_Told]:
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
        found.append(_Told(field.strip(), header.strip(), unit.strip(), Place("--map")))
    return found


def _from_file(mapping_file: str | None) -> list[_Told]:
    if mapping_file is None:
        return []

    place = Place(mapping_file)
    try:
        data = YAML(typ="safe", pure=True).load(Path(mapping_file).read_text("utf-8-sig"))
    except OSError as error:
        raise ListError.of(
            f"the mapping cannot be read: {error.strerror}", f"映射文件无法读取：{error.strerror}", place
        ) from error
    except (YAMLError, UnicodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "not well-formed YAML"
        raise ListError.of(
            f"the mapping is no YAML: {said}",
            f"映射文件不是合法的 YAML：{said}",
            Place(mapping_file, mark.line + 1 if mark else None),
        ) from error
    if not isinstance(data, dict):
        raise ListError.of(
            "a mapping has a line `field: Header` for each field", "映射文件每行应为 `字段: 表头`", place
        )
    found = []
    for field, entry in data.items():
        header, unit = (entry.get("header"), entry.get("unit", "")) if isinstance(entry, dict) else (entry, "")
        extra = set(entry) - {"header", "unit"} if isinstance(entry, dict) else set()
        if extra or isinstance(header, (list, dict)):
            raise ListError.of(
                f"{field}: write `{field}: Header` or `{field}: {{header: Header, unit: Unit}}`",
                f"{field}：请写成 `{field}: 表头` 或 `{field}: {{header: 表头, unit: 单位}}`",
                place,
            )
        found.append(_Told(str(field), "" if header is None else str(header), str(unit or ""), place))
    return found


def _find(name: str, headers: Sequence[str]) -> str | None:
    """The header that a user wrote: exactly, else as it folds where only one does."""
    if name in headers:
        return name
    near = [header for header in headers if fold(header) == fold(name) and fold(name)]
    return near[0] if len(near) == 1 else None


def _column_from_option(
    one: _Told, headers: Sequence[str], fields: Mapping[str, Field], home: str, problems: list[Problem]
) -> Column | None:
    declared = fields.get(one.field)
    if declared is None:
        near = suggest(one.field, fields)
        problems.append(
            Problem.of(
                f"the ruleset reads no field '{one.field}'{near.en}",
                f"规则集不读取字段 '{one.field}'{near.zh}",
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
    if currency_header and (declared.type != "money" or unit.currency):
        problems.append(
            Problem.of(
                f"{one.field}: [{currency_header}] names the currency of a money field that has no other",
                f"{one.field}：[{currency_header}] 只能用于未另行指明货币的金额字段",
                one.place,
            )
        )
        return None
    if wrong := fits(unit, declared.type):
        problems.append(Problem.of(f"{one.field}: {wrong.en}", f"{one.field}：{wrong.zh}", one.place))
        return None
    carried = next((way for _, way in split_header(header, home) if way and not fits(way, declared.type)), Unit())
    if currency_header:
        carried = replace(carried, currency=None)
    how = "mapping" if one.place.source != "--map" else "--map"
    return Column(declared, header, unit.over(carried), how, currency_header)


def _read_beside(one: _Told, headers: Sequence[str], problems: list[Problem]) -> tuple[str | None, str]:
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


def _names(field: Field) -> Iterable[tuple[str, str]]:
    yield field.id, "name"
    yield field.title.en, "name"
    yield field.title.zh, "name"
    for alias in field.aliases:
        yield alias, "alias"


def _by_name(
    fields: Mapping[str, Field], headers: Sequence[str], home: str, problems: list[Problem], notes: list[Problem]
) -> dict[str, Column]:
    index: dict[str, list[tuple[int, Field, str]]] = {}
    for declared in fields.values():
        for rank, (name, how) in enumerate(_names(declared)):
            index.setdefault(fold(name), []).append((rank, declared, how))
    wanted: dict[str, list[tuple[int, int, Column]]] = {}
    for position, header in enumerate(headers):
        candidates = [
            (rank, -len(name), Column(declared, header, unit, how))
            for name, unit in split_header(header, home)
            for rank, declared, how in index.get(fold(name), ())
            if _unit_fits(unit, declared)
        ]
        if not candidates:
            continue
        rank = min(candidate[0] for candidate in candidates)
        best = {column.field.id: column for at, _, column in candidates if at == rank}
        if len(best) > 1:
            names = ", ".join(sorted(best))
            problems.append(
                Problem.of(
                    f"the column '{header}' fits several fields ({names}); choose one: --map '{min(best)}={header}'",
                    f"列 '{header}' 可对应多个字段（{names}）；请选一个：--map '{min(best)}={header}'",
                )
            )
            continue
        column = next(iter(best.values()))
        wanted.setdefault(column.field.id, []).append((rank, position, column))
    return {field: _best(field, found, headers, problems, notes) for field, found in wanted.items()}


def _unit_fits(unit: Unit, declared: Field) -> bool:
    if unit.percent is not None and declared.unit in ("%", "percent") and declared.type == "number":
        return True
    return fits(unit, declared.type) is None


def _best(
    field: str,
    found: list[tuple[int, int, Column]],
    headers: Sequence[str],
    problems: list[Problem],
    notes: list[Problem],
) -> Column:
    found.sort(key=lambda one: one[:2])
    column = found[0][2]
    if f"{column.header} (2)" in headers:
        twin = f"{column.header} (2)"
        problems.append(
            Problem.of(
                f"the header '{column.header}' stands more than once; choose: --map '{field}={column.header}' or --map "
                f"'{field}={twin}'",
                f"表头 '{column.header}' 出现多次；请选择：--map '{field}={column.header}' 或 --map '{field}={twin}'",
            )
        )
    elif len(found) > 1:
        others = ", ".join(f"'{other.header}'" for _, _, other in found[1:])
        notes.append(
            Problem.of(
                f"{field} is read from '{column.header}'; {others} would fit too (--map {field}=HEADER)",
                f"{field} 取自 '{column.header}'；{others} 也符合（可用 --map {field}=表头 更改）",
            )
        )
    return column


def _id_column(
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


def _suggest(header: str, fields: Mapping[str, Field], home: str) -> Unmapped:
    names = {fold(name): field.id for field in fields.values() for name, _ in _names(field)}
    for text, _ in reversed(split_header(header, home)):
        base = fold(re.sub(r"\s*[(\[（].*$", "", text))
        if near := difflib.get_close_matches(base, names, n=1, cutoff=0.8):
            return Unmapped(header, names[near[0]])
    return Unmapped(header, None)


def mapping_yaml(columns: Iterable[Column], unmapped: Iterable[Unmapped] = ()) -> str:
    """The columns as a mapping file that `--mapping` takes; unmapped headers follow as comments."""
    lines = []
    for column in columns:
        header, unit = json.dumps(column.header, ensure_ascii=False), json.dumps(column.words, ensure_ascii=False)
        lines.append(
            f"{column.field.id}: {{header: {header}, unit: {unit}}}" if column.words else f"{column.field.id}: {header}"
        )
    lines += [f"# {one.suggestion or '?'}: {' '.join(one.header.split())}" for one in unmapped]
    return "\n".join([*lines, ""])
