"""The fields that the built-in criteria, segments and rulesets read."""

from dataclasses import replace

from shortlist_criteria import (
    fields_company,
    fields_conduct,
    fields_dealings,
    fields_engagement,
    fields_finance,
    fields_orders,
    fields_payments,
    fields_ratings,
    fields_relation,
)
from shortlist_criteria.actionable import ACTIONABLE

_DECLARED = (
    *fields_company.FIELDS,
    *fields_finance.FIELDS,
    *fields_dealings.FIELDS,
    *fields_ratings.FIELDS,
    *fields_payments.FIELDS,
    *fields_orders.FIELDS,
    *fields_conduct.FIELDS,
    *fields_relation.FIELDS,
    *fields_engagement.FIELDS,
)

FIELDS = tuple(replace(field, actionable=ACTIONABLE[field.id]) for field in _DECLARED)
