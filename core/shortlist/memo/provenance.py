"""How a decision came about, as its memo tells it: where the facts come from, by which rules, and how to repeat it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from shortlist.plugins.discovery import registry
from shortlist.record.runs import Run
from shortlist.ruleset.definition import Ruleset
from shortlist.version import VERSION

OPTIONS = {
    "maps": "--map",
    "mapping_file": "--mapping",
    "encoding": "--encoding",
    "delimiter": "--delimiter",
    "header_row": "--header-row",
    "id_field": "--id",
    "limit": "--limit",
    "history": "--history",
}
"""The options that say how a list is read, by the arguments of `read_list`."""


@dataclass(frozen=True)
class Provenance:
    """What a memo tells besides the explanation.

    `options` are the words with which `shortlist memo ID` finds the prospect again; `versions` a line a program.
    """

    options: tuple[str, ...]
    source: str
    as_of: date
    ruleset_hash: str
    versions: tuple[str, ...]


def of_list(
    ruleset: Ruleset, given: str, as_of: date, source: str, reading: Mapping[str, Any], language: str
) -> Provenance:
    """Of a prospect read from a list; `given` is the ruleset as it was named, `reading` how the list was read."""
    words = ["--list", source, "-r", given]
    for assignment in ruleset.origin.assignments:
        words += ["--set", assignment]
    for name, option in OPTIONS.items():
        value = reading.get(name)
        values: Sequence[Any] = value if isinstance(value, tuple | list) else () if value is None else (value,)
        for one in values:
            words += [option, str(one)]
    words += ["--as-of", as_of.isoformat(), "--lang", language]
    return Provenance(tuple(words), source, as_of, ruleset.origin.hash, _versions(ruleset))


def of_run(run: Run, language: str) -> Provenance:
    """Of a prospect that stands in the record."""
    words = ("--run", str(run.id), "--db", str(run.record.path), "--lang", language)
    source = f"{run.facts['source']} ({run.record.path}, {run.id})"
    return Provenance(words, source, run.as_of, run.ruleset.origin.hash, _versions(run.ruleset))


def _versions(ruleset: Ruleset) -> tuple[str, ...]:
    """The program, the plugins that supply a criterion of the ruleset, and the library that computes."""

    suppliers = {criterion.supplier for criterion in ruleset.criteria.values()}
    plugins = [f"{plugin.id} {plugin.version}" for plugin in registry().plugins if plugin.id in suppliers]
    return (f"shortlist {VERSION}", *plugins, f"polars {version('polars')}")
