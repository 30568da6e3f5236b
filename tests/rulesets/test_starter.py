"""What `starter` and its editions make of exports as CRMs write them: the table of docs/starter.en.md, and what it promises."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from shortlist import Ruleset
from tests.support.places import DOCS
from tests.support.shared import exports
from tests.support.small import decide

AS_OF = date(2026, 11, 26)
FILES = {
    "HubSpot": "hubspot_companies.csv",
    "Salesforce": "salesforce_report.csv",
    "Chinese CRM": "crm_zh.csv",
    "国内 CRM": "crm_zh.csv",
}
ROW = re.compile(r"\| (\S[^|]*?) \| `(\w+)` \| (\d+) ?% \| (\d+) ?% \| (\d+) ?% \|")
TABLE = [
    (page, export, name, tuple(map(int, shares)))
    for page in ("starter.en.md", "starter.zh.md")
    for export, name, *shares in ROW.findall((DOCS / page).read_text(encoding="utf-8"))
]
LITTLE: dict[str, Any] = {"country": "DE"}
FULL: dict[str, Any] = {
    "country": "DE", "city": "Hamburg", "industry": "Machinery", "employees": 400.0, "annual_revenue": 6e7, "founded_year": 1980.0, "crm_stage": "opportunity",
    "lead_status": "connected", "lead_source": "referral", "last_activity": date(2026, 11, 1), "website": "acme.de", "known_contacts": 4.0,
}  # fmt: skip


@cache
def decided(export: str, name: str) -> pl.DataFrame:
    rules = Ruleset.load(name)
    with rules.read(exports(FILES[export])) as read:
        return rules.plan(AS_OF).decide(read.frame).collect()


def test_both_pages_have_the_same_table() -> None:
    assert len(TABLE) == 14
    assert [row[2:] for row in TABLE[:7]] == [row[2:] for row in TABLE[7:]]


@pytest.mark.parametrize(("page", "export", "name", "shares"), TABLE[:7])
def test_the_table_of_the_page(page: str, export: str, name: str, shares: tuple[int, ...]) -> None:
    words = decided(export, name)["decision"]
    found = tuple(round(100 * (words == word).mean()) for word in ("qualify", "review", "reject"))  # type: ignore[operator]
    assert found == shares


@pytest.mark.parametrize(
    ("export", "name"),
    [
        *((export, name) for export in ("HubSpot", "Salesforce") for name in ("starter", "starter_eu")),
        *(("Chinese CRM", name) for name in ("starter", "starter_cn")),
    ],
)
def test_an_export_ends_in_three_parts_and_each_review_says_what_to_find_out(export: str, name: str) -> None:
    frame = decided(export, name)
    shares = frame["decision"].value_counts(normalize=True).rows_by_key("decision", named=True)
    assert 0.1 <= shares["qualify"][0]["proportion"] <= 0.6
    assert shares["review"][0]["proportion"] <= 0.4
    assert 0 < shares["reject"][0]["proportion"] < 0.8
    reviews = frame.filter(pl.col("decision") == "review")
    assert reviews["ask_next"].null_count() == 0
    gate = 0.4
    assert (
        frame.filter(pl.col("coverage") < gate)["grade"].null_count() == frame.filter(pl.col("coverage") < gate).height
    )


@pytest.mark.parametrize("name", ["starter", "starter_cn", "starter_eu"])
def test_little_known_stands_in_the_middle_and_a_full_file_above_it(name: str) -> None:
    rules = Ruleset.load(name)
    little, full = decide(rules, **LITTLE), decide(rules, **FULL)
    assert little["grade"] is None and 45 <= little["score"] <= 60
    assert full["decision"] == "qualify" and full["score"] > little["score"] + 10


@pytest.mark.parametrize(
    ("change", "decision", "tag"),
    [
        ({"lead_status": "unqualified"}, "reject", None),
        ({"credit_rating": "C"}, "reject", None),
        ({"average_days_late": 120.0}, "reject", None),
        ({"crm_stage": "lost"}, None, "win-back"),
        ({"lead_status": "bad_timing"}, None, "nurture"),
        ({"country": "IR"}, None, "check-sanctions"),
    ],
)
def test_each_rule(change: dict[str, Any], decision: str | None, tag: str | None) -> None:
    row = decide(Ruleset.load("starter"), **(FULL | change))
    assert decision is None or row["decision"] == decision
    assert row["decision"] != "reject" or decision == "reject"
    assert row["tags"] == tag


def test_zero_people_are_nobody_entered_and_no_sanction_is_assumed_in_china() -> None:
    assert Ruleset.load("starter").fields["employees"].missing
    row = decide(Ruleset.load("starter_cn"), **(FULL | {"country": "IR"}))
    assert row["tags"] is None


@pytest.mark.parametrize("ranges", ["middle", "low"])
@pytest.mark.parametrize("least", [20.0, 50.0, 1_000.0, 10_001.0])
def test_an_open_end_counts_as_the_end_that_is_known(least: float, ranges: str) -> None:
    """`50+` says nothing of thousands, though the field's greatest count is 10,000,000."""
    rules = Ruleset.load("starter", [f"decision.ranges={ranges}"])
    known = decide(rules, **(FULL | {"employees": least}))
    open_ = decide(rules, **(FULL | {"employees": None, "least:employees": least, "most:employees": None}))
    assert (open_["score"], open_["size"], open_["grade"]) == (known["score"], known["size"], known["grade"])
    assert not open_["certain"] or open_["decision"] == known["decision"]
