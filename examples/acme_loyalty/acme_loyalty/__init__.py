"""How loyal a customer of Acme is: fields, a criterion, a segment and a ruleset for shortlist."""

from pathlib import Path

from shortlist import Criterion, Field, Segment, hookimpl

from .fields import FIELDS
from .loyalty import CRITERION
from .tenure import SEGMENT

shortlist_api = 1


@hookimpl
def register_fields() -> list[Field]:
    return list(FIELDS)


@hookimpl
def register_criteria() -> list[Criterion]:
    return [CRITERION]


@hookimpl
def register_segments() -> list[Segment]:
    return [SEGMENT]


@hookimpl
def register_rulesets() -> list[Path]:
    return [Path(__file__).parent / "acme_accounts.yaml"]
