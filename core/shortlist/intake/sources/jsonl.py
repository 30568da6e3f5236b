"""Lists of JSON objects, one a line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from shortlist.errors import ListError, Place, Problem
from shortlist.intake.sources.encoding import choose_encoding, find_encoding, lines, survey
from shortlist.intake.sources.raw import NUMBER, RawList, Refusals, refuse_wide, spool, unique_headers
from shortlist.language import Text
from shortlist.model.nested import write_nested

WHOLE = 1 << 29  # bytes of JSON that is no JSONL


class Number(str):
    """The digits of a JSON number with a fraction; they are not text that could mean something else."""

    __slots__ = ()


class Whole(Number):
    """The digits of a JSON number without a fraction."""

    __slots__ = ()


class TwiceError(ValueError):
    """A key that stands twice in one object: its first value would be lost."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise TwiceError(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _number(digits: str) -> Number:
    """A number as it stands there; one that is whole but written otherwise (`5000000.0`, `1e7`) in plain digits."""
    value = float(digits)
    return Whole(int(value)) if value.is_integer() and abs(value) < 1e15 else Number(digits)


def _load(text: str) -> Any:
    return json.loads(text, parse_float=_number, parse_int=Whole, parse_constant=str, object_pairs_hook=_once)


def open_jsonl(path: Path, source: str, folder: Path, encoding: str | None) -> RawList:
    """Open a file of one JSON object a line, or of one array of them; keys whose values are all numbers, one with a fraction, are
    Float64, all others String, with their true numbers in a column `NUMBER + header` beside where there are texts too.

    Raises ListError where the file is empty or most of its lines are no objects.
    """
    seen = survey(path)
    if not seen.size:
        raise ListError.of("the list is empty", "名单是空的", Place(source))
    notes: list[Problem] = []
    chosen = find_encoding(encoding) if encoding else choose_encoding(path, seen, source, notes)
    keys: dict[str, None] = {}
    text: set[str] = set()
    fractions: set[str] = set()
    rows = bad = 0
    reasons: Counter[Text] = Counter()
    lines_of: dict[Text, int] = {}
    for line, said, record in _records(path, chosen):
        rows += 1
        if record is None:
            bad += 1
            reason = _reason(said)
            reasons[reason] += 1
            lines_of.setdefault(reason, line)
        refuse_wide(len(keys), source)
        for key, value in (record or {}).items():
            keys[key] = None
            if isinstance(value, Number):
                if not isinstance(value, Whole):
                    fractions.add(key)
            elif value is not None:
                text.add(key)
    if not keys or bad > max(rows - bad, 2):
        raise _refuse(rows, bad, reasons, lines_of, source)
    if rows == 1 and (wrapper := _find_wrapper(path, chosen)):
        raise _ask_to_unwrap(wrapper, source)
    headers = unique_headers(tuple(keys), notes, source)
    refused = Refusals(folder)
    numeric = fractions - text
    types = {header: pl.Float64() for header, key in zip(headers, keys, strict=True) if key in numeric}
    mixed = tuple(key for key in keys if key in fractions & text)
    beside = tuple(NUMBER + header for header, key in zip(headers, keys, strict=True) if key in mixed)
    types |= dict.fromkeys(beside, pl.Float64())
    frame = spool(_rows(path, chosen, tuple(keys), numeric, mixed, refused), (*headers, *beside), folder, types)
    return RawList(source, "jsonl", frame, headers, rows, refused, notes)


def _refuse(rows: int, bad: int, reasons: Counter[Text], lines_of: dict[Text, int], source: str) -> ListError:
    shown = reasons.most_common(4)
    en = "; ".join(f"{count} because {reason.en} (the first in line {lines_of[reason]})" for reason, count in shown)
    zh = "；".join(f"{count} 行{reason.zh}（第一处在第 {lines_of[reason]} 行）" for reason, count in shown)
    return ListError.of(
        f"{bad} of {rows} lines cannot be taken: {en}; JSONL has one object on each line",
        f"{rows} 行中有 {bad} 行无法读取：{zh}；JSONL 每行一个对象",
        Place(source),
    )


def _find_wrapper(path: Path, encoding: str) -> str | None:
    """The key of a single object under which a whole list of objects stands."""
    for _, _, record in _records(path, encoding):
        for key, value in (record or {}).items():
            if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
                return key
    return None


def _ask_to_unwrap(key: str, source: str) -> ListError:
    return ListError.of(
        f"the records stand in a list under the key '{key}' of one object; take them out, for example with: jq -c '.\"{key}\"[]' FILE > list.jsonl",
        f"记录位于同一对象的键 '{key}' 之下；请先取出，例如：jq -c '.\"{key}\"[]' FILE > list.jsonl",
        Place(source),
    )


def _rows(
    path: Path, encoding: str, keys: tuple[str, ...], numeric: set[str], mixed: tuple[str, ...], refused: Refusals
) -> Iterator[list[Any]]:
    for row, (line, text, record) in enumerate(_records(path, encoding), 1):
        if record is None:
            refused.add(row, line, _reason(text), text)
        else:
            cells = (_float(record.get(key)) if key in numeric else cell_text(record.get(key)) for key in keys)
            numbers = (float(value) if isinstance(value := record.get(key), Number) else None for key in mixed)
            yield [row, *cells, *numbers]


def _reason(text: str) -> Text:
    try:
        _load(text)
    except TwiceError as twice:
        return Text(f"its key '{twice}' stands twice", f"键 '{twice}' 出现两次")
    except (ValueError, RecursionError):
        pass
    return Text("it is not a JSON object", "不是 JSON 对象")


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines(path, encoding), 1):
        if text := line.strip("\ufeff \t"):
            yield number, text


def _records(path: Path, encoding: str) -> Iterator[tuple[int, str, dict[str, Any] | None]]:
    """Line, text and record of each line; None where the line is no JSON object. A file that is one array is its items."""
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    spread = head.startswith(b"{") and re.match(rb"\{\s*(?:\r?\n|$)", head)  # one object over many lines
    if head.startswith(b"[") or spread:
        if path.stat().st_size > WHOLE:
            raise ListError.of(
                f"this is one JSON array or object of more than {WHOLE >> 20} MiB, which would be held whole; write JSONL, for example "
                "with: jq -c '.[]' FILE > list.jsonl",
                f"这是超过 {WHOLE >> 20} MiB 的单个 JSON 数组或对象，须整个读入内存；请改用 JSONL，例如：jq -c '.[]' FILE > list.jsonl",
                Place(str(path)),
            )
        try:
            items = _load(path.read_text(encoding))
        except TwiceError as twice:
            raise ListError.of(
                f"the key '{twice}' stands twice in one object; leave one of them",
                f"键 '{twice}' 在同一对象中出现两次；请保留其一",
                Place(str(path)),
            ) from twice
        except (ValueError, RecursionError) as error:
            raise ListError.of(
                f"this is not well-formed JSON: {error}", f"JSON 格式有误：{error}", Place(str(path))
            ) from error
        for number, item in enumerate([items] if isinstance(items, dict) else items, 1):
            yield number, str(item), item if isinstance(item, dict) else None
        return
    for number, text in _lines(path, encoding):
        try:
            item = _load(text)
        except (ValueError, RecursionError):
            item = None
        yield number, text, item if isinstance(item, dict) else None


def cell_text(value: object) -> str | None:
    """A value of JSON as the text that a list would carry."""
    if value is None:
        return None
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        try:
            return write_nested(_number_all(value))
        except RecursionError:  # deeper than any record: its numbers may be quoted
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _number_all(value: Any) -> Any:
    """A value of JSON with its numbers as such; one beyond them stays its digits."""
    if isinstance(value, dict):
        return {key: _number_all(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_number_all(one) for one in value]
    if not isinstance(value, Number):
        return value
    try:
        return int(value) if isinstance(value, Whole) else float(value)
    except ValueError:
        return str(value)
