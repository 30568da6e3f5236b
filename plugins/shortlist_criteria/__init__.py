"""The built-in criteria: a plugin like any other, which uses nothing that a third party cannot."""

from shortlist import Criterion, Field, hookimpl
from shortlist_criteria import fields, geography, payment_ability, scale

shortlist_api = 1


@hookimpl
def register_fields() -> list[Field]:
    return list(fields.FIELDS)


@hookimpl
def register_criteria() -> list[Criterion]:
    return [scale.CRITERION, payment_ability.CRITERION, geography.CRITERION]
