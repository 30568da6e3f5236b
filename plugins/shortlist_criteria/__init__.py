"""The built-in criteria, as a plugin like any other, which uses nothing that a third party cannot use."""

from shortlist import Criterion, Field, Segment, hookimpl
from shortlist_criteria import (
    advocacy,
    compliance,
    contact_quality,
    cooperation,
    cost_to_serve,
    culture_fit,
    decision_efficiency,
    engagement,
    fields,
    geography,
    innovation,
    lifetime_value,
    long_term_potential,
    market_influence,
    need_fit,
    operating_risk,
    payment_ability,
    payment_record,
    product_use,
    risk,
    risk_sharing,
    scale,
    segments,
    service_needs,
    solvency,
)

shortlist_api = 1


@hookimpl
def register_fields() -> list[Field]:
    return list(fields.FIELDS)


@hookimpl
def register_criteria() -> list[Criterion]:
    """In the order of the requirements: R01 to R10 for any prospect, then D01 to D18 for those who have bought before."""
    return [
        need_fit.CRITERION,
        payment_ability.CRITERION,
        solvency.CRITERION,
        long_term_potential.CRITERION,
        market_influence.CRITERION,
        service_needs.CRITERION,
        geography.CRITERION,
        scale.CRITERION,
        culture_fit.CRITERION,
        innovation.CRITERION,
        risk.CRITERION,
        operating_risk.CRITERION,
        engagement.CRITERION,
        contact_quality.CRITERION,
        payment_record.CRITERION,
        product_use.CRITERION,
        cooperation.CRITERION,
        decision_efficiency.CRITERION,
        advocacy.CRITERION,
        risk_sharing.CRITERION,
        compliance.CRITERION,
        lifetime_value.CRITERION,
        cost_to_serve.CRITERION,
    ]


@hookimpl
def register_segments() -> list[Segment]:
    return list(segments.SEGMENTS)
