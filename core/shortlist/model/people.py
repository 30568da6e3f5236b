"""Which fields count people: what they count stands behind their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from shortlist.model.fields import Field

_OF_PEOPLE = re.compile(r"employee|staff|headcount|people|persons|approver|员工|員工|职工|職工|人数|人數", re.I)


@cache
def _name_people(names: tuple[str, ...]) -> bool:
    return any(_OF_PEOPLE.search(name) for name in names)


def name_people(names: Iterable[str]) -> bool:
    """Whether the names of a field say that it counts people."""
    return _name_people(tuple(names))


def counts_people(field: Field) -> bool:
    """Whether a field's names say that it counts people.

    >>> counts_people(Field("employees", "integer")), counts_people(Field("orders", "integer"))
    (True, False)
    """
    return field.type in ("number", "integer") and name_people((field.id, *field.title, *field.aliases))
