"""Checks the structure of a ruleset file: whatever pydantic finds wrong, in our words and with its place."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from functools import reduce
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from shortlist.errors import Problem, RulesetError, suggest
from shortlist.language import Text
from shortlist.ruleset.document import Node
from shortlist.ruleset.entries import LABEL
from shortlist.ruleset.schema import CODE, RulesetFile

# Takes the place of a required part that is broken, so that the rest can be checked.
BROKEN = "broken"
_FALLBACK = {"ruleset": BROKEN, "version": "0", "criteria": {BROKEN: {"weight": 1}}}


class Structure:
    """The model of a tree, without the entries that are wrong.

    `problems` has every mistake. `broken` has the names of what was left out, so that whatever mentions one of them is
    not called wrong for that.
    """

    def __init__(self, tree: Node) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self.broken: set[str] = set()
        self._data: dict[str, Any] = tree.data()
        # Of each list the original indices of what is left in it, because mistakes are placed in the file as it is.
        self._kept = {key: list(range(len(value))) for key, value in self._data.items() if isinstance(value, list)}
        self._quote_version()
        self.file = self._validate()

    def item(self, section: str, index: int) -> Node:
        """The node in the file of an entry in one of the model's lists."""
        return self.tree.at((section, self._kept[section][index]))

    def _quote_version(self) -> None:
        # An unquoted 1.10 is the number 1.1, so it is a mistake; told here, where the remedy is known.
        version = self.tree.get("version")
        if version is not None and isinstance(version.value, int | float | date):
            self._data["version"] = shown = str(version.value)
            self.problems.append(
                Problem.of(
                    f'put the version in quotes: version: "{shown}"',
                    f'版本号请加引号：version: "{shown}"',
                    version.place,
                )
            )

    def _validate(self) -> RulesetFile:
        # pydantic does not look inside what it cannot read, so a mistake can hide others: what is wrong is cut out until the
        # rest is right.
        while True:
            try:
                return RulesetFile.model_validate(self._data)
            except ValidationError as error:
                details = error.errors()
            before = deepcopy(self._data)
            places = [self._original(detail["loc"]) for detail in details]
            told = [_explain_error(self.tree, place, detail) for place, detail in zip(places, details, strict=True)]
            self.problems = list(dict.fromkeys(self.problems + told))
            # An unknown key alone goes; what it stands in is still checked.
            unknown = [
                d["loc"] for d in details if d["type"] in ("extra_forbidden", "invalid_key") and self._drop(d["loc"])
            ]
            wrong = {self._entry(detail["loc"]) for detail in details if detail["loc"] not in unknown}
            # From the end of a list, or the indices of what is still to be cut would shift.
            for path in sorted(wrong, key=_by_index, reverse=True):
                self._prune(path)
            if self._data == before:  # nothing was cut: without the whole section the loop ends
                for section in {path[:1] for path in wrong}:
                    self._prune(section)
                if self._data == before:
                    raise RulesetError(self.problems)

    def _drop(self, location: tuple[Any, ...]) -> bool:
        """Cut out a key alone, and beside it all that are no text; False where the way there leads through one of these."""
        # Pydantic names what is no text by some text of it.
        try:
            parent: Any = reduce(lambda data, step: data[step], location[:-1], self._data)
        except (LookupError, TypeError):
            return False
        for key in [key for key in parent if key == location[-1] or not isinstance(key, str)]:
            del parent[key]
        return True

    def _original(self, location: tuple[Any, ...]) -> tuple[Any, ...]:
        """A location in the pruned data as one in the file."""
        if len(location) > 1 and location[0] in self._kept and isinstance(location[1], int):
            return (location[0], self._kept[location[0]][location[1]], *location[2:])
        return location

    def _entry(self, location: tuple[Any, ...]) -> tuple[Any, ...]:
        """The smallest part of the file that a mistake makes unusable: a field, a measure, a rule, a setting."""
        if location[:1] == ("criteria",) and location[2:3] == ("measures",) and len(location) > 3:
            return tuple(location[:4])
        if location[:1] == ("treatments",) and location[2:3] == ("offer",) and len(location) > 3:
            return tuple(location[:4])
        if location[:1] == ("rules",) and location[2:3] in (("then",), ("because",)):
            return tuple(location[:3])
        if location[2:] == ("[key]",):
            return tuple(location[:2])
        if location[:1] == ("criteria",) and len(location) > 2 and location[2] != "measures":
            return tuple(location[:3])
        whole = (
            len(location) < 2
            or not isinstance(self._data.get(location[0]), dict | list)
            or location[0] in ("title", "about")
        )
        return tuple(location[: 1 if whole else 2])

    @staticmethod
    def _lacks_only_if_unknown(section: Any, path: tuple[Any, ...]) -> bool:
        entry = section[path[1]] if path[:1] == ("rules",) and len(path) == 2 else None
        return isinstance(entry, dict) and {"id", "when", "then"} <= set(entry) and "if_unknown" not in entry

    def _prune(self, path: tuple[Any, ...]) -> None:
        """Cut out what is wrong, and put something harmless in the place of what is required."""
        section = self._data.get(path[0]) if path else None
        if len(path) == 4 and isinstance(section, dict):
            section[path[1]]["measures"].pop(path[3], None)
            self.broken.add(str(path[1]))
        elif len(path) == 4 and isinstance(section, list):
            section[path[1]][path[2]].pop(path[3], None)
        elif len(path) == 3 and isinstance(section, dict):
            section[path[1]].pop(path[2], None)
            section[path[1]] |= {"weight": 1} if path[2] == "weight" else {}
        elif len(path) == 3 and isinstance(section, list):
            self.broken |= set(_list_conclusions(section[path[1]].pop(path[2], None)))
            section[path[1]] |= {"then": {"tag": BROKEN}} if path[2] == "then" else {}
        elif self._lacks_only_if_unknown(section, path):
            section[path[1]]["if_unknown"] = "ignore"  # type: ignore[index]
        elif len(path) == 2 and isinstance(section, dict):
            section.pop(path[1], None)
            self.broken.add(str(path[1]))
        elif len(path) == 2 and isinstance(section, list):
            entry = section.pop(path[1])
            del self._kept[path[0]][path[1]]
            if isinstance(entry, dict):
                self.broken |= {str(entry.get("id")), *_list_conclusions(entry.get("then"))}
        elif path:
            self.broken |= {str(key) for key in section} if isinstance(section, dict) else set()
            self._data.pop(path[0], None)
        if path and path[0] in _FALLBACK and not self._data.get(path[0]):
            self._data[path[0]] = _FALLBACK[path[0]]


def _by_index(path: tuple[Any, ...]) -> list[str]:
    """A sort key by which the entry of a list with the higher index is greater (as text, 10 would be less than 9)."""
    return [str(part).zfill(9) for part in path]


def _list_conclusions(then: Any) -> Iterator[str]:
    for item in then if isinstance(then, list) else [then]:
        if isinstance(item, dict) and "conclude" in item:
            yield str(item["conclude"])


def _explain_error(tree: Node, location: tuple[Any, ...], detail: Any) -> Problem:
    """A pydantic error in our own words."""
    kind, context = detail["type"], detail.get("ctx", {})
    steps = [part for part in location if part != "[key]"]  # which pydantic adds where a mapping's key is wrong
    node = tree.at(steps)
    if kind == "extra_forbidden":
        known = _keys_at(RulesetFile, tuple(steps[:-1]))
        near = suggest(str(steps[-1]), known)
        return Problem.of(
            f"unknown key '{steps[-1]}'{near.en or '; known: ' + ', '.join(known)}",
            f"未知的键 '{steps[-1]}'{near.zh or '；可用：' + '、'.join(known)}",
            node.key or node.place,
        )
    if kind == "invalid_key" or (kind == "string_type" and location[-1] == "[key]"):
        return _refuse_key(tree, steps, detail["input"])
    if kind == "missing":
        return Problem.of(f"'{steps[-1]}' is missing", f"缺少 '{steps[-1]}'", node.key or node.place)
    own = node.value is None or "[key]" in location
    place = node.key if own and node.key else node.place
    if kind == "shortlist":
        return Problem.of(context["en"], context["zh"], node.key or node.place)
    name = _last_key(tree, steps)
    value = str(detail["input"])
    shown = repr(detail["input"]) if len(value) < 60 else f"{value[:57]}..."
    wanted = WANTED.get(kind)
    if kind == "string_pattern_mismatch":
        wanted = {LABEL: A_LABEL, CODE: CURRENCY}.get(context["pattern"], wanted)
    if wanted is None:
        return Problem.of(
            f"'{name}': {detail['msg']}; found {shown}", f"'{name}'：{detail['msg']}；实际为 {shown}", node.place
        )
    limit = next(
        (
            f"{v:g}" if isinstance(v, float) else str(v).replace("True, False", "true, false")  # as YAML has them
            for k, v in context.items()
            if k in ("ge", "le", "gt", "expected")
        ),
        "",
    )
    near = suggest(value, [v.strip("'") for v in str(context.get("expected", "")).replace(" or ", ", ").split(", ")])
    return Problem.of(
        f"'{name}' must be {wanted.en.format(limit=limit)}; found {shown}{near.en}",
        f"'{name}' 必须是{wanted.zh.format(limit=limit.replace(' or ', '、').replace(', ', '、'))}；实际为 {shown}{near.zh}",
        place,
    )


def _refuse_key(tree: Node, steps: list[Any], key: object) -> Problem:
    """Of a key that is no text, such as 5 or an empty one, which YAML has too."""
    node = tree.at(steps[:-1])
    found = (
        next((one for name, one in node.value.items() if name == key), node) if isinstance(node.value, dict) else node
    )
    shown = "~" if key is None else str(key).lower() if isinstance(key, bool) else str(key)
    within = f" of '{name}'" if (name := _last_key(tree, steps[:-1])) else ""
    inside = f"'{name}' 中的" if name else ""
    return Problem.of(
        f"a key{within} must be text; found {shown}; write a name, or put it in quotes",
        f"{inside}键必须是文本；实际为 {shown}；请写名称，或加引号",
        found.key or found.place,
    )


def _last_key(tree: Node, steps: list[Any]) -> str:
    """The last step of pydantic's location that is a key in the file; others name types, such as a branch of a union."""
    for index, part in reversed(list(enumerate(steps))):
        if isinstance(part, str) and tree.at(steps[: index + 1]) is not tree.at(steps[:index]):
            return part
    return ""


A_LABEL = Text(
    "a plain name: letters, digits, _, + and -, beginning with a letter",
    "简单名称：字母、数字、下划线、+ 和 -，以字母开头",
)
CURRENCY = Text("a code of three capital letters such as USD or CNY", "三个大写字母的货币代码，例如 USD 或 CNY")
WANTED: dict[str, Text] = {
    "string_type": Text("text; put it in quotes", "文本（请加引号）"),
    "float_type": Text("a number", "数字"),
    "int_type": Text("a whole number", "整数"),
    "bool_type": Text("true or false", "true 或 false"),
    "dict_type": Text("a mapping (key: value)", "映射（键: 值）"),
    "list_type": Text("a list (- item)", "列表（- 项）"),
    "model_type": Text("a mapping (key: value)", "映射（键: 值）"),
    "model_attributes_type": Text("a mapping (key: value)", "映射（键: 值）"),
    "date_type": Text("a date as 2026-01-31", "日期，例如 2026-01-31"),
    "literal_error": Text("{limit}", "{limit} 之一"),
    "greater_than_equal": Text("at least {limit}", "不小于 {limit} 的数"),
    "less_than_equal": Text("at most {limit}", "不大于 {limit} 的数"),
    "greater_than": Text("more than {limit}", "大于 {limit} 的数"),
    "finite_number": Text("a finite number", "有限的数"),
    "string_pattern_mismatch": Text(
        "a plain name: small letters, digits and _, beginning with a letter",
        "简单名称：小写字母、数字和下划线，以字母开头",
    ),
    "string_too_short": Text("not empty", "非空文本"),
    "too_short": Text("not empty", "非空"),
}


def _keys_at(model: Any, location: tuple[Any, ...]) -> list[str]:
    """The keys that a model allows at a location in its data."""
    current = model
    for part in location:
        found = next(
            (info.annotation for name, info in current.model_fields.items() if part in (name, info.alias)), None
        )
        # A mapping's key or a list's index is no field: the model inside was reached with the field before it.
        current = _model_in(found) or current
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
