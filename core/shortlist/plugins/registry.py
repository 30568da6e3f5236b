"""What plugins supply, and what of it is broken, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Literal

from shortlist.errors import Place, Problem
from shortlist.language import Text
from shortlist.model.criteria import Criterion
from shortlist.model.fields import Field
from shortlist.model.identity import IDENTITY
from shortlist.model.segments import Segment

HOME = "shortlist"
ALLOW = "SHORTLIST_PLUGINS"
Kind = Literal["plugin", "field", "criterion", "segment", "ruleset"]
KINDS: dict[Kind, Text] = {
    "plugin": Text("plugin", "插件"), "field": Text("field", "字段"), "criterion": Text("criterion", "评价维度"),
    "segment": Text("segment", "分类"), "ruleset": Text("ruleset", "规则集"),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Why something that a plugin declares cannot be used. `name` is its id; empty if it is the plugin as a whole."""

    plugin: str
    kind: Kind
    name: str
    reason: Text

    @property
    def text(self) -> Text:
        """The reason, after the kind and name of the thing that it is about."""
        if self.kind == "plugin":
            return self.reason
        kind = KINDS[self.kind]
        return Text(f"{kind.en} '{self.name}': {self.reason.en}", f"{kind.zh} '{self.name}'：{self.reason.zh}")

    @property
    def problem(self) -> Problem:
        return Problem(self.text, Place(self.plugin))


@dataclass
class Plugin:
    """What one entry point declares, and what of that is broken. `Registry` has what can be used."""

    id: str
    distribution: str
    version: str
    fields: list[Field] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    rulesets: list[Path] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def built_in(self) -> bool:
        return self.distribution == HOME

    @property
    def prefix(self) -> str:
        """How every id of this plugin must begin: with the first word of its distribution's name after `shortlist-`."""
        if self.built_in:
            return ""
        words = normalise_name(self.distribution).removeprefix(f"{HOME}-").split("-")
        word = re.sub(r"^[^a-z]+|[^a-z0-9]", "", words[0]) or "x"
        return f"{word}_"

    def fail(self, reason: Text, kind: Kind = "plugin", name: str = "") -> None:
        self.faults.append(Fault(self.id, kind, name, reason))

    @property
    def failed(self) -> bool:
        """Whether the plugin as a whole, or one of its hooks, is broken."""
        return any(fault.kind == "plugin" for fault in self.faults)


@dataclass(eq=False)
class Registry:
    """Everything that plugins supply and that can be used.

    `owner`: the plugin that supplied a field, criterion, segment or ruleset. `plugins`: all that were loaded, in the order
    of their ids, each with its faults. `left_out`: the ids of those that `SHORTLIST_PLUGINS` leaves out; `unknown`: the
    names in it that no plugin has.
    """

    fields: dict[str, Field] = field(default_factory=lambda: {f.id: f for f in IDENTITY})
    criteria: dict[str, Criterion] = field(default_factory=dict)
    segments: dict[str, Segment] = field(default_factory=dict)
    rulesets: dict[str, Path] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    plugins: list[Plugin] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)

    def faults(self, kind: Kind, name: str) -> list[Fault]:
        """Why something of this kind and name that was declared cannot be used."""
        return [fault for plugin in self.plugins for fault in plugin.faults if (fault.kind, fault.name) == (kind, name)]

    def explain_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """What may be behind a ruleset's problems: refused fields that they mention, and plugins that failed or were left
        out and whose prefix they mention."""
        said = " ".join(problem.text.en for problem in problems)

        def mentioned(plugin: Plugin, fault: Fault) -> bool:
            if fault.kind == "plugin":
                return plugin.built_in or re.search(rf"\b{plugin.prefix}", said) is not None
            return fault.kind == "field" and re.search(rf"\b{fault.name}\b", said) is not None

        out = Text(f"is left out by {ALLOW}", f"未列入 {ALLOW}，因此没有加载")
        absent = [Plugin(name, name.partition(":")[0], "") for name in self.left_out]
        return [
            *(fault.problem for plugin in self.plugins for fault in plugin.faults if mentioned(plugin, fault)),
            *(Fault(p.id, "plugin", "", out).problem for p in absent if re.search(rf"\b{p.prefix}", said)),
        ]

    def absent(self, distribution: str) -> Text | None:
        """Why no plugin of a distribution is here, and the remedy; None if one is."""
        wanted = normalise_name(distribution)
        if any(normalise_name(plugin.distribution) == wanted for plugin in self.plugins):
            return None
        if any(normalise_name(name.partition(":")[0]) == wanted for name in self.left_out):
            return Text(
                f"{ALLOW} leaves out {distribution}; add it there, or unset the variable",
                f"环境变量 {ALLOW} 未包含 {distribution}；请加上它，或取消该变量",
            )
        return Text(
            f"{distribution} is not installed; try: python -m pip install {distribution}",
            f"{distribution} 尚未安装；可试：python -m pip install {distribution}",
        )


def normalise_name(distribution: str) -> str:
    """A distribution's name in the form in which package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def normalise_spelling(name: str) -> str:
    """The name of a distribution, or a plugin's id, in the form in which they are compared."""
    distribution, colon, entry = name.partition(":")
    return normalise_name(distribution) + colon + entry


def plugin_id(entry: EntryPoint) -> str:
    """`distribution:name`, as messages name a plugin."""
    return f"{entry.dist.name if entry.dist else HOME}:{entry.name}"
