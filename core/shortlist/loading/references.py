"""Lookup tables beside a ruleset: small CSV files, read whole and strictly."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from shortlist.errors import Place, Problem, RulesetError, suggest
from shortlist.expressions.nodes import country_codes
from shortlist.language import Text
from shortlist.model.fields import Field


def reference_rows(
    source: Path, data: bytes, key: Field, columns: Mapping[str, Field], headers: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a lookup table that was read from `source`; empty cells are None.

    Raises RulesetError for a cell that cannot be read, UnicodeDecodeError and csv.Error for what is no CSV file.
    """
    seen: set[str] = set()
    problems: list[Problem] = []
    with io.StringIO(data.decode("utf-8-sig"), newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for header in (key.id, *headers.values()):
            if header not in (reader.fieldnames or ()):
                near = suggest(header, reader.fieldnames or ())
                raise RulesetError.of(
                    f"the table has no column '{header}'{near.en}",
                    f"表中没有列 '{header}'{near.zh}",
                    Place(str(source), 1),
                )
        for row in reader:
            place = Place(str(source), reader.line_num)
            if None in row or None in row.values():
                count = len(reader.fieldnames or ())
                text = Text(
                    f"the row has not the {count} cells of the header", f"该行的单元格数与表头（{count} 个）不符"
                )
                problems.append(Problem(text, place))
                continue
            name = row[key.id].strip()
            if not name or name in seen:
                text = Text(f"the key '{name}' is empty or stands twice", f"键 '{name}' 为空或重复")
                problems.append(Problem(text, place))
            seen.add(name)
            cells: dict[str, Any] = {}
            for column, header in ((key, key.id), *((columns[c], h) for c, h in headers.items())):
                try:
                    cells[column.id] = _cell(row[header].strip(), column)
                except ValueError:
                    text = Text(
                        f"{header}: '{row[header]}' is not of the type {column.type}",
                        f"{header}：'{row[header]}' 不是类型 {column.type}",
                    )
                    problems.append(Problem(text, place))
            yield name, {c: cells.get(c) for c in columns}
    if problems:
        raise RulesetError(problems)


def _cell(text: str, column: Field) -> Any:
    if not text:
        return None
    if column.type == "bool":
        if text.lower() not in ("true", "yes", "1", "false", "no", "0"):
            raise ValueError(text)
        return text.lower() in ("true", "yes", "1")
    if column.type == "date":
        return date.fromisoformat(text)
    if column.type == "level" and text not in column.values:
        raise ValueError(text)
    if column.type == "country" and text not in country_codes():
        raise ValueError(text)
    if column.type in ("text", "country", "level"):
        return text
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
