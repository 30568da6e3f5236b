"""The hooks that a plugin may implement."""

from __future__ import annotations

import pluggy

from shortlist.criterion import Criterion
from shortlist.fields import Field

hookspec = pluggy.HookspecMarker("shortlist")
hookimpl = pluggy.HookimplMarker("shortlist")


@hookspec
def register_fields() -> list[Field]:  # type: ignore[empty-body]
    """The fields that the plugin's measures read. The same field declared alike by two plugins is one field."""


@hookspec
def register_criteria() -> list[Criterion]:  # type: ignore[empty-body]
    """The criteria that rulesets may name under `criteria:`."""
