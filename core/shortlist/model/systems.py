"""The systems into which decisions are handed on, and what the import of each wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shortlist.language import Language, Text

PARTS = ("decision", "grade", "score", "why", "find_out", "decided_on", "ruleset")
"""What is handed on of each prospect, besides its id."""
LABELS = {
    "decision": Text("Shortlist decision", "评审结论"),
    "grade": Text("Shortlist grade", "准入等级"),
    "score": Text("Shortlist score", "准入得分"),
    "why": Text("Shortlist why", "主要依据"),
    "find_out": Text("Shortlist to find out", "待了解信息"),
    "decided_on": Text("Shortlist decided on", "评审日期"),
    "ruleset": Text("Shortlist ruleset", "所用规则集"),
}
SALESFORCE = {name: Text.of(label.en.title().replace(" ", "_") + "__c") for name, label in LABELS.items()}


@dataclass(frozen=True)
class System:
    """What an import wants. `ids` has, by header of the system's own exports, the header of the record id; `labels` name the other columns.

    `mark`: it knows UTF-8 by a byte-order mark; `guard`: it would take a text for a formula. `language`: that of all words, None for the
    program's. `named`: people read it, so the name stands there too.
    """

    title: str
    ids: Mapping[str, str]
    labels: Mapping[str, Text] = field(default_factory=lambda: LABELS)
    mark: bool = False
    guard: bool = False
    language: Language | None = None
    named: bool = False


SYSTEMS: dict[str, System] = {
    "hubspot": System("HubSpot", {"Record ID": "Record ID", "hs_object_id": "Record ID"}),
    "salesforce": System(
        "Salesforce", dict.fromkeys(("Id", "Account ID", "Lead ID", "Opportunity ID", "Contact ID"), "Id"), SALESFORCE
    ),
    "dynamics": System("Dynamics 365", {"(Do Not Modify) Account": "accountid", "accountid": "accountid"}),
    "zoho": System("Zoho CRM", {"Record Id": "Record Id", "Account Id": "Record Id", "Lead Id": "Record Id"}),
    "excel-zh": System("Excel", {}, mark=True, guard=True, language="zh", named=True),
}
