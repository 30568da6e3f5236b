"""The fields that the built-in criteria and rulesets read."""

from shortlist_criteria import fields_company, fields_dealings, fields_finance, fields_ratings

FIELDS = (*fields_company.FIELDS, *fields_finance.FIELDS, *fields_dealings.FIELDS, *fields_ratings.FIELDS)
