"""Every measure that declares a direction keeps to it: its curve, and its criterion over the fields, by random prospects."""

from __future__ import annotations

import json
import random
import tempfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from shortlist import Field, Measure, Ruleset
from shortlist.catalogue import reads_of
from shortlist.model.fields import NUMERIC
from shortlist.planning.plan import Plan
from shortlist_criteria import register_criteria, register_fields
from tests.criteria.test_criteria import FILES
from tests.support.small import START, write

CRITERIA = {criterion.id: criterion for criterion in register_criteria()}
FIELDS = {field.id: field for field in register_fields()}
ROWS = 4_000
SELLER = {
    "centres": [{"name": "London", "latitude": 51.5074, "longitude": -0.1278}],
    "countries": ["GB"],
    "languages": ["en"],
    "services": ["installation", "training", "support"],
    "response_hours": 8,
    "service_days": 100,
    "annual_capacity": 1_000_000,
}

# How a criterion goes with each field of measures over several fields, or of a function; all else follows from `direction`.
# Left out are fields that a formula reads both ways (revenue divides profit, and a loss too), and texts and places.
FORMULAS = {
    "solvency.cash_to_debt": {"operating_cash_flow": 1},
    "solvency.cash_margin": {"operating_cash_flow": 1},
    "solvency.cash_conversion": {"operating_cash_flow": 1},
    "lifetime_value.purchases_to_come": {"total_spend": 1},
    "payment_ability.net_margin": {"net_income": 1},
    "payment_ability.return_on_assets": {"net_income": 1},
    "payment_ability.days_sales_outstanding": {"receivables": -1},
    "long_term_potential.revenue_growth": {"previous_revenue": -1, "annual_revenue": 1},
    "innovation.rd_intensity": {"research_spending": 1},
    "risk.z_score": {"working_capital": 1, "retained_earnings": 1, "ebit": 1},
    "risk.interest_cover": {"ebit": 1},
    "risk.ebitda_margin": {"ebitda": 1},
    "risk.years_in_business": {"founded_year": -1},
    "cooperation.spend_growth": {"annual_spend": 1, "previous_annual_spend": -1},
    "cooperation.committed_share": {"committed_volume": 1, "annual_spend": -1},
    "lifetime_value.lifetime_value": {"gross_margin": 1},
    "cost_to_serve.service_cost_share": {"service_cost": -1, "annual_spend": 1},
    "cost_to_serve.tickets_per_order": {"tickets": -1},
}
MIXED = {("innovation", "annual_revenue"), ("payment_ability", "annual_revenue"), ("payment_ability", "total_assets"), ("risk", "annual_revenue"),
         ("risk", "total_assets"), ("risk", "equity"), ("risk", "interest_expense"), ("cooperation", "annual_spend"),
         ("lifetime_value", "annual_spend"), ("lifetime_value", "retention_rate"), ("cost_to_serve", "orders_last_year"),
         ("lifetime_value", "customer_years"), ("lifetime_value", "days_since_order"), ("lifetime_value", "orders"), ("solvency", "annual_revenue"),
         ("solvency", "debt_ratio"), ("solvency", "net_income"), ("solvency", "total_assets")}  # fmt: skip


def sign(measure: Measure) -> int:
    return {"rising": 1, "falling": -1, "none": 0}[str(measure.direction)]


def effects(criterion: str) -> dict[str, set[int]]:
    """By field, in which directions the criterion's measures go with it; 0 where one goes both ways."""
    found: dict[str, set[int]] = {}
    for measure in CRITERIA[criterion].measures:
        formula = FORMULAS.get(f"{criterion}.{measure.id}")
        names = reads_of(measure)
        for name in names:
            if FIELDS[name].type not in (*NUMERIC, "level"):
                continue
            known = sign(measure) if measure.direction and len(names) == 1 and formula is None else 0
            found.setdefault(name, set()).add(formula.get(name, 0) if formula is not None else known)
    return found


CASES = [
    (criterion, name, way)
    for criterion in CRITERIA
    for name, ways in effects(criterion).items()
    for way in ways
    if len(ways) == 1 and way != 0
]


@pytest.mark.parametrize(
    "measure", [pytest.param(m, id=f"{c.id}.{m.id}") for c in CRITERIA.values() for m in c.measures]
)
def test_curve_goes_the_way_that_the_measure_declares(measure: Measure) -> None:
    scores = [score for _, score in measure.curve.points]
    if measure.curve.kind == "levels":
        order: tuple[object, ...] = FIELDS[str(measure.value)].values or (False, True)
        scores = [score for _, score in sorted(measure.curve.points, key=lambda point: order.index(point[0]))]
    rising, falling = scores == sorted(scores), scores == sorted(scores, reverse=True)
    assert {"rising": rising, "falling": falling, "none": not rising and not falling}[measure.direction]


def test_every_field_that_a_criterion_goes_both_ways_with_is_known() -> None:
    """A new measure must say how it goes with its fields, or that it goes both ways."""
    both = {
        (criterion, name)
        for criterion in CRITERIA
        for name, ways in effects(criterion).items()
        if ways != {1} and ways != {-1}
    }
    undeclared = {
        ("decision_efficiency", "brands_compared"),
        ("scale", "expected_annual_purchase"),
        ("geography", "latitude"),
        ("geography", "longitude"),
    }
    assert both == MIXED | undeclared


@cache
def plan(criterion: str) -> Plan:
    used = {criterion: {"weight": 1, "params": FILES[criterion].file.params}}
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), START, f"seller: {json.dumps(SELLER)}", f"criteria: {json.dumps(used)}")
        return Ruleset.load(path).plan(date(2026, 11, 23))


def value(field: Field, rng: random.Random) -> object:
    if field.type == "level":
        return rng.choice(field.values)
    if field.type == "bool":
        return rng.random() < 0.5
    if field.type in NUMERIC:
        low = -1000.0 if field.minimum is None else field.minimum
        high = field.maximum if field.maximum is not None else rng.choice([2, 50, 1000, 1e6, 1e10])
        if field.id == "founded_year":
            low, high = 1900, 2030
        number = rng.uniform(low, high)
        return float(round(number)) if field.type in ("integer", "rating") else number
    if field.type == "date":
        return date(2026, 11, 23) - timedelta(days=rng.randrange(1000))
    if field.type == "country":
        return rng.choice(["GB", "FR", "CN", "US", "BR"])
    return rng.choice(["machinery, ERP and training", "coal", "software and 咨询", "other"])


@pytest.mark.quick(18)
@pytest.mark.parametrize(("criterion", "name", "way"), CASES)
def test_criterion_is_monotone_over_the_field(criterion: str, name: str, way: int) -> None:
    rng = random.Random(f"{criterion}.{name}")
    reads = list(plan(criterion).fields)
    before = [{key: value(FIELDS[key], rng) if rng.random() < 0.85 else None for key in reads} for _ in range(ROWS)]
    after = []
    for row in before:
        pair = [value(FIELDS[name], rng), value(FIELDS[name], rng)]
        pair.sort(key=lambda v: FIELDS[name].values.index(str(v)) if FIELDS[name].values else v)  # type: ignore[arg-type, return-value]
        if name == "founded_year":
            pair = [min(year, 2026.0) for year in pair]  # type: ignore[type-var]
        row[name] = pair[0]
        after.append({**row, name: pair[1]})
    schema = {key: FIELDS[key].dtype for key in reads}
    first, second = (
        plan(criterion).decide(pl.LazyFrame(rows, schema=schema)).select(criterion, "score_low", "score_high").collect()
        for rows in (before, after)
    )
    for column in (criterion, "score_low", "score_high"):
        change = (second[column] - first[column]) * way
        assert change.drop_nulls().min() >= 0, (column, before[change.arg_min() or 0], after[change.arg_min() or 0])  # type: ignore[operator]
        assert change.drop_nulls().len() > ROWS // 2
        assert change.drop_nulls().max() > 0 or column != criterion  # type: ignore[operator]
