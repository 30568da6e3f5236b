"""Supplies the built-in rulesets, by the same hook that any plugin uses."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from shortlist.plugins.hookspecs import hookimpl

shortlist_api = 1


@hookimpl
def register_rulesets() -> list[Path]:
    return sorted(Path(str(resources.files("shortlist.rulesets"))).glob("*.yaml"))
