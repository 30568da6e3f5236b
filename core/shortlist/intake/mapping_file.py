"""A file for `--mapping`: a line a field, with its header and unit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from shortlist.errors import ListError, Place, Problem
from shortlist.files import explain_no_file


@dataclass(frozen=True)
class Told:
    """One field as it was said: its header (empty: none), the words of a unit, and where that stands."""

    field: str
    header: str
    unit: str
    place: Place


def read_mapping(mapping_file: str | None) -> list[Told]:
    """What a mapping file says, a field a line; nothing without one. Raises ListError with the line where it is no mapping."""
    if mapping_file is None:
        return []

    place = Place(mapping_file)
    if (text := explain_no_file(mapping_file)) is not None:
        raise ListError(Problem(text, place))
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
        found.append(Told(str(field), "" if header is None else str(header), str(unit or ""), place))
    return found
