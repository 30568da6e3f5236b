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
# When a balance was struck says nothing of whose it is: 期末应收账款 is 应收账款.
PERIOD = re.compile(
    r"(?:截[至止])?(?:[本上当當][期年月](?:末|初|底)?|(?:年|月|季|期)(?:末|初|底)|报告期末|報告期末)(?:数|數)?"
    r"|\b(?:closing|ending|opening|beginning|current|(?:as )?(?:at|of)(?= )|(?:the )?(?:period|year|month|quarter)[- ]?end(?:ing)?"
    r"|(?:the )?(?:end|start|close) of (?:the )?(?:period|year|month|quarter))\b",
    re.I,
)
# What stands behind a name of which a list has ranges: `Employee Range`, 营收区间. As folded names end.
_BANDS = re.compile(r"(.+?)(range|band|bracket|bucket|区间|区段|分段|分档|级距|档位|档次|范围|规模|档)s?")
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


def without_period(name: str) -> str:
    """A name without the words that say when its balance was struck.

    >>> [without_period(name) for name in ("期末应收账款", "应收账款期末余额", "A/R balance at period end", "Closing receivables")]
    ['应收账款', '应收账款余额', 'A/R balance', 'receivables']
    """
    return " ".join(PERIOD.sub(" ", name).split()) if name.isascii() else PERIOD.sub("", name)


def without_band(name: str) -> list[str]:
    """What a folded name may be without the word for ranges behind it: the same, or what it is in full; empty where it has none.

    >>> without_band("employeerange"), without_band("员工区间"), without_band("营收规模"), without_band("employees")
    (['employee', 'employees'], ['员工', '员工数', '员工规模'], ['营收'], [])
    """
    told = _BANDS.fullmatch(name)
    if told is None or told[2] == "规模":
        return [told[1]] if told else []
    if told[2].isascii():
        bare = told[1].removesuffix("size") or told[1]
        return list(dict.fromkeys((told[1], f"{told[1]}s", bare, f"{bare}s")))
    return [told[1], f"{told[1]}数", f"{told[1]}规模"]


def suits(declared: Field, way: Way) -> bool:
    """Whether a field can have the unit of a way to read a header."""
    _, unit, counted = way
    if counted and declared.unit not in counted:
        return False
    if unit.percent is not None and declared.unit in ("%", "percent") and declared.type == "number":
        return True
    return fits(unit, declared.type) is None
