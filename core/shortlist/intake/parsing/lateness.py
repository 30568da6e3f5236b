"""Days late as credit ledgers write them, 逾期31-60天 and 90+ days past due, in a field that counts them; elsewhere they are another figure."""

from __future__ import annotations

import re

import polars as pl

from shortlist.model.fields import Field

_OF_LATENESS = re.compile(r"\blate\b|overdue|past due|逾期|超期", re.I)
_OF_CHANGE = re.compile(r"change|trend|变化|變化", re.I)
_FRONT = (
    r"(?i)^(?:已?逾期(?:已)?|超期|过期|拖欠|(?:overdue|late|past[- ]due|delayed|delinquent)(?: by)?) ?:? ?(.*[0-9].*)$"
)
_BEHIND = r"(?i)^(.*[0-9].*?) ?(?:late|overdue|past[- ]due|dpd|delinquent|逾期)$"
_ONE = r"(?i)^([0-9]+(?:[.,][0-9]+)?) ?(天|日|days?|d)?$"
_WITHIN = r"^([0-9]+) ?(?:天|日)?(?:及?以[内內下]|之[内內]|[内內])$"
LATE = r"(?i)逾期|超期|拖欠|\boverdue\b|\blate\b|past[- ]due|\bdpd\b|delinquent"
"""What says that days are days late."""
PUNCTUAL = r"(?i)未逾期|无逾期|不逾期|按[时期]|准时|提前|\bon time\b|\bnot (?:late|due|overdue|past due)\b|^current$|\bearly\b|\bin advance\b|\bno delay\b"
"""What says that nothing was late, or how early it was."""


def counts_lateness(field: Field) -> bool:
    """Whether a field's title says that it counts days late.

    >>> late = Field("delay", "number", unit="days", title={"en": "Days late", "zh": "逾期天数"})
    >>> counts_lateness(late), counts_lateness(Field("days_to_pay", "number", unit="days"))
    (True, False)
    """
    names = " ".join(field.title)
    return field.unit == "days" and bool(_OF_LATENESS.search(names)) and not _OF_CHANGE.search(names)


def write_lateness(text: pl.Series, field: Field) -> pl.Series:
    """Clean texts, or `looks` of them, of such a field without the words for late; who is late within some days is so by 0 and more.

    >>> late = Field("delay", "number", unit="days", title={"en": "Days late", "zh": "逾期天数"})
    >>> write_lateness(pl.Series(["逾期 31-60 天", "90+ days past due", "逾期30天以内", "60 days late", "45"]), late).to_list()
    ['31-60 天', '90+ days', '0 to 30', '60 days to 60 days', '45']
    """
    if not counts_lateness(field):
        return text
    said = text.str.contains(LATE) & ~text.str.contains(PUNCTUAL)
    plain = text.str.replace(_FRONT, "${1}").str.replace(_BEHIND, "${1}").str.strip_chars(" ")
    plain = plain.str.replace(_WITHIN, "0 to ${1}").str.replace(_ONE, "${1} ${2} to ${1} ${2}")
    plain = plain.str.replace_all(" +", " ").str.strip_chars(" ")
    return pl.select(pl.when(said.fill_null(False)).then(plain).otherwise(text)).to_series()
