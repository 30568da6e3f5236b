"""Params that a ruleset may set, described in both languages."""

from __future__ import annotations

from typing import Any

from pydantic import Field


def param(default: Any, en: str, zh: str, **limits: Any) -> Any:
    """A param's pydantic field, described in both languages."""
    # pydantic has room for one description; `shortlist criteria show` finds the Chinese one in the extra.
    return Field(default, description=en, json_schema_extra={"zh": zh}, **limits)
