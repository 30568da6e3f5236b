"""The words of the domain that files, plans and memos share."""

from __future__ import annotations

from typing import Literal

Missing = Literal["skip", "neutral", "worst", "prior"]
Ranges = Literal["middle", "low", "unknown"]
IfUnknown = Literal["review", "ignore"]
Decision = Literal["reject", "review", "qualify"]
DECISIONS: tuple[Decision, ...] = ("reject", "review", "qualify")
