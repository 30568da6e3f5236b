"""Ways of saying a range that are no two ends, a word or a sign, written as such: decades, quarters, codes before a band, X≥300.

What may mean two things, or is said in another unit than the field's, is told apart by `odd_phrases`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from shortlist.intake.parsing.dates import MONTH_NUMBERS, PIVOT
from shortlist.intake.parsing.lateness import write_lateness
from shortlist.model.fields import YEAR, Field

_SIZES = (
    r"smb|sme|small|medium|mid|mid-?market|mid-?sized?|large|enterprise|corporate|micro|startup|(?:tier|class|band|level|segment|size|group) [a-z0-9]"
    r"|[小中大微]型|特大型|超大型|小微|中小|大中型|[一二三四五六]档|[A-Za-z][档类级]"
)
_LABEL = (
    rf"(?i)^(?:(?:{_SIZES})(?: ?(?:business(?:es)?|compan(?:y|ies)|enterprises?|企业|企業|公司|客户))?|CODE) ?"
    r"(?:: ?([^()]*[0-9][^()]*)|\(([^():]*[0-9][^():]*)\))$"
)
_CODES = {True: "[ADE-JN-QSU-VX-Z]", False: "[A-Z]"}  # of money a letter may be a magnitude, circa or rand
# The year of the figures, as a text and as its look has it; the dates of a field of years are no such note.
_AS_OF = r" ?\((?:FY|as of|as at|in|截至|截止)? ?(?:1[19]|[12]0)[0-9]{2}(?:[-/.年][0-9]{1,2}月?)?(?:财年|年报|年度|年末|年底|年)?\)$"
_NO_YEAR = r"\((?:1[0-8]|2[1-9])[0-9]{2}\)$"
_FOOTNOTE = r"^([^*†‡]*[0-9][^*†‡]*[^*†‡ ]) ?[*†‡]+$"
_BRACKETED = r"^(?:\[([0-9]+ ?[-—~至] ?[0-9]+)\]|\(([0-9]+ ?[-—~至] ?[0-9]+)\))$"  # no list of two, nor a debit
_CODE_BEHIND = r"^(.*[0-9].*) \(([A-Z]{3})\)$"
_VARIABLE = r"^(?:从业人员|营业收入|资产总额)?\(?[XYZxyz]?\)? ?([<>≤≥])"
DECADE = (
    r"(?i)^(?:the )?(?:[12][0-9][1-9]|'?[1-9])0'?s(?: ?(?:-|–|—|to) ?[12][0-9][1-9]0'?s)?$"
    r"|^(?:[12][0-9]|上世纪|上世紀|上个世纪|20世纪|20世紀)?[1-9]0年代$|^(?:pre|post)[- ]?[12][0-9]{3}$"
)
"""Decades, and the time before and after a year."""
_DECADES = (
    (r"(?i)^(?:the )?([12][0-9][1-9])0'?s$", "${1}0 to ${1}9"),
    (r"(?i)^(?:the )?'?([3-9])0'?s$", "19${1}0 to 19${1}9"),
    (r"(?i)^(?:the )?([12][0-9][1-9]0)'?s ?(?:-|–|—|to) ?([12][0-9][1-9])0'?s$", "${1} to ${2}9"),
    (r"^(?:19|上世纪|上世紀|上个世纪|20世纪|20世紀)([1-9])0年代$", "19${1}0 to 19${1}9"),
    (r"^(20|1[0-8])([1-9])0年代$", "${1}${2}0 to ${1}${2}9"),
    (r"^([3-9])0年代$", "19${1}0 to 19${1}9"),  # of 10, 20 nobody knows the century
    (r"(?i)^pre[- ]?([12][0-9]{3})$", "before ${1}"),
    (r"(?i)^post[- ]?([12][0-9]{3})$", "after ${1}"),
)
_SEASON = re.compile(r"([12][0-9]{3}) ?/ ?([0-9]{2})")

_GRADE = r"([A-Z][A-Za-z]{0,3}[1-4]?[+-]?)[级級]?"
_SPLIT = rf"^{_GRADE} ?/ ?{_GRADE}$"  # what two agencies say
_CLASSES = (
    (r"(?i)^(?:investment[- ]grade|IG|投资级别?|投資級)$", "BBB or better"),
    (
        r"(?i)^(?:(?:non|sub|below)[- ]?investment[- ]grade|speculative(?:[- ]grade)?|high[- ]yield|junk|HY|投机级别?|投機級|非投资级|高收益级?)$",
        "BB or worse",
    ),
)
GRADES = rf"{_SPLIT}|{_CLASSES[0][0]}|{_CLASSES[1][0]}"
"""Two grades, and the classes of grades that markets know."""
_Y, _NAME = r"(?P<y>[12][0-9]{3})", "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
# Beside a quarter or half two digits can only be a year.
_SHORT = r"(?P<y>[12][0-9]{3}|'?[0-9]{2})"
_NTH = r"(?P<q>[1-4])(?:\.|st|nd|rd|th|er|re|e|ème)|(?P<w>first|second|third|fourth|erste[sn]?|zweite[sn]?|dritte[sn]?|vierte[sn]?)"
_HALF = _NTH.replace("<q>", "<h>").replace("<w>", "<v>")
_SPANS = tuple(
    re.compile(pattern.replace("YEAR", _Y).replace("NAME", _NAME).replace("SHORT", _SHORT), re.I)
    for pattern in (
        r"(?:Q(?P<q>[1-4])|(?P<r>[1-4])Q)[ -/]*SHORT",
        r"SHORT[ -/]*(?:Q(?P<q>[1-4])|(?P<r>[1-4])Q)",
        rf"(?:{_NTH}) (?:quarter|quartal|trimestre)(?: of|,)? YEAR",
        r"YEAR ?年? ?(?:第? ?(?P<q>[1-4一二三四]) ?季度?|Q(?P<r>[1-4]))",
        r"Q(?P<c>[1-4]) ?[-—~] ?Q(?P<d>[1-4])[ -/]*YEAR",
        r"(?:H(?P<h>[12])|(?P<i>[12])H)[ -/]*SHORT",
        r"SHORT[ -/]*(?:H(?P<h>[12])|(?P<i>[12])H)",
        rf"(?:{_HALF}) (?:half|halbjahr|semestre)(?: of|,)? YEAR",
        r"YEAR ?年? ?(?P<h>[上下])半年",
        r"YEAR ?年?",
        r"(?P<a>NAME)\.? ?(?:-|—|~|to) ?(?P<b>NAME)\.?,? YEAR",
        r"YEAR ?年 ?(?P<a>[0-9]{1,2}) ?月?(?:份)? ?(?:-|—|~|至|到) ?(?P<b>[0-9]{1,2}) ?月(?:份)?",
    )
)
_ISO = re.compile(r"([12][0-9]{3}-[0-9]{1,2}(?:-[0-9]{1,2})?) ?/ ?([12][0-9]{3}-[0-9]{1,2}(?:-[0-9]{1,2})?)")
_DAYS = re.compile(
    r"([12][0-9]{3}) ?年 ?([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日? ?[-—~至到] ?(?:([0-9]{1,2}) ?月 ?)?([0-9]{1,2}) ?日"
)
_THIRD = re.compile(r"([12][0-9]{3}) ?[年/-] ?([0-9]{1,2}) ?月? ?([上中下])旬")
_ORDER = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2, "fir": 1, "sec": 2, "thi": 3, "fou": 4, "ers": 1, "zwe": 2, "dri": 3, "vie": 4}  # fmt: skip


def write_phrases(text: pl.Series, field: Field) -> pl.Series:
    """Clean texts, or `looks` of them, of numbers without what stands around a band and is none of its words.

    >>> cells = ["SMB (51-200)", "D: 51-200", "100-499人(2023年报)", "X≥300", "51-200"]
    >>> write_phrases(pl.Series(cells), Field("staff", "integer")).to_list()
    ['51-200', '51-200', '100-499人', '≥300', '51-200']
    """
    if text.str.contains_any([":", "("]).any():
        label = _LABEL.replace("CODE", _CODES[field.type == "money"])
        text = text.str.replace(label, "${1}${2}")
        if field.unit != YEAR:
            noted = text.str.replace(_AS_OF, "")
            text = noted.set(text.str.contains(_NO_YEAR).fill_null(False), None)
    text = write_lateness(text, field)
    text = text.str.replace(_FOOTNOTE, "${1}").str.replace(_BRACKETED, "${1}${2}")
    if field.type == "money":
        text = text.str.replace(_CODE_BEHIND, "${1} ${2}")
    return text.str.replace(_VARIABLE, "${1}")


def write_decades(text: pl.Series, field: Field) -> pl.Series:
    """Clean texts of a field of years with decades as their years.

    >>> write_decades(pl.Series(["the 1990s", "90年代", "pre-2000"]), Field("f", "integer", unit="year")).to_list()
    ['1990 to 1999', '1990 to 1999', 'before 2000']
    """
    if field.unit == YEAR and text.str.contains(DECADE).any():
        for pattern, written in _DECADES:
            text = text.str.replace(pattern, written)
    if field.unit == YEAR and text.str.contains(r"/ ?[0-9]{2}$").any():
        seasons = {one: span for one in text.drop_nulls().unique() if (span := _write_season(one)) is not None}
        text = text.replace(seasons)
    return text


def _write_season(text: str) -> str | None:
    """A year and the next one, 1998/99 and 1999/00; None of any other text."""
    found = _SEASON.fullmatch(text)
    if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return f"{found[1]} to {int(found[1]) + 1}"


def write_grades(text: pl.Series, levels: Sequence[str]) -> pl.Series:
    """Clean texts of levels with two grades, and the classes of grades, as ranges of them; classes only of a scale that has BBB and BB.

    >>> cells = pl.Series(["BBB/A-", "investment grade", "投机级", "A"])
    >>> write_grades(cells, ("C", "BB", "BBB", "A")).to_list()
    ['BBB to A-', 'BBB or better', 'BB or worse', 'A']
    """
    text = text.str.replace(_SPLIT, "${1} to ${2}")
    if {"BBB", "BB"} <= set(levels):
        for pattern, written in _CLASSES:
            text = text.str.replace(pattern, written)
    return text


def write_span(text: str) -> str | None:
    """A span of whole months, or of days as ISO 8601 has it, from its first to its last; None where a text is none.

    >>> write_span("2026年10月1日至10月15日"), write_span("Q3-Q4 2026")
    ('2026-10-01 to 2026-10-15', '2026-07 to 2026-12')
    >>> write_span("Q1 2026"), write_span("2026年上半年"), write_span("Jan-Mar 2026"), write_span("2026-01-01/2026-03-31")
    ('2026-01 to 2026-03', '2026-01 to 2026-06', '2026-01 to 2026-03', '2026-01-01 to 2026-03-31')
    >>> write_span("3Q26"), write_span("1. Quartal 2026"), write_span("2026年2月下旬")
    ('2026-07 to 2026-09', '2026-01 to 2026-03', '2026-02-21 to 2026-02')
    """
    if found := _ISO.fullmatch(text):
        return f"{found[1]} to {found[2]}"
    if found := _DAYS.fullmatch(text):
        year, month, first, other, last = found.groups()
        return f"{year}-{int(month):02d}-{int(first):02d} to {year}-{int(other or month):02d}-{int(last):02d}"
    if found := _THIRD.fullmatch(text):
        month = f"{found[1]}-{int(found[2]):02d}"
        first_day, last_day = {"上": ("-01", "-10"), "中": ("-11", "-20"), "下": ("-21", "")}[found[3]]
        return f"{month}{first_day} to {month}{last_day}"
    for pattern in _SPANS:
        if found := pattern.fullmatch(text):
            year = found["y"].removeprefix("'")
            if len(year) == 2:
                year = f"{20 if int(year) < PIVOT else 19}{year}"
            first_month, last_month = _find_months(found.groupdict())
            return f"{year}-{first_month:02d} to {year}-{last_month:02d}"
    return None


def _find_months(said: dict[str, str | None]) -> tuple[int, int]:
    for names, months in (("qrw", 3), ("hiv", 6)):
        if word := next((said[name] for name in names if said.get(name)), None):
            last = (_ORDER.get(word[:3].lower()) or int(word)) * months
            return last - months + 1, last
    if "c" in said:
        return int(said["c"] or 1) * 3 - 2, int(said["d"] or 1) * 3
    if "a" in said:
        first, last = (int(MONTH_NUMBERS.get((said[name] or "").lower(), said[name] or 0)) for name in "ab")
        return first, last
    return 1, 12


def write_spans(text: pl.Series) -> pl.Series:
    """Clean texts of dates with such spans as their first and last month or day."""
    said = {one: span for one in text.drop_nulls().unique() if (span := write_span(one)) is not None}
    return text.replace(list(said), list(said.values())) if said else text
