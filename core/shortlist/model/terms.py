"""The words of the domain that files, plans and memos share."""

from __future__ import annotations

from typing import Literal

from shortlist.language import Text

Missing = Literal["skip", "neutral", "worst", "prior"]
Ranges = Literal["middle", "low", "unknown"]
IfUnknown = Literal["review", "ignore"]
Decision = Literal["reject", "review", "qualify"]
DECISIONS: tuple[Decision, ...] = ("reject", "review", "qualify")
DECISION_WORDS: dict[str, Text] = {
    "qualify": Text("qualify", "准入"),
    "review": Text("review", "复核"),
    "reject": Text("reject", "拒绝"),
}
