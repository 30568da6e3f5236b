"""The built-in segments: each class is reached, each is unknown where nothing is known, and all compile for a ruleset."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shortlist import Ruleset
from shortlist.model.segments import Segment, SegmentClass
from shortlist.plugins.discovery import registry
from shortlist.testing.conformance import segment_faults
from shortlist_criteria import register_segments
from tests.support.small import START, decide, only, write

SEGMENTS = {segment.id: segment for segment in register_segments()}
SELLER = "seller: {grade_min_invoices: 5, grade_early_credit: 3, grade_a_days: 1, grade_b_days: 4, grade_c_days: 10, core_share: 0.1, annual_sales: 1e4, high_spend: 500}"
FIRM = {
    "customer_type": "enterprise",
    "chain_position": "end_user",
    "industry_leadership": 2.0,
    "contract_years": 0.0,
    "annual_spend": 10.0,
}
BOUGHT = {"orders": 5.0}
REACHED: list[tuple[str, str, dict[str, Any]]] = [
    ("payment_grade", "A", {"settled_invoices": 5.0, "average_days_late": 1.0}),
    ("payment_grade", "B", {"settled_invoices": 5.0, "average_days_late": 4.0}),
    ("payment_grade", "C", {"settled_invoices": 5.0, "average_days_late": 10.0}),
    ("payment_grade", "D", {"settled_invoices": 5.0, "average_days_late": 11.0}),
    ("ageing", "over_90", {"overdue_over_90": 1.0}),
    ("ageing", "days_61_90", {"overdue_over_90": 0.0, "overdue_61_90": 1.0}),
    ("ageing", "days_31_60", {"overdue_over_90": 0.0, "overdue_61_90": 0.0, "overdue_31_60": 1.0}),
    ("ageing", "days_0_30", {"overdue_over_90": 0.0, "overdue_61_90": 0.0, "overdue_31_60": 0.0, "overdue_0_30": 1.0}),
    ("ageing", "none", {"overdue_over_90": 0.0, "overdue_61_90": 0.0, "overdue_31_60": 0.0, "overdue_0_30": 0.0}),
    ("strategic_level", "end_consumer", {"customer_type": "individual"}),
    ("strategic_level", "channel", {"customer_type": "enterprise", "chain_position": "distributor"}),
    (
        "strategic_level",
        "strategic_partner",
        {**FIRM, "industry_leadership": 4.0, "contract_years": 3.0, "co_innovation": 4.0},
    ),
    ("strategic_level", "core", {**FIRM, "annual_spend": 1000.0}),
    ("strategic_level", "regular", FIRM),
    *(
        ("relation_to_us", name, {"relation": name, "orders": 1.0})
        for name in ("internal", "external", "indirect", "potential", "direct")
    ),
    *(
        ("legal_nature", name, {"customer_type": name})
        for name in ("government", "nonprofit", "individual", "enterprise")
    ),
    ("buyer", "consumer", {"customer_type": "individual"}),
    ("buyer", "organisation", {"customer_type": "nonprofit"}),
    ("lifecycle_stage", "prospect", {"orders": 0.0}),
    ("lifecycle_stage", "churned", {**BOUGHT, "days_since_order": 366.0}),
    ("lifecycle_stage", "new", {**BOUGHT, "days_since_order": 5.0, "customer_years": 0.4}),
    ("lifecycle_stage", "active", {**BOUGHT, "days_since_order": 5.0, "customer_years": 3.0}),
    ("account_value", "high", {"annual_spend": 500.0}),
    ("account_value", "low", {"annual_spend": 10.0, "expected_annual_purchase": 20.0}),
    ("account_value", "normal", {"annual_spend": 100.0, "expected_annual_purchase": 200.0}),
    ("price_orientation", "price", {"purchase_motive": "promotion"}),
    ("price_orientation", "value", {"purchase_motive": "need", "value_judgement": 4.0}),
    *(("loyalty_type", name, {"brand_loyalty": name}) for name in ("loyal", "switching", "many_brands")),
    ("loyalty_type", "loyal", {"wallet_share": 0.7, "brand_loyalty": "many_brands"}),
    ("loyalty_type", "switching", {"wallet_share": 0.3}),
    ("loyalty_type", "many_brands", {"wallet_share": 0.2, "brand_loyalty": "loyal"}),
    *(("channel", name, {"channel_preference": name}) for name in ("offline", "online")),
    ("chain_role", "upstream", {"chain_position": "supplier"}),
    ("chain_role", "downstream", {"chain_position": "distributor"}),
    ("chain_role", "end_user", {"chain_position": "end_user"}),
]


@cache
def everything(folder: Path) -> Ruleset:
    used = "\n".join(f"  - {{id: my_{name}, use: {name}}}" for name in SEGMENTS)
    return Ruleset.load(write(folder, START, SELLER, "criteria: {cost_to_serve: {weight: 1}}", "segments:", used))


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return everything(tmp_path_factory.mktemp("segments"))


@pytest.mark.quick(8)
@pytest.mark.parametrize(("segment", "expected", "prospect"), [pytest.param(*r, id=f"{r[0]}.{r[1]}") for r in REACHED])
def test_class_is_reached(segment: str, expected: str, prospect: dict[str, Any], ruleset: Ruleset) -> None:
    assert decide(ruleset, **prospect)[f"my_{segment}"] == expected


def test_every_class_has_its_prospect() -> None:
    assert {(s, c) for s, c, _ in REACHED} == {(s.id, c.id) for s in SEGMENTS.values() for c in s.classes}


def test_where_nothing_is_known_every_class_is_unknown(ruleset: Ruleset) -> None:
    row = decide(ruleset)
    assert {row[f"my_{name}"] for name in SEGMENTS} == {None}


def test_every_segment_says_in_both_languages_what_it_is_and_serves() -> None:
    for segment in SEGMENTS.values():
        assert segment.serves
        for text in (segment.title, *(one.title for one in segment.classes)):
            assert any("一" <= letter <= "鿿" for letter in text.zh) and text.en.isascii()


def test_ruleset_whose_seller_lacks_a_threshold_is_told_which(tmp_path: Path) -> None:
    seller = SELLER.replace("grade_c_days: 10, ", "")
    path = write(
        tmp_path, START, seller, "criteria: {cost_to_serve: {weight: 1}}", "segments: [{id: paid, use: payment_grade}]"
    )
    line, _, text = only(path)
    assert line is not None and "grade_c_days" in text


def test_condition_that_no_seller_makes_sound_is_a_fault() -> None:
    def faults(when: str) -> list[str]:
        segment = Segment("x", (SegmentClass("a", when), SegmentClass("b")))
        return [text.en for text in segment_faults(segment, registry().fields)]

    assert faults("annual_spend >= seller.least AND country = seller.home") == []
    assert len(faults("annual_spend >= seller.least AND nonsense > 1")) == 1
    assert len(faults("credit_rating = seller.worst_of_all AND country > seller.x")) == 1
