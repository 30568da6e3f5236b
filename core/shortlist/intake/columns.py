"""Headers and the fields that they became, and what names of headers are compared by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from shortlist.errors import Problem
from shortlist.intake.parsing.traditional import simplify
from shortlist.intake.parsing.units import Unit
from shortlist.intake.sources.raw import CURRENCY
from shortlist.language import Text
from shortlist.model.fields import Field
from shortlist.model.normal import normalise


@dataclass(frozen=True)
class Column:
    """One header of a list and the field it became.

    `how` is `name`, `alias`, `cells` (of several meanings its cells settled which), `--map`, `mapping` or `--id`; `doubt` says
    what else the header may mean, None where it is sure.

    `currency_header` is the column that names the currency of each row's amount.
    """

    field: Field
    header: str
    unit: Unit
    how: str
    doubt: Problem | None = None
    currency_header: str | None = None

    @property
    def is_told(self) -> bool:
        """Whether the user said a unit or a currency of it."""
        beside = self.currency_header is not None and not self.currency_header.startswith(CURRENCY)
        said = self.unit.currency or self.unit.power is not None or self.unit.percent is not None
        return self.how in ("--map", "mapping") and bool(said or beside)

    @property
    def words(self) -> str:
        """The unit as `--map` takes it: `million`, `USD`, `[Currency] 万`. Number formats of cells go without saying."""
        named = self.currency_header is not None and not self.currency_header.startswith(CURRENCY)
        return " ".join(filter(None, (f"[{self.currency_header}]" if named else "", self.unit.words)))


@dataclass(frozen=True)
class Unmapped:
    """A header that became no field, and the field it may have meant.

    `why` is the reason where there is a better one than that no field has this name; `doubt` asks what it means.
    """

    header: str
    suggestion: str | None
    why: Text | None = None
    doubt: Problem | None = None


@lru_cache(maxsize=20_000)  # each header is held against the same names in every list
def fold(name: str) -> str:
    """What headers and names are compared by: letters and digits in lower case, without Salesforce's `__c`, in simplified
    Chinese.

    >>> fold("Annual Revenue") == fold("annual_revenue") == fold("AnnualRevenue__c")
    True
    """
    text = normalise(name).casefold()
    return simplify(re.sub(r"[\W_]+", "", text.removesuffix("__c")))
