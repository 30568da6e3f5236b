"""What a field calls missing must be something that its cells can be."""

from __future__ import annotations

from dataclasses import replace

from shortlist.intake.parsing.numbers import find_markers
from shortlist.intake.parsing.text import Reading
from shortlist.language import InvalidError
from shortlist.model.fields import NUMERIC, Field

_OTHERS = (Field("amount", "money"), Field("share", "percent"))  # of which every writing of a number is one


def refuse_markers(declared: Field) -> Field:
    """The field; raises InvalidError where it calls a number missing that none of its cells is. A mere word may stand in any cell.

    >>> refuse_markers(Field("size", "integer", missing=("999", "keine"))).missing
    ('999', 'keine')
    """
    for marker in declared.missing if declared.type in NUMERIC else ():
        if isinstance(marker, str):
            held = find_markers(Reading(replace(declared, missing=(marker,))))
            never = not held and any(find_markers(Reading(replace(one, missing=(marker,)))) for one in _OTHERS)
        else:
            never = declared.type == "integer" and marker != round(marker)
        if never:
            raise InvalidError(
                f"field {declared.id}: missing has {marker!r}, which no cell of type {declared.type} can be; write the number as the list "
                "writes it, or leave it out",
                f"字段 {declared.id}：missing 中的 {marker!r} 不可能是 {declared.type} 类型的值；请按名单中的写法填写，或将其删去",
            )
    return declared
