"""The words by which the lines of a report are known that are no rows of its list: totals and notes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from shortlist.language import Text

REASONS = {
    "blank": Text("it is blank", "为空行"),
    "header": Text("it repeats the headers", "重复表头"),
    "total": Text("it is a total, not a prospect", "为合计行，并非客户"),
    "notice": Text("it is a note of a report, not a prospect", "为报表说明文字，并非客户"),
    "section": Text("it is a heading of a section, not a prospect", "为分组标题行，并非客户"),
    "second": Text("it belongs to a second table below the first", "属于下方的另一张表"),
    "other": Text(
        "it stands below other headers than the list's, in other columns", "位于另一行表头之下，各列含义与首行表头不同"
    ),
    "nobody": Text(
        "it has neither an id nor a name, nor more than a number or one text", "没有编号和名称，且仅有数字或一段文字"
    ),
}


@cache
def phrases() -> tuple[str, str]:
    """The patterns of whole cells that say a total, and of the beginnings of a report's notes."""
    words = json.loads((files("shortlist.intake.sources") / "report_lines.json").read_text("utf-8"))
    totals = "|".join(words["totals"])
    more = (
        r"(?:\s*[:：=]?\s*[(（\[]?[\d.,\s]*(?:of\s+\d+\s*)?(?:records?|rows?|items?|accounts?|条|笔|家|个|项)?[)）\]]?)"
    )
    return (
        rf"(?i)^[\s*\-–—]*(?:{totals}){more}\s*[:：]?[\s*\-–—]*$",
        rf"(?i)^[\s*\-–—]*(?:{'|'.join(words['notices'])})",
    )


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    total, notice = phrases()
    return re.compile(total), re.compile(notice)


def kind_of_short(record: Sequence[str], cells: int) -> str | None:
    """What a record is that has fewer cells than the header: `total`, `notice`, or None where nothing tells.

    >>> kind_of_short(["Copyright (c) 2026", " Acme", " Inc."], 6), kind_of_short(["合计", "3"], 6), kind_of_short(["A1", "Acme"], 6)
    ('notice', 'total', None)
    """
    first = next((cell for cell in record if cell.strip()), "")
    total, notice = _patterns()
    if total.search(first):
        return "total"
    return "notice" if len(record) < cells and notice.search(first) else None
