"""The built-in criteria: a plugin like any other, which uses nothing that a third party cannot."""

from shortlist import Criterion, Field, hookimpl
from shortlist_criteria import (
    culture_fit,
    fields,
    geography,
    innovation,
    long_term_potential,
    market_influence,
    need_fit,
    payment_ability,
    risk,
    scale,
    service_needs,
)

shortlist_api = 1


@hookimpl
def register_fields() -> list[Field]:
    return list(fields.FIELDS)


@hookimpl
def register_criteria() -> list[Criterion]:
    """In the order of the requirements, R01 to R10."""
    return [
        need_fit.CRITERION,
        payment_ability.CRITERION,
        long_term_potential.CRITERION,
        market_influence.CRITERION,
        service_needs.CRITERION,
        geography.CRITERION,
        scale.CRITERION,
        culture_fit.CRITERION,
        innovation.CRITERION,
        risk.CRITERION,
    ]
