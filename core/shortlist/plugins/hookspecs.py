"""The hooks that a plugin may implement."""

from __future__ import annotations

from pathlib import Path

import pluggy

from shortlist.model.criteria import Criterion
from shortlist.model.fields import Field
from shortlist.model.segments import Segment

hookspec = pluggy.HookspecMarker("shortlist")
hookimpl = pluggy.HookimplMarker("shortlist")
"""Marks a function of a plugin as the hook of its name: `register_fields`, `register_criteria` ...

>>> from shortlist import Field, hookimpl
>>> @hookimpl
... def register_fields():
...     return [Field("acme_years", "number", minimum=0)]
>>> register_fields()[0].id
'acme_years'
"""


@hookspec
def register_fields() -> list[Field]:  # type: ignore[empty-body]
    """The fields that the plugin's measures read. The same field declared alike by two plugins is one field."""


@hookspec
def register_criteria() -> list[Criterion]:  # type: ignore[empty-body]
    """The criteria that rulesets may name under `criteria:`."""


@hookspec
def register_segments() -> list[Segment]:  # type: ignore[empty-body]
    """The segments that rulesets may take over with `segments: [{id: size, use: SEGMENT}]`."""


@hookspec
def register_rulesets() -> list[Path]:  # type: ignore[empty-body]
    """The YAML files of rulesets; the name of one, for `-r` and `extends:`, is its file's without the suffix."""
