"""The ways to read a header: as a name, with the unit that it carries, without what a form adds in brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from shortlist.intake.parsing.units import Unit, fits, split_header
from shortlist.model.fields import Field

# What stands in brackets behind a name and says what is counted, or that a form wants it; a measure only where it is the field's.
COUNTED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("天", "日", "days", "day"), ("days", "payment days")),
    **dict.fromkeys(("年", "years", "year", "yrs"), ("years", "year")),
    **dict.fromkeys(("小时", "小時", "hours", "hour", "h", "hrs"), ("hours",)),
    **dict.fromkeys(
        [
            "人",
            "名",
            "个",
            "個",
            "次",
            "件",
            "张",
            "張",
            "单",
            "單",
            "份",
            "家",
            "项",
            "項",
            "位",
            "people",
            "persons",
            "employees",
            "fte",
            "#",
            "no.",
            "count",
        ],
        (),
    ),
    **dict.fromkeys(["必填", "选填", "選填", "必选", "required", "optional", "mandatory"], ()),
}
BRACKETS = re.compile(r"(.+?)\s*[(\[【<]\s*([^()\[\]【】<>]+?)\s*[)\]】>]")
Way = tuple[str, Unit, tuple[str, ...]]


def ways(header: str, home: str) -> Iterator[Way]:
    """The ways to read a header as a name and a unit; the last part says which unit its field must have, empty: any or none.

    >>> [(name, unit.words, counted) for name, unit, counted in ways("员工人数（人）", "CNY")]
    [('员工人数(人)', '', ()), ('员工人数', '', ())]
    """
    for name, unit in split_header(header, home):
        yield name, unit, ()
    told = BRACKETS.fullmatch(unicodedata.normalize("NFKC", header).strip())
    if told and told[2].casefold() in COUNTED:
        for name, unit in split_header(told[1], home):
            yield name, unit, COUNTED[told[2].casefold()]


def suits(declared: Field, way: Way) -> bool:
    """Whether a field can have the unit of a way to read a header."""
    _, unit, counted = way
    if counted and declared.unit not in counted:
        return False
    if unit.percent is not None and declared.unit in ("%", "percent") and declared.type == "number":
        return True
    return fits(unit, declared.type) is None
