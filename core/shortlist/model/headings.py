"""What the columns of decisions are called before people, in both languages, and how these headings are told from a list's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from shortlist.language import LANGUAGES, Language, Text

Headings = Literal["ids", "en", "zh"]
HEADINGS: tuple[Headings, ...] = ("ids", *LANGUAGES)

WHY, FIND_OUT, QUESTION = "reasons:words", "ask_next:words", "ask_next:question"
"""Columns in words only, called as nothing in a ruleset can be."""
TITLES: dict[str, Text] = {
    # Not "ID": Excel takes a file that begins with these two letters for one of another format (SYLK).
    "prospect_id": Text("Prospect ID", "编号"),
    "name": Text("Name", "名称"),
    "decision": Text("Decision", "评审结论"),
    "override": Text("Override", "人工调整"),
    "grade": Text("Grade", "等级"),
    "score": Text("Score", "得分"),
    WHY: Text("Why", "主要依据"),
    FIND_OUT: Text("What to find out", "待了解信息"),
    QUESTION: Text("First question", "优先询问"),
    "treatment": Text("Treatment", "合作方案"),
    "within_capacity": Text("Within capacity", "承接范围内"),
    "score_low": Text("Lowest possible score", "最低可能得分"),
    "score_high": Text("Highest possible score", "最高可能得分"),
    "certain": Text("Certain", "是否确定"),
    "decision_worst": Text("Worst possible decision", "最差可能结论"),
    "decision_best": Text("Best possible decision", "最好可能结论"),
    "coverage": Text("Share known", "资料覆盖率"),
    "tags": Text("Tags", "标签"),
    "reasons": Text("Codes of reasons", "依据代码"),
    "ask_next": Text("Codes of what to find out", "待了解信息的代码"),
}
"""By id the heading of each column that every run may write."""
CRITERION, CLASS, OFFER = Text("Score: ", "得分："), Text("Class: ", "类别："), Text("Offer: ", "方案：")
"""What stands before the titles of a ruleset, so that its columns are known whatever the ruleset."""
IN_WORDS = frozenset({WHY, FIND_OUT, QUESTION})
PECULIAR = IN_WORDS | {"score_low", "score_high", "decision_worst", "decision_best", "reasons", "ask_next"}
"""Headings that no other list has, so that some of them show that a run wrote it."""
ENOUGH = 3
MOVED = "list_"
_ALL = frozenset(one for title in TITLES.values() for one in title)
_MARKS = tuple(one for mark in (CRITERION, CLASS, OFFER) for one in mark)


def read_headings(headers: Iterable[str]) -> dict[str, str]:
    """By heading the id of the column, of a table that was written with headings in words; empty for any other.

    Columns that have no id of their own keep their heading as that.

    >>> read_headings(["编号", "评审结论", "主要依据", "待了解信息", "优先询问", "得分：业务规模", "城市"])
    {'编号': 'prospect_id', '评审结论': 'decision', '主要依据': '主要依据', '待了解信息': '待了解信息', '优先询问': '优先询问', '得分：业务规模': '得分：业务规模'}
    >>> read_headings(["Decision", "Score", "Why", "City"])
    {}
    """
    headers = list(headers)
    for language in LANGUAGES:
        ids = {title.in_(language): name for name, title in TITLES.items()}
        if len(PECULIAR & {ids.get(header) for header in headers}) >= ENOUGH:
            break
    else:
        return {}
    found = {}
    for header in headers:
        name = ids.get(header)
        if name is not None:
            # An id that stands there too is the list's own column.
            found[header] = header if name in IN_WORDS or name in headers else name
        elif header.startswith(_MARKS):
            found[header] = header
    return found


def put_aside(header: str) -> str:
    """The header of a list's own column beside headings in words, of which it must be none; `bring_back` undoes it.

    >>> put_aside("Score"), put_aside("list_Score"), put_aside("City")
    ('list_Score', 'list_list_Score', 'City')
    """
    return f"{MOVED}{header}" if _is_heading(_strip(header)) else header


def bring_back(header: str) -> str:
    """The header that `put_aside` was given.

    >>> bring_back("list_Score"), bring_back("list_list_Score"), bring_back("list_City")
    ('Score', 'list_Score', 'list_City')
    """
    return header.removeprefix(MOVED) if _is_heading(_strip(header)) else header


def _strip(header: str) -> str:
    while header.startswith(MOVED):
        header = header.removeprefix(MOVED)
    return header


def _is_heading(text: str) -> bool:
    return text in _ALL or text.startswith(_MARKS)


def heading(name: str, language: Language) -> str:
    """The heading of a column that every run may write."""
    return TITLES[name].in_(language)
