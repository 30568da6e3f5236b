"""The codes by which Crunchbase writes bands: of employees with both ends in them, of revenue with the lower one, in thousands of dollars."""

from __future__ import annotations

import polars as pl

from shortlist.model.fields import Field

_REVENUE = {
    "r_00000000": "< USD 1M",
    "r_00001000": "USD 1M to USD 10M",
    "r_00010000": "USD 10M to USD 50M",
    "r_00050000": "USD 50M to USD 100M",
    "r_00100000": "USD 100M to USD 500M",
    "r_00500000": "USD 500M to USD 1B",
    "r_01000000": "USD 1B to USD 10B",
    "r_10000000": "USD 10B+",
}


def write_codes(text: pl.Series, field: Field) -> pl.Series:
    """Texts with bands in words where they are such codes; `looks` of them too, but for their digits.

    >>> write_codes(pl.Series(["c_00051_00100", "c_10001_max", "51-100"]), Field("staff", "integer")).to_list()
    ['51-100', '10001+', '51-100']
    >>> write_codes(pl.Series(["r_00010000"]), Field("turnover", "money")).to_list()
    ['USD 10M to USD 50M']
    """
    if field.type == "money" and text.str.starts_with("r_").any():
        return text.replace(list(_REVENUE), list(_REVENUE.values()))
    if field.type in ("integer", "number") and text.str.starts_with("c_").any():
        text = text.str.replace("^c_0*([1-9][0-9]*)_0*([1-9][0-9]*)$", "${1}-${2}")
        return text.str.replace("^c_0*([1-9][0-9]*)_max$", "${1}+")
    return text
