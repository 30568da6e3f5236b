"""Reads YAML 1.2 into a tree with positions, and refuses the parts of YAML that surprise people."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.nodes import Node as YamlNode
from ruamel.yaml.reader import ReaderError

from shortlist.errors import Place, Problem, RulesetError, ShortlistError
from shortlist.language import Text

Key = str | int | float | bool
DOCUMENTS = 16  # kept: a ruleset and what it extends are read again and again, and reading YAML takes half of loading
LARGEST = 2**63 - 1  # that a column of whole numbers holds
FULL_WIDTH = "：，；（）｛｝［］“”‘’＝＞＜＂＇"
# What a line that the YAML parser stumbled over most often suffers from, for the message.
_LINE_HINTS: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        re.compile(r"[：｛｝［］]|，\s*\w+:"),
        Text(
            "the line holds full-width punctuation; type it with the English keyboard", "该行含全角标点，请改用半角标点"
        ),
    ),
    (
        re.compile(r"when:\s*[%!\"'@`&*]"),
        Text(
            "a condition that begins with % ! \" ' @ must stand in quotes as a whole, or on the line below `when: >-`",
            "以 % ! \" ' @ 开头的条件须整体加引号，或写在 `when: >-` 的下一行",
        ),
    ),
    (
        re.compile(r"\{.*when:[^\"]*,"),
        Text(
            "inside {...} a comma ends the value; put the whole condition in double quotes",
            "花括号内的逗号会截断值；请把整个条件放进双引号",
        ),
    ),
    (re.compile(r"\t"), Text("indent with spaces, not with tabs", "请用空格缩进，不要用制表符")),
)


@dataclass(frozen=True)
class Node:
    """A value of a YAML file (a mapping of nodes, a list of nodes, or a scalar) with its place and that of its key."""

    value: dict[Key, Node] | list[Node] | Any
    place: Place
    key: Place | None = None
    quote: str = ""

    @property
    def quoted(self) -> bool:
        return bool(self.quote)

    def data(self) -> Any:
        """The value as plain Python, without positions."""
        if isinstance(self.value, dict):
            return {key: node.data() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.data() for node in self.value]
        return self.value

    def at(self, path: Sequence[object]) -> Node:
        """The node at a path. Steps that the tree does not have are skipped, so that there is always a place to name."""
        node = self
        for step in path:
            if isinstance(node.value, dict) and step in node.value:
                node = node.value[step]  # type: ignore[index]
            elif isinstance(node.value, list) and isinstance(step, int) and 0 <= step < len(node.value):
                node = node.value[step]
        return node

    def get(self, key: str) -> Node | None:
        return self.value.get(key) if isinstance(self.value, dict) else None


@lru_cache(DOCUMENTS)
def read_document(text: str, source: str) -> Node:
    """The tree of a YAML document, kept for the next reader of it.

    Raises RulesetError with the one syntax error, or with all that is refused at once.
    """
    problems: list[Problem] = []
    try:
        events = list(YAML(typ="safe", pure=True).parse(text))
        problems = list(_refuse_events(events, text, source))
        # An alias would be expanded wherever it is used, which a hostile file can multiply without end.
        aliased = any(getattr(event, "anchor", None) for event in events)
        root = None if aliased else _compose(events)
        reader = _Reader(source)
        node = reader.node(root) if root is not None else None
    except MarkedYAMLError as error:
        raise RulesetError(_syntax_problem(error, text, source)) from None
    except ReaderError as error:
        before = text[: error.position]
        place = Place(source, before.count("\n") + 1, len(before) - before.rfind("\n"))
        code = f"#x{error.character:04x}"
        raise RulesetError.of(
            f"the character {code} is not taken; delete it", f"不允许字符 {code}，请删除", place
        ) from None
    except RecursionError:
        raise RulesetError.of("nested too deeply", "嵌套过深", Place(source)) from None
    except (YAMLError, ValueError) as error:
        what = " ".join(str(error).split())
        text_ = Text(f"not readable as YAML: {what}", f"无法按 YAML 读取：{what}")
        raise RulesetError(Problem(text_, Place(source))) from None
    if node is None and not problems:
        empty = Text(
            "the file is empty; a ruleset begins with `ruleset: NAME`", "文件为空；规则集以 `ruleset: 名称` 开头"
        )
        raise RulesetError(Problem(empty, Place(source)))
    if problems or reader.problems:
        found = [*problems, *reader.problems]
        raise RulesetError(sorted(found, key=lambda p: (p.place.line or 0, p.place.column or 0) if p.place else (0, 0)))
    assert node is not None
    return node


def _compose(events: Sequence[Any]) -> YamlNode | None:
    """The nodes of a document whose events are known; to parse its text a second time would take as long again."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Parser = lambda loader: _Replay(events)
    return cast("YamlNode | None", yaml.composer.get_single_node())


class _Replay:
    """The events of a parser once more, as a composer asks for them."""

    def __init__(self, events: Sequence[Any]) -> None:
        self.rest = deque(events)

    def check_event(self, *kinds: type) -> bool:
        return bool(self.rest) and (not kinds or isinstance(self.rest[0], kinds))

    def peek_event(self) -> Any:
        return self.rest[0]

    def get_event(self) -> Any:
        return self.rest.popleft()


def _refuse_events(events: Sequence[Any], text: str, source: str) -> Iterator[Problem]:
    """A problem for each anchor, alias and tag, and for a version other than 1.2."""
    # These are gone once the nodes are composed, so they are looked for among the parser's events.
    lines = text.splitlines()
    for event in events:
        mark = event.start_mark
        place = Place(source, mark.line + 1, mark.column + 1)
        if getattr(event, "version", None) not in (None, (1, 2)):
            yield Problem.of(
                "rulesets are YAML 1.2; leave %YAML out", "规则集使用 YAML 1.2，请去掉 %YAML", Place(source, 1, 1)
            )
        if getattr(event, "anchor", None):
            yield Problem.of(
                "anchors and aliases (& and *) are not taken; write the value out",
                "不支持锚点与别名（& 和 *），请写出完整的值",
                place,
            )
        if (tag := getattr(event, "tag", None)) is not None:
            hint = _hint(lines[mark.line : mark.line + 1])
            yield Problem.of(f"tags are not taken: {tag}{hint.en}", f"不支持标签：{tag}{hint.zh}", place)


def _syntax_problem(error: MarkedYAMLError, text: str, source: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    what = " ".join(str(error.problem or error.context or "").split())
    if mark is None:
        return Problem.of(f"YAML syntax: {what}", f"YAML 语法错误：{what}", Place(source))
    lines = text.splitlines()
    hint = _hint(lines[max(0, mark.line - 1) : mark.line + 1])
    return Problem.of(
        f"YAML syntax: {what}{hint.en}",
        f"YAML 语法错误：{what}{hint.zh}",
        Place(source, mark.line + 1, mark.column + 1),
    )


def _hint(lines: Sequence[str]) -> Text:
    """The most likely cause why a line cannot be read, looking at the last line first; empty without a guess."""
    hint = next((hint for line in reversed(lines) for pattern, hint in _LINE_HINTS if pattern.search(line)), None)
    return Text(f"; {hint.en}", f"；{hint.zh}") if hint else Text("", "")


class _Reader:
    """Turns ruamel's nodes into ours, and collects what is refused."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.constructor = SafeConstructor(loader=YAML(typ="safe", pure=True))

    def place(self, node: YamlNode) -> Place:
        return Place(self.source, node.start_mark.line + 1, node.start_mark.column + 1)

    def refuse(self, node: YamlNode, en: str, zh: str) -> None:
        self.problems.append(Problem.of(en, zh, self.place(node)))

    def node(self, node: YamlNode, key: Place | None = None) -> Node:
        place = self.place(node)
        if isinstance(node, MappingNode):
            return Node(self._mapping(node), place, key)
        if isinstance(node, SequenceNode):
            return Node([self.node(item) for item in node.value], place, key)
        assert isinstance(node, ScalarNode)
        return Node(self._scalar(node), place, key, quote=node.style if node.style in ("'", '"') else "")

    def _mapping(self, node: MappingNode) -> dict[Key, Node]:
        result: dict[Key, Node] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.refuse(key_node, "a key must be one word", "键必须是单个词")
                continue
            key = self._scalar(key_node)
            if isinstance(key, str) and any(c in FULL_WIDTH for c in key):
                plain = unicodedata.normalize("NFKC", key)
                self.refuse(
                    key_node,
                    f"full-width punctuation in the key {key!r}; write {plain!r} with the English keyboard",
                    f"键 {key!r} 含全角标点，请用半角写作 {plain!r}",
                )
                continue
            # `{when: a > 1, then: review}` is fine; in `{when: a IN (1, 2), ...}` YAML takes `2)` for a key without a value.
            if node.flow_style and key is not None and self._is_absent(value_node):
                self.refuse(
                    key_node,
                    f"a comma inside {{...}} ends the value before {key!r}; put the whole value in double quotes",
                    f"花括号内的逗号在 {key!r} 之前截断了值；请把整个值放进双引号",
                )
                continue
            if key == "<<":
                self.refuse(
                    key_node,
                    "merge keys (<<) are not taken; use `extends:` or write it out",
                    "不支持合并键（<<）；请使用 `extends:` 或完整写出",
                )
                continue
            if key in result:
                first = next(n.key for k, n in result.items() if k == key)
                self.refuse(
                    key_node,
                    f"the key {key!r} stands twice, first in line {first.line if first else '?'}",
                    f"键 {key!r} 重复，第一次出现在第 {first.line if first else '?'} 行",
                )
                continue
            result[key] = self.node(value_node, self.place(key_node))
        return result

    @staticmethod
    def _is_absent(node: YamlNode) -> bool:
        return isinstance(node, ScalarNode) and node.value == "" and not node.style

    def _scalar(self, node: ScalarNode) -> Any:
        tag = str(node.tag).rpartition(":")[2]
        raw = str(node.value)
        if node.style or tag not in ("int", "float", "bool", "null", "timestamp"):
            return raw
        # ruamel would read 1_000 as 1000, which YAML 1.2 does not.
        if tag in ("int", "float") and "_" in raw:
            self.refuse(node, f"write the number {raw} without _", f"数字 {raw} 中不要写下划线")
            return 0
        try:
            value = self.constructor.construct_object(node)
        except ValueError:
            shown = raw if len(raw) < 40 else f"{raw[:37]}..."
            self.refuse(node, f"{shown} is no date or number", f"{shown} 不是日期或数字")
            return None
        if isinstance(value, datetime):
            self.refuse(
                node,
                f"{raw} is a moment; write the day alone, as in 2026-01-31, or put it in quotes",
                f"{raw} 是时刻；请只写日期，例如 2026-01-31，或加引号",
            )
            return None
        if isinstance(value, int) and abs(value) > LARGEST:
            shown = raw if len(raw) < 40 else f"{raw[:37]}..."
            self.refuse(node, f"{shown} is too large for a whole number", f"{shown} 超出整数范围")
            return 0
        if isinstance(value, float) and not math.isfinite(value):
            self.refuse(node, f"{raw} is not a number to decide with", f"{raw} 不是可用的数字")
            return 0.0
        return value


# Values that are replaced as a whole when a ruleset extends another; all other mappings merge key by key.
WHOLE = frozenset({"linear", "steps", "levels", "weight", "when", "then", "classes", "floor"})
CURVES = frozenset({"linear", "steps", "levels"})


def merge(base: Node, change: Node) -> Node:
    """`base` with the changes of `change`: mappings merge key by key, lists of things with ids by id, all else is replaced.

    A new curve replaces the old one, whatever its kind, together with its `else`.
    """
    if isinstance(base.value, dict) and isinstance(change.value, dict):
        kept = dict(base.value)
        if CURVES & set(change.value):
            # A measure has one curve: without this, `steps` over `linear` would leave two.
            kept = {key: node for key, node in kept.items() if key not in CURVES | {"else"}}
        for key, node in change.value.items():
            kept[key] = merge(kept[key], node) if key in kept and key not in WHOLE else node
        return replace(change, value=kept)
    if isinstance(base.value, list) and isinstance(change.value, list):
        old, new = dict(_by_id(base.value)), dict(_by_id(change.value))
        if len(old) == len(base.value) and len(new) == len(change.value):
            merged = [merge(node, new[key]) if key in new else node for key, node in old.items()]
            return replace(change, value=merged + [node for key, node in new.items() if key not in old])
    return change


def _by_id(nodes: list[Node]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        key = node.get("id")
        if key is not None and isinstance(key.value, str):
            yield key.value, node


def set_value(root: Node, assignment: str) -> Node:
    """The tree with one value changed: `decision.qualify=65`, `rules.embargo.if_unknown=ignore`.

    Raises ShortlistError for an assignment without `=`, without a path, or with an unreadable value.
    """
    path, equals, text = assignment.partition("=")
    place = Place(f"--set {assignment}")
    steps = path.strip().split(".")
    if not equals or not all(steps):
        raise ShortlistError.of(
            "write --set PATH=VALUE, as in --set decision.qualify=65",
            "请写成 --set 路径=值，例如 --set decision.qualify=65",
            place,
        )
    value = read_document(text, str(place)) if text.strip() else Node(None, place)

    # Mistakes in the value are placed at the option, not in a file where they are not to be found.
    def placed(node: Node) -> Node:
        inner: Any = node.value
        if isinstance(inner, dict):
            inner = {key: placed(item) for key, item in inner.items()}
        elif isinstance(inner, list):
            inner = [placed(item) for item in inner]
        return replace(node, value=inner, place=place, key=place)

    return _graft(root, steps, placed(value), place)


def _graft(base: Node | None, steps: Sequence[str], value: Node, place: Place) -> Node:
    """The tree with the value put at the end of a path; items of a list are found by their id."""
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if base is not None and isinstance(base.value, list):
        ids = dict(_by_id(base.value))
        if step not in ids:
            known = ", ".join(ids) or "-"
            text = Text(
                f"nothing there has the id '{step}'; there are: {known}", f"此处没有编号 '{step}'；现有：{known}"
            )
            raise ShortlistError(Problem(text, place))
        return replace(base, value=[_graft(n, rest, value, place) if n is ids[step] else n for n in base.value])
    kept: dict[Key, Node] = dict(base.value) if base is not None and isinstance(base.value, dict) else {}
    if step in CURVES:
        kept = {key: node for key, node in kept.items() if key not in CURVES | {"else"}}
    # A step of the path is text, but keys may be numbers or truth values, such as those of a curve.
    key: Key = next((key for key in kept if str(key) == step), step)
    kept[key] = _graft(kept.get(key), rest, value, place)
    return replace(base or Node(None, place, place), value=kept)
