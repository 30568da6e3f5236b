"""Prints what a plan led to as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shortlist.cli.terminal.screen import echo_json

if TYPE_CHECKING:
    from shortlist.planning.plan import Plan


def print_json(plan: Plan, data: dict[str, Any]) -> None:
    """Data as JSON on standard output, preceded by the ruleset, its currency and the as-of date."""
    rules = plan.ruleset
    head = {"ruleset": rules.id, "version": rules.version, "as_of": plan.as_of.isoformat(), "currency": rules.currency}
    echo_json({**head, **data})
