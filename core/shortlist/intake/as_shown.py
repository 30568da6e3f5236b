"""Reads a value as explanations and memos write it, where another file could mean something else by the same text."""

from __future__ import annotations

import re

from shortlist.model.fields import NUMERIC, Field
from shortlist.model.formatting import format_step, format_value
from shortlist.model.normal import normalise

# One mark with three digits behind it: it may part thousands or decimals.
_DOUBTED = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])")
_DIGITS = re.compile(r"(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<exponent>e[-+]?\d+)?")


def read_as_shown(text: str, field: Field, currency: str) -> float | None:
    """The number whose text in either language is just this one, where the text alone leaves a doubt; else None.

    >>> read_as_shown("2,463 days", Field("delay", "number", unit="days"), "USD")
    2463.0
    >>> read_as_shown("2,46 days", Field("delay", "number", unit="days"), "USD") is None
    True
    """
    if field.type not in NUMERIC:
        return None
    written = normalise(text)
    if field.rubric:
        steps = (float(step) for step in range(1, len(field.rubric) + 1))
        return next((step for step in steps if written in map(normalise, format_step(step, field))), None)
    found = _DIGITS.search(written) if _DOUBTED.search(written) else None
    if found is None:
        return None
    number = float(found["digits"].replace(",", "") + (found["exponent"] or ""))
    number = -number if written.startswith("-") else number
    number = float(f"{number}e-2") if field.type == "percent" else number
    return number if written in map(normalise, format_value(number, field, currency)) else None
