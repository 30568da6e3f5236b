"""shortlist decides which customers a company should take, and can defend every decision.

Public names load on first use, because plugins import this package and `--help` must stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shortlist.api import Ruleset
    from shortlist.criterion import Context, Criterion, Measure
    from shortlist.curves import Curve, levels, linear, steps
    from shortlist.explanation import Explanation
    from shortlist.fields import Field
    from shortlist.hookspecs import hookimpl
    from shortlist.language import Text
    from shortlist.segments import Segment, SegmentClass
    from shortlist.version import VERSION as __version__

_HOME = {
    "Context": "criterion",
    "Criterion": "criterion",
    "Measure": "criterion",
    "Curve": "curves",
    "levels": "curves",
    "linear": "curves",
    "steps": "curves",
    "Explanation": "explanation",
    "Field": "fields",
    "hookimpl": "hookspecs",
    "Ruleset": "api",
    "Segment": "segments",
    "SegmentClass": "segments",
    "Text": "language",
}

__all__ = [  # noqa: RUF022  (in the order in which a reader meets them)
    "Ruleset",
    "Explanation",
    "Field",
    "Measure",
    "Criterion",
    "Context",
    "Curve",
    "linear",
    "steps",
    "levels",
    "Segment",
    "SegmentClass",
    "hookimpl",
    "Text",
    "__version__",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("shortlist.version").VERSION
    if name in _HOME:
        return getattr(import_module(f"shortlist.{_HOME[name]}"), name)
    raise AttributeError(f"module 'shortlist' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
