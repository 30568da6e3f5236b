"""Params that a ruleset may set, described in both languages."""

from __future__ import annotations

from typing import Any

from pydantic import Field


def param(default: Any, en: str, zh: str, **limits: Any) -> Any:
    """A pydantic field; `shortlist criteria show` finds the Chinese description in its extra."""
    return Field(default, description=en, json_schema_extra={"zh": zh}, **limits)
