"""Hashes all that a plugin declares, so that a replay can tell when a declaration or its code has changed."""

from __future__ import annotations

import dataclasses
import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shortlist.plugins.registry import Plugin, Registry
from shortlist.ruleset.sources import content_hash


def fingerprint_plugins(plugins: Registry) -> dict[str, dict[str, str]]:
    """Each plugin's version and the hash of its declarations by plugin id, as the record keeps them."""
    return {plugin.id: {"version": plugin.version, "declarations": fingerprint(plugin)} for plugin in plugins.plugins}


def fingerprint(plugin: Plugin) -> str:
    """The hash of a plugin's fields, criteria, segments and rulesets.

    A function counts with the source of its whole module, because it may call others there; other modules that it imports
    are covered by the plugin's version only.
    """
    declared = [plugin.fields, plugin.criteria, plugin.segments, plugin.rulesets]
    return content_hash(json.dumps(_plain(declared), ensure_ascii=False).encode())


def _plain(value: Any) -> Any:
    """The value as JSON can hold it: a mapping in its order, a file by its content, code by its source."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):  # whose order differs from process to process
        return sorted(map(str, value))
    if isinstance(value, Path):
        return [value.name, content_hash(value.read_bytes())]
    if isinstance(value, type):
        schema = getattr(value, "model_json_schema", None)
        return [value.__qualname__, schema() if schema is not None else None, _code(value)]
    if callable(value):
        return [getattr(value, "__qualname__", type(value).__qualname__), _code(value)]
    return value if value is None or isinstance(value, (str, int, float, bool)) else repr(value)


def _code(value: Any) -> str:
    """The hash of the module that defines a function or class; empty where it has no source, as in a console."""
    try:
        file = inspect.getsourcefile(inspect.unwrap(value))
        return content_hash(Path(file).read_bytes()) if file else ""
    except (TypeError, OSError):
        return ""
