"""The `references:` of a ruleset: lookup tables beside it, small CSV files, read whole and strictly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from shortlist.errors import Place, Problem, RulesetError, suggest
from shortlist.files import explain_no_file
from shortlist.language import InvalidError, Text
from shortlist.loading.draft import Draft
from shortlist.loading.reference_cells import read_cell
from shortlist.model.fields import Field
from shortlist.model.normal import normalise
from shortlist.ruleset.definition import Reference
from shortlist.ruleset.document import Node
from shortlist.ruleset.schema import ReferenceEntry


def build_references(draft: Draft, fields: Mapping[str, Field]) -> dict[str, Reference]:
    """The lookup tables by name; those that are wrong become broken names."""
    found: dict[str, Reference] = {}
    for name, entry in draft.entry.references.items():
        reference = _build_reference(draft, name, entry, fields)
        if reference is None:
            draft.broken.add(name)
        else:
            found[name] = reference
    return found


def _build_reference(draft: Draft, name: str, entry: ReferenceEntry, fields: Mapping[str, Field]) -> Reference | None:
    """A lookup table, or None where something is wrong that was told of."""
    node = draft.tree.at(("references", name))
    if not _check_key(draft, node.at(("key",)), entry.key, fields):
        return None
    try:
        columns = {
            key: Field(key, one.type, values=tuple(one.values), minimum=one.minimum, maximum=one.maximum)
            for key, one in entry.fields.items()
        }
    except InvalidError as error:
        draft.problem(node.key or node.place, error.text.en, error.text.zh)
        return None
    headers = {key: column.header or key for key, column in entry.fields.items()}
    source = Path(node.place.source).parent / entry.file
    if draft.recorded is None and (text := explain_no_file(source)) is not None:
        draft.problem(node.at(("file",)), f"{source}: {text.en}", f"{source}：{text.zh}")
        return None
    try:
        data = source.read_bytes() if draft.recorded is None else draft.recorded[str(source)]
        draft.tables[str(source)] = data
        return Reference(name, entry.key, columns, dict(_read_rows(source, data, fields[entry.key], columns, headers)))
    except RulesetError as error:
        draft.problems += error.problems
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a CSV file in UTF-8"
        draft.problem(node.at(("file",)), f"{source}: {reason}", f"{source}：无法读取（{reason}）")
    return None


def _check_key(draft: Draft, node: Node, key: str, fields: Mapping[str, Field]) -> bool:
    """Whether a table can be looked up by a field."""
    if key not in fields:
        if key not in draft.broken:
            near = suggest(key, fields)
            draft.problem(node, f"unknown field '{key}'{near.en}", f"未知字段 '{key}'{near.zh}")
        return False
    if fields[key].type not in ("text", "country", "level"):
        draft.problem(
            node,
            f"a table is looked up by a text, country or level; '{key}' is {fields[key].type}",
            f"参照表的键须为文本、国家或等级；'{key}' 的类型是 {fields[key].type}",
        )
        return False
    return True


def _read_rows(
    source: Path, data: bytes, key: Field, columns: Mapping[str, Field], headers: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a lookup table that was read from `source`; empty cells are None.

    Raises RulesetError for a cell that cannot be read, UnicodeDecodeError and csv.Error for what is no CSV file.
    """
    seen: set[str] = set()
    problems: list[Problem] = []
    with io.StringIO(data.decode("utf-8-sig"), newline="") as file:
        reader = csv.DictReader(file, strict=True)
        reader.fieldnames = [normalise(name) for name in reader.fieldnames or ()]
        for header in (key.id, *headers.values()):
            if (count := list(reader.fieldnames).count(normalise(header))) > 1:
                raise RulesetError.of(
                    f"the table has {count} columns '{header}'; leave one",
                    f"表中有 {count} 列 '{header}'；请只保留一列",
                    Place(str(source), 1),
                )
            if not count:
                near = _parted(reader.fieldnames) or suggest(header, reader.fieldnames)
                raise RulesetError.of(
                    f"the table has no column '{header}'{near.en}",
                    f"表中没有列 '{header}'{near.zh}",
                    Place(str(source), 1),
                )
        for row in reader:
            place = Place(str(source), reader.line_num)
            if None in row or None in row.values():
                wanted, more = len(reader.fieldnames), row.get(None) or ()
                cells_there = sum(name is not None and cell is not None for name, cell in row.items()) + len(more)
                text = Text(
                    f"the row has {cells_there} cells, the header {wanted}",
                    f"该行有 {cells_there} 个单元格，表头有 {wanted} 个",
                )
                problems.append(Problem(text, place))
                continue
            name = normalise(row[normalise(key.id)])
            if not name or name in seen:
                text = Text(f"the key '{name}' stands twice", f"键 '{name}' 重复")
                problems.append(Problem(text if name else Text("the key is empty", "键为空"), place))
            seen.add(name)
            cells: dict[str, Any] = {}
            for column, header in ((key, key.id), *((columns[c], h) for c, h in headers.items())):
                try:
                    cells[column.id] = read_cell(normalise(row[normalise(header)]), column)
                except InvalidError as error:
                    text = Text(
                        f"{header}: '{row[normalise(header)]}' {error.text.en}",
                        f"{header}：'{row[normalise(header)]}' {error.text.zh}",
                    )
                    problems.append(Problem(text, place))
            yield name, {c: cells.get(c) for c in columns}
    if problems:
        raise RulesetError(problems)


def _parted(headers: Sequence[str]) -> Text | None:
    """What to say of a header that is parted by something else than commas."""
    mark = next((one for one in (";", "|") if len(headers) == 1 and one in headers[0]), None)
    if mark is None:
        return None
    return Text(f": its cells are parted by '{mark}'; save it with commas", f"：单元格以 '{mark}' 分隔，请改用逗号")
