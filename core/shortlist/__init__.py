"""shortlist decides which customers a company should take, and can defend every decision.

Public names load on first use, because plugins import this package and `--help` must stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shortlist.api import Ruleset, decide_frame
    from shortlist.decider.decider import Decider
    from shortlist.errors import ListError, RulesetError, ShortlistError
    from shortlist.intake.options import ReadOptions
    from shortlist.intake.read import Intake, read_list
    from shortlist.language import Text
    from shortlist.model.criteria import Context, Criterion, Measure
    from shortlist.model.curves import Curve, levels, linear, steps
    from shortlist.model.explanation import Explanation
    from shortlist.model.fields import Field
    from shortlist.model.ranges import Range
    from shortlist.model.segments import Segment, SegmentClass
    from shortlist.pipeline import Outcome, run
    from shortlist.plugins.hookspecs import hookimpl
    from shortlist.record.database import RecordError
    from shortlist.record.overrides import list_overrides
    from shortlist.record.prospects import RecordedProspect, find_prospect
    from shortlist.record.runs import Record, Run, find_run, list_runs, open_record
    from shortlist.run_options import MemoOptions, OutputOptions, RankingOptions, RecordOptions
    from shortlist.version import VERSION as __version__

_HOME = {
    "Context": "model.criteria",
    "Criterion": "model.criteria",
    "Measure": "model.criteria",
    "Curve": "model.curves",
    "levels": "model.curves",
    "linear": "model.curves",
    "steps": "model.curves",
    "Decider": "decider.decider",
    "Explanation": "model.explanation",
    "Range": "model.ranges",
    "Field": "model.fields",
    "hookimpl": "plugins.hookspecs",
    "Intake": "intake.read",
    "read_list": "intake.read",
    "ReadOptions": "intake.options",
    "run": "pipeline",
    "OutputOptions": "run_options",
    "RankingOptions": "run_options",
    "MemoOptions": "run_options",
    "RecordOptions": "run_options",
    "Outcome": "pipeline",
    "ListError": "errors",
    "RulesetError": "errors",
    "ShortlistError": "errors",
    "list_overrides": "record.overrides",
    "find_prospect": "record.prospects",
    "find_run": "record.runs",
    "list_runs": "record.runs",
    "open_record": "record.runs",
    "Record": "record.runs",
    "RecordedProspect": "record.prospects",
    "RecordError": "record.database",
    "Run": "record.runs",
    "decide_frame": "api",
    "Ruleset": "api",
    "Segment": "model.segments",
    "SegmentClass": "model.segments",
    "Text": "language",
}

__all__ = [  # noqa: RUF022  (in the order in which a reader meets them, which is that of docs/python.md)
    "Ruleset",
    "decide_frame",
    "Explanation",
    "Decider",
    "Range",
    "read_list",
    "ReadOptions",
    "Intake",
    "run",
    "OutputOptions",
    "RankingOptions",
    "MemoOptions",
    "RecordOptions",
    "Outcome",
    "open_record",
    "Record",
    "list_runs",
    "find_run",
    "Run",
    "find_prospect",
    "RecordedProspect",
    "list_overrides",
    "ShortlistError",
    "RulesetError",
    "ListError",
    "RecordError",
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
