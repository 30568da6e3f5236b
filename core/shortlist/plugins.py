"""Finding plugins by entry point, and what they supply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TypeVar

import pluggy

from shortlist import hookspecs
from shortlist.criterion import Criterion
from shortlist.errors import PluginError
from shortlist.fields import IDENTITY, Field
from shortlist.language import Text
from shortlist.version import API

GROUP = "shortlist"
T = TypeVar("T")


@dataclass
class Registry:
    """The fields and criteria of all plugins that work, and why the others do not.

    `owner` tells which plugin supplied a field or criterion, `failed` maps a plugin's id to its error.
    """

    fields: dict[str, Field] = field(default_factory=lambda: {f.id: f for f in IDENTITY})
    criteria: dict[str, Criterion] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, plugin: str, fields: list[Field], criteria: list[Criterion]) -> None:
        """Take over what one plugin supplies, all or nothing. Raises PluginError on a clash."""
        for declared in fields:
            known = self.fields.get(declared.id)
            if known is not None and known != declared:
                other = self.owner.get(declared.id, "shortlist")
                raise PluginError(
                    Text(
                        f"field {declared.id} is declared differently by {other}",
                        f"字段 {declared.id} 与 {other} 的声明不同",
                    )
                )
        for criterion in criteria:
            if criterion.id in self.criteria:
                other = self.owner[criterion.id]
                raise PluginError(
                    Text(
                        f"criterion {criterion.id} is already supplied by {other}",
                        f"准则 {criterion.id} 已由 {other} 提供",
                    )
                )
        for name in (*(f.id for f in fields), *(c.id for c in criteria)):
            self.owner.setdefault(name, plugin)
        self.fields |= {item.id: item for item in fields}
        self.criteria |= {criterion.id: criterion for criterion in criteria}


def plugin_id(entry: EntryPoint) -> str:
    """`distribution:name`, which is how messages name a plugin."""
    return f"{entry.dist.name if entry.dist else '?'}:{entry.name}"


@cache
def registry() -> Registry:
    """Load every entry point of the group `shortlist`, each on its own: a broken one is named, the others go on."""
    result = Registry()
    for entry in sorted(entry_points(group=GROUP), key=plugin_id):
        name = plugin_id(entry)
        try:
            result.add(name, *_supplies(entry.load(), name))
        except (Exception, SystemExit) as error:
            result.failed[name] = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return result


def _supplies(module: ModuleType, name: str) -> tuple[list[Field], list[Criterion]]:
    if getattr(module, "shortlist_api", None) != API:
        raise PluginError(Text(f"shortlist_api must be {API}", f"shortlist_api 必须为 {API}"))
    manager = pluggy.PluginManager("shortlist")
    manager.add_hookspecs(hookspecs)
    manager.register(module, name)
    manager.check_pending()
    return _items(manager.hook.register_fields, Field), _items(manager.hook.register_criteria, Criterion)


def _items(hook: Callable[[], list[object]], kind: type[T]) -> list[T]:
    items: list[T] = []
    for result in hook():
        if not isinstance(result, list) or not all(isinstance(item, kind) for item in result):
            raise PluginError(
                Text(
                    f"the hook must return a list of {kind.__name__}; found {type(result).__name__}",
                    f"钩子必须返回 {kind.__name__} 的列表，实际为 {type(result).__name__}",
                )
            )
        items += result
    return items
