"""Where a decision came from, for its memo: the source of the facts, the ruleset, and the command that repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

from shortlist.intake.options import ReadOptions
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
    "visible": "--visible",
    "id_field": "--id",
    "limit": "--limit",
    "history": "--history",
}
"""The options that say how a list is read, by the fields of `ReadOptions`, and `history`."""


@dataclass(frozen=True)
class Provenance:
    """What a memo tells besides the explanation.

    `options`: the words with which `shortlist memo ID` finds the prospect again. `versions`: programs and plugins, each
    with its version.
    """

    options: tuple[str, ...]
    source: str
    as_of: date
    ruleset_hash: str
    versions: tuple[str, ...]


def of_list(
    ruleset: Ruleset,
    given: str,
    as_of: date,
    source: str,
    reading: ReadOptions,
    history: Sequence[str],
    language: str,
) -> Provenance:
    """Of a prospect read from a list; `given` is the ruleset as it was named, `history` the tables given as NAME=FILE."""
    said = {**asdict(reading), "history": history}
    words = ["--list", source, "-r", given]
    for assignment in ruleset.origin.assignments:
        words += ["--set", assignment]
    for name, option in OPTIONS.items():
        value = said[name]
        values: Sequence[Any] = value if isinstance(value, tuple | list) else () if value is None else (value,)
        for one in values:
            words += ([option] if one else []) if isinstance(one, bool) else [option, str(one)]
    words += ["--as-of", as_of.isoformat(), "--lang", language]
    return Provenance(tuple(words), source, as_of, ruleset.origin.hash, _versions(ruleset))


def of_run(run: Run, language: str) -> Provenance:
    """The provenance of a prospect from the record."""
    words = ("--run", str(run.id), "--db", str(run.record.path), "--lang", language)
    source = f"{run.facts['source']} ({run.record.path}, {run.id})"
    return Provenance(words, source, run.as_of, run.ruleset.origin.hash, _versions(run.ruleset))


def _versions(ruleset: Ruleset) -> tuple[str, ...]:
    """The versions of the program, of the plugins that supply a criterion of the ruleset, and of Polars."""

    suppliers = {criterion.supplier for criterion in ruleset.criteria.values()}
    plugins = [f"{plugin.id} {plugin.version}" for plugin in registry().plugins if plugin.id in suppliers]
    return (f"shortlist {VERSION}", *plugins, f"polars {version('polars')}")
