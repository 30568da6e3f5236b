"""Headers to fields: by name, by alias, with the unit that a header carries, or as `--map` and a mapping file say."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from shortlist.errors import ListError, Problem
from shortlist.intake.columns import Column, Unmapped, fold
from shortlist.intake.mapping_file import read_mapping
from shortlist.intake.meanings import (
    CLASSES,
    TOLD_BY_CELLS,
    advise,
    ask,
    find_odd,
    is_told_by_cells,
    note_settled,
    note_taken,
    words_that_settle,
)
from shortlist.intake.parsing.header_ways import suits, ways, without_band, without_period
from shortlist.intake.parsing.units import NO_UNIT, Unit
from shortlist.intake.told import find_id, find_told, note_unread, read_options
from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY
from shortlist.model.ranges import ORDERED

SPELT = 0.65  # how alike a word must be to one that is meant: `Employes`, not `since` beside `name`


def match(
    headers: Sequence[str],
    fields: Mapping[str, Field],
    *,
    home: str,
    maps: Sequence[str] = (),
    mapping_file: str | None = None,
    id_field: str | None = None,
    notes: list[Problem] | None = None,
    others: Mapping[str, Field] | None = None,
    cells: Callable[[str], pl.Series] | None = None,
    doubts: list[Problem] | None = None,
) -> tuple[tuple[Column, ...], tuple[Unmapped, ...]]:
    """Which header became which field, in the order of the headers, and those that became none.

    `others` are fields that there are but that nothing reads: naming one is no mistake, and has no effect. `cells` gets some
    cells of a header, by which a header of several meanings may be settled. Raises ListError where `--map` or the mapping names
    what is not there, or, unless `doubts` takes them, a choice is left to the user.
    """
    notes, others = notes if notes is not None else [], others or {}
    told = {one.field: one for one in (*read_mapping(mapping_file), *read_options(maps, headers))}
    found: dict[str, Column] = {}
    problems: list[Problem] = []
    for one in told.values():
        column = find_told(one, headers, {**others, **fields}, home, problems)
        if one.field in others and one.field not in fields:
            notes.append(note_unread(one))
        if column is not None:
            found[column.field.id] = column
    claimed = {column.header for column in found.values()}
    found = {field: column for field, column in found.items() if field in fields}
    # what a user gave to one field feeds no other by its name
    free = [header for header in headers if header not in claimed]
    open_ = {key: field for key, field in fields.items() if key not in told}
    by_name, rivals = _by_name(open_, free, home, problems if doubts is None else doubts)
    asked = _settle_doubtful(by_name, open_.values(), free, home, cells, notes, rivals)
    notes += _note_rivals(by_name, rivals, asked)
    found = {**by_name, **found}
    if id_field is not None:
        found["prospect_id"] = find_id(id_field, headers, fields, found, problems)
    if problems:
        raise ListError(problems)
    position = {header: index for index, header in enumerate(headers)}
    columns = tuple(sorted(found.values(), key=lambda column: position[column.header]))
    used = {column.header for column in columns}
    notes += [doubt for header, doubt in asked.items() if header not in used]
    left = [header for header in headers if header not in used]
    return columns, tuple(_explain(header, fields, others, found, home, asked.get(header)) for header in left)


def _names(field: Field) -> Iterable[tuple[str, str]]:
    yield field.id, "name"
    yield field.title.en, "name"
    yield field.title.zh, "name"
    for alias in field.aliases:
        yield alias, "alias"


@dataclass(frozen=True)
class _Meaning:
    """A field that a header may mean: the unit that it carries, what else it may be, and whether it is an `alias` of the field, but for a
    word for ranges (`banded`)."""

    field: Field
    unit: Unit
    other: Text | None
    alias: bool = False
    banded: bool = False


def _find_meanings(
    header: str, home: str, doubtful: Mapping[str, list[_Meaning]], named: Mapping[str, list[_Meaning]]
) -> dict[str, _Meaning]:
    """The fields that a header may mean: by its whole name, else without the word for ranges behind it."""
    read = [(way, [fold(name) for name in (way[0], without_period(way[0]))]) for way in ways(header, home)]
    whole = {
        one.field.id: replace(one, unit=way[1])
        for way, names in read
        for name in dict.fromkeys(names)
        for one in doubtful.get(name, ())
        if suits(one.field, way)
    }
    known = any(name in named for _, names in read for name in names)
    banded = [
        replace(one, unit=way[1], banded=True)
        for way, names in read
        for name in (() if known else without_band(names[0]))
        for one in named.get(name, ())
        if one.field.type in ORDERED and not one.field.history and suits(one.field, way)
    ]
    first = max(((one.alias, one.other is None) for one in banded), default=None)
    return whole or {one.field.id: one for one in banded if (one.alias, one.other is None) == first}


def _index(fields: Iterable[Field], *, doubtful: bool = False) -> dict[str, list[_Meaning]]:
    """The fields by each of their folded names, or by those that may mean something else."""
    found: dict[str, list[_Meaning]] = {}
    for declared in fields:
        others = {fold(name): other for name, other in declared.doubtful_aliases.items()}
        known = {fold(name) for name, _ in _names(declared)}
        for name in others if doubtful else {**others, **dict.fromkeys(known)}:
            found.setdefault(name, []).append(_Meaning(declared, NO_UNIT, others.get(name), name in known))
    return found


def _by_name(
    fields: Mapping[str, Field], headers: Sequence[str], home: str, problems: list[Problem]
) -> tuple[dict[str, Column], dict[str, Column]]:
    """The column of each field that a header names, and by header those that would fit too.

    `Column.doubt` is set where the header may mean something else.
    """
    index: dict[str, list[tuple[int, Field, str, Text | None]]] = {}
    for declared in fields.values():
        doubtful = {fold(name): other for name, other in declared.doubtful_aliases.items()}
        for rank, (name, how) in enumerate(_names(declared)):
            other = doubtful.get(fold(name))
            index.setdefault(fold(name), []).append((rank, declared, how, other))
    wanted: dict[str, list[tuple[tuple[bool, int], int, Column]]] = {}
    for position, header in enumerate(headers):
        candidates = []
        for way in ways(header, home):
            for rank, declared, how, other in index.get(fold(way[0]), ()):
                if suits(declared, way):
                    if header == declared.id:  # the program's own word, whatever its title may mean
                        other = None
                    elif other and not rank:  # but for its look: `Contract years` is in doubt, and no alias
                        continue
                    doubt = note_taken(header, declared, other) if other else None
                    candidates.append(((doubt is not None, rank), Column(declared, header, way[1], how, doubt)))
        if not candidates:
            continue
        first = min(rank for rank, _ in candidates)
        best = {column.field.id: column for rank, column in candidates if rank == first}
        if len(best) > 1:
            problems.append(_ask_which(header, [best[one].field for one in sorted(best)]))
            continue
        column = next(iter(best.values()))
        wanted.setdefault(column.field.id, []).append((first, position, column))
    found: dict[str, Column] = {}
    rivals: dict[str, Column] = {}
    for field, all_ in wanted.items():
        if (chosen := _best(field, all_, headers, problems)) is not None:
            found[field] = chosen
            rivals |= {one.header: one for _, _, one in all_ if one is not chosen}
    return found, rivals


def _note_rivals(
    found: Mapping[str, Column], rivals: Mapping[str, Column], asked: Mapping[str, Problem]
) -> Iterable[Problem]:
    """What would fit a field as well as the header that it is read from, but for headers that are asked about anyway."""
    for field, column in found.items():
        same = [one for one, rival in rivals.items() if rival.field.id == field and one not in asked]
        if same:
            others, address = ", ".join(f"'{one}'" for one in same), column.field.address
            take = " or ".join(advise(address, one) for one in same)
            yield Problem.of(
                f"{address} is read from '{column.header}'; {others} would fit too ({take})",
                f"{address} 取自 '{column.header}'；{others} 也符合（如改用，请加 {take.replace(' or ', ' 或 ')}）",
            )


def _ask_which(header: str, fields: Sequence[Field]) -> Problem:
    names, choices = ", ".join(one.address for one in fields), [advise(one.address, header) for one in fields]
    return Problem.of(
        f"the column '{header}' fits several fields ({names}); choose one: {' or '.join(choices)}",
        f"列 '{header}' 可对应多个字段（{names}）；请选一个：{' 或 '.join(choices)}",
    )


def _settle_doubtful(
    found: dict[str, Column],
    fields: Iterable[Field],
    headers: Sequence[str],
    home: str,
    cells: Callable[[str], pl.Series] | None,
    notes: list[Problem],
    rivals: Mapping[str, Column],
) -> dict[str, Problem]:
    """Let cells settle what headers of several meanings are, and say what is asked of each that stays open.

    A field whose words show in its cells (a level, yes or no), and one that is named with a word for ranges, is taken only where they
    show. Another is taken with its doubt where the name is an alias as well, else left out.
    """
    for field, column in list(found.items()):
        if column.doubt and cells is not None and column.field.type in TOLD_BY_CELLS:
            del found[field]
    fields, asked = list(fields), {}
    doubtful, named = _index(fields, doubtful=True), _index(fields)
    sure = {column.header for column in found.values()}
    for header in headers:
        meanings = {
            name: one
            for name, one in (_find_meanings(header, home, doubtful, named) if header not in sure else {}).items()
            if name not in found
        }
        told = [one for one in meanings.values() if is_told_by_cells(one.field, header, one.banded and one.alias)]
        shown = {
            one.field.id: words
            for one in told
            if cells is not None
            if (words := words_that_settle(one.field, cells(header), one.unit, named=one.banded and one.alias))
        }
        if len(shown) == 1:
            ((name, words),) = shown.items()
            one = meanings[name]
            doubt = note_taken(header, one.field, one.other) if one.banded and one.alias and one.other else None
            found[name] = Column(one.field, header, one.unit, "cells", doubt)
            notes += [] if doubt else [note_settled(header, one.field, words)]
        elif meanings:
            rival = rivals.get(header)
            taken = found.get(rival.field.id) if rival else None
            also = [(taken.field, taken.header)] if taken else []
            odd = [cell for one in told for cell in (find_odd(one.field, cells(header), one.unit) if cells else ())]
            others = [(one.field, CLASSES if one.banded and one.alias else one.other) for one in meanings.values()]
            asked[header] = ask(header, [(declared, other or CLASSES) for declared, other in others], also, odd)
    notes += [column.doubt for column in found.values() if column.doubt]
    return asked


def headers_known(fields: Mapping[str, Field], home: str) -> Callable[[str], bool]:
    """Whether a text is a header that one of the fields, `prospect_id` or `name` is found by, perhaps in doubt.

    >>> known = headers_known({"employees": Field("employees", "integer")}, "USD")
    >>> known("Employees"), known("Account Name"), known("North Mill")
    (True, True, False)
    """
    every = (*IDENTITY, *fields.values())
    names = {fold(name) for declared in every for name, _ in _names(declared)}
    names |= {fold(name) for declared in every for name in declared.doubtful_aliases}
    names.discard("")
    return lambda header: any(
        not names.isdisjoint((fold(name), *without_band(fold(name)))) for name, *_ in ways(header, home)
    )


def _best(
    field: str,
    found: list[tuple[tuple[bool, int], int, Column]],
    headers: Sequence[str],
    problems: list[Problem],
) -> Column | None:
    found.sort(key=lambda one: one[:2])
    column = found[0][2]
    if f"{column.header} (2)" in headers:
        address = column.field.address
        one, two = advise(address, column.header), advise(address, f"{column.header} (2)")
        problems.append(
            Problem.of(
                f"the header '{column.header}' stands more than once; choose: {one} or {two}",
                f"表头 '{column.header}' 出现多次；请选择：{one} 或 {two}",
            )
        )
        return None
    return column


def _explain(
    header: str,
    fields: Mapping[str, Field],
    others: Mapping[str, Field],
    found: Mapping[str, Column],
    home: str,
    doubt: Problem | None,
) -> Unmapped:
    """Why a header became no field."""
    folded = {fold(way[0]) for way in ways(header, home)}
    folded |= {name for whole in folded for name in without_band(whole)}
    for declared in ({} if doubt else {**others, **fields}).values():
        if folded.isdisjoint(
            fold(name) for name in (*(name for name, _ in _names(declared)), *declared.doubtful_aliases)
        ):
            continue
        if declared.id not in fields:
            return Unmapped(
                header, None, Text(f"{declared.id}, which the ruleset does not read", f"即 {declared.id}，规则集未使用")
            )
        if (taken := found.get(declared.id)) is not None:
            why = Text(f"{declared.id} is read from '{taken.header}'", f"{declared.id} 取自 '{taken.header}'")
            return Unmapped(header, None, why)
    # A header that is asked about has its fields named there.
    return Unmapped(header, None if doubt else _suggest_field(header, fields, home), doubt=doubt)


def _suggest_field(header: str, fields: Mapping[str, Field], home: str) -> str | None:
    """The field whose name is misspelt in a header: each word of it stands there nearly so."""
    names = {fold(name): (field.id, name) for field in fields.values() for name, _ in _names(field)}
    for text, _, _ in reversed(list(ways(header, home))):
        base = re.sub(r"\s*[(\[（].*$", "", text)
        for near in difflib.get_close_matches(fold(base), names, n=3, cutoff=0.8):
            field, name = names[near]
            words, meant = _words(base), _words(name)
            if len(words) != len(meant) or all(difflib.get_close_matches(one, meant, 1, SPELT) for one in words):
                return field
    return None


def _words(name: str) -> list[str]:
    return [fold(word) for word in re.findall(r"[A-Z]?[^\W_A-Z]+|[A-Z]+", name)]


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
