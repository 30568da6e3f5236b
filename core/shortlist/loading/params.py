"""The params of a plugin's criterion: what a ruleset sets, validated by the plugin's own model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from shortlist.errors import Problem, suggest
from shortlist.language import Text
from shortlist.ruleset.document import Node
from shortlist.ruleset.validation import WANTED

PARSED = {
    "float_parsing": "float_type",
    "int_parsing": "int_type",
    "int_from_float": "int_type",
    "bool_parsing": "bool_type",
}


def validate_params(
    model: type[BaseModel], given: Mapping[str, Any], node: Node, criterion: str
) -> tuple[Any, list[Problem]]:
    """An instance of the model, or None and what is wrong, each with its place at or below `node` and what was expected.

    Whatever a plugin's validators raise besides is a problem too.
    """

    try:
        return model.model_validate(given), []
    except ValidationError as error:
        return None, [_explain_error(model, node, criterion, detail) for detail in error.errors()]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
        text = Text(f"params of '{criterion}': their check raises {said}", f"'{criterion}' 的参数校验时出错：{said}")
        return None, [Problem(text, node.key or node.place)]


def _explain_error(model: type[BaseModel], node: Node, criterion: str, detail: Any) -> Problem:
    path, kind = detail["loc"], detail["type"]
    name = ".".join(str(part) for part in path)
    at = node.at(path)
    known = [info.alias or key for key, info in model.model_fields.items()]
    if kind == "extra_forbidden":
        near = suggest(str(path[-1]), known) if len(path) == 1 else Text("", "")
        if not near.en and len(path) == 1:
            near = Text(f"; known: {', '.join(known)}", f"；可用：{'、'.join(known)}")
        said, place = Text(f"unknown key '{name}'{near.en}", f"未知的键 '{name}'{near.zh}"), at.key or at.place
    elif kind == "missing":
        said, place = Text(f"'{name}' is missing", f"缺少 '{name}'"), node.key or node.place
    else:
        said, place = describe_misfit(name, detail), at.place
    return Problem.of(f"params of '{criterion}': {said.en}", f"'{criterion}' 的参数：{said.zh}", place)


def describe_misfit(name: str, detail: Any) -> Text:
    """What a value should have been, in our words where we have some, else in those of pydantic or of the model."""
    shown = repr(detail["input"])[:60]
    kind, context = detail["type"], detail.get("ctx", {})
    wanted = WANTED.get(PARSED.get(kind, kind))
    if wanted is None:
        message = detail["msg"].removeprefix("Value error, ")
        subject = f"{name}: " if name else ""
        return Text(f"{subject}{message}; found {shown}", f"{subject}{message}；实际为 {shown}")
    limits = [value for key, value in context.items() if key in ("ge", "le", "gt", "expected")]
    limit = f"{limits[0]:g}" if limits and isinstance(limits[0], float) else str(limits[0]) if limits else ""
    return Text(
        f"{name} must be {wanted.en.format(limit=limit)}; found {shown}",
        f"{name} 必须是{wanted.zh.format(limit=limit)}；实际为 {shown}",
    )
