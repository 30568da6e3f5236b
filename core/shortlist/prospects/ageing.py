"""Whether a table is an ageing report, which sums up by customer what a ledger has row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shortlist.language import Text

_DAYS = r"(?:d|days?|tage|jours|d[ií]as|天|日|天以上|日以上|天以内|天内)?"
_PAST = r"(?:(?:past due|overdue|aged|账龄|帐龄|逾期|超期)\s*)?"
_BUCKET = re.compile(
    rf"{_PAST}(?:current|not (?:yet )?due|not overdue|未到期|未逾期|[0-9]{{1,3}}\s*(?:-|–|—|~|～|to|bis|至|到|_)\s*[0-9]{{1,3}}\s*{_DAYS}"
    rf"|(?:over|more than|above|>=?|≥|über|ueber)\s*[0-9]{{2,3}}\s*{_DAYS}|[0-9]{{2,3}}\s*\+\s*{_DAYS}|[0-9]{{2,3}}\s*(?:and|&|or) (?:over|more|above)"
    rf"|[0-9]{{2,3}}\s*(?:天|日)(?:以上|以内|内)|(?:超过|大于)[0-9]{{2,3}}(?:天|日))\s*(?:past due|overdue)?"
)
LEAST = 3

AGEING = Text(
    "this looks like an ageing report, which has one row for each customer and its debt by age; what is asked for is the ledger behind it: one row for each "
    "invoice, with its customer, invoice date, due date, amount, and payment date or balance",
    "这看起来是账龄分析表（每家客户一行，按账龄汇总欠款）；此处需要的是其背后的应收明细：每张发票一行，包含客户编号、开票日期、到期日、金额，以及收款日期或未收金额",
)
"""What is said of one."""


def is_ageing(headers: Iterable[str]) -> bool:
    """Whether at least three headers are spans of days that a debt is old.

    >>> is_ageing(["Customer ID", "Current", "1-30", "31 - 60 days", "Over 90", "Total"]), is_ageing(["Amount", "1-30"])
    (True, False)
    """
    return sum(bool(_BUCKET.fullmatch(" ".join(one.casefold().split()))) for one in headers) >= LEAST
