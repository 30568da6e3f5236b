"""Whether what a record holds can be what this program wrote: a record is a file that others can change, or a disk can spoil."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import Place, Problem
from shortlist.language import Text
from shortlist.record.database import RecordError

# What reading a value that is not of its kind raises, wherever it is read.
_MISREAD = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
    pl.exceptions.PolarsError,
)


@contextmanager
def reading(path: Path, en: str, zh: str) -> Iterator[None]:
    """Turns whatever reading recorded contents raises inside into a RecordError of one line, which says what is damaged."""
    try:
        yield
    except (*_MISREAD, pl.exceptions.PanicException) as error:
        raise damaged(path, en, zh) from error


def damaged(path: Path, en: str, zh: str) -> RecordError:
    """The error for contents that are not as they were written."""
    text = Text(f"{en}: damaged; restore a copy of the record", f"{zh}已损坏；请恢复运行记录的备份")
    return RecordError(Problem(text, Place(str(path))))


def check_run(path: Path, row: Mapping[str, Any]) -> None:
    """Raises RecordError where a column of a row of `runs` is not of its kind."""
    for name in _COLUMNS:
        value = row.get(name)
        if not _FACTS.get(name, _is_text)(value):
            raise damaged(path, f"{name} of run {row['id']}", f"第 {row['id']} 次运行的 {name} ")


def check_override(path: Path, row: Mapping[str, Any]) -> None:
    """Raises RecordError where a row of `overrides` cannot be one."""
    texts = all(_is_text(row[name]) for name in ("decision", "because", "decided_by"))
    days = _is_moment(row["made"]) and (row["until"] is None or _is_date(row["until"]))
    if not texts or not days:
        raise damaged(path, f"the override {row['id']}", f"编号 {row['id']} 的人工调整")


_COLUMNS = ("id", "state", "started", "ended", "as_of", "folder", "source", "source_hash", "ruleset", "ruleset_version", "ruleset_hash",
            "ruleset_file", "assignments", "options", "engine", "shortlist_version", "language", "versions", "plugins", "columns",
            "rows_in", "refused", "qualify", "review", "reject", "writer")  # fmt: skip


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return value is None or (isinstance(value, int) and value >= 0)


def _is_text_or_none(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and _passes(date.fromisoformat, value)


def _is_moment(value: Any) -> bool:
    return isinstance(value, str) and _passes(datetime.fromisoformat, value)


def _passes(read: Callable[[str], Any], value: str) -> bool:
    try:
        read(value)
    except (ValueError, RecursionError):
        return False
    return True


def _is_json(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and _passes(json.loads, value) and fits(json.loads(value))


def _is_schema(value: Any) -> bool:
    """Names of columns, each with the name of a type of Polars."""
    return isinstance(value, list) and all(
        isinstance(pair, list)
        and len(pair) == 2
        and all(isinstance(part, str) for part in pair)
        and isinstance(getattr(pl, pair[1], None), type)
        and issubclass(getattr(pl, pair[1]), pl.DataType)
        for pair in value
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_versions(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _are_plugins(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(one, dict) and {"version", "declarations"} <= {*one} for one in value.values()
    )


_FACTS: dict[str, Callable[[Any], bool]] = {
    "id": _is_count,
    "started": _is_moment,
    "ended": _is_moment,
    "as_of": _is_date,
    "source_hash": _is_text_or_none,
    "language": lambda value: value in ("en", "zh"),
    "assignments": _is_json(_are_texts),
    "options": _is_json(lambda value: isinstance(value, dict)),
    "versions": _is_json(_are_versions),
    "plugins": _is_json(_are_plugins),
    "columns": _is_json(_is_schema),
    **dict.fromkeys(("rows_in", "refused", "qualify", "review", "reject"), _is_count),
}
